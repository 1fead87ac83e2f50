/* hx-selfcheck-model.c: one golden network: statistics, answers, losses, gradients, steps
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-head.h"
#include "engine/run/hx-selfcheck-private.h"

#include "engine/base/hx-error.h"

#include <math.h>
#include <string.h>

#define N_STEPS 4
#define SCHEDULE_STEPS 10
#define PEAK 1e-3

/* Everything that the stages of the check share. */
typedef struct
{
  const char *path;
  JsonObject *root, *float32;
  HxSelfcheckResult *result;
  GCancellable *cancellable;
  const HxKernels *kernels;
  HxNetwork *network;
  HxTrainer *trainer;
  guint L, B, C, T;
  float *x, *y; /* B x T x C, B x L */
  HxRandom dropout;
} Check;

static float
draw_signed (HxRandom *random)
{
  return 2.0f * hx_random_uniform_f32 (random) - 1.0f;
}

static gboolean
is_damped_norm (const char *name)
{
  return strstr (name, ".bn2.") || strstr (name, ".bn3.") || strstr (name, "convpath.0.1.")
         || strstr (name, "convpath.0.2.");
}

/* A parameter's value, by the rule for its leaf name. */
static double
golden_value (const HxTensor *tensor, const char *leaf, double u)
{
  double s = 2.0 * u - 1.0;

  if (g_str_has_prefix (leaf, "weight_ih") || g_str_has_prefix (leaf, "weight_hh")
      || g_str_has_prefix (leaf, "bias_ih") || g_str_has_prefix (leaf, "bias_hh"))
    return s / 16.0;
  if (g_str_equal (leaf, "bias"))
    return 0.1 * s;
  if (tensor->n_dims == 1)
    return (0.5 + u) * (is_damped_norm (tensor->name) ? 0.05 : 1.0);
  return s * sqrt (6.0 / (double)(tensor->n_elements / tensor->dims[0]));
}

static void
fill_network (HxNetwork *network)
{
  HxRandom nothing = hx_random_from_seed (0);

  hx_network_initialise (network, &nothing); /* running mean 0, variance 1 */
  for (guint i = 0; i < hx_network_get_n_tensors (network); i++)
    {
      const HxTensor *tensor = hx_network_get_tensor (network, i);
      const char *leaf = strrchr (tensor->name, '.') + 1;
      HxRandom random = hx_random_from_name (tensor->name);

      if (tensor->kind == HX_TENSOR_PARAMETER || tensor->kind == HX_TENSOR_CARRIED)
        for (gsize j = 0; j < tensor->n_elements; j++)
          tensor->data[j] = (float)golden_value (tensor, leaf, hx_random_uniform_f32 (&random));
    }
}

static void
fill_input (Check *check)
{
  HxRandom random = hx_random_from_name ("input.x");

  check->x = g_new (float, (gsize)check->B * check->T * check->C);
  for (gsize b = 0; b < check->B; b++)
    for (gsize c = 0; c < check->C; c++)
      for (gsize t = 0; t < check->T; t++)
        check->x[(b * check->T + t) * check->C + c] = (float)((double)draw_signed (&random) * sqrt (3.0));
  random = hx_random_from_name ("input.y");
  check->y = g_new (float, (gsize)check->B * check->L);
  for (gsize i = 0; i < (gsize)check->B * check->L; i++)
    check->y[i] = hx_random_uniform_f32 (&random) < 0.35f ? 1.0f : 0.0f;
}

/* The reference's own float32 deviation of @stage.@quantity (or of @stage if @quantity is NULL). */
static double
deviation_of (const Check *check, const char *stage, const char *quantity)
{
  JsonNode *node = check->float32 != NULL ? json_object_get_member (check->float32, stage) : NULL;

  if (node != NULL && quantity != NULL && JSON_NODE_HOLDS_OBJECT (node))
    node = json_object_get_member (json_node_get_object (node), quantity);
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : 0.0;
}

static JsonObject *
stage_of (const Check *check, const char *stage, GError **error)
{
  JsonNode *node = json_object_get_member (check->root, stage);

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: “%s” is not an object", check->path, stage);
  return NULL;
}

