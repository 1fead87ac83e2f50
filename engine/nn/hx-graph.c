/* hx-graph.c: a network's body as a list of layers
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/nn/hx-graph.h"

#include "engine/nn/hx-layers.h"

HxGraph *
hx_graph_new (HxTensorSet *tensors, gsize n_leads)
{
  HxGraph *graph = g_new0 (HxGraph, 1);
  HxBufferShape input = { .n_channels = n_leads, .producer = G_MAXUINT };

  graph->tensors = tensors;
  graph->nodes = g_ptr_array_new_with_free_func (g_free);
  graph->buffers = g_array_new (FALSE, TRUE, sizeof (HxBufferShape));
  g_array_append_val (graph->buffers, input);
  return graph;
}

void
hx_graph_free (HxGraph *graph)
{
  if (graph == NULL)
    return;
  g_ptr_array_unref (graph->nodes);
  g_array_unref (graph->buffers);
  g_free (graph);
}

static HxBufferShape *
shape_of (HxGraph *graph, guint buffer)
{
  return &g_array_index (graph->buffers, HxBufferShape, buffer);
}

/* A node from @input to a new buffer of @n_out channels, or to @input itself. */
static HxNode *
add_node (HxGraph *graph, const HxLayer *layer, guint input, gsize n_out, gboolean in_place)
{
  HxNode *node = g_new0 (HxNode, 1);

  node->layer = layer;
  node->index = graph->nodes->len;
  node->input = input;
  node->output = input;
  node->n_in = shape_of (graph, input)->n_channels;
  node->n_out = n_out;
  if (!in_place)
    {
      HxBufferShape output = { .n_channels = n_out, .producer = node->index };

      node->output = graph->buffers->len;
      g_array_append_val (graph->buffers, output);
    }
  g_ptr_array_add (graph->nodes, node);
  return node;
}

guint
hx_graph_add_conv1d (HxGraph *graph, guint input, const char *prefix, gsize n_out, gsize kernel)
{
  HxNode *node = add_node (graph, &hx_layer_conv1d, input, n_out, FALSE);
  HxBufferShape *in = shape_of (graph, input);
  HxBufferShape *out = shape_of (graph, node->output);

  node->kernel = kernel;
  node->stride = 1;
  node->padding = (kernel - 1) / 2;
  node->weight = hx_tensor_set_add (graph->tensors, HX_TENSOR_PARAMETER, HX_START_HE, prefix, "weight", n_out,
                                    node->n_in, kernel);
  in->padding = MAX (in->padding, node->padding);
  out->gradient_padding = MAX (out->gradient_padding, kernel - 1 - node->padding);
  return node->output;
}

guint
hx_graph_add_batch_norm (HxGraph *graph, guint input, const char *prefix, gboolean relu)
{
  HxNode *statistics =
      add_node (graph, &hx_layer_batch_statistics, input, shape_of (graph, input)->n_channels, TRUE);
  HxNode *norm = add_node (graph, &hx_layer_batch_norm, input, statistics->n_in, FALSE);

  norm->norm = hx_tensor_set_add_norm (graph->tensors, prefix, norm->n_in);
  norm->relu = relu;
  norm->partner = statistics->index;
  statistics->norm = norm->norm;
  statistics->partner = norm->index;
  statistics->relu = relu;
  return norm->output;
}

guint
hx_graph_add_concat_pool (HxGraph *graph, guint input)
{
  return add_node (graph, &hx_layer_concat_pool, input, 2 * shape_of (graph, input)->n_channels, FALSE)
      ->output;
}
