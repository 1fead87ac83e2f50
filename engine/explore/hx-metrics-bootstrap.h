/* hx-metrics-bootstrap.h: how far macro-AUC may be off, by resampling the records
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A resample draws as many records as there are, with replacement, and keeps a positive and a negative of
 * every label that has both. It is redrawn until it does; where rare labels make that hopeless, records of
 * the missing classes take random places in one. Percentiles interpolate linearly between order statistics.
 */
#pragma once

#include "engine/base/hx-random.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * hx_macro_auc_interval:
 * @y, @scores: n x n_labels
 * @low: @high: 5th and 95th percentile of macro-AUC; @label_low, @label_high: (nullable) of each label's
 *
 * FALSE if no label has both classes, a score is not finite, resamples that keep the classes cannot be
 * found, or when cancelled; the numbers are NaN then.
 */
gboolean hx_macro_auc_interval (const guint8 *y, const double *scores, guint n, guint n_labels,
                                guint n_resamples, HxRandom *random, double *low, double *high,
                                double *label_low, double *label_high, GCancellable *cancellable);

/** Macro-AUC of one set of scores less that of another on the same records. */
typedef struct
{
  double difference; /* on the records themselves */
  double low, high;  /* 5th and 95th percentile over resamples, the same ones for both */
  double p; /* two-sided, min (1, 2 (1 + the rarer sign's count) / (1 + resamples)); zero is of both signs */
} HxPairedDifference;

/** As hx_macro_auc_interval(), for the difference between @scores and @others. */
gboolean hx_macro_auc_paired (const guint8 *y, const double *scores, const double *others, guint n,
                              guint n_labels, guint n_resamples, HxRandom *random, HxPairedDifference *result,
                              GCancellable *cancellable);

/** The @share quantile of @n sorted values, n > 0, between order statistics i and i + 1 where i is the whole
 * part of share (n - 1). */
double hx_quantile (const double *sorted, guint n, double share);

G_END_DECLS
