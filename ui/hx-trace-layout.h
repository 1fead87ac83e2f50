/* hx-trace-layout.h: where leads go on ECG paper
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HxTraceArrangement:
 * @HX_TRACE_3X4: four columns of three leads, 2.5 s each and simultaneous, a strip of lead II below
 * @HX_TRACE_6X2: limb leads left, chest leads right, 5 s each
 * @HX_TRACE_12X1: one lead a row, 10 s
 */
typedef enum
{
  HX_TRACE_3X4,
  HX_TRACE_6X2,
  HX_TRACE_12X1,
} HxTraceArrangement;

/**
 * HxTraceScale:
 * @HX_TRACE_FIT: grid and trace shrink or grow together so that all is visible
 * @HX_TRACE_TRUE_SIZE: a millimetre is a millimetre at 96 dots an inch; scrolls
 */
typedef enum
{
  HX_TRACE_FIT,
  HX_TRACE_TRUE_SIZE,
} HxTraceScale;

/** Seconds on one page. */
#define HX_TRACE_PAGE_S 10.0
#define HX_TRACE_PX_PER_MM_TRUE (96.0 / 25.4)
/** Where in a row's height the baseline lies: below the middle, since R waves need more room than S waves. */
#define HX_TRACE_BASELINE 0.55

/**
 * HxTraceSetup: what is to be laid out
 * @lead_names: n_leads names of the recording; standard ones are compared without case
 * @duration_s: of the recording
 * @start_s: first second of the page
 */
typedef struct
{
  HxTraceArrangement arrangement;
  HxTraceScale scale;
  double speed_mm_s;
  double gain_mm_mv;
  gboolean pulse;
  const char *const *lead_names;
  guint n_leads;
  double duration_s;
  double start_s;
} HxTraceSetup;

/**
 * HxTraceCell: a stretch of one lead
 * @name: static or owned by the setup
 * @lead: index in the recording, or -1: not recorded
 * @rhythm: the full-width strip below 3x4
 * @row: from 0
 * @x, @width, @baseline_y: in px
 * @start_s, @duration_s: the seconds of the recording that it shows; may be shorter than its width
 */
typedef struct
{
  const char *name;
  int lead;
  gboolean rhythm;
  int row;
  double x, width, baseline_y;
  double start_s, duration_s;
} HxTraceCell;

/**
 * HxTraceLayout: a page in device-independent or device pixels, as asked
 * @px_per_mm: of grid and trace
 * @paper_width, @paper_height: px the page takes
 * @origin_x, @origin_y: where the grid has a 5 mm crossing
 * @pulse_x: where the calibration pulse's piece begins, one a row
 * @row_height: px; row r's baseline is @origin_y + r x @row_height
 * @consecutive: columns follow each other in time (else each names its seconds)
 */
typedef struct
{
  double px_per_mm;
  double paper_width, paper_height;
  double origin_x, origin_y;
  double pulse_x;
  double row_height;
  int n_rows;
  double page_start_s, page_duration_s;
  gboolean consecutive;
  HxTraceCell *cells;
  guint n_cells;
} HxTraceLayout;

/**
 * hx_trace_layout_compute:
 * @width, @height: room in px; for %HX_TRACE_TRUE_SIZE the page may be larger
 * @px_scale: device pixels a logical pixel (1, 2); all results are in the unit of @width
 * @footer_px: height kept free at the foot for the scale's text
 *
 * Free with hx_trace_layout_clear().
 */
void hx_trace_layout_compute (HxTraceLayout *layout, const HxTraceSetup *setup, double width, double height,
                              double px_scale, double footer_px);
void hx_trace_layout_clear (HxTraceLayout *layout);

/** Size in millimetres of a page at true size, for screen and paper. Returns: its number of rows */
int hx_trace_layout_size_mm (const HxTraceSetup *setup, double *width_mm, double *height_mm);

/** The nearest cell to (@x, @y), or NULL on an empty page. */
const HxTraceCell *hx_trace_layout_pick (const HxTraceLayout *layout, double x, double y);

/** The latest first second that a page may have: 0 for a recording no longer than a page. */
double hx_trace_layout_max_start_s (double duration_s);

G_END_DECLS
