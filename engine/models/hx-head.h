/* hx-head.h: the plain and the decoupled head
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * B records, F pooled features, L labels, H hidden units, D dimensions of an embedding. Embeddings
 * that are handed out have HX_EMBEDDING_MAX places each, zeros behind the first D.
 * In training everything is feature before record, (F, S), S >= B the padded batch: the same
 * statistics of the features serve every label, and the loops over records are contiguous.
 */
#pragma once

#include "engine/base/hx-random.h"
#include "engine/base/hx-statement.h"
#include "engine/kernels/hx-kernels.h"
#include "engine/nn/hx-tensor.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HX_EMBEDDING_PUBLISHED 8
#define HX_HIDDEN_PUBLISHED 128

/** Indices of the tensors of "batch norm, dropout, linear" twice. */
typedef struct
{
  HxNormTensors norm[2];
  HxLinearTensors linear[2];
} HxBranchTensors;

/** A head's tensors. */
typedef struct
{
  gboolean decoupled;
  guint n_features, n_labels, n_hidden, n_embedding;
  HxBranchTensors fused;   /* F -> H -> L */
  HxBranchTensors *labels; /* L of them, F -> D -> 1; NULL for a plain head */
  HxLinearTensors gate;    /* aggre.rse.0 */
  HxTensorSet *tensors;    /* not owned */
} HxHeadTensors;

/**
 * hx_head_tensors_new:
 * @prefix: module of the head, "3"; @first: place of its first layer after pooling there, 2
 */
HxHeadTensors *hx_head_tensors_new (HxTensorSet *tensors, gboolean decoupled, const char *prefix, guint first,
                                    guint n_features, guint n_labels, guint n_hidden, guint n_embedding);
void hx_head_tensors_free (HxHeadTensors *head);

/* --- prediction --------------------------------------------------------------- */

/** The head with its batch norms folded into its linear maps. Immutable, shared between threads. */
typedef struct _HxFoldedHead HxFoldedHead;

HxFoldedHead *hx_folded_head_new (const HxHeadTensors *head, const HxKernels *kernels);
void hx_folded_head_free (HxFoldedHead *folded);
/** Floats of scratch for @n records. */
gsize hx_folded_head_scratch (const HxFoldedHead *folded, guint n);
/**
 * hx_folded_head_run:
 * @pooled: n x F; @logits, @fused, @decoupled: n x L; @raw: n x L x D (those but @logits NULL for a plain
 * head)
 *
 * @scratch begins with the n x H hidden activations afterwards.
 */
void hx_folded_head_run (const HxFoldedHead *folded, const float *pooled, guint n, float *scratch,
                         float *logits, float *fused, float *decoupled, float *raw);
/** Row @out of a linear map with the batch norm before it folded in: @n_in numbers into @weight. Returns: its
 * bias */
double hx_head_fold_row (const HxTensorSet *tensors, const HxNormTensors *norm, const HxLinearTensors *linear,
                         gsize n_in, gsize out, float *weight);
/** The gate of each label, L values. */
void hx_head_gate (const HxHeadTensors *head, float *gate);

/* --- training ----------------------------------------------------------------- */

/** Numbers of the loss; see HxTrainerOptions. */
typedef struct
{
  float dropout[2];
  float cross_entropy_weight, reverse_weight, triplet_weight, triplet_margin;
  guint n_threads;
} HxHeadOptions;

/** The parts of a loss, each without its weight. */
typedef struct
{
  double bce, reverse, triplet;
} HxHeadLoss;

/** Memory of a head for one batch. */
typedef struct _HxHeadPlan HxHeadPlan;

HxHeadPlan *hx_head_plan_new (const HxHeadTensors *head, const HxKernels *kernels, guint batch,
                              float **gradients);
void hx_head_plan_free (HxHeadPlan *plan);
gsize hx_head_plan_get_n_bytes (const HxHeadPlan *plan);

/** Where the answers of the training pass are; any pointer may be NULL. Shapes as in HxOutputs. */
typedef struct
{
  float *logits, *fused, *decoupled, *gate, *raw, *embedding;
} HxHeadAnswers;

/**
 * hx_head_plan_run:
 * @pooled: batch x F; @y: batch x L; @weights: (nullable): batch x L; @dropout: stream of the step
 * @pooled_gradient: batch x F, overwritten
 *
 * Forward, loss and backward. FALSE if cancelled.
 */
gboolean hx_head_plan_run (HxHeadPlan *plan, const HxHeadOptions *options, const float *pooled,
                           const float *y, const float *weights, const HxRandom *dropout,
                           float *pooled_gradient, HxHeadLoss *loss, const HxHeadAnswers *answers,
                           GCancellable *cancellable);

/** Moves the running statistics of every batch norm of the head towards the last pass's by @momentum. */
void hx_head_plan_commit_statistics (HxHeadPlan *plan, float momentum);

/** One batch norm's running statistics: @variance biased, of @n_values values. */
void hx_norm_commit (const HxTensorSet *tensors, const HxNormTensors *norm, const double *mean,
                     const double *variance, gsize n_channels, gsize n_values, float momentum);

G_END_DECLS
