/* test-measure-quality.c: what speaks against leads and electrodes, and what follows for the numbers
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/unit/measured.h"
#include "tests/unit/sanitized.h"
#include "tests/unit/simulated-strip.h"

#include <string.h>

#define RATE_HZ 500.0

/* A copy of a strip's samples, n_leads x n. */
static float *
copy_samples (const Strip *strip)
{
  float *samples = g_new (float, HX_N_STANDARD_LEADS * strip->n);

  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    memcpy (samples + lead * strip->n, strip->mv[lead], strip->n * sizeof *samples);
  return samples;
}

static HxMeasurements *
measure_samples (const Strip *strip, float *samples)
{
  g_autoptr (HxRecording) recording =
      hx_recording_new_like (strip->record->recording, strip->n, RATE_HZ, samples);

  return measure (recording);
}

typedef enum
{
  NONE,
  ARMS,
  RIGHT_ARM_LEFT_LEG,
  RIGHT_ARM_RIGHT_LEG,
  LEFT_ARM_RIGHT_LEG,
  N_SWAPS,
} Swap;

/* What the limb leads are with electrodes swapped, from the potentials of arms and legs; the legs have the
 * same. Chest leads stay: they move with the mean of three electrodes alone. */
static void
swap_electrodes (float *samples, gsize n, Swap swap)
{
  for (gsize i = 0; i < n; i++)
    {
      float right = 0.0f, left = samples[HX_LEAD_I * n + i], leg = samples[HX_LEAD_II * n + i];
      float true_right = right, true_leg = leg, one, two;
      float residue = 0.01f * (float)((i * 7919) % 11) / 11.0f; /* the legs are not quite the same */

      if (swap == ARMS)
        right = left, left = true_right;
      else if (swap == RIGHT_ARM_LEFT_LEG)
        right = leg, leg = true_right;
      else if (swap == RIGHT_ARM_RIGHT_LEG)
        right = true_leg + residue;
      else if (swap == LEFT_ARM_RIGHT_LEG)
        left = true_leg + residue;
      one = left - right;
      two = leg - right;
      samples[HX_LEAD_I * n + i] = one;
      samples[HX_LEAD_II * n + i] = two;
      samples[HX_LEAD_III * n + i] = two - one;
      samples[HX_LEAD_AVR * n + i] = -(one + two) / 2.0f;
      samples[HX_LEAD_AVL * n + i] = one - two / 2.0f;
      samples[HX_LEAD_AVF * n + i] = two - one / 2.0f;
    }
}

/* Every swap is called what it is in nearly all normal ECGs, and nothing is called a swap that is none. */
static void
test_electrodes (void)
{
  static const guint expected[N_SWAPS] = { 0, HX_QUALITY_REVERSED_ARMS, HX_QUALITY_REVERSED_LEFT_LEG,
                                           HX_QUALITY_REVERSED_RIGHT_LEG, HX_QUALITY_REVERSED_RIGHT_LEG };
  enum
  {
    N_STRIPS = SANITIZED ? 4 : 12
  };

  for (Swap swap = 0; swap < N_SWAPS; swap++)
    {
      guint n_right = 0, n_wrong = 0;

      for (guint64 seed = 40; seed < 40 + N_STRIPS; seed++)
        {
          Strip strip = strip_new (BIT (NORM) | BIT (SR), seed, RATE_HZ, 10.0, 1.0);
          float *samples = copy_samples (&strip);
          g_autoptr (HxMeasurements) measured = NULL;
          guint found;

          swap_electrodes (samples, strip.n, swap);
          measured = measure_samples (&strip, samples);
          found = measured->quality & HX_QUALITY_REVERSED;
          n_right += found == expected[swap];
          n_wrong += found != expected[swap] && found != 0;
          strip_clear (&strip);
        }
      g_test_message ("swap %d: %u called what it is, %u something else", swap, n_right, n_wrong);
      g_assert_cmpuint (n_wrong, ==, 0);
      g_assert_cmpuint (n_right, >=, swap == NONE ? N_STRIPS : N_STRIPS - N_STRIPS / 4);
    }
}

/* The round top of a slow wave stands still for a while, counted in steps of a converter; a cut one came up
 * fast. */
