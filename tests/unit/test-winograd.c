/* test-winograd.c: minimal filtering against the convolution that it stands for
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/nn/hx-winograd.h"
#include "tests/unit/kernel-numbers.h"

/* Filters of one segment and of several, the last one full or not; steps that fill the tiles or not; channels
 * on both sides of a vector and of the columns that are packed together. */
static const struct
{
  gsize n_taps, n_in, n_out, n_steps;
} cases[] = {
  { 3, 32, 64, 48 }, { 3, 5, 70, 13 },    { 4, 16, 33, 21 },  { 5, 128, 16, 250 },
  { 5, 7, 130, 3 },  { 6, 12, 40, 31 },   { 7, 33, 32, 62 },  { 8, 12, 128, 41 },
  { 9, 32, 32, 63 }, { 19, 32, 32, 125 }, { 39, 32, 32, 50 }, { 39, 3, 5, 1 },
};

typedef struct
{
  gsize taps, in, out, steps, rows; /* rows: of the input that are there, the last ones missing */
  HxWinograd winograd;
  Numbers x, weights, dy;
} Case;

static void
case_init (Case *self, const HxKernels *kernels, guint i)
{
  self->taps = cases[i].n_taps;
  self->in = cases[i].n_in;
  self->out = cases[i].n_out;
  self->steps = cases[i].n_steps;
  self->rows = self->steps + self->taps - 1 - i % 2;
  hx_winograd_init (&self->winograd, kernels, self->in, self->out, self->taps);
  self->x = numbers_drawn (self->rows * self->in, "x");
  self->weights = numbers_drawn (hx_winograd_n_taps (&self->winograd) * self->in * self->out, "w");
  for (gsize j = self->taps * self->in * self->out; j < self->weights.n; j++)
    self->weights.values[j] = 0.0f;
  self->dy = numbers_drawn (self->steps * self->out, "dy");
}

static void
case_clear (Case *self)
{
  numbers_free (&self->x);
  numbers_free (&self->weights);
  numbers_free (&self->dy);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

static double
input_at (const Case *self, gsize t, gsize i)
{
  return t < self->rows ? (double)self->x.values[t * self->in + i] : 0.0;
}

static void
test_convolve (gconstpointer data)
{
  for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      const gboolean accumulate = i % 2;
      g_auto (Case) c = { 0 };
      gsize y_row;

      case_init (&c, data, i / 2);
      y_row = c.out + 3;
      {
        g_auto (Numbers) packed = numbers_new (hx_winograd_packed_size (&c.winograd));
        g_auto (Numbers) unpacked = numbers_new (hx_winograd_sums_size (&c.winograd));
        g_auto (Numbers) room = numbers_new (hx_winograd_room_size (&c.winograd, c.steps));
        g_auto (Numbers) y = numbers_drawn (c.steps * y_row, "y");
        g_auto (Numbers) expected = numbers_drawn (c.steps * y_row, "y");

        for (gsize t = 0; t < c.steps; t++)
          for (gsize o = 0; o < c.out; o++)
            {
              double sum = accumulate ? (double)expected.values[t * y_row + o] : 0.0;

              for (gsize k = 0; k < c.taps; k++)
                for (gsize j = 0; j < c.in; j++)
                  sum += input_at (&c, t + k, j) * (double)c.weights.values[(k * c.in + j) * c.out + o];
              expected.values[t * y_row + o] = (float)sum;
            }
        hx_winograd_pack (&c.winograd, c.weights.values, unpacked.values, packed.values);
        hx_winograd_convolve (&c.winograd, packed.values, (HxWinogradInput){ c.x.values, c.rows }, c.steps,
                              y.values, y_row, accumulate, room.values);
        assert_close (y.values, expected.values, y.n, 5e-6);
      }
    }
}

/* Two records: the second one adds to the first one's sums. */
static void
test_gradient (gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Case) c = { 0 };

      case_init (&c, data, i);
      {
        const HxWinogradInput input = { c.x.values, c.rows };
        g_auto (Numbers) room = numbers_new (hx_winograd_room_size (&c.winograd, c.steps));
        g_auto (Numbers) sums = numbers_new (hx_winograd_sums_size (&c.winograd));
        g_auto (Numbers) found = numbers_new (c.weights.n);
        g_auto (Numbers) expected = numbers_new (c.weights.n);

        for (gsize k = 0; k < c.taps; k++)
          for (gsize j = 0; j < c.in; j++)
            for (gsize o = 0; o < c.out; o++)
              {
                double sum = 0.0;

                for (gsize t = 0; t < c.steps; t++)
                  sum += 2.0 * input_at (&c, t + k, j) * (double)c.dy.values[t * c.out + o];
                expected.values[(k * c.in + j) * c.out + o] = (float)sum;
              }
        for (guint record = 0; record < 2; record++)
          hx_winograd_add_gradient (&c.winograd, input, c.steps, c.dy.values, c.out, record > 0, room.values,
                                    sums.values);
        hx_winograd_finish_gradient (&c.winograd, sums.values, found.values);
        assert_close (found.values, expected.values, c.taps * c.in * c.out, 5e-6);
      }
    }
}

/* Times the plain product's, of the body of fcn_wang. */
static void
print_speed (gconstpointer data)
{
  const HxKernels *kernels = data;
  const gsize steps = 250, in = 128, out = 256, taps = 5;
  g_auto (Numbers) x = numbers_drawn ((steps + taps - 1) * in, "x");
  g_auto (Numbers) weights = numbers_drawn (taps * in * out, "w");
  g_auto (Numbers) y = numbers_new (steps * out);
  g_autofree float *plain = g_new (float, kernels->packed_size (taps * in, out));
  g_autofree float *packed = NULL, *room = NULL, *unpacked = NULL;
  gint64 best_us[2] = { G_MAXINT64, G_MAXINT64 };
  HxWinograd winograd;

  hx_winograd_init (&winograd, kernels, in, out, taps);
  packed = g_new (float, hx_winograd_packed_size (&winograd));
  room = g_new (float, hx_winograd_room_size (&winograd, steps));
  unpacked = g_new (float, hx_winograd_sums_size (&winograd));
  kernels->pack (taps * in, out, weights.values, out, 1, plain);
  hx_winograd_pack (&winograd, weights.values, unpacked, packed);
  for (guint round = 0; g_test_perf () && round < 20; round++)
    {
      const gint64 start_us = g_get_monotonic_time ();
      gint64 between_us;

      kernels->product (steps, out, taps * in, x.values, in, 1, plain, y.values, out, FALSE);
      between_us = g_get_monotonic_time ();
      hx_winograd_convolve (&winograd, packed, (HxWinogradInput){ x.values, steps + taps - 1 }, steps,
                            y.values, out, FALSE, room);
      best_us[0] = MIN (best_us[0], between_us - start_us);
      best_us[1] = MIN (best_us[1], g_get_monotonic_time () - between_us);
    }
  if (g_test_perf ())
    g_test_maximized_result ((double)best_us[0] / (double)best_us[1],
                             "%s: %.2f times as fast as the plain product", kernels->name,
                             (double)best_us[0] / (double)best_us[1]);
}

int
main (int argc, char **argv)
{
  static const KernelTest tests[] = { { "convolve", test_convolve },
                                      { "gradient", test_gradient },
                                      { "speed", print_speed } };

  g_test_init (&argc, &argv, NULL);
  add_for_sets (hx_kernels_all (), "winograd", tests, G_N_ELEMENTS (tests));
  return g_test_run ();
}
