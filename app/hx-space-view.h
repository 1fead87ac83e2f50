/* hx-space-view.h: one label's space, as it was projected
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/run/hx-embed.h"

G_BEGIN_DECLS

/**
 * HxSpaceView: one label's space. The three arrays run side by side. Reference counted, immutable.
 */
typedef struct
{
  guint label; /* index in the model's labels */
  const HxProjection *projection;
  guint n;
  HxEmbeddedPoint *points; /* n */
  HxStatement *statements; /* n, of this label */
  GHashTable *rows;        /* key of a record (gint64 *) to its row + 1 */
  guint n_with, n_without, n_unknown;
  guint n_wrong; /* margin on the other side than the given label */
  guint *wrong;  /* their rows, the farthest first */
} HxSpaceView;

/** Margin towards the label that was given; NaN where none is known. */
double hx_embedded_point_towards_given (const HxEmbeddedPoint *point);

/** The row of record @key, or -1. */
int hx_space_view_find (const HxSpaceView *view, gint64 key);

/**
 * hx_space_view_nearest:
 * @k: how many are wanted; @rows: k results, nearest first
 *
 * The rows nearest to @row on the label's sphere (largest cosine), itself left out.
 *
 * Returns: how many there are, at most @k
 */
guint hx_space_view_nearest (const HxSpaceView *view, guint row, guint k, guint *rows);

/**
 * hx_space_view_new:
 * @points: (transfer full) (element-type HxEmbeddedPoint)
 * @statements: (transfer full): of the same records, each with an embedding
 */
HxSpaceView *hx_space_view_new (guint label, const HxProjection *projection, GArray *points,
                                HxStatement *statements);
HxSpaceView *hx_space_view_ref (HxSpaceView *view);
void hx_space_view_unref (HxSpaceView *view);

G_END_DECLS
