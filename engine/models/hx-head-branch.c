/* hx-head-branch.c: "batch norm, dropout, linear" twice, in training
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-head-branch.h"

#include "engine/nn/hx-layers.h"
#include "engine/nn/hx-triplet.h"

#include <math.h>
#include <string.h>

#define LANE 32 /* two vectors of the widest kind, which masked_map() takes at once */

gsize
hx_branch_stride (guint batch)
{
  return (batch + LANE - 1) / LANE * LANE;
}

/* Mean, biased variance and 1 / sqrt (variance + eps) of n values; writes the normalised ones. */
static void
normalise (const float *x, gsize n, float *normal, double *mean, double *variance, double *inverse_sd)
{
  double sum = 0.0, squares = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += x[i];
  *mean = sum / (double)n;
  for (gsize i = 0; i < n; i++)
    squares += (x[i] - *mean) * (x[i] - *mean);
  *variance = squares / (double)n;
  *inverse_sd = 1.0 / sqrt (*variance + HX_BATCH_NORM_EPSILON);
  for (gsize i = 0; i < n; i++)
    normal[i] = (float)((x[i] - *mean) * *inverse_sd);
}

/* --- features ------------------------------------------------------------------ */

HxFeatures *
hx_features_new (gsize n_features, guint batch)
{
  HxFeatures *features = g_new0 (HxFeatures, 1);

  features->n_features = n_features;
  features->batch = batch;
  features->stride = hx_branch_stride (batch);
  features->normal = hx_floats_new (n_features * features->stride);
  features->mean = g_new0 (double, n_features);
  features->variance = g_new0 (double, n_features);
  features->inverse_sd = g_new0 (double, n_features);
  return features;
}

void
hx_features_free (HxFeatures *features)
{
  if (features == NULL)
    return;
  g_aligned_free (features->normal);
  g_free (features->mean);
  g_free (features->variance);
  g_free (features->inverse_sd);
  g_free (features);
}

void
hx_features_measure (HxFeatures *features, const float *pooled)
{
  for (gsize f = 0; f < features->n_features; f++)
    {
      float *row = features->normal + f * features->stride;

      for (guint b = 0; b < features->batch; b++)
        row[b] = pooled[b * features->n_features + f];
      normalise (row, features->batch, row, &features->mean[f], &features->variance[f],
                 &features->inverse_sd[f]);
    }
}

void
hx_features_gradient (const HxFeatures *features, const float *by_normal, float *gradient)
{
  for (gsize f = 0; f < features->n_features; f++)
    {
      const float *g = by_normal + f * features->stride;
      const float *normal = features->normal + f * features->stride;
      double mean = 0.0, mean_normal = 0.0;

      for (guint b = 0; b < features->batch; b++)
        {
          mean += g[b];
          mean_normal += (double)g[b] * normal[b];
        }
      mean /= features->batch;
      mean_normal /= features->batch;
      for (guint b = 0; b < features->batch; b++)
        gradient[b * features->n_features + f] =
            (float)(features->inverse_sd[f] * (g[b] - mean - normal[b] * mean_normal));
    }
}

/* --- a branch -------------------------------------------------------------------- */

HxBranchPlan *
hx_branch_plan_new (const HxTensorSet *set, const HxBranchTensors *tensors, gsize n_features, gsize n_hidden,
                    gsize n_out, gboolean relu, guint batch)
{
  HxBranchPlan *plan = g_new0 (HxBranchPlan, 1);

  plan->set = set;
  plan->tensors = tensors;
  plan->n_features = n_features;
  plan->n_hidden = n_hidden;
  plan->n_out = n_out;
  plan->relu = relu;
  plan->batch = batch;
  plan->stride = hx_branch_stride (batch);
  plan->mean = g_new0 (double, n_hidden);
  plan->variance = g_new0 (double, n_hidden);
  return plan;
}

