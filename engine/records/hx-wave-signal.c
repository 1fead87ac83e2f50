/* hx-wave-signal.c: a stretch of a recording, prepared for finding waves
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-wave-signal.h"

#include "engine/records/hx-filter.h"
#include "engine/records/hx-resample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SMOOTH_RADIUS 64
#define SORT_FEW 16      /* values that are sorted one by one */
#define FLAT_MV 0.004    /* what is never further from its median than this is a flat line */
#define STILL_S 0.2      /* what stands at one value so long is hardly a heart */
#define JUMP_MV 0.1      /* from one sample to the next: to where nothing is connected, and back */
#define MIN_PRESENT 0.25 /* share of the samples that a lead must have to be used */
#define WANDER_HALF HX_WAVE_MS (500)
#define WANDER_MV 1.5        /* range of the mean over a second; less does no harm */
#define WANDER_HZ 0.67       /* what is faster is left in the lead */
#define MAINS_BLOCK 200      /* samples: whole cycles of 50 and of 60 Hz */
#define MAINS_REMOVE_MV 0.01 /* less does no harm */

void
hx_wave_smooth (const float *in, float *out, gsize n, double sigma_ms)
{
  double sigma = sigma_ms * HX_WAVE_RATE_HZ / 1000.0, sum = 1.0;
  gssize radius = MIN ((gssize)ceil (3.0 * sigma), MAX_SMOOTH_RADIUS), last = (gssize)n - 1;
  float weights[MAX_SMOOTH_RADIUS + 1];

  weights[0] = 1.0f;
  for (gssize k = 1; k <= radius; k++)
    {
      weights[k] = (float)exp (-0.5 * (double)(k * k) / (sigma * sigma));
      sum += 2.0 * (double)weights[k];
    }
  for (gssize k = 0; k <= radius; k++)
    weights[k] = (float)((double)weights[k] / sum);
  for (gssize i = 0; i <= last; i++)
    {
      float value = weights[0] * in[i];

      if (i >= radius && i + radius <= last)
        for (gssize k = 1; k <= radius; k++)
          value += weights[k] * (in[i - k] + in[i + k]);
      else
        for (gssize k = 1; k <= radius; k++)
          value +=
              weights[k] * (in[MIN (ABS (i - k), last)] + in[CLAMP (2 * last - i - k, 0, MIN (i + k, last))]);
      out[i] = value;
    }
}

void
hx_wave_mean (const float *in, float *out, gsize n, gsize half)
{
  double sum = 0.0;
  gsize from = 0, to = 0;

  for (gsize i = 0; i < n; i++)
    {
      gsize want_to = MIN (i + half + 1, n), want_from = i > half ? i - half : 0;

      while (to < want_to)
        sum += (double)in[to++];
      while (from < want_from)
        sum -= (double)in[from++];
      out[i] = (float)(sum / (double)(to - from));
    }
}

/* Hoare's partition of the values from @low to @high by the middle one: none up to the returned place is
 * larger than any after it. Linear on sorted input too. */
static inline gsize
part (float *values, gsize low, gsize high)
{
  float pivot = values[low + (high - low) / 2];
  gsize i = low, j = high;

  for (;;)
    {
      float held;

      while (values[i] < pivot)
        i++;
      while (values[j] > pivot)
        j--;
      if (i >= j)
        return j;
      held = values[i];
      values[i++] = values[j];
      values[j--] = held;
    }
}

float
hx_wave_quantile (float *values, gsize n, double share)
{
  gsize low = 0, high, place;

  if (n == 0)
    return NAN;
  high = n - 1;
  place = (gsize)lround (share * (double)high);
  while (low < high)
    {
      gsize middle = part (values, low, high);

      if (place <= middle)
        high = middle;
      else
        low = middle + 1;
    }
  return values[place];
}

void
hx_wave_sort (float *values, gsize n)
{
  while (n > SORT_FEW)
    {
      gsize n_low = part (values, 0, n - 1) + 1;

      /* The smaller part first, so that the stack stays small. */
      if (n_low < n - n_low)
        {
          hx_wave_sort (values, n_low);
          values += n_low;
          n -= n_low;
        }
      else
        {
          hx_wave_sort (values + n_low, n - n_low);
          n = n_low;
        }
    }
  for (gsize i = 1; i < n; i++)
    {
      float value = values[i];
      gsize k = i;

      for (; k > 0 && values[k - 1] > value; k--)
        values[k] = values[k - 1];
      values[k] = value;
    }
}

