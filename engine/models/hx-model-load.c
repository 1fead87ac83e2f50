/* hx-model-load.c: reads a model file, trusting nothing in it
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-model-private.h"

#include "engine/base/hx-error.h"
#include "engine/models/hx-json.h"
#include "engine/models/hx-state.h"

#include <math.h>
#include <string.h>

#define MAX_CODE_BYTES 128
#define MAX_TEXT_BYTES 4096

/* What the metadata says, before there is a network. */
typedef struct
{
  const char *path;
  const HxSafetensors *file;
  GArray *labels; /* of HxModelLabel, strings owned */
  GPtrArray *leads;
  HxHead head;
  HxAggregation aggregation;
  double rate_hz, window_samples, stride_samples, mean_mv, sd_mv;
} Loader;

static gboolean
fault (const Loader *loader, HxError code, GError **error, const char *key, const char *what)
{
  g_set_error (error, HX_ERROR, (int)code, "%s: metadata: “%s” %s", loader->path, key, what);
  return FALSE;
}

static const char *
get_text (const Loader *loader, const char *key, GError **error)
{
  const char *text = hx_safetensors_get_metadata (loader->file, key);

  if (text == NULL)
    fault (loader, HX_ERROR_MISSING, error, key, "is missing");
  return text;
}

static gboolean
get_number (const Loader *loader, const char *key, double low, double high, double *value, GError **error)
{
  const char *text = get_text (loader, key, error);
  char *end = NULL;

  if (text == NULL)
    return FALSE;
  *value = g_ascii_isdigit (*text) || *text == '-' ? g_ascii_strtod (text, &end) : NAN;
  if (end == NULL || end == text || *end != '\0' || !(*value >= low && *value <= high))
    {
      g_autofree char *shown = g_strndup (text, 40);

      g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "%s: metadata: “%s” is “%s”, not a number from %g to %g",
                   loader->path, key, shown, low, high);
      return FALSE;
    }
  return TRUE;
}

static gboolean
get_count (const Loader *loader, const char *key, double *value, GError **error)
{
  if (!get_number (loader, key, 1.0, HX_MODEL_MAX_WINDOW_SAMPLES, value, error))
    return FALSE;
  return *value == floor (*value) || fault (loader, HX_ERROR_RANGE, error, key, "is not a whole number");
}

/* A structure that is kept as JSON in a string. */
static JsonNode *
get_structure (const Loader *loader, const char *key, JsonNodeType type, const char *what, GError **error)
{
  const char *text = get_text (loader, key, error);
  g_autoptr (JsonNode) node = NULL;

  if (text == NULL)
    return NULL;
  node = hx_json_parse (text, strlen (text), error);
  if (node == NULL)
    {
      g_prefix_error (error, "%s: metadata: “%s”: ", loader->path, key);
      return NULL;
    }
  if (json_node_get_node_type (node) != type)
    {
      fault (loader, HX_ERROR_FORMAT, error, key, what);
      return NULL;
    }
  return g_steal_pointer (&node);
}

static gboolean
is_plain_text (const char *text, gsize max_bytes)
{
  if (text == NULL || strlen (text) > max_bytes)
    return FALSE;
  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      return FALSE;
  return TRUE;
}

static const char *
string_member (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

static gboolean
read_labels (Loader *loader, GError **error)
{
  g_autoptr (JsonNode) node = get_structure (loader, "labels", JSON_NODE_ARRAY, "is not a list", error);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *array = node != NULL ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
      const char *code = object != NULL ? string_member (object, "code") : NULL;
      const char *description = object != NULL ? string_member (object, "description") : NULL;
      HxModelLabel label = { .threshold = NAN, .temperature = NAN };

      if (!is_plain_text (code, MAX_CODE_BYTES) || *code == '\0'
          || !is_plain_text (description, MAX_TEXT_BYTES))
        return fault (loader, HX_ERROR_FORMAT, error, "labels",
                      "has an entry without a sound code and description");
      if (!g_hash_table_add (seen, (gpointer)code))
        {
          g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT, "%s: metadata: “labels” has “%s” twice",
                       loader->path, code);
          return FALSE;
        }
      label.code = g_strdup (code);
      label.description = g_strdup (description);
      g_array_append_val (loader->labels, label);
    }
  return array != NULL;
}

/* One number or null for every label. */
static gboolean
read_label_numbers (Loader *loader, const char *key, gsize offset, double low, double high, GError **error)
{
  g_autoptr (JsonNode) node = get_structure (loader, key, JSON_NODE_ARRAY, "is not a list", error);
  JsonArray *array = node != NULL ? json_node_get_array (node) : NULL;

  if (array == NULL)
    return FALSE;
  if (json_array_get_length (array) != loader->labels->len)
    return fault (loader, HX_ERROR_INCONSISTENT, error, key, "does not have one entry for each label");
  for (guint i = 0; i < loader->labels->len; i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      char *label = (char *)&g_array_index (loader->labels, HxModelLabel, i);
      double value;

      if (JSON_NODE_HOLDS_NULL (element))
        continue;
      value = JSON_NODE_HOLDS_VALUE (element) && json_node_get_value_type (element) != G_TYPE_STRING
                  ? json_node_get_double (element)
                  : NAN;
      if (!(value >= low && value <= high))
        return fault (loader, HX_ERROR_RANGE, error, key,
                      "has an entry that is neither null nor a sensible number");
      memcpy (label + offset, &value, sizeof value);
    }
  return TRUE;
}

