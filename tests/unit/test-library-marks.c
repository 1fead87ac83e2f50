/* test-library-marks.c: what a reader leaves at a record
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-library-marks.h"

#include "tests/unit/test-library-fixture.h"

static gint64
add_records (LibraryFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  hx_import_simulated (fixture->library, 2, 4, 1.0, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return find_key (fixture->library, "00001");
}

static void
assert_mark (HxLibrary *library, gint64 key, const char *name, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *found = hx_library_get_mark (library, key, name, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, expected);
}

static void
set_mark (HxLibrary *library, gint64 key, const char *name, const char *json)
{
  g_autoptr (GError) error = NULL;
  gboolean set = hx_library_set_mark (library, key, name, json, &error);

  g_assert_no_error (error);
  g_assert_true (set);
}

/* A mark is one record's and one name's, and kept as it was written. */
static void
test_marks (LibraryFixture *fixture, gconstpointer data)
{
  static const char calipers[] = "{ \"calipers\": [ {\"from_s\": 1.5, \"to_s\": 1.9, \"name\": \"QT ½\"} ] }";
  const gint64 one = add_records (fixture), two = find_key (fixture->library, "00002");
  g_autoptr (GError) error = NULL;

  assert_mark (fixture->library, one, HX_MARK_CALIPERS, NULL);
  set_mark (fixture->library, one, HX_MARK_CALIPERS, "[]");
  set_mark (fixture->library, one, HX_MARK_CALIPERS, calipers);
  set_mark (fixture->library, one, HX_MARK_CORRECTIONS, "null");
  set_mark (fixture->library, two, HX_MARK_CALIPERS, "[2]");
  g_clear_object (&fixture->library);
  fixture->library = open_library (fixture->place);
  assert_mark (fixture->library, one, HX_MARK_CALIPERS, calipers);
  assert_mark (fixture->library, one, HX_MARK_CORRECTIONS, "null");
  assert_mark (fixture->library, two, HX_MARK_CALIPERS, "[2]");
  assert_mark (fixture->library, two, HX_MARK_CORRECTIONS, NULL);

  for (guint i = 0; i < 2; i++)
    g_assert_true (hx_library_delete_mark (fixture->library, one, HX_MARK_CALIPERS, &error));
  g_assert_no_error (error);
  assert_mark (fixture->library, one, HX_MARK_CALIPERS, NULL);
  assert_mark (fixture->library, one, HX_MARK_CORRECTIONS, "null");
  assert_mark (fixture->library, two, HX_MARK_CALIPERS, "[2]");
}

/* The records of a mark's name, and of no other. */
static void
test_marked (LibraryFixture *fixture, gconstpointer data)
{
  const gint64 one = add_records (fixture), two = find_key (fixture->library, "00002");
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) none = hx_library_list_marked (fixture->library, HX_MARK_CALIPERS, &error);
  g_autoptr (GHashTable) calipers = NULL, corrections = NULL;

  g_assert_cmpuint (g_hash_table_size (none), ==, 0);
  set_mark (fixture->library, one, HX_MARK_CALIPERS, "[]");
  set_mark (fixture->library, one, HX_MARK_CORRECTIONS, "[]");
  set_mark (fixture->library, two, HX_MARK_CORRECTIONS, "[]");
  calipers = hx_library_list_marked (fixture->library, HX_MARK_CALIPERS, &error);
  corrections = hx_library_list_marked (fixture->library, HX_MARK_CORRECTIONS, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (calipers), ==, 1);
  g_assert_true (g_hash_table_contains (calipers, &one));
  g_assert_cmpuint (g_hash_table_size (corrections), ==, 2);
  g_assert_true (g_hash_table_contains (corrections, &two));
}

static void
assert_refused (HxLibrary *library, gint64 key, const char *json, int code, const char *fragment)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (hx_library_set_mark (library, key, HX_MARK_CALIPERS, json, &error));
  g_assert_error (error, HX_ERROR, code);
  assert_says (error->message, fragment);
}

static void
test_refused (LibraryFixture *fixture, gconstpointer data)
{
  const gint64 key = add_records (fixture);
  g_autofree char *long_text = g_strnfill (HX_MARK_MAX_BYTES, 'x');

  set_mark (fixture->library, key, HX_MARK_CALIPERS, "[7]");
  assert_refused (fixture->library, key + 100, "[]", HX_ERROR_MISSING, "no record");
  assert_refused (fixture->library, key, "", HX_ERROR_FORMAT, "empty");
  assert_refused (fixture->library, key, "{\"a\": [1, 2}", HX_ERROR_FORMAT, "calipers");
  assert_refused (fixture->library, key, "[\"\xff\"]", HX_ERROR_FORMAT, "calipers");
  long_text[0] = long_text[HX_MARK_MAX_BYTES - 1] = '"';
  set_mark (fixture->library, key, HX_MARK_CORRECTIONS, long_text);
  assert_mark (fixture->library, key, HX_MARK_CALIPERS, "[7]");
  {
    g_autofree char *longer = g_strconcat (long_text, " ", NULL);

    assert_refused (fixture->library, key, longer, HX_ERROR_RANGE, "bytes");
  }
  assert_mark (fixture->library, key, HX_MARK_CALIPERS, "[7]");
}

/* Marks go with their record. */
static void
test_record_goes (LibraryFixture *fixture, gconstpointer data)
{
  const gint64 key = add_records (fixture);
  g_autoptr (GError) error = NULL;

  set_mark (fixture->library, key, HX_MARK_CALIPERS, "[7]");
  hx_database_execute (fixture->library->database, "DELETE FROM records", &error);
  g_assert_no_error (error);
  assert_mark (fixture->library, key, HX_MARK_CALIPERS, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_LIBRARY_TEST ("/library-marks/marks", test_marks);
  ADD_LIBRARY_TEST ("/library-marks/marked", test_marked);
  ADD_LIBRARY_TEST ("/library-marks/refused", test_refused);
  ADD_LIBRARY_TEST ("/library-marks/record-goes", test_record_goes);
  return g_test_run ();
}
