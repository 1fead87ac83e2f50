/* hx-metrics-summary.c: all metrics of a table of scores at once
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/explore/hx-metrics-summary.h"

#include "engine/base/hx-error.h"

#include <math.h>

/* A probability of 0 or 1 has no finite logit; this is as near as float32 comes to 1. */
#define NEAREST_TO_CERTAIN 6e-8

void
hx_metrics_free (HxMetrics *metrics)
{
  if (metrics == NULL)
    return;
  g_free (metrics->labels);
  g_free (metrics);
}

double
hx_scale_to_probability (HxScale scale, double value)
{
  if (scale != HX_SCALE_LOGIT)
    return value;
  return value >= 0.0 ? 1.0 / (1.0 + exp (-value)) : exp (value) / (1.0 + exp (value));
}

static double
scale_to_logit (HxScale scale, double value)
{
  if (scale != HX_SCALE_PROBABILITY)
    return value;
  value = CLAMP (value, NEAREST_TO_CERTAIN, 1.0 - NEAREST_TO_CERTAIN);
  return log (value) - log1p (-value);
}

double *
hx_naive_scores (const guint8 *training_y, guint n_training, guint n_labels, guint n)
{
  double *scores = g_new0 (double, MAX ((gsize)n * n_labels, 1));

  for (guint l = 0; l < n_labels && n > 0; l++)
    {
      guint n_positives = 0;

      for (guint i = 0; i < n_training; i++)
        n_positives += training_y[(gsize)i * n_labels + l] != 0;
      for (guint i = 0; i < n; i++)
        scores[(gsize)i * n_labels + l] = (double)n_positives / MAX (n_training, 1);
    }
  return scores;
}

/* --- one label ------------------------------------------------------------------------- */

/* A column of a table. */
typedef struct
{
  const guint8 *y;
  const double *score;
  gsize stride;
  guint n;
  HxScale scale;
} Column;

static Column
column_of (const HxScoreTable *table, guint l)
{
  return (Column){ table->y + l, table->scores + l, table->n_labels, table->n, table->scale };
}

static void
tune_beta (HxBetaMeasure measure, const Column *column, const double *weights, const Column *validation,
           const double *validation_weights, double *value, double *threshold)
{
  *threshold =
      hx_beta_best_threshold (measure, HX_METRICS_BETA, validation->y, validation->stride, validation->score,
                              validation->stride, validation_weights, validation->n);
  if (isnan (*threshold))
    *threshold = column->scale == HX_SCALE_LOGIT ? 0.0 : 0.5;
  *value = hx_beta_measure (measure, HX_METRICS_BETA, column->y, column->stride, column->score,
                            column->stride, weights, column->n, *threshold);
}

static void
tune_label (HxLabelMetrics *label, const Column *column, const double *weights, const Column *validation,
            const double *validation_weights)
{
  HxOperatingPoint point =
      hx_youden (validation->y, validation->stride, validation->score, validation->stride, validation->n);

  tune_beta (HX_BETA_F, column, weights, validation, validation_weights, &label->f_beta,
             &label->f_beta_threshold);
  tune_beta (HX_BETA_G, column, weights, validation, validation_weights, &label->g_beta,
             &label->g_beta_threshold);
  if (!isnan (point.threshold))
    label->youden_tuned = hx_operating_point (column->y, column->stride, column->score, column->stride,
                                              column->n, point.threshold);
}

/* Probabilities of a column, divided by a temperature on the way if there is one. (transfer full) */
static double *
probabilities_of (const Column *column, double temperature)
{
  double *out = g_new (double, MAX (column->n, 1));

  for (guint i = 0; i < column->n; i++)
    {
      const double value = column->score[i * column->stride];

      out[i] =
          isnan (temperature)
              ? hx_scale_to_probability (column->scale, value)
              : hx_scale_to_probability (HX_SCALE_LOGIT, scale_to_logit (column->scale, value) / temperature);
    }
  return out;
}

