/* hx-delineate-average.c: the averaged beat, in which noise and fibrillating atria fade
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-delineate-private.h"

#include <math.h>
#include <string.h>

#define MIN_BEATS 2
#define BEFORE_NEXT HX_WAVE_MS (40)
#define BEFORE_P HX_WAVE_MS (6)
#define TRIM 0.2              /* of the beats, at either end, are left out of the mean */
#define LEAST_SEEN 0.5        /* of the beats must reach so far, for their mean to do so; */
#define LEAST_SEEN_WHOLE 0.25 /* atria that flutter are best seen after the longest intervals */
#define AFTER_T HX_WAVE_MS (30)
#define REST_STEP 2         /* every second sample tells as much of noise as all */
#define MIN_REST 100        /* samples, to tell noise from */
#define LEAST_VARIANCE 1e-2 /* of a sum of leads, as a share of that of the mean lead */
#define LEAST_MV 0.001      /* noise that is always assumed */

gboolean
hx_average_is_usual (const HxDelineation *self, guint beat)
{
  return self->likeness[beat] >= HX_USUAL_LIKENESS;
}

/* Whether a usual beat comes after another, or first: a pause after a premature beat makes QT longer. */
static gboolean
is_undisturbed (const HxDelineation *self, guint beat)
{
  return hx_average_is_usual (self, beat) && (beat == 0 || hx_average_is_usual (self, beat - 1));
}

/* Which beats are averaged: those that are undisturbed, if they are most of the usual ones. Returns: how many
 */
static guint
choose_beats (const HxDelineation *self, guint8 *chosen)
{
  guint n_usual = 0, n_undisturbed = 0;

  for (guint beat = 0; beat < self->n_beats; beat++)
    {
      n_usual += hx_average_is_usual (self, beat);
      n_undisturbed += is_undisturbed (self, beat);
    }
  for (guint beat = 0; beat < self->n_beats; beat++)
    chosen[beat] = 2 * n_undisturbed > n_usual && n_undisturbed >= MIN_BEATS
                       ? is_undisturbed (self, beat)
                       : hx_average_is_usual (self, beat);
  return 2 * n_undisturbed > n_usual && n_undisturbed >= MIN_BEATS ? n_undisturbed : n_usual;
}

/* Where what belongs to the next beat begins; @whole, where its QRS complex does. */
static gssize
end_of (const HxDelineation *self, guint beat, gboolean whole)
{
  const float *next;

  if (beat + 1 >= self->n_beats)
    return (gssize)self->signal->n;
  next = hx_waves_marks (self->waves, beat + 1, self->n_leads);
  if (!whole && isfinite (next[HX_MARK_P_ONSET]))
    return (gssize)next[HX_MARK_P_ONSET] - BEFORE_P;
  return (gssize)self->origins[beat + 1] - BEFORE_NEXT;
}

static double
trimmed_mean (float *values, guint n)
{
  guint out = (guint)(TRIM * n);
  double sum = 0.0;

  hx_wave_sort (values, n);
  for (guint i = out; i < n - out; i++)
    sum += (double)values[i];
  return sum / (n - 2 * out);
}

/* A lead as recorded, but above the line from one PR segment to the next. */
static inline float
value_at (const HxDelineation *self, guint lead, gssize at)
{
  gsize i = (gsize)lead * self->signal->n + (gsize)at;

  return self->above[i] + (self->signal->mv[i] - self->signal->smooth[i]);
}

/* Which beats are averaged, and how. */
typedef struct
{
  const HxDelineation *delineation;
  guint8 *chosen; /* n_beats */
  guint n_chosen;
  gboolean whole;
  double from;  /* samples from the origins: from there on, */
  float *paces; /* n_beats: every beat is laid over the others at its pace */
} Beats;

static void
clear_beats (Beats *self)
{
  g_free (self->chosen);
  g_free (self->paces);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Beats, clear_beats)

/* The values of the chosen beats at one place. Returns: how many */
static guint
gather (const Beats *self, guint lead, gssize place, float *values)
{
  const HxDelineation *all = self->delineation;
  guint count = 0;

  for (guint beat = 0; beat < all->n_beats; beat++)
    {
      double late = MAX ((double)place - self->from, 0.0);
      double time = (double)place + late * ((double)self->paces[beat] - 1.0);
      gssize at = all->origins[beat] + (gssize)floor (time);
      float share = (float)(time - floor (time));

      if (self->chosen[beat] && at >= 0
          && at + 1 < MIN (end_of (all, beat, self->whole), (gssize)all->signal->n))
        values[count++] = (1.0f - share) * value_at (all, lead, at) + share * value_at (all, lead, at + 1);
    }
  return count;
}

