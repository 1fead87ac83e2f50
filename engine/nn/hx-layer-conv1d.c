/* hx-layer-conv1d.c: convolution over time
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With time before channel, K successive steps of the zero-padded input are K * C contiguous
 * numbers, so the convolution is one product: the rows of its left matrix overlap in memory. Backward,
 * the input's steps of one phase (step modulo stride) are such a product of the output's gradient.
 * With stride 1 and enough channels minimal filtering needs half the multiplications (hx-winograd.h).
 */
#include "engine/nn/hx-layers.h"
#include "engine/nn/hx-winograd.h"

#include <string.h>

#define MAX_STRIDE 2

/* What minimal filtering is worth its maps for. */
#define WINOGRAD_MIN_CHANNELS 32
#define WINOGRAD_MIN_STEPS 12
#define WINOGRAD_MIN_GRADIENT_STEPS 96 /* a weight's gradient is read and written once a record */
/* Its larger rounding errors decide for more values on which side of a ReLU they fall, and each of these
 * moves the gradients of all layers before it: through a network of more convolutions than this the pass
 * forward is plain. */
#define WINOGRAD_MAX_DEPTH 24

/* What the input's steps of one phase read of the output's gradient. */
typedef struct
{
  gsize n_taps;
  gssize first_step; /* of the output, for the first step of the phase */
  float *packed;     /* (n_taps * n_out, n_in), packed */
} Phase;

typedef struct
{
  gboolean is_winograd, is_winograd_forward, is_winograd_gradient;
  HxWinograd winograd, winograd_back; /* the second one of the output's gradient, to the input's */
  float *forward;                     /* (K * n_in, n_out), packed, or winograd's */
  float *back;                        /* winograd_back's; NULL where no gradient is wanted */
  Phase phases[MAX_STRIDE];
  float *unpacked;        /* room to lay out each of them */
  gsize n_sums;           /* of a shard */
  float *shard_gradients; /* n_shards x (K * n_in, n_out), or winograd's sums */
  guint *shard_records;   /* records summed so far */
  gboolean is_part;       /* others fill the output's buffer too: its gradient is copied */
  gsize n_copy;           /* floats of the copy with its padding */
} Scratch;

static void
free_scratch (gpointer data)
{
  Scratch *scratch = data;

  g_aligned_free (scratch->forward);
  g_aligned_free (scratch->back);
  for (guint i = 0; i < MAX_STRIDE; i++)
    g_aligned_free (scratch->phases[i].packed);
  g_aligned_free (scratch->unpacked);
  g_aligned_free (scratch->shard_gradients);
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
  for (gsize p = 0; p < node->stride; p++)
    {
      const gsize first_tap = (p + node->padding) % node->stride;
      Phase *phase = &scratch->phases[p];

      phase->n_taps = first_tap < node->kernel ? (node->kernel - first_tap - 1) / node->stride + 1 : 0;
      phase->first_step =
          (gssize)((p + node->padding - first_tap) / node->stride) - (gssize)phase->n_taps + 1;
      phase->packed = hx_floats_new (plan->kernels->packed_size (phase->n_taps * node->n_out, node->n_in));
      plan->n_bytes += phase->n_taps * node->n_out * node->n_in * sizeof (float);
    }
}

static guint
n_convolutions (const HxGraph *graph)
{
  guint n = 0;

  for (guint i = 0; i < graph->nodes->len; i++)
    n += hx_graph_node (graph, i)->layer == &hx_layer_conv1d;
  return n;
}

static void
plan_winograd (const HxNode *node, HxPlan *plan, Scratch *scratch)
{
  const gsize n_steps = plan->buffers[node->output].n_steps;

  scratch->is_winograd_forward = n_convolutions (plan->graph) <= WINOGRAD_MAX_DEPTH;
  scratch->is_winograd_gradient = n_steps >= WINOGRAD_MIN_GRADIENT_STEPS;
  hx_winograd_init (&scratch->winograd, plan->kernels, node->n_in, node->n_out, node->kernel);
  hx_winograd_init (&scratch->winograd_back, plan->kernels, node->n_out, node->n_in, node->kernel);
  hx_plan_reserve_room (plan, hx_winograd_room_size (&scratch->winograd, n_steps));
}

static gsize
n_weights (const HxNode *node)
{
  return node->kernel * node->n_in * node->n_out;
}

/* Packed weights of the way back to the input. */
static void
plan_back (const HxNode *node, HxPlan *plan, Scratch *scratch)
{
  const gsize n_steps = plan->buffers[node->output].n_steps;

  scratch->is_part = node->n_out != n_channels_out (node, plan);
  if (scratch->is_part)
    scratch->n_copy = (n_steps + 2 * (node->kernel - 1 - node->padding)) * node->n_out;
  hx_plan_reserve_room (plan, scratch->n_copy);
  if (scratch->is_winograd)
    {
      const gsize n = hx_winograd_packed_size (&scratch->winograd_back);

      scratch->back = hx_floats_new (n);
      plan->n_bytes += n * sizeof (float);
      hx_plan_reserve_room (
          plan, scratch->n_copy
                    + hx_winograd_room_size (&scratch->winograd_back, plan->buffers[node->input].n_steps));
    }
  else
    plan_phases (node, plan, scratch);
}

