/* hx-read-header.h: a title with its tools, on one line or on two
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_READ_HEADER (hx_read_header_get_type ())
G_DECLARE_FINAL_TYPE (HxReadHeader, hx_read_header, HX, READ_HEADER, GtkWidget)

/**
 * HxReadHeader:
 *
 * Properties, construct: "title" and "tools" (GtkWidget), "spacing" (int, px).
 *
 * Side by side where both have their natural width; else the tools below the title, where they have theirs;
 * else side by side again, the title with its natural width and the tools with what is left of the line.
 */

G_END_DECLS
