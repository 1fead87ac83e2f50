/* hx-paper-text.c: text on paper, in millimetres
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/report/hx-paper-text.h"

#define DEFAULT_SIZE_PT 8.0
#define HALO_MM 0.7
#define PT_PER_MM (72.0 / 25.4)
/* Text is laid out in tenths of a point: positions are rounded to some fraction of a unit, which must
 * not be seen. The boxes that Pango draws for letters that no font has come out right in whole points only.
 */
#define FINE_UNITS_PER_MM (10.0 * PT_PER_MM)

/** Layout: a text set in units of which a millimetre has so many. */
typedef struct
{
  PangoLayout *layout;
  double units_per_mm;
} Layout;

static PangoLayout *
new_layout (cairo_t *cr, const HxPaperText *style, const char *text, double units_per_mm)
{
  PangoContext *context = pango_cairo_create_context (cr);
  PangoLayout *layout = pango_layout_new (context);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Noto Sans, DejaVu Sans, Sans");
  cairo_font_options_t *options = cairo_font_options_create ();
  PangoAttrList *attributes = pango_attr_list_new ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (context, options);
  pango_cairo_context_set_resolution (context, units_per_mm * 25.4);
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
      pango_layout_set_width (layout, (int)(style->width_mm * units_per_mm * PANGO_SCALE));
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

/* Saves @cr, and scales it to the layout's units. */
static Layout
open_layout (cairo_t *cr, const HxPaperText *style, const char *text)
{
  Layout self = { NULL, FINE_UNITS_PER_MM };

  cairo_save (cr);
  cairo_scale (cr, 1.0 / self.units_per_mm, 1.0 / self.units_per_mm);
  self.layout = new_layout (cr, style, text, self.units_per_mm);
  if (pango_layout_get_unknown_glyphs_count (self.layout) > 0)
    {
      g_object_unref (self.layout);
      cairo_scale (cr, self.units_per_mm / PT_PER_MM, self.units_per_mm / PT_PER_MM);
      self.units_per_mm = PT_PER_MM;
      self.layout = new_layout (cr, style, text, self.units_per_mm);
    }
  return self;
}

static void
close_layout (cairo_t *cr, Layout *self)
{
  g_object_unref (self->layout);
  cairo_restore (cr);
}

static double
width_mm_of (const Layout *self)
{
  int width, height;

  pango_layout_get_size (self->layout, &width, &height);
  return (double)width / PANGO_SCALE / self->units_per_mm;
}

double
hx_paper_text_width_mm (cairo_t *cr, const HxPaperText *style, const char *text)
{
  HxPaperText free_style = *style;
  Layout layout;
  double width_mm;

  free_style.width_mm = 0.0;
  layout = open_layout (cr, &free_style, text);
  width_mm = width_mm_of (&layout);
  close_layout (cr, &layout);
  return width_mm;
}

static void
draw_halo (cairo_t *cr, const Layout *self, double x, double y)
{
  int width, height;

  pango_layout_get_size (self->layout, &width, &height);
  cairo_set_source_rgba (cr, 1.0, 1.0, 1.0, 0.8);
  cairo_rectangle (cr, x - HALO_MM / 2.0 * self->units_per_mm, y,
                   (double)width / PANGO_SCALE + HALO_MM * self->units_per_mm, (double)height / PANGO_SCALE);
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

/* From the first line's baseline to the last one's. */
static double
height_mm_of (const Layout *self)
{
  PangoLayoutIter *lines = pango_layout_get_iter (self->layout);
  double below;

  while (pango_layout_iter_next_line (lines))
    continue;
  below = (double)(pango_layout_iter_get_baseline (lines) - pango_layout_get_baseline (self->layout));
  pango_layout_iter_free (lines);
  return below / PANGO_SCALE / self->units_per_mm;
}

double
hx_paper_text (cairo_t *cr, const HxPaperText *style, double x_mm, double baseline_mm, const char *text)
{
  Layout layout = open_layout (cr, style, text);
  double x, y, below_mm;

  if (style->align != PANGO_ALIGN_LEFT)
    x_mm -= (style->width_mm > 0.0 ? style->width_mm : width_mm_of (&layout))
            * (style->align == PANGO_ALIGN_RIGHT ? 1.0 : 0.5);
  x = x_mm * layout.units_per_mm;
  y = baseline_mm * layout.units_per_mm - (double)pango_layout_get_baseline (layout.layout) / PANGO_SCALE;
  if (style->halo)
    draw_halo (cr, &layout, x, y);
  cairo_set_source_rgb (cr, style->grey, style->grey, style->grey);
  cairo_move_to (cr, x, y);
  show (cr, layout.layout);
  below_mm = height_mm_of (&layout);
  close_layout (cr, &layout);
  return below_mm;
}
