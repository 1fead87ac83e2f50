/* hx-layer-recurrent.c: LSTM and GRU, one layer and direction
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All records of a shard take a step together: one product of their hidden states. What the input adds to
 * the gates is one product for all steps. An LSTM's gates are sums of both; a GRU's new gate needs what
 * the hidden state adds by itself, so that part is "apart" (PyTorch's form, b_hn inside the reset).
 * Where threads share the layer, each has a slice of the units, with the weights that lead to them at hand in
 * its own cache, and they meet after every step. H units, U units of a slice (H, but for teams), G gates of a
 * record and step, T steps, B records.
 */
#include "engine/nn/hx-layer-recurrent-private.h"

#include "engine/base/hx-parallel.h"

#include <string.h>

/* Fewer units would leave the products of a slice too narrow. */
#define MIN_SLICE_UNITS 16

static void
free_scratch (gpointer data)
{
  HxRecurrentScratch *scratch = data;

  for (guint i = 0; i < scratch->n_slices; i++)
    {
      g_aligned_free (scratch->slices[i].input);
      g_aligned_free (scratch->slices[i].summed);
      g_aligned_free (scratch->slices[i].apart);
      g_aligned_free (scratch->slices[i].bias);
      g_aligned_free (scratch->slices[i].bias_apart);
    }
  g_free (scratch->slices);
  g_aligned_free (scratch->input_back);
  g_aligned_free (scratch->summed_back);
  g_aligned_free (scratch->apart_back);
  g_aligned_free (scratch->gates);
  g_aligned_free (scratch->apart_values);
  g_aligned_free (scratch->cells);
  g_aligned_free (scratch->shard_gradients);
  g_aligned_free (scratch->worker_hidden);
  g_aligned_free (scratch->rows);
  g_free (scratch->shard_records);
  g_free (scratch);
}

static float *
take (HxPlan *plan, gsize n)
{
  plan->n_bytes += n * sizeof (float);
  return hx_floats_new (n);
}

static float *
take_packed (HxPlan *plan, gsize k, gsize n)
{
  return take (plan, plan->kernels->packed_size (k, n));
}

static void
plan_backward (const HxNode *node, HxPlan *plan, HxRecurrentScratch *scratch)
{
  const gsize H = node->n_out, G = scratch->cell.n_gates, S = scratch->cell.n_summed;

  if (plan->buffers[node->input].gradients.memory != NULL)
    scratch->input_back = take_packed (plan, G * H, node->n_in);
  scratch->summed_back = take_packed (plan, S * H, H);
  scratch->apart_back = take_packed (plan, (G - S) * H, H);
  scratch->worker_hidden = take (plan, 3 * H * plan->group * plan->n_workers);
  if (plan->mode != HX_PLAN_TRAIN)
    return;
  scratch->shard_gradients = take (plan, hx_recurrent_n_gradients (node, scratch) * plan->n_shards);
  scratch->shard_records = g_new0 (guint, plan->n_shards);
  hx_plan_reserve_room (plan, plan->kernels->packed_size (scratch->n_steps, G * H));
}

/* Slices of whole vectors, so that no slice leaves a part of one to the next; all alike. */
static guint
choose_slices (const HxPlan *plan, gsize n_units)
{
  guint n = plan->team ? MIN (plan->n_threads, n_units / MIN_SLICE_UNITS) : 1;

  while (n > 1 && n_units % (n * MIN_SLICE_UNITS) != 0)
    n--;
  return MAX (n, 1);
}

static void
plan_slices (const HxNode *node, HxPlan *plan, HxRecurrentScratch *scratch)
{
  const gsize H = node->n_out, G = scratch->cell.n_gates, S = scratch->cell.n_summed;
  const gsize U = H / scratch->n_slices;

  scratch->slices = g_new0 (HxRecurrentSlice, scratch->n_slices);
  for (guint i = 0; i < scratch->n_slices; i++)
    scratch->slices[i] = (HxRecurrentSlice){
      .input = take_packed (plan, node->n_in, G * U),
      .summed = take_packed (plan, H, S * U),
      .apart = take_packed (plan, H, (G - S) * U),
      .bias = take (plan, G * U),
      .bias_apart = take (plan, (G - S) * U),
    };
  scratch->rows = take (plan, G * U * MAX (node->n_in, H));
}

