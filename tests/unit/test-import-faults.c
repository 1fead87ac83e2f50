/* test-import-faults.c: sources that cannot be imported, and those that can in part
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/unit/test-library-fixture.h"

#include <unistd.h>

#define NOBODY 65534

/* The import fails, says why, and the library is as it was. */
static void
assert_fails (LibraryFixture *fixture, const char *source, GQuark domain, int code, const char *fragment)
{
  g_autofree char *before = dump_library (fixture->library);
  g_autofree char *after = NULL;
  g_autoptr (HxImportReport) report = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (hx_import (fixture->library, source, NULL, NULL, &report, NULL, &error));
  if (!g_error_matches (error, domain, code))
    g_error ("“%s” is an error of another kind", error->message);
  assert_says (error->message, fragment);
  assert_says (error->message, source);
  g_assert_nonnull (report);
  g_assert_cmpuint (report->n_added, ==, 0);
  after = dump_library (fixture->library);
  g_assert_cmpstr (before, ==, after);
}

/* --- a whole source --------------------------------------------------------------------------- */

#define ROW "1,101.0,41.0,0,1990-01-02 03:04:05,text,{'NORM': 100.0},1,low/00001,high/00001\n"

static void
test_bad_tables (LibraryFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *file, *text;
    int code;
    const char *fragment;
  } cases[] = {
    { "ptbxl_database.csv", "id,scp_codes,strat_fold,filename_lr\n1,{},1,low/00001\n", HX_ERROR_MISSING,
      "“ecg_id”" },
    { "ptbxl_database.csv", "ecg_id,codes,strat_fold,filename_lr\n1,{},1,low/00001\n", HX_ERROR_MISSING,
      "“scp_codes”" },
    { "ptbxl_database.csv", "ecg_id,scp_codes,fold,filename_lr\n1,{},1,low/00001\n", HX_ERROR_MISSING,
      "“strat_fold”" },
    { "ptbxl_database.csv", "ecg_id,scp_codes,strat_fold,file\n1,{},1,low/00001\n", HX_ERROR_MISSING,
      "“filename_lr”" },
    { "ptbxl_database.csv", "", HX_ERROR_FORMAT, "ptbxl_database.csv" },
    { "ptbxl_database.csv", PTBXL_HEADER, HX_ERROR_MISSING, "ptbxl_database.csv: there is no record" },
    { "ptbxl_database.csv", PTBXL_HEADER ROW "2,102.0,42.0,1,,\"never closed,{},1,low/00002,high/00002\n",
      HX_ERROR_FORMAT, "ptbxl_database.csv: line 3" },
    { "ptbxl_database.csv", PTBXL_HEADER ROW "2,102.0\n", HX_ERROR_FORMAT, "ptbxl_database.csv: line 3" },
    { "ptbxl_database.csv", PTBXL_HEADER "1,\xff\xfe,,,,,{},1,low/00001,\n", HX_ERROR_FORMAT,
      "ptbxl_database.csv" },
    { "scp_statements.csv", ",description,diagnostic,form,rhythm,diagnostic_class\nNORM,n,1.0,,,NORM\n",
      HX_ERROR_MISSING, "“diagnostic_subclass”" },
    { "scp_statements.csv", "", HX_ERROR_FORMAT, "scp_statements.csv" },
    { "scp_statements.csv", PTBXL_STATEMENTS "\"X,n,1.0,,,NORM,NORM\n", HX_ERROR_FORMAT,
      "scp_statements.csv: line 5" },
  };

  g_assert_true (hx_import_simulated (fixture->library, 2, 1, 0.0, NULL, NULL, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      write_ptbxl (fixture->data, 2, NULL);
      test_write_text (fixture->data, cases[i].file, cases[i].text);
      assert_fails (fixture, fixture->data, HX_ERROR, cases[i].code, cases[i].fragment);
    }
}

