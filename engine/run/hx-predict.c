/* hx-predict.c: what a model says of recordings
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-predict.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-parallel.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Records that are predicted between two reports: bounds what a cancelled run has done in vain. */
#define RECORDS_AT_ONCE 32

float *
hx_predict_read_signal (HxModel *model, HxRecording *recording, gsize *n_samples, GError **error)
{
  g_autoptr (HxRecording) resampled = NULL;
  g_autofree float *signal = NULL;
  const guint n_leads = hx_model_get_n_leads (model);
  gsize n_floats;

  resampled = hx_recording_resample (recording, hx_model_get_rate_hz (model), error);
  if (resampled == NULL)
    return NULL;
  *n_samples = hx_recording_get_n_samples (resampled);
  if (!g_size_checked_mul (&n_floats, *n_samples, n_leads))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "the recording is too long to be predicted");
      return NULL;
    }
  signal = g_try_new (float, MAX (n_floats, 1));
  if (signal == NULL)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "there is not enough memory for a recording this long");
      return NULL;
    }
  if (!hx_recording_interleave (resampled, hx_model_get_lead_names (model), n_leads, signal, error))
    return NULL;
  return g_steal_pointer (&signal);
}

static gboolean
predict_recording (HxModel *model, HxRecording *recording, HxStatement *statements, float *hidden,
                   guint n_threads, GCancellable *cancellable, GError **error)
{
  gsize n_samples;
  g_autofree float *signal = hx_predict_read_signal (model, recording, &n_samples, error);

  return signal != NULL
         && hx_model_predict_hidden (model, signal, n_samples, statements, hidden, n_threads, cancellable,
                                     error);
}

gboolean
hx_predict_recording (HxModel *model, HxRecording *recording, HxStatement *statements, guint n_threads,
                      GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (HX_IS_MODEL (model) && HX_IS_RECORDING (recording) && statements != NULL, FALSE);

  return predict_recording (model, recording, statements, NULL, n_threads, cancellable, error);
}

/* --- a library -------------------------------------------------------------------------- */

void
hx_predictions_free (HxPredictions *predictions)
{
  if (predictions == NULL)
    return;
  g_free (predictions->keys);
  g_free (predictions->statements);
  g_free (predictions->hidden);
  g_free (predictions);
}

typedef struct
{
  HxModel *model;
  HxSignals *signals;
  HxRecordInfo **infos;
  HxRecording **recordings; /* of records without a copy that fits; NULL for the others */
  HxStatement *statements;  /* a row a record of the batch */
  float *hidden;            /* likewise; NULL where nobody asks */
  gboolean *predicted;
  gboolean copies_fit;
  GCancellable *cancellable;
} Batch;

/* The training copies can be used as they are: same rate, and the twelve standard leads in order. */
static gboolean
copies_fit (HxModel *model, HxLibrary *library)
{
  if (hx_model_get_n_leads (model) != HX_N_STANDARD_LEADS
      || fabs (hx_model_get_rate_hz (model) - hx_library_get_training_rate_hz (library)) > 1e-9)
    return FALSE;
  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    if (hx_lead_from_name (hx_model_get_lead_names (model)[lead]) != (int)lead)
      return FALSE;
  return TRUE;
}

static void
predict_one (guint item, guint worker, gpointer user_data)
{
  Batch *batch = user_data;
  HxStatement *statements = batch->statements + (gsize)item * hx_model_get_n_labels (batch->model);
  float *hidden = batch->hidden != NULL ? batch->hidden + (gsize)item * HX_HIDDEN_MAX : NULL;
  gsize n_samples;
  const float *signal =
      batch->copies_fit ? hx_signals_get (batch->signals, batch->infos[item]->key, &n_samples) : NULL;

  if (signal != NULL)
    batch->predicted[item] = hx_model_predict_hidden (batch->model, signal, n_samples, statements, hidden, 1,
                                                      batch->cancellable, NULL);
  else
    batch->predicted[item] = batch->recordings[item] != NULL
                             && predict_recording (batch->model, batch->recordings[item], statements, hidden,
                                                   1, batch->cancellable, NULL);
}

static gboolean
predict_batch (Batch *batch, HxLibrary *library, guint n, guint n_threads, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      batch->predicted[i] = FALSE;
      batch->recordings[i] = NULL;
      if (!batch->copies_fit || hx_signals_get (batch->signals, batch->infos[i]->key, NULL) == NULL)
        {
          batch->recordings[i] = hx_library_read_recording (library, batch->infos[i]->key, error);
          if (batch->recordings[i] == NULL)
            return FALSE;
        }
    }
  hx_parallel_for (n, n_threads, predict_one, batch, batch->cancellable);
  for (guint i = 0; i < n; i++)
    g_clear_object (&batch->recordings[i]);
  /* A record that was cut short must not look like one that cannot be predicted. */
  return !g_cancellable_set_error_if_cancelled (batch->cancellable, error);
}

static GPtrArray *
records_of_folds (HxLibrary *library, HxFolds folds, GError **error)
{
  g_autoptr (GPtrArray) infos = hx_library_list_records (library, error);

  if (infos == NULL)
    return NULL;
  for (guint i = infos->len; i-- > 0;)
    if (!hx_folds_contain (folds, ((HxRecordInfo *)g_ptr_array_index (infos, i))->fold))
      g_ptr_array_remove_index (infos, i);
  return g_steal_pointer (&infos);
}

