/* test-metrics-choices.c: what thresholds choose, against all thresholds tried one by one
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/base/hx-random.h"
#include "engine/explore/hx-metrics-summary.h"

#include <math.h>

enum
{
  MOST_RECORDS = 24,
  MOST_LABELS = 4
};

typedef struct
{
  guint n, L;
  guint8 y[MOST_RECORDS * MOST_LABELS];
  double scores[MOST_RECORDS * MOST_LABELS];
} Sample;

/* Few records, many ties, records without a label. */
static Sample
draw_sample (HxRandom *random)
{
  Sample sample = { .n = 2 + (guint)hx_random_below (random, MOST_RECORDS - 1),
                    .L = 1 + (guint)hx_random_below (random, MOST_LABELS) };

  for (guint i = 0; i < sample.n * sample.L; i++)
    {
      sample.y[i] = hx_random_chance (random, 0.35);
      sample.scores[i] = (double)hx_random_below (random, 9) / 8.0;
    }
  return sample;
}

/* --- Fmax ------------------------------------------------------------------------------ */

/* Mean of the records' F1, and F1 of the mean precision and recall, by their definitions. */
static void
fmax_at (const Sample *sample, double threshold, double *mean_f1, double *f1_of_means)
{
  double f1 = 0.0, precision = 0.0, recall = 0.0;
  guint n_said = 0, n_given = 0;

  for (guint i = 0; i < sample->n; i++)
    {
      guint given = 0, said = 0, right = 0;

      for (guint l = 0; l < sample->L; l++)
        {
          const gboolean chosen = sample->scores[i * sample->L + l] >= threshold;

          given += sample->y[i * sample->L + l];
          said += chosen;
          right += chosen && sample->y[i * sample->L + l];
        }
      f1 += given + said > 0 ? 2.0 * right / (given + said) : 0.0;
      precision += said > 0 ? (double)right / said : 0.0;
      recall += given > 0 ? (double)right / given : 0.0;
      n_said += said > 0;
      n_given += given > 0;
    }
  precision /= n_said > 0 ? n_said : 1;
  recall /= n_given > 0 ? n_given : 1;
  *mean_f1 = f1 / sample->n;
  *f1_of_means = precision + recall > 0.0 ? 2.0 * precision * recall / (precision + recall) : 0.0;
}

static void
test_fmax_random (void)
{
  HxRandom random = hx_random_from_seed (31);

  for (guint round = 0; round < 300; round++)
    {
      const Sample sample = draw_sample (&random);
      const HxFmax samples = hx_fmax (sample.y, sample.scores, sample.n, sample.L);
      const HxFmax protein = hx_fmax_protein (sample.y, sample.scores, sample.n, sample.L);
      double best[2] = { 0.0, 0.0 }, at[2], other;
      gboolean any = FALSE;

      for (guint i = 0; i < sample.n * sample.L; i++)
        {
          fmax_at (&sample, sample.scores[i], &at[0], &at[1]);
          best[0] = MAX (best[0], at[0]);
          best[1] = MAX (best[1], at[1]);
          any |= sample.y[i];
        }
      if (!any)
        {
          g_assert_true (isnan (samples.value) && isnan (protein.value));
          continue;
        }
      g_assert_cmpfloat_with_epsilon (samples.value, best[0], 1e-12);
      g_assert_cmpfloat_with_epsilon (protein.value, best[1], 1e-12);
      fmax_at (&sample, samples.threshold, &at[0], &other);
      fmax_at (&sample, protein.threshold, &other, &at[1]);
      g_assert_cmpfloat_with_epsilon (at[0], best[0], 1e-12);
      g_assert_cmpfloat_with_epsilon (at[1], best[1], 1e-12);
    }
}

/* From 0.7 up nothing is wrong or missed; one threshold lower the second record has one too many. */
static void
test_fmax_by_hand (void)
{
  const guint8 y[] = { 1, 0, 0, 0, 1, 0 };
  const double scores[] = { 0.9, 0.3, 0.1, 0.6, 0.7, 0.3 };
  const HxFmax samples = hx_fmax (y, scores, 2, 3), protein = hx_fmax_protein (y, scores, 2, 3);

  g_assert_cmpfloat (samples.value, ==, 1.0);
  g_assert_cmpfloat (samples.threshold, ==, 0.7);
  g_assert_cmpfloat (protein.value, ==, 1.0);
  g_assert_true (isnan (hx_fmax (y, (const double[]){ 0, 1, NAN, 0, 0, 0 }, 2, 3).value));
  g_assert_true (isnan (hx_fmax (y, scores, 0, 3).value));
}

/* --- beta measures --------------------------------------------------------------------- */

