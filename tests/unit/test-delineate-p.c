/* test-delineate-p.c: which waves before QRS complexes are P waves
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-random.h"
#include "tests/unit/measured.h"
#include "tests/unit/simulated-strip.h"

#define RATE_HZ 500.0
#define DURATION_S 10.0
#define BEFORE_S 0.16 /* the wave, before QRS complexes */
#define NOISE_MV 0.005f

static const double at_s[] = { 0.5, 1.3, 2.15, 2.9, 3.75, 4.6, 5.35, 6.2, 7.0, 7.85, 8.7 };

/* Beats without P waves, which are taken from @strip. */
static float *
new_beats (const Strip *strip, gsize n)
{
  const HxSimBeat *beat = strip_typical_beat (strip, FALSE);
  gsize first = (gsize)(beat->qrs_onset_s * RATE_HZ), length = (gsize)(beat->t_offset_s * RATE_HZ) - first;
  float *samples = g_new0 (float, HX_N_STANDARD_LEADS *n);
  HxRandom random = hx_random_from_seed (3);

  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (at_s); k++)
        for (gsize i = 0; i < length; i++)
          samples[lead * n + (gsize)(at_s[k] * RATE_HZ) + i] += strip->mv[lead][first + i];
      for (gsize i = 0; i < n; i++)
        samples[lead * n + i] += NOISE_MV * (float)hx_random_normal (&random);
    }
  return samples;
}

/* A wave before every beat. */
static void
add_waves (float *samples, gsize n, double width_s)
{
  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    for (guint k = 0; k < G_N_ELEMENTS (at_s); k++)
      for (gsize i = 0; i < n; i++)
        {
          double away = ((double)i / RATE_HZ - (at_s[k] - BEFORE_S)) / width_s;

          samples[lead * n + i] += (float)((lead % 2 ? 0.12 : -0.08) * exp (-0.5 * away * away));
        }
}

static guint
count_p_waves (const HxMeasurements *measured)
{
  guint n = 0;

  for (guint beat = 0; beat < measured->n_beats; beat++)
    n += isfinite (hx_measurements_get_mark (measured, beat, 0, HX_MARK_P_ONSET));
  return n;
}

/* As many P waves as are found before 11 beats; @noise_mv hides one of them. */
static guint
find_waves (double width_s, float noise_mv)
{
  const gsize n = (gsize)(DURATION_S * RATE_HZ);
  const gsize from = (gsize)((at_s[5] - BEFORE_S - 0.07) * RATE_HZ);
  Strip strip = strip_new (1u << HX_SIM_NORM | 1u << HX_SIM_SR, 21, RATE_HZ, DURATION_S, 0.0);
  float *samples = new_beats (&strip, n);
  HxRandom random = hx_random_from_seed (5);
  g_autoptr (HxRecording) recording = NULL;
  g_autoptr (HxMeasurements) measured = NULL;

  if (width_s > 0.0)
    add_waves (samples, n, width_s);
  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    {
      float size = noise_mv * (float)hx_random_normal (&random);

      for (gsize i = 0; i < (gsize)(0.14 * RATE_HZ); i++)
        samples[lead * n + from + i] += i / 10 % 2 ? size : -size; /* 25 Hz */
    }
  recording = hx_recording_new_like (strip.record->recording, n, RATE_HZ, samples);
  measured = measure (recording);
  g_assert_cmpuint (measured->n_beats, ==, G_N_ELEMENTS (at_s));
  strip_clear (&strip);
  return count_p_waves (measured);
}

/* P waves are found where there are some, and not where there are none. */
static void
test_plain (void)
{
  g_assert_cmpuint (find_waves (0.0, 0.0f), ==, 0);
  g_assert_cmpuint (find_waves (0.02, 0.0f), ==, G_N_ELEMENTS (at_s));
}

/* A P wave that noise makes unlike the others is where they are. */
static void
test_hidden (void)
{
  g_assert_cmpuint (find_waves (0.02, 0.15f), ==, G_N_ELEMENTS (at_s));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/delineate-p/plain", test_plain);
  g_test_add_func ("/delineate-p/hidden", test_hidden);
  return g_test_run ();
}
