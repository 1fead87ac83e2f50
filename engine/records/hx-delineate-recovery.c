/* hx-delineate-recovery.c: the end of the T wave of all leads together, from the averaged beat
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A T wave ends so gently that noise and fibrillating atria move every edge that is looked for beat by beat.
 * What a strip tells best is its averaged beat, and of that its whole shape: ST segment and T wave of all
 * leads are fitted by the least squares, as half cosines that share their times and differ in size.
 */
#include "engine/records/hx-delineate-atria.h"

#include <math.h>

#define MAX_ENDS 96  /* that are tried, */
#define END_STEP 6.0 /* samples apart */
#define MAX_TURNS 40 /* of a search */
#define STEP 2       /* every second sample is enough for waves as slow as these */
#define MAX_POINTS (HX_AVERAGE_N / STEP)
#define AFTER_QRS 5       /* samples: QRS complexes end a little later than they seem to */
#define SHORTEST_MS 60    /* from the end of the QRS complex to that of the T wave */
#define MOST_HIDDEN_MS 40 /* of the T wave, by the next P wave */
#define CORRELATED 12.0   /* samples of noise that are as good as one */

/* What is usual, and how far from it is not yet unusual: the T wave's peak as a share of the wave; the wave
 * as a share of the time from the end of the QRS complex on; its end, which follows the cube root of the
 * interval between beats; the level after it, beside that of the PR segment; differences in shape between
 * leads. */
#define USUAL_PEAK 0.58
#define PEAK_DEVIATION 0.06
#define USUAL_SHARE 0.76
#define SHARE_DEVIATION 0.12
#define USUAL_QT_S 0.405
#define QT_DEVIATION 20.0 /* samples */
#define LEVEL_MV 0.02
#define SAME_END 10.0  /* samples between two opinions of where the T wave ends */
#define OTHER_END 30.0 /* samples between opinions that are of different waves; */
#define MOST_LEFT 0.05 /* if so much is left of the energy, then neither is of a T wave */
#define SIDE_SHARE 0.1
#define BEFORE_NEXT (float)HX_WAVE_MS (20)

#define MOST_LONGER                                                                                          \
  5.0                    /* samples, a QRS complex is at an end for a circling wave that was taken out of it \
                          */
#define FEWEST_TURNS 2.5 /* between beats: with fewer, each phase is seen once beside the T wave at most */
#define MOST_ON_T 35.0   /* samples, a P wave begins before the end of a T wave whose end can be told; */
#define MOST_IN_T 60.0   /* and if it can be told itself */

#define AT_ONCE 0.25            /* of a change of the interval between beats, the next QT interval follows */
#define LONGEST_PAUSE 1.5       /* of the mean interval: a longer one has no more effect */
#define SHORTEST_RECOVERY 100.0 /* samples from the end of a QRS complex to that of the T wave */

/* The averaged beat from the end of the QRS complex on. Times are in samples of the signal from R. */
typedef struct
{
  guint n_leads;
  gssize n, first; /* points, STEP samples apart; of the first one */
  double *x;       /* n_leads x n */
  double energy;
  double noise;     /* variance of what no shape explains, once it is known */
  double j;         /* end of the QRS complex */
  double usual_end; /* of T waves of hearts that beat so fast */
} Average;

static void
clear_average (Average *self)
{
  g_free (self->x);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Average, clear_average)

static double
mean_interval (const HxDelineation *self)
{
  return self->n_beats > 1 ? (double)(self->at[self->n_beats - 1] - self->at[0]) / (self->n_beats - 1)
                           : HX_WAVE_RATE_HZ;
}

double
hx_recovery_usual_end (double interval)
{
  return USUAL_QT_S * HX_WAVE_RATE_HZ * cbrt (interval / HX_WAVE_RATE_HZ);
}

