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
 * @HX_TRACE_3X4: four columns of three leads, 2.5 s each, with rhythm strips below if wanted
 * @HX_TRACE_6X2: limb leads left, chest leads right, 5 s each
 * @HX_TRACE_12X1: one lead a row, 10 s
 *
 * A choice of leads, or a recording of few, fills columns of at most 3, 6 or 12 leads, so that a single lead
 * gets the whole width. A recording with most of the standard leads keeps their usual places, those that it
 * lacks being marked; further leads follow below.
 */
typedef enum
{
  HX_TRACE_3X4,
  HX_TRACE_6X2,
  HX_TRACE_12X1,
} HxTraceArrangement;

/**
 * HxTraceScale:
 * @HX_TRACE_FIT: grid and trace shrink or grow together so that a page is visible
 * @HX_TRACE_TRUE_SIZE: a millimetre is a millimetre of the screen; scrolls
 */
typedef enum
{
  HX_TRACE_FIT,
  HX_TRACE_TRUE_SIZE,
} HxTraceScale;

/** Seconds that a page has at least, and the paper that it has at 25 mm/s. */
#define HX_TRACE_PAGE_S 10.0
#define HX_TRACE_PAGE_MM 250.0
/** Logical pixels a millimetre of a screen that was not measured: 96 dots an inch. */
#define HX_TRACE_PX_PER_MM_TRUE (96.0 / 25.4)
/** Where in a row's height the baseline lies: below the middle, since R waves need more room than S waves. */
#define HX_TRACE_BASELINE 0.55
/** Slowest and fastest speed: a week on a page, and 10 ms on 4 mm. */
#define HX_TRACE_LEAST_SPEED_MM_S 0.0004
#define HX_TRACE_MOST_SPEED_MM_S 400.0

/**
 * HxTraceSetup: what is to be laid out
 * @gain_mm_mv: of limb and other leads
 * @lead_names: n_leads names of the recording; standard ones are compared without case
 * @duration_s: of the recording, or of the longest of several
 * @start_s: first second of the page
 * @chest_gain_mm_mv: of V1 to V6 and other leads called V and a number; 0 for @gain_mm_mv
 * @rhythm_strips: whole-width strips below 3x4: 0, 1 (II), 2 (V1, II) or 3 (V1, II, V5)
 * @cabrera: limb leads in Cabrera's order, aVL I -aVR II aVF III, with aVR turned over
 * @shown: (nullable): n_leads values, which leads to lay out; NULL for all
 * @n_blocks: pages one above the other, as for several recordings; 0 counts as 1
 * @true_px_per_mm: pixels a millimetre at true size; 0 for %HX_TRACE_PX_PER_MM_TRUE
 * @key_px: left free above each page at the least, for what is written there
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
  double chest_gain_mm_mv;
  guint rhythm_strips;
  gboolean cabrera;
  const gboolean *shown;
  guint n_blocks;
  double true_px_per_mm;
  double key_px;
} HxTraceSetup;

/**
 * HxTraceCell: a stretch of one lead
 * @name: static or owned by the setup
 * @lead: index in the recording, or -1: not recorded
 * @rhythm: a full-width strip below 3x4
 * @inverted: drawn upside down, as -aVR
 * @gain_mm_mv: of this lead
 * @block: of which of several pages one above the other
 * @row: from 0, over all blocks
 * @x, @width, @baseline_y: in px
 * @start_s, @duration_s: the seconds of the recording that it shows; may be shorter than its width
 */
typedef struct
{
  const char *name;
  int lead;
  gboolean rhythm, inverted, chest;
  double gain_mm_mv;
  guint block;
  int row;
  double x, width, baseline_y;
  double start_s, duration_s;
} HxTraceCell;

/**
 * HxTraceLayout: a page in device-independent or device pixels, as asked
 * @px_per_mm: of grid and trace
 * @paper_width, @paper_height: px the page takes
 * @origin_x, @origin_y: where the grid has a 5 mm crossing
 * @pulse_x, @pulse_width: where the calibration pulse's piece begins, one a row, and how wide its top is
 * @row_height: px; row 0's baseline is @origin_y, the others' see hx_trace_layout_row_y()
 * @n_blocks, @block_gap: pages one above the other, and the px above each for what is written there
 * @page_start_s, @page_duration_s: the recording's seconds on the page
 * @page_s: seconds that the page's width stands for; more than @page_duration_s for a short recording
 * @n_columns: of leads, the rhythm strips aside
 * @consecutive: columns follow each other in time (else each names its seconds)
 */
typedef struct
{
  double px_per_mm;
  double paper_width, paper_height;
  double origin_x, origin_y;
  double pulse_x, pulse_width;
  double row_height;
  double speed_mm_s;
  int n_rows, n_columns, n_blocks;
  double block_gap;
  double page_start_s, page_duration_s, page_s;
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

/** The baseline of a row, in px. */
double hx_trace_layout_row_y (const HxTraceLayout *layout, int row);

/** Size in millimetres of a page at true size, for screen and paper. Returns: its number of rows */
int hx_trace_layout_size_mm (const HxTraceSetup *setup, double *width_mm, double *height_mm);

/** The nearest cell to (@x, @y), or NULL on an empty page. */
const HxTraceCell *hx_trace_layout_pick (const HxTraceLayout *layout, double x, double y);

/** The latest first second that a page of @page_s may have: 0 for a recording no longer than a page. */
double hx_trace_layout_max_start_s (double duration_s, double page_s);

/** The cell's time at @x, not beyond its ends, and its place at @time_s. */
double hx_trace_layout_time_at (const HxTraceLayout *layout, const HxTraceCell *cell, double x);
double hx_trace_layout_x_at (const HxTraceLayout *layout, const HxTraceCell *cell, double time_s);

G_END_DECLS
