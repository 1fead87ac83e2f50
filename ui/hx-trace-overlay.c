/* hx-trace-overlay.c: what each moment of each lead contributed to a score, behind the traces
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-overlay.h"

#include <math.h>
#include <string.h>

/* Samples of one value of the next coarser level. */
#define COARSER 32
#define N_LEVELS 3

typedef struct
{
  float *values; /* n_leads x n */
  gsize n;
} Level;

struct _HxTraceOverlay
{
  gatomicrefcount ref_count;
  double rate_hz;
  gsize first; /* sample of the recording that the kept stretch begins with */
  guint n_leads;
  char **lead_names;
  float *contributions; /* n_leads x levels[0].n */
  Level levels[N_LEVELS];
  char *label, *moments, *window_text;
  double window_start_s, window_s;
};

static gboolean
is_silent (const HxTraceOverlaySource *source, gsize sample)
{
  const gsize at = sample * source->n_leads;

  for (guint lead = 0; lead < source->n_leads; lead++)
    if (source->contributions[at + lead] != 0.0f || source->smooth[at + lead] != 0.0f)
      return FALSE;
  return TRUE;
}

/* The stronger of two, whichever sign they have. */
static float
stronger (float a, float b)
{
  return fabsf (b) > fabsf (a) ? b : a;
}

static float
find_strongest (const float *values, gsize first, gsize end)
{
  float strongest = 0.0f;

  for (gsize i = first; i < end; i++)
    strongest = stronger (strongest, values[i]);
  return strongest;
}

/* Keeps samples [first, end), the drawn ones as shares of the strongest. */
static void
keep (HxTraceOverlay *self, const HxTraceOverlaySource *source, gsize first, gsize end)
{
  const gsize n = end - first, C = source->n_leads;
  const float full = fabsf (find_strongest (source->smooth, first * C, end * C));

  self->first = first;
  self->contributions = g_new (float, MAX (n * C, 1));
  self->levels[0] = (Level){ g_new (float, MAX (n * C, 1)), n };
  for (gsize lead = 0; lead < C; lead++)
    for (gsize i = 0; i < n; i++)
      {
        self->contributions[lead * n + i] = source->contributions[(first + i) * C + lead];
        self->levels[0].values[lead * n + i] =
            full > 0.0f ? source->smooth[(first + i) * C + lead] / full : 0.0f;
      }
}

static void
make_coarser (const HxTraceOverlay *self, const Level *from, Level *to)
{
  to->n = (from->n + COARSER - 1) / COARSER;
  to->values = g_new (float, MAX (to->n * self->n_leads, 1));
  for (gsize lead = 0; lead < self->n_leads; lead++)
    for (gsize i = 0; i < to->n; i++)
      to->values[lead * to->n + i] =
          find_strongest (from->values + lead * from->n, i * COARSER, MIN ((i + 1) * COARSER, from->n));
}

HxTraceOverlay *
hx_trace_overlay_new (const HxTraceOverlaySource *source)
{
  HxTraceOverlay *self = g_new0 (HxTraceOverlay, 1);
  gsize first = 0, end = source->n_samples;

  g_atomic_ref_count_init (&self->ref_count);
  while (end > 0 && is_silent (source, end - 1))
    end--;
  while (first < end && is_silent (source, first))
    first++;
  self->rate_hz = source->rate_hz;
  self->n_leads = source->n_leads;
  self->lead_names = g_new0 (char *, source->n_leads + 1);
  for (guint lead = 0; lead < source->n_leads; lead++)
    self->lead_names[lead] = g_strdup (source->lead_names[lead]);
  keep (self, source, first, end);
  for (guint level = 1; level < N_LEVELS; level++)
    make_coarser (self, &self->levels[level - 1], &self->levels[level]);
  self->label = g_strdup (source->label);
  self->moments = g_strdup (source->moments);
  self->window_start_s = source->window_start_s;
  self->window_s = source->window_s;
  self->window_text = source->window_s > 0.0 ? g_strdup (source->window_text) : NULL;
  return self;
}

