/* hx-render.c: the window as a picture
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-render.h"

#include <glib/gi18n.h>

#define CHECK_MS 50
/* Quiet for this long, so that frames of the last results are done as well. */
#define QUIET_CHECKS 12

typedef struct
{
  HxWindow *window;
  char *path;
  GApplicationCommandLine *line;
  guint n_quiet;
} Rendering;

static gboolean
save (HxWindow *window, const char *path)
{
  GtkWidget *widget = GTK_WIDGET (window);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  if (!node)
    return FALSE;
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  return texture && gdk_texture_save_to_png (texture, path);
}

static gboolean
check (gpointer user_data)
{
  Rendering *rendering = user_data;
  if (!hx_window_is_settled (rendering->window) || !gtk_widget_get_mapped (GTK_WIDGET (rendering->window)))
    {
      rendering->n_quiet = 0;
      return G_SOURCE_CONTINUE;
    }
  if (rendering->n_quiet++ < QUIET_CHECKS)
    return G_SOURCE_CONTINUE;
  if (!save (rendering->window, rendering->path))
    {
      g_application_command_line_printerr (rendering->line, _ ("%s: the picture could not be written\n"),
                                           rendering->path);
      g_application_command_line_set_exit_status (rendering->line, 1);
    }
  gtk_window_close (GTK_WINDOW (rendering->window));
  g_object_unref (rendering->line);
  g_free (rendering->path);
  g_free (rendering);
  return G_SOURCE_REMOVE;
}

void
hx_render_window (HxWindow *window, const char *path, GApplicationCommandLine *line)
{
  Rendering *rendering = g_new0 (Rendering, 1);
  rendering->window = window;
  rendering->path = g_strdup (path);
  rendering->line = g_object_ref (line);
  g_timeout_add (CHECK_MS, check, rendering);
}
