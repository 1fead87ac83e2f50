/* hx-margin-bar.h: a margin as a bar left or right of zero
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_MARGIN_BAR (hx_margin_bar_get_type ())
G_DECLARE_FINAL_TYPE (HxMarginBar, hx_margin_bar, HX, MARGIN_BAR, GtkWidget)

/** HxMarginBar: property "margin", double in [-1, 1] (clamped); NaN (the default) is shown as a dash. */
GtkWidget *hx_margin_bar_new (void);

void hx_margin_bar_set_margin (HxMarginBar *self, double margin);
double hx_margin_bar_get_margin (HxMarginBar *self);

G_END_DECLS
