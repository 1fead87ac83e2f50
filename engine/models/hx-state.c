/* hx-state.c: a network's tensors in a safetensors file
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-state.h"

#include "engine/base/hx-error.h"
#include "engine/models/hx-network-private.h"

#include <math.h>
#include <string.h>

/* A block of the published xresnet is known under both names; state dicts have either or both. */
#define BLOCK_NAME ".convpath.0."
#define BLOCK_ALIAS ".convs."

/* A file, and how it is read. */
typedef struct
{
  const HxSafetensors *file;
  const char *path;
  gboolean foreign; /* numbers may be of other types than ours */
} Source;

/* --- names ------------------------------------------------------------------------------ */

/* @name with @from replaced by @to, or NULL if @from does not occur. (transfer full) */
static char *
rename_part (const char *name, const char *from, const char *to)
{
  const char *place = strstr (name, from);

  return place != NULL ? g_strdup_printf ("%.*s%s%s", (int)(place - name), name, to, place + strlen (from))
                       : NULL;
}

/* The tensor called @name, or its alias. */
static const HxStoredTensor *
find_stored (const HxSafetensors *file, const char *name)
{
  const HxStoredTensor *stored = hx_safetensors_find (file, name);
  g_autofree char *alias = stored == NULL ? rename_part (name, BLOCK_NAME, BLOCK_ALIAS) : NULL;

  return alias != NULL ? hx_safetensors_find (file, alias) : stored;
}

static gboolean
same_content (const HxStoredTensor *a, const HxStoredTensor *b)
{
  return g_str_equal (a->dtype, b->dtype) && a->n_dims == b->n_dims
         && memcmp (a->dims, b->dims, a->n_dims * sizeof a->dims[0]) == 0 && a->n_bytes == b->n_bytes
         && (a->n_bytes == 0 || memcmp (a->data, b->data, a->n_bytes) == 0);
}

/* --- shapes ----------------------------------------------------------------------------- */

static char *
describe_shape (const char *dtype, guint n_dims, const gsize *dims)
{
  GString *text = g_string_new (dtype);

  g_string_append (text, " (");
  for (guint d = 0; d < n_dims; d++)
    g_string_append_printf (text, "%s%" G_GSIZE_FORMAT, d > 0 ? ", " : "", dims[d]);
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

static gboolean
check_shape (const HxTensor *tensor, const HxStoredTensor *stored, const Source *source, GError **error)
{
  const char *dtype = tensor->kind == HX_TENSOR_COUNTER ? "I64" : "F32";
  gboolean same =
      stored->n_dims == tensor->n_dims
      && (g_str_equal (stored->dtype, dtype)
          || (source->foreign && tensor->kind != HX_TENSOR_COUNTER && hx_stored_tensor_is_real (stored)));

  for (guint d = 0; same && d < tensor->n_dims; d++)
    same = stored->dims[d] == tensor->dims[d];
  if (!same)
    {
      g_autofree char *expected = describe_shape (dtype, tensor->n_dims, tensor->dims);
      g_autofree char *found = describe_shape (stored->dtype, stored->n_dims, stored->dims);

      g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT, "%s: tensor “%s” is %s; this network needs %s",
                   source->path, stored->name, found, expected);
    }
  return same;
}

/* The tensors that a network would have, without memory for them. */
static HxTensorSet *
describe_network (const HxBackbone *backbone, const HxArchitecture *architecture)
{
  HxTensorSet *tensors = hx_tensor_set_new ();
  HxGraph *graph = hx_graph_new (tensors, architecture->n_leads);
  const guint pooled = backbone->build (graph, backbone);
  const guint n_features = (guint)g_array_index (graph->buffers, HxBufferShape, pooled).n_channels;

  hx_head_tensors_free (hx_head_tensors_new (
      tensors, architecture->head == HX_HEAD_LDM, backbone->head_prefix, backbone->head_first, n_features,
      architecture->n_labels, architecture->n_hidden, architecture->n_embedding));
  hx_graph_free (graph);
  return tensors;
}

/* A tensor that is none of the network's names is one of our own, or the alias of one, with its content. */
static gboolean
check_stranger (const HxStoredTensor *stored, GHashTable *known, const Source *source, GError **error)
{
  g_autofree char *name = NULL;
  const HxStoredTensor *other;

  if (g_str_has_prefix (stored->name, HX_STATE_OWN_PREFIX))
    return TRUE;
  name = rename_part (stored->name, BLOCK_ALIAS, BLOCK_NAME);
  if (name == NULL || !g_hash_table_contains (known, name))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT, "%s: tensor “%s” does not belong to this network",
                   source->path, stored->name);
      return FALSE;
    }
  other = hx_safetensors_find (source->file, name);
  if (other == NULL || same_content (stored, other))
    return TRUE;
  g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT,
               "%s: tensors “%s” and “%s” are one tensor of the network, but differ", source->path,
               stored->name, name);
  return FALSE;
}

