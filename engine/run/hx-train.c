/* hx-train.c: training a model on a library
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-train.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-file.h"
#include "engine/hx-config.h"
#include "engine/models/hx-trainer.h"
#include "engine/run/hx-checkpoint.h"
#include "engine/run/hx-train-measure.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* Streams derived from the seed: what is drawn for one purpose does not depend on another. */
#define STREAM_WEIGHTS 1
#define STREAM_EPOCHS 2
#define STREAM_DROPOUT 3

#define PEAK_RATE 1e-2
#define PEAK_RATE_RECURRENT 1e-3

void
hx_train_options_default (HxTrainOptions *options)
{
  *options = (HxTrainOptions){
    .task = "superdiagnostic",
    .backbone = "fcn_wang",
    .head = HX_HEAD_LDM,
    .epochs = 50,
    .batch = 128,
    .crop_s = 2.5,
    .train_folds = 0x1FE,
    .validation_folds = 1 << 9,
  };
}

/* Everything that a training has while it runs. */
typedef struct
{
  HxLibrary *library;
  const HxTrainOptions *options;
  HxProgress *progress;
  GCancellable *cancellable;
  char *checkpoint;
  HxLabelTable *table;
  HxTrainData *train, *validation; /* validation NULL without validation folds */
  guint window;
  double peak_rate, mean_mv, sd_mv;
  guint n_batches; /* of an epoch */
  HxNetwork *network;
  HxTrainer *trainer;
  HxModel *model;
  JsonObject *recipe;
  GArray *history;
  HxRandom seed;
  float *x, *y;
  guint32 *order;
} Training;

static void
clear (Training *training)
{
  g_free (training->checkpoint);
  hx_label_table_free (training->table);
  hx_train_data_free (training->train);
  hx_train_data_free (training->validation);
  hx_trainer_free (training->trainer);
  hx_network_unref (training->network);
  g_clear_object (&training->model);
  g_clear_pointer (&training->recipe, json_object_unref);
  g_clear_pointer (&training->history, g_array_unref);
  g_free (training->x);
  g_free (training->y);
  g_free (training->order);
}

/* --- getting ready -------------------------------------------------------------------------- */

static gboolean
check_options (const HxTrainOptions *options, GError **error)
{
  if (options->epochs == 0 || options->epochs > 100000)
    g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "%u epochs cannot be trained (1 to 100000 can)",
                 options->epochs);
  else if (options->batch < 2)
    g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "a batch of %u records cannot be trained (2 or more can)",
                 options->batch);
  else if (!(options->learning_rate >= 0.0 && options->learning_rate <= 10.0))
    g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "a learning rate of %g is not between 0 and 10",
                 options->learning_rate);
  else if (!(options->crop_s > 0.0 && options->crop_s <= 3600.0))
    g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "a crop of %g s is not between 0 and 3600 s",
                 options->crop_s);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_batch (const Training *training, GError **error)
{
  g_autofree char *folds = hx_folds_format (training->options->train_folds);
  const guint n = training->train->n_records;

  if (n >= training->options->batch)
    return TRUE;
  if (n < 2)
    g_set_error (
        error, HX_ERROR, HX_ERROR_RANGE,
        "folds %s have %u records of the task “%s” with twelve leads and %g s of signal; at least two are "
        "needed",
        folds, n, training->options->task, training->options->crop_s);
  else
    g_set_error (
        error, HX_ERROR, HX_ERROR_RANGE,
        "folds %s have %u records of the task “%s”, fewer than a batch of %u; a batch of at most %u would do",
        folds, n, training->options->task, training->options->batch, n);
  return FALSE;
}

static gboolean
load_data (Training *training, GError **error)
{
  const HxTrainOptions *options = training->options;
  g_autoptr (HxSignals) mapped = NULL;

  training->window = (guint)lround (options->crop_s * hx_library_get_training_rate_hz (training->library));
  training->table = hx_library_get_label_table (training->library, options->task, error);
  if (training->table == NULL)
    return FALSE;
  mapped = hx_library_map_signals (training->library, error);
  if (mapped == NULL)
    return FALSE;
  training->train = hx_train_data_new (training->library, mapped, training->table, options->train_folds,
                                       training->window, training->cancellable, error);
  if (training->train == NULL || !check_batch (training, error))
    return FALSE;
  if (options->validation_folds != 0)
    {
      training->validation =
          hx_train_data_new (training->library, mapped, training->table, options->validation_folds,
                             training->window, training->cancellable, error);
      if (training->validation == NULL)
        return FALSE;
    }
  training->n_batches = training->train->n_records / options->batch;
  if (!hx_train_data_standardise (training->train, &training->mean_mv, &training->sd_mv,
                                  training->cancellable))
    {
      g_cancellable_set_error_if_cancelled (training->cancellable, error);
      return FALSE;
    }
  if (training->sd_mv > 0.0)
    return TRUE;
  g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "the signals of the training folds are flat");
  return FALSE;
}

