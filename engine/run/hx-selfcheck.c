/* hx-selfcheck.c: golden files, and the rule by which a quantity passes
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-selfcheck.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-file.h"
#include "engine/nn/hx-triplet.h"
#include "engine/run/hx-selfcheck-private.h"

#include <json-glib/json-glib.h>
#include <math.h>

#define MAX_GOLDEN_BYTES ((gsize)64 << 20)

void
hx_selfcheck_result_clear (HxSelfcheckResult *result)
{
  g_clear_pointer (&result->kind, g_free);
  g_clear_pointer (&result->worst_quantity, g_free);
  g_clear_pointer (&result->quantities, g_ptr_array_unref);
  g_clear_pointer (&result->errors, g_array_unref);
}

/* A quantity's error, beside what is allowed. */
void
hx_golden_compare (HxSelfcheckResult *result, const char *quantity, double error, double base,
                   double float32_error)
{
  double relative;

  if (float32_error > 1e-3)
    {
      result->n_left_out++;
      return;
    }
  relative = error / MAX (base, 10.0 * float32_error);
  if (!isfinite (relative))
    relative = G_MAXDOUBLE;
  if (result->errors == NULL)
    {
      result->errors = g_array_new (FALSE, FALSE, sizeof (double));
      result->quantities = g_ptr_array_new_with_free_func (g_free);
    }
  g_array_append_val (result->errors, relative);
  g_ptr_array_add (result->quantities, g_strdup (quantity));
}

/* The worst of all quantities. */
static void
conclude (HxSelfcheckResult *result)
{
  guint worst = 0;

  result->n_compared = result->errors != NULL ? result->errors->len : 0;
  if (result->n_compared == 0)
    return;
  for (guint i = 1; i < result->n_compared; i++)
    if (g_array_index (result->errors, double, i) > g_array_index (result->errors, double, worst))
      worst = i;
  result->worst = g_array_index (result->errors, double, worst);
  g_free (result->worst_quantity);
  result->worst_quantity = g_strdup (g_ptr_array_index (result->quantities, worst));
}

double *
hx_golden_numbers (JsonObject *object, const char *member, gsize n, const char *path, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  double *numbers;

  if (array == NULL || json_array_get_length (array) != n)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: “%s” is not a list of %" G_GSIZE_FORMAT " numbers",
                   path, member, n);
      return NULL;
    }
  numbers = g_new (double, n);
  for (guint i = 0; i < n; i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      numbers[i] = JSON_NODE_HOLDS_VALUE (element) ? json_node_get_double (element) : NAN;
    }
  return numbers;
}

gboolean
hx_golden_integer (JsonObject *object, const char *member, gint64 low, gint64 high, guint *value,
                   const char *path, GError **error)
{
  gint64 found = json_object_get_int_member_with_default (object, member, -1);

  if (found < low || found > high)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                   "%s: “%s” is not an integer in %" G_GINT64_FORMAT " .. %" G_GINT64_FORMAT, path, member,
                   low, high);
      return FALSE;
    }
  *value = (guint)found;
  return TRUE;
}

/* --- the small kinds --------------------------------------------------------------- */

static gboolean
check_triplet_case (JsonObject *golden, guint index, const char *path, HxSelfcheckResult *result,
                    GError **error)
{
  g_autofree double *y = NULL, *embedding = NULL, *expected = NULL;
  g_autofree float *labels = NULL, *points = NULL, *gradient = NULL;
  g_autofree char *name = g_strdup_printf ("case %u", index);
  g_autofree gpointer scratch = NULL;
  guint n, n_dims;
  double loss, reference, margin, squares = 0.0, difference = 0.0;

  if (!hx_golden_integer (golden, "samples", 1, 4096, &n, path, error)
      || !hx_golden_integer (golden, "dims", 1, 4096, &n_dims, path, error))
    return FALSE;
  y = hx_golden_numbers (golden, "y", n, path, error);
  embedding = y != NULL ? hx_golden_numbers (golden, "embedding", (gsize)n * n_dims, path, error) : NULL;
  if (embedding == NULL)
    return FALSE;
  margin = json_object_get_double_member_with_default (golden, "margin", NAN);
  reference = json_object_get_double_member_with_default (golden, "loss", NAN);
  labels = g_new (float, n);
  points = g_new (float, (gsize)n *n_dims);
  gradient = g_new (float, (gsize)n *n_dims);
  scratch = g_malloc (hx_triplet_scratch_size (n, n_dims));
  for (guint i = 0; i < n; i++)
    labels[i] = (float)y[i];
  for (guint i = 0; i < n * n_dims; i++)
    points[i] = (float)embedding[i];
  loss = hx_triplet (hx_kernels (), labels, NULL, 1, points, n, n_dims, (float)margin, gradient, scratch);
  hx_golden_compare (result, name, fabs (loss - reference) / MAX (fabs (reference), 1.0), 1e-5, 0.0);
  if (json_object_get_null_member (golden, "grad"))
    return TRUE;
  expected = hx_golden_numbers (golden, "grad", (gsize)n * n_dims, path, error);
  if (expected == NULL)
    return FALSE;
  for (guint i = 0; i < n * n_dims; i++)
    {
      squares += expected[i] * expected[i];
      difference += (gradient[i] - expected[i]) * (gradient[i] - expected[i]);
    }
  hx_golden_compare (result, name, squares > 0.0 ? sqrt (difference / squares) : sqrt (difference), 1e-3,
                     0.0);
  return TRUE;
}

