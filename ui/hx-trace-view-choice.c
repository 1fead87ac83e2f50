/* hx-trace-view-choice.c: the trace view: which leads, in which order, at which scale of their own
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-view-private.h"

#define LEAST_PX_PER_MM 0.5
#define MOST_PX_PER_MM 100.0
#define MOST_RHYTHM_STRIPS 3
#define LEAST_GAIN_MM_MV 0.5
#define MOST_GAIN_MM_MV 200.0

void
hx_trace_view_set_chest_gain_mm_mv (HxTraceView *self, double gain_mm_mv)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));
  g_return_if_fail (gain_mm_mv == 0.0 || (gain_mm_mv >= LEAST_GAIN_MM_MV && gain_mm_mv <= MOST_GAIN_MM_MV));

  if (self->chest_gain_mm_mv == gain_mm_mv)
    return;
  self->chest_gain_mm_mv = gain_mm_mv;
  hx_trace_view_changed (self, "chest-gain-mm-mv", FALSE);
}

double
hx_trace_view_get_chest_gain_mm_mv (HxTraceView *self)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), 0.0);
  return self->chest_gain_mm_mv;
}

void
hx_trace_view_set_true_px_per_mm (HxTraceView *self, double px_per_mm)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));
  g_return_if_fail (px_per_mm >= LEAST_PX_PER_MM && px_per_mm <= MOST_PX_PER_MM);

  if (self->true_px_per_mm == px_per_mm)
    return;
  self->true_px_per_mm = px_per_mm;
  hx_trace_view_changed (self, "true-px-per-mm", TRUE);
}

double
hx_trace_view_get_true_px_per_mm (HxTraceView *self)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), HX_TRACE_PX_PER_MM_TRUE);
  return self->true_px_per_mm;
}

void
hx_trace_view_set_rhythm_strips (HxTraceView *self, int n)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));
  g_return_if_fail (n >= 0 && n <= MOST_RHYTHM_STRIPS);

  if (self->rhythm_strips == n)
    return;
  self->rhythm_strips = n;
  hx_trace_cursor_reset (self);
  hx_trace_view_changed (self, "rhythm-strips", TRUE);
}

int
hx_trace_view_get_rhythm_strips (HxTraceView *self)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), 1);
  return self->rhythm_strips;
}

void
hx_trace_view_set_cabrera (HxTraceView *self, gboolean cabrera)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));

  if (self->cabrera == !!cabrera)
    return;
  self->cabrera = !!cabrera;
  hx_trace_cursor_reset (self);
  hx_trace_view_changed (self, "cabrera", TRUE);
}

gboolean
hx_trace_view_get_cabrera (HxTraceView *self)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), FALSE);
  return self->cabrera;
}

void
hx_trace_view_set_leads (HxTraceView *self, const char *const *names)
{
  g_return_if_fail (HX_IS_TRACE_VIEW (self));

  if (names == (const char *const *)self->leads
      || (names != NULL && self->leads != NULL && g_strv_equal (names, (const char *const *)self->leads)))
    return;
  g_strfreev (self->leads);
  self->leads = g_strdupv ((char **)names);
  hx_trace_cursor_reset (self);
  hx_trace_view_changed (self, "leads", TRUE);
}

const char *const *
hx_trace_view_get_leads (HxTraceView *self)
{
  g_return_val_if_fail (HX_IS_TRACE_VIEW (self), NULL);
  return (const char *const *)self->leads;
}
