/* hx-trace-view-compare.c: the trace view: other recordings beside the view's own
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-view-private.h"

static void
on_advanced (HxTracePyramid *pyramid, HxTraceView *self)
{
  hx_trace_view_invalidate (self);
}

/* Drops what is known of the samples. */
static void
other_clear (HxTraceView *self, HxTraceOther *other)
{
  if (other->pyramid != NULL)
    {
      g_signal_handlers_disconnect_by_data (other->pyramid, self);
      hx_trace_pyramid_stop (other->pyramid);
      g_clear_object (&other->pyramid);
    }
  g_clear_object (&other->recording);
  g_clear_pointer (&other->zeros_mv, g_free);
}

static void
other_free (HxTraceView *self, HxTraceOther *other)
{
  other_clear (self, other);
  g_free (other->name);
  g_free (other->lead_map);
  g_strfreev (other->remarks);
  g_free (other);
}

void
hx_trace_view_map_others (HxTraceView *self)
{
  guint n_leads = self->recording != NULL ? hx_recording_get_n_leads (self->recording) : 0;

  for (guint i = 0; i < self->others->len; i++)
    {
      HxTraceOther *other = g_ptr_array_index (self->others, i);

      g_free (other->lead_map);
      other->lead_map = g_new (int, MAX (n_leads, 1));
      for (guint lead = 0; lead < n_leads; lead++)
        other->lead_map[lead] = hx_recording_find_lead_named (
            other->recording, hx_recording_get_lead_name (self->recording, lead));
    }
}

static void
add_other (HxTraceView *self, HxRecording *recording, const char *name)
{
  HxTraceOther *other = g_new0 (HxTraceOther, 1);

  other->recording = g_object_ref (recording);
  other->name = g_strdup (name);
  other->zeros_mv = hx_trace_paint_zeros (recording);
  g_ptr_array_add (self->others, other);
}

void
hx_trace_view_set_comparison (HxTraceView *self, GPtrArray *recordings, const char *const *names,
                              HxTraceComparison mode)
{
  guint n = recordings != NULL ? recordings->len : 0;

  g_return_if_fail (HX_IS_TRACE_VIEW (self));
  g_return_if_fail (n == 0 || names != NULL);

  if (n == 0 && self->others->len == 0)
    return;
  for (guint i = 0; i < self->others->len; i++)
    other_free (self, g_ptr_array_index (self->others, i));
  g_ptr_array_set_size (self->others, 0);
  g_clear_pointer (&self->name, g_free);
  self->comparison = mode;
  if (n > 0)
    self->name = g_strdup (names[0]);
  for (guint i = 0; i < n; i++)
    add_other (self, g_ptr_array_index (recordings, i), names[i + 1]);
  hx_trace_view_map_others (self);
  hx_trace_cursor_reset (self);
  hx_trace_view_invalidate (self);
  hx_trace_view_set_start_s (self, self->start_s);
  hx_trace_view_update_time (self);
  hx_trace_view_update_label (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  self->n_compared = (int)n;
  g_object_notify (G_OBJECT (self), "n-compared");
}

void
hx_trace_view_replace_compared (HxTraceView *self, guint index, HxRecording *recording)
{
  HxTraceOther *other;

  g_return_if_fail (HX_IS_TRACE_VIEW (self));
  g_return_if_fail (index < self->others->len);
  g_return_if_fail (HX_IS_RECORDING (recording));

  other = g_ptr_array_index (self->others, index);
  if (other->recording == recording)
    return;
  other_clear (self, other);
  other->recording = g_object_ref (recording);
  other->zeros_mv = hx_trace_paint_zeros (recording);
  hx_trace_view_invalidate (self);
  hx_trace_view_update_label (self);
}

HxRecording *
hx_trace_view_get_compared (HxTraceView *self, guint index)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), NULL);
  g_return_val_if_fail (index < self->others->len, NULL);
  return ((HxTraceOther *)g_ptr_array_index (self->others, index))->recording;
}

HxTraceComparison
hx_trace_view_get_comparison (HxTraceView *self)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), HX_TRACE_OVERLAID);
  return self->comparison;
}

guint
hx_trace_view_get_n_compared (HxTraceView *self)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), 0);
  return self->others->len;
}

/* A pyramid as soon as the page is so coarse that it is needed. */
static HxTracePyramid *
need_pyramid (HxTraceView *self, HxTracePyramid **pyramid, HxRecording *recording, int scale)
{
  if (*pyramid == NULL && hx_trace_paint_needs_pyramid (&self->layout, scale, recording))
    {
      *pyramid = hx_trace_pyramid_new (recording);
      g_signal_connect (*pyramid, "advanced", G_CALLBACK (on_advanced), self);
      hx_trace_pyramid_start (*pyramid);
    }
  return *pyramid;
}

HxTraceSource *
hx_trace_view_get_sources (HxTraceView *self, int scale, guint *n_sources)
{
  HxTraceSource *sources = g_new0 (HxTraceSource, self->others->len + 1);

  *n_sources = self->recording != NULL ? self->others->len + 1 : 0;
  if (self->recording == NULL)
    return sources;
  sources[0].recording = self->recording;
  sources[0].zeros_mv = self->zeros_mv;
  sources[0].pyramid = need_pyramid (self, &self->pyramid, self->recording, scale);
  for (guint i = 0; i < self->others->len; i++)
    {
      HxTraceOther *other = g_ptr_array_index (self->others, i);

      sources[i + 1].recording = other->recording;
      sources[i + 1].zeros_mv = other->zeros_mv;
      sources[i + 1].pyramid = need_pyramid (self, &other->pyramid, other->recording, scale);
      sources[i + 1].lead_map = other->lead_map;
    }
  return sources;
}

HxRecording *
hx_trace_view_get_drawn (HxTraceView *self, const HxTraceCell *cell, int *lead, double *zero_mv)
{
  gboolean others =
      self->comparison == HX_TRACE_STACKED && cell->block > 0 && cell->block <= self->others->len;
  const HxTraceOther *other = others ? g_ptr_array_index (self->others, cell->block - 1) : NULL;
  const float *zeros_mv = other != NULL ? other->zeros_mv : self->zeros_mv;

  *lead = other != NULL && cell->lead >= 0 ? other->lead_map[cell->lead] : cell->lead;
  *zero_mv = *lead >= 0 ? zeros_mv[*lead] : 0.0;
  return other != NULL ? other->recording : self->recording;
}

const char *
hx_trace_view_get_drawn_name (HxTraceView *self, const HxTraceCell *cell)
{
  if (self->comparison != HX_TRACE_STACKED || self->others->len == 0 || cell->block > self->others->len)
    return NULL;
  return cell->block == 0 ? self->name
                          : ((HxTraceOther *)g_ptr_array_index (self->others, cell->block - 1))->name;
}

double
hx_trace_view_get_progress (HxTraceView *self)
{
  double least = self->pyramid != NULL ? hx_trace_pyramid_get_progress (self->pyramid) : 1.0;

  for (guint i = 0; i < self->others->len; i++)
    {
      HxTraceOther *other = g_ptr_array_index (self->others, i);

      if (other->pyramid != NULL)
        least = MIN (least, hx_trace_pyramid_get_progress (other->pyramid));
    }
  return least;
}
