/* hx-adaptive-pair.h: two parts side by side, or one above the other where it is narrow
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_ADAPTIVE_PAIR (hx_adaptive_pair_get_type ())
G_DECLARE_FINAL_TYPE (HxAdaptivePair, hx_adaptive_pair, HX, ADAPTIVE_PAIR, GtkWidget)

/**
 * HxAdaptivePair:
 *
 * Properties, construct: "main" and "side" (GtkWidget), "side-width" (int, px): the room of the side part
 * while both stand side by side, "threshold" (int, px): least width for that, "spacing" (int, px).
 * "side-first" (boolean): where narrow, the side part comes above the main one.
 *
 * Put it in a vertically scrolling window: one above the other, each part has its natural height.
 */

G_END_DECLS
