/* test-averaged.c: what is told from the averaged beat: ends of QRS complexes, flutter, hidden P waves
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/bench/simulated-score.h"
#include "tests/unit/measured.h"
#include "tests/unit/simulated-strip.h"

#include <math.h>
#include <string.h>

enum
{
  N_STRIPS = 20,
  FIRST_SEED = 300,
};

/* How many strips have an interval within @limit_ms of the truth, and how many have none. */
static guint
count_near (guint32 labels, double noise, HxMeasure which, double limit_ms, guint *n_without)
{
  guint n_near = 0;

  *n_without = 0;
  for (guint64 seed = FIRST_SEED; seed < FIRST_SEED + N_STRIPS; seed++)
    {
      Strip strip = strip_new (labels, seed, 500.0, 10.0, noise);
      g_autoptr (HxMeasurements) measured = measure (strip.record->recording);

      *n_without += !isfinite (measured->values[which]);
      n_near += fabs (measured->values[which] - simulated_truth_ms (strip.record, which)) <= limit_ms;
      strip_clear (&strip);
    }
  g_test_message ("labels %x, noise %g: %u near, %u without", labels, noise, n_near, *n_without);
  return n_near;
}

/* The small last forces of blocks and thick hearts belong to QRS complexes. */
static void
test_qrs (void)
{
  static const guint32 labels[] = { BIT (LVH) | BIT (SR), BIT (CLBBB) | BIT (SR), BIT (CRBBB) | BIT (SR),
                                    BIT (PACE) };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      guint n_without;

      g_assert_cmpuint (count_near (labels[i], 0.0, HX_MEASURE_QRS, 5.0, &n_without), >=, N_STRIPS - 2);
      g_assert_cmpuint (count_near (labels[i], 1.0, HX_MEASURE_QRS, 10.0, &n_without), >=, N_STRIPS - 2);
    }
}

/* Atria that flutter have no PR interval, however many of their turns are hidden, and however many are
 * conducted. What circles does not hide where QRS complexes end. */
static void
test_flutter (void)
{
  guint n_without;

  count_near (BIT (AFLT), 1.0, HX_MEASURE_PR, 0.0, &n_without);
  g_assert_cmpuint (n_without, >=, N_STRIPS - 1);
  g_assert_cmpuint (count_near (BIT (AFLT), 0.0, HX_MEASURE_QRS, 5.0, &n_without), >=, N_STRIPS - 2);
}

/* After premature beats and in fibrillation QT changes from beat to beat: its median is told. */
static void
test_pace (void)
{
  guint n_without;

  g_assert_cmpuint (count_near (BIT (PVC) | BIT (SR), 0.0, HX_MEASURE_QT, 3.0, &n_without), >=, N_STRIPS - 1);
  g_assert_cmpuint (count_near (BIT (AFIB), 0.0, HX_MEASURE_QT, 3.5, &n_without), >=, N_STRIPS - 2);
}

/* Where the averaged beat is no QRS complex with a T wave, as when another beat lies in it, no QT interval is
 * guessed. */
static void
test_not_guessed (void)
{
  const HxSimOptions options = { .rate_hz = 500.0, .duration_s = 10.0, .noise = 0.0 };
  HxRandom random = hx_random_from_seed (20220);
  guint32 labels = hx_simulator_draw_labels (&random);
  g_autoptr (HxSimRecord) record = hx_simulate (labels, &options, &random);
  g_autoptr (HxMeasurements) measured = measure (record->recording);
  double qt_ms = measured->values[HX_MEASURE_QT];

  g_assert_true (labels & BIT (PVC));
  g_assert_true (isnan (qt_ms) || fabs (qt_ms - simulated_truth_ms (record, HX_MEASURE_QT)) < 10.0);
}

/* In a fast rhythm with a long PR interval the P wave lies on the T wave before. */
static void
test_hidden_p (void)
{
  guint n_without;

  g_assert_cmpuint (count_near (BIT (1AVB) | BIT (STACH), 1.0, HX_MEASURE_PR, 15.0, &n_without), >=,
                    N_STRIPS - 1);
  g_assert_cmpuint (n_without, <=, 2);
}

/* A lead is read as its name wants it: the same samples end their P waves earlier in one lead than in
 * another. */
static void
test_habits (void)
{
  Strip strip = strip_new (BIT (NORM) | BIT (SR), 5, 500.0, 10.0, 1.0);
  const char *const named[] = { "II", "V1", NULL }, *const unnamed[] = { "A", "B", NULL };
  g_autoptr (HxRecording) with = NULL, without = NULL;
  g_autoptr (HxMeasurements) of_named = NULL, of_unnamed = NULL;
  double differences[2] = { 0.0, 0.0 };
  guint n = 0;

  for (guint k = 0; k < 2; k++)
    {
      float *samples = g_new (float, 2 * strip.n);

      for (guint lead = 0; lead < 2; lead++)
        memcpy (samples + lead * strip.n, strip.mv[HX_LEAD_II], strip.n * sizeof *samples);
      *(k ? &without : &with) = hx_recording_new (k ? unnamed : named, 2, strip.n, 500.0, samples);
    }
  of_named = measure (with);
  of_unnamed = measure (without);
  g_assert_cmpuint (of_named->n_beats, ==, of_unnamed->n_beats);
  for (guint beat = 0; beat < of_named->n_beats; beat++)
    {
      double ends_s[2][2];

      for (guint lead = 0; lead < 2; lead++)
        {
          ends_s[0][lead] = hx_measurements_get_mark (of_named, beat, lead, HX_MARK_P_OFFSET);
          ends_s[1][lead] = hx_measurements_get_mark (of_unnamed, beat, lead, HX_MARK_P_OFFSET);
        }
      if (!isfinite (ends_s[0][0] + ends_s[0][1] + ends_s[1][0] + ends_s[1][1]))
        continue;
      for (guint k = 0; k < 2; k++)
        differences[k] += 1000.0 * (ends_s[k][0] - ends_s[k][1]);
      n++;
    }
  g_assert_cmpuint (n, >, 5);
  g_assert_cmpfloat (fabs (differences[0] / n), >, 1.0);
  g_assert_cmpfloat (fabs (differences[1] / n), <, 0.01);
  strip_clear (&strip);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/averaged/qrs", test_qrs);
  g_test_add_func ("/averaged/flutter", test_flutter);
  g_test_add_func ("/averaged/pace", test_pace);
  g_test_add_func ("/averaged/hidden-p", test_hidden_p);
  g_test_add_func ("/averaged/habits", test_habits);
  g_test_add_func ("/averaged/not-guessed", test_not_guessed);
  return g_test_run ();
}
