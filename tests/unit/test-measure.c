/* test-measure.c: rate, intervals, amplitudes and what cannot be measured
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/unit/measured.h"
#include "tests/unit/sanitized.h"
#include "tests/unit/simulated-strip.h"

#include <stdlib.h>
#include <string.h>

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* The median over the strip's own beats of a true interval. */
static double
true_interval_ms (const Strip *strip, HxMeasure measure_, gboolean paced)
{
  double values[128];
  guint n = 0;

  for (guint i = 0; i < strip->record->beats->len && n < G_N_ELEMENTS (values); i++)
    {
      const HxSimBeat *beat = strip_beat (strip, i);
      double from_s = measure_ == HX_MEASURE_PR ? beat->p_onset_s : beat->qrs_onset_s;
      double to_s = measure_ == HX_MEASURE_PR    ? beat->qrs_onset_s
                    : measure_ == HX_MEASURE_QRS ? beat->qrs_offset_s
                                                 : beat->t_offset_s;

      if (beat->ventricular == paced && isfinite (to_s - from_s))
        values[n++] = 1000.0 * (to_s - from_s);
    }
  g_assert_cmpuint (n, >, 0);
  qsort (values, n, sizeof *values, compare_doubles);
  return n % 2 ? values[n / 2] : 0.5 * (values[n / 2] + values[n / 2 - 1]);
}

/* Of many strips of sinus rhythm, nearly all intervals are within @limit_ms of the truth. */
static void
check_intervals (double noise, double limit_ms, double share)
{
  static const guint32 labels[] = { BIT (NORM) | BIT (SR),  BIT (NORM) | BIT (SBRAD), BIT (1AVB) | BIT (SR),
                                    BIT (CRBBB) | BIT (SR), BIT (CLBBB) | BIT (SR),   BIT (IMI) | BIT (SR),
                                    BIT (INVT) | BIT (SR),  BIT (LAFB) | BIT (SR) };
  guint n_near[3] = { 0 }, n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    for (guint64 seed = 100; seed < (SANITIZED ? 101 : 106); seed++, n++)
      {
        Strip strip = strip_new (labels[i], seed, 500.0, 10.0, noise);
        g_autoptr (HxMeasurements) measured = measure (strip.record->recording);

        for (HxMeasure which = HX_MEASURE_PR; which <= HX_MEASURE_QT; which++)
          {
            double error_ms = measured->values[which] - true_interval_ms (&strip, which, FALSE);

            n_near[which - HX_MEASURE_PR] += fabs (error_ms) <= limit_ms;
            if (!(fabs (error_ms) <= limit_ms))
              g_test_message ("labels %x, seed %" G_GUINT64_FORMAT ": %s is wrong by %.1f ms", labels[i],
                              seed, hx_measure_info (which)->name, error_ms);
          }
        strip_clear (&strip);
      }
  for (guint k = 0; k < G_N_ELEMENTS (n_near); k++)
    g_assert_cmpfloat (n_near[k], >=, share * n);
}

static void
test_intervals_clean (void)
{
  check_intervals (0.0, 5.0, 0.94);
}

static void
test_intervals_noisy (void)
{
  check_intervals (1.0, 10.0, 0.96);
}

/* The rate of the beats that no end of the strip cuts. */
static double
true_rate_bpm (const Strip *strip)
{
  double first_s = NAN, last_s = NAN;
  guint n = 0;

  for (guint i = 0; i < strip->record->beats->len; i++)
    {
      double r_s = strip_beat (strip, i)->r_peak_s;

      if (r_s < 0.3 || r_s > (double)strip->n / strip->rate_hz - 0.3)
        continue;
      first_s = n++ ? first_s : r_s;
      last_s = r_s;
    }
  return 60.0 * (n - 1) / (last_s - first_s);
}

