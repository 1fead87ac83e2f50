/* widget-picture.c: what a widget looks like, as pixels
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/display/widget-picture.h"

#include "ui/hx-palette.h"

#include <math.h>

/* Distance in red, green and blue, each 0 .. 1. */
#define NEAR 0.15
#define MOST_WAIT_US (10 * G_USEC_PER_SEC)

GtkWidget *
widget_picture_show (GtkWidget *widget, int width, int height)
{
  GtkWidget *window = gtk_window_new ();
  gint64 end_us = g_get_monotonic_time () + MOST_WAIT_US;

  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (widget) || gtk_widget_get_width (widget) != width
         || gtk_widget_get_height (widget) != height)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      g_main_context_iteration (NULL, FALSE);
    }
  return window;
}

static void
on_after_paint (GdkFrameClock *clock, gboolean *painted)
{
  *painted = TRUE;
}

/* The widget's picture is that of the last frame: waits for a new one. */
static void
wait_for_frame (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gint64 end_us = g_get_monotonic_time () + MOST_WAIT_US;
  gboolean painted = FALSE;
  gulong handler;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  handler = g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), &painted);
  gtk_widget_queue_draw (widget);
  while (!painted)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      g_main_context_iteration (NULL, FALSE);
    }
  g_signal_handler_disconnect (clock, handler);
}

void
widget_picture_take (WidgetPicture *picture, GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GskRenderer) renderer = gsk_cairo_renderer_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GError) error = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  wait_for_frame (widget);
  picture->width = gtk_widget_get_width (widget);
  picture->height = gtk_widget_get_height (widget);
  picture->pixels = g_new0 (guint32, (gsize)picture->width * (gsize)picture->height);
  paintable = gtk_widget_paintable_new (widget);
  gdk_paintable_snapshot (paintable, snapshot, picture->width, picture->height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return;

  gsk_renderer_realize (renderer, NULL, &error);
  g_assert_no_error (error);
  texture = gsk_renderer_render_texture (
      renderer, node, &GRAPHENE_RECT_INIT (0, 0, (float)picture->width, (float)picture->height));
  gdk_texture_download (texture, (guchar *)picture->pixels, (gsize)picture->width * 4);
  gsk_renderer_unrealize (renderer);
}

void
widget_picture_clear (WidgetPicture *picture)
{
  g_clear_pointer (&picture->pixels, g_free);
}

int
widget_picture_count (const WidgetPicture *picture, const GdkRGBA *color, int x, int y, int width, int height)
{
  guint32 pixel = hx_palette_pixel (color);
  int n = 0;

  for (int row = MAX (y, 0); row < MIN (y + height, picture->height); row++)
    for (int column = MAX (x, 0); column < MIN (x + width, picture->width); column++)
      n += picture->pixels[row * picture->width + column] == pixel;
  return n;
}

int
widget_picture_count_near (const WidgetPicture *picture, const GdkRGBA *color, int x, int y, int width,
                           int height)
{
  int n = 0;

  for (int row = MAX (y, 0); row < MIN (y + height, picture->height); row++)
    for (int column = MAX (x, 0); column < MIN (x + width, picture->width); column++)
      {
        guint32 pixel = picture->pixels[row * picture->width + column];
        double red = (pixel >> 16 & 255) / 255.0 - color->red,
               green = (pixel >> 8 & 255) / 255.0 - color->green;
        double blue = (pixel & 255) / 255.0 - color->blue;

        n += pixel >> 24 > 127 && sqrt (red * red + green * green + blue * blue) < NEAR;
      }
  return n;
}

gboolean
widget_picture_press (GtkWidget *widget, guint keyval, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean taken = FALSE;

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0, state, &taken);
      if (taken)
        return TRUE;
    }
  return FALSE;
}
