/* hx-head-branch.h: "batch norm, dropout, linear" twice, in training
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Feature before record: arrays are (features, S), S the padded batch. B records, F features, H hidden
 * units (of a label: its embedding), O outputs. Lanes beyond B hold no meaning and enter no sum.
 */
#pragma once

#include "engine/models/hx-head.h"

G_BEGIN_DECLS

/** Records padded to whole vectors. */
gsize hx_branch_stride (guint batch);

/** The pooled features under their batch statistics, shared by all branches. */
typedef struct
{
  gsize n_features, stride;
  guint batch;
  float *normal;                        /* F x S: zero mean, unit variance */
  double *mean, *variance, *inverse_sd; /* F; variance biased */
} HxFeatures;

HxFeatures *hx_features_new (gsize n_features, guint batch);
void hx_features_free (HxFeatures *features);
/** @pooled: B x F */
void hx_features_measure (HxFeatures *features, const float *pooled);
/** From @by_normal (F x S), the gradient of @normal, to @gradient (B x F), that of the pooled features. */
void hx_features_gradient (const HxFeatures *features, const float *by_normal, float *gradient);

/** What a branch keeps from a pass: the statistics of its second batch norm. */
typedef struct
{
  const HxTensorSet *set;
  const HxBranchTensors *tensors;
  gsize n_features, n_hidden, n_out;
  gboolean relu; /* after the first linear map */
  guint batch;
  gsize stride;
  double *mean, *variance; /* H; variance biased */
} HxBranchPlan;

HxBranchPlan *hx_branch_plan_new (const HxTensorSet *set, const HxBranchTensors *tensors, gsize n_features,
                                  gsize n_hidden, gsize n_out, gboolean relu, guint batch);
void hx_branch_plan_free (HxBranchPlan *plan);

/** Memory of one branch between forward and backward; branches that run one after another share it. */
typedef struct
{
  float *mask, *masked;            /* F x S: dropout factors; normalised, scaled, shifted, dropped features */
  float *hidden, *hidden_gradient; /* H x S: before the second batch norm */
  float *active;                   /* H x S: after ReLU; the same as hidden without */
  float *normal;                   /* H x S: under the second batch norm's statistics */
  float *second_mask, *second;     /* H x S: factors; what the second linear map reads */
  float *out, *out_gradient;       /* O x S */
  float *feature_gradient;         /* F x S */
  float *weight_gradient;          /* F x H */
  float *packed;                   /* the largest right matrix */
  float *unit, *unit_gradient, *norms; /* B x D, B x D, B */
  gpointer triplet;
  float *memory;
} HxBranchScratch;

HxBranchScratch *hx_branch_scratch_new (const HxKernels *kernels, gsize n_features, gsize n_hidden,
                                        gsize n_out, guint batch);
void hx_branch_scratch_free (HxBranchScratch *scratch);

/** Fills scratch->out. */
void hx_branch_forward (HxBranchPlan *plan, const HxKernels *kernels, const HxFeatures *features,
                        const float dropout[2], HxRandom *stream, HxBranchScratch *scratch);
/** From out_gradient to hidden_gradient and the second step's parameter gradients. */
void hx_branch_backward_second (const HxBranchPlan *plan, const HxKernels *kernels, float **gradients,
                                HxBranchScratch *scratch);
/** From hidden_gradient to the first step's parameter gradients; adds to @by_normal (F x S). */
void hx_branch_backward_first (const HxBranchPlan *plan, const HxKernels *kernels, const HxFeatures *features,
                               float **gradients, HxBranchScratch *scratch, float *by_normal);

G_END_DECLS
