/* hx-layer-recurrent.c: LSTM and GRU, one layer and direction
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All records of a shard take a step together: one product of their hidden states. What the input adds to
 * the gates is one product for all steps. An LSTM's gates are sums of both; a GRU's new gate needs what
 * the hidden state adds by itself, so that part is "apart" (PyTorch's form, b_hn inside the reset).
 * H units, G gates of a record and step, T steps, B records.
 */
#include "engine/nn/hx-layers.h"

#include <string.h>

typedef struct
{
  gsize n_gates;  /* G: 4 or 3 */
  gsize n_summed; /* gates that are sums: 4 or 2; the others' hidden part is apart */
} Cell;

typedef struct
{
  Cell cell;
  gsize n_steps, n_places; /* n_places: records of the batch in training, of a group a worker otherwise */
  float *input;            /* (n_in, G H), packed */
  float *summed, *apart;   /* (H, S H) and (H, (G - S) H), packed */
  float *bias;             /* G H: of the input side, with the hidden one where they are summed */
  float *input_back;       /* (G H, n_in), packed; NULL where no gradient is wanted */
  float *summed_back, *apart_back; /* (S H, H) and ((G - S) H, H), packed */
  float *gates;                    /* places x T x G H; gradients of the same after backward */
  float *apart_values;             /* places x T x (G - S) H */
  float *cells;                    /* places x T x H: the LSTM's c */
  float *shard_gradients;          /* n_shards x ((n_in + H) G H + 2 G H) */
  guint *shard_records;
  float *worker_hidden; /* two of group x H a worker: gradients of h and of c, and one more for the next h */
} Scratch;

static void
free_scratch (gpointer data)
{
  Scratch *scratch = data;

  g_aligned_free (scratch->input);
  g_aligned_free (scratch->summed);
  g_aligned_free (scratch->apart);
  g_aligned_free (scratch->bias);
  g_aligned_free (scratch->input_back);
  g_aligned_free (scratch->summed_back);
  g_aligned_free (scratch->apart_back);
  g_aligned_free (scratch->gates);
  g_aligned_free (scratch->apart_values);
  g_aligned_free (scratch->cells);
  g_aligned_free (scratch->shard_gradients);
  g_aligned_free (scratch->worker_hidden);
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
  return take (plan, hx_kernels_packed_size (plan->kernels, k, n));
}

static gsize
n_gradients (const HxNode *node, const Scratch *scratch)
{
  return (node->n_in + node->n_out + 2) * scratch->cell.n_gates * node->n_out;
}

static void
plan_backward (const HxNode *node, HxPlan *plan, Scratch *scratch)
{
  const gsize H = node->n_out, G = scratch->cell.n_gates, S = scratch->cell.n_summed;

  if (plan->buffers[node->input].gradients.memory != NULL)
    scratch->input_back = take_packed (plan, G * H, node->n_in);
  scratch->summed_back = take_packed (plan, S * H, H);
  scratch->apart_back = take_packed (plan, (G - S) * H, H);
  scratch->worker_hidden = take (plan, 3 * H * plan->group * plan->n_workers);
  if (plan->mode != HX_PLAN_TRAIN)
    return;
  scratch->shard_gradients = take (plan, n_gradients (node, scratch) * plan->n_shards);
  scratch->shard_records = g_new0 (guint, plan->n_shards);
  hx_plan_reserve_room (plan, hx_kernels_packed_size (plan->kernels, scratch->n_steps, G * H));
}

static void
plan_cell (const HxNode *node, HxPlan *plan, Cell cell)
{
  Scratch *scratch = g_new0 (Scratch, 1);
  const gsize H = node->n_out, G = cell.n_gates, S = cell.n_summed;

  plan->scratch[node->index] = scratch;
  plan->scratch_free[node->index] = free_scratch;
  scratch->cell = cell;
  scratch->n_steps = plan->buffers[node->output].n_steps;
  scratch->n_places = plan->mode == HX_PLAN_EVALUATE ? plan->group * plan->n_workers : plan->batch;
  scratch->input = take_packed (plan, node->n_in, G * H);
  scratch->summed = take_packed (plan, H, S * H);
  scratch->apart = take_packed (plan, H, (G - S) * H);
  scratch->bias = take (plan, G * H);
  scratch->gates = take (plan, scratch->n_places * scratch->n_steps * G * H);
  scratch->apart_values = take (plan, scratch->n_places * scratch->n_steps * (G - S) * H);
  if (S == G)
    scratch->cells = take (plan, scratch->n_places * scratch->n_steps * H);
  if (plan->mode != HX_PLAN_EVALUATE)
    plan_backward (node, plan, scratch);
}

