/* hx-pane-handle.h: an edge that can be moved
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_PANE_HANDLE (hx_pane_handle_get_type ())
G_DECLARE_FINAL_TYPE (HxPaneHandle, hx_pane_handle, HX, PANE_HANDLE, GtkWidget)

/**
 * HxPaneHandle:
 *
 * A narrow strip without a look of its own that lies over the edge of a pane; dragged, or moved with the
 * arrow keys while it has the focus, it changes the width that is kept in a setting. Used where a
 * GtkPaned cannot be: in a leaflet, and where the layout depends on the width.
 */

#define HX_PANE_HANDLE_WIDTH 7

/**
 * hx_pane_handle_new:
 * @name: for assistive technology, "Width of the record list"
 * @key: of an integer in @settings with a range: the pane's width in px
 * @at_start: the pane lies before the handle (grows when it moves towards the end), or after it
 */
GtkWidget *hx_pane_handle_new (const char *name, GSettings *settings, const char *key, gboolean at_start);

G_END_DECLS
