/* test-metrics.c: AUC, average precision, F1 and their bootstrap
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/explore/hx-metrics-bootstrap.h"
#include "engine/explore/hx-metrics.h"

#include <math.h>
#include <string.h>

/* The definition of AUC: the share of pairs that are in the right order, ties half. */
static double
auc_by_pairs (const guint8 *y, const double *score, guint n)
{
  double right = 0.0, pairs = 0.0;

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      if (y[i] && !y[j])
        {
          pairs += 1.0;
          right += score[i] > score[j] ? 1.0 : score[i] == score[j] ? 0.5 : 0.0;
        }
  return right / pairs;
}

static void
test_auc_by_hand (void)
{
  const guint8 y[] = { 0, 0, 1, 1 };
  const double score[] = { 0.1, 0.4, 0.35, 0.8 };
  const double tied[] = { 0.5, 0.5, 0.5, 0.5 };
  const guint8 all[] = { 1, 1, 1, 1 }, none[] = { 0, 0, 0, 0 };

  g_assert_cmpfloat_with_epsilon (hx_auc (y, 1, score, 1, 4), 0.75, 1e-15);
  g_assert_cmpfloat_with_epsilon (hx_auc (y, 1, tied, 1, 4), 0.5, 1e-15);
  g_assert_true (isnan (hx_auc (all, 1, score, 1, 4)));
  g_assert_true (isnan (hx_auc (none, 1, score, 1, 4)));
  g_assert_true (isnan (hx_auc (none, 1, score, 1, 0)));
}

static void
test_auc_random (void)
{
  HxRandom random = hx_random_from_seed (11);

  for (guint round = 0; round < 200; round++)
    {
      guint8 y[60];
      double score[60];
      guint n = 2 + (guint)hx_random_below (&random, 58);

      for (guint i = 0; i < n; i++)
        {
          y[i] = hx_random_chance (&random, 0.3);
          score[i] = (double)hx_random_below (&random, 12); /* many ties */
        }
      y[0] = 0;
      y[1] = 1;
      g_assert_cmpfloat_with_epsilon (hx_auc (y, 1, score, 1, n), auc_by_pairs (y, score, n), 1e-12);
    }
}

/* Columns of a matrix are read by their stride, and labels of one class do not count. */
static void
test_macro_auc (void)
{
  const guint8 y[] = { 0, 1, 0, 0, 0, 0, 1, 1, 0, 1, 0, 0 }; /* 4 x 3 */
  const double scores[] = { 0.1, 3, 0, 0.4, 1, 0, 0.35, 2, 0, 0.8, 4, 0 };
  double auc[3];

  g_assert_cmpfloat_with_epsilon (hx_macro_auc (y, scores, 4, 3, auc), (0.75 + 0.5) / 2.0, 1e-15);
  g_assert_cmpfloat_with_epsilon (auc[0], 0.75, 1e-15);
  g_assert_cmpfloat_with_epsilon (auc[1], 0.5, 1e-15);
  g_assert_true (isnan (auc[2]));
  g_assert_true (isnan (hx_macro_auc (y + 2, scores, 1, 1, NULL)));
}

