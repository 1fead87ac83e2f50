/* hx-calipers.h: measurements by hand, in the time and voltage of a record
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HX_CALIPER_LEAD_BYTES 32
/** Most that a record keeps. */
#define HX_CALIPERS_MAX 256

/** HxCaliperKind: what one measures. Bits. */
typedef enum
{
  HX_CALIPER_TIME = 1 << 0,
  HX_CALIPER_AMPLITUDE = 1 << 1,
  HX_CALIPER_BOTH = HX_CALIPER_TIME | HX_CALIPER_AMPLITUDE,
} HxCaliperKind;

/**
 * HxCaliper:
 * @lead: name of the lead it stands in, cut to what fits
 * @marching: its interval is repeated along the strip, to both sides
 * @start_s, @end_s: in the record's time, in no order
 * @start_mv, @end_mv: above the lead's own zero, upside down or not
 */
typedef struct
{
  char lead[HX_CALIPER_LEAD_BYTES];
  HxCaliperKind kind;
  gboolean marching;
  double start_s, end_s;
  double start_mv, end_mv;
} HxCaliper;

/**
 * hx_caliper_describe:
 * @gain_mm_mv: of its lead; 0: without millimetres
 *
 * Returns: (transfer full): "412 ms (146 bpm), 0.85 mV (8.5 mm)", as far as its kind has it
 */
char *hx_caliper_describe (const HxCaliper *caliper, double gain_mm_mv);

/** The same for a label beside it, in two lines and without what is seen anyway; the numbers alone if @brief.
 */
char *hx_caliper_label (const HxCaliper *caliper, double gain_mm_mv, gboolean brief);

/**
 * hx_caliper_march:
 * @least_s: an interval that is shorter is not repeated
 * @first, @last: the repetitions within @from_s .. @to_s: lines at start + k x interval
 *
 * Returns: FALSE if there are none, or it does not march
 */
gboolean hx_caliper_march (const HxCaliper *caliper, double from_s, double to_s, double least_s,
                           gint64 *first, gint64 *last);

/**
 * hx_calipers_snap:
 * @points_s: n_points times, ascending
 *
 * Returns: the nearest of them if it is no more than @reach_s away, else @time_s
 */
double hx_calipers_snap (double time_s, const double *points_s, gsize n_points, double reach_s);

/** The next of @points_s after @time_s, with @step -1 the one before it; @time_s if there is none. */
double hx_calipers_step (double time_s, const double *points_s, gsize n_points, int step);

/** @calipers: (element-type HxCaliper). Returns: (transfer full): JSON; NULL of none */
char *hx_calipers_to_json (const GArray *calipers);

/**
 * hx_calipers_from_json:
 * @json: (nullable): NULL for none
 *
 * Returns: (transfer full) (element-type HxCaliper): NULL with %HX_ERROR_FORMAT if it is not what
 *   hx_calipers_to_json() writes, or some number in it is not finite
 */
GArray *hx_calipers_from_json (const char *json, GError **error);

G_END_DECLS
