/* test-onnx.c: the graphs of exported models
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the graphs compute is compared under onnxruntime by script/check-onnx; here it is what they are made
 * of.
 */
#include "tests/unit/onnx-fixture.h"

/* --- every graph ---------------------------------------------------------------------------- */

static void
check_tensor (const OnnxTensor *tensor)
{
  gsize n = 1;

  for (guint i = 0; i < tensor->dims->len; i++)
    n *= (gsize)g_array_index (tensor->dims, gint64, i);
  g_assert_true (tensor->type == 1 || tensor->type == 7);
  g_assert_cmpuint (n * (tensor->type == 1 ? 4 : 8), ==, (gsize)(tensor->data.end - tensor->data.at));
}

/* Every value has one maker that comes before those who use it, and somebody who uses it. */
static void
check_values (const OnnxModel *onnx)
{
  g_autoptr (GHashTable) made = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) used = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer name;

  for (guint i = 0; i < onnx->tensors->len; i++)
    {
      const OnnxTensor *tensor = g_ptr_array_index (onnx->tensors, i);

      check_tensor (tensor);
      g_assert_true (g_hash_table_add (made, tensor->name));
    }
  for (guint i = 0; i < onnx->inputs->len; i++)
    g_assert_true (g_hash_table_add (made, ((OnnxValue *)g_ptr_array_index (onnx->inputs, i))->name));
  for (guint i = 0; i < onnx->nodes->len; i++)
    {
      const OnnxNode *node = g_ptr_array_index (onnx->nodes, i);

      for (guint j = 0; j < node->inputs->len; j++)
        {
          g_assert_true (g_hash_table_contains (made, g_ptr_array_index (node->inputs, j)));
          g_hash_table_add (used, g_ptr_array_index (node->inputs, j));
        }
      g_assert_cmpuint (node->outputs->len, ==, 1);
      g_assert_cmpstr (node->name, ==, g_ptr_array_index (node->outputs, 0));
      g_assert_true (g_hash_table_add (made, node->name));
    }
  for (guint i = 0; i < onnx->outputs->len; i++)
    {
      const OnnxValue *output = g_ptr_array_index (onnx->outputs, i);

      g_assert_true (g_hash_table_contains (made, output->name));
      g_hash_table_add (used, output->name);
    }
  for (g_hash_table_iter_init (&iter, made); g_hash_table_iter_next (&iter, &name, NULL);)
    g_assert_true (g_hash_table_contains (used, name));
}

static void
check_value (const GPtrArray *values, guint index, const char *name, const char *shape)
{
  const OnnxValue *value;

  g_assert_cmpuint (index, <, values->len);
  value = g_ptr_array_index (values, index);
  g_assert_cmpstr (value->name, ==, name);
  g_assert_cmpstr (value->shape, ==, shape);
  g_assert_cmpuint (strlen (value->description), >, 10);
}

static void
check_ends (const OnnxModel *onnx, HxHead head, gboolean with_margins)
{
  g_assert_cmpuint (onnx->inputs->len, ==, 1);
  check_value (onnx->inputs, 0, "window", "N,2,251");
  check_value (onnx->outputs, 0, "logits", "N,3");
  if (head == HX_HEAD_PLAIN)
    {
      g_assert_cmpuint (onnx->outputs->len, ==, 1);
      return;
    }
  check_value (onnx->outputs, 1, "fused", "N,3");
  check_value (onnx->outputs, 2, "decoupled", "N,3");
  check_value (onnx->outputs, 3, "embeddings", "N,3,5");
  if (with_margins)
    check_value (onnx->outputs, 4, "margins", "N,3");
  g_assert_cmpuint (onnx->outputs->len, ==, with_margins ? 5 : 4);
}

/* Convolutions and batch norms of the body are in the graph as they are in the model. */
static void
check_tensors (const OnnxModel *onnx, const HxNetwork *network, gboolean recurrent)
{
  guint n_found = 0;

  for (guint i = 0; i < hx_network_get_n_backbone_tensors (network); i++)
    {
      const HxTensor *tensor = hx_network_get_tensor (network, i);
      const OnnxTensor *found = onnx_find_tensor (onnx, tensor->name);

      if (recurrent || tensor->kind == HX_TENSOR_COUNTER)
        {
          g_assert_null (found);
          continue;
        }
      g_assert_nonnull (found);
      g_assert_cmpuint (found->dims->len, ==, tensor->n_dims);
      for (guint d = 0; d < tensor->n_dims; d++)
        g_assert_cmpint (g_array_index (found->dims, gint64, d), ==, (gint64)tensor->dims[d]);
      for (gsize j = 0; j < tensor->n_elements; j++)
        g_assert_true (onnx_float (found, j) == tensor->data[j]);
      n_found++;
    }
  g_assert_true (recurrent || n_found > 0);
}