/* Largest difference over the largest magnitude. */
static gboolean
compare_array (Check *check, const char *stage, const char *quantity, const float *values, gsize n,
               GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", stage, quantity);
  JsonObject *object = stage_of (check, stage, error);
  g_autofree double *expected =
      object != NULL ? hx_golden_numbers (object, quantity, n, check->path, error) : NULL;
  double largest = 0.0, difference = 0.0;

  if (expected == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      largest = MAX (largest, fabs (expected[i]));
      difference = isfinite (values[i]) ? MAX (difference, fabs (values[i] - expected[i])) : G_MAXDOUBLE;
    }
  hx_golden_compare (check->result, name, difference / MAX (largest, 1e-30), 1e-4,
                     deviation_of (check, stage, quantity));
  return TRUE;
}

static gboolean
compare_number (Check *check, const char *stage, const char *quantity, double value, double base,
                GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", stage, quantity);
  JsonObject *object = stage_of (check, stage, error);
  double expected;

  if (object == NULL)
    return FALSE;
  expected = json_object_get_double_member_with_default (object, quantity, NAN);
  hx_golden_compare (check->result, name, fabs (value - expected) / MAX (fabs (expected), 1e-30), base,
                     deviation_of (check, stage, quantity));
  return TRUE;
}

static double
norm_of (const float *values, gsize n)
{
  double squares = 0.0;

  for (gsize i = 0; i < n; i++)
    squares += (double)values[i] * values[i];
  return sqrt (squares);
}

static gboolean
check_running (Check *check, GError **error)
{
  JsonObject *object = stage_of (check, "running_norm", error);
  HxLoss loss;
  guint n = 0;

  hx_trainer_set_batch_norm_momentum (check->trainer, 1.0f);
  if (object == NULL
      || !hx_trainer_gradient (check->trainer, &(HxBatch){ check->x, check->y, NULL }, &check->dropout, NULL,
                               &loss, check->cancellable, error))
    return FALSE;
  hx_trainer_set_batch_norm_momentum (check->trainer, 0.1f);
  for (guint i = 0; i < hx_network_get_n_tensors (check->network); i++)
    {
      const HxTensor *tensor = hx_network_get_tensor (check->network, i);

      if (tensor->kind != HX_TENSOR_STATISTIC)
        continue;
      n++;
      if (!compare_number (check, "running_norm", tensor->name, norm_of (tensor->data, tensor->n_elements),
                           1e-3, error))
        return FALSE;
    }
  if (json_object_get_size (object) != n)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT,
                   "%s: has %u running statistics, the network has %u", check->path,
                   json_object_get_size (object), n);
      return FALSE;
    }
  return TRUE;
}

/* (B, L, room) into (L, B, D). */
static void
labels_first (const Check *check, const float *from, float *to)
{
  const gsize D = HX_EMBEDDING_PUBLISHED;

  for (gsize b = 0; b < check->B; b++)
    for (gsize l = 0; l < check->L; l++)
      memcpy (to + (l * check->B + b) * D, from + (b * check->L + l) * HX_EMBEDDING_MAX, D * sizeof (float));
}

static gboolean
check_evaluation (Check *check, GError **error)
{
  const gsize n = (gsize)check->B * check->L, n_embedding = n * HX_EMBEDDING_MAX;
  g_autofree float *memory = g_new (float, 3 * n + check->L + 3 * n_embedding);
  float *embedding = memory + 3 * n + check->L;
  const HxOutputs out = { memory,         memory + n, memory + 2 * n,
                          memory + 3 * n, embedding,  embedding + n_embedding };

  if (!hx_network_predict (check->network, check->x, check->B, check->T, &out, 0, check->cancellable, error)
      || !compare_array (check, "eval", "logits", out.logits, n, error))
    return FALSE;
  if (hx_network_get_architecture (check->network)->head == HX_HEAD_PLAIN)
    return TRUE;
  if (!compare_array (check, "eval", "fused", out.fused, n, error)
      || !compare_array (check, "eval", "decoupled", out.decoupled, n, error)
      || !compare_array (check, "eval", "gate", out.gate, check->L, error))
    return FALSE;
  labels_first (check, out.raw, embedding + 2 * n_embedding);
  if (!compare_array (check, "eval", "raw_embedding_LBD", embedding + 2 * n_embedding,
                      n * HX_EMBEDDING_PUBLISHED, error))
    return FALSE;
  labels_first (check, out.embedding, embedding + 2 * n_embedding);
  return compare_array (check, "eval", "unit_embedding_LBD", embedding + 2 * n_embedding,
                        n * HX_EMBEDDING_PUBLISHED, error);
}

