/* hx-plan-private.h: what the two halves of a plan share
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/nn/hx-graph.h"

G_BEGIN_DECLS

/** Whether the threads share this node. */
static inline gboolean
hx_plan_is_team (const HxPlan *plan, guint node)
{
  return plan->team && node < plan->graph->nodes->len
         && hx_graph_node (plan->graph, node)->layer->forward_team != NULL;
}

/** Whether this node has something to do when all records have met behind it. */
static inline gboolean
hx_plan_has_meeting (const HxPlan *plan, guint node)
{
  return plan->mode == HX_PLAN_TRAIN && hx_graph_node (plan->graph, node)->layer->forward_meet != NULL;
}

/** Whether the pass stops behind this node for all records to meet. */
static inline gboolean
hx_plan_meets_forward (const HxPlan *plan, guint node)
{
  return hx_plan_has_meeting (plan, node) || hx_plan_is_team (plan, node) || hx_plan_is_team (plan, node + 1);
}

static inline gboolean
hx_plan_meets_backward (const HxPlan *plan, guint node)
{
  return plan->mode == HX_PLAN_TRAIN && hx_graph_node (plan->graph, node)->layer->backward_meet != NULL;
}

/** Decides where every buffer lies, from when it is first and last needed, and allocates the memory. */
void hx_plan_allocate (HxPlan *plan);

G_END_DECLS