static void
test_clipped (void)
{
  static const char *const names[] = { "round", "cut", "rail", NULL };
  const gsize n = 5000;
  float *samples = g_new (float, 3 * n);
  g_autoptr (HxRecording) recording = NULL;
  g_autoptr (HxMeasurements) measured = NULL;

  for (gsize i = 0; i < n; i++)
    {
      double wave = sin (2.0 * G_PI * (double)i / RATE_HZ);

      samples[i] = (float)(rint (wave * 100.0) / 100.0);
      samples[n + i] = (float)MIN (3.0 * wave, 2.5);
      /* Slowly into the rail, and long there. */
      samples[2 * n + i] = (float)MIN (0.5 * sin (2.0 * G_PI * 0.2 * (double)i / RATE_HZ), 0.4);
    }
  recording = hx_recording_new (names, 3, n, RATE_HZ, samples);
  measured = measure (recording);
  g_assert_cmpuint (measured->leads[0].quality & HX_QUALITY_CLIPPED, ==, 0);
  g_assert_cmpuint (measured->leads[1].quality & HX_QUALITY_CLIPPED, !=, 0);
  g_assert_cmpuint (measured->leads[2].quality & HX_QUALITY_CLIPPED, !=, 0);
}

/* A loose electrode has nothing but mains; white noise has some of all frequencies, and is no mains. */
static void
test_mains_and_noise (void)
{
  Strip strip = strip_new (BIT (NORM) | BIT (SR), 3, RATE_HZ, 10.0, 0.5);
  float *samples = copy_samples (&strip);
  g_autoptr (HxMeasurements) measured = NULL;
  HxRandom random = hx_random_from_seed (7);

  for (gsize i = 0; i < strip.n; i++)
    {
      float noise = (float)(hx_random_next (&random) % 1000) / 1000.0f - 0.5f;

      samples[HX_LEAD_V2 * strip.n + i] = 0.2f * sinf (2.0f * (float)G_PI * 50.0f * (float)i / 500.0f);
      samples[HX_LEAD_V3 * strip.n + i] = 4.0f * noise;
    }
  measured = measure_samples (&strip, samples);
  g_assert_cmpuint (measured->leads[HX_LEAD_V2].quality, ==, HX_QUALITY_MAINS);
  g_assert_cmpfloat (fabs (measured->leads[HX_LEAD_V2].mains_mv - 0.2), <, 0.03);
  g_assert_cmpuint (measured->leads[HX_LEAD_V3].quality, ==, HX_QUALITY_NOISE);
  g_assert_cmpuint (measured->leads[HX_LEAD_V4].quality, ==, 0);
  strip_clear (&strip);
}

/* Beats that most leads do not show are not counted, and no interval leads across the place. */
static void
test_gap_in_most_leads (void)
{
  Strip strip = strip_new (BIT (NORM) | BIT (SR), 9, RATE_HZ, 10.0, 0.5);
  float *samples = copy_samples (&strip);
  g_autoptr (HxMeasurements) whole = measure (strip.record->recording), measured = NULL;
  guint n_across = 0;

  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    for (gsize i = 0; i < strip.n; i++)
      if (lead == HX_LEAD_V1)
        samples[lead * strip.n + i] = 0.0f; /* flat: it shows no beats either */
      else if (lead != HX_LEAD_II && i >= 2000 && i < 2750)
        samples[lead * strip.n + i] = NAN;
  measured = measure_samples (&strip, samples);
  for (guint i = 0; i < measured->n_rr; i++)
    n_across += isnan (measured->rr_ms[i]);
  g_assert_cmpuint (n_across, ==, 1);
  g_assert_cmpfloat (fabs (measured->values[HX_MEASURE_HEART_RATE] - whole->values[HX_MEASURE_HEART_RATE]), <,
                     3.0);
  strip_clear (&strip);
}

