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

/* Misfits as shares of one another: circling waves must leave so little of what T waves leave and of what P
 * waves leave; P waves that are looked for in T waves must leave so little of what T waves leave, and not
 * much more than circling waves do. */
#define CIRCLE_LEAVES 0.25
#define CIRCLE_LEAVES_OF_P 0.7
#define CIRCLE_LEAVES_OF_FOUND 0.42 /* where P waves were found that explain the averaged beat best */
#define CIRCLE_LEAVES_UNSEEN 0.1    /* where P waves were found but lie beyond what the averaged beat shows */
#define LEAST_CIRCLE_MV 0.006       /* root mean square, besides T waves */
#define P_LEAVES 0.32
#define P_BESIDE_CIRCLE 2.0

/* Turns, in samples. Intervals between beats are whole turns but for so much, and if they change, but for
 * less, or any turn would do. */
#define SHORTEST_TURN 82.0
#define LONGEST_TURN 126.0
#define TURN_STEP 0.25
#define MIN_INTERVALS 3
#define MOST_AWAY 0.15
#define AWAY 0.1
#define AWAY_IRREGULAR 0.06
#define BEFORE_QRS 6 /* samples before the origin, where the level of all leads is taken to be 0 */

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

/* How far the intervals between usual beats are from whole turns: the mean of the squares, in turns; infinity
 * if there are too few. */
static double
away_from_turns (const HxDelineation *self, double turn)
{
  double sum = 0.0;
  guint n = 0;

  for (guint beat = 0; beat + 1 < self->n_beats; beat++)
    if (hx_average_is_usual (self, beat) && hx_average_is_usual (self, beat + 1))
      {
        double turns = (double)(self->origins[beat + 1] - self->origins[beat]) / turn;
        double away = MIN (fabs (turns - round (turns)), MOST_AWAY);

        sum += away * away;
        n++;
      }
  return n >= MIN_INTERVALS ? sum / n : INFINITY;
}

/* Turns with which the beats come: each beat is conducted from one of them, so intervals are whole turns. */
static void
list_turns (HxAtriaStretch *stretch, const HxDelineation *self, double largest_away)
{
  double before = INFINITY, away = away_from_turns (self, SHORTEST_TURN), after;

  for (double turn = SHORTEST_TURN; turn <= LONGEST_TURN; turn += TURN_STEP, before = away, away = after)
    {
      after = away_from_turns (self, turn + TURN_STEP);
      if (away < before && away <= after && away < largest_away * largest_away
          && stretch->n_turns < HX_ATRIA_MAX_TRIED)
        stretch->turns[stretch->n_turns++] = turn;
    }
}

/* Where the QRS complexes begin and end before a wave that circles is taken out. */
static void
find_recorded (HxDelineation *self, const HxAverage *average)
{
  static const HxMark marks[HX_N_ACTIVATION_NETS] = {
    [HX_ACTIVATION_ONSET] = HX_MARK_QRS_ONSET,
    [HX_ACTIVATION_OFFSET] = HX_MARK_QRS_OFFSET,
  };
  double r = hx_delineate_median_mark (self, HX_MARK_R);

  for (HxActivation which = 0; which < HX_N_ACTIVATION_NETS; which++)
    {
      double place = hx_delineate_median_mark (self, marks[which]);

      self->atria.recorded[which] = hx_delineate_activation (average, which, &place) ? place - r : NAN;
    }
}

/* Takes a wave that circles out of all leads, and looks at the usual beat again. */
static void
take_out (HxDelineation *self, const HxAtriaStretch *stretch)
{
  g_autofree double *sizes = g_new0 (double, stretch->average->n_leads *HX_ATRIA_MAX_COLUMNS);
  guint n_columns = hx_atria_count_columns (&self->atria) - HX_RECOVERY_N_PARTS, row = 0, beat = 0;
  double before[HX_ATRIA_MAX_COLUMNS], columns[HX_ATRIA_MAX_COLUMNS];
  gssize n = (gssize)self->signal->n, origin = 0;

  hx_atria_misfit (stretch, &self->atria, sizes);
  hx_atria_make_columns (stretch, &self->atria, -(double)BEFORE_QRS, before);
  for (guint first = self->n_beats; first-- > 0;)
    origin = hx_average_is_usual (self, first) ? self->origins[first] : origin;
  for (gssize i = 0; i < n; i++)
    {
      float squares = 0.0f;

      for (; beat < self->n_beats && self->origins[beat] <= i; beat++)
        origin = hx_average_is_usual (self, beat) ? self->origins[beat] : origin;
      hx_atria_make_columns (stretch, &self->atria, (double)(i - origin), columns);
      row = 0;
      for (guint lead = 0; lead < self->n_leads; lead++)
        {
          float *above = self->above + (gsize)lead * self->signal->n + i;
          const double *own = sizes + row * HX_ATRIA_MAX_COLUMNS + HX_RECOVERY_N_PARTS;

          if (!self->signal->usable[lead])
            continue;
          for (guint k = 0; k < n_columns; k++)
            *above -= (float)(own[k] * (columns[k] - before[k]));
          squares += *above * *above;
          row++;
        }
      self->level[i] = sqrtf (squares);
    }
  hx_delineate_usual (self);
  hx_delineate_t_peaks (self, HX_USUAL_N);
}

/* Whether the averaged beat shows where the next one's P wave is. */
static gboolean
reaches_next (const HxAtriaStretch *stretch)
{
  return (double)(stretch->first + (stretch->n - 1) * HX_ATRIA_STEP) >= stretch->next - HX_ATRIA_LATEST_P;
}

