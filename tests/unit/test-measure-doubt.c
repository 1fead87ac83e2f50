/* test-measure-doubt.c: numbers of damaged recordings are right, or there are none
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-corrections.h"
#include "tests/unit/measured.h"
#include "tests/unit/simulated-strip.h"

#include <string.h>

#define RATE_HZ 500.0

/* A strip, what is made of its samples (12 x n), and the measurements of both. */
typedef struct
{
  Strip strip;
  float *samples;
  gsize n;
  HxMeasurements *whole, *measured;
} Damaged;

static Damaged
damaged_new (guint32 labels, guint64 seed, double noise)
{
  Damaged self = { .strip = strip_new (labels, seed, RATE_HZ, 10.0, noise) };

  self.n = self.strip.n;
  self.samples = g_new (float, HX_N_STANDARD_LEADS *self.n);
  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    memcpy (self.samples + lead * self.n, self.strip.mv[lead], self.n * sizeof (float));
  self.whole = measure (self.strip.record->recording);
  return self;
}

static void
damaged_measure (Damaged *self)
{
  g_autoptr (HxRecording) recording = hx_recording_new_like (self->strip.record->recording, self->n, RATE_HZ,
                                                             g_steal_pointer (&self->samples));

  self->measured = measure (recording);
}

static void
damaged_clear (Damaged *self)
{
  strip_clear (&self->strip);
  g_free (self->samples);
  g_clear_pointer (&self->whole, hx_measurements_free);
  g_clear_pointer (&self->measured, hx_measurements_free);
}

static void
check_near (const Damaged *self, HxMeasure measure_, double tolerance)
{
  double is = self->measured->values[measure_], was = self->whole->values[measure_];

  g_test_message ("%s: %.1f, undamaged %.1f", hx_measure_info (measure_)->name, is, was);
  g_assert_cmpfloat (fabs (is - was), <=, tolerance);
}

static void
check_refused (const HxMeasurements *measured, HxMeasure measure_, const char *reason)
{
  g_test_message ("%s: %.1f", hx_measure_info (measure_)->name, measured->values[measure_]);
  g_assert_true (isnan (measured->values[measure_]));
  g_assert_cmpstr (measured->reasons[measure_], ==, reason);
}

/* Even noise between -1 and 1. */
static float
draw (HxRandom *random)
{
  return (float)(hx_random_next (random) % 2001) / 1000.0f - 1.0f;
}

/* Half a cycle of 60 Hz is as short as a pacemaker's stimulus, and none. */
static void
test_mains (void)
{
  static const float hz[] = { 50.0f, 60.0f };

  for (guint k = 0; k < G_N_ELEMENTS (hz); k++)
    {
      Damaged damaged = damaged_new (BIT (NORM) | BIT (SR), 51, 0.5);

      for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
        for (gsize i = 0; i < damaged.n; i++)
          damaged.samples[lead * damaged.n + i] +=
              (0.2f + 0.03f * (float)lead) * sinf (2.0f * (float)G_PI * hz[k] * (float)i / (float)RATE_HZ);
      damaged_measure (&damaged);
      check_near (&damaged, HX_MEASURE_HEART_RATE, 0.5);
      check_near (&damaged, HX_MEASURE_PR, 12.0);
      check_near (&damaged, HX_MEASURE_QRS, 8.0);
      check_near (&damaged, HX_MEASURE_QT, 12.0);
      damaged_clear (&damaged);
    }
}

/* Electrodes of the chest that move one after the other, and all of them at once. */
static void
test_pops (void)
{
  for (guint together = 0; together < 2; together++)
    {
      Damaged damaged = damaged_new (BIT (NORM) | BIT (SBRAD), 52, 0.5);

      for (guint pop = 0; pop < 8; pop++)
        for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
          for (gsize i = 400 + 550 * pop; (together || lead == 4 + pop) && i < damaged.n; i++)
            damaged.samples[lead * damaged.n + i] +=
                (lead % 2 ? 2.0f : -1.5f) * expf (-(float)(i - 400 - 550 * pop) / 150.0f);
      damaged_measure (&damaged);
      check_near (&damaged, HX_MEASURE_HEART_RATE, 2.0);
      damaged_clear (&damaged);
    }
}

