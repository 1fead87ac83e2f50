/* hx-head.c: a head's tensors, and prediction with its batch norms folded
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-head.h"

#include "engine/nn/hx-layers.h"

#include <math.h>
#include <string.h>

/* --- tensors, in the order of the reference's state dict ------------------------ */

static void
add_branch_step (HxTensorSet *tensors, HxBranchTensors *branch, guint step, const char *norm,
                 const char *linear, gsize n_in, gsize n_out)
{
  branch->norm[step] = hx_tensor_set_add_norm (tensors, norm, n_in);
  branch->linear[step] = hx_tensor_set_add_linear (tensors, HX_TENSOR_PARAMETER, linear, n_in, n_out);
}

static void
add_decoupled (HxHeadTensors *head, const char *module)
{
  const guint L = head->n_labels, reduced = L / MAX (L / 2, 1);
  const gsize sizes[3] = { head->n_features, head->n_embedding, 1 };
  const gsize fused_sizes[3] = { head->n_features, head->n_hidden, L };
  g_autofree char *first = g_strdup_printf ("%s.aggre.se.0", module);
  g_autofree char *second = g_strdup_printf ("%s.aggre.se.2", module);
  g_autofree char *gate = g_strdup_printf ("%s.aggre.rse.0", module);

  head->labels = g_new0 (HxBranchTensors, L);
  for (guint label = 0; label < L; label++)
    for (guint step = 0; step < 2; step++)
      {
        g_autofree char *norm = g_strdup_printf ("%s.baskets.%u.%u.0", module, label, step);
        g_autofree char *linear = g_strdup_printf ("%s.baskets.%u.%u.2", module, label, step);

        add_branch_step (head->tensors, &head->labels[label], step, norm, linear, sizes[step],
                         sizes[step + 1]);
      }
  for (guint step = 0; step < 2; step++)
    {
      g_autofree char *norm = g_strdup_printf ("%s.em_basket.%u.0", module, step);
      g_autofree char *linear = g_strdup_printf ("%s.em_basket.%u.2", module, step);

      add_branch_step (head->tensors, &head->fused, step, norm, linear, fused_sizes[step],
                       fused_sizes[step + 1]);
    }
  hx_tensor_set_add_linear (head->tensors, HX_TENSOR_CARRIED, first, L, reduced);
  hx_tensor_set_add_linear (head->tensors, HX_TENSOR_CARRIED, second, reduced, L);
  head->gate = hx_tensor_set_add_linear (head->tensors, HX_TENSOR_PARAMETER, gate, L, L);
}

HxHeadTensors *
hx_head_tensors_new (HxTensorSet *tensors, gboolean decoupled, const char *prefix, guint first,
                     guint n_features, guint n_labels, guint n_hidden, guint n_embedding)
{
  HxHeadTensors *head = g_new0 (HxHeadTensors, 1);

  head->decoupled = decoupled;
  head->n_features = n_features;
  head->n_labels = n_labels;
  head->n_hidden = n_hidden;
  head->n_embedding = n_embedding;
  head->tensors = tensors;
  if (decoupled)
    {
      g_autofree char *module = g_strdup_printf ("%s.%u", prefix, first);

      add_decoupled (head, module);
    }
  else
    for (guint step = 0; step < 2; step++)
      {
        /* Batch norm, dropout, linear, ReLU; batch norm, dropout, linear. */
        g_autofree char *norm = g_strdup_printf ("%s.%u", prefix, first + 4 * step);
        g_autofree char *linear = g_strdup_printf ("%s.%u", prefix, first + 4 * step + 2);

        add_branch_step (tensors, &head->fused, step, norm, linear, step == 0 ? n_features : n_hidden,
                         step == 0 ? n_hidden : n_labels);
      }
  return head;
}

void
hx_head_tensors_free (HxHeadTensors *head)
{
  if (head == NULL)
    return;
  g_free (head->labels);
  g_free (head);
}

void
hx_head_gate (const HxHeadTensors *head, float *gate)
{
  const float *weight = hx_tensor_set_data (head->tensors, head->gate.weight);
  const float *bias = hx_tensor_set_data (head->tensors, head->gate.bias);

  for (guint l = 0; l < head->n_labels; l++)
    {
      double sum = bias[l];

      for (guint j = 0; j < head->n_labels; j++)
        sum += weight[l * head->n_labels + j];
      gate[l] = (float)(1.0 / (1.0 + exp (-sum)));
    }
}

/* --- prediction --------------------------------------------------------------- */

/* A linear map behind a batch norm in evaluation is one linear map. */
typedef struct
{
  gsize n_in, n_out;
  float *packed; /* (n_in, n_out) */
  float *bias;   /* n_out */
} FoldedMap;

struct _HxFoldedHead
{
  const HxKernels *kernels;
  gboolean decoupled;
  guint n_features, n_labels, n_embedding;
  FoldedMap fused[2];
  FoldedMap embeddings; /* F -> L * D */
  float *decide;        /* L x D: from the raw embedding to the decoupled logit */
  float *decide_bias;   /* L */
  float *gate;          /* L */
};

double
hx_head_fold_row (const HxTensorSet *tensors, const HxNormTensors *norm, const HxLinearTensors *linear,
                  gsize n_in, gsize out, float *weight)
{
  const float *w = hx_tensor_set_data (tensors, linear->weight) + out * n_in;
  const float *scale = hx_tensor_set_data (tensors, norm->weight);
  const float *shift = hx_tensor_set_data (tensors, norm->bias);
  const float *mean = hx_tensor_set_data (tensors, norm->running_mean);
  const float *variance = hx_tensor_set_data (tensors, norm->running_variance);
  double bias = hx_tensor_set_data (tensors, linear->bias)[out];

  for (gsize i = 0; i < n_in; i++)
    {
      double factor = scale[i] / sqrt (variance[i] + HX_BATCH_NORM_EPSILON);

      weight[i] = (float)(w[i] * factor);
      bias += w[i] * (shift[i] - mean[i] * factor);
    }
  return bias;
}

