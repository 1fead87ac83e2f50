/* hx-trace-view.h: the 12-lead trace on ECG paper
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-recording.h"
#include "ui/hx-trace-layout.h"
#include "ui/hx-trace-overlay.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_TRACE_VIEW (hx_trace_view_get_type ())
G_DECLARE_FINAL_TYPE (HxTraceView, hx_trace_view, HX, TRACE_VIEW, GtkWidget)

/**
 * HxTraceComparison: where the recordings that are compared stand
 * @HX_TRACE_OVERLAID: on the same lines, each in its colour
 * @HX_TRACE_STACKED: a page of each, one above the other
 */
typedef enum
{
  HX_TRACE_OVERLAID,
  HX_TRACE_STACKED,
} HxTraceComparison;

/**
 * HxTraceView:
 *
 * Put it in a GtkScrolledWindow: with %HX_TRACE_FIT it takes the room there is, with
 * %HX_TRACE_TRUE_SIZE it asks for the page's millimetres. Missing samples are gaps; most of the standard
 * leads being there, those missing say "not recorded"; further leads get rows of their own after them.
 * Each lead is drawn around its own median, as a paper recorder would. A page shows 10 s at 25 mm/s, half of
 * that at twice the speed, and no less than what the recording has where there is room.
 *
 * Keys while it has the focus: + and - gain, [ and ] speed, L arrangement, 0 the usual scale, Ctrl with
 * + - 0 zooms in time, to the whole recording with 0; Left, Right,
 * Page Up, Page Down, Home, End turn through a recording longer than a page (otherwise they are left to the
 * window). Return places a cursor that is read out: arrows move it in time and to other leads, with Shift
 * further; Escape or Return takes it away. With calipers: see hx-trace-calipers-keys.c.
 * Pointer and touch: the wheel and a drag turn, smoothly and with momentum; Ctrl with the wheel, or two
 * fingers, zoom in time around where they point, Ctrl and Shift with the wheel the gain.
 *
 * Properties (all with notify):
 *   "recording"        HxRecording or NULL
 *   "arrangement"      int, a HxTraceArrangement; %HX_TRACE_3X4
 *   "rhythm-strips"    int, 0 to 3 below 3x4; 1
 *   "cabrera"          boolean, FALSE: limb leads in Cabrera's order, with -aVR
 *   "leads"            string array, names of the leads shown, without case; NULL for all
 *   "scale"            int, a HxTraceScale; %HX_TRACE_FIT
 *   "true-px-per-mm"   double, logical pixels a millimetre of this screen; 96 / 25.4
 *   "speed-mm-s"       double, 25; one of 5, 10, 12.5, 25, 50, 100 by the keys, any by zooming
 *   "gain-mm-mv"       double, 10; one of 2.5, 5, 10, 20, 40 by the keys
 *   "chest-gain-mm-mv" double, 0: as the other leads
 *   "filter-name"      string, NULL for "off": only written on the trace, the recording is drawn as it is
 *   "start-s"          double, first second shown
 *   "grid"             boolean, TRUE
 *   "pulse"            boolean, TRUE: calibration pulse of 1 mV and 200 ms
 *   "calipers"         boolean, FALSE
 *   "n-compared"       int, read only: recordings beside the view's own
 *   "empty-text"       string, what stands where no recording is
 *
 * Measurement: a drag with calipers on measures time (and the rate it stands for) and voltage; on a leg, or
 * within calipers that are selected, it moves them. Legs snap to detected points, not with Ctrl.
 *
 * A recording of which a page shows 128 samples a pixel or more is read once, by a thread, into a
 * HxTracePyramid; until that is done, the foot says how far it is.
 */
GtkWidget *hx_trace_view_new (void);

void hx_trace_view_set_recording (HxTraceView *self,
                                  HxRecording *recording); /* (nullable); start-s becomes 0 */
HxRecording *hx_trace_view_get_recording (HxTraceView *self);

