/* hx-help.h: what the program says about itself
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** How to read the pages: a window over @parent. */
void hx_help_present (GtkWindow *parent);

/** Name, version, licence, sources of the method: a window over @parent. */
void hx_about_present (GtkWindow *parent);

G_END_DECLS
