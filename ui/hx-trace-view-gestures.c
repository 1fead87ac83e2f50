/* hx-trace-view-gestures.c: the trace view: drags and touch
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-view-private.h"

#include <math.h>

#define LEAST_PAN_PX 6.0
/* Slower than this a page that is let go stays where it is. */
#define LEAST_GLIDE_PX_S 60.0

static double
seconds_per_px (HxTraceView *self)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);

  return 1.0 / (layout->px_per_mm * layout->speed_mm_s);
}

static void
on_pan_begin (GtkGestureDrag *gesture, double x, double y, HxTraceView *self)
{
  if (hx_trace_view_get_max_start_s (self) <= 0.0)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  hx_trace_motion_stop (self);
  self->pan_start_s = self->start_s;
}

static void
on_pan_update (GtkGestureDrag *gesture, double dx, double dy, HxTraceView *self)
{
  GtkGesture *pan = GTK_GESTURE (gesture);
  GdkEventSequence *sequence = gtk_gesture_single_get_current_sequence (GTK_GESTURE_SINGLE (gesture));

  if (gtk_gesture_get_sequence_state (pan, sequence) != GTK_EVENT_SEQUENCE_CLAIMED)
    {
      if (fabs (dx) < LEAST_PAN_PX || fabs (dx) < fabs (dy))
        return;
      gtk_gesture_set_state (pan, GTK_EVENT_SEQUENCE_CLAIMED);
    }
  hx_trace_view_set_start_s (self, self->pan_start_s - dx * seconds_per_px (self));
}

/* Goes on by itself as fast as it was let go. */
static void
on_swipe (GtkGestureSwipe *gesture, double vx, double vy, HxTraceView *self)
{
  GtkGesture *pan = self->pan;
  GdkEventSequence *sequence = gtk_gesture_single_get_current_sequence (GTK_GESTURE_SINGLE (gesture));

  if (!self->calipers_on && fabs (vx) >= LEAST_GLIDE_PX_S && fabs (vx) > fabs (vy)
      && gtk_gesture_get_sequence_state (pan, sequence) == GTK_EVENT_SEQUENCE_CLAIMED)
    hx_trace_motion_glide (self, -vx * seconds_per_px (self));
}

static void
on_zoom_begin (GtkGesture *gesture, GdkEventSequence *sequence, HxTraceView *self)
{
  hx_trace_motion_stop (self);
  self->zoom_speed_mm_s = self->speed_mm_s;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_zoom_changed (GtkGestureZoom *gesture, double scale, HxTraceView *self)
{
  double x = 0.0, y = 0.0;

  if (gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y) && scale > 0.0)
    hx_trace_view_zoom (self, self->zoom_speed_mm_s * scale / self->speed_mm_s, x, y);
}

void
hx_trace_view_attach_gestures (HxTraceView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *swipe = gtk_gesture_swipe_new (), *zoom = gtk_gesture_zoom_new ();

  self->pan = gtk_gesture_drag_new ();
  g_signal_connect (self->pan, "drag-begin", G_CALLBACK (on_pan_begin), self);
  g_signal_connect (self->pan, "drag-update", G_CALLBACK (on_pan_update), self);
  g_signal_connect (swipe, "swipe", G_CALLBACK (on_swipe), self);
  g_signal_connect (zoom, "begin", G_CALLBACK (on_zoom_begin), self);
  g_signal_connect (zoom, "scale-changed", G_CALLBACK (on_zoom_changed), self);
  gtk_gesture_group (swipe, self->pan);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (self->pan));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (swipe));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (zoom));
}
