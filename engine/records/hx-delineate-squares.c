/* hx-delineate-squares.c: least squares of a few columns, by Cholesky's factors
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-delineate-private.h"

#include <math.h>

void
hx_squares_factor (double *a, guint n, gsize row)
{
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j <= i; j++)
      {
        double sum = a[i * row + j];

        for (guint k = 0; k < j; k++)
          sum -= a[i * row + k] * a[j * row + k];
        a[i * row + j] = i == j ? sqrt (MAX (sum, 1e-12)) : sum / a[j * row + j];
      }
}

double
hx_squares_explain (const double *factor, guint n, gsize row, double *y)
{
  double explained = 0.0;

  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < i; j++)
        y[i] -= factor[i * row + j] * y[j];
      y[i] /= factor[i * row + i];
      explained += y[i] * y[i];
    }
  return explained;
}
