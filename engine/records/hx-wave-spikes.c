/* hx-wave-spikes.c: a pacemaker's stimuli, which are no waves of the heart
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-wave-signal.h"

#include <string.h>

#define MIN_RATE_HZ 240.0 /* with fewer samples a stimulus cannot be told from a narrow QRS complex */
#define WIDTH_S 0.013     /* a stimulus lasts 2 ms, longer through some recorders */
#define SIDE_S 0.004      /* beside a stimulus, that must be calm */
#define MIN_SQUARED 0.09  /* of the stimulus's vector over all leads, in squared millivolts */
#define CALM_SHARE 0.05   /* what the sides move, squared, at most as a share of that */
#define ROUNDING 1.001    /* what is computed is no further from what is meant */
#define ALONE_SHARE 0.25  /* what has more of that a cycle of the mains before and after, too, is mains */

typedef struct
{
  float *samples;
  guint n_leads;
  gsize n, side;
  double rate_hz;
} Leads;

static inline double
squared (double value)
{
  return value * value;
}

/* How far the samples from @at on stand off the line between their neighbours, squared, over all leads. */
static double
stand_off (const Leads *self, gsize at, gsize width)
{
  double sum = 0.0;

  for (guint lead = 0; lead < self->n_leads; lead++)
    {
      const float *x = self->samples + lead * self->n + at - 1;
      double before = (double)x[0], after = (double)x[width + 1], most = 0.0;

      for (gsize k = 1; k <= width; k++)
        most =
            MAX (most, squared ((double)x[k] - before - (after - before) * (double)k / (double)(width + 1)));
      sum += most;
    }
  return sum;
}

/* How far the neighbours of the samples from @at on move, squared, over all leads. */
static double
sides_move (const Leads *self, gsize at, gsize width)
{
  double sum = 0.0;

  for (guint lead = 0; lead < self->n_leads; lead++)
    {
      const float *x = self->samples + lead * self->n + at - 1;
      double before = (double)x[0], after = (double)x[width + 1];

      sum += squared (before - (double)x[-(gssize)self->side])
             + squared ((double)x[width + 1 + self->side] - after) + squared (after - before);
    }
  return sum;
}

/* Whether the same comes back with the mains: half a cycle of 60 Hz is as short as a stimulus. */
static gboolean
comes_back (const Leads *self, gsize at, gsize width, double size)
{
  static const double mains_hz[] = { 50.0, 60.0 };

  for (guint i = 0; i < G_N_ELEMENTS (mains_hz); i++)
    {
      gsize cycle = (gsize)(self->rate_hz / mains_hz[i] + 0.5);

      if (at > cycle && at + cycle + width < self->n
          && stand_off (self, at - cycle, width) > ALONE_SHARE * size
          && stand_off (self, at + cycle, width) > ALONE_SHARE * size)
        return TRUE;
    }
  return FALSE;
}

/* Whether the samples from @at on stand off the line between their neighbours, which themselves are calm;
 * none stands off, squared and over all leads, by more than @most. */
static gboolean
is_spike (const Leads *self, gsize at, gsize width, double most)
{
  double sides = sides_move (self, at, width), size;

  if (sides > CALM_SHARE * most)
    return FALSE;
  size = stand_off (self, at, width);
  return size >= MIN_SQUARED && sides <= CALM_SHARE * size && !comes_back (self, at, width, size);
}

static void
bridge (const Leads *self, gsize at, gsize width)
{
  for (guint lead = 0; lead < self->n_leads; lead++)
    {
      float *x = self->samples + lead * self->n + at - 1, before = x[0], after = x[width + 1];

      for (gsize k = 1; k <= width; k++)
        x[k] = before + (after - before) * (float)k / (float)(width + 1);
    }
}

/* The squared lengths of the vector's steps, each from a sample to the next. */
static void
find_steps (const Leads *self, gsize from, gsize to, double *steps)
{
  memset (steps + from, 0, (to - from) * sizeof *steps);
  for (guint lead = 0; lead < self->n_leads; lead++)
    {
      const float *x = self->samples + lead * self->n;

      for (gsize i = from; i < to; i++)
        steps[i] += squared ((double)x[i + 1] - (double)x[i]);
    }
}

/* The width of the spike whose first sample is @at; 0 if there is none. What stands off a line moves there
 * and back: by Cauchy's inequality, @n steps whose squares sum up to s lead no further off it than the root
 * of n s / 4. */
static gsize
spike_at (const Leads *self, const double *steps, gsize at, gsize widest)
{
  double sum = 0.0;

  for (gsize k = 0; k <= widest; k++)
    sum += steps[at - 1 + k];
  if (ROUNDING * 0.25 * (double)(widest + 1) * sum < MIN_SQUARED)
    return 0;
  sum = steps[at - 1];
  for (gsize width = 1; width <= widest; width++)
    {
      double most;

      sum += steps[at - 1 + width];
      most = ROUNDING * 0.25 * (double)(width + 1) * sum;
      if (most >= MIN_SQUARED && is_spike (self, at, width, most))
        return width;
    }
  return 0;
}

gboolean
hx_wave_remove_spikes (float *samples, guint n_leads, gsize n, double rate_hz, guint *n_spikes)
{
  gsize widest = (gsize)(WIDTH_S * rate_hz), side = MAX ((gsize)(SIDE_S * rate_hz), 1);
  const Leads leads = { samples, n_leads, n, side, rate_hz };
  g_autofree double *steps = NULL;

  *n_spikes = 0;
  if (rate_hz < MIN_RATE_HZ || n <= 1 + widest + 2 * side)
    return TRUE;
  steps = g_try_new (double, n);
  if (!steps)
    return FALSE;
  find_steps (&leads, 0, n - 1, steps);
  for (gsize at = 1 + side; at + widest + side < n; at++)
    {
      gsize width = spike_at (&leads, steps, at, widest);

      if (width == 0)
        continue;
      bridge (&leads, at, width);
      (*n_spikes)++;
      find_steps (&leads, at - 1, at + width, steps);
    }
  return TRUE;
}
