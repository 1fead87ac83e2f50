/* test-import.c: what an import makes of good sources
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-import-private.h"
#include "tests/unit/test-library-fixture.h"

/* --- PTB-XL -------------------------------------------------------------------------------- */

static void
test_fields (LibraryFixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) metadata = NULL;
  g_autoptr (HxRecordInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  write_ptbxl (fixture->data, 1,
               "1,15709.0,300.0,1,1984-11-09 09:17:34,\"a, \"\"b\"\"\nc\","
               "\"{'NORM': 80.0, \"\"SR\"\": 0.0, 'zebra': nan}\",10,low/00001,high/00001\n");
  hx_import_report_free (import_good (fixture->library, fixture->data));
  info = hx_library_get_record (fixture->library, find_key (fixture->library, "1"), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info->dataset, ==, "ptb-xl");
  g_assert_cmpstr (info->dataset_title, ==, "PTB-XL");
  g_assert_cmpstr (info->origin, ==, HX_ORIGIN_RECORDED);
  g_assert_cmpstr (info->patient_id, ==, "15709");
  g_assert_cmpfloat (info->age_years, ==, 90.0); /* above 89 */
  g_assert_cmpstr (info->sex, ==, "f");
  g_assert_cmpstr (info->recorded_at, ==, "1984-11-09T09:17:34");
  g_assert_cmpstr (info->report, ==, "a, \"b\"\nc");
  g_assert_cmpint (info->fold, ==, 10);
  g_assert_cmpuint (g_strv_length (info->codes), ==, 3);
  g_assert_cmpstr (info->codes[0], ==, "NORM");
  g_assert_cmpstr (info->codes[2], ==, "zebra");
  g_assert_cmpfloat (info->likelihoods[0], ==, 80.0f);
  g_assert_cmpfloat (info->likelihoods[1], ==, 0.0f);
  g_assert_true (isnan (info->likelihoods[2]));
  g_assert_true (info->trainable);
  g_assert_cmpuint (info->n_leads, ==, 12);
  g_assert_cmpuint (info->n_samples, ==, 1000);

  metadata = hx_library_get_metadata (fixture->library, info->key, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (metadata), ==, 10);
  g_assert_cmpstr (g_hash_table_lookup (metadata, "age"), ==, "300.0");
  g_assert_cmpstr (g_hash_table_lookup (metadata, "patient_id"), ==, "15709.0");
  g_assert_cmpstr (g_hash_table_lookup (metadata, "filename_hr"), ==, "high/00001");
}

/* What is empty in the table is not known. */
static void
test_empty_fields (LibraryFixture *fixture, gconstpointer data)
{
  g_autoptr (HxRecordInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  write_ptbxl (fixture->data, 1, "1.0,,,,,,{},0,low/00001,high/00001\n");
  hx_import_report_free (import_good (fixture->library, fixture->data));
  info = hx_library_get_record (fixture->library, find_key (fixture->library, "1"), &error);
  g_assert_no_error (error);
  g_assert_null (info->patient_id);
  g_assert_true (isnan (info->age_years));
  g_assert_null (info->sex);
  g_assert_null (info->recorded_at);
  g_assert_null (info->report);
  g_assert_cmpint (info->fold, ==, 0);
  g_assert_cmpuint (g_strv_length (info->codes), ==, 0);
}

static void
assert_training (HxLibrary *library, const char *id, guint seed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxSignals) signals = hx_library_map_signals (library, &error);
  gsize n;
  const float *copy = hx_signals_get (signals, find_key (library, id), &n);

  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 200);
  for (gsize t = 0; t < n; t++)
    for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
      g_assert_cmpfloat (copy[t * HX_N_STANDARD_LEADS + lead], ==,
                         (float)(sample_adu (seed, lead, t, 100.0) / 1000.0));
}

