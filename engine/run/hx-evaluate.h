/* hx-evaluate.h: how well a model does on held-out folds
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/run/hx-predict.h"

G_BEGIN_DECLS

/** One label; NaN where not computed. */
typedef struct
{
  char *code, *description;
  guint n_positives, n_records;
  double auc, auc_low, auc_high;
  double average_precision;
  double threshold, f1; /* largest F1 over thresholds on these folds, and where */
} HxLabelEvaluation;

/** Freed with hx_evaluation_free(). */
typedef struct
{
  double macro_auc, macro_auc_low, macro_auc_high; /* interval NaN without bootstrap */
  GPtrArray *labels;   /* of HxLabelEvaluation, labels with both classes, model order */
  GPtrArray *left_out; /* of char *: codes without a positive or a negative in the folds */
  guint n_records;
  guint n_left_out_records; /* records of the folds without a usable signal */
  guint n_bootstrap;
  guint64 bootstrap_seed;
} HxEvaluation;

void hx_evaluation_free (HxEvaluation *evaluation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxEvaluation, hx_evaluation_free)

/**
 * hx_evaluate:
 * @task: (nullable): NULL for the model's own
 * @n_bootstrap: 0 for no interval
 *
 * Fails with %HX_ERROR_MISSING if the folds hold no record of the task, or no label has both classes.
 */
HxEvaluation *hx_evaluate (HxModel *model, HxLibrary *library, const char *task, HxFolds folds,
                           guint n_bootstrap, guint64 seed, guint n_threads, HxProgress *progress,
                           GCancellable *cancellable, GError **error);

G_END_DECLS
