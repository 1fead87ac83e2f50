/* hx-layer-conv1d.c: convolution over time
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With time before channel, K successive steps of the zero-padded input are K * C contiguous
 * numbers, so the convolution is one product: the rows of its left matrix overlap in memory.
 */
#include "engine/nn/hx-layers.h"

#include <string.h>

typedef struct
{
  float *forward;         /* (K * n_in, n_out), packed */
  float *backward;        /* (K * n_out, n_in), taps reversed, packed; NULL for the first layer */
  float *unpacked;        /* room to lay out either */
  float *shard_gradients; /* n_shards x (K * n_in, n_out) */
  guint *shard_records;   /* records summed so far */
  float **worker_packed;  /* a record's output gradient, packed, one a shard */
  float *memory;
} Scratch;

static void
free_scratch (gpointer data)
{
  Scratch *scratch = data;

  g_aligned_free (scratch->forward);
  g_aligned_free (scratch->backward);
  g_aligned_free (scratch->unpacked);
  g_aligned_free (scratch->shard_gradients);
  g_aligned_free (scratch->memory);
  g_free (scratch->shard_records);
  g_free (scratch);
}

static gsize
length (const HxNode *node, gsize n_in)
{
  gsize padded = n_in + 2 * node->padding;

  return padded < node->kernel ? 0 : (padded - node->kernel) / node->stride + 1;
}

static void
plan_scratch (const HxNode *node, HxPlan *plan)
{
  Scratch *scratch = g_new0 (Scratch, 1);
  gsize n_weights = node->kernel * node->n_in * node->n_out;
  gsize n_steps = plan->buffers[node->output].n_steps;

  plan->scratch[node->index] = scratch;
  plan->scratch_free[node->index] = free_scratch;
  scratch->forward =
      hx_floats_new (hx_kernels_packed_size (plan->kernels, node->kernel * node->n_in, node->n_out));
  scratch->unpacked = hx_floats_new (n_weights);
  if (!plan->training)
    return;
  if (node->input != 0)
    scratch->backward =
        hx_floats_new (hx_kernels_packed_size (plan->kernels, node->kernel * node->n_out, node->n_in));
  scratch->shard_gradients = hx_floats_new (n_weights * plan->n_shards);
  scratch->shard_records = g_new0 (guint, plan->n_shards);
  scratch->memory =
      hx_floats_new (hx_kernels_packed_size (plan->kernels, n_steps, node->n_out) * plan->n_shards);
  plan->n_bytes += (n_weights * (plan->n_shards + 3)) * sizeof (float);
}

/* PyTorch's (n_out, n_in, K) into (K, n_in, n_out), and with reversed taps into (K, n_out, n_in). */
static void
prepare (const HxNode *node, HxPlan *plan)
{
  Scratch *scratch = plan->scratch[node->index];
  const float *weight = hx_tensor_set_data (plan->graph->tensors, node->weight);
  const gsize K = node->kernel, I = node->n_in, O = node->n_out;

  for (gsize o = 0; o < O; o++)
    for (gsize i = 0; i < I; i++)
      for (gsize k = 0; k < K; k++)
        scratch->unpacked[(k * I + i) * O + o] = weight[(o * I + i) * K + k];
  hx_kernels_pack (plan->kernels, K * I, O, scratch->unpacked, O, 1, scratch->forward);
  if (scratch->shard_records != NULL)
    memset (scratch->shard_records, 0, plan->n_shards * sizeof (guint));
  if (scratch->backward == NULL)
    return;
  for (gsize o = 0; o < O; o++)
    for (gsize i = 0; i < I; i++)
      for (gsize k = 0; k < K; k++)
        scratch->unpacked[((K - 1 - k) * O + o) * I + i] = weight[(o * I + i) * K + k];
  hx_kernels_pack (plan->kernels, K * O, I, scratch->unpacked, I, 1, scratch->backward);
}

static void
forward (const HxNode *node, HxPlan *plan, guint record, guint worker)
{
  const Scratch *scratch = plan->scratch[node->index];
  const float *x = hx_plan_value (plan, node->input, record) - node->padding * node->n_in;

  plan->kernels->product (plan->buffers[node->output].n_steps, node->n_out, node->kernel * node->n_in, x,
                          node->n_in * node->stride, 1, scratch->forward,
                          hx_plan_value (plan, node->output, record), node->n_out, FALSE);
}

static void
backward (const HxNode *node, HxPlan *plan, guint record, guint worker)
{
  Scratch *scratch = plan->scratch[node->index];
  const HxKernels *kernels = plan->kernels;
  const gsize n_steps = plan->buffers[node->output].n_steps;
  const gsize n_weights = node->kernel * node->n_in * node->n_out;
  const guint shard = hx_plan_shard_of (plan, record);
  const float *x = hx_plan_value (plan, node->input, record) - node->padding * node->n_in;
  const float *dy = hx_plan_gradient (plan, node->output, record);
  float *packed = scratch->memory + shard * hx_kernels_packed_size (kernels, n_steps, node->n_out);

  hx_kernels_pack (kernels, n_steps, node->n_out, dy, node->n_out, 1, packed);
  kernels->product (node->kernel * node->n_in, node->n_out, n_steps, x, 1, node->n_in, packed,
                    scratch->shard_gradients + shard * n_weights, node->n_out,
                    scratch->shard_records[shard]++ > 0);
  if (scratch->backward != NULL)
    kernels->product (plan->buffers[node->input].n_steps, node->n_in, node->kernel * node->n_out,
                      dy - (node->kernel - 1 - node->padding) * node->n_out, node->n_out, 1,
                      scratch->backward, hx_plan_gradient (plan, node->input, record), node->n_in, FALSE);
}

static void
finish (const HxNode *node, HxPlan *plan)
{
  Scratch *scratch = plan->scratch[node->index];
  float *gradient = plan->gradients[node->weight];
  const gsize K = node->kernel, I = node->n_in, O = node->n_out;
  const gsize n_weights = K * I * O;

  for (guint shard = 1; shard < plan->n_shards; shard++)
    if (scratch->shard_records[shard] > 0)
      plan->kernels->add (n_weights, scratch->shard_gradients + shard * n_weights, scratch->shard_gradients);
  for (gsize k = 0; k < K; k++)
    for (gsize i = 0; i < I; i++)
      for (gsize o = 0; o < O; o++)
        gradient[(o * I + i) * K + k] = scratch->shard_gradients[(k * I + i) * O + o];
}

const HxLayer hx_layer_conv1d = {
  .name = "conv1d",
  .length = length,
  .plan = plan_scratch,
  .prepare = prepare,
  .forward = forward,
  .backward = backward,
  .finish = finish,
};
