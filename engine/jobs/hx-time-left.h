/* hx-time-left.h: how long work that reports its share will still take
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** HxTimeLeft: a value on its owner's stack; all zero before the first report. Used by one thread at a time.
 */
typedef struct
{
  gint64 started_us, reported_us; /* monotonic */
  double fraction;
  double speed;  /* of the fraction, per second, exponentially weighted */
  double weight; /* of what has been seen so far, in [0, 1) */
} HxTimeLeft;

/**
 * hx_time_left_update:
 * @fraction: in [0, 1], or negative while unknown
 * @now_us: g_get_monotonic_time()
 *
 * Weighs recent progress more than old, so that a slow beginning is forgotten, and smoothly, so
 * that the answer does not jump.
 *
 * Returns: seconds, negative while there is too little to tell
 */
double hx_time_left_update (HxTimeLeft *self, double fraction, gint64 now_us);

G_END_DECLS
