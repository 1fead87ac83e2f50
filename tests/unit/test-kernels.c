/* test-kernels.c: every fast kernel against its plain twin, its results' properties, and its speed
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With "-m perf" it prints the speed of each set of kernels too.
 */
#include "tests/unit/kernel-numbers.h"

typedef struct
{
  gsize m, n, k;
  gsize a_row, a_column; /* overlapping where a_row < k */
} Product;

/* Tiles are at most 12 rows and 32 columns, and 8 rows where they are 4096 bytes apart; blocks are 256 deep:
 * sizes on both sides of each. */
static const Product products[] = {
  { 1, 1, 1, 1, 1 },        { 5, 7, 3, 3, 1 },      { 12, 32, 256, 256, 1 }, { 13, 33, 257, 257, 1 },
  { 249, 128, 96, 12, 1 },  { 41, 65, 40, 8, 1 },   { 11, 31, 600, 600, 1 }, { 40, 96, 33, 1, 40 },
  { 25, 17, 130, 1, 5 },    { 3, 100, 19, 38, 2 },  { 24, 16, 64, 64, 1 },   { 128, 8, 256, 256, 1 },
  { 16, 64, 300, 1024, 1 }, { 9, 32, 64, 2048, 1 },
};

static void
run_product (const HxKernels *kernels, const Product *p, const float *a, const float *b, gboolean transposed,
             float *c, gsize c_row, gboolean accumulate)
{
  g_autofree float *packed = g_new (float, kernels->packed_size (p->k, p->n));

  kernels->pack (p->k, p->n, b, transposed ? 1 : p->n, transposed ? p->k : 1, packed);
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

/* --- bfloat16 ------------------------------------------------------------------------------ */

/* One product of numbers that say where they are rounded: to the nearest of eight digits, of two equally near
 * ones to the even one; what is not a number stays none. */
static void
test_bfloat16_rounding (gconstpointer data)
{
  static const struct
  {
    float from, to;
  } cases[] = {
    { 1.0f, 1.0f },
    { 1.0f + 0x1p-8f, 1.0f },               /* a tie, to the even one below */
    { 1.0f + 0x1.8p-7f, 1.0f + 0x1p-6f },   /* a tie, to the even one above */
    { 1.0f + 0x1.002p-8f, 1.0f + 0x1p-7f }, /* above a tie */
    { -3.14159274f, -3.140625f },
    { 0x1.fffp+0f, 2.0f },
    { 1e-42f, 0.0f }, /* not normal */
    { INFINITY, INFINITY },
    { NAN, NAN },
  };
  enum
  {
    MAX_DEPTH = 77
  };
  const HxKernels *kernels = data;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint side = 0; side < 2; side++)
      for (guint depth = 1; depth <= MAX_DEPTH;
           depth += 19) /* in vectors or in tiles, at any place of a pair */
        {
          const Product p = { 1, 1, depth, depth, 1 };
          float one[MAX_DEPTH] = { 0.0f }, number[MAX_DEPTH] = { 0.0f }, c = 7.0f;

          one[depth - 1] = 1.0f;
          number[depth - 1] = cases[i].from;
          run_product (kernels, &p, side ? one : number, side ? number : one, FALSE, &c, 1, FALSE);
          if (isnan (cases[i].to))
            g_assert_true (isnan (c));
          else
            g_assert_cmpfloat (c, ==, cases[i].to);
        }
}

static void
test_bfloat16_product (gconstpointer data)
{
  const HxKernels *kernels = data, *reference = hx_kernels_bfloat16_all ()[0], *exact = hx_kernels_all ()[0];

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
        g_auto (Numbers) unrounded = numbers_drawn (p->m * c_row, "c");

        run_product (kernels, p, a.values, b.values, transposed, c.values, c_row, accumulate);
        run_product (reference, p, a.values, b.values, transposed, expected.values, c_row, accumulate);
        run_product (exact, p, a.values, b.values, transposed, unrounded.values, c_row, accumulate);
        assert_close (c.values, expected.values, p->m * c_row, 4e-6);
        assert_close (c.values, unrounded.values, p->m * c_row, 8e-3);
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

/* All transforms of minimal filtering, their rows apart and near, added to what is there or not. */
static void
test_transform (gconstpointer data)
{
  const HxKernels *kernels = data, *reference = hx_kernels_all ()[0];

  for (guint i = 0; i < 3 * 5 * 2 * 3; i++)
    {
      const gsize n_taps = 3 + i % 3, n_columns = ((const gsize[]){ 1, 33, 64 })[i / 30];
      const HxTransform kind = i / 3 % 5;
      const HxRowsTransform rows = {
        .n = 3,
        .n_columns = n_columns,
        .x_step = 4 * (n_columns + 1),
        .x_row = n_columns + 1,
        .y_step = n_columns,
        .y_row = 3 * n_columns,
        .accumulate = i / 15 % 2,
      };
      g_auto (Numbers) x = numbers_drawn (16 * (n_columns + 1), "x");
      g_auto (Numbers) found = numbers_drawn (24 * n_columns, "y");
      g_auto (Numbers) expected = numbers_drawn (24 * n_columns, "y");

      kernels->transform (kind, n_taps, &rows, x.values, found.values);
      reference->transform (kind, n_taps, &rows, x.values, expected.values);
      assert_close (found.values, expected.values, found.n, 1e-6);
    }
}

/* Odd sizes of (rows, columns) arrays. */

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

/* GFLOP/s of the three products of a convolution of 128 to 256 channels, kernel 5, and of a step of an LSTM
 * of 256 units and 16 records. */
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
                { "weight gradient", { 640, 256, 249, 1, 128 } },
                { "recurrence", { 16, 1024, 256, 64000, 1 } },
                { "recurrence gradient", { 16, 256, 1024, 256000, 1 } } };

  for (guint i = 0; g_test_perf () && i < G_N_ELEMENTS (cases); i++)
    {
      const Product *p = &cases[i].p;
      g_auto (Numbers) a = numbers_drawn ((p->m - 1) * p->a_row + (p->k - 1) * p->a_column + 1, "a");
      g_auto (Numbers) b = numbers_drawn (p->k * p->n, "b");
      g_auto (Numbers) c = numbers_new (p->m * p->n);
      g_autofree float *packed = g_new (float, kernels->packed_size (p->k, p->n));
      double best = G_MAXDOUBLE;

      kernels->pack (p->k, p->n, b.values, p->n, 1, packed);
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
  static const KernelTest tests[] = {
    { "product", test_product },     { "rows", test_rows },
    { "transform", test_transform }, { "moments", test_moments },
    { "affine", test_affine },       { "norm-gradient", test_norm_gradient },
    { "pool", test_pool },           { "relu-gradient", test_relu_gradient },
    { "maximum", test_maximum },     { "add", test_add },
    { "speed", print_speed }
  };
  static const KernelTest bfloat16_tests[] = {
    { "rounding", test_bfloat16_rounding },
    { "product", test_bfloat16_product },
    { "rows", test_rows },
    { "speed", print_speed },
  };

  g_test_init (&argc, &argv, NULL);
  add_for_sets (hx_kernels_all (), "kernels", tests, G_N_ELEMENTS (tests));
  add_for_sets (hx_kernels_bfloat16_all (), "kernels", bfloat16_tests, G_N_ELEMENTS (bfloat16_tests));
  return g_test_run ();
}
