/* hx-trace-view.c: the 12-lead trace on ECG paper: its properties and size
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-draw.h"
#include "ui/hx-trace-view-private.h"

#include <math.h>

G_DEFINE_FINAL_TYPE (HxTraceView, hx_trace_view, GTK_TYPE_WIDGET)

#define LEAST_GAIN_MM_MV 0.5
#define MOST_GAIN_MM_MV 200.0

void
hx_trace_view_invalidate (HxTraceView *self)
{
  self->layout_stale = TRUE;
  g_clear_object (&self->texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
hx_trace_view_changed (HxTraceView *self, const char *property, gboolean resize)
{
  hx_trace_view_invalidate (self);
  if (resize)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  hx_trace_view_update_time (self);
  hx_trace_view_update_label (self);
  g_object_notify (G_OBJECT (self), property);
}

static void
drop_pyramid (HxTraceView *self)
{
  if (self->pyramid == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->pyramid, self);
  hx_trace_pyramid_stop (self->pyramid);
  g_clear_object (&self->pyramid);
}

static void
exchange_recording (HxTraceView *self, HxRecording *recording)
{
  drop_pyramid (self);
  g_set_object (&self->recording, recording);
  g_clear_pointer (&self->zeros_mv, g_free);
  if (recording != NULL)
    self->zeros_mv = hx_trace_paint_zeros (recording);
  hx_trace_view_overlay_remap (self);
}

void
hx_trace_view_set_recording (HxTraceView *self, HxRecording *recording)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));
  g_return_if_fail (recording == NULL || HX_IS_RECORDING (recording));

  if (self->recording == recording)
    return;
  hx_trace_motion_stop (self);
  hx_trace_view_set_overlay (self, NULL);
  exchange_recording (self, recording);
  hx_trace_view_set_comparison (self, NULL, NULL, HX_TRACE_OVERLAID);
  self->highlight_duration_s = 0.0;
  self->emphasis = -1;
  self->start_s = 0.0;
  hx_trace_cursor_reset (self);
  hx_trace_calipers_forget (self);
  hx_trace_view_set_points (self, NULL, 0, NULL);
  hx_trace_view_set_remarks (self, NULL);
  hx_trace_view_changed (self, "recording", TRUE);
  g_object_notify (G_OBJECT (self), "start-s");
}

void
hx_trace_view_replace_recording (HxTraceView *self, HxRecording *recording)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));
  g_return_if_fail (HX_IS_RECORDING (recording));

  if (self->recording == recording)
    return;
  exchange_recording (self, recording);
  hx_trace_view_map_others (self);
  hx_trace_view_invalidate (self);
  hx_trace_view_set_start_s (self, self->start_s);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  hx_trace_view_changed (self, "recording", FALSE);
}

HxRecording *
hx_trace_view_get_recording (HxTraceView *self)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), NULL);
  return self->recording;
}

void
hx_trace_view_set_arrangement (HxTraceView *self, HxTraceArrangement arrangement)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));
  g_return_if_fail (arrangement <= HX_TRACE_12X1);

  if (self->arrangement == arrangement)
    return;
  self->arrangement = arrangement;
  hx_trace_cursor_reset (self);
  hx_trace_view_changed (self, "arrangement", TRUE);
}

HxTraceArrangement
hx_trace_view_get_arrangement (HxTraceView *self)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), HX_TRACE_3X4);
  return self->arrangement;
}

void
hx_trace_view_set_scale (HxTraceView *self, HxTraceScale scale)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));
  g_return_if_fail (scale <= HX_TRACE_TRUE_SIZE);

  if (self->scale == scale)
    return;
  self->scale = scale;
  hx_trace_view_changed (self, "scale", TRUE);
}

HxTraceScale
hx_trace_view_get_scale (HxTraceView *self)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), HX_TRACE_FIT);
  return self->scale;
}

void
hx_trace_view_set_speed_mm_s (HxTraceView *self, double speed_mm_s)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));
  g_return_if_fail (speed_mm_s >= HX_TRACE_LEAST_SPEED_MM_S && speed_mm_s <= HX_TRACE_MOST_SPEED_MM_S);

  if (self->speed_mm_s == speed_mm_s)
    return;
  self->speed_mm_s = speed_mm_s;
  hx_trace_view_changed (self, "speed-mm-s", TRUE);
}

double
hx_trace_view_get_speed_mm_s (HxTraceView *self)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), 25.0);
  return self->speed_mm_s;
}

void
hx_trace_view_set_gain_mm_mv (HxTraceView *self, double gain_mm_mv)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));
  g_return_if_fail (gain_mm_mv >= LEAST_GAIN_MM_MV && gain_mm_mv <= MOST_GAIN_MM_MV);

  if (self->gain_mm_mv == gain_mm_mv)
    return;
  self->gain_mm_mv = gain_mm_mv;
  hx_trace_view_changed (self, "gain-mm-mv", FALSE);
}

double
hx_trace_view_get_gain_mm_mv (HxTraceView *self)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), 10.0);
  return self->gain_mm_mv;
}

void
hx_trace_view_set_filter_name (HxTraceView *self, const char *name)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));

  if (g_strcmp0 (self->filter_name, name) == 0)
    return;
  g_free (self->filter_name);
  self->filter_name = g_strdup (name);
  hx_trace_view_changed (self, "filter-name", FALSE);
}

void
hx_trace_view_set_start_s (HxTraceView *self, double start_s)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));

  start_s = CLAMP (start_s, 0.0, hx_trace_view_get_max_start_s (self));
  if (self->start_s == start_s)
    return;
  self->start_s = start_s;
  hx_trace_view_changed (self, "start-s", FALSE);
}

double
hx_trace_view_get_start_s (HxTraceView *self)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), 0.0);
  return self->start_s;
}

void
hx_trace_view_set_grid (HxTraceView *self, gboolean grid)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));

  if (self->grid == !!grid)
    return;
  self->grid = !!grid;
  hx_trace_view_changed (self, "grid", FALSE);
}

void
hx_trace_view_set_pulse (HxTraceView *self, gboolean pulse)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));

  if (self->pulse == !!pulse)
    return;
  self->pulse = !!pulse;
  hx_trace_view_changed (self, "pulse", TRUE);
}

void
hx_trace_view_set_calipers (HxTraceView *self, gboolean calipers)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));

  if (self->calipers_on == !!calipers)
    return;
  self->calipers_on = !!calipers;
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (self->drag),
                                              calipers ? GTK_PHASE_BUBBLE : GTK_PHASE_NONE);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (self->pan),
                                              calipers ? GTK_PHASE_NONE : GTK_PHASE_BUBBLE);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), calipers ? "crosshair" : NULL);
  self->calipers.selected = -1;
  hx_trace_calipers_redraw (self);
  g_object_notify (G_OBJECT (self), "calipers");
}

gboolean
hx_trace_view_get_calipers (HxTraceView *self)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), FALSE);
  return self->calipers_on;
}

void
hx_trace_view_set_empty_text (HxTraceView *self, const char *text)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));

  g_free (self->empty_text);
  self->empty_text = g_strdup (text);
  hx_trace_view_changed (self, "empty-text", FALSE);
}

void
hx_trace_view_set_highlight (HxTraceView *self, double start_s, double duration_s, const char *text)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));

  self->highlight_start_s = start_s;
  self->highlight_duration_s = isfinite (start_s) && isfinite (duration_s) ? MAX (duration_s, 0.0) : 0.0;
  g_free (self->highlight_text);
  self->highlight_text = g_strdup (text);
  hx_trace_view_invalidate (self);
  hx_trace_view_update_label (self);
}

void
hx_trace_view_set_emphasis (HxTraceView *self, int lead)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));

  if (self->emphasis == lead)
    return;
  self->emphasis = lead;
  hx_trace_view_invalidate (self);
}

int
hx_trace_view_get_emphasis (HxTraceView *self)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), -1);
  return self->emphasis;
}

static void
hx_trace_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HxTraceView *self = HX_TRACE_VIEW (widget);

  hx_trace_view_invalidate (self);
  /* A wider page may end after the recording's end. */
  hx_trace_view_set_start_s (self, self->start_s);
  hx_trace_view_update_time (self);
}