void
hx_branch_plan_free (HxBranchPlan *plan)
{
  if (plan == NULL)
    return;
  g_free (plan->mean);
  g_free (plan->variance);
  g_free (plan);
}

HxBranchScratch *
hx_branch_scratch_new (const HxKernels *kernels, gsize F, gsize H, gsize O, guint batch)
{
  HxBranchScratch *scratch = g_new0 (HxBranchScratch, 1);
  const gsize S = hx_branch_stride (batch), B = batch;
  const gsize n_packed =
      MAX (MAX (kernels->packed_size (F, S), kernels->packed_size (H, S)),
           MAX (MAX (kernels->packed_size (O, S), kernels->packed_size (S, H)), kernels->packed_size (S, O)));
  float *place;

  place = scratch->memory = hx_floats_new (3 * F * S + 7 * H * S + 2 * O * S + MAX (F, O) * H + n_packed
                                           + 2 * B * HX_EMBEDDING_MAX + B);
#define TAKE(field, n) scratch->field = place, place += (n)
  TAKE (packed, n_packed);
  TAKE (mask, F * S);
  TAKE (masked, F * S);
  TAKE (feature_gradient, F * S);
  TAKE (hidden, H * S);
  TAKE (hidden_gradient, H * S);
  TAKE (active, H * S);
  TAKE (normal, H * S);
  TAKE (second_mask, H * S);
  TAKE (second, 2 * H * S);
  TAKE (out, O * S);
  TAKE (out_gradient, O * S);
  TAKE (weight_gradient, MAX (F, O) * H);
  TAKE (unit, B * HX_EMBEDDING_MAX);
  TAKE (unit_gradient, B * HX_EMBEDDING_MAX);
  TAKE (norms, B);
#undef TAKE
  scratch->triplet = g_malloc0 (hx_triplet_scratch_size (batch, HX_EMBEDDING_MAX));
  return scratch;
}

void
hx_branch_scratch_free (HxBranchScratch *scratch)
{
  if (scratch == NULL)
    return;
  g_aligned_free (scratch->memory);
  g_free (scratch->triplet);
  g_free (scratch);
}

static const float *
data_of (const HxBranchPlan *plan, guint tensor)
{
  return hx_tensor_set_data (plan->set, tensor);
}

static void
draw_mask (const HxKernels *kernels, HxRandom *stream, guint64 key, float probability, gsize n, float *mask)
{
  HxRandom own = hx_random_derive (stream, key);

  kernels->dropout (own.state, n, (guint32)lroundf (probability * 65536.0f), 1.0f / (1.0f - probability),
                    mask);
}

/* y (n_out x S) = weight (n_out x n_in) x (n_in x S) + bias */
static void
linear (const HxBranchPlan *plan, const HxKernels *kernels, guint step, gsize n_in, gsize n_out,
        const float *x, float *packed, float *y)
{
  const float *weight = data_of (plan, plan->tensors->linear[step].weight);
  const float *bias = data_of (plan, plan->tensors->linear[step].bias);
  const gsize S = plan->stride;

  for (gsize o = 0; o < n_out; o++)
    for (gsize b = 0; b < S; b++)
      y[o * S + b] = bias[o];
  kernels->pack (n_in, S, x, S, 1, packed);
  kernels->product (n_out, S, n_in, weight, n_in, 1, packed, y, S, TRUE);
}

/* A label's map has so few outputs that what it reads is not worth writing down. */
static gboolean
is_narrow (const HxBranchPlan *plan)
{
  return plan->n_hidden <= HX_EMBEDDING_MAX;
}

static HxMaskedMap
first_map (const HxBranchPlan *plan, const HxFeatures *features, const HxBranchScratch *s)
{
  return (HxMaskedMap){ .rows = plan->n_features,
                        .stride = plan->stride,
                        .n_out = plan->n_hidden,
                        .normal = features->normal,
                        .mask = s->mask,
                        .scale = data_of (plan, plan->tensors->norm[0].weight),
                        .shift = data_of (plan, plan->tensors->norm[0].bias),
                        .weight = data_of (plan, plan->tensors->linear[0].weight),
                        .weight_row = plan->n_features };
}

