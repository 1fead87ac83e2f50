/* hx-trace-calipers.c: the trace view: measuring time and voltage
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-draw.h"
#include "ui/hx-trace-view-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LEAST_DRAG_PX 3.0
#define KEY_STEP_S 0.01
#define KEY_STEP_MV 0.05
#define FIRST_WIDTH_S 0.4
#define FIRST_HEIGHT_MV 0.5
/* Shorter intervals are parts of a beat, not a rate. */
#define LEAST_RATE_MS 200.0
#define LABEL_PADDING_PX 6

static const HxTraceCell *
measured_cell (HxTraceView *self, const HxTraceLayout *layout)
{
  if (self->calipers.cell < 0 || (guint)self->calipers.cell >= layout->n_cells)
    return NULL;
  return &layout->cells[self->calipers.cell];
}

static void
calipers_changed (HxTraceView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  hx_trace_view_update_label (self);
}

void
hx_trace_calipers_reset (HxTraceView *self)
{
  if (self->calipers.cell < 0)
    return;
  self->calipers.cell = -1;
  calipers_changed (self);
}

char *
hx_trace_calipers_describe (HxTraceView *self)
{
  double ms = fabs (self->calipers.end_s - self->calipers.start_s) * 1000.0;
  double mv = self->calipers.end_mv - self->calipers.start_mv;

  if (self->calipers.cell < 0)
    return NULL;
  /* A hyphen is too short for a minus between figures. */
  if (ms < LEAST_RATE_MS)
    return g_strdup_printf (_ ("%.0f ms, %s%.2f mV"), ms, mv < -0.005 ? "−" : "", fabs (mv));
  return g_strdup_printf (_ ("%.0f ms (%.0f/min), %s%.2f mV"), ms, 60000.0 / ms, mv < -0.005 ? "−" : "",
                          fabs (mv));
}

static double
time_at (HxTraceView *self, const HxTraceLayout *layout, const HxTraceCell *cell, double x)
{
  double s = (x - cell->x) / (self->speed_mm_s * layout->px_per_mm);

  return cell->start_s + CLAMP (s, 0.0, cell->width / (self->speed_mm_s * layout->px_per_mm));
}

static double
voltage_at (HxTraceView *self, const HxTraceLayout *layout, const HxTraceCell *cell, double y)
{
  return (cell->baseline_y - y) / (cell->gain_mm_mv * layout->px_per_mm);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, HxTraceView *self)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  const HxTraceCell *cell;
  double x, y;

  if (self->recording == NULL || !gtk_gesture_drag_get_start_point (gesture, &x, &y)
      || hypot (dx, dy) < LEAST_DRAG_PX)
    return;
  cell = hx_trace_layout_pick (layout, x, y);
  if (cell == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  self->calipers.cell = (int)(cell - layout->cells);
  self->calipers.start_s = time_at (self, layout, cell, x);
  self->calipers.end_s = time_at (self, layout, cell, x + dx);
  self->calipers.start_mv = voltage_at (self, layout, cell, y);
  self->calipers.end_mv = voltage_at (self, layout, cell, y + dy);
  calipers_changed (self);
}

static void
place_first (HxTraceView *self, const HxTraceLayout *layout)
{
  const HxTraceCell *cell = &layout->cells[0];

  self->calipers.cell = 0;
  self->calipers.start_s = cell->start_s + MIN (FIRST_WIDTH_S, cell->duration_s / 2.0);
  self->calipers.end_s = self->calipers.start_s + MIN (FIRST_WIDTH_S, cell->duration_s / 2.0);
  self->calipers.start_mv = 0.0;
  self->calipers.end_mv = FIRST_HEIGHT_MV;
}

/* Moves the second leg, or with @both the whole, but not out of the cell. */
static void
move_by (HxTraceView *self, const HxTraceLayout *layout, double ds, double dmv, gboolean both)
{
  const HxTraceCell *cell = measured_cell (self, layout);
  double last_s = cell->start_s + cell->width / (self->speed_mm_s * layout->px_per_mm);
  HxTraceCalipers *calipers = &self->calipers;

  if (calipers->end_s + ds < cell->start_s || calipers->end_s + ds > last_s)
    return;
  if (both && (calipers->start_s + ds < cell->start_s || calipers->start_s + ds > last_s))
    return;
  calipers->end_s += ds;
  calipers->end_mv += dmv;
  if (both)
    {
      calipers->start_s += ds;
      calipers->start_mv += dmv;
    }
}

