/* test-wave-order.c: sorted values, and their quantiles
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-random.h"
#include "engine/records/hx-wave-signal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum
{
  MOST = 700,
  N_KINDS = 6,
};

static int
compare (const void *a, const void *b)
{
  float x = *(const float *)a, y = *(const float *)b;

  return (x > y) - (x < y);
}

/* Drawn, of few kinds, equal, sorted, the other way round, and up and down again. */
static void
fill (float *values, guint n, guint kind, HxRandom *random)
{
  for (guint i = 0; i < n; i++)
    {
      const float orders[N_KINDS] = { (float)hx_random_normal (random),
                                      (float)(hx_random_next (random) % 3),
                                      -2.5f,
                                      (float)i,
                                      -(float)i,
                                      (float)MIN (i, n - i) };

      values[i] = orders[kind];
    }
}

static void
test_order (void)
{
  static const double shares[] = { 0.0, 0.01, 0.3, 0.5, 0.9, 1.0 };
  HxRandom random = hx_random_from_seed (3);
  float values[MOST], expected[MOST];

  for (guint kind = 0; kind < N_KINDS; kind++)
    for (guint n = 0; n <= MOST; n = n < 40 ? n + 1 : n + 33)
      {
        fill (values, n, kind, &random);
        memcpy (expected, values, n * sizeof *values);
        qsort (expected, n, sizeof *expected, compare);
        for (guint i = 0; n > 0 && i < G_N_ELEMENTS (shares); i++)
          g_assert_cmpfloat (hx_wave_quantile (values, n, shares[i]), ==,
                             expected[lround (shares[i] * (n - 1))]);
        fill (values, n, kind, &random);
        memcpy (expected, values, n * sizeof *values);
        qsort (expected, n, sizeof *expected, compare);
        hx_wave_sort (values, n);
        g_assert_cmpmem (values, n * sizeof *values, expected, n * sizeof *expected);
      }
  g_assert_true (isnan (hx_wave_quantile (values, 0, 0.5)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wave-order/order", test_order);
  return g_test_run ();
}