static JsonArray *
array_member (JsonObject *object, const char *member, const char *path, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 0)
    return json_node_get_array (node);
  g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: “%s” is not a list", path, member);
  return NULL;
}

static gboolean
check_triplet (JsonObject *root, const char *path, HxSelfcheckResult *result, GError **error)
{
  JsonArray *cases = array_member (root, "cases", path, error);

  for (guint i = 0; cases != NULL && i < json_array_get_length (cases); i++)
    {
      JsonNode *node = json_array_get_element (cases, i);

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: case %u is not an object", path, i);
          return FALSE;
        }
      if (!check_triplet_case (json_node_get_object (node), i, path, result, error))
        return FALSE;
    }
  return cases != NULL;
}

static gboolean
check_one_cycle (JsonObject *root, const char *path, HxSelfcheckResult *result, GError **error)
{
  JsonArray *pairs = array_member (root, "lr_beta1", path, error);
  double peak = json_object_get_double_member_with_default (root, "lr_max", NAN);
  guint n_steps;

  if (pairs == NULL || !hx_golden_integer (root, "steps", 1, 1000000, &n_steps, path, error))
    return FALSE;
  if (json_array_get_length (pairs) != n_steps)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: “lr_beta1” does not have %u entries", path,
                   n_steps);
      return FALSE;
    }
  for (guint i = 0; i < n_steps; i++)
    {
      JsonNode *node = json_array_get_element (pairs, i);
      g_autofree char *name = g_strdup_printf ("step %u", i);
      double learning_rate, beta1;

      if (!JSON_NODE_HOLDS_ARRAY (node) || json_array_get_length (json_node_get_array (node)) != 2)
        {
          g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: “lr_beta1” entry %u is not a pair", path, i);
          return FALSE;
        }
      hx_one_cycle (i, n_steps, peak, &learning_rate, &beta1);
      hx_golden_compare (result, name,
                         fabs (learning_rate - json_array_get_double_element (json_node_get_array (node), 0))
                             / peak,
                         1e-9, 0.0);
      hx_golden_compare (result, name,
                         fabs (beta1 - json_array_get_double_element (json_node_get_array (node), 1)), 1e-9,
                         0.0);
    }
  return TRUE;
}

static gboolean
check_uniform (JsonObject *root, const char *path, HxSelfcheckResult *result, GError **error)
{
  JsonNode *names = json_object_get_member (root, "names");
  JsonObjectIter iter;
  const char *name;
  JsonNode *values;

  if (names == NULL || !JSON_NODE_HOLDS_OBJECT (names))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: “names” is not an object", path);
      return FALSE;
    }
  json_object_iter_init (&iter, json_node_get_object (names));
  while (json_object_iter_next (&iter, &name, &values))
    {
      HxRandom random = hx_random_from_name (name);

      if (!JSON_NODE_HOLDS_ARRAY (values))
        {
          g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: “%s” is not a list", path, name);
          return FALSE;
        }
      for (guint i = 0; i < json_array_get_length (json_node_get_array (values)); i++)
        hx_golden_compare (result, name,
                           fabs (hx_random_uniform_f32 (&random)
                                 - json_array_get_double_element (json_node_get_array (values), i)),
                           1e-8, 0.0);
    }
  return TRUE;
}

gboolean
hx_selfcheck_file (const char *path, HxSelfcheckResult *result, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *text = NULL;
  g_autoptr (GError) fault = NULL;
  JsonObject *root;
  gsize n_bytes;
  gboolean checked;

  g_return_val_if_fail (path != NULL && result != NULL, FALSE);

  *result = (HxSelfcheckResult){ 0 };
  text = hx_file_read_all (path, MAX_GOLDEN_BYTES, &n_bytes, error);
  if (text == NULL)
    return FALSE;
  if (!json_parser_load_from_data (parser, text, (gssize)n_bytes, &fault)
      || json_parser_get_root (parser) == NULL || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: not a JSON object%s%s", path,
                   fault != NULL ? ": " : "", fault != NULL ? fault->message : "");
      return FALSE;
    }
  root = json_node_get_object (json_parser_get_root (parser));
  result->kind = g_strdup (json_object_get_string_member_with_default (root, "kind", ""));
  if (g_str_equal (result->kind, "model"))
    checked = hx_golden_check_model (root, path, result, cancellable, error);
  else if (g_str_equal (result->kind, "triplet"))
    checked = check_triplet (root, path, result, error);
  else if (g_str_equal (result->kind, "one_cycle"))
    checked = check_one_cycle (root, path, result, error);
  else if (g_str_equal (result->kind, "uniform"))
    checked = check_uniform (root, path, result, error);
  else
    {
      g_set_error (error, HX_ERROR, HX_ERROR_UNSUPPORTED,
                   "%s: “kind” is “%s”; model, triplet, one_cycle and uniform can be checked", path,
                   result->kind);
      checked = FALSE;
    }
  if (checked)
    conclude (result);
  result->ok = checked && result->n_compared > 0 && result->worst <= 1.0;
  return checked;
}
