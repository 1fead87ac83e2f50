/* hx-progress-ring.h: a small ring that shows how far work is
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_PROGRESS_RING (hx_progress_ring_get_type ())
G_DECLARE_FINAL_TYPE (HxProgressRing, hx_progress_ring, HX, PROGRESS_RING, GtkWidget)

/**
 * HxProgressRing:
 *
 * Property "fraction", double: 0 .. 1 is drawn clockwise from the top, -1 (the default) is idle, an
 * empty ring. Property "busy", boolean: with fraction -1 an arc goes round, for work of unknown length.
 */
GtkWidget *hx_progress_ring_new (void);

void hx_progress_ring_set_fraction (HxProgressRing *self, double fraction);
double hx_progress_ring_get_fraction (HxProgressRing *self);
void hx_progress_ring_set_busy (HxProgressRing *self, gboolean busy);

G_END_DECLS
