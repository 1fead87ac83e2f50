/* hx-trace-view-input.c: the trace view: keys, wheel and clicks
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-view-private.h"

#include <math.h>

/* Shares of a page. */
#define WHEEL_SHARE 0.1
#define ARROW_SHARE 0.1
/* One notch of the wheel: four of them are a factor of two. */
#define ZOOM_STEP 1.189207115002721
/* Pixels on a touchpad that zoom as much as one notch. */
#define NOTCH_PX 40.0

static const double speeds[] = { 5.0, 10.0, 12.5, 25.0, 50.0, 100.0 };
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

/* Zooming changes the speed, so that the grid stays as it is. */
void
hx_trace_view_zoom (HxTraceView *self, double factor, double x, double y)
{
  const HxTraceLayout *layout;
  const HxTraceCell *cell;
  double duration_s, least, time_s;
  guint index;

  g_return_if_fail (HX_IS_TRACE_VIEW (self));
  g_return_if_fail (factor > 0.0);

  layout = hx_trace_view_get_layout (self);
  cell = hx_trace_layout_pick (layout, x, y);
  if (cell == NULL)
    return;
  hx_trace_motion_stop (self);
  index = (guint)(cell - layout->cells);
  x = CLAMP (x, cell->x, cell->x + cell->width);
  time_s = hx_trace_layout_time_at (layout, cell, x);
  duration_s = hx_trace_view_get_duration_s (self);
  least =
      MAX (MIN (speeds[0], HX_TRACE_PAGE_MM / MAX (duration_s, HX_TRACE_PAGE_S)), HX_TRACE_LEAST_SPEED_MM_S);
  hx_trace_view_set_speed_mm_s (self, CLAMP (self->speed_mm_s * factor, least, HX_TRACE_MOST_SPEED_MM_S));

  layout = hx_trace_view_get_layout (self);
  cell = &layout->cells[index];
  hx_trace_view_set_start_s (self, layout->page_start_s
                                       + (hx_trace_layout_x_at (layout, cell, time_s) - x)
                                             / (layout->px_per_mm * layout->speed_mm_s));
}

void
hx_trace_view_zoom_to_all (HxTraceView *self)
{
  double duration_s;

  g_return_if_fail (HX_IS_TRACE_VIEW (self));

  duration_s = MAX (hx_trace_view_get_duration_s (self), HX_TRACE_PAGE_S);
  hx_trace_motion_stop (self);
  hx_trace_view_set_speed_mm_s (self, MAX (HX_TRACE_PAGE_MM / duration_s, HX_TRACE_LEAST_SPEED_MM_S));
}

void
hx_trace_view_reset_zoom (HxTraceView *self)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));

  hx_trace_motion_stop (self);
  hx_trace_view_set_speed_mm_s (self, 25.0);
  hx_trace_view_set_gain_mm_mv (self, 10.0);
}

static gboolean
is_long (HxTraceView *self)
{
  return hx_trace_view_get_max_start_s (self) > 0.0;
}

/* Turns through a long recording; a short one leaves these keys to the window. */
static gboolean
turn (HxTraceView *self, guint keyval)
{
  double page_s = hx_trace_view_get_page_s (self);

  if (!is_long (self))
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      hx_trace_motion_go_by (self, -page_s * ARROW_SHARE);
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      hx_trace_motion_go_by (self, page_s * ARROW_SHARE);
      return TRUE;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      hx_trace_motion_go_by (self, -page_s);
      return TRUE;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      hx_trace_motion_go_by (self, page_s);
      return TRUE;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      hx_trace_motion_go_to (self, 0.0);
      return TRUE;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      hx_trace_motion_go_to (self, hx_trace_view_get_max_start_s (self));
      return TRUE;
    default:
      return FALSE;
    }
}

