/* test-wave-spikes.c: a pacemaker's stimuli, which are no waves of the heart
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
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

      fill (clean, cases[c].rate_hz);
      memcpy (samples, clean, sizeof samples);
      hx_wave_remove_spikes (samples, N_LEADS, N, cases[c].rate_hz);
      g_assert_cmpfloat (largest_difference (samples, clean), ==, 0.0);
      add_stimulus (samples, cases[c].width);
      memcpy (with, samples, sizeof with);
      hx_wave_remove_spikes (samples, N_LEADS, N, cases[c].rate_hz);
      if (cases[c].gone)
        g_assert_cmpfloat (largest_difference (samples, clean), <, 0.001);
      else
        g_assert_cmpfloat (largest_difference (samples, with), ==, 0.0);
    }
}

/* So short a stretch has no room for a stimulus and its sides. */
static void
test_short (void)
{
  float samples[8] = { 0.0f, 0.0f, 0.0f, 2.0f, 0.0f, 0.0f, 0.0f, 0.0f };

  for (gsize n = 0; n <= G_N_ELEMENTS (samples); n++)
    hx_wave_remove_spikes (samples, 1, n, 500.0);
  g_assert_cmpfloat (samples[3], ==, 2.0f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wave-spikes/stimuli", test_stimuli);
  g_test_add_func ("/wave-spikes/short", test_short);
  return g_test_run ();
}
