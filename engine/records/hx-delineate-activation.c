/* hx-delineate-activation.c: where QRS complexes begin and end, told from the averaged beat
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first and last forces of a QRS complex are small, and what is small depends on what is around: a late
 * right ventricle after an infarct is slower than an ST segment elsewhere. No threshold fits all, so a small
 * network reads how fast the averaged vector moves and how sharply it turns around the place where the
 * boundary is taken to be, and says how far away it is.
 */
#include "engine/records/hx-delineate-private.h"

#include <math.h>

#define MIN_LEADS 8                /* with fewer, what the network was fitted to is not seen */
#define REST_MV 3e-4f              /* what moves less is at rest */
#define LOOKS 5                    /* from each place that it gives, the network looks again */
#define MOST_MOVED HX_WAVE_MS (80) /* what it gives further away than it was fitted for is not believed */

/* The curves are read at HX_ACTIVATION_N_PLACES places @step apart, the first @first from where the boundary
 * is taken to be. */
static const struct
{
  gssize first, step, half_speeds[2], half_bend;
} readings[HX_N_ACTIVATION_NETS] = {
  [HX_ACTIVATION_ONSET] = { -13, 1, { 1, 2 }, 2 },
  [HX_ACTIVATION_OFFSET] = { -39, 3, { 2, 1 }, 4 },
};

/* How far the averaged vector goes from @half samples before a place to as many after it; or, @bends, how far
 * it is there from the middle of those two: the root mean square over the leads, as a logarithm. */
static float
read_curve (const HxAverage *average, gssize place, gssize half, gboolean bends)
{
  gssize at = CLAMP (place - average->first, half, average->n - 1 - half);
  double sum = 0.0;

  for (guint lead = 0; lead < average->n_leads; lead++)
    {
      const double *x = average->x + lead * average->n + at;
      double value = bends ? x[half] + x[-half] - 2.0 * x[0] : x[half] - x[-half];

      sum += value * value;
    }
  return log10f (sqrtf ((float)(sum / average->n_leads)) + REST_MV);
}

gboolean
hx_activation_features (const HxAverage *average, HxActivation which, gssize place,
                        float features[HX_ACTIVATION_N_FEATURES])
{
  guint f = 0;

  if (average->n_leads < MIN_LEADS || average->n <= 2 * readings[which].half_bend)
    return FALSE;
  for (guint curve = 0; curve < 3; curve++)
    for (gssize i = 0; i < HX_ACTIVATION_N_PLACES; i++)
      features[f++] =
          read_curve (average, place + readings[which].first + i * readings[which].step,
                      curve < 2 ? readings[which].half_speeds[curve] : readings[which].half_bend, curve == 2);
  g_assert (f == HX_ACTIVATION_N_FEATURES);
  return TRUE;
}

gboolean
hx_delineate_activation (const HxAverage *average, HxActivation which, double *place)
{
  float features[HX_ACTIVATION_N_FEATURES];
  double at = *place;

  for (guint look = 0; look < LOOKS; look++)
    {
      gssize nearest = (gssize)lrint (at);

      if (!hx_activation_features (average, which, nearest, features))
        return FALSE;
      at = (double)nearest + (double)hx_delineate_net_run (&hx_activation_nets[which], features);
    }
  if (fabs (at - *place) > (double)MOST_MOVED)
    return FALSE;
  *place = at;
  return TRUE;
}
