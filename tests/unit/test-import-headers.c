/* test-import-headers.c: folders of WFDB records whose headers name diagnoses, patients and times
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/unit/test-library-fixture.h"

#include <unistd.h>

#define N_SAMPLES 250

/* A record as the PhysioNet/CinC Challenges have them: signals behind the 24 bytes that begin a MATLAB file,
 * and comments after the leads. */
static void
write_challenge (const char *folder, const char *name, const char *record_suffix, const char *comments)
{
  g_autofree int *samples = g_new0 (int, N_SAMPLES *HX_N_STANDARD_LEADS);
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GString) header = g_string_new (NULL);
  g_autofree char *mat = g_strconcat (name, ".mat", NULL);
  g_autofree char *hea = g_strconcat (name, ".hea", NULL);
  guint8 start[24] = { 0 };

  g_string_printf (header, "%s %d 250 %d%s\n", name, HX_N_STANDARD_LEADS, N_SAMPLES, record_suffix);
  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    {
      guint16 sum = 0;

      for (gsize t = 0; t < N_SAMPLES; t++)
        {
          samples[t * HX_N_STANDARD_LEADS + lead] = sample_adu (g_str_hash (name) % 97, lead, t, 250.0);
          sum = (guint16)(sum + (guint)samples[t * HX_N_STANDARD_LEADS + lead]);
        }
      g_string_append_printf (header, "%s 16+24 1000/mV 16 0 %d %d 0 %s\n", mat, samples[lead], (gint16)sum,
                              hx_lead_name ((HxLead)lead));
    }
  g_string_append (header, comments);
  bytes = test_pack_16 (samples, N_SAMPLES * HX_N_STANDARD_LEADS);
  g_byte_array_prepend (bytes, start, sizeof start);
  test_write (folder, mat, bytes->data, bytes->len);
  test_write_text (folder, hea, header->str);
}

static HxRecordInfo *
get_info (HxLibrary *library, const char *id)
{
  g_autoptr (GError) error = NULL;
  HxRecordInfo *info = hx_library_get_record (library, find_key (library, id), &error);

  g_assert_no_error (error);
  return info;
}

static void
assert_codes (HxLibrary *library, const char *id, const char *expected)
{
  g_autoptr (HxRecordInfo) info = get_info (library, id);
  g_autofree char *codes = g_strjoinv (" ", info->codes);

  g_assert_cmpstr (codes, ==, expected);
  for (guint i = 0; info->codes[i] != NULL; i++)
    g_assert_true (isnan (info->likelihoods[i]));
}

