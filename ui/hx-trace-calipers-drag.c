/* hx-trace-calipers-drag.c: the trace view: calipers by pointer, pen and touch
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-view-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LEAST_DRAG_PX 3.0
#define GRIP_PX 6.0
#define TOUCH_GRIP_PX 14.0
#define SNAP_PX 10.0

double
hx_trace_calipers_y_at (const HxTraceLayout *layout, const HxTraceCell *cell, double mv)
{
  double px_per_mv = layout->px_per_mm * cell->gain_mm_mv;

  return cell->baseline_y - mv * (cell->inverted ? -px_per_mv : px_per_mv);
}

double
hx_trace_calipers_mv_at (const HxTraceLayout *layout, const HxTraceCell *cell, double y)
{
  double mv = (cell->baseline_y - y) / (cell->gain_mm_mv * layout->px_per_mm);

  return cell->inverted ? -mv : mv;
}

static double
grip_px (GtkGestureDrag *gesture)
{
  GdkDevice *device = gtk_event_controller_get_current_event_device (GTK_EVENT_CONTROLLER (gesture));

  return device != NULL && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN ? TOUCH_GRIP_PX : GRIP_PX;
}

/* What of @caliper is at (@x, @y): its lines in time, then in voltage, then all within. */
static guint
grip_at (const HxTraceLayout *layout, const HxTraceCell *cell, const HxCaliper *caliper, double x, double y,
         double reach_px)
{
  double x0 = hx_trace_layout_x_at (layout, cell, caliper->start_s);
  double x1 = hx_trace_layout_x_at (layout, cell, caliper->end_s);
  double y0 = hx_trace_calipers_y_at (layout, cell, caliper->start_mv);
  double y1 = hx_trace_calipers_y_at (layout, cell, caliper->end_mv);
  gboolean within_x = x >= MIN (x0, x1) - reach_px && x <= MAX (x0, x1) + reach_px;
  gboolean within_y = y >= MIN (y0, y1) - reach_px && y <= MAX (y0, y1) + reach_px;
  guint grip = 0;

  if (caliper->kind & HX_CALIPER_TIME)
    {
      if (fabs (x - x1) <= reach_px && fabs (x - x1) <= fabs (x - x0))
        grip |= HX_TRACE_GRIP_END_S;
      else if (fabs (x - x0) <= reach_px)
        grip |= HX_TRACE_GRIP_START_S;
    }
  if ((caliper->kind & HX_CALIPER_AMPLITUDE) && within_x)
    {
      if (fabs (y - y1) <= reach_px && fabs (y - y1) <= fabs (y - y0))
        grip |= HX_TRACE_GRIP_END_MV;
      else if (fabs (y - y0) <= reach_px)
        grip |= HX_TRACE_GRIP_START_MV;
    }
  if (grip != 0)
    return grip;
  return within_x && (within_y || !(caliper->kind & HX_CALIPER_AMPLITUDE)) ? HX_TRACE_GRIP_ALL : 0;
}

/* Selects what is at the place: of several, the one that is selected already, then the newest. */
static guint
pick (HxTraceView *self, const HxTraceLayout *layout, const HxTraceCell *cell, double x, double y,
      double reach_px)
{
  GArray *list = self->calipers.list;
  int selected = self->calipers.selected;

  for (int i = selected >= 0 ? -1 : 0; i < (int)list->len; i++)
    {
      int index = i < 0 ? selected : (int)list->len - 1 - i;
      const HxCaliper *caliper = &g_array_index (list, HxCaliper, index);
      guint grip =
          hx_trace_calipers_is_in (self, caliper, cell) ? grip_at (layout, cell, caliper, x, y, reach_px) : 0;

      if (grip != 0)
        {
          self->calipers.selected = index;
          return grip;
        }
    }
  self->calipers.selected = -1;
  return 0;
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, HxTraceView *self)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  const HxTraceCell *cell = self->recording != NULL ? hx_trace_layout_pick (layout, x, y) : NULL;

  self->calipers.cell = -1;
  if (cell == NULL || cell->lead < 0 || (self->comparison == HX_TRACE_STACKED && cell->block > 0))
    return;
  self->calipers.cell = (int)(cell - layout->cells);
  self->calipers.grip = pick (self, layout, cell, x, y, grip_px (gesture));
  if (self->calipers.grip != 0)
    self->calipers.held = *hx_trace_calipers_get_selected (self);
  hx_trace_calipers_redraw (self);
}

