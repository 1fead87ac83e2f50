/* hx-bench-accuracy.h: what reduced precision does to what a network learns
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/run/hx-train.h"

G_BEGIN_DECLS

/** Macro-AUC on the validation folds after the last epoch, of the same training in both precisions. */
typedef struct
{
  double float32, bfloat16;
} HxBenchAccuracy;

/**
 * hx_bench_accuracy:
 * @options: its precision is not looked at; it has validation folds
 *
 * Trains twice, with the same seed, and keeps neither model. Evaluation is in float32. Blocking.
 */
gboolean hx_bench_accuracy (HxLibrary *library, const HxTrainOptions *options, HxBenchAccuracy *accuracy,
                            GCancellable *cancellable, GError **error);

G_END_DECLS