static void
plan_cell (const HxNode *node, HxPlan *plan, HxRecurrentCell cell)
{
  HxRecurrentScratch *scratch = g_new0 (HxRecurrentScratch, 1);
  const gsize H = node->n_out, G = cell.n_gates, S = cell.n_summed;
  gsize n_values;

  plan->scratch[node->index] = scratch;
  plan->scratch_free[node->index] = free_scratch;
  scratch->cell = cell;
  scratch->n_steps = plan->buffers[node->output].n_steps;
  scratch->n_places =
      plan->mode == HX_PLAN_EVALUATE && !plan->team ? plan->group * plan->n_workers : plan->batch;
  scratch->n_slices = choose_slices (plan, H);
  plan_slices (node, plan, scratch);
  n_values = scratch->n_places * scratch->n_steps * H;
  scratch->gates = take (plan, n_values * G);
  scratch->apart_values = take (plan, n_values * (G - S));
  if (S == G)
    scratch->cells = take (plan, n_values);
  if (plan->mode != HX_PLAN_EVALUATE)
    plan_backward (node, plan, scratch);
}

static void
plan_lstm (const HxNode *node, HxPlan *plan)
{
  plan_cell (node, plan, (HxRecurrentCell){ 4, 4 });
}

static void
plan_gru (const HxNode *node, HxPlan *plan)
{
  plan_cell (node, plan, (HxRecurrentCell){ 3, 2 });
}

/* Rows of gates @first .. @first + @n of a (G H, @columns) matrix that belong to units @unit .. @unit +
 * @n_units, one after the other: packed as columns of what multiplies a row of @columns. */
static void
pack_units (const HxPlan *plan, const HxRecurrentScratch *scratch, const float *matrix, gsize columns,
            gsize H, gsize first, gsize n, gsize unit, gsize n_units, float *packed)
{
  for (gsize gate = 0; gate < n; gate++)
    memcpy (scratch->rows + gate * n_units * columns, matrix + ((first + gate) * H + unit) * columns,
            n_units * columns * sizeof (float));
  plan->kernels->pack (columns, n * n_units, scratch->rows, 1, columns, packed);
}

static void
prepare_slice (const HxNode *node, const HxPlan *plan, const HxRecurrentScratch *scratch, guint index)
{
  const HxTensorSet *tensors = plan->graph->tensors;
  const HxRecurrentSlice *slice = &scratch->slices[index];
  const float *input = hx_tensor_set_data (tensors, node->recurrent.weight_input);
  const float *hidden = hx_tensor_set_data (tensors, node->recurrent.weight_hidden);
  const float *bias_input = hx_tensor_set_data (tensors, node->recurrent.bias_input);
  const float *bias_hidden = hx_tensor_set_data (tensors, node->recurrent.bias_hidden);
  const gsize H = node->n_out, G = scratch->cell.n_gates, S = scratch->cell.n_summed;
  const gsize U = H / scratch->n_slices, unit = index * U;

  pack_units (plan, scratch, input, node->n_in, H, 0, G, unit, U, slice->input);
  pack_units (plan, scratch, hidden, H, H, 0, S, unit, U, slice->summed);
  pack_units (plan, scratch, hidden, H, H, S, G - S, unit, U, slice->apart);
  for (gsize gate = 0; gate < G; gate++)
    for (gsize i = 0; i < U; i++)
      {
        const gsize from = gate * H + unit + i;

        slice->bias[gate * U + i] = bias_input[from] + (gate < S ? bias_hidden[from] : 0.0f);
        if (gate >= S)
          slice->bias_apart[(gate - S) * U + i] = bias_hidden[from];
      }
}

