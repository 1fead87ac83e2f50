/* hx-trainer.c: optimiser steps on a network
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-trainer.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-parallel.h"
#include "engine/models/hx-network-private.h"
#include "engine/nn/hx-layers.h"

#include <math.h>
#include <string.h>

#define MAX_BATCH 65536
#define MAX_SAMPLES 10000000
#define CLIP_PUBLISHED 0.25f

struct _HxTrainer
{
  HxNetwork *network;
  HxTrainerOptions options;
  guint n_tensors;
  float **gradients; /* one a tensor, NULL for what is not trained; views on memory */
  float **first, **second;
  float *rate_factors; /* one a tensor */
  float *memory;
  HxPlan *plan;
  HxHeadPlan *head;
  float *pooled, *pooled_gradient; /* batch x F */
  float *normal_answers;           /* room for answers that the caller does not want */
  guint64 n_steps;
};

HxTrainerOptions
hx_trainer_options_default (const HxArchitecture *architecture)
{
  HxTrainerOptions options = {
    .batch = 128,
    .n_samples = 250,
    .dropout = { 0.25f, 0.5f },
    .cross_entropy_weight = 1.0f,
    .triplet_weight = 0.1f,
    .triplet_margin = 2.0f,
    .batch_norm_momentum = 0.1f,
    .beta2 = 0.99f,
    .epsilon = 1e-8f,
    .weight_decay = 1e-2f,
  };

  if (hx_backbone_is_recurrent (architecture->backbone) && architecture->head == HX_HEAD_PLAIN)
    options.clip_norm = CLIP_PUBLISHED;
  return options;
}

static gboolean
check_options (const HxTrainerOptions *options, GError **error)
{
  if (options->batch < 2 || options->batch > MAX_BATCH)
    g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "a batch of %u records cannot be trained (2 to %d can)",
                 options->batch, MAX_BATCH);
  else if (options->n_samples == 0 || options->n_samples > MAX_SAMPLES)
    g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "a crop of %u samples cannot be trained (1 to %d can)",
                 options->n_samples, MAX_SAMPLES);
  else if (!(options->dropout[0] >= 0.0f && options->dropout[0] < 1.0f && options->dropout[1] >= 0.0f
             && options->dropout[1] < 1.0f))
    g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "dropout %g and %g: both must be in [0, 1)",
                 (double)options->dropout[0], (double)options->dropout[1]);
  else if (options->precision == HX_PRECISION_BFLOAT16 && hx_kernels_bfloat16 () == NULL)
    g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                 "precision bfloat16: this processor has no products of bfloat16 (AVX512_BF16)");
  else
    return TRUE;
  return FALSE;
}

/* The heads, small beside the body, keep the network's own. */
static const HxKernels *
choose_kernels (const HxNetwork *network, const HxTrainerOptions *options)
{
  return options->precision == HX_PRECISION_BFLOAT16 ? hx_kernels_bfloat16 () : network->graph->kernels;
}

/* Gradients and moments lie in the order of the tensors, each set in one block. */
static void
allocate_state (HxTrainer *trainer)
{
  const HxTensorSet *tensors = trainer->network->tensors;
  const gsize n = tensors->n_floats;

  trainer->n_tensors = tensors->tensors->len;
  trainer->memory = hx_floats_new (3 * n);
  trainer->gradients = g_new0 (float *, trainer->n_tensors);
  trainer->first = g_new0 (float *, trainer->n_tensors);
  trainer->second = g_new0 (float *, trainer->n_tensors);
  trainer->rate_factors = g_new (float, trainer->n_tensors);
  for (guint i = 0; i < trainer->n_tensors; i++)
    {
      const HxTensor *tensor = hx_tensor_set_get (tensors, i);
      gsize place = (gsize)(tensor->data - tensors->memory);

      trainer->rate_factors[i] = 1.0f;
      if (tensor->kind != HX_TENSOR_PARAMETER)
        continue;
      trainer->gradients[i] = trainer->memory + place;
      trainer->first[i] = trainer->memory + n + place;
      trainer->second[i] = trainer->memory + 2 * n + place;
    }
}

HxTrainer *
hx_trainer_new (HxNetwork *network, const HxTrainerOptions *options, GError **error)
{
  g_autoptr (HxTrainer) trainer = NULL;

  g_return_val_if_fail (network != NULL && options != NULL, NULL);

  if (!check_options (options, error))
    return NULL;
  trainer = g_new0 (HxTrainer, 1);
  trainer->network = hx_network_ref (network);
  trainer->options = *options;
  allocate_state (trainer);
  trainer->plan =
      hx_plan_new (network->graph, choose_kernels (network, options), HX_PLAN_TRAIN, options->batch,
                   options->n_samples, trainer->gradients, options->n_threads, error);
  if (trainer->plan == NULL)
    return NULL;
  trainer->head =
      hx_head_plan_new (network->head, network->graph->kernels, options->batch, trainer->gradients);
  trainer->pooled = hx_floats_new ((gsize)options->batch * network->head->n_features);
  trainer->pooled_gradient = hx_floats_new ((gsize)options->batch * network->head->n_features);
  return g_steal_pointer (&trainer);
}

