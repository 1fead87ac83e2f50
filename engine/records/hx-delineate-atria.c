/* hx-delineate-atria.c: whether the atria flutter, and P waves that T waves hide, from the averaged beat
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When QRS complexes and T waves hide all turns of a flutter but one, that one looks like a P wave; and in a
 * fast rhythm a P wave on a T wave looks like a part of it. What the averaged beat has from the end of its
 * QRS complex to the next one is told by what explains it best: a T wave and a P wave, or a T wave and what
 * circles in the atria.
 */
#include "engine/records/hx-delineate-atria.h"

#include <math.h>

/* Misfits as shares of one another: circling waves must leave so little of what P waves leave; P waves that
 * are looked for in T waves must leave so little of what T waves leave, and not much more than circling waves
 * do. */
#define CIRCLE_LEAVES 0.25
#define CIRCLE_LEAVES_UNSEEN 0.1 /* where P waves were found but lie beyond what the averaged beat shows */
#define P_LEAVES 0.32
#define P_BESIDE_CIRCLE 2.0
#define CIRCLE_AWAY 0.12 /* of a turn: intervals between beats are whole turns but for so much */

/* From the end of the T wave to a P wave, in samples: so near, a P wave that was found is looked at again;
 * and a P wave that was not found is believed. */
#define NEAR_T 12.0
#define NEAR_HIDDEN 40.0
#define SAME_P 20.0 /* samples between two opinions of where a P wave begins */
#define REGULAR 0.03
#define MAX_IRREGULARITY 0.1 /* mean change of an interval, as a share of it */

/* How long the P waves that were found begin before the QRS complexes; NaN if there are none. */
static double
found_before (const HxDelineation *self)
{
  g_autofree float *times = g_new (float, self->n_beats);

  for (guint beat = 0; beat < self->n_beats; beat++)
    times[beat] =
        hx_average_is_usual (self, beat)
            ? hx_waves_marks (self->waves, beat, self->n_leads)[HX_MARK_QRS_ONSET]
                  - hx_delineation_edges (self, beat, HX_BOUND_P_ONSET, self->n_leads)[HX_EDGE_SLOPE_20]
            : NAN;
  return (double)hx_delineate_median (times, self->n_beats);
}

static double
time_before (const HxDelineation *self, const HxAtria *p)
{
  return hx_atria_next_origin (self) + hx_delineate_median_mark (self, HX_MARK_QRS_ONSET) - p->at;
}

/* Whether most intervals between usual beats are whole turns: each beat is conducted from one of them. */
static gboolean
conducts (const HxDelineation *self, const HxAtria *circle)
{
  g_autofree float *away = g_new (float, self->n_beats);

  for (guint beat = 0; beat < self->n_beats; beat++)
    {
      float turns = NAN;

      if (beat + 1 < self->n_beats && hx_average_is_usual (self, beat)
          && hx_average_is_usual (self, beat + 1))
        turns = (float)((double)(self->origins[beat + 1] - self->origins[beat]) / circle->at);
      away[beat] = fabsf (turns - roundf (turns));
    }
  return (double)hx_delineate_median (away, self->n_beats) < CIRCLE_AWAY;
}

/* Whether the averaged beat shows where the next one's P wave is. */
static gboolean
reaches_next (const HxAtriaStretch *stretch)
{
  return (double)(stretch->first + (stretch->n - 1) * HX_ATRIA_STEP) >= stretch->next - HX_ATRIA_LATEST_P;
}

/* Whether P waves that explain the averaged beat are on T waves, or are elsewhere than those that were found.
 */
static gboolean
are_hidden (const HxDelineation *self, const HxAtriaStretch *stretch, gboolean has_p, const HxAtria *p)
{
  if (!has_p)
    return p->at < p->recovery.end + NEAR_HIDDEN;
  if (p->at < p->recovery.end + NEAR_T)
    return TRUE;
  return reaches_next (stretch) && hx_delineate_irregularity (self) < REGULAR
         && !(fabs (found_before (self) - time_before (self, p)) < SAME_P);
}

gboolean
hx_delineate_atria (HxDelineation *self, gboolean has_p)
{
  g_auto (HxAverage) average = { 0 };
  HxAtria alone = { 0 }, p = { 0 }, circle = { 0 };
  g_auto (HxAtriaStretch) stretch = { 0 };
  double alone_leaves, p_leaves, circle_leaves;

  self->atria.restless = !has_p;
  if (hx_delineate_irregularity (self) > MAX_IRREGULARITY || !hx_average_find (&average, self, TRUE, INFINITY)
      || !hx_atria_take (&stretch, &average, self))
    return has_p;
  alone_leaves = hx_atria_fit (&stretch, HX_ATRIA_NONE, &alone);
  p_leaves = MIN (hx_atria_fit (&stretch, HX_ATRIA_P, &p), alone_leaves);
  circle_leaves = hx_atria_fit (&stretch, HX_ATRIA_CIRCLE, &circle);
  if (circle_leaves < (has_p && !reaches_next (&stretch) ? CIRCLE_LEAVES_UNSEEN : CIRCLE_LEAVES) * p_leaves
      && conducts (self, &circle))
    self->atria = circle;
  else if (p_leaves < P_LEAVES * alone_leaves && p_leaves < P_BESIDE_CIRCLE * circle_leaves
           && are_hidden (self, &stretch, has_p, &p))
    self->atria = p;
  return has_p && self->atria.kind != HX_ATRIA_CIRCLE;
}

void
hx_atria_remove (HxAverage *average, const HxDelineation *self)
{
  g_autofree double *sizes = g_new0 (double, MAX (average->n_leads, 1) * HX_ATRIA_MAX_COLUMNS);
  g_auto (HxAtriaStretch) stretch = { 0 };

  if (self->atria.kind == HX_ATRIA_NONE || !hx_atria_take (&stretch, average, self))
    return;
  hx_atria_misfit (&stretch, &self->atria, sizes);
  for (gssize i = 0; i < average->n; i++)
    {
      double columns[HX_ATRIA_MAX_COLUMNS];

      hx_atria_make_columns (&stretch, self->atria.kind, self->atria.at, (double)(average->first + i),
                             columns);
      for (guint lead = 0; lead < average->n_leads; lead++)
        for (guint k = 0; k + HX_RECOVERY_N_PARTS < hx_atria_count_columns (self->atria.kind); k++)
          average->x[lead * average->n + i] -=
              columns[k] * sizes[lead * HX_ATRIA_MAX_COLUMNS + HX_RECOVERY_N_PARTS + k];
    }
}

void
hx_atria_settle (HxDelineation *self)
{
  float onset_after_origin = (float)(self->atria.at - hx_atria_next_origin (self));

  if (self->atria.kind != HX_ATRIA_P)
    return;
  for (guint beat = 1; beat < self->n_beats; beat++)
    {
      float *marks = hx_waves_marks (self->waves, beat, self->n_leads);
      float onset = (float)self->origins[beat] + onset_after_origin;

      if (!hx_average_is_usual (self, beat) || !hx_average_is_usual (self, beat - 1))
        continue;
      marks[HX_MARK_P_ONSET] = onset;
      marks[HX_MARK_P_PEAK] = onset + (float)(0.5 * HX_ATRIA_P_LENGTH);
      marks[HX_MARK_P_OFFSET] = MIN (onset + (float)HX_ATRIA_P_LENGTH, marks[HX_MARK_QRS_ONSET]);
    }
}
