/* hx-calibrate.h: temperatures that turn a model's scores into probabilities
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/explore/hx-metrics-summary.h"
#include "engine/run/hx-predict.h"

G_BEGIN_DECLS

/** One label; NaN where it has no temperature. */
typedef struct
{
  guint n_positives;
  double temperature;
  double error, calibrated_error; /* expected calibration error on the same records, without and with it */
} HxLabelCalibration;

/** Freed with hx_calibration_free(). */
typedef struct
{
  guint n_records, n_labels, n_fitted;
  guint n_left_out_records;   /* records of the folds without a usable signal */
  HxLabelCalibration *labels; /* n_labels, model order */
} HxCalibration;

void hx_calibration_free (HxCalibration *calibration);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxCalibration, hx_calibration_free)

/**
 * hx_calibrate_from_logits:
 * @y, @logits: n x the model's labels: given labels and aggregated logits of validation records
 *
 * Fits a temperature for every label and sets it in @model, which must not be shared yet. A label without a
 * positive or a negative gets none: what it had before is taken away. (transfer full)
 */
HxCalibration *hx_calibrate_from_logits (HxModel *model, const guint8 *y, const double *logits, guint n);

/**
 * hx_calibrate:
 * @task: (nullable): NULL for the model's own
 * @folds: validation folds; the model must not have been trained on them
 *
 * Predicts the records of @folds and fits hx_calibrate_from_logits(); notes the folds and the number of
 * records in the model's provenance. Blocking.
 *
 * Fails with %HX_ERROR_MISSING if no label can be fitted or the task has none of the model's labels, and with
 * %HX_ERROR_RANGE if a logit is not finite; @model is left as it was then.
 */
HxCalibration *hx_calibrate (HxModel *model, HxLibrary *library, const char *task, HxFolds folds,
                             guint n_threads, HxProgress *progress, GCancellable *cancellable,
                             GError **error);

G_END_DECLS
