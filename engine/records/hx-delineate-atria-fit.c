/* hx-delineate-atria-fit.c: averaged beats as T waves and what the atria do, by the least squares
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-delineate-atria.h"

#include <math.h>
#include <string.h>

#define MAX_POINTS (HX_AVERAGE_N / HX_ATRIA_STEP)
#define MIN_POINTS 12
#define AFTER_QRS 5 /* samples: QRS complexes end a little later than they seem to */
#define MAX_TRIED 20
#define RIDGE 1e-6

/* What is usual of a T wave, how far from it is not yet unusual, in samples and as a share of the time from
 * the end of the QRS complex on; and what a misfit grows by with the square of that. */
#define END_DEVIATION 20.0
#define USUAL_SHARE 0.76
#define SHARE_DEVIATION 0.12
#define USUAL_PEAK 0.58
#define PEAK_DEVIATION 0.06
#define UNUSUAL_COSTS 0.2

/* What is tried, in samples: ends of T around the usual one, onsets of P before the next QRS complex, turns.
 */
#define END_REACH 70.0
#define END_STEP 14.0
#define EARLIEST_P 170.0
#define P_STEP 8.0
#define SHORTEST_TURN 84.0
#define LONGEST_TURN 124.0
#define TURN_STEP 5.0

/* A P wave as two overlapping bumps, of either atrium, in samples from its onset. */
#define RIGHT_PEAK 20.0
#define RIGHT_END 38.0
#define LEFT_START 12.0
#define LEFT_PEAK 31.0
#define P_SOFT 0.3
#define P_SEEN 30.0 /* of it, the beat must show so much */

void
hx_atria_stretch_clear (HxAtriaStretch *self)
{
  g_free (self->x);
}

guint
hx_atria_count_columns (HxAtriaKind kind)
{
  return HX_RECOVERY_N_PARTS + (kind == HX_ATRIA_P ? 2 : kind == HX_ATRIA_CIRCLE ? 4 : 0);
}

/* A P wave's bump of one atrium, @time after its onset, as the average has it. */
static double
read_blurred (const double blurred[HX_ATRIA_BLURRED_N], double time)
{
  double place = time + HX_ATRIA_BLUR;
  gssize before = (gssize)floor (place);

  if (before < 0 || before + 1 >= HX_ATRIA_BLURRED_N)
    return 0.0;
  return blurred[before] + (place - (double)before) * (blurred[before + 1] - blurred[before]);
}

void
hx_atria_make_columns (const HxAtriaStretch *stretch, HxAtriaKind kind, double at, double time,
                       double *columns)
{
  if (kind == HX_ATRIA_P)
    {
      columns[0] = read_blurred (stretch->right, time - at);
      columns[1] = read_blurred (stretch->left, time - at);
    }
  else if (kind == HX_ATRIA_CIRCLE)
    {
      double phase = 2.0 * G_PI * time / at;

      columns[0] = sin (phase);
      columns[1] = cos (phase);
      columns[2] = sin (2.0 * phase);
      columns[3] = cos (2.0 * phase);
    }
}

/* 1 for a T wave as it usually is, more for others. */
static double
unusual (const HxAtriaStretch *stretch, const HxRecoveryShape *shape)
{
  double end_away = (shape->end - hx_recovery_usual_end (stretch->next)) / END_DEVIATION;
  double share_away = (shape->share - USUAL_SHARE) / SHARE_DEVIATION;

  double peak_away = (shape->peak - USUAL_PEAK) / PEAK_DEVIATION;

  return 1.0 + UNUSUAL_COSTS * (end_away * end_away + share_away * share_away + peak_away * peak_away);
}

typedef double Columns[MAX_POINTS][HX_ATRIA_MAX_COLUMNS];

static void
make_recovery (const HxAtriaStretch *stretch, const HxRecoveryShape *shape, Columns columns)
{
  for (gssize i = 0; i < stretch->n; i++)
    hx_recovery_parts (stretch->j, shape, (double)(stretch->first + i * HX_ATRIA_STEP), columns[i]);
}

/* Returns: the energy that is left by the columns, each with the size in each lead that fits best; @sizes
 * (nullable) are those, n_leads x HX_ATRIA_MAX_COLUMNS */
static double
energy_left (const HxAtriaStretch *stretch, Columns columns, guint n_columns, double *sizes)
{
  double gram[HX_ATRIA_MAX_COLUMNS][HX_ATRIA_MAX_COLUMNS] = { 0 }, left = stretch->energy;

  for (gssize i = 0; i < stretch->n; i++)
    for (guint p = 0; p < n_columns; p++)
      for (guint q = 0; q <= p; q++)
        gram[p][q] += columns[i][p] * columns[i][q];
  for (guint p = 0; p < n_columns; p++)
    gram[p][p] += RIDGE * (double)stretch->n;
  hx_squares_factor (gram[0], n_columns, HX_ATRIA_MAX_COLUMNS);
  for (guint lead = 0; lead < stretch->average->n_leads; lead++)
    {
      const double *x = stretch->x + (gssize)lead * stretch->n;
      double y[HX_ATRIA_MAX_COLUMNS] = { 0 };

      for (gssize i = 0; i < stretch->n; i++)
        for (guint p = 0; p < n_columns; p++)
          y[p] += columns[i][p] * x[i];
      left -= hx_squares_explain (gram[0], n_columns, HX_ATRIA_MAX_COLUMNS, y);
      for (guint p = n_columns; sizes && p-- > 0;)
        {
          for (guint q = p + 1; q < n_columns; q++)
            y[p] -= gram[q][p] * y[q];
          sizes[lead * HX_ATRIA_MAX_COLUMNS + p] = y[p] /= gram[p][p];
        }
    }
  return MAX (left, 0.0);
}