/* What fills half a strip is no level, no noise and no rhythm: samples are missing, or all leads stand still.
 */
static void
test_half_gone (void)
{
  for (guint still = 0; still < 2; still++)
    for (guint64 seed = 60; seed < 64; seed++)
      {
        Damaged damaged = damaged_new (BIT (1AVB) | BIT (SR), seed, 1.0);
        guint n_across = 0;

        for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
          for (gsize i = 1500; i < 4000; i++)
            damaged.samples[lead * damaged.n + i] = still ? damaged.samples[lead * damaged.n + 1499] : NAN;
        damaged_measure (&damaged);
        for (guint i = 0; i < damaged.measured->n_rr; i++)
          n_across += isnan (damaged.measured->rr_ms[i]);
        g_assert_cmpuint (n_across, ==, 1);
        check_near (&damaged, HX_MEASURE_HEART_RATE, 4.0);
        check_near (&damaged, HX_MEASURE_QRS, 12.0);
        check_near (&damaged, HX_MEASURE_QT, 15.0);
        damaged_clear (&damaged);
      }
}

/* A gap of 60 ms over a complex hides a beat: the interval is not twice as long then, but unknown. */
static void
test_hidden_beat (void)
{
  Damaged damaged = damaged_new (BIT (NORM) | BIT (SR), 66, 0.5);
  gsize at = (gsize)(strip_beat (&damaged.strip, 4)->r_peak_s * RATE_HZ);
  guint n_across = 0;

  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    for (gsize i = at - 15; i < at + 15; i++)
      damaged.samples[lead * damaged.n + i] = NAN;
  damaged_measure (&damaged);
  for (guint i = 0; i < damaged.measured->n_rr; i++)
    n_across += isnan (damaged.measured->rr_ms[i]);
  g_assert_cmpuint (n_across, <=, 1);
  check_near (&damaged, HX_MEASURE_HEART_RATE, 3.0);
  damaged_clear (&damaged);
}

/* Muscles that move for two seconds are no beats; if they never rest, there are no numbers. */
static void
test_muscles (void)
{
  for (guint always = 0; always < 2; always++)
    {
      Damaged damaged = damaged_new (BIT (NORM) | BIT (SR), 53, 0.5);
      HxRandom random = hx_random_from_seed (7);

      for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
        for (gsize i = 0; i < damaged.n; i++)
          if (always || (i >= 2000 && i < 3000))
            damaged.samples[lead * damaged.n + i] += 1.5f * draw (&random);
      damaged_measure (&damaged);
      if (always)
        check_refused (damaged.measured, HX_MEASURE_HEART_RATE, "noise hides the heart beats");
      else
        check_near (&damaged, HX_MEASURE_HEART_RATE, 3.0);
      damaged_clear (&damaged);
    }
}

/* Less noise leaves the beats, and hides the edges of their waves. */
static void
test_noise (void)
{
  Damaged damaged = damaged_new (BIT (NORM) | BIT (SR), 54, 0.5);
  HxRandom random = hx_random_from_seed (8);

  for (gsize i = 0; i < HX_N_STANDARD_LEADS * damaged.n; i++)
    damaged.samples[i] += 0.2f * draw (&random);
  damaged_measure (&damaged);
  check_near (&damaged, HX_MEASURE_HEART_RATE, 0.5);
  check_refused (damaged.measured, HX_MEASURE_QRS, "noise hides the ends of waves");
  check_refused (damaged.measured, HX_MEASURE_QT, "noise hides the ends of waves");
  damaged_clear (&damaged);
}