gboolean
hx_average_find (HxAverage *average, const HxDelineation *self, gboolean whole, double from)
{
  g_autofree float *values = g_new (float, MAX (self->n_beats, 1));
  g_auto (Beats) beats = { .delineation = self, .whole = whole, .from = from };
  guint lead = 0;

  *average = (HxAverage){ .first = HX_AVERAGE_FIRST, .n = HX_AVERAGE_N };
  beats.chosen = g_new (guint8, MAX (self->n_beats, 1));
  beats.n_chosen = choose_beats (self, beats.chosen);
  beats.paces = hx_recovery_paces (self, from);
  while (lead < self->n_leads && !self->signal->usable[lead])
    lead++;
  if (beats.n_chosen < MIN_BEATS || lead == self->n_leads)
    return FALSE;
  for (gssize i = 0; i < average->n; i++)
    {
      guint count = gather (&beats, lead, average->first + i, values);

      if ((double)count < (whole ? LEAST_SEEN_WHOLE : LEAST_SEEN) * beats.n_chosen || count < MIN_BEATS)
        average->n = i;
    }
  average->x = g_new (double, (gsize)self->n_leads *HX_AVERAGE_N);
  for (lead = 0; lead < self->n_leads; lead++)
    if (self->signal->usable[lead])
      for (gssize i = 0, row = average->n * average->n_leads++; i < average->n; i++)
        average->x[row + i] = trimmed_mean (values, gather (&beats, lead, average->first + i, values));
  return TRUE;
}

/* The covariance of leads between T waves, that end at @t_end, and what comes next: of noise, and of atria
 * that fibrillate. Returns: how many samples tell it */
static gsize
find_covariance (const HxDelineation *self, double t_end, double *covariance)
{
  g_autofree guint *leads = g_new (guint, self->n_leads);
  g_autofree double *x = g_new (double, self->n_leads);
  gsize n_leads = 0, n_rest = 0;

  for (guint lead = 0; lead < self->n_leads; lead++)
    if (self->signal->usable[lead])
      leads[n_leads++] = lead;
  for (guint beat = 0; beat + 1 < self->n_beats; beat++)
    {
      gssize from = self->origins[beat] + (gssize)t_end + AFTER_T;

      for (gssize at = from; hx_average_is_usual (self, beat) && at < end_of (self, beat, FALSE);
           at += REST_STEP)
        {
          for (gsize a = 0; a < n_leads; a++)
            {
              x[a] = (double)value_at (self, leads[a], at);
              for (gsize b = 0; b <= a; b++)
                covariance[a * n_leads + b] += x[a] * x[b];
            }
          n_rest++;
        }
    }
  return n_rest;
}

void
hx_average_whiten (HxAverage *average, const HxDelineation *self, double t_end)
{
  gsize n = average->n_leads, n_rest;
  g_autofree double *covariance = g_new0 (double, n *n);
  double variance = 0.0;

  n_rest = find_covariance (self, t_end, covariance);
  if (n_rest < MIN_REST)
    return;
  for (gsize a = 0; a < n; a++)
    variance += covariance[a * n + a] / (double)(n * n_rest);
  variance += LEAST_MV * LEAST_MV;
  for (gsize a = 0; a < n * n; a++)
    covariance[a] /= variance * (double)n_rest;
  for (gsize a = 0; a < n; a++)
    covariance[a * n + a] += LEAST_VARIANCE + LEAST_MV * LEAST_MV / variance;
  hx_squares_factor (covariance, average->n_leads, n);
  for (gsize i = 0; i < (gsize)average->n; i++)
    for (gsize a = 0; a < n; a++)
      {
        double *x = average->x + a * (gsize)average->n + i;

        for (gsize b = 0; b < a; b++)
          *x -= covariance[a * n + b] * average->x[b * (gsize)average->n + i];
        *x /= covariance[a * n + a];
      }
}

void
hx_average_clear (HxAverage *average)
{
  g_clear_pointer (&average->x, g_free);
}
