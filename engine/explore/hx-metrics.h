/* hx-metrics.h: how well scores tell records with a label from those without
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Formulas and sources are in docs/metrics.md. A single label is read with strides, so that it may be a
 * column of a matrix; matrices are record after record. "At a threshold" says yes at and above it. Where a
 * score is not finite the answer is NaN; hx_metrics_check_scores() says which score it is.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * hx_metrics_check_scores:
 * @scores: n x n_labels
 *
 * %HX_ERROR_RANGE, naming record and label by their places from 1, if a score is NaN or infinite.
 */
gboolean hx_metrics_check_scores (const double *scores, guint n, guint n_labels, GError **error);

/**
 * hx_auc:
 * @y: n values, 0 or 1, @y_stride apart
 * @score: n scores, @score_stride apart
 *
 * Area under the ROC curve by mean ranks (ties count half; Mann and Whitney, 1947).
 *
 * Returns: in [0, 1]; NaN without a positive or without a negative
 */
double hx_auc (const guint8 *y, gsize y_stride, const double *score, gsize score_stride, guint n);

/** Step-wise average precision, sum over thresholds of (R_k - R_{k-1}) P_k; NaN without a positive. */
double hx_average_precision (const guint8 *y, gsize y_stride, const double *score, gsize score_stride,
                             guint n);

/** Largest F1 over thresholds; @threshold (nullable) gets where, the highest of equals. NaN without a
 * positive. */
double hx_best_f1 (const guint8 *y, gsize y_stride, const double *score, gsize score_stride, guint n,
                   double *threshold);

/** A threshold and what it gives. */
typedef struct
{
  double threshold;   /* infinite: to say no always is best */
  double sensitivity; /* share of the positives at and above the threshold */
  double specificity; /* share of the negatives below it */
} HxOperatingPoint;

/**
 * hx_youden:
 *
 * The point of the ROC curve with the largest sensitivity + specificity - 1 (Youden, 1950), the highest
 * threshold of equals, "no always" among them. All NaN without a positive or without a negative.
 */
HxOperatingPoint hx_youden (const guint8 *y, gsize y_stride, const double *score, gsize score_stride,
                            guint n);

/** What a given threshold gives; a share of nothing is NaN. */
HxOperatingPoint hx_operating_point (const guint8 *y, gsize y_stride, const double *score, gsize score_stride,
                                     guint n, double threshold);

/**
 * hx_macro_auc:
 * @y: n x n_labels; @scores: n x n_labels
 * @auc: (nullable): n_labels AUCs, NaN where a class is missing
 *
 * Mean over the labels that have both classes; NaN if none has, or if any score is not finite.
 */
double hx_macro_auc (const guint8 *y, const double *scores, guint n, guint n_labels, double *auc);

G_END_DECLS
