/* test-kernels.c: every fast kernel against its plain twin, its results' properties, and its speed
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With "-m perf" it prints the speed of each set of kernels too.
 */
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

static Numbers
numbers_new (gsize n)
{
  Numbers numbers = { g_new (float, n + 2 * GUARD), NULL, n };

  for (gsize i = 0; i < n + 2 * GUARD; i++)
    numbers.all[i] = GUARD_VALUE;
  numbers.values = numbers.all + GUARD;
  return numbers;
}

static Numbers
numbers_drawn (gsize n, const char *name)
{
  Numbers numbers = numbers_new (n);
  HxRandom random = hx_random_from_name (name);

  for (gsize i = 0; i < n; i++)
    numbers.values[i] = (float)hx_random_normal (&random);
  return numbers;
}

static void
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
static void
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

typedef struct
{
  gsize m, n, k;
  gsize a_row, a_column; /* overlapping where a_row < k */
} Product;

/* Tiles are at most 12 rows and 32 columns, blocks 256 deep: sizes on both sides of each. */
static const Product products[] = {
  { 1, 1, 1, 1, 1 },       { 5, 7, 3, 3, 1 },     { 12, 32, 256, 256, 1 }, { 13, 33, 257, 257, 1 },
  { 249, 128, 96, 12, 1 }, { 41, 65, 40, 8, 1 },  { 11, 31, 600, 600, 1 }, { 40, 96, 33, 1, 40 },
  { 25, 17, 130, 1, 5 },   { 3, 100, 19, 38, 2 }, { 24, 16, 64, 64, 1 },   { 128, 8, 256, 256, 1 },
};

static void
run_product (const HxKernels *kernels, const Product *p, const float *a, const float *b, gboolean transposed,
             float *c, gsize c_row, gboolean accumulate)
{
  g_autofree float *packed = g_new (float, hx_kernels_packed_size (kernels, p->k, p->n));

  hx_kernels_pack (kernels, p->k, p->n, b, transposed ? 1 : p->n, transposed ? p->k : 1, packed);
  kernels->product (p->m, p->n, p->k, a, p->a_row, p->a_column, packed, c, c_row, accumulate);
}

static void
test_product (gconstpointer data)
{
  const HxKernels *kernels = data, *reference = hx_kernels_all ()[0];

  for (guint i = 0; i < G_N_ELEMENTS (products); i++)
    for (guint variant = 0; variant < 4; variant++)
      {
        const Product *p = &products[i];
        const gsize c_row = p->n + 3;
        const gboolean accumulate = variant & 1, transposed = variant >> 1;
        g_auto (Numbers) a = numbers_drawn ((p->m - 1) * p->a_row + (p->k - 1) * p->a_column + 1, "a");
        g_auto (Numbers) b = numbers_drawn (p->k * p->n, "b");
        g_auto (Numbers) c = numbers_drawn (p->m * c_row, "c");
        g_auto (Numbers) expected = numbers_drawn (p->m * c_row, "c");

        run_product (kernels, p, a.values, b.values, transposed, c.values, c_row, accumulate);
        run_product (reference, p, a.values, b.values, transposed, expected.values, c_row, accumulate);
        assert_close (c.values, expected.values, p->m * c_row, 2e-6);
      }
}

/* A row's result does not depend on which rows are computed with it: predictions rest on that. */
static void
test_rows (gconstpointer data)
{
  const HxKernels *kernels = data;
  Product p = { 27, 40, 300, 300, 1 };
  g_auto (Numbers) a = numbers_drawn (p.m * p.k, "a");
  g_auto (Numbers) b = numbers_drawn (p.k * p.n, "b");
  g_auto (Numbers) all = numbers_new (p.m * p.n);

  run_product (kernels, &p, a.values, b.values, FALSE, all.values, p.n, FALSE);
  for (gsize first = 0, n = 1; first < 27; first += n, n = n % 5 + 1)
    {
      g_auto (Numbers) some = numbers_new (MIN (n, 27 - first) * p.n);

      p.m = MIN (n, 27 - first);
      run_product (kernels, &p, a.values + first * p.k, b.values, FALSE, some.values, p.n, FALSE);
      g_assert_cmpmem (some.values, some.n * sizeof (float), all.values + first * p.n,
                       some.n * sizeof (float));
    }
}

