/* hx-trace-view.c: the 12-lead trace on ECG paper: its properties and size
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-draw.h"
#include "ui/hx-trace-view-private.h"

#include <math.h>

G_DEFINE_FINAL_TYPE (HxTraceView, hx_trace_view, GTK_TYPE_WIDGET)

#define LEAST_SPEED_MM_S 1.0
#define MOST_SPEED_MM_S 400.0
#define LEAST_GAIN_MM_MV 0.5
#define MOST_GAIN_MM_MV 200.0

enum
{
  PROP_RECORDING = 1,
  PROP_ARRANGEMENT,
  PROP_SCALE,
  PROP_SPEED,
  PROP_GAIN,
  PROP_FILTER_NAME,
  PROP_START,
  PROP_GRID,
  PROP_PULSE,
  PROP_CALIPERS,
  PROP_EMPTY_TEXT,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

void
hx_trace_view_invalidate (HxTraceView *self)
{
  self->layout_stale = TRUE;
  g_clear_object (&self->texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Something that is seen has changed; @resize if the page's size may have, too. */
static void
changed (HxTraceView *self, int property, gboolean resize)
{
  hx_trace_view_invalidate (self);
  if (resize)
    {
      hx_trace_calipers_reset (self);
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
  hx_trace_view_update_label (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
exchange_recording (HxTraceView *self, HxRecording *recording)
{
  g_set_object (&self->recording, recording);
  g_clear_pointer (&self->zeros_mv, g_free);
  if (recording != NULL)
    self->zeros_mv = hx_trace_paint_zeros (recording);
}

void
hx_trace_view_set_recording (HxTraceView *self, HxRecording *recording)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));
  g_return_if_fail (recording == NULL || HX_IS_RECORDING (recording));

  if (self->recording == recording)
    return;
  exchange_recording (self, recording);
  self->highlight_duration_s = 0.0;
  self->emphasis = -1;
  hx_trace_view_set_start_s (self, 0.0);
  changed (self, PROP_RECORDING, TRUE);
}

void
hx_trace_view_replace_recording (HxTraceView *self, HxRecording *recording)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));
  g_return_if_fail (HX_IS_RECORDING (recording));

  exchange_recording (self, recording);
  hx_trace_view_set_start_s (self, self->start_s);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  changed (self, PROP_RECORDING, FALSE);
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
  changed (self, PROP_ARRANGEMENT, TRUE);
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
  changed (self, PROP_SCALE, TRUE);
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
  g_return_if_fail (speed_mm_s >= LEAST_SPEED_MM_S && speed_mm_s <= MOST_SPEED_MM_S);

  if (self->speed_mm_s == speed_mm_s)
    return;
  self->speed_mm_s = speed_mm_s;
  changed (self, PROP_SPEED, TRUE);
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
  changed (self, PROP_GAIN, FALSE);
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
  changed (self, PROP_FILTER_NAME, FALSE);
}

void
hx_trace_view_set_start_s (HxTraceView *self, double start_s)
{
  double most_s;

  g_return_if_fail (HX_IS_TRACE_VIEW (self));

  most_s =
      self->recording ? hx_trace_layout_max_start_s (hx_recording_get_duration_s (self->recording)) : 0.0;
  start_s = CLAMP (start_s, 0.0, most_s);
  if (self->start_s == start_s)
    return;
  self->start_s = start_s;
  hx_trace_calipers_reset (self);
  changed (self, PROP_START, FALSE);
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
  changed (self, PROP_GRID, FALSE);
}

