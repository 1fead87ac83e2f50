/* hx-metrics-bootstrap.c: how far macro-AUC may be off, by resampling the records
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/explore/hx-metrics-bootstrap.h"

#include "engine/explore/hx-metrics-private.h"

#include <math.h>
#include <stdlib.h>

#define MAX_REDRAWS 200
#define MAX_REPAIRS 200

typedef struct
{
  guint n, n_valid, n_labels;
  guint *labels; /* n_valid places of labels that have both classes */
  const guint8 *y;
  guint32 *drawn;   /* n records of the resample */
  guint32 *weights; /* n: how often each record was drawn */
  HxRandom *random;
} Bootstrap;

/* --- resamples ------------------------------------------------------------------------- */

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

static void
bootstrap_init (Bootstrap *bootstrap)
{
  bootstrap->labels = g_new (guint, MAX (bootstrap->n_labels, 1));
  bootstrap->drawn = g_new (guint32, MAX (bootstrap->n, 1));
  bootstrap->weights = g_new (guint32, MAX (bootstrap->n, 1));
  for (guint l = 0; l < bootstrap->n_labels; l++)
    {
      guint n_positives = 0;

      for (guint i = 0; i < bootstrap->n; i++)
        n_positives += bootstrap->y[(gsize)i * bootstrap->n_labels + l] != 0;
      if (n_positives > 0 && n_positives < bootstrap->n)
        bootstrap->labels[bootstrap->n_valid++] = l;
    }
}

static void
bootstrap_clear (Bootstrap *bootstrap)
{
  g_free (bootstrap->labels);
  g_free (bootstrap->drawn);
  g_free (bootstrap->weights);
}

/* --- one set of scores under the resamples --------------------------------------------- */

/* The valid labels' records, each label sorted by score once for all resamples. (transfer full) */
static GPtrArray *
rank_labels (const Bootstrap *bootstrap, const double *scores)
{
  g_autoptr (GPtrArray) ranks = g_ptr_array_new_with_free_func (g_free);

  for (guint v = 0; v < bootstrap->n_valid; v++)
    {
      const guint l = bootstrap->labels[v];
      HxRankEntry *entries = hx_rank_entries (bootstrap->y + l, bootstrap->n_labels, scores + l,
                                              bootstrap->n_labels, bootstrap->n);

      if (entries == NULL)
        return NULL;
      g_ptr_array_add (ranks, entries);
    }
  return g_steal_pointer (&ranks);
}

/* Macro-AUC of the present resample; @auc (nullable), @stride apart, gets each valid label's. */
static double
resampled_auc (const Bootstrap *bootstrap, const GPtrArray *ranks, double *auc, gsize stride)
{
  double sum = 0.0;

  for (guint v = 0; v < bootstrap->n_valid; v++)
    {
      const double value = hx_rank_auc (g_ptr_array_index (ranks, v), bootstrap->n, bootstrap->weights);

      if (auc != NULL)
        auc[v * stride] = value;
      sum += value;
    }
  return sum / bootstrap->n_valid;
}

static int
compare_doubles (const void *a, const void *b)
{
  double one = *(const double *)a, two = *(const double *)b;

  return one < two ? -1 : one > two;
}

double
hx_quantile (const double *sorted, guint n, double share)
{
  const double place = share * (n - 1);
  const guint below = (guint)place, above = MIN (below + 1, n - 1);

  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/* Sorts @values. */
static void
percentiles (double *values, guint n, double *low, double *high)
{
  qsort (values, n, sizeof *values, compare_doubles);
  *low = hx_quantile (values, n, 0.05);
  *high = hx_quantile (values, n, 0.95);
}

/* Row v of @values: AUC of valid label v in each resample; the last row is their mean. */
static gboolean
resample (Bootstrap *bootstrap, const GPtrArray *ranks, guint n_resamples, double *values,
          GCancellable *cancellable)
{
  double *macro = values + (gsize)bootstrap->n_valid * n_resamples;

  for (guint r = 0; r < n_resamples; r++)
    {
      if (g_cancellable_is_cancelled (cancellable) || !draw (bootstrap))
        return FALSE;
      macro[r] = resampled_auc (bootstrap, ranks, values + r, n_resamples);
    }
  return TRUE;
}

gboolean
hx_macro_auc_interval (const guint8 *y, const double *scores, guint n, guint n_labels, guint n_resamples,
                       HxRandom *random, double *low, double *high, double *label_low, double *label_high,
                       GCancellable *cancellable)
{
  Bootstrap bootstrap = { .n = n, .n_labels = n_labels, .y = y, .random = random };
  g_autoptr (GPtrArray) ranks = NULL;
  g_autofree double *values = NULL;
  gboolean done;

  g_return_val_if_fail (n_resamples > 0 && random != NULL && low != NULL && high != NULL, FALSE);

  bootstrap_init (&bootstrap);
  ranks = rank_labels (&bootstrap, scores);
  values = g_new (double, (gsize)(bootstrap.n_valid + 1) * n_resamples);
  done = bootstrap.n_valid > 0 && ranks != NULL
         && resample (&bootstrap, ranks, n_resamples, values, cancellable);
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

/* --- two sets of scores ---------------------------------------------------------------- */

static void
summarise_differences (double *differences, guint n_resamples, HxPairedDifference *result)
{
  guint n_not_below = 0, n_not_above = 0;

  for (guint r = 0; r < n_resamples; r++)
    {
      n_not_below += differences[r] >= 0.0;
      n_not_above += differences[r] <= 0.0;
    }
  percentiles (differences, n_resamples, &result->low, &result->high);
  result->p = MIN (1.0, 2.0 * (1.0 + MIN (n_not_below, n_not_above)) / (1.0 + n_resamples));
}

gboolean
hx_macro_auc_paired (const guint8 *y, const double *scores, const double *others, guint n, guint n_labels,
                     guint n_resamples, HxRandom *random, HxPairedDifference *result,
                     GCancellable *cancellable)
{
  Bootstrap bootstrap = { .n = n, .n_labels = n_labels, .y = y, .random = random };
  g_autoptr (GPtrArray) ranks = NULL, other_ranks = NULL;
  g_autofree double *differences = NULL;
  gboolean done;

  g_return_val_if_fail (n_resamples > 0 && random != NULL && result != NULL, FALSE);

  *result = (HxPairedDifference){ NAN, NAN, NAN, NAN };
  bootstrap_init (&bootstrap);
  ranks = rank_labels (&bootstrap, scores);
  other_ranks = rank_labels (&bootstrap, others);
  differences = g_new (double, n_resamples);
  done = bootstrap.n_valid > 0 && ranks != NULL && other_ranks != NULL;
  for (guint r = 0; done && r < n_resamples; r++)
    {
      done = !g_cancellable_is_cancelled (cancellable) && draw (&bootstrap);
      if (done)
        differences[r] =
            resampled_auc (&bootstrap, ranks, NULL, 0) - resampled_auc (&bootstrap, other_ranks, NULL, 0);
    }
  if (done)
    {
      summarise_differences (differences, n_resamples, result);
      result->difference =
          hx_macro_auc (y, scores, n, n_labels, NULL) - hx_macro_auc (y, others, n, n_labels, NULL);
    }
  bootstrap_clear (&bootstrap);
  return done;
}
