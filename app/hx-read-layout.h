/* hx-read-layout.h: trace, statements and label space, arranged as the width allows
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_READ_LAYOUT (hx_read_layout_get_type ())
G_DECLARE_FINAL_TYPE (HxReadLayout, hx_read_layout, HX, READ_LAYOUT, GtkWidget)

/**
 * HxReadLayout:
 *
 * Wide: the trace, and beside it statements above the space, in a panel whose width is kept in
 * the setting "panel-width". Narrower: the trace above, statements and space side by side below it.
 * As narrow as a telephone: the trace above the statements; the space has a page of its own.
 *
 * The three children are taken over.
 */
GtkWidget *hx_read_layout_new (GtkWidget *trace, GtkWidget *statements, GtkWidget *space,
                               GSettings *settings);

G_END_DECLS
