/* hx-train-measure.h: what a network says of its own training and validation records
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/run/hx-train-data.h"

G_BEGIN_DECLS

/**
 * hx_train_measure_validation:
 * @loss: mean binary cross-entropy of the aggregated logits; @auc: macro-AUC; @fmax: largest sample-averaged
 * F1; NaN where there is nothing to say
 *
 * Records without a window that can be predicted are left out. FALSE if cancelled.
 */
gboolean hx_train_measure_validation (const HxTrainData *data, HxModel *model, double *loss, double *auc,
                                      double *fmax, guint n_threads, GCancellable *cancellable);

/**
 * hx_train_measure_centres:
 *
 * Sets each label's class centres in @model: the normalised means of the unit embeddings of the
 * records with and without the label, NaN where there is none. FALSE if cancelled.
 */
gboolean hx_train_measure_centres (const HxTrainData *data, HxModel *model, guint n_threads,
                                   GCancellable *cancellable);

G_END_DECLS
