/* hx-delineate.c: where P, QRS and T begin and end
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-delineate-private.h"

#include <math.h>
#include <string.h>

/* Less than that, in 8 ms, is between the waves of no recorded signal. */
#define CLEAN_MV 0.0003f

float
hx_delineate_median (const float *values, gsize n)
{
  g_autofree float *finite = g_new (float, MAX (n, 1));
  gsize n_finite = 0;

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      finite[n_finite++] = values[i];
  if (n_finite == 0)
    return NAN;
  if (n_finite % 2)
    return hx_wave_quantile (finite, n_finite, 0.5);
  {
    float low = hx_wave_quantile (finite, n_finite, (double)(n_finite / 2 - 1) / (double)(n_finite - 1));
    float high = hx_wave_quantile (finite, n_finite, (double)(n_finite / 2) / (double)(n_finite - 1));

    return 0.5f * (low + high);
  }
}

/* The spatial velocity, in which a lead counts less the noisier it is. */
static void
find_speed (HxDelineation *self)
{
  const HxWaveSignal *signal = self->signal;
  gsize n = signal->n;
  g_autofree float *scratch = g_new (float, n), *calm = g_new (float, MAX (self->n_leads, 1));
  gsize n_calm = 0;

  for (guint lead = 0; lead < self->n_leads; lead++)
    {
      const float *x = hx_wave_lead (signal, signal->fine, lead);
      float quiet, weight;

      if (!signal->usable[lead])
        continue;
      for (gsize i = 0; i < n; i++)
        scratch[i] = fabsf (x[MIN (i + HX_SPEED_HALF, n - 1)] - x[i > HX_SPEED_HALF ? i - HX_SPEED_HALF : 0]);
      quiet = hx_wave_quantile (scratch, n, 0.4);
      calm[n_calm++] = hx_wave_quantile (scratch, n, 0.1);
      weight = 1.0f / (quiet + 0.004f);
      for (gsize i = 0; i < n; i++)
        {
          float slope =
              weight * (x[MIN (i + HX_SPEED_HALF, n - 1)] - x[i > HX_SPEED_HALF ? i - HX_SPEED_HALF : 0]);

          self->speed[i] += slope * slope;
        }
    }
  for (gsize i = 0; i < n; i++)
    self->speed[i] = sqrtf (self->speed[i]);
  self->clean = n_calm > 0 && hx_wave_quantile (calm, n_calm, 0.5) < CLEAN_MV;
}

/* The level of one lead just before a complex begins: a mean over 20 ms. */
static float
level_before (const float *x, gssize onset)
{
  float sum = 0.0f;
  int count = 0;

  for (gssize i = MAX (onset - HX_WAVE_MS (24), 0); i <= MAX (onset - HX_WAVE_MS (4), 0); i++, count++)
    sum += x[i];
  return sum / (float)count;
}

/* Every lead above straight lines from one PR segment to the next. */
static void
find_above (HxDelineation *self)
{
  const HxWaveSignal *signal = self->signal;
  gssize n = (gssize)signal->n;

  for (guint lead = 0; lead < self->n_leads; lead++)
    {
      const float *x = hx_wave_lead (signal, signal->smooth, lead);
      float *above = self->above + (gsize)lead * signal->n;
      gssize from = 0;
      float from_level = 0.0f;

      for (guint beat = 0; beat <= self->n_beats; beat++)
        {
          gssize to = n;
          float to_level = from_level;

          if (beat < self->n_beats)
            {
              to = (gssize)hx_waves_marks (self->waves, beat, self->n_leads)[HX_MARK_QRS_ONSET];
              to_level = level_before (x, to);
              to = CLAMP (to - HX_WAVE_MS (14), from, n);
            }
          if (beat == 0)
            from_level = to_level;
          for (gssize i = from; i < to; i++)
            above[i] = x[i] - (from_level + (to_level - from_level) * (float)(i - from) / (float)(to - from));
          from = to;
          from_level = to_level;
        }
      for (gssize i = 0; i < n && signal->usable[lead]; i++)
        self->level[i] += above[i] * above[i];
    }
  for (gssize i = 0; i < n; i++)
    self->level[i] = sqrtf (self->level[i]);
}

/* R, in a lead, is where the finely smoothed lead is furthest from the baseline; of all leads together, where
 * their vector is longest. */
