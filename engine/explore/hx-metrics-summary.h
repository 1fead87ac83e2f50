/* hx-metrics-summary.h: all metrics of a table of scores at once
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Formulas and sources are in docs/metrics.md.
 */
#pragma once

#include "engine/explore/hx-calibration.h"
#include "engine/explore/hx-metrics-bootstrap.h"
#include "engine/explore/hx-metrics-choices.h"
#include "engine/explore/hx-metrics.h"

G_BEGIN_DECLS

/** The beta of F-beta and G-beta: to miss a statement is twice as bad as to make one too many. */
#define HX_METRICS_BETA 2.0

typedef enum
{
  HX_SCALE_ANY,         /* any numbers, more for records with the label */
  HX_SCALE_LOGIT,       /* their sigmoid is the score */
  HX_SCALE_PROBABILITY, /* in [0, 1] */
} HxScale;

/** Scores against given labels, record after record; not owned. */
typedef struct
{
  const guint8 *y;      /* n x n_labels, 0 or 1 */
  const double *scores; /* n x n_labels, finite */
  HxScale scale;
  guint n, n_labels;
} HxScoreTable;

/** One label; NaN where there is nothing to compute it from. Thresholds are on the scale of the scores. */
typedef struct
{
  guint n_positives;
  double auc, auc_low, auc_high;
  double average_precision;
  double f1, f1_threshold;         /* the largest over thresholds, on these records */
  HxOperatingPoint youden;         /* on these records */
  HxOperatingPoint youden_tuned;   /* at Youden's threshold of the validation records */
  double f_beta, f_beta_threshold; /* at the best threshold of the validation records, */
  double g_beta, g_beta_threshold; /* or the middle of the scale if they have no positive */
  double calibration_error;
  double temperature;      /* fitted on the validation records */
  double calibrated_error; /* calibration error with it */
} HxLabelMetrics;

typedef struct
{
  guint n, n_labels;
  HxLabelMetrics *labels;
  double macro_auc, macro_auc_low, macro_auc_high; /* interval NaN without resamples */
  double macro_average_precision;                  /* mean over the labels that have both classes */
  HxFmax fmax, fmax_protein;
  double f_beta, g_beta; /* mean over the labels that have one; NaN without validation records */
  HxReliability reliability, calibrated; /* all labels together; empty without a scale */
} HxMetrics;

void hx_metrics_free (HxMetrics *metrics);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxMetrics, hx_metrics_free)

/**
 * hx_metrics_new:
 * @validation: (nullable): scores of the same labels and scale for other records, on which thresholds and
 *   temperatures are tuned
 * @n_resamples: 0 for no interval
 *
 * Fails with %HX_ERROR_RANGE if a score is not finite or a probability does not lie in [0, 1], with
 * %HX_ERROR_MISSING if no label has both classes, or when cancelled.
 */
HxMetrics *hx_metrics_new (const HxScoreTable *table, const HxScoreTable *validation, guint n_resamples,
                           guint64 seed, GCancellable *cancellable, GError **error);

/** One set of scores beside others on the same records: another model, an ensemble, the naive answer. */
typedef struct
{
  char *name;
  HxMetrics *metrics;
  HxPairedDifference difference; /* the reference's macro-AUC less this one's; NaN where not compared */
} HxMetricsRow;

void hx_metrics_row_free (HxMetricsRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxMetricsRow, hx_metrics_row_free)

/** As hx_metrics_new(), and compares with @reference (nullable), which must be of the same records. */
HxMetricsRow *hx_metrics_row_new (const char *name, const HxScoreTable *table, const HxScoreTable *validation,
                                  const HxScoreTable *reference, guint n_resamples, guint64 seed,
                                  GCancellable *cancellable, GError **error);

/**
 * hx_naive_scores:
 * @training_y: n_training x n_labels
 * @n: records to score
 *
 * What is known without looking at a record: every one gets the label's share of the training records, a
 * probability. (transfer full)
 */
double *hx_naive_scores (const guint8 *training_y, guint n_training, guint n_labels, guint n);

/** The score in [0, 1] that a number on @scale stands for; itself for HX_SCALE_ANY. */
double hx_scale_to_probability (HxScale scale, double value);

G_END_DECLS
