/* hx-delineate-usual.c: the beat that most beats are like
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-delineate-private.h"

#include <math.h>

#define COMPARED HX_WAVE_MS (120) /* from the QRS onset on, what tells one kind of beat from another */
#define SHIFT HX_WAVE_MS (12)     /* onsets of like beats may differ so much */
#define BEFORE_NEXT HX_WAVE_MS (40)

static gssize
onset_of (const HxDelineation *self, guint beat)
{
  return (gssize)hx_waves_marks (self->waves, beat, self->n_leads)[HX_MARK_QRS_ONSET];
}

static float
median_after (const HxDelineation *self, guint lead, gssize place, float *values)
{
  gssize n = (gssize)self->signal->n;
  gsize n_values = 0;

  for (guint beat = 0; beat < self->n_beats; beat++)
    {
      gssize at = onset_of (self, beat) + place;
      gssize end = beat + 1 < self->n_beats ? onset_of (self, beat + 1) - BEFORE_NEXT : n;

      if (at >= 0 && at < end)
        values[n_values++] = self->above[(gsize)lead * self->signal->n + (gsize)at];
    }
  return 2 * n_values >= self->n_beats && n_values > 0 ? hx_delineate_median (values, n_values) : NAN;
}

/* The correlation of all leads' QRS complex with the usual one, at the best shift. */
static float
likeness (const HxDelineation *self, guint beat)
{
  gssize n = (gssize)self->signal->n, onset = onset_of (self, beat);
  float best = -1.0f;

  for (gssize shift = -SHIFT; shift <= SHIFT; shift++)
    {
      double product = 0.0, own = 0.0, usual = 0.0;

      for (guint lead = 0; lead < self->n_leads; lead++)
        for (gssize i = 0; i < COMPARED && self->signal->usable[lead]; i++)
          {
            gssize at = onset + shift + i;
            double u = (double)self->usual[(gssize)lead * HX_USUAL_N + i], x;

            if (at < 0 || at >= n || !isfinite (u))
              continue;
            x = (double)self->above[(gsize)lead * self->signal->n + (gsize)at];
            product += u * x;
            own += x * x;
            usual += u * u;
          }
      best = MAX (best, (float)(product / sqrt (MAX (own * usual, 1e-12))));
    }
  return best;
}

void
hx_delineate_usual (HxDelineation *self)
{
  g_autofree float *values = g_new (float, MAX (self->n_beats, 1));

  for (guint lead = 0; lead < self->n_leads; lead++)
    for (gssize i = 0; i < HX_USUAL_N; i++)
      self->usual[(gssize)lead * HX_USUAL_N + i] =
          self->signal->usable[lead] ? median_after (self, lead, i, values) : 0.0f;
  for (gssize i = 0; i < HX_USUAL_N; i++)
    {
      float length = 0.0f;

      for (guint lead = 0; lead < self->n_leads; lead++)
        length += self->usual[(gssize)lead * HX_USUAL_N + i] * self->usual[(gssize)lead * HX_USUAL_N + i];
      self->usual[(gssize)self->n_leads * HX_USUAL_N + i] = sqrtf (length);
    }
  for (guint beat = 0; beat < self->n_beats; beat++)
    self->likeness[beat] = likeness (self, beat);
}