/* Marks a run of one value, from @first to @end. */
static void
mark_still (const float *in, guint8 *missing, gsize n, gsize first, gsize end)
{
  gboolean off = first > 0 && end < n && fabsf (in[first] - in[first - 1]) > (float)JUMP_MV
                 && fabsf (in[end] - in[first]) > (float)JUMP_MV;

  memset (missing + first, off ? HX_WAVE_OFF : HX_WAVE_STILL, end - first);
}

/* Says of every sample what it is; @still is how many make a run. Returns: how many are numbers */
static gsize
find_missing (const float *in, guint8 *missing, gsize n, gsize still)
{
  gsize n_numbers = 0, first = 0;

  for (gsize i = 0; i < n; i++)
    {
      missing[i] = isfinite (in[i]) ? HX_WAVE_SEEN : HX_WAVE_NO_NUMBER;
      n_numbers += missing[i] == HX_WAVE_SEEN;
      if (i > 0 && in[i] >= in[i - 1] && in[i] <= in[i - 1])
        continue;
      if (i - first >= still)
        mark_still (in, missing, n, first, i);
      first = i;
    }
  if (n - first >= still && isfinite (in[first]))
    mark_still (in, missing, n, first, n);
  return n_numbers;
}

/* Copies a lead and bridges what is missing. */
static void
bridge (const float *in, float *out, const guint8 *missing, gsize n)
{
  gsize n_present = 0, last = 0;

  for (gsize i = 0; i < n; i++)
    {
      if (missing[i] >= HX_WAVE_OFF)
        continue;
      out[i] = in[i];
      if (n_present == 0)
        for (gsize k = 0; k < i; k++)
          out[k] = in[i];
      else
        for (gsize k = last + 1; k < i; k++)
          out[k] = in[last] + (in[i] - in[last]) * ((float)(k - last) / (float)(i - last));
      last = i;
      n_present++;
    }
  for (gsize k = n_present ? last + 1 : 0; k < n; k++)
    out[k] = n_present ? in[last] : 0.0f;
}

/* The amplitude at @frequency_hz in the quieter half of the blocks: a QRS complex has some of it too. */
static double
mains_amplitude (const float *samples, gsize n, double frequency_hz)
{
  gsize n_blocks = n / MAINS_BLOCK;
  g_autofree float *sizes = g_new (float, MAX (n_blocks, 1));
  double omega = 2.0 * G_PI * frequency_hz / HX_WAVE_RATE_HZ, coefficient = 2.0 * cos (omega);

  for (gsize b = 0; b < n_blocks; b++)
    {
      const float *at = samples + b * MAINS_BLOCK;
      double s1 = 0.0, s2 = 0.0;

      /* Goertzel on the second difference, which a drifting baseline hardly touches. */
      for (gsize i = 1; i + 1 < MAINS_BLOCK; i++)
        {
          double s0 = (double)(at[i - 1] - 2.0f * at[i] + at[i + 1]) + coefficient * s1 - s2;

          s2 = s1;
          s1 = s0;
        }
      sizes[b] = (float)(sqrt (MAX (s1 * s1 + s2 * s2 - coefficient * s1 * s2, 0.0)) * 2.0 / (MAINS_BLOCK - 2)
                         / (2.0 - 2.0 * cos (omega)));
    }
  return n_blocks ? (double)hx_wave_quantile (sizes, n_blocks, 0.3) : 0.0;
}

static gboolean
remove_mains (float *samples, gsize n, double *amplitude_mv, GCancellable *cancellable)
{
  double at_50 = mains_amplitude (samples, n, 50.0), at_60 = mains_amplitude (samples, n, 60.0);
  HxFilterChoice notch = { .notch_hz = at_50 >= at_60 ? 50.0 : 60.0 };

  *amplitude_mv = MAX (at_50, at_60);
  if (*amplitude_mv < MAINS_REMOVE_MV || *amplitude_mv < 2.0 * MIN (at_50, at_60))
    return TRUE;
  return hx_filter_samples (samples, n, HX_WAVE_RATE_HZ, &notch, NULL, cancellable);
}

/* Takes a baseline out that wanders so far that the waves on it bend. */
static gboolean
remove_wander (float *samples, gsize n, float *scratch, GCancellable *cancellable)
{
  HxFilterChoice high_pass = { .high_pass_hz = WANDER_HZ };

  hx_wave_mean (samples, scratch, n, WANDER_HALF);
  if (hx_wave_quantile (scratch, n, 0.95) - hx_wave_quantile (scratch, n, 0.05) < (float)WANDER_MV)
    return TRUE;
  return hx_filter_samples (samples, n, HX_WAVE_RATE_HZ, &high_pass, NULL, cancellable);
}

