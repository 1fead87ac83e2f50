/* hx-paper.h: leads on ECG paper in true millimetres, as lines
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-recording.h"

#include <cairo.h>

G_BEGIN_DECLS

/** Usual width of a page's leads, and, at 25 mm/s, of what stands left of them for the calibration pulse. */
#define HX_PAPER_LEADS_MM 250.0
#define HX_PAPER_PULSE_MM 10.0
#define HX_PAPER_WIDTH_MM (HX_PAPER_LEADS_MM + HX_PAPER_PULSE_MM)

/**
 * HxPaperSetup: what is to be drawn
 * @recording: as it is to be drawn: filtered, if it is to be
 * @start_s: first second
 * @speed_mm_s, @gain_mm_mv: 25 and 10 unless asked for otherwise; 0 stands for these
 * @chest_gain_mm_mv: of V1 to V6 and other leads called V and a number; 0 for @gain_mm_mv
 * @leads_mm: width of a page's leads; 0 for %HX_PAPER_LEADS_MM
 * @n_columns: 1, 2 or 4 columns of leads; 0: by their number
 * @rhythm_strips: whole-width strips below several columns: 0, 1 (II), 2 (V1, II) or 3 (V1, II, V5); -1: one
 * @cabrera: limb leads in Cabrera's order, aVL I -aVR II aVF III
 * @others: (nullable): n_others recordings that are drawn over it, by the names of their leads, each in a
 *   colour of its own: hx_paper_set_other_color(); from their own first samples on
 * @remarks: (nullable): what stands beside the name of each of the recording's leads, "" for nothing
 * @others_remarks: (nullable): the same, or NULL, for each of the others: of their own leads
 * @leads: (nullable): names of the leads to draw; NULL, or none that the recording has, for all
 */
typedef struct
{
  HxRecording *recording;
  double start_s;
  double speed_mm_s, gain_mm_mv, chest_gain_mm_mv;
  double leads_mm;
  guint n_columns;
  int rhythm_strips;
  gboolean cabrera;
  HxRecording *const *others;
  guint n_others;
  const char *const *remarks;
  const char *const *const *others_remarks;
  const char *const *leads;
} HxPaperSetup;

/** HxPaperCell: a stretch of one lead. Positions from the paper's upper left corner. */
typedef struct
{
  char *name;   /* "-aVR" */
  char *remark; /* (nullable) */
  int lead;     /* in the recording, or -1: not recorded */
  gboolean inverted;
  double gain_mm_mv;
  guint row;
  double x_mm, width_mm, baseline_mm;
  double median_mv;           /* the baseline's value: of the lead, over the sheet; NaN if nothing is there */
  double start_s, duration_s; /* of the recording; no longer than the width has room for */
} HxPaperCell;

/**
 * HxPaper: a laid out sheet
 *
 * Standard leads take their usual places when at least %HX_PAPER_MOST_STANDARD of them are there: columns
 * one after another in time, further leads below, then the rhythm strips. Four leads or less have a row each;
 * a single one goes on in the rows below it. A recording too short for columns one after another has them
 * side by side, all from its beginning.
 */
typedef struct
{
  HxPaperSetup setup; /* with its zeros filled in; the recording is held */
  GPtrArray *others;  /* of HxRecording */
  double width_mm, height_mm;
  double pulse_mm; /* left of the leads, for the calibration pulse */
  double row_mm;   /* from one baseline to the next */
  guint n_rows, n_columns;
  double start_s, duration_s; /* of the recording, what is on the sheet */
  gboolean consecutive;       /* columns follow each other in time */
  GArray *cells;              /* of HxPaperCell */
  guint n_left_out;           /* leads for which there is no room */
} HxPaper;

#define HX_PAPER_MOST_STANDARD 9

/** Lays a sheet out. Returns: (transfer full) */
HxPaper *hx_paper_new (const HxPaperSetup *setup, double height_mm);
void hx_paper_free (HxPaper *paper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxPaper, hx_paper_free)

/** A height at which @setup's rows have the distance usual on paper. */
double hx_paper_usual_height_mm (const HxPaperSetup *setup);

/**
 * hx_paper_draw:
 * @cr: its unit is a millimetre, its origin the sheet's upper left corner
 *
 * Grid, calibration pulses, names and traces. Every sample between a cell's ends is a point of its path;
 * each lead is drawn around its own median, missing samples are gaps.
 */
void hx_paper_draw (const HxPaper *paper, cairo_t *cr);

/** The colour of one of several recordings, 0 being the first of the others. */
void hx_paper_set_other_color (cairo_t *cr, guint other);

/** "first 10 s of 24:00:00": what is on the sheet. Returns: (transfer full) */
char *hx_paper_describe_time (const HxPaper *paper);

/** Speed, gains, filter (nullable: off) and time, for the sheet's foot. Returns: (transfer full) */
char *hx_paper_describe_scale (const HxPaper *paper, const char *filter_text);

G_END_DECLS
