/* hx-state.c: a network's tensors in a safetensors file
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-state.h"

#include "engine/base/hx-error.h"
#include "engine/models/hx-network-private.h"

#include <math.h>

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
check_shape (const HxTensor *tensor, const HxStoredTensor *stored, const char *path, GError **error)
{
  const char *dtype = tensor->kind == HX_TENSOR_COUNTER ? "I64" : "F32";
  gboolean same = g_str_equal (stored->dtype, dtype) && stored->n_dims == tensor->n_dims;

  for (guint d = 0; same && d < tensor->n_dims; d++)
    same = stored->dims[d] == tensor->dims[d];
  if (!same)
    {
      g_autofree char *expected = describe_shape (dtype, tensor->n_dims, tensor->dims);
      g_autofree char *found = describe_shape (stored->dtype, stored->n_dims, stored->dims);

      g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT, "%s: tensor “%s” is %s; this network needs %s",
                   path, tensor->name, found, expected);
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

  hx_head_tensors_free (hx_head_tensors_new (tensors, architecture->head == HX_HEAD_LDM,
                                             backbone->head_prefix, backbone->head_first, n_features,
                                             architecture->n_labels));
  hx_graph_free (graph);
  return tensors;
}

/* The file has the network's tensors, and no other. */
static gboolean
check_names (const HxSafetensors *file, const HxTensorSet *tensors, const char *path, GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < tensors->tensors->len; i++)
    {
      const HxTensor *tensor = hx_tensor_set_get (tensors, i);
      const HxStoredTensor *stored = hx_safetensors_find (file, tensor->name);

      g_hash_table_add (known, (gpointer)tensor->name);
      if (stored == NULL)
        {
          g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "%s: tensor “%s” is missing", path, tensor->name);
          return FALSE;
        }
      if (!check_shape (tensor, stored, path, error))
        return FALSE;
    }
  for (guint i = 0; i < hx_safetensors_get_n_tensors (file); i++)
    {
      const char *name = hx_safetensors_get_tensor (file, i)->name;

      if (!g_str_has_prefix (name, HX_STATE_OWN_PREFIX) && !g_hash_table_contains (known, name))
        {
          g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT,
                       "%s: tensor “%s” does not belong to this network", path, name);
          return FALSE;
        }
    }
  return TRUE;
}

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
      const float value = hx_stored_tensor_get_f32 (stored, i);

      if (!isfinite (value) || (is_variance && value < 0.0f))
        {
          g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                       "%s: tensor “%s”: element %" G_GSIZE_FORMAT " is %g%s", path, tensor->name, i,
                       (double)value, isfinite (value) ? ", a variance below 0" : "");
          return FALSE;
        }
      tensor->data[i] = value;
    }
  return TRUE;
}

static gboolean
check_architecture (const HxSafetensors *file, const HxArchitecture *architecture, const char *path,
                    GError **error)
{
  const HxBackbone *backbone = hx_backbone_find (architecture->backbone);
  HxTensorSet *tensors;
  gboolean good;

  if (backbone == NULL || architecture->n_leads == 0 || architecture->n_labels == 0)
    return TRUE; /* hx_network_new() refuses it, in its own words */
  tensors = describe_network (backbone, architecture);
  good = check_names (file, tensors, path, error);
  hx_tensor_set_free (tensors);
  return good;
}

HxNetwork *
hx_state_read (const HxSafetensors *file, const HxArchitecture *architecture, const char *path,
               GError **error)
{
  g_autoptr (HxNetwork) network = NULL;

  g_return_val_if_fail (file != NULL && architecture != NULL && path != NULL, NULL);

  if (!check_architecture (file, architecture, path, error))
    return NULL;
  network = hx_network_new (architecture, error);
  if (network == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  for (guint i = 0; i < hx_network_get_n_tensors (network); i++)
    {
      const HxTensor *tensor = hx_network_get_tensor (network, i);

      if (!copy_values (tensor, hx_safetensors_find (file, tensor->name), path, error))
        return NULL;
    }
  return g_steal_pointer (&network);
}

HxNetwork *
hx_state_load (const char *path, const HxArchitecture *architecture, GError **error)
{
  g_autoptr (HxSafetensors) file = NULL;

  g_return_val_if_fail (path != NULL && architecture != NULL, NULL);

  file = hx_safetensors_read (path, error);
  return file != NULL ? hx_state_read (file, architecture, path, error) : NULL;
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