/* Whether a lead lies within FLAT_MV of its median but for one sample in fifty. */
static gboolean
is_flat (const float *samples, gsize n, float *scratch)
{
  float low, high;

  memcpy (scratch, samples, n * sizeof *scratch);
  low = hx_wave_quantile (scratch, n, 0.01);
  high = hx_wave_quantile (scratch, n, 0.99);
  return high - low < 2.0f * (float)FLAT_MV;
}

/* Takes the leads over, bridged, without stimuli and at HX_WAVE_RATE_HZ. */
static gboolean
fill (HxWaveSignal *self, HxRecording *recording, gsize first, gsize n_in)
{
  double rate_hz = hx_recording_get_rate_hz (recording);
  g_autofree float *bridged = g_try_new (float, n_in * self->n_leads);
  g_autofree guint8 *gone = g_try_new (guint8, n_in);

  if (!bridged || !gone)
    return FALSE;
  for (guint lead = 0; lead < self->n_leads; lead++)
    {
      const float *in = hx_recording_get_lead_mv (recording, lead) + first;
      gsize n_numbers = find_missing (in, gone, n_in, MAX ((gsize)lround (STILL_S * rate_hz), 2));

      bridge (in, bridged + lead * n_in, gone, n_in);
      self->usable[lead] = (double)n_numbers >= MIN_PRESENT * (double)n_in;
      for (gsize i = 0; i < self->n; i++)
        self->missing[lead * self->n + i] =
            gone[MIN ((gsize)lround ((double)i * rate_hz / HX_WAVE_RATE_HZ), n_in - 1)];
    }
  if (!hx_wave_remove_spikes (bridged, self->n_leads, n_in, rate_hz, &self->n_spikes))
    return FALSE;
  for (guint lead = 0; lead < self->n_leads; lead++)
    hx_resample ((const float *const[]){ bridged + lead * n_in }, 1, n_in, rate_hz, self->mv + lead * self->n,
                 self->n, HX_WAVE_RATE_HZ);
  return TRUE;
}

static gboolean
smooth_lead (HxWaveSignal *self, guint lead, GCancellable *cancellable)
{
  float *mv = self->mv + lead * self->n;

  if (!remove_mains (mv, self->n, &self->mains_mv[lead], cancellable)
      || !remove_wander (mv, self->n, self->fine + lead * self->n, cancellable))
    return FALSE;
  self->usable[lead] = self->usable[lead] && !is_flat (mv, self->n, self->fine + lead * self->n);
  self->n_usable += self->usable[lead];
  hx_wave_smooth (mv, self->fine + lead * self->n, self->n, 3.0);
  hx_wave_smooth (mv, self->smooth + lead * self->n, self->n, 8.0);
  return TRUE;
}

HxWaveSignal *
hx_wave_signal_new (HxRecording *recording, gsize first, gsize n, GCancellable *cancellable)
{
  g_autoptr (HxWaveSignal) self = g_new0 (HxWaveSignal, 1);
  double rate_hz = hx_recording_get_rate_hz (recording);

  self->n_leads = hx_recording_get_n_leads (recording);
  self->n = hx_resample_length (n, rate_hz, HX_WAVE_RATE_HZ);
  self->start_s = (double)first / rate_hz;
  self->mv = g_try_new (float, self->n * self->n_leads);
  self->fine = g_try_new (float, self->n * self->n_leads);
  self->smooth = g_try_new (float, self->n * self->n_leads);
  self->missing = g_try_new (guint8, self->n * self->n_leads);
  self->usable = g_new0 (guint8, self->n_leads);
  self->standard = g_new (int, self->n_leads);
  self->mains_mv = g_new0 (double, self->n_leads);
  if (!self->mv || !self->fine || !self->smooth || !self->missing)
    return NULL;
  for (guint lead = 0; lead < self->n_leads; lead++)
    self->standard[lead] = hx_lead_from_name (hx_recording_get_lead_name (recording, lead));
  if (g_cancellable_is_cancelled (cancellable) || !fill (self, recording, first, n))
    return NULL;
  for (guint lead = 0; lead < self->n_leads; lead++)
    if (g_cancellable_is_cancelled (cancellable) || !smooth_lead (self, lead, cancellable))
      return NULL;
  return g_steal_pointer (&self);
}

void
hx_wave_signal_free (HxWaveSignal *self)
{
  if (!self)
    return;
  g_free (self->mv);
  g_free (self->fine);
  g_free (self->smooth);
  g_free (self->missing);
  g_free (self->usable);
  g_free (self->standard);
  g_free (self->mains_mv);
  g_free (self);
}
