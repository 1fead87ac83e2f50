/* hx-scatter-draw.c: records as points in a plane: what is seen
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-draw.h"
#include "ui/hx-raster.h"
#include "ui/hx-scatter-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LINE_PX 1.2f
#define LEGEND_GAP_PX 16.0
#define LEGEND_MARK_PX 4.0
#define MARK_GAP_PX 6.0
#define LEGEND_PADDING_PX 8.0
#define SMALL_TEXT 0.87
#define RING_PX 7.5
#define HAIR_FROM_PX 6.0
#define HAIR_TO_PX 14.0
#define RING_LINE_PX 2.0
#define HALO_PX 2.0
#define FOCUS_PX 6.0

/* Many points are small, few are large. */
static float
point_radius (guint n)
{
  if (n <= 600)
    return 4.0f;
  if (n <= 4000)
    return 3.0f;
  return 2.2f;
}

/* Where thousands of points lie on each other, they are translucent and their number shows. */
static guint32
point_pixel (const GdkRGBA *color, guint n)
{
  guint32 pixel = hx_palette_pixel (color), out = 0;
  guint32 alpha = n > 4000 ? 140 : 255;

  for (int shift = 0; shift < 32; shift += 8)
    out |= ((pixel >> shift & 255) * alpha / 255) << shift;
  return out;
}

static void
draw_kind (HxScatter *self, HxRaster *raster, guint8 kind, const HxRasterStamp *stamp, int scale,
           guint32 pixel)
{
  double from_x = hx_plane_x (&self->plane, 0.0) * scale, from_y = hx_plane_y (&self->plane, 0.0) * scale;
  double per_unit = self->plane.px_per_unit * scale;

  for (guint i = 0; i < self->n_points; i++)
    {
      const HxScatterPoint *point = &self->points[i];
      double x = from_x + point->x * per_unit, y = from_y - point->y * per_unit;

      if (point->kind == kind && x > -100.0 && y > -100.0 && x < raster->width + 100.0
          && y < raster->height + 100.0)
        hx_raster_stamp_draw (raster, stamp, (int)floor (x), (int)floor (y), pixel);
    }
}

static GdkTexture *
paint_points (HxScatter *self, const HxPalette *palette, int width, int height, int scale)
{
  float radius = point_radius (self->n_points) * (float)scale;
  HxRasterStamp filled, hollow;
  HxRaster raster;
  g_autoptr (GBytes) bytes = NULL;

  hx_raster_init (&raster, width * scale, height * scale, 0);
  hx_raster_stamp_init_disc (&filled, radius, 0.0f);
  hx_raster_stamp_init_disc (&hollow, radius, MAX (radius - LINE_PX * (float)scale, 0.5f));
  draw_kind (self, &raster, HX_SCATTER_WITHOUT, &hollow, scale,
             point_pixel (&palette->without, self->n_points));
  draw_kind (self, &raster, HX_SCATTER_WITH, &filled, scale, point_pixel (&palette->with, self->n_points));
  hx_raster_stamp_clear (&filled);
  hx_raster_stamp_clear (&hollow);
  bytes = hx_raster_steal_bytes (&raster);
  return hx_draw_texture_new (bytes, width * scale, height * scale, FALSE);
}

/* A ring with four hairs, over a halo of the ground. */
static void
draw_current (HxScatter *self, cairo_t *cr, const HxPalette *palette, int index)
{
  double x = hx_plane_x (&self->plane, self->points[index].x),
         y = hx_plane_y (&self->plane, self->points[index].y);

  cairo_new_path (cr);
  cairo_arc (cr, x, y, RING_PX, 0.0, 2.0 * G_PI);
  for (int i = 0; i < 4; i++)
    {
      double dx = i % 2 == 0 ? 1.0 - i : 0.0, dy = i % 2 == 1 ? 2.0 - i : 0.0;

      cairo_move_to (cr, x + dx * HAIR_FROM_PX, y + dy * HAIR_FROM_PX);
      cairo_line_to (cr, x + dx * HAIR_TO_PX, y + dy * HAIR_TO_PX);
    }
  hx_draw_set_source (cr, &palette->ground, 0.9);
  cairo_set_line_width (cr, RING_LINE_PX + 2.0 * HALO_PX);
  cairo_stroke_preserve (cr);
  hx_draw_set_source (cr, &palette->text, 1.0);
  cairo_set_line_width (cr, RING_LINE_PX);
  cairo_stroke (cr);
}

/* A square around the point under the pointer or the keys. */
static void
draw_marked (HxScatter *self, cairo_t *cr, const HxPalette *palette, int index)
{
  double x = floor (hx_plane_x (&self->plane, self->points[index].x));
  double y = floor (hx_plane_y (&self->plane, self->points[index].y));

  cairo_rectangle (cr, x - FOCUS_PX, y - FOCUS_PX, 2.0 * FOCUS_PX + 1.0, 2.0 * FOCUS_PX + 1.0);
  hx_draw_set_source (cr, &palette->ground, 0.9);
  cairo_set_line_width (cr, 4.0);
  cairo_stroke_preserve (cr);
  hx_draw_set_source (cr, &palette->focus, 1.0);
  cairo_set_line_width (cr, 2.0);
  cairo_stroke (cr);
}

static void
draw_marks (HxScatter *self, GtkSnapshot *snapshot, const HxPalette *palette, int width, int height)
{
  int current = hx_scatter_find (self, self->current);
  cairo_t *cr;

  if (current < 0 && self->focused < 0 && self->hovered < 0)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  if (current >= 0)
    draw_current (self, cr, palette, current);
  if (self->hovered >= 0)
    draw_marked (self, cr, palette, self->hovered);
  if (self->focused >= 0 && gtk_widget_has_focus (GTK_WIDGET (self)))
    draw_marked (self, cr, palette, self->focused);
  cairo_destroy (cr);
}

