/* hx-projection.h: embeddings on a plane
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/hx-progress.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HxProjection: one method. Each lives in a file of its own and is listed once, in this folder's
 * meson.build. @project: n x n_dims points (all finite) in, n x 2 coordinates out; equal input and seed
 * give equal output.
 */
typedef struct
{
  const char *name;    /* "pca" */
  const char *title;   /* "Principal components", translatable */
  const char *axes[2]; /* "principal component 1", translatable */
  gboolean (*project) (const float *points, guint n, guint n_dims, guint64 seed, float *xy,
                       HxProgress *progress, GCancellable *cancellable, GError **error);
} HxProjection;

const HxProjection *const *hx_projections (void); /* NULL-terminated, static */
const HxProjection *hx_projection_find (const char *name);

G_END_DECLS
