/* hx-explain-recording.c: what of a recording a model's score rests on
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-explain-recording.h"

#include "engine/run/hx-predict.h"

HxAttribution *
hx_explain_recording (HxModel *model, HxRecording *recording, guint label, guint n_steps, guint n_threads,
                      HxProgress *progress, GCancellable *cancellable, GError **error)
{
  g_autofree float *signal = NULL;
  gsize n_samples;

  g_return_val_if_fail (HX_IS_MODEL (model) && HX_IS_RECORDING (recording), NULL);

  signal = hx_predict_read_signal (model, recording, &n_samples, error);
  if (signal == NULL)
    return NULL;
  return hx_model_attribute (model, signal, n_samples, label, n_steps, n_threads, progress, cancellable,
                             error);
}