static void
pack_map (FoldedMap *map, const HxKernels *kernels, const float *rows)
{
  map->packed = hx_floats_new (kernels->packed_size (map->n_in, map->n_out));
  kernels->pack (map->n_in, map->n_out, rows, 1, map->n_in, map->packed);
}

static void
fold_fused (HxFoldedHead *folded, const HxHeadTensors *head, guint step)
{
  FoldedMap *map = &folded->fused[step];
  g_autofree float *rows = NULL;

  map->n_in = step == 0 ? head->n_features : head->n_hidden;
  map->n_out = step == 0 ? head->n_hidden : head->n_labels;
  map->bias = hx_floats_new (map->n_out);
  rows = g_new (float, map->n_in * map->n_out);
  for (gsize out = 0; out < map->n_out; out++)
    map->bias[out] =
        (float)hx_head_fold_row (head->tensors, &head->fused.norm[step], &head->fused.linear[step], map->n_in,
                                 out, rows + out * map->n_in);
  pack_map (map, folded->kernels, rows);
}

static void
fold_labels (HxFoldedHead *folded, const HxHeadTensors *head)
{
  FoldedMap *map = &folded->embeddings;
  g_autofree float *rows = NULL;

  map->n_in = head->n_features;
  map->n_out = head->n_labels * head->n_embedding;
  map->bias = hx_floats_new (map->n_out);
  rows = g_new (float, map->n_in * map->n_out);
  folded->decide = hx_floats_new (map->n_out);
  folded->decide_bias = hx_floats_new (head->n_labels);
  folded->gate = hx_floats_new (head->n_labels);
  for (guint label = 0; label < head->n_labels; label++)
    {
      const HxBranchTensors *branch = &head->labels[label];

      for (gsize d = 0; d < head->n_embedding; d++)
        {
          gsize out = label * head->n_embedding + d;

          map->bias[out] = (float)hx_head_fold_row (head->tensors, &branch->norm[0], &branch->linear[0],
                                                    map->n_in, d, rows + out * map->n_in);
        }
      folded->decide_bias[label] =
          (float)hx_head_fold_row (head->tensors, &branch->norm[1], &branch->linear[1], head->n_embedding, 0,
                                   folded->decide + label * head->n_embedding);
    }
  pack_map (map, folded->kernels, rows);
  hx_head_gate (head, folded->gate);
}

HxFoldedHead *
hx_folded_head_new (const HxHeadTensors *head, const HxKernels *kernels)
{
  HxFoldedHead *folded = g_new0 (HxFoldedHead, 1);

  folded->kernels = kernels;
  folded->decoupled = head->decoupled;
  folded->n_features = head->n_features;
  folded->n_labels = head->n_labels;
  folded->n_embedding = head->n_embedding;
  fold_fused (folded, head, 0);
  fold_fused (folded, head, 1);
  if (head->decoupled)
    fold_labels (folded, head);
  return folded;
}

static void
clear_map (FoldedMap *map)
{
  g_aligned_free (map->packed);
  g_aligned_free (map->bias);
}

void
hx_folded_head_free (HxFoldedHead *folded)
{
  if (folded == NULL)
    return;
  clear_map (&folded->fused[0]);
  clear_map (&folded->fused[1]);
  clear_map (&folded->embeddings);
  g_aligned_free (folded->decide);
  g_aligned_free (folded->decide_bias);
  g_aligned_free (folded->gate);
  g_free (folded);
}

gsize
hx_folded_head_scratch (const HxFoldedHead *folded, guint n)
{
  return (gsize)n * folded->fused[0].n_out;
}

static void
run_map (const FoldedMap *map, const HxKernels *kernels, const float *x, guint n, gboolean relu, float *y)
{
  for (guint record = 0; record < n; record++)
    memcpy (y + record * map->n_out, map->bias, map->n_out * sizeof (float));
  kernels->product (n, map->n_out, map->n_in, x, map->n_in, 1, map->packed, y, map->n_out, TRUE);
  if (relu)
    for (gsize i = 0; i < n * map->n_out; i++)
      y[i] = MAX (y[i], 0.0f);
}

void
hx_folded_head_run (const HxFoldedHead *folded, const float *pooled, guint n, float *scratch, float *logits,
                    float *fused, float *decoupled, float *raw)
{
  const gsize L = folded->n_labels, D = folded->n_embedding;

  run_map (&folded->fused[0], folded->kernels, pooled, n, TRUE, scratch);
  run_map (&folded->fused[1], folded->kernels, scratch, n, FALSE, folded->decoupled ? fused : logits);
  if (!folded->decoupled)
    return;
  run_map (&folded->embeddings, folded->kernels, pooled, n, FALSE, raw);
  for (gsize i = 0; i < n * L; i++)
    {
      const float *e = raw + i * D;
      const float *weight = folded->decide + i % L * D;
      float gate = folded->gate[i % L];
      float sum = folded->decide_bias[i % L];

      for (gsize d = 0; d < D; d++)
        sum += weight[d] * e[d];
      decoupled[i] = sum;
      logits[i] = gate * fused[i] + (1.0f - gate) * sum;
    }
}
