/* hx-graph.c: a network's body as a graph of layers
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

  graph->tensors = tensors;
  graph->kernels = hx_kernels ();
  graph->nodes = g_ptr_array_new_with_free_func (g_free);
  graph->buffers = g_array_new (FALSE, TRUE, sizeof (HxBufferShape));
  hx_graph_add_buffer (graph, n_leads);
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

guint
hx_graph_add_buffer (HxGraph *graph, gsize n_channels)
{
  HxBufferShape shape = { .n_channels = n_channels };

  g_array_append_val (graph->buffers, shape);
  return graph->buffers->len - 1;
}

static HxBufferShape *
shape_of (HxGraph *graph, guint buffer)
{
  return &g_array_index (graph->buffers, HxBufferShape, buffer);
}

/* A node from @input to channels @first_out ... of @output. */
static HxNode *
add_node (HxGraph *graph, const HxLayer *layer, guint input, guint output, gsize first_out, gsize n_out)
{
  HxNode *node = g_new0 (HxNode, 1);

  node->layer = layer;
  node->index = graph->nodes->len;
  node->input = input;
  node->output = output;
  node->residual = HX_NO_BUFFER;
  node->n_in = shape_of (graph, input)->n_channels;
  node->n_out = n_out;
  node->first_out = first_out;
  node->stride = 1;
  g_ptr_array_add (graph->nodes, node);
  return node;
}

static HxNode *
add_node_and_buffer (HxGraph *graph, const HxLayer *layer, guint input, gsize n_out)
{
  return add_node (graph, layer, input, hx_graph_add_buffer (graph, n_out), 0, n_out);
}

static void
add_convolution (HxGraph *graph, HxNode *node, const char *prefix, gsize kernel, gsize stride)
{
  HxBufferShape *in = shape_of (graph, node->input), *out = shape_of (graph, node->output);

  node->layer = &hx_layer_conv1d;
  node->kernel = kernel;
  node->stride = stride;
  node->padding = (kernel - 1) / 2;
  node->weight = hx_tensor_set_add (graph->tensors, HX_TENSOR_PARAMETER, HX_START_HE, prefix, "weight",
                                    node->n_out, node->n_in, kernel);
  in->padding = MAX (in->padding, node->padding);
  /* The steps before and after the record that an input's gradient reads; a part goes through a copy. */
  if (node->n_out == out->n_channels)
    out->gradient_padding = MAX (out->gradient_padding, kernel - 1 - node->padding);
}

guint
hx_graph_add_conv1d (HxGraph *graph, guint input, const char *prefix, gsize n_out, gsize kernel, gsize stride)
{
  HxNode *node = add_node_and_buffer (graph, &hx_layer_conv1d, input, n_out);

  add_convolution (graph, node, prefix, kernel, stride);
  return node->output;
}

void
hx_graph_add_conv1d_part (HxGraph *graph, guint input, const char *prefix, gsize n_out, gsize kernel,
                          guint output, gsize first_out)
{
  HxNode *node = add_node (graph, &hx_layer_conv1d, input, output, first_out, n_out);

  add_convolution (graph, node, prefix, kernel, 1);
}

guint
hx_graph_add_batch_norm (HxGraph *graph, guint input, const char *prefix, guint residual, gboolean relu)
{
  const gsize n = shape_of (graph, input)->n_channels;
  HxNode *statistics = add_node (graph, &hx_layer_batch_statistics, input, input, 0, n);
  HxNode *norm = add_node_and_buffer (graph, &hx_layer_batch_norm, input, n);

  norm->norm = hx_tensor_set_add_norm (graph->tensors, prefix, n);
  norm->residual = residual;
  norm->relu = relu;
  norm->partner = statistics->index;
  statistics->norm = norm->norm;
  statistics->partner = norm->index;
  statistics->relu = relu;
  return norm->output;
}

guint
hx_graph_add_max_pool (HxGraph *graph, guint input, gsize stride)
{
  HxNode *node = add_node_and_buffer (graph, &hx_layer_max_pool, input, shape_of (graph, input)->n_channels);

  node->kernel = 3;
  node->stride = stride;
  node->padding = 1;
  return node->output;
}