/* The QT interval follows the mean rate of many beats, and the last interval by a part only. */
float *
hx_recovery_paces (const HxDelineation *self, double j)
{
  float *paces = g_new (float, MAX (self->n_beats, 1));
  double mean = mean_interval (self), usual_end = hx_recovery_usual_end (mean);

  for (guint beat = 0; beat < self->n_beats; beat++)
    {
      double before = beat > 0 ? (double)(self->at[beat] - self->at[beat - 1]) / mean : 1.0;
      double longer = cbrt (1.0 + AT_ONCE * (MIN (before, LONGEST_PAUSE) - 1.0)) - 1.0;

      paces[beat] = (float)(1.0 + longer * usual_end / MAX (usual_end - j, SHORTEST_RECOVERY));
    }
  return paces;
}

/* What is fitted of the averaged beat: from the end of the QRS complex on. */
static gboolean
take (Average *taken, const HxAverage *average, const HxDelineation *self, double j)
{
  gssize skip = (gssize)j + AFTER_QRS - average->first;
  double *x;

  *taken = (Average){ .n_leads = average->n_leads, .first = average->first + skip, .j = j };
  taken->n = (average->n - skip + STEP - 1) / STEP;
  taken->usual_end = hx_recovery_usual_end (mean_interval (self));
  if (taken->n < HX_WAVE_MS (SHORTEST_MS) / STEP)
    return FALSE;
  taken->x = x = g_new (double, (gsize)taken->n_leads *(gsize)taken->n);
  for (guint lead = 0; lead < average->n_leads; lead++)
    for (gssize i = 0; i < taken->n; i++, x++)
      {
        *x = average->x[lead * average->n + skip + i * STEP];
        taken->energy += *x * *x;
      }
  return TRUE;
}

/* Half cosines up and down again; see hx-sim-private.h for the like of it. */
double
hx_recovery_bump (double time, double start, double peak, double end, double soft)
{
  double height;

  if (time <= start || time >= end)
    return 0.0;
  height = time < peak ? 0.5 - 0.5 * cos (G_PI * (time - start) / (peak - start))
                       : 0.5 + 0.5 * cos (G_PI * (time - peak) / (end - peak));
  return height * (1.0 - soft + soft * height);
}

void
hx_recovery_parts (double j, const HxRecoveryShape *shape, double time, double parts[HX_RECOVERY_N_PARTS])
{
  double length = shape->share * (shape->end - j), onset = shape->end - length;
  double fade = time <= onset       ? 1.0
                : time < shape->end ? 0.5 + 0.5 * cos (G_PI * (time - onset) / length)
                                    : 0.0;
  double way = CLAMP ((time - j) / (onset - j), 0.0, 1.0);

  parts[HX_RECOVERY_LEVEL] = 1.0;
  parts[HX_RECOVERY_WAVE] = hx_recovery_bump (time, onset, onset + shape->peak * length, shape->end, 0.7);
  parts[HX_RECOVERY_SIDE] = hx_recovery_bump (
      time, onset + 0.04 * length, onset + 0.72 * shape->peak * length, onset + 0.88 * length, 0.0);
  parts[HX_RECOVERY_SEGMENT] = fade;
  parts[HX_RECOVERY_CHANGE] = fade * sin (0.5 * G_PI * way);
}

/* Returns: the energy that the parts, each with the size in each lead that fits best, explain */
static double
explained_energy (const Average *average, const HxRecoveryShape *shape)
{
  double parts[MAX_POINTS][HX_RECOVERY_N_PARTS], gram[HX_RECOVERY_N_PARTS][HX_RECOVERY_N_PARTS] = { 0 },
                                                 explained = 0.0;

  for (gssize i = 0; i < average->n; i++)
    {
      hx_recovery_parts (average->j, shape, (double)(average->first + i * STEP), parts[i]);
      for (guint p = 0; p < HX_RECOVERY_N_PARTS; p++)
        for (guint q = 0; q <= p; q++)
          gram[p][q] += parts[i][p] * parts[i][q];
    }
  for (guint p = 0; p < HX_RECOVERY_N_PARTS; p++)
    gram[p][p] += 1e-6;
  gram[HX_RECOVERY_SIDE][HX_RECOVERY_SIDE] += average->noise * CORRELATED * average->n_leads * average->n
                                              / (SIDE_SHARE * SIDE_SHARE * MAX (average->energy, 1e-9));
  gram[HX_RECOVERY_LEVEL][HX_RECOVERY_LEVEL] += average->noise * CORRELATED / (LEVEL_MV * LEVEL_MV);
  hx_squares_factor (gram[0], HX_RECOVERY_N_PARTS, HX_RECOVERY_N_PARTS);
  for (guint lead = 0; lead < average->n_leads; lead++)
    {
      const double *x = average->x + (gsize)lead * (gsize)average->n;
      double y[HX_RECOVERY_N_PARTS] = { 0 };

      for (gssize i = 0; i < average->n; i++)
        for (guint p = 0; p < HX_RECOVERY_N_PARTS; p++)
          y[p] += parts[i][p] * x[i];
      explained += hx_squares_explain (gram[0], HX_RECOVERY_N_PARTS, HX_RECOVERY_N_PARTS, y);
    }
  return explained;
}

