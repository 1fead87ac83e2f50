/* hx-trace-filters.h: which filters the trace is drawn through
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"
#include "engine/records/hx-filter.h"
#include "ui/hx-trace-view.h"

G_BEGIN_DECLS

#define HX_TYPE_TRACE_FILTERS (hx_trace_filters_get_type ())
G_DECLARE_FINAL_TYPE (HxTraceFilters, hx_trace_filters, HX, TRACE_FILTERS, GObject)

/**
 * HxTraceFilters:
 *
 * Stands between the session's recording, with those that are compared with it, and the trace: hands the
 * trace all of them as they are or filtered copies, and the words that say which. What was chosen is kept in
 * the settings "trace-filter" and "trace-filter-on". Long recordings are filtered by a job, and shown as they
 * are until that is done. A filter that the lowest rate of them does not allow is left out, and not spoken
 * of, while they are shown.
 *
 * Signal "changed": choice, rate or what is shown has changed. Main thread only.
 */
HxTraceFilters *hx_trace_filters_new (HxSession *session, HxTraceView *trace, GSettings *settings);

/** Shows another recording, or none; instead of hx_trace_view_set_recording(). */
void hx_trace_filters_set_recording (HxTraceFilters *self, HxRecording *recording); /* (nullable) */

/** Compares it with others, or with none; instead of hx_trace_view_set_comparison(). */
void hx_trace_filters_set_comparison (HxTraceFilters *self, GPtrArray *recordings, const char *const *names,
                                      HxTraceComparison mode);

/** Those that it is compared with, as they are. (transfer none): of HxRecording */
GPtrArray *hx_trace_filters_get_compared (HxTraceFilters *self);

/** Chooses, and turns the filters on if there is anything to filter. */
void hx_trace_filters_set_choice (HxTraceFilters *self, const HxFilterChoice *choice);
const HxFilterChoice *hx_trace_filters_get_choice (HxTraceFilters *self);

/** Whether the choice is in use. */
void hx_trace_filters_set_on (HxTraceFilters *self, gboolean on);
gboolean hx_trace_filters_get_on (HxTraceFilters *self);

/** What the samples on the trace have gone through at this moment. */
HxFilterChoice hx_trace_filters_get_shown (HxTraceFilters *self);

/** Of the recording, or the lowest of those compared; 0 while there is none. */
double hx_trace_filters_get_rate_hz (HxTraceFilters *self);

G_END_DECLS