static void
test_missing_table (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *statements = g_build_filename (fixture->data, "scp_statements.csv", NULL);

  write_ptbxl (fixture->data, 1, NULL);
  g_unlink (statements);
  assert_fails (fixture, fixture->data, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "scp_statements.csv");
}

static void
test_nothing_there (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (fixture->folder, "nowhere", NULL);
  g_autofree char *text = g_build_filename (fixture->data, "notes.txt", NULL);

  assert_fails (fixture, nowhere, HX_ERROR, HX_ERROR_MISSING, "nowhere: cannot open: No such file");
  assert_fails (fixture, fixture->data, HX_ERROR, HX_ERROR_MISSING, "no recording");
  test_write_text (fixture->data, "notes.txt", "no recording, either");
  assert_fails (fixture, fixture->data, HX_ERROR, HX_ERROR_MISSING, "no recording");
  assert_fails (fixture, text, HX_ERROR, HX_ERROR_UNSUPPORTED, "notes.txt");
}

/* --- some of the records -------------------------------------------------------------------- */

/* Records 1 and 3 are whole; what stands between them is refused by name and reason. */
static void
assert_one_refused (LibraryFixture *fixture, const char *row, const char *path, const char *fragment)
{
  g_autofree char *rows =
      g_strconcat (ROW, row, "3,103.0,43.0,1,,text,{'SR': 0.0},3,low/00003,high/00003\n", NULL);
  g_autofree char *place = g_build_filename (fixture->folder, "other", NULL);
  HxLibrary *library = open_library (place);
  g_autoptr (HxImportReport) report = NULL;
  const HxImportFailure *failure;

  write_ptbxl (fixture->data, 3, rows);
  report = import_good (library, fixture->data);
  g_assert_cmpuint (report->n_found, ==, 3);
  g_assert_cmpuint (report->n_added, ==, 2);
  g_assert_cmpuint (report->n_present, ==, 0);
  if (report->failures->len != 1)
    g_error ("“%s” is not refused", row);
  failure = g_ptr_array_index (report->failures, 0);
  assert_says (failure->path, path);
  assert_says (failure->message, path);
  assert_says (failure->message, fragment);
  find_key (library, "1");
  find_key (library, "3");
  g_object_unref (library);
  test_folder_free (g_steal_pointer (&place));
}

