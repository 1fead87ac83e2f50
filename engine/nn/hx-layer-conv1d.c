/* hx-layer-conv1d.c: convolution over time
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With time before channel, K successive steps of the zero-padded input are K * C contiguous
 * numbers, so the convolution is one product: the rows of its left matrix overlap in memory. Backward,
 * the input's steps of one phase (step modulo stride) are such a product of the output's gradient.
 */
#include "engine/nn/hx-layers.h"

#include <string.h>

#define MAX_STRIDE 2

/* What the input's steps of one phase read of the output's gradient. */
typedef struct
{
  gsize n_taps;
  gssize first_step; /* of the output, for the first step of the phase */
  float *packed;     /* (n_taps * n_out, n_in), packed */
} Phase;

typedef struct
{
  float *forward; /* (K * n_in, n_out), packed */
  Phase phases[MAX_STRIDE];
  float *unpacked;        /* room to lay out either */
  float *shard_gradients; /* n_shards x (K * n_in, n_out) */
  guint *shard_records;   /* records summed so far */
  float *worker_packed;   /* a record's output gradient, packed; one a worker */
  gsize n_worker_packed;
  float *worker_copies; /* of a part's gradient, with padding; one a worker; NULL for a whole output */
  gsize n_worker_copy;
} Scratch;

static void
free_scratch (gpointer data)
{
  Scratch *scratch = data;

  g_aligned_free (scratch->forward);
  for (guint i = 0; i < MAX_STRIDE; i++)
    g_aligned_free (scratch->phases[i].packed);
  g_aligned_free (scratch->unpacked);
  g_aligned_free (scratch->shard_gradients);
  g_aligned_free (scratch->worker_packed);
  g_aligned_free (scratch->worker_copies);
  g_free (scratch->shard_records);
  g_free (scratch);
}

static gsize
length (const HxNode *node, gsize n_in)
{
  gsize padded = n_in + 2 * node->padding;

  return padded < node->kernel ? 0 : (padded - node->kernel) / node->stride + 1;
}

static guint64
multiply_adds (const HxNode *node, gsize n_steps_out)
{
  return (guint64)n_steps_out * node->kernel * node->n_in * node->n_out;
}

static gsize
n_channels_out (const HxNode *node, const HxPlan *plan)
{
  return hx_graph_buffer (plan->graph, node->output)->n_channels;
}

static gboolean
gives_input_gradient (const HxNode *node, const HxPlan *plan)
{
  return plan->buffers[node->input].gradients.memory != NULL;
}

static void
plan_phases (const HxNode *node, HxPlan *plan, Scratch *scratch)
{
  const gsize n_steps = plan->buffers[node->output].n_steps;

  for (gsize p = 0; p < node->stride; p++)
    {
      const gsize first_tap = (p + node->padding) % node->stride;
      Phase *phase = &scratch->phases[p];

      phase->n_taps = first_tap < node->kernel ? (node->kernel - first_tap - 1) / node->stride + 1 : 0;
      phase->first_step =
          (gssize)((p + node->padding - first_tap) / node->stride) - (gssize)phase->n_taps + 1;
      phase->packed =
          hx_floats_new (hx_kernels_packed_size (plan->kernels, phase->n_taps * node->n_out, node->n_in));
    }
  if (node->n_out == n_channels_out (node, plan))
    return;
  scratch->n_worker_copy = (n_steps + 2 * (node->kernel - 1 - node->padding)) * node->n_out;
  scratch->worker_copies = hx_floats_new (scratch->n_worker_copy * plan->n_workers);
}

static void
plan_scratch (const HxNode *node, HxPlan *plan)
{
  Scratch *scratch = g_new0 (Scratch, 1);
  const gsize n_weights = node->kernel * node->n_in * node->n_out;
  const gsize n_steps = plan->buffers[node->output].n_steps;

  g_assert (node->stride <= MAX_STRIDE);

  plan->scratch[node->index] = scratch;
  plan->scratch_free[node->index] = free_scratch;
  scratch->forward =
      hx_floats_new (hx_kernels_packed_size (plan->kernels, node->kernel * node->n_in, node->n_out));
  scratch->unpacked = hx_floats_new (n_weights);
  plan->n_bytes += 2 * n_weights * sizeof (float);
  if (gives_input_gradient (node, plan))
    plan_phases (node, plan, scratch);
  if (plan->mode != HX_PLAN_TRAIN)
    return;
  scratch->shard_gradients = hx_floats_new (n_weights * plan->n_shards);
  scratch->shard_records = g_new0 (guint, plan->n_shards);
  scratch->n_worker_packed = hx_kernels_packed_size (plan->kernels, n_steps, node->n_out);
  scratch->worker_packed = hx_floats_new (scratch->n_worker_packed * plan->n_workers);
  plan->n_bytes +=
      (n_weights * (plan->n_shards + 1) + scratch->n_worker_packed * plan->n_workers) * sizeof (float);
}

