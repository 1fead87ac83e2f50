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

/** HxCheckpoint: what a training needs to go on. Nothing is owned. */
typedef struct
{
  JsonObject *recipe;        /* what must be the same for the training to go on */
  HxNetwork *network, *best; /* best NULL if the training does not stop early */
  HxTrainer *trainer;
  GArray *history; /* of HxTrainEpoch: the epochs done */
  gsize n_margins; /* of records and labels; 0 with a plain head */
  float *margin_sums, *margin_counts;
} HxCheckpoint;

/** Parameters, statistics, moments, steps, margins and history, with a checksum. The whole file or nothing.
 */
gboolean hx_checkpoint_save (const char *path, const HxCheckpoint *checkpoint, GError **error);

/**
 * hx_checkpoint_load:
 *
 * Overwrites everything but the recipe; the epochs done are appended to the history. Fails with
 * %HX_ERROR_FORMAT or %HX_ERROR_INCONSISTENT, naming the file and what is wrong with it or which part of the
 * recipe differs; then nothing was changed.
 */
gboolean hx_checkpoint_load (const char *path, HxCheckpoint *checkpoint, GError **error);

/** The epochs of @history (of HxTrainEpoch), with their seconds or without. Returns: (transfer full) */
JsonArray *hx_train_history_to_array (GArray *history, gboolean with_seconds);

G_END_DECLS
