/* hx-export-onnx.c: ONNX in the list of export formats
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/export/hx-export.h"
#include "engine/export/hx-onnx.h"

extern const HxExportFormat hx_export_format_onnx;
const HxExportFormat hx_export_format_onnx = { .name = "onnx", .write = hx_export_onnx };
