/* test-library-upgrade.c: libraries that an older version of the program made
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-library-audit.h"
#include "engine/library/hx-library-marks.h"
#include "tests/unit/test-library-fixture.h"

#define MODEL "00000000000000000000000000000000000000000000000000000000000000ff"

/* The tables of version 1, as that version made them. */
static const char version_1[] =
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE datasets (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, title TEXT NOT NULL);"
    "CREATE TABLE statements (code TEXT PRIMARY KEY, description TEXT NOT NULL, diagnostic INTEGER NOT NULL,"
    "  form INTEGER NOT NULL, rhythm INTEGER NOT NULL, class TEXT NOT NULL, subclass TEXT NOT NULL) WITHOUT "
    "ROWID;"
    "CREATE TABLE records (id INTEGER PRIMARY KEY, dataset INTEGER NOT NULL REFERENCES datasets (id),"
    "  record_id TEXT NOT NULL, origin TEXT NOT NULL, fold INTEGER NOT NULL, patient_id TEXT, age REAL, sex "
    "TEXT,"
    "  recorded_at TEXT, report TEXT, metadata TEXT NOT NULL, lead_names TEXT NOT NULL, rate_hz REAL NOT "
    "NULL,"
    "  n_samples INTEGER NOT NULL, reading_offset INTEGER NOT NULL, training_samples INTEGER,"
    "  training_offset INTEGER, signal_hash TEXT NOT NULL, UNIQUE (dataset, record_id));"
    "CREATE TABLE record_codes (record INTEGER NOT NULL REFERENCES records (id) ON DELETE CASCADE,"
    "  place INTEGER NOT NULL, code TEXT NOT NULL, likelihood REAL, PRIMARY KEY (record, place)) WITHOUT "
    "ROWID;"
    "CREATE TABLE models (hash TEXT PRIMARY KEY, name TEXT NOT NULL, backbone TEXT NOT NULL, head TEXT NOT "
    "NULL,"
    "  task TEXT NOT NULL, origin TEXT NOT NULL, labels TEXT NOT NULL, added_at TEXT NOT NULL, history TEXT)"
    "  WITHOUT ROWID;"
    "CREATE TABLE predictions (model TEXT NOT NULL REFERENCES models (hash) ON DELETE CASCADE,"
    "  record INTEGER NOT NULL REFERENCES records (id) ON DELETE CASCADE, statements BLOB NOT NULL,"
    "  UNIQUE (model, record));"
    "PRAGMA application_id = 1215843426; PRAGMA user_version = 1;";