/* Odd sizes of (rows, columns) arrays. */
static const struct
{
  gsize rows, columns;
} sizes[] = { { 1, 1 }, { 2, 3 }, { 249, 128 }, { 31, 33 }, { 7, 65 }, { 100, 12 } };

static void
test_moments (gconstpointer data)
{
  const HxKernels *kernels = data, *reference = hx_kernels_all ()[0];

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const gsize n = sizes[i].columns;
      g_auto (Numbers) x = numbers_drawn (sizes[i].rows * n, "x");
      g_auto (Numbers) found = numbers_new (2 * n);
      g_auto (Numbers) expected = numbers_new (2 * n);

      /* A mean far from 0 must not drown the deviations. */
      for (gsize j = 0; j < x.n; j++)
        x.values[j] += 100.0f;
      kernels->moments (x.values, sizes[i].rows, n, found.values, found.values + n);
      reference->moments (x.values, sizes[i].rows, n, expected.values, expected.values + n);
      assert_close (found.values, expected.values, n, 1e-6);
      assert_close (found.values + n, expected.values + n, n, 2e-5);
    }
}

static void
test_affine (gconstpointer data)
{
  const HxKernels *kernels = data, *reference = hx_kernels_all ()[0];

  for (guint i = 0; i < 4 * G_N_ELEMENTS (sizes); i++)
    {
      const gsize rows = sizes[i / 4].rows, n = sizes[i / 4].columns;
      g_auto (Numbers) x = numbers_drawn (rows * n, "x");
      g_auto (Numbers) scale = numbers_drawn (n, "scale");
      g_auto (Numbers) shift = numbers_drawn (n, "shift");
      g_auto (Numbers) residual = numbers_drawn (rows * n, "residual");
      const float *added = i / 2 % 2 == 1 ? residual.values : NULL;
      g_auto (Numbers) found = numbers_new (rows * n);
      g_auto (Numbers) expected = numbers_new (rows * n);

      kernels->affine (x.values, rows, n, scale.values, shift.values, added, i % 2, found.values);
      reference->affine (x.values, rows, n, scale.values, shift.values, added, i % 2, expected.values);
      assert_close (found.values, expected.values, rows * n, 1e-6);
      for (gsize j = 0; i % 2 == 1 && j < rows * n; j++)
        g_assert_cmpfloat (found.values[j], >=, 0.0f);
    }
}

static void
test_norm_gradient (gconstpointer data)
{
  const HxKernels *kernels = data, *reference = hx_kernels_all ()[0];

  for (guint i = 0; i < 2 * G_N_ELEMENTS (sizes); i++)
    {
      const gsize rows = sizes[i / 2].rows, n = sizes[i / 2].columns;
      g_auto (Numbers) dy = numbers_drawn (rows * n, "dy");
      g_auto (Numbers) y = numbers_drawn (rows * n, "y");
      g_auto (Numbers) x = numbers_drawn (rows * n, "x");
      g_auto (Numbers) c = numbers_drawn (5 * n, "columns");
      g_auto (Numbers) found = numbers_new (2 * n + rows * n);
      g_auto (Numbers) expected = numbers_new (2 * n + rows * n);
      const float *mask = i % 2 == 0 ? y.values : NULL;

      kernels->norm_gradient_sums (dy.values, mask, x.values, rows, n, c.values, c.values + n, found.values,
                                   found.values + n);
      reference->norm_gradient_sums (dy.values, mask, x.values, rows, n, c.values, c.values + n,
                                     expected.values, expected.values + n);
      assert_close (found.values, expected.values, 2 * n, 1e-5);
      kernels->norm_gradient (dy.values, mask, x.values, rows, n, c.values, c.values + n, c.values + 2 * n,
                              c.values + 3 * n, c.values + 4 * n, found.values + 2 * n);
      reference->norm_gradient (dy.values, mask, x.values, rows, n, c.values, c.values + n, c.values + 2 * n,
                                c.values + 3 * n, c.values + 4 * n, expected.values + 2 * n);
      assert_close (found.values + 2 * n, expected.values + 2 * n, rows * n, 2e-6);
    }
}

