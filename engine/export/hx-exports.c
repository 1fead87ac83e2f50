/* hx-exports.c: the registry of export formats, made from the list in meson.build
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/export/hx-export-list.h"
#include "engine/export/hx-export.h"

#define DECLARE(name) extern const HxExportFormat hx_export_format_##name;
HX_EXPORT_FILES (DECLARE)
#undef DECLARE

static const HxExportFormat *const formats[] = {
#define ENTRY(name) &hx_export_format_##name,
  HX_EXPORT_FILES (ENTRY)
#undef ENTRY
      NULL,
};

const HxExportFormat *const *
hx_export_formats (void)
{
  return formats;
}

const HxExportFormat *
hx_export_format_find (const char *name)
{
  for (guint i = 0; formats[i] != NULL; i++)
    if (g_strcmp0 (formats[i]->name, name) == 0)
      return formats[i];
  return NULL;
}
