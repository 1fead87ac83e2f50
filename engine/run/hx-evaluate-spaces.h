/* hx-evaluate-spaces.h: how the labels lie in the spaces that a model makes
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/run/hx-evaluate-tables.h"
#include "engine/run/hx-evaluate.h"

G_BEGIN_DECLS

/**
 * hx_evaluate_spaces:
 * @table: with hidden activations
 * @decoupled: @fused: n_labels results, NaN where there is nothing to measure
 * @n_most: records to measure at most; of more a random choice of @seed is taken
 *
 * Returns: the number of records measured; 0 if cancelled
 */
guint hx_evaluate_spaces (const HxEvaluateTable *table, HxModel *model, guint n_most, guint64 seed,
                          HxEntanglement *decoupled, HxEntanglement *fused, guint n_threads,
                          HxProgress *progress, GCancellable *cancellable);

G_END_DECLS