static void
find_r_peaks (HxDelineation *self)
{
  const HxWaveSignal *signal = self->signal;

  for (guint beat = 0; beat < self->n_beats; beat++)
    {
      const float *common = hx_waves_marks (self->waves, beat, self->n_leads);
      gssize from = CLAMP ((gssize)common[HX_MARK_QRS_ONSET], 0, (gssize)signal->n - 1);
      gssize to = CLAMP ((gssize)common[HX_MARK_QRS_OFFSET], from, (gssize)signal->n - 1);
      g_autofree float *length = g_new0 (float, (gsize)(to - from) + 1);
      gssize longest = 0;

      for (guint lead = 0; lead < self->n_leads; lead++)
        {
          const float *x = hx_wave_lead (signal, signal->fine, lead);
          float base = level_before (x, from);
          gssize peak = from;

          if (!signal->usable[lead])
            continue;
          for (gssize i = from; i <= to; i++)
            {
              peak = fabsf (x[i] - base) > fabsf (x[peak] - base) ? i : peak;
              length[i - from] += (x[i] - base) * (x[i] - base);
            }
          hx_waves_marks (self->waves, beat, lead)[HX_MARK_R] = (float)peak;
          *hx_delineation_size (self, beat, HX_WAVE_QRS, lead) = fabsf (x[peak] - base);
        }
      for (gssize i = 0; i <= to - from; i++)
        longest = length[i] > length[longest] ? i : longest;
      hx_waves_marks (self->waves, beat, self->n_leads)[HX_MARK_R] = (float)(from + longest);
      *hx_delineation_size (self, beat, HX_WAVE_QRS, self->n_leads) = sqrtf (length[longest]);
    }
}

static float *
new_missing (gsize n)
{
  float *values = g_new (float, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    values[i] = NAN;
  return values;
}

static HxWaves *
new_waves (guint n_beats, guint n_leads)
{
  HxWaves *waves = g_new0 (HxWaves, 1);

  waves->n_beats = n_beats;
  waves->n_leads = n_leads;
  waves->marks = new_missing ((gsize)n_beats * (n_leads + 1) * HX_N_MARKS);
  waves->likeness = new_missing (n_beats);
  return waves;
}

/* T waves first, as P waves come after them; but what comes late may be a P wave after a flat T wave.
 * Returns: whether there are P waves */
static gboolean
find_t_and_p (HxDelineation *self)
{
  gssize late = hx_delineate_t_peaks (self, HX_USUAL_N);

  if (hx_delineate_p (self))
    return TRUE;
  if (late < 0)
    return FALSE;
  hx_delineate_t_peaks (self, late - HX_WAVE_MS (60));
  if (hx_delineate_p (self))
    return TRUE;
  hx_delineate_t_peaks (self, HX_USUAL_N);
  return FALSE;
}

void
hx_delineation_run (HxDelineation *self, const HxWaveSignal *signal, GArray *beats)
{
  gsize n = signal->n, n_rows = (gsize)beats->len * (signal->n_leads + 1);

  *self = (HxDelineation){ .signal = signal, .n_beats = beats->len, .n_leads = signal->n_leads };
  self->at = g_memdup2 (beats->data, beats->len * sizeof (gsize));
  self->speed = g_new0 (float, n);
  self->level = g_new0 (float, n);
  self->above = g_new (float, n * self->n_leads);
  self->edges = new_missing (n_rows * HX_N_BOUNDS * HX_N_EDGES);
  self->median_edges = new_missing ((gsize)(self->n_leads + 1) * HX_N_BOUNDS * HX_N_EDGES);
  self->sizes = new_missing (n_rows * HX_N_WAVES);
  self->usual = new_missing ((gsize)(self->n_leads + 1) * HX_USUAL_N);
  self->waves = new_waves (self->n_beats, self->n_leads);
  self->likeness = self->waves->likeness;
  self->origins = g_new0 (gssize, MAX (self->n_beats, 1));
  find_speed (self);
  hx_delineate_qrs (self);
  hx_settle_roughly (self, HX_BOUND_QRS_ONSET);
  hx_settle_roughly (self, HX_BOUND_QRS_OFFSET);
  find_above (self);
  find_r_peaks (self);
  hx_delineate_usual (self);
  if (!hx_delineate_atria (self, find_t_and_p (self)))
    hx_delineate_no_p (self);
  hx_settle_roughly (self, HX_BOUND_P_ONSET);
  hx_delineate_t_edges (self);
  hx_settle (self);
  hx_delineate_recovery (self);
}

void
hx_delineation_clear (HxDelineation *self)
{
  g_clear_pointer (&self->at, g_free);
  g_clear_pointer (&self->speed, g_free);
  g_clear_pointer (&self->level, g_free);
  g_clear_pointer (&self->above, g_free);
  g_clear_pointer (&self->edges, g_free);
  g_clear_pointer (&self->median_edges, g_free);
  g_clear_pointer (&self->sizes, g_free);
  g_clear_pointer (&self->origins, g_free);
  g_clear_pointer (&self->usual, g_free);
  g_clear_pointer (&self->waves, hx_waves_free);
}

HxWaves *
hx_delineate (const HxWaveSignal *signal, GArray *beats)
{
  g_auto (HxDelineation) self = { 0 };

  hx_delineation_run (&self, signal, beats);
  return g_steal_pointer (&self.waves);
}

void
hx_waves_free (HxWaves *self)
{
  if (!self)
    return;
  g_free (self->marks);
  g_free (self->likeness);
  g_free (self);
}