/** Exchanges the samples only (another filter): page, highlight and measurement stay. */
void hx_trace_view_replace_recording (HxTraceView *self, HxRecording *recording);

void hx_trace_view_set_arrangement (HxTraceView *self, HxTraceArrangement arrangement);
HxTraceArrangement hx_trace_view_get_arrangement (HxTraceView *self);
void hx_trace_view_set_scale (HxTraceView *self, HxTraceScale scale);
HxTraceScale hx_trace_view_get_scale (HxTraceView *self);
void hx_trace_view_set_speed_mm_s (HxTraceView *self, double speed_mm_s);
double hx_trace_view_get_speed_mm_s (HxTraceView *self);
void hx_trace_view_set_gain_mm_mv (HxTraceView *self, double gain_mm_mv);
double hx_trace_view_get_gain_mm_mv (HxTraceView *self);
void hx_trace_view_set_chest_gain_mm_mv (HxTraceView *self, double gain_mm_mv); /* 0: as the others */
double hx_trace_view_get_chest_gain_mm_mv (HxTraceView *self);
void hx_trace_view_set_true_px_per_mm (HxTraceView *self, double px_per_mm);
double hx_trace_view_get_true_px_per_mm (HxTraceView *self);
void hx_trace_view_set_rhythm_strips (HxTraceView *self, int n); /* 0 to 3 */
int hx_trace_view_get_rhythm_strips (HxTraceView *self);
void hx_trace_view_set_cabrera (HxTraceView *self, gboolean cabrera);
gboolean hx_trace_view_get_cabrera (HxTraceView *self);

/** Names of the leads shown, NULL for all. Names that a recording lacks are passed over; a recording without
 * any of them is shown whole. */
void hx_trace_view_set_leads (HxTraceView *self, const char *const *names);
const char *const *hx_trace_view_get_leads (HxTraceView *self);
void hx_trace_view_set_filter_name (HxTraceView *self, const char *name); /* (nullable) */
void hx_trace_view_set_start_s (HxTraceView *self, double start_s);       /* clamped */
double hx_trace_view_get_start_s (HxTraceView *self);
double hx_trace_view_get_page_s (HxTraceView *self); /* seconds that a page has room for */

/** The page within the recording, in seconds, for a scroll bar: its page size is a page. (transfer none) */
GtkAdjustment *hx_trace_view_get_time_adjustment (HxTraceView *self);

/** Zooms in time by @factor (> 1: in), leaving the time at @x, in the widget, where it is. */
void hx_trace_view_zoom (HxTraceView *self, double factor, double x, double y);
/** The whole recording on one page, and back to 25 mm/s. */
void hx_trace_view_zoom_to_all (HxTraceView *self);
void hx_trace_view_reset_zoom (HxTraceView *self);

/**
 * hx_trace_view_set_comparison:
 * @recordings: (element-type HxRecording) (nullable): others to show with the view's; NULL or empty for none
 * @names: one more than @recordings: what the view's own and then each of these is called, "2024-02-11"
 *
 * All begin at their own first sample. Leads go together by their names. A new recording of the view ends
 * the comparison.
 */
void hx_trace_view_set_comparison (HxTraceView *self, GPtrArray *recordings, const char *const *names,
                                   HxTraceComparison mode);
/** Other samples of the same leads at the same rate, for the compared recording @index: filtered. */
void hx_trace_view_replace_compared (HxTraceView *self, guint index, HxRecording *recording);
HxRecording *hx_trace_view_get_compared (HxTraceView *self, guint index); /* (transfer none) */
HxTraceComparison hx_trace_view_get_comparison (HxTraceView *self);
guint hx_trace_view_get_n_compared (HxTraceView *self);
void hx_trace_view_set_grid (HxTraceView *self, gboolean grid);
void hx_trace_view_set_pulse (HxTraceView *self, gboolean pulse);
void hx_trace_view_set_calipers (HxTraceView *self, gboolean calipers);
gboolean hx_trace_view_get_calipers (HxTraceView *self);
void hx_trace_view_set_empty_text (HxTraceView *self, const char *text);

