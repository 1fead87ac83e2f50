/* hx-trace-view-draw.c: the trace view: what is seen, and what is said of it
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-draw.h"
#include "ui/hx-trace-view-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define PADDING_PX 8
/* Names stand this high above the baseline, clear of most waves. */
#define NAME_ABOVE_MM 18.0
#define NAME_ABOVE_PX 40.0
/* Rows and millimetres below which names are set small. */
#define SMALL_ROW_PX 40.0
#define SMALL_PX_PER_MM 2.0
#define SMALL_TEXT 0.87

static char *
describe (HxTraceView *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  double duration_s;

  if (self->recording == NULL)
    return g_strdup (self->empty_text != NULL ? self->empty_text : _ ("No recording"));

  duration_s = hx_recording_get_duration_s (self->recording);
  /* Translators: read out for a trace, as “12-lead ECG, 10.0 s at 500 Hz, 25 mm/s, 10 mm/mV”. */
  g_string_append_printf (text, _ ("%u-lead ECG, %.1f s at %g Hz, %g mm/s, %g mm/mV"),
                          hx_recording_get_n_leads (self->recording), duration_s,
                          hx_recording_get_rate_hz (self->recording), self->speed_mm_s, self->gain_mm_mv);
  if (hx_trace_layout_max_start_s (duration_s) > 0.0)
    {
      g_string_append (text, ", ");
      g_string_append_printf (text, _ ("showing %.1f to %.1f s"), self->start_s,
                              MIN (self->start_s + HX_TRACE_PAGE_S, duration_s));
    }
  if (self->filter_name != NULL)
    {
      g_string_append (text, ", ");
      g_string_append_printf (text, _ ("filter: %s"), self->filter_name);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
hx_trace_view_update_label (HxTraceView *self)
{
  g_autofree char *label = describe (self);
  g_autofree char *measured = hx_trace_calipers_describe (self);
  g_autofree char *highlight = NULL;
  g_autofree char *description = NULL;

  if (self->highlight_duration_s > 0.0 && self->highlight_text != NULL)
    highlight = g_strdup_printf (_ ("%.1f to %.1f s: %s"), self->highlight_start_s,
                                 self->highlight_start_s + self->highlight_duration_s, self->highlight_text);
  description = g_strjoin (measured != NULL && highlight != NULL ? "; " : "",
                           measured != NULL ? measured : "", highlight != NULL ? highlight : "", NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

static GdkTexture *
paint_texture (HxTraceView *self, const HxTraceLayout *layout, HxScheme scheme, int scale)
{
  HxTracePaint paint = {
    .layout = layout,
    .scale = scale,
    .recording = self->recording,
    .zeros_mv = self->zeros_mv,
    .palette = hx_palette_get (scheme),
    .speed_mm_s = self->speed_mm_s,
    .gain_mm_mv = self->gain_mm_mv,
    .grid = self->grid,
    .pulse = self->pulse,
    .emphasis = self->emphasis,
    .highlight_start_s = self->highlight_start_s,
    .highlight_duration_s = self->highlight_duration_s,
  };
  HxRaster raster;
  int width, height;
  g_autoptr (GBytes) bytes = NULL;

  hx_trace_paint (&raster, &paint);
  width = raster.width;
  height = raster.height;
  bytes = hx_raster_steal_bytes (&raster);
  return hx_draw_texture_new (bytes, width, height, TRUE);
}

static void
ensure_texture (HxTraceView *self, const HxTraceLayout *layout, HxScheme scheme)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  if (self->texture != NULL && self->texture_scale == scale && self->texture_scheme == scheme)
    return;
  g_clear_object (&self->texture);
  self->texture = paint_texture (self, layout, scheme, scale);
  self->texture_scale = scale;
  self->texture_scheme = scheme;
}

/* What stands beside a lead's name: that it is missing, or which seconds a column of a short recording shows.
 */
static char *
remark (const HxTraceLayout *layout, const HxTraceCell *cell)
{
  if (cell->lead < 0)
    return g_strdup (_ ("not recorded"));
  if (!layout->consecutive && !cell->rhythm)
    return g_strdup_printf (_ ("%.1f–%.1f s"), cell->start_s, cell->start_s + cell->duration_s);
  return NULL;
}

static void
draw_names (HxTraceView *self, GtkSnapshot *snapshot, const HxTraceLayout *layout, const HxPalette *palette)
{
  double above_px = MIN (layout->row_height * HX_TRACE_BASELINE - 1.0,
                         MAX (NAME_ABOVE_MM * layout->px_per_mm, NAME_ABOVE_PX));
  graphene_rect_t visible = hx_trace_view_get_visible (self);
  double size = layout->row_height < SMALL_ROW_PX || layout->px_per_mm < SMALL_PX_PER_MM ? SMALL_TEXT : 1.0;

  for (guint i = 0; i < layout->n_cells; i++)
    {
      const HxTraceCell *cell = &layout->cells[i];
      g_autoptr (PangoLayout) name = hx_draw_layout (GTK_WIDGET (self), cell->name, size, TRUE);
      g_autofree char *more = remark (layout, cell);
      double x = MAX (cell->x, visible.origin.x) + layout->px_per_mm, y = cell->baseline_y - above_px;
      int width, height, beside_height;

      pango_layout_get_pixel_size (name, &width, &height);
      x = MIN (x, MAX (cell->x + cell->width - width - PADDING_PX, cell->x));
      hx_draw_layout_at (snapshot, name, x, y, 0.0, 0.0, &palette->paper_text);
      if (more != NULL)
        {
          g_autoptr (PangoLayout) beside = hx_draw_layout (GTK_WIDGET (self), more, size * SMALL_TEXT, FALSE);

          pango_layout_get_pixel_size (beside, NULL, &beside_height);
          pango_layout_set_width (beside, (int)MAX (cell->width - width - 2 * PADDING_PX, 1) * PANGO_SCALE);
          pango_layout_set_ellipsize (beside, PANGO_ELLIPSIZE_END);
          hx_draw_layout_at (snapshot, beside, x + width + PADDING_PX, y + (height - beside_height) * 0.7,
                             0.0, 0.0, &palette->paper_text);
        }
    }
}

static char *
scale_text (HxTraceView *self, const HxTraceLayout *layout)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, _ ("%g mm/s"), self->speed_mm_s);
  g_string_append (text, "   ");
  g_string_append_printf (text, _ ("%g mm/mV"), self->gain_mm_mv);
  g_string_append (text, "   ");
  g_string_append_printf (text, _ ("filter: %s"), self->filter_name != NULL ? self->filter_name : _ ("off"));
  if (self->scale == HX_TRACE_FIT)
    {
      g_string_append (text, "   ");
      /* Translators: how large the paper is on the screen compared with real paper. */
      g_string_append_printf (text, _ ("size %.0f %%"), 100.0 * layout->px_per_mm / HX_TRACE_PX_PER_MM_TRUE);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The scale at the start of the foot, the seconds shown at its end. */
static void
draw_footer (HxTraceView *self, GtkSnapshot *snapshot, const HxTraceLayout *layout, const HxPalette *palette)
{
  GtkWidget *widget = GTK_WIDGET (self);
  double start_align = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? 1.0 : 0.0;
  g_autofree char *scale = scale_text (self, layout);
  g_autoptr (PangoLayout) scale_layout = hx_draw_layout (widget, scale, SMALL_TEXT, FALSE);
  g_autoptr (PangoLayout) seconds_layout = NULL;
  g_autofree char *seconds = NULL;
  double duration_s = hx_recording_get_duration_s (self->recording);
  int footer_px = hx_trace_view_get_footer_px (self), seconds_width = 0;
  graphene_rect_t band = hx_trace_view_get_visible (self);
  double y, left = band.origin.x + PADDING_PX, inner = band.size.width - 2 * PADDING_PX;

  band.origin.y += band.size.height - (float)footer_px;
  band.size.height = (float)footer_px;
  y = band.origin.y + footer_px / 2.0;
  gtk_snapshot_append_color (snapshot, &palette->paper, &band);
  if (hx_trace_layout_max_start_s (duration_s) > 0.0)
    {
      seconds = g_strdup_printf (_ ("%.1f–%.1f s of %.1f s"), layout->page_start_s,
                                 layout->page_start_s + layout->page_duration_s, duration_s);
      seconds_layout = hx_draw_layout (widget, seconds, SMALL_TEXT, TRUE);
      pango_layout_get_pixel_size (seconds_layout, &seconds_width, NULL);
      hx_draw_layout_at (snapshot, seconds_layout, left + (1.0 - start_align) * inner, y, 1.0 - start_align,
                         0.5, &palette->paper_text);
    }
  pango_layout_set_width (scale_layout, (int)MAX (inner - seconds_width - PADDING_PX, 1) * PANGO_SCALE);
  pango_layout_set_ellipsize (scale_layout, PANGO_ELLIPSIZE_END);
  hx_draw_layout_at (snapshot, scale_layout, left + start_align * inner, y, start_align, 0.5,
                     &palette->paper_text);
}

void
hx_trace_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HxTraceView *self = HX_TRACE_VIEW (widget);
  HxScheme scheme = hx_palette_scheme_for (widget);
  const HxPalette *palette = hx_palette_get (scheme);
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  graphene_rect_t visible = hx_trace_view_get_visible (self);

  ensure_texture (self, layout, scheme);
  hx_draw_texture (
      GTK_WIDGET (self), snapshot, self->texture,
      &GRAPHENE_RECT_INIT (0, 0, (float)gdk_texture_get_width (self->texture) / (float)self->texture_scale,
                           (float)gdk_texture_get_height (self->texture) / (float)self->texture_scale));
  if (self->recording == NULL)
    hx_draw_centred (widget, snapshot, self->empty_text != NULL ? self->empty_text : _ ("No recording"),
                     &palette->paper_text);
  else
    {
      draw_names (self, snapshot, layout, palette);
      draw_footer (self, snapshot, layout, palette);
      hx_trace_calipers_snapshot (self, snapshot, palette);
    }
  hx_draw_focus (widget, snapshot, &visible, &palette->focus);
}

gboolean
hx_trace_view_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  HxTraceView *self = HX_TRACE_VIEW (widget);
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  const HxTraceCell *cell = hx_trace_layout_pick (layout, x, y);
  double seconds;

  if (keyboard || cell == NULL || self->highlight_text == NULL || self->highlight_duration_s <= 0.0)
    return FALSE;
  seconds = cell->start_s + (x - cell->x) / (layout->px_per_mm * self->speed_mm_s);
  if (seconds < self->highlight_start_s || seconds > self->highlight_start_s + self->highlight_duration_s)
    return FALSE;
  gtk_tooltip_set_text (tooltip, self->highlight_text);
  return TRUE;
}
