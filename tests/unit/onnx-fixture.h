/* onnx-fixture.h: small models, and what they are exported as
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/export/hx-onnx.h"
#include "tests/unit/onnx-reader.h"

#include <glib/gstdio.h>
#include <math.h>

#define N_LABELS 3
#define N_LEADS 2
#define WINDOW 251
#define N_EMBEDDING 5

static char *onnx_folder;

static inline char *
path_in_folder (const char *name)
{
  return g_build_filename (onnx_folder, name, NULL);
}

/* Labels 0 and 1 have centres, the last one only that of its absence. */
static inline void
fill_labels (HxModelLabel *labels, gboolean with_centres)
{
  labels[0].code = (char *)"IMI";
  labels[0].description = (char *)"inferior “infarction”";
  labels[1].code = (char *)"NORM";
  labels[2].code = (char *)"AFIB";
  for (guint i = 0; i < N_LABELS; i++)
    {
      labels[i].threshold = i == 0 ? 0.25 : NAN;
      labels[i].temperature = i == 1 ? 1.75 : NAN;
      for (guint d = 0; d < HX_EMBEDDING_MAX; d++)
        {
          labels[i].centre_with[d] = with_centres && i < 2 ? (float)(d == i) : NAN;
          labels[i].centre_without[d] = with_centres ? (float)(d == i + 1) : NAN;
        }
    }
}

static inline HxModel *
make_model (const char *backbone, HxHead head, gboolean with_centres, HxAggregation aggregation, guint window)
{
  const HxArchitecture architecture = {
    .backbone = backbone, .head = head, .n_leads = N_LEADS, .n_labels = N_LABELS, .n_embedding = N_EMBEDDING
  };
  const char *leads[] = { "II", "V5" };
  HxModelLabel labels[N_LABELS] = { { NULL } };
  HxRandom random = hx_random_from_seed (7);
  g_autoptr (GError) error = NULL;
  g_autoptr (HxNetwork) network = hx_network_new (&architecture, &error);
  HxModel *model;

  g_assert_no_error (error);
  hx_network_initialise (network, &random);
  fill_labels (labels, with_centres);
  model = hx_model_new (network, labels, leads, 100.0, window, 125, -0.5, 0.25, aggregation);
  hx_model_set_task (model, "superdiagnostic");
  hx_model_set_origin (model, "simulated");
  return model;
}

static inline HxModel *
make_usual_model (const char *backbone, HxHead head)
{
  return make_model (backbone, head, head == HX_HEAD_LDM, HX_AGGREGATE_MAXIMUM, WINDOW);
}

static OnnxModel *export(HxModel *model)
{
  g_autofree char *path = path_in_folder ("model.onnx");
  g_autoptr (GError) error = NULL;

  g_assert_true (hx_export_onnx (model, path, &error));
  g_assert_no_error (error);
  return onnx_read (path);
}

/** The tests of a program, in a folder that is gone afterwards. */
static inline int
run_in_folder (void)
{
  static const char *const names[] = { "model.onnx", "model.safetensors", "kept.onnx", "registry.onnx" };
  int status;

  onnx_folder = g_dir_make_tmp ("hexaxial-onnx-XXXXXX", NULL);
  status = g_test_run ();
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = path_in_folder (names[i]);

      g_remove (path);
    }
  g_assert_cmpint (g_rmdir (onnx_folder), ==, 0);
  g_free (onnx_folder);
  return status;
}
