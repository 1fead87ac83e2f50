/* hx-evaluate-tables.h: what models say of the records of some folds, beside what was given
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/run/hx-predict.h"

G_BEGIN_DECLS

/** The given labels of a library, as several models know them. Labels are those of the first model. */
typedef struct
{
  HxLabelTable *given;
  HxModel **models; /* n_models, borrowed */
  guint n_models, n_labels;
  int *columns; /* n_labels: of @given, -1 where no record of the library has the label */
  int *places;  /* n_models x n_labels: of each model's own labels */
} HxEvaluateLabels;

/** Fails with %HX_ERROR_MISSING if no label of the first model is in the task, %HX_ERROR_INCONSISTENT if
 * another model does not know one of its labels. */
gboolean hx_evaluate_labels_init (HxEvaluateLabels *labels, HxModel **models, guint n_models,
                                  HxLibrary *library, const char *task, GError **error);
void hx_evaluate_labels_clear (HxEvaluateLabels *labels);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HxEvaluateLabels, hx_evaluate_labels_clear)

/** (transfer full): the given labels of @folds, n x n_labels, predicted or not. */
guint8 *hx_evaluate_labels_of_folds (const HxEvaluateLabels *labels, HxFolds folds, guint *n);

/** Records of some folds that all models can predict. */
typedef struct
{
  guint n;
  guint8 *y;                  /* n x n_labels */
  double **logits;            /* n_models of n x n_labels */
  HxPredictions *predictions; /* the first model's */
  guint *rows;                /* n: of @predictions */
} HxEvaluateTable;

/** Predicts with all models. @with_hidden: the first model's hidden activations, too */
gboolean hx_evaluate_table_init (HxEvaluateTable *table, const HxEvaluateLabels *labels, HxLibrary *library,
                                 HxFolds folds, gboolean with_hidden, guint n_threads, HxProgress *progress,
                                 GCancellable *cancellable, GError **error);
void hx_evaluate_table_clear (HxEvaluateTable *table);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HxEvaluateTable, hx_evaluate_table_clear)

G_END_DECLS