void
hx_trainer_free (HxTrainer *trainer)
{
  if (trainer == NULL)
    return;
  hx_plan_free (trainer->plan);
  hx_head_plan_free (trainer->head);
  g_aligned_free (trainer->memory);
  g_aligned_free (trainer->pooled);
  g_aligned_free (trainer->pooled_gradient);
  g_free (trainer->gradients);
  g_free (trainer->first);
  g_free (trainer->second);
  g_free (trainer->rate_factors);
  hx_network_unref (trainer->network);
  g_free (trainer);
}

static gboolean
run (HxTrainer *trainer, const HxBatch *data, const HxRandom *dropout, const HxOutputs *outputs, HxLoss *loss,
     GCancellable *cancellable)
{
  HxPlan *plan = trainer->plan;
  const guint batch = trainer->options.batch, pooled = trainer->network->pooled;
  const gsize n_crop = (gsize)trainer->options.n_samples * trainer->network->architecture.n_leads;
  const gsize F = trainer->network->head->n_features;
  const HxHeadOptions options = { { trainer->options.dropout[0], trainer->options.dropout[1] },
                                  trainer->options.cross_entropy_weight,
                                  trainer->options.reverse_weight,
                                  trainer->options.triplet_weight,
                                  trainer->options.triplet_margin,
                                  trainer->options.n_threads };
  HxHeadAnswers answers = { 0 };
  HxHeadLoss parts;

  if (outputs != NULL)
    answers = (HxHeadAnswers){ outputs->logits, outputs->fused, outputs->decoupled,
                               outputs->gate,   outputs->raw,   outputs->embedding };
  hx_plan_prepare (plan);
  for (guint i = 0; i < batch; i++)
    memcpy (hx_plan_value (plan, 0, i, 0), data->x + i * n_crop, n_crop * sizeof (float));
  if (!hx_plan_forward (plan, batch, cancellable))
    return FALSE;
  for (guint i = 0; i < batch; i++)
    memcpy (trainer->pooled + i * F, hx_plan_value (plan, pooled, i, 0), F * sizeof (float));
  if (!hx_head_plan_run (trainer->head, &options, trainer->pooled, data->y, data->weights, dropout,
                         trainer->pooled_gradient, &parts, outputs != NULL ? &answers : NULL, cancellable))
    return FALSE;
  *loss = (HxLoss){ .bce = parts.bce, .reverse = parts.reverse, .triplet = parts.triplet };
  loss->loss = (double)options.cross_entropy_weight * loss->bce
               + (double)options.reverse_weight * loss->reverse
               + (double)options.triplet_weight * loss->triplet;
  for (guint i = 0; i < batch; i++)
    memcpy (hx_plan_gradient (plan, pooled, i, 0), trainer->pooled_gradient + i * F, F * sizeof (float));
  return hx_plan_backward (plan, cancellable);
}

void
hx_norm_commit (const HxTensorSet *tensors, const HxNormTensors *norm, const double *mean,
                const double *variance, gsize n_channels, gsize n_values, float momentum)
{
  float *running_mean = hx_tensor_set_data (tensors, norm->running_mean);
  float *running_variance = hx_tensor_set_data (tensors, norm->running_variance);
  const double unbiased = (double)n_values / ((double)n_values - 1.0);

  for (gsize c = 0; c < n_channels; c++)
    {
      running_mean[c] = (float)((1.0 - momentum) * running_mean[c] + momentum * mean[c]);
      running_variance[c] =
          (float)((1.0 - momentum) * running_variance[c] + momentum * variance[c] * unbiased);
    }
  *hx_tensor_set_data (tensors, norm->counter) += 1.0f;
}

static void
commit_statistics (HxTrainer *trainer)
{
  const HxGraph *graph = trainer->network->graph;

  for (guint i = 0; i < graph->nodes->len; i++)
    {
      const HxNode *node = g_ptr_array_index (graph->nodes, i);
      const HxNormScratch *scratch = trainer->plan->scratch[i];

      if (node->layer == &hx_layer_batch_statistics)
        hx_norm_commit (trainer->network->tensors, &node->norm, scratch->batch_mean, scratch->batch_variance,
                        node->n_in, scratch->n_values, trainer->options.batch_norm_momentum);
    }
  hx_head_plan_commit_statistics (trainer->head, trainer->options.batch_norm_momentum);
}

static void
clip_gradients (HxTrainer *trainer)
{
  double squares = 0.0, factor;

  for (guint i = 0; i < trainer->n_tensors; i++)
    for (gsize j = 0;
         trainer->gradients[i] != NULL && j < hx_tensor_set_get (trainer->network->tensors, i)->n_elements;
         j++)
      squares += (double)trainer->gradients[i][j] * trainer->gradients[i][j];
  factor = trainer->options.clip_norm / (sqrt (squares) + 1e-6);
  for (guint i = 0; factor < 1.0 && i < trainer->n_tensors; i++)
    for (gsize j = 0;
         trainer->gradients[i] != NULL && j < hx_tensor_set_get (trainer->network->tensors, i)->n_elements;
         j++)
      trainer->gradients[i][j] *= (float)factor;
}

