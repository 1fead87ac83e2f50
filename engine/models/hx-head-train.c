/* hx-head-train.c: forward, loss and backward of a head
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Zhang et al., "Label decoupling strategy for 12-lead ECG classification", 2023. A label needs of the others
 * only the normalised features and its own fused logit, so one thread takes a group of labels through
 * forward, both losses and backward; the sums over groups run in group order.
 */
#include "engine/models/hx-head.h"

#include "engine/base/hx-parallel.h"
#include "engine/models/hx-head-branch.h"
#include "engine/nn/hx-triplet.h"

#include <math.h>
#include <string.h>

#define LABELS_PER_GROUP 4

/* Streams of the masks: of the fused branch, and of each label. */
#define STREAM_FUSED 1
#define STREAM_LABELS 1000

struct _HxHeadPlan
{
  const HxHeadTensors *head;
  const HxKernels *kernels;
  guint batch;
  gsize stride;      /* S: records padded */
  float **gradients; /* of each tensor */
  HxFeatures *features;
  HxBranchPlan *fused;
  HxBranchPlan **labels; /* one a label: masks and maps are forgotten, statistics kept */
  float *fused_logits;   /* L x S */
  float *fused_gradient; /* L x S */
  float *group_gradient; /* groups x (F x S): of the normalised features */
  guint n_groups;
  HxHeadLoss *label_losses; /* L */
  HxBranchScratch **group_scratch;
  gsize n_bytes;
};

HxHeadPlan *
hx_head_plan_new (const HxHeadTensors *head, const HxKernels *kernels, guint batch, float **gradients)
{
  HxHeadPlan *plan = g_new0 (HxHeadPlan, 1);
  const gsize F = head->n_features, L = head->n_labels;

  plan->head = head;
  plan->kernels = kernels;
  plan->batch = batch;
  plan->stride = hx_branch_stride (batch);
  plan->gradients = gradients;
  plan->features = hx_features_new (F, batch);
  plan->fused = hx_branch_plan_new (head->tensors, &head->fused, F, head->n_hidden, L, TRUE, batch);
  plan->fused_logits = hx_floats_new (L * plan->stride);
  plan->fused_gradient = hx_floats_new (L * plan->stride);
  plan->label_losses = g_new0 (HxHeadLoss, L);
  plan->n_groups = head->decoupled ? (L + LABELS_PER_GROUP - 1) / LABELS_PER_GROUP : 1;
  plan->group_gradient = hx_floats_new (plan->n_groups * F * plan->stride);
  plan->group_scratch = g_new0 (HxBranchScratch *, plan->n_groups + 1);
  for (guint group = 0; group < plan->n_groups; group++)
    plan->group_scratch[group] = hx_branch_scratch_new (
        kernels, F, head->decoupled ? head->n_embedding : head->n_hidden, head->decoupled ? 1 : L, batch);
  plan->group_scratch[plan->n_groups] = hx_branch_scratch_new (kernels, F, head->n_hidden, L, batch);
  plan->labels = g_new0 (HxBranchPlan *, L);
  for (guint label = 0; head->decoupled && label < L; label++)
    plan->labels[label] =
        hx_branch_plan_new (head->tensors, &head->labels[label], F, head->n_embedding, 1, FALSE, batch);
  plan->n_bytes = (plan->n_groups * 4 * F + 4 * L) * plan->stride * sizeof (float);
  return plan;
}

void
hx_head_plan_free (HxHeadPlan *plan)
{
  if (plan == NULL)
    return;
  for (guint label = 0; label < plan->head->n_labels; label++)
    hx_branch_plan_free (plan->labels[label]);
  for (guint group = 0; group <= plan->n_groups; group++)
    hx_branch_scratch_free (plan->group_scratch[group]);
  g_free (plan->labels);
  g_free (plan->group_scratch);
  hx_features_free (plan->features);
  hx_branch_plan_free (plan->fused);
  g_aligned_free (plan->fused_logits);
  g_aligned_free (plan->fused_gradient);
  g_aligned_free (plan->group_gradient);
  g_free (plan->label_losses);
  g_free (plan);
}

