/* hx-safetensors.c: reads files of named tensors
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-safetensors.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-file.h"
#include "engine/models/hx-json.h"

#include <math.h>
#include <string.h>

#define MAX_FILE_BYTES ((gsize)2 << 30)
#define MAX_HEADER_BYTES ((gsize)16 << 20)
#define PREFIX_BYTES 8

struct _HxSafetensors
{
  char *bytes;
  gsize n_bytes;
  GPtrArray *tensors; /* of HxStoredTensor, in order of place */
  GHashTable *by_name;
  JsonObject *metadata; /* NULL if the file has none */
  char *hash;
};

static const struct
{
  const char *name;
  gsize n_bytes;
} dtypes[] = { { "F32", 4 }, { "I64", 8 }, { "F64", 8 }, { "F16", 2 }, { "BF16", 2 },
               { "I32", 4 }, { "I16", 2 }, { "I8", 1 },  { "U8", 1 },  { "BOOL", 1 },
               { "U16", 2 }, { "U32", 4 }, { "U64", 8 } };

static void
free_tensor (gpointer data)
{
  HxStoredTensor *tensor = data;

  g_free (tensor->name);
  g_free (tensor);
}

void
hx_safetensors_free (HxSafetensors *file)
{
  if (file == NULL)
    return;
  g_clear_pointer (&file->by_name, g_hash_table_unref);
  g_clear_pointer (&file->tensors, g_ptr_array_unref);
  g_clear_pointer (&file->metadata, json_object_unref);
  g_free (file->hash);
  g_free (file->bytes);
  g_free (file);
}

static gboolean
get_index (JsonNode *node, gsize *value)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64
      || json_node_get_int (node) < 0)
    return FALSE;
  *value = (gsize)json_node_get_int (node);
  return TRUE;
}

static JsonArray *
array_member (JsonObject *entry, const char *member)
{
  JsonNode *node = json_object_get_member (entry, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* Bytes of an element of the entry's type, 0 if it has none that is known. */
static gsize
read_dtype (JsonObject *entry, HxStoredTensor *tensor)
{
  JsonNode *node = json_object_get_member (entry, "dtype");
  const char *name = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (dtypes); i++)
    if (g_str_equal (name, dtypes[i].name))
      {
        g_strlcpy (tensor->dtype, name, sizeof tensor->dtype);
        return dtypes[i].n_bytes;
      }
  return 0;
}

static gboolean
read_shape (JsonObject *entry, HxStoredTensor *tensor)
{
  JsonArray *shape = array_member (entry, "shape");

  if (shape == NULL || json_array_get_length (shape) > HX_SAFETENSORS_MAX_DIMS)
    return FALSE;
  tensor->n_dims = json_array_get_length (shape);
  tensor->n_elements = 1;
  for (guint d = 0; d < tensor->n_dims; d++)
    if (!get_index (json_array_get_element (shape, d), &tensor->dims[d])
        || !g_size_checked_mul (&tensor->n_elements, tensor->n_elements, tensor->dims[d]))
      return FALSE;
  return TRUE;
}

/* What is wrong with an entry, or NULL. */
static const char *
read_entry (JsonNode *node, const char *data, gsize n_data, HxStoredTensor *tensor)
{
  JsonObject *entry = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonArray *offsets = entry != NULL ? array_member (entry, "data_offsets") : NULL;
  gsize begin, end, element, n_bytes;

  if (entry == NULL || json_object_get_size (entry) != 3)
    return "the entry is not an object of dtype, shape and data_offsets";
  element = read_dtype (entry, tensor);
  if (element == 0)
    return "“dtype” is not a known type";
  if (!read_shape (entry, tensor))
    return "“shape” is not a list of at most 8 sizes";
  if (offsets == NULL || json_array_get_length (offsets) != 2
      || !get_index (json_array_get_element (offsets, 0), &begin)
      || !get_index (json_array_get_element (offsets, 1), &end))
    return "“data_offsets” is not a pair of places";
  if (begin > end || end > n_data)
    return "“data_offsets” lies outside the file";
  if (!g_size_checked_mul (&n_bytes, tensor->n_elements, element) || n_bytes != end - begin)
    return "“shape” and “data_offsets” do not agree";
  tensor->data = data + begin;
  tensor->n_bytes = n_bytes;
  return NULL;
}

static gboolean
read_metadata (HxSafetensors *file, JsonNode *node, const char *path, GError **error)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: “__metadata__” is not an object", path);
      return FALSE;
    }
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &key, &value))
    if (!JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_STRING)
      {
        g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: “__metadata__”: “%s” is not a string", path, key);
        return FALSE;
      }
  file->metadata = json_object_ref (json_node_get_object (node));
  return TRUE;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const HxStoredTensor *left = *(HxStoredTensor *const *)a, *right = *(HxStoredTensor *const *)b;

  if (left->data != right->data)
    return left->data < right->data ? -1 : 1;
  return left->n_bytes < right->n_bytes ? -1 : left->n_bytes > right->n_bytes;
}