double
hx_atria_misfit (const HxAtriaStretch *stretch, const HxAtria *atria, double *sizes)
{
  Columns columns;

  make_recovery (stretch, &atria->recovery, columns);
  for (gssize i = 0; i < stretch->n; i++)
    hx_atria_make_columns (stretch, atria->kind, atria->at, (double)(stretch->first + i * HX_ATRIA_STEP),
                           columns[i] + HX_RECOVERY_N_PARTS);
  return energy_left (stretch, columns, hx_atria_count_columns (atria->kind), sizes)
         * unusual (stretch, &atria->recovery);
}

static gboolean
is_possible (const HxAtriaStretch *stretch, const HxAtria *atria)
{
  const HxRecoveryShape *shape = &atria->recovery;
  double last = (double)(stretch->first + (stretch->n - 1) * HX_ATRIA_STEP);

  if (shape->end < stretch->j + 30.0 || shape->end > stretch->next + 20.0 || shape->share < 0.3
      || shape->share > 0.985 || shape->peak < 0.4 || shape->peak > 0.7)
    return FALSE;
  if (atria->kind == HX_ATRIA_P)
    return atria->at >= MAX (stretch->next - EARLIEST_P, stretch->j)
           && atria->at <= MIN (stretch->next - HX_ATRIA_LATEST_P, last - P_SEEN);
  return atria->kind != HX_ATRIA_CIRCLE || (atria->at >= SHORTEST_TURN && atria->at <= LONGEST_TURN);
}

/* Walks downhill with ever smaller steps. */
static double
refine (const HxAtriaStretch *stretch, HxAtria *atria, double least)
{
  guint n_ways = atria->kind == HX_ATRIA_NONE ? 6 : 8;

  for (double step = 4.0; step > 0.3; step *= 0.5)
    for (guint turn = 0, moved = 1; moved && turn < 12; turn++)
      {
        moved = 0;
        for (guint way = 0; way < n_ways; way++)
          {
            double by = way % 2 ? step : -step, value;
            HxAtria tried = *atria;

            tried.recovery.end += way / 2 == 0 ? by : 0.0;
            tried.recovery.share += way / 2 == 1 ? 0.008 * by : 0.0;
            tried.recovery.peak += way / 2 == 2 ? 0.008 * by : 0.0;
            tried.at += way / 2 == 3 ? by : 0.0;
            if (!is_possible (stretch, &tried) || (value = hx_atria_misfit (stretch, &tried, NULL)) >= least)
              continue;
            least = value;
            *atria = tried;
            moved = 1;
          }
      }
  return least;
}

/* What is tried of one kind: places of P waves, or turns. Returns: how many there are, at most MAX_TRIED */
static guint
list_tried (const HxAtriaStretch *stretch, HxAtriaKind kind, double at[MAX_TRIED])
{
  double from = kind == HX_ATRIA_P ? stretch->next - EARLIEST_P : SHORTEST_TURN;
  double to = kind == HX_ATRIA_P ? stretch->next - HX_ATRIA_LATEST_P : LONGEST_TURN;
  double step = kind == HX_ATRIA_P ? P_STEP : TURN_STEP;
  guint n = 0;

  if (kind == HX_ATRIA_NONE)
    at[n++] = 0.0;
  else
    for (double place = from; place <= to && n < MAX_TRIED; place += step)
      at[n++] = place;
  return n;
}

