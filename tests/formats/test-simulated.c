/* test-simulated.c: intervals of simulated strips of all rhythms against the truth
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/bench/simulated-score.h"

#include <math.h>
#include <string.h>

enum
{
  N_STRIPS = 150,
  FIRST_SEED = 40000,
  N_FLUTTERS = 20,
  N_PACED = 24,
  N_FAST = 24,
  MANY_TURNS_BPM = 75, /* with more beats, T waves and QRS complexes hide all other turns */
};

/* Of all strips together, how many PR, QRS and QT intervals are within the limit. */
static void
check_shares (double noise, const double shares[SIMULATED_N_INTERVALS])
{
  SimulatedScore scores[SIMULATED_N_GROUPS][SIMULATED_N_INTERVALS] = { 0 };

  for (guint i = 0; i < N_STRIPS; i++)
    simulated_score_strip (FIRST_SEED + i, 0, noise, FALSE, scores);
  for (guint which = 0; which < SIMULATED_N_INTERVALS; which++)
    {
      guint n = 0, n_near = 0;

      for (SimulatedGroup group = 0; group < SIMULATED_N_GROUPS; group++)
        {
          n += scores[group][which].n;
          n_near += scores[group][which].n_near;
        }
      g_test_message ("%s: %u of %u", hx_measure_info (HX_MEASURE_PR + which)->name, n_near, n);
      g_assert_cmpuint (n, >, N_STRIPS * 3 / 4);
      g_assert_cmpfloat (n_near, >=, shares[which] * n);
    }
}

static void
test_clean (void)
{
  check_shares (0.0, (const double[]){ 0.99, 0.98, 0.97 });
}

static void
test_noisy (void)
{
  check_shares (1.0, (const double[]){ 0.98, 0.98, 0.97 });
}

/* The truth of a bigeminy is that of its own beats; atria that fibrillate have no PR interval. */
static void
test_truth (void)
{
  const HxSimOptions options = HX_SIM_OPTIONS_DEFAULT;
  HxRandom random = hx_random_from_seed (5);
  g_autoptr (HxSimRecord) record = hx_simulate (1u << HX_SIM_AFIB | 1u << HX_SIM_PVC, &options, &random);
  guint n_premature = 0;

  g_assert_true (isnan (simulated_truth_ms (record, HX_MEASURE_PR)));
  for (guint i = 0; i < record->beats->len; i++)
    {
      const HxSimBeat *beat = &g_array_index (record->beats, HxSimBeat, i);

      n_premature += beat->premature;
      if (!beat->premature && isfinite (beat->qrs_onset_s) && isfinite (beat->qrs_offset_s))
        g_assert_cmpfloat_with_epsilon (1000.0 * (beat->qrs_offset_s - beat->qrs_onset_s),
                                        simulated_truth_ms (record, HX_MEASURE_QRS), 0.01);
    }
  g_assert_cmpuint (n_premature, >, 0);
  g_assert_cmpint (simulated_group (record->labels), ==, SIMULATED_PREMATURE);
}

/* Atria that flutter have no PR interval either, where so few of their turns are conducted that others can be
 * seen between the beats. */
static void
test_flutter (void)
{
  const HxSimOptions options = { .rate_hz = 500.0, .duration_s = 10.0, .noise = 1.0 };
  guint n = 0;

  for (guint i = 0; i < N_FLUTTERS; i++)
    {
      HxRandom random = hx_random_from_seed (FIRST_SEED + i);
      g_autoptr (HxSimRecord) record = hx_simulate (1u << HX_SIM_AFLT, &options, &random);
      g_autoptr (HxMeasurements) measured = hx_measure (record->recording, NULL, NULL, NULL);

      if (measured->values[HX_MEASURE_HEART_RATE] > MANY_TURNS_BPM)
        continue;
      n++;
      g_assert_true (isnan (measured->values[HX_MEASURE_PR]));
      g_assert_nonnull (measured->reasons[HX_MEASURE_PR]);
    }
  g_assert_cmpuint (n, >, 0);
}

/* Where every second turn of a flutter is conducted, nothing tells where T waves end, and so it is said;
 * where fewer are, QT is right. */