gboolean
hx_trace_calipers_key (HxTraceView *self, guint keyval, GdkModifierType state)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  double ds = 0.0, dmv = 0.0;

  if (!self->calipers_on || layout->n_cells == 0)
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_Escape:
      if (self->calipers.cell < 0)
        return FALSE;
      hx_trace_calipers_reset (self);
      return TRUE;
    case GDK_KEY_Left:
      ds = -KEY_STEP_S;
      break;
    case GDK_KEY_Right:
      ds = KEY_STEP_S;
      break;
    case GDK_KEY_Up:
      dmv = KEY_STEP_MV;
      break;
    case GDK_KEY_Down:
      dmv = -KEY_STEP_MV;
      break;
    default:
      return FALSE;
    }
  if (self->calipers.cell < 0)
    place_first (self, layout);
  else
    move_by (self, layout, ds, dmv, (state & GDK_SHIFT_MASK) != 0);
  calipers_changed (self);
  return TRUE;
}

void
hx_trace_calipers_attach (HxTraceView *self)
{
  self->drag = gtk_gesture_drag_new ();
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (self->drag), GTK_PHASE_NONE);
  g_signal_connect (self->drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (self->drag));
}

static void
draw_line (GtkSnapshot *snapshot, const GdkRGBA *color, double x0, double y0, double x1, double y1)
{
  float left = (float)floor (MIN (x0, x1)), top = (float)floor (MIN (y0, y1));
  float width = (float)floor (fabs (x1 - x0)) + 1.0f, height = (float)floor (fabs (y1 - y0)) + 1.0f;

  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (left, top, width, height));
}

/* What is measured, in a patch of paper beside the calipers, kept inside the page. */
static void
draw_label (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette, double x, double y)
{
  g_autofree char *text = hx_trace_calipers_describe (self);
  g_autoptr (PangoLayout) label = hx_draw_layout (GTK_WIDGET (self), text, 1.0, TRUE);
  int width, height;
  GskRoundedRect patch;

  pango_layout_get_pixel_size (label, &width, &height);
  width += 2 * LABEL_PADDING_PX;
  height += LABEL_PADDING_PX;
  x = CLAMP (x, 0.0, MAX (self->layout.paper_width - width, 0.0));
  y = CLAMP (y, 0.0, MAX (self->layout.paper_height - height, 0.0));
  gsk_rounded_rect_init_from_rect (
      &patch, &GRAPHENE_RECT_INIT ((float)floor (x), (float)floor (y), (float)width, (float)height), 4);
  gtk_snapshot_push_rounded_clip (snapshot, &patch);
  gtk_snapshot_append_color (snapshot, &palette->caliper, &patch.bounds);
  gtk_snapshot_pop (snapshot);
  hx_draw_layout_at (snapshot, label, patch.bounds.origin.x + LABEL_PADDING_PX,
                     patch.bounds.origin.y + LABEL_PADDING_PX / 2, 0.0, 0.0, &palette->paper);
}

void
hx_trace_calipers_snapshot (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  const HxTraceCell *cell = measured_cell (self, layout);
  const HxTraceCalipers *calipers = &self->calipers;
  double px_per_s = layout->px_per_mm * self->speed_mm_s, px_per_mv;
  double x0, x1, y0, y1, top, bottom;

  if (cell == NULL)
    return;
  px_per_mv = layout->px_per_mm * cell->gain_mm_mv;
  x0 = cell->x + (calipers->start_s - cell->start_s) * px_per_s;
  x1 = cell->x + (calipers->end_s - cell->start_s) * px_per_s;
  y0 = cell->baseline_y - calipers->start_mv * px_per_mv;
  y1 = cell->baseline_y - calipers->end_mv * px_per_mv;
  top = MIN (cell->baseline_y - HX_TRACE_BASELINE * layout->row_height, MIN (y0, y1));
  bottom = MAX (cell->baseline_y + (1.0 - HX_TRACE_BASELINE) * layout->row_height, MAX (y0, y1));

  draw_line (snapshot, &palette->caliper, x0, top, x0, bottom);
  draw_line (snapshot, &palette->caliper, x1, top, x1, bottom);
  draw_line (snapshot, &palette->caliper, x0, y0, x1, y0);
  draw_line (snapshot, &palette->caliper, x0, y1, x1, y1);
  draw_label (self, snapshot, palette, MAX (x0, x1) + LABEL_PADDING_PX, top + LABEL_PADDING_PX);
}
