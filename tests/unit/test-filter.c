/* test-filter.c: the filters of what is shown
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/records/hx-filter.h"

#include <math.h>
#include <string.h>

#define RATE_HZ 500.0

static float *
new_sine (gsize n, double rate_hz, double frequency_hz, double phase)
{
  float *samples = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    samples[i] = (float)sin (2.0 * G_PI * frequency_hz * (double)i / rate_hz + phase);
  return samples;
}

/* Amplitude of a frequency in the middle half of a signal, and its phase against sin (2 pi f t). */
static double
measure (const float *samples, gsize n, double rate_hz, double frequency_hz, double *phase)
{
  double c = 0.0, s = 0.0, weights = 0.0;
  for (gsize i = n / 4; i < n - n / 4; i++)
    {
      double u = ((double)(i - n / 4) + 0.5) / (double)(n - 2 * (n / 4));
      double weight = 1.0 - cos (2.0 * G_PI * u);
      double t = 2.0 * G_PI * frequency_hz * (double)i / rate_hz;
      s += weight * (double)samples[i] * sin (t);
      c += weight * (double)samples[i] * cos (t);
      weights += weight;
    }
  *phase = atan2 (c, s);
  return 2.0 * sqrt (s * s + c * c) / weights;
}

static double
warp (double frequency_hz, double rate_hz)
{
  return tan (G_PI * frequency_hz / rate_hz);
}

static double
expected_gain (const HxFilterChoice *choice, double frequency_hz, double rate_hz)
{
  double gain = 1.0, w = warp (frequency_hz, rate_hz);
  if (choice->low_pass_hz > 0.0)
    gain /= 1.0 + (G_SQRT2 - 1.0) * pow (w / warp (choice->low_pass_hz, rate_hz), 4.0);
  if (choice->high_pass_hz > 0.0)
    gain /= 1.0 + (G_SQRT2 - 1.0) * pow (warp (choice->high_pass_hz, rate_hz) / w, 4.0);
  if (choice->notch_hz > 0.0)
    {
      /* One pass: x² / (x² + 1), x = 1 / sqrt (√2 - 1) at the edges of the band. */
      double w0 = warp (choice->notch_hz, rate_hz);
      double width = warp (HX_FILTER_NOTCH_WIDTH_HZ, rate_hz) * (1.0 + w0 * w0);
      double x2 = pow ((w0 * w0 - w * w) / (w * width), 2.0) / (G_SQRT2 - 1.0);
      gain *= x2 / (x2 + 1.0);
    }
  return gain;
}

static void
check_response (HxFilterChoice choice, double frequency_hz, double rate_hz, double duration_s)
{
  gsize n = (gsize)(duration_s * rate_hz);
  g_autofree float *samples = new_sine (n, rate_hz, frequency_hz, 0.0);
  double phase, gain, expected = expected_gain (&choice, frequency_hz, rate_hz);
  g_assert_true (hx_filter_samples (samples, n, rate_hz, &choice, NULL, NULL));
  gain = measure (samples, n, rate_hz, frequency_hz, &phase);
  g_test_message ("%g Hz at %g Hz: %.5f, expected %.5f, phase %.2g", frequency_hz, rate_hz, gain, expected,
                  phase);
  g_assert_cmpfloat_with_epsilon (gain, expected, 2e-3);
  if (expected > 0.01)
    g_assert_cmpfloat_with_epsilon (phase, 0.0, 2e-3);
}

