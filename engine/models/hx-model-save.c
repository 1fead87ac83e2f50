/* hx-model-save.c: writes a model file
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/models/hx-json.h"
#include "engine/models/hx-model-private.h"
#include "engine/models/hx-state.h"

#include <math.h>

static void
add_number (HxSafetensorsWriter *writer, const char *key, double value)
{
  g_autoptr (GString) text = g_string_new (NULL);

  hx_json_append_number (text, value);
  hx_safetensors_writer_add_metadata (writer, key, text->str);
}

static void
add_labels (HxModel *self, HxSafetensorsWriter *writer)
{
  g_autoptr (GString) codes = g_string_new ("[");
  g_autoptr (GString) thresholds = g_string_new ("[");
  g_autoptr (GString) temperatures = g_string_new ("[");

  for (guint i = 0; i < hx_model_get_n_labels (self); i++)
    {
      const HxModelLabel *label = hx_model_get_label (self, i);
      const char *comma = i > 0 ? "," : "";

      g_string_append_printf (codes, "%s{\"code\":", comma);
      hx_json_append_string (codes, label->code);
      g_string_append (codes, ",\"description\":");
      hx_json_append_string (codes, label->description);
      g_string_append_c (codes, '}');
      g_string_append (thresholds, comma);
      hx_json_append_number (thresholds, label->threshold);
      g_string_append (temperatures, comma);
      hx_json_append_number (temperatures, label->temperature);
    }
  g_string_append_c (codes, ']');
  g_string_append_c (thresholds, ']');
  g_string_append_c (temperatures, ']');
  hx_safetensors_writer_add_metadata (writer, "labels", codes->str);
  hx_safetensors_writer_add_metadata (writer, "thresholds", thresholds->str);
  hx_safetensors_writer_add_metadata (writer, "temperatures", temperatures->str);
}

static void
add_leads (HxModel *self, HxSafetensorsWriter *writer)
{
  g_autoptr (GString) leads = g_string_new ("[");

  for (guint i = 0; i < hx_model_get_n_leads (self); i++)
    {
      if (i > 0)
        g_string_append_c (leads, ',');
      hx_json_append_string (leads, hx_model_get_lead_names (self)[i]);
    }
  g_string_append_c (leads, ']');
  hx_safetensors_writer_add_metadata (writer, "leads", leads->str);
}

static void
add_provenance (HxModel *self, HxSafetensorsWriter *writer)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, self->provenance);
  hx_json_append_node (text, node);
  hx_safetensors_writer_add_metadata (writer, "provenance", text->str);
}

static void
add_metadata (HxModel *self, HxSafetensorsWriter *writer)
{
  hx_safetensors_writer_add_metadata (writer, "format", HX_MODEL_FORMAT);
  add_number (writer, "format_version", HX_MODEL_FORMAT_VERSION);
  hx_safetensors_writer_add_metadata (writer, "backbone", hx_model_get_backbone (self));
  hx_safetensors_writer_add_metadata (writer, "head", hx_head_name (hx_model_get_head (self)));
  hx_safetensors_writer_add_metadata (writer, "task", self->task);
  add_labels (self, writer);
  add_leads (self, writer);
  add_number (writer, "rate_hz", self->rate_hz);
  add_number (writer, "window_samples", self->window_samples);
  add_number (writer, "stride_samples", self->stride_samples);
  add_number (writer, "mean_mv", self->mean_mv);
  add_number (writer, "sd_mv", self->sd_mv);
  hx_safetensors_writer_add_metadata (writer, "aggregation", hx_aggregation_name (self->aggregation));
  hx_safetensors_writer_add_metadata (writer, "origin", self->origin);
  hx_safetensors_writer_add_metadata (writer, "intended_use", self->intended_use);
  add_provenance (self, writer);
}

/* Centres of all labels; an empty class is a row of zeros, since a file holds finite numbers only. */
static void
add_centres (HxModel *self, HxSafetensorsWriter *writer, const char *name, gboolean with)
{
  const gsize dims[] = { hx_model_get_n_labels (self), hx_model_get_n_embedding (self) };
  g_autofree float *centres = g_new (float, dims[0] * dims[1]);

  for (gsize i = 0; i < dims[0] * dims[1]; i++)
    {
      const HxModelLabel *label = hx_model_get_label (self, (guint)(i / dims[1]));
      const float value = (with ? label->centre_with : label->centre_without)[i % dims[1]];

      centres[i] = isfinite (value) ? value : 0.0f;
    }
  hx_safetensors_writer_add_f32 (writer, name, dims, G_N_ELEMENTS (dims), centres);
}

/* A training that diverged leaves numbers that no file may hold. */
static gboolean
check_finite (HxModel *self, const char *path, GError **error)
{
  for (guint i = 0; i < hx_network_get_n_tensors (self->network); i++)
    {
      const HxTensor *tensor = hx_network_get_tensor (self->network, i);

      for (gsize j = 0; j < tensor->n_elements; j++)
        if (!isfinite (tensor->data[j]))
          {
            g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                         "%s: not written: element %" G_GSIZE_FORMAT " of “%s” is %g; the training diverged",
                         path, j, tensor->name, (double)tensor->data[j]);
            return FALSE;
          }
    }
  return TRUE;
}

gboolean
hx_model_save (HxModel *self, const char *path, GError **error)
{
  g_autoptr (HxSafetensorsWriter) writer = NULL;
  char *hash = NULL;

  g_return_val_if_fail (HX_IS_MODEL (self) && path != NULL, FALSE);

  if (!check_finite (self, path, error))
    return FALSE;
  writer = hx_safetensors_writer_new ();
  add_metadata (self, writer);
  hx_state_write (self->network, writer);
  if (hx_model_get_head (self) == HX_HEAD_LDM)
    {
      add_centres (self, writer, HX_STATE_OWN_PREFIX "centre_with", TRUE);
      add_centres (self, writer, HX_STATE_OWN_PREFIX "centre_without", FALSE);
    }
  if (!hx_safetensors_writer_write (writer, path, &hash, error))
    return FALSE;
  hx_model_take_hash (self, hash);
  return TRUE;
}
