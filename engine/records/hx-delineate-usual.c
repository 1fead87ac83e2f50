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
#define MOST 0.6          /* of the beats, that are alike: then there is one kind */
#define MAX_KINDS 8       /* what is like none of so many is left out */
#define LEAST_OF_KIND 0.5 /* of the most frequent kind, for another to be the rhythm's own */

static gssize
onset_of (const HxDelineation *self, guint beat)
{
  return (gssize)hx_waves_marks (self->waves, beat, self->n_leads)[HX_MARK_QRS_ONSET];
}

/* The median over the beats of one kind; @kinds is NULL if all beats are taken. */
static float
median_after (const HxDelineation *self, guint lead, gssize place, const guint8 *kinds, guint8 kind,
              float *values)
{
  gssize n = (gssize)self->signal->n;
  gsize n_values = 0, n_beats = 0;

  for (guint beat = 0; beat < self->n_beats; beat++)
    {
      gssize at = onset_of (self, beat) + place;
      gssize end = beat + 1 < self->n_beats ? onset_of (self, beat + 1) - BEFORE_NEXT : n;

      if (kinds && kinds[beat] != kind)
        continue;
      n_beats++;
      if (at >= 0 && at < end)
        values[n_values++] = self->above[(gsize)lead * self->signal->n + (gsize)at];
    }
  return 2 * n_values >= n_beats && n_values > 0 ? hx_delineate_median (values, n_values) : NAN;
}

/* The correlation of all leads' QRS complex with the usual one, at the best shift, and where that puts the
 * QRS onset. */
static float
likeness (const HxDelineation *self, guint beat, gssize *origin)
{
  gssize n = (gssize)self->signal->n, onset = onset_of (self, beat);
  float best = -1.0f;

  for (gssize shift = -SHIFT; shift <= SHIFT; shift++)
    {
      double product = 0.0, own = 0.0, usual = 0.0;
      float correlation;

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
      correlation = (float)(product / sqrt (MAX (own * usual, 1e-12)));
      if (correlation > best)
        {
          best = correlation;
          *origin = onset + shift;
        }
    }
  return best;
}

static void
find_median (HxDelineation *self, const guint8 *kinds, guint8 kind)
{
  g_autofree float *values = g_new (float, MAX (self->n_beats, 1));

  for (guint lead = 0; lead < self->n_leads; lead++)
    for (gssize i = 0; i < HX_USUAL_N; i++)
      self->usual[(gssize)lead * HX_USUAL_N + i] =
          self->signal->usable[lead] ? median_after (self, lead, i, kinds, kind, values) : 0.0f;
}

/* Lays the usual beat over every beat. Returns: how many are like it */
static guint
find_likeness (HxDelineation *self)
{
  guint n_alike = 0;

  for (guint beat = 0; beat < self->n_beats; beat++)
    {
      self->origins[beat] = onset_of (self, beat);
      self->likeness[beat] = likeness (self, beat, &self->origins[beat]);
      n_alike += self->likeness[beat] >= HX_USUAL_LIKENESS;
    }
  return n_alike;
}

/* Sorts the beats into kinds, 1 and up; 0 is what belongs to none. Returns: how many kinds there are */
static guint8
sort_beats (HxDelineation *self, guint8 *kinds)
{
  guint8 n_kinds = 0;

  for (guint first = 0; first < self->n_beats && n_kinds < MAX_KINDS; first++)
    {
      if (kinds[first])
        continue;
      kinds[first] = ++n_kinds;
      find_median (self, kinds, n_kinds);
      for (guint beat = first + 1; beat < self->n_beats; beat++)
        {
          gssize origin;

          if (!kinds[beat] && likeness (self, beat, &origin) >= HX_USUAL_LIKENESS)
            kinds[beat] = n_kinds;
        }
    }
  return n_kinds;
}

/* How long a kind's beats come after those before them, in the median. */
static float
time_before (const HxDelineation *self, const guint8 *kinds, guint8 kind)
{
  g_autofree float *times = g_new (float, self->n_beats);

  for (guint beat = 0; beat < self->n_beats; beat++)
    times[beat] = beat > 0 && kinds[beat] == kind ? (float)(self->at[beat] - self->at[beat - 1]) : NAN;
  return hx_delineate_median (times, self->n_beats);
}

/* Of the frequent kinds the one that is not premature: in bigeminy half of the beats are of either. */
static guint8
choose_kind (const HxDelineation *self, const guint8 *kinds, guint8 n_kinds)
{
  guint counts[MAX_KINDS + 1] = { 0 }, most = 0;
  float longest = -1.0f;
  guint8 chosen = 1;

  for (guint beat = 0; beat < self->n_beats; beat++)
    counts[kinds[beat]]++;
  for (guint8 kind = 1; kind <= n_kinds; kind++)
    most = MAX (most, counts[kind]);
  for (guint8 kind = 1; kind <= n_kinds; kind++)
    {
      float time = time_before (self, kinds, kind);

      if (counts[kind] >= LEAST_OF_KIND * most && time > longest)
        {
          longest = time;
          chosen = kind;
        }
    }
  return chosen;
}

void
hx_delineate_usual (HxDelineation *self)
{
  find_median (self, NULL, 0);
  if (self->n_beats > 2 && find_likeness (self) < MOST * self->n_beats)
    {
      g_autofree guint8 *kinds = g_new0 (guint8, self->n_beats);
      guint8 n_kinds = sort_beats (self, kinds);

      find_median (self, kinds, choose_kind (self, kinds, n_kinds));
    }
  find_likeness (self);
  for (gssize i = 0; i < HX_USUAL_N; i++)
    {
      float length = 0.0f;

      for (guint lead = 0; lead < self->n_leads; lead++)
        length += self->usual[(gssize)lead * HX_USUAL_N + i] * self->usual[(gssize)lead * HX_USUAL_N + i];
      self->usual[(gssize)self->n_leads * HX_USUAL_N + i] = sqrtf (length);
    }
}

float
hx_delineate_irregularity (const HxDelineation *self)
{
  double changes = 0.0, intervals = 0.0;
  guint run = 0;

  for (guint beat = 0; beat < self->n_beats; beat++)
    {
      run = self->likeness[beat] >= HX_USUAL_LIKENESS ? run + 1 : 0;
      if (run >= 3)
        {
          double last = (double)self->at[beat] - (double)self->at[beat - 1];
          double before = (double)self->at[beat - 1] - (double)self->at[beat - 2];

          changes += fabs (last - before);
          intervals += last;
        }
    }
  return intervals > 0.0 ? (float)(changes / intervals) : 0.0f;
}
