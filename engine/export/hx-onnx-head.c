/* hx-onnx-head.c: the head as nodes of an ONNX graph, and the graph's outputs
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As in prediction, batch norms are folded into the linear maps behind them, and all labels' embeddings are
 * one product. N windows, F features, H hidden units, L labels, D dimensions of a label's space.
 */
#include "engine/export/hx-onnx-private.h"

#include "engine/export/hx-onnx.h"

#include <math.h>

#define DIMENSION_AXIS 2
#define DIMENSION_AXIS_NAME "embedding_axis" /* the same as a constant */
#define LEAST_LENGTH "least_length"
#define RAW "embeddings.raw"

/* Of an embedding of length 0, as in hx_network_predict(). */
static const float least_length = 1e-12f;

/* Rows @first ... of a map: one step of a branch with @n_out outputs. */
static void
fold_rows (const HxHeadTensors *head, const HxBranchTensors *branch, guint step, gsize n_in, gsize n_out,
           float *weight, float *bias)
{
  for (gsize out = 0; out < n_out; out++)
    bias[out] = (float)hx_head_fold_row (head->tensors, &branch->norm[step], &branch->linear[step], n_in, out,
                                         weight + out * n_in);
}

/* NAME = input times weight, of @n_out rows, plus bias. */
static void
add_map (HxOnnxWriter *writer, const char *input, gsize n_in, gsize n_out, const float *weight,
         const float *bias, const char *name)
{
  const gsize dims[] = { n_out, n_in };
  g_autofree char *weight_name = g_strconcat (name, ".weight", NULL);
  g_autofree char *bias_name = g_strconcat (name, ".bias", NULL);

  hx_onnx_writer_add_floats (writer, weight_name, 2, dims, weight);
  hx_onnx_writer_add_floats (writer, bias_name, 1, dims, bias);
  hx_onnx_writer_begin_node (writer, "Gemm", HX_ONNX_INPUTS (input, weight_name, bias_name), name);
  hx_onnx_writer_attribute_integer (writer, "transB", 1);
  hx_onnx_writer_end_node (writer);
}

static void
add_fused_step (HxOnnxWriter *writer, const HxHeadTensors *head, guint step, const char *input,
                const char *output)
{
  const gsize n_in = step == 0 ? head->n_features : head->n_hidden;
  const gsize n_out = step == 0 ? head->n_hidden : head->n_labels;
  g_autofree float *weight = g_new (float, n_in *n_out), *bias = g_new (float, n_out);

  fold_rows (head, &head->fused, step, n_in, n_out, weight, bias);
  add_map (writer, input, n_in, n_out, weight, bias, output);
}

static void
add_fused (HxOnnxWriter *writer, const HxHeadTensors *head, const char *features, const char *output)
{
  add_fused_step (writer, head, 0, features, "hidden.sum");
  hx_onnx_writer_add_node (writer, "Relu", HX_ONNX_INPUTS ("hidden.sum"), "hidden");
  add_fused_step (writer, head, 1, "hidden", output);
}

/* (N, F) to (N, L, D). */
static void
add_raw_embeddings (HxOnnxWriter *writer, const HxHeadTensors *head, const char *features)
{
  const gsize F = head->n_features, L = head->n_labels, D = head->n_embedding;
  const gint64 shape[] = { -1, (gint64)L, (gint64)D }; /* -1: as many as there are */
  g_autofree float *weight = g_new (float, L *D *F), *bias = g_new (float, L *D);

  for (gsize label = 0; label < L; label++)
    fold_rows (head, &head->labels[label], 0, F, D, weight + label * D * F, bias + label * D);
  add_map (writer, features, F, L * D, weight, bias, RAW ".flat");
  hx_onnx_writer_add_integers (writer, "embeddings.shape", 1, &(gsize){ G_N_ELEMENTS (shape) }, shape);
  hx_onnx_writer_add_node (writer, "Reshape", HX_ONNX_INPUTS (RAW ".flat", "embeddings.shape"), RAW);
}

/* OUTPUT = sum over dimensions of input times @weight, a constant (L, D). */
static void
add_label_products (HxOnnxWriter *writer, const char *input, const char *weight, const char *output)
{
  g_autofree char *products = g_strconcat (output, ".products", NULL);

  hx_onnx_writer_add_node (writer, "Mul", HX_ONNX_INPUTS (input, weight), products);
  hx_onnx_writer_begin_node (writer, "ReduceSum", HX_ONNX_INPUTS (products, DIMENSION_AXIS_NAME), output);
  hx_onnx_writer_attribute_integer (writer, "keepdims", 0);
  hx_onnx_writer_end_node (writer);
}

static void
add_decoupled (HxOnnxWriter *writer, const HxHeadTensors *head)
{
  const gsize dims[] = { head->n_labels, head->n_embedding };
  g_autofree float *weight = g_new (float, dims[0] * dims[1]), *bias = g_new (float, dims[0]);

  for (gsize label = 0; label < dims[0]; label++)
    fold_rows (head, &head->labels[label], 1, dims[1], 1, weight + label * dims[1], bias + label);
  hx_onnx_writer_add_floats (writer, "decoupled.weight", 2, dims, weight);
  hx_onnx_writer_add_floats (writer, "decoupled.bias", 1, dims, bias);
  add_label_products (writer, RAW, "decoupled.weight", "decoupled.sum");
  hx_onnx_writer_add_node (writer, "Add", HX_ONNX_INPUTS ("decoupled.sum", "decoupled.bias"),
                           HX_ONNX_DECOUPLED);
}