/* The best T wave for each place that is tried, from a coarse grid of T waves. */
static void
search_grid (const HxAtriaStretch *stretch, HxAtriaKind kind, guint n_tried, HxAtria *best, double *least)
{
  static const double shares[] = { 0.6, 0.78, 0.92 };
  double usual = hx_recovery_usual_end (stretch->next);
  guint n_atrial = hx_atria_count_columns (kind) - HX_RECOVERY_N_PARTS;
  g_autofree double *atrial = g_new (double, n_tried *MAX_POINTS * 4);
  Columns columns;

  for (guint k = 0; k < n_tried; k++)
    for (gssize i = 0; i < stretch->n; i++)
      hx_atria_make_columns (stretch, kind, best[k].at, (double)(stretch->first + i * HX_ATRIA_STEP),
                             atrial + (k * MAX_POINTS + i) * 4);
  for (double end = usual - END_REACH; end <= usual + END_REACH; end += END_STEP)
    for (guint s = 0; s < G_N_ELEMENTS (shares); s++)
      {
        HxAtria tried = { .kind = kind, .recovery = { end, shares[s], USUAL_PEAK } };

        make_recovery (stretch, &tried.recovery, columns);
        for (guint k = 0; k < n_tried; k++)
          {
            double value;

            tried.at = best[k].at;
            if (!is_possible (stretch, &tried))
              continue;
            for (gssize i = 0; i < stretch->n; i++)
              memcpy (columns[i] + HX_RECOVERY_N_PARTS, atrial + (k * MAX_POINTS + i) * 4,
                      n_atrial * sizeof *atrial);
            value = energy_left (stretch, columns, hx_atria_count_columns (kind), NULL)
                    * unusual (stretch, &tried.recovery);
            if (value < least[k])
              {
                least[k] = value;
                best[k] = tried;
              }
          }
      }
}

/* Walks downhill from every place that is better than its neighbours. Returns: what the best fit of one kind
 * leaves; infinity if there is none */
double
hx_atria_fit (const HxAtriaStretch *stretch, HxAtriaKind kind, HxAtria *best)
{
  double at[MAX_TRIED], least[MAX_TRIED], least_of_all = INFINITY;
  HxAtria tried[MAX_TRIED];
  guint n_tried = list_tried (stretch, kind, at);

  for (guint k = 0; k < n_tried; k++)
    {
      tried[k] = (HxAtria){ .kind = kind, .at = at[k] };
      least[k] = INFINITY;
    }
  search_grid (stretch, kind, n_tried, tried, least);
  for (guint k = 0; k < n_tried; k++)
    {
      double value;

      if (!isfinite (least[k]) || (k > 0 && least[k - 1] < least[k])
          || (k + 1 < n_tried && least[k + 1] < least[k]))
        continue;
      value = refine (stretch, &tried[k], least[k]);
      if (value < least_of_all)
        {
          least_of_all = value;
          *best = tried[k];
        }
    }
  return least_of_all;
}

double
hx_atria_next_origin (const HxDelineation *self)
{
  g_autofree float *times = g_new (float, self->n_beats);

  for (guint beat = 0; beat < self->n_beats; beat++)
    times[beat] =
        beat + 1 < self->n_beats && hx_average_is_usual (self, beat) && hx_average_is_usual (self, beat + 1)
            ? (float)(self->origins[beat + 1] - self->origins[beat])
            : NAN;
  return (double)hx_delineate_median (times, self->n_beats);
}

/* The next beat's P wave comes with the next beat, so an average over the beats blurs it as intervals differ.
 */
static void
blur (HxAtriaStretch *stretch, const HxDelineation *self)
{
  guint n = 0;

  for (guint beat = 0; beat + 1 < self->n_beats; beat++)
    {
      double late = (double)(self->origins[beat + 1] - self->origins[beat]) - stretch->next;

      if (!hx_average_is_usual (self, beat) || !hx_average_is_usual (self, beat + 1)
          || fabs (late) > HX_ATRIA_BLUR)
        continue;
      n++;
      for (gssize i = 0; i < HX_ATRIA_BLURRED_N; i++)
        {
          double time = (double)(i - HX_ATRIA_BLUR) - late;

          stretch->right[i] += hx_recovery_bump (time, 0.0, RIGHT_PEAK, RIGHT_END, P_SOFT);
          stretch->left[i] += hx_recovery_bump (time, LEFT_START, LEFT_PEAK, HX_ATRIA_P_LENGTH, P_SOFT);
        }
    }
  for (gssize i = 0; i < HX_ATRIA_BLURRED_N; i++)
    {
      stretch->right[i] /= MAX (n, 1);
      stretch->left[i] /= MAX (n, 1);
    }
}

gboolean
hx_atria_take (HxAtriaStretch *stretch, const HxAverage *average, const HxDelineation *self)
{
  double end = average->first + average->n;

  *stretch = (HxAtriaStretch){ .average = average,
                               .j = hx_delineate_median_mark (self, HX_MARK_QRS_OFFSET),
                               .next = hx_atria_next_origin (self) };
  if (!isfinite (stretch->j + stretch->next))
    return FALSE;
  stretch->first = (gssize)stretch->j + AFTER_QRS;
  stretch->n = (gssize)(end - (double)stretch->first + HX_ATRIA_STEP - 1) / HX_ATRIA_STEP;
  if (stretch->n < MIN_POINTS)
    return FALSE;
  blur (stretch, self);
  stretch->x = g_new (double, average->n_leads * stretch->n);
  for (guint lead = 0; lead < average->n_leads; lead++)
    for (gssize i = 0; i < stretch->n; i++)
      {
        double x = average->x[lead * average->n - average->first + stretch->first + i * HX_ATRIA_STEP];

        stretch->x[lead * stretch->n + i] = x;
        stretch->energy += x * x;
      }
  return TRUE;
}