static gboolean
build_network (Training *training, GError **error)
{
  const HxTrainOptions *options = training->options;
  const HxArchitecture architecture = { options->backbone, options->head, HX_N_STANDARD_LEADS,
                                        training->table->n_labels };
  HxRandom weights = hx_random_derive (&training->seed, STREAM_WEIGHTS);
  HxTrainerOptions trainer_options;

  training->network = hx_network_new (&architecture, error);
  if (training->network == NULL)
    return FALSE;
  hx_network_initialise (training->network, &weights);
  trainer_options = hx_trainer_options_default (&architecture);
  trainer_options.batch = options->batch;
  trainer_options.n_samples = training->window;
  trainer_options.n_threads = options->n_threads;
  training->trainer = hx_trainer_new (training->network, &trainer_options, error);
  if (training->trainer == NULL)
    return FALSE;
  training->peak_rate = options->learning_rate > 0.0                   ? options->learning_rate
                        : hx_backbone_is_recurrent (options->backbone) ? PEAK_RATE_RECURRENT
                                                                       : PEAK_RATE;
  training->x = g_new (float, (gsize)options->batch * training->window * HX_N_STANDARD_LEADS);
  training->y = g_new (float, (gsize)options->batch * training->table->n_labels);
  training->order = g_new (guint32, training->train->n_records);
  return TRUE;
}

/* A folder that cannot be written to is better known before the first epoch than after it. */
static gboolean
check_place (const char *out, GError **error)
{
  g_autoptr (HxFileWriter) writer = hx_file_writer_new (out, error);

  return writer != NULL;
}

static HxModel *
make_model (const Training *training)
{
  const HxLabelTable *table = training->table;
  g_autofree HxModelLabel *labels = g_new0 (HxModelLabel, table->n_labels);
  const char *leads[HX_N_STANDARD_LEADS + 1] = { NULL };

  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    leads[lead] = hx_lead_name ((HxLead)lead);
  for (guint label = 0; label < table->n_labels; label++)
    {
      labels[label].code = table->codes[label];
      labels[label].description = table->descriptions[label];
      labels[label].threshold = labels[label].temperature = (double)NAN;
      for (guint d = 0; d < HX_EMBEDDING_DIM; d++)
        labels[label].centre_with[d] = labels[label].centre_without[d] = NAN;
    }
  return hx_model_new (training->network, labels, leads, hx_library_get_training_rate_hz (training->library),
                       training->window, MAX (training->window / 2, 1), training->mean_mv, training->sd_mv,
                       HX_AGGREGATE_MAXIMUM);
}

/* What must be the same for equal results; the model file and the checkpoint carry it. */
static JsonObject *
make_recipe (const Training *training, const char *fingerprint)
{
  const HxTrainOptions *options = training->options;
  g_autofree char *task = g_path_get_basename (options->task);
  g_autofree char *folds = hx_folds_format (options->train_folds);
  g_autofree char *validation = hx_folds_format (options->validation_folds);
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, options->seed);
  g_autofree char *labels = g_strjoinv (" ", training->table->codes);
  JsonObject *recipe = json_object_new ();

  json_object_set_string_member (recipe, "task", task);
  json_object_set_string_member (recipe, "labels", labels);
  json_object_set_string_member (recipe, "backbone", options->backbone);
  json_object_set_string_member (recipe, "head", hx_head_name (options->head));
  json_object_set_int_member (recipe, "epochs", options->epochs);
  json_object_set_int_member (recipe, "batch", options->batch);
  json_object_set_double_member (recipe, "peak_learning_rate", training->peak_rate);
  json_object_set_int_member (recipe, "window_samples", training->window);
  json_object_set_string_member (recipe, "seed", seed);
  json_object_set_string_member (recipe, "train_folds", folds);
  json_object_set_string_member (recipe, "validation_folds", validation);
  json_object_set_string_member (recipe, "data_fingerprint", fingerprint);
  json_object_set_int_member (recipe, "train_records", training->train->n_records);
  return recipe;
}

static gboolean
prepare (Training *training, GError **error)
{
  g_autofree char *fingerprint = NULL;

  if (!check_options (training->options, error) || !load_data (training, error)
      || !build_network (training, error))
    return FALSE;
  fingerprint = hx_library_get_fingerprint (training->library, error);
  if (fingerprint == NULL)
    return FALSE;
  training->model = make_model (training);
  training->recipe = make_recipe (training, fingerprint);
  training->history = g_array_new (FALSE, TRUE, sizeof (HxTrainEpoch));
  return !training->options->resume || !g_file_test (training->checkpoint, G_FILE_TEST_EXISTS)
         || hx_checkpoint_load (training->checkpoint, training->recipe, training->network, training->trainer,
                                training->history, error);
}

/* --- epochs ------------------------------------------------------------------------------------ */

static void
fill_batch (Training *training, guint batch, HxRandom *random)
{
  const HxTrainData *data = training->train;
  const gsize n_crop = (gsize)training->window * HX_N_STANDARD_LEADS;

  for (guint i = 0; i < training->options->batch; i++)
    {
      guint record = training->order[batch * training->options->batch + i];

      hx_train_data_crop (data, record, random, training->mean_mv, training->sd_mv, training->x + i * n_crop);
      for (guint label = 0; label < data->n_labels; label++)
        training->y[i * data->n_labels + label] = data->y[(gsize)record * data->n_labels + label];
    }
}

