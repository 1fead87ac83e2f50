/* hx-train-epochs.c: the steps of a training
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-train-measure.h"
#include "engine/run/hx-train-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Share of the epochs in which all records count alike. */
#define UNSETTLED_SHARE 0.4

/* Margins of the first epochs are chance; weights by them would make it come true. */
static void
weigh_records (HxTraining *training)
{
  if (training->history->len >= UNSETTLED_SHARE * training->options->epochs)
    hx_train_weigh (training->margins, training->train->y, training->record_weights);
}

void
hx_training_fill_batch (HxTraining *training, guint first, HxRandom *random)
{
  const HxTrainData *data = training->train;
  const gsize n_crop = (gsize)training->window * HX_N_STANDARD_LEADS;
  const guint L = data->n_labels;

  for (guint i = 0; i < training->options->batch; i++)
    {
      const guint record = training->order[first + i];

      hx_train_data_crop (data, record, random, training->mean_mv, training->sd_mv, training->x + i * n_crop);
      for (guint label = 0; label < L; label++)
        training->y[i * L + label] = data->y[(gsize)record * L + label];
      for (guint label = 0; training->weights != NULL && label < L; label++)
        training->weights[i * L + label] = training->record_weights[(gsize)record * L + label];
    }
}

/* --- the schedule --------------------------------------------------------------------------- */

/* A start's first epochs move its new head alone; then earlier layers move less than later ones, their shares
 * a geometric series (Howard and Ruder, "Universal language model fine-tuning", 2018). */
static void
set_rate_factors (HxTraining *training, gboolean is_frozen)
{
  const guint n_body = hx_network_get_n_backbone_tensors (training->network);

  for (guint i = 0; i < n_body; i++)
    {
      const double depth = (double)i / n_body;

      hx_trainer_set_rate_factor (
          training->trainer, i,
          is_frozen ? 0.0f : (float)pow (MAX (training->options->earliest_rate, 1e-9), 1.0 - depth));
    }
}

void
hx_training_schedule (HxTraining *training, guint epoch, guint batch, double *learning_rate, double *beta1)
{
  const guint n_frozen = training->n_frozen;
  const gboolean is_frozen = epoch < n_frozen;
  const guint first = is_frozen ? 0 : n_frozen;
  const guint n_epochs = is_frozen ? n_frozen : training->options->epochs - n_frozen;
  /* With a start the whole network goes on at half the rate that its head began with. */
  const double peak =
      hx_train_options_peak_rate (training->options) * (n_frozen > 0 && !is_frozen ? 0.5 : 1.0);

  hx_one_cycle ((guint64)(epoch - first) * training->n_batches + batch,
                (guint64)n_epochs * training->n_batches, peak, learning_rate, beta1);
  if (training->options->start != NULL && batch == 0)
    {
      set_rate_factors (training, is_frozen);
      if (epoch == n_frozen)
        hx_trainer_forget_moments (training->trainer);
    }
}

/* --- an epoch --------------------------------------------------------------------------------- */

static gboolean
run_step (HxTraining *training, HxTrainEpoch *epoch, guint batch, HxRandom *random, GError **error)
{
  const guint64 step = (guint64)(epoch->epoch - 1) * training->n_batches + batch;
  const HxRandom masks = hx_random_derive (&training->seed, HX_STREAM_DROPOUT);
  const HxRandom dropout = hx_random_derive (&masks, step);
  const HxBatch data = { training->x, training->y, training->weights };
  const HxOutputs outputs = { .embedding = training->embeddings };
  const guint first = batch * training->options->batch;
  double beta1;
  HxLoss loss;

  hx_training_fill_batch (training, first, random);
  hx_training_schedule (training, epoch->epoch - 1, batch, &epoch->learning_rate, &beta1);
  if (!hx_trainer_step (training->trainer, &data, epoch->learning_rate, beta1, &dropout,
                        training->margins != NULL ? &outputs : NULL, &loss, training->cancellable, error))
    return FALSE;
  if (training->margins != NULL)
    hx_train_margins_take (training->margins, training->order + first, training->options->batch,
                           training->embeddings);
  epoch->loss += loss.loss / training->n_batches;
  epoch->bce += loss.bce / training->n_batches;
  epoch->reverse += loss.reverse / training->n_batches;
  epoch->triplet += loss.triplet / training->n_batches;
  return TRUE;
}

