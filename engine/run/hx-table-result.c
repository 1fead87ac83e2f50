/* hx-table-result.c: the file of one run of a table
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/base/hx-file.h"
#include "engine/models/hx-json.h"
#include "engine/run/hx-table-private.h"

#include <math.h>
#include <string.h>

#define RESULT_FORMAT "hexaxial-table-run"
#define RESULT_FORMAT_VERSION 1
#define MAX_RESULT_BYTES ((gsize)64 << 20)

void
hx_table_result_free (HxTableResult *result)
{
  if (result == NULL)
    return;
  g_clear_pointer (&result->options, json_object_unref);
  g_clear_pointer (&result->run, json_object_unref);
  g_clear_pointer (&result->evaluation, json_object_unref);
  g_free (result->sha256);
  g_free (result);
}

HxTableResult *
hx_table_result_new (const HxTableTask *task, char *sha256)
{
  HxTableResult *result = g_new0 (HxTableResult, 1);

  result->options = json_object_ref (task->options);
  result->sha256 = sha256;
  result->macro_auc = result->low = result->high = NAN;
  return result;
}

/* --- numbers ---------------------------------------------------------------------------- */

static void
set_number (JsonObject *object, const char *name, double value)
{
  if (isfinite (value))
    json_object_set_double_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

/* A member's number, NaN for null; FALSE if it is something else. */
static gboolean
get_number (JsonObject *object, const char *name, double *value)
{
  JsonNode *node = json_object_get_member (object, name);

  *value = NAN;
  if (node == NULL || !(JSON_NODE_HOLDS_NULL (node) || JSON_NODE_HOLDS_VALUE (node)))
    return FALSE;
  if (JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_DOUBLE && json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *value = json_node_get_double (node);
  return *value >= 0.0 && *value <= 1.0;
}

static JsonObject *
object_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonArray *
describe_labels (const HxEvaluation *evaluation, const HxMetrics *metrics)
{
  JsonArray *labels = json_array_new ();
  guint next = 0;

  for (guint l = 0; l < metrics->n_labels; l++)
    {
      const HxLabelMetrics *label = &metrics->labels[l];
      const HxLabelEvaluation *known;
      JsonObject *object;

      if (isnan (label->auc))
        continue;
      known = g_ptr_array_index (evaluation->labels, next++);
      object = json_object_new ();
      json_object_set_string_member (object, "code", known->code);
      json_object_set_int_member (object, "positives", label->n_positives);
      set_number (object, "auc", label->auc);
      set_number (object, "auc_low", label->auc_low);
      set_number (object, "auc_high", label->auc_high);
      set_number (object, "average_precision", label->average_precision);
      json_array_add_object_element (labels, object);
    }
  return labels;
}

void
hx_table_result_set_metrics (HxTableResult *result, const HxMetrics *metrics, const HxEvaluation *evaluation)
{
  JsonObject *object = json_object_new ();
  JsonArray *left_out = json_array_new ();

  result->macro_auc = metrics->macro_auc;
  result->low = metrics->macro_auc_low;
  result->high = metrics->macro_auc_high;
  result->is_evaluated = TRUE;
  set_number (object, "macro_auc", metrics->macro_auc);
  set_number (object, "macro_auc_low", metrics->macro_auc_low);
  set_number (object, "macro_auc_high", metrics->macro_auc_high);
  set_number (object, "macro_average_precision", metrics->macro_average_precision);
  set_number (object, "fmax", metrics->fmax.value);
  json_object_set_int_member (object, "records", evaluation->n_records);
  json_object_set_int_member (object, "left_out_records", evaluation->n_left_out_records);
  json_object_set_array_member (object, "labels", describe_labels (evaluation, metrics));
  for (guint i = 0; i < evaluation->left_out->len; i++)
    json_array_add_string_element (left_out, g_ptr_array_index (evaluation->left_out, i));
  json_object_set_array_member (object, "left_out", left_out);
  g_clear_pointer (&result->evaluation, json_object_unref);
  result->evaluation = object;
}

/* --- files ------------------------------------------------------------------------------ */

gboolean
hx_table_result_write (const HxTableResult *result, const char *path, GError **error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  g_autofree char *text = NULL;
  g_autofree char *lines = NULL;

  json_object_set_string_member (object, "format", RESULT_FORMAT);
  json_object_set_int_member (object, "format_version", RESULT_FORMAT_VERSION);
  json_object_set_object_member (object, "options", json_object_ref (result->options));
  json_object_set_string_member (object, "sha256", result->sha256);
  if (result->run != NULL)
    json_object_set_object_member (object, "training", json_object_ref (result->run));
  if (result->evaluation != NULL)
    json_object_set_object_member (object, "evaluation", json_object_ref (result->evaluation));
  json_node_take_object (node, object);
  text = json_to_string (node, TRUE);
  lines = g_strconcat (text, "\n", NULL);
  return hx_file_write_all (path, lines, strlen (lines), error);
}

static char *
describe_node (JsonNode *node)
{
  g_autofree char *text = node != NULL ? json_to_string (node, FALSE) : g_strdup ("nothing");

  return g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), 60));
}

static gboolean
check_options (JsonObject *found, const HxTableTask *task, const char *path, GError **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, task->options);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      JsonNode *other = json_object_get_member (found, name);
      g_autofree char *expected = describe_node (value);
      g_autofree char *had = NULL;

      if (other != NULL && json_node_equal (value, other))
        continue;
      had = describe_node (other);
      g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT,
                   "%s: made with %s for “%s”, not %s; another folder, or one without this file, is needed",
                   path, had, name, expected);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_evaluation (HxTableResult *result, JsonObject *object)
{
  JsonObject *evaluation = object_member (object, "evaluation");

  if (evaluation == NULL)
    return !json_object_has_member (object, "evaluation");
  result->evaluation = json_object_ref (evaluation);
  result->is_evaluated = TRUE;
  return get_number (evaluation, "macro_auc", &result->macro_auc)
         && get_number (evaluation, "macro_auc_low", &result->low)
         && get_number (evaluation, "macro_auc_high", &result->high) && !isnan (result->macro_auc);
}

static HxTableResult *
read_object (JsonObject *object, const char *path, const HxTableTask *task, GError **error)
{
  g_autoptr (HxTableResult) result = NULL;
  JsonNode *format = json_object_get_member (object, "format");
  JsonNode *sha256 = json_object_get_member (object, "sha256");
  JsonObject *options = object_member (object, "options");
  JsonObject *training = object_member (object, "training");

  if (options == NULL || format == NULL || g_strcmp0 (json_node_get_string (format), RESULT_FORMAT) != 0
      || sha256 == NULL || json_node_get_string (sha256) == NULL)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: not the result of a table's run", path);
      return NULL;
    }
  if (!check_options (options, task, path, error))
    return NULL;
  result = hx_table_result_new (task, g_strdup (json_node_get_string (sha256)));
  if (training != NULL)
    result->run = json_object_ref (training);
  if (read_evaluation (result, object))
    return g_steal_pointer (&result);
  g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: “evaluation” has no sound macro-AUC", path);
  return NULL;
}

HxTableResult *
hx_table_result_read (const char *path, const HxTableTask *task, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  gsize n_bytes;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  text = hx_file_read_all (path, MAX_RESULT_BYTES, &n_bytes, error);
  node = text != NULL ? hx_json_parse (text, n_bytes, error) : NULL;
  if (node == NULL)
    {
      if (text != NULL)
        g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  if (JSON_NODE_HOLDS_OBJECT (node))
    return read_object (json_node_get_object (node), path, task, error);
  g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: not the result of a table's run", path);
  return NULL;
}
