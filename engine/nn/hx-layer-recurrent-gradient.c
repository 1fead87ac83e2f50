/* hx-layer-recurrent-gradient.c: LSTM and GRU from the last step to the first
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/nn/hx-layer-recurrent-private.h"

#include <string.h>

/* From the gradients of h and c at step t to those of the gates there, and of h and c before. */
static void
step_back (const HxRecurrentRun *run, gsize t, float *dh, float *dc, float *dh_before)
{
  const HxKernels *kernels = run->plan->kernels;
  const gsize H = run->H, n = run->G * H, apart = run->G - run->S;
  const gssize before = hx_recurrent_step_before (run, t);

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
                                    before >= 0 ? hx_recurrent_hidden (run, r, (gsize)before) : NULL,
                                    dh + r * H, dh_before + r * H);
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
weight_gradients (const HxRecurrentRun *run, guint record)
{
  const HxKernels *kernels = run->plan->kernels;
  const gsize H = run->H, I = run->node->n_in, T = run->T, n = run->G * H, apart = (run->G - run->S) * H;
  const guint shard = hx_plan_shard_of (run->plan, run->records.first);
  const gboolean add = run->scratch->shard_records[shard]++ > 0;
  const float *gates = run->gates + record * T * n, *apart_gates = run->apart + record * T * apart;
  /* The step before the first one is the buffer's padding: zeros. */
  const float *h_before = hx_recurrent_hidden (run, record, 0)
                          + (run->node->reverse ? (gssize)run->out_stride : -(gssize)run->out_stride);
  float *packed = hx_plan_room (run->plan, run->worker);
  float *by_input =
      run->scratch->shard_gradients + shard * hx_recurrent_n_gradients (run->node, run->scratch);
  float *by_hidden = by_input + I * n, *by_bias = by_hidden + H * n;

  kernels->pack (T, n, gates, n, 1, packed);
  kernels->product (I, n, T,
                    hx_plan_value (run->plan, run->node->input, run->records.first + record, run->worker), 1,
                    I, packed, by_input, n, add);
  kernels->product (H, run->S * H, T, h_before, 1, run->out_stride, packed, by_hidden, n, add);
  if (apart > 0)
    {
      kernels->pack (T, apart, apart_gates, apart, 1, packed);
      kernels->product (H, apart, T, h_before, 1, run->out_stride, packed, by_hidden + run->S * H, n, add);
    }
  if (!add)
    memset (by_bias, 0, 2 * n * sizeof (float));
  add_columns (T, n, gates, by_bias);
  add_columns (T, apart, apart_gates, by_bias + n);
}

static void
input_gradient (const HxRecurrentRun *run, guint record)
{
  const HxNode *node = run->node;
  const gsize n = run->G * run->H;

  run->plan->kernels->product (
      run->T, node->n_in, n, run->gates + record * run->T * n, n, 1, run->scratch->input_back,
      hx_plan_gradient (run->plan, node->input, run->records.first + record, run->worker), node->n_in,
      hx_plan_adds_gradient (run->plan, node, node->input));
}

void
hx_recurrent_backward (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  const HxRecurrentRun run = hx_recurrent_begin (node, plan, records, worker, 0);
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

void
hx_recurrent_finish (const HxNode *node, HxPlan *plan)
{
  HxRecurrentScratch *scratch = plan->scratch[node->index];
  const gsize n = scratch->cell.n_gates * node->n_out, n_all = hx_recurrent_n_gradients (node, scratch);
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
