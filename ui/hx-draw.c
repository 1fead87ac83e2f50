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
#define PICTURE_KEY "hx-draw-picture"

/* Pixels that Cairo reads where they are. A recording of an ordinary image surface, as GTK makes one for
 * every frame, would have Cairo copy the pixels when that surface goes. */
typedef struct
{
  gatomicrefcount ref_count;
  GBytes *pixels;
  cairo_format_t format;
  int width, height;
} Picture;

static void
picture_unref (gpointer data)
{
  Picture *picture = data;

  if (!g_atomic_ref_count_dec (&picture->ref_count))
    return;
  g_bytes_unref (picture->pixels);
  g_free (picture);
}

static cairo_surface_t *
acquire_picture (cairo_pattern_t *pattern, void *data, cairo_surface_t *target,
                 const cairo_rectangle_int_t *extents)
{
  const Picture *picture = data;

  /* Only read from: Cairo has no constant image. */
  return cairo_image_surface_create_for_data ((guchar *)(gpointer)g_bytes_get_data (picture->pixels, NULL),
                                              picture->format, picture->width, picture->height,
                                              picture->width * 4);
}

static void
release_picture (cairo_pattern_t *pattern, void *data, cairo_surface_t *surface)
{
  cairo_surface_destroy (surface);
}

static cairo_status_t
copy_picture (cairo_pattern_t *pattern, void *data, const cairo_pattern_t *other)
{
  g_atomic_ref_count_inc (&((Picture *)data)->ref_count);
  return CAIRO_STATUS_SUCCESS;
}

static void
finish_picture (cairo_pattern_t *pattern, void *data)
{
  picture_unref (data);
}

GdkTexture *
hx_draw_texture_new (GBytes *pixels, int width, int height, gboolean opaque)
{
  GdkMemoryFormat format = opaque ? STRAIGHT_FORMAT : GDK_MEMORY_DEFAULT;
  GdkTexture *texture = gdk_memory_texture_new (width, height, format, pixels, (gsize)width * 4);
  Picture *picture = g_new0 (Picture, 1);

  g_atomic_ref_count_init (&picture->ref_count);
  picture->pixels = g_bytes_ref (pixels);
  picture->format = opaque ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32;
  picture->width = width;
  picture->height = height;
  g_object_set_data_full (G_OBJECT (texture), PICTURE_KEY, picture, picture_unref);
  return texture;
}

static void
draw_picture (GtkSnapshot *snapshot, Picture *picture, const graphene_rect_t *bounds)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, bounds);
  cairo_content_t content =
      picture->format == CAIRO_FORMAT_RGB24 ? CAIRO_CONTENT_COLOR : CAIRO_CONTENT_COLOR_ALPHA;
  cairo_pattern_t *pattern =
      cairo_pattern_create_raster_source (picture, content, picture->width, picture->height);

  g_atomic_ref_count_inc (&picture->ref_count);
  cairo_raster_source_pattern_set_acquire (pattern, acquire_picture, release_picture);
  cairo_raster_source_pattern_set_copy (pattern, copy_picture);
  cairo_raster_source_pattern_set_finish (pattern, finish_picture);
  cairo_pattern_set_filter (pattern, CAIRO_FILTER_NEAREST);
  cairo_translate (cr, bounds->origin.x, bounds->origin.y);
  cairo_scale (cr, bounds->size.width / picture->width, bounds->size.height / picture->height);
  cairo_set_source (cr, pattern);
  cairo_paint (cr);
  cairo_pattern_destroy (pattern);
  cairo_destroy (cr);
}

void
hx_draw_texture (GtkWidget *widget, GtkSnapshot *snapshot, GdkTexture *texture, const graphene_rect_t *bounds)
{
  Picture *picture = g_object_get_data (G_OBJECT (texture), PICTURE_KEY);
  GtkNative *native = gtk_widget_get_native (widget);

  if (picture != NULL && native != NULL && GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (native)))
    draw_picture (snapshot, picture, bounds);
  else
    gtk_snapshot_append_texture (snapshot, texture, bounds);
}