gsize
hx_head_plan_get_n_bytes (const HxHeadPlan *plan)
{
  return plan->n_bytes;
}

/* One pass, as the items of the parallel loop see it. */
typedef struct
{
  HxHeadPlan *plan;
  const HxHeadOptions *options;
  const float *y, *weights;
  const HxRandom *dropout;
  const HxHeadAnswers *answers;
} Pass;

static double
sigmoid (double x)
{
  return x >= 0.0 ? 1.0 / (1.0 + exp (-x)) : exp (x) / (1.0 + exp (x));
}

/* -log of what a reverse cross-entropy takes for a probability of 0. */
#define REVERSE_SURPRISE 9.210340371976182 /* -log (1e-4) */

/* Adds the losses of one logit to a label's; the derivative of their weighted sum. The reverse cross-entropy
 * asks how surprised the given label is by the answer, which bounds what a wrong label can do (Wang et al.,
 * "Symmetric cross entropy", ICCV 2019). */
static double
logit_loss (const Pass *pass, guint record, guint label, double logit, HxHeadLoss *loss)
{
  const HxHeadPlan *plan = pass->plan;
  const gsize L = plan->head->n_labels, i = record * L + label;
  const double share = 1.0 / ((double)plan->batch * (double)L);
  const double weight = share * (pass->weights != NULL ? (double)pass->weights[i] : 1.0);
  const double y = pass->y[i], p = sigmoid (logit);

  loss->bce += weight * (MAX (logit, 0.0) - logit * y + log1p (exp (-fabs (logit))));
  loss->reverse += weight * REVERSE_SURPRISE * fabs (p - y);
  return weight
         * ((double)pass->options->cross_entropy_weight * (p - y)
            + (double)pass->options->reverse_weight * REVERSE_SURPRISE * (1.0 - 2.0 * y) * p * (1.0 - p));
}

/* One record's place in a label's space, to whoever asks for it. */
static void
answer_embedding (const Pass *pass, guint record, guint label, const float *unit, const float *raw)
{
  const HxHeadPlan *plan = pass->plan;
  const gsize place = (record * plan->head->n_labels + label) * HX_EMBEDDING_MAX, D = plan->head->n_embedding;

  for (gsize d = 0; pass->answers->embedding != NULL && d < HX_EMBEDDING_MAX; d++)
    pass->answers->embedding[place + d] = d < D ? unit[d] : 0.0f;
  for (gsize d = 0; pass->answers->raw != NULL && d < HX_EMBEDDING_MAX; d++)
    pass->answers->raw[place + d] = d < D ? raw[d * plan->stride + record] : 0.0f;
}

/* The triplet loss of one label on its unit embeddings; adds its gradient by the raw ones (D x S). */
static double
label_triplet (const Pass *pass, guint label, HxBranchScratch *scratch, const float *raw, float *raw_gradient)
{
  const HxHeadPlan *plan = pass->plan;
  const gsize L = plan->head->n_labels, D = plan->head->n_embedding;
  float *unit = scratch->unit, *gradient = scratch->unit_gradient;
  double loss;

  for (guint b = 0; b < plan->batch; b++)
    {
      double norm = 0.0;

      for (gsize d = 0; d < D; d++)
        norm += (double)raw[d * plan->stride + b] * raw[d * plan->stride + b];
      norm = MAX (sqrt (norm), 1e-12);
      scratch->norms[b] = (float)norm;
      for (gsize d = 0; d < D; d++)
        unit[b * D + d] = (float)(raw[d * plan->stride + b] / norm);
      if (pass->answers != NULL)
        answer_embedding (pass, b, label, unit + b * D, raw);
    }
  loss = hx_triplet (plan->kernels, pass->y + label, pass->weights != NULL ? pass->weights + label : NULL, L,
                     unit, plan->batch, D, pass->options->triplet_margin, gradient, scratch->triplet);
  for (guint b = 0; b < plan->batch; b++)
    {
      double along = 0.0;

      for (gsize d = 0; d < D; d++)
        along += unit[b * D + d] * gradient[b * D + d];
      for (gsize d = 0; d < D; d++)
        raw_gradient[d * plan->stride + b] +=
            (float)(pass->options->triplet_weight / (double)L
                    * (gradient[b * D + d] - along * unit[b * D + d]) / scratch->norms[b]);
    }
  return loss;
}

