/* hx-onnx-body.c: the layers before the head as nodes of an ONNX graph
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/export/hx-onnx-private.h"

#include "engine/nn/hx-layers.h"

#define CHANNEL_AXIS 1
#define TIME_AXIS 2

typedef struct
{
  HxOnnxWriter *writer;
  const HxGraph *graph;
  guint pooled;          /* buffer that the head reads */
  const char *features;  /* its name */
  gsize *n_steps;        /* of each buffer */
  GPtrArray **parts;     /* of each buffer: names of its parts, in the order of its channels; NULL if whole */
  gsize *n_filled;       /* of each buffer: channels that are there */
  const char **names;    /* of each buffer's value */
  GStringChunk *strings; /* that the names are in */
} Body;

/* The value of a buffer, or of one node's part of it. */
static const char *new_name (Body *body, const char *format, ...) G_GNUC_PRINTF (2, 3);

static const char *
new_name (Body *body, const char *format, ...)
{
  g_autofree char *name = NULL;
  va_list arguments;

  va_start (arguments, format);
  name = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return g_string_chunk_insert (body->strings, name);
}

static const char *
add_tensor (Body *body, guint index)
{
  const HxTensor *tensor = hx_tensor_set_get (body->graph->tensors, index);

  hx_onnx_writer_add_floats (body->writer, tensor->name, tensor->n_dims, tensor->dims, tensor->data);
  return tensor->name;
}

/* --- layers ---------------------------------------------------------------------------- */

typedef void (*AddLayer) (Body *body, const HxNode *node, const char *input, const char *output);

static void
add_window (Body *body, gsize kernel, gsize stride, gsize before, gsize after)
{
  const gint64 kernels[] = { (gint64)kernel }, strides[] = { (gint64)stride };
  const gint64 pads[] = { (gint64)before, (gint64)after };

  hx_onnx_writer_attribute_integers (body->writer, "kernel_shape", G_N_ELEMENTS (kernels), kernels);
  hx_onnx_writer_attribute_integers (body->writer, "strides", G_N_ELEMENTS (strides), strides);
  hx_onnx_writer_attribute_integers (body->writer, "pads", G_N_ELEMENTS (pads), pads);
}

static void
add_conv1d (Body *body, const HxNode *node, const char *input, const char *output)
{
  const char *weight = add_tensor (body, node->weight);

  hx_onnx_writer_begin_node (body->writer, "Conv", HX_ONNX_INPUTS (input, weight), output);
  add_window (body, node->kernel, node->stride, node->padding, node->padding);
  hx_onnx_writer_end_node (body->writer);
}

/* Running statistics, then the residual and the ReLU that the layer has with it. */
static void
add_batch_norm (Body *body, const HxNode *node, const char *input, const char *output)
{
  const HxNormTensors *norm = &node->norm;
  const gboolean adds = node->residual != HX_NO_BUFFER;
  const char *sum = node->relu ? new_name (body, "%s.sum", output) : output;
  const char *map = adds ? new_name (body, "%s.norm", output) : sum;
  const char *weight = add_tensor (body, norm->weight), *bias = add_tensor (body, norm->bias);
  const char *mean = add_tensor (body, norm->running_mean);
  const char *variance = add_tensor (body, norm->running_variance);

  hx_onnx_writer_begin_node (body->writer, "BatchNormalization",
                             HX_ONNX_INPUTS (input, weight, bias, mean, variance), map);
  hx_onnx_writer_attribute_float (body->writer, "epsilon", (float)HX_BATCH_NORM_EPSILON);
  hx_onnx_writer_end_node (body->writer);
  if (adds)
    hx_onnx_writer_add_node (body->writer, "Add", HX_ONNX_INPUTS (map, body->names[node->residual]), sum);
  if (node->relu)
    hx_onnx_writer_add_node (body->writer, "Relu", HX_ONNX_INPUTS (sum), output);
}

static void
add_max_pool (Body *body, const HxNode *node, const char *input, const char *output)
{
  hx_onnx_writer_begin_node (body->writer, "MaxPool", HX_ONNX_INPUTS (input), output);
  add_window (body, node->kernel, node->stride, node->padding, node->padding);
  hx_onnx_writer_end_node (body->writer);
}

/* An odd length gets a step behind it that does not count: what rounding up (ceil_mode) means is less clear
 * between runtimes. */
static void
add_mean_pool (Body *body, const HxNode *node, const char *input, const char *output)
{
  hx_onnx_writer_begin_node (body->writer, "AveragePool", HX_ONNX_INPUTS (input), output);
  add_window (body, node->kernel, node->stride, 0, body->n_steps[node->input] % node->stride);
  hx_onnx_writer_attribute_integer (body->writer, "count_include_pad", 0);
  hx_onnx_writer_end_node (body->writer);
}

static void
add_concat (Body *body, const char *const *inputs, const char *output)
{
  hx_onnx_writer_begin_node (body->writer, "Concat", inputs, output);
  hx_onnx_writer_attribute_integer (body->writer, "axis", CHANNEL_AXIS);
  hx_onnx_writer_end_node (body->writer);
}