static gboolean
predict_all (HxModel *model, HxLibrary *library, GPtrArray *infos, guint n_threads,
             HxPredictions *predictions, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  const guint n_labels = predictions->n_labels;
  g_autofree HxStatement *statements = g_new (HxStatement, (gsize)RECORDS_AT_ONCE * n_labels);
  g_autofree float *hidden =
      predictions->hidden != NULL ? g_new (float, RECORDS_AT_ONCE *HX_HIDDEN_MAX) : NULL;
  HxRecording *recordings[RECORDS_AT_ONCE];
  gboolean predicted[RECORDS_AT_ONCE];
  g_autoptr (HxSignals) signals = hx_library_map_signals (library, error);
  Batch batch = { .model = model,
                  .signals = signals,
                  .recordings = recordings,
                  .statements = statements,
                  .hidden = hidden,
                  .predicted = predicted,
                  .copies_fit = copies_fit (model, library),
                  .cancellable = cancellable };

  for (guint first = 0; signals != NULL && first < infos->len; first += RECORDS_AT_ONCE)
    {
      guint n = MIN (RECORDS_AT_ONCE, infos->len - first);
      g_autofree char *message = g_strdup_printf (_ ("%u of %u records"), first, infos->len);

      hx_progress_report (progress, (double)first / infos->len, message);
      batch.infos = (HxRecordInfo **)infos->pdata + first;
      if (!predict_batch (&batch, library, n, n_threads, error))
        return FALSE;
      for (guint i = 0; i < n; i++)
        {
          if (!predicted[i])
            {
              predictions->n_left_out++;
              continue;
            }
          predictions->keys[predictions->n_records] = batch.infos[i]->key;
          memcpy (predictions->statements + (gsize)predictions->n_records * n_labels,
                  statements + (gsize)i * n_labels, n_labels * sizeof (HxStatement));
          if (hidden != NULL)
            memcpy (predictions->hidden + (gsize)predictions->n_records * HX_HIDDEN_MAX,
                    hidden + (gsize)i * HX_HIDDEN_MAX, HX_HIDDEN_MAX * sizeof (float));
          predictions->n_records++;
        }
    }
  hx_progress_report (progress, 1.0, NULL);
  return signals != NULL;
}

static HxPredictions *
predict_library (HxModel *model, HxLibrary *library, HxFolds folds, gboolean with_hidden, guint n_threads,
                 HxProgress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr (HxPredictions) predictions = NULL;
  g_autoptr (GPtrArray) infos = NULL;

  infos = records_of_folds (library, folds, error);
  if (infos == NULL)
    return NULL;
  predictions = g_new0 (HxPredictions, 1);
  predictions->n_labels = hx_model_get_n_labels (model);
  predictions->keys = g_new (gint64, MAX (infos->len, 1));
  predictions->statements = g_new (HxStatement, (gsize)MAX (infos->len, 1) * predictions->n_labels);
  if (with_hidden)
    predictions->hidden = g_new (float, (gsize)MAX (infos->len, 1) * HX_HIDDEN_MAX);
  if (!predict_all (model, library, infos, n_threads, predictions, progress, cancellable, error))
    return NULL;
  return g_steal_pointer (&predictions);
}

HxPredictions *
hx_predict_library (HxModel *model, HxLibrary *library, HxFolds folds, guint n_threads, HxProgress *progress,
                    GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (HX_IS_MODEL (model) && HX_IS_LIBRARY (library), NULL);

  return predict_library (model, library, folds, FALSE, n_threads, progress, cancellable, error);
}

HxPredictions *
hx_predict_library_hidden (HxModel *model, HxLibrary *library, HxFolds folds, guint n_threads,
                           HxProgress *progress, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (HX_IS_MODEL (model) && HX_IS_LIBRARY (library), NULL);

  return predict_library (model, library, folds, TRUE, n_threads, progress, cancellable, error);
}

HxModelInfo *
hx_model_info_from_model (HxModel *model, const char *history_json)
{
  HxModelInfo *info = g_atomic_rc_box_new0 (HxModelInfo);
  const guint n_labels = hx_model_get_n_labels (model);

  info->hash = g_strdup (hx_model_get_hash (model));
  info->name = g_strdup (hx_model_get_name (model));
  info->backbone = g_strdup (hx_model_get_backbone (model));
  info->head = g_strdup (hx_head_name (hx_model_get_head (model)));
  info->task = g_strdup (hx_model_get_task (model));
  info->origin = g_strdup (hx_model_get_origin (model));
  info->labels = g_new0 (char *, n_labels + 1);
  for (guint label = 0; label < n_labels; label++)
    info->labels[label] = g_strdup (hx_model_get_label (model, label)->code);
  info->history_json = g_strdup (history_json);
  return info;
}

gboolean
hx_predictions_store (const HxPredictions *predictions, HxModel *model, const char *model_path,
                      HxLibrary *library, GError **error)
{
  g_autoptr (HxModelInfo) info = NULL;

  g_return_val_if_fail (
      predictions != NULL && HX_IS_MODEL (model) && model_path != NULL && HX_IS_LIBRARY (library), FALSE);

  info = hx_model_info_from_model (model, NULL);
  return hx_library_add_model (library, info, model_path, error)
         && hx_library_store_predictions (library, info->hash, predictions->keys, predictions->n_records,
                                          predictions->statements, predictions->n_labels, error);
}
