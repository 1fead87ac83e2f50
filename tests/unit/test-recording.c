/* test-recording.c: leads, the recording, and resampling
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/base/hx-random.h"
#include "engine/records/hx-recording.h"
#include "engine/records/hx-resample.h"

#include <math.h>
#include <string.h>

static void
test_leads (void)
{
  g_assert_cmpstr (hx_lead_name (HX_LEAD_AVR), ==, "aVR");
  g_assert_cmpint (hx_lead_from_name ("AVR"), ==, HX_LEAD_AVR);
  g_assert_cmpint (hx_lead_from_name ("v6"), ==, HX_LEAD_V6);
  g_assert_cmpint (hx_lead_from_name ("iii"), ==, HX_LEAD_III);
  g_assert_cmpint (hx_lead_from_name ("MLII"), ==, -1);
  g_assert_cmpint (hx_lead_from_name ("V"), ==, -1);
  g_assert_cmpint (hx_lead_from_name (""), ==, -1);
  for (int lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    g_assert_cmpint (hx_lead_from_name (hx_lead_name ((HxLead)lead)), ==, lead);
}

/* Lead i of n_samples values i * 1000 + t. */
static float *
numbered_samples (guint n_leads, gsize n_samples)
{
  float *samples = g_new (float, n_leads *n_samples);

  for (guint i = 0; i < n_leads; i++)
    for (gsize t = 0; t < n_samples; t++)
      samples[i * n_samples + t] = (float)(i * 1000 + t);
  return samples;
}

static void
test_order (void)
{
  static const char *const names[] = { "Resp", "v1", "V1", "AVF", "i", "V1 (2)", "Resp" };
  static const struct
  {
    const char *name;
    float first;
  } expected[] = { { "I", 4000 },      { "aVF", 3000 },        { "V1", 1000 },      { "Resp", 0 },
                   { "V1 (2)", 2000 }, { "V1 (2) (2)", 5000 }, { "Resp (2)", 6000 } };
  g_autoptr (HxRecording) recording = hx_recording_new (names, 7, 10, 500.0, numbered_samples (7, 10));

  g_assert_cmpuint (hx_recording_get_n_leads (recording), ==, 7);
  g_assert_cmpuint (hx_recording_get_n_samples (recording), ==, 10);
  g_assert_cmpfloat (hx_recording_get_rate_hz (recording), ==, 500.0);
  g_assert_cmpfloat (hx_recording_get_duration_s (recording), ==, 0.02);
  for (guint i = 0; i < 7; i++)
    {
      g_assert_cmpstr (hx_recording_get_lead_name (recording, i), ==, expected[i].name);
      g_assert_cmpfloat (hx_recording_get_lead_mv (recording, i)[0], ==, expected[i].first);
      g_assert_cmpfloat (hx_recording_get_lead_mv (recording, i)[9], ==, expected[i].first + 9);
    }
  g_assert_cmpint (hx_recording_find_lead (recording, HX_LEAD_I), ==, 0);
  g_assert_cmpint (hx_recording_find_lead (recording, HX_LEAD_AVF), ==, 1);
  g_assert_cmpint (hx_recording_find_lead (recording, HX_LEAD_V1), ==, 2);
  g_assert_cmpint (hx_recording_find_lead (recording, HX_LEAD_II), ==, -1);
}

