/* hx-layer-concat-pool.c: maximum and mean over time
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/nn/hx-layers.h"

static gsize
length (const HxNode *node, gsize n_in)
{
  return 1;
}

/* Scratch: which step had the maximum, batch x channels. */
static void
plan_scratch (const HxNode *node, HxPlan *plan)
{
  plan->scratch[node->index] = g_new0 (guint32, plan->batch * node->n_in);
  plan->scratch_free[node->index] = g_free;
}

static void
forward (const HxNode *node, HxPlan *plan, guint record, guint worker)
{
  guint32 *argument = plan->scratch[node->index];
  float *y = hx_plan_value (plan, node->output, record);

  plan->kernels->pool (hx_plan_value (plan, node->input, record), plan->buffers[node->input].n_steps,
                       node->n_in, y, y + node->n_in, argument + record * node->n_in);
}

static void
backward (const HxNode *node, HxPlan *plan, guint record, guint worker)
{
  const guint32 *argument = plan->scratch[node->index];
  const float *dy = hx_plan_gradient (plan, node->output, record);

  plan->kernels->pool_gradient (dy, dy + node->n_in, argument + record * node->n_in,
                                plan->buffers[node->input].n_steps, node->n_in,
                                hx_plan_gradient (plan, node->input, record));
}

const HxLayer hx_layer_concat_pool = {
  .name = "concat pool",
  .length = length,
  .plan = plan_scratch,
  .forward = forward,
  .backward = backward,
};