static gboolean
run_steps (Training *training, HxTrainEpoch *epoch, GError **error)
{
  const HxRandom epochs = hx_random_derive (&training->seed, STREAM_EPOCHS);
  const HxRandom masks = hx_random_derive (&training->seed, STREAM_DROPOUT);
  HxRandom random = hx_random_derive (&epochs, epoch->epoch);
  const guint64 n_steps = (guint64)training->n_batches * training->options->epochs;
  g_autofree char *message = g_strdup_printf (_ ("Epoch %u of %u"), epoch->epoch, epoch->n_epochs);

  hx_random_permutation (&random, training->order, training->train->n_records);
  for (guint batch = 0; batch < training->n_batches; batch++)
    {
      const guint64 step = (guint64)(epoch->epoch - 1) * training->n_batches + batch;
      const HxRandom dropout = hx_random_derive (&masks, step);
      double beta1;
      HxLoss loss;

      hx_progress_report (training->progress, (double)step / (double)n_steps, message);
      fill_batch (training, batch, &random);
      hx_one_cycle (step, n_steps, training->peak_rate, &epoch->learning_rate, &beta1);
      if (!hx_trainer_step (training->trainer, &(HxBatch){ training->x, training->y, NULL }, epoch->learning_rate, beta1,
                            &dropout, NULL, &loss, training->cancellable, error))
        return FALSE;
      epoch->loss += loss.loss / training->n_batches;
      epoch->bce += loss.bce / training->n_batches;
      epoch->triplet += loss.triplet / training->n_batches;
    }
  return TRUE;
}

static gboolean
validate (Training *training, HxTrainEpoch *epoch, GError **error)
{
  epoch->validation_loss = epoch->validation_auc = (double)NAN;
  if (training->validation == NULL
      || hx_train_measure_validation (training->validation, training->model, &epoch->validation_loss,
                                      &epoch->validation_auc, training->options->n_threads,
                                      training->cancellable))
    return TRUE;
  g_cancellable_set_error_if_cancelled (training->cancellable, error);
  return FALSE;
}

static gboolean
run_epochs (Training *training, HxTrainEpochFunc epoch_func, gpointer user_data, GError **error)
{
  for (guint i = 0; i < training->history->len; i++)
    if (epoch_func != NULL)
      epoch_func (&g_array_index (training->history, HxTrainEpoch, i), user_data);
  while (training->history->len < training->options->epochs)
    {
      HxTrainEpoch epoch = { .epoch = training->history->len + 1, .n_epochs = training->options->epochs };
      gint64 began_us = g_get_monotonic_time ();

      if (!run_steps (training, &epoch, error) || !validate (training, &epoch, error))
        return FALSE;
      epoch.seconds = (double)(g_get_monotonic_time () - began_us) / 1e6;
      g_array_append_val (training->history, epoch);
      if (!hx_checkpoint_save (training->checkpoint, training->recipe, training->network, training->trainer,
                               training->history, error))
        return FALSE;
      if (epoch_func != NULL)
        epoch_func (&epoch, user_data);
    }
  return TRUE;
}

/* --- the model ---------------------------------------------------------------------------------- */

static gboolean
set_centres (Training *training, GError **error)
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
describe (Training *training)
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
  hx_model_set_provenance (training->model, provenance);
  hx_model_set_origin (training->model, training->train->origin);
  hx_model_set_task (training->model, task);
}

HxTrainResult *
hx_train (HxLibrary *library, const HxTrainOptions *options, const char *out, HxProgress *progress,
          HxTrainEpochFunc epoch_func, gpointer user_data, GCancellable *cancellable, GError **error)
{
  Training training = {
    .library = library, .options = options, .progress = progress, .cancellable = cancellable
  };
  HxTrainResult *result = NULL;

  g_return_val_if_fail (HX_IS_LIBRARY (library) && options != NULL && out != NULL, NULL);

  training.seed = hx_random_from_seed (options->seed);
  training.checkpoint = g_strconcat (out, ".checkpoint", NULL);
  if (check_place (out, error) && prepare (&training, error)
      && run_epochs (&training, epoch_func, user_data, error) && set_centres (&training, error))
    {
      describe (&training);
      if (hx_model_save (training.model, out, error))
        {
          (void)g_unlink (training.checkpoint);
          result = g_new0 (HxTrainResult, 1);
          result->model = g_steal_pointer (&training.model);
          result->history = g_steal_pointer (&training.history);
          result->n_train = training.train->n_records;
          result->n_validation = training.validation != NULL ? training.validation->n_records : 0;
          result->n_left_out = training.train->n_left_out;
          hx_progress_report (progress, 1.0, NULL);
        }
    }
  clear (&training);
  return result;
}

void
hx_train_result_free (HxTrainResult *result)
{
  if (result == NULL)
    return;
  g_clear_object (&result->model);
  g_clear_pointer (&result->history, g_array_unref);
  g_free (result);
}
