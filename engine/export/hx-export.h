/* hx-export.h: models in the formats of other programs
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/hx-model.h"

G_BEGIN_DECLS

/**
 * HxExportFormat: one format. Each lives in hx-export-NAME.c and is listed once, in this folder's
 * meson.build. @write writes the whole file or leaves what was there; equal models give equal bytes.
 */
typedef struct
{
  const char *name; /* "onnx" */
  gboolean (*write) (HxModel *model, const char *path, GError **error);
} HxExportFormat;

const HxExportFormat *const *hx_export_formats (void); /* NULL-terminated, static */
const HxExportFormat *hx_export_format_find (const char *name);

G_END_DECLS