/* The gradient's norm, and its dot product with the probe of the parameter's name. */
static gboolean
check_gradient (Check *check, JsonObject *golden, const HxTensor *tensor, const float *gradient,
                GError **error)
{
  g_autofree double *expected = hx_golden_numbers (golden, tensor->name, 2, check->path, error);
  g_autofree char *probe_name = g_strconcat ("probe.", tensor->name, NULL);
  g_autofree char *name = g_strconcat ("gradient of ", tensor->name, NULL);
  HxRandom random = hx_random_from_name (probe_name);
  double dot = 0.0, deviation = deviation_of (check, "grad_norm_probe", tensor->name);

  if (expected == NULL)
    return FALSE;
  for (gsize i = 0; i < tensor->n_elements; i++)
    dot += (double)gradient[i] * draw_signed (&random);
  hx_golden_compare (check->result, name,
                     fabs (norm_of (gradient, tensor->n_elements) - expected[0]) / MAX (expected[0], 1e-30),
                     1e-3, deviation);
  hx_golden_compare (check->result, name, fabs (dot - expected[1]) / MAX (expected[0], 1e-30), 1e-3,
                     deviation);
  return TRUE;
}

static gboolean
check_training (Check *check, GError **error)
{
  g_autofree float *logits = g_new (float, (gsize)check->B * check->L);
  const HxOutputs out = { .logits = logits };
  JsonObject *golden = stage_of (check, "grad_norm_probe", error);
  guint n = 0;
  HxLoss loss;

  if (golden == NULL
      || !hx_trainer_gradient (check->trainer, &(HxBatch){ check->x, check->y, NULL }, &check->dropout, &out,
                               &loss, check->cancellable, error)
      || !compare_array (check, "train", "logits", logits, (gsize)check->B * check->L, error)
      || !compare_number (check, "train", "loss", loss.loss, 1e-5, error))
    return FALSE;
  if (hx_network_get_architecture (check->network)->head == HX_HEAD_LDM
      && (!compare_number (check, "train", "bce", loss.bce, 1e-5, error)
          || !compare_number (check, "train", "triplet", loss.triplet, 1e-5, error)))
    return FALSE;
  for (guint i = 0; i < hx_network_get_n_tensors (check->network); i++)
    {
      const float *gradient = hx_trainer_get_gradient (check->trainer, i);

      n += gradient != NULL;
      if (gradient != NULL
          && !check_gradient (check, golden, hx_network_get_tensor (check->network, i), gradient, error))
        return FALSE;
    }
  if (json_object_get_size (golden) != n)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT, "%s: has %u gradients, the network has %u",
                   check->path, json_object_get_size (golden), n);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_steps (Check *check, GError **error)
{
  g_autofree double *expected =
      hx_golden_numbers (check->root, "loss_over_steps", N_STEPS, check->path, error);
  JsonNode *node = check->float32 != NULL ? json_object_get_member (check->float32, "loss_over_steps") : NULL;
  JsonArray *deviations = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (expected == NULL)
    return FALSE;
  for (guint step = 0; step < N_STEPS; step++)
    {
      g_autofree char *name = g_strdup_printf ("loss before step %u", step);
      double deviation = deviations != NULL && step < json_array_get_length (deviations)
                             ? json_array_get_double_element (deviations, step)
                             : 0.0;
      double learning_rate, beta1;
      HxLoss loss;

      hx_one_cycle (step, SCHEDULE_STEPS, PEAK, &learning_rate, &beta1);
      if (!hx_trainer_step (check->trainer, &(HxBatch){ check->x, check->y, NULL }, learning_rate, beta1,
                            &check->dropout, NULL, &loss, check->cancellable, error))
        return FALSE;
      hx_golden_compare (check->result, name, fabs (loss.loss - expected[step]) / fabs (expected[step]), 1e-4,
                         deviation);
    }
  return TRUE;
}