/* How badly a shape fits: what it leaves of the energy, and how unusual it is. */
static double
misfit (const Average *average, const HxRecoveryShape *shape)
{
  double peak_away = (shape->peak - USUAL_PEAK) / PEAK_DEVIATION;
  double share_away = (shape->share - USUAL_SHARE) / SHARE_DEVIATION;
  double end_away = (shape->end - average->usual_end) / QT_DEVIATION;

  return average->energy - explained_energy (average, shape)
         + average->noise * CORRELATED
               * (peak_away * peak_away + share_away * share_away + end_away * end_away);
}

static gboolean
is_possible (const Average *average, const HxRecoveryShape *shape)
{
  double last = (double)(average->first + (average->n - 1) * STEP);

  return shape->end >= average->j + (double)HX_WAVE_MS (SHORTEST_MS)
         && shape->end <= last + (double)HX_WAVE_MS (MOST_HIDDEN_MS) && shape->share >= 0.3
         && shape->share <= 0.985 && shape->peak >= 0.3 && shape->peak <= 0.75;
}

static HxRecoveryShape
moved (const HxRecoveryShape *shape, guint way, double by)
{
  HxRecoveryShape tried = *shape;

  tried.end += way == 0 ? by : 0.0;
  tried.share += way == 1 ? 0.008 * by : 0.0;
  tried.peak += way == 2 ? 0.008 * by : 0.0;
  return tried;
}

static gboolean
try_shape (const Average *average, const HxRecoveryShape *tried, HxRecoveryShape *shape, double *least)
{
  double value;

  if (!is_possible (average, tried) || (value = misfit (average, tried)) >= *least)
    return FALSE;
  *least = value;
  *shape = *tried;
  return TRUE;
}

/* Walks downhill with ever smaller steps, and on along valleys: what all steps of a turn did together is
 * tried again (R. Hooke, T. A. Jeeves: "Direct search" solution of numerical and statistical problems, J. ACM
 * 8, 1961). */
static double
refine (const Average *average, HxRecoveryShape *shape)
{
  double least = misfit (average, shape);

  for (double step = 8.0; step > 0.1; step *= 0.5)
    for (guint turn = 0; turn < MAX_TURNS; turn++)
      {
        HxRecoveryShape before = *shape, further;

        for (guint way = 0; way < 3; way++)
          {
            HxRecoveryShape up = moved (shape, way, step), down = moved (shape, way, -step);

            if (!try_shape (average, &up, shape, &least))
              try_shape (average, &down, shape, &least);
          }
        if (shape->end == before.end && shape->share == before.share && shape->peak == before.peak)
          break;
        do
          {
            further = (HxRecoveryShape){ 2.0 * shape->end - before.end, 2.0 * shape->share - before.share,
                                         2.0 * shape->peak - before.peak };
            before = *shape;
          }
        while (try_shape (average, &further, shape, &least));
      }
  return least;
}