/* The file has the network's tensors, and no other. */
static gboolean
check_names (const Source *source, const HxTensorSet *tensors, GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < tensors->tensors->len; i++)
    {
      const HxTensor *tensor = hx_tensor_set_get (tensors, i);
      const HxStoredTensor *stored = find_stored (source->file, tensor->name);

      g_hash_table_add (known, (gpointer)tensor->name);
      if (stored == NULL)
        {
          g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "%s: tensor “%s” is missing", source->path,
                       tensor->name);
          return FALSE;
        }
      if (!check_shape (tensor, stored, source, error))
        return FALSE;
    }
  for (guint i = 0; i < hx_safetensors_get_n_tensors (source->file); i++)
    {
      const HxStoredTensor *stored = hx_safetensors_get_tensor (source->file, i);

      if (!g_hash_table_contains (known, stored->name) && !check_stranger (stored, known, source, error))
        return FALSE;
    }
  return TRUE;
}

/* --- values ----------------------------------------------------------------------------- */

static gboolean
copy_counter (const HxTensor *tensor, const HxStoredTensor *stored, const char *path, GError **error)
{
  const gint64 value = hx_stored_tensor_get_i64 (stored, 0);

  if (value < 0)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                   "%s: tensor “%s” is %" G_GINT64_FORMAT ", a count below 0", path, tensor->name, value);
      return FALSE;
    }
  tensor->data[0] = (float)value;
  return TRUE;
}

static gboolean
copy_values (const HxTensor *tensor, const HxStoredTensor *stored, const char *path, GError **error)
{
  const gboolean is_variance =
      tensor->kind == HX_TENSOR_STATISTIC && g_str_has_suffix (tensor->name, "running_var");

  if (tensor->kind == HX_TENSOR_COUNTER)
    return copy_counter (tensor, stored, path, error);
  for (gsize i = 0; i < tensor->n_elements; i++)
    {
      const float value = (float)hx_stored_tensor_get_real (stored, i);

      if (!isfinite (value) || (is_variance && value < 0.0f))
        {
          g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                       "%s: tensor “%s”: element %" G_GSIZE_FORMAT " is %g%s", path, stored->name, i,
                       hx_stored_tensor_get_real (stored, i), isfinite (value) ? ", a variance below 0" : "");
          return FALSE;
        }
      tensor->data[i] = value;
    }
  return TRUE;
}

/* --- networks --------------------------------------------------------------------------- */

static gboolean
check_architecture (const Source *source, const HxArchitecture *architecture, GError **error)
{
  const HxBackbone *backbone = hx_backbone_find (architecture->backbone);
  HxTensorSet *tensors;
  gboolean good;

  if (backbone == NULL || architecture->n_leads == 0 || architecture->n_labels == 0)
    return TRUE; /* hx_network_new() refuses it, in its own words */
  tensors = describe_network (backbone, architecture);
  good = check_names (source, tensors, error);
  hx_tensor_set_free (tensors);
  return good;
}

/* Rows of the tensor PREFIX.LEAF, or 0 where it is missing or larger than @most: then it is refused later. */
static guint
rows_of (const Source *source, const char *prefix, const char *leaf, guint most)
{
  g_autofree char *name = g_strconcat (prefix, ".", leaf, NULL);
  const HxStoredTensor *stored = hx_safetensors_find (source->file, name);

  return stored != NULL && stored->n_dims == 2 && stored->dims[0] <= most ? (guint)stored->dims[0] : 0;
}

/* The sizes that an architecture leaves open are those of the file's head. */
static HxArchitecture
complete_from_file (const Source *source, const HxArchitecture *architecture)
{
  const HxBackbone *backbone = hx_backbone_find (architecture->backbone);
  HxArchitecture whole = *architecture;
  g_autofree char *head = NULL, *plain = NULL;

  if (backbone == NULL)
    return whole;
  head = g_strdup_printf ("%s.%u", backbone->head_prefix, backbone->head_first);
  plain = g_strdup_printf ("%s.%u", backbone->head_prefix, backbone->head_first + 2);
  if (whole.n_hidden == 0)
    whole.n_hidden = whole.head == HX_HEAD_LDM ? rows_of (source, head, "em_basket.0.2.weight", HX_HIDDEN_MAX)
                                               : rows_of (source, plain, "weight", HX_HIDDEN_MAX);
  if (whole.n_embedding == 0 && whole.head == HX_HEAD_LDM)
    whole.n_embedding = rows_of (source, head, "baskets.0.0.2.weight", HX_EMBEDDING_MAX);
  return hx_architecture_complete (&whole);
}

