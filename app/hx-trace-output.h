/* hx-trace-output.h: the trace on paper, in files and on the clipboard
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-trace-filters.h"
#include "engine/report/hx-report.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * hx_trace_output_new_report:
 *
 * A page about the session's record, from the first second that @trace shows, through the filters that are
 * on.
 *
 * Returns: (transfer full) (nullable): NULL while there is no recording
 */
HxReport *hx_trace_output_new_report (HxSession *session, HxTraceView *trace, HxTraceFilters *filters);

/** Asks for a file and saves what @trace shows there, as PNG, SVG or CSV by the file's ending, by a job;
 * @toasts says that it is done. */
void hx_trace_output_save (GtkWindow *window, AdwToastOverlay *toasts, HxSession *session, HxTraceView *trace,
                           HxTraceFilters *filters);

/** Puts what @trace shows on the clipboard, as PNG, SVG and CSV. Returns: FALSE if it shows nothing */
gboolean hx_trace_output_copy (HxTraceView *trace, HxTraceFilters *filters, GError **error);

G_END_DECLS
