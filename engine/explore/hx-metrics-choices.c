/* hx-metrics-choices.c: how good the statements are that thresholds choose
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/explore/hx-metrics-choices.h"

#include "engine/explore/hx-metrics-private.h"

#include <math.h>
#include <stdlib.h>

/* --- one threshold for all labels ------------------------------------------------------ */

/* What the present threshold chooses, kept up to date statement by statement from the highest score down. */
typedef struct
{
  guint n, n_labels;
  guint *n_given, *n_chosen, *n_true; /* a record */
  guint n_with_label, n_with_statement;
  /* Sums over records, wider than the result: they change with every one of the statements. */
  long double f1, precision, recall;
} Choices;

static void
choices_init (Choices *choices, const guint8 *y)
{
  const guint n = MAX (choices->n, 1);

  choices->n_given = g_new0 (guint, n);
  choices->n_chosen = g_new0 (guint, n);
  choices->n_true = g_new0 (guint, n);
  for (guint i = 0; i < choices->n; i++)
    {
      for (guint l = 0; l < choices->n_labels; l++)
        choices->n_given[i] += y[(gsize)i * choices->n_labels + l] != 0;
      choices->n_with_label += choices->n_given[i] > 0;
    }
}

static void
choices_clear (Choices *choices)
{
  g_free (choices->n_given);
  g_free (choices->n_chosen);
  g_free (choices->n_true);
}

static void
choose (Choices *choices, guint record, gboolean right)
{
  const guint given = choices->n_given[record];
  guint *chosen = &choices->n_chosen[record], *n_true = &choices->n_true[record];

  choices->f1 -= 2.0L * *n_true / MAX (*chosen + given, 1);
  choices->precision -= (long double)*n_true / MAX (*chosen, 1);
  choices->n_with_statement += *chosen == 0;
  ++*chosen;
  if (right)
    {
      ++*n_true;
      choices->recall += 1.0L / given;
    }
  choices->f1 += 2.0L * *n_true / (*chosen + given);
  choices->precision += (long double)*n_true / *chosen;
}

static double
mean_f1 (const Choices *choices)
{
  return (double)(choices->f1 / choices->n);
}

static double
f1_of_means (const Choices *choices)
{
  const long double precision = choices->precision / MAX (choices->n_with_statement, 1);
  const long double recall = choices->recall / MAX (choices->n_with_label, 1);

  return precision + recall > 0.0L ? (double)(2.0L * precision * recall / (precision + recall)) : 0.0;
}

static HxFmax
largest_over_thresholds (const guint8 *y, const double *scores, guint n, guint n_labels,
                         double (*value_of) (const Choices *choices))
{
  const guint n_entries = n * n_labels;
  g_autofree HxRankEntry *entries = hx_rank_entries (y, 1, scores, 1, n_entries);
  Choices choices = { .n = n, .n_labels = n_labels };
  HxFmax best = { NAN, NAN };

  if (entries == NULL)
    return best;
  choices_init (&choices, y);
  for (guint end = n_entries; end > 0 && choices.n_with_label > 0;)
    {
      const guint begin = hx_rank_begin_of_tie (entries, end);
      double value;

      for (guint i = begin; i < end; i++)
        choose (&choices, entries[i].record / n_labels, entries[i].y != 0);
      end = begin;
      value = value_of (&choices);
      if (isnan (best.value) || value > best.value)
        best = (HxFmax){ value, entries[begin].score };
    }
  choices_clear (&choices);
  return best;
}

HxFmax
hx_fmax (const guint8 *y, const double *scores, guint n, guint n_labels)
{
  return largest_over_thresholds (y, scores, n, n_labels, mean_f1);
}

HxFmax
hx_fmax_protein (const guint8 *y, const double *scores, guint n, guint n_labels)
{
  return largest_over_thresholds (y, scores, n, n_labels, f1_of_means);
}

/* --- F-beta and G-beta ----------------------------------------------------------------- */

void
hx_beta_weights (const guint8 *y, guint n, guint n_labels, double *weights)
{
  for (guint i = 0; i < n; i++)
    {
      guint n_given = 0;

      for (guint l = 0; l < n_labels; l++)
        n_given += y[(gsize)i * n_labels + l] != 0;
      weights[i] = 1.0 / MAX (n_given, 1);
    }
}

static double
measure_of_sums (HxBetaMeasure measure, double beta, double n_true, double n_false, double n_missed)
{
  const double square = beta * beta;
  const double value = measure == HX_BETA_F ? (1.0 + square) * n_true : n_true;
  const double whole =
      measure == HX_BETA_F ? value + n_false + square * n_missed : n_true + n_false + beta * n_missed;

  return whole > 0.0 ? value / whole : (double)NAN;
}

double
hx_beta_measure (HxBetaMeasure measure, double beta, const guint8 *y, gsize y_stride, const double *score,
                 gsize score_stride, const double *weights, guint n, double threshold)
{
  double n_true = 0.0, n_false = 0.0, n_missed = 0.0;

  for (guint i = 0; i < n; i++)
    {
      const gboolean given = y[i * y_stride] != 0, chosen = score[i * score_stride] >= threshold;

      if (isnan (score[i * score_stride]))
        return NAN;
      if (given && chosen)
        n_true += weights[i];
      else if (chosen)
        n_false += weights[i];
      else if (given)
        n_missed += weights[i];
    }
  return measure_of_sums (measure, beta, n_true, n_false, n_missed);
}

double
hx_beta_best_threshold (HxBetaMeasure measure, double beta, const guint8 *y, gsize y_stride,
                        const double *score, gsize score_stride, const double *weights, guint n)
{
  g_autofree HxRankEntry *entries = hx_rank_entries (y, y_stride, score, score_stride, n);
  double given = 0.0, n_true = 0.0, n_false = 0.0, best = -1.0, threshold = NAN;

  for (guint i = 0; entries != NULL && i < n; i++)
    given += entries[i].y ? weights[entries[i].record] : 0.0;
  for (guint end = n; given > 0.0 && end > 0;)
    {
      const guint begin = hx_rank_begin_of_tie (entries, end);
      double value;

      for (guint i = begin; i < end; i++)
        *(entries[i].y ? &n_true : &n_false) += weights[entries[i].record];
      end = begin;
      value = measure_of_sums (measure, beta, n_true, n_false, MAX (given - n_true, 0.0));
      if (value > best)
        {
          best = value;
          threshold = entries[begin].score;
        }
    }
  return threshold;
}