/* Of clipped waves no edges are told; what is set by hand is known again, and nothing else. */
static void
test_clipped (void)
{
  Damaged damaged = damaged_new (BIT (NORM) | BIT (SR), 55, 0.5);
  HxCorrections corrections = { { 0.0 } };
  g_autoptr (HxMeasurements) corrected = NULL;

  for (gsize i = 0; i < HX_N_STANDARD_LEADS * damaged.n; i++)
    damaged.samples[i] = CLAMP (damaged.samples[i], -0.2f, 0.2f);
  damaged_measure (&damaged);
  check_near (&damaged, HX_MEASURE_HEART_RATE, 0.5);
  check_refused (damaged.measured, HX_MEASURE_QRS, "most leads are clipped");
  check_refused (damaged.measured, HX_MEASURE_QT, "most leads are clipped");
  check_refused (damaged.measured, HX_MEASURE_QTC_BAZETT, "it needs QT and heart rate");
  hx_corrections_move (&corrections, damaged.measured, HX_MARK_QRS_OFFSET, 4.0);
  corrected = hx_corrections_apply (&corrections, damaged.measured, damaged.strip.record->recording);
  g_assert_true (isfinite (corrected->values[HX_MEASURE_QRS]));
  g_assert_null (corrected->reasons[HX_MEASURE_QRS]);
  check_refused (corrected, HX_MEASURE_QT, "most leads are clipped");
  damaged_clear (&damaged);
}

/* A baseline that wanders by millivolts bends T waves, and is taken out. */
static void
test_wander (void)
{
  Damaged damaged = damaged_new (BIT (NORM) | BIT (SR), 56, 0.5);

  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    for (gsize i = 0; i < damaged.n; i++)
      damaged.samples[lead * damaged.n + i] +=
          2.5f * sinf (2.0f * (float)G_PI * 0.35f * (float)i / (float)RATE_HZ + (float)lead);
  damaged_measure (&damaged);
  check_near (&damaged, HX_MEASURE_HEART_RATE, 0.5);
  check_near (&damaged, HX_MEASURE_QRS, 12.0);
  check_near (&damaged, HX_MEASURE_QT, 25.0);
  damaged_clear (&damaged);
}

/* Three beats and seven seconds without: their rate is not that of the strip. */
static void
test_standstill (void)
{
  Damaged damaged = damaged_new (BIT (NORM) | BIT (SR), 57, 0.5);
  gsize from = (gsize)(strip_beat (&damaged.strip, 2)->t_offset_s * RATE_HZ) + 50;
  HxRandom random = hx_random_from_seed (9);

  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    for (gsize i = from; i < damaged.n; i++)
      damaged.samples[lead * damaged.n + i] =
          damaged.samples[lead * damaged.n + from - 1] + 0.01f * draw (&random);
  damaged_measure (&damaged);
  check_refused (damaged.measured, HX_MEASURE_HEART_RATE, "no beats for seconds at an end");
  check_refused (damaged.measured, HX_MEASURE_QTC_HODGES, "it needs QT and heart rate");
  damaged_clear (&damaged);
}

/* A strip with the same beat of another again and again, from @first_s to @last_s of it, @rr_s apart; after
 * @n_still beats, ten apart, all leads stand still instead of the next two. */
static HxMeasurements *
measure_repeated (const Strip *strip, double first_s, double last_s, double rr_s, double duration_s,
                  guint n_still)
{
  gsize n = (gsize)(duration_s * RATE_HZ), length = (gsize)((last_s - first_s) * RATE_HZ);
  float *samples = g_new0 (float, HX_N_STANDARD_LEADS *n);
  g_autoptr (HxRecording) recording = NULL;
  HxRandom random = hx_random_from_seed (10);

  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    {
      for (double at_s = 0.3; at_s < duration_s; at_s += rr_s)
        for (gsize k = 0; k < length && (gsize)(at_s * RATE_HZ) + k < n; k++)
          samples[lead * n + (gsize)(at_s * RATE_HZ) + k] += strip->mv[lead][(gsize)(first_s * RATE_HZ) + k];
      for (gsize i = 0; i < n; i++)
        samples[lead * n + i] += 0.01f * draw (&random);
      for (guint still = 1; still <= n_still; still++)
        {
          double at_s = 0.3 + 10.0 * still * rr_s;
          gsize from = (gsize)(at_s * RATE_HZ) + length, end = (gsize)((at_s + 3.0 * rr_s) * RATE_HZ);

          for (gsize i = from; i < MIN (end, n); i++)
            samples[lead * n + i] = samples[lead * n + from - 1];
        }
    }
  recording = hx_recording_new_like (strip->record->recording, n, RATE_HZ, samples);
  return measure (recording);
}

