/* test-wfdb-text.c: what a WFDB header tells in words
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/records/hx-wfdb-header.h"
#include "tests/unit/wfdb-writer.h"

#include <math.h>

/* Reads a record of one sample with this record line and these comment lines. */
static HxRecording *
read_with (const char *record_line, const char *comments)
{
  static const int samples[] = { 1 };
  char *folder = test_folder_new ();
  g_autofree char *header = g_strdup_printf ("%s\nrec.dat 16 200 16 0 1 1 0 I\n%s", record_line, comments);
  HxRecording *recording = test_read_good (folder, header, test_pack_16 (samples, 1));

  test_folder_free (folder);
  return recording;
}

static void
test_patient (void)
{
  static const struct
  {
    const char *comments;
    double age_years;
    const char *sex;
    const char *id;
    const char *name;
  } cases[] = {
    { "", NAN, NULL, NULL, NULL },
    { "#<age>: 51\n#<sex>: F\n#<diagnoses>:\n#Rhythm: Sinus bradycardia.\n", 51, "f", NULL, NULL },
    { "# <age>: 25  <sex>: M  <diagnoses>: (none)  <medications>: (none)\n", 25, "m", NULL, NULL },
    { "#Age: 74\n#Sex: Female\n#Dx: 59118001\n#Rx: Unknown\n", 74, "f", NULL, NULL },
    { "\n# age: 81\n# sex: female\n# ECG date: 01/10/1990\n", 81, "f", NULL, NULL },
    { "# 69 M 1085 1629 x1\n# Aldomet, Inderal\n", 69, "m", NULL, NULL },
    { "# Age: 63 years\n# Gender: male\n", 63, "m", NULL, NULL },
    { "# Age: NaN\n# Sex: NaN\n", NAN, NULL, NULL, NULL },
    { "# Age: >89\n# Sex: unknown\n", NAN, NULL, NULL, NULL },
    { "# Age: 1e9\n", NAN, NULL, NULL, NULL },
    { "# Age: 5 months\n", NAN, NULL, NULL, NULL },
    { "# Age: 40\n# Age: 50\n", 40, NULL, NULL, NULL },
    { "# Patient ID: 17 b\n# Name: Nobody, N.\n", NAN, NULL, "17 b", "Nobody, N." },
    { "# <age>: <sex>: M <x> y\n# : \n#:\n# <>:\n#<age\n", NAN, "m", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HxRecording) recording = read_with ("rec 1 500 1", cases[i].comments);
      double age_years = hx_recording_get_age_years (recording);

      g_assert_true (age_years == cases[i].age_years || (isnan (age_years) && isnan (cases[i].age_years)));
      g_assert_cmpstr (hx_recording_get_sex (recording), ==, cases[i].sex);
      g_assert_cmpstr (hx_recording_get_patient_id (recording), ==, cases[i].id);
      g_assert_cmpstr (hx_recording_get_patient_name (recording), ==, cases[i].name);
    }
}

static void
test_comments (void)
{
  g_autoptr (HxRecording) recording =
      read_with ("# before\n\nrec 1 500 1\n  #indented", "#Dx: 59118001\n#\n##<SPL>: 95\n# caf\xe9 \r\n");
  const char *const *comments = hx_recording_get_comments (recording);

  g_assert_cmpstr (comments[0], ==, "before");
  g_assert_cmpstr (comments[1], ==, "indented");
  g_assert_cmpstr (comments[2], ==, "Dx: 59118001");
  g_assert_cmpstr (comments[3], ==, "<SPL>: 95");
  g_assert_cmpstr (comments[4], ==, "café");
  g_assert_null (comments[5]);
}