/* "CODE=DESCRIPTION" of all labels, then each record's row. */
static char *
describe_task (HxLibrary *library, const char *task)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxLabelTable) table = hx_library_get_label_table (library, task, &error);
  GString *text = g_string_new (NULL);

  if (table == NULL)
    {
      g_assert_error (error, HX_ERROR, HX_ERROR_MISSING);
      return g_string_free (text, FALSE);
    }
  for (guint label = 0; label < table->n_labels; label++)
    g_string_append_printf (text, "%s=%s\n", table->codes[label], table->descriptions[label]);
  for (guint row = 0; row < table->n_records; row++)
    {
      g_autoptr (HxRecordInfo) info = hx_library_get_record (library, table->records[row], &error);

      g_string_append_printf (text, "%s ", info->record_id);
      for (guint label = 0; label < table->n_labels; label++)
        g_string_append_c (text, table->y[row * table->n_labels + label] ? '1' : '0');
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

/* Codes in any spelling become statements with names; what is no code does not. Beside PTB-XL's records
 * neither set's codes are labels of the other's tasks. */
static void
test_dx (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *ptbxl = g_build_filename (fixture->folder, "ptbxl", NULL);
  g_autofree char *dx = NULL;
  g_autofree char *all = NULL;
  g_autofree char *rhythm = NULL;
  const HxStatementInfo *statement;

  write_challenge (fixture->data, "JS00001", "", "#Age: 85\n#Sex: Male\n#Dx: 164889003,59118001,164934002\n");
  write_challenge (fixture->data, "JS00002", "", "# Dx:  426177001 ,123456789\r\n# Rx: Unknown\r\n");
  write_challenge (fixture->data, "JS00003", "", "#Dx:426177001,426177001,\n#Dx: 67741000119109\n");
  write_challenge (fixture->data, "JS00004", "", "#Dx: Unknown\n");
  write_challenge (fixture->data, "JS00005", "", "#Age: 41\n");
  hx_import_report_free (import_good (fixture->library, fixture->data));
  assert_codes (fixture->library, "JS00001", "164889003 59118001 164934002");
  assert_codes (fixture->library, "JS00002", "426177001 123456789");
  assert_codes (fixture->library, "JS00003", "426177001 67741000119109");
  assert_codes (fixture->library, "JS00004", "");
  assert_codes (fixture->library, "JS00005", "");
  statement = hx_library_get_statement (fixture->library, "123456789");
  g_assert_nonnull (statement);
  g_assert_cmpstr (statement->description, ==, "SNOMED 123456789");
  g_assert_false (statement->diagnostic || statement->form || statement->rhythm);
  g_assert_cmpstr (hx_library_get_statement (fixture->library, "426177001")->description, ==,
                   "sinus bradycardia");
  all = describe_task (fixture->library, "all");
  g_assert_cmpstr (all, ==, "");
  g_clear_pointer (&all, g_free);

  g_assert_cmpint (g_mkdir (ptbxl, 0777), ==, 0);
  write_ptbxl (ptbxl, 3, NULL);
  hx_import_report_free (import_good (fixture->library, ptbxl));
  dx = describe_task (fixture->library, "dx");
  all = describe_task (fixture->library, "all");
  rhythm = describe_task (fixture->library, "rhythm");
  g_assert_cmpstr (dx, ==,
                   "123456789=SNOMED 123456789\n164889003=atrial fibrillation\n164934002=T wave abnormality\n"
                   "426177001=sinus bradycardia\n59118001=right bundle branch block\n"
                   "67741000119109=left atrial enlargement\n"
                   "JS00001 011010\nJS00002 100100\nJS00003 000101\n");
  g_assert_cmpstr (
      all, ==, "IMI=inferior myocardial infarction\nNORM=normal ECG\nSR=sinus rhythm\n1 011\n2 011\n3 101\n");
  g_assert_cmpstr (rhythm, ==, "SR=sinus rhythm\n1 1\n2 1\n3 1\n");
}

/* Folds follow from the patient, else from the record: in every library the same, whatever the folder. */
static void
test_folds (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *other = g_build_filename (fixture->folder, "other", NULL);
  g_autofree char *place = g_build_filename (fixture->folder, "second", NULL);
  g_autoptr (HxLibrary) second = open_library (place);
  guint counts[11] = { 0 };

  g_assert_cmpint (g_mkdir (other, 0777), ==, 0);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *name = g_strdup_printf ("E%05u", i);
      g_autofree char *patient = i < 100 ? g_strdup_printf ("#Patient ID: p%u\n", i / 10) : g_strdup ("");

      write_challenge (fixture->data, name, "", patient);
      if (i % 10 == 0)
        write_challenge (other, name, "", patient);
    }
  hx_import_report_free (import_good (fixture->library, fixture->data));
  hx_import_report_free (import_good (second, other));
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *name = g_strdup_printf ("E%05u", i);
      g_autofree char *first = g_strdup_printf ("E%05u", i - i % 10);
      g_autoptr (HxRecordInfo) info = get_info (fixture->library, name);
      g_autoptr (HxRecordInfo) same_patient = get_info (fixture->library, first);
      g_autoptr (HxRecordInfo) elsewhere = i % 10 == 0 ? get_info (second, name) : NULL;

      g_assert_cmpint (info->fold, >=, 1);
      g_assert_cmpint (info->fold, <=, 10);
      if (i < 100)
        g_assert_cmpint (info->fold, ==, same_patient->fold);
      else
        counts[info->fold]++;
      if (elsewhere != NULL)
        g_assert_cmpint (info->fold, ==, elsewhere->fold);
    }
  /* A hundred records over ten folds: none empty, none with a third of them. */
  for (guint fold = 1; fold <= 10; fold++)
    {
      g_assert_cmpuint (counts[fold], >, 0);
      g_assert_cmpuint (counts[fold], <, 33);
    }
}

/* The first 32 bits of the SHA-256 of "record\nA0001" and so on, modulo 10, and 1: a later version gives the
 * same. */
static void
test_fold_value (LibraryFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name, *comments;
    int fold;
  } cases[] = { { "A0001", "", 5 }, { "E00100", "", 2 }, { "x", "#Patient ID: 17\n", 6 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    write_challenge (fixture->data, cases[i].name, "", cases[i].comments);
  hx_import_report_free (import_good (fixture->library, fixture->data));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HxRecordInfo) info = get_info (fixture->library, cases[i].name);

      g_assert_cmpint (info->fold, ==, cases[i].fold);
    }
}

