/* hx-screen-ruler.h: a card or a ruler drawn at a size that is to be matched
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_SCREEN_RULER (hx_screen_ruler_get_type ())
G_DECLARE_FINAL_TYPE (HxScreenRuler, hx_screen_ruler, HX, SCREEN_RULER, GtkWidget)

/** ISO/IEC 7810 ID-1: bank cards, identity cards. */
#define HX_SCREEN_CARD_WIDTH_MM 85.60
#define HX_SCREEN_CARD_HEIGHT_MM 53.98
#define HX_SCREEN_RULER_MM 80.0

/**
 * HxScreenRuler:
 *
 * Draws the outline of a card, or a ruler of 80 mm, as large as it would be if a millimetre had as many
 * pixels as the adjustment says. Dragging its right or lower edge changes the adjustment; keys are left to
 * the scale beside it.
 */
GtkWidget *hx_screen_ruler_new (void);
void hx_screen_ruler_set_adjustment (HxScreenRuler *self, GtkAdjustment *px_per_mm);
void hx_screen_ruler_set_card (HxScreenRuler *self, gboolean card); /* TRUE; FALSE for the ruler */

G_END_DECLS