static void
test_start (void)
{
  static const struct
  {
    const char *fields;
    const char *iso;
  } cases[] = {
    { "13:05:00 25/04/1989", "1989-04-25T13:05:00Z" },
    { "13:5:0.5 25/4/1989", "1989-04-25T13:05:00.500000Z" },
    { "  31:51.982\t09/10/2896 ", "2896-10-09T00:31:51.982000Z" },
    { "0:00 01/01/2001", "2001-01-01T00:00:00Z" },
    { "23:59:59.999 29/02/2020", "2020-02-29T23:59:59.999000Z" },
    { "17:27:45", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = g_strconcat ("rec 1 500 1 ", cases[i].fields, NULL);
      g_autoptr (HxRecording) recording = read_with (line, "");
      GDateTime *start = hx_recording_get_start_time (recording);
      g_autofree char *iso = start != NULL ? g_date_time_format_iso8601 (start) : NULL;

      g_assert_cmpstr (iso, ==, cases[i].iso);
      g_assert_null (hx_recording_get_warnings (recording)[0]);
    }
}

/* A start that cannot be read is left out with a warning: the signal is good without it. */
static void
test_bad_start (void)
{
  static const char *const cases[] = { "25:00:00 25/04/1989",   "13:60:00 25/04/1989",
                                       "13:05:60 25/04/1989",   "13:05:00 31/04/1989",
                                       "13:05:00 29/02/2021",   "13:05:00 25/04/0",
                                       "13:05:00 25-04-1989",   "12-May-2020 12:33:59",
                                       ":: 1/1/2000",           "1:2:3:4 1/1/2000",
                                       "13:05:00 25/04/1989/2", "-1:00:00 1/1/2000",
                                       "13:05:nan 1/1/2000",    "99999999999999999999:0:0 1/1/2000" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = g_strconcat ("rec 1 500 1 ", cases[i], NULL);
      g_autofree char *told = g_strconcat ("The start “", cases[i], "” is not", NULL);
      g_autoptr (HxRecording) recording = read_with (line, "");

      g_assert_null (hx_recording_get_start_time (recording));
      g_assert_true (test_is_warned (recording, told));
    }
}

static void
test_rates (void)
{
  static const struct
  {
    const char *text;
    double rate_hz;
  } cases[] = {
    { "360", 360 },         { "360.", 360 },         { "3.6e2", 360 }, { "62.4725/999.56", 62.4725 },
    { "500/1000(0)", 500 }, { "500/-1(-7.5)", 500 }, { "1", 1 },       { "100000", 100000 }
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = g_strconcat ("rec 1 ", cases[i].text, " 1", NULL);
      g_autoptr (HxRecording) recording = read_with (line, "");

      g_assert_cmpfloat (hx_recording_get_rate_hz (recording), ==, cases[i].rate_hz);
    }
}

static void
test_names (void)
{
  static const int samples[] = { 1, 2, 3 };
  char *folder = test_folder_new ();
  g_autoptr (HxRecording) recording =
      test_read_good (folder,
                      "rec-1_a 3 500 1\nrec.dat 16 200 16 0 1 1 0 ECG lead II \r\n"
                      "rec.dat\t16\t200\t16\t0\t2\t2\t0\tAVR\n"
                      "rec.dat 16 200 16 0 3 3 0   caf\xe9\n"
                      "rec.dat 16 200 one more\nand more\n",
                      test_pack_16 (samples, 3));

  g_assert_cmpstr (hx_recording_get_id (recording), ==, "rec-1_a");
  g_assert_cmpstr (hx_recording_get_lead_name (recording, 0), ==, "aVR");
  g_assert_cmpstr (hx_recording_get_lead_name (recording, 1), ==, "ECG lead II");
  g_assert_cmpstr (hx_recording_get_lead_name (recording, 2), ==, "café");
  g_assert_true (test_is_warned (recording, "more lines than the 3 signals"));
  g_assert_null (hx_recording_get_warnings (recording)[1]);
  test_folder_free (folder);
}

static void
test_dx (void)
{
  static const struct
  {
    const char *comments, *expected;
  } cases[] = {
    { "", "" },
    { "#Age: 74\n#Dx: 426177001,164889003\n#Rx: Unknown\n", "426177001 164889003" },
    { "# Dx: 426177001 , 164889003,\n", "426177001 164889003" },
    { "#Dx:59118001\n", "59118001" },
    { "#\t dX  :\t59118001,,  270492004  \n", "59118001 270492004" },
    { "#Age: 74\r\n#Dx: 426177001,164889003\r\n#Rx: Unknown\r\n", "426177001 164889003" },
    { "#Dx: 1;2;1\n#Sex: Male\n#Dx: 3,2", "1 2 3" },
    { "#<Dx>: 426783006\n", "426783006" },
    { "#Dx: Unknown\n", "Unknown" },
    { "#Dx:\n#Dx\n#: 5\n#Rx: 1\n#Dxx: 2\n#Medical Dx: 3\n# 426783006\n", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HxRecording) recording = read_with ("rec 1 500 1", cases[i].comments);
      g_auto (GStrv) codes = hx_wfdb_dx_from_comments (hx_recording_get_comments (recording));
      g_autofree char *found = g_strjoinv (" ", codes);

      g_assert_cmpstr (found, ==, cases[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wfdb-text/patient", test_patient);
  g_test_add_func ("/wfdb-text/dx", test_dx);
  g_test_add_func ("/wfdb-text/comments", test_comments);
  g_test_add_func ("/wfdb-text/start", test_start);
  g_test_add_func ("/wfdb-text/bad-start", test_bad_start);
  g_test_add_func ("/wfdb-text/rates", test_rates);
  g_test_add_func ("/wfdb-text/names", test_names);
  return g_test_run ();
}
