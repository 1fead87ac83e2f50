/* test-wfdb.c: reading WFDB records
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "tests/unit/wfdb-writer.h"

#include <math.h>

typedef struct
{
  char *folder;
} Fixture;

/* A folder of its own for each test. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  test_folder_free (fixture->folder);
}

/* Compares a lead with what it must be; NaN must be NaN. */
static void
assert_lead (HxRecording *recording, const char *name, const double *expected_mv, gsize n)
{
  const float *lead_mv = test_find_lead_mv (recording, name);

  g_assert_cmpuint (hx_recording_get_n_samples (recording), ==, n);
  for (gsize t = 0; t < n; t++)
    if (isnan (expected_mv[t]))
      g_assert_true (isnan (lead_mv[t]));
    else
      g_assert_cmpfloat (lead_mv[t], ==, (float)expected_mv[t]);
}

/* Leads in file order V2, I, II, V1. */
static void
test_units_and_baselines (Fixture *fixture, gconstpointer data)
{
  static const int samples[] = { 7, 0, 10, -20, 1, 1000, 2010, 32767, -32768, -1000, -1990, -32767 };
  static const double i_mv[] = { 0.0, 1.0, -1.0 };
  static const double ii_mv[] = { 0.0, 4.0, -4.0 };
  static const double v1_mv[] = { 0.0, 32787.0 / 0.1, -32747.0 / 0.1 };
  static const double v2_mv[] = { 0.5, -1.0, NAN };
  g_autoptr (HxRecording) recording = test_read_good (fixture->folder,
                                                      "rec 4 500 3\n"
                                                      "rec.dat 16 4(5)/mV 16 0 7 0 0 V2\n"
                                                      "rec.dat 16 1000.0(0)/mV 16 0 0 0 0 i\n"
                                                      "rec.dat 16 0.5(10)/uV 16 0 10 0 0 II\n"
                                                      "rec.dat 16 1e2/V 16 -20 -20 0 0 V1\n",
                                                      test_pack_16 (samples, G_N_ELEMENTS (samples)));

  assert_lead (recording, "I", i_mv, 3);
  assert_lead (recording, "II", ii_mv, 3);
  assert_lead (recording, "V1", v1_mv, 3);
  assert_lead (recording, "V2", v2_mv, 3);
  g_assert_cmpstr (hx_recording_get_lead_name (recording, 3), ==, "V2");
  g_assert_cmpfloat (hx_recording_get_rate_hz (recording), ==, 500.0);
  g_assert_cmpstr (hx_recording_get_id (recording), ==, "rec");
  g_assert_cmpstr (hx_recording_get_format (recording), ==, "wfdb");
  g_assert_true (g_str_has_suffix (hx_recording_get_source (recording), "/rec.hea"));
}

/* Every number of 16 bits by gains and baselines that a float holds and does not hold: millivolts are the
 * nearest float to the quotient. */
static void
test_quotients (Fixture *fixture, gconstpointer data)
{
  static const double gains[] = { 1000.0, 204.8, 200.0, 4.88, 1.0 / 3.0, 819.0, 16777217.0, 1e-3 };
  static const int baselines[] = { 0, -7, 32768, 8388607, 16777217, -2000000001 };
  g_autofree int *samples = g_new (int, 65535);

  for (int i = 0; i < 65535; i++)
    samples[i] = i - 32767;
  for (guint gain = 0; gain < G_N_ELEMENTS (gains); gain++)
    for (guint baseline = 0; baseline < G_N_ELEMENTS (baselines); baseline++)
      {
        g_autofree char *header = g_strdup_printf (
            "rec 1 500 65535\nrec.dat 16 %.17g(%d)/mV 16 0 -32767 0 0 I\n", gains[gain], baselines[baseline]);
        g_autoptr (HxRecording) recording =
            test_read_good (fixture->folder, header, test_pack_16 (samples, 65535));
        const float *lead_mv = hx_recording_get_lead_mv (recording, 0);

        for (int i = 0; i < 65535; i++)
          g_assert_cmpfloat (lead_mv[i], ==,
                             (float)(((double)samples[i] - baselines[baseline]) / gains[gain]));
      }
}