/* Whether P waves that explain the averaged beat are those that were found. */
static gboolean
are_found (const HxDelineation *self, gboolean has_p, const HxAtria *p)
{
  return has_p && fabs (found_before (self) - time_before (self, p)) < SAME_P;
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
  return reaches_next (stretch) && hx_delineate_irregularity (self) < REGULAR && !are_found (self, has_p, p);
}

/* Whether what was found as P waves begins before T waves end, so that it may be their end: then it is P
 * waves only if they explain something. */
static gboolean
are_on_t (const HxDelineation *self, const HxAtria *alone)
{
  g_autofree float *times = g_new (float, MAX (self->n_beats, 1));

  for (guint beat = 0; beat < self->n_beats; beat++)
    times[beat] = beat > 0 && hx_average_is_usual (self, beat) && hx_average_is_usual (self, beat - 1)
                      ? hx_delineation_edges (self, beat, HX_BOUND_P_ONSET, self->n_leads)[HX_EDGE_SLOPE_20]
                            - (float)self->origins[beat - 1]
                      : NAN;
  return (double)hx_delineate_median (times, self->n_beats) < alone->recovery.end;
}

/* Whether a wave that circles explains the averaged beat, by what is left without it, with a P wave instead,
 * and with it; @found: whether that P wave was found. */
static gboolean
circles (const HxAtriaStretch *stretch, gboolean has_p, gboolean found, double alone, double p, double circle)
{
  double seen = found ? CIRCLE_LEAVES_OF_FOUND : CIRCLE_LEAVES_OF_P;
  double share = reaches_next (stretch) ? seen : has_p ? CIRCLE_LEAVES_UNSEEN : 1.0;
  double power = (alone - circle) / ((double)stretch->n * stretch->average->n_leads);

  return circle < CIRCLE_LEAVES * alone && circle < share * p && power > LEAST_CIRCLE_MV * LEAST_CIRCLE_MV;
}

gboolean
hx_delineate_atria (HxDelineation *self, gboolean has_p)
{
  g_auto (HxAverage) average = { 0 };
  HxAtria alone = { 0 }, p = { 0 }, circle = { 0 };
  g_auto (HxAtriaStretch) stretch = { 0 };
  gboolean regular = hx_delineate_irregularity (self) <= MAX_IRREGULARITY;
  double alone_leaves, p_leaves, circle_leaves;

  self->atria.restless = !has_p;
  if (!hx_average_find (&average, self, TRUE, INFINITY) || !hx_atria_take (&stretch, &average, self))
    return has_p;
  list_turns (&stretch, self, regular ? AWAY : AWAY_IRREGULAR);
  if (!regular && stretch.n_turns == 0 && !has_p)
    return FALSE;
  alone_leaves = hx_atria_fit (&stretch, HX_ATRIA_NONE, FALSE, &alone);
  p_leaves = regular ? MIN (hx_atria_fit (&stretch, HX_ATRIA_P, FALSE, &p), alone_leaves) : alone_leaves;
  circle_leaves = hx_atria_fit (&stretch, HX_ATRIA_CIRCLE, FALSE, &circle);
  if (circles (&stretch, has_p, regular && are_found (self, has_p, &p), alone_leaves, p_leaves,
               circle_leaves))
    {
      hx_atria_fit (&stretch, HX_ATRIA_CIRCLE, TRUE, &self->atria);
      find_recorded (self, &average);
      take_out (self, &stretch);
    }
  else if (regular && p_leaves < P_LEAVES * alone_leaves && p_leaves < P_BESIDE_CIRCLE * circle_leaves
           && are_hidden (self, &stretch, has_p, &p))
    hx_atria_fit (&stretch, HX_ATRIA_P, TRUE, &self->atria);
  else if (has_p && !(p_leaves < P_LEAVES * alone_leaves) && are_on_t (self, &alone))
    {
      self->atria.restless = TRUE;
      return FALSE;
    }
  return has_p && self->atria.kind != HX_ATRIA_CIRCLE;
}

void
hx_atria_remove (HxAverage *average, const HxDelineation *self)
{
  g_autofree double *sizes = g_new0 (double, MAX (average->n_leads, 1) * HX_ATRIA_MAX_COLUMNS);
  g_auto (HxAtriaStretch) stretch = { 0 };

  if (self->atria.kind != HX_ATRIA_P || !hx_atria_take (&stretch, average, self))
    return;
  hx_atria_misfit (&stretch, &self->atria, sizes);
  for (gssize i = 0; i < average->n; i++)
    {
      double columns[HX_ATRIA_MAX_COLUMNS];

      hx_atria_make_columns (&stretch, &self->atria, (double)(average->first + i), columns);
      for (guint lead = 0; lead < average->n_leads; lead++)
        for (guint k = 0; k + HX_RECOVERY_N_PARTS < hx_atria_count_columns (&self->atria); k++)
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
      marks[HX_MARK_P_PEAK] = onset + (float)(0.5 * self->atria.length);
      marks[HX_MARK_P_OFFSET] = MIN (onset + (float)self->atria.length, marks[HX_MARK_QRS_ONSET]);
    }
}

void
hx_atria_forget (HxDelineation *self)
{
  for (guint beat = 0; beat < self->n_beats; beat++)
    if (hx_average_is_usual (self, beat))
      for (HxMark mark = HX_MARK_P_ONSET; mark <= HX_MARK_P_OFFSET; mark++)
        hx_waves_marks (self->waves, beat, self->n_leads)[mark] = NAN;
}
