/* kernel-numbers.h: arrays that a kernel may not leave, and a test for every set of kernels
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/hx-random.h"
#include "engine/kernels/hx-kernels.h"

#include <math.h>
#include <string.h>

/* Bytes around every result, which no kernel may touch. */
#define GUARD 64
#define GUARD_VALUE 12345.0f

typedef struct
{
  float *all, *values;
  gsize n;
} Numbers;

static inline Numbers
numbers_new (gsize n)
{
  Numbers numbers = { g_new (float, n + 2 * GUARD), NULL, n };

  for (gsize i = 0; i < n + 2 * GUARD; i++)
    numbers.all[i] = GUARD_VALUE;
  numbers.values = numbers.all + GUARD;
  return numbers;
}

static inline Numbers
numbers_drawn (gsize n, const char *name)
{
  Numbers numbers = numbers_new (n);
  HxRandom random = hx_random_from_name (name);

  for (gsize i = 0; i < n; i++)
    numbers.values[i] = (float)hx_random_normal (&random);
  return numbers;
}

static inline void
numbers_free (Numbers *numbers)
{
  for (gsize i = 0; i < GUARD; i++)
    {
      g_assert_cmpfloat (numbers->all[i], ==, GUARD_VALUE);
      g_assert_cmpfloat (numbers->values[numbers->n + i], ==, GUARD_VALUE);
    }
  g_free (numbers->all);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Numbers, numbers_free)

/* Largest difference, relative to the largest magnitude. */
static inline void
assert_close (const float *found, const float *expected, gsize n, double allowed)
{
  double largest = 1e-30, difference = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      g_assert_true (isfinite (found[i]));
      largest = MAX (largest, fabs (expected[i]));
      difference = MAX (difference, fabs ((double)found[i] - expected[i]));
    }
  if (difference > allowed * largest)
    g_error ("differs by %g of %g", difference, largest);
}

static const struct
{
  gsize rows, columns;
} sizes[] = { { 1, 1 }, { 2, 3 }, { 249, 128 }, { 31, 33 }, { 7, 65 }, { 100, 12 } };

typedef struct
{
  const char *name;
  GTestDataFunc run; /* gets the set */
} KernelTest;

static inline void
add_for_sets (const HxKernels *const *set, const char *program, const KernelTest *tests, guint n)
{
  for (; *set != NULL; set++)
    for (guint i = 0; i < n; i++)
      {
        g_autofree char *path = g_strdup_printf ("/%s/%s/%s", program, (*set)->name, tests[i].name);

        g_test_add_data_func (path, *set, tests[i].run);
      }
}
