/* test-library-records.c: what a library tells of its records, signals and changes
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/unit/test-library-fixture.h"

/* By value where ids are numbers, whatever their width. */
static void
test_order (LibraryFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "10", "2", "b", "1", "a" };
  static const char *const sorted[] = { "a", "b", "1", "2", "10" };
  g_autoptr (GPtrArray) records = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    write_record (fixture->data, names[i], i, 2, 250.0, 100);
  hx_import_report_free (import_good (fixture->library, fixture->data));
  records = list_all (fixture->library);
  g_assert_cmpuint (records->len, ==, G_N_ELEMENTS (sorted));
  for (guint i = 0; i < records->len; i++)
    g_assert_cmpstr (((HxRecordInfo *)g_ptr_array_index (records, i))->record_id, ==, sorted[i]);
}

static void
test_missing (LibraryFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxSignals) signals = NULL;
  gsize n = 1;

  g_assert_null (hx_library_get_record (fixture->library, 5, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_null (hx_library_get_metadata (fixture->library, 5, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_null (hx_library_read_recording (fixture->library, 5, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_null (hx_library_get_label_table (fixture->library, "all", &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_null (hx_library_get_statement (fixture->library, "NORM"));

  signals = hx_library_map_signals (fixture->library, &error);
  g_assert_no_error (error);
  g_assert_null (hx_signals_get (signals, 5, &n));
  g_assert_cmpuint (n, ==, 0);
}

/* What was mapped before an import stays as it was, also without its library. */
static void
test_mapping (LibraryFixture *fixture, gconstpointer data)
{
  g_autoptr (HxSignals) early = NULL;
  g_autoptr (HxSignals) late = NULL;
  g_autoptr (HxRecording) first = NULL;
  g_autoptr (HxRecording) second = NULL;
  g_autoptr (GError) error = NULL;
  gint64 one, two;
  gsize n;

  write_ptbxl (fixture->data, 1, NULL);
  hx_import_report_free (import_good (fixture->library, fixture->data));
  one = find_key (fixture->library, "1");
  early = hx_library_map_signals (fixture->library, &error);
  first = hx_library_read_recording (fixture->library, one, &error);
  g_assert_no_error (error);
  write_ptbxl (fixture->data, 2, NULL);
  hx_import_report_free (import_good (fixture->library, fixture->data));
  two = find_key (fixture->library, "2");
  late = hx_library_map_signals (fixture->library, &error);
  second = hx_library_read_recording (fixture->library, two, &error);
  g_assert_no_error (error);
  g_clear_object (&fixture->library);

  g_assert_null (hx_signals_get (early, two, NULL));
  g_assert_nonnull (hx_signals_get (late, two, &n));
  g_assert_cmpuint (n, ==, 200);
  g_assert_cmpfloat (hx_signals_get (early, one, NULL)[5 * 12 + 3], ==,
                     (float)(sample_adu (1, 3, 5, 100.0) / 1000.0));
  g_assert_cmpfloat (hx_signals_get (late, two, NULL)[199 * 12 + 11], ==,
                     (float)(sample_adu (2, 11, 199, 100.0) / 1000.0));
  g_assert_cmpfloat (hx_recording_get_lead_mv (first, 7)[999], ==,
                     (float)(sample_adu (1, 7, 999, 500.0) / 1000.0));
  g_assert_cmpfloat (hx_recording_get_lead_mv (second, 7)[999], ==,
                     (float)(sample_adu (2, 7, 999, 500.0) / 1000.0));
}

/* Another connection sees that something changed, and what. */
static void
test_generation (LibraryFixture *fixture, gconstpointer data)
{
  g_autoptr (HxLibrary) other = open_library (fixture->place);
  guint64 mine = hx_library_get_generation (fixture->library);
  guint64 theirs = hx_library_get_generation (other);

  g_assert_cmpuint (hx_library_get_generation (fixture->library), ==, mine);
  g_assert_cmpuint (hx_library_get_generation (other), ==, theirs);
  g_assert_null (hx_library_get_statement (other, "IMI"));
  write_ptbxl (fixture->data, 3, NULL);
  hx_import_report_free (import_good (fixture->library, fixture->data));
  g_assert_cmpuint (hx_library_get_generation (fixture->library), !=, mine);
  g_assert_cmpuint (hx_library_get_generation (other), !=, theirs);
  g_assert_cmpuint (count_records (other), ==, 3);

  g_assert_nonnull (hx_library_get_statement (other, "IMI"));
  g_assert_cmpstr (hx_library_get_statement (other, "IMI")->diagnostic_class, ==, "MI");
  g_assert_true (hx_library_get_statement (other, "SR")->rhythm);
  g_assert_false (hx_library_get_statement (other, "SR")->diagnostic);
}

/* Each part of a record that the fingerprint is of changes it; a report does not. */
static void
test_fingerprint (LibraryFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *sql;
    gboolean changes;
  } cases[] = {
    { "UPDATE records SET fold = 9 WHERE record_id = '1'", TRUE },
    { "UPDATE records SET record_id = '7' WHERE record_id = '2'", TRUE },
    { "UPDATE datasets SET name = 'other'", TRUE },
    { "UPDATE record_codes SET code = 'SBRAD' WHERE code = 'SR' AND record = 1", TRUE },
    { "DELETE FROM record_codes WHERE record = 1 AND place = 1", TRUE },
    { "DELETE FROM records WHERE record_id = '3'", TRUE },
    { "UPDATE records SET signal_hash = 'x' WHERE record_id = '1'", TRUE },
    { "UPDATE records SET report = 'x'", FALSE },
  };
  g_autofree char *before = NULL;
  g_autoptr (GError) error = NULL;

  write_ptbxl (fixture->data, 3, NULL);
  hx_import_report_free (import_good (fixture->library, fixture->data));
  before = fingerprint (fixture->library);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *sql = g_strdup_printf ("BEGIN; %s", cases[i].sql);
      g_autofree char *after = NULL;

      hx_database_execute (fixture->library->database, sql, &error);
      g_assert_no_error (error);
      after = fingerprint (fixture->library);
      g_assert_cmpint (g_str_equal (before, after), ==, !cases[i].changes);
      hx_database_execute (fixture->library->database, "ROLLBACK", &error);
      g_assert_no_error (error);
    }
}

/* Other samples of one record are another fingerprint. */
static void
test_fingerprint_of_signals (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *other_place = g_build_filename (fixture->folder, "other", NULL);
  g_autofree char *low = g_build_filename (fixture->data, "low", NULL);
  g_autoptr (HxLibrary) other = open_library (other_place);
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  write_ptbxl (fixture->data, 3, NULL);
  hx_import_report_free (import_good (fixture->library, fixture->data));
  write_record (low, "00002", 99, HX_N_STANDARD_LEADS, 100.0, 200);
  hx_import_report_free (import_good (other, fixture->data));
  one = fingerprint (fixture->library);
  two = fingerprint (other);
  g_assert_cmpstr (one, !=, two);
}

static void
test_labels (LibraryFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxLabelTable) table = NULL;

  write_ptbxl (fixture->data, 4, NULL);
  hx_import_report_free (import_good (fixture->library, fixture->data));
  table = hx_library_get_label_table (fixture->library, "superdiagnostic", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (table->n_records, ==, 4);
  g_assert_cmpuint (table->n_labels, ==, 2);
  g_assert_cmpstr (table->codes[0], ==, "MI");
  g_assert_cmpmem (table->y, 8, "\0\1\0\1\1\0\0\1", 8);
  g_assert_cmpint (table->folds[2], ==, 4);
  g_assert_cmpint (table->records[2], ==, find_key (fixture->library, "3"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_LIBRARY_TEST ("/library-records/order", test_order);
  ADD_LIBRARY_TEST ("/library-records/missing", test_missing);
  ADD_LIBRARY_TEST ("/library-records/mapping", test_mapping);
  ADD_LIBRARY_TEST ("/library-records/generation", test_generation);
  ADD_LIBRARY_TEST ("/library-records/fingerprint", test_fingerprint);
  ADD_LIBRARY_TEST ("/library-records/fingerprint-of-signals", test_fingerprint_of_signals);
  ADD_LIBRARY_TEST ("/library-records/labels", test_labels);
  return g_test_run ();
}
