/* hx-table-cost.c: how much work a run of a table is
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-backbone.h"
#include "engine/run/hx-table-private.h"

/* A recurrent layer cannot use what makes convolutions fast: each step waits for the one before it. Measured
 * on one core, a multiply-add of it takes this much longer. */
#define RECURRENT_SLOWNESS 2.0

static double
size_of (const HxGraph *graph, guint tensor)
{
  return (double)hx_tensor_set_get (graph->tensors, tensor)->n_elements;
}

/* Each weight of a convolution or a recurrent layer is used once an output step. */
static double
cost_of_node (const HxGraph *graph, const HxNode *node, gboolean recurrent, gsize n_steps)
{
  if (recurrent && node->recurrent.weight_input != node->recurrent.weight_hidden)
    return RECURRENT_SLOWNESS * (double)n_steps
           * (size_of (graph, node->recurrent.weight_input) + size_of (graph, node->recurrent.weight_hidden));
  return node->kernel > 0 ? (double)n_steps * (double)(node->kernel * node->n_in * node->n_out) : 0.0;
}

double
hx_table_cost (const char *backbone, guint n_leads, gsize n_samples)
{
  const HxBackbone *found = hx_backbone_find (backbone);
  HxTensorSet *tensors;
  HxGraph *graph;
  g_autofree gsize *n_steps = NULL;
  double cost = 0.0;

  g_return_val_if_fail (found != NULL, 0.0);

  tensors = hx_tensor_set_new ();
  graph = hx_graph_new (tensors, n_leads);
  found->build (graph, found);
  n_steps = g_new0 (gsize, graph->buffers->len);
  if (hx_graph_lengths (graph, n_samples, n_steps))
    for (guint i = 0; i < graph->nodes->len; i++)
      {
        const HxNode *node = hx_graph_node (graph, i);

        cost += cost_of_node (graph, node, found->recurrent, n_steps[node->output]);
      }
  hx_graph_free (graph);
  hx_tensor_set_free (tensors);
  return cost;
}
