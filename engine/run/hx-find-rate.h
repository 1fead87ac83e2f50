/* hx-find-rate.h: which learning rate a network can be trained with
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/run/hx-train.h"

G_BEGIN_DECLS

/** One step of the search. */
typedef struct
{
  double learning_rate;
  double loss;     /* of the step's batch, before the step */
  double smoothed; /* exponential mean of the losses so far, corrected for its start */
} HxRatePoint;

/** Freed with hx_rate_curve_free(). */
typedef struct
{
  GArray *points;   /* of HxRatePoint, rates ascending */
  double suggested; /* where the smoothed loss falls fastest; NaN if it never falls */
} HxRateCurve;

void hx_rate_curve_free (HxRateCurve *curve);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxRateCurve, hx_rate_curve_free)

/**
 * hx_find_rate:
 * @options: of the training that the rate is for; its learning rate is not looked at
 * @n_steps: 10 or more
 *
 * Trains one step after another with rates growing from 1e-6 to 10 and ends where the smoothed loss is four
 * times its smallest (Smith, "Cyclical learning rates for training neural networks", WACV 2017). Nothing is
 * written. Fails as hx_train() does. Blocking.
 */
HxRateCurve *hx_find_rate (HxLibrary *library, const HxTrainOptions *options, guint n_steps,
                           HxProgress *progress, GCancellable *cancellable, GError **error);

G_END_DECLS
