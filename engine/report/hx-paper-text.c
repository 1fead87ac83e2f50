/* hx-paper-text.c: text on paper, in millimetres
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/report/hx-paper-text.h"

#define DEFAULT_SIZE_PT 8.0
#define HALO_MM 0.7
/* Text is laid out in tenths of a point: positions are rounded to some fraction of a unit, which must
 * not be seen. */
#define UNITS_PER_MM (720.0 / 25.4)

static PangoLayout *
new_layout (cairo_t *cr, const HxPaperText *style, const char *text)
{
  PangoContext *context = pango_cairo_create_context (cr);
  PangoLayout *layout = pango_layout_new (context);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Noto Sans, DejaVu Sans, Sans");
  cairo_font_options_t *options = cairo_font_options_create ();
  PangoAttrList *attributes = pango_attr_list_new ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (context, options);
  pango_cairo_context_set_resolution (context, 720.0);
  pango_context_set_round_glyph_positions (context, FALSE);
  pango_font_description_set_weight (font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_size (
      font, (int)((style->size_pt > 0.0 ? style->size_pt : DEFAULT_SIZE_PT) * PANGO_SCALE));
  pango_layout_set_font_description (layout, font);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_text (layout, text, -1);
  if (style->width_mm > 0.0)
    {
      pango_layout_set_width (layout, (int)(style->width_mm * UNITS_PER_MM * PANGO_SCALE));
      pango_layout_set_height (layout, -MAX (style->n_lines, 1));
      pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  pango_layout_set_alignment (layout, style->align);
  pango_attr_list_unref (attributes);
  cairo_font_options_destroy (options);
  pango_font_description_free (font);
  g_object_unref (context);
  return layout;
}

static double
width_of (PangoLayout *layout)
{
  int width, height;

  pango_layout_get_size (layout, &width, &height);
  return (double)width / PANGO_SCALE;
}

double
hx_paper_text_width_mm (cairo_t *cr, const HxPaperText *style, const char *text)
{
  HxPaperText free_style = *style;
  PangoLayout *layout;
  double width_mm;

  free_style.width_mm = 0.0;
  cairo_save (cr);
  cairo_scale (cr, 1.0 / UNITS_PER_MM, 1.0 / UNITS_PER_MM);
  layout = new_layout (cr, &free_style, text);
  width_mm = width_of (layout) / UNITS_PER_MM;
  g_object_unref (layout);
  cairo_restore (cr);
  return width_mm;
}

static void
draw_halo (cairo_t *cr, PangoLayout *layout, double x, double y)
{
  int width, height;

  pango_layout_get_size (layout, &width, &height);
  cairo_set_source_rgba (cr, 1.0, 1.0, 1.0, 0.8);
  cairo_rectangle (cr, x - HALO_MM / 2.0 * UNITS_PER_MM, y,
                   (double)width / PANGO_SCALE + HALO_MM * UNITS_PER_MM, (double)height / PANGO_SCALE);
  cairo_fill (cr);
}

/* On a raster, and on what will become one, glyphs would be set to whole pixels and words fall apart; as
 * outlines they stay where they belong. */
static gboolean
needs_outlines (cairo_t *cr)
{
  cairo_surface_type_t type = cairo_surface_get_type (cairo_get_group_target (cr));

  return type == CAIRO_SURFACE_TYPE_IMAGE || type == CAIRO_SURFACE_TYPE_RECORDING;
}

static void
show (cairo_t *cr, PangoLayout *layout)
{
  if (!needs_outlines (cr))
    {
      pango_cairo_show_layout (cr, layout);
      return;
    }
  pango_cairo_layout_path (cr, layout);
  cairo_fill (cr);
}

double
hx_paper_text (cairo_t *cr, const HxPaperText *style, double x_mm, double baseline_mm, const char *text)
{
  PangoLayout *layout;
  double x = x_mm * UNITS_PER_MM, y, below;
  PangoLayoutIter *lines;

  cairo_save (cr);
  cairo_scale (cr, 1.0 / UNITS_PER_MM, 1.0 / UNITS_PER_MM);
  layout = new_layout (cr, style, text);
  if (style->align != PANGO_ALIGN_LEFT)
    x -= (style->width_mm > 0.0 ? style->width_mm * UNITS_PER_MM : width_of (layout))
         * (style->align == PANGO_ALIGN_RIGHT ? 1.0 : 0.5);
  y = baseline_mm * UNITS_PER_MM - (double)pango_layout_get_baseline (layout) / PANGO_SCALE;
  if (style->halo)
    draw_halo (cr, layout, x, y);
  cairo_set_source_rgb (cr, style->grey, style->grey, style->grey);
  cairo_move_to (cr, x, y);
  show (cr, layout);
  lines = pango_layout_get_iter (layout);
  while (pango_layout_iter_next_line (lines))
    continue;
  below = (double)(pango_layout_iter_get_baseline (lines) - pango_layout_get_baseline (layout)) / PANGO_SCALE;
  pango_layout_iter_free (lines);
  g_object_unref (layout);
  cairo_restore (cr);
  return below / UNITS_PER_MM;
}
