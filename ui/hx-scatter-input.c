/* hx-scatter-input.c: records as points in a plane: pointer, wheel and keys
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-scatter-private.h"

#define REACH_PX 12.0
#define ZOOM_STEP 1.2
#define LEAST_ZOOM 0.5
#define MOST_ZOOM 200.0

static void
zoom (HxScatter *self, double factor, double x, double y)
{
  if (self->n_points == 0)
    return;
  self->zoomed = TRUE;
  hx_plane_zoom (&self->plane, factor, x, y, self->fit_px_per_unit * LEAST_ZOOM,
                 self->fit_px_per_unit * MOST_ZOOM);
  hx_scatter_invalidate (self);
}

static int
point_at (HxScatter *self, double x, double y)
{
  return hx_plane_nearest (&self->plane, self->points, self->n_points, x, y, REACH_PX);
}

static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, HxScatter *self)
{
  if (self->n_points == 0 || dy == 0.0)
    return FALSE;
  zoom (self, dy < 0.0 ? ZOOM_STEP : 1.0 / ZOOM_STEP, self->pointer_x, self->pointer_y);
  return TRUE;
}

static void
set_hovered (HxScatter *self, int index)
{
  if (self->hovered == index)
    return;
  self->hovered = index;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), index >= 0 ? "pointer" : NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, HxScatter *self)
{
  self->pointer_x = x;
  self->pointer_y = y;
  set_hovered (self, point_at (self, x, y));
}

static void
on_leave (GtkEventControllerMotion *controller, HxScatter *self)
{
  set_hovered (self, -1);
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, HxScatter *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (n_press == 2 && point_at (self, x, y) < 0)
    hx_scatter_reset_zoom (self);
}

/* Only a click that was no drag gets here: a drag claims the sequence. */
static void
on_released (GtkGestureClick *gesture, int n_press, double x, double y, HxScatter *self)
{
  int index = point_at (self, x, y);

  if (index < 0 || n_press != 1)
    return;
  self->focused = index;
  hx_scatter_update_label (self);
  hx_scatter_activate (self, index);
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, HxScatter *self)
{
  self->dragging = FALSE;
  self->drag_centre_x = self->plane.centre_x;
  self->drag_centre_y = self->plane.centre_y;
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, HxScatter *self)
{
  if (self->n_points == 0)
    return;
  if (!self->dragging && !gtk_drag_check_threshold (GTK_WIDGET (self), 0, 0, (int)dx, (int)dy))
    return;
  self->dragging = TRUE;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  self->zoomed = TRUE;
  self->plane.centre_x = self->drag_centre_x - dx / self->plane.px_per_unit;
  self->plane.centre_y = self->drag_centre_y + dy / self->plane.px_per_unit;
  hx_scatter_invalidate (self);
}

/* Where stepping begins: the current record, or else the point nearest to the middle. */
static int
first_focus (HxScatter *self)
{
  int current = hx_scatter_find (self, self->current);

  if (current >= 0)
    return current;
  return hx_plane_nearest (&self->plane, self->points, self->n_points,
                           self->plane.left + self->plane.width / 2.0,
                           self->plane.top + self->plane.height / 2.0, G_MAXDOUBLE);
}

/* Moves the window so far that the focused point is seen. */
static void
reveal_focused (HxScatter *self)
{
  HxPlane *plane = &self->plane;
  double x = hx_plane_x (plane, self->points[self->focused].x),
         y = hx_plane_y (plane, self->points[self->focused].y);
  double dx = x - CLAMP (x, plane->left, plane->left + plane->width);
  double dy = y - CLAMP (y, plane->top, plane->top + plane->height);

  if (dx == 0.0 && dy == 0.0)
    return;
  plane->centre_x += dx / plane->px_per_unit;
  plane->centre_y -= dy / plane->px_per_unit;
  hx_scatter_invalidate (self);
}

static void
step (HxScatter *self, double dx, double dy)
{
  int next = self->focused < 0 ? first_focus (self)
                               : hx_plane_step (self->points, self->n_points, (guint)self->focused, dx, dy);

  if (next < 0)
    return;
  self->focused = next;
  reveal_focused (self);
  hx_scatter_update_label (self);
  gtk_widget_trigger_tooltip_query (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state,
                HxScatter *self)
{
  double x = self->plane.left + self->plane.width / 2.0, y = self->plane.top + self->plane.height / 2.0;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) || self->n_points == 0)
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      step (self, -1.0, 0.0);
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      step (self, 1.0, 0.0);
      return TRUE;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      step (self, 0.0, 1.0);
      return TRUE;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      step (self, 0.0, -1.0);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
    case GDK_KEY_space:
      hx_scatter_activate (self, self->focused);
      return self->focused >= 0;
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      zoom (self, ZOOM_STEP, x, y);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      zoom (self, 1.0 / ZOOM_STEP, x, y);
      return TRUE;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      hx_scatter_reset_zoom (self);
      return TRUE;
    default:
      return FALSE;
    }
}

void
hx_scatter_attach_input (HxScatter *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key_pressed), self);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (click, "released", G_CALLBACK (on_released), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (widget, key);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
}