static void
run_sql (sqlite3 *connection, const char *sql)
{
  char *message = NULL;

  if (sqlite3_exec (connection, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s: %s", sql, message);
}

/* Fills the library, and puts the same content into tables of version 1. Returns: what it holds */
static char *
make_old (LibraryFixture *fixture)
{
  static const char *const tables[] = { "settings",     "datasets", "statements", "records",
                                        "record_codes", "models",   "predictions" };
  g_autofree char *path = hx_library_get_path (fixture->library, "library.sqlite");
  g_autofree char *old_path = hx_library_get_path (fixture->library, "old.sqlite");
  g_autofree char *attach = g_strdup_printf ("ATTACH '%s' AS new", path);
  g_autoptr (GError) error = NULL;
  sqlite3 *old;
  char *content;

  write_ptbxl (fixture->data, 6, NULL);
  hx_import_report_free (import_good (fixture->library, fixture->data));
  hx_database_execute (fixture->library->database,
                       "INSERT INTO models VALUES ('" MODEL "', 'a model', 'fcn_wang', 'ldm', 'all', "
                       "'recorded', 'IMI', '2025-01-02T03:04:05Z', '[]')",
                       &error);
  hx_database_execute (fixture->library->database,
                       "INSERT INTO predictions SELECT '" MODEL "', id, zeroblob(88) FROM records", &error);
  g_assert_no_error (error);
  content = dump_library (fixture->library);
  g_clear_object (&fixture->library);

  g_assert_cmpint (sqlite3_open (old_path, &old), ==, SQLITE_OK);
  run_sql (old, version_1);
  run_sql (old, attach);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *copy =
          g_strdup_printf ("INSERT INTO main.%s SELECT * FROM new.%s", tables[i], tables[i]);

      run_sql (old, copy);
    }
  g_assert_cmpint (sqlite3_close (old), ==, SQLITE_OK);
  g_assert_cmpint (g_rename (old_path, path), ==, 0);
  return content;
}

static gint64
read_pragma (HxLibrary *library, const char *sql)
{
  g_autoptr (sqlite3_stmt) row = hx_database_prepare (library->database, sql, NULL);
  gboolean has_row;

  g_assert_true (hx_database_step (library->database, row, &has_row, NULL) && has_row);
  return sqlite3_column_int64 (row, 0);
}

/* Nothing is lost, and what is new is there; a second opening changes nothing. */
static void
test_upgrade (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *before = make_old (fixture);
  g_autoptr (GError) error = NULL;

  for (guint round = 0; round < 2; round++)
    {
      static const char *const codes[] = { "IMI", NULL };
      g_autoptr (HxLibrary) library = hx_library_open (fixture->place, FALSE, 0.0, &error);
      g_autoptr (HxAudit) audit = hx_audit_new (2, codes);
      g_autoptr (HxAudit) read = NULL;
      g_autoptr (HxRecording) recording = NULL;
      g_autofree char *after = NULL;
      g_autofree char *mark = NULL;
      gint64 key;

      g_assert_no_error (error);
      after = dump_library (library);
      g_assert_cmpstr (after, ==, before);
      g_assert_cmpint (read_pragma (library, "PRAGMA user_version"), ==, 2);
      g_assert_cmpint (read_pragma (library, "SELECT count(*) FROM predictions"), ==, 6);
      key = find_key (library, "3");
      recording = hx_library_read_recording (library, key, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (hx_recording_get_n_samples (recording), ==, 1000);
      mark = hx_library_get_mark (library, key, HX_MARK_CALIPERS, &error);
      g_assert_cmpstr (mark, ==, round == 0 ? NULL : "[1]");
      g_assert_true (hx_library_set_mark (library, key, HX_MARK_CALIPERS, "[1]", &error));
      g_assert_true (hx_library_store_audit (library, MODEL, audit, &error));
      read = hx_library_read_audit (library, MODEL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (read->n_records, ==, 2);
    }
}

/* Two programs open the old library at once: both get it, upgraded once. */
static gpointer
open_in_thread (gpointer place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxLibrary) library = hx_library_open (place, FALSE, 0.0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (count_records (library), ==, 6);
  return NULL;
}

static void
test_at_once (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *before = make_old (fixture);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("open", open_in_thread, fixture->place);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

/* An upgrade that cannot be done leaves the old library as it was. */
static void
test_refused (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *before = make_old (fixture);
  g_autofree char *path = g_build_filename (fixture->place, "library.sqlite", NULL);
  g_autoptr (HxLibrary) library = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3 *connection;

  /* In the way of the last of the new tables. */
  g_assert_cmpint (sqlite3_open (path, &connection), ==, SQLITE_OK);
  run_sql (connection, "CREATE TABLE marks (a)");
  g_assert_null (hx_library_open (fixture->place, FALSE, 0.0, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_STORAGE);
  assert_says (error->message, "library.sqlite");
  g_clear_error (&error);
  run_sql (connection, "DROP TABLE marks");
  g_assert_cmpint (sqlite3_close (connection), ==, SQLITE_OK);
  library = hx_library_open (fixture->place, FALSE, 0.0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (read_pragma (library, "PRAGMA user_version"), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_LIBRARY_TEST ("/library-upgrade/upgrade", test_upgrade);
  ADD_LIBRARY_TEST ("/library-upgrade/at-once", test_at_once);
  ADD_LIBRARY_TEST ("/library-upgrade/refused", test_refused);
  return g_test_run ();
}
