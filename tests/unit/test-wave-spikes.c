/* test-wave-spikes.c: a pacemaker's stimuli, which are no waves of the heart
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-random.h"
#include "engine/records/hx-wave-signal.h"

#include <math.h>
#include <string.h>

enum
{
  N_LEADS = 2,
  N = 2000,
  STIMULUS = 900,
  QRS = 1000,
};

/* A QRS complex of 30 ms deviation on a slope, in two leads, the second smaller and turned over. */
static void
fill (float *samples, double rate_hz)
{
  static const double sizes[N_LEADS] = { 1.2, -0.7 };

  for (guint lead = 0; lead < N_LEADS; lead++)
    for (guint i = 0; i < N; i++)
      samples[lead * N + i] =
          (float)(sizes[lead] * exp (-0.5 * pow ((i - (double)QRS) / (0.01 * rate_hz), 2.0)) + 1e-5 * i);
}

static void
add_stimulus (float *samples, guint width)
{
  for (guint i = STIMULUS; i < STIMULUS + width; i++)
    {
      samples[i] += 1.5f;
      samples[N + i] -= 0.4f;
    }
}

static double
largest_difference (const float *a, const float *b)
{
  double largest = 0.0;

  for (guint i = 0; i < N_LEADS * N; i++)
    largest = MAX (largest, fabs ((double)(a[i] - b[i])));
  return largest;
}

/* Stimuli of one sample to 12 ms go, and nothing else does. */
static void
test_stimuli (void)
{
  static const struct
  {
    double rate_hz;
    guint width;
    gboolean gone;
  } cases[] = { { 500.0, 1, TRUE },   { 500.0, 2, TRUE },    { 500.0, 6, TRUE }, { 500.0, 12, FALSE },
                { 1000.0, 12, TRUE }, { 1000.0, 30, FALSE }, { 250.0, 1, TRUE }, { 100.0, 1, FALSE } };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      float clean[N_LEADS * N], samples[N_LEADS * N], with[N_LEADS * N];
      guint n_spikes;

      fill (clean, cases[c].rate_hz);
      memcpy (samples, clean, sizeof samples);
      g_assert_true (hx_wave_remove_spikes (samples, N_LEADS, N, cases[c].rate_hz, &n_spikes));
      g_assert_cmpfloat (largest_difference (samples, clean), ==, 0.0);
      g_assert_cmpuint (n_spikes, ==, 0);
      add_stimulus (samples, cases[c].width);
      memcpy (with, samples, sizeof with);
      g_assert_true (hx_wave_remove_spikes (samples, N_LEADS, N, cases[c].rate_hz, &n_spikes));
      g_assert_cmpuint (n_spikes, ==, cases[c].gone ? 1 : 0);
      if (cases[c].gone)
        g_assert_cmpfloat (largest_difference (samples, clean), <, 0.001);
      else
        g_assert_cmpfloat (largest_difference (samples, with), ==, 0.0);
    }
}

/* Half a cycle of 60 Hz is as short, but it comes again; a stimulus on top of it goes all the same, bridged
 * within what the mains have. */
static void
test_mains (void)
{
  float clean[N_LEADS * N], samples[N_LEADS * N];
  guint n_spikes;

  fill (clean, 500.0);
  for (guint i = 0; i < N_LEADS * N; i++)
    clean[i] += 0.4f * sinf (2.0f * (float)G_PI * 60.0f * (float)(i % N) / 500.0f);
  memcpy (samples, clean, sizeof samples);
  hx_wave_remove_spikes (samples, N_LEADS, N, 500.0, &n_spikes);
  g_assert_cmpfloat (largest_difference (samples, clean), ==, 0.0);
  for (guint lead = 0; lead < N_LEADS; lead++)
    samples[lead * N + STIMULUS] += 8.0f;
  hx_wave_remove_spikes (samples, N_LEADS, N, 500.0, &n_spikes);
  g_assert_cmpfloat (largest_difference (samples, clean), <, 0.8);
}

/* So short a stretch has no room for a stimulus and its sides. */
static void
test_short (void)
{
  guint n_spikes;
  float samples[8] = { 0.0f, 0.0f, 0.0f, 2.0f, 0.0f, 0.0f, 0.0f, 0.0f };

  for (gsize n = 0; n <= G_N_ELEMENTS (samples); n++)
    hx_wave_remove_spikes (samples, 1, n, 500.0, &n_spikes);
  g_assert_cmpfloat (samples[3], ==, 2.0f);
}

