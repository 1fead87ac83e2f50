/* hx-metrics-private.h: records sorted by score, shared by the metrics
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/explore/hx-metrics.h"

G_BEGIN_DECLS

/** One record of one label. */
typedef struct
{
  double score;
  guint32 record;
  guint8 y;
} HxRankEntry;

/** Records by ascending score, equals by place. (transfer full); NULL if a score is not finite. */
HxRankEntry *hx_rank_entries (const guint8 *y, gsize y_stride, const double *score, gsize score_stride,
                              guint n);

/** AUC of sorted entries, record r counted weights[r] times (once where NULL). */
double hx_rank_auc (const HxRankEntry *entries, guint n, const guint32 *weights);

/** The place of the first entry that ties with entry @end - 1. */
static inline guint
hx_rank_begin_of_tie (const HxRankEntry *entries, guint end)
{
  guint begin = end - 1;

  while (begin > 0 && entries[begin - 1].score == entries[end - 1].score)
    begin--;
  return begin;
}

G_END_DECLS