static void
first_linear (const HxBranchPlan *plan, const HxKernels *kernels, const HxFeatures *features,
              HxBranchScratch *s)
{
  const HxMaskedMap map = first_map (plan, features, s);
  const float *bias = data_of (plan, plan->tensors->linear[0].bias);
  const gsize S = plan->stride;

  if (is_narrow (plan))
    {
      for (gsize i = 0; i < plan->n_hidden * S; i++)
        s->hidden[i] = bias[i / S];
      kernels->masked_map (&map, s->hidden);
      return;
    }
  for (gsize f = 0; f < plan->n_features; f++)
    for (gsize i = f * S; i < (f + 1) * S; i++)
      s->masked[i] = s->mask[i] * (features->normal[i] * map.scale[f] + map.shift[f]);
  linear (plan, kernels, 0, plan->n_features, plan->n_hidden, s->masked, s->packed, s->hidden);
}

void
hx_branch_forward (HxBranchPlan *plan, const HxKernels *kernels, const HxFeatures *features,
                   const float dropout[2], HxRandom *stream, HxBranchScratch *s)
{
  const gsize S = plan->stride, F = plan->n_features, H = plan->n_hidden;
  const float *scale = data_of (plan, plan->tensors->norm[1].weight);
  const float *shift = data_of (plan, plan->tensors->norm[1].bias);

  draw_mask (kernels, stream, 0, dropout[0], F * S, s->mask);
  first_linear (plan, kernels, features, s);
  draw_mask (kernels, stream, 1, dropout[1], H * S, s->second_mask);
  for (gsize h = 0; h < H; h++)
    {
      double inverse_sd;

      for (gsize i = h * S; i < (h + 1) * S; i++)
        s->active[i] = plan->relu ? MAX (s->hidden[i], 0.0f) : s->hidden[i];
      normalise (s->active + h * S, plan->batch, s->normal + h * S, &plan->mean[h], &plan->variance[h],
                 &inverse_sd);
      for (gsize i = h * S; i < (h + 1) * S; i++)
        s->second[i] = s->second_mask[i] * (s->normal[i] * scale[h] + shift[h]);
    }
  linear (plan, kernels, 1, H, plan->n_out, s->second, s->packed, s->out);
}

/* Of one linear map, from dy (n_out x S). */
static void
bias_gradient (const HxBranchPlan *plan, guint step, gsize n_out, const float *dy, float **gradients)
{
  float *bias = gradients[plan->tensors->linear[step].bias];

  for (gsize o = 0; o < n_out; o++)
    {
      double sum = 0.0;

      for (guint b = 0; b < plan->batch; b++)
        sum += dy[o * plan->stride + b];
      bias[o] = (float)sum;
    }
}

/* Gradients of one linear map's weight (n_out x n_in) and bias, from x (n_in x S) and dy (n_out x S). */
static void
linear_gradients (const HxBranchPlan *plan, const HxKernels *kernels, guint step, gsize n_in, gsize n_out,
                  const float *x, const float *dy, float **gradients, HxBranchScratch *s)
{
  const gsize S = plan->stride;
  float *weight = gradients[plan->tensors->linear[step].weight];
  float *transposed = s->weight_gradient;

  kernels->pack (plan->batch, n_out, dy, 1, S, s->packed);
  kernels->product (n_in, n_out, plan->batch, x, S, 1, s->packed, transposed, n_out, FALSE);
  for (gsize o = 0; o < n_out; o++)
    for (gsize i = 0; i < n_in; i++)
      weight[o * n_in + i] = transposed[i * n_out + o];
  bias_gradient (plan, step, n_out, dy, gradients);
}

