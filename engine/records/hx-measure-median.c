/* hx-measure-median.c: the median of the usual beats
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-measure-private.h"

#include "engine/records/hx-wave-signal.h"

#include <math.h>
#include <string.h>

#define MAX_BEATS 61            /* evenly over the recording: more would not show in the median */
#define BEFORE HX_WAVE_MS (400) /* the QRS onset */
#define AFTER HX_WAVE_MS (800)
#define LENGTH (BEFORE + AFTER)
#define CONTEXT_S 1.0 /* read around a beat, so that its ends are filtered like the rest */
#define FROM_NEIGHBOUR HX_WAVE_MS (40)

/* The usual beats to take: at most MAX_BEATS, evenly. Returns: (transfer full) */
static guint *
choose_beats (const HxMeasurements *self, guint *n_chosen)
{
  g_autofree guint *all = g_new (guint, MAX (self->n_beats, 1));
  guint *chosen = g_new (guint, MAX_BEATS), n_all = 0;

  for (guint beat = 0; beat < self->n_beats; beat++)
    if (self->usual[beat]
        && isfinite (hx_measurements_get_mark (self, beat, self->n_leads, HX_MARK_QRS_ONSET)))
      all[n_all++] = beat;
  *n_chosen = MIN (n_all, MAX_BEATS);
  for (guint i = 0; i < *n_chosen; i++)
    chosen[i] = all[(guint64)i * n_all / *n_chosen];
  return chosen;
}

/* Where a beat's neighbours begin and end, so that no other beat's complex gets into the median. */
static void
find_neighbours (const HxMeasurements *self, guint beat, double *before_s, double *after_s)
{
  *before_s = -G_MAXDOUBLE;
  *after_s = G_MAXDOUBLE;
  if (beat > 0)
    {
      double end_s = hx_measurements_get_mark (self, beat - 1, self->n_leads, HX_MARK_QRS_OFFSET);

      *before_s =
          isfinite (end_s) ? end_s : hx_measurements_get_mark (self, beat - 1, self->n_leads, HX_MARK_R);
    }
  if (beat + 1 < self->n_beats)
    {
      double onset_s = hx_measurements_get_mark (self, beat + 1, self->n_leads, HX_MARK_QRS_ONSET);

      *after_s =
          isfinite (onset_s) ? onset_s : hx_measurements_get_mark (self, beat + 1, self->n_leads, HX_MARK_R);
    }
}

/* Reads one beat: n_leads x LENGTH samples, the level before the QRS complex taken off; NaN where the
 * recording, or the beat, ends. */
static gboolean
read_beat (const HxMeasurements *self, HxRecording *recording, guint beat, float *out,
           GCancellable *cancellable)
{
  double rate_hz = hx_recording_get_rate_hz (recording), before_s, after_s;
  double onset_s = hx_measurements_get_mark (self, beat, self->n_leads, HX_MARK_QRS_ONSET);
  double from_s = MAX (onset_s - BEFORE / HX_WAVE_RATE_HZ - CONTEXT_S, 0.0);
  gsize first = (gsize)(from_s * rate_hz);
  gsize end = MIN ((gsize)((onset_s + AFTER / HX_WAVE_RATE_HZ + CONTEXT_S) * rate_hz),
                   hx_recording_get_n_samples (recording));
  g_autoptr (HxWaveSignal) signal = hx_wave_signal_new (recording, first, end - first, cancellable);

  if (!signal)
    return FALSE;
  find_neighbours (self, beat, &before_s, &after_s);
  for (guint lead = 0; lead < self->n_leads; lead++)
    {
      const float *mv = hx_wave_lead (signal, signal->mv, lead);
      const guint8 *missing = signal->missing + lead * signal->n;
      gssize onset = (gssize)lround ((onset_s - signal->start_s) * HX_WAVE_RATE_HZ);
      double level = 0.0;
      int n_level = 0;

      for (gssize i = onset - HX_WAVE_MS (20); i < onset - HX_WAVE_MS (4); i++)
        if (i >= 0 && i < (gssize)signal->n)
          {
            level += (double)mv[i];
            n_level++;
          }
      for (gssize i = 0; i < LENGTH; i++)
        {
          gssize at = onset - BEFORE + i;
          double at_s = signal->start_s + (double)at / HX_WAVE_RATE_HZ;
          gboolean mine = at_s > before_s + FROM_NEIGHBOUR / HX_WAVE_RATE_HZ
                          && at_s < after_s - FROM_NEIGHBOUR / HX_WAVE_RATE_HZ;

          out[(gssize)lead * LENGTH + i] = n_level && mine && at >= 0 && at < (gssize)signal->n
                                                   && missing[at] < HX_WAVE_OFF && signal->usable[lead]
                                               ? mv[at] - (float)(level / n_level)
                                               : NAN;
        }
    }
  return TRUE;
}

/* The median over beats; NaN where less than half of them reach. */
static float
median_sample (const float *beats, guint n_beats, gsize stride, gsize at)
{
  float values[MAX_BEATS];
  guint n_values = 0;

  for (guint beat = 0; beat < n_beats; beat++)
    if (isfinite (beats[beat * stride + at]))
      values[n_values++] = beats[beat * stride + at];
  if (2 * n_values < n_beats || n_values == 0)
    return NAN;
  return n_values % 2
             ? hx_wave_quantile (values, n_values, 0.5)
             : 0.5f
                   * (hx_wave_quantile (values, n_values, (n_values / 2) / (double)(n_values - 1))
                      + hx_wave_quantile (values, n_values, (n_values / 2 - 1) / (double)(n_values - 1)));
}

/* The marks of the median beat: medians of the beats' own, counted from the QRS onset. */
static void
find_marks (HxMeasurements *self, const guint *chosen, guint n_chosen)
{
  double values[MAX_BEATS];

  for (HxMark which = 0; which < HX_N_MARKS; which++)
    {
      guint n_with = 0;
      double median;

      for (guint i = 0; i < n_chosen; i++)
        {
          values[i] = hx_measurements_get_mark (self, chosen[i], self->n_leads, which)
                      - hx_measurements_get_mark (self, chosen[i], self->n_leads, HX_MARK_QRS_ONSET);
          n_with += isfinite (values[i]);
        }
      median = hx_measure_median (values, n_chosen);
      if (3 * n_with >= n_chosen && median * HX_WAVE_RATE_HZ > -BEFORE
          && median * HX_WAVE_RATE_HZ < AFTER - 1)
        self->median_marks[which] = BEFORE + median * HX_WAVE_RATE_HZ;
    }
}

gboolean
hx_measure_median_beat (HxMeasurements *self, HxRecording *recording, GCancellable *cancellable)
{
  guint n_chosen;
  g_autofree guint *chosen = choose_beats (self, &n_chosen);
  g_autofree float *beats = NULL;
  gsize stride = (gsize)self->n_leads * LENGTH;

  if (n_chosen == 0)
    return TRUE;
  beats = g_try_new (float, n_chosen *stride);
  self->median_mv = g_try_new (float, stride);
  if (!beats || !self->median_mv)
    return FALSE;
  for (guint i = 0; i < n_chosen; i++)
    if (!read_beat (self, recording, chosen[i], beats + i * stride, cancellable))
      return FALSE;
  for (gsize at = 0; at < stride; at++)
    self->median_mv[at] = median_sample (beats, n_chosen, stride, at);
  self->n_median = LENGTH;
  find_marks (self, chosen, n_chosen);
  return TRUE;
}