static void
plan_lstm (const HxNode *node, HxPlan *plan)
{
  plan_cell (node, plan, (Cell){ 4, 4 });
}

static void
plan_gru (const HxNode *node, HxPlan *plan)
{
  plan_cell (node, plan, (Cell){ 3, 2 });
}

static void
prepare (const HxNode *node, HxPlan *plan)
{
  Scratch *scratch = plan->scratch[node->index];
  const HxTensorSet *tensors = plan->graph->tensors;
  const float *input = hx_tensor_set_data (tensors, node->recurrent.weight_input);
  const float *hidden = hx_tensor_set_data (tensors, node->recurrent.weight_hidden);
  const float *bias_input = hx_tensor_set_data (tensors, node->recurrent.bias_input);
  const float *bias_hidden = hx_tensor_set_data (tensors, node->recurrent.bias_hidden);
  const gsize I = node->n_in, H = node->n_out, G = scratch->cell.n_gates, S = scratch->cell.n_summed;

  hx_kernels_pack (plan->kernels, I, G * H, input, 1, I, scratch->input);
  hx_kernels_pack (plan->kernels, H, S * H, hidden, 1, H, scratch->summed);
  hx_kernels_pack (plan->kernels, H, (G - S) * H, hidden + S * H * H, 1, H, scratch->apart);
  for (gsize i = 0; i < G * H; i++)
    scratch->bias[i] = bias_input[i] + (i < S * H ? bias_hidden[i] : 0.0f);
  if (scratch->shard_records != NULL)
    memset (scratch->shard_records, 0, plan->n_shards * sizeof (guint));
  if (scratch->summed_back == NULL)
    return;
  hx_kernels_pack (plan->kernels, S * H, H, hidden, H, 1, scratch->summed_back);
  hx_kernels_pack (plan->kernels, (G - S) * H, H, hidden + S * H * H, H, 1, scratch->apart_back);
  if (scratch->input_back != NULL)
    hx_kernels_pack (plan->kernels, G * H, I, input, I, 1, scratch->input_back);
}

/* --- places ------------------------------------------------------------------------------- */

/* What one run over a shard's records knows. */
typedef struct
{
  const HxNode *node;
  HxPlan *plan;
  Scratch *scratch;
  HxRecords records;
  guint worker;
  gsize H, G, S, T;
  gsize out_stride;             /* floats from step to step of the output */
  gsize record_stride;          /* floats from record to record of the output */
  float *gates, *apart, *cells; /* of the first record */
} Run;

static Run
begin (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  Scratch *scratch = plan->scratch[node->index];
  Run run = { .node = node, .plan = plan, .scratch = scratch, .records = records, .worker = worker };
  const gsize place = plan->mode == HX_PLAN_EVALUATE ? worker * plan->group : records.first;

  run.H = node->n_out;
  run.G = scratch->cell.n_gates;
  run.S = scratch->cell.n_summed;
  run.T = scratch->n_steps;
  run.out_stride = hx_graph_buffer (plan->graph, node->output)->n_channels;
  run.record_stride = plan->buffers[node->output].values.record_stride;
  run.gates = scratch->gates + place * run.T * run.G * run.H;
  run.apart = scratch->apart_values + place * run.T * (run.G - run.S) * run.H;
  run.cells = scratch->cells != NULL ? scratch->cells + place * run.T * run.H : NULL;
  return run;
}

/* Step t of a record: its hidden state, and that of the step before it in time, NULL for the first. */
static float *
hidden_at (const Run *run, guint record, gsize t)
{
  return hx_plan_value (run->plan, run->node->output, run->records.first + record, run->worker)
         + run->node->first_out + t * run->out_stride;
}

static gssize
step_before (const Run *run, gsize t)
{
  if (run->node->reverse)
    return t + 1 < run->T ? (gssize)t + 1 : -1;
  return (gssize)t - 1;
}

/* --- forward ------------------------------------------------------------------------------- */

/* What the input adds to all gates of a record. */
static void
add_input (const Run *run, guint record)
{
  const gsize n = run->G * run->H;

  run->plan->kernels->product (
      run->T, n, run->node->n_in,
      hx_plan_value (run->plan, run->node->input, run->records.first + record, run->worker), run->node->n_in,
      1, run->scratch->input, run->gates + record * run->T * n, n, FALSE);
}

