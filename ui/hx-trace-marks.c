/* hx-trace-marks.c: the trace view: where something was measured
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-draw.h"
#include "ui/hx-trace-view-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define GRIP_PX 6.0
#define STEP_S 0.002
#define LONG_STEP_S 0.01
/* Lines of beats after the first on the page, which has the names. */
#define REPEATED_ALPHA 0.6f

void
hx_trace_marks_init (HxTraceView *self)
{
  self->marks.list = g_array_new (FALSE, FALSE, sizeof (HxTracePoint));
  self->marks.selected = self->marks.held = -1;
}

void
hx_trace_marks_clear (HxTraceView *self)
{
  g_clear_pointer (&self->marks.list, g_array_unref);
  g_clear_pointer (&self->marks.text, g_free);
}

static const HxTracePoint *
get_point (HxTraceView *self, guint index)
{
  return &g_array_index (self->marks.list, HxTracePoint, index);
}

/* The first point of the kind that is on the page, else of any page; NULL if there is none. */
static const HxTracePoint *
find_point (HxTraceView *self, int id)
{
  const HxTracePoint *found = NULL;

  for (guint i = 0; i < self->marks.list->len; i++)
    {
      const HxTracePoint *point = get_point (self, i);

      if (point->id == id && (found == NULL || found->time_s < self->start_s))
        found = point;
    }
  return found;
}

void
hx_trace_view_set_points (HxTraceView *self, const HxTracePoint *points, guint n, const char *text)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));

  /* While one is dragged, the points come back moved, in the same order. */
  if (n != self->marks.list->len)
    self->marks.held = -1;
  g_array_set_size (self->marks.list, 0);
  if (n > 0)
    g_array_append_vals (self->marks.list, points, n);
  g_free (self->marks.text);
  self->marks.text = g_strdup (text);
  if (find_point (self, self->marks.selected) == NULL)
    self->marks.selected = -1;
  hx_trace_calipers_redraw (self);
}

char *
hx_trace_marks_describe (HxTraceView *self)
{
  const HxTracePoint *point = find_point (self, self->marks.selected);

  if (self->marks.text == NULL || self->marks.list->len == 0)
    return NULL;
  if (point == NULL)
    return g_strdup (self->marks.text);
  /* Translators: a measurement, then the name and time of the point that keys move */
  return g_strdup_printf (_ ("%s; %s at %.3f s is chosen"), self->marks.text, point->name, point->time_s);
}

/* The kinds of points, in their order: the next one after the selected. */
static void
select_next (HxTraceView *self, int step)
{
  int best = -1, first = -1;

  for (guint i = 0; i < self->marks.list->len; i++)
    {
      int id = get_point (self, i)->id, selected = self->marks.selected;

      if (first < 0 || (step > 0 ? id < first : id > first))
        first = id;
      if (selected >= 0 && (step > 0 ? id > selected : id < selected)
          && (best < 0 || (step > 0 ? id < best : id > best)))
        best = id;
    }
  self->marks.selected = best >= 0 ? best : first;
  hx_trace_calipers_redraw (self);
}

gboolean
hx_trace_marks_key (HxTraceView *self, guint keyval, GdkModifierType state)
{
  double step_s = state & GDK_SHIFT_MASK ? LONG_STEP_S : STEP_S;

  if (self->marks.list->len == 0
      || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != GDK_ALT_MASK)
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      select_next (self, -1);
      return TRUE;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      select_next (self, 1);
      return TRUE;
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      step_s = -step_s;
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      break;
    default:
      return FALSE;
    }
  if (self->marks.selected < 0)
    select_next (self, 1);
  g_signal_emit_by_name (self, "point-moved", self->marks.selected, step_s, TRUE);
  return TRUE;
}

