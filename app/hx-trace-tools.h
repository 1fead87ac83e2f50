/* hx-trace-tools.h: the actions, settings and scroll bar of the trace
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-trace-filters.h"

G_BEGIN_DECLS

/**
 * hx_trace_tools_add:
 * @group: gets "rhythm" (i), "cabrera", "chest-gain" (d), "zoom-in", "zoom-out", "zoom-all", "zoom-reset",
 *   "compare", "compare-end" and "measure-screen"
 * @scroll_bar: (type GtkScrollbar): shows the page within a recording that is longer than it
 * @filters: of @trace; not kept alive
 *
 * Binds what is kept to @settings, and the true size to the screen. All live as long as @trace.
 */
void hx_trace_tools_add (HxTraceView *trace, HxTraceFilters *filters, GActionMap *group,
                         GtkWidget *scroll_bar, HxSession *session, GSettings *settings);

G_END_DECLS