/* What the hidden states of the step before add to the gates of step t, for all records at once. */
static void
add_hidden (const Run *run, gsize t)
{
  const gsize n = run->G * run->H, apart = run->G - run->S;
  const gssize before = step_before (run, t);
  const float *bias = hx_tensor_set_data (run->plan->graph->tensors, run->node->recurrent.bias_hidden);

  for (guint r = 0; apart > 0 && r < run->records.n; r++)
    memcpy (run->apart + (r * run->T + t) * apart * run->H, bias + run->S * run->H,
            apart * run->H * sizeof (float));
  if (before < 0)
    return;
  run->plan->kernels->product (run->records.n, run->S * run->H, run->H, hidden_at (run, 0, (gsize)before),
                               run->record_stride, 1, run->scratch->summed, run->gates + t * n, run->T * n,
                               TRUE);
  if (apart > 0)
    run->plan->kernels->product (run->records.n, apart * run->H, run->H, hidden_at (run, 0, (gsize)before),
                                 run->record_stride, 1, run->scratch->apart, run->apart + t * apart * run->H,
                                 run->T * apart * run->H, TRUE);
}

static void
step_cell (const Run *run, guint record, gsize t)
{
  const gssize before = step_before (run, t);
  const gsize place = record * run->T + t, H = run->H;
  float *gates = run->gates + place * run->G * H, *h = hidden_at (run, record, t);

  if (run->cells != NULL)
    run->plan->kernels->lstm_cell (H, run->scratch->bias, gates,
                                   before >= 0 ? run->cells + (record * run->T + (gsize)before) * H : NULL,
                                   run->cells + place * H, h);
  else
    run->plan->kernels->gru_cell (H, run->scratch->bias, gates, run->apart + place * H,
                                  before >= 0 ? hidden_at (run, record, (gsize)before) : NULL, h);
}

static void
forward (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  const Run run = begin (node, plan, records, worker);

  for (guint r = 0; r < records.n; r++)
    add_input (&run, r);
  for (gsize i = 0; i < run.T; i++)
    {
      const gsize t = node->reverse ? run.T - 1 - i : i;

      add_hidden (&run, t);
      for (guint r = 0; r < records.n; r++)
        step_cell (&run, r, t);
    }
}

/* --- backward ------------------------------------------------------------------------------ */

/* From the gradients of h and c at step t to those of the gates there, and of h and c before. */
static void
step_back (const Run *run, gsize t, float *dh, float *dc, float *dh_before)
{
  const HxKernels *kernels = run->plan->kernels;
  const gsize H = run->H, n = run->G * H, apart = run->G - run->S;
  const gssize before = step_before (run, t);

  for (guint r = 0; r < run->records.n; r++)
    {
      const gsize place = r * run->T + t;
      const float *dy = hx_plan_gradient (run->plan, run->node->output, run->records.first + r, run->worker)
                        + run->node->first_out + t * run->out_stride;

      kernels->add (H, dy, dh + r * H);
      if (run->cells != NULL)
        kernels->lstm_cell_gradient (H, run->gates + place * n,
                                     before >= 0 ? run->cells + (r * run->T + (gsize)before) * H : NULL,
                                     run->cells + place * H, dh + r * H, dc + r * H);
      else
        kernels->gru_cell_gradient (H, run->gates + place * n, run->apart + place * H,
                                    before >= 0 ? hidden_at (run, r, (gsize)before) : NULL, dh + r * H,
                                    dh_before + r * H);
    }
  kernels->product (run->records.n, H, run->S * H, run->gates + t * n, run->T * n, 1,
                    run->scratch->summed_back, dh_before, H, apart > 0);
  if (apart > 0)
    kernels->product (run->records.n, H, apart * H, run->apart + t * apart * H, run->T * apart * H, 1,
                      run->scratch->apart_back, dh_before, H, TRUE);
}

static void
add_columns (gsize rows, gsize columns, const float *x, float *sums)
{
  for (gsize i = 0; i < rows; i++)
    for (gsize j = 0; j < columns; j++)
      sums[j] += x[i * columns + j];
}

