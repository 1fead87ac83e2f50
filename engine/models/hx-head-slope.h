/* hx-head-slope.h: one label's merged logit, and its gradient by the pooled features
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/hx-head.h"

G_BEGIN_DECLS

/** HxHeadSlope: what of a head decides on one label, its batch norms folded in. Immutable, shared between
 * threads. */
typedef struct _HxHeadSlope HxHeadSlope;

HxHeadSlope *hx_head_slope_new (const HxHeadTensors *head, guint label);
void hx_head_slope_free (HxHeadSlope *slope);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxHeadSlope, hx_head_slope_free)

/**
 * hx_head_slope_run:
 * @pooled: F features of one window
 * @gradient: F numbers, written
 *
 * Evaluation mode. At a hidden unit that is exactly 0 the gradient is the one from below, 0.
 *
 * Returns: the label's merged logit (a plain head's only one)
 */
double hx_head_slope_run (const HxHeadSlope *slope, const float *pooled, float *gradient);

G_END_DECLS
