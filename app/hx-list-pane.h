/* hx-list-pane.h: the pane of the record list, as wide as it was made
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_LIST_PANE (hx_list_pane_get_type ())
G_DECLARE_FINAL_TYPE (HxListPane, hx_list_pane, HX, LIST_PANE, GtkWidget)

/**
 * HxListPane:
 *
 * Naturally as wide as the setting "list-width" of @settings says, with a handle on its end edge that changes
 * it; may become narrower, so that the leaflet around it folds at the same width whatever the setting is.
 * Construct-only property "child" (GtkWidget); property "resizable" (boolean): whether the handle is there.
 */
void hx_list_pane_set_settings (HxListPane *self, GSettings *settings);

G_END_DECLS