static gboolean
build (Check *check, GError **error)
{
  const char *head = json_object_get_string_member_with_default (check->root, "head", "");
  HxArchitecture architecture = { .backbone = json_object_get_string_member_with_default (check->root,
                                                                                          "backbone", "") };
  HxTrainerOptions options;

  if (!hx_golden_integer (check->root, "labels", 1, 4096, &check->L, check->path, error)
      || !hx_golden_integer (check->root, "batch", 2, 4096, &check->B, check->path, error)
      || !hx_golden_integer (check->root, "leads", 1, 256, &check->C, check->path, error)
      || !hx_golden_integer (check->root, "samples", 1, 100000, &check->T, check->path, error))
    return FALSE;
  if (!hx_head_from_name (head, &architecture.head))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_UNSUPPORTED, "%s: “head” is “%s”, not plain or ldm", check->path,
                   head);
      return FALSE;
    }
  architecture.n_leads = check->C;
  architecture.n_labels = check->L;
  check->network = hx_network_new (&architecture, error);
  if (check->network == NULL)
    {
      g_prefix_error (error, "%s: ", check->path);
      return FALSE;
    }
  hx_network_set_kernels (check->network, check->kernels);
  fill_network (check->network);
  options = hx_trainer_options_default (&architecture);
  options.batch = check->B;
  options.n_samples = check->T;
  options.dropout[0] = options.dropout[1] = 0.0f;
  options.clip_norm = 0.0f;
  check->trainer = hx_trainer_new (check->network, &options, error);
  if (check->trainer == NULL)
    {
      g_prefix_error (error, "%s: ", check->path);
      return FALSE;
    }
  fill_input (check);
  return TRUE;
}

/* Everything, with one set of kernels. */
static gboolean
check_with (const HxKernels *kernels, JsonObject *root, const char *path, HxSelfcheckResult *result,
            GCancellable *cancellable, GError **error)
{
  Check check = {
    .path = path, .root = root, .kernels = kernels, .result = result, .cancellable = cancellable
  };
  JsonNode *float32 = json_object_get_member (root, "float32_error");
  gboolean done;

  if (float32 != NULL && JSON_NODE_HOLDS_OBJECT (float32))
    check.float32 = json_node_get_object (float32);
  check.dropout = hx_random_from_seed (0);
  done = build (&check, error) && check_running (&check, error) && check_evaluation (&check, error)
         && check_training (&check, error) && check_steps (&check, error);
  hx_trainer_free (check.trainer);
  hx_network_unref (check.network);
  g_free (check.x);
  g_free (check.y);
  return done;
}

static gboolean
all_pass (const HxSelfcheckResult *result)
{
  for (guint i = 0; result->errors != NULL && i < result->errors->len; i++)
    if (g_array_index (result->errors, double, i) > 1.0)
      return FALSE;
  return TRUE;
}

/* Keeps the smaller error of each quantity. */
static void
keep_best (HxSelfcheckResult *result, const HxSelfcheckResult *other)
{
  for (guint i = 0; i < result->errors->len && i < other->errors->len; i++)
    {
      double *error = &g_array_index (result->errors, double, i);
      const double another = g_array_index (other->errors, double, i);

      result->n_kinks += *error > 1.0 && another <= 1.0;
      *error = MIN (*error, another);
    }
}

gboolean
hx_golden_check_model (JsonObject *root, const char *path, HxSelfcheckResult *result,
                       GCancellable *cancellable, GError **error)
{
  const HxKernels *const *sets = hx_kernels_all ();

  if (!check_with (hx_kernels (), root, path, result, cancellable, error))
    return FALSE;
  for (guint i = 0; sets[i] != NULL && !all_pass (result); i++)
    {
      HxSelfcheckResult other = { 0 };
      const gboolean checked =
          sets[i] == hx_kernels () || check_with (sets[i], root, path, &other, cancellable, error);

      if (checked && other.errors != NULL)
        keep_best (result, &other);
      hx_selfcheck_result_clear (&other);
      if (!checked)
        return FALSE;
    }
  return TRUE;
}
