/* hx-plan-private.h: what the two halves of a plan share
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/nn/hx-graph.h"

G_BEGIN_DECLS

/** Whether the pass stops at this node for all records to meet. */
static inline gboolean
hx_plan_meets_forward (const HxPlan *plan, guint node)
{
  return plan->mode == HX_PLAN_TRAIN && hx_graph_node (plan->graph, node)->layer->forward_meet != NULL;
}

static inline gboolean
hx_plan_meets_backward (const HxPlan *plan, guint node)
{
  return plan->mode == HX_PLAN_TRAIN && hx_graph_node (plan->graph, node)->layer->backward_meet != NULL;
}

/** Decides where every buffer lies, from when it is first and last needed, and allocates the memory. */
void hx_plan_allocate (HxPlan *plan);

G_END_DECLS