static void
assert_reading (HxLibrary *library, const char *id, guint seed, double rate_hz, gsize n_samples)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxRecording) recording = hx_library_read_recording (library, find_key (library, id), &error);

  g_assert_no_error (error);
  g_assert_cmpfloat (hx_recording_get_rate_hz (recording), ==, rate_hz);
  g_assert_cmpuint (hx_recording_get_n_samples (recording), ==, n_samples);
  g_assert_cmpuint (hx_recording_get_n_leads (recording), ==, HX_N_STANDARD_LEADS);
  g_assert_cmpstr (hx_recording_get_id (recording), ==, id);
  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    for (gsize t = 0; t < n_samples; t++)
      g_assert_cmpfloat (hx_recording_get_lead_mv (recording, lead)[t], ==,
                         (float)(sample_adu (seed, lead, t, rate_hz) / 1000.0));
}

/* The data set's own copies are kept to the bit; where one rate is missing, the other serves for both. */
static void
test_copies (LibraryFixture *fixture, gconstpointer data)
{
  g_autoptr (HxSignals) signals = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *low = g_build_filename (fixture->data, "low", NULL);
  const float *copy;
  gsize n;

  write_ptbxl (fixture->data, 3,
               "1,,,,,,{'SR': 0.0},1,low/00001,high/00001\n"
               "2,,,,,,{'SR': 0.0},1,low/00002,\n"
               "3,,,,,,{'SR': 0.0},1,,high/00003\n"
               "4,,,,,,{'SR': 0.0},1,low/00004,high/nowhere\n");
  /* Not what the high-rate copy resampled would give. */
  write_record (low, "00001", 40, HX_N_STANDARD_LEADS, 100.0, 200);
  write_record (low, "00004", 41, HX_N_STANDARD_LEADS, 100.0, 200);
  hx_import_report_free (import_good (fixture->library, fixture->data));
  g_assert_cmpuint (count_records (fixture->library), ==, 4);

  assert_training (fixture->library, "1", 40);
  assert_reading (fixture->library, "1", 1, 500.0, 1000);
  assert_training (fixture->library, "2", 2);
  assert_reading (fixture->library, "2", 2, 100.0, 200);
  assert_training (fixture->library, "4", 41);
  assert_reading (fixture->library, "4", 41, 100.0, 200);

  assert_reading (fixture->library, "3", 3, 500.0, 1000);
  signals = hx_library_map_signals (fixture->library, &error);
  g_assert_no_error (error);
  copy = hx_signals_get (signals, find_key (fixture->library, "3"), &n);
  g_assert_cmpuint (n, ==, 200);
  /* A slow wave passes the filter: away from the ends it is the same at both rates. */
  for (gsize t = 50; t < 150; t++)
    g_assert_cmpfloat_with_epsilon (copy[t * 12 + 4], (float)sample_adu (3, 4, t, 100.0) / 1000.0f, 2e-3f);
}

static void
test_twice (LibraryFixture *fixture, gconstpointer data)
{
  g_autoptr (HxImportReport) first = NULL;
  g_autoptr (HxImportReport) second = NULL;
  g_autoptr (HxImportReport) third = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  write_ptbxl (fixture->data, 20, NULL);
  first = import_good (fixture->library, fixture->data);
  before = dump_library (fixture->library);
  second = import_good (fixture->library, fixture->data);
  after = dump_library (fixture->library);
  g_assert_cmpuint (first->n_found, ==, 20);
  g_assert_cmpuint (first->n_added, ==, 20);
  g_assert_cmpuint (first->n_present, ==, 0);
  g_assert_cmpuint (second->n_found, ==, 20);
  g_assert_cmpuint (second->n_added, ==, 0);
  g_assert_cmpuint (second->n_present, ==, 20);
  g_assert_cmpstr (before, ==, after);

  write_ptbxl (fixture->data, 23, NULL);
  third = import_good (fixture->library, fixture->data);
  g_assert_cmpuint (third->n_added, ==, 3);
  g_assert_cmpuint (third->n_present, ==, 20);
}

/* Equal signals under several ids are several records. */
static void
test_equal_signals (LibraryFixture *fixture, gconstpointer data)
{
  write_ptbxl (fixture->data, 1,
               "1,,,,,,{'SR': 0.0},1,low/00001,high/00001\n"
               "2,,,,,,{'NORM': 0.0},2,low/00001,high/00001\n");
  hx_import_report_free (import_good (fixture->library, fixture->data));
  g_assert_cmpuint (count_records (fixture->library), ==, 2);
}

