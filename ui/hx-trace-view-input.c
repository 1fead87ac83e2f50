/* hx-trace-view-input.c: the trace view: keys, wheel and clicks
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-view-private.h"

#define WHEEL_STEP_S 1.0
#define ARROW_STEP_S 1.0

static const double speeds[] = { 5.0, 6.25, 12.5, 25.0, 50.0, 100.0 };
static const double gains[] = { 2.5, 5.0, 10.0, 20.0, 40.0 };

/* The next of @steps above or below @value. */
static double
next_step (const double *steps, int n, double value, int step)
{
  if (step > 0)
    {
      for (int i = 0; i < n; i++)
        if (steps[i] > value)
          return steps[i];
      return value;
    }
  for (int i = n - 1; i >= 0; i--)
    if (steps[i] < value)
      return steps[i];
  return value;
}

void
hx_trace_view_step_gain (HxTraceView *self, int step)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));
  hx_trace_view_set_gain_mm_mv (self, next_step (gains, G_N_ELEMENTS (gains), self->gain_mm_mv, step));
}

void
hx_trace_view_step_speed (HxTraceView *self, int step)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));
  hx_trace_view_set_speed_mm_s (self, next_step (speeds, G_N_ELEMENTS (speeds), self->speed_mm_s, step));
}

void
hx_trace_view_cycle_arrangement (HxTraceView *self)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));
  hx_trace_view_set_arrangement (self, (HxTraceArrangement)((self->arrangement + 1) % (HX_TRACE_12X1 + 1)));
}

static gboolean
is_long (HxTraceView *self)
{
  return self->recording != NULL
         && hx_trace_layout_max_start_s (hx_recording_get_duration_s (self->recording)) > 0.0;
}

/* Turns through a long recording; a short one leaves these keys to the window. */
static gboolean
turn (HxTraceView *self, guint keyval)
{
  if (!is_long (self))
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      hx_trace_view_set_start_s (self, self->start_s - ARROW_STEP_S);
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      hx_trace_view_set_start_s (self, self->start_s + ARROW_STEP_S);
      return TRUE;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      hx_trace_view_set_start_s (self, self->start_s - HX_TRACE_PAGE_S);
      return TRUE;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      hx_trace_view_set_start_s (self, self->start_s + HX_TRACE_PAGE_S);
      return TRUE;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      hx_trace_view_set_start_s (self, 0.0);
      return TRUE;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      hx_trace_view_set_start_s (self, hx_recording_get_duration_s (self->recording));
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state,
                HxTraceView *self)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return FALSE;
  if (hx_trace_calipers_key (self, keyval, state))
    return TRUE;

  switch (keyval)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      hx_trace_view_step_gain (self, 1);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      hx_trace_view_step_gain (self, -1);
      return TRUE;
    case GDK_KEY_bracketright:
      hx_trace_view_step_speed (self, 1);
      return TRUE;
    case GDK_KEY_bracketleft:
      hx_trace_view_step_speed (self, -1);
      return TRUE;
    case GDK_KEY_l:
    case GDK_KEY_L:
      hx_trace_view_cycle_arrangement (self);
      return TRUE;
    default:
      return turn (self, keyval);
    }
}

/* At true size the wheel belongs to the scrolled window around. */
static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, HxTraceView *self)
{
  if (self->scale == HX_TRACE_TRUE_SIZE || !is_long (self))
    return FALSE;
  hx_trace_view_set_start_s (self, self->start_s + (dx + dy) * WHEEL_STEP_S);
  return TRUE;
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, HxTraceView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

void
hx_trace_view_attach_input (HxTraceView *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key_pressed), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}