/* The focus ring is part of the drawing. */
static void
hx_trace_view_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  GTK_WIDGET_CLASS (hx_trace_view_parent_class)->state_flags_changed (widget, previous);
  if ((previous ^ gtk_widget_get_state_flags (widget))
      & (GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_VISIBLE))
    gtk_widget_queue_draw (widget);
}

static void
hx_trace_view_dispose (GObject *object)
{
  HxTraceView *self = HX_TRACE_VIEW (object);

  hx_trace_motion_stop (self);
  drop_pyramid (self);
  hx_trace_view_set_comparison (self, NULL, NULL, HX_TRACE_OVERLAID);
  G_OBJECT_CLASS (hx_trace_view_parent_class)->dispose (object);
}

static void
hx_trace_view_finalize (GObject *object)
{
  HxTraceView *self = HX_TRACE_VIEW (object);

  g_clear_object (&self->recording);
  g_clear_object (&self->texture);
  g_free (self->zeros_mv);
  g_free (self->lead_names);
  g_free (self->filter_name);
  g_free (self->empty_text);
  g_free (self->highlight_text);
  g_strfreev (self->remarks);
  g_strfreev (self->leads);
  hx_trace_calipers_clear (self);
  hx_trace_marks_clear (self);
  hx_trace_view_overlay_clear (self);
  g_clear_object (&self->time);
  g_ptr_array_unref (self->others);
  hx_trace_frames_free (self->frames);
  hx_trace_layout_clear (&self->layout);
  G_OBJECT_CLASS (hx_trace_view_parent_class)->finalize (object);
}