/* --- statement codes ------------------------------------------------------------------------- */

static void
test_codes (void)
{
  static const char *const bad[] = {
    "",
    "{",
    "}",
    "{}x",
    "{'A'}",
    "{'A': }",
    "{'A': 1",
    "{'A': 1,}",
    "{'A': 1 'B': 2}",
    "{'A: 1}",
    "{A: 1}",
    "{'A': x}",
    "{'A': 'x'}",
    "{'A': inf}",
    "{'A': 1, 'A': 2}",
    "{'': 1}",
    "['A']",
    "{'A': 1}{'B': 2}",
    "{'A\\",
    "{'A': 1e999}",
    "{'A': --1}",
    "{'A'; 1}",
    "__import__('os')",
  };
  HxImportItem *item = hx_import_item_new ("p", "d", "t", "1");

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (hx_import_parse_codes (bad[i], item));
      g_assert_cmpuint (item->codes->len, ==, 0);
      g_assert_cmpuint (item->likelihoods->len, ==, 0);
    }
  g_assert_true (hx_import_parse_codes ("{}", item));
  g_assert_cmpuint (item->codes->len, ==, 0);
  g_assert_true (
      hx_import_parse_codes (" { 'A' :100.0 , \"B'\":0,'C\\'D': nan, 'E': 1e1, 'ISC_': -1 } ", item));
  g_assert_cmpuint (item->codes->len, ==, 5);
  g_assert_cmpstr (g_ptr_array_index (item->codes, 0), ==, "A");
  g_assert_cmpstr (g_ptr_array_index (item->codes, 1), ==, "B'");
  g_assert_cmpstr (g_ptr_array_index (item->codes, 2), ==, "C'D");
  g_assert_cmpstr (g_ptr_array_index (item->codes, 4), ==, "ISC_");
  g_assert_cmpfloat (g_array_index (item->likelihoods, float, 0), ==, 100.0f);
  g_assert_true (isnan (g_array_index (item->likelihoods, float, 2)));
  g_assert_cmpfloat (g_array_index (item->likelihoods, float, 3), ==, 10.0f);
  hx_import_item_free (item);
}

/* --- files and folders ------------------------------------------------------------------------- */