/* To the nearest detected point, unless Ctrl is held. */
static double
snap (HxTraceView *self, const HxTraceLayout *layout, GtkGestureDrag *gesture, double time_s)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  double duration_s = hx_recording_get_duration_s (self->recording);

  time_s = CLAMP (time_s, 0.0, duration_s);
  return state & GDK_CONTROL_MASK
             ? time_s
             : hx_calipers_snap (time_s, self->calipers.points_s, self->calipers.n_points,
                                 SNAP_PX / (layout->px_per_mm * layout->speed_mm_s));
}

static void
begin_new (HxTraceView *self, const HxTraceLayout *layout, const HxTraceCell *cell, GtkGestureDrag *gesture,
           double x, double y)
{
  HxCaliper caliper = { .kind = HX_CALIPER_BOTH };

  g_strlcpy (caliper.lead, hx_recording_get_lead_name (self->recording, (guint)cell->lead),
             sizeof caliper.lead);
  caliper.start_s = caliper.end_s = snap (self, layout, gesture, hx_trace_layout_time_at (layout, cell, x));
  caliper.start_mv = caliper.end_mv = hx_trace_calipers_mv_at (layout, cell, y);
  hx_trace_calipers_add (self, &caliper);
  self->calipers.held = caliper;
}

static void
move_grip (HxTraceView *self, const HxTraceLayout *layout, const HxTraceCell *cell, GtkGestureDrag *gesture,
           double dx, double dy)
{
  const HxCaliper *held = &self->calipers.held;
  HxCaliper *caliper = hx_trace_calipers_get_selected (self);
  guint grip = self->calipers.grip;
  double ds = dx / (layout->px_per_mm * layout->speed_mm_s);
  double dmv = hx_trace_calipers_mv_at (layout, cell, dy) - hx_trace_calipers_mv_at (layout, cell, 0.0);

  if (grip == HX_TRACE_GRIP_ALL)
    ds = snap (self, layout, gesture, held->start_s + ds) - held->start_s;
  if (grip & HX_TRACE_GRIP_START_S)
    caliper->start_s = snap (self, layout, gesture, held->start_s + ds);
  if (grip == HX_TRACE_GRIP_ALL)
    caliper->end_s = held->end_s + ds;
  else if (grip & HX_TRACE_GRIP_END_S)
    caliper->end_s = snap (self, layout, gesture, held->end_s + ds);
  if (grip & HX_TRACE_GRIP_START_MV)
    caliper->start_mv = held->start_mv + dmv;
  if (grip & HX_TRACE_GRIP_END_MV)
    caliper->end_mv = held->end_mv + dmv;
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, HxTraceView *self)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  GdkEventSequence *sequence = gtk_gesture_single_get_current_sequence (GTK_GESTURE_SINGLE (gesture));
  gboolean claimed =
      gtk_gesture_get_sequence_state (GTK_GESTURE (gesture), sequence) == GTK_EVENT_SEQUENCE_CLAIMED;
  const HxTraceCell *cell;
  double x, y;

  if (self->calipers.cell < 0 || (guint)self->calipers.cell >= layout->n_cells
      || !gtk_gesture_drag_get_start_point (gesture, &x, &y) || (!claimed && hypot (dx, dy) < LEAST_DRAG_PX))
    return;
  cell = &layout->cells[self->calipers.cell];
  if (!claimed)
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (self->calipers.grip == 0)
    {
      begin_new (self, layout, cell, gesture, x, y);
      self->calipers.grip = HX_TRACE_GRIP_END_S | HX_TRACE_GRIP_END_MV;
      self->calipers.is_new = TRUE;
    }
  move_grip (self, layout, cell, gesture, dx, dy);
  hx_trace_calipers_redraw (self);
}

/* Told when it is let go, not at every step. A new one without an extent is none. */
static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, HxTraceView *self)
{
  gboolean is_new = self->calipers.is_new, was_held = self->calipers.cell >= 0 && self->calipers.grip != 0;

  self->calipers.cell = -1;
  self->calipers.grip = 0;
  self->calipers.is_new = FALSE;
  if (was_held && is_new && hypot (dx, dy) < LEAST_DRAG_PX)
    {
      g_array_remove_index (self->calipers.list, (guint)self->calipers.selected);
      self->calipers.selected = -1;
      hx_trace_calipers_redraw (self);
    }
  else if (was_held)
    hx_trace_calipers_edited (self, is_new ? _ ("Add Caliper") : _ ("Move Caliper"), FALSE);
}

void
hx_trace_calipers_attach (HxTraceView *self)
{
  self->drag = gtk_gesture_drag_new ();
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (self->drag), GTK_PHASE_NONE);
  g_signal_connect (self->drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (self->drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (self->drag, "drag-end", G_CALLBACK (on_drag_end), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (self->drag));
}