/* Of each end that is tried, the best shape from a coarse grid. Returns: how many ends have one */
static guint
search_grid (const Average *average, HxRecoveryShape shapes[MAX_ENDS])
{
  static const double shares[] = { 0.5, 0.62, 0.75, 0.85, 0.95 }, peaks[] = { 0.46, 0.54, 0.62 };
  double last = (double)(average->first + (average->n - 1) * STEP);
  guint n = 0;

  for (double end = average->j + (double)HX_WAVE_MS (SHORTEST_MS);
       end <= last + (double)HX_WAVE_MS (MOST_HIDDEN_MS) && n < MAX_ENDS; end += END_STEP)
    {
      double least = INFINITY;

      for (guint s = 0; s < G_N_ELEMENTS (shares); s++)
        for (guint p = 0; p < G_N_ELEMENTS (peaks); p++)
          try_shape (average, &(HxRecoveryShape){ end, shares[s], peaks[p] }, &shapes[n], &least);
      n += isfinite (least) != 0;
    }
  return n;
}

/* Walks downhill from every end that is better than its neighbours. Returns: the least misfit */
static double
descend (const Average *average, const HxRecoveryShape *shapes, guint n, HxRecoveryShape *best)
{
  double values[MAX_ENDS] = { 0 }, least = INFINITY;

  for (guint k = 0; k < n; k++)
    values[k] = misfit (average, &shapes[k]);
  for (guint k = 0; k < n; k++)
    {
      HxRecoveryShape shape = shapes[k];
      double value;

      if ((k > 0 && values[k - 1] < values[k]) || (k + 1 < n && values[k + 1] < values[k]))
        continue;
      value = refine (average, &shape);
      if (value < least)
        {
          least = value;
          *best = shape;
        }
    }
  return least;
}

/* Once without knowing how much noise there is, which is what the best shape of all leaves; then with what is
 * usual counting for as much as that allows. Returns: FALSE if no shape fits */
static gboolean
find_shape (Average *average, HxRecoveryShape *shape)
{
  HxRecoveryShape shapes[MAX_ENDS] = { 0 };
  guint n = search_grid (average, shapes);
  double least = descend (average, shapes, n, shape);

  if (n == 0)
    return FALSE;
  average->noise = MAX (least, 0.0) / (double)(average->n * (gssize)average->n_leads);
  descend (average, shapes, n, shape);
  return TRUE;
}

double
hx_delineate_median_mark (const HxDelineation *self, HxMark mark)
{
  g_autofree float *values = g_new (float, self->n_beats);

  for (guint beat = 0; beat < self->n_beats; beat++)
    values[beat] = hx_average_is_usual (self, beat)
                       ? hx_waves_marks (self->waves, beat, self->n_leads)[mark] - (float)self->origins[beat]
                       : NAN;
  return (double)hx_delineate_median (values, self->n_beats);
}

/* @left is what the shape that fits best leaves of the energy, as a share. */
static gboolean
fit (const HxDelineation *self, const HxAverage *average, double j, double *t_end, double *left)
{
  g_auto (Average) taken = { 0 };
  HxRecoveryShape shape;

  if (!take (&taken, average, self, j) || !find_shape (&taken, &shape))
    return FALSE;
  *t_end = shape.end;
  *left = taken.noise * (double)(taken.n * (gssize)taken.n_leads) / MAX (taken.energy, 1e-9);
  return TRUE;
}

/* Sets a mark of the usual beats that have it to @place after their origins, and what is later than @j, each
 * beat at its own pace. */
static void
set_marks (HxDelineation *self, HxMark mark, double j, double place)
{
  g_autofree float *paces = hx_recovery_paces (self, j);

  for (guint beat = 0; beat < self->n_beats; beat++)
    {
      float *marks = hx_waves_marks (self->waves, beat, self->n_leads);
      double late = MAX (place - j, 0.0);

      if (hx_average_is_usual (self, beat) && isfinite (marks[mark]))
        marks[mark] = (float)((double)self->origins[beat] + place + late * ((double)paces[beat] - 1.0));
    }
}

/* Two opinions of where the T wave ends, NaN if neither can be believed: as recorded, and with the directions
 * in which there is much noise counting for less, which is all that counts if the atria are restless. */
