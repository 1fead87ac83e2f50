/* hx-wave-spikes.c: a pacemaker's stimuli, which are no waves of the heart
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-wave-signal.h"

#define MIN_RATE_HZ 240.0 /* with fewer samples a stimulus cannot be told from a narrow QRS complex */
#define WIDTH_S 0.013     /* a stimulus lasts 2 ms, longer through some recorders */
#define SIDE_S 0.004      /* beside a stimulus, that must be calm */
#define MIN_SQUARED 0.09  /* of the stimulus's vector over all leads, in squared millivolts */
#define CALM_SHARE 0.05   /* what the sides move, squared, at most as a share of that */

typedef struct
{
  float *samples;
  guint n_leads;
  gsize n, side;
} Leads;

static inline double
squared (double value)
{
  return value * value;
}

/* Whether the samples from @at on stand off the line between their neighbours, which themselves are calm. */
static gboolean
is_spike (const Leads *self, gsize at, gsize width)
{
  double sides = 0.0, middle = 0.0;

  for (guint lead = 0; lead < self->n_leads; lead++)
    {
      const float *x = self->samples + lead * self->n + at - 1;
      double before = (double)x[0], after = (double)x[width + 1], most = 0.0;

      for (gsize k = 1; k <= width; k++)
        most =
            MAX (most, squared ((double)x[k] - before - (after - before) * (double)k / (double)(width + 1)));
      middle += most;
      sides += squared (before - (double)x[-(gssize)self->side])
               + squared ((double)x[width + 1 + self->side] - after) + squared (after - before);
    }
  return middle >= MIN_SQUARED && sides <= CALM_SHARE * middle;
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

/* The squared length of the vector's step from @at to the next sample. */
static double
step_at (const Leads *self, gsize at)
{
  double sum = 0.0;

  for (guint lead = 0; lead < self->n_leads; lead++)
    sum +=
        squared ((double)self->samples[lead * self->n + at + 1] - (double)self->samples[lead * self->n + at]);
  return sum;
}

void
hx_wave_remove_spikes (float *samples, guint n_leads, gsize n, double rate_hz)
{
  gsize widest = (gsize)(WIDTH_S * rate_hz), side = MAX ((gsize)(SIDE_S * rate_hz), 1);
  const Leads leads = { samples, n_leads, n, side };

  if (rate_hz < MIN_RATE_HZ)
    return;
  for (gsize at = 1 + side; at + widest + side < n; at++)
    {
      double steps = 0.0;

      /* What stands off a line moves there and back: by Cauchy's inequality so much at least. */
      for (gsize k = 0; k <= widest; k++)
        steps += step_at (&leads, at - 1 + k);
      if ((double)(widest + 1) * steps < MIN_SQUARED)
        continue;
      for (gsize width = 1; width <= widest; width++)
        if (is_spike (&leads, at, width))
          {
            bridge (&leads, at, width);
            break;
          }
    }
}