static void
prepare (const HxNode *node, HxPlan *plan)
{
  HxRecurrentScratch *scratch = plan->scratch[node->index];
  const HxTensorSet *tensors = plan->graph->tensors;
  const float *input = hx_tensor_set_data (tensors, node->recurrent.weight_input);
  const float *hidden = hx_tensor_set_data (tensors, node->recurrent.weight_hidden);
  const gsize I = node->n_in, H = node->n_out, G = scratch->cell.n_gates, S = scratch->cell.n_summed;

  for (guint i = 0; i < scratch->n_slices; i++)
    prepare_slice (node, plan, scratch, i);
  if (scratch->shard_records != NULL)
    memset (scratch->shard_records, 0, plan->n_shards * sizeof (guint));
  if (scratch->summed_back == NULL)
    return;
  plan->kernels->pack (S * H, H, hidden, H, 1, scratch->summed_back);
  plan->kernels->pack ((G - S) * H, H, hidden + S * H * H, H, 1, scratch->apart_back);
  if (scratch->input_back != NULL)
    plan->kernels->pack (G * H, I, input, I, 1, scratch->input_back);
}

/* --- forward ------------------------------------------------------------------------------- */

HxRecurrentRun
hx_recurrent_begin (const HxNode *node, HxPlan *plan, HxRecords records, guint worker, guint slice)
{
  HxRecurrentScratch *scratch = plan->scratch[node->index];
  HxRecurrentRun run = {
    .node = node, .plan = plan, .scratch = scratch, .records = records, .worker = worker
  };
  const gsize place =
      (plan->mode == HX_PLAN_EVALUATE ? worker * plan->group : records.first) + slice * scratch->n_places;

  run.slice = &scratch->slices[slice];
  run.H = node->n_out;
  run.U = run.H / scratch->n_slices;
  run.first_unit = slice * run.U;
  run.G = scratch->cell.n_gates;
  run.S = scratch->cell.n_summed;
  run.T = scratch->n_steps;
  run.out_stride = hx_graph_buffer (plan->graph, node->output)->n_channels;
  run.record_stride = plan->buffers[node->output].values.record_stride;
  run.gates = scratch->gates + place * run.T * run.G * run.U;
  run.apart = scratch->apart_values + place * run.T * (run.G - run.S) * run.U;
  run.cells = scratch->cells != NULL ? scratch->cells + place * run.T * run.U : NULL;
  return run;
}

/* What the input adds to all gates of a record. */
static void
add_input (const HxRecurrentRun *run, guint record)
{
  const gsize n = run->G * run->U;

  run->plan->kernels->product (
      run->T, n, run->node->n_in,
      hx_plan_value (run->plan, run->node->input, run->records.first + record, run->worker), run->node->n_in,
      1, run->slice->input, run->gates + record * run->T * n, n, FALSE);
}

/* What the hidden states of the step before add to the gates of step t, for all records at once. */
static void
add_hidden (const HxRecurrentRun *run, gsize t)
{
  const gsize n = run->G * run->U, n_apart = (run->G - run->S) * run->U;
  const gssize before = hx_recurrent_step_before (run, t);

  for (guint r = 0; n_apart > 0 && r < run->records.n; r++)
    memcpy (run->apart + (r * run->T + t) * n_apart, run->slice->bias_apart, n_apart * sizeof (float));
  if (before < 0)
    return;
  run->plan->kernels->product (run->records.n, run->S * run->U, run->H,
                               hx_recurrent_hidden (run, 0, (gsize)before), run->record_stride, 1,
                               run->slice->summed, run->gates + t * n, run->T * n, TRUE);
  if (n_apart > 0)
    run->plan->kernels->product (run->records.n, n_apart, run->H, hx_recurrent_hidden (run, 0, (gsize)before),
                                 run->record_stride, 1, run->slice->apart, run->apart + t * n_apart,
                                 run->T * n_apart, TRUE);
}