static void
plan_scratch (const HxNode *node, HxPlan *plan)
{
  Scratch *scratch = g_new0 (Scratch, 1);
  const gsize n_steps = plan->buffers[node->output].n_steps;
  const gsize n_plain = plan->kernels->packed_size (node->kernel * node->n_in, node->n_out);
  gsize n_forward = n_plain, n_unpacked = n_weights (node);

  g_assert (node->stride <= MAX_STRIDE);

  plan->scratch[node->index] = scratch;
  plan->scratch_free[node->index] = free_scratch;
  scratch->n_sums = n_weights (node);
  /* Its transforms would magnify the rounding of bfloat16. */
  scratch->is_winograd = !plan->kernels->bfloat16 && node->stride == 1 && node->kernel >= HX_WINOGRAD_MIN_TAPS
                         && MIN (node->n_in, node->n_out) >= WINOGRAD_MIN_CHANNELS
                         && n_steps >= WINOGRAD_MIN_STEPS;
  if (scratch->is_winograd)
    {
      plan_winograd (node, plan, scratch);
      n_forward = MAX (n_plain, hx_winograd_packed_size (&scratch->winograd));
      n_unpacked = hx_winograd_n_taps (&scratch->winograd) * node->n_in * node->n_out
                   + hx_winograd_sums_size (&scratch->winograd);
    }
  if (scratch->is_winograd_gradient)
    scratch->n_sums = hx_winograd_sums_size (&scratch->winograd);
  scratch->forward = hx_floats_new (n_forward);
  scratch->unpacked = hx_floats_new (n_unpacked);
  plan->n_bytes += (n_forward + n_unpacked) * sizeof (float);
  if (gives_input_gradient (node, plan))
    plan_back (node, plan, scratch);
  if (plan->mode != HX_PLAN_TRAIN)
    return;
  scratch->shard_gradients = hx_floats_new (scratch->n_sums * plan->n_shards);
  scratch->shard_records = g_new0 (guint, plan->n_shards);
  hx_plan_reserve_room (plan, plan->kernels->packed_size (n_steps, node->n_out));
  plan->n_bytes += scratch->n_sums * plan->n_shards * sizeof (float);
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
  plan->kernels->pack (phase->n_taps * O, I, scratch->unpacked, I, 1, phase->packed);
}

/* PyTorch's (n_out, n_in, K) into (K, n_in, n_out), or turned round into (K, n_out, n_in). */
static void
lay_out (const HxNode *node, const HxPlan *plan, gboolean is_back, float *unpacked)
{
  const float *weight = hx_tensor_set_data (plan->graph->tensors, node->weight);
  const gsize K = node->kernel, I = node->n_in, O = node->n_out;

  for (gsize o = 0; o < O; o++)
    for (gsize i = 0; i < I; i++)
      for (gsize k = 0; k < K; k++)
        if (is_back)
          unpacked[((K - 1 - k) * O + o) * I + i] = weight[(o * I + i) * K + k];
        else
          unpacked[(k * I + i) * O + o] = weight[(o * I + i) * K + k];
}

static void
prepare_back (const HxNode *node, HxPlan *plan, float *room)
{
  Scratch *scratch = plan->scratch[node->index];

  if (scratch->back != NULL)
    {
      lay_out (node, plan, TRUE, scratch->unpacked);
      hx_winograd_pack (&scratch->winograd_back, scratch->unpacked, room, scratch->back);
    }
  for (gsize p = 0; p < node->stride; p++)
    if (scratch->phases[p].packed != NULL)
      prepare_phase (node, plan, p);
}

static void
prepare (const HxNode *node, HxPlan *plan)
{
  Scratch *scratch = plan->scratch[node->index];
  const gsize n_filled = scratch->is_winograd
                             ? hx_winograd_n_taps (&scratch->winograd) * node->n_in * node->n_out
                             : n_weights (node);
  float *room = scratch->unpacked + n_filled;

  if (scratch->shard_records != NULL)
    memset (scratch->shard_records, 0, plan->n_shards * sizeof (guint));
  memset (scratch->unpacked + n_weights (node), 0, (n_filled - n_weights (node)) * sizeof (float));
  lay_out (node, plan, FALSE, scratch->unpacked);
  if (scratch->is_winograd_forward)
    hx_winograd_pack (&scratch->winograd, scratch->unpacked, room, scratch->forward);
  else
    plan->kernels->pack (node->kernel * node->n_in, node->n_out, scratch->unpacked, node->n_out, 1,
                         scratch->forward);
  prepare_back (node, plan, room);
}

/* A record's input, from the first step that an output reads. */
static HxWinogradInput
winograd_input (const HxNode *node, const HxPlan *plan, guint record, guint worker)
{
  return (HxWinogradInput){ hx_plan_value (plan, node->input, record, worker) - node->padding * node->n_in,
                            plan->buffers[node->input].n_steps + 2 * node->padding };
}

