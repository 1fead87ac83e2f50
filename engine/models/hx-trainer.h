/* hx-trainer.h: optimiser steps on a network
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/hx-network.h"

G_BEGIN_DECLS

/** What the products of convolutions and recurrent layers multiply while training; sums, weights, the heads
 * and all else are float32, and so is every prediction. */
typedef enum
{
  HX_PRECISION_FLOAT32,
  HX_PRECISION_BFLOAT16, /* on processors with AVX512_BF16 */
} HxPrecision;

/**
 * HxTrainerOptions:
 * @batch: records a step, >= 2
 * @n_samples: length of a crop
 * @n_threads: 0 for all processors; results do not depend on it
 */
typedef struct
{
  guint batch;
  guint n_samples;
  guint n_threads;
  float dropout[2];                   /* 0.25 before the first linear map, 0.5 before the second */
  float cross_entropy_weight;         /* alpha, 1 */
  float reverse_weight;               /* beta of the reverse cross-entropy, 0 */
  float triplet_weight;               /* gamma, 0.1 */
  float triplet_margin;               /* 2 */
  float batch_norm_momentum;          /* 0.1 */
  float beta2, epsilon, weight_decay; /* 0.99, 1e-8, 1e-2 */
  float clip_norm;                    /* global gradient norm at most this; 0: off */
  HxPrecision precision;              /* float32 */
} HxTrainerOptions;

/** The recipe's values for @architecture. */
HxTrainerOptions hx_trainer_options_default (const HxArchitecture *architecture);

typedef struct
{
  double loss; /* alpha * bce + beta * reverse + gamma * triplet */
  double bce;
  double reverse; /* reverse cross-entropy, log 0 taken as log 1e-4 (Wang et al., ICCV 2019) */
  double triplet; /* mean over labels; 0 for a plain head */
} HxLoss;

/**
 * HxTrainer:
 *
 * One memory plan for a network and a batch size, made once; a step allocates nothing.
 * The batch is cut into shards whose number depends on the batch alone, and sums over
 * shards run in shard order, so results have the same bits for any number of threads.
 * Used by one thread at a time.
 */
typedef struct _HxTrainer HxTrainer;

HxTrainer *hx_trainer_new (HxNetwork *network, const HxTrainerOptions *options, GError **error);
void hx_trainer_free (HxTrainer *trainer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxTrainer, hx_trainer_free)

/**
 * HxBatch:
 * @x: batch x n_samples x n_leads, standardised, time before lead
 * @y: batch x n_labels, 0 or 1
 * @weights: (nullable): batch x n_labels, >= 0: how much each record counts for each label, in the
 *   cross-entropies as a factor, in the triplet loss for the pairs that it is in
 */
typedef struct
{
  const float *x, *y, *weights;
} HxBatch;

/**
 * hx_trainer_step:
 * @outputs: (nullable): gets the training-mode answers from before the step
 * @learning_rate: @beta1: of this step, see hx_one_cycle()
 * @dropout: the step's stream; every label derives its own masks from it
 *
 * Forward in training mode, loss, backward, clipping, one AdamW step (Loshchilov and Hutter,
 * decay on every parameter). Fails only when cancelled; then no parameter, statistic or
 * moment has changed.
 */
gboolean hx_trainer_step (HxTrainer *trainer, const HxBatch *batch, double learning_rate, double beta1,
                          const HxRandom *dropout, const HxOutputs *outputs, HxLoss *loss,
                          GCancellable *cancellable, GError **error);

/**
 * hx_trainer_gradient:
 *
 * Forward and backward only: gradients and, by the batch-norm momentum, running statistics
 * change; parameters do not. @outputs (nullable) gets the training-mode answers.
 */
gboolean hx_trainer_gradient (HxTrainer *trainer, const HxBatch *batch, const HxRandom *dropout,
                              const HxOutputs *outputs, HxLoss *loss, GCancellable *cancellable,
                              GError **error);

/** Learning rate and decay of the tensor @index from now on, as a share of the step's; 0 leaves it, and its
 * moments, as they are. */
void hx_trainer_set_rate_factor (HxTrainer *trainer, guint index, float factor);

/** Gradient of the tensor @index of the network, same shape; NULL for what is not a parameter. */
const float *hx_trainer_get_gradient (HxTrainer *trainer, guint index);

/** First and second moment of the tensor @index; NULL for what is not a parameter. May be written to resume.
 */
float *hx_trainer_get_first_moment (HxTrainer *trainer, guint index);
float *hx_trainer_get_second_moment (HxTrainer *trainer, guint index);

/** Forgets both moments and the steps taken: the next one begins a schedule of its own. */
void hx_trainer_forget_moments (HxTrainer *trainer);

/** Optimiser steps taken so far; set it together with the moments to resume. */
guint64 hx_trainer_get_n_steps (const HxTrainer *trainer);
void hx_trainer_set_n_steps (HxTrainer *trainer, guint64 n_steps);
void hx_trainer_set_batch_norm_momentum (HxTrainer *trainer, float momentum);

/** Bytes of the plan. */
gsize hx_trainer_get_n_bytes (const HxTrainer *trainer);

/**
 * hx_one_cycle:
 * @step: 0 .. n_steps - 1
 * @peak: largest learning rate
 *
 * Cosine up from peak / 25 over the first 30 % of steps and down to peak / 250,000, beta1 from
 * 0.95 to 0.85 and back (Smith and Topin, 2018; fastai's form).
 */
void hx_one_cycle (guint64 step, guint64 n_steps, double peak, double *learning_rate, double *beta1);

G_END_DECLS