static void
test_pool (gconstpointer data)
{
  const HxKernels *kernels = data, *reference = hx_kernels_all ()[0];

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const gsize rows = sizes[i].rows, n = sizes[i].columns;
      g_auto (Numbers) x = numbers_drawn (rows * n, "x");
      g_auto (Numbers) dy = numbers_drawn (2 * n, "dy");
      g_auto (Numbers) found = numbers_new (2 * n + rows * n);
      g_auto (Numbers) expected = numbers_new (2 * n + rows * n);
      g_autofree guint32 *place = g_new (guint32, 2 * n);

      if (rows > 2) /* a tie: the first row counts */
        memcpy (x.values + 2 * n, x.values, n * sizeof (float));
      kernels->pool (x.values, rows, n, found.values, found.values + n, place);
      reference->pool (x.values, rows, n, expected.values, expected.values + n, place + n);
      g_assert_cmpmem (found.values, n * sizeof (float), expected.values, n * sizeof (float));
      g_assert_cmpmem (place, n * sizeof *place, place + n, n * sizeof *place);
      assert_close (found.values + n, expected.values + n, n, 2e-6);
      kernels->pool_gradient (dy.values, dy.values + n, place, rows, n, found.values + 2 * n);
      reference->pool_gradient (dy.values, dy.values + n, place, rows, n, expected.values + 2 * n);
      assert_close (found.values + 2 * n, expected.values + 2 * n, rows * n, 1e-6);
    }
}

static void
test_relu_gradient (gconstpointer data)
{
  const HxKernels *kernels = data, *reference = hx_kernels_all ()[0];

  for (guint i = 0; i < 4 * G_N_ELEMENTS (sizes); i++)
    {
      const gsize n = sizes[i / 4].rows * sizes[i / 4].columns;
      g_auto (Numbers) dy = numbers_drawn (n, "dy");
      g_auto (Numbers) y = numbers_drawn (n, "y");
      g_auto (Numbers) found = numbers_drawn (n, "g");
      g_auto (Numbers) expected = numbers_drawn (n, "g");
      const float *mask = i % 2 == 0 ? y.values : NULL;

      kernels->relu_gradient (dy.values, mask, n, i / 2 % 2, found.values);
      reference->relu_gradient (dy.values, mask, n, i / 2 % 2, expected.values);
      assert_close (found.values, expected.values, n, 1e-6);
    }
}

/* The first of equal maxima counts. */
static void
test_maximum (gconstpointer data)
{
  const HxKernels *kernels = data, *reference = hx_kernels_all ()[0];

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const gsize rows = sizes[i].rows, n = sizes[i].columns;
      g_auto (Numbers) x = numbers_drawn (rows * n, "x");
      g_auto (Numbers) found = numbers_new (n);
      g_auto (Numbers) expected = numbers_new (n);
      g_autofree guint32 *found_row = g_new (guint32, n), *expected_row = g_new (guint32, n);

      for (gsize j = 0; j < rows * n; j++)
        x.values[j] = roundf (x.values[j]);
      kernels->maximum (x.values, rows, n, 7, found.values, found_row);
      reference->maximum (x.values, rows, n, 7, expected.values, expected_row);
      g_assert_cmpmem (found.values, n * sizeof (float), expected.values, n * sizeof (float));
      g_assert_cmpmem (found_row, n * sizeof (guint32), expected_row, n * sizeof (guint32));
    }
}

/* One step forward and back: an LSTM's, then a GRU's. */
typedef struct
{
  Numbers gates, hidden, before, state, h, gradient;
} Step;

