/* hx-train-weights.h: how much each training record counts for each label
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/run/hx-train-margins.h"

G_BEGIN_DECLS

/**
 * hx_train_weigh:
 * @y: N x L, the given labels
 * @weights: N x L, overwritten: in [0, 1]
 *
 * The probability that a given label is right, told from the record's mean margin so far: along a label's
 * space, from the side without it to the side with it, the share of records given with it only grows
 * (isotonic regression), from the share of wrong labels at one end to one less that share at the other.
 * Between both it says how many records truly have the label there (Northcutt, Jiang and Chuang, "Confident
 * learning", 2021, estimate the same from scores). Where the ends disagree about that share, the space does
 * not tell the label yet, and all its records count alike, as does a record without a margin.
 */
void hx_train_weigh (const HxTrainMargins *margins, const guint8 *y, float *weights);

G_END_DECLS
