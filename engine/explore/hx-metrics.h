/* hx-metrics.h: how well scores tell records with a label from those without
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/hx-random.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * hx_auc:
 * @y: n values, 0 or 1, @y_stride apart
 * @score: n finite scores, @score_stride apart
 *
 * Area under the ROC curve by mean ranks (ties count half; Mann and Whitney, 1947).
 *
 * Returns: in [0, 1]; NaN without a positive or without a negative
 */
double hx_auc (const guint8 *y, gsize y_stride, const float *score, gsize score_stride, guint n);

/** Step-wise average precision, sum over thresholds of (R_k - R_{k-1}) P_k; NaN without a positive. */
double hx_average_precision (const guint8 *y, gsize y_stride, const float *score, gsize score_stride,
                             guint n);

/** Largest F1 over thresholds; @threshold (nullable) gets the score at and above which to say yes. NaN
 * without a positive. */
double hx_best_f1 (const guint8 *y, gsize y_stride, const float *score, gsize score_stride, guint n,
                   double *threshold);

/**
 * hx_macro_auc:
 * @y: n x n_labels; @scores: n x n_labels
 * @auc: (nullable): n_labels AUCs, NaN where a class is missing
 *
 * Mean over the labels that have both classes; NaN if none has.
 */
double hx_macro_auc (const guint8 *y, const float *scores, guint n, guint n_labels, double *auc);

/**
 * hx_macro_auc_interval:
 * @n_resamples: bootstrap resamples of the records; each keeps a positive and a negative of every
 *   label that has both. Resamples are redrawn until they do; where rare labels make that hopeless,
 *   records of the missing classes take random places in one.
 * @low: @high: 5th and 95th percentile of macro-AUC; @label_low, @label_high: (nullable) of each label's
 *
 * Linear interpolation between order statistics. FALSE if no label has both classes, if resamples that
 * keep them cannot be found, or when cancelled.
 */
gboolean hx_macro_auc_interval (const guint8 *y, const float *scores, guint n, guint n_labels,
                                guint n_resamples, HxRandom *random, double *low, double *high,
                                double *label_low, double *label_high, GCancellable *cancellable);

G_END_DECLS
