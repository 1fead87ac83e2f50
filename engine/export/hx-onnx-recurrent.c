/* hx-onnx-recurrent.c: a layer of an LSTM or a GRU as nodes of an ONNX graph
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The cells are the same as PyTorch's (for a GRU with linear_before_reset); gates come in another order, both
 * biases in one tensor, and time before record.
 */
#include "engine/export/hx-onnx-private.h"

#include "engine/nn/hx-layers.h"

#include <string.h>

#define MAX_GATES 4

typedef struct
{
  const char *operator;
  guint n_gates;
  guint order[MAX_GATES]; /* of each gate in ONNX: which one it is in PyTorch */
} Cell;

/* In, forget, cell, out there; in, out, forget, cell here. */
static const Cell lstm = { "LSTM", 4, { 0, 3, 1, 2 } };
/* Reset, update, new there; update, reset, new here. */
static const Cell gru = { "GRU", 3, { 1, 0, 2 } };

/* @tensor, a row or a number a unit of each gate, with the gates in ONNX's order. */
static void
copy_gates (const Cell *cell, const HxTensor *tensor, float *to)
{
  const gsize n = tensor->n_elements / cell->n_gates;

  for (guint gate = 0; gate < cell->n_gates; gate++)
    memcpy (to + gate * n, tensor->data + cell->order[gate] * n, n * sizeof (float));
}

static void
add_weights (HxOnnxWriter *writer, const Cell *cell, const HxTensor *tensor, const char *name)
{
  const gsize dims[] = { 1, tensor->dims[0], tensor->dims[1] };
  g_autofree float *weights = g_new (float, tensor->n_elements);

  copy_gates (cell, tensor, weights);
  hx_onnx_writer_add_floats (writer, name, G_N_ELEMENTS (dims), dims, weights);
}

static void
add_biases (HxOnnxWriter *writer, const Cell *cell, const HxTensor *input, const HxTensor *hidden,
            const char *name)
{
  const gsize dims[] = { 1, input->n_elements + hidden->n_elements };
  g_autofree float *biases = g_new (float, dims[1]);

  copy_gates (cell, input, biases);
  copy_gates (cell, hidden, biases + input->n_elements);
  hx_onnx_writer_add_floats (writer, name, G_N_ELEMENTS (dims), dims, biases);
}

static void
add_transposition (HxOnnxWriter *writer, const char *input, const gint64 order[3], const char *output)
{
  hx_onnx_writer_begin_node (writer, "Transpose", HX_ONNX_INPUTS (input), output);
  hx_onnx_writer_attribute_integers (writer, "perm", 3, order);
  hx_onnx_writer_end_node (writer);
}

static void
add_cell (HxOnnxWriter *writer, const Cell *cell, const HxNode *node, const char *const *inputs,
          const char *output)
{
  hx_onnx_writer_begin_node (writer, cell->operator, inputs, output);
  hx_onnx_writer_attribute_integer (writer, "hidden_size", (gint64)node->n_out);
  hx_onnx_writer_attribute_string (writer, "direction", node->reverse ? "reverse" : "forward");
  if (cell == &gru)
    hx_onnx_writer_attribute_integer (writer, "linear_before_reset", 1);
  hx_onnx_writer_end_node (writer);
}

void
hx_onnx_add_recurrent (HxOnnxWriter *writer, const HxGraph *graph, const HxNode *node, const char *input,
                       const char *output)
{
  static const gint64 to_time_first[] = { 2, 0, 1 }, from_time_first[] = { 1, 2, 0 };
  static const gint64 direction = 1; /* states are (steps, directions, N, units) */
  const Cell *cell = node->layer == &hx_layer_lstm ? &lstm : &gru;
  const HxRecurrentTensors *tensors = &node->recurrent;
  g_autofree char *sequence = g_strconcat (output, ".input", NULL);
  g_autofree char *weights = g_strconcat (output, ".weight_input", NULL);
  g_autofree char *recurrence = g_strconcat (output, ".weight_hidden", NULL);
  g_autofree char *biases = g_strconcat (output, ".bias", NULL);
  g_autofree char *states = g_strconcat (output, ".states", NULL);
  g_autofree char *axis = g_strconcat (output, ".direction", NULL);
  g_autofree char *hidden = g_strconcat (output, ".hidden", NULL);

  add_weights (writer, cell, hx_tensor_set_get (graph->tensors, tensors->weight_input), weights);
  add_weights (writer, cell, hx_tensor_set_get (graph->tensors, tensors->weight_hidden), recurrence);
  add_biases (writer, cell, hx_tensor_set_get (graph->tensors, tensors->bias_input),
              hx_tensor_set_get (graph->tensors, tensors->bias_hidden), biases);
  add_transposition (writer, input, to_time_first, sequence);
  add_cell (writer, cell, node, HX_ONNX_INPUTS (sequence, weights, recurrence, biases), states);
  hx_onnx_writer_add_integers (writer, axis, 1, &(gsize){ 1 }, &direction);
  hx_onnx_writer_add_node (writer, "Squeeze", HX_ONNX_INPUTS (states, axis), hidden);
  add_transposition (writer, hidden, from_time_first, output);
}