/* The merge (gate * fused + (1 - gate) * decoupled) of one label, its cross-entropy and gradients. */
static void
merge_label (const Pass *pass, guint label, double gate, const float *decoupled, float *decoupled_gradient)
{
  HxHeadPlan *plan = pass->plan;
  const gsize L = plan->head->n_labels;
  const float *fused = plan->fused_logits + label * plan->stride;
  float *fused_gradient = plan->fused_gradient + label * plan->stride;
  HxHeadLoss *loss = &plan->label_losses[label];
  double gate_gradient = 0.0;

  for (guint b = 0; b < plan->batch; b++)
    {
      const double logit = gate * fused[b] + (1.0 - gate) * decoupled[b];
      const double derivative = logit_loss (pass, b, label, logit, loss);

      fused_gradient[b] = (float)(gate * derivative);
      decoupled_gradient[b] = (float)((1.0 - gate) * derivative);
      gate_gradient += derivative * ((double)fused[b] - decoupled[b]);
      if (pass->answers != NULL && pass->answers->logits != NULL)
        pass->answers->logits[b * L + label] = (float)logit;
      if (pass->answers != NULL && pass->answers->decoupled != NULL)
        pass->answers->decoupled[b * L + label] = decoupled[b];
    }
  gate_gradient *= gate * (1.0 - gate);
  plan->gradients[plan->head->gate.bias][label] = (float)gate_gradient;
  for (gsize j = 0; j < L; j++)
    plan->gradients[plan->head->gate.weight][label * L + j] = (float)gate_gradient;
}

static double
gate_of (const HxHeadPlan *plan, guint label)
{
  const float *weight = hx_tensor_set_data (plan->head->tensors, plan->head->gate.weight);
  double sum = hx_tensor_set_data (plan->head->tensors, plan->head->gate.bias)[label];

  for (guint j = 0; j < plan->head->n_labels; j++)
    sum += weight[label * plan->head->n_labels + j];
  return sigmoid (sum);
}

static void
run_group (guint group, guint worker, gpointer user_data)
{
  const Pass *pass = user_data;
  HxHeadPlan *plan = pass->plan;
  HxBranchScratch *scratch = plan->group_scratch[group];
  const gsize n_gradient = plan->head->n_features * plan->stride;
  const guint first = group * LABELS_PER_GROUP, last = MIN (first + LABELS_PER_GROUP, plan->head->n_labels);

  memset (plan->group_gradient + group * n_gradient, 0, n_gradient * sizeof (float));
  for (guint label = first; label < last; label++)
    {
      HxBranchPlan *branch = plan->labels[label];
      HxRandom stream = hx_random_derive (pass->dropout, STREAM_LABELS + label);

      hx_branch_forward (branch, plan->kernels, plan->features, pass->options->dropout, &stream, scratch);
      merge_label (pass, label, gate_of (plan, label), scratch->out, scratch->out_gradient);
      hx_branch_backward_second (branch, plan->kernels, plan->gradients, scratch);
      plan->label_losses[label].triplet =
          label_triplet (pass, label, scratch, scratch->hidden, scratch->hidden_gradient);
      hx_branch_backward_first (branch, plan->kernels, plan->features, plan->gradients, scratch,
                                plan->group_gradient + group * n_gradient);
    }
}

/* The fused branch forward; its logits to where the labels find them. */
static void
run_fused (const Pass *pass)
{
  HxHeadPlan *plan = pass->plan;
  HxBranchScratch *scratch = plan->group_scratch[plan->n_groups];
  HxRandom stream = hx_random_derive (pass->dropout, STREAM_FUSED);

  hx_branch_forward (plan->fused, plan->kernels, plan->features, pass->options->dropout, &stream, scratch);
  memcpy (plan->fused_logits, scratch->out, plan->head->n_labels * plan->stride * sizeof (float));
}