HxTraceOverlay *
hx_trace_overlay_ref (HxTraceOverlay *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
hx_trace_overlay_unref (HxTraceOverlay *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint level = 0; level < N_LEVELS; level++)
    g_free (self->levels[level].values);
  g_free (self->contributions);
  g_strfreev (self->lead_names);
  g_free (self->label);
  g_free (self->moments);
  g_free (self->window_text);
  g_free (self);
}

const char *
hx_trace_overlay_get_label (const HxTraceOverlay *self)
{
  return self->label;
}

const char *
hx_trace_overlay_get_moments (const HxTraceOverlay *self)
{
  return self->moments;
}

const char *
hx_trace_overlay_get_window_text (const HxTraceOverlay *self)
{
  return self->window_text;
}

void
hx_trace_overlay_get_window (const HxTraceOverlay *self, double *start_s, double *duration_s)
{
  *start_s = self->window_start_s;
  *duration_s = self->window_s;
}

int *
hx_trace_overlay_map_leads (const HxTraceOverlay *self, HxRecording *recording)
{
  guint n_leads = hx_recording_get_n_leads (recording);
  int *map = g_new (int, MAX (n_leads, 1));

  for (guint lead = 0; lead < n_leads; lead++)
    {
      map[lead] = -1;
      for (guint i = 0; i < self->n_leads && map[lead] < 0; i++)
        if (g_ascii_strcasecmp (self->lead_names[i], hx_recording_get_lead_name (recording, lead)) == 0)
          map[lead] = (int)i;
    }
  return map;
}

/* --- what is drawn ----------------------------------------------------------------------------- */

/* The value at a place between samples. */
static float
value_between (const float *values, gsize n, double at)
{
  const double whole = floor (at);
  const gssize i = (gssize)whole;
  const float before = i >= 0 && i < (gssize)n ? values[i] : 0.0f;
  const float after = i + 1 >= 0 && i + 1 < (gssize)n ? values[i + 1] : 0.0f;

  return before + (float)(at - whole) * (after - before);
}

/* Of samples [first, end), as many as possible told by coarser levels. */
static float
strongest_of (const HxTraceOverlay *self, guint lead, guint level, gsize first, gsize end)
{
  const Level *from = &self->levels[level];
  const float *values = from->values + lead * from->n;
  const gsize inner_first = (first + COARSER - 1) / COARSER, inner_end = end / COARSER;

  if (level + 1 == N_LEVELS || inner_first >= inner_end)
    return find_strongest (values, first, end);
  return stronger (stronger (find_strongest (values, first, inner_first * COARSER),
                             find_strongest (values, inner_end * COARSER, end)),
                   strongest_of (self, lead, level + 1, inner_first, inner_end));
}

float
hx_trace_overlay_get_strength (const HxTraceOverlay *self, guint lead, double from_s, double to_s)
{
  const gsize n = self->levels[0].n;
  const double from = from_s * self->rate_hz - (double)self->first,
               to = to_s * self->rate_hz - (double)self->first;
  const double first = ceil (from), end = MIN (floor (to) + 1.0, (double)n);

  g_return_val_if_fail (lead < self->n_leads, 0.0f);

  if (to - from <= 1.0)
    return value_between (self->levels[0].values + lead * n, n, (from + to) / 2.0);
  return end > MAX (first, 0.0) ? strongest_of (self, lead, 0, (gsize)MAX (first, 0.0), (gsize)end) : 0.0f;
}

double
hx_trace_overlay_get_contribution (const HxTraceOverlay *self, guint lead, double time_s)
{
  const gsize n = self->levels[0].n;
  const double middle = time_s * self->rate_hz - (double)self->first;
  const double reach = HX_TRACE_OVERLAY_NEAR_S / 2.0 * self->rate_hz;
  const double first = MAX (ceil (middle - reach), 0.0), end = MIN (ceil (middle + reach), (double)n);
  double sum = 0.0;

  g_return_val_if_fail (lead < self->n_leads, 0.0);

  for (gsize i = (gsize)first; end > first && i < (gsize)end; i++)
    sum += (double)self->contributions[lead * n + i];
  return sum;
}
