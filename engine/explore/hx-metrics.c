/* hx-metrics.c: how well scores tell records with a label from those without
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/explore/hx-metrics-private.h"

#include "engine/base/hx-error.h"

#include <math.h>
#include <stdlib.h>

gboolean
hx_metrics_check_scores (const double *scores, guint n, guint n_labels, GError **error)
{
  for (guint i = 0; i < n; i++)
    for (guint l = 0; l < n_labels; l++)
      if (!isfinite (scores[(gsize)i * n_labels + l]))
        {
          g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                       "record %u, label %u: the score “%g” is not a finite number", i + 1, l + 1,
                       scores[(gsize)i * n_labels + l]);
          return FALSE;
        }
  return TRUE;
}

static int
compare_entries (const void *a, const void *b)
{
  const HxRankEntry *one = a, *two = b;

  if (one->score != two->score)
    return one->score < two->score ? -1 : 1;
  return one->record < two->record ? -1 : one->record > two->record; /* one order whatever qsort() does */
}

HxRankEntry *
hx_rank_entries (const guint8 *y, gsize y_stride, const double *score, gsize score_stride, guint n)
{
  g_autofree HxRankEntry *entries = g_new (HxRankEntry, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    {
      if (!isfinite (score[i * score_stride]))
        return NULL;
      entries[i] = (HxRankEntry){ score[i * score_stride], i, y[i * y_stride] != 0 };
    }
  qsort (entries, n, sizeof *entries, compare_entries);
  return g_steal_pointer (&entries);
}

double
hx_rank_auc (const HxRankEntry *entries, guint n, const guint32 *weights)
{
  double pairs = 0.0, negatives_below = 0.0, positives = 0.0;

  for (guint i = 0; i < n;)
    {
      const double score = entries[i].score;
      double tied_positives = 0.0, tied_negatives = 0.0;

      for (; i < n && entries[i].score == score; i++)
        {
          double weight = weights != NULL ? weights[entries[i].record] : 1.0;

          if (entries[i].y != 0)
            tied_positives += weight;
          else
            tied_negatives += weight;
        }
      pairs += tied_positives * (negatives_below + 0.5 * tied_negatives);
      positives += tied_positives;
      negatives_below += tied_negatives;
    }
  if (positives == 0.0 || negatives_below == 0.0)
    return NAN;
  return pairs / (positives * negatives_below);
}

double
hx_auc (const guint8 *y, gsize y_stride, const double *score, gsize score_stride, guint n)
{
  g_autofree HxRankEntry *entries = hx_rank_entries (y, y_stride, score, score_stride, n);

  return entries != NULL ? hx_rank_auc (entries, n, NULL) : (double)NAN;
}

/* --- over all thresholds --------------------------------------------------------------- */

/* Called for every threshold, from the highest down, with the counts at and above it. */
typedef void (*ThresholdFunc) (double threshold, guint n_true, guint n_chosen, gpointer user_data);

static void
walk_thresholds (const HxRankEntry *entries, guint n, ThresholdFunc func, gpointer user_data)
{
  guint n_true = 0;

  for (guint end = n; end > 0;)
    {
      const guint begin = hx_rank_begin_of_tie (entries, end);

      for (guint i = begin; i < end; i++)
        n_true += entries[i].y;
      end = begin;
      func (entries[begin].score, n_true, n - begin, user_data);
    }
}

static guint
count_positives (const HxRankEntry *entries, guint n)
{
  guint n_positives = 0;

  for (guint i = 0; i < n; i++)
    n_positives += entries[i].y;
  return n_positives;
}

typedef struct
{
  double sum;
  guint n_true;
} Precision;

static void
add_precision (double threshold, guint n_true, guint n_chosen, gpointer user_data)
{
  Precision *precision = user_data;

  precision->sum += (double)(n_true - precision->n_true) * n_true / n_chosen;
  precision->n_true = n_true;
}

double
hx_average_precision (const guint8 *y, gsize y_stride, const double *score, gsize score_stride, guint n)
{
  g_autofree HxRankEntry *entries = hx_rank_entries (y, y_stride, score, score_stride, n);
  Precision precision = { 0 };

  if (entries == NULL)
    return NAN;
  walk_thresholds (entries, n, add_precision, &precision);
  return precision.n_true > 0 ? precision.sum / precision.n_true : (double)NAN;
}

typedef struct
{
  guint n_positives;
  double best, threshold;
} BestF1;

static void
try_f1 (double threshold, guint n_true, guint n_chosen, gpointer user_data)
{
  BestF1 *best = user_data;
  double f1 = 2.0 * n_true / ((double)n_chosen + best->n_positives);

  if (f1 > best->best)
    {
      best->best = f1;
      best->threshold = threshold;
    }
}

double
hx_best_f1 (const guint8 *y, gsize y_stride, const double *score, gsize score_stride, guint n,
            double *threshold)
{
  g_autofree HxRankEntry *entries = hx_rank_entries (y, y_stride, score, score_stride, n);
  BestF1 best = { .best = -1.0, .threshold = NAN };

  if (entries != NULL)
    best.n_positives = count_positives (entries, n);
  if (best.n_positives > 0)
    walk_thresholds (entries, n, try_f1, &best);
  if (threshold != NULL)
    *threshold = best.threshold;
  return best.n_positives > 0 ? best.best : (double)NAN;
}

/* Sensitivity + specificity - 1, times positives times negatives: whole numbers, so that equals are equal. */
typedef struct
{
  guint n_positives, n_negatives;
  gint64 best;
  guint n_true, n_false; /* at the best threshold */
  double threshold;
} BestYouden;

static void
try_youden (double threshold, guint n_true, guint n_chosen, gpointer user_data)
{
  BestYouden *best = user_data;
  const guint n_false = n_chosen - n_true;
  const gint64 index = (gint64)n_true * best->n_negatives - (gint64)n_false * best->n_positives;

  if (index > best->best)
    {
      best->best = index;
      best->n_true = n_true;
      best->n_false = n_false;
      best->threshold = threshold;
    }
}

HxOperatingPoint
hx_youden (const guint8 *y, gsize y_stride, const double *score, gsize score_stride, guint n)
{
  g_autofree HxRankEntry *entries = hx_rank_entries (y, y_stride, score, score_stride, n);
  BestYouden best = { .threshold = INFINITY };

  if (entries != NULL)
    {
      best.n_positives = count_positives (entries, n);
      best.n_negatives = n - best.n_positives;
    }
  if (best.n_positives == 0 || best.n_negatives == 0)
    return (HxOperatingPoint){ NAN, NAN, NAN };
  walk_thresholds (entries, n, try_youden, &best);
  return (HxOperatingPoint){ best.threshold, (double)best.n_true / best.n_positives,
                             1.0 - (double)best.n_false / best.n_negatives };
}

HxOperatingPoint
hx_operating_point (const guint8 *y, gsize y_stride, const double *score, gsize score_stride, guint n,
                    double threshold)
{
  guint n_all[2] = { 0, 0 }, n_chosen[2] = { 0, 0 };

  for (guint i = 0; i < n; i++)
    {
      const guint class = y[i * y_stride] != 0;

      n_all[class]++;
      n_chosen[class] += score[i * score_stride] >= threshold;
    }
  return (HxOperatingPoint){ threshold, n_all[1] > 0 ? (double)n_chosen[1] / n_all[1] : (double)NAN,
                             n_all[0] > 0 ? (double)(n_all[0] - n_chosen[0]) / n_all[0] : (double)NAN };
}

/* --- over all labels ------------------------------------------------------------------- */

double
hx_macro_auc (const guint8 *y, const double *scores, guint n, guint n_labels, double *auc)
{
  const gboolean finite = hx_metrics_check_scores (scores, n, n_labels, NULL);
  double sum = 0.0;
  guint n_valid = 0;

  for (guint l = 0; l < n_labels; l++)
    {
      double value = hx_auc (y + l, n_labels, scores + l, n_labels, n);

      if (auc != NULL)
        auc[l] = value;
      if (isnan (value))
        continue;
      sum += value;
      n_valid++;
    }
  return n_valid > 0 && finite ? sum / n_valid : (double)NAN;
}