/* Around the cursor, or around the middle of the page. */
static gboolean
zoom_by_key (HxTraceView *self, guint keyval)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  double x = layout->paper_width / 2.0, y = layout->paper_height / 2.0;

  if (self->cursor.cell >= 0 && (guint)self->cursor.cell < layout->n_cells)
    {
      const HxTraceCell *cell = &layout->cells[self->cursor.cell];

      x = hx_trace_layout_x_at (layout, cell, self->cursor.time_s);
      y = cell->baseline_y;
    }
  switch (keyval)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      hx_trace_view_zoom (self, G_SQRT2, x, y);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      hx_trace_view_zoom (self, 1.0 / G_SQRT2, x, y);
      return TRUE;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      hx_trace_view_zoom_to_all (self);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state,
                HxTraceView *self)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) == GDK_CONTROL_MASK)
    return hx_trace_calipers_key (self, keyval, state) || zoom_by_key (self, keyval);
  if (hx_trace_marks_key (self, keyval, state))
    return TRUE;
  if (state & (GDK_ALT_MASK | GDK_SUPER_MASK))
    return FALSE;
  if (hx_trace_calipers_key (self, keyval, state) || hx_trace_cursor_key (self, keyval, state))
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
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      hx_trace_view_reset_zoom (self);
      return TRUE;
    default:
      return turn (self, keyval);
    }
}

/* Whether a scrolled window around has something to scroll to in this direction. */
static gboolean
scrolls_around (HxTraceView *self, GtkOrientation orientation)
{
  GtkAdjustment *around = self->scrolling[orientation == GTK_ORIENTATION_HORIZONTAL ? 0 : 1];

  return around != NULL
         && gtk_adjustment_get_upper (around) - gtk_adjustment_get_lower (around)
                > gtk_adjustment_get_page_size (around) + 0.5;
}

static gboolean
is_in_pixels (GtkEventControllerScroll *controller)
{
  return gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE;
}

/* A touchpad moves the paper as a finger would, a wheel by steps. */
static void
scroll_by (HxTraceView *self, GtkEventControllerScroll *controller, double amount)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);

  if (is_in_pixels (controller))
    {
      hx_trace_motion_stop (self);
      hx_trace_view_set_start_s (self, self->start_s + amount / (layout->px_per_mm * layout->speed_mm_s));
    }
  else
    hx_trace_motion_go_by (self, amount * layout->page_s * WHEEL_SHARE);
}

static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, HxTraceView *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if (self->recording == NULL)
    return FALSE;
  if (state & GDK_CONTROL_MASK)
    {
      if (state & GDK_SHIFT_MASK)
        hx_trace_view_step_gain (self, dx + dy < 0.0 ? 1 : -1);
      else
        hx_trace_view_zoom (self, pow (ZOOM_STEP, is_in_pixels (controller) ? -dy / NOTCH_PX : -dy),
                            self->pointer_x, self->pointer_y);
      return TRUE;
    }
  if (!is_long (self) || (dx != 0.0 && scrolls_around (self, GTK_ORIENTATION_HORIZONTAL))
      || (dy != 0.0 && !(state & GDK_SHIFT_MASK) && scrolls_around (self, GTK_ORIENTATION_VERTICAL)))
    return FALSE;
  scroll_by (self, controller, dx + dy);
  return TRUE;
}

/* Fingers have left the touchpad: @vx and @vy are in pixels a second. */
static void
on_decelerate (GtkEventControllerScroll *controller, double vx, double vy, HxTraceView *self)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);

  if (is_long (self) && !scrolls_around (self, GTK_ORIENTATION_VERTICAL))
    hx_trace_motion_glide (self, (vx + vy) / (layout->px_per_mm * layout->speed_mm_s));
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, HxTraceView *self)
{
  self->pointer_x = x;
  self->pointer_y = y;
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, HxTraceView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (self->cursor.cell >= 0)
    hx_trace_cursor_place (self, x, y);
}

void
hx_trace_view_attach_input (HxTraceView *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES
                                                                | GTK_EVENT_CONTROLLER_SCROLL_KINETIC);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  /* Before those of a window, which come in the bubble phase and were added later. */
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_TARGET);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key_pressed), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect (scroll, "decelerate", G_CALLBACK (on_decelerate), self);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}
