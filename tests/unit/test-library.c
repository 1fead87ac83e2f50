/* test-library.c: a library's folder and database
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/unit/test-library-fixture.h"

/* A library at FOLDER/library. Returns: (transfer full) */
static HxLibrary *
open_in (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "library", NULL);

  return open_library (path);
}

/* Changes a database behind the library's back. */
static void
execute (const char *path, const char *sql)
{
  sqlite3 *connection = NULL;

  g_assert_cmpint (sqlite3_open (path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (connection, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (connection);
}

/* --- opening ------------------------------------------------------------------------------- */

static void
test_create (void)
{
  char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "a", "b", "library", NULL);
  g_autoptr (GError) error = NULL;
  HxLibrary *library;

  g_assert_null (hx_library_open (path, FALSE, 0.0, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_MISSING);
  assert_says (error->message, path);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_clear_error (&error);

  library = hx_library_open (path, TRUE, 250.0, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (hx_library_get_training_rate_hz (library), ==, 250.0);
  g_assert_cmpstr (hx_library_get_folder (library), ==, path);
  g_object_unref (library);

  library = hx_library_open (path, FALSE, 0.0, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (hx_library_get_training_rate_hz (library), ==, 250.0);
  g_object_unref (library);

  for (int create = 0; create < 2; create++)
    {
      g_assert_null (hx_library_open (path, create, 100.0, &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_INCONSISTENT);
      assert_says (error->message, path);
      assert_says (error->message, "250 Hz");
      assert_says (error->message, "100 Hz");
      g_clear_error (&error);
    }
  test_folder_free (folder);
}

static void
test_rate_range (void)
{
  const double rates[] = { -100.0, 0.5, 100001.0, (double)NAN, (double)INFINITY };
  char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "library", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (hx_library_open (path, TRUE, rates[i], &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
  test_folder_free (folder);
}

static void
test_empty (void)
{
  char *folder = test_folder_new ();
  g_autoptr (HxLibrary) library = open_in (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (HxSignals) signals = hx_library_map_signals (library, &error);
  g_autofree char *print = fingerprint (library);
  gsize n = 1;

  g_assert_no_error (error);
  g_assert_cmpfloat (hx_library_get_training_rate_hz (library), ==, 100.0);
  g_assert_cmpuint (count_records (library), ==, 0);
  g_assert_null (hx_signals_get (signals, 1, &n));
  g_assert_cmpuint (n, ==, 0);
  g_assert_null (hx_library_get_statement (library, "NORM"));
  g_assert_null (hx_library_get_label_table (library, "all", &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_null (hx_library_get_record (library, 1, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_null (hx_library_read_recording (library, 1, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_null (hx_library_get_metadata (library, 1, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_MISSING);
  test_folder_free (folder);
}

static GBytes *
read_bytes (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *content;
  gsize n;

  g_file_get_contents (path, &content, &n, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (content, n);
}

/* What is no library is refused by name, and not a byte of it changes. */
static void
assert_foreign (const char *folder, const char *fragment)
{
  g_autofree char *path = g_build_filename (folder, "library.sqlite", NULL);

  for (int create = 0; create < 2; create++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) before = read_bytes (path);
      g_autoptr (GBytes) after = NULL;

      g_assert_null (hx_library_open (folder, create, 0.0, &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_FORMAT);
      assert_says (error->message, path);
      assert_says (error->message, fragment);
      after = read_bytes (path);
      g_assert_true (g_bytes_equal (before, after));
    }
}

static void
test_foreign (void)
{
  char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "library.sqlite", NULL);
  g_autofree char *long_text = g_strnfill (5000, 'x');
  g_autoptr (GError) error = NULL;

  test_write_text (folder, "library.sqlite", long_text);
  assert_foreign (folder, "damaged");
  g_unlink (path);
  execute (path, "CREATE TABLE songs (title TEXT)");
  assert_foreign (folder, "not a Hexaxial library");
  /* An empty file is no library yet. */
  test_write_text (folder, "library.sqlite", "");
  g_assert_null (hx_library_open (folder, FALSE, 0.0, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_FORMAT);
  test_folder_free (folder);
}

static void
test_version (void)
{
  char *folder = test_folder_new ();
  HxLibrary *library = open_in (folder);
  g_autofree char *place = g_strdup (hx_library_get_folder (library));
  g_autofree char *database = hx_library_get_path (library, "library.sqlite");

  g_object_unref (library);
  execute (database, "PRAGMA user_version = 7");
  assert_foreign (place, "version 7");
  test_folder_free (folder);
}

static void
test_bad_settings (void)
{
  const char *const changes[] = { "UPDATE settings SET value = 'fast'", "UPDATE settings SET value = '-1'",
                                  "UPDATE settings SET value = 'nan'", "DELETE FROM settings" };
  char *folder = test_folder_new ();
  HxLibrary *library = open_in (folder);
  g_autofree char *place = g_strdup (hx_library_get_folder (library));
  g_autofree char *database = hx_library_get_path (library, "library.sqlite");

  g_object_unref (library);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GError) error = NULL;

      execute (database, changes[i]);
      g_assert_null (hx_library_open (place, FALSE, 0.0, &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_FORMAT);
      assert_says (error->message, place);
    }
  test_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/library/create", test_create);
  g_test_add_func ("/library/rate-range", test_rate_range);
  g_test_add_func ("/library/empty", test_empty);
  g_test_add_func ("/library/foreign", test_foreign);
  g_test_add_func ("/library/version", test_version);
  g_test_add_func ("/library/bad-settings", test_bad_settings);
  return g_test_run ();
}