static double
beta_at (HxBetaMeasure measure, const Sample *sample, guint l, const double *weights, double threshold)
{
  double right = 0.0, too_many = 0.0, missed = 0.0, whole;

  for (guint i = 0; i < sample->n; i++)
    {
      const gboolean said = sample->scores[i * sample->L + l] >= threshold,
                     given = sample->y[i * sample->L + l];

      right += said && given ? weights[i] : 0.0;
      too_many += said && !given ? weights[i] : 0.0;
      missed += !said && given ? weights[i] : 0.0;
    }
  whole = measure == HX_BETA_F ? 5.0 * right + too_many + 4.0 * missed : right + too_many + 2.0 * missed;
  if (whole == 0.0)
    return NAN;
  return (measure == HX_BETA_F ? 5.0 * right : right) / whole;
}

static void
test_beta_random (void)
{
  HxRandom random = hx_random_from_seed (32);

  for (guint round = 0; round < 600; round++)
    {
      const HxBetaMeasure measure = round % 2 == 0 ? HX_BETA_F : HX_BETA_G;
      const Sample sample = draw_sample (&random);
      double weights[MOST_RECORDS], best = -1.0, threshold, found;
      guint n_positives = 0;

      hx_beta_weights (sample.y, sample.n, sample.L, weights);
      for (guint i = 0; i < sample.n; i++)
        {
          guint n_labels = 0;

          for (guint l = 0; l < sample.L; l++)
            n_labels += sample.y[i * sample.L + l];
          g_assert_cmpfloat (weights[i], ==, n_labels > 0 ? 1.0 / n_labels : 1.0);
          n_positives += sample.y[i * sample.L];
          found = beta_at (measure, &sample, 0, weights, sample.scores[i * sample.L]);
          if (found > best)
            best = found;
        }
      threshold = hx_beta_best_threshold (measure, 2.0, sample.y, sample.L, sample.scores, sample.L, weights,
                                          sample.n);
      found =
          hx_beta_measure (measure, 2.0, sample.y, sample.L, sample.scores, sample.L, weights, sample.n, 0.5);
      best = MAX (best, 0.0);
      if (isnan (found))
        g_assert_true (isnan (beta_at (measure, &sample, 0, weights, 0.5)));
      else
        g_assert_cmpfloat_with_epsilon (found, beta_at (measure, &sample, 0, weights, 0.5), 1e-12);
      if (n_positives == 0)
        g_assert_true (isnan (threshold));
      else
        g_assert_cmpfloat_with_epsilon (beta_at (measure, &sample, 0, weights, threshold), best, 1e-12);
    }
}

/* --- Youden ---------------------------------------------------------------------------- */

static void
test_youden (void)
{
  const guint8 y[] = { 0, 0, 1, 1, 1 };
  const double score[] = { 0.1, 0.6, 0.5, 0.7, 0.9 };
  const double backwards[] = { 0.9, 0.8, 0.3, 0.2, 0.1 }, constant[] = { 0.3, 0.3, 0.3, 0.3, 0.3 };
  const guint8 one_class[] = { 1, 1, 1, 1, 1 };
  HxOperatingPoint point = hx_youden (y, 1, score, 1, 5);

  /* At 0.7: 2/3 + 1 - 1 = 2/3; at 0.5: 1 + 1/2 - 1. */
  g_assert_cmpfloat (point.threshold, ==, 0.7);
  g_assert_cmpfloat_with_epsilon (point.sensitivity, 2.0 / 3.0, 1e-15);
  g_assert_cmpfloat (point.specificity, ==, 1.0);
  point = hx_operating_point (y, 1, score, 1, 5, 0.5);
  g_assert_cmpfloat (point.sensitivity, ==, 1.0);
  g_assert_cmpfloat (point.specificity, ==, 0.5);
  /* Where no threshold helps, no is said always. */
  for (guint c = 0; c < 2; c++)
    {
      point = hx_youden (y, 1, c == 0 ? constant : backwards, 1, 5);
      g_assert_true (isinf (point.threshold));
      g_assert_cmpfloat (point.sensitivity, ==, 0.0);
      g_assert_cmpfloat (point.specificity, ==, 1.0);
    }
  g_assert_true (isnan (hx_youden (one_class, 1, score, 1, 5).threshold));
}

static void
test_youden_random (void)
{
  HxRandom random = hx_random_from_seed (33);

  for (guint round = 0; round < 300; round++)
    {
      const Sample sample = draw_sample (&random);
      const HxOperatingPoint found = hx_youden (sample.y, sample.L, sample.scores, sample.L, sample.n);
      double best = 0.0;

      if (isnan (found.threshold))
        continue;
      for (guint i = 0; i < sample.n; i++)
        {
          const HxOperatingPoint at = hx_operating_point (sample.y, sample.L, sample.scores, sample.L,
                                                          sample.n, sample.scores[i * sample.L]);

          best = MAX (best, at.sensitivity + at.specificity - 1.0);
        }
      g_assert_cmpfloat_with_epsilon (found.sensitivity + found.specificity - 1.0, best, 1e-12);
    }
}