static gboolean
read_leads (Loader *loader, GError **error)
{
  g_autoptr (JsonNode) node = get_structure (loader, "leads", JSON_NODE_ARRAY, "is not a list", error);
  JsonArray *array = node != NULL ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      const char *name = JSON_NODE_HOLDS_VALUE (element) ? json_node_get_string (element) : NULL;

      if (!is_plain_text (name, MAX_CODE_BYTES) || *name == '\0')
        return fault (loader, HX_ERROR_FORMAT, error, "leads", "has an entry that is not a lead's name");
      for (guint j = 0; j < i; j++)
        if (g_ascii_strcasecmp (g_ptr_array_index (loader->leads, j), name) == 0)
          return fault (loader, HX_ERROR_INCONSISTENT, error, "leads", "has a lead twice");
      g_ptr_array_add (loader->leads, g_strdup (name));
    }
  return array != NULL;
}

static gboolean
read_format (const Loader *loader, GError **error)
{
  const char *format = hx_safetensors_get_metadata (loader->file, "format");
  double version;

  if (g_strcmp0 (format, HX_MODEL_FORMAT) != 0)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_UNSUPPORTED,
                   "%s: a safetensors file, but not a Hexaxial model: metadata: “format” is not “%s”",
                   loader->path, HX_MODEL_FORMAT);
      return FALSE;
    }
  if (!get_number (loader, "format_version", 1.0, 1e6, &version, error))
    return FALSE;
  if (version != HX_MODEL_FORMAT_VERSION)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_UNSUPPORTED,
                   "%s: metadata: “format_version” is %g; this program reads version %d", loader->path,
                   version, HX_MODEL_FORMAT_VERSION);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_choices (Loader *loader, GError **error)
{
  const char *backbone = get_text (loader, "backbone", error);
  const char *head = backbone != NULL ? get_text (loader, "head", error) : NULL;
  const char *aggregation = head != NULL ? get_text (loader, "aggregation", error) : NULL;

  if (aggregation == NULL)
    return FALSE;
  if (!hx_head_from_name (head, &loader->head))
    return fault (loader, HX_ERROR_UNSUPPORTED, error, "head", "is neither plain nor ldm");
  return hx_aggregation_from_name (aggregation, &loader->aggregation)
         || fault (loader, HX_ERROR_UNSUPPORTED, error, "aggregation", "is neither maximum nor mean");
}

static gboolean
read_metadata (Loader *loader, GError **error)
{
  return read_format (loader, error) && read_choices (loader, error) && read_labels (loader, error)
         && read_label_numbers (loader, "thresholds", G_STRUCT_OFFSET (HxModelLabel, threshold), 0.0, 1.0,
                                error)
         && read_label_numbers (loader, "temperatures", G_STRUCT_OFFSET (HxModelLabel, temperature), 1e-6,
                                1e6, error)
         && read_leads (loader, error)
         && get_number (loader, "rate_hz", 1e-3, HX_MODEL_MAX_RATE_HZ, &loader->rate_hz, error)
         && get_count (loader, "window_samples", &loader->window_samples, error)
         && get_count (loader, "stride_samples", &loader->stride_samples, error)
         && get_number (loader, "mean_mv", -HX_MODEL_MAX_MV, HX_MODEL_MAX_MV, &loader->mean_mv, error)
         && get_number (loader, "sd_mv", 1e-9, HX_MODEL_MAX_MV, &loader->sd_mv, error);
}

/* One class's centres: unit vectors, or zeros for an empty class. */
static gboolean
read_centres (Loader *loader, const char *name, gsize offset, GError **error)
{
  const HxStoredTensor *stored = hx_safetensors_find (loader->file, name);

  if (stored == NULL || !g_str_equal (stored->dtype, "F32") || stored->n_dims != 2
      || stored->dims[0] != loader->labels->len || stored->dims[1] == 0 || stored->dims[1] > HX_EMBEDDING_MAX)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT,
                   "%s: tensor “%s” is missing or not F32 (%u, 1 to %d)", loader->path, name,
                   loader->labels->len, HX_EMBEDDING_MAX);
      return FALSE;
    }
  for (guint i = 0; i < loader->labels->len; i++)
    {
      float *centre = (float *)((char *)&g_array_index (loader->labels, HxModelLabel, i) + offset);
      double norm = 0.0;

      for (guint d = 0; d < HX_EMBEDDING_MAX; d++)
        {
          centre[d] = d < stored->dims[1] ? hx_stored_tensor_get_f32 (stored, i * stored->dims[1] + d) : 0.0f;
          norm += (double)centre[d] * centre[d];
        }
      if (norm != 0.0 && !(fabs (norm - 1.0) < 1e-3))
        {
          g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "%s: tensor “%s”: row %u is not of unit length",
                       loader->path, name, i);
          return FALSE;
        }
      for (guint d = 0; norm == 0.0 && d < HX_EMBEDDING_MAX; d++)
        centre[d] = NAN;
    }
  return TRUE;
}

