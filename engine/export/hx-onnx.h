/* hx-onnx.h: a model as an ONNX file
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/hx-model.h"

G_BEGIN_DECLS

/* Names of the graph's input and outputs. */
#define HX_ONNX_WINDOW "window"
#define HX_ONNX_LOGITS "logits"
#define HX_ONNX_FUSED "fused"
#define HX_ONNX_DECOUPLED "decoupled"
#define HX_ONNX_EMBEDDINGS "embeddings"
#define HX_ONNX_MARGINS "margins"

/**
 * hx_export_onnx:
 *
 * Windows in mV in, logits, embeddings and margins out; all that is around the network is in the file's
 * metadata (docs/onnx.md). Equal models give equal bytes; the whole file is written or what was there stays.
 * Fails with %HX_ERROR_RANGE for what the format cannot hold and numbers that are not finite.
 */
gboolean hx_export_onnx (HxModel *model, const char *path, GError **error);

G_END_DECLS
