/* hx-train-private.h: what a training has while it runs
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/run/hx-train-data.h"
#include "engine/run/hx-train-margins.h"
#include "engine/run/hx-train-weights.h"
#include "engine/run/hx-train.h"

G_BEGIN_DECLS

/* Streams derived from the seed: what is drawn for one purpose does not depend on another. */
enum
{
  HX_STREAM_WEIGHTS = 1,
  HX_STREAM_EPOCHS = 2,
  HX_STREAM_DROPOUT = 3,
};

typedef struct
{
  HxLibrary *library;
  const HxTrainOptions *options;
  HxProgress *progress;
  GCancellable *cancellable;
  HxLabelTable *table;
  HxTrainData *train, *validation; /* validation NULL without validation folds */
  guint window;
  double mean_mv, sd_mv;
  guint n_batches; /* of an epoch */
  guint n_frozen;  /* epochs of the new head alone, of a start; else 0 */
  HxNetwork *network;
  HxNetwork *best; /* of the best epoch, when the training may stop early; else NULL */
  HxTrainer *trainer;
  HxTrainMargins *margins; /* NULL with a plain head */
  HxModel *model;
  JsonObject *recipe;
  GArray *history; /* of HxTrainEpoch */
  HxRandom seed;
  float *x, *y, *weights, *embeddings; /* of a batch; weights NULL unless margins weight */
  float *record_weights;               /* n_records x L, or NULL as well */
  guint32 *order;
} HxTraining;

/** Loads the data, builds network, trainer and model. The checkpoint is not looked at. */
gboolean hx_training_prepare (HxTraining *training, GError **error);
void hx_training_clear (HxTraining *training);

/** Fills the batch from the records order[first] ... */
void hx_training_fill_batch (HxTraining *training, guint first, HxRandom *random);

/** Learning rate and beta1 of @epoch's (from 0) batch @batch; sets the shares of the layers for it. */
void hx_training_schedule (HxTraining *training, guint epoch, guint batch, double *learning_rate,
                           double *beta1);

/** Runs one more epoch and appends it to the history. */
gboolean hx_training_run_epoch (HxTraining *training, GError **error);

/** Whether all epochs are done, or enough of them passed without an improvement. */
gboolean hx_training_is_done (const HxTraining *training);

G_END_DECLS