static HxNetwork *
read_network (const Source *source, const HxArchitecture *given, GError **error)
{
  const HxArchitecture whole = complete_from_file (source, given), *architecture = &whole;
  g_autoptr (HxNetwork) network = NULL;

  if (!check_architecture (source, architecture, error))
    return NULL;
  network = hx_network_new (architecture, error);
  if (network == NULL)
    {
      g_prefix_error (error, "%s: ", source->path);
      return NULL;
    }
  for (guint i = 0; i < hx_network_get_n_tensors (network); i++)
    {
      const HxTensor *tensor = hx_network_get_tensor (network, i);

      if (!copy_values (tensor, find_stored (source->file, tensor->name), source->path, error))
        return NULL;
    }
  return g_steal_pointer (&network);
}

HxNetwork *
hx_state_read (const HxSafetensors *file, const HxArchitecture *architecture, const char *path,
               GError **error)
{
  const Source source = { .file = file, .path = path };

  g_return_val_if_fail (file != NULL && architecture != NULL && path != NULL, NULL);

  return read_network (&source, architecture, error);
}

HxNetwork *
hx_state_read_foreign (const HxSafetensors *file, const HxArchitecture *architecture, const char *path,
                       GError **error)
{
  const Source source = { .file = file, .path = path, .foreign = TRUE };

  g_return_val_if_fail (file != NULL && architecture != NULL && path != NULL, NULL);

  return read_network (&source, architecture, error);
}

HxNetwork *
hx_state_load (const char *path, const HxArchitecture *architecture, GError **error)
{
  g_autoptr (HxSafetensors) file = NULL;

  g_return_val_if_fail (path != NULL && architecture != NULL, NULL);

  file = hx_safetensors_read (path, error);
  return file != NULL ? hx_state_read_foreign (file, architecture, path, error) : NULL;
}

static gsize
size_of (const HxSafetensors *file, const char *name, guint dim)
{
  const HxStoredTensor *stored = hx_safetensors_find (file, name);

  return stored != NULL && stored->n_dims > dim ? stored->dims[dim] : 0;
}

gboolean
hx_state_count (const HxSafetensors *file, const char *backbone, HxHead head, gsize *n_leads, gsize *n_labels,
                char **lead_tensor, char **label_tensor, GError **error)
{
  const HxArchitecture single = { .backbone = backbone, .head = head, .n_leads = 1, .n_labels = 1 };
  const HxArchitecture smallest = hx_architecture_complete (&single);
  const HxBackbone *found = hx_backbone_find (backbone);
  HxTensorSet *tensors;

  g_return_val_if_fail (file != NULL && n_leads != NULL && n_labels != NULL, FALSE);
  g_return_val_if_fail (lead_tensor != NULL && label_tensor != NULL, FALSE);

  if (found == NULL)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "there is no backbone “%s”", backbone);
      return FALSE;
    }
  tensors = describe_network (found, &smallest);
  /* The network begins with a weight whose second size is the leads, and ends with a bias of the labels. */
  *lead_tensor = g_strdup (hx_tensor_set_get (tensors, 0)->name);
  *label_tensor = g_strdup (hx_tensor_set_get (tensors, tensors->tensors->len - 1)->name);
  *n_leads = size_of (file, *lead_tensor, 1);
  *n_labels = size_of (file, *label_tensor, 0);
  hx_tensor_set_free (tensors);
  return TRUE;
}

void
hx_state_write (const HxNetwork *network, HxSafetensorsWriter *writer)
{
  for (guint i = 0; i < hx_network_get_n_tensors (network); i++)
    {
      const HxTensor *tensor = hx_network_get_tensor (network, i);

      if (tensor->kind == HX_TENSOR_COUNTER)
        hx_safetensors_writer_add_i64 (writer, tensor->name, (gint64)tensor->data[0]);
    }
  for (guint i = 0; i < hx_network_get_n_tensors (network); i++)
    {
      const HxTensor *tensor = hx_network_get_tensor (network, i);

      if (tensor->kind != HX_TENSOR_COUNTER)
        hx_safetensors_writer_add_f32 (writer, tensor->name, tensor->dims, tensor->n_dims, tensor->data);
    }
}
