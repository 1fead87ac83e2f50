/* hx-train-data.h: the records that a training reads
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/library/hx-library.h"
#include "engine/models/hx-model.h"
#include "engine/run/hx-folds.h"

G_BEGIN_DECLS

/**
 * HxTrainData: records of some folds that have a label of the task and a signal long enough. N records, L
 * labels. Signals belong to the mapped library. Read-only once made.
 */
typedef struct
{
  HxSignals *mapped;
  guint n_records, n_labels;
  guint n_left_out;      /* records of the folds without a usable signal */
  guint window;          /* samples */
  const float **signals; /* N: n_samples x 12 */
  gsize *n_samples;      /* N */
  gboolean *has_gaps;    /* N: some sample is missing */
  gint64 *records;       /* N: the library's keys */
  guint8 *y;             /* N x L */
  const char *origin;    /* HX_ORIGIN_SIMULATED, HX_ORIGIN_RECORDED or "mixed" */
} HxTrainData;

HxTrainData *hx_train_data_new (HxLibrary *library, HxSignals *mapped, const HxLabelTable *table,
                                HxFolds folds, guint window, GCancellable *cancellable, GError **error);
void hx_train_data_free (HxTrainData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxTrainData, hx_train_data_free)

/** Mean and population standard deviation over all samples and leads, missing samples left out. FALSE if
 * cancelled. */
gboolean hx_train_data_standardise (const HxTrainData *data, double *mean_mv, double *sd_mv,
                                    GCancellable *cancellable);

/** A standardised crop of record @record, window x 12, its start drawn uniformly in 0 .. n_samples - window
 * - 1. */
void hx_train_data_crop (const HxTrainData *data, guint record, HxRandom *random, double mean_mv,
                         double sd_mv, float *out);

/**
 * hx_train_data_predict:
 * @statements: N x L; a record that cannot be predicted has NaN scores, logits and embeddings
 *
 * What @model says of every record. Parallel over records. FALSE if cancelled.
 */
gboolean hx_train_data_predict (const HxTrainData *data, HxModel *model, HxStatement *statements,
                                guint n_threads, GCancellable *cancellable);

G_END_DECLS