/* (N, C, T) to (N, C). */
static const char *
add_reduction (Body *body, const char *operator, const char * input, const char *output)
{
  const gint64 axis = TIME_AXIS;
  const char *name = new_name (body, "%s.%s", output, operator);

  hx_onnx_writer_begin_node (body->writer, operator, HX_ONNX_INPUTS (input), name);
  hx_onnx_writer_attribute_integers (body->writer, "axes", 1, &axis);
  hx_onnx_writer_attribute_integer (body->writer, "keepdims", 0);
  hx_onnx_writer_end_node (body->writer);
  return name;
}

static void
add_concat_pool (Body *body, const HxNode *node, const char *input, const char *output)
{
  const char *maximum = add_reduction (body, "ReduceMax", input, output);
  const char *mean = add_reduction (body, "ReduceMean", input, output);

  add_concat (body, HX_ONNX_INPUTS (maximum, mean), output);
}

static void
add_last_pool (Body *body, const HxNode *node, const char *input, const char *output)
{
  const char *mean = add_reduction (body, "ReduceMean", input, output);
  const char *maximum = add_reduction (body, "ReduceMax", input, output);
  const char *last = new_name (body, "%s.last", output), *step = new_name (body, "%s.step", output);
  const gint64 last_step = (gint64)body->n_steps[node->input] - 1;

  hx_onnx_writer_add_integers (body->writer, step, 0, NULL, &last_step);
  hx_onnx_writer_begin_node (body->writer, "Gather", HX_ONNX_INPUTS (input, step), last);
  hx_onnx_writer_attribute_integer (body->writer, "axis", TIME_AXIS);
  hx_onnx_writer_end_node (body->writer);
  add_concat (body, HX_ONNX_INPUTS (mean, maximum, last), output);
}

static void
add_recurrent (Body *body, const HxNode *node, const char *input, const char *output)
{
  hx_onnx_add_recurrent (body->writer, body->graph, node, input, output);
}

/* In evaluation nothing is measured: hx_layer_batch_statistics has no node. */
static const struct
{
  const HxLayer *layer;
  AddLayer add;
} layers[] = {
  { &hx_layer_conv1d, add_conv1d },           { &hx_layer_batch_norm, add_batch_norm },
  { &hx_layer_max_pool, add_max_pool },       { &hx_layer_mean_pool, add_mean_pool },
  { &hx_layer_concat_pool, add_concat_pool }, { &hx_layer_last_pool, add_last_pool },
  { &hx_layer_lstm, add_recurrent },          { &hx_layer_gru, add_recurrent },
};

static AddLayer
find_layer (const HxLayer *layer)
{
  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    if (layers[i].layer == layer)
      return layers[i].add;
  g_error ("layer “%s” has no node in ONNX", layer->name);
}

/* --- the graph --------------------------------------------------------------------------- */

/* Nodes fill a shared buffer in the order of its channels; the last one completes it. */
static void
add_part (Body *body, const HxNode *node, AddLayer add)
{
  const gsize n_channels = hx_graph_buffer (body->graph, node->output)->n_channels;
  const char *whole =
      node->output == body->pooled ? body->features : new_name (body, "body.%u", node->output);
  const char *part;

  if (node->n_out == n_channels)
    {
      add (body, node, body->names[node->input], whole);
      body->names[node->output] = whole;
      return;
    }
  part = new_name (body, "body.%u.from%" G_GSIZE_FORMAT, node->output, node->first_out);
  add (body, node, body->names[node->input], part);
  g_assert (body->n_filled[node->output] == node->first_out);
  if (body->parts[node->output] == NULL)
    body->parts[node->output] = g_ptr_array_new ();
  g_ptr_array_add (body->parts[node->output], (gpointer)part);
  body->n_filled[node->output] += node->n_out;
  if (body->n_filled[node->output] < n_channels)
    return;
  g_ptr_array_add (body->parts[node->output], NULL);
  add_concat (body, (const char *const *)body->parts[node->output]->pdata, whole);
  body->names[node->output] = whole;
}

void
hx_onnx_add_body (HxOnnxWriter *writer, const HxNetwork *network, gsize n_samples, const char *window,
                  const char *features)
{
  const HxGraph *graph = hx_network_get_graph (network);
  const guint n_buffers = graph->buffers->len;
  Body body = { .writer = writer,
                .graph = graph,
                .pooled = hx_network_get_pooled (network),
                .features = features,
                .n_steps = g_new0 (gsize, n_buffers),
                .parts = g_new0 (GPtrArray *, n_buffers),
                .n_filled = g_new0 (gsize, n_buffers),
                .names = g_new0 (const char *, n_buffers),
                .strings = g_string_chunk_new (4096) };
  const gboolean fits = hx_graph_lengths (graph, n_samples, body.n_steps);

  g_assert (fits); /* a model has a window that its network takes */
  body.names[0] = window;
  for (guint i = 0; i < graph->nodes->len; i++)
    {
      const HxNode *node = hx_graph_node (graph, i);

      if (node->layer != &hx_layer_batch_statistics)
        add_part (&body, node, find_layer (node->layer));
    }
  for (guint i = 0; i < n_buffers; i++)
    g_clear_pointer (&body.parts[i], g_ptr_array_unref);
  g_free (body.n_steps);
  g_free (body.parts);
  g_free (body.n_filled);
  g_free (body.names);
  g_string_chunk_free (body.strings);
}