static Step
run_step (const HxKernels *kernels, gboolean is_lstm, gboolean first, gsize n, float size)
{
  Step step = { numbers_drawn (4 * n, "gates"),
                numbers_drawn (n, "hidden"),
                numbers_drawn (n, "before"),
                numbers_new (n),
                numbers_new (n),
                numbers_drawn (n, "gradient") };
  g_auto (Numbers) dh = numbers_drawn (n, "dh");
  const float *before = first ? NULL : step.before.values;

  for (gsize i = 0; i < 4 * n; i++)
    step.gates.values[i] *= size;
  if (is_lstm)
    {
      kernels->lstm_cell (n, step.gates.values, before, step.state.values, step.h.values);
      kernels->lstm_cell_gradient (n, step.gates.values, before, step.state.values, dh.values,
                                   step.gradient.values);
    }
  else
    {
      memset (step.state.values, 0, n * sizeof (float));
      kernels->gru_cell (n, step.gates.values, step.hidden.values, before, step.h.values);
      kernels->gru_cell_gradient (n, step.gates.values, step.hidden.values, before, dh.values,
                                  step.gradient.values);
    }
  return step;
}

/* Near saturation 1 - tanh^2 is a difference of near numbers: what counts is the error beside a whole one. */
static void
compare_numbers (Numbers *found, Numbers *expected, double allowed)
{
  for (gsize i = 0; i < found->n; i++)
    g_assert_cmpfloat_with_epsilon (found->values[i], expected->values[i],
                                    allowed * MAX (fabs (expected->values[i]), 1.0));
  numbers_free (found);
  numbers_free (expected);
}

