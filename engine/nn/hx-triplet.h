/* hx-triplet.h: semi-hard triplet loss of one label's embeddings
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/kernels/hx-kernels.h"

G_BEGIN_DECLS

/** Bytes of scratch that hx_triplet() needs for @n embeddings, aligned to 4. */
gsize hx_triplet_scratch_size (gsize n, gsize n_dims);

/**
 * hx_triplet:
 * @y: n labels, 0 or 1, @y_stride apart
 * @weight: (nullable): n weights, >= 0, @y_stride apart; NULL for 1 each
 * @e: n x n_dims embeddings
 * @gradient: (nullable): n x n_dims, overwritten
 *
 * Mean over ordered pairs (a, p) of one class, a != p, weighted by the product of their weights, of max (0,
 * margin + d_ap - d_an), d the squared distance; n is the nearest sample of the other class farther than p,
 * else the farthest of the other class; with none there d_an is 0. Without a pair: 0. (Schroff et al., CVPR
 * 2015; Zhang et al., 2023.)
 */
double hx_triplet (const HxKernels *kernels, const float *y, const float *weight, gsize y_stride,
                   const float *e, gsize n, gsize n_dims, float margin, float *gradient, gpointer scratch);

G_END_DECLS