guint
hx_graph_add_mean_pool (HxGraph *graph, guint input)
{
  HxNode *node = add_node_and_buffer (graph, &hx_layer_mean_pool, input, shape_of (graph, input)->n_channels);

  node->kernel = node->stride = 2;
  return node->output;
}

guint
hx_graph_add_concat_pool (HxGraph *graph, guint input)
{
  return add_node_and_buffer (graph, &hx_layer_concat_pool, input, 2 * shape_of (graph, input)->n_channels)
      ->output;
}

guint
hx_graph_add_last_pool (HxGraph *graph, guint input)
{
  return add_node_and_buffer (graph, &hx_layer_last_pool, input, 3 * shape_of (graph, input)->n_channels)
      ->output;
}

static guint
add_recurrent_tensor (HxGraph *graph, const char *prefix, const char *leaf, guint layer, gboolean reverse,
                      gsize rows, gsize columns)
{
  g_autofree char *name = g_strdup_printf ("%s_l%u%s", leaf, layer, reverse ? "_reverse" : "");

  return hx_tensor_set_add (graph->tensors, HX_TENSOR_PARAMETER, HX_START_RECURRENT, prefix, name, rows,
                            columns, 0);
}

guint
hx_graph_add_recurrent (HxGraph *graph, guint input, HxCell cell, const char *prefix, guint layer,
                        gsize n_hidden, gboolean bidirectional)
{
  const gsize n_gates = cell == HX_CELL_LSTM ? 4 : 3, rows = n_gates * n_hidden;
  const guint output = hx_graph_add_buffer (graph, n_hidden * (bidirectional ? 2 : 1));

  /* What the hidden state was before the first step: zeros. */
  g_array_index (graph->buffers, HxBufferShape, output).padding = 1;
  for (guint direction = 0; direction < (bidirectional ? 2u : 1u); direction++)
    {
      HxNode *node = add_node (graph, cell == HX_CELL_LSTM ? &hx_layer_lstm : &hx_layer_gru, input, output,
                               direction * n_hidden, n_hidden);

      node->reverse = direction == 1;
      node->recurrent.weight_input =
          add_recurrent_tensor (graph, prefix, "weight_ih", layer, node->reverse, rows, node->n_in);
      node->recurrent.weight_hidden =
          add_recurrent_tensor (graph, prefix, "weight_hh", layer, node->reverse, rows, n_hidden);
      node->recurrent.bias_input =
          add_recurrent_tensor (graph, prefix, "bias_ih", layer, node->reverse, rows, 0);
      node->recurrent.bias_hidden =
          add_recurrent_tensor (graph, prefix, "bias_hh", layer, node->reverse, rows, 0);
    }
  return output;
}

gboolean
hx_graph_lengths (const HxGraph *graph, gsize n_samples, gsize *n_steps)
{
  n_steps[0] = n_samples;
  for (guint i = 0; i < graph->nodes->len; i++)
    {
      const HxNode *node = hx_graph_node (graph, i);
      const gsize n_in = n_steps[node->input];

      n_steps[node->output] = node->layer->length != NULL ? node->layer->length (node, n_in) : n_in;
      if (n_steps[node->output] == 0)
        return FALSE;
    }
  return TRUE;
}

gboolean
hx_graph_count (const HxGraph *graph, gsize n_samples, HxArithmetic *arithmetic)
{
  g_autofree gsize *n_steps = g_new0 (gsize, graph->buffers->len);

  *arithmetic = (HxArithmetic){ 0 };
  if (!hx_graph_lengths (graph, n_samples, n_steps))
    return FALSE;
  for (guint i = 0; i < graph->nodes->len; i++)
    {
      const HxNode *node = hx_graph_node (graph, i);
      guint64 forward;

      if (node->layer->multiply_adds == NULL)
        continue;
      forward = node->layer->multiply_adds (node, n_steps[node->output]);
      arithmetic->forward += forward;
      arithmetic->training += (node->input == 0 ? 2 : 3) * forward;
    }
  return TRUE;
}