static void
test_folder (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *deep = g_build_filename (fixture->data, "deep", NULL);
  g_autofree char *one = g_build_filename (fixture->data, "one.hea", NULL);
  g_autofree char *one_dat = g_build_filename (fixture->data, "one.dat", NULL);
  g_autoptr (HxImportReport) file = NULL;
  g_autoptr (HxImportReport) folder = NULL;
  g_autoptr (HxImportReport) again = NULL;
  g_autoptr (HxRecordInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  g_mkdir (deep, 0777);
  write_record (fixture->data, "one", 1, 12, 250.0, 500);
  write_record (fixture->data, "two", 2, 12, 250.0, 500);
  write_record (deep, "one", 3, 12, 250.0, 500);
  file = import_good (fixture->library, one);
  folder = import_good (fixture->library, fixture->data);
  again = import_good (fixture->library, one_dat);
  g_assert_cmpuint (file->n_added, ==, 1);
  g_assert_cmpuint (folder->n_found, ==, 3);
  g_assert_cmpuint (folder->n_added, ==, 2);
  g_assert_cmpuint (folder->n_present, ==, 1);
  g_assert_cmpuint (again->n_added, ==, 0);
  g_assert_cmpuint (again->n_present, ==, 1);

  info = hx_library_get_record (fixture->library, find_key (fixture->library, "two"), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info->dataset, ==, fixture->data);
  g_assert_cmpstr (info->dataset_title, ==, "data");
  g_assert_cmpint (info->fold, >=, 1);
  g_assert_cmpint (info->fold, <=, 10);
  g_assert_cmpfloat (info->rate_hz, ==, 250.0);
}

/* A record without all twelve leads can be read and not trained on. Lead order and gaps are kept. */
static void
test_few_leads (LibraryFixture *fixture, gconstpointer data)
{
  static const int samples[] = { 1, 2, -32768, 4, 5, 6 };
  g_autoptr (GByteArray) bytes = test_pack_16 (samples, G_N_ELEMENTS (samples));
  g_autoptr (HxRecordInfo) info = NULL;
  g_autoptr (HxRecording) recording = NULL;
  g_autoptr (HxSignals) signals = NULL;
  g_autoptr (GHashTable) metadata = NULL;
  g_autoptr (GError) error = NULL;

  test_write (fixture->data, "rec.dat", bytes->data, bytes->len);
  /* The checksum of the first lead: 1 - 32768 + 5. */
  test_write_text (fixture->data, "rec.hea",
                   "rec 2 100 3 12:00:30 05/06/2001\nrec.dat 16 1000/mV 16 0 1 32774 0 resp\n"
                   "rec.dat 16 1000/mV 16 0 2 12 0 v5\n#Age: 61\n#Sex: F\n#Dx: 426783006\n");
  hx_import_report_free (import_good (fixture->library, fixture->data));
  info = hx_library_get_record (fixture->library, find_key (fixture->library, "rec"), &error);
  recording = hx_library_read_recording (fixture->library, info->key, &error);
  signals = hx_library_map_signals (fixture->library, &error);
  metadata = hx_library_get_metadata (fixture->library, info->key, &error);
  g_assert_no_error (error);
  g_assert_false (info->trainable);
  g_assert_cmpuint (info->n_leads, ==, 2);
  g_assert_null (hx_signals_get (signals, info->key, NULL));
  g_assert_cmpfloat (info->age_years, ==, 61.0);
  g_assert_cmpstr (info->sex, ==, "f");
  g_assert_cmpstr (info->recorded_at, ==, "2001-06-05T12:00:30");
  assert_says (g_hash_table_lookup (metadata, "comments"), "Dx: 426783006");
  g_assert_cmpstr (hx_recording_get_lead_name (recording, 0), ==, "V5");
  g_assert_cmpstr (hx_recording_get_lead_name (recording, 1), ==, "resp");
  g_assert_cmpfloat (hx_recording_get_lead_mv (recording, 0)[2], ==, 0.006f);
  g_assert_true (isnan (hx_recording_get_lead_mv (recording, 1)[1]));
}

/* Eight leads are completed to twelve; that four were computed is still known when the file is gone. */
static void
test_warnings (LibraryFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "I", "II", "V1", "V2", "V3", "V4", "V5", "V6" };
  g_autoptr (GString) header = g_string_new ("eight 8 500 2\n");
  g_autoptr (HxRecording) eight = NULL, twelve = NULL;
  g_autoptr (GError) error = NULL;
  const gint16 samples[16] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_string_append_printf (header, "eight.dat 16 1000/mV 16 0 0 0 0 %s\n", names[i]);
  test_write_text (fixture->data, "eight.hea", header->str);
  test_write (fixture->data, "eight.dat", samples, sizeof samples);
  write_record (fixture->data, "twelve", 1, 12, 250.0, 500);
  hx_import_report_free (import_good (fixture->library, fixture->data));
  eight = hx_library_read_recording (fixture->library, find_key (fixture->library, "eight"), &error);
  g_assert_no_error (error);
  twelve = hx_library_read_recording (fixture->library, find_key (fixture->library, "twelve"), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hx_recording_get_n_leads (eight), ==, HX_N_STANDARD_LEADS);
  assert_says (hx_recording_get_warnings (eight)[0], "Computed from I and II");
  g_assert_null (hx_recording_get_warnings (eight)[1]);
  g_assert_null (hx_recording_get_warnings (twelve)[0]);
}

