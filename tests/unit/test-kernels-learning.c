/* test-kernels-learning.c: the fast kernels of recurrent cells, heads, losses and the optimiser, beside their
 * twins
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/unit/kernel-numbers.h"

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
  g_auto (Numbers) bias = numbers_drawn (4 * n, "bias");
  const float *before = first ? NULL : step.before.values;

  for (gsize i = 0; i < 4 * n; i++)
    step.gates.values[i] *= size;
  if (is_lstm)
    {
      kernels->lstm_cell (n, bias.values, step.gates.values, before, step.state.values, step.h.values);
      kernels->lstm_cell_gradient (n, step.gates.values, before, step.state.values, dh.values,
                                   step.gradient.values);
    }
  else
    {
      memset (step.state.values, 0, n * sizeof (float));
      kernels->gru_cell (n, bias.values, step.gates.values, step.hidden.values, before, step.h.values);
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

/* Every number of outputs, rows beyond whole blocks of sums. */
static void
test_masked_map (gconstpointer data)
{
  const HxKernels *kernels = data, *reference = hx_kernels_all ()[0];
  static const gsize rows[] = { 1, 63, 64, 65, 256 }, outputs[] = { 1, 3, 8, 16 },
                     strides[] = { 32, 96, 128 };

  for (guint i = 0; i < G_N_ELEMENTS (rows) * G_N_ELEMENTS (outputs) * G_N_ELEMENTS (strides); i++)
    {
      const gsize R = rows[i % 5], O = outputs[i / 5 % 4], S = strides[i / 20];
      g_auto (Numbers) normal = numbers_drawn (R * S, "normal");
      g_auto (Numbers) mask = numbers_drawn (R * S, "mask");
      g_auto (Numbers) scale = numbers_drawn (R, "scale");
      g_auto (Numbers) shift = numbers_drawn (R, "shift");
      g_auto (Numbers) weight = numbers_drawn (O * (R + 3), "weight");
      g_auto (Numbers) dy = numbers_drawn (O * S, "dy");
      const HxMaskedMap map = {
        R, S, O, normal.values, mask.values, scale.values, shift.values, weight.values, R + 3
      };
      Numbers found[] = { numbers_drawn (O * S, "y"), numbers_new (O * (R + 3)), numbers_new (R),
                          numbers_new (R), numbers_drawn (R * S, "by") };
      Numbers expected[] = { numbers_drawn (O * S, "y"), numbers_new (O * (R + 3)), numbers_new (R),
                             numbers_new (R), numbers_drawn (R * S, "by") };

      for (gsize j = 0; j < R * S; j += 4)
        mask.values[j] = 0.0f;
      kernels->masked_map (&map, found[0].values);
      reference->masked_map (&map, expected[0].values);
      kernels->masked_map_gradient (&map, dy.values, found[1].values, found[2].values, found[3].values,
                                    found[4].values);
      reference->masked_map_gradient (&map, dy.values, expected[1].values, expected[2].values,
                                      expected[3].values, expected[4].values);
      /* Sums may cancel: what counts is the error beside one of their terms. */
      for (guint k = 0; k < G_N_ELEMENTS (found); k++)
        compare_numbers (&found[k], &expected[k], 5e-5);
    }
}

/* The nearest that is farther, the first of equal ones; else the farthest, the last of equal ones. */
static void
test_semi_hard (gconstpointer data)
{
  const HxKernels *kernels = data, *reference = hx_kernels_all ()[0];
  static const gsize counts[] = { 1, 2, 15, 16, 17, 100 };

  for (guint i = 0; i < G_N_ELEMENTS (counts) * G_N_ELEMENTS (counts) * 2; i++)
    {
      const gsize n_same = counts[i % 6], n_other = counts[i / 6 % 6];
      g_auto (Numbers) same = numbers_drawn (n_same, "same");
      g_auto (Numbers) other = numbers_drawn (n_other, "other");
      g_auto (Numbers) found = numbers_new (n_same);
      g_auto (Numbers) expected = numbers_new (n_same);
      guint32 found_at[100], expected_at[100];

      for (gsize j = 0; i >= 36 && j < n_other; j++) /* ties, between both as well */
        {
          other.values[j] = roundf (other.values[j]);
          same.values[j % n_same] = roundf (same.values[j % n_same]);
        }
      kernels->semi_hard (n_same, same.values, n_other, other.values, found.values, found_at);
      reference->semi_hard (n_same, same.values, n_other, other.values, expected.values, expected_at);
      g_assert_cmpmem (found.values, n_same * sizeof (float), expected.values, n_same * sizeof (float));
      g_assert_cmpmem (found_at, n_same * sizeof (guint32), expected_at, n_same * sizeof (guint32));
      for (gsize j = 0; j < n_same; j++)
        g_assert_cmpfloat (found.values[j], ==, other.values[found_at[j]]);
    }
}

static void
test_points (gconstpointer data)
{
  const HxKernels *kernels = data, *reference = hx_kernels_all ()[0];

  for (gsize n = 16; n <= 144; n += 64)
    for (gsize n_dims = 1; n_dims <= 16; n_dims += 5)
      {
        g_auto (Numbers) points = numbers_drawn (n_dims * n, "points");
        g_auto (Numbers) weight = numbers_drawn (n, "weight");
        g_auto (Numbers) found = numbers_new (n);
        g_auto (Numbers) expected = numbers_new (n);
        g_auto (Numbers) found_gradient = numbers_new (n_dims);
        g_auto (Numbers) expected_gradient = numbers_new (n_dims);

        kernels->distances (n, n_dims, points.values, n, 7, found.values);
        reference->distances (n, n_dims, points.values, n, 7, expected.values);
        assert_close (found.values, expected.values, n, 1e-6);
        g_assert_cmpfloat (found.values[7], ==, 0.0f);
        kernels->pull (n, n_dims, points.values, n, 7, weight.values, found_gradient.values);
        reference->pull (n, n_dims, points.values, n, 7, weight.values, expected_gradient.values);
        assert_close (found_gradient.values, expected_gradient.values, n_dims, 5e-6);
      }
}

/* What the benchmark calls a processor's limit: the same number of operations whatever the set. */
static void
test_rounds (gconstpointer data)
{
  const HxKernels *kernels = data;

  g_assert_cmpuint (kernels->round_flops, >=, 2);
  g_assert_true (isfinite (kernels->rounds (1000)));
}

int
main (int argc, char **argv)
{
  static const KernelTest tests[] = { { "cells", test_cells },         { "masked-map", test_masked_map },
                                      { "semi-hard", test_semi_hard }, { "points", test_points },
                                      { "adamw", test_adamw },         { "dropout", test_dropout },
                                      { "rounds", test_rounds } };

  g_test_init (&argc, &argv, NULL);
  add_for_sets (hx_kernels_all (), "kernels-learning", tests, G_N_ELEMENTS (tests));
  return g_test_run ();
}