/* A record's share of the weights' gradients, (n_in, G H) and (H, G H), and of the biases'. */
static void
weight_gradients (const Run *run, guint record)
{
  const HxKernels *kernels = run->plan->kernels;
  const gsize H = run->H, I = run->node->n_in, T = run->T, n = run->G * H, apart = (run->G - run->S) * H;
  const guint shard = hx_plan_shard_of (run->plan, run->records.first);
  const gboolean add = run->scratch->shard_records[shard]++ > 0;
  const float *gates = run->gates + record * T * n, *apart_gates = run->apart + record * T * apart;
  /* The step before the first one is the buffer's padding: zeros. */
  const float *h_before =
      hidden_at (run, record, 0) + (run->node->reverse ? (gssize)run->out_stride : -(gssize)run->out_stride);
  float *packed = hx_plan_room (run->plan, run->worker);
  float *by_input = run->scratch->shard_gradients + shard * n_gradients (run->node, run->scratch);
  float *by_hidden = by_input + I * n, *by_bias = by_hidden + H * n;

  hx_kernels_pack (kernels, T, n, gates, n, 1, packed);
  kernels->product (I, n, T,
                    hx_plan_value (run->plan, run->node->input, run->records.first + record, run->worker), 1,
                    I, packed, by_input, n, add);
  kernels->product (H, run->S * H, T, h_before, 1, run->out_stride, packed, by_hidden, n, add);
  if (apart > 0)
    {
      hx_kernels_pack (kernels, T, apart, apart_gates, apart, 1, packed);
      kernels->product (H, apart, T, h_before, 1, run->out_stride, packed, by_hidden + run->S * H, n, add);
    }
  if (!add)
    memset (by_bias, 0, 2 * n * sizeof (float));
  add_columns (T, n, gates, by_bias);
  add_columns (T, apart, apart_gates, by_bias + n);
}

static void
input_gradient (const Run *run, guint record)
{
  const HxNode *node = run->node;
  const gsize n = run->G * run->H;

  run->plan->kernels->product (
      run->T, node->n_in, n, run->gates + record * run->T * n, n, 1, run->scratch->input_back,
      hx_plan_gradient (run->plan, node->input, run->records.first + record, run->worker), node->n_in,
      hx_plan_adds_gradient (run->plan, node, node->input));
}

static void
backward (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  const Run run = begin (node, plan, records, worker);
  const gsize n = plan->group * run.H;
  float *dh = run.scratch->worker_hidden + worker * 3 * n, *dc = dh + n, *dh_before = dc + n;

  memset (dh, 0, 2 * n * sizeof (float));
  for (gsize i = 0; i < run.T; i++)
    {
      float *swap = dh;

      step_back (&run, node->reverse ? i : run.T - 1 - i, dh, dc, dh_before);
      dh = dh_before;
      dh_before = swap;
    }
  for (guint r = 0; r < records.n; r++)
    {
      if (plan->mode == HX_PLAN_TRAIN)
        weight_gradients (&run, r);
      if (run.scratch->input_back != NULL)
        input_gradient (&run, r);
    }
}

/* (columns, G H) to PyTorch's (G H, columns). */
static void
write_transposed (const float *from, gsize columns, gsize n, float *to)
{
  for (gsize c = 0; c < columns; c++)
    for (gsize i = 0; i < n; i++)
      to[i * columns + c] = from[c * n + i];
}

static void
finish (const HxNode *node, HxPlan *plan)
{
  Scratch *scratch = plan->scratch[node->index];
  const gsize n = scratch->cell.n_gates * node->n_out, n_all = n_gradients (node, scratch);
  const gsize n_summed = scratch->cell.n_summed * node->n_out;
  float *sum = scratch->shard_gradients, *bias;

  for (guint shard = 1; shard < plan->n_shards; shard++)
    if (scratch->shard_records[shard] > 0)
      plan->kernels->add (n_all, sum + shard * n_all, sum);
  write_transposed (sum, node->n_in, n, plan->gradients[node->recurrent.weight_input]);
  write_transposed (sum + node->n_in * n, node->n_out, n, plan->gradients[node->recurrent.weight_hidden]);
  bias = sum + (node->n_in + node->n_out) * n;
  memcpy (plan->gradients[node->recurrent.bias_input], bias, n * sizeof (float));
  memcpy (plan->gradients[node->recurrent.bias_hidden], bias, n_summed * sizeof (float));
  memcpy (plan->gradients[node->recurrent.bias_hidden] + n_summed, bias + n, (n - n_summed) * sizeof (float));
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
  .backward = backward,
  .finish = finish,
};

const HxLayer hx_layer_gru = {
  .name = "gru",
  .together = TRUE,
  .reads_output = TRUE,
  .multiply_adds = gru_multiply_adds,
  .plan = plan_gru,
  .prepare = prepare,
  .forward = forward,
  .backward = backward,
  .finish = finish,
};