static void
forward (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  const Scratch *scratch = plan->scratch[node->index];
  const gsize n_steps = plan->buffers[node->output].n_steps, stride = n_channels_out (node, plan);

  for (guint r = records.first; r < records.first + records.n; r++)
    {
      float *y = hx_plan_value (plan, node->output, r, worker) + node->first_out;

      if (scratch->is_winograd_forward)
        hx_winograd_convolve (&scratch->winograd, scratch->forward, winograd_input (node, plan, r, worker),
                              n_steps, y, stride, FALSE, hx_plan_room (plan, worker));
      else
        plan->kernels->product (n_steps, node->n_out, node->kernel * node->n_in,
                                hx_plan_value (plan, node->input, r, worker) - node->padding * node->n_in,
                                node->n_in * node->stride, 1, scratch->forward, y, stride, FALSE);
    }
}

/* A part's gradient on its own, with zeros before and after it. */
static const float *
copy_part (const HxNode *node, const HxPlan *plan, const float *dy, float *copy)
{
  const gsize n_steps = plan->buffers[node->output].n_steps, stride = n_channels_out (node, plan);
  const gsize n_padding = (node->kernel - 1 - node->padding) * node->n_out;

  memset (copy, 0, n_padding * sizeof (float));
  copy += n_padding;
  for (gsize t = 0; t < n_steps; t++)
    memcpy (copy + t * node->n_out, dy + t * stride, node->n_out * sizeof (float));
  memset (copy + n_steps * node->n_out, 0, n_padding * sizeof (float));
  return copy;
}

static void
input_gradient_of_phases (const HxNode *node, HxPlan *plan, const float *dy, float *dx)
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
input_gradient (const HxNode *node, HxPlan *plan, const float *dy, guint record, guint worker)
{
  const Scratch *scratch = plan->scratch[node->index];
  const gsize n_padding = node->kernel - 1 - node->padding;
  float *dx = hx_plan_gradient (plan, node->input, record, worker), *room = hx_plan_room (plan, worker);
  HxWinogradInput input;

  if (scratch->is_part)
    dy = copy_part (node, plan, dy, room);
  input.x = dy - n_padding * node->n_out;
  input.n_rows = plan->buffers[node->output].n_steps + 2 * n_padding;
  if (scratch->is_winograd)
    hx_winograd_convolve (&scratch->winograd_back, scratch->back, input, plan->buffers[node->input].n_steps,
                          dx, node->n_in, hx_plan_adds_gradient (plan, node, node->input),
                          room + scratch->n_copy);
  else
    input_gradient_of_phases (node, plan, dy, dx);
}

static void
weight_gradient (const HxNode *node, HxPlan *plan, const float *dy, guint record, guint worker)
{
  Scratch *scratch = plan->scratch[node->index];
  const gsize n_steps = plan->buffers[node->output].n_steps, stride = n_channels_out (node, plan);
  const guint shard = hx_plan_shard_of (plan, record);
  const gboolean add = scratch->shard_records[shard]++ > 0;
  float *sums = scratch->shard_gradients + shard * scratch->n_sums, *room = hx_plan_room (plan, worker);

  if (scratch->is_winograd_gradient)
    {
      hx_winograd_add_gradient (&scratch->winograd, winograd_input (node, plan, record, worker), n_steps, dy,
                                stride, add, room, sums);
      return;
    }
  plan->kernels->pack (n_steps, node->n_out, dy, stride, 1, room);
  plan->kernels->product (node->kernel * node->n_in, node->n_out, n_steps,
                          hx_plan_value (plan, node->input, record, worker) - node->padding * node->n_in, 1,
                          node->n_in * node->stride, room, sums, node->n_out, add);
}

static void
backward (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  for (guint r = records.first; r < records.first + records.n; r++)
    {
      const float *dy = hx_plan_gradient (plan, node->output, r, worker) + node->first_out;

      if (plan->mode == HX_PLAN_TRAIN)
        weight_gradient (node, plan, dy, r, worker);
      if (gives_input_gradient (node, plan))
        input_gradient (node, plan, dy, r, worker);
    }
}

static void
finish (const HxNode *node, HxPlan *plan)
{
  Scratch *scratch = plan->scratch[node->index];
  float *gradient = plan->gradients[node->weight], *sum = scratch->shard_gradients;
  const gsize K = node->kernel, I = node->n_in, O = node->n_out;

  for (guint shard = 1; shard < plan->n_shards; shard++)
    if (scratch->shard_records[shard] > 0)
      plan->kernels->add (scratch->n_sums, sum + shard * scratch->n_sums, sum);
  if (scratch->is_winograd_gradient)
    {
      hx_winograd_finish_gradient (&scratch->winograd, sum, scratch->unpacked);
      sum = scratch->unpacked;
    }
  for (gsize k = 0; k < K; k++)
    for (gsize i = 0; i < I; i++)
      for (gsize o = 0; o < O; o++)
        gradient[(o * I + i) * K + k] = sum[(k * I + i) * O + o];
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
