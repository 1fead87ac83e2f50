/* widget-picture.h: what a widget looks like, as pixels
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WidgetPicture:
 * @pixels: width x height values 0xAARRGGBB
 *
 * Rendered in software, so that the same widget gives the same pixels on every machine.
 */
typedef struct
{
  int width, height;
  guint32 *pixels;
} WidgetPicture;

/** Puts @widget alone into a new window, @width x @height, and waits until it is there. Returns: the window
 */
GtkWidget *widget_picture_show (GtkWidget *widget, int width, int height);

/** Renders @widget, which is in a window on the screen. */
void widget_picture_take (WidgetPicture *picture, GtkWidget *widget);
void widget_picture_clear (WidgetPicture *picture);

/** Pixels of exactly @color in the rectangle, which is cut to the picture. */
int widget_picture_count (const WidgetPicture *picture, const GdkRGBA *color, int x, int y, int width,
                          int height);

/** The same for pixels close to @color, as in thin anti-aliased lines. */
int widget_picture_count_near (const WidgetPicture *picture, const GdkRGBA *color, int x, int y, int width,
                               int height);

/** Presses and releases a key, as @widget's own key controllers see it. Returns: whether one took it */
gboolean widget_picture_press (GtkWidget *widget, guint keyval, GdkModifierType state);

G_END_DECLS
