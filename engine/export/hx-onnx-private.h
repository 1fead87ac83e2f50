/* hx-onnx-private.h: the parts of a model that are written into an ONNX file
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/export/hx-onnx-writer.h"
#include "engine/models/hx-model.h"
#include "engine/models/hx-network-parts.h"

G_BEGIN_DECLS

/* In the graph, values of the body are (N, channels, steps), PyTorch's order; "body.3" is the graph's buffer
 * 3. Constants have the names of the state dict where they are tensors of it as they stand. */

/** The inputs of a node. */
#define HX_ONNX_INPUTS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/**
 * hx_onnx_add_body:
 * @window: standardised windows
 * @features: name for the pooled features, (N, F)
 */
void hx_onnx_add_body (HxOnnxWriter *writer, const HxNetwork *network, gsize n_samples, const char *window,
                       const char *features);

/** One direction of a layer of an LSTM or a GRU. */
void hx_onnx_add_recurrent (HxOnnxWriter *writer, const HxGraph *graph, const HxNode *node, const char *input,
                            const char *output);

/** The head behind @features, and the graph's outputs. */
void hx_onnx_add_head (HxOnnxWriter *writer, HxModel *model, const char *features);

void hx_onnx_add_metadata (HxOnnxWriter *writer, HxModel *model);

G_END_DECLS
