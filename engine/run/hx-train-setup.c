/* hx-train-setup.c: data, network and model of a training
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/run/hx-train-private.h"

#include <math.h>
#include <string.h>

void
hx_training_clear (HxTraining *training)
{
  hx_label_table_free (training->table);
  hx_train_data_free (training->train);
  hx_train_data_free (training->validation);
  hx_trainer_free (training->trainer);
  hx_network_unref (training->network);
  hx_network_unref (training->best);
  hx_train_margins_free (training->margins);
  g_clear_object (&training->model);
  g_clear_pointer (&training->recipe, json_object_unref);
  g_clear_pointer (&training->history, g_array_unref);
  g_free (training->x);
  g_free (training->y);
  g_free (training->weights);
  g_free (training->record_weights);
  g_free (training->embeddings);
  g_free (training->order);
}

static gboolean
check_batch (const HxTraining *training, GError **error)
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

static HxTrainData *
load_folds (HxTraining *training, HxSignals *mapped, HxFolds folds, GError **error)
{
  return hx_train_data_new (training->library, mapped, training->table, folds, training->window,
                            training->cancellable, error);
}

static gboolean
load_data (HxTraining *training, GError **error)
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
  training->train = load_folds (training, mapped, options->train_folds, error);
  if (training->train == NULL || !check_batch (training, error))
    return FALSE;
  if (options->validation_folds != 0)
    {
      training->validation = load_folds (training, mapped, options->validation_folds, error);
      if (training->validation == NULL)
        return FALSE;
    }
  training->n_batches = training->train->n_records / options->batch;
  return TRUE;
}

/* A start's backbone has learned under its own standardiser. */
static gboolean
standardise (HxTraining *training, HxModel *start, GError **error)
{
  if (start != NULL)
    {
      training->mean_mv = hx_model_get_mean_mv (start);
      training->sd_mv = hx_model_get_sd_mv (start);
      return TRUE;
    }
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

/* --- a trained model as the start -------------------------------------------------------- */

static gboolean
check_start (const HxTraining *training, HxModel *start, GError **error)
{
  const HxTrainOptions *options = training->options;
  const double rate_hz = hx_library_get_training_rate_hz (training->library);

  if (!g_str_equal (hx_model_get_backbone (start), options->backbone))
    g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT, "%s: its backbone is %s, not %s", options->start,
                 hx_model_get_backbone (start), options->backbone);
  else if (hx_model_get_n_leads (start) != HX_N_STANDARD_LEADS)
    g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT, "%s: it reads %u leads, not %d", options->start,
                 hx_model_get_n_leads (start), HX_N_STANDARD_LEADS);
  else if (hx_model_get_rate_hz (start) != rate_hz)
    g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT,
                 "%s: it was trained at %g Hz; the library's training rate is %g Hz", options->start,
                 hx_model_get_rate_hz (start), rate_hz);
  else if (options->frozen_epochs >= options->epochs)
    g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                 "%u epochs leave none for the whole network after %u of the new head alone", options->epochs,
                 options->frozen_epochs);
  else
    return TRUE;
  return FALSE;
}

/* The start's backbone; the head stays as it was drawn. */
static void
copy_backbone (HxNetwork *network, HxNetwork *start)
{
  for (guint i = 0; i < hx_network_get_n_backbone_tensors (network); i++)
    {
      const HxTensor *to = hx_network_get_tensor (network, i), *from = hx_network_get_tensor (start, i);

      memcpy (to->data, from->data, to->n_elements * sizeof (float));
    }
}

static gboolean
load_start (HxTraining *training, HxModel **start, GError **error)
{
  *start = NULL;
  if (training->options->start == NULL)
    return TRUE;
  *start = hx_model_load (training->options->start, error);
  if (*start == NULL)
    return FALSE;
  training->n_frozen = training->options->frozen_epochs;
  return check_start (training, *start, error);
}

/* --- network and model -------------------------------------------------------------------- */

static gboolean
build_network (HxTraining *training, HxModel *start, GError **error)
{
  const HxTrainOptions *options = training->options;
  const HxArchitecture architecture = { options->backbone,       options->head,
                                        HX_N_STANDARD_LEADS,     training->table->n_labels,
                                        options->embedding_size, options->hidden_size };
  HxRandom weights = hx_random_derive (&training->seed, HX_STREAM_WEIGHTS);
  HxTrainerOptions trainer_options;

  training->network = hx_network_new (&architecture, error);
  if (training->network == NULL)
    return FALSE;
  hx_network_initialise (training->network, &weights);
  if (start != NULL)
    copy_backbone (training->network, hx_model_get_network (start));
  trainer_options = hx_train_options_for_trainer (options, &architecture, training->window);
  training->trainer = hx_trainer_new (training->network, &trainer_options, error);
  if (training->trainer == NULL)
    return FALSE;
  if (options->stop != HX_STOP_NEVER)
    training->best = hx_network_copy (training->network);
  return TRUE;
}

