/* hx-read-page.h: one record, as a reader sees it
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-pages.h"
#include "app/hx-trace-filters.h"

G_BEGIN_DECLS

#define HX_TYPE_READ_PAGE (hx_read_page_get_type ())
G_DECLARE_FINAL_TYPE (HxReadPage, hx_read_page, HX, READ_PAGE, GtkWidget)

/**
 * HxReadPage:
 *
 * Heading with origin, the trace with its tools, the statements and the small label space. The actions
 * "read.arrangement", "read.scale" (i), "read.speed", "read.gain" (d), "read.calipers", "read.grid", and
 * those of hx_trace_tools_add(), act on the trace. hx_read_page_new() is in hx-pages.h.
 */

/** The n-th statement from the top, from 0. */
void hx_read_page_pick (HxReadPage *self, guint n);

/** A key of the trace, pressed where the trace has not the focus: + - [ ] L C F. Returns: whether it was one
 */
gboolean hx_read_page_handle_key (HxReadPage *self, guint keyval);

/** The trace, for controllers of the window. (transfer none) */
GtkWidget *hx_read_page_get_trace (HxReadPage *self);

/** The trace with its title, tools and numbers, likewise. (transfer none) */
GtkWidget *hx_read_page_get_trace_area (HxReadPage *self);

/** The list of statements. (transfer none) */
GtkWidget *hx_read_page_get_statements_list (HxReadPage *self);

/** What the trace is drawn through. (transfer none) */
HxTraceFilters *hx_read_page_get_filters (HxReadPage *self);

G_END_DECLS
