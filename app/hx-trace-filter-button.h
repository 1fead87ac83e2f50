/* hx-trace-filter-button.h: the menu that chooses the filters of the trace
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-trace-filters.h"

G_BEGIN_DECLS

#define HX_TYPE_TRACE_FILTER_BUTTON (hx_trace_filter_button_get_type ())
G_DECLARE_FINAL_TYPE (HxTraceFilterButton, hx_trace_filter_button, HX, TRACE_FILTER_BUTTON, GtkWidget)

/**
 * HxTraceFilterButton:
 *
 * Says what is on, and opens a popover with the high passes, low passes, notches and the baseline. What the
 * recording's rate does not allow is insensitive, with the reason below and in its tooltip.
 *
 * Property "narrow" (boolean, FALSE): an icon in place of the words, which the trace's foot says anyway.
 */
GtkWidget *hx_trace_filter_button_new (void);

/** Before it is shown. */
void hx_trace_filter_button_set_filters (HxTraceFilterButton *self, HxTraceFilters *filters);

G_END_DECLS