static void
hx_trace_view_class_init (HxTraceViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = hx_trace_view_dispose;
  object_class->finalize = hx_trace_view_finalize;
  widget_class->measure = hx_trace_view_measure;
  widget_class->size_allocate = hx_trace_view_size_allocate;
  widget_class->map = hx_trace_view_map;
  widget_class->unmap = hx_trace_view_unmap;
  widget_class->snapshot = hx_trace_view_snapshot;
  widget_class->query_tooltip = hx_trace_view_query_tooltip;
  widget_class->state_flags_changed = hx_trace_view_state_flags_changed;
  hx_trace_view_install_properties (object_class);
  g_signal_new ("calipers-edited", HX_TYPE_TRACE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                G_TYPE_STRING, G_TYPE_BOOLEAN);
  g_signal_new ("point-moved", HX_TYPE_TRACE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                G_TYPE_INT, G_TYPE_DOUBLE, G_TYPE_BOOLEAN);

  gtk_widget_class_set_css_name (widget_class, "trace");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
hx_trace_view_init (HxTraceView *self)
{
  self->speed_mm_s = 25.0;
  self->gain_mm_mv = 10.0;
  self->true_px_per_mm = HX_TRACE_PX_PER_MM_TRUE;
  self->rhythm_strips = 1;
  self->grid = self->pulse = TRUE;
  self->emphasis = -1;
  self->cursor.cell = -1;
  hx_trace_calipers_init (self);
  hx_trace_marks_init (self);
  self->layout_stale = TRUE;
  self->frames = hx_trace_frames_new ();
  self->others = g_ptr_array_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  hx_palette_watch (GTK_WIDGET (self));
  hx_trace_view_attach_input (self);
  hx_trace_view_attach_gestures (self);
  hx_trace_calipers_attach (self);
  hx_trace_marks_attach (self);
  hx_trace_view_update_time (self);
  hx_trace_view_update_label (self);
}

GtkWidget *
hx_trace_view_new (void)
{
  return g_object_new (HX_TYPE_TRACE_VIEW, NULL);
}