static void
lack_centres (Loader *loader)
{
  for (guint i = 0; i < loader->labels->len; i++)
    for (guint d = 0; d < HX_EMBEDDING_MAX; d++)
      g_array_index (loader->labels, HxModelLabel, i).centre_with[d] =
          g_array_index (loader->labels, HxModelLabel, i).centre_without[d] = NAN;
}

static HxNetwork *
read_network (Loader *loader, GError **error)
{
  const HxArchitecture architecture = { .backbone = hx_safetensors_get_metadata (loader->file, "backbone"),
                                        .head = loader->head,
                                        .n_leads = loader->leads->len,
                                        .n_labels = loader->labels->len };
  const guint least = hx_backbone_min_samples (architecture.backbone);

  if (loader->window_samples < least)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                   "%s: metadata: “window_samples” is %g; %s needs at least %u", loader->path,
                   loader->window_samples, architecture.backbone, least);
      return NULL;
    }
  if (loader->head == HX_HEAD_LDM
      && (!read_centres (loader, HX_STATE_OWN_PREFIX "centre_with",
                         G_STRUCT_OFFSET (HxModelLabel, centre_with), error)
          || !read_centres (loader, HX_STATE_OWN_PREFIX "centre_without",
                            G_STRUCT_OFFSET (HxModelLabel, centre_without), error)))
    return NULL;
  if (loader->head == HX_HEAD_PLAIN)
    lack_centres (loader);
  return hx_state_read (loader->file, &architecture, loader->path, error);
}

/* What people read, each silent by default. */
static gboolean
read_texts (Loader *loader, HxModel *model, GError **error)
{
  static const struct
  {
    const char *key;
    void (*set) (HxModel *model, const char *text);
  } texts[] = { { "origin", hx_model_set_origin },
                { "task", hx_model_set_task },
                { "intended_use", hx_model_set_intended_use } };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *text = hx_safetensors_get_metadata (loader->file, texts[i].key);

      if (text != NULL && !is_plain_text (text, MAX_TEXT_BYTES))
        return fault (loader, HX_ERROR_FORMAT, error, texts[i].key, "is too long or has control characters");
      if (text != NULL)
        texts[i].set (model, text);
    }
  if (hx_safetensors_get_metadata (loader->file, "provenance") != NULL)
    {
      g_autoptr (JsonNode) node =
          get_structure (loader, "provenance", JSON_NODE_OBJECT, "is not an object", error);

      if (node == NULL)
        return FALSE;
      hx_model_set_provenance (model, json_node_get_object (node));
    }
  return TRUE;
}

static void
clear_label (gpointer data)
{
  HxModelLabel *label = data;

  g_free (label->code);
  g_free (label->description);
}

/* "superdiagnostic-fcn_wang-ldm" of ".../superdiagnostic-fcn_wang-ldm.safetensors" */
static void
name_after (HxModel *model, const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = NULL;

  if (g_str_has_suffix (base, ".safetensors"))
    base[strlen (base) - strlen (".safetensors")] = '\0';
  name = g_utf8_make_valid (base, -1);
  hx_model_set_name (model, name);
}

HxModel *
hx_model_load (const char *path, GError **error)
{
  g_autoptr (HxSafetensors) file = NULL;
  g_autoptr (GArray) labels = g_array_new (FALSE, TRUE, sizeof (HxModelLabel));
  g_autoptr (GPtrArray) leads = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (HxNetwork) network = NULL;
  g_autoptr (HxModel) model = NULL;
  Loader loader = { .path = path, .labels = labels, .leads = leads };

  g_return_val_if_fail (path != NULL, NULL);

  g_array_set_clear_func (labels, clear_label);
  loader.file = file = hx_safetensors_read (path, error);
  if (file == NULL || !read_metadata (&loader, error))
    return NULL;
  network = read_network (&loader, error);
  if (network == NULL)
    return NULL;
  model = hx_model_new (network, (const HxModelLabel *)labels->data, (const char *const *)leads->pdata,
                        loader.rate_hz, (guint)loader.window_samples, (guint)loader.stride_samples,
                        loader.mean_mv, loader.sd_mv, loader.aggregation);
  if (!read_texts (&loader, model, error))
    return NULL;
  name_after (model, path);
  hx_model_take_hash (model, g_strdup (hx_safetensors_get_hash (file)));
  return g_steal_pointer (&model);
}