/* The same folder under another name adds nothing, nor do its files. */
static void
test_links (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *link = g_build_filename (fixture->folder, "link", NULL);
  g_autofree char *above = g_build_filename (fixture->folder, "above", NULL);
  g_autofree char *through = g_build_filename (above, "data", NULL);
  g_autofree char *file = g_build_filename (link, "two.hea", NULL);
  g_autofree char *around = g_build_filename (fixture->data, "..", "data", "one.mat", NULL);
  const char *const sources[] = { fixture->data, link, through, file, around };
  g_autoptr (HxRecordInfo) info = NULL;

  write_challenge (fixture->data, "one", "", "");
  write_challenge (fixture->data, "two", "", "");
  g_assert_cmpint (symlink ("data", link), ==, 0);
  g_assert_cmpint (symlink (fixture->folder, above), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      g_autoptr (HxLibrary) fresh = NULL;
      g_autofree char *name = g_strdup_printf ("fresh%u", i);
      g_autofree char *place = g_build_filename (fixture->folder, name, NULL);
      g_autoptr (HxImportReport) report = import_good (fixture->library, sources[i]);
      g_autoptr (HxImportReport) first = NULL;
      g_autoptr (GPtrArray) records = NULL;

      g_assert_cmpuint (report->n_added, ==, i == 0 ? 2 : 0);
      g_assert_cmpuint (report->n_present, ==, i == 0 ? 0 : report->n_found);
      /* Also where the link comes first. */
      fresh = open_library (place);
      first = import_good (fresh, sources[i]);
      records = list_all (fresh);
      g_assert_cmpuint (records->len, ==, first->n_found);
      g_assert_cmpstr (((HxRecordInfo *)g_ptr_array_index (records, 0))->dataset, ==, fixture->data);
    }
  info = get_info (fixture->library, "one");
  g_assert_cmpstr (info->dataset, ==, fixture->data);
  g_assert_cmpstr (info->dataset_title, ==, "data");
}

/* A start is the reading of the device's clock, wherever the library is opened. */
static void
test_time_zone (LibraryFixture *fixture, gconstpointer data)
{
  static const char *const zones[] = { "UTC", "Pacific/Auckland", "America/New_York", "Asia/Kolkata" };
  gint64 key;

  write_challenge (fixture->data, "rec", " 12:00:30 05/06/2001", "");
  hx_import_report_free (import_good (fixture->library, fixture->data));
  key = find_key (fixture->library, "rec");
  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HxRecording) recording = NULL;
      g_autofree char *time = NULL;
      GDateTime *start;

      g_setenv ("TZ", zones[i], TRUE);
      tzset ();
      recording = hx_library_read_recording (fixture->library, key, &error);
      g_assert_no_error (error);
      start = hx_recording_get_start_time (recording);
      g_assert_nonnull (start);
      time = g_date_time_format_iso8601 (start);
      g_assert_cmpstr (time, ==, "2001-06-05T12:00:30Z");
      g_assert_cmpint (g_date_time_to_unix (start), ==, 991742430);
    }
  g_unsetenv ("TZ");
  tzset ();
}

/* What stands in the way of a single file is told apart. */
static void
test_single_file (LibraryFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name;
    int code;
  } cases[] = { { "missing.hea", HX_ERROR_MISSING },         { "missing", HX_ERROR_MISSING },
                { "nowhere/missing.hea", HX_ERROR_MISSING }, { "rate.hea", HX_ERROR_RANGE },
                { "broken.hea", HX_ERROR_FORMAT },           { "kind.hea", HX_ERROR_UNSUPPORTED } };

  test_write_text (fixture->data, "rate.hea", "rate 1 0 10\nrate.dat 16 1000/mV 16 0 0 0 0 I\n");
  test_write_text (fixture->data, "broken.hea", "broken\n");
  test_write_text (fixture->data, "kind.hea", "kind 1 100 10\nkind.dat 999 1000/mV 16 0 0 0 0 I\n");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_build_filename (fixture->data, cases[i].name, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_false (hx_import (fixture->library, path, NULL, NULL, NULL, NULL, &error));
      if (!g_error_matches (error, HX_ERROR, cases[i].code))
        g_error ("“%s” (%s %d) is an error of another kind", error->message,
                 g_quark_to_string (error->domain), error->code);
      assert_says (error->message, path);
    }
  g_assert_cmpuint (count_records (fixture->library), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_LIBRARY_TEST ("/import-headers/dx", test_dx);
  ADD_LIBRARY_TEST ("/import-headers/folds", test_folds);
  ADD_LIBRARY_TEST ("/import-headers/fold-value", test_fold_value);
  ADD_LIBRARY_TEST ("/import-headers/links", test_links);
  ADD_LIBRARY_TEST ("/import-headers/time-zone", test_time_zone);
  ADD_LIBRARY_TEST ("/import-headers/single-file", test_single_file);
  return g_test_run ();
}