static void
test_flutter_qt (void)
{
  const HxSimOptions options = { .rate_hz = 500.0, .duration_s = 10.0, .noise = 0.0 };
  guint n_given = 0, n_near = 0, n_left_out = 0;

  for (guint i = 0; i < 2 * N_FLUTTERS; i++)
    {
      HxRandom random = hx_random_from_seed (FIRST_SEED + i);
      g_autoptr (HxSimRecord) record = hx_simulate (1u << HX_SIM_AFLT, &options, &random);
      g_autoptr (HxMeasurements) measured = hx_measure (record->recording, NULL, NULL, NULL);
      double error_ms = measured->values[HX_MEASURE_QT] - simulated_truth_ms (record, HX_MEASURE_QT);

      if (isnan (error_ms))
        {
          n_left_out++;
          g_assert_cmpint (measured->overlap, ==, HX_OVERLAP_FLUTTER);
          g_assert_nonnull (strstr (measured->reasons[HX_MEASURE_QT], "flutter"));
          g_assert_true (isnan (measured->values[HX_MEASURE_QTC_BAZETT]));
          g_assert_cmpstr (measured->reasons[HX_MEASURE_AXIS_T], ==, measured->reasons[HX_MEASURE_QT]);
          continue;
        }
      n_given++;
      n_near += fabs (error_ms) <= 2.0 * SIMULATED_LIMIT_CLEAN_MS;
    }
  g_test_message ("%u of %u near, %u left out", n_near, n_given, n_left_out);
  g_assert_cmpuint (n_left_out, >, 0);
  g_assert_cmpuint (n_given, >, N_FLUTTERS);
  g_assert_cmpuint (n_near, >=, n_given - n_given / 10);
}

/* A pacemaker makes beats regular, over atria that fibrillate too. */
static void
test_paced (void)
{
  const HxSimOptions options = { .rate_hz = 500.0, .duration_s = 10.0, .noise = 0.0 };
  guint n_with = 0, n_without = 0, n_wrong = 0;

  for (guint i = 0; i < N_PACED; i++)
    {
      HxRandom random = hx_random_from_seed (FIRST_SEED + i);
      g_autoptr (HxSimRecord) record = hx_simulate (1u << HX_SIM_PACE, &options, &random);
      g_autoptr (HxMeasurements) measured = hx_measure (record->recording, NULL, NULL, NULL);
      gboolean has_p = isfinite (simulated_truth_ms (record, HX_MEASURE_PR));

      n_with += has_p;
      n_without += !has_p;
      n_wrong += isfinite (measured->values[HX_MEASURE_PR]) != has_p;
    }
  g_assert_cmpuint (n_with, >, N_PACED / 4);
  g_assert_cmpuint (n_without, >, N_PACED / 4);
  g_assert_cmpuint (n_wrong, <=, 1);
}

/* What lies on each other and cannot be parted is left out, and what is given is right. */
static void
test_p_on_t (void)
{
  const HxSimOptions options = { .rate_hz = 500.0, .duration_s = 10.0, .noise = 0.0 };
  guint n_left_out = 0, n_far = 0;

  for (guint i = 0; i < N_FAST; i++)
    {
      HxRandom random = hx_random_from_seed (FIRST_SEED + i);
      g_autoptr (HxSimRecord) record =
          hx_simulate (1u << HX_SIM_STACH | 1u << HX_SIM_1AVB, &options, &random);
      g_autoptr (HxMeasurements) measured = hx_measure (record->recording, NULL, NULL, NULL);

      for (HxMeasure which = HX_MEASURE_PR; which <= HX_MEASURE_QT; which++)
        n_far += fabs (measured->values[which] - simulated_truth_ms (record, which))
                 > 2.0 * SIMULATED_LIMIT_CLEAN_MS;
      n_left_out += isnan (measured->values[HX_MEASURE_QT]);
      if (isnan (measured->values[HX_MEASURE_QT]))
        g_assert_cmpint (measured->overlap, !=, HX_OVERLAP_NONE);
    }
  g_test_message ("%u left out, %u far off", n_left_out, n_far);
  g_assert_cmpuint (n_far, <=, 1);
  g_assert_cmpuint (n_left_out, >, 0);
  g_assert_cmpuint (n_left_out, <, N_FAST / 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulated/clean", test_clean);
  g_test_add_func ("/simulated/noisy", test_noisy);
  g_test_add_func ("/simulated/flutter", test_flutter);
  g_test_add_func ("/simulated/flutter-qt", test_flutter_qt);
  g_test_add_func ("/simulated/paced", test_paced);
  g_test_add_func ("/simulated/p-on-t", test_p_on_t);
  g_test_add_func ("/simulated/truth", test_truth);
  return g_test_run ();
}
