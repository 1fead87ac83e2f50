/* hx-bench-accuracy.c: what reduced precision does to what a network learns
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-bench-accuracy.h"

#include <glib/gstdio.h>

static gboolean
train_once (HxLibrary *library, const HxTrainOptions *options, const char *out, double *macro_auc,
            GCancellable *cancellable, GError **error)
{
  g_autoptr (HxTrainResult) result = hx_train (library, options, out, NULL, NULL, NULL, cancellable, error);
  const GArray *history = result != NULL ? result->history : NULL;

  if (history == NULL)
    return FALSE;
  *macro_auc = g_array_index (history, HxTrainEpoch, history->len - 1).validation_auc;
  return TRUE;
}

gboolean
hx_bench_accuracy (HxLibrary *library, const HxTrainOptions *options, HxBenchAccuracy *accuracy,
                   GCancellable *cancellable, GError **error)
{
  HxTrainOptions twice = *options;
  g_autofree char *folder = g_dir_make_tmp ("hexaxial-bench-XXXXXX", error);
  g_autofree char *out = NULL;
  gboolean done;

  if (folder == NULL)
    return FALSE;
  out = g_build_filename (folder, "model.safetensors", NULL);
  twice.resume = FALSE;
  twice.precision = HX_PRECISION_FLOAT32;
  done = train_once (library, &twice, out, &accuracy->float32, cancellable, error);
  twice.precision = HX_PRECISION_BFLOAT16;
  done = done && train_once (library, &twice, out, &accuracy->bfloat16, cancellable, error);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *left = i == 0 ? g_strdup (out) : g_strconcat (out, ".checkpoint", NULL);

      g_unlink (left);
    }
  g_rmdir (folder);
  return done;
}
