/* hx-draw.c: what several drawn widgets share: text, focus rings, ticks
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-draw.h"

#include <math.h>

#define FOCUS_PX 2
#define PADDING_PX 12

PangoLayout *
hx_draw_layout (GtkWidget *widget, const char *text, double size, gboolean bold)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  if (size != 1.0)
    pango_attr_list_insert (attributes, pango_attr_scale_new (size));
  if (bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  return layout;
}

void
hx_draw_layout_at (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, double x_align,
                   double y_align, const GdkRGBA *color)
{
  PangoRectangle extents;

  /* The extents begin right of the layout's origin where text is aligned within a width. */
  pango_layout_get_pixel_extents (layout, NULL, &extents);
  x -= extents.x + x_align * extents.width;
  y -= y_align * extents.height;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)floor (x + 0.5), (float)floor (y + 0.5)));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

void
hx_draw_focus (GtkWidget *widget, GtkSnapshot *snapshot, const graphene_rect_t *area, const GdkRGBA *color)
{
  const float widths[4] = { FOCUS_PX, FOCUS_PX, FOCUS_PX, FOCUS_PX };
  const GdkRGBA colors[4] = { *color, *color, *color, *color };
  float width = (float)gtk_widget_get_width (widget), height = (float)gtk_widget_get_height (widget);
  GskRoundedRect outline;

  if (!gtk_widget_has_visible_focus (widget))
    return;
  gsk_rounded_rect_init_from_rect (&outline, area != NULL ? area : &GRAPHENE_RECT_INIT (0, 0, width, height),
                                   0);
  gtk_snapshot_append_border (snapshot, &outline, widths, colors);
}

void
hx_draw_centred (GtkWidget *widget, GtkSnapshot *snapshot, const char *text, const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = hx_draw_layout (widget, text, 1.0, FALSE);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  pango_layout_set_width (layout, MAX (width - 2 * PADDING_PX, 1) * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  hx_draw_layout_at (snapshot, layout, width / 2.0, height / 2.0, 0.5, 0.5, color);
}

GdkRGBA
hx_draw_css_color (GtkWidget *widget)
{
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  return color;
}

gboolean
hx_draw_focus_changed (GtkWidget *widget, GtkStateFlags previous)
{
  GtkStateFlags difference = previous ^ gtk_widget_get_state_flags (widget);

  return (difference & (GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_VISIBLE)) != 0;
}

void
hx_draw_set_source (cairo_t *cr, const GdkRGBA *color, double opacity)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha * opacity);
}

#if G_BYTE_ORDER == G_LITTLE_ENDIAN
#define STRAIGHT_FORMAT GDK_MEMORY_B8G8R8A8
#else
#define STRAIGHT_FORMAT GDK_MEMORY_A8R8G8B8
#endif
#define SURFACE_KEY "hx-draw-surface"

GdkTexture *
hx_draw_texture_new (GBytes *pixels, int width, int height, gboolean opaque)
{
  static const cairo_user_data_key_t key;
  GdkMemoryFormat format = opaque ? STRAIGHT_FORMAT : GDK_MEMORY_DEFAULT;
  GdkTexture *texture = gdk_memory_texture_new (width, height, format, pixels, (gsize)width * 4);
  cairo_surface_t *surface;

  if (opaque)
    return texture;
  /* Only read from: Cairo has no constant image. */
  surface = cairo_image_surface_create_for_data ((guchar *)(gpointer)g_bytes_get_data (pixels, NULL),
                                                 CAIRO_FORMAT_ARGB32, width, height, width * 4);
  cairo_surface_set_user_data (surface, &key, g_bytes_ref (pixels), (cairo_destroy_func_t)g_bytes_unref);
  g_object_set_data_full (G_OBJECT (texture), SURFACE_KEY, surface, (GDestroyNotify)cairo_surface_destroy);
  return texture;
}

static void
draw_surface (GtkSnapshot *snapshot, cairo_surface_t *surface, const graphene_rect_t *bounds)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, bounds);

  cairo_translate (cr, bounds->origin.x, bounds->origin.y);
  cairo_scale (cr, bounds->size.width / cairo_image_surface_get_width (surface),
               bounds->size.height / cairo_image_surface_get_height (surface));
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_destroy (cr);
}

void
hx_draw_texture (GtkWidget *widget, GtkSnapshot *snapshot, GdkTexture *texture, const graphene_rect_t *bounds)
{
  cairo_surface_t *surface = g_object_get_data (G_OBJECT (texture), SURFACE_KEY);
  GtkNative *native = gtk_widget_get_native (widget);

  if (surface != NULL && native != NULL && GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (native)))
    draw_surface (snapshot, surface, bounds);
  else
    gtk_snapshot_append_texture (snapshot, texture, bounds);
}