static double
choose_end (const HxDelineation *self, double end, double whitened_end, double left)
{
  double usual_end = hx_recovery_usual_end (mean_interval (self));

  if (fabs (end - whitened_end) > OTHER_END && left > MOST_LEFT)
    return NAN;
  if (self->atria.restless)
    return whitened_end;
  if (fabs (end - whitened_end) <= SAME_END)
    return end;
  return fabs (end - usual_end) < fabs (whitened_end - usual_end) ? end : whitened_end;
}

/* What the next QRS complex hides of a T wave is not seen: it ends before that at the latest, if its peak is
 * seen at all. */
static void
end_before_next (HxDelineation *self)
{
  for (guint beat = 0; beat + 1 < self->n_beats; beat++)
    {
      float *marks = hx_waves_marks (self->waves, beat, self->n_leads);
      float latest = hx_waves_marks (self->waves, beat + 1, self->n_leads)[HX_MARK_QRS_ONSET] - BEFORE_NEXT;

      if (marks[HX_MARK_T_OFFSET] > latest)
        marks[HX_MARK_T_OFFSET] = marks[HX_MARK_T_PEAK] < latest ? latest : NAN;
    }
}

/* Whether a circling wave turns so rarely between beats that T waves and QRS complexes hide it. */
static gboolean
is_circle_hidden (const HxDelineation *self)
{
  return self->atria.kind == HX_ATRIA_CIRCLE && hx_atria_next_origin (self) < FEWEST_TURNS * self->atria.at;
}

/* What was taken out of the leads as a circling wave that is hidden may have been a part of the ST segment,
 * or of what comes before; then the QRS complex seems to last longer than with it. */
static double
as_recorded (const HxDelineation *self, HxActivation which, double place)
{
  double recorded = hx_delineate_median_mark (self, HX_MARK_R) + self->atria.recorded[which];
  double longer = which == HX_ACTIVATION_ONSET ? recorded - place : place - recorded;

  return is_circle_hidden (self) && longer > MOST_LONGER ? recorded : place;
}

static HxOverlap
find_overlap (const HxDelineation *self, double t_end)
{
  if (is_circle_hidden (self))
    return HX_OVERLAP_FLUTTER;
  if (self->atria.kind != HX_ATRIA_P || !(t_end - self->atria.at >= MOST_ON_T))
    return HX_OVERLAP_NONE;
  return t_end - self->atria.at < MOST_IN_T ? HX_OVERLAP_P_ON_T : HX_OVERLAP_P_IN_T;
}

void
hx_delineate_recovery (HxDelineation *self)
{
  g_auto (HxAverage) average = { 0 };
  double onset = hx_delineate_median_mark (self, HX_MARK_QRS_ONSET),
         j = hx_delineate_median_mark (self, HX_MARK_QRS_OFFSET), t_end, whitened_end, left, whitened_left;

  if (!isfinite (onset + j)
      || !hx_average_find (&average, self, self->atria.kind != HX_ATRIA_NONE,
                           self->atria.kind == HX_ATRIA_P ? INFINITY : j))
    return;
  hx_atria_remove (&average, self);
  if (hx_delineate_activation (&average, HX_ACTIVATION_ONSET, &onset))
    {
      onset = as_recorded (self, HX_ACTIVATION_ONSET, onset);
      set_marks (self, HX_MARK_QRS_ONSET, onset, onset);
    }
  if (hx_delineate_activation (&average, HX_ACTIVATION_OFFSET, &j))
    {
      j = as_recorded (self, HX_ACTIVATION_OFFSET, j);
      set_marks (self, HX_MARK_QRS_OFFSET, j, j);
    }
  hx_atria_settle (self);
  if (!fit (self, &average, j, &t_end, &left))
    return;
  hx_average_whiten (&average, self, t_end);
  if (!fit (self, &average, j, &whitened_end, &whitened_left))
    return;
  t_end = choose_end (self, t_end, whitened_end, MIN (left, whitened_left));
  self->waves->overlap = find_overlap (self, t_end);
  set_marks (self, HX_MARK_T_OFFSET, j, self->waves->overlap == HX_OVERLAP_NONE ? t_end : NAN);
  end_before_next (self);
  if (self->waves->overlap == HX_OVERLAP_P_IN_T)
    hx_atria_forget (self);
}
