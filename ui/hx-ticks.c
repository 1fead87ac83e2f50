/* hx-ticks.c: round numbers along an axis
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-ticks.h"

#include <math.h>

/* Rounding may not lose a tick that falls on an end. */
#define SLACK 1e-9

HxTicks
hx_ticks_choose (double low, double high, int most)
{
  static const double mantissas[] = { 1.0, 2.0, 5.0 };
  HxTicks ticks = { low, 1.0, 0, 0 };
  int exponent;

  g_return_val_if_fail (isfinite (low) && isfinite (high) && low < high && most >= 2, ticks);

  exponent = (int)floor (log10 ((high - low) / most)) - 1;
  for (int i = 0;; i++)
    {
      int power = exponent + i / 3;
      double step = mantissas[i % 3] * pow (10.0, power);
      double first = ceil (low / step - SLACK), last = floor (high / step + SLACK);

      if (last - first + 1.0 <= most)
        {
          ticks.step = step;
          ticks.first = first * step;
          ticks.n = (int)(last - first) + 1;
          ticks.decimals = MAX (-power, 0);
          return ticks;
        }
    }
}
