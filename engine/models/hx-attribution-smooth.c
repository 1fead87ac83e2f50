/* hx-attribution-smooth.c: contributions as they are drawn and told
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-attribution.h"

#include <math.h>
#include <string.h>

/* Beyond this many standard deviations a Gaussian is nothing. */
#define REACH 3.0

static double *
make_kernel (double sd_samples, gsize reach)
{
  double *kernel = g_new (double, reach + 1), sum = 0.0;

  for (gsize i = 0; i <= reach; i++)
    {
      kernel[i] = i == 0 ? 1.0 : exp (-0.5 * (double)(i * i) / (sd_samples * sd_samples));
      sum += i == 0 ? kernel[i] : 2.0 * kernel[i];
    }
  for (gsize i = 0; i <= reach; i++)
    kernel[i] /= sum;
  return kernel;
}

float *
hx_attribution_smooth (const HxAttribution *attribution, double sd_s)
{
  const gsize N = attribution->n_samples, C = attribution->n_leads;
  const double sd_samples = MIN (sd_s * attribution->rate_hz, (double)N);
  const gsize reach = (gsize)ceil (REACH * sd_samples);
  float *smooth = g_new0 (float, MAX (N * C, 1));
  g_autofree double *kernel = NULL;

  g_return_val_if_fail (sd_s >= 0.0, smooth);

  kernel = make_kernel (sd_samples, reach);
  for (gsize t = 0; t < N; t++)
    {
      const gsize first = t > reach ? t - reach : 0, last = MIN (t + reach, N - 1);

      for (gsize s = first; s <= last; s++)
        for (gsize c = 0; c < C; c++)
          smooth[t * C + c] += (float)kernel[s > t ? s - t : t - s] * attribution->contributions[s * C + c];
    }
  return smooth;
}

/* The largest value that no peak has taken yet; -1 if nothing is left. */
static gssize
find_largest (const float *smooth, const guint8 *taken, gsize n)
{
  gssize largest = -1;

  for (gsize i = 0; i < n; i++)
    if (!taken[i] && fabsf (smooth[i]) > (largest < 0 ? 0.0f : fabsf (smooth[largest])))
      largest = (gssize)i;
  return largest;
}

/* Whether the value at @i belongs to a peak of @height. */
static gboolean
belongs (float value, float height)
{
  return (value > 0.0f) == (height > 0.0f) && fabsf (value) >= 0.5f * fabsf (height);
}

guint
hx_attribution_peaks (const HxAttribution *attribution, const float *smooth, guint n_peaks,
                      HxAttributionPeak *peaks)
{
  const gsize N = attribution->n_samples, C = attribution->n_leads;
  g_autofree guint8 *taken = g_new0 (guint8, MAX (N * C, 1));
  guint n = 0;

  for (; n < n_peaks; n++)
    {
      const gssize top = find_largest (smooth, taken, N * C);
      gsize first, last, lead;

      if (top < 0)
        break;
      lead = (gsize)top % C;
      first = last = (gsize)top / C;
      while (first > 0 && !taken[(first - 1) * C + lead]
             && belongs (smooth[(first - 1) * C + lead], smooth[top]))
        first--;
      while (last + 1 < N && !taken[(last + 1) * C + lead]
             && belongs (smooth[(last + 1) * C + lead], smooth[top]))
        last++;
      peaks[n] = (HxAttributionPeak){ .lead = (guint)lead,
                                      .start_s = (double)first / attribution->rate_hz,
                                      .end_s = (double)(last + 1) / attribution->rate_hz };
      for (gsize t = first; t <= last; t++)
        peaks[n].contribution += attribution->contributions[t * C + lead];
      /* What is left of the same wave, below its half, is no peak of its own. */
      while (first > 0 && smooth[(first - 1) * C + lead] * smooth[top] > 0.0f)
        first--;
      while (last + 1 < N && smooth[(last + 1) * C + lead] * smooth[top] > 0.0f)
        last++;
      for (gsize t = first; t <= last; t++)
        taken[t * C + lead] = 1;
    }
  return n;
}
