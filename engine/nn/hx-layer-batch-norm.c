/* hx-layer-batch-norm.c: batch norm over records and time, with ReLU
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ioffe and Szegedy, "Batch normalization", ICML 2015. In training the statistics node measures
 * each record, the meeting joins the records (Chan, Golub and LeVeque, 1979, in double precision), and the
 * norm node maps each record, adds a residual and cuts at 0; backward likewise. In evaluation the running
 * statistics are the map.
 */
#include "engine/nn/hx-layers.h"

#include <math.h>

static void
free_scratch (gpointer data)
{
  HxNormScratch *scratch = data;

  g_aligned_free (scratch->memory);
  g_free (scratch->batch_mean);
  g_free (scratch->batch_variance);
  g_free (scratch);
}

static void
plan_statistics (const HxNode *node, HxPlan *plan)
{
  HxNormScratch *scratch = g_new0 (HxNormScratch, 1);
  const gsize n = node->n_in, per_record = plan->mode == HX_PLAN_TRAIN ? n * plan->batch : 0;
  float *place;

  plan->scratch[node->index] = scratch;
  plan->scratch_free[node->index] = free_scratch;
  place = scratch->memory = hx_floats_new (4 * per_record + 6 * n);
  scratch->record_mean = place;
  scratch->record_deviation = place += per_record;
  scratch->record_sum_g = place += per_record;
  scratch->record_sum_g_normal = place += per_record;
  scratch->mean = place += per_record;
  scratch->inverse_sd = place += n;
  scratch->scale = place += n;
  scratch->shift = place += n;
  scratch->mean_g = place += n;
  scratch->mean_g_normal = place += n;
  scratch->batch_mean = g_new0 (double, n);
  scratch->batch_variance = g_new0 (double, n);
}

/* The map that mean and variance give. */
static void
set_map (const HxNode *node, HxPlan *plan, gsize c, double mean, double variance)
{
  HxNormScratch *scratch = plan->scratch[node->index];
  double inverse_sd = 1.0 / sqrt (variance + HX_BATCH_NORM_EPSILON);
  double scale = hx_tensor_set_data (plan->graph->tensors, node->norm.weight)[c] * inverse_sd;

  scratch->mean[c] = (float)mean;
  scratch->inverse_sd[c] = (float)inverse_sd;
  scratch->scale[c] = (float)scale;
  scratch->shift[c] = (float)(hx_tensor_set_data (plan->graph->tensors, node->norm.bias)[c] - mean * scale);
}

static void
prepare_statistics (const HxNode *node, HxPlan *plan)
{
  const float *mean = hx_tensor_set_data (plan->graph->tensors, node->norm.running_mean);
  const float *variance = hx_tensor_set_data (plan->graph->tensors, node->norm.running_variance);

  if (plan->mode != HX_PLAN_TRAIN)
    for (gsize c = 0; c < node->n_in; c++)
      set_map (node, plan, c, mean[c], variance[c]);
}

static void
measure (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  HxNormScratch *scratch = plan->scratch[node->index];

  if (plan->mode != HX_PLAN_TRAIN)
    return;
  for (guint r = records.first; r < records.first + records.n; r++)
    plan->kernels->moments (hx_plan_value (plan, node->input, r, worker), plan->buffers[node->input].n_steps,
                            node->n_in, scratch->record_mean + r * node->n_in,
                            scratch->record_deviation + r * node->n_in);
}

static void
meet (const HxNode *node, HxPlan *plan)
{
  HxNormScratch *scratch = plan->scratch[node->index];
  const double n_steps = (double)plan->buffers[node->input].n_steps;

  scratch->n_values = plan->n_records * plan->buffers[node->input].n_steps;
  for (gsize c = 0; c < node->n_in; c++)
    {
      double mean = 0.0, deviation = 0.0;

      for (guint record = 0; record < plan->n_records; record++)
        mean += scratch->record_mean[record * node->n_in + c];
      mean /= plan->n_records;
      for (guint record = 0; record < plan->n_records; record++)
        {
          double apart = scratch->record_mean[record * node->n_in + c] - mean;

          deviation += scratch->record_deviation[record * node->n_in + c] + n_steps * apart * apart;
        }
      scratch->batch_mean[c] = mean;
      scratch->batch_variance[c] = deviation / (double)scratch->n_values;
      set_map (node, plan, c, mean, scratch->batch_variance[c]);
    }
}