static double
add_reliability (const Column *column, double temperature, HxReliability *all)
{
  g_autofree double *probabilities = probabilities_of (column, temperature);
  HxReliability own = { 0 };

  hx_reliability_add (&own, column->y, column->stride, probabilities, 1, column->n);
  hx_reliability_add (all, column->y, column->stride, probabilities, 1, column->n);
  return hx_reliability_error (&own);
}

static double
fit_temperature (const Column *validation)
{
  g_autofree double *logits = g_new (double, MAX (validation->n, 1));

  for (guint i = 0; i < validation->n; i++)
    logits[i] = scale_to_logit (validation->scale, validation->score[i * validation->stride]);
  return hx_fit_temperature (validation->y, validation->stride, logits, 1, validation->n);
}

static void
measure_label (HxLabelMetrics *label, const Column *column)
{
  *label = (HxLabelMetrics){ .auc_low = NAN,
                             .auc_high = NAN,
                             .youden_tuned = { NAN, NAN, NAN },
                             .f_beta = NAN,
                             .f_beta_threshold = NAN,
                             .g_beta = NAN,
                             .g_beta_threshold = NAN,
                             .calibration_error = NAN,
                             .temperature = NAN,
                             .calibrated_error = NAN };
  for (guint i = 0; i < column->n; i++)
    label->n_positives += column->y[i * column->stride] != 0;
  label->auc = hx_auc (column->y, column->stride, column->score, column->stride, column->n);
  label->average_precision =
      hx_average_precision (column->y, column->stride, column->score, column->stride, column->n);
  label->f1 =
      hx_best_f1 (column->y, column->stride, column->score, column->stride, column->n, &label->f1_threshold);
  label->youden = hx_youden (column->y, column->stride, column->score, column->stride, column->n);
}

/* --- all labels ------------------------------------------------------------------------ */

static gboolean
check_table (const HxScoreTable *table, GError **error)
{
  if (!hx_metrics_check_scores (table->scores, table->n, table->n_labels, error))
    return FALSE;
  for (gsize i = 0; table->scale == HX_SCALE_PROBABILITY && i < (gsize)table->n * table->n_labels; i++)
    if (table->scores[i] < 0.0 || table->scores[i] > 1.0)
      {
        g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                     "record %u, label %u: the probability “%g” does not lie between 0 and 1",
                     (guint)(i / table->n_labels) + 1, (guint)(i % table->n_labels) + 1, table->scores[i]);
        return FALSE;
      }
  return TRUE;
}

static void
measure_labels (HxMetrics *metrics, const HxScoreTable *table, const HxScoreTable *validation)
{
  g_autofree double *weights = g_new (double, MAX (table->n, 1));
  g_autofree double *others = g_new (double, MAX (validation != NULL ? validation->n : 0, 1));

  hx_beta_weights (table->y, table->n, table->n_labels, weights);
  if (validation != NULL)
    hx_beta_weights (validation->y, validation->n, validation->n_labels, others);
  for (guint l = 0; l < table->n_labels; l++)
    {
      HxLabelMetrics *label = &metrics->labels[l];
      const Column column = column_of (table, l);

      measure_label (label, &column);
      if (validation != NULL)
        {
          const Column tuned_on = column_of (validation, l);

          tune_label (label, &column, weights, &tuned_on, others);
          if (table->scale != HX_SCALE_ANY)
            label->temperature = fit_temperature (&tuned_on);
        }
      if (table->scale == HX_SCALE_ANY)
        continue;
      label->calibration_error = add_reliability (&column, NAN, &metrics->reliability);
      if (validation != NULL)
        label->calibrated_error = add_reliability (&column, label->temperature, &metrics->calibrated);
    }
}

/* Mean over labels of the member at @offset that is there; of labels with both classes only, if wanted. */
static double
mean_over_labels (const HxMetrics *metrics, gsize offset, gboolean both_classes)
{
  double sum = 0.0;
  guint n = 0;

  for (guint l = 0; l < metrics->n_labels; l++)
    {
      const HxLabelMetrics *label = &metrics->labels[l];
      const double value = G_STRUCT_MEMBER (double, label, offset);

      if (isnan (value) || (both_classes && isnan (label->auc)))
        continue;
      sum += value;
      n++;
    }
  return n > 0 ? sum / n : (double)NAN;
}