static double
seconds_per_px (HxTraceView *self)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);

  return 1.0 / (layout->px_per_mm * layout->speed_mm_s);
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, HxTraceView *self)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  const HxTraceCell *cell = self->recording != NULL ? hx_trace_layout_pick (layout, x, y) : NULL;
  double reach_px = GRIP_PX;

  self->marks.held = -1;
  for (guint i = 0; i < self->marks.list->len && cell != NULL; i++)
    {
      double away_px = fabs (hx_trace_layout_x_at (layout, cell, get_point (self, i)->time_s) - x);

      if (away_px <= reach_px)
        {
          reach_px = away_px;
          self->marks.held = (int)i;
        }
    }
  if (self->marks.held < 0)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  self->marks.selected = get_point (self, (guint)self->marks.held)->id;
  self->marks.from_s = get_point (self, (guint)self->marks.held)->time_s;
  self->marks.moving = FALSE;
  hx_trace_calipers_redraw (self);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, HxTraceView *self)
{
  double shift_s;

  if (self->marks.held < 0 || (guint)self->marks.held >= self->marks.list->len)
    return;
  shift_s =
      self->marks.from_s + dx * seconds_per_px (self) - get_point (self, (guint)self->marks.held)->time_s;
  if (shift_s == 0.0)
    return;
  g_signal_emit_by_name (self, "point-moved", self->marks.selected, shift_s, self->marks.moving);
  self->marks.moving = TRUE;
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, HxTraceView *self)
{
  self->marks.held = -1;
}

void
hx_trace_marks_attach (HxTraceView *self)
{
  self->mark_drag = gtk_gesture_drag_new ();
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (self->mark_drag), GTK_PHASE_CAPTURE);
  g_signal_connect (self->mark_drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (self->mark_drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (self->mark_drag, "drag-end", G_CALLBACK (on_drag_end), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (self->mark_drag));
}

static void
draw_name (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette, const HxTracePoint *point,
           double x, double y)
{
  gboolean selected = point->id == self->marks.selected;
  g_autofree char *text = NULL;

  if (point->corrected)
    /* Translators: the name of a measured point that a person has moved */
    text = g_strdup_printf (_ ("%s, corrected"), point->name);
  hx_trace_draw_patch (self, snapshot, text != NULL ? text : point->name, x, y,
                       selected ? &palette->caliper : &palette->paper,
                       selected ? &palette->paper : &palette->caliper);
}

/* Whether the point is the first of its kind on the page: that one is named. */
static gboolean
is_named (HxTraceView *self, const HxTraceCell *cell, guint index)
{
  const HxTracePoint *point = get_point (self, index);

  for (guint i = 0; i < index; i++)
    if (get_point (self, i)->id == point->id && get_point (self, i)->time_s >= cell->start_s)
      return FALSE;
  return TRUE;
}

static void
draw_in_cell (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette, const HxTraceCell *cell,
              gboolean names)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  double top = cell->baseline_y - HX_TRACE_BASELINE * layout->row_height, name_y = top;

  for (guint i = 0; i < self->marks.list->len; i++)
    {
      const HxTracePoint *point = get_point (self, i);
      double x = hx_trace_layout_x_at (layout, cell, point->time_s);
      float thick = point->id == self->marks.selected ? 2.0f : 1.0f;
      GdkRGBA color;

      if (point->time_s < cell->start_s || x > cell->x + cell->width)
        continue;
      color = palette->caliper;
      if (!is_named (self, cell, i))
        color.alpha *= REPEATED_ALPHA;
      gtk_snapshot_append_color (
          snapshot, &color,
          &GRAPHENE_RECT_INIT ((float)floor (x), (float)floor (top), thick, (float)layout->row_height));
      if (!names || !is_named (self, cell, i))
        continue;
      /* The second one stands lower, as both are too wide to stand side by side. */
      draw_name (self, snapshot, palette, point, x + GRIP_PX / 2.0, name_y);
      name_y += layout->row_height / 4.0;
    }
}

void
hx_trace_marks_snapshot (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);

  for (guint i = 0; i < layout->n_cells && self->marks.list->len > 0; i++)
    if (layout->cells[i].lead >= 0 && (self->comparison != HX_TRACE_STACKED || layout->cells[i].block == 0))
      draw_in_cell (self, snapshot, palette, &layout->cells[i], i == 0);
}