/* The gain that the user gives overrides the header's. */
static void
test_gain (LibraryFixture *fixture, gconstpointer data)
{
  const HxReadOptions options = { .gain_adu_per_mv = 100.0 };
  g_autoptr (HxRecording) recording = NULL;
  g_autoptr (GError) error = NULL;

  write_record (fixture->data, "one", 1, 12, 250.0, 500);
  hx_import (fixture->library, fixture->data, &options, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  recording = hx_library_read_recording (fixture->library, find_key (fixture->library, "one"), &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (hx_recording_get_lead_mv (recording, 2)[77], ==,
                     (float)(sample_adu (1, 2, 77, 250.0) / 100.0));
}

/* --- simulated records ----------------------------------------------------------------------------- */

static HxImportReport *
simulate (HxLibrary *library, guint n, guint64 seed)
{
  g_autoptr (GError) error = NULL;
  HxImportReport *report = NULL;

  hx_import_simulated (library, n, seed, 1.0, NULL, &report, NULL, &error);
  g_assert_no_error (error);
  return report;
}

/* Record i depends on the seed and i only: twelve at once are five and then twelve. */
static void
test_simulated (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *other_place = g_build_filename (fixture->folder, "other", NULL);
  g_autofree char *third_place = g_build_filename (fixture->folder, "third", NULL);
  g_autoptr (HxLibrary) other = open_library (other_place);
  g_autoptr (HxLibrary) third = open_library (third_place);
  g_autoptr (HxImportReport) rest = NULL;
  g_autoptr (GString) n_different = g_string_new (NULL);
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  g_autofree char *three = NULL;

  hx_import_report_free (simulate (fixture->library, 12, 4));
  hx_import_report_free (simulate (other, 5, 4));
  rest = simulate (other, 12, 4);
  hx_import_report_free (simulate (third, 12, 5));
  g_assert_cmpuint (rest->n_added, ==, 7);
  g_assert_cmpuint (rest->n_present, ==, 5);
  one = fingerprint (fixture->library);
  two = fingerprint (other);
  three = fingerprint (third);
  g_assert_cmpstr (one, ==, two);
  g_assert_cmpstr (one, !=, three);

  /* No two are the same. */
  dump_rows (fixture->library, "SELECT count(DISTINCT signal_hash) FROM records", n_different);
  g_assert_cmpstr (n_different->str, ==, "12\n");
  records = list_all (fixture->library);
  for (guint i = 0; i < records->len; i++)
    {
      const HxRecordInfo *info = g_ptr_array_index (records, i);
      g_autofree char *id = g_strdup_printf ("%05u", i + 1);

      g_assert_cmpstr (info->record_id, ==, id);
      g_assert_cmpstr (info->dataset, ==, "simulator-4");
      g_assert_cmpstr (info->dataset_title, ==, "Simulated (seed 4)");
      g_assert_cmpstr (info->origin, ==, HX_ORIGIN_SIMULATED);
      g_assert_cmpint (info->fold, ==, (int)(1 + i % 10));
      g_assert_true (info->trainable);
      g_assert_nonnull (info->codes[0]);
      g_assert_nonnull (hx_library_get_statement (fixture->library, info->codes[0]));
    }
}

static void
test_simulated_limits (LibraryFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (hx_import_simulated (fixture->library, 0, 1, 1.0, NULL, NULL, NULL, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_false (hx_import_simulated (fixture->library, 1, 1, (double)NAN, NULL, NULL, NULL, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
  g_assert_cmpuint (count_records (fixture->library), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_LIBRARY_TEST ("/import/fields", test_fields);
  ADD_LIBRARY_TEST ("/import/empty-fields", test_empty_fields);
  ADD_LIBRARY_TEST ("/import/copies", test_copies);
  ADD_LIBRARY_TEST ("/import/twice", test_twice);
  ADD_LIBRARY_TEST ("/import/equal-signals", test_equal_signals);
  g_test_add_func ("/import/codes", test_codes);
  ADD_LIBRARY_TEST ("/import/folder", test_folder);
  ADD_LIBRARY_TEST ("/import/few-leads", test_few_leads);
  ADD_LIBRARY_TEST ("/import/warnings", test_warnings);
  ADD_LIBRARY_TEST ("/import/gain", test_gain);
  ADD_LIBRARY_TEST ("/import/simulated", test_simulated);
  ADD_LIBRARY_TEST ("/import/simulated-limits", test_simulated_limits);
  return g_test_run ();
}