static void
test_cells (gconstpointer data)
{
  static const float magnitudes[] = { 1e-3f, 1.0f, 10.0f, 300.0f };

  for (guint i = 0; i < 4 * G_N_ELEMENTS (sizes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (magnitudes); j++)
      {
        const gsize n = sizes[i / 4].columns;
        Step found = run_step (data, i % 2, i / 2 % 2, n, magnitudes[j]);
        Step expected = run_step (hx_kernels_all ()[0], i % 2, i / 2 % 2, n, magnitudes[j]);

        compare_numbers (&found.gates, &expected.gates, 3e-6);
        compare_numbers (&found.hidden, &expected.hidden, 3e-6);
        compare_numbers (&found.before, &expected.before, 1e-9);
        compare_numbers (&found.state, &expected.state, 1e-6);
        compare_numbers (&found.h, &expected.h, 1e-6);
        compare_numbers (&found.gradient, &expected.gradient, 3e-6);
      }
}

static void
test_adamw (gconstpointer data)
{
  const HxKernels *kernels = data;
  const gsize n = 77;
  const HxAdamW step = { .learning_rate = 0.01f,
                         .beta1 = 0.9f,
                         .beta2 = 0.99f,
                         .correction1 = 0.271f,
                         .correction2 = 0.0297f,
                         .epsilon = 1e-8f,
                         .decay = 0.01f };
  g_auto (Numbers) value = numbers_drawn (n, "value");
  g_auto (Numbers) gradient = numbers_drawn (n, "gradient");
  g_auto (Numbers) first = numbers_drawn (n, "first");
  g_auto (Numbers) second = numbers_drawn (n, "second");
  g_auto (Numbers) expected = numbers_new (3 * n);

  for (gsize i = 0; i < n; i++)
    {
      const double g = gradient.values[i];
      double m, v;

      second.values[i] = fabsf (second.values[i]);
      m = 0.9 * first.values[i] + 0.1 * g;
      v = 0.99 * second.values[i] + 0.01 * g * g;
      expected.values[i] =
          (float)(value.values[i] * (1.0 - 1e-4) - 0.01 * (m / 0.271) / (sqrt (v / 0.0297) + 1e-8));
      expected.values[n + i] = (float)m;
      expected.values[2 * n + i] = (float)v;
    }
  kernels->adamw (n, value.values, gradient.values, first.values, second.values, &step);
  assert_close (value.values, expected.values, n, 1e-6);
  assert_close (first.values, expected.values + n, n, 1e-6);
  assert_close (second.values, expected.values + 2 * n, n, 1e-6);
}

/* The same mask from every set, the keep rate that was asked for, and no copy between streams. */
static void
test_dropout (gconstpointer data)
{
  const HxKernels *kernels = data, *reference = hx_kernels_all ()[0];
  const gsize n = 100003;
  g_auto (Numbers) found = numbers_new (n);
  g_auto (Numbers) expected = numbers_new (n);
  guint n_kept = 0, n_same = 0;

  kernels->dropout (42, n, 65536 / 4, 4.0f / 3.0f, found.values);
  reference->dropout (42, n, 65536 / 4, 4.0f / 3.0f, expected.values);
  g_assert_cmpmem (found.values, n * sizeof (float), expected.values, n * sizeof (float));
  kernels->dropout (43, n, 65536 / 4, 4.0f / 3.0f, expected.values);
  for (gsize i = 0; i < n; i++)
    {
      g_assert_true (found.values[i] == 0.0f || found.values[i] == 4.0f / 3.0f);
      n_kept += found.values[i] != 0.0f;
      n_same += found.values[i] == expected.values[i];
    }
  /* Five standard deviations: 0.00137 each of 0.75, 0.00153 of 0.625. */
  g_assert_cmpfloat_with_epsilon (n_kept / (double)n, 0.75, 0.007);
  g_assert_cmpfloat_with_epsilon (n_same / (double)n, 0.625, 0.008);
  kernels->dropout (42, n, 0, 1.0f, found.values);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat (found.values[i], ==, 1.0f);
}

static void
test_add (gconstpointer data)
{
  const HxKernels *kernels = data;
  g_auto (Numbers) x = numbers_drawn (101, "x");
  g_auto (Numbers) y = numbers_drawn (101, "y");
  g_auto (Numbers) sum = numbers_drawn (101, "y");

  kernels->add (101, x.values, sum.values);
  for (gsize i = 0; i < 101; i++)
    g_assert_cmpfloat (sum.values[i], ==, x.values[i] + y.values[i]);
}

/* GFLOP/s of the three products of a convolution of 128 to 256 channels, kernel 5. */
static void
print_speed (gconstpointer data)
{
  const HxKernels *kernels = data;
  static const struct
  {
    const char *name;
    Product p;
  } cases[] = { { "forward", { 249, 256, 640, 128, 1 } },
                { "input gradient", { 249, 128, 1280, 256, 1 } },
                { "weight gradient", { 640, 256, 249, 1, 128 } } };

  for (guint i = 0; g_test_perf () && i < G_N_ELEMENTS (cases); i++)
    {
      const Product *p = &cases[i].p;
      g_auto (Numbers) a = numbers_drawn ((p->m - 1) * p->a_row + (p->k - 1) * p->a_column + 1, "a");
      g_auto (Numbers) b = numbers_drawn (p->k * p->n, "b");
      g_auto (Numbers) c = numbers_new (p->m * p->n);
      g_autofree float *packed = g_new (float, hx_kernels_packed_size (kernels, p->k, p->n));
      double best = G_MAXDOUBLE;

      hx_kernels_pack (kernels, p->k, p->n, b.values, p->n, 1, packed);
      for (guint round = 0; round < 20; round++)
        {
          const gint64 start_us = g_get_monotonic_time ();

          kernels->product (p->m, p->n, p->k, a.values, p->a_row, p->a_column, packed, c.values, p->n, FALSE);
          best = MIN (best, (double)(g_get_monotonic_time () - start_us));
        }
      best = 2e-3 * (double)(p->m * p->n * p->k) / best;
      g_test_maximized_result (best, "%s: %s: %.1f GFLOP/s", kernels->name, cases[i].name, best);
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    GTestDataFunc run;
  } tests[] = { { "product", test_product },
                { "rows", test_rows },
                { "moments", test_moments },
                { "affine", test_affine },
                { "norm-gradient", test_norm_gradient },
                { "pool", test_pool },
                { "relu-gradient", test_relu_gradient },
                { "maximum", test_maximum },
                { "cells", test_cells },
                { "adamw", test_adamw },
                { "dropout", test_dropout },
                { "add", test_add },
                { "speed", print_speed } };

  g_test_init (&argc, &argv, NULL);
  for (const HxKernels *const *set = hx_kernels_all (); *set != NULL; set++)
    for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
      {
        g_autofree char *path = g_strdup_printf ("/kernels/%s/%s", (*set)->name, tests[i].name);

        g_test_add_data_func (path, *set, tests[i].run);
      }
  return g_test_run ();
}