/* dx (n_in x S) = transposed weight (n_in x n_out) dy (n_out x S) */
static void
linear_backward (const HxBranchPlan *plan, const HxKernels *kernels, guint step, gsize n_in, gsize n_out,
                 const float *dy, float *packed, float *dx)
{
  kernels->pack (n_out, plan->stride, dy, plan->stride, 1, packed);
  kernels->product (n_in, plan->stride, n_out, data_of (plan, plan->tensors->linear[step].weight), 1, n_in,
                    packed, dx, plan->stride, FALSE);
}

void
hx_branch_backward_second (const HxBranchPlan *plan, const HxKernels *kernels, float **gradients,
                           HxBranchScratch *s)
{
  const gsize S = plan->stride, H = plan->n_hidden;
  const float *scale = data_of (plan, plan->tensors->norm[1].weight);

  /* Lanes beyond the batch carry whatever came out of the forward pass: no gradient. */
  for (gsize o = 0; o < plan->n_out; o++)
    memset (s->out_gradient + o * S + plan->batch, 0, (S - plan->batch) * sizeof (float));
  linear_gradients (plan, kernels, 1, H, plan->n_out, s->second, s->out_gradient, gradients, s);
  linear_backward (plan, kernels, 1, H, plan->n_out, s->out_gradient, s->packed, s->hidden_gradient);
  for (gsize h = 0; h < H; h++)
    {
      float *g = s->hidden_gradient + h * S;
      const float *normal = s->normal + h * S;
      const double inverse_sd = 1.0 / sqrt (plan->variance[h] + HX_BATCH_NORM_EPSILON);
      double sum = 0.0, sum_normal = 0.0;

      for (guint b = 0; b < plan->batch; b++)
        {
          g[b] *= s->second_mask[h * S + b];
          sum += g[b];
          sum_normal += (double)g[b] * normal[b];
        }
      gradients[plan->tensors->norm[1].bias][h] = (float)sum;
      gradients[plan->tensors->norm[1].weight][h] = (float)sum_normal;
      sum /= plan->batch;
      sum_normal /= plan->batch;
      for (guint b = 0; b < plan->batch; b++)
        {
          g[b] = (float)(scale[h] * inverse_sd * (g[b] - sum - normal[b] * sum_normal));
          if (plan->relu && s->hidden[h * S + b] <= 0.0f)
            g[b] = 0.0f;
        }
      memset (g + plan->batch, 0, (S - plan->batch) * sizeof (float));
    }
}

void
hx_branch_backward_first (const HxBranchPlan *plan, const HxKernels *kernels, const HxFeatures *features,
                          float **gradients, HxBranchScratch *s, float *by_normal)
{
  const gsize S = plan->stride, F = plan->n_features;
  const float *scale = data_of (plan, plan->tensors->norm[0].weight);

  if (is_narrow (plan))
    {
      const HxMaskedMap map = first_map (plan, features, s);

      bias_gradient (plan, 0, plan->n_hidden, s->hidden_gradient, gradients);
      kernels->masked_map_gradient (&map, s->hidden_gradient, gradients[plan->tensors->linear[0].weight],
                                    gradients[plan->tensors->norm[0].bias],
                                    gradients[plan->tensors->norm[0].weight], by_normal);
      return;
    }
  linear_gradients (plan, kernels, 0, F, plan->n_hidden, s->masked, s->hidden_gradient, gradients, s);
  linear_backward (plan, kernels, 0, F, plan->n_hidden, s->hidden_gradient, s->packed, s->feature_gradient);
  for (gsize f = 0; f < F; f++)
    {
      double sum = 0.0, sum_normal = 0.0;

      for (gsize i = f * S; i < f * S + plan->batch; i++)
        {
          float g = s->feature_gradient[i] * s->mask[i];

          sum += g;
          sum_normal += (double)g * features->normal[i];
          by_normal[i] += g * scale[f];
        }
      gradients[plan->tensors->norm[0].bias][f] = (float)sum;
      gradients[plan->tensors->norm[0].weight][f] = (float)sum_normal;
    }
}
