/* hx-checkpoint.h: what a training needs to go on
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/hx-trainer.h"
#include "engine/run/hx-train.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * hx_checkpoint_save:
 * @recipe: what must be the same for the training to go on
 * @history: of HxTrainEpoch: the epochs done
 *
 * Parameters, statistics, moments, steps, epochs and history, with a checksum. The whole file or nothing.
 */
gboolean hx_checkpoint_save (const char *path, JsonObject *recipe, HxNetwork *network, HxTrainer *trainer,
                             GArray *history, GError **error);

/**
 * hx_checkpoint_load:
 * @history: the epochs done are appended
 *
 * Fails with %HX_ERROR_FORMAT or %HX_ERROR_INCONSISTENT, naming the file and what is wrong with it or which
 * part of the recipe differs; then nothing was changed.
 */
gboolean hx_checkpoint_load (const char *path, JsonObject *recipe, HxNetwork *network, HxTrainer *trainer,
                             GArray *history, GError **error);

G_END_DECLS