static void
plain_loss (const Pass *pass)
{
  HxHeadPlan *plan = pass->plan;
  const gsize L = plan->head->n_labels;

  for (guint label = 0; label < L; label++)
    {
      for (guint b = 0; b < plan->batch; b++)
        {
          const double logit = plan->fused_logits[label * plan->stride + b];

          plan->fused_gradient[label * plan->stride + b] =
              (float)logit_loss (pass, b, label, logit, &plan->label_losses[label]);
          if (pass->answers != NULL && pass->answers->logits != NULL)
            pass->answers->logits[b * L + label] = (float)logit;
        }
    }
  memset (plan->group_gradient, 0, plan->head->n_features * plan->stride * sizeof (float));
}

static void
answer_fused (const Pass *pass)
{
  const HxHeadPlan *plan = pass->plan;
  const gsize L = plan->head->n_labels;

  if (pass->answers == NULL)
    return;
  if (pass->answers->gate != NULL)
    hx_head_gate (plan->head, pass->answers->gate);
  if (pass->answers->fused != NULL)
    for (guint b = 0; b < plan->batch; b++)
      for (gsize label = 0; label < L; label++)
        pass->answers->fused[b * L + label] = plan->fused_logits[label * plan->stride + b];
}

gboolean
hx_head_plan_run (HxHeadPlan *plan, const HxHeadOptions *options, const float *pooled, const float *y,
                  const float *weights, const HxRandom *dropout, float *pooled_gradient, HxHeadLoss *loss,
                  const HxHeadAnswers *answers, GCancellable *cancellable)
{
  Pass pass = {
    .plan = plan, .options = options, .y = y, .weights = weights, .dropout = dropout, .answers = answers
  };
  HxBranchScratch *fused_scratch = plan->group_scratch[plan->n_groups];
  const gsize L = plan->head->n_labels, n_gradient = plan->head->n_features * plan->stride;

  memset (plan->label_losses, 0, L * sizeof (HxHeadLoss));
  hx_features_measure (plan->features, pooled);
  run_fused (&pass);
  if (!plan->head->decoupled)
    plain_loss (&pass);
  else
    {
      if (!hx_parallel_for (plan->n_groups, options->n_threads, run_group, &pass, cancellable))
        return FALSE;
      answer_fused (&pass);
    }
  memcpy (fused_scratch->out_gradient, plan->fused_gradient, L * plan->stride * sizeof (float));
  hx_branch_backward_second (plan->fused, plan->kernels, plan->gradients, fused_scratch);
  for (guint group = 1; group < plan->n_groups; group++)
    plan->kernels->add (n_gradient, plan->group_gradient + group * n_gradient, plan->group_gradient);
  hx_branch_backward_first (plan->fused, plan->kernels, plan->features, plan->gradients, fused_scratch,
                            plan->group_gradient);
  hx_features_gradient (plan->features, plan->group_gradient, pooled_gradient);
  *loss = (HxHeadLoss){ 0.0 };
  for (guint label = 0; label < L; label++)
    {
      loss->bce += plan->label_losses[label].bce;
      loss->reverse += plan->label_losses[label].reverse;
      loss->triplet += plan->label_losses[label].triplet / (double)L;
    }
  return TRUE;
}

void
hx_head_plan_commit_statistics (HxHeadPlan *plan, float momentum)
{
  const HxHeadTensors *head = plan->head;

  for (guint label = 0; label <= head->n_labels; label++)
    {
      gboolean is_fused = label == head->n_labels;
      const HxBranchTensors *tensors = is_fused ? &head->fused : &head->labels[label];
      const HxBranchPlan *branch = is_fused ? plan->fused : plan->labels[label];

      if (!is_fused && !head->decoupled)
        continue;
      hx_norm_commit (head->tensors, &tensors->norm[0], plan->features->mean, plan->features->variance,
                      head->n_features, plan->batch, momentum);
      hx_norm_commit (head->tensors, &tensors->norm[1], branch->mean, branch->variance, branch->n_hidden,
                      plan->batch, momentum);
    }
}
