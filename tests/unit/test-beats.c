/* test-beats.c: beats and waves of simulated ECGs
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/unit/measured.h"
#include "tests/unit/sanitized.h"
#include "tests/unit/simulated-strip.h"

#define NEAR_S 0.06

static double
common (const HxMeasurements *measured, guint beat, HxMark mark)
{
  return hx_measurements_get_mark (measured, beat, measured->n_leads, mark);
}

/* The found beat at @time_s, or -1. */
static int
find_beat (const HxMeasurements *measured, double time_s)
{
  for (guint beat = 0; beat < measured->n_beats; beat++)
    if (fabs (common (measured, beat, HX_MARK_R) - time_s) < NEAR_S)
      return (int)beat;
  return -1;
}

/* Every beat but those cut by an end is found once, and nothing else. */
static void
check_beats (const Strip *strip, const HxMeasurements *measured)
{
  double end_s = (double)strip->n / strip->rate_hz;
  guint n_found = 0;

  for (guint i = 0; i < strip->record->beats->len; i++)
    {
      double r_s = strip_beat (strip, i)->r_peak_s;
      int beat = find_beat (measured, r_s);

      if (r_s > 0.2 && r_s < end_s - 0.3)
        g_assert_cmpint (beat, >=, 0);
      n_found += beat >= 0;
    }
  g_assert_cmpuint (measured->n_beats, ==, n_found);
}

static void
test_rhythms (void)
{
  static const struct
  {
    guint32 labels;
    double rate_hz, noise;
  } cases[] = {
    { BIT (NORM) | BIT (SR), 500.0, 0.0 },
    { BIT (NORM) | BIT (SR), 100.0, 1.0 },
    { BIT (NORM) | BIT (SR), 1000.0, 1.0 },
    { BIT (NORM) | BIT (STACH), 500.0, 1.0 },
    { BIT (NORM) | BIT (SBRAD), 250.0, 1.0 },
    { BIT (AFIB), 500.0, 1.0 },
    { BIT (AFLT), 500.0, 1.0 },
    { BIT (CLBBB) | BIT (SR), 500.0, 1.0 },
    { BIT (CRBBB) | BIT (SR), 360.0, 1.0 },
    { BIT (LVH) | BIT (PVC) | BIT (SR), 500.0, 1.0 },
    { BIT (PVC) | BIT (SR), 500.0, 1.0 },
    { BIT (PACE), 500.0, 1.0 },
    { BIT (INVT) | BIT (SR), 500.0, 2.0 },
    { BIT (AMI) | BIT (SR), 500.0, 1.0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint64 seed = 1; seed <= (SANITIZED ? 1 : 3); seed++)
      {
        Strip strip = strip_new (cases[i].labels, seed, cases[i].rate_hz, 10.0, cases[i].noise);
        g_autoptr (HxMeasurements) measured = measure (strip.record->recording);

        g_test_message ("case %u, seed %" G_GUINT64_FORMAT, i, seed);
        check_beats (&strip, measured);
        strip_clear (&strip);
      }
}

/* Atria that fibrillate have no P waves, and a sinus rhythm has one before every beat. */
static void
test_p_waves (void)
{
  static const guint32 with[] = { BIT (NORM) | BIT (SR), BIT (NORM) | BIT (STACH), BIT (1AVB) | BIT (SR) };
  guint n_false = 0, n_near = 0, n_all = 0;

  for (guint i = 0; i < G_N_ELEMENTS (with); i++)
    {
      Strip strip = strip_new (with[i], 7 + i, 500.0, 10.0, 1.0);
      g_autoptr (HxMeasurements) measured = measure (strip.record->recording);

      for (guint k = 0; k < strip.record->beats->len; k++)
        {
          const HxSimBeat *truth = strip_beat (&strip, k);
          int beat = find_beat (measured, truth->r_peak_s);

          if (isnan (truth->p_onset_s) || beat < 0 || truth->p_onset_s < 0.1)
            continue;
          /* Noise may hide where a single wave begins, not most of them. */
          g_assert_cmpfloat (fabs (common (measured, (guint)beat, HX_MARK_P_ONSET) - truth->p_onset_s), <,
                             0.04);
          n_near += fabs (common (measured, (guint)beat, HX_MARK_P_ONSET) - truth->p_onset_s) < 0.02;
          n_all++;
        }
      strip_clear (&strip);
    }
  g_assert_cmpuint (n_near, >=, n_all - n_all / 20);
  for (guint64 seed = 1; seed <= (SANITIZED ? 2 : 10); seed++)
    {
      Strip strip = strip_new (BIT (AFIB), seed, 500.0, 10.0, 1.0);
      g_autoptr (HxMeasurements) measured = measure (strip.record->recording);

      n_false += isfinite (measured->values[HX_MEASURE_PR]);
      strip_clear (&strip);
    }
  g_assert_cmpuint (n_false, <=, 1);
}

/* Each lead's waves are in order, and near those of all leads together. */
static void
test_leads (void)
{
  Strip strip = strip_new (BIT (NORM) | BIT (SR), 3, 500.0, 10.0, 1.0);
  g_autoptr (HxMeasurements) measured = measure (strip.record->recording);
  guint n_checked = 0;

  for (guint beat = 0; beat < measured->n_beats; beat++)
    for (guint lead = 0; lead < measured->n_leads; lead++)
      {
        double before_s = -1.0;

        for (HxMark mark = 0; mark < HX_N_MARKS; mark++)
          {
            double at_s = hx_measurements_get_mark (measured, beat, lead, mark);

            if (isnan (at_s))
              continue;
            g_assert_cmpfloat (at_s, >=, before_s);
            if (mark != HX_MARK_T_ONSET && !isnan (common (measured, beat, mark)))
              g_assert_cmpfloat (fabs (at_s - common (measured, beat, mark)), <, 0.09);
            before_s = at_s;
            n_checked++;
          }
      }
  g_assert_cmpuint (n_checked, >, 12 * 9 * (measured->n_beats - 2));
  strip_clear (&strip);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/beats/rhythms", test_rhythms);
  g_test_add_func ("/beats/p-waves", test_p_waves);
  g_test_add_func ("/beats/leads", test_leads);
  return g_test_run ();
}
