/* hx-delineate-lead.c: where a wave begins and ends in one lead
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cardiologists do not see the same end of a wave in every lead: V1 shows less of the end of a P wave than II
 * does, and a T wave that another one follows at once ends where that begins. So small networks for each
 * boundary read the edges of all leads, and what the lead itself and all leads together look like, each from
 * another place around that which the leads agree on.
 */
#include "engine/records/hx-delineate-private.h"

#include <math.h>

#define MIDDLE (HX_LEAD_N_PLACES / 2)
#define NEAR 8                 /* places to either side that level and size are taken from */
#define LEAST_MV 0.03f         /* no wave is taken to be smaller */
#define STEEP 3.0f             /* a slope that large is like a deflection of 1 */
#define MOST 3.0f              /* what is larger says no more */
#define COARSE HX_WAVE_MS (16) /* from place to place of P and T waves */
#define FINE HX_WAVE_MS (8)    /* of QRS complexes */

typedef struct
{
  const HxDelineation *self;
  gssize middle, step;
} Window;

static gssize
place_of (const Window *window, gssize place)
{
  return CLAMP (window->middle + (place - MIDDLE) * window->step, 0, (gssize)window->self->signal->n - 1);
}

static float
largest_near (const float values[HX_LEAD_N_PLACES])
{
  float largest = 0.0f;

  for (gssize i = MIDDLE - NEAR; i <= MIDDLE + NEAR; i++)
    largest = MAX (largest, fabsf (values[i]));
  return largest + LEAST_MV;
}

/* The lead itself above its median, and the slope there. */
static void
read_lead (const Window *window, guint lead, float values[HX_LEAD_N_PLACES], float slopes[HX_LEAD_N_PLACES])
{
  const HxWaveSignal *signal = window->self->signal;
  const float *x = hx_wave_lead (signal, signal->smooth, lead);
  float level;

  for (gssize i = 0; i < HX_LEAD_N_PLACES; i++)
    {
      gssize at = place_of (window, i), half = window->step / 2;

      values[i] = x[at];
      slopes[i] = x[MIN (at + half, (gssize)signal->n - 1)] - x[MAX (at - half, 0)];
    }
  level = hx_delineate_median (values + MIDDLE - NEAR, 2 * NEAR + 1);
  for (gssize i = 0; i < HX_LEAD_N_PLACES; i++)
    values[i] -= level;
}

static Window
window_at (const HxDelineation *self, HxBound bound, gssize place)
{
  const gboolean is_qrs = bound == HX_BOUND_QRS_ONSET || bound == HX_BOUND_QRS_OFFSET;

  return (Window){ self, place, is_qrs ? FINE : COARSE };
}

void
hx_lead_distances (const HxDelineation *self, HxBound bound, gssize place, float distances[HX_LEAD_N_PLACES])
{
  const HxWaveSignal *signal = self->signal;
  const Window window = window_at (self, bound, place);
  gssize places[HX_LEAD_N_PLACES];

  for (gssize i = 0; i < HX_LEAD_N_PLACES; i++)
    {
      places[i] = place_of (&window, i);
      distances[i] = 0.0f;
    }
  for (guint lead = 0; lead < signal->n_leads; lead++)
    {
      const float *x = hx_wave_lead (signal, signal->smooth, lead);

      if (!signal->usable[lead])
        continue;
      for (gssize i = 0; i < HX_LEAD_N_PLACES; i++)
        {
          float away = x[places[i]] - x[places[MIDDLE]];

          distances[i] += away * away;
        }
    }
  for (gssize i = 0; i < HX_LEAD_N_PLACES; i++)
    distances[i] = sqrtf (distances[i] / (float)MAX (signal->n_usable, 1));
}

void
hx_lead_look (const HxDelineation *self, HxBound bound, guint lead, gssize place,
              const float distances[HX_LEAD_N_PLACES], float features[HX_LEAD_N_LOOKS])
{
  const Window window = window_at (self, bound, place);
  float values[HX_LEAD_N_PLACES], slopes[HX_LEAD_N_PLACES], size, length;
  guint f = 0;

  read_lead (&window, lead, values, slopes);
  size = largest_near (values);
  length = largest_near (distances);
  for (guint k = 0; k < HX_N_STANDARD_LEADS; k++)
    features[f++] = self->signal->standard[lead] == (int)k ? 1.0f : 0.0f;
  for (guint i = 0; i < HX_LEAD_N_PLACES; i++)
    {
      float value = CLAMP (values[i] / size, -MOST, MOST);
      float slope = CLAMP (STEEP * slopes[i] / size, -MOST, MOST);

      features[f++] = value;
      features[f++] = fabsf (value);
      features[f++] = slope;
      features[f++] = fabsf (slope);
      features[f++] = MIN (distances[i] / length, MOST);
    }
  features[f++] = logf (size);
  g_assert (f == HX_LEAD_N_LOOKS);
}