static void
test_graph (gconstpointer backbone)
{
  for (guint head = HX_HEAD_PLAIN; head <= HX_HEAD_LDM; head++)
    {
      g_autoptr (HxModel) model = make_usual_model (backbone, (HxHead)head);
      g_autoptr (OnnxModel) onnx = export(model);
      g_autofree char *name = g_strdup_printf ("%s-%s", (const char *)backbone, hx_head_name ((HxHead)head));

      g_assert_cmpint (onnx->ir_version, ==, 8);
      g_assert_cmpint (onnx->opset, ==, 17);
      g_assert_cmpstr (onnx->producer, ==, "Hexaxial");
      g_assert_cmpstr (onnx->graph_name, ==, name);
      g_assert_nonnull (strstr (onnx->description, "not for diagnosis"));
      check_values (onnx);
      check_ends (onnx, (HxHead)head, TRUE);
      check_tensors (onnx, hx_model_get_network (model), hx_backbone_is_recurrent (backbone));
    }
}

/* --- nodes ---------------------------------------------------------------------------------- */

/* How many nodes are @op_type and have @attribute (any if NULL). */
static guint
count_nodes (const OnnxModel *onnx, const char *op_type, const char *attribute)
{
  guint n = 0;

  for (guint i = 0; i < onnx->nodes->len; i++)
    {
      const OnnxNode *node = g_ptr_array_index (onnx->nodes, i);

      if (!g_str_equal (node->op_type, op_type))
        continue;
      n += attribute == NULL
           || g_ptr_array_find_with_equal_func (node->attributes, attribute, g_str_equal, NULL);
    }
  return n;
}

static void
test_convolutions (void)
{
  g_autoptr (HxModel) model = make_usual_model ("fcn_wang", HX_HEAD_PLAIN);
  g_autoptr (OnnxModel) onnx = export(model);

  g_assert_cmpuint (count_nodes (onnx, "Conv", NULL), ==, 3);
  g_assert_cmpuint (count_nodes (onnx, "Conv", "kernel_shape=8"), ==, 1);
  g_assert_cmpuint (count_nodes (onnx, "Conv", "pads=3,3"), ==, 1);
  g_assert_cmpuint (count_nodes (onnx, "Conv", "kernel_shape=5"), ==, 1);
  g_assert_cmpuint (count_nodes (onnx, "Conv", "kernel_shape=3"), ==, 1);
  g_assert_cmpuint (count_nodes (onnx, "Conv", "strides=1"), ==, 3);
  g_assert_cmpuint (count_nodes (onnx, "BatchNormalization", "epsilon=1e-05"), ==, 3);
  g_assert_cmpuint (count_nodes (onnx, "Relu", NULL), ==, 4);
  g_assert_cmpuint (count_nodes (onnx, "ReduceMax", NULL), ==, 1);
}

/* Halves of an odd length: 251 samples are 126 after the stem, 63 after its pool, then 32, 16, 8. */
static void
test_mean_pools (void)
{
  g_autoptr (HxModel) model = make_usual_model ("xresnet1d18", HX_HEAD_PLAIN);
  g_autoptr (OnnxModel) onnx = export(model);

  g_assert_cmpuint (count_nodes (onnx, "AveragePool", NULL), ==, 3);
  g_assert_cmpuint (count_nodes (onnx, "AveragePool", "count_include_pad=0"), ==, 3);
  g_assert_cmpuint (count_nodes (onnx, "AveragePool", "pads=0,1"), ==, 1);
  g_assert_cmpuint (count_nodes (onnx, "AveragePool", "pads=0,0"), ==, 2);
  g_assert_cmpuint (count_nodes (onnx, "MaxPool", "pads=1,1"), ==, 1);
  g_assert_cmpuint (count_nodes (onnx, "Conv", "strides=2"), ==, 4);
}

/* Six modules of three kernels and a pooled path, side by side in the order of their channels. */
static void
test_parts (void)
{
  g_autoptr (HxModel) model = make_usual_model ("inception1d", HX_HEAD_PLAIN);
  g_autoptr (OnnxModel) onnx = export(model);
  guint n_modules = 0;

  for (guint i = 0; i < onnx->nodes->len; i++)
    {
      const OnnxNode *node = g_ptr_array_index (onnx->nodes, i);

      if (!g_str_equal (node->op_type, "Concat") || node->inputs->len != 4)
        continue;
      n_modules++;
      for (guint part = 0; part < 4; part++)
        {
          g_autofree char *end = g_strdup_printf (".from%u", 32 * part);

          g_assert_true (g_str_has_suffix (g_ptr_array_index (node->inputs, part), end));
        }
    }
  g_assert_cmpuint (n_modules, ==, 6);
}

