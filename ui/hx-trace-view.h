/* hx-trace-view.h: the 12-lead trace on ECG paper
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-recording.h"
#include "ui/hx-trace-layout.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_TRACE_VIEW (hx_trace_view_get_type ())
G_DECLARE_FINAL_TYPE (HxTraceView, hx_trace_view, HX, TRACE_VIEW, GtkWidget)

/**
 * HxTraceView:
 *
 * Put it in a GtkScrolledWindow: with %HX_TRACE_FIT it takes the room there is, with
 * %HX_TRACE_TRUE_SIZE it asks for the page's millimetres. Missing samples are gaps, missing
 * standard leads say "not recorded", further leads get rows of their own after the standard ones.
 * Each lead is drawn around its own median, as a paper recorder would.
 *
 * Keys while it has the focus: + and - gain, [ and ] speed, L arrangement; Left, Right, Page Up,
 * Page Down, Home, End and the wheel turn through a recording longer than a page (otherwise they
 * are left to the window). With calipers: drag to measure; Escape removes the measurement.
 *
 * Properties (all with notify):
 *   "recording"      HxRecording or NULL
 *   "arrangement"    int, a HxTraceArrangement; %HX_TRACE_3X4
 *   "scale"          int, a HxTraceScale; %HX_TRACE_FIT
 *   "speed-mm-s"     double, 25; one of 5, 6.25, 12.5, 25, 50, 100 by the keys
 *   "gain-mm-mv"     double, 10; one of 2.5, 5, 10, 20, 40 by the keys
 *   "filter-name"    string, NULL for "off": only written on the trace, the recording is drawn as it is
 *   "start-s"        double, first second shown
 *   "grid"           boolean, TRUE
 *   "pulse"          boolean, TRUE: calibration pulse of 1 mV and 200 ms
 *   "calipers"       boolean, FALSE
 *   "empty-text"     string, what stands where no recording is
 *
 * Measurement: a drag with calipers on measures time (and the rate it stands for) and voltage.
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
void hx_trace_view_set_filter_name (HxTraceView *self, const char *name); /* (nullable) */
void hx_trace_view_set_start_s (HxTraceView *self, double start_s);       /* clamped */
double hx_trace_view_get_start_s (HxTraceView *self);
void hx_trace_view_set_grid (HxTraceView *self, gboolean grid);
void hx_trace_view_set_pulse (HxTraceView *self, gboolean pulse);
void hx_trace_view_set_calipers (HxTraceView *self, gboolean calipers);
gboolean hx_trace_view_get_calipers (HxTraceView *self);
void hx_trace_view_set_empty_text (HxTraceView *self, const char *text);

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

/** Draws lead @lead (index in the recording) in full strength and the others dimmed; -1 for all alike. */
void hx_trace_view_set_emphasis (HxTraceView *self, int lead);
int hx_trace_view_get_emphasis (HxTraceView *self);

G_END_DECLS