/* The batch norm's map is applied to each record once the statistics have met. */
static void
apply (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  const HxNormScratch *scratch = plan->scratch[node->partner];

  for (guint r = records.first; r < records.first + records.n; r++)
    plan->kernels->affine (hx_plan_value (plan, node->input, r, worker), plan->buffers[node->input].n_steps,
                           node->n_in, scratch->scale, scratch->shift,
                           node->residual != HX_NO_BUFFER ? hx_plan_value (plan, node->residual, r, worker)
                                                          : NULL,
                           node->relu, hx_plan_value (plan, node->output, r, worker));
}

/* The residual gets the gradient as it is, behind the ReLU. */
static void
residual_gradient (const HxNode *node, const HxPlan *plan, guint record, guint worker)
{
  if (node->residual == HX_NO_BUFFER || plan->buffers[node->residual].gradients.memory == NULL)
    return;
  plan->kernels->relu_gradient (hx_plan_gradient (plan, node->output, record, worker),
                                node->relu ? hx_plan_value (plan, node->output, record, worker) : NULL,
                                plan->buffers[node->output].n_steps * node->n_out,
                                hx_plan_adds_gradient (plan, node, node->residual),
                                hx_plan_gradient (plan, node->residual, record, worker));
}

static void
sum_gradients (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  HxNormScratch *scratch = plan->scratch[node->partner];

  for (guint r = records.first; r < records.first + records.n; r++)
    {
      residual_gradient (node, plan, r, worker);
      if (plan->mode == HX_PLAN_TRAIN)
        plan->kernels->norm_gradient_sums (hx_plan_gradient (plan, node->output, r, worker),
                                           node->relu ? hx_plan_value (plan, node->output, r, worker) : NULL,
                                           hx_plan_value (plan, node->input, r, worker),
                                           plan->buffers[node->input].n_steps, node->n_in, scratch->mean,
                                           scratch->inverse_sd, scratch->record_sum_g + r * node->n_in,
                                           scratch->record_sum_g_normal + r * node->n_in);
    }
}

static void
meet_gradients (const HxNode *node, HxPlan *plan)
{
  HxNormScratch *scratch = plan->scratch[node->partner];

  for (gsize c = 0; c < node->n_in; c++)
    {
      double sum = 0.0, sum_normal = 0.0;

      for (guint record = 0; record < plan->n_records; record++)
        {
          sum += scratch->record_sum_g[record * node->n_in + c];
          sum_normal += scratch->record_sum_g_normal[record * node->n_in + c];
        }
      plan->gradients[node->norm.bias][c] = (float)sum;
      plan->gradients[node->norm.weight][c] = (float)sum_normal;
      scratch->mean_g[c] = (float)(sum / (double)scratch->n_values);
      scratch->mean_g_normal[c] = (float)(sum_normal / (double)scratch->n_values);
    }
}

/* With running statistics, which no record moves, both means are 0. */
static void
spread_gradients (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  const HxNormScratch *scratch = plan->scratch[node->index];
  const HxNode *norm = hx_graph_node (plan->graph, node->partner);

  g_assert (!hx_plan_adds_gradient (plan, node, node->input));

  for (guint r = records.first; r < records.first + records.n; r++)
    plan->kernels->norm_gradient (hx_plan_gradient (plan, norm->output, r, worker),
                                  norm->relu ? hx_plan_value (plan, norm->output, r, worker) : NULL,
                                  hx_plan_value (plan, node->input, r, worker),
                                  plan->buffers[node->input].n_steps, node->n_in, scratch->mean,
                                  scratch->inverse_sd, scratch->scale, scratch->mean_g,
                                  scratch->mean_g_normal, hx_plan_gradient (plan, node->input, r, worker));
}

const HxLayer hx_layer_batch_statistics = {
  .name = "batch statistics",
  .plan = plan_statistics,
  .prepare = prepare_statistics,
  .forward = measure,
  .forward_meet = meet,
  .backward = spread_gradients,
};

const HxLayer hx_layer_batch_norm = {
  .name = "batch norm",
  .reads_output = TRUE,
  .defers_gradient = TRUE,
  .forward = apply,
  .backward = sum_gradients,
  .backward_meet = meet_gradients,
};