void
hx_trace_view_set_pulse (HxTraceView *self, gboolean pulse)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));

  if (self->pulse == !!pulse)
    return;
  self->pulse = !!pulse;
  changed (self, PROP_PULSE, TRUE);
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
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), calipers ? "crosshair" : NULL);
  hx_trace_calipers_reset (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CALIPERS]);
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
  changed (self, PROP_EMPTY_TEXT, FALSE);
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
  hx_trace_view_invalidate (HX_TRACE_VIEW (widget));
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
hx_trace_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HxTraceView *self = HX_TRACE_VIEW (object);

  switch (id)
    {
    case PROP_RECORDING:
      g_value_set_object (value, self->recording);
      break;
    case PROP_ARRANGEMENT:
      g_value_set_int (value, (int)self->arrangement);
      break;
    case PROP_SCALE:
      g_value_set_int (value, (int)self->scale);
      break;
    case PROP_SPEED:
      g_value_set_double (value, self->speed_mm_s);
      break;
    case PROP_GAIN:
      g_value_set_double (value, self->gain_mm_mv);
      break;
    case PROP_FILTER_NAME:
      g_value_set_string (value, self->filter_name);
      break;
    case PROP_START:
      g_value_set_double (value, self->start_s);
      break;
    case PROP_GRID:
      g_value_set_boolean (value, self->grid);
      break;
    case PROP_PULSE:
      g_value_set_boolean (value, self->pulse);
      break;
    case PROP_CALIPERS:
      g_value_set_boolean (value, self->calipers_on);
      break;
    case PROP_EMPTY_TEXT:
      g_value_set_string (value, self->empty_text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hx_trace_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HxTraceView *self = HX_TRACE_VIEW (object);

  switch (id)
    {
    case PROP_RECORDING:
      hx_trace_view_set_recording (self, g_value_get_object (value));
      break;
    case PROP_ARRANGEMENT:
      hx_trace_view_set_arrangement (self, (HxTraceArrangement)g_value_get_int (value));
      break;
    case PROP_SCALE:
      hx_trace_view_set_scale (self, (HxTraceScale)g_value_get_int (value));
      break;
    case PROP_SPEED:
      hx_trace_view_set_speed_mm_s (self, g_value_get_double (value));
      break;
    case PROP_GAIN:
      hx_trace_view_set_gain_mm_mv (self, g_value_get_double (value));
      break;
    case PROP_FILTER_NAME:
      hx_trace_view_set_filter_name (self, g_value_get_string (value));
      break;
    case PROP_START:
      hx_trace_view_set_start_s (self, g_value_get_double (value));
      break;
    case PROP_GRID:
      hx_trace_view_set_grid (self, g_value_get_boolean (value));
      break;
    case PROP_PULSE:
      hx_trace_view_set_pulse (self, g_value_get_boolean (value));
      break;
    case PROP_CALIPERS:
      hx_trace_view_set_calipers (self, g_value_get_boolean (value));
      break;
    case PROP_EMPTY_TEXT:
      hx_trace_view_set_empty_text (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
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
  hx_trace_layout_clear (&self->layout);
  G_OBJECT_CLASS (hx_trace_view_parent_class)->finalize (object);
}

static void
hx_trace_view_class_init (HxTraceViewClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = hx_trace_view_get_property;
  object_class->set_property = hx_trace_view_set_property;
  object_class->finalize = hx_trace_view_finalize;
  widget_class->measure = hx_trace_view_measure;
  widget_class->size_allocate = hx_trace_view_size_allocate;
  widget_class->map = hx_trace_view_map;
  widget_class->unmap = hx_trace_view_unmap;
  widget_class->snapshot = hx_trace_view_snapshot;
  widget_class->query_tooltip = hx_trace_view_query_tooltip;
  widget_class->state_flags_changed = hx_trace_view_state_flags_changed;

  properties[PROP_RECORDING] = g_param_spec_object ("recording", NULL, NULL, HX_TYPE_RECORDING, flags);
  properties[PROP_ARRANGEMENT] =
      g_param_spec_int ("arrangement", NULL, NULL, HX_TRACE_3X4, HX_TRACE_12X1, HX_TRACE_3X4, flags);
  properties[PROP_SCALE] =
      g_param_spec_int ("scale", NULL, NULL, HX_TRACE_FIT, HX_TRACE_TRUE_SIZE, HX_TRACE_FIT, flags);
  properties[PROP_SPEED] =
      g_param_spec_double ("speed-mm-s", NULL, NULL, LEAST_SPEED_MM_S, MOST_SPEED_MM_S, 25.0, flags);
  properties[PROP_GAIN] =
      g_param_spec_double ("gain-mm-mv", NULL, NULL, LEAST_GAIN_MM_MV, MOST_GAIN_MM_MV, 10.0, flags);
  properties[PROP_FILTER_NAME] = g_param_spec_string ("filter-name", NULL, NULL, NULL, flags);
  properties[PROP_START] = g_param_spec_double ("start-s", NULL, NULL, 0.0, G_MAXDOUBLE, 0.0, flags);
  properties[PROP_GRID] = g_param_spec_boolean ("grid", NULL, NULL, TRUE, flags);
  properties[PROP_PULSE] = g_param_spec_boolean ("pulse", NULL, NULL, TRUE, flags);
  properties[PROP_CALIPERS] = g_param_spec_boolean ("calipers", NULL, NULL, FALSE, flags);
  properties[PROP_EMPTY_TEXT] = g_param_spec_string ("empty-text", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_css_name (widget_class, "trace");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
hx_trace_view_init (HxTraceView *self)
{
  self->speed_mm_s = 25.0;
  self->gain_mm_mv = 10.0;
  self->grid = self->pulse = TRUE;
  self->emphasis = -1;
  self->calipers.cell = -1;
  self->layout_stale = TRUE;

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  hx_palette_watch (GTK_WIDGET (self));
  hx_trace_view_attach_input (self);
  hx_trace_calipers_attach (self);
  hx_trace_view_update_label (self);
}

GtkWidget *
hx_trace_view_new (void)
{
  return g_object_new (HX_TYPE_TRACE_VIEW, NULL);
}
