/* hx-trace-view-overlay.c: the trace view: what the model saw, its legend and the stretch that decided
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-draw.h"
#include "ui/hx-trace-view-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define PADDING_PX 8
#define LINE_GAP_PX 2
#define SMALL_TEXT 0.87
#define SWATCH_PX 24
#define SWATCH_STEPS 6
#define BRACKET_PX 2.0f
#define LEG_PX 7.0f
/* Nearer than this to nothing, a contribution is told as none. */
#define NOTHING 0.0005

static void
forget (HxTraceView *self)
{
  g_clear_pointer (&self->overlay, hx_trace_overlay_unref);
  g_clear_pointer (&self->overlay_map, g_free);
}

void
hx_trace_view_overlay_clear (HxTraceView *self)
{
  forget (self);
}

void
hx_trace_view_overlay_remap (HxTraceView *self)
{
  g_clear_pointer (&self->overlay_map, g_free);
  if (self->overlay != NULL && self->recording != NULL)
    self->overlay_map = hx_trace_overlay_map_leads (self->overlay, self->recording);
}

void
hx_trace_view_set_overlay (HxTraceView *self, HxTraceOverlay *overlay)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));

  if (overlay == self->overlay)
    return;
  if (overlay != NULL)
    hx_trace_overlay_ref (overlay);
  forget (self);
  self->overlay = overlay;
  self->legend_width = -1;
  hx_trace_view_overlay_remap (self);
  hx_trace_view_invalidate (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  hx_trace_view_update_label (self);
}

HxTraceOverlay *
hx_trace_view_get_overlay (HxTraceView *self)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), NULL);
  return self->overlay;
}

/* --- the legend -------------------------------------------------------------------------------- */

/* The legend's place while it is laid out, and with @snapshot drawn. */
typedef struct
{
  HxTraceView *self;
  GtkSnapshot *snapshot; /* NULL: only measured */
  const HxPalette *palette;
  double left, right, x, y;
  int line_px;
} Legend;

/* From the paper to full colour, as intensities are drawn. */
static void
draw_swatch (const Legend *legend, float sign)
{
  const float width = (float)SWATCH_PX / SWATCH_STEPS;

  for (int i = 0; i < SWATCH_STEPS; i++)
    {
      const float strength = sign * (float)(i + 1) / SWATCH_STEPS;
      const GdkRGBA color = hx_trace_overlay_blend (legend->palette, strength, &legend->palette->paper);

      gtk_snapshot_append_color (legend->snapshot, &color,
                                 &GRAPHENE_RECT_INIT ((float)legend->x + width * (float)i,
                                                      (float)legend->y + 3.0f, width,
                                                      (float)legend->line_px - 6.0f));
    }
}

/* A swatch and its text, on the next line if this one has no room. */
static void
add_entry (Legend *legend, float sign, const char *text)
{
  g_autoptr (PangoLayout) layout = hx_draw_layout (GTK_WIDGET (legend->self), text, SMALL_TEXT, FALSE);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  legend->line_px = height;
  if (legend->x > legend->left && legend->x + SWATCH_PX + PADDING_PX + width > legend->right)
    {
      legend->x = legend->left;
      legend->y += height + LINE_GAP_PX;
    }
  if (legend->snapshot != NULL)
    {
      draw_swatch (legend, sign);
      hx_draw_layout_at (legend->snapshot, layout, legend->x + SWATCH_PX + PADDING_PX, legend->y, 0.0, 0.0,
                         &legend->palette->paper_text);
    }
  legend->x += SWATCH_PX + 3 * PADDING_PX + width;
}