/* One AdamW step, as the tensors see it. */
typedef struct
{
  HxTrainer *trainer;
  HxAdamW step;
} Optimisation;

static void
optimise_tensor (guint index, guint worker, gpointer user_data)
{
  const Optimisation *optimisation = user_data;
  HxTrainer *trainer = optimisation->trainer;
  const HxTensor *tensor = hx_tensor_set_get (trainer->network->tensors, index);
  HxAdamW step = optimisation->step;

  if (trainer->gradients[index] == NULL || trainer->rate_factors[index] == 0.0f)
    return;
  step.learning_rate *= trainer->rate_factors[index];
  trainer->plan->kernels->adamw (tensor->n_elements, tensor->data, trainer->gradients[index],
                                 trainer->first[index], trainer->second[index], &step);
}

static void
optimise (HxTrainer *trainer, double learning_rate, double beta1)
{
  const double t = (double)++trainer->n_steps;
  Optimisation optimisation = {
    .trainer = trainer,
    .step = { .learning_rate = (float)learning_rate,
              .beta1 = (float)beta1,
              .beta2 = trainer->options.beta2,
              .correction1 = (float)(1.0 - pow (beta1, t)),
              .correction2 = (float)(1.0 - pow (trainer->options.beta2, t)),
              .epsilon = trainer->options.epsilon,
              .decay = trainer->options.weight_decay },
  };

  hx_parallel_for (trainer->n_tensors, trainer->options.n_threads, optimise_tensor, &optimisation, NULL);
}

static gboolean
cancelled (GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  return FALSE;
}

gboolean
hx_trainer_gradient (HxTrainer *trainer, const HxBatch *batch, const HxRandom *dropout,
                     const HxOutputs *outputs, HxLoss *loss, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (trainer != NULL && batch != NULL && dropout != NULL && loss != NULL, FALSE);

  if (!run (trainer, batch, dropout, outputs, loss, cancellable))
    return cancelled (error);
  commit_statistics (trainer);
  return TRUE;
}

gboolean
hx_trainer_step (HxTrainer *trainer, const HxBatch *batch, double learning_rate, double beta1,
                 const HxRandom *dropout, const HxOutputs *outputs, HxLoss *loss, GCancellable *cancellable,
                 GError **error)
{
  if (!hx_trainer_gradient (trainer, batch, dropout, outputs, loss, cancellable, error))
    return FALSE;
  if (trainer->options.clip_norm > 0.0f)
    clip_gradients (trainer);
  optimise (trainer, learning_rate, beta1);
  return TRUE;
}

const float *
hx_trainer_get_gradient (HxTrainer *trainer, guint index)
{
  g_return_val_if_fail (index < trainer->n_tensors, NULL);

  return trainer->gradients[index];
}

void
hx_trainer_set_rate_factor (HxTrainer *trainer, guint index, float factor)
{
  g_return_if_fail (index < trainer->n_tensors && factor >= 0.0f);

  trainer->rate_factors[index] = factor;
}

float *
hx_trainer_get_first_moment (HxTrainer *trainer, guint index)
{
  g_return_val_if_fail (index < trainer->n_tensors, NULL);

  return trainer->first[index];
}

float *
hx_trainer_get_second_moment (HxTrainer *trainer, guint index)
{
  g_return_val_if_fail (index < trainer->n_tensors, NULL);

  return trainer->second[index];
}

void
hx_trainer_forget_moments (HxTrainer *trainer)
{
  const gsize n = trainer->network->tensors->n_floats;

  memset (trainer->memory + n, 0, 2 * n * sizeof (float));
  trainer->n_steps = 0;
}

guint64
hx_trainer_get_n_steps (const HxTrainer *trainer)
{
  return trainer->n_steps;
}

void
hx_trainer_set_n_steps (HxTrainer *trainer, guint64 n_steps)
{
  trainer->n_steps = n_steps;
}

void
hx_trainer_set_batch_norm_momentum (HxTrainer *trainer, float momentum)
{
  trainer->options.batch_norm_momentum = momentum;
}

gsize
hx_trainer_get_n_bytes (const HxTrainer *trainer)
{
  return trainer->plan->n_bytes + hx_head_plan_get_n_bytes (trainer->head)
         + 3 * trainer->network->tensors->n_floats * sizeof (float);
}

void
hx_one_cycle (guint64 step, guint64 n_steps, double peak, double *learning_rate, double *beta1)
{
  const guint64 n_up = (guint64)((double)n_steps * 0.3);
  const gboolean up = step < n_up;
  const double t = up ? (double)step / (double)n_up : (double)(step - n_up) / (double)(n_steps - n_up);
  const double from = (cos (G_PI * t) + 1.0) / 2.0; /* 1 at the beginning of the phase, 0 at its end */
  const double low = up ? peak / 25.0 : peak / 25.0 / 1e4;

  *learning_rate = up ? peak + (low - peak) * from : low + (peak - low) * from;
  *beta1 = up ? 0.85 + (0.95 - 0.85) * from : 0.95 + (0.85 - 0.95) * from;
}