/* The rows of gate @ours in ONNX's order are those of gate @theirs in PyTorch's. */
static void
check_gate (const OnnxModel *onnx, const HxNetwork *network, const char *name, const char *tensor_name,
            gsize first, guint n_gates, guint ours, guint theirs)
{
  const OnnxTensor *found = onnx_find_tensor (onnx, name);
  const HxTensor *tensor = hx_network_find_tensor (network, tensor_name);
  gsize n;

  g_assert_nonnull (found);
  g_assert_nonnull (tensor);
  n = tensor->n_elements / n_gates;
  for (gsize i = 0; i < n; i++)
    g_assert_true (onnx_float (found, first + ours * n + i) == tensor->data[theirs * n + i]);
}

static void
check_gates (const char *backbone, const char *op_type, guint n_gates, const guint *theirs)
{
  g_autoptr (HxModel) model = make_usual_model (backbone, HX_HEAD_PLAIN);
  g_autoptr (OnnxModel) onnx = export(model);
  const HxNetwork *network = hx_model_get_network (model);
  const gsize n_biases = hx_network_find_tensor (network, "2.bias_ih_l0_reverse")->n_elements;

  g_assert_cmpuint (count_nodes (onnx, op_type, NULL), ==, 4);
  g_assert_cmpuint (count_nodes (onnx, op_type, "direction=forward"), ==, 2);
  g_assert_cmpuint (count_nodes (onnx, op_type, "direction=reverse"), ==, 2);
  g_assert_cmpuint (count_nodes (onnx, op_type, "hidden_size=256"), ==, 4);
  for (guint gate = 0; gate < n_gates; gate++)
    {
      check_gate (onnx, network, "body.1.from256.weight_input", "2.weight_ih_l0_reverse", 0, n_gates, gate,
                  theirs[gate]);
      check_gate (onnx, network, "body.1.from256.weight_hidden", "2.weight_hh_l0_reverse", 0, n_gates, gate,
                  theirs[gate]);
      check_gate (onnx, network, "body.1.from256.bias", "2.bias_ih_l0_reverse", 0, n_gates, gate,
                  theirs[gate]);
      check_gate (onnx, network, "body.1.from256.bias", "2.bias_hh_l0_reverse", n_biases, n_gates, gate,
                  theirs[gate]);
      check_gate (onnx, network, "body.2.from0.weight_input", "2.weight_ih_l1", 0, n_gates, gate,
                  theirs[gate]);
    }
}

/* ONNX: in, out, forget, cell; PyTorch: in, forget, cell, out. */
static void
test_lstm (void)
{
  const guint theirs[] = { 0, 3, 1, 2 };

  check_gates ("lstm_bidir", "LSTM", G_N_ELEMENTS (theirs), theirs);
}

/* ONNX: update, reset, new; PyTorch: reset, update, new. */
static void
test_gru (void)
{
  const guint theirs[] = { 1, 0, 2 };
  g_autoptr (HxModel) model = make_usual_model ("gru", HX_HEAD_PLAIN);
  g_autoptr (OnnxModel) onnx = NULL;

  check_gates ("gru_bidir", "GRU", G_N_ELEMENTS (theirs), theirs);
  onnx = export(model);
  g_assert_cmpuint (count_nodes (onnx, "GRU", "linear_before_reset=1"), ==, 2);
}

static void
check_centres (const OnnxModel *onnx, const char *name, gboolean with)
{
  const OnnxTensor *centres = onnx_find_tensor (onnx, name);

  g_assert_nonnull (centres);
  for (guint i = 0; i < N_LABELS * N_EMBEDDING; i++)
    {
      const guint label = i / N_EMBEDDING, d = i % N_EMBEDDING;

      if (with && label == 2)
        g_assert_true (isnan (onnx_float (centres, i)));
      else
        g_assert_true (onnx_float (centres, i) == (float)(d == label + (with ? 0 : 1)));
    }
}

static void
test_centres (void)
{
  g_autoptr (HxModel) model = make_usual_model ("fcn_wang", HX_HEAD_LDM);
  g_autoptr (HxModel) without = make_model ("fcn_wang", HX_HEAD_LDM, FALSE, HX_AGGREGATE_MAXIMUM, WINDOW);
  g_autoptr (OnnxModel) onnx = export(model);
  g_autoptr (OnnxModel) onnx_without = export(without);

  check_centres (onnx, "centre_with", TRUE);
  check_centres (onnx, "centre_without", FALSE);
  check_ends (onnx_without, HX_HEAD_LDM, FALSE);
  check_values (onnx_without);
  g_assert_null (onnx_find_tensor (onnx_without, "centre_with"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const char *const *name = hx_backbones (); *name != NULL; name++)
    {
      g_autofree char *path = g_strdup_printf ("/onnx/graph/%s", *name);

      g_test_add_data_func (path, *name, test_graph);
    }
  g_test_add_func ("/onnx/convolutions", test_convolutions);
  g_test_add_func ("/onnx/mean-pools", test_mean_pools);
  g_test_add_func ("/onnx/parts", test_parts);
  g_test_add_func ("/onnx/lstm", test_lstm);
  g_test_add_func ("/onnx/gru", test_gru);
  g_test_add_func ("/onnx/centres", test_centres);
  return run_in_folder ();
}
