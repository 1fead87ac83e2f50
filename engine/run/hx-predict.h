/* hx-predict.h: what a model says of recordings
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
 * hx_predict_recording:
 * @statements: n_labels results
 *
 * Resamples to the model's rate, picks its leads, standardises, predicts. Fails with
 * %HX_ERROR_MISSING naming the leads that the recording lacks, or %HX_ERROR_RANGE if it is
 * shorter than a window or no window is without missing samples. Blocking.
 */
gboolean hx_predict_recording (HxModel *model, HxRecording *recording, HxStatement *statements,
                               guint n_threads, GCancellable *cancellable, GError **error);

/**
 * hx_predict_read_signal:
 * @n_samples: (out): at the model's rate
 *
 * What hx_predict_recording() predicts: @recording at the model's rate, its leads alone, time before lead, in
 * mV. Fails as that does. Returns: (transfer full): free with g_free()
 */
float *hx_predict_read_signal (HxModel *model, HxRecording *recording, gsize *n_samples, GError **error);

/** Predictions of many records. Freed with hx_predictions_free(). */
typedef struct
{
  guint n_records, n_labels;
  gint64 *keys;            /* records predicted, in library order */
  HxStatement *statements; /* n_records x n_labels */
  float *hidden;           /* n_records x HX_HIDDEN_MAX, only from hx_predict_library_hidden() */
  guint n_left_out;        /* records without a usable signal */
} HxPredictions;

void hx_predictions_free (HxPredictions *predictions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxPredictions, hx_predictions_free)

/**
 * hx_predict_library:
 * @folds: HX_FOLDS_ALL for every record
 *
 * Uses the training copies where they fit the model, the reading copies otherwise. Memory for
 * signals does not grow with the number of records. Does not store anything. Blocking.
 */
HxPredictions *hx_predict_library (HxModel *model, HxLibrary *library, HxFolds folds, guint n_threads,
                                   HxProgress *progress, GCancellable *cancellable, GError **error);

/** As hx_predict_library(), and fills @hidden with the mean over windows of hx_model_predict_hidden(). */
HxPredictions *hx_predict_library_hidden (HxModel *model, HxLibrary *library, HxFolds folds, guint n_threads,
                                          HxProgress *progress, GCancellable *cancellable, GError **error);

/** Keeps predictions, and the model itself if it is not there, in the library. */
gboolean hx_predictions_store (const HxPredictions *predictions, HxModel *model, const char *model_path,
                               HxLibrary *library, GError **error);

/** The library's description of @model, for hx_library_add_model(). (transfer full) */
HxModelInfo *hx_model_info_from_model (HxModel *model, const char *history_json);

G_END_DECLS