static void
test_average_precision (void)
{
  const guint8 y[] = { 0, 0, 1, 1 };
  const double score[] = { 0.1, 0.4, 0.35, 0.8 };
  const double tied[] = { 1, 1, 1, 1 };
  const guint8 none[] = { 0, 0, 0, 0 };

  /* 0.5 x 1 at 0.8, 0.5 x 2/3 at 0.35 */
  g_assert_cmpfloat_with_epsilon (hx_average_precision (y, 1, score, 1, 4), 0.5 + 1.0 / 3.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (hx_average_precision (y, 1, tied, 1, 4), 0.5, 1e-12);
  g_assert_true (isnan (hx_average_precision (none, 1, score, 1, 4)));
}

static void
test_best_f1 (void)
{
  const guint8 y[] = { 0, 1, 0, 1, 1 };
  const double score[] = { 0.1, 0.3, 0.4, 0.6, 0.9 };
  const guint8 none[] = { 0, 0, 0, 0, 0 };
  double threshold = 0.0;

  /* At 0.3: three of four chosen are right, none is missed: 6/7; at 0.6: 4/5. */
  g_assert_cmpfloat_with_epsilon (hx_best_f1 (y, 1, score, 1, 5, &threshold), 6.0 / 7.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (threshold, 0.3, 1e-7);
  g_assert_true (isnan (hx_best_f1 (none, 1, score, 1, 5, &threshold)));
  g_assert_true (isnan (threshold));
}

static void
fill (guint8 *y, double *scores, guint n, guint n_labels, double prevalence, HxRandom *random)
{
  for (guint i = 0; i < n * n_labels; i++)
    {
      y[i] = hx_random_chance (random, prevalence);
      scores[i] = (double)(hx_random_normal (random) + (y[i] ? 1.0 : 0.0));
    }
}

static void
test_interval (void)
{
  enum
  {
    N = 400,
    L = 3
  };
  g_autofree guint8 *y = g_new (guint8, N * L);
  g_autofree double *scores = g_new (double, N *L);
  HxRandom random = hx_random_from_seed (5), one = hx_random_from_seed (6), two = one;
  double low, high, again_low, again_high, label_low[L], label_high[L], auc[L], macro;

  fill (y, scores, N, L, 0.3, &random);
  macro = hx_macro_auc (y, scores, N, L, auc);
  g_assert_true (
      hx_macro_auc_interval (y, scores, N, L, 1000, &one, &low, &high, label_low, label_high, NULL));
  g_assert_true (
      hx_macro_auc_interval (y, scores, N, L, 1000, &two, &again_low, &again_high, NULL, NULL, NULL));
  g_assert_cmpfloat (low, ==, again_low);
  g_assert_cmpfloat (high, ==, again_high);
  g_assert_cmpfloat (low, <, macro);
  g_assert_cmpfloat (high, >, macro);
  /* Normal scores one apart, 120 against 280: an AUC of 0.76 with a standard error of 0.028 (Hanley and
   * McNeil, 1982); 90 % lie within 1.645 of them, for the mean of three labels of 0.016. */
  g_assert_cmpfloat_with_epsilon (high - low, 0.053, 0.012);
  for (guint l = 0; l < L; l++)
    {
      g_assert_cmpfloat (label_low[l], <, auc[l]);
      g_assert_cmpfloat (label_high[l], >, auc[l]);
      g_assert_cmpfloat_with_epsilon (label_high[l] - label_low[l], 0.092, 0.025);
    }
}

/* One positive among ten records, three negatives above it: resamples without these three, which alone have
 * an AUC of 1, are (0.7^10 - 0.6^10) / (1 - 0.9^10) = 3.4 % of those that keep the positive. So the 95th
 * percentile is below 1, as the 97.5th would not be; and mirrored, the 5th is above 0. */
static void
test_interval_percentiles (void)
{
  const guint8 y[] = { 0, 0, 0, 0, 0, 0, 1, 0, 0, 0 };
  double scores[10];
  HxRandom random = hx_random_from_seed (2);
  double low, high;

  for (guint i = 0; i < 10; i++)
    scores[i] = (double)i;
  g_assert_true (hx_macro_auc_interval (y, scores, 10, 1, 4000, &random, &low, &high, NULL, NULL, NULL));
  g_assert_cmpfloat (high, <, 1.0);
  g_assert_cmpfloat (high, >, 0.85);
  for (guint i = 0; i < 10; i++)
    scores[i] = -(double)i;
  g_assert_true (hx_macro_auc_interval (y, scores, 10, 1, 4000, &random, &low, &high, NULL, NULL, NULL));
  g_assert_cmpfloat (low, >, 0.0);
  g_assert_cmpfloat (low, <, 0.15);
}

/* One positive a label: plain resamples lose one of forty nearly always, and those kept must not. */
static void
test_interval_of_rare_labels (void)
{
  enum
  {
    N = 80,
    L = 40
  };
  g_autofree guint8 *y = g_new0 (guint8, N * L);
  g_autofree double *scores = g_new (double, N *L);
  HxRandom random = hx_random_from_seed (5);
  double low, high, label_low[L], label_high[L];

  fill (y, scores, N, L, 0.0, &random);
  for (guint l = 0; l < L; l++)
    y[l * L + l] = 1;
  g_assert_true (
      hx_macro_auc_interval (y, scores, N, L, 100, &random, &low, &high, label_low, label_high, NULL));
  g_assert_cmpfloat (low, <, high);
  for (guint l = 0; l < L; l++)
    {
      g_assert_true (isfinite (label_low[l]) && isfinite (label_high[l]));
      g_assert_cmpfloat (label_low[l], <=, label_high[l]);
    }
}

static void
test_interval_refused (void)
{
  const guint8 y[] = { 1, 1, 1 };
  const guint8 both[] = { 1, 1, 0 };
  const double scores[] = { 1, 2, 3 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  HxRandom random = hx_random_from_seed (5);
  double low = 0.0, high = 0.0;

  g_assert_false (hx_macro_auc_interval (y, scores, 3, 1, 10, &random, &low, &high, NULL, NULL, NULL));
  g_assert_true (isnan (low) && isnan (high));
  g_assert_true (
      hx_macro_auc_interval (both, scores, 3, 1, 10, &random, &low, &high, NULL, NULL, cancellable));
  g_cancellable_cancel (cancellable);
  g_assert_false (
      hx_macro_auc_interval (both, scores, 3, 1, 10, &random, &low, &high, NULL, NULL, cancellable));
}

/* Order statistics and what lies between them, as numpy's percentile has it. */
static void
test_quantile (void)
{
  const double sorted[] = { 1, 2, 4, 8, 16 };

  g_assert_cmpfloat_with_epsilon (hx_quantile (sorted, 5, 0.05), 1.2, 1e-12);
  g_assert_cmpfloat_with_epsilon (hx_quantile (sorted, 5, 0.95), 14.4, 1e-12);
  g_assert_cmpfloat_with_epsilon (hx_quantile (sorted, 5, 0.5), 4.0, 1e-12);
  g_assert_cmpfloat (hx_quantile (sorted, 5, 1.0), ==, 16.0);
  g_assert_cmpfloat (hx_quantile (sorted, 1, 0.95), ==, 1.0);
}

/* A better set of scores is found to be better, the same one not, and a change of sign changes the signs. */
static void
test_paired (void)
{
  enum
  {
    N = 300,
    L = 2
  };
  g_autofree guint8 *y = g_new (guint8, N * L);
  g_autofree double *scores = g_new (double, N *L);
  g_autofree double *noisy = g_new (double, N *L);
  HxRandom random = hx_random_from_seed (8), one = hx_random_from_seed (9), two = one, three = one;
  HxPairedDifference better, worse, same;

  fill (y, scores, N, L, 0.3, &random);
  for (guint i = 0; i < N * L; i++)
    noisy[i] = scores[i] + 1.5 * hx_random_normal (&random);
  g_assert_true (hx_macro_auc_paired (y, scores, noisy, N, L, 500, &one, &better, NULL));
  g_assert_true (hx_macro_auc_paired (y, noisy, scores, N, L, 500, &two, &worse, NULL));
  g_assert_true (hx_macro_auc_paired (y, scores, scores, N, L, 500, &three, &same, NULL));
  g_assert_cmpfloat_with_epsilon (
      better.difference, hx_macro_auc (y, scores, N, L, NULL) - hx_macro_auc (y, noisy, N, L, NULL), 1e-15);
  g_assert_cmpfloat (better.low, >, 0.0);
  g_assert_cmpfloat (better.low, <, better.difference);
  g_assert_cmpfloat (better.high, >, better.difference);
  /* What both share is not counted twice: the interval is narrower than that of unpaired differences. */
  g_assert_cmpfloat (better.high - better.low, <, 0.09);
  g_assert_cmpfloat_with_epsilon (better.p, 2.0 / 501.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (worse.low, -better.high, 1e-12);
  g_assert_cmpfloat (worse.p, ==, better.p);
  g_assert_cmpfloat (same.difference, ==, 0.0);
  g_assert_cmpfloat (same.p, ==, 1.0);
}

/* A score that is not a number has no place in the order: nothing is measured, and it is said which. */
static void
test_not_finite (void)
{
  const guint8 y[] = { 1, 0, 0, 1 };
  const double bad[] = { NAN, INFINITY, -INFINITY };

  for (guint c = 0; c < G_N_ELEMENTS (bad); c++)
    {
      double scores[] = { 0.9, 0.1, bad[c], 0.8 }, auc[2], low, high;
      g_autoptr (GError) error = NULL;
      HxRandom random = hx_random_from_seed (1);

      g_assert_true (isnan (hx_auc (y, 1, scores, 1, 4)));
      g_assert_true (isnan (hx_average_precision (y, 1, scores, 1, 4)));
      g_assert_true (isnan (hx_best_f1 (y, 1, scores, 1, 4, NULL)));
      g_assert_true (isnan (hx_youden (y, 1, scores, 1, 4).threshold));
      /* The second label alone is sound, but the mean would hide the first. */
      g_assert_true (isnan (hx_macro_auc (y, scores, 2, 2, auc)));
      g_assert_true (isnan (auc[0]));
      g_assert_cmpfloat (auc[1], ==, 1.0);
      g_assert_false (hx_macro_auc_interval (y, scores, 2, 2, 10, &random, &low, &high, NULL, NULL, NULL));
      g_assert_false (hx_metrics_check_scores (scores, 2, 2, &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
      g_assert_nonnull (strstr (error->message, "record 2, label 1"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metrics/auc/by-hand", test_auc_by_hand);
  g_test_add_func ("/metrics/auc/random", test_auc_random);
  g_test_add_func ("/metrics/auc/macro", test_macro_auc);
  g_test_add_func ("/metrics/not-finite", test_not_finite);
  g_test_add_func ("/metrics/average-precision", test_average_precision);
  g_test_add_func ("/metrics/f1", test_best_f1);
  g_test_add_func ("/metrics/interval", test_interval);
  g_test_add_func ("/metrics/interval/percentiles", test_interval_percentiles);
  g_test_add_func ("/metrics/interval/rare-labels", test_interval_of_rare_labels);
  g_test_add_func ("/metrics/quantile", test_quantile);
  g_test_add_func ("/metrics/paired", test_paired);
  g_test_add_func ("/metrics/interval/refused", test_interval_refused);
  return g_test_run ();
}