static void
test_from_bytes (void)
{
  static const char *const names[] = { "II", "V5" };
  float samples[6] = { 1, 2, 3, 4, 5, 6 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (samples, sizeof samples);
  g_autoptr (HxRecording) recording = hx_recording_new_from_bytes (names, 2, 3, 100.0, bytes);

  g_assert_true (hx_recording_get_lead_mv (recording, 0) == samples);
  g_assert_true (hx_recording_get_lead_mv (recording, 1) == samples + 3);
  g_assert_cmpint (hx_recording_find_lead (recording, HX_LEAD_V5), ==, 1);
}

static void
test_description (void)
{
  static const char *const names[] = { "II" };
  g_autoptr (HxRecording) recording = hx_recording_new (names, 1, 400, 200.0, numbered_samples (1, 400));
  g_autoptr (GDateTime) start = g_date_time_new_utc (2020, 2, 29, 1, 2, 3.5);
  g_autoptr (HxRecording) copy = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (hx_recording_get_id (recording));
  g_assert_null (hx_recording_get_sex (recording));
  g_assert_true (isnan (hx_recording_get_age_years (recording)));
  g_assert_cmpstr (hx_recording_get_origin (recording), ==, HX_ORIGIN_RECORDED);
  g_assert_null (hx_recording_get_comments (recording)[0]);
  g_assert_null (hx_recording_get_warnings (recording)[0]);

  hx_recording_set_id (recording, "x1");
  hx_recording_set_source (recording, "/x1.hea");
  hx_recording_set_format (recording, "wfdb");
  hx_recording_set_origin (recording, HX_ORIGIN_SIMULATED);
  hx_recording_set_patient (recording, "p", "Nobody", 63.0, "f");
  hx_recording_set_start_time (recording, start);
  hx_recording_add_comment (recording, "one");
  hx_recording_add_comment (recording, "two");
  hx_recording_add_warning (recording, "odd");

  copy = hx_recording_resample (recording, 100.0, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (hx_recording_get_id (copy), ==, "x1");
  g_assert_cmpstr (hx_recording_get_source (copy), ==, "/x1.hea");
  g_assert_cmpstr (hx_recording_get_format (copy), ==, "wfdb");
  g_assert_cmpstr (hx_recording_get_origin (copy), ==, HX_ORIGIN_SIMULATED);
  g_assert_cmpstr (hx_recording_get_patient_id (copy), ==, "p");
  g_assert_cmpstr (hx_recording_get_patient_name (copy), ==, "Nobody");
  g_assert_cmpfloat (hx_recording_get_age_years (copy), ==, 63.0);
  g_assert_cmpstr (hx_recording_get_sex (copy), ==, "f");
  g_assert_true (g_date_time_equal (hx_recording_get_start_time (copy), start));
  g_assert_cmpstr (hx_recording_get_comments (copy)[1], ==, "two");
  g_assert_null (hx_recording_get_comments (copy)[2]);
  g_assert_cmpstr (hx_recording_get_warnings (copy)[0], ==, "odd");
}

static void
test_interleave (void)
{
  static const char *const names[] = { "V2", "I", "Resp" };
  static const char *const wanted[] = { "resp", "i" };
  static const char *const absent[] = { "I", "V6", "aVL" };
  g_autoptr (HxRecording) recording = hx_recording_new (names, 3, 4, 100.0, numbered_samples (3, 4));
  g_autoptr (GError) error = NULL;
  float out[12];

  g_assert_true (hx_recording_interleave (recording, wanted, 2, out, &error));
  for (int t = 0; t < 4; t++)
    {
      g_assert_cmpfloat (out[2 * t], ==, (float)(2000 + t));
      g_assert_cmpfloat (out[2 * t + 1], ==, (float)(1000 + t));
    }
  hx_recording_set_source (recording, "a.hea");
  g_assert_false (hx_recording_interleave (recording, absent, 3, out, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_MISSING);
  g_assert_cmpstr (error->message, ==, "a.hea: leads that are not there: V6, aVL");
}

/* Ten seconds of a sine of amplitude 1, brought to another rate. */
static float *
resample_sine (double frequency_hz, double rate_in_hz, double rate_out_hz, gsize *n_out)
{
  gsize n_in = (gsize)(10.0 * rate_in_hz);
  g_autofree float *in = g_new (float, n_in);
  const float *leads[1] = { in };
  float *out;

  for (gsize t = 0; t < n_in; t++)
    in[t] = (float)sin (2.0 * G_PI * frequency_hz * (double)t / rate_in_hz + 0.3);
  *n_out = hx_resample_length (n_in, rate_in_hz, rate_out_hz);
  out = g_new (float, *n_out);
  hx_resample (leads, 1, n_in, rate_in_hz, out, *n_out, rate_out_hz);
  return out;
}

/* Largest difference from the same sine of amplitude @gain, away from the ends. */
static double
sine_error (double frequency_hz, double gain, double rate_in_hz, double rate_out_hz)
{
  gsize n_out;
  g_autofree float *out = resample_sine (frequency_hz, rate_in_hz, rate_out_hz, &n_out);
  gsize edge = (gsize)(26.0 * rate_out_hz / MIN (rate_in_hz, rate_out_hz)) + 1;
  double worst = 0.0;

  g_assert_cmpuint (n_out, >, 4 * edge);
  for (gsize j = edge; j < n_out - edge; j++)
    {
      double expected = gain * sin (2.0 * G_PI * frequency_hz * (double)j / rate_out_hz + 0.3);

      worst = MAX (worst, fabs (out[j] - expected));
    }
  return worst;
}

static const struct
{
  double in, out;
} rates[] = { { 500, 100 }, { 257, 100 },    { 1000, 100 },       { 360, 100 },   { 100, 500 },
              { 128, 100 }, { 250, 257 },    { 62.4725, 50 },     { 499.7, 100 }, { 100, 99.99 },
              { 500, 360 }, { 500, 33.125 }, { 100, 333.3333333 } };

static void
test_pass_band (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    for (int step = 1; step <= 8; step++)
      {
        double frequency_hz = 0.05 * step * MIN (rates[i].in, rates[i].out);

        g_assert_cmpfloat (sine_error (frequency_hz, 1.0, rates[i].in, rates[i].out), <, 3e-4);
      }
}

/* What the output rate cannot carry is gone, 74 dB and more below where it was. */
static void
test_stop_band (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    for (double frequency_hz = 0.5 * rates[i].out; frequency_hz < 0.5 * rates[i].in;
         frequency_hz += 0.21 * rates[i].out)
      g_assert_cmpfloat (sine_error (frequency_hz, 0.0, rates[i].in, rates[i].out), <, 2e-4);
}

static void
test_cut_off (void)
{
  g_assert_cmpfloat (sine_error (45.0, 0.5, 500.0, 100.0), <, 2e-3);
  g_assert_cmpfloat (sine_error (45.0, 0.5, 1000.0, 100.0), <, 2e-3);
}

static void
test_lengths (void)
{
  static const struct
  {
    gsize n_in;
    double in, out;
    gsize n_out;
  } cases[] = { { 5000, 500, 100, 1000 },   { 5001, 500, 100, 1001 },        { 4999, 500, 100, 1000 },
                { 1, 500, 100, 1 },         { 1000, 100, 500, 5000 },        { 2570, 257, 100, 1000 },
                { 3600, 360, 100, 1000 },   { 5000, 500, 500, 5000 },        { 4997, 499.7, 100, 1000 },
                { 1000, 100, 99.99, 1000 }, { 10000000, 1000, 250, 2500000 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (hx_resample_length (cases[i].n_in, cases[i].in, cases[i].out), ==, cases[i].n_out);
}

/* A symmetric wave stays where it is, and symmetric, whether its peak meets a sample or not. */
static void
test_zero_phase (void)
{
  for (int shift = 0; shift < 5; shift++)
    {
      double peak_s = 4.0 + shift * 0.002;
      float in[5000], out[1000];
      const float *leads[1] = { in };

      for (int t = 0; t < 5000; t++)
        in[t] = (float)exp (-0.5 * pow ((t / 500.0 - peak_s) / 0.02, 2.0));
      hx_resample (leads, 1, 5000, 500.0, out, 1000, 100.0);
      for (int j = 0; j < 1000; j++)
        g_assert_cmpfloat (fabs (out[j] - exp (-0.5 * pow ((j / 100.0 - peak_s) / 0.02, 2.0))), <, 1e-4);
      for (int k = 1; shift == 0 && k < 100; k++)
        g_assert_cmpfloat (fabsf (out[400 - k] - out[400 + k]), <, 1e-6f);
    }
}

/* A constant stays one up to the ends, and so do signals too short for the filter. */
static void
test_ends (void)
{
  for (gsize n_in = 1; n_in < 700; n_in += n_in < 20 ? 1 : 97)
    {
      g_autofree float *in = g_new (float, n_in);
      gsize n_out = hx_resample_length (n_in, 500.0, 100.0);
      g_autofree float *out = g_new (float, n_out);
      const float *leads[1] = { in };

      for (gsize t = 0; t < n_in; t++)
        in[t] = -2.5f;
      hx_resample (leads, 1, n_in, 500.0, out, n_out, 100.0);
      for (gsize j = 0; j < n_out; j++)
        g_assert_cmpfloat (fabsf (out[j] + 2.5f), <, 1e-5f);
    }
}

/* A wave that is symmetric about its first and its last sample goes on beyond them as it is mirrored. */
static void
test_mirror (void)
{
  enum
  {
    N_IN = 5001,
    N_OUT = 1001
  };
  float in[N_IN], out[N_OUT];
  const float *leads[1] = { in };

  for (int t = 0; t < N_IN; t++)
    in[t] = (float)cos (2.0 * G_PI * 3.0 * t / 500.0);
  hx_resample (leads, 1, N_IN, 500.0, out, N_OUT, 100.0);
  for (int j = 0; j < N_OUT; j++)
    g_assert_cmpfloat (fabs (out[j] - cos (2.0 * G_PI * 3.0 * j / 100.0)), <, 3e-4);
}

/* A missing sample makes missing what lies within the filter, 25 output samples, and nothing else. */
static void
test_missing (void)
{
  static const char *const names[] = { "I", "II" };
  float *samples = g_new (float, 10000);
  g_autoptr (HxRecording) recording = NULL;
  g_autoptr (HxRecording) copy = NULL;
  g_autoptr (GError) error = NULL;

  for (int t = 0; t < 10000; t++)
    samples[t] = 1.0f;
  samples[2500] = NAN;
  recording = hx_recording_new (names, 2, 5000, 500.0, samples);
  copy = hx_recording_resample (recording, 100.0, &error);
  g_assert_no_error (error);
  for (int j = 0; j < 1000; j++)
    {
      float value = hx_recording_get_lead_mv (copy, 0)[j];

      g_assert_cmpfloat (fabsf (hx_recording_get_lead_mv (copy, 1)[j] - 1.0f), <, 1e-5f);
      if (abs (j - 500) <= 25)
        g_assert_true (isnan (value));
      else if (abs (j - 500) >= 27)
        g_assert_cmpfloat (fabsf (value - 1.0f), <, 1e-5f);
    }
}

static void
test_several_leads (void)
{
  enum
  {
    N_LEADS = 12,
    N = 1300
  };
  g_autofree float *in = g_new (float, N_LEADS *N);
  gsize n_out = hx_resample_length (N, 360.0, 100.0);
  g_autofree float *together = g_new (float, N_LEADS *n_out);
  g_autofree float *alone = g_new (float, n_out);
  const float *leads[N_LEADS];
  HxRandom random = hx_random_from_seed (3);

  for (int i = 0; i < N_LEADS * N; i++)
    in[i] = (float)hx_random_normal (&random);
  for (int i = 0; i < N_LEADS; i++)
    leads[i] = in + i * N;
  hx_resample (leads, N_LEADS, N, 360.0, together, n_out, 100.0);
  for (int i = 0; i < N_LEADS; i++)
    {
      hx_resample (&leads[i], 1, N, 360.0, alone, n_out, 100.0);
      g_assert_cmpmem (alone, n_out * sizeof (float), together + i * n_out, n_out * sizeof (float));
    }
}

static void
test_own_rate_and_absurd_rates (void)
{
  static const char *const names[] = { "I" };
  static const double absurd[] = { 0.0, -100.0, NAN, INFINITY, 0.5, 1e6 };
  g_autoptr (HxRecording) recording = hx_recording_new (names, 1, 10, 100.0, numbered_samples (1, 10));
  g_autoptr (HxRecording) same = hx_recording_resample (recording, 100.0, NULL);

  g_assert_true (same == recording);
  for (guint i = 0; i < G_N_ELEMENTS (absurd); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (hx_recording_resample (recording, absurd[i], &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
    }
}

/* Eight leads become the twelve that they are known to be; a gap of I is one of what rests on it. */
static void
test_limb_leads (void)
{
  static const char *const names[] = { "V1", "V2", "V3", "V4", "V5", "V6", "II", "I", "X" };
  static const float i_mv[] = { 0.5f, NAN, -1.0f }, ii_mv[] = { 1.25f, 2.0f, 0.25f };
  static const struct
  {
    HxLead lead;
    float first, last;
  } expected[] = {
    { HX_LEAD_I, 0.5f, -1.0f },       { HX_LEAD_II, 1.25f, 0.25f },      { HX_LEAD_III, 0.75f, 1.25f },
    { HX_LEAD_AVR, -0.875f, 0.375f }, { HX_LEAD_AVL, -0.125f, -1.125f }, { HX_LEAD_AVF, 1.0f, 0.75f },
  };
  float *samples_mv = numbered_samples (9, 3);
  g_autoptr (HxRecording) eight = NULL, completed = NULL;

  memcpy (samples_mv + 6 * 3, ii_mv, sizeof ii_mv);
  memcpy (samples_mv + 7 * 3, i_mv, sizeof i_mv);
  eight = hx_recording_new (names, 9, 3, 500.0, samples_mv);
  hx_recording_set_id (eight, "eight");
  completed = hx_recording_complete_limb_leads (eight);
  g_assert_cmpuint (hx_recording_get_n_leads (completed), ==, 13);
  g_assert_cmpstr (hx_recording_get_lead_name (completed, 12), ==, "X");
  g_assert_cmpstr (hx_recording_get_id (completed), ==, "eight");
  g_assert_cmpstr (hx_recording_get_warnings (completed)[0], ==,
                   "Computed from I and II: III, aVR, aVL, aVF");
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const float *mv = hx_recording_get_lead_mv (completed, expected[i].lead);

      g_assert_cmpfloat (mv[0], ==, expected[i].first);
      g_assert_true (isnan (mv[1]) == (expected[i].lead != HX_LEAD_II));
      g_assert_cmpfloat (mv[2], ==, expected[i].last);
    }
}

static HxRecording *
new_described (float first, double age_years, const char *warning)
{
  static const char *const names[] = { "I", "II" };
  float *samples_mv = numbered_samples (2, 3);
  HxRecording *recording;

  samples_mv[0] = first;
  samples_mv[5] = NAN;
  recording = hx_recording_new (names, 2, 3, 500.0, samples_mv);
  hx_recording_set_source (recording, "anywhere");
  hx_recording_set_patient (recording, "7", NULL, age_years, "f");
  if (warning != NULL)
    hx_recording_add_warning (recording, warning);
  return recording;
}

static void
test_same (void)
{
  g_autoptr (HxRecording) one = new_described (0.5f, NAN, NULL), same = new_described (0.5f, NAN, NULL);
  HxRecording *others[] = { new_described (0.25f, NAN, NULL), new_described (0.5f, 40.0, NULL),
                            new_described (0.5f, NAN, "cut") };

  hx_recording_set_source (same, "elsewhere");
  g_assert_true (hx_recording_is_same (one, same));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_assert_false (hx_recording_is_same (one, others[i]));
      g_object_unref (others[i]);
    }
}

/* Nothing is added where a lead is there that would be computed, or one is missing that is not. */
static void
test_limb_leads_as_they_are (void)
{
  static const char *const names[2][9] = { { "I", "II", "aVF", "V1", "V2", "V3", "V4", "V5", "V6" },
                                           { "I", "II", "V1", "V2", "V3", "V4", "V5", "X", "Y" } };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (HxRecording) recording = hx_recording_new (names[i], 9, 4, 500.0, numbered_samples (9, 4));
      g_autoptr (HxRecording) same = hx_recording_complete_limb_leads (recording);

      g_assert_true (same == recording);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recording/leads", test_leads);
  g_test_add_func ("/recording/order", test_order);
  g_test_add_func ("/recording/from-bytes", test_from_bytes);
  g_test_add_func ("/recording/description", test_description);
  g_test_add_func ("/recording/same", test_same);
  g_test_add_func ("/recording/interleave", test_interleave);
  g_test_add_func ("/recording/limb-leads", test_limb_leads);
  g_test_add_func ("/recording/limb-leads-as-they-are", test_limb_leads_as_they_are);
  g_test_add_func ("/resample/pass-band", test_pass_band);
  g_test_add_func ("/resample/stop-band", test_stop_band);
  g_test_add_func ("/resample/cut-off", test_cut_off);
  g_test_add_func ("/resample/lengths", test_lengths);
  g_test_add_func ("/resample/zero-phase", test_zero_phase);
  g_test_add_func ("/resample/ends", test_ends);
  g_test_add_func ("/resample/mirror", test_mirror);
  g_test_add_func ("/resample/missing", test_missing);
  g_test_add_func ("/resample/several-leads", test_several_leads);
  g_test_add_func ("/resample/own-rate-and-absurd-rates", test_own_rate_and_absurd_rates);
  return g_test_run ();
}