static void
allocate_batch (HxTraining *training)
{
  const HxTrainOptions *options = training->options;
  const gsize n_labels = (gsize)options->batch * training->table->n_labels;

  training->x = g_new (float, (gsize)options->batch * training->window * HX_N_STANDARD_LEADS);
  training->y = g_new (float, n_labels);
  training->order = g_new (guint32, training->train->n_records);
  if (options->weighting != HX_WEIGHTING_NONE)
    {
      const gsize n_pairs = (gsize)training->train->n_records * training->table->n_labels;

      training->weights = g_new (float, n_labels);
      training->record_weights = g_new (float, n_pairs);
      for (gsize i = 0; i < n_pairs; i++)
        training->record_weights[i] = 1.0f;
    }
  if (options->head != HX_HEAD_LDM)
    return;
  training->margins = hx_train_margins_new (training->train->n_records, training->table->n_labels);
  training->embeddings = g_new (float, n_labels *HX_EMBEDDING_MAX);
}

static HxModel *
make_model (const HxTraining *training)
{
  const HxTrainOptions *options = training->options;
  const HxLabelTable *table = training->table;
  const double rate_hz = hx_library_get_training_rate_hz (training->library);
  const guint stride =
      options->stride_s > 0.0 ? (guint)lround (options->stride_s * rate_hz) : training->window / 2;
  g_autofree HxModelLabel *labels = g_new0 (HxModelLabel, table->n_labels);
  const char *leads[HX_N_STANDARD_LEADS + 1] = { NULL };

  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    leads[lead] = hx_lead_name ((HxLead)lead);
  for (guint label = 0; label < table->n_labels; label++)
    {
      labels[label].code = table->codes[label];
      labels[label].description = table->descriptions[label];
      labels[label].threshold = labels[label].temperature = (double)NAN;
      for (guint d = 0; d < HX_EMBEDDING_MAX; d++)
        labels[label].centre_with[d] = labels[label].centre_without[d] = NAN;
    }
  return hx_model_new (training->network, labels, leads, rate_hz, training->window, MAX (stride, 1),
                       training->mean_mv, training->sd_mv, options->aggregation);
}

/* What must be the same for equal results; the model file and the checkpoint carry it. */
static JsonObject *
make_recipe (const HxTraining *training, const char *fingerprint, HxModel *start)
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
  json_object_set_double_member (recipe, "peak_learning_rate", hx_train_options_peak_rate (options));
  json_object_set_int_member (recipe, "window_samples", training->window);
  json_object_set_string_member (recipe, "seed", seed);
  json_object_set_string_member (recipe, "train_folds", folds);
  json_object_set_string_member (recipe, "validation_folds", validation);
  json_object_set_string_member (recipe, "data_fingerprint", fingerprint);
  json_object_set_int_member (recipe, "train_records", training->train->n_records);
  hx_train_options_describe (options, recipe);
  json_object_set_int_member (recipe, "epochs", options->epochs);
  json_object_set_int_member (recipe, "batch", options->batch);
  if (start != NULL)
    json_object_set_string_member (recipe, "start_sha256", hx_model_get_hash (start));
  return recipe;
}

gboolean
hx_training_prepare (HxTraining *training, GError **error)
{
  g_autofree char *fingerprint = NULL;
  g_autoptr (HxModel) start = NULL;

  training->seed = hx_random_from_seed (training->options->seed);
  if (!hx_train_options_check (training->options, error) || !load_start (training, &start, error)
      || !load_data (training, error) || !standardise (training, start, error)
      || !build_network (training, start, error))
    return FALSE;
  fingerprint = hx_library_get_fingerprint (training->library, error);
  if (fingerprint == NULL)
    return FALSE;
  allocate_batch (training);
  training->model = make_model (training);
  training->recipe = make_recipe (training, fingerprint, start);
  training->history = g_array_new (FALSE, TRUE, sizeof (HxTrainEpoch));
  return TRUE;
}
