/* hx-train.h: training a model on a library
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/library/hx-library-audit.h"
#include "engine/library/hx-library.h"
#include "engine/models/hx-model.h"
#include "engine/run/hx-train-options.h"

G_BEGIN_DECLS

/** Numbers of one epoch. NaN where not computed. */
typedef struct
{
  guint epoch, n_epochs;              /* epoch counts from 1 */
  double loss, bce, reverse, triplet; /* means over the epoch's batches */
  double learning_rate;               /* of the last step */
  double validation_loss; /* mean binary cross-entropy of the aggregated logits on the validation folds */
  double validation_auc;  /* macro-AUC there */
  double validation_fmax; /* largest sample-averaged F1 there */
  double seconds;         /* wall time of the epoch, validation included */
} HxTrainEpoch;

typedef void (*HxTrainEpochFunc) (const HxTrainEpoch *epoch, gpointer user_data);

/** A GArray of HxTrainEpoch as a JSON array, for hx_library_add_model(); NaN is null. Returns: (transfer
 * full) */
char *hx_train_history_to_json (GArray *history);

/** What came out. Freed with hx_train_result_free(). */
typedef struct
{
  HxModel *model;              /* saved, with its hash */
  GArray *history;             /* of HxTrainEpoch */
  guint n_train, n_validation; /* records */
  guint n_left_out;            /* records of the training folds without a usable signal */
  HxAudit *audit; /* margins towards the given labels, averaged over epochs; NULL with a plain head */
} HxTrainResult;

void hx_train_result_free (HxTrainResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxTrainResult, hx_train_result_free)

/**
 * hx_train:
 * @out: model file to write; OUT.checkpoint lies beside it while training, is written after every
 *   epoch and removed at the end
 * @epoch_func: (nullable): called on this thread after every epoch
 *
 * The recipe of docs/recipe.md. A decoupled model's audit is kept in @library under its hash. Fails with
 * %HX_ERROR_RANGE if the training folds have fewer records than a batch (the message says how many there are
 * and which batch would do), or a crop does not fit; with the full-disk error if a file cannot be written,
 * earlier files intact. Cancelled within 100 ms: the last epoch's checkpoint stays. Blocking.
 */
HxTrainResult *hx_train (HxLibrary *library, const HxTrainOptions *options, const char *out,
                         HxProgress *progress, HxTrainEpochFunc epoch_func, gpointer user_data,
                         GCancellable *cancellable, GError **error);

G_END_DECLS