static void
test_bad_rows (LibraryFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *row, *fragment;
  } cases[] = {
    { "x2,1,1,1,,t,{},1,low/00002,high/00002\n", "line 3: column “ecg_id” is “x2”" },
    { "2.5,1,1,1,,t,{},1,low/00002,high/00002\n", "line 3: column “ecg_id” is “2.5”" },
    { "2,1,1,1,,t,{'NORM'},1,low/00002,high/00002\n", "line 3: column “scp_codes” is “{'NORM'}”" },
    { "2,1,1,1,,t,,1,low/00002,high/00002\n", "line 3: column “scp_codes” is “”" },
    { "2,1,1,1,,t,__import__('os'),1,low/00002,high/00002\n", "line 3: column “scp_codes”" },
    { "2,1,1,1,,t,{},first,low/00002,high/00002\n", "line 3: column “strat_fold” is “first”" },
    { "2,1,1,1,,t,{},64,low/00002,high/00002\n", "line 3: column “strat_fold” is “64”" },
    { "2,1,1,1,,t,{},-1,low/00002,high/00002\n", "line 3: column “strat_fold” is “-1”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_one_refused (fixture, cases[i].row, "ptbxl_database.csv", cases[i].fragment);
}

/* No table names a file outside of its folder, whatever way. */
static void
test_paths (LibraryFixture *fixture, gconstpointer data)
{
  static const char *const paths[] = { "../outside/secret", "low/../../outside/secret", "link/secret",
                                       "low/secret" };
  g_autofree char *outside = g_build_filename (fixture->folder, "outside", NULL);
  g_autofree char *absolute = g_build_filename (outside, "secret", NULL);
  g_autofree char *link = g_build_filename (fixture->data, "link", NULL);
  g_autofree char *low = g_build_filename (fixture->data, "low", NULL);
  g_autofree char *file_link = g_build_filename (low, "secret.hea", NULL);
  g_autofree char *target = g_build_filename (outside, "secret.hea", NULL);

  g_mkdir_with_parents (low, 0777);
  g_mkdir_with_parents (outside, 0777);
  write_record (outside, "secret", 9, HX_N_STANDARD_LEADS, 100.0, 200);
  g_assert_cmpint (symlink (outside, link), ==, 0);
  g_assert_cmpint (symlink (target, file_link), ==, 0);
  for (guint i = 0; i <= G_N_ELEMENTS (paths); i++)
    {
      const char *path = i < G_N_ELEMENTS (paths) ? paths[i] : absolute;
      g_autofree char *low_row = g_strdup_printf ("2,1,1,1,,t,{},1,%s,\n", path);
      g_autofree char *high_row = g_strdup_printf ("2,1,1,1,,t,{},1,low/00002,%s\n", path);

      assert_one_refused (fixture, low_row, "ptbxl_database.csv", "secret");
      assert_one_refused (fixture, high_row, "ptbxl_database.csv", "line 3");
    }
}

static void
test_damaged_records (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *low = g_build_filename (fixture->data, "low", NULL);

  g_mkdir_with_parents (low, 0777);
  assert_one_refused (fixture, "2,1,1,1,,t,{},1,low/nowhere,\n", "nowhere.hea", "not there");
  assert_one_refused (fixture, "2,1,1,1,,t,{},1,,\n", "ptbxl_database.csv", "not there");
  test_write_text (low, "bad.hea", "bad 12 fast 200\n");
  assert_one_refused (fixture, "2,1,1,1,,t,{},1,low/bad,\n", "bad.hea", "line 1");
  /* The copy at the high rate is not taken where the other is damaged: which one is right is not known. */
  assert_one_refused (fixture, "2,1,1,1,,t,{},1,low/bad,high/00002\n", "bad.hea", "line 1");
  test_write_text (low, "bad.hea", "bad 1 100 200\nbad.dat 16 1000(0)/mV 16 0 0 0 0 I\n");
  assert_one_refused (fixture, "2,1,1,1,,t,{},1,low/bad,\n", "bad.", "bad.dat");
}

static void
test_damaged_in_folder (LibraryFixture *fixture, gconstpointer data)
{
  g_autoptr (HxImportReport) report = NULL;
  g_autofree char *bad = g_build_filename (fixture->data, "b.hea", NULL);
  const HxImportFailure *failure;

  write_record (fixture->data, "a", 1, HX_N_STANDARD_LEADS, 500.0, 1000);
  write_record (fixture->data, "c", 2, HX_N_STANDARD_LEADS, 500.0, 1000);
  test_write_text (fixture->data, "b.hea", "b 12 fast 200\n");
  assert_fails (fixture, bad, HX_ERROR, HX_ERROR_FORMAT, "line 1");
  report = import_good (fixture->library, fixture->data);
  g_assert_cmpuint (report->n_found, ==, 3);
  g_assert_cmpuint (report->n_added, ==, 2);
  g_assert_cmpuint (report->failures->len, ==, 1);
  failure = g_ptr_array_index (report->failures, 0);
  g_assert_cmpstr (failure->path, ==, bad);
  assert_says (failure->message, "line 1");
}

/* A file's name may be any bytes. */
static void
test_odd_names (LibraryFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "a b", "\xc3\xa4", "\xff\xfe", "quo'te\"", "x.y" };
  g_autoptr (HxImportReport) report = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *dat = g_build_filename (fixture->data, "r.dat", NULL);

  write_record (fixture->data, "r", 1, HX_N_STANDARD_LEADS, 100.0, 200);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_strconcat (names[i], ".hea", NULL);
      g_autofree char *from = g_build_filename (fixture->data, "r.hea", NULL);
      g_autofree char *content = NULL;

      g_assert_true (g_file_get_contents (from, &content, NULL, NULL));
      test_write_text (fixture->data, name, content);
    }
  report = import_good (fixture->library, fixture->data);
  g_assert_cmpuint (report->n_found, ==, 1 + G_N_ELEMENTS (names));
  records = list_all (fixture->library);
  g_assert_cmpuint (records->len + report->failures->len, ==, report->n_found);
  g_assert_cmpuint (records->len, >, 0);
  for (guint i = 0; i < records->len; i++)
    {
      const HxRecordInfo *info = g_ptr_array_index (records, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (GHashTable) metadata = hx_library_get_metadata (fixture->library, info->key, &error);

      g_assert_no_error (error);
      g_assert_true (g_utf8_validate (info->record_id, -1, NULL));
      g_assert_true (g_utf8_validate (g_hash_table_lookup (metadata, "source"), -1, NULL));
    }
}