static void
add_sentence (Legend *legend)
{
  g_autofree char *text = NULL;
  g_autoptr (PangoLayout) layout = NULL;
  int height;

  /* Translators: below a trace with what the model saw; %s is the code of a statement */
  text =
      g_strdup_printf (_ ("Where this signal raised or lowered the score of %s, compared with a silent one. "
                          "It shows what the network responded to, not what caused a disease, and it can "
                          "be wrong."),
                       hx_trace_overlay_get_label (legend->self->overlay));
  layout = hx_draw_layout (GTK_WIDGET (legend->self), text, SMALL_TEXT, FALSE);
  pango_layout_set_width (layout, (int)MAX (legend->right - legend->left, 1.0) * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_get_pixel_size (layout, NULL, &height);
  legend->y += legend->line_px + LINE_GAP_PX;
  if (legend->snapshot != NULL)
    hx_draw_layout_at (legend->snapshot, layout, legend->left, legend->y, 0.0, 0.0,
                       &legend->palette->paper_text);
  legend->y += height + LINE_GAP_PX;
}

/* Lays the legend out below @top. Returns: its height */
static int
run_legend (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette, double left, double top,
            double width)
{
  const char *label = hx_trace_overlay_get_label (self->overlay);
  /* Translators: what a colour means; %s is the code of a statement; the line is the trace's baseline */
  g_autofree char *raises = g_strdup_printf (_ ("raised %s, above the line"), label);
  g_autofree char *lowers = g_strdup_printf (_ ("lowered %s, below it"), label);
  Legend legend = { .self = self, .snapshot = snapshot, .palette = palette };

  legend.left = legend.x = left + PADDING_PX;
  legend.right = left + MAX (width - PADDING_PX, 2 * PADDING_PX);
  legend.y = top + LINE_GAP_PX;
  add_entry (&legend, 1.0f, raises);
  add_entry (&legend, -1.0f, lowers);
  add_sentence (&legend);
  return (int)ceil (legend.y - top);
}

/* Width of what can be seen: it does not change while the page is scrolled. Before the view has a place, its
 * legend is no higher than in the narrowest: a letter a line would ask for the height of several screens. */
static int
seen_width (HxTraceView *self)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_VIEWPORT);
  const int width = gtk_widget_get_width (GTK_WIDGET (self));

  return MAX (viewport != NULL ? MIN (gtk_widget_get_width (viewport), width) : width,
              HX_TRACE_VIEW_LEAST_PX);
}

int
hx_trace_view_overlay_get_legend_px (HxTraceView *self)
{
  const int width = seen_width (self);

  if (self->overlay == NULL)
    return 0;
  if (self->legend_width != width)
    {
      self->legend_px = run_legend (self, NULL, NULL, 0.0, 0.0, width);
      self->legend_width = width;
    }
  return self->legend_px;
}

static void
draw_legend (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette)
{
  graphene_rect_t band = hx_trace_view_get_visible (self);
  const int height = hx_trace_view_overlay_get_legend_px (self);

  band.origin.y += band.size.height - (float)(hx_trace_view_get_footer_px (self) + height);
  band.size.height = (float)height;
  gtk_snapshot_append_color (snapshot, &palette->paper, &band);
  run_legend (self, snapshot, palette, band.origin.x, band.origin.y, band.size.width);
}

/* --- the stretch that decided ------------------------------------------------------------------ */