static void
step_cell (const HxRecurrentRun *run, guint record, gsize t)
{
  const gssize before = hx_recurrent_step_before (run, t);
  const gsize place = record * run->T + t, U = run->U;
  float *gates = run->gates + place * run->G * U, *h = hx_recurrent_hidden (run, record, t) + run->first_unit;

  if (run->cells != NULL)
    run->plan->kernels->lstm_cell (U, run->slice->bias, gates,
                                   before >= 0 ? run->cells + (record * run->T + (gsize)before) * U : NULL,
                                   run->cells + place * U, h);
  else
    run->plan->kernels->gru_cell (
        U, run->slice->bias, gates, run->apart + place * U,
        before >= 0 ? hx_recurrent_hidden (run, record, (gsize)before) + run->first_unit : NULL, h);
}

static gsize
step_at (const HxRecurrentRun *run, gsize i)
{
  return run->node->reverse ? run->T - 1 - i : i;
}

static void
take_step (const HxRecurrentRun *run, gsize t)
{
  add_hidden (run, t);
  for (guint r = 0; r < run->records.n; r++)
    step_cell (run, r, t);
}

static void
forward (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  const HxRecurrentRun run = hx_recurrent_begin (node, plan, records, worker, 0);

  for (guint r = 0; r < records.n; r++)
    add_input (&run, r);
  for (gsize i = 0; i < run.T; i++)
    take_step (&run, step_at (&run, i));
}

typedef struct
{
  const HxNode *node;
  HxPlan *plan;
} Job;

/* A member has every n-th slice; there may be fewer members than slices. */
static void
forward_slices (guint member, guint n_members, HxTeam *team, gpointer user_data)
{
  const Job *job = user_data;
  const HxRecurrentScratch *scratch = job->plan->scratch[job->node->index];
  const HxRecords all = { 0, job->plan->n_records };

  for (guint slice = member; slice < scratch->n_slices; slice += n_members)
    {
      const HxRecurrentRun run = hx_recurrent_begin (job->node, job->plan, all, 0, slice);

      for (guint r = 0; r < all.n; r++)
        add_input (&run, r);
    }
  for (gsize i = 0; i < scratch->n_steps; i++)
    {
      for (guint slice = member; slice < scratch->n_slices; slice += n_members)
        {
          const HxRecurrentRun run = hx_recurrent_begin (job->node, job->plan, all, 0, slice);

          take_step (&run, step_at (&run, i));
        }
      hx_team_meet (team);
    }
}

static void
forward_team (const HxNode *node, HxPlan *plan)
{
  const HxRecurrentScratch *scratch = plan->scratch[node->index];
  Job job = { node, plan };

  hx_parallel_team (scratch->n_slices, forward_slices, &job);
}

static guint64
lstm_multiply_adds (const HxNode *node, gsize n_steps_out)
{
  return (guint64)n_steps_out * 4 * node->n_out * (node->n_in + node->n_out);
}

static guint64
gru_multiply_adds (const HxNode *node, gsize n_steps_out)
{
  return (guint64)n_steps_out * 3 * node->n_out * (node->n_in + node->n_out);
}

const HxLayer hx_layer_lstm = {
  .name = "lstm",
  .together = TRUE,
  .reads_output = TRUE,
  .multiply_adds = lstm_multiply_adds,
  .plan = plan_lstm,
  .prepare = prepare,
  .forward = forward,
  .forward_team = forward_team,
  .backward = hx_recurrent_backward,
  .finish = hx_recurrent_finish,
};

const HxLayer hx_layer_gru = {
  .name = "gru",
  .together = TRUE,
  .reads_output = TRUE,
  .multiply_adds = gru_multiply_adds,
  .plan = plan_gru,
  .prepare = prepare,
  .forward = forward,
  .forward_team = forward_team,
  .backward = hx_recurrent_backward,
  .finish = hx_recurrent_finish,
};
