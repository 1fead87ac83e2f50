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

#define MAX_WAYS 5
#define MAX_TURNS 40
#define HARMONICS 2      /* of a wave that circles, to tell whether one does; */
#define FINE_HARMONICS 4 /* and to take it out */
#define RIDGE 1e-6
#define FINE_RIDGE 0.003 /* of the higher harmonics: they are small */

/* What is usual of a T wave, how far from it is not yet unusual, in samples and as a share of the time from
 * the end of the QRS complex on; and what a misfit grows by with the square of that. */
#define END_DEVIATION 20.0
#define USUAL_SHARE 0.76
#define SHARE_DEVIATION 0.12
#define USUAL_PEAK 0.58
#define PEAK_DEVIATION 0.06
#define LENGTH_DEVIATION 4.5 /* of P waves */
#define MOST_LONGER 15.0     /* than usual, a P wave is */
#define UNUSUAL_COSTS 0.2
#define FINE_COSTS 0.03 /* when it is known that there are P waves, little is left to be guessed */

/* What is tried, in samples: ends of T around the usual one, onsets of P before the next QRS complex. */
#define END_REACH 70.0
#define END_STEP 14.0
#define EARLIEST_P 170.0
#define P_STEP 8.0

/* A P wave as two overlapping bumps, of either atrium, in samples from its onset. */
#define RIGHT_PEAK 20.0
#define RIGHT_END 38.0
#define LEFT_START 12.0
#define LEFT_PEAK 31.0
#define P_SOFT 0.3
#define LEAST_COSINE -0.25 /* between the forces of the two, over all leads */
#define P_SEEN 30.0        /* of it, the beat must show so much */

void
hx_atria_stretch_clear (HxAtriaStretch *self)
{
  g_free (self->x);
}

static guint
count_harmonics (const HxAtria *atria)
{
  return atria->fine ? FINE_HARMONICS : HARMONICS;
}