static void
find_intervals (HxMetrics *metrics, const HxScoreTable *table, guint n_resamples, guint64 seed,
                GCancellable *cancellable)
{
  g_autofree double *low = g_new (double, table->n_labels);
  g_autofree double *high = g_new (double, table->n_labels);
  HxRandom random = hx_random_from_seed (seed);

  metrics->macro_auc_low = metrics->macro_auc_high = NAN;
  if (n_resamples == 0
      || !hx_macro_auc_interval (table->y, table->scores, table->n, table->n_labels, n_resamples, &random,
                                 &metrics->macro_auc_low, &metrics->macro_auc_high, low, high, cancellable))
    return;
  for (guint l = 0; l < table->n_labels; l++)
    {
      metrics->labels[l].auc_low = low[l];
      metrics->labels[l].auc_high = high[l];
    }
}

HxMetrics *
hx_metrics_new (const HxScoreTable *table, const HxScoreTable *validation, guint n_resamples, guint64 seed,
                GCancellable *cancellable, GError **error)
{
  g_autoptr (HxMetrics) metrics = NULL;

  g_return_val_if_fail (table != NULL && table->n_labels > 0, NULL);
  g_return_val_if_fail (validation == NULL
                            || (validation->n_labels == table->n_labels && validation->scale == table->scale),
                        NULL);

  if (!check_table (table, error) || (validation != NULL && !check_table (validation, error)))
    return NULL;
  metrics = g_new0 (HxMetrics, 1);
  metrics->n = table->n;
  metrics->n_labels = table->n_labels;
  metrics->labels = g_new (HxLabelMetrics, table->n_labels);
  measure_labels (metrics, table, validation);
  metrics->macro_auc = mean_over_labels (metrics, G_STRUCT_OFFSET (HxLabelMetrics, auc), TRUE);
  if (isnan (metrics->macro_auc))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING,
                   "no label has records both with and without it (%u records)", table->n);
      return NULL;
    }
  metrics->macro_average_precision =
      mean_over_labels (metrics, G_STRUCT_OFFSET (HxLabelMetrics, average_precision), TRUE);
  metrics->f_beta = mean_over_labels (metrics, G_STRUCT_OFFSET (HxLabelMetrics, f_beta), FALSE);
  metrics->g_beta = mean_over_labels (metrics, G_STRUCT_OFFSET (HxLabelMetrics, g_beta), FALSE);
  metrics->fmax = hx_fmax (table->y, table->scores, table->n, table->n_labels);
  metrics->fmax_protein = hx_fmax_protein (table->y, table->scores, table->n, table->n_labels);
  find_intervals (metrics, table, n_resamples, seed, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&metrics);
}

/* --- rows ------------------------------------------------------------------------------ */

void
hx_metrics_row_free (HxMetricsRow *row)
{
  if (row == NULL)
    return;
  g_free (row->name);
  hx_metrics_free (row->metrics);
  g_free (row);
}

HxMetricsRow *
hx_metrics_row_new (const char *name, const HxScoreTable *table, const HxScoreTable *validation,
                    const HxScoreTable *reference, guint n_resamples, guint64 seed, GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (HxMetricsRow) row = g_new0 (HxMetricsRow, 1);
  HxRandom random = hx_random_from_seed (seed);

  row->name = g_strdup (name);
  row->difference = (HxPairedDifference){ NAN, NAN, NAN, NAN };
  row->metrics = hx_metrics_new (table, validation, n_resamples, seed, cancellable, error);
  if (row->metrics == NULL)
    return NULL;
  if (reference != NULL && n_resamples > 0)
    hx_macro_auc_paired (table->y, reference->scores, table->scores, table->n, table->n_labels, n_resamples,
                         &random, &row->difference, cancellable);
  return g_cancellable_set_error_if_cancelled (cancellable, error) ? NULL : g_steal_pointer (&row);
}