/* Of PyTorch's (n_out, n_in, K): the taps that a phase reads, the last one first, as (n_taps, n_out, n_in).
 */
static void
prepare_phase (const HxNode *node, HxPlan *plan, gsize p)
{
  Scratch *scratch = plan->scratch[node->index];
  const float *weight = hx_tensor_set_data (plan->graph->tensors, node->weight);
  const Phase *phase = &scratch->phases[p];
  const gsize K = node->kernel, I = node->n_in, O = node->n_out;
  const gsize first_tap = (p + node->padding) % node->stride;

  for (gsize u = 0; u < phase->n_taps; u++)
    {
      const gsize k = first_tap + node->stride * (phase->n_taps - 1 - u);

      for (gsize o = 0; o < O; o++)
        for (gsize i = 0; i < I; i++)
          scratch->unpacked[(u * O + o) * I + i] = weight[(o * I + i) * K + k];
    }
  hx_kernels_pack (plan->kernels, phase->n_taps * O, I, scratch->unpacked, I, 1, phase->packed);
}

/* PyTorch's (n_out, n_in, K) into (K, n_in, n_out). */
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
  for (gsize p = 0; p < node->stride; p++)
    if (scratch->phases[p].packed != NULL)
      prepare_phase (node, plan, p);
}

static void
forward (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  const Scratch *scratch = plan->scratch[node->index];

  for (guint r = records.first; r < records.first + records.n; r++)
    plan->kernels->product (plan->buffers[node->output].n_steps, node->n_out, node->kernel * node->n_in,
                            hx_plan_value (plan, node->input, r, worker) - node->padding * node->n_in,
                            node->n_in * node->stride, 1, scratch->forward,
                            hx_plan_value (plan, node->output, r, worker) + node->first_out,
                            n_channels_out (node, plan), FALSE);
}

/* A part's gradient on its own, with zeros before and after it. */
static const float *
copy_part (const HxNode *node, const HxPlan *plan, const float *dy, guint worker)
{
  const Scratch *scratch = plan->scratch[node->index];
  const gsize stride = n_channels_out (node, plan);
  float *copy = scratch->worker_copies + worker * scratch->n_worker_copy
                + (node->kernel - 1 - node->padding) * node->n_out;

  for (gsize t = 0; t < plan->buffers[node->output].n_steps; t++)
    memcpy (copy + t * node->n_out, dy + t * stride, node->n_out * sizeof (float));
  return copy;
}

static void
input_gradient (const HxNode *node, HxPlan *plan, const float *dy, float *dx)
{
  const Scratch *scratch = plan->scratch[node->index];
  const gsize n_steps = plan->buffers[node->input].n_steps, I = node->n_in, O = node->n_out;
  const gboolean add = hx_plan_adds_gradient (plan, node, node->input);

  for (gsize p = 0; p < node->stride && p < n_steps; p++)
    {
      const Phase *phase = &scratch->phases[p];
      const gsize n = (n_steps - p - 1) / node->stride + 1;

      if (phase->n_taps > 0)
        plan->kernels->product (n, I, phase->n_taps * O, dy + phase->first_step * (gssize)O, O, 1,
                                phase->packed, dx + p * I, node->stride * I, add);
      else if (!add)
        for (gsize t = p; t < n_steps; t += node->stride)
          memset (dx + t * I, 0, I * sizeof (float));
    }
}

static void
backward (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  Scratch *scratch = plan->scratch[node->index];
  const HxKernels *kernels = plan->kernels;
  const gsize n_steps = plan->buffers[node->output].n_steps, stride = n_channels_out (node, plan);
  const gsize n_weights = node->kernel * node->n_in * node->n_out;
  const guint shard = hx_plan_shard_of (plan, records.first);

  for (guint r = records.first; r < records.first + records.n; r++)
    {
      const float *dy = hx_plan_gradient (plan, node->output, r, worker) + node->first_out;

      if (plan->mode == HX_PLAN_TRAIN)
        {
          float *packed = scratch->worker_packed + worker * scratch->n_worker_packed;

          hx_kernels_pack (kernels, n_steps, node->n_out, dy, stride, 1, packed);
          kernels->product (node->kernel * node->n_in, node->n_out, n_steps,
                            hx_plan_value (plan, node->input, r, worker) - node->padding * node->n_in, 1,
                            node->n_in * node->stride, packed, scratch->shard_gradients + shard * n_weights,
                            node->n_out, scratch->shard_records[shard]++ > 0);
        }
      if (gives_input_gradient (node, plan))
        input_gradient (node, plan, scratch->worker_copies != NULL ? copy_part (node, plan, dy, worker) : dy,
                        hx_plan_gradient (plan, node->input, r, worker));
    }
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
  .multiply_adds = multiply_adds,
  .plan = plan_scratch,
  .prepare = prepare,
  .forward = forward,
  .backward = backward,
  .finish = finish,
};
