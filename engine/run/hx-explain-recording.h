/* hx-explain-recording.h: what of a recording a model's score rests on
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/hx-attribution.h"
#include "engine/records/hx-recording.h"

G_BEGIN_DECLS

/** How far contributions are smoothed to be drawn: a wave of an ECG stays one, its samples do not. */
#define HX_EXPLAIN_SMOOTHING_S 0.04

/**
 * hx_explain_recording:
 * @label: index in the model
 * @n_steps: 0 for %HX_ATTRIBUTION_STEPS
 *
 * hx_model_attribute() of @recording at the model's rate and in its leads, as hx_predict_recording() predicts
 * it, and fails as that does. Blocking.
 *
 * Returns: (transfer full)
 */
HxAttribution *hx_explain_recording (HxModel *model, HxRecording *recording, guint label, guint n_steps,
                                     guint n_threads, HxProgress *progress, GCancellable *cancellable,
                                     GError **error);

G_END_DECLS
