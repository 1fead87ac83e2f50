/* hx-explain.h: the gradient of a label's logit by what a network reads
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/hx-network.h"

G_BEGIN_DECLS

/**
 * hx_network_explain:
 * @windows: n_windows x n_samples x n_leads, standardised, time before lead, as hx_network_predict()'s
 * @label: whose merged logit it is
 * @logits: (nullable): n_windows merged logits of the label
 * @gradient: n_windows x n_samples x n_leads: by how much the logit rises with each input
 * @n_threads: 0 for all processors; results do not depend on it, nor on how windows are grouped
 *
 * Evaluation mode. Memory does not grow with @n_windows. Fails with %HX_ERROR_RANGE if the window is too
 * short for the network or it has no such label, or with %G_IO_ERROR_CANCELLED.
 */
gboolean hx_network_explain (const HxNetwork *network, const float *windows, guint n_windows, guint n_samples,
                             guint label, float *logits, float *gradient, guint n_threads,
                             GCancellable *cancellable, GError **error);

G_END_DECLS