guint
hx_atria_count_columns (const HxAtria *atria)
{
  return HX_RECOVERY_N_PARTS
         + (atria->kind == HX_ATRIA_P        ? 2
            : atria->kind == HX_ATRIA_CIRCLE ? 2 * count_harmonics (atria)
                                             : 0);
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
hx_atria_make_columns (const HxAtriaStretch *stretch, const HxAtria *atria, double time, double *columns)
{
  if (atria->kind == HX_ATRIA_P)
    {
      double since = (time - atria->at) * HX_ATRIA_P_LENGTH / atria->length;

      columns[0] = read_blurred (stretch->right, since);
      columns[1] = read_blurred (stretch->left, since);
    }
  else if (atria->kind == HX_ATRIA_CIRCLE)
    for (guint k = 0; k < count_harmonics (atria); k++)
      {
        double phase = 2.0 * G_PI * (k + 1) * time / atria->at;

        columns[2 * k] = sin (phase);
        columns[2 * k + 1] = cos (phase);
      }
}

/* 1 for waves as they usually are, more for others. */
static double
unusual (const HxAtriaStretch *stretch, const HxAtria *atria)
{
  const HxRecoveryShape *shape = &atria->recovery;
  double end_away = (shape->end - hx_recovery_usual_end (stretch->next)) / END_DEVIATION;
  double share_away = (shape->share - USUAL_SHARE) / SHARE_DEVIATION;
  double peak_away = (shape->peak - USUAL_PEAK) / PEAK_DEVIATION;
  double costs = atria->fine && atria->kind == HX_ATRIA_P ? FINE_COSTS : UNUSUAL_COSTS;
  double length_away = (atria->length - HX_ATRIA_P_LENGTH) / LENGTH_DEVIATION;

  return 1.0
         + costs
               * (end_away * end_away + share_away * share_away + peak_away * peak_away
                  + length_away * length_away);
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
    gram[p][p] += (p >= HX_RECOVERY_N_PARTS + 2 * HARMONICS ? FINE_RIDGE : RIDGE) * (double)stretch->n;
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
    hx_atria_make_columns (stretch, atria, (double)(stretch->first + i * HX_ATRIA_STEP),
                           columns[i] + HX_RECOVERY_N_PARTS);
  return energy_left (stretch, columns, hx_atria_count_columns (atria), sizes) * unusual (stretch, atria);
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
           && atria->at <= MIN (stretch->next - HX_ATRIA_LATEST_P, last - P_SEEN)
           && fabs (atria->length - HX_ATRIA_P_LENGTH) < MOST_LONGER;
  return TRUE;
}

/* What a search changes, and by how much for a sample of the end of T. Returns: how many there are */
static guint
list_ways (HxAtria *atria, double *ways[MAX_WAYS], double steps[MAX_WAYS])
{
  guint n = 0;

  ways[n] = &atria->recovery.end, steps[n++] = 1.0;
  ways[n] = &atria->recovery.share, steps[n++] = 0.008;
  ways[n] = &atria->recovery.peak, steps[n++] = 0.008;
  if (atria->kind == HX_ATRIA_P)
    ways[n] = &atria->at, steps[n++] = 1.0;
  if (atria->kind == HX_ATRIA_P && atria->fine)
    ways[n] = &atria->length, steps[n++] = 1.0;
  return n;
}

static gboolean
try_atria (const HxAtriaStretch *stretch, const HxAtria *tried, HxAtria *atria, double *least)
{
  double value;

  if (!is_possible (stretch, tried) || (value = hx_atria_misfit (stretch, tried, NULL)) >= *least)
    return FALSE;
  *least = value;
  *atria = *tried;
  return TRUE;
}

/* Walks downhill with ever smaller steps, and on along valleys: see hx-delineate-recovery.c. */
static double
refine (const HxAtriaStretch *stretch, HxAtria *atria)
{
  double least = hx_atria_misfit (stretch, atria, NULL);

  for (double step = 4.0; step > 0.2; step *= 0.5)
    for (guint turn = 0; turn < MAX_TURNS; turn++)
      {
        HxAtria before = *atria, tried = *atria;
        double *values[MAX_WAYS], *from[MAX_WAYS], steps[MAX_WAYS], start = least;
        guint n = list_ways (&tried, values, steps);
        for (guint way = 0; way < n; way++)
          {
            tried = *atria;
            *values[way] += step * steps[way];
            if (try_atria (stretch, &tried, atria, &least))
              continue;
            *values[way] -= 2.0 * step * steps[way];
            try_atria (stretch, &tried, atria, &least);
          }
        if (least >= start)
          break;
        list_ways (&before, from, steps);
        do
          {
            tried = *atria;
            for (guint way = 0; way < n; way++)
              *values[way] += *values[way] - *from[way];
            before = *atria;
          }
        while (try_atria (stretch, &tried, atria, &least));
      }
  return least;
}

/* What is tried of one kind: places of P waves, or turns. Returns: how many there are */
static guint
list_tried (const HxAtriaStretch *stretch, HxAtriaKind kind, double at[HX_ATRIA_MAX_TRIED])
{
  guint n = 0;

  if (kind == HX_ATRIA_NONE)
    at[n++] = 0.0;
  else if (kind == HX_ATRIA_CIRCLE)
    for (; n < stretch->n_turns; n++)
      at[n] = stretch->turns[n];
  else
    for (double place = stretch->next - EARLIEST_P;
         place <= stretch->next - HX_ATRIA_LATEST_P && n < HX_ATRIA_MAX_TRIED; place += P_STEP)
      at[n++] = place;
  return n;
}

/* The best T wave for each place that is tried, from a coarse grid of T waves. */
static void
search_grid (const HxAtriaStretch *stretch, guint n_tried, HxAtria *best, double *least)
{
  static const double shares[] = { 0.6, 0.78, 0.92 };
  double usual = hx_recovery_usual_end (stretch->next);
  guint n_columns = hx_atria_count_columns (&best[0]);
  g_autofree double *atrial = g_new (double, MAX (n_tried, 1) * MAX_POINTS * 4);
  Columns columns;

  for (guint k = 0; k < n_tried; k++)
    for (gssize i = 0; i < stretch->n; i++)
      hx_atria_make_columns (stretch, &best[k], (double)(stretch->first + i * HX_ATRIA_STEP),
                             atrial + (k * MAX_POINTS + i) * 4);
  for (double end = usual - END_REACH; end <= usual + END_REACH; end += END_STEP)
    for (guint s = 0; s < G_N_ELEMENTS (shares); s++)
      {
        HxAtria tried = best[0];

        tried.recovery = (HxRecoveryShape){ end, shares[s], USUAL_PEAK };
        make_recovery (stretch, &tried.recovery, columns);
        for (guint k = 0; k < n_tried; k++)
          {
            double value;

            tried.at = best[k].at;
            if (!is_possible (stretch, &tried))
              continue;
            for (gssize i = 0; i < stretch->n; i++)
              memcpy (columns[i] + HX_RECOVERY_N_PARTS, atrial + (k * MAX_POINTS + i) * 4,
                      (n_columns - HX_RECOVERY_N_PARTS) * sizeof *atrial);
            value = energy_left (stretch, columns, n_columns, NULL) * unusual (stretch, &tried);
            if (value < least[k])
              {
                least[k] = value;
                best[k] = tried;
              }
          }
      }
}

/* Whether the forces of both atria, over all leads, point away from each other, as they do in no heart: what
 * seems to be a P wave is then the end of a T wave, and a P wave after it. */
static gboolean
are_opposed (const HxAtriaStretch *stretch, const HxAtria *atria)
{
  guint n_leads = stretch->average->n_leads;
  g_autofree double *sizes = g_new0 (double, n_leads *HX_ATRIA_MAX_COLUMNS);
  double product = 0.0, right = 0.0, left = 0.0;

  hx_atria_misfit (stretch, atria, sizes);
  for (guint lead = 0; lead < n_leads; lead++)
    {
      const double *of = sizes + lead * HX_ATRIA_MAX_COLUMNS + HX_RECOVERY_N_PARTS;

      product += of[0] * of[1];
      right += of[0] * of[0];
      left += of[1] * of[1];
    }
  return product < LEAST_COSINE * sqrt (right * left);
}

/* Walks downhill from every place that is better than its neighbours. Returns: what the best fit of one kind
 * leaves; infinity if there is none */
double
hx_atria_fit (const HxAtriaStretch *stretch, HxAtriaKind kind, gboolean fine, HxAtria *best)
{
  double at[HX_ATRIA_MAX_TRIED], least[HX_ATRIA_MAX_TRIED], least_of_all = INFINITY;
  HxAtria tried[HX_ATRIA_MAX_TRIED];
  guint n_tried = list_tried (stretch, kind, at);

  for (guint k = 0; k < n_tried; k++)
    {
      tried[k] = (HxAtria){ .kind = kind, .at = at[k], .length = HX_ATRIA_P_LENGTH };
      least[k] = INFINITY;
    }
  search_grid (stretch, n_tried, tried, least);
  for (guint k = 0; k < n_tried; k++)
    {
      double value;

      if (!isfinite (least[k])
          || (kind == HX_ATRIA_P
              && ((k > 0 && least[k - 1] < least[k]) || (k + 1 < n_tried && least[k + 1] < least[k]))))
        continue;
      value = refine (stretch, &tried[k]);
      if (fine)
        {
          tried[k].fine = TRUE;
          value = refine (stretch, &tried[k]);
        }
      if (value < least_of_all && !(kind == HX_ATRIA_P && are_opposed (stretch, &tried[k])))
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