static void
test_micro_signs (Fixture *fixture, gconstpointer data)
{
  static const char *const units[] = { "uV", "µV", "μV", "\xb5V", "UV", "nV", "mV", "mv", "V" };
  static const double per_mv[] = { 1e3, 1e3, 1e3, 1e3, 1e3, 1e6, 1.0, 1.0, 1e-3 };
  static const int samples[] = { 500 };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autofree char *header =
          g_strdup_printf ("rec 1 500 1\nrec.dat 16 200/%s 16 0 500 500 0 I\n", units[i]);
      double expected_mv = 500.0 / (200.0 * per_mv[i]);
      g_autoptr (HxRecording) recording = test_read_good (fixture->folder, header, test_pack_16 (samples, 1));

      g_assert_cmpfloat_with_epsilon (hx_recording_get_lead_mv (recording, 0)[0], expected_mv,
                                      1e-6 * expected_mv);
    }
}

/* Every 12-bit number in both places of a pair, an odd number of samples, and -2048 for a gap. */
static void
test_format_212 (Fixture *fixture, gconstpointer data)
{
  enum
  {
    N = 4095
  };
  g_autofree int *samples = g_new (int, 3 * N);
  g_autofree char *header = NULL;
  g_autoptr (HxRecording) recording = NULL;
  int sums[3] = { 0 };

  for (int t = 0; t < N; t++)
    for (int i = 0; i < 3; i++)
      {
        samples[3 * t + i] = (t + 1000 * i) % 4096 - 2048;
        sums[i] += samples[3 * t + i];
      }
  header =
      g_strdup_printf ("rec 3 360 %d\nrec.dat 212 200 12 0 -2048 %d 0 I\nrec.dat 212 200 12 0 -1048 %d 0 II\n"
                       "rec.dat 212 200 12 0 -48 %d 0 V1\n",
                       N, (gint16)sums[0], (gint16)sums[1], (gint16)sums[2]);
  recording = test_read_good (fixture->folder, header, test_pack_212 (samples, 3 * N));
  g_assert_null (hx_recording_get_warnings (recording)[0]);
  for (int t = 0; t < N; t++)
    for (guint i = 0; i < 3; i++)
      {
        float value = hx_recording_get_lead_mv (recording, i)[t];
        int adu = samples[3 * t + (int)i];

        if (adu == -2048)
          g_assert_true (isnan (value));
        else
          g_assert_cmpfloat (value, ==, (float)(adu / 200.0));
      }
}

/* -2048 is a number in format 16, and so is what lies next to the mark of a gap. */
static void
test_gaps (Fixture *fixture, gconstpointer data)
{
  static const int samples[] = { -32768, -32767, 32767, -2048 };
  static const double expected_mv[] = { NAN, -32.767, 32.767, -2.048 };
  g_autoptr (HxRecording) recording = test_read_good (
      fixture->folder, "rec 1 500 4\nrec.dat 16 1000 16 0 -32768 0 0 I\n", test_pack_16 (samples, 4));

  assert_lead (recording, "I", expected_mv, 4);
}

/* What header(5) says to assume where a field is missing. */
static void
test_defaults (Fixture *fixture, gconstpointer data)
{
  static const int samples[] = { 100, 1224, 300, 924 };
  static const double bare_mv[] = { 0.5, 1.5 };
  static const double zero_mv[] = { 1.0, -0.5 };
  g_autoptr (HxRecording) recording = test_read_good (
      fixture->folder, "rec 2\nrec.dat 16\nrec.dat 16 0/mV 11 1024 1224\n", test_pack_16 (samples, 4));

  g_assert_cmpfloat (hx_recording_get_rate_hz (recording), ==, 250.0);
  assert_lead (recording, "signal 1", bare_mv, 2);
  assert_lead (recording, "signal 2", zero_mv, 2);
  g_assert_true (
      test_is_warned (recording, "no gain; 200 units per millivolt are assumed for: signal 1, signal 2."));
  g_assert_null (hx_recording_get_warnings (recording)[1]);
  g_assert_null (hx_recording_get_start_time (recording));
}