/* Of one beat in three or four seconds, T waves are no beats. */
static void
test_slow (void)
{
  static const guint32 labels[] = { BIT (CRBBB) | BIT (SBRAD), BIT (AMI) | BIT (SBRAD),
                                    BIT (INVT) | BIT (SBRAD) };

  for (guint k = 0; k < G_N_ELEMENTS (labels); k++)
    for (guint64 seed = 70; seed < 76; seed++)
      {
        Strip strip = strip_new (labels[k], seed, RATE_HZ, 10.0, 0.0);
        const HxSimBeat *beat = strip_typical_beat (&strip, FALSE);
        g_autoptr (HxMeasurements) measured =
            measure_repeated (&strip, beat->p_onset_s, beat->t_offset_s, 4.0, 20.0, 0);

        g_assert_cmpfloat (fabs (measured->values[HX_MEASURE_HEART_RATE] - 15.0), <, 0.5);
        strip_clear (&strip);
      }
}

/* Complexes that come every 180 ms are counted one by one, and there is no room for other waves. */
static void
test_fast (void)
{
  for (guint64 seed = 80; seed < 83; seed++)
    {
      Strip strip = strip_new (BIT (NORM) | BIT (SR), seed, RATE_HZ, 10.0, 0.0);
      const HxSimBeat *beat = strip_typical_beat (&strip, FALSE);
      g_autoptr (HxMeasurements) measured =
          measure_repeated (&strip, beat->qrs_onset_s, beat->qrs_offset_s, 0.18, 10.0, 0);

      g_test_message ("%.1f bpm", measured->values[HX_MEASURE_HEART_RATE]);
      g_assert_cmpfloat (fabs (measured->values[HX_MEASURE_HEART_RATE] - 60.0 / 0.18), <, 4.0);
      g_assert_true (isnan (measured->values[HX_MEASURE_PR]));
      g_assert_true (isnan (measured->values[HX_MEASURE_QT]));
      strip_clear (&strip);
    }
}

/* Leads that stand still after a few of many beats are not drawn, and hide beats. */
static void
test_still (void)
{
  Strip strip = strip_new (BIT (NORM) | BIT (SR), 90, RATE_HZ, 10.0, 0.0);
  const HxSimBeat *beat = strip_typical_beat (&strip, FALSE);
  g_autoptr (HxMeasurements) measured =
      measure_repeated (&strip, beat->p_onset_s, beat->t_offset_s, 1.0, 60.0, 4);

  g_test_message ("%.1f bpm", measured->values[HX_MEASURE_HEART_RATE]);
  g_assert_cmpfloat (fabs (measured->values[HX_MEASURE_HEART_RATE] - 60.0), <, 0.5);
  strip_clear (&strip);
}

/* Drawn leads stand still after every beat: the pauses after premature beats count for the rate all the same.
 */
static void
test_drawn (void)
{
  for (guint64 seed = 1; seed <= 12; seed++)
    {
      Strip strip = strip_new (BIT (SBRAD) | BIT (PVC), seed, RATE_HZ, 10.0, 0.0);
      g_autoptr (HxMeasurements) measured = measure (strip.record->recording);
      guint last = strip.record->beats->len - 1;
      double seconds = strip_beat (&strip, last)->r_peak_s - strip_beat (&strip, 0)->r_peak_s;

      g_assert_cmpfloat_with_epsilon (measured->values[HX_MEASURE_HEART_RATE], 60.0 * last / seconds, 1.5);
      strip_clear (&strip);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/measure-doubt/mains", test_mains);
  g_test_add_func ("/measure-doubt/pops", test_pops);
  g_test_add_func ("/measure-doubt/half-gone", test_half_gone);
  g_test_add_func ("/measure-doubt/hidden-beat", test_hidden_beat);
  g_test_add_func ("/measure-doubt/muscles", test_muscles);
  g_test_add_func ("/measure-doubt/noise", test_noise);
  g_test_add_func ("/measure-doubt/clipped", test_clipped);
  g_test_add_func ("/measure-doubt/wander", test_wander);
  g_test_add_func ("/measure-doubt/standstill", test_standstill);
  g_test_add_func ("/measure-doubt/slow", test_slow);
  g_test_add_func ("/measure-doubt/fast", test_fast);
  g_test_add_func ("/measure-doubt/still", test_still);
  g_test_add_func ("/measure-doubt/drawn", test_drawn);
  return g_test_run ();
}
