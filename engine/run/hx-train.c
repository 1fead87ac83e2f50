/* hx-train.c: training a model on a library
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-train.h"

#include "engine/base/hx-file.h"
#include "engine/hx-config.h"
#include "engine/run/hx-checkpoint.h"
#include "engine/run/hx-train-measure.h"
#include "engine/run/hx-train-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* A folder that cannot be written to is better known before the first epoch than after it. */
static gboolean
check_place (const char *out, GError **error)
{
  g_autoptr (HxFileWriter) writer = hx_file_writer_new (out, error);

  return writer != NULL;
}

/* --- epochs ------------------------------------------------------------------------------------ */

/* What the checkpoint carries of a training. */
static HxCheckpoint
checkpoint_of (HxTraining *training)
{
  const gsize n_pairs = (gsize)training->train->n_records * training->table->n_labels;
  HxCheckpoint checkpoint = { .recipe = training->recipe,
                              .network = training->network,
                              .best = training->best,
                              .trainer = training->trainer,
                              .history = training->history };

  if (training->margins != NULL)
    {
      checkpoint.n_margins = n_pairs;
      checkpoint.margin_sums = training->margins->sums;
      checkpoint.margin_counts = training->margins->counts;
    }
  return checkpoint;
}

static gboolean
resume (HxTraining *training, const char *path, GError **error)
{
  HxCheckpoint checkpoint = checkpoint_of (training);

  return !training->options->resume || !g_file_test (path, G_FILE_TEST_EXISTS)
         || hx_checkpoint_load (path, &checkpoint, error);
}

static gboolean
run_epochs (HxTraining *training, const char *path, HxTrainEpochFunc epoch_func, gpointer user_data,
            GError **error)
{
  const HxCheckpoint checkpoint = checkpoint_of (training);

  for (guint i = 0; i < training->history->len; i++)
    if (epoch_func != NULL)
      epoch_func (&g_array_index (training->history, HxTrainEpoch, i), user_data);
  while (!hx_training_is_done (training))
    {
      if (!hx_training_run_epoch (training, error) || !hx_checkpoint_save (path, &checkpoint, error))
        return FALSE;
      if (epoch_func != NULL)
        epoch_func (&g_array_index (training->history, HxTrainEpoch, training->history->len - 1), user_data);
    }
  if (training->best != NULL)
    hx_network_assign (training->network, training->best);
  return TRUE;
}

/* --- the model ---------------------------------------------------------------------------------- */

static gboolean
set_centres (HxTraining *training, GError **error)
{
  if (training->options->head != HX_HEAD_LDM)
    return TRUE;
  hx_progress_report (training->progress, -1.0, _ ("Measuring the label spaces"));
  if (hx_train_measure_centres (training->train, training->model, training->options->n_threads,
                                training->cancellable))
    return TRUE;
  g_cancellable_set_error_if_cancelled (training->cancellable, error);
  return FALSE;
}

static void
describe (HxTraining *training)
{
  const HxTrainEpoch *last = &g_array_index (training->history, HxTrainEpoch, training->history->len - 1);
  g_autofree char *task = g_path_get_basename (training->options->task);
  g_autoptr (JsonObject) provenance = json_object_new ();
  JsonObject *metrics = json_object_new ();

  json_object_set_string_member (provenance, "program", "hexaxial " HX_VERSION);
  json_object_set_object_member (provenance, "recipe", json_object_ref (training->recipe));
  json_object_set_double_member (metrics, "train_loss", last->loss);
  if (isfinite (last->validation_auc))
    json_object_set_double_member (metrics, "validation_macro_auc", last->validation_auc);
  json_object_set_object_member (provenance, "metrics", metrics);
  json_object_set_array_member (provenance, "history", hx_train_history_to_array (training->history, FALSE));
  hx_model_set_provenance (training->model, provenance);
  hx_model_set_origin (training->model, training->train->origin);
  hx_model_set_task (training->model, task);
}

/* The given labels and mean margins of all training records. */
static HxAudit *
make_audit (const HxTraining *training)
{
  const HxTrainData *data = training->train;
  const gsize L = data->n_labels;
  HxAudit *audit;

  if (training->margins == NULL)
    return NULL;
  audit = hx_audit_new (data->n_records, (const char *const *)training->table->codes);
  for (guint record = 0; record < data->n_records; record++)
    {
      audit->records[record] = data->records[record];
      for (guint label = 0; label < L; label++)
        {
          audit->given[record * L + label] = data->y[record * L + label];
          audit->margins[record * L + label] = hx_train_margins_mean (training->margins, record, label);
        }
    }
  return audit;
}

static HxTrainResult *
take_result (HxTraining *training, HxAudit *audit)
{
  HxTrainResult *result = g_new0 (HxTrainResult, 1);

  result->model = g_steal_pointer (&training->model);
  result->history = g_steal_pointer (&training->history);
  result->n_train = training->train->n_records;
  result->n_validation = training->validation != NULL ? training->validation->n_records : 0;
  result->n_left_out = training->train->n_left_out;
  result->audit = audit;
  return result;
}

/* Model and audit, and the checkpoint away. */
static HxTrainResult *
finish (HxTraining *training, const char *out, const char *checkpoint, GError **error)
{
  g_autoptr (HxAudit) audit = make_audit (training);

  describe (training);
  if (!hx_model_save (training->model, out, error)
      || (audit != NULL
          && !hx_library_store_audit (training->library, hx_model_get_hash (training->model), audit, error)))
    return NULL;
  (void)g_unlink (checkpoint);
  hx_progress_report (training->progress, 1.0, NULL);
  return take_result (training, g_steal_pointer (&audit));
}

HxTrainResult *
hx_train (HxLibrary *library, const HxTrainOptions *options, const char *out, HxProgress *progress,
          HxTrainEpochFunc epoch_func, gpointer user_data, GCancellable *cancellable, GError **error)
{
  HxTraining training = {
    .library = library, .options = options, .progress = progress, .cancellable = cancellable
  };
  g_autofree char *checkpoint = NULL;
  HxTrainResult *result = NULL;

  g_return_val_if_fail (HX_IS_LIBRARY (library) && options != NULL && out != NULL, NULL);

  checkpoint = g_strconcat (out, ".checkpoint", NULL);
  if (check_place (out, error) && hx_training_prepare (&training, error)
      && resume (&training, checkpoint, error)
      && run_epochs (&training, checkpoint, epoch_func, user_data, error) && set_centres (&training, error))
    result = finish (&training, out, checkpoint, error);
  hx_training_clear (&training);
  return result;
}

void
hx_train_result_free (HxTrainResult *result)
{
  if (result == NULL)
    return;
  g_clear_object (&result->model);
  g_clear_pointer (&result->history, g_array_unref);
  hx_audit_free (result->audit);
  g_free (result);
}