/* How far samples stand off the line between their neighbours, squared, over all leads. */
static double
off_line (const float *samples, guint at, guint width)
{
  double sum = 0.0;

  for (guint lead = 0; lead < N_LEADS; lead++)
    {
      const float *x = samples + lead * N + at;
      double before = (double)x[-1], step = (double)x[width] - before, furthest = 0.0;

      for (guint k = 0; k < width; k++)
        furthest =
            MAX (furthest, fabs ((double)x[k] - before - step * (double)(k + 1) / (double)(width + 1)));
      sum += furthest * furthest;
    }
  return sum;
}

/* Whether a quarter of it is there a cycle of the mains before and after, too. */
static gboolean
is_mains (const float *samples, guint at, guint width, double rate_hz, double mains_hz)
{
  guint cycle = (guint)(rate_hz / mains_hz + 0.5);
  double least = 0.25 * off_line (samples, at, width);

  return at > cycle && at + cycle + width < N && off_line (samples, at - cycle, width) > least
         && off_line (samples, at + cycle, width) > least;
}

/* What a stimulus is, said once more and looked for everywhere: how far it stands off the line between its
 * neighbours, how calm these are, and that it is no mains. */
static gboolean
is_stimulus (const float *samples, guint at, guint width, double rate_hz)
{
  int side = (int)(0.004 * rate_hz);
  double sides = 0.0, middle = off_line (samples, at, width);

  for (guint lead = 0; lead < N_LEADS; lead++)
    {
      const float *x = samples + lead * N + at;
      double before = (double)x[-1], after = (double)x[width];

      sides += pow (before - (double)x[-1 - side], 2.0) + pow ((double)x[(int)width + side] - after, 2.0)
               + pow (after - before, 2.0);
    }
  return middle >= 0.09 && sides <= 0.05 * middle && !is_mains (samples, at, width, rate_hz, 50.0)
         && !is_mains (samples, at, width, rate_hz, 60.0);
}

static void
remove_everywhere (float *samples, double rate_hz)
{
  guint widest = (guint)(0.013 * rate_hz), side = (guint)(0.004 * rate_hz);

  for (guint at = 1 + side; at + widest + side < N; at++)
    for (guint width = 1; width <= widest; width++)
      if (is_stimulus (samples, at, width, rate_hz))
        {
          for (guint lead = 0; lead < N_LEADS; lead++)
            {
              float *x = samples + lead * N + at, before = x[-1], after = x[width];

              for (guint k = 0; k < width; k++)
                x[k] = before + (after - before) * (float)(k + 1) / (float)(width + 1);
            }
          break;
        }
}

/* A bump, flat or pointed, that is hardly a stimulus or hardly none: pointed ones move least for their
 * height. */
static void
add_bump (float *samples, guint at, guint width, HxRandom *random)
{
  float height = 0.3f + 0.03f * (float)hx_random_normal (random);
  float turned = hx_random_next (random) % 2 ? 0.0f : -0.2f * height;
  gboolean pointed = hx_random_next (random) % 2;

  for (guint k = 0; k < width; k++)
    {
      float share = pointed ? 1.0f - fabsf (2.0f * (float)(k + 1) / (float)(width + 1) - 1.0f) : 1.0f;

      samples[at + k] += height * share;
      samples[N + at + k] += turned * share;
    }
}

static void
test_none_missed (void)
{
  static const double rates_hz[] = { 250.0, 500.0, 1000.0 };
  HxRandom random = hx_random_from_seed (5);
  guint n_changed = 0;

  for (guint round = 0; round < 60; round++)
    {
      double rate_hz = rates_hz[round % G_N_ELEMENTS (rates_hz)];
      float samples[N_LEADS * N], expected[N_LEADS * N];
      guint n_spikes;

      for (guint i = 0; i < N_LEADS * N; i++)
        samples[i] = 0.002f * (float)hx_random_normal (&random);
      for (guint at = 20; at + 40 < N; at += 20 + (guint)(hx_random_next (&random) % 30))
        add_bump (samples, at, 1 + (guint)(hx_random_next (&random) % 14), &random);
      memcpy (expected, samples, sizeof samples);
      remove_everywhere (expected, rate_hz);
      for (guint i = 0; i < N_LEADS * N; i++)
        n_changed += expected[i] != samples[i];
      g_assert_true (hx_wave_remove_spikes (samples, N_LEADS, N, rate_hz, &n_spikes));
      g_assert_cmpmem (samples, sizeof samples, expected, sizeof expected);
    }
  g_assert_cmpuint (n_changed, >, 5000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wave-spikes/stimuli", test_stimuli);
  g_test_add_func ("/wave-spikes/mains", test_mains);
  g_test_add_func ("/wave-spikes/short", test_short);
  g_test_add_func ("/wave-spikes/none-missed", test_none_missed);
  return g_test_run ();
}
