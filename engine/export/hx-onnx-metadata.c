/* hx-onnx-metadata.c: what is around the network, as an ONNX file's metadata
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys and values are those of the model file (docs/model-file.md) where it has them.
 */
#include "engine/export/hx-onnx-private.h"

#include "engine/models/hx-json.h"

#define FORMAT "hexaxial-onnx"
#define FORMAT_VERSION 1

static void
add_number (HxOnnxWriter *writer, const char *key, double value)
{
  g_autoptr (GString) text = g_string_new (NULL);

  hx_json_append_number (text, value);
  hx_onnx_writer_add_metadata (writer, key, text->str);
}

static void
add_labels (HxOnnxWriter *writer, HxModel *model)
{
  g_autoptr (GString) labels = g_string_new ("[");
  g_autoptr (GString) thresholds = g_string_new ("[");
  g_autoptr (GString) temperatures = g_string_new ("[");

  for (guint i = 0; i < hx_model_get_n_labels (model); i++)
    {
      const HxModelLabel *label = hx_model_get_label (model, i);
      const char *comma = i > 0 ? "," : "";

      g_string_append_printf (labels, "%s{\"code\":", comma);
      hx_json_append_string (labels, label->code);
      g_string_append (labels, ",\"description\":");
      hx_json_append_string (labels, label->description);
      g_string_append_c (labels, '}');
      g_string_append (thresholds, comma);
      hx_json_append_number (thresholds, label->threshold);
      g_string_append (temperatures, comma);
      hx_json_append_number (temperatures, label->temperature);
    }
  g_string_append_c (labels, ']');
  g_string_append_c (thresholds, ']');
  g_string_append_c (temperatures, ']');
  hx_onnx_writer_add_metadata (writer, "labels", labels->str);
  hx_onnx_writer_add_metadata (writer, "thresholds", thresholds->str);
  hx_onnx_writer_add_metadata (writer, "temperatures", temperatures->str);
}

/* Everything between a recording and the graph's input, and between its outputs and a statement. */
static void
add_signal (HxOnnxWriter *writer, HxModel *model)
{
  g_autoptr (GString) leads = g_string_new ("[");

  for (guint i = 0; i < hx_model_get_n_leads (model); i++)
    {
      if (i > 0)
        g_string_append_c (leads, ',');
      hx_json_append_string (leads, hx_model_get_lead_names (model)[i]);
    }
  g_string_append_c (leads, ']');
  hx_onnx_writer_add_metadata (writer, "leads", leads->str);
  hx_onnx_writer_add_metadata (writer, "unit", "mV");
  add_number (writer, "rate_hz", hx_model_get_rate_hz (model));
  add_number (writer, "window_samples", hx_model_get_window_samples (model));
  add_number (writer, "stride_samples", hx_model_get_stride_samples (model));
  add_number (writer, "mean_mv", hx_model_get_mean_mv (model));
  add_number (writer, "sd_mv", hx_model_get_sd_mv (model));
  hx_onnx_writer_add_metadata (writer, "aggregation",
                               hx_model_get_aggregation (model) == HX_AGGREGATE_MEAN ? "mean" : "maximum");
  hx_onnx_writer_add_metadata (
      writer, "preprocessing",
      "Resample to rate_hz. Order the leads as in leads. Cut windows of window_samples at 0, stride_samples, "
      "and so on; drop a partial tail, and windows with a missing sample. Keep mV: the graph itself computes "
      "(x - mean_mv) / sd_mv.");
  hx_onnx_writer_add_metadata (
      writer, "postprocessing",
      hx_model_get_aggregation (model) == HX_AGGREGATE_MEAN
          ? "A record's score is the mean over its windows of sigmoid(logits), and its logit that of the "
            "score."
          : "A record's logit is the largest over its windows, and its score sigmoid(logit).");
}

static void
add_provenance (HxOnnxWriter *writer, HxModel *model)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, hx_model_get_provenance (model));
  hx_json_append_node (text, node);
  hx_onnx_writer_add_metadata (writer, "provenance", text->str);
}

void
hx_onnx_add_metadata (HxOnnxWriter *writer, HxModel *model)
{
  hx_onnx_writer_set_description (
      writer,
      "Statements on ECGs: a window in mV in, logits of the labels out. The metadata has the leads, the "
      "labels and the preprocessing. For research and education, not for diagnosis.");
  hx_onnx_writer_add_metadata (writer, "format", FORMAT);
  add_number (writer, "format_version", FORMAT_VERSION);
  hx_onnx_writer_add_metadata (writer, "backbone", hx_model_get_backbone (model));
  hx_onnx_writer_add_metadata (writer, "head", hx_head_name (hx_model_get_head (model)));
  hx_onnx_writer_add_metadata (writer, "task", hx_model_get_task (model));
  add_labels (writer, model);
  add_signal (writer, model);
  hx_onnx_writer_add_metadata (writer, "origin", hx_model_get_origin (model));
  hx_onnx_writer_add_metadata (writer, "intended_use", hx_model_get_intended_use (model));
  hx_onnx_writer_add_metadata (writer, "notice", "For research and education, not for diagnosis.");
  add_provenance (writer, model);
  if (hx_model_get_hash (model) != NULL)
    hx_onnx_writer_add_metadata (writer, "model_sha256", hx_model_get_hash (model));
}