/* A bracket at the foot of the traces, over the cell's part of the stretch; legs only where it ends. */
static void
draw_bracket (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette, const HxTraceCell *cell,
              float y, gboolean *named)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  const double end_s = cell->start_s + cell->duration_s;
  const GdkRGBA *color = &palette->paper_text;
  double start_s, window_s;
  float left, right;

  hx_trace_overlay_get_window (self->overlay, &start_s, &window_s);
  if (start_s >= end_s || start_s + window_s <= cell->start_s)
    return;
  left = (float)floor (hx_trace_layout_x_at (layout, cell, MAX (start_s, cell->start_s)));
  right = (float)floor (hx_trace_layout_x_at (layout, cell, MIN (start_s + window_s, end_s)));
  gtk_snapshot_append_color (
      snapshot, color, &GRAPHENE_RECT_INIT (left, y - BRACKET_PX, MAX (right - left, 1.0f), BRACKET_PX));
  if (start_s >= cell->start_s)
    gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (left, y - LEG_PX, BRACKET_PX, LEG_PX));
  if (start_s + window_s <= end_s + 1e-6)
    gtk_snapshot_append_color (snapshot, color,
                               &GRAPHENE_RECT_INIT (right - BRACKET_PX, y - LEG_PX, BRACKET_PX, LEG_PX));
  if (!*named)
    {
      g_autoptr (PangoLayout) name = hx_draw_layout (
          GTK_WIDGET (self), hx_trace_overlay_get_window_text (self->overlay), SMALL_TEXT, FALSE);
      const double x = MAX (left, hx_trace_view_get_visible (self).origin.x) + PADDING_PX;
      int width, height;

      pango_layout_get_pixel_size (name, &width, &height);
      gtk_snapshot_append_color (snapshot, &palette->paper,
                                 &GRAPHENE_RECT_INIT ((float)x - 2.0f, y - BRACKET_PX - (float)height,
                                                      (float)width + 4.0f, (float)height));
      hx_draw_layout_at (snapshot, name, x, y - BRACKET_PX - height, 0.0, 0.0, color);
      *named = TRUE;
    }
}

static void
draw_window (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  const graphene_rect_t visible = hx_trace_view_get_visible (self);
  const double foot = visible.origin.y + visible.size.height - hx_trace_view_get_footer_px (self)
                      - hx_trace_view_overlay_get_legend_px (self);
  gboolean named = FALSE;
  int last = -1;

  for (guint i = 0; i < layout->n_cells; i++)
    if (layout->cells[i].block == 0)
      last = MAX (last, layout->cells[i].row);
  for (guint i = 0; i < layout->n_cells; i++)
    {
      const HxTraceCell *cell = &layout->cells[i];
      const double bottom = cell->baseline_y + (1.0 - HX_TRACE_BASELINE) * layout->row_height;

      if (cell->block == 0 && cell->row == last)
        draw_bracket (self, snapshot, palette, cell, (float)floor (MIN (bottom, foot)), &named);
    }
}

void
hx_trace_view_overlay_snapshot (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette)
{
  if (self->overlay == NULL)
    return;
  if (hx_trace_overlay_get_window_text (self->overlay) != NULL)
    draw_window (self, snapshot, palette);
  draw_legend (self, snapshot, palette);
}

/* --- what is said ------------------------------------------------------------------------------ */

char *
hx_trace_view_overlay_describe (HxTraceView *self)
{
  const char *label, *moments;

  if (self->overlay == NULL)
    return NULL;
  label = hx_trace_overlay_get_label (self->overlay);
  moments = hx_trace_overlay_get_moments (self->overlay);
  /* Translators: read out: the code of a statement, then "V2 at 3.12 s, +0.45; …" */
  return g_strdup_printf (_ ("What the model saw for %s, the strongest: %s"), label,
                          moments != NULL ? moments : _ ("none"));
}

char *
hx_trace_view_overlay_describe_at (HxTraceView *self, const HxTraceCell *cell, double time_s)
{
  const char *label;
  double contribution;

  if (self->overlay == NULL || cell->block != 0 || cell->lead < 0 || self->overlay_map[cell->lead] < 0)
    return NULL;
  label = hx_trace_overlay_get_label (self->overlay);
  contribution =
      hx_trace_overlay_get_contribution (self->overlay, (guint)self->overlay_map[cell->lead], time_s);
  if (fabs (contribution) < NOTHING)
    /* Translators: %s is the code of a statement */
    return g_strdup_printf (_ ("no contribution to %s"), label);
  if (contribution > 0.0)
    /* Translators: the code of a statement, and by how much the signal raised its logit near the cursor */
    return g_strdup_printf (_ ("raised the logit of %s by %.3f within 0.1 s"), label, contribution);
  return g_strdup_printf (_ ("lowered the logit of %s by %.3f within 0.1 s"), label, -contribution);
}
