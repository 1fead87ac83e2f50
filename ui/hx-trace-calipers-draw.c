/* hx-trace-calipers-draw.c: the trace view: what is seen of calipers
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-draw.h"
#include "ui/hx-trace-view-private.h"

#include <math.h>

#define LABEL_PADDING_PX 6
/* Repetitions that are closer are a grey area. */
#define LEAST_MARCH_PX 4.0
#define MARCH_ALPHA 0.55f
#define PATCH_ALPHA 0.85f

static void
draw_line (GtkSnapshot *snapshot, const GdkRGBA *color, double x0, double y0, double x1, double y1,
           float thick)
{
  float left = (float)floor (MIN (x0, x1)), top = (float)floor (MIN (y0, y1));
  float width = (float)floor (fabs (x1 - x0)) + thick, height = (float)floor (fabs (y1 - y0)) + thick;

  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (left, top, width, height));
}

void
hx_trace_draw_patch (HxTraceView *self, GtkSnapshot *snapshot, const char *text, double x, double y,
                     const GdkRGBA *ground, const GdkRGBA *ink)
{
  g_autoptr (PangoLayout) label = hx_draw_layout (GTK_WIDGET (self), text, 0.9, TRUE);
  graphene_rect_t visible = hx_trace_view_get_visible (self);
  GdkRGBA sheer = *ground;
  int width, height;
  GskRoundedRect patch;

  /* The trace is still seen behind it. */
  sheer.alpha *= PATCH_ALPHA;
  pango_layout_get_pixel_size (label, &width, &height);
  width += 2 * LABEL_PADDING_PX;
  height += LABEL_PADDING_PX;
  x = CLAMP (x, visible.origin.x, MAX (visible.origin.x + visible.size.width - width, visible.origin.x));
  y = CLAMP (y, visible.origin.y, MAX (visible.origin.y + visible.size.height - height, visible.origin.y));
  gsk_rounded_rect_init_from_rect (
      &patch, &GRAPHENE_RECT_INIT ((float)floor (x), (float)floor (y), (float)width, (float)height), 4);
  gtk_snapshot_push_rounded_clip (snapshot, &patch);
  gtk_snapshot_append_color (snapshot, &sheer, &patch.bounds);
  gtk_snapshot_pop (snapshot);
  hx_draw_layout_at (snapshot, label, patch.bounds.origin.x + LABEL_PADDING_PX,
                     patch.bounds.origin.y + LABEL_PADDING_PX / 2, 0.0, 0.0, ink);
}

static void
draw_marching (GtkSnapshot *snapshot, const HxTraceLayout *layout, const HxTraceCell *cell,
               const HxCaliper *caliper, const GdkRGBA *color, double top, double bottom)
{
  double px_per_s = layout->px_per_mm * layout->speed_mm_s;
  double start_s = MIN (caliper->start_s, caliper->end_s);
  GdkRGBA faint = *color;
  gint64 first, last;

  if (!hx_caliper_march (caliper, cell->start_s, cell->start_s + cell->width / px_per_s,
                         LEAST_MARCH_PX / px_per_s, &first, &last))
    return;
  faint.alpha *= MARCH_ALPHA;
  for (gint64 k = first; k <= last; k++)
    {
      double x =
          hx_trace_layout_x_at (layout, cell, start_s + (double)k * fabs (caliper->end_s - caliper->start_s));

      if (k != 0 && k != 1)
        draw_line (snapshot, &faint, x, top, x, bottom, 1.0f);
    }
}

static gboolean
is_in_cell (const HxTraceLayout *layout, const HxTraceCell *cell, double time_s)
{
  return time_s >= cell->start_s
         && time_s <= cell->start_s + cell->width / (layout->px_per_mm * layout->speed_mm_s);
}

/* One caliper in one cell. Legs outside of the cell's seconds are not drawn. */
static void
draw_in_cell (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette, const HxCaliper *caliper,
              const HxTraceCell *cell, gboolean selected, gboolean named)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  gboolean has_start = is_in_cell (layout, cell, caliper->start_s),
           has_end = is_in_cell (layout, cell, caliper->end_s);
  double y0 = hx_trace_calipers_y_at (layout, cell, caliper->start_mv);
  double y1 = hx_trace_calipers_y_at (layout, cell, caliper->end_mv);
  double row = cell->baseline_y - HX_TRACE_BASELINE * layout->row_height;
  double top = row, bottom = row + layout->row_height, right = cell->x + cell->width;
  double x0 = CLAMP (hx_trace_layout_x_at (layout, cell, caliper->start_s), cell->x, right);
  double x1 = CLAMP (hx_trace_layout_x_at (layout, cell, caliper->end_s), cell->x, right);
  float thick = selected ? 2.0f : 1.0f;
  g_autofree char *text = NULL;

  if (caliper->kind & HX_CALIPER_AMPLITUDE)
    {
      top = MIN (top, MIN (y0, y1));
      bottom = MAX (bottom, MAX (y0, y1));
    }
  draw_marching (snapshot, layout, cell, caliper, &palette->caliper, top, bottom);
  if (MAX (caliper->start_s, caliper->end_s) < cell->start_s
      || (!has_start && !has_end && MIN (caliper->start_s, caliper->end_s) > cell->start_s))
    return;
  if ((caliper->kind & HX_CALIPER_TIME) && has_start)
    draw_line (snapshot, &palette->caliper, x0, top, x0, bottom, thick);
  if ((caliper->kind & HX_CALIPER_TIME) && has_end)
    draw_line (snapshot, &palette->caliper, x1, top, x1, bottom, thick);
  if (caliper->kind & HX_CALIPER_AMPLITUDE)
    {
      draw_line (snapshot, &palette->caliper, x0, y0, x1, y0, thick);
      draw_line (snapshot, &palette->caliper, x0, y1, x1, y1, thick);
    }
  if (!named)
    return;
  text = hx_caliper_label (caliper, cell->gain_mm_mv, !selected);
  hx_trace_draw_patch (self, snapshot, text, MAX (x0, x1) + LABEL_PADDING_PX, row,
                       selected ? &palette->caliper : &palette->paper,
                       selected ? &palette->paper : &palette->caliper);
}

/* The widest of the cells that show all of it says what it measures; a rhythm strip has the most room. */
static int
find_named (HxTraceView *self, const HxTraceLayout *layout, const HxCaliper *caliper)
{
  int found = -1;
  gboolean whole = FALSE;

  for (guint i = 0; i < layout->n_cells; i++)
    {
      const HxTraceCell *cell = &layout->cells[i];
      gboolean is_whole =
          is_in_cell (layout, cell, caliper->start_s) && is_in_cell (layout, cell, caliper->end_s);

      if (hx_trace_calipers_is_in (self, caliper, cell)
          && (found < 0 || (is_whole && (!whole || cell->width > layout->cells[found].width))))
        {
          found = (int)i;
          whole = is_whole;
        }
    }
  return found;
}

void
hx_trace_calipers_snapshot (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);

  for (guint i = 0; i < self->calipers.list->len; i++)
    {
      const HxCaliper *caliper = &g_array_index (self->calipers.list, HxCaliper, i);
      int named = find_named (self, layout, caliper);

      for (guint c = 0; c < layout->n_cells; c++)
        if (hx_trace_calipers_is_in (self, caliper, &layout->cells[c]))
          draw_in_cell (self, snapshot, palette, caliper, &layout->cells[c],
                        (int)i == self->calipers.selected, (int)c == named);
    }
}
