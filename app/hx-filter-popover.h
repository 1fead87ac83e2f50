/* hx-filter-popover.h: what the record list is narrowed down to
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-record-view.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_FILTER_POPOVER (hx_filter_popover_get_type ())
G_DECLARE_FINAL_TYPE (HxFilterPopover, hx_filter_popover, HX, FILTER_POPOVER, GtkPopover)

/**
 * HxFilterPopover: fold, given label, predicted label, agreement, origin. Writes the view's criteria.
 * Signal "changed" after that.
 */
GtkWidget *hx_filter_popover_new (HxSession *session, HxRecordView *view);

/** Sets all filters to "any". */
void hx_filter_popover_clear (HxFilterPopover *self);

G_END_DECLS
