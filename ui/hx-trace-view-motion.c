/* hx-trace-view-motion.c: the trace view: a page that moves smoothly
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-view-private.h"

#include <math.h>

/* A page on its way covers all but 1/e of what is left in this time. */
#define APPROACH_S 0.06
/* A gliding page loses all but 1/e of its speed in this time. */
#define GLIDE_S 0.4
/* Less than this share of a page is no way at all. */
#define REST_SHARE 0.0003
#define MOST_STEP_S 0.1

static gboolean
is_animated (HxTraceView *self)
{
  gboolean enabled = FALSE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &enabled, NULL);
  return enabled && gtk_widget_get_mapped (GTK_WIDGET (self));
}

/* Where the page would be after @step_s more. Returns: whether it goes on */
static gboolean
advance (HxTraceView *self, double step_s)
{
  HxTraceMotion *motion = &self->motion;
  double rest_s = hx_trace_view_get_page_s (self) * REST_SHARE, most_s = hx_trace_view_get_max_start_s (self);
  double left_s;

  if (!motion->to_goal)
    {
      double next_s = self->start_s + motion->speed_s * step_s;

      motion->speed_s *= exp (-step_s / GLIDE_S);
      hx_trace_view_set_start_s (self, next_s);
      return fabs (motion->speed_s) * GLIDE_S > rest_s && next_s > 0.0 && next_s < most_s;
    }
  left_s = (motion->goal_s - self->start_s) * exp (-step_s / APPROACH_S);
  hx_trace_view_set_start_s (self, fabs (left_s) > rest_s ? motion->goal_s - left_s : motion->goal_s);
  return fabs (left_s) > rest_s;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  HxTraceView *self = HX_TRACE_VIEW (widget);
  gint64 now_us = gdk_frame_clock_get_frame_time (clock);
  double step_s = (double)(now_us - self->motion.last_us) / G_USEC_PER_SEC;

  self->motion.last_us = now_us;
  if (advance (self, CLAMP (step_s, 0.0, MOST_STEP_S)))
    return G_SOURCE_CONTINUE;
  self->motion.tick = 0;
  hx_trace_view_update_label (self);
  return G_SOURCE_REMOVE;
}

static void
begin (HxTraceView *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  if (self->motion.tick != 0)
    return;
  self->motion.last_us = gdk_frame_clock_get_frame_time (clock);
  self->motion.tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

void
hx_trace_motion_stop (HxTraceView *self)
{
  if (self->motion.tick == 0)
    return;
  gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->motion.tick);
  self->motion.tick = 0;
  hx_trace_view_update_label (self);
}

void
hx_trace_motion_go_to (HxTraceView *self, double start_s)
{
  start_s = CLAMP (start_s, 0.0, hx_trace_view_get_max_start_s (self));
  if (!is_animated (self))
    {
      hx_trace_view_set_start_s (self, start_s);
      return;
    }
  self->motion.to_goal = TRUE;
  self->motion.goal_s = start_s;
  begin (self);
}

/* Steps add up while the page is still on its way. */
void
hx_trace_motion_go_by (HxTraceView *self, double seconds)
{
  gboolean under_way = self->motion.tick != 0 && self->motion.to_goal;

  hx_trace_motion_go_to (self, (under_way ? self->motion.goal_s : self->start_s) + seconds);
}

void
hx_trace_motion_glide (HxTraceView *self, double speed_s)
{
  if (!is_animated (self))
    return;
  self->motion.to_goal = FALSE;
  self->motion.speed_s = speed_s;
  begin (self);
}