/* A preamble is skipped and is not in the checksum. */
static void
test_byte_offset (Fixture *fixture, gconstpointer data)
{
  static const int samples[] = { 1000, -500, 250 };
  static const double expected_mv[] = { 1.0, -0.5, 0.25 };
  GByteArray *bytes = test_pack_16 (samples, 3);
  g_autoptr (HxRecording) recording = NULL;

  g_byte_array_prepend (bytes, (const guint8 *)"\x01preamble\xff", 10);
  recording =
      test_read_good (fixture->folder, "rec 1 500 3\nrec.dat 16x1+10 1000 16 0 1000 750 0 II\n", bytes);
  assert_lead (recording, "II", expected_mv, 3);
  g_assert_null (hx_recording_get_warnings (recording)[0]);
}

/* Without a number of samples the files say how many there are. */
static void
test_unknown_length (Fixture *fixture, gconstpointer data)
{
  static const char *const record_lines[] = { "rec 3 360", "rec 3 360 0" };
  static const int samples[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
  static const double last_mv[] = { 3 / 200.0, 6 / 200.0, 9 / 200.0 };

  for (guint i = 0; i < 4; i++)
    {
      gboolean packed = i % 2;
      g_autofree char *header = g_strdup_printf (
          "%s\nrec.dat %s 200 12 0 1 99 0 I\nrec.dat %s 200\nrec.dat %s 200\n", record_lines[i / 2],
          packed ? "212" : "16", packed ? "212" : "16", packed ? "212" : "16");
      g_autoptr (HxRecording) recording = test_read_good (
          fixture->folder, header, packed ? test_pack_212 (samples, 9) : test_pack_16 (samples, 9));

      assert_lead (recording, "signal 3", last_mv, 3);
    }
}

/* Signals of a frame that are sampled twice as often: the recording has twice the rate. */
static void
test_samples_per_frame (Fixture *fixture, gconstpointer data)
{
  static const int samples[] = { 1, 2, 11, 12, 3, 4, 13, 14 };
  static const double i_mv[] = { 1, 2, 3, 4 };
  static const double ii_mv[] = { 11, 12, 13, 14 };
  g_autoptr (HxRecording) recording = test_read_good (
      fixture->folder, "rec 2 250 2\nrec.dat 16x2 1 16 0 1 10 0 I\nrec.dat 16x2 1 16 0 11 50 0 II\n",
      test_pack_16 (samples, 8));

  g_assert_cmpfloat (hx_recording_get_rate_hz (recording), ==, 500.0);
  assert_lead (recording, "I", i_mv, 4);
  assert_lead (recording, "II", ii_mv, 4);
}

/* Leads of one frame at different rates come to the rate of the fastest standard lead, each at its own time.
 */
static void
test_mixed_rates (Fixture *fixture, gconstpointer data)
{
  enum
  {
    FRAMES = 1000,
    FRAME = 4 + 1 + 8
  };
  g_autofree int *samples = g_new (int, FRAMES *FRAME);
  g_autoptr (HxRecording) recording = NULL;

  for (int f = 0; f < FRAMES; f++)
    {
      int *frame = samples + f * FRAME;

      for (int k = 0; k < 4; k++)
        frame[k] = (int)lrint (10000.0 * sin (2.0 * G_PI * 5.0 * (f + k / 4.0) / 100.0));
      frame[4] = (int)lrint (10000.0 * sin (2.0 * G_PI * 5.0 * f / 100.0));
      for (int k = 0; k < 8; k++)
        frame[5 + k] = (int)lrint (10000.0 * sin (2.0 * G_PI * 5.0 * (f + k / 8.0) / 100.0));
    }
  recording =
      test_read_good (fixture->folder,
                      "rec 3 100 1000\nrec.dat 16x4 10000 16 0 0 0 0 V1\nrec.dat 16 10000 16 0 0 0 0 V2\n"
                      "rec.dat 16x8 10000 16 0 0 0 0 pace\n",
                      test_pack_16 (samples, FRAMES * FRAME));
  g_assert_cmpfloat (hx_recording_get_rate_hz (recording), ==, 400.0);
  g_assert_cmpuint (hx_recording_get_n_samples (recording), ==, 4000);
  g_assert_true (test_is_warned (recording, "brought to that of the other leads: V2, pace."));
  for (guint i = 0; i < 3; i++)
    for (int t = 200; t < 3800; t++)
      g_assert_cmpfloat_with_epsilon (hx_recording_get_lead_mv (recording, i)[t],
                                      sin (2.0 * G_PI * 5.0 * t / 400.0), 4e-4);
}

static void
test_far_slower_lead (Fixture *fixture, gconstpointer data)
{
  g_autofree int *samples = g_new0 (int, 2 * 101);
  g_autoptr (HxRecording) recording = test_read_good (
      fixture->folder, "rec 2 5 2\nrec.dat 16x100 1 16 0 0 0 0 II\nrec.dat 16 1 16 0 0 0 0 marker\n",
      test_pack_16 (samples, 2 * 101));

  g_assert_cmpuint (hx_recording_get_n_leads (recording), ==, 1);
  g_assert_true (test_is_warned (recording, "far below that of the other leads: marker."));
}

/* A skew is counted in frames; the samples before time zero are in the checksum, and nothing is known of the
 * end. */
static void
test_skew (Fixture *fixture, gconstpointer data)
{
  static const int samples[] = { 1, 2, 11, 12, 3, 4, 13, 14, 5, 6, 15, 16 };
  static const double i_mv[] = { 1, 2, 3, 4, 5, 6 };
  static const double ii_mv[] = { 13, 14, 15, 16, NAN, NAN };
  g_autoptr (HxRecording) recording = test_read_good (
      fixture->folder, "rec 2 250 3\nrec.dat 16x2 1 16 0 1 21 0 I\nrec.dat 16x2:1 1 16 0 11 81 0 II\n",
      test_pack_16 (samples, 12));

  assert_lead (recording, "I", i_mv, 6);
  assert_lead (recording, "II", ii_mv, 6);
  g_assert_true (test_is_warned (recording, "with a gap at the end: II."));
}

static void
test_several_files (Fixture *fixture, gconstpointer data)
{
  static const int first[] = { 1, 10, 2, 20, 3, 30 };
  static const int second[] = { 100, 200, 300 };
  static const double resp_mv[] = { 0.1, 0.2, 0.3 };
  static const double v1_mv[] = { 0.01, 0.02, 0.03 };
  g_autoptr (GByteArray) packed = test_pack_212 (second, 3);
  g_autoptr (HxRecording) recording = NULL;

  test_write (fixture->folder, "rec.xyz", packed->data, packed->len);
  recording = test_read_good (fixture->folder,
                              "# leads of two files\r\n\r\nrec 3 500/1000(-2.5) 3\r\n"
                              "rec.dat 16 1000 16 0 1 6 0 vx\r\nrec.dat 16 1000/mV 16 0 10 60 0 v1\r\n"
                              "rec.xyz 212 1000 12 0 100 600 0 Resp. Imp. \r\n",
                              test_pack_16 (first, 6));
  assert_lead (recording, "Resp. Imp.", resp_mv, 3);
  assert_lead (recording, "V1", v1_mv, 3);
  g_assert_cmpstr (hx_recording_get_lead_name (recording, 0), ==, "V1");
  g_assert_cmpstr (hx_recording_get_lead_name (recording, 1), ==, "vx");
  g_assert_null (hx_recording_get_warnings (recording)[0]);
}

/* The last pair of format 212 may be complete; a file with a block size may end with a whole block. */
static void
test_padding (Fixture *fixture, gconstpointer data)
{
  static const int samples[] = { 1, 2, 3, 0 };
  static const double expected_mv[] = { 1, 2, 3 };
  GByteArray *blocks = test_pack_16 (samples, 3);
  g_autoptr (HxRecording) pair = test_read_good (fixture->folder, "rec 1 500 3\nrec.dat 212 1 12 0 1 6 0 I\n",
                                                 test_pack_212 (samples, 4));
  g_autoptr (HxRecording) block = NULL;

  assert_lead (pair, "I", expected_mv, 3);
  g_byte_array_set_size (blocks, 512);
  block = test_read_good (fixture->folder, "rec 1 500 3\nrec.dat 16 1 12 0 1 6 -512 I\n", blocks);
  assert_lead (block, "I", expected_mv, 3);
}

/* What is said of all leads does not name each of them. */
static void
test_all_leads (Fixture *fixture, gconstpointer data)
{
  static const int samples[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
  g_autoptr (HxRecording) recording = test_read_good (fixture->folder,
                                                      "rec 4 500 2\nrec.dat 16 1000 16 0 1 0 0 V1\n"
                                                      "rec.dat 16 1000 16 0 2 0 0 V2\n"
                                                      "rec.dat 16 1000 16 0 3 0 0 V3\n"
                                                      "rec.dat 16 1000 16 0 4 0 0 V4\n",
                                                      test_pack_16 (samples, 8));

  g_assert_true (test_is_warned (recording, "no checksum to compare with for: all leads."));
}

/* Signed or unsigned, a checksum counts modulo 65536; 0 stands for none unless it is the sum. */
static void
test_checksums (Fixture *fixture, gconstpointer data)
{
  static const int samples[] = { -20000, -30000, -10000 };
  static const int good[] = { 5536, -60000, 0 };
  static const int bad[] = { 5535, -5536, 1 };

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *header =
          g_strdup_printf ("rec 1 500 3\nrec.dat 16 1000 16 0 -20000 %d 0 V4\n", good[i]);
      g_autofree char *damaged =
          g_strdup_printf ("rec 1 500 3\nrec.dat 16 1000 16 0 -20000 %d 0 V4\n", bad[i]);
      g_autofree char *told =
          g_strdup_printf ("lead V4: the checksum of the samples is 5536, but %s/rec.hea says %u",
                           fixture->folder, (guint16)bad[i]);
      g_autoptr (HxRecording) recording = test_read_good (fixture->folder, header, test_pack_16 (samples, 3));
      g_autoptr (GError) error = NULL;

      g_assert_true (test_is_warned (recording, "no checksum to compare with for: V4.") == (good[i] == 0));
      g_assert_null (test_read (fixture->folder, damaged, NULL, NULL, &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_INCONSISTENT);
      g_assert_nonnull (strstr (error->message, "rec.dat: "));
      g_assert_nonnull (strstr (error->message, told));
    }
}

/* The sum may be 0; where both numbers are 0 and wrong, they have only kept their places. */
static void
test_zero_checksum (Fixture *fixture, gconstpointer data)
{
  static const int samples[] = { 7, -7, 1 };
  static const char header[] = "rec 1 500 2\nrec.dat 16 1000 16 0 7 0 0 V4\n";
  static const char places[] = "rec 1 500 3\nrec.dat 16 1000 16 0 0 0 0 V4\n";
  g_autoptr (HxRecording) sum = test_read_good (fixture->folder, header, test_pack_16 (samples, 2));
  g_autoptr (HxRecording) kept = test_read_good (fixture->folder, places, test_pack_16 (samples, 3));

  g_assert_null (hx_recording_get_warnings (sum)[0]);
  g_assert_true (test_is_warned (kept, "no checksum to compare with for: V4."));
  g_assert_null (hx_recording_get_warnings (kept)[1]);
}

static void
test_initial_value (Fixture *fixture, gconstpointer data)
{
  static const int samples[] = { 5, 6 };
  g_autoptr (HxRecording) other = test_read_good (
      fixture->folder, "rec 1 500 2\nrec.dat 16 1000 16 0 4 11 0 V4\n", test_pack_16 (samples, 2));
  g_autoptr (HxRecording) absent =
      test_read_good (fixture->folder, "rec 1 500 2\nrec.dat 16 1000 16 0\n", test_pack_16 (samples, 2));

  g_assert_true (test_is_warned (other, "not the one that the header gives in: V4."));
  g_assert_null (hx_recording_get_warnings (absent)[0]);
}

/* Signals that are no voltages are left out by name. */
static void
test_other_quantities (Fixture *fixture, gconstpointer data)
{
  static const int samples[] = { 1, 2, 3, 4, 5, 6 };
  static const double expected_mv[] = { 0.002, 0.005 };
  g_autoptr (HxRecording) recording = test_read_good (
      fixture->folder,
      "rec 3 500 2\nrec.dat 16 -20(-1600)/mmHg 16 0 1 5 0 ABP\nrec.dat 16 1000/mV 16 0 2 7 0 II\n"
      "rec.dat 16 0.1/\xb0 16 0 3 9 0 Angle\n",
      test_pack_16 (samples, 6));

  assert_lead (recording, "II", expected_mv, 2);
  g_assert_cmpuint (hx_recording_get_n_leads (recording), ==, 1);
  g_assert_true (test_is_warned (recording, "not voltages: ABP (mmHg), Angle (°)."));
}

/* The override takes the place of every gain, baselines stay. */
static void
test_gain_override (Fixture *fixture, gconstpointer data)
{
  static const int samples[] = { 110, 500, -90, 700 };
  static const double i_mv[] = { 0.1, -0.1 };
  static const double ii_mv[] = { 0.5, 0.7 };
  const HxReadOptions options = { .gain_adu_per_mv = 1000.0 };
  const HxReadOptions absurd = { .gain_adu_per_mv = 1e30 };
  g_autoptr (GError) error = NULL;
  g_autoptr (HxRecording) recording = test_read (fixture->folder,
                                                 "rec 2 500 2\nrec.dat 16 1716(10)/mV 16 0 110 20 0 I\n"
                                                 "rec.dat 16 0/uV 16 0 500 1200 0 II\n",
                                                 test_pack_16 (samples, 4), &options, &error);

  g_assert_no_error (error);
  assert_lead (recording, "I", i_mv, 2);
  assert_lead (recording, "II", ii_mv, 2);
  g_assert_null (hx_recording_get_warnings (recording)[0]);
  g_assert_null (test_read (fixture->folder, "rec 1 500 4\nrec.dat 16 200\n", NULL, &absurd, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
  g_assert_nonnull (strstr (error->message, "gain “1e+30”"));
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/wfdb/units-and-baselines", test_units_and_baselines);
  add ("/wfdb/quotients", test_quotients);
  add ("/wfdb/micro-signs", test_micro_signs);
  add ("/wfdb/format-212", test_format_212);
  add ("/wfdb/gaps", test_gaps);
  add ("/wfdb/defaults", test_defaults);
  add ("/wfdb/byte-offset", test_byte_offset);
  add ("/wfdb/unknown-length", test_unknown_length);
  add ("/wfdb/samples-per-frame", test_samples_per_frame);
  add ("/wfdb/mixed-rates", test_mixed_rates);
  add ("/wfdb/far-slower-lead", test_far_slower_lead);
  add ("/wfdb/skew", test_skew);
  add ("/wfdb/several-files", test_several_files);
  add ("/wfdb/padding", test_padding);
  add ("/wfdb/checksums", test_checksums);
  add ("/wfdb/all-leads", test_all_leads);
  add ("/wfdb/zero-checksum", test_zero_checksum);
  add ("/wfdb/initial-value", test_initial_value);
  add ("/wfdb/other-quantities", test_other_quantities);
  add ("/wfdb/gain-override", test_gain_override);
  return g_test_run ();
}
