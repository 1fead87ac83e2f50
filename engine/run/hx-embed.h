/* hx-embed.h: a label's embedding space on a plane
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/explore/hx-projection.h"
#include "engine/run/hx-predict.h"

G_BEGIN_DECLS

/** One record in a label's space. */
typedef struct
{
  gint64 key;
  float x, y;
  gint8 label; /* given: 1 with, 0 without, -1 unknown (the record is not in the task) */
  float score, margin;
} HxEmbeddedPoint;

/**
 * hx_embed_points:
 * @statements: n x n_labels; @label: column; @given: n values as in HxEmbeddedPoint (nullable)
 *
 * Projects the label's embeddings; rows without one are left out.
 *
 * Returns: (transfer full) (element-type HxEmbeddedPoint); %HX_ERROR_MISSING if the head is plain
 */
GArray *hx_embed_points (const gint64 *keys, const HxStatement *statements, guint n, guint n_labels,
                         guint label, const gint8 *given, const HxProjection *projection, guint64 seed,
                         HxProgress *progress, GCancellable *cancellable, GError **error);

/** hx_embed_points() over a library's records of @folds: predicts first, labels from the model's task. */
GArray *hx_embed_library (HxModel *model, HxLibrary *library, const char *label, HxFolds folds,
                          const HxProjection *projection, guint64 seed, guint n_threads, HxProgress *progress,
                          GCancellable *cancellable, GError **error);

G_END_DECLS
