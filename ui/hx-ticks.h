/* hx-ticks.h: round numbers along an axis
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HxTicks: @n ticks at @first + i x @step, all within the range asked for
 * @decimals: digits after the point that tell neighbours apart
 */
typedef struct
{
  double first, step;
  int n;
  int decimals;
} HxTicks;

/**
 * hx_ticks_choose:
 * @low, @high: finite, @low < @high
 * @most: most ticks wanted, >= 2
 *
 * Steps are 1, 2 or 5 times a power of ten, the smallest that gives at most @most ticks.
 */
HxTicks hx_ticks_choose (double low, double high, int most);

G_END_DECLS
