/* hx-projections.c: the registry of projections, made from the list in meson.build
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/explore/hx-projection-list.h"
#include "engine/explore/hx-projection.h"

#define DECLARE(name) extern const HxProjection hx_projection_##name;
HX_PROJECTION_FILES (DECLARE)
#undef DECLARE

static const HxProjection *const projections[] = {
#define ENTRY(name) &hx_projection_##name,
  HX_PROJECTION_FILES (ENTRY)
#undef ENTRY
      NULL,
};

const HxProjection *const *
hx_projections (void)
{
  return projections;
}

const HxProjection *
hx_projection_find (const char *name)
{
  for (guint i = 0; projections[i] != NULL; i++)
    if (g_strcmp0 (projections[i]->name, name) == 0)
      return projections[i];
  return NULL;
}