/* --- the whole ------------------------------------------------------------------------- */

static void
test_summary (void)
{
  const guint8 y[] = { 1, 0, 0, 0, 0, 0, 1, 1, 0 };
  const double logits[] = { 2, -1, -3, -2, 1, -3, 1, 2, -3 };
  const HxScoreTable table = { y, logits, HX_SCALE_LOGIT, 3, 3 };
  g_autoptr (GError) error = NULL;
  g_autoptr (HxMetrics) alone = hx_metrics_new (&table, NULL, 0, 0, NULL, &error);
  g_autoptr (HxMetrics) tuned = hx_metrics_new (&table, &table, 20, 7, NULL, &error);

  g_assert_no_error (error);
  /* The first two labels are in order, the last has one class. */
  g_assert_cmpfloat (alone->macro_auc, ==, 1.0);
  g_assert_true (isnan (alone->labels[2].auc) && isnan (alone->macro_auc_low) && isnan (alone->f_beta));
  g_assert_cmpfloat (tuned->labels[0].f_beta, ==, 1.0);
  g_assert_cmpfloat (tuned->labels[0].f_beta_threshold, ==, 1.0);
  g_assert_cmpfloat (tuned->labels[0].temperature, ==, HX_TEMPERATURE_MIN);
  g_assert_cmpfloat (tuned->labels[0].youden_tuned.sensitivity, ==, 1.0);
  g_assert_cmpfloat (tuned->macro_auc_low, ==, 1.0);
  /* The last label is neither given nor stated at the middle of the scale: no measure, and not in the mean.
   */
  g_assert_cmpfloat (tuned->labels[2].f_beta_threshold, ==, 0.0);
  g_assert_true (isnan (tuned->labels[2].f_beta) && isnan (tuned->labels[2].temperature));
  g_assert_cmpfloat (tuned->f_beta, ==, 1.0);
  g_assert_cmpfloat (tuned->labels[0].calibrated_error, <, tuned->labels[0].calibration_error);
}

static void
test_summary_refused (void)
{
  const guint8 y[] = { 1, 0, 0, 1 }, one_class[] = { 1, 1, 1, 1 };
  const double scores[] = { 0.5, 0.2, 1.5, 0.1 }, broken[] = { 0.5, 0.2, 0.1, NAN };
  const struct
  {
    HxScoreTable table;
    HxError code;
    const char *message;
  } cases[] = {
    { { y, broken, HX_SCALE_ANY, 2, 2 }, HX_ERROR_RANGE, "record 2, label 2: the score “nan”" },
    { { y, scores, HX_SCALE_PROBABILITY, 2, 2 }, HX_ERROR_RANGE, "record 2, label 1: the probability “1.5”" },
    { { one_class, scores, HX_SCALE_ANY, 2, 2 }, HX_ERROR_MISSING, "no label has records" },
  };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (hx_metrics_new (&cases[c].table, NULL, 0, 0, NULL, &error));
      g_assert_error (error, HX_ERROR, (int)cases[c].code);
      g_assert_nonnull (strstr (error->message, cases[c].message));
    }
}

/* Everybody gets the training records' share, which ranks nobody. */
static void
test_naive (void)
{
  const guint8 training[] = { 1, 0, 1, 1, 0, 0, 1, 0 }, y[] = { 1, 0, 0, 1 };
  const double better[] = { 0.9, 0.1, 0.2, 0.8 };
  g_autofree double *scores = hx_naive_scores (training, 4, 2, 2);
  const HxScoreTable table = { y, scores, HX_SCALE_PROBABILITY, 2, 2 };
  const HxScoreTable reference = { y, better, HX_SCALE_PROBABILITY, 2, 2 };
  g_autoptr (HxMetricsRow) row = hx_metrics_row_new ("naive", &table, NULL, &reference, 10, 0, NULL, NULL);

  g_assert_cmpfloat (scores[0], ==, 0.75);
  g_assert_cmpfloat (scores[3], ==, 0.25);
  g_assert_cmpfloat (row->metrics->macro_auc, ==, 0.5);
  g_assert_cmpfloat (row->difference.difference, ==, 0.5);
  g_assert_cmpfloat (row->difference.low, ==, 0.5);
  g_assert_cmpfloat_with_epsilon (row->difference.p, 2.0 / 11.0, 1e-15);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metrics/fmax/by-hand", test_fmax_by_hand);
  g_test_add_func ("/metrics/fmax/random", test_fmax_random);
  g_test_add_func ("/metrics/beta", test_beta_random);
  g_test_add_func ("/metrics/youden/by-hand", test_youden);
  g_test_add_func ("/metrics/youden/random", test_youden_random);
  g_test_add_func ("/metrics/summary", test_summary);
  g_test_add_func ("/metrics/summary/refused", test_summary_refused);
  g_test_add_func ("/metrics/naive", test_naive);
  return g_test_run ();
}
