/* hx-calibration.h: whether scores can be read as probabilities, and the temperature that makes them so
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Formulas and sources are in docs/metrics.md.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HX_RELIABILITY_BINS 10

/** Records whose probability lies in (low, high], the first bin's low end included. */
typedef struct
{
  double low, high;
  guint n;
  double mean_probability, share; /* of the bin's records: what was said, and how many have the label; NaN in
                                     an empty bin */
} HxReliabilityBin;

/** Sums over the bins, as many as are needed for one label or for all of them together. */
typedef struct
{
  guint n[HX_RELIABILITY_BINS];
  double probability[HX_RELIABILITY_BINS], positives[HX_RELIABILITY_BINS];
} HxReliability;

/**
 * hx_reliability_add:
 * @reliability: zero before the first call
 * @probability: n values @stride apart
 *
 * Returns: FALSE, with nothing added, if a value does not lie in [0, 1]
 */
gboolean hx_reliability_add (HxReliability *reliability, const guint8 *y, gsize y_stride,
                             const double *probability, gsize stride, guint n);

HxReliabilityBin hx_reliability_get_bin (const HxReliability *reliability, guint bin);

/** Expected calibration error: mean over the records of |said - found| of their bins (Guo et al., 2017). NaN
 * without a record. */
double hx_reliability_error (const HxReliability *reliability);

/* What a temperature may be: where the classes are apart without a mistake the best one would be zero, and
 * where the scores are of no use, infinite. */
#define HX_TEMPERATURE_MIN 0.05
#define HX_TEMPERATURE_MAX 20.0

/**
 * hx_fit_temperature:
 * @logit: n finite values, @logit_stride apart
 *
 * The temperature T in [%HX_TEMPERATURE_MIN, %HX_TEMPERATURE_MAX] for which sigmoid (logit / T) has the
 * smallest negative log-likelihood.
 *
 * Returns: NaN without a positive or a negative, if all logits are zero, or if one is not finite
 */
double hx_fit_temperature (const guint8 *y, gsize y_stride, const double *logit, gsize logit_stride, guint n);

G_END_DECLS