/* --- what may not be read ------------------------------------------------------------------- */

/* As a user who may read nothing but what is open to all; run in a process of its own. */
static int
import_as_nobody (const char *place, const char *source)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxLibrary) library = NULL;

  if (geteuid () == 0 && setuid (NOBODY) < 0)
    return 1;
  library = hx_library_open (place, TRUE, 0.0, &error);
  if (library == NULL)
    return 1;
  if (hx_import (library, source, NULL, NULL, NULL, NULL, &error))
    return 2;
  g_print ("%s\n", error->message);
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) && count_records (library) == 0
             ? 0
             : 3;
}

static char *own_path;

static void
test_unreadable (LibraryFixture *fixture, gconstpointer data)
{
  static const char *const locked_names[] = { "data", "data/inside" };
  g_autofree char *place = g_build_filename (fixture->folder, "nobody", NULL);
  g_autofree char *inside = g_build_filename (fixture->data, "inside", NULL);

  g_assert_cmpint (g_mkdir (inside, 0777), ==, 0);
  write_record (inside, "a", 1, HX_N_STANDARD_LEADS, 500.0, 1000);
  write_record (fixture->data, "b", 1, HX_N_STANDARD_LEADS, 500.0, 1000);
  g_assert_cmpint (g_mkdir (place, 0777), ==, 0);
  g_assert_cmpint (g_chmod (place, 0777), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0755), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (locked_names); i++)
    {
      g_autofree char *locked = g_build_filename (fixture->folder, locked_names[i], NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GSubprocess) child = NULL;
      g_autofree char *said = NULL;

      g_assert_cmpint (g_chmod (locked, 0), ==, 0);
      child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, own_path, "as-nobody", place,
                                fixture->data, NULL);
      g_assert_no_error (error);
      g_subprocess_communicate_utf8 (child, NULL, NULL, &said, NULL, &error);
      g_assert_no_error (error);
      g_chmod (locked, 0755);
      g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 0);
      assert_says (said, locked);
    }
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "as-nobody"))
    return import_as_nobody (argv[2], argv[3]);
  own_path = argv[0];
  g_test_init (&argc, &argv, NULL);
  ADD_LIBRARY_TEST ("/import-faults/bad-tables", test_bad_tables);
  ADD_LIBRARY_TEST ("/import-faults/missing-table", test_missing_table);
  ADD_LIBRARY_TEST ("/import-faults/nothing-there", test_nothing_there);
  ADD_LIBRARY_TEST ("/import-faults/bad-rows", test_bad_rows);
  ADD_LIBRARY_TEST ("/import-faults/paths", test_paths);
  ADD_LIBRARY_TEST ("/import-faults/damaged-records", test_damaged_records);
  ADD_LIBRARY_TEST ("/import-faults/damaged-in-folder", test_damaged_in_folder);
  ADD_LIBRARY_TEST ("/import-faults/odd-names", test_odd_names);
  ADD_LIBRARY_TEST ("/import-faults/unreadable", test_unreadable);
  return g_test_run ();
}
