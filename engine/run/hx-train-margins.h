/* hx-train-margins.h: on which side of its label spaces each record stays while a network learns
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hyperspherical margin weighting (Zhang et al., AAAI 2024) adapted to label spaces: a record whose given
 * label is wrong lies, early in training, with the records of the other side, and so its margin towards the
 * given label, averaged over epochs, stays small. N records, L labels, D = HX_EMBEDDING_MAX.
 */
#pragma once

#include "engine/base/hx-statement.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint n_records, n_labels;
  float *embeddings; /* N x L x D: of the present epoch's crops; NaN where a record has not been drawn */
  float *sums;       /* N x L: of the margins towards the given label, epoch e of 1, 2, ... e times */
  float *counts;     /* N x L: of the e */
} HxTrainMargins;

HxTrainMargins *hx_train_margins_new (guint n_records, guint n_labels);
void hx_train_margins_free (HxTrainMargins *margins);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxTrainMargins, hx_train_margins_free)

/** Keeps one step's unit @embeddings (n x L x D) of @records. */
void hx_train_margins_take (HxTrainMargins *margins, const guint32 *records, guint n,
                            const float *embeddings);

/**
 * hx_train_margins_end_epoch:
 * @y: N x L, the given labels
 * @epoch: which one, from 1
 *
 * Makes class centres of the epoch's embeddings, from the records that lie on their given side, and adds each
 * record's margin towards its given label. Later epochs, whose spaces say more, count more.
 */
void hx_train_margins_end_epoch (HxTrainMargins *margins, const guint8 *y, guint epoch);

/** Weighted mean over the epochs of a record's margin towards its given label, in [-1, 1]; NaN before the
 * first. */
float hx_train_margins_mean (const HxTrainMargins *margins, guint record, guint label);

G_END_DECLS
