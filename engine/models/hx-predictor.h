/* hx-predictor.h: a network laid out for prediction
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/hx-network.h"

G_BEGIN_DECLS

/** Windows that a predictor takes through the network at once, at most. */
#define HX_PREDICTOR_BATCH_MAX 64

/**
 * HxPredictor:
 *
 * A network's weights in the order in which the kernels read them, batch norms of the head folded into its
 * linear maps, and the memory of a batch. Making one costs as much as predicting a record or two, so it is
 * kept. It answers as the network was when it was made. Used by one thread at a time.
 */
typedef struct _HxPredictor HxPredictor;

/**
 * hx_predictor_new:
 * @n_samples: of a window
 * @batch: windows that will be asked for together; more are taken one batch after another
 * @n_threads: 0 for all processors
 *
 * Fails with %HX_ERROR_RANGE if @n_samples is too short for the network.
 */
HxPredictor *hx_predictor_new (HxNetwork *network, guint n_samples, guint batch, guint n_threads,
                               GError **error);
void hx_predictor_free (HxPredictor *predictor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxPredictor, hx_predictor_free)

guint hx_predictor_get_batch (const HxPredictor *predictor);
guint hx_predictor_get_n_threads (const HxPredictor *predictor);

/** As hx_network_predict(). */
gboolean hx_predictor_run (HxPredictor *predictor, const float *windows, guint n_windows,
                           const HxOutputs *outputs, GCancellable *cancellable, GError **error);

G_END_DECLS