/* Tensors lie one behind the other from the header's end to the file's. */
static gboolean
check_places (HxSafetensors *file, const char *data, const char *path, GError **error)
{
  const char *place = data, *end = file->bytes + file->n_bytes;

  g_ptr_array_sort (file->tensors, compare_places);
  for (guint i = 0; i < file->tensors->len; i++)
    {
      const HxStoredTensor *tensor = g_ptr_array_index (file->tensors, i);

      if (tensor->data != place)
        {
          g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: tensor “%s” %s", path, tensor->name,
                       tensor->data < place ? "overlaps another" : "follows a gap");
          return FALSE;
        }
      place += tensor->n_bytes;
    }
  if (place != end)
    g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: %" G_GSIZE_FORMAT " bytes after the last tensor",
                 path, (gsize)(end - place));
  return place == end;
}

static gboolean
read_header (HxSafetensors *file, JsonObject *header, const char *data, const char *path, GError **error)
{
  const gsize n_data = (gsize)(file->bytes + file->n_bytes - data);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, header);
  while (json_object_iter_next (&iter, &name, &node))
    {
      HxStoredTensor *tensor;
      const char *fault;

      if (g_str_equal (name, "__metadata__"))
        {
          if (!read_metadata (file, node, path, error))
            return FALSE;
          continue;
        }
      tensor = g_new0 (HxStoredTensor, 1);
      tensor->name = g_strdup (name);
      g_ptr_array_add (file->tensors, tensor);
      g_hash_table_insert (file->by_name, tensor->name, tensor);
      fault = read_entry (node, data, n_data, tensor);
      if (fault != NULL)
        {
          g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: tensor “%s”: %s", path, name, fault);
          return FALSE;
        }
    }
  return check_places (file, data, path, error);
}

/* The header's JSON, or NULL. */
static JsonNode *
parse_header (const HxSafetensors *file, gsize *header_bytes, const char *path, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  guint64 length;

  if (file->n_bytes < PREFIX_BYTES)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT,
                   "%s: not a safetensors file: %" G_GSIZE_FORMAT " bytes, too short for a header", path,
                   file->n_bytes);
      return NULL;
    }
  memcpy (&length, file->bytes, PREFIX_BYTES);
  length = GUINT64_FROM_LE (length);
  if (length > MAX_HEADER_BYTES || length > file->n_bytes - PREFIX_BYTES)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT,
                   "%s: not a safetensors file, or cut off: its header would have %" G_GUINT64_FORMAT
                   " bytes",
                   path, length);
      return NULL;
    }
  *header_bytes = (gsize)length;
  node = hx_json_parse (file->bytes + PREFIX_BYTES, (gsize)length, error);
  if (node == NULL)
    {
      g_prefix_error (error, "%s: header: ", path);
      return NULL;
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: header: not an object", path);
      return NULL;
    }
  return g_steal_pointer (&node);
}