static void
test_response (void)
{
  static const double high_passes[] = HX_FILTER_HIGH_PASSES_HZ, low_passes[] = HX_FILTER_LOW_PASSES_HZ,
                      notches[] = HX_FILTER_NOTCHES_HZ;
  static const double shares[] = { 0.25, 0.5, 0.9, 1.0, 1.1, 1.6, 4.0 };
  for (guint i = 0; i < G_N_ELEMENTS (high_passes); i++)
    for (guint k = 0; k < G_N_ELEMENTS (shares); k++)
      check_response ((HxFilterChoice){ .high_pass_hz = high_passes[i] }, shares[k] * high_passes[i], RATE_HZ,
                      100.0 / high_passes[i]);
  for (guint i = 0; i < G_N_ELEMENTS (low_passes); i++)
    for (guint k = 0; k < G_N_ELEMENTS (shares); k++)
      if (shares[k] * low_passes[i] < 0.48 * RATE_HZ)
        check_response ((HxFilterChoice){ .low_pass_hz = low_passes[i] }, shares[k] * low_passes[i], RATE_HZ,
                        10.0);
  for (guint i = 0; i < G_N_ELEMENTS (notches); i++)
    for (double offset_hz = -5.0; offset_hz <= 5.0; offset_hz += 0.5)
      check_response ((HxFilterChoice){ .notch_hz = notches[i] }, notches[i] + offset_hz, RATE_HZ, 40.0);
}

/* The name's frequency is where the gain is -3 dB, whatever the rate. */
static void
test_corner (void)
{
  static const double rates_hz[] = { 128.0, 257.0, 360.0, 1000.0, 5000.0, 100000.0 };
  for (guint i = 0; i < G_N_ELEMENTS (rates_hz); i++)
    {
      HxFilterChoice low = { .low_pass_hz = 40.0 }, high = { .high_pass_hz = 0.5 },
                     notch = { .notch_hz = 50.0 };
      g_assert_cmpfloat_with_epsilon (expected_gain (&low, 40.0, rates_hz[i]), G_SQRT2 / 2.0, 1e-9);
      g_assert_cmpfloat_with_epsilon (expected_gain (&high, 0.5, rates_hz[i]), G_SQRT2 / 2.0, 1e-9);
      check_response (low, 40.0, rates_hz[i], 8.0);
      check_response (high, 0.5, rates_hz[i], 24.0);
      check_response (notch, 49.0, rates_hz[i], 8.0);
      check_response (notch, 50.0, rates_hz[i], 8.0);
    }
  check_response ((HxFilterChoice){ .high_pass_hz = 0.5, .low_pass_hz = 40.0, .notch_hz = 50.0 }, 36.0,
                  RATE_HZ, 20.0);
}

/* An impulse in the middle: the answer is symmetric, so no frequency is shifted, and its sum is the gain at
 * 0 Hz. */
static void
test_zero_phase (void)
{
  static const HxFilterChoice choices[] = {
    { .low_pass_hz = 40.0 },
    { .high_pass_hz = 0.5 },
    { .notch_hz = 50.0 },
    { .high_pass_hz = 0.67, .low_pass_hz = 100.0, .notch_hz = 60.0 }
  };
  enum
  {
    HALF = 20000,
    N = 2 * HALF + 1
  };
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autofree float *samples = g_new0 (float, N);
      double sum = 0.0, largest = 0.0;
      samples[HALF] = 1.0f;
      g_assert_true (hx_filter_samples (samples, N, RATE_HZ, &choices[i], NULL, NULL));
      for (gsize k = 1; k <= HALF; k++)
        g_assert_cmpfloat_with_epsilon (samples[HALF - k], samples[HALF + k], 1e-6);
      for (gsize k = 0; k < N; k++)
        {
          sum += (double)samples[k];
          largest = MAX (largest, (double)samples[k]);
        }
      g_assert_cmpfloat (largest, ==, (double)samples[HALF]);
      g_assert_cmpfloat_with_epsilon (sum, choices[i].high_pass_hz > 0.0 ? 0.0 : 1.0, 1e-3);
    }
}

/* A train of QRS-like peaks and T-like waves, one beat a second, from @phase_s into the beat on. */
static float
beat (double t_s)
{
  double t = t_s - floor (t_s);
  return (float)(1.2 * exp (-pow ((t - 0.3) / 0.012, 2.0)) - 0.3 * exp (-pow ((t - 0.34) / 0.012, 2.0))
                 + 0.3 * exp (-pow ((t - 0.58) / 0.05, 2.0)));
}

static double
largest_rest (const float *a, const float *b, gsize n)
{
  double largest = 0.0;
  for (gsize i = 0; i < n; i++)
    largest = MAX (largest, fabs ((double)a[i] - (double)b[i]));
  return largest;
}

