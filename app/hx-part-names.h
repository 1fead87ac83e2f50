/* hx-part-names.h: accessible names of the parts that composed widgets are made of
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * hx_part_names_complete:
 * @root: a window or a dialog, with its children built
 *
 * Rows, switchers, drop-downs and menu buttons are made of buttons, lists and images that have no
 * name of their own, and GTK 4.8 reads out the name of their type instead. Each gets the name of what it is
 * part of; a button that shows only an icon gets its tooltip.
 */
void hx_part_names_complete (GtkWidget *root);

G_END_DECLS
