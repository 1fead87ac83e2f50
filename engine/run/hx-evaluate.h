/* hx-evaluate.h: how well a model does on held-out folds
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/explore/hx-entanglement.h"
#include "engine/explore/hx-metrics-summary.h"
#include "engine/run/hx-predict.h"

G_BEGIN_DECLS

/** One label; NaN where not computed. */
typedef struct
{
  char *code, *description;
  guint n_positives, n_records;
  double auc, auc_low, auc_high;
  double average_precision;
  double threshold, f1;            /* largest F1 over thresholds on these folds, and where, as a score */
  HxLabelMetrics metrics;          /* all of it, thresholds as logits */
  HxEntanglement decoupled, fused; /* in the label's own space and in the one that all labels share */
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
  HxMetrics *metrics;              /* of all labels together, on the scale of logits */
  guint n_validation_records;      /* on which thresholds and temperatures were tuned; 0: they were not */
  GPtrArray *rows;                 /* of HxMetricsRow: the naive answer, other models, the ensemble */
  guint n_entangled;               /* records whose place in the spaces was measured; 0: none */
  HxEntanglement decoupled, fused; /* means over the labels that have one */
} HxEvaluation;

void hx_evaluation_free (HxEvaluation *evaluation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxEvaluation, hx_evaluation_free)

/** What to evaluate on, and what of it. Everything is borrowed. */
typedef struct
{
  const char *task;         /* (nullable): NULL for the model's own */
  HxFolds folds;            /* to evaluate on */
  HxFolds validation_folds; /* to tune on; 0 for none */
  HxFolds training_folds;   /* whose shares of the labels are the naive answer; 0 for none */
  guint n_bootstrap;        /* resamples; 0 for no interval */
  guint64 seed;
  guint n_threads;
  HxModel *const *others; /* (nullable): n_others models to compare with */
  guint n_others;
  HxModel *const *partners; /* (nullable): n_partners models that form an ensemble with the model */
  guint n_partners;
  guint n_entangled; /* most records whose place in the spaces is measured; 0 for none. Work grows with its
                        square. */
} HxEvaluateOptions;

/** Fold 10, the folds that @model's recipe names for validation and training but fold 10, 100 resamples of
 * seed 0, at most 3000 records measured in the spaces, no other model. */
void hx_evaluate_options_default (HxEvaluateOptions *options, HxModel *model);

/** The folds under @key, “train_folds” or “validation_folds”, in the recipe of @model; 0 if it is silent. */
HxFolds hx_evaluate_recipe_folds (HxModel *model, const char *key);

/**
 * hx_evaluate_model:
 *
 * All models are evaluated on the records that each of them can predict. An ensemble's score is the mean of
 * the models' probabilities (of their scores where they have no temperatures). Validation folds without a
 * record are as good as none. Blocking.
 *
 * Fails with %HX_ERROR_MISSING if the folds hold no record of the task or no label has both classes, with
 * %HX_ERROR_INCONSISTENT if another model does not know one of the labels, and with %HX_ERROR_RANGE if a
 * logit is not finite.
 */
HxEvaluation *hx_evaluate_model (HxModel *model, HxLibrary *library, const HxEvaluateOptions *options,
                                 HxProgress *progress, GCancellable *cancellable, GError **error);

/**
 * hx_evaluate:
 * @task: (nullable): NULL for the model's own
 * @n_bootstrap: 0 for no interval
 *
 * hx_evaluate_model() on @folds alone: nothing is tuned, compared or measured in the spaces.
 */
HxEvaluation *hx_evaluate (HxModel *model, HxLibrary *library, const char *task, HxFolds folds,
                           guint n_bootstrap, guint64 seed, guint n_threads, HxProgress *progress,
                           GCancellable *cancellable, GError **error);

G_END_DECLS