HxSafetensors *
hx_safetensors_read (const char *path, GError **error)
{
  g_autoptr (HxSafetensors) file = g_new0 (HxSafetensors, 1);
  g_autoptr (JsonNode) header = NULL;
  gsize header_bytes = 0;

  g_return_val_if_fail (path != NULL, NULL);

  file->tensors = g_ptr_array_new_with_free_func (free_tensor);
  file->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  file->bytes = hx_file_read_all (path, MAX_FILE_BYTES, &file->n_bytes, error);
  if (file->bytes == NULL)
    return NULL;
  header = parse_header (file, &header_bytes, path, error);
  if (header == NULL
      || !read_header (file, json_node_get_object (header), file->bytes + PREFIX_BYTES + header_bytes, path,
                       error))
    return NULL;
  file->hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)file->bytes, file->n_bytes);
  return g_steal_pointer (&file);
}

guint
hx_safetensors_get_n_tensors (const HxSafetensors *file)
{
  return file->tensors->len;
}

const HxStoredTensor *
hx_safetensors_get_tensor (const HxSafetensors *file, guint index)
{
  g_return_val_if_fail (index < file->tensors->len, NULL);

  return g_ptr_array_index (file->tensors, index);
}

const HxStoredTensor *
hx_safetensors_find (const HxSafetensors *file, const char *name)
{
  return g_hash_table_lookup (file->by_name, name);
}

const char *
hx_safetensors_get_metadata (const HxSafetensors *file, const char *key)
{
  JsonNode *node = file->metadata != NULL ? json_object_get_member (file->metadata, key) : NULL;

  return node != NULL ? json_node_get_string (node) : NULL;
}

const char *
hx_safetensors_get_hash (const HxSafetensors *file)
{
  return file->hash;
}

float
hx_stored_tensor_get_f32 (const HxStoredTensor *tensor, gsize index)
{
  union
  {
    guint32 bits;
    float number;
  } value;

  memcpy (&value.bits, tensor->data + index * sizeof value.bits, sizeof value.bits);
  value.bits = GUINT32_FROM_LE (value.bits);
  return value.number;
}

gint64
hx_stored_tensor_get_i64 (const HxStoredTensor *tensor, gsize index)
{
  gint64 value;

  memcpy (&value, tensor->data + index * sizeof value, sizeof value);
  return GINT64_FROM_LE (value);
}

gboolean
hx_stored_tensor_is_real (const HxStoredTensor *tensor)
{
  static const char *const reals[] = { "F64", "F32", "F16", "BF16", NULL };

  return g_strv_contains (reals, tensor->dtype);
}

/* IEEE 754 binary16: a sign, 5 bits of exponent, 10 bits of fraction. */
static double
half_to_double (guint16 bits)
{
  const int exponent = bits >> 10 & 0x1f, fraction = bits & 0x3ff;
  double size;

  if (exponent == 0x1f)
    size = fraction == 0 ? (double)INFINITY : (double)NAN;
  else if (exponent == 0)
    size = ldexp (fraction, -24);
  else
    size = ldexp (fraction + 0x400, exponent - 25);
  return bits >> 15 ? -size : size;
}

double
hx_stored_tensor_get_real (const HxStoredTensor *tensor, gsize index)
{
  union
  {
    guint32 bits;
    float number;
  } single;
  union
  {
    guint64 bits;
    double number;
  } wide;
  guint16 half;

  switch (tensor->n_bytes / MAX (tensor->n_elements, 1))
    {
    case sizeof wide:
      memcpy (&wide.bits, tensor->data + index * sizeof wide, sizeof wide);
      wide.bits = GUINT64_FROM_LE (wide.bits);
      return wide.number;
    case sizeof half:
      memcpy (&half, tensor->data + index * sizeof half, sizeof half);
      half = GUINT16_FROM_LE (half);
      if (g_str_equal (tensor->dtype, "F16"))
        return half_to_double (half);
      single.bits = (guint32)half << 16; /* bfloat16 is the upper half of a float */
      return (double)single.number;
    default:
      return (double)hx_stored_tensor_get_f32 (tensor, index);
    }
}