/* Mains at any phase is gone up to the very edges, and so is a steady slope. */
static void
test_edges (void)
{
  enum
  {
    N = 5000
  };
  for (int phase = 0; phase < 8; phase++)
    {
      g_autofree float *clean = g_new (float, N);
      g_autofree float *samples = g_new (float, N);
      g_autofree float *drifting = g_new (float, N);
      HxFilterChoice notch = { .notch_hz = 50.0 }, high = { .high_pass_hz = 0.5 };
      for (gsize i = 0; i < N; i++)
        {
          double t = (double)i / RATE_HZ;
          clean[i] = beat (t + phase / 8.0);
          samples[i] = clean[i] + (float)(0.5 * sin (2.0 * G_PI * 50.0 * t + phase));
          drifting[i] = 30.0f + (float)i * 1e-3f;
        }
      g_assert_true (hx_filter_samples (samples, N, RATE_HZ, &notch, NULL, NULL));
      g_test_message ("mains from 0.5 mV to %.4f mV", largest_rest (samples, clean, N));
      g_assert_cmpfloat (largest_rest (samples, clean, N), <, 0.05);
      g_assert_true (hx_filter_samples (drifting, N, RATE_HZ, &high, NULL, NULL));
      memset (clean, 0, N * sizeof *clean);
      g_assert_cmpfloat (largest_rest (drifting, clean, N), <, 1e-3);
    }
}

/* What a high pass does to beats at an edge is no more than what it does to them in the middle. */
static void
test_edge_within_beat (void)
{
  enum
  {
    N = 5000
  };
  HxFilterChoice high = { .high_pass_hz = 0.5 };
  for (int phase = 0; phase < 20; phase++)
    {
      g_autofree float *clean = g_new (float, N);
      g_autofree float *samples = g_new (float, N);
      double middle, edges;
      for (gsize i = 0; i < N; i++)
        samples[i] = clean[i] = beat ((double)i / RATE_HZ + phase / 20.0);
      g_assert_true (hx_filter_samples (samples, N, RATE_HZ, &high, NULL, NULL));
      middle = largest_rest (samples + 1500, clean + 1500, 2000);
      edges =
          MAX (largest_rest (samples, clean, 500), largest_rest (samples + N - 500, clean + N - 500, 500));
      g_test_message ("middle %.3f mV, edges %.3f mV", middle, edges);
      g_assert_cmpfloat (edges, <, middle + 0.05);
    }
}