static void
test_rate (void)
{
  static const guint32 labels[] = { BIT (NORM) | BIT (SR), BIT (NORM) | BIT (STACH), BIT (NORM) | BIT (SBRAD),
                                    BIT (AFIB) };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      Strip strip = strip_new (labels[i], 11, 500.0, 10.0, 1.0);
      g_autoptr (HxMeasurements) measured = measure (strip.record->recording);
      double truth_bpm = true_rate_bpm (&strip);

      g_assert_cmpfloat (fabs (measured->values[HX_MEASURE_HEART_RATE] - truth_bpm), <, 0.05 * truth_bpm);
      g_assert_cmpuint (measured->n_rr, ==, measured->n_beats - 1);
      strip_clear (&strip);
    }
}

static void
test_qtc (void)
{
  g_assert_cmpfloat_with_epsilon (hx_measure_qtc (HX_MEASURE_QTC_BAZETT, 360.0, 810.0), 400.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (hx_measure_qtc (HX_MEASURE_QTC_FRIDERICIA, 360.0, 729.0), 400.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (hx_measure_qtc (HX_MEASURE_QTC_FRAMINGHAM, 360.0, 800.0), 390.8, 1e-9);
  g_assert_cmpfloat_with_epsilon (hx_measure_qtc (HX_MEASURE_QTC_HODGES, 360.0, 750.0), 395.0, 1e-9);
  g_assert_true (isnan (hx_measure_qtc (HX_MEASURE_QT, 360.0, 750.0)));
  g_assert_true (isnan (hx_measure_qtc (HX_MEASURE_QTC_BAZETT, NAN, 750.0)));
  g_assert_nonnull (strstr (hx_measure_info (HX_MEASURE_QTC_BAZETT)->title, "Bazett"));
}

/* Amplitudes, axis and voltages agree with rulers laid on the noise-free strip. */
static void
test_amplitudes (void)
{
  for (guint64 seed = 20; seed < 24; seed++)
    {
      Strip strip = strip_new (BIT (NORM) | BIT (SR), seed, 500.0, 10.0, 0.0);
      g_autoptr (HxMeasurements) measured = measure (strip.record->recording);
      const HxSimBeat *beat = strip_typical_beat (&strip, FALSE);

      for (HxLead lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
        {
          Waves waves = strip_waves (&strip, beat, lead);

          g_assert_cmpfloat (fabs (measured->leads[lead].r_mv - waves.r_mv), <, 0.1 + 0.1 * waves.r_mv);
          g_assert_cmpfloat (fabs (measured->leads[lead].t_mv - strip_t_mv (&strip, beat, lead)), <, 0.1);
          g_assert_cmpfloat (fabs (measured->leads[lead].st_60_mv - strip_st_mv (&strip, beat, lead)), <,
                             0.06);
        }
      g_assert_cmpfloat (fabs (measured->values[HX_MEASURE_AXIS_QRS] - strip_axis_deg (&strip, beat)), <,
                         8.0);
      g_assert_cmpfloat (fabs (measured->values[HX_MEASURE_SOKOLOW_LYON] - strip_sokolow_mv (&strip, beat)),
                         <, 0.4);
      strip_clear (&strip);
    }
}

/* A recording of some leads and samples of another. */
static HxRecording *
cut (HxRecording *recording, const guint *leads, guint n_leads, gsize n)
{
  g_autofree const char **names = g_new0 (const char *, n_leads + 1);
  float *samples = g_new (float, n_leads *n);

  for (guint i = 0; i < n_leads; i++)
    {
      names[i] = hx_recording_get_lead_name (recording, leads[i]);
      memcpy (samples + i * n, hx_recording_get_lead_mv (recording, leads[i]), n * sizeof *samples);
    }
  return hx_recording_new (names, n_leads, n, hx_recording_get_rate_hz (recording), samples);
}

static void
test_few_leads (void)
{
  static const guint one[] = { HX_LEAD_II }, three[] = { HX_LEAD_I, HX_LEAD_II, HX_LEAD_III };
  Strip strip = strip_new (BIT (NORM) | BIT (SR), 5, 500.0, 10.0, 1.0);
  g_autoptr (HxRecording) single = cut (strip.record->recording, one, 1, strip.n);
  g_autoptr (HxRecording) limbs = cut (strip.record->recording, three, 3, strip.n);
  g_autoptr (HxMeasurements) whole = measure (strip.record->recording);
  g_autoptr (HxMeasurements) of_one = measure (single), of_three = measure (limbs);

  g_assert_cmpfloat (fabs (of_one->values[HX_MEASURE_HEART_RATE] - whole->values[HX_MEASURE_HEART_RATE]), <,
                     0.5);
  g_assert_cmpfloat (fabs (of_one->values[HX_MEASURE_QT] - whole->values[HX_MEASURE_QT]), <, 30.0);
  g_assert_true (isnan (of_one->values[HX_MEASURE_AXIS_QRS]));
  g_assert_nonnull (of_one->reasons[HX_MEASURE_AXIS_QRS]);
  g_assert_nonnull (of_one->reasons[HX_MEASURE_CORNELL]);
  g_assert_cmpfloat (fabs (of_three->values[HX_MEASURE_AXIS_QRS] - whole->values[HX_MEASURE_AXIS_QRS]), <,
                     5.0);
  strip_clear (&strip);
}

/* Either a value or a reason, for everything. */
static void
check_honest (const HxMeasurements *measured)
{
  for (HxMeasure which = 0; which < HX_N_MEASURES; which++)
    g_assert_true (isfinite (measured->values[which]) == (measured->reasons[which] == NULL));
}

typedef void (*Damage) (float *samples, guint n_leads, gsize n);

static void
make_missing (float *samples, guint n_leads, gsize n)
{
  for (gsize i = 0; i < n_leads * n; i++)
    samples[i] = NAN;
}

static void
make_flat (float *samples, guint n_leads, gsize n)
{
  for (gsize i = 0; i < n_leads * n; i++)
    samples[i] = 0.25f;
}

static void
make_noise (float *samples, guint n_leads, gsize n)
{
  HxRandom random = hx_random_from_seed (1);

  for (gsize i = 0; i < n_leads * n; i++)
    samples[i] = 0.002f * (float)(hx_random_next (&random) % 1000) / 1000.0f;
}

static void
make_huge (float *samples, guint n_leads, gsize n)
{
  for (gsize i = 0; i < n_leads * n; i++)
    samples[i] = i % 3 ? 1e30f : -1e30f;
}

static void
test_nothing (void)
{
  static const Damage damages[] = { make_missing, make_flat, make_noise, make_huge };
  static const gsize lengths[] = { 1, 2, 100, 499, 600, 5000 };
  static const char *const names[] = { "I", "V1", NULL };

  for (guint d = 0; d < G_N_ELEMENTS (damages); d++)
    for (guint k = 0; k < G_N_ELEMENTS (lengths); k++)
      {
        float *samples = g_new (float, 2 * lengths[k]);
        g_autoptr (HxRecording) recording = NULL;
        g_autoptr (HxMeasurements) measured = NULL;

        damages[d](samples, 2, lengths[k]);
        recording = hx_recording_new (names, 2, lengths[k], 500.0, samples);
        measured = measure (recording);
        check_honest (measured);
        if (damages[d] == make_huge)
          continue;
        g_assert_cmpuint (measured->n_beats, ==, 0);
        for (HxMeasure which = 0; which < HX_N_MEASURES; which++)
          g_assert_true (isnan (measured->values[which]));
      }
}

/* A gap of a second and a half in all leads: the beats beside it stay, and no interval leads across. */
static void
test_gap (void)
{
  Strip strip = strip_new (BIT (NORM) | BIT (SR), 9, 500.0, 10.0, 1.0);
  g_autoptr (HxMeasurements) whole = measure (strip.record->recording), measured = NULL;
  float *samples = g_new (float, 12 * strip.n);
  g_autoptr (HxRecording) recording = NULL;
  guint n_across = 0;

  for (guint lead = 0; lead < 12; lead++)
    for (gsize i = 0; i < strip.n; i++)
      samples[lead * strip.n + i] = i >= 2000 && i < 2750 ? NAN : strip.mv[lead][i];
  recording = hx_recording_new_like (strip.record->recording, strip.n, 500.0, samples);
  measured = measure (recording);
  g_assert_cmpuint (measured->n_beats, <, whole->n_beats);
  g_assert_cmpuint (measured->n_beats + 4, >, whole->n_beats);
  for (guint i = 0; i < measured->n_rr; i++)
    n_across += isnan (measured->rr_ms[i]);
  g_assert_cmpuint (n_across, ==, 1);
  for (guint beat = 0; beat < measured->n_beats; beat++)
    {
      double r_s = hx_measurements_get_mark (measured, beat, 12, HX_MARK_R);

      g_assert_false (r_s > 4.05 && r_s < 5.45);
    }
  g_assert_cmpfloat (fabs (measured->values[HX_MEASURE_HEART_RATE] - whole->values[HX_MEASURE_HEART_RATE]), <,
                     3.0);
  g_assert_cmpuint (measured->quality & HX_QUALITY_MISSING, !=, 0);
  strip_clear (&strip);
}

static void
test_quality (void)
{
  Strip strip = strip_new (BIT (NORM) | BIT (SR), 13, 500.0, 10.0, 0.5);
  float *samples = g_new (float, 12 * strip.n);
  g_autoptr (HxRecording) recording = NULL;
  g_autoptr (HxMeasurements) measured = NULL;
  HxRandom random = hx_random_from_seed (2);

  for (guint lead = 0; lead < 12; lead++)
    memcpy (samples + lead * strip.n, strip.mv[lead], strip.n * sizeof *samples);
  for (gsize i = 0; i < strip.n; i++)
    {
      samples[HX_LEAD_V1 * strip.n + i] = 0.0f;
      samples[HX_LEAD_V2 * strip.n + i] = CLAMP (samples[HX_LEAD_V2 * strip.n + i], -0.2f, 0.2f);
      samples[HX_LEAD_V3 * strip.n + i] += 0.3f * ((float)(hx_random_next (&random) % 1000) / 1000.0f - 0.5f);
      samples[HX_LEAD_V4 * strip.n + i] += 0.1f * sinf (2.0f * (float)G_PI * 50.0f * (float)i / 500.0f);
    }
  recording = hx_recording_new_like (strip.record->recording, strip.n, 500.0, samples);
  measured = measure (recording);
  g_assert_cmpuint (measured->leads[HX_LEAD_II].quality, ==, 0);
  g_assert_cmpuint (measured->leads[HX_LEAD_V1].quality, ==, HX_QUALITY_FLAT);
  g_assert_cmpuint (measured->leads[HX_LEAD_V2].quality & HX_QUALITY_CLIPPED, !=, 0);
  g_assert_cmpuint (measured->leads[HX_LEAD_V3].quality & HX_QUALITY_NOISE, !=, 0);
  g_assert_cmpuint (measured->leads[HX_LEAD_V4].quality & HX_QUALITY_MAINS, !=, 0);
  g_assert_cmpuint (measured->quality & HX_QUALITY_REVERSED_ARMS, ==, 0);
  g_assert_true (isnan (hx_measurements_get_mark (measured, 2, HX_LEAD_V1, HX_MARK_R)));
  strip_clear (&strip);
}

/* Swapped arms: I upside down, II and III exchanged, and so are aVR and aVL. */
static void
test_reversed_arms (void)
{
  static const HxLead other[12] = { HX_LEAD_I,   HX_LEAD_III, HX_LEAD_II, HX_LEAD_AVL,
                                    HX_LEAD_AVR, HX_LEAD_AVF, HX_LEAD_V1, HX_LEAD_V2,
                                    HX_LEAD_V3,  HX_LEAD_V4,  HX_LEAD_V5, HX_LEAD_V6 };
  Strip strip = strip_new (BIT (NORM) | BIT (SR), 15, 500.0, 10.0, 1.0);
  float *samples = g_new (float, 12 * strip.n);
  g_autoptr (HxRecording) recording = NULL;
  g_autoptr (HxMeasurements) measured = NULL;

  for (guint lead = 0; lead < 12; lead++)
    for (gsize i = 0; i < strip.n; i++)
      samples[lead * strip.n + i] = (lead == HX_LEAD_I ? -1.0f : 1.0f) * strip.mv[other[lead]][i];
  recording = hx_recording_new_like (strip.record->recording, strip.n, 500.0, samples);
  measured = measure (recording);
  g_assert_cmpuint (measured->quality & HX_QUALITY_REVERSED_ARMS, !=, 0);
  for (guint index = 0; index < HX_N_QUALITIES; index++)
    {
      g_autofree char *leads = NULL;
      g_autofree char *title = hx_measurements_dup_finding (measured, recording, index, &leads);

      g_assert_true ((title != NULL) == ((measured->quality & 1u << index) != 0));
      if (1u << index != HX_QUALITY_REVERSED_ARMS)
        continue;
      g_assert_cmpstr (title, ==, "The arm electrodes may be swapped");
      g_assert_cmpstr (leads, ==, "");
    }
  strip_clear (&strip);
}

/* Half an hour of the same ten seconds: every stretch gives the same beats, none is lost at a seam. */
static void
test_long (void)
{
  enum
  {
    N_TIMES = 30
  };
  static const guint leads[] = { HX_LEAD_I, HX_LEAD_II, HX_LEAD_V2 };
  Strip strip = strip_new (BIT (NORM) | BIT (SR), 17, 250.0, 60.0, 1.0);
  float *samples = g_new (float, 3 * N_TIMES * strip.n);
  g_autoptr (HxRecording) once = cut (strip.record->recording, leads, 3, strip.n), whole = NULL;
  g_autoptr (HxMeasurements) of_once = measure (once), of_whole = NULL;
  static const char *const names[] = { "I", "II", "V2", NULL };

  for (guint lead = 0; lead < 3; lead++)
    for (gsize i = 0; i < N_TIMES * strip.n; i++)
      samples[lead * N_TIMES * strip.n + i] = strip.mv[leads[lead]][i % strip.n];
  whole = hx_recording_new (names, 3, N_TIMES * strip.n, 250.0, samples);
  of_whole = measure (whole);
  g_assert_cmpfloat (fabs ((double)of_whole->n_beats - (double)N_TIMES * of_once->n_beats), <=, N_TIMES);
  for (guint beat = 1; beat < of_whole->n_beats; beat++)
    g_assert_cmpfloat (hx_measurements_get_mark (of_whole, beat, 3, HX_MARK_R), >,
                       hx_measurements_get_mark (of_whole, beat - 1, 3, HX_MARK_R) + 0.15);
  g_assert_cmpfloat (fabs (of_whole->values[HX_MEASURE_QRS] - of_once->values[HX_MEASURE_QRS]), <, 3.0);
  strip_clear (&strip);
}

static void
test_cancelled (void)
{
  Strip strip = strip_new (BIT (NORM) | BIT (SR), 1, 500.0, 10.0, 1.0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (hx_measure (strip.record->recording, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  strip_clear (&strip);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/measure/intervals-clean", test_intervals_clean);
  g_test_add_func ("/measure/intervals-noisy", test_intervals_noisy);
  g_test_add_func ("/measure/rate", test_rate);
  g_test_add_func ("/measure/qtc", test_qtc);
  g_test_add_func ("/measure/amplitudes", test_amplitudes);
  g_test_add_func ("/measure/few-leads", test_few_leads);
  g_test_add_func ("/measure/nothing", test_nothing);
  g_test_add_func ("/measure/gap", test_gap);
  g_test_add_func ("/measure/quality", test_quality);
  g_test_add_func ("/measure/reversed-arms", test_reversed_arms);
  g_test_add_func ("/measure/long", test_long);
  g_test_add_func ("/measure/cancelled", test_cancelled);
  return g_test_run ();
}
