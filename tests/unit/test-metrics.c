/* test-metrics.c: AUC, average precision, F1 and their bootstrap
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/explore/hx-metrics.h"

#include "tests/formats/shared-folder.h"

#include <math.h>
#include <string.h>

/* The definition of AUC: the share of pairs that are in the right order, ties half. */
static double
auc_by_pairs (const guint8 *y, const float *score, guint n)
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
  const float score[] = { 0.1f, 0.4f, 0.35f, 0.8f };
  const float tied[] = { 0.5f, 0.5f, 0.5f, 0.5f };
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
      float score[60];
      guint n = 2 + (guint)hx_random_below (&random, 58);

      for (guint i = 0; i < n; i++)
        {
          y[i] = hx_random_chance (&random, 0.3);
          score[i] = (float)hx_random_below (&random, 12); /* many ties */
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
  const float scores[] = { 0.1f, 3, 0, 0.4f, 1, 0, 0.35f, 2, 0, 0.8f, 4, 0 };
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
  const float score[] = { 0.1f, 0.4f, 0.35f, 0.8f };
  const float tied[] = { 1, 1, 1, 1 };
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
  const float score[] = { 0.1f, 0.3f, 0.4f, 0.6f, 0.9f };
  const guint8 none[] = { 0, 0, 0, 0, 0 };
  double threshold = 0.0;

  /* At 0.3: three of four chosen are right, none is missed: 6/7; at 0.6: 4/5. */
  g_assert_cmpfloat_with_epsilon (hx_best_f1 (y, 1, score, 1, 5, &threshold), 6.0 / 7.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (threshold, 0.3, 1e-7);
  g_assert_true (isnan (hx_best_f1 (none, 1, score, 1, 5, &threshold)));
  g_assert_true (isnan (threshold));
}

static void
fill (guint8 *y, float *scores, guint n, guint n_labels, double prevalence, HxRandom *random)
{
  for (guint i = 0; i < n * n_labels; i++)
    {
      y[i] = hx_random_chance (random, prevalence);
      scores[i] = (float)(hx_random_normal (random) + (y[i] ? 1.0 : 0.0));
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
  g_autofree float *scores = g_new (float, N *L);
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
  float scores[10];
  HxRandom random = hx_random_from_seed (2);
  double low, high;

  for (guint i = 0; i < 10; i++)
    scores[i] = (float)i;
  g_assert_true (hx_macro_auc_interval (y, scores, 10, 1, 4000, &random, &low, &high, NULL, NULL, NULL));
  g_assert_cmpfloat (high, <, 1.0);
  g_assert_cmpfloat (high, >, 0.85);
  for (guint i = 0; i < 10; i++)
    scores[i] = -(float)i;
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
  g_autofree float *scores = g_new (float, N *L);
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
  const float scores[] = { 1, 2, 3 };
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

/* Numbers between commas and line ends. Returns: (transfer full) (element-type double) */
static GArray *
read_numbers (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (double));
  char *rest;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  for (rest = text; *rest != '\0';)
    {
      double value = g_ascii_strtod (rest, &rest);

      g_array_append_val (numbers, value);
      while (*rest == ',' || *rest == '\r' || *rest == '\n')
        rest++;
    }
  return numbers;
}

/* A published model on PTB-XL, whose macro-AUC is known. */
static void
test_published (void)
{
  const struct
  {
    const char *y, *scores;
    double macro_auc;
  } cases[] = {
    { "y_test_71.csv", "y_test_pred_xresnet1d101_71.csv", 0.9254358590 },
    { "y_val_71.csv", "y_val_pred_xresnet1d101_71.csv", 0.9280807632 },
  };
  g_autofree char *folder = test_find_shared ("data/metrics-oracle", "macro-AUC");

  for (guint c = 0; folder != NULL && c < G_N_ELEMENTS (cases); c++)
    {
      g_autoptr (GArray) given = read_numbers (folder, cases[c].y);
      g_autoptr (GArray) predicted = read_numbers (folder, cases[c].scores);
      g_autofree guint8 *y = g_new (guint8, given->len);
      g_autofree float *scores = g_new (float, given->len);

      g_assert_cmpuint (given->len, ==, predicted->len);
      g_assert_cmpuint (given->len % 71, ==, 0);
      for (guint i = 0; i < given->len; i++)
        {
          y[i] = g_array_index (given, double, i) != 0.0;
          scores[i] = (float)g_array_index (predicted, double, i);
        }
      g_assert_cmpfloat_with_epsilon (hx_macro_auc (y, scores, given->len / 71, 71, NULL), cases[c].macro_auc,
                                      1e-9);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metrics/auc/by-hand", test_auc_by_hand);
  g_test_add_func ("/metrics/auc/random", test_auc_random);
  g_test_add_func ("/metrics/auc/macro", test_macro_auc);
  g_test_add_func ("/metrics/auc/published", test_published);
  g_test_add_func ("/metrics/average-precision", test_average_precision);
  g_test_add_func ("/metrics/f1", test_best_f1);
  g_test_add_func ("/metrics/interval", test_interval);
  g_test_add_func ("/metrics/interval/percentiles", test_interval_percentiles);
  g_test_add_func ("/metrics/interval/rare-labels", test_interval_of_rare_labels);
  g_test_add_func ("/metrics/interval/refused", test_interval_refused);
  return g_test_run ();
}