/* A step of a low pass settles without a shift in time; its overshoot is that of the analytic filter. */
static void
test_step (void)
{
  enum
  {
    N = 2000
  };
  HxFilterChoice low = { .low_pass_hz = 40.0 };
  g_autofree float *samples = g_new0 (float, N);
  for (gsize i = N / 2; i < N; i++)
    samples[i] = 1.0f;
  g_assert_true (hx_filter_samples (samples, N, RATE_HZ, &low, NULL, NULL));
  for (gsize k = 0; k < N / 2; k++)
    g_assert_cmpfloat_with_epsilon (samples[N / 2 - 1 - k] + samples[N / 2 + k], 1.0, 1e-5);
  for (gsize i = 0; i < N; i++)
    g_assert_true (samples[i] > -0.06f && samples[i] < 1.06f);
  g_assert_cmpfloat_with_epsilon (samples[0], 0.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (samples[N - 1], 1.0, 1e-6);
}

/* The stretches between missing samples are filtered as if the others were not there. */
static void
test_gaps (void)
{
  enum
  {
    N = 6000,
    A = 1000,
    B = 1003,
    C = 4000
  };
  HxFilterChoice choice = { .high_pass_hz = 0.5, .low_pass_hz = 40.0, .notch_hz = 50.0, .baseline = TRUE };
  g_autofree float *whole = g_new (float, N);
  g_autofree float *alone = g_new (float, N);
  for (gsize i = 0; i < N; i++)
    alone[i] = whole[i] = beat ((double)i / RATE_HZ) + (i > C ? 50.0f : 0.0f);
  whole[A] = whole[A + 1] = whole[A + 2] = NAN;
  whole[C] = INFINITY;
  g_assert_true (hx_filter_samples (whole, N, RATE_HZ, &choice, NULL, NULL));
  g_assert_true (hx_filter_samples (alone, A, RATE_HZ, &choice, NULL, NULL));
  g_assert_true (hx_filter_samples (alone + B, C - B, RATE_HZ, &choice, NULL, NULL));
  g_assert_true (hx_filter_samples (alone + C + 1, N - C - 1, RATE_HZ, &choice, NULL, NULL));
  for (gsize i = 0; i < N; i++)
    if (i >= A && i < B)
      g_assert_true (isnan (whole[i]));
    else if (i == C)
      g_assert_true (isinf (whole[i]));
    else
      {
        g_assert_true (isfinite (whole[i]));
        g_assert_cmpfloat (whole[i], ==, alone[i]);
      }
}

static void
test_short_stretches (void)
{
  HxFilterChoice choice = { .high_pass_hz = 0.05, .low_pass_hz = 150.0, .notch_hz = 60.0, .baseline = TRUE };
  for (gsize n = 0; n < 40; n++)
    {
      float samples[40];
      for (gsize i = 0; i < n; i++)
        samples[i] = 2.0f;
      g_assert_true (hx_filter_samples (samples, n, RATE_HZ, &choice, NULL, NULL));
      for (gsize i = 0; i < n; i++)
        g_assert_cmpfloat_with_epsilon (samples[i], 0.0, 1e-4); /* a level is all baseline */
    }
}

/* Drift goes, the shape of the beat stays. */
static void
test_baseline (void)
{
  enum
  {
    N = 10000
  };
  HxFilterChoice choice = { .baseline = TRUE };
  static const double rates_hz[] = { 100.0, 250.0, 500.0, 1000.0 };
  for (guint r = 0; r < G_N_ELEMENTS (rates_hz); r++)
    {
      g_autofree float *clean = g_new (float, N);
      g_autofree float *samples = g_new (float, N);
      double largest;
      for (gsize i = 0; i < N; i++)
        {
          double t = (double)i / rates_hz[r];
          clean[i] = beat (t + 0.45);
          samples[i] = clean[i] + (float)(0.8 * sin (2.0 * G_PI * 0.15 * t + 1.0) - 0.2 * t + 300.0);
        }
      g_assert_true (hx_filter_samples (samples, N, rates_hz[r], &choice, NULL, NULL));
      largest = largest_rest (samples, clean, N);
      g_test_message ("%g Hz: %.3f mV off", rates_hz[r], largest);
      g_assert_cmpfloat (largest, <, 0.12);
    }
}

/* One sample of a pacemaker stays where it is, with most of its height. */
static void
test_spike (void)
{
  enum
  {
    N = 5000,
    AT = 1234
  };
  static const HxFilterChoice choices[] = { { .baseline = TRUE },
                                            { .high_pass_hz = 0.67 },
                                            { .notch_hz = 50.0 } };
  for (guint c = 0; c < G_N_ELEMENTS (choices); c++)
    {
      g_autofree float *samples = g_new (float, N);
      g_autofree float *without = g_new (float, N);
      for (gsize i = 0; i < N; i++)
        samples[i] = without[i] = beat ((double)i / RATE_HZ);
      samples[AT] += 5.0f;
      g_assert_true (hx_filter_samples (samples, N, RATE_HZ, &choices[c], NULL, NULL));
      g_assert_true (hx_filter_samples (without, N, RATE_HZ, &choices[c], NULL, NULL));
      g_assert_cmpfloat (samples[AT] - without[AT], >, 4.85);
      g_assert_cmpfloat (fabsf (samples[AT + 5] - without[AT + 5]), <, 0.15);
    }
}

static void
count_reports (double fraction, const char *message, gpointer user_data)
{
  double *last = user_data;
  g_assert_cmpfloat (fraction, >=, 0.0);
  *last = fraction;
}

static void
test_recording (void)
{
  const char *const names[] = { "V1", "II", "spo2", NULL };
  enum
  {
    N = 5000
  };
  HxFilterChoice choice = { .low_pass_hz = 40.0 }, impossible = { .low_pass_hz = 250.0 }, off = { 0 };
  g_autofree float *before = g_new (float, 3 * N);
  float *samples = g_new (float, 3 * N);
  double last = -1.0;
  HxProgress progress = { .report = count_reports, .user_data = &last };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HxRecording) recording = NULL;
  g_autoptr (HxRecording) filtered = NULL;
  g_autoptr (HxRecording) same = NULL;
  for (gsize i = 0; i < 3 * N; i++)
    samples[i] = beat ((double)i / RATE_HZ) + (i % 2 ? 0.1f : -0.1f);
  recording = hx_recording_new (names, 3, N, RATE_HZ, samples);
  hx_recording_set_id (recording, "00041");
  hx_recording_set_patient (recording, "7", "A Name", 71.0, "m");
  for (guint lead = 0; lead < 3; lead++)
    memcpy (before + lead * N, hx_recording_get_lead_mv (recording, lead), N * sizeof *before);

  filtered = hx_filter_recording (recording, &choice, &progress, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (last, ==, 1.0);
  for (guint lead = 0; lead < 3; lead++)
    {
      g_autofree float *alone = g_memdup2 (before + lead * N, N * sizeof *before);
      g_assert_cmpmem (before + lead * N, N * sizeof *before, hx_recording_get_lead_mv (recording, lead),
                       N * sizeof *before);
      g_assert_true (hx_filter_samples (alone, N, RATE_HZ, &choice, NULL, NULL));
      g_assert_cmpmem (alone, N * sizeof *alone, hx_recording_get_lead_mv (filtered, lead),
                       N * sizeof *alone);
      g_assert_cmpstr (hx_recording_get_lead_name (filtered, lead), ==,
                       hx_recording_get_lead_name (recording, lead));
    }
  g_assert_cmpstr (hx_recording_get_id (filtered), ==, "00041");
  g_assert_cmpstr (hx_recording_get_patient_name (filtered), ==, "A Name");
  same = hx_filter_recording (recording, &off, NULL, NULL, &error);
  g_assert_true (same == recording);

  g_assert_null (hx_filter_recording (recording, &impossible, NULL, NULL, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
  g_assert_true (g_str_has_prefix (error->message, "00041: 250 Hz"));
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (hx_filter_recording (recording, &choice, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
cancel_at_half (double fraction, const char *message, gpointer user_data)
{
  if (fraction >= 0.5)
    g_cancellable_cancel (user_data);
}

/* A long lead stops soon after it was asked to. */
static void
test_stop (void)
{
  enum
  {
    N = 20000000
  };
  HxFilterChoice choice = { .high_pass_hz = 0.05, .low_pass_hz = 100.0, .notch_hz = 50.0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  HxProgress progress = { .report = cancel_at_half, .user_data = cancellable };
  g_autofree float *samples = g_new0 (float, N);
  gint64 began_us = g_get_monotonic_time ();
  g_assert_false (hx_filter_samples (samples, N, RATE_HZ, &choice, &progress, cancellable));
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  g_test_message ("half of %g samples in %.2f s", (double)N,
                  (double)(g_get_monotonic_time () - began_us) * 1e-6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/filter/response", test_response);
  g_test_add_func ("/filter/corner", test_corner);
  g_test_add_func ("/filter/zero-phase", test_zero_phase);
  g_test_add_func ("/filter/edges", test_edges);
  g_test_add_func ("/filter/edge-within-beat", test_edge_within_beat);
  g_test_add_func ("/filter/step", test_step);
  g_test_add_func ("/filter/gaps", test_gaps);
  g_test_add_func ("/filter/short-stretches", test_short_stretches);
  g_test_add_func ("/filter/baseline", test_baseline);
  g_test_add_func ("/filter/spike", test_spike);
  g_test_add_func ("/filter/recording", test_recording);
  g_test_add_func ("/filter/stop", test_stop);
  return g_test_run ();
}