static gboolean
run_steps (HxTraining *training, HxTrainEpoch *epoch, GError **error)
{
  const HxRandom epochs = hx_random_derive (&training->seed, HX_STREAM_EPOCHS);
  HxRandom random = hx_random_derive (&epochs, epoch->epoch);
  const double n_steps = (double)training->n_batches * training->options->epochs;
  g_autofree char *message = g_strdup_printf (_ ("Epoch %u of %u"), epoch->epoch, epoch->n_epochs);

  hx_random_permutation (&random, training->order, training->train->n_records);
  if (training->weights != NULL)
    weigh_records (training);
  for (guint batch = 0; batch < training->n_batches; batch++)
    {
      const double step = (double)(epoch->epoch - 1) * training->n_batches + batch;

      hx_progress_report (training->progress, step / n_steps, message);
      if (!run_step (training, epoch, batch, &random, error))
        return FALSE;
    }
  if (training->margins != NULL)
    hx_train_margins_end_epoch (training->margins, training->train->y, epoch->epoch);
  return TRUE;
}

static gboolean
validate (HxTraining *training, HxTrainEpoch *epoch, GError **error)
{
  epoch->validation_loss = epoch->validation_auc = epoch->validation_fmax = (double)NAN;
  if (training->validation == NULL
      || hx_train_measure_validation (training->validation, training->model, &epoch->validation_loss,
                                      &epoch->validation_auc, &epoch->validation_fmax,
                                      training->options->n_threads, training->cancellable))
    return TRUE;
  g_cancellable_set_error_if_cancelled (training->cancellable, error);
  return FALSE;
}

/* --- stopping ---------------------------------------------------------------------------------- */

/* Larger is better; NaN where nothing was measured. */
static double
worth_of (const HxTraining *training, guint index)
{
  const HxTrainEpoch *epoch = &g_array_index (training->history, HxTrainEpoch, index);

  switch (training->options->stop)
    {
    case HX_STOP_LOSS:
      return -epoch->validation_loss;
    case HX_STOP_AUC:
      return epoch->validation_auc;
    case HX_STOP_FMAX:
      return epoch->validation_fmax;
    case HX_STOP_NEVER:
    default:
      return 0.0;
    }
}

/* The first of the best epochs; epochs of a head alone do not count. */
static guint
best_epoch (const HxTraining *training)
{
  guint best = training->n_frozen;

  for (guint i = best + 1; i < training->history->len; i++)
    if (worth_of (training, i) > worth_of (training, best) || isnan (worth_of (training, best)))
      best = i;
  return best;
}

gboolean
hx_training_is_done (const HxTraining *training)
{
  const guint n = training->history->len;

  return n >= training->options->epochs
         || (training->best != NULL && n > training->n_frozen
             && n - 1 - best_epoch (training) >= training->options->patience);
}

gboolean
hx_training_run_epoch (HxTraining *training, GError **error)
{
  HxTrainEpoch epoch = { .epoch = training->history->len + 1, .n_epochs = training->options->epochs };
  const gint64 began_us = g_get_monotonic_time ();

  if (!run_steps (training, &epoch, error) || !validate (training, &epoch, error))
    return FALSE;
  epoch.seconds = (double)(g_get_monotonic_time () - began_us) / 1e6;
  g_array_append_val (training->history, epoch);
  if (training->best != NULL && best_epoch (training) == training->history->len - 1)
    hx_network_assign (training->best, training->network);
  return TRUE;
}
