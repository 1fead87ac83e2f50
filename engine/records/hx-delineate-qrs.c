/* hx-delineate-qrs.c: where QRS complexes begin and end
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-delineate-private.h"

#include <math.h>

#define REACH HX_WAVE_MS (140) /* from the centre of a complex to its edges, at most */
#define PEAK_REACH HX_WAVE_MS (80)
#define QUIET_HALF HX_WAVE_MS (16)
#define CALM HX_WAVE_MS (14) /* a slope must stay below the threshold for so long */

/* Edges are where the slope falls to such a share of the fastest, above what is quiet nearby; the last is
 * where it can hardly be told from that. The order is that of HxEdge, whose fourth the leads agree on. */
static const float edge_shares[HX_N_EDGES] = { 0.25f, 0.10f, 0.02f, 0.05f, 0.01f, 0.002f };
static const float edge_quiets[HX_N_EDGES] = { 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 2.0f };

static float
speed_of (const float *x, gssize i, gssize n)
{
  return fabsf (x[MIN (i + HX_SPEED_HALF, n - 1)] - x[MAX (i - HX_SPEED_HALF, 0)]);
}

/* The smallest mean over 2 QUIET_HALF samples of @speed in from .. to. */
static float
find_quiet (const float *speed, gssize from, gssize to)
{
  float sum = 0.0f, least = INFINITY;

  for (gssize i = from; i < to; i++)
    {
      sum += speed[i];
      if (i - from >= 2 * QUIET_HALF)
        sum -= speed[i - 2 * QUIET_HALF];
      if (i - from >= 2 * QUIET_HALF - 1)
        least = MIN (least, sum / (float)(2 * QUIET_HALF));
    }
  return isfinite (least) ? MAX (least, 0.0f) : 0.0f;
}

/* From @from towards @limit, the first place after which @speed stays below @threshold. */
static float
find_calm (const float *speed, gssize from, gssize limit, float threshold)
{
  gssize step = limit > from ? 1 : -1, calm = 0;

  for (gssize i = from; (limit - i) * step >= 0; i += step)
    {
      calm = speed[i] < threshold ? calm + 1 : 0;
      if (calm == CALM)
        {
          gssize first = i - step * (CALM - 1), before = first - step;
          float drop = speed[before] - speed[first];

          if (first == from)
            return (float)first;
          return (float)first - (float)step * (drop > 0.0f ? (threshold - speed[first]) / drop : 0.0f);
        }
    }
  return (float)limit;
}

/* Both edges of one complex from one speed curve; @at is its centre and @lead where the edges go. */
static void
find_edges (HxDelineation *self, guint beat, guint lead, const float *speed)
{
  gssize n = (gssize)self->signal->n, at = (gssize)self->at[beat];
  gssize before = beat ? (gssize)self->at[beat - 1] : -n;
  gssize after = beat + 1 < self->n_beats ? (gssize)self->at[beat + 1] : 2 * n;
  gssize low = MAX (MAX (at - REACH, (before + at) / 2), 0),
         high = MIN (MIN (at + REACH, (at + after) / 2), n - 1);
  gssize peak = CLAMP (at - PEAK_REACH, low, high);
  float quiet_before, quiet_after;

  for (gssize i = peak; i <= MIN (at + PEAK_REACH, high); i++)
    if (speed[i] > speed[peak])
      peak = i;
  quiet_before = find_quiet (speed, MAX (low - HX_WAVE_MS (60), 0), peak);
  quiet_after = find_quiet (speed, peak, MIN (high + HX_WAVE_MS (60), n));
  for (guint k = 0; k < HX_N_EDGES; k++)
    {
      hx_delineation_edges (self, beat, HX_BOUND_QRS_ONSET, lead)[k] = find_calm (
          speed, peak, low, edge_quiets[k] * quiet_before + edge_shares[k] * (speed[peak] - quiet_before));
      hx_delineation_edges (self, beat, HX_BOUND_QRS_OFFSET, lead)[k] = find_calm (
          speed, peak, high, edge_quiets[k] * quiet_after + edge_shares[k] * (speed[peak] - quiet_after));
    }
}

void
hx_delineate_qrs (HxDelineation *self)
{
  const HxWaveSignal *signal = self->signal;
  gssize n = (gssize)signal->n;
  g_autofree float *speed = g_new (float, signal->n);

  for (guint lead = 0; lead <= self->n_leads; lead++)
    {
      const float *curve = lead < self->n_leads ? speed : self->speed;

      if (lead < self->n_leads && !signal->usable[lead])
        continue;
      if (lead < self->n_leads)
        for (gssize i = 0; i < n; i++)
          speed[i] = speed_of (hx_wave_lead (signal, signal->fine, lead), i, n);
      for (guint beat = 0; beat < self->n_beats; beat++)
        find_edges (self, beat, lead, curve);
    }
}