/* gate x fused + (1 - gate) x decoupled. */
static void
add_merged (HxOnnxWriter *writer, const HxHeadTensors *head)
{
  const gsize L = head->n_labels;
  g_autofree float *gate = g_new (float, L), *rest = g_new (float, L);

  hx_head_gate (head, gate);
  for (gsize label = 0; label < L; label++)
    rest[label] = 1.0f - gate[label];
  hx_onnx_writer_add_floats (writer, "gate", 1, &L, gate);
  hx_onnx_writer_add_floats (writer, "gate.rest", 1, &L, rest);
  hx_onnx_writer_add_node (writer, "Mul", HX_ONNX_INPUTS (HX_ONNX_FUSED, "gate"), "logits.fused");
  hx_onnx_writer_add_node (writer, "Mul", HX_ONNX_INPUTS (HX_ONNX_DECOUPLED, "gate.rest"),
                           "logits.decoupled");
  hx_onnx_writer_add_node (writer, "Add", HX_ONNX_INPUTS ("logits.fused", "logits.decoupled"),
                           HX_ONNX_LOGITS);
}

static void
add_embeddings (HxOnnxWriter *writer)
{
  const gint64 axis = DIMENSION_AXIS;

  hx_onnx_writer_add_floats (writer, LEAST_LENGTH, 0, NULL, &least_length);
  hx_onnx_writer_begin_node (writer, "ReduceL2", HX_ONNX_INPUTS (RAW), "embeddings.length");
  hx_onnx_writer_attribute_integers (writer, "axes", 1, &axis);
  hx_onnx_writer_attribute_integer (writer, "keepdims", 1);
  hx_onnx_writer_end_node (writer);
  hx_onnx_writer_add_node (writer, "Max", HX_ONNX_INPUTS ("embeddings.length", LEAST_LENGTH),
                           "embeddings.divisor");
  hx_onnx_writer_add_node (writer, "Div", HX_ONNX_INPUTS (RAW, "embeddings.divisor"), HX_ONNX_EMBEDDINGS);
}

/* Centres of all labels, (L, D), NaN where there is none. Returns whether a label has both of its own. */
static gboolean
add_centres (HxOnnxWriter *writer, HxModel *model)
{
  const gsize dims[] = { hx_model_get_n_labels (model), hx_model_get_n_embedding (model) };
  g_autofree float *with = g_new (float, dims[0] * dims[1]), *without = g_new (float, dims[0] * dims[1]);
  gboolean found = FALSE;

  for (gsize i = 0; i < dims[0] * dims[1]; i++)
    {
      const HxModelLabel *label = hx_model_get_label (model, (guint)(i / dims[1]));

      with[i] = label->centre_with[i % dims[1]];
      without[i] = label->centre_without[i % dims[1]];
      found = found || (isfinite (with[i]) && isfinite (without[i]));
    }
  if (!found)
    return FALSE;
  hx_onnx_writer_add_floats (writer, "centre_with", 2, dims, with);
  hx_onnx_writer_add_floats (writer, "centre_without", 2, dims, without);
  return TRUE;
}

/* d(e, c-) - d(e, c+) with d = (1 - cos) / 2: e (c+ - c-) / 2, all of unit length. */
static void
add_margins (HxOnnxWriter *writer)
{
  const float half = 0.5f;

  hx_onnx_writer_add_floats (writer, "half", 0, NULL, &half);
  hx_onnx_writer_add_node (writer, "Sub", HX_ONNX_INPUTS ("centre_with", "centre_without"), "margins.axis");
  add_label_products (writer, HX_ONNX_EMBEDDINGS, "margins.axis", "margins.doubled");
  hx_onnx_writer_add_node (writer, "Mul", HX_ONNX_INPUTS ("margins.doubled", "half"), HX_ONNX_MARGINS);
}

static void
declare_outputs (HxOnnxWriter *writer, const HxHeadTensors *head, gboolean has_margins)
{
  const gint64 dims[] = { HX_ONNX_FREE, head->n_labels, head->n_embedding };

  hx_onnx_writer_add_output (writer, HX_ONNX_LOGITS, "windows, labels: what the model says", 2, dims);
  if (!head->decoupled)
    return;
  hx_onnx_writer_add_output (writer, HX_ONNX_FUSED, "windows, labels: logits of the fused branch", 2, dims);
  hx_onnx_writer_add_output (writer, HX_ONNX_DECOUPLED, "windows, labels: logits of the decoupled branch", 2,
                             dims);
  hx_onnx_writer_add_output (
      writer, HX_ONNX_EMBEDDINGS,
      "windows, labels, dimensions: the window in each label's own space, of unit length", 3, dims);
  if (has_margins)
    hx_onnx_writer_add_output (writer, HX_ONNX_MARGINS,
                               "windows, labels: above 0 nearer to the centre of training records with the "
                               "label, below 0 to that of those without; NaN where there is no such centre",
                               2, dims);
}

void
hx_onnx_add_head (HxOnnxWriter *writer, HxModel *model, const char *features)
{
  const HxHeadTensors *head = hx_network_get_head (hx_model_get_network (model));
  const gint64 axis = DIMENSION_AXIS;
  gboolean has_margins = FALSE;

  add_fused (writer, head, features, head->decoupled ? HX_ONNX_FUSED : HX_ONNX_LOGITS);
  if (head->decoupled)
    {
      hx_onnx_writer_add_integers (writer, DIMENSION_AXIS_NAME, 1, &(gsize){ 1 }, &axis);
      add_raw_embeddings (writer, head, features);
      add_decoupled (writer, head);
      add_merged (writer, head);
      add_embeddings (writer);
      has_margins = add_centres (writer, model);
      if (has_margins)
        add_margins (writer);
    }
  declare_outputs (writer, head, has_margins);
}