/* What is deep in V1 counts whether an R wave is seen before it or not; what is cut off does not. */
static void
test_voltages (void)
{
  Strip strip = strip_new (BIT (NORM) | BIT (SR), 21, RATE_HZ, 10.0, 0.0);
  float *deep = copy_samples (&strip), *clipped = copy_samples (&strip);
  g_autoptr (HxMeasurements) of_deep = NULL, of_clipped = NULL;
  const HxLeadMeasures *v1, *v5, *v6;

  for (gsize i = 0; i < strip.n; i++)
    {
      deep[HX_LEAD_V1 * strip.n + i] = -strip.mv[HX_LEAD_V5][i];
      clipped[HX_LEAD_V5 * strip.n + i] = MIN (strip.mv[HX_LEAD_V5][i], 0.3f);
    }
  of_deep = measure_samples (&strip, deep);
  v1 = &of_deep->leads[HX_LEAD_V1];
  v5 = &of_deep->leads[HX_LEAD_V5];
  v6 = &of_deep->leads[HX_LEAD_V6];
  g_assert_cmpfloat (v5->r_mv, >, 0.5);
  g_assert_cmpfloat (fabs (MIN (v1->q_mv, v1->s_mv) + v5->r_mv), <, 0.02);
  g_assert_cmpfloat (fabs (of_deep->values[HX_MEASURE_SOKOLOW_LYON] - v5->r_mv - MAX (v5->r_mv, v6->r_mv)), <,
                     0.02);
  of_clipped = measure_samples (&strip, clipped);
  g_assert_cmpuint (of_clipped->leads[HX_LEAD_V5].quality & HX_QUALITY_CLIPPED, !=, 0);
  g_assert_true (isnan (of_clipped->values[HX_MEASURE_SOKOLOW_LYON]));
  g_assert_cmpstr (of_clipped->reasons[HX_MEASURE_SOKOLOW_LYON], ==, "V1, V5 or V6 is clipped");
  g_assert_true (isfinite (of_clipped->values[HX_MEASURE_CORNELL]));
  strip_clear (&strip);
}

/* What is written on paper: short, and not of what is seen. */
static void
test_remarks (void)
{
  static const struct
  {
    guint quality;
    const char *remark;
  } cases[] = { { 0, "" },
                { HX_QUALITY_MISSING | HX_QUALITY_REVERSED_ARMS, "" },
                { HX_QUALITY_MISSING | HX_QUALITY_FLAT, "flat line" },
                { HX_QUALITY_MAINS | HX_QUALITY_NOISE | HX_QUALITY_CLIPPED, "clipped, noisy, mains" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *remark = hx_quality_remark (cases[i].quality);

      g_assert_cmpstr (remark, ==, cases[i].remark);
    }
}

static void
test_remarks_joined (void)
{
  static const char *const same[] = { "noisy", "noisy" }, *const none[] = { "", "" },
                           *const unlike[] = { "", "flat line", "noisy, mains" };
  g_autofree char *one = hx_quality_join_remarks (same, 1), *both = hx_quality_join_remarks (same, 2),
                  *nothing = hx_quality_join_remarks (none, 2), *each = hx_quality_join_remarks (unlike, 3);

  g_assert_cmpstr (one, ==, "noisy");
  g_assert_cmpstr (both, ==, "noisy");
  g_assert_null (nothing);
  g_assert_cmpstr (each, ==, "2: flat line; 3: noisy, mains");
}

/* Where most leads have it, those are named that do not. */
static void
test_leads_named (void)
{
  Strip strip = strip_new (BIT (NORM) | BIT (SR), 4, RATE_HZ, 10.0, 0.5);
  float *samples = copy_samples (&strip);
  g_autoptr (HxMeasurements) measured = NULL;
  g_autoptr (HxRecording) recording = NULL;
  g_autofree char *most = NULL, *one = NULL, *title = NULL, *other = NULL;

  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    if (lead == HX_LEAD_V3)
      memset (samples + lead * strip.n, 0, strip.n * sizeof *samples);
    else if (lead == HX_LEAD_V4) /* which is not flat: nothing is known of it */
      for (gsize t = 0; t < strip.n; t++)
        samples[lead * strip.n + t] = NAN;
    else
      samples[lead * strip.n + 77] = NAN;
  recording = hx_recording_new_like (strip.record->recording, strip.n, RATE_HZ, samples);
  measured = measure (recording);
  title = hx_measurements_dup_finding (measured, recording, 0, &most);
  g_assert_cmpstr (title, ==, "Samples are missing");
  g_assert_cmpstr (most, ==, "all but V3");
  other = hx_measurements_dup_finding (measured, recording, 1, &one);
  g_assert_cmpstr (other, ==, "A flat line");
  g_assert_cmpstr (one, ==, "V3");
  strip_clear (&strip);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/measure-quality/electrodes", test_electrodes);
  g_test_add_func ("/measure-quality/clipped", test_clipped);
  g_test_add_func ("/measure-quality/mains-and-noise", test_mains_and_noise);
  g_test_add_func ("/measure-quality/gap-in-most-leads", test_gap_in_most_leads);
  g_test_add_func ("/measure-quality/voltages", test_voltages);
  g_test_add_func ("/measure-quality/remarks", test_remarks);
  g_test_add_func ("/measure-quality/remarks-joined", test_remarks_joined);
  g_test_add_func ("/measure-quality/leads-named", test_leads_named);
  return g_test_run ();
}
