/* hx-onnx.c: a model as an ONNX file
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/export/hx-onnx.h"

#include "engine/base/hx-error.h"
#include "engine/export/hx-onnx-private.h"

#include <math.h>

#define STANDARDISED "window.standardised"
#define FEATURES "features"

static gboolean
check_window (HxModel *model, const char *path, GError **error)
{
  const guint n = hx_model_get_window_samples (model);
  const guint least = hx_backbone_min_samples (hx_model_get_backbone (model));

  if (n >= least)
    return TRUE;
  g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "%s: not written: a window has %u samples; %s needs %u", path,
               n, hx_model_get_backbone (model), least);
  return FALSE;
}

/* What a runtime would carry through to every output. */
static gboolean
check_finite (HxModel *model, const char *path, GError **error)
{
  const HxNetwork *network = hx_model_get_network (model);

  for (guint i = 0; i < hx_network_get_n_tensors (network); i++)
    {
      const HxTensor *tensor = hx_network_get_tensor (network, i);

      for (gsize j = 0; j < tensor->n_elements; j++)
        if (!isfinite (tensor->data[j]))
          {
            g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                         "%s: not written: element %" G_GSIZE_FORMAT " of “%s” is %g", path, j, tensor->name,
                         (double)tensor->data[j]);
            return FALSE;
          }
    }
  return TRUE;
}

/* (x - mean) / sd: the standardiser is a part of the graph, so that nobody has to bring it. */
static void
add_standardiser (HxOnnxWriter *writer, HxModel *model)
{
  const gint64 dims[] = { HX_ONNX_FREE, hx_model_get_n_leads (model), hx_model_get_window_samples (model) };
  const float mean = (float)hx_model_get_mean_mv (model), sd = (float)hx_model_get_sd_mv (model);

  hx_onnx_writer_add_input (writer, HX_ONNX_WINDOW,
                            "Windows of an ECG in mV: windows, leads, samples; leads and sampling rate as in "
                            "the metadata",
                            G_N_ELEMENTS (dims), dims);
  hx_onnx_writer_add_floats (writer, "mean_mv", 0, NULL, &mean);
  hx_onnx_writer_add_floats (writer, "sd_mv", 0, NULL, &sd);
  hx_onnx_writer_add_node (writer, "Sub", HX_ONNX_INPUTS (HX_ONNX_WINDOW, "mean_mv"), "window.centred");
  hx_onnx_writer_add_node (writer, "Div", HX_ONNX_INPUTS ("window.centred", "sd_mv"), STANDARDISED);
}

gboolean
hx_export_onnx (HxModel *model, const char *path, GError **error)
{
  g_autoptr (HxOnnxWriter) writer = NULL;
  g_autofree char *name = NULL;
  const HxNetwork *network;

  g_return_val_if_fail (HX_IS_MODEL (model) && path != NULL, FALSE);

  if (!check_window (model, path, error) || !check_finite (model, path, error))
    return FALSE;
  network = hx_model_get_network (model);
  name = g_strdup_printf ("%s-%s", hx_model_get_backbone (model), hx_head_name (hx_model_get_head (model)));
  writer = hx_onnx_writer_new (name);
  hx_onnx_add_metadata (writer, model);
  add_standardiser (writer, model);
  hx_onnx_add_body (writer, network, hx_model_get_window_samples (model), STANDARDISED, FEATURES);
  hx_onnx_add_head (writer, model, FEATURES);
  return hx_onnx_writer_write (writer, path, error);
}
