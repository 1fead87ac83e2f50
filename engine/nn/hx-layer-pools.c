/* hx-layer-pools.c: pooling over a few steps, and over all of them
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/nn/hx-layers.h"

#include <string.h>

/* Scratch of the maxima: which step had it, batch x output steps x channels. */
static void
plan_arguments (const HxNode *node, HxPlan *plan)
{
  const gsize n = plan->buffers[node->output].n_steps * node->n_in * plan->batch;

  plan->scratch[node->index] = g_new0 (guint32, n);
  plan->scratch_free[node->index] = g_free;
  plan->n_bytes += n * sizeof (guint32);
}

static guint32 *
arguments_of (const HxNode *node, const HxPlan *plan, guint record)
{
  return (guint32 *)plan->scratch[node->index] + record * plan->buffers[node->output].n_steps * node->n_in;
}

/* Whether the first rows of a gradient are to be cleared before it is added to. */
static void
clear_gradient (const HxNode *node, const HxPlan *plan, float *dx)
{
  if (!hx_plan_adds_gradient (plan, node, node->input))
    memset (dx, 0, plan->buffers[node->input].n_steps * node->n_in * sizeof (float));
}

/* --- a few steps ---------------------------------------------------------------------- */

static gsize
max_length (const HxNode *node, gsize n_in)
{
  return (n_in + 2 * node->padding - node->kernel) / node->stride + 1;
}

static void
max_forward (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  const gsize n_in = plan->buffers[node->input].n_steps, n_out = plan->buffers[node->output].n_steps;
  const gsize C = node->n_in;

  for (guint r = records.first; r < records.first + records.n; r++)
    {
      const float *x = hx_plan_value (plan, node->input, r, worker);
      float *y = hx_plan_value (plan, node->output, r, worker);
      guint32 *argument = arguments_of (node, plan, r);

      for (gsize t = 0; t < n_out; t++)
        {
          const gsize begin = t * node->stride > node->padding ? t * node->stride - node->padding : 0;
          const gsize end = MIN (t * node->stride + node->kernel - node->padding, n_in);

          plan->kernels->maximum (x + begin * C, end - begin, C, (guint32)begin, y + t * C, argument + t * C);
        }
    }
}

static void
max_backward (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  const gsize n_out = plan->buffers[node->output].n_steps, C = node->n_in;

  for (guint r = records.first; r < records.first + records.n; r++)
    {
      const float *dy = hx_plan_gradient (plan, node->output, r, worker);
      const guint32 *argument = arguments_of (node, plan, r);
      float *dx = hx_plan_gradient (plan, node->input, r, worker);

      clear_gradient (node, plan, dx);
      for (gsize t = 0; t < n_out; t++)
        for (gsize c = 0; c < C; c++)
          dx[argument[t * C + c] * C + c] += dy[t * C + c];
    }
}

static gsize
mean_length (const HxNode *node, gsize n_in)
{
  return (n_in + node->stride - 1) / node->stride;
}

static void
mean_forward (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  const gsize n_in = plan->buffers[node->input].n_steps, C = node->n_in;

  for (guint r = records.first; r < records.first + records.n; r++)
    {
      const float *x = hx_plan_value (plan, node->input, r, worker);
      float *y = hx_plan_value (plan, node->output, r, worker);

      for (gsize t = 0; t < n_in; t += 2)
        if (t + 1 < n_in)
          for (gsize c = 0; c < C; c++)
            y[t / 2 * C + c] = 0.5f * (x[t * C + c] + x[(t + 1) * C + c]);
        else
          memcpy (y + t / 2 * C, x + t * C, C * sizeof (float));
    }
}

static void
mean_backward (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  const gsize n_in = plan->buffers[node->input].n_steps, C = node->n_in;

  for (guint r = records.first; r < records.first + records.n; r++)
    {
      const float *dy = hx_plan_gradient (plan, node->output, r, worker);
      float *dx = hx_plan_gradient (plan, node->input, r, worker);

      clear_gradient (node, plan, dx);
      for (gsize t = 0; t < n_in; t++)
        {
          const float share = t % 2 == 0 && t + 1 == n_in ? 1.0f : 0.5f;

          for (gsize c = 0; c < C; c++)
            dx[t * C + c] += share * dy[t / 2 * C + c];
        }
    }
}

/* --- all steps --------------------------------------------------------------------------- */

static gsize
one_step (const HxNode *node, gsize n_in)
{
  return 1;
}

static void
concat_forward (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  for (guint r = records.first; r < records.first + records.n; r++)
    {
      float *y = hx_plan_value (plan, node->output, r, worker);

      plan->kernels->pool (hx_plan_value (plan, node->input, r, worker), plan->buffers[node->input].n_steps,
                           node->n_in, y, y + node->n_in, arguments_of (node, plan, r));
    }
}

static void
concat_backward (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  g_assert (!hx_plan_adds_gradient (plan, node, node->input));

  for (guint r = records.first; r < records.first + records.n; r++)
    {
      const float *dy = hx_plan_gradient (plan, node->output, r, worker);

      plan->kernels->pool_gradient (dy, dy + node->n_in, arguments_of (node, plan, r),
                                    plan->buffers[node->input].n_steps, node->n_in,
                                    hx_plan_gradient (plan, node->input, r, worker));
    }
}

static void
last_forward (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  const gsize n_steps = plan->buffers[node->input].n_steps, C = node->n_in;

  for (guint r = records.first; r < records.first + records.n; r++)
    {
      const float *x = hx_plan_value (plan, node->input, r, worker);
      float *y = hx_plan_value (plan, node->output, r, worker);

      plan->kernels->pool (x, n_steps, C, y + C, y, arguments_of (node, plan, r));
      memcpy (y + 2 * C, x + (n_steps - 1) * C, C * sizeof (float));
    }
}

static void
last_backward (const HxNode *node, HxPlan *plan, HxRecords records, guint worker)
{
  const gsize n_steps = plan->buffers[node->input].n_steps, C = node->n_in;

  g_assert (!hx_plan_adds_gradient (plan, node, node->input));

  for (guint r = records.first; r < records.first + records.n; r++)
    {
      const float *dy = hx_plan_gradient (plan, node->output, r, worker);
      float *dx = hx_plan_gradient (plan, node->input, r, worker);

      plan->kernels->pool_gradient (dy + C, dy, arguments_of (node, plan, r), n_steps, C, dx);
      plan->kernels->add (C, dy + 2 * C, dx + (n_steps - 1) * C);
    }
}

const HxLayer hx_layer_max_pool = {
  .name = "maximum of three",
  .forgets_input = TRUE,
  .length = max_length,
  .plan = plan_arguments,
  .forward = max_forward,
  .backward = max_backward,
};

const HxLayer hx_layer_mean_pool = {
  .name = "mean of two",
  .forgets_input = TRUE,
  .length = mean_length,
  .forward = mean_forward,
  .backward = mean_backward,
};

const HxLayer hx_layer_concat_pool = {
  .name = "maximum and mean",
  .forgets_input = TRUE,
  .length = one_step,
  .plan = plan_arguments,
  .forward = concat_forward,
  .backward = concat_backward,
};

const HxLayer hx_layer_last_pool = {
  .name = "mean, maximum and last",
  .forgets_input = TRUE,
  .length = one_step,
  .plan = plan_arguments,
  .forward = last_forward,
  .backward = last_backward,
};