/**
 * Calipers stay where they are in the record, whatever is shown of it, until another recording is set.
 *
 * hx_trace_view_dup_calipers: (transfer full): all, as JSON; NULL if there are none
 * hx_trace_view_load_calipers: exchanges them; @json (nullable) that is damaged fails, and there are none
 * hx_trace_view_set_snap_points: n times in seconds, ascending, that legs snap to; copied
 *
 * Signal "calipers-edited" (text, merge): a person has changed them: "Move calipers"; @merge if it goes on
 * with what was just done.
 */
char *hx_trace_view_dup_calipers (HxTraceView *self);
gboolean hx_trace_view_load_calipers (HxTraceView *self, const char *json, GError **error);
void hx_trace_view_set_snap_points (HxTraceView *self, const double *points_s, gsize n);

/**
 * HxTracePoint: a point in time of every lead
 * @id: of its kind, 0 or more: of several with one id, all move alike
 * @name: static: "QRS onset"
 * @corrected: moved by hand
 */
typedef struct
{
  double time_s;
  int id;
  const char *name;
  gboolean corrected;
} HxTracePoint;

/**
 * hx_trace_view_set_points:
 * @points: n of them, ascending; copied
 * @text: (nullable): what they are points of, for assistive technology: "QRS duration 96 ms"
 *
 * Lines through all leads, with their names. They are dragged, or chosen by Alt with Up and Down and moved by
 * Alt with Left and Right: the signal "point-moved" (id, shift in s, merge) asks the application to move
 * them.
 */
void hx_trace_view_set_points (HxTraceView *self, const HxTracePoint *points, guint n, const char *text);

/**
 * hx_trace_view_set_remarks:
 * @remarks: (nullable): one for each lead of the recording, "" for none: "clipped, noisy"; copied
 *
 * What is to be known of a lead, beside its name. Another recording takes them away, a replaced one does not.
 */
void hx_trace_view_set_remarks (HxTraceView *self, const char *const *remarks);
const char *const *hx_trace_view_get_remarks (HxTraceView *self); /* (nullable) */

/** The same of the compared recording @index, until there is another comparison: one for each of its leads.
 * Over one another, they stand beside the name with the numbers of the recordings. */
void hx_trace_view_set_compared_remarks (HxTraceView *self, guint index, const char *const *remarks);
const char *const *hx_trace_view_get_compared_remarks (HxTraceView *self, guint index); /* (nullable) */

/** The next larger or smaller of the usual gains and speeds: @step +1 or -1. */
void hx_trace_view_step_gain (HxTraceView *self, int step);
void hx_trace_view_step_speed (HxTraceView *self, int step);
void hx_trace_view_cycle_arrangement (HxTraceView *self);

/**
 * hx_trace_view_set_highlight:
 * @duration_s: 0 for none
 * @text: (nullable): what the stretch is, for its tooltip and assistive technology: "decided on MI"
 *
 * A subtle band over a stretch of time in every lead; it does not turn the page.
 */
void hx_trace_view_set_highlight (HxTraceView *self, double start_s, double duration_s, const char *text);

/**
 * hx_trace_view_set_overlay:
 * @overlay: (nullable): of the view's own recording; a reference is kept
 *
 * What each moment of each lead contributed to a score, behind the traces, with a legend above the foot, a
 * bracket along the stretch that decided, and what is under the cursor. Another recording takes it away.
 */
void hx_trace_view_set_overlay (HxTraceView *self, HxTraceOverlay *overlay);
HxTraceOverlay *hx_trace_view_get_overlay (HxTraceView *self); /* (nullable) (transfer none) */

/** Draws lead @lead (index in the recording) in full strength and the others dimmed; -1 for all alike. */
void hx_trace_view_set_emphasis (HxTraceView *self, int lead);
int hx_trace_view_get_emphasis (HxTraceView *self);

G_END_DECLS