static PangoLayout *
entry_layout (HxScatter *self, gboolean with, gboolean counted)
{
  const char *name = with ? self->with : self->without;
  guint n = with ? self->n_with : self->n_points - self->n_with;
  g_autofree char *text = counted ? g_strdup_printf ("%s (%u)", name, n) : g_strdup (name);

  return hx_draw_layout (GTK_WIDGET (self), text, SMALL_TEXT, FALSE);
}

static double
entry_width (PangoLayout *layout)
{
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return 2.0 * LEGEND_MARK_PX + MARK_GAP_PX + width;
}

static void
draw_entry (HxScatter *self, GtkSnapshot *snapshot, const HxPalette *palette, PangoLayout *layout, double x,
            gboolean rtl, gboolean with)
{
  double side = 2.0 * LEGEND_MARK_PX, middle = floor (self->plane.top / 2.0) + 0.5;
  double mark_x = rtl ? x - LEGEND_MARK_PX : x + LEGEND_MARK_PX;
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float)(mark_x - side), (float)(middle - side), (float)(2.0 * side),
                                     (float)(2.0 * side)));

  cairo_arc (cr, mark_x, middle, with ? LEGEND_MARK_PX : LEGEND_MARK_PX - LINE_PX / 2.0, 0.0, 2.0 * G_PI);
  hx_draw_set_source (cr, with ? &palette->with : &palette->without, 1.0);
  cairo_set_line_width (cr, LINE_PX);
  if (with)
    cairo_fill (cr);
  else
    cairo_stroke (cr);
  cairo_destroy (cr);
  hx_draw_layout_at (snapshot, layout, rtl ? x - side - MARK_GAP_PX : x + side + MARK_GAP_PX, middle,
                     rtl ? 1.0 : 0.0, 0.5, &palette->text);
}

/* Both names with their counts, or without them where there is less room. */
static void
draw_legend (HxScatter *self, GtkSnapshot *snapshot, const HxPalette *palette, int width)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  double room = width - 2.0 * LEGEND_PADDING_PX, x = rtl ? width - LEGEND_PADDING_PX : LEGEND_PADDING_PX,
         used;
  g_autoptr (PangoLayout) with = NULL;
  g_autoptr (PangoLayout) without = NULL;

  if (self->with == NULL || self->without == NULL)
    return;
  with = entry_layout (self, TRUE, TRUE);
  without = entry_layout (self, FALSE, TRUE);
  if (entry_width (with) + LEGEND_GAP_PX + entry_width (without) > room)
    {
      g_clear_object (&with);
      g_clear_object (&without);
      with = entry_layout (self, TRUE, FALSE);
      without = entry_layout (self, FALSE, FALSE);
    }
  used = entry_width (with) + LEGEND_GAP_PX;
  pango_layout_set_ellipsize (without, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (without,
                          (int)MAX (room - used - 2.0 * LEGEND_MARK_PX - MARK_GAP_PX, 1.0) * PANGO_SCALE);
  draw_entry (self, snapshot, palette, with, x, rtl, TRUE);
  draw_entry (self, snapshot, palette, without, rtl ? x - used : x + used, rtl, FALSE);
}

static void
draw_axes (HxScatter *self, GtkSnapshot *snapshot, const HxPalette *palette, int height)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const HxPlane *plane = &self->plane;

  if (self->x_axis != NULL)
    {
      g_autoptr (PangoLayout) layout = hx_draw_layout (widget, self->x_axis, SMALL_TEXT, FALSE);

      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_width (layout, (int)plane->width * PANGO_SCALE);
      hx_draw_layout_at (snapshot, layout, plane->left + plane->width / 2.0, height - 3.0, 0.5, 1.0,
                         &palette->text_dim);
    }
  if (self->y_axis != NULL)
    {
      g_autoptr (PangoLayout) layout = hx_draw_layout (widget, self->y_axis, SMALL_TEXT, FALSE);

      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_width (layout, (int)plane->height * PANGO_SCALE);
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot,
                              &GRAPHENE_POINT_INIT (3.0f, (float)floor (plane->top + plane->height / 2.0)));
      gtk_snapshot_rotate (snapshot, -90.0f);
      hx_draw_layout_at (snapshot, layout, 0.0, 0.0, 0.5, 0.0, &palette->text_dim);
      gtk_snapshot_restore (snapshot);
    }
}

void
hx_scatter_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HxScatter *self = HX_SCATTER (widget);
  HxScheme scheme = hx_palette_scheme_for (widget);
  const HxPalette *palette = hx_palette_get (scheme);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int scale = gtk_widget_get_scale_factor (widget);

  if (self->n_points == 0)
    hx_draw_centred (widget, snapshot, self->empty_text != NULL ? self->empty_text : _ ("No points"),
                     &palette->text_dim);
  else
    {
      if (self->texture == NULL || self->texture_scale != scale || self->texture_scheme != scheme)
        {
          g_clear_object (&self->texture);
          self->texture = paint_points (self, palette, width, height, scale);
          self->texture_scale = scale;
          self->texture_scheme = scheme;
        }
      hx_draw_texture (GTK_WIDGET (self), snapshot, self->texture,
                       &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
      draw_axes (self, snapshot, palette, height);
      draw_legend (self, snapshot, palette, width);
      draw_marks (self, snapshot, palette, width, height);
    }
  hx_draw_focus (widget, snapshot, NULL, &palette->focus);
}
