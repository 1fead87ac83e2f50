/* hx-metrics.c: how well scores tell records with a label from those without
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/explore/hx-metrics.h"

#include <math.h>
#include <stdlib.h>

/* One record of one label, to be sorted by score. */
typedef struct
{
  float score;
  guint32 record;
  guint8 y;
} Entry;

static int
compare_entries (const void *a, const void *b)
{
  const Entry *one = a, *two = b;

  if (one->score != two->score)
    return one->score < two->score ? -1 : 1;
  return one->record < two->record ? -1 : one->record > two->record; /* one order whatever qsort() does */
}

/* Records by ascending score. */
static Entry *
sort_entries (const guint8 *y, gsize y_stride, const float *score, gsize score_stride, guint n)
{
  Entry *entries = g_new (Entry, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    entries[i] = (Entry){ score[i * score_stride], i, y[i * y_stride] };
  qsort (entries, n, sizeof *entries, compare_entries);
  return entries;
}

/* The place after the last entry that ties with entry @i. */
static guint
end_of_tie (const Entry *entries, guint n, guint i)
{
  guint end = i + 1;

  while (end < n && entries[end].score == entries[i].score)
    end++;
  return end;
}

/* AUC of sorted entries, record r counted weights[r] times (once where NULL). */
static double
auc_of_entries (const Entry *entries, guint n, const guint32 *weights)
{
  double pairs = 0.0, negatives_below = 0.0, positives = 0.0;

  for (guint i = 0, end; i < n; i = end)
    {
      double tied_positives = 0.0, tied_negatives = 0.0;

      end = end_of_tie (entries, n, i);
      for (guint j = i; j < end; j++)
        {
          double weight = weights != NULL ? weights[entries[j].record] : 1.0;

          if (entries[j].y != 0)
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
hx_auc (const guint8 *y, gsize y_stride, const float *score, gsize score_stride, guint n)
{
  g_autofree Entry *entries = sort_entries (y, y_stride, score, score_stride, n);

  return auc_of_entries (entries, n, NULL);
}

/* Walks thresholds from the highest score down; calls for every one with the counts at and above it. */
typedef void (*ThresholdFunc) (double threshold, guint n_true, guint n_chosen, gpointer user_data);

static guint
walk_thresholds (const guint8 *y, gsize y_stride, const float *score, gsize score_stride, guint n,
                 ThresholdFunc func, gpointer user_data)
{
  g_autofree Entry *entries = sort_entries (y, y_stride, score, score_stride, n);
  guint n_true = 0;

  for (guint end = n; end > 0;)
    {
      guint begin = end;

      while (begin > 0 && entries[begin - 1].score == entries[end - 1].score)
        n_true += entries[--begin].y != 0;
      end = begin;
      func ((double)entries[begin].score, n_true, n - begin, user_data);
    }
  return n_true;
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
hx_average_precision (const guint8 *y, gsize y_stride, const float *score, gsize score_stride, guint n)
{
  Precision precision = { 0 };
  guint n_positives = walk_thresholds (y, y_stride, score, score_stride, n, add_precision, &precision);

  return n_positives > 0 ? precision.sum / n_positives : NAN;
}

typedef struct
{
  guint n_positives;
  double best, threshold;
} BestF1;

static void
try_threshold (double threshold, guint n_true, guint n_chosen, gpointer user_data)
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
hx_best_f1 (const guint8 *y, gsize y_stride, const float *score, gsize score_stride, guint n,
            double *threshold)
{
  BestF1 best = { .best = -1.0, .threshold = NAN };

  for (guint i = 0; i < n; i++)
    best.n_positives += y[i * y_stride] != 0;
  if (best.n_positives > 0)
    walk_thresholds (y, y_stride, score, score_stride, n, try_threshold, &best);
  if (threshold != NULL)
    *threshold = best.threshold;
  return best.n_positives > 0 ? best.best : NAN;
}

double
hx_macro_auc (const guint8 *y, const float *scores, guint n, guint n_labels, double *auc)
{
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
  return n_valid > 0 ? sum / n_valid : NAN;
}

/* --- bootstrap ------------------------------------------------------------------- */

#define MAX_REDRAWS 200
#define MAX_REPAIRS 200

typedef struct
{
  guint n, n_valid;
  guint *labels;   /* n_valid places of labels that have both classes */
  Entry **entries; /* n_valid x n, sorted */
  guint n_labels;
  const guint8 *y;
  guint32 *drawn;   /* n records of the resample */
  guint32 *weights; /* n: how often each record was drawn */
  HxRandom *random;
} Bootstrap;

/* The class of label @l that the resample lacks: 0, 1, or -1 if it has both. */
static int
missing_class (const Bootstrap *bootstrap, guint l)
{
  gboolean seen[2] = { FALSE, FALSE };

  for (guint i = 0; i < bootstrap->n; i++)
    {
      seen[bootstrap->y[(gsize)bootstrap->drawn[i] * bootstrap->n_labels + l] != 0] = TRUE;
      if (seen[0] && seen[1])
        return -1;
    }
  return seen[0] ? 1 : 0;
}

static gboolean
keeps_both_classes (const Bootstrap *bootstrap)
{
  for (guint v = 0; v < bootstrap->n_valid; v++)
    if (missing_class (bootstrap, bootstrap->labels[v]) >= 0)
      return FALSE;
  return TRUE;
}

static guint32
random_record_of_class (Bootstrap *bootstrap, guint l, int wanted)
{
  for (;;)
    {
      guint32 record = (guint32)hx_random_below (bootstrap->random, bootstrap->n);

      if ((bootstrap->y[(gsize)record * bootstrap->n_labels + l] != 0) == wanted)
        return record;
    }
}

/* Puts records of missing classes at random places, which may in turn take another class away. */
static gboolean
repair (Bootstrap *bootstrap)
{
  for (guint round = 0; round < MAX_REPAIRS; round++)
    {
      gboolean whole = TRUE;

      for (guint v = 0; v < bootstrap->n_valid; v++)
        {
          int missing = missing_class (bootstrap, bootstrap->labels[v]);

          if (missing < 0)
            continue;
          whole = FALSE;
          bootstrap->drawn[hx_random_below (bootstrap->random, bootstrap->n)] =
              random_record_of_class (bootstrap, bootstrap->labels[v], missing);
        }
      if (whole)
        return TRUE;
    }
  return FALSE;
}

static gboolean
draw (Bootstrap *bootstrap)
{
  gboolean whole = FALSE;

  for (guint redraw = 0; redraw < MAX_REDRAWS && !whole; redraw++)
    {
      for (guint i = 0; i < bootstrap->n; i++)
        bootstrap->drawn[i] = (guint32)hx_random_below (bootstrap->random, bootstrap->n);
      whole = keeps_both_classes (bootstrap);
    }
  if (!whole && !repair (bootstrap))
    return FALSE;
  for (guint i = 0; i < bootstrap->n; i++)
    bootstrap->weights[i] = 0;
  for (guint i = 0; i < bootstrap->n; i++)
    bootstrap->weights[bootstrap->drawn[i]]++;
  return TRUE;
}

static int
compare_doubles (const void *a, const void *b)
{
  double one = *(const double *)a, two = *(const double *)b;

  return one < two ? -1 : one > two;
}

static void
percentiles (double *values, guint n, double *low, double *high)
{
  const double shares[] = { 0.05, 0.95 };
  double *out[] = { low, high };

  qsort (values, n, sizeof *values, compare_doubles);
  for (guint i = 0; i < 2; i++)
    {
      double place = shares[i] * (n - 1);
      guint below = (guint)place, above = MIN (below + 1, n - 1);

      *out[i] = values[below] + (place - below) * (values[above] - values[below]);
    }
}

static void
bootstrap_init (Bootstrap *bootstrap, const float *scores)
{
  bootstrap->labels = g_new (guint, MAX (bootstrap->n_labels, 1));
  bootstrap->entries = g_new (Entry *, MAX (bootstrap->n_labels, 1));
  bootstrap->drawn = g_new (guint32, MAX (bootstrap->n, 1));
  bootstrap->weights = g_new (guint32, MAX (bootstrap->n, 1));
  for (guint l = 0; l < bootstrap->n_labels; l++)
    {
      guint n_positives = 0;

      for (guint i = 0; i < bootstrap->n; i++)
        n_positives += bootstrap->y[(gsize)i * bootstrap->n_labels + l] != 0;
      if (n_positives == 0 || n_positives == bootstrap->n)
        continue;
      bootstrap->labels[bootstrap->n_valid] = l;
      bootstrap->entries[bootstrap->n_valid++] =
          sort_entries (bootstrap->y + l, bootstrap->n_labels, scores + l, bootstrap->n_labels, bootstrap->n);
    }
}

static void
bootstrap_clear (Bootstrap *bootstrap)
{
  for (guint v = 0; v < bootstrap->n_valid; v++)
    g_free (bootstrap->entries[v]);
  g_free (bootstrap->entries);
  g_free (bootstrap->labels);
  g_free (bootstrap->drawn);
  g_free (bootstrap->weights);
}

/* Row v of @values: AUC of valid label v in each resample; the last row is their mean. */
static gboolean
resample (Bootstrap *bootstrap, guint n_resamples, double *values, GCancellable *cancellable)
{
  double *macro = values + (gsize)bootstrap->n_valid * n_resamples;

  for (guint r = 0; r < n_resamples; r++)
    {
      if (g_cancellable_is_cancelled (cancellable) || !draw (bootstrap))
        return FALSE;
      macro[r] = 0.0;
      for (guint v = 0; v < bootstrap->n_valid; v++)
        {
          double auc = auc_of_entries (bootstrap->entries[v], bootstrap->n, bootstrap->weights);

          values[(gsize)v * n_resamples + r] = auc;
          macro[r] += auc / bootstrap->n_valid;
        }
    }
  return TRUE;
}

gboolean
hx_macro_auc_interval (const guint8 *y, const float *scores, guint n, guint n_labels, guint n_resamples,
                       HxRandom *random, double *low, double *high, double *label_low, double *label_high,
                       GCancellable *cancellable)
{
  Bootstrap bootstrap = { .n = n, .n_labels = n_labels, .y = y, .random = random };
  g_autofree double *values = NULL;
  gboolean done;

  g_return_val_if_fail (n_resamples > 0 && random != NULL && low != NULL && high != NULL, FALSE);

  bootstrap_init (&bootstrap, scores);
  values = g_new (double, (gsize)(bootstrap.n_valid + 1) * n_resamples);
  done = bootstrap.n_valid > 0 && resample (&bootstrap, n_resamples, values, cancellable);
  *low = *high = NAN;
  for (guint l = 0; l < n_labels; l++)
    {
      if (label_low != NULL)
        label_low[l] = NAN;
      if (label_high != NULL)
        label_high[l] = NAN;
    }
  for (guint v = 0; done && v < bootstrap.n_valid; v++)
    {
      double from, to;

      percentiles (values + (gsize)v * n_resamples, n_resamples, &from, &to);
      if (label_low != NULL)
        label_low[bootstrap.labels[v]] = from;
      if (label_high != NULL)
        label_high[bootstrap.labels[v]] = to;
    }
  if (done)
    percentiles (values + (gsize)bootstrap.n_valid * n_resamples, n_resamples, low, high);
  bootstrap_clear (&bootstrap);
  return done;
}
