/* test-real-collections.c: every record of PTB-XL and LUDB at hand
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/records/hx-csv.h"
#include "tests/formats/shared-folder.h"
#include "tests/unit/wfdb-writer.h"

#include <math.h>

static HxRecording *
open_good (const char *path, const HxReadOptions *options)
{
  g_autoptr (GError) error = NULL;
  HxRecording *recording = hx_recording_open (path, options, &error);

  g_assert_no_error (error);
  return recording;
}

/* Ten seconds of the twelve leads in standard order, all there, with nothing to warn of. */
static void
assert_plain (HxRecording *recording, double rate_hz)
{
  g_assert_null (hx_recording_get_warnings (recording)[0]);
  g_assert_cmpfloat (hx_recording_get_rate_hz (recording), ==, rate_hz);
  g_assert_cmpfloat (hx_recording_get_duration_s (recording), ==, 10.0);
  g_assert_cmpuint (hx_recording_get_n_leads (recording), ==, HX_N_STANDARD_LEADS);
  for (int lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    {
      const float *lead_mv = hx_recording_get_lead_mv (recording, (guint)lead);

      g_assert_cmpint (hx_recording_find_lead (recording, (HxLead)lead), ==, lead);
      for (gsize t = 0; t < hx_recording_get_n_samples (recording); t++)
        g_assert_true (fabsf (lead_mv[t]) < 40.0f);
    }
}

/* Largest distance of any sample from what two limb leads say of a third: a * I + b * II - the third, less
 * its mean. */
static double
limb_residual (HxRecording *recording, double a, double b, HxLead third)
{
  const float *i_mv = hx_recording_get_lead_mv (recording, HX_LEAD_I);
  const float *ii_mv = hx_recording_get_lead_mv (recording, HX_LEAD_II);
  const float *third_mv = hx_recording_get_lead_mv (recording, third);
  gsize n = hx_recording_get_n_samples (recording);
  double mean = 0.0, worst = 0.0;

  for (gsize t = 0; t < n; t++)
    mean += (a * i_mv[t] + b * ii_mv[t] - third_mv[t]) / (double)n;
  for (gsize t = 0; t < n; t++)
    worst = MAX (worst, fabs (a * i_mv[t] + b * ii_mv[t] - third_mv[t] - mean));
  return worst;
}

static void
test_ptbxl (void)
{
  static const struct
  {
    const char *folder;
    double rate_hz;
  } halves[] = { { "records500", 500.0 }, { "records100", 100.0 } };
  g_autofree char *folder = test_find_shared ("data/ptbxl-500", "PTB-XL");

  for (guint half = 0; folder != NULL && half < G_N_ELEMENTS (halves); half++)
    {
      g_autofree char *records = g_build_filename (folder, halves[half].folder, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) files = hx_reader_find_files (records, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (files->len, ==, 500);
      for (guint i = 0; i < files->len; i++)
        {
          g_autoptr (HxRecording) recording = open_good (files->pdata[i], NULL);

          assert_plain (recording, halves[half].rate_hz);
        }
    }
}

/* The gains of LUDB's headers differ by lead; with the true one, a lead is the difference of the two others.
 */
static void
test_ludb (void)
{
  const HxReadOptions options = { .gain_adu_per_mv = 1000.0 };
  g_autofree char *folder = test_find_shared ("data/ludb-200/data", "LUDB");
  g_autoptr (GPtrArray) files = folder != NULL ? hx_reader_find_files (folder, NULL, NULL) : NULL;
  guint n_lawful = 0;

  if (folder == NULL)
    return;
  g_assert_cmpuint (files->len, ==, 200);
  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (HxRecording) as_written = open_good (files->pdata[i], NULL);
      g_autoptr (HxRecording) overridden = open_good (files->pdata[i], &options);

      assert_plain (as_written, 500.0);
      g_assert_cmpstr (hx_recording_get_sex (as_written), !=, NULL);
      g_assert_true (hx_recording_get_age_years (as_written) > 0.0);
      n_lawful += limb_residual (overridden, -1.0, 1.0, HX_LEAD_III) < 0.01
                  && limb_residual (overridden, -0.5, -0.5, HX_LEAD_AVR) < 0.01;
    }
  g_test_message ("Einthoven's law holds in %u of %u", n_lawful, files->len);
  g_assert_cmpuint (n_lawful, >=, 190);
}

/* One bit of a signal, anywhere: the checksum tells. */
static void
test_changed_bit (void)
{
  g_autofree char *folder = test_find_shared ("data/ptbxl-500/records500/00000", "checksums");
  g_autofree char *from = folder != NULL ? g_build_filename (folder, "00001_hr.dat", NULL) : NULL;
  g_autofree char *header = folder != NULL ? g_build_filename (folder, "00001_hr.hea", NULL) : NULL;
  g_autofree char *text = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *path = NULL;
  char *temporary;
  gsize n_bytes;

  if (folder == NULL)
    return;
  temporary = test_folder_new ();
  path = g_build_filename (temporary, "00001_hr", NULL);
  g_assert_true (g_file_get_contents (header, &text, NULL, NULL));
  g_assert_true (g_file_get_contents (from, &bytes, &n_bytes, NULL));
  test_write_text (temporary, "00001_hr.hea", text);
  for (gsize at = 0; at < n_bytes; at += 9973)
    {
      g_autoptr (GError) error = NULL;

      bytes[at] ^= 0x10;
      test_write (temporary, "00001_hr.dat", bytes, n_bytes);
      g_assert_null (hx_recording_open (path, NULL, &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_INCONSISTENT);
      bytes[at] ^= 0x10;
    }
  test_write (temporary, "00001_hr.dat", bytes, n_bytes);
  g_object_unref (open_good (path, NULL));
  test_folder_free (temporary);
}

/* Correlation of @a with @b shifted by @lag samples, one second of either end aside. */
static double
correlation (const float *a, const float *b, gsize n, int lag)
{
  double saa = 0.0, sbb = 0.0, sab = 0.0, sa = 0.0, sb = 0.0, m = (double)(n - 200);

  for (gsize t = 100; t < n - 100; t++)
    {
      double x = a[t], y = b[(gssize)t + lag];

      sa += x;
      sb += y;
      saa += x * x;
      sbb += y * y;
      sab += x * y;
    }
  return (sab - sa * sb / m) / sqrt ((saa - sa * sa / m) * (sbb - sb * sb / m));
}

/* PTB-XL brings its own copies at 100 Hz, made by another filter: ours lie on them, no sample off. */
static void
test_resampling (void)
{
  g_autofree char *folder = test_find_shared ("data/ptbxl-500", "resampling");
  g_autofree char *table = folder != NULL ? g_build_filename (folder, "ptbxl_database.csv", NULL) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HxCsv) csv = folder != NULL ? hx_csv_read (table, &error) : NULL;

  g_assert_no_error (error);
  for (guint row = 0; csv != NULL && row < hx_csv_get_n_rows (csv); row += 10)
    {
      guint low = (guint)hx_csv_find_column (csv, "filename_lr"),
            high = (guint)hx_csv_find_column (csv, "filename_hr");
      g_autofree char *low_path = g_build_filename (folder, hx_csv_get (csv, row, low), NULL);
      g_autofree char *high_path = g_build_filename (folder, hx_csv_get (csv, row, high), NULL);
      g_autoptr (HxRecording) theirs = open_good (low_path, NULL);
      g_autoptr (HxRecording) original = open_good (high_path, NULL);
      g_autoptr (HxRecording) ours = hx_recording_resample (original, 100.0, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (hx_recording_get_n_samples (ours), ==, 1000);
      for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
        {
          const float *a = hx_recording_get_lead_mv (theirs, lead),
                      *b = hx_recording_get_lead_mv (ours, lead);
          double here = correlation (a, b, 1000, 0);

          g_assert_cmpfloat (here, >, 0.95);
          g_assert_cmpfloat (here, >, correlation (a, b, 1000, 1));
          g_assert_cmpfloat (here, >, correlation (a, b, 1000, -1));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/real-collections/ptbxl", test_ptbxl);
  g_test_add_func ("/real-collections/ludb", test_ludb);
  g_test_add_func ("/real-collections/changed-bit", test_changed_bit);
  g_test_add_func ("/real-collections/resampling", test_resampling);
  return g_test_run ();
}
