/* test-reader.c: the list of readers, opening by any name, searching folders
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "tests/unit/wfdb-writer.h"

#include <unistd.h>

static const int samples[] = { 1, 2 };

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
  g_object_unref (test_read_good (fixture->folder, "rec 1 500 2\nrec.dat 16 200 16 0 1 3 0 I\n",
                                  test_pack_16 (samples, 2)));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  test_folder_free (fixture->folder);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  const HxReader *const *readers = hx_readers ();
  gboolean has_wfdb = FALSE;

  for (; *readers != NULL; readers++)
    {
      g_assert_nonnull ((*readers)->title);
      g_assert_nonnull ((*readers)->suffixes[0]);
      g_assert_nonnull ((*readers)->part_suffixes);
      g_assert_nonnull ((*readers)->accepts);
      g_assert_nonnull ((*readers)->read);
      has_wfdb |= g_str_equal ((*readers)->name, "wfdb");
    }
  g_assert_true (has_wfdb);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "rec.hea", "rec.dat", "rec" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, names[i], NULL);
      g_autofree char *header = g_build_filename (fixture->folder, "rec.hea", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (HxRecording) recording = hx_recording_open (path, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (hx_recording_get_source (recording), ==, header);
      g_assert_cmpstr (hx_recording_get_id (recording), ==, "rec");
    }
}

static void
test_nothing_to_open (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name;
    gboolean system; /* G_IO_ERROR rather than HX_ERROR */
    int code;
    const char *message;
  } cases[] = {
    { "", TRUE, G_IO_ERROR_IS_DIRECTORY, ": is a folder, not a recording" },
    { "absent", TRUE, G_IO_ERROR_NOT_FOUND, "/absent: cannot open" },
    { "absent.hea", TRUE, G_IO_ERROR_NOT_FOUND, "/absent.hea: cannot open" },
    { "absent.dat", TRUE, G_IO_ERROR_NOT_FOUND, "/absent.dat: cannot open" },
    { "alone.dat", FALSE, HX_ERROR_MISSING, "/alone.dat: is a part of a WFDB record, but the file .hea" },
    { "x.png", FALSE, HX_ERROR_UNSUPPORTED,
      "/x.png: not a recording of a known format; known are: WFDB record (.hea)" },
    { "bare", FALSE, HX_ERROR_UNSUPPORTED, "/bare: not a recording of a known format" },
    { "empty.hea", FALSE, HX_ERROR_FORMAT, "/empty.hea: the header is empty" },
    { "binary.hea", FALSE, HX_ERROR_FORMAT, "/binary.hea: line 1: control character 0x00" },
    { "fifo.hea", FALSE, HX_ERROR_UNSAFE, "/fifo.hea: not a regular file" },
  };
  g_autofree char *fifo = g_build_filename (fixture->folder, "fifo.hea", NULL);

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  test_write_text (fixture->folder, "alone.dat", "xx");
  test_write_text (fixture->folder, "x.png", "\x89PNG");
  test_write_text (fixture->folder, "bare", "rec 1 500 2\n");
  test_write_text (fixture->folder, "empty.hea", "");
  test_write (fixture->folder, "binary.hea", "rec\0 1", 6);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, cases[i].name, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (hx_recording_open (path, NULL, &error));
      if (!g_error_matches (error, cases[i].system ? G_IO_ERROR : HX_ERROR, cases[i].code)
          || strstr (error->message, cases[i].message) == NULL)
        g_error ("“%s” gave %d: %s", cases[i].name, error->code, error->message);
    }
}

static void
make_folder (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
}

static void
make_link (Fixture *fixture, const char *target, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_cmpint (symlink (target, path), ==, 0);
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  static const char *const expected[] = { "b/a/x.hea", "b/z.HEA", "link.hea", "rec.hea" };
  g_autofree char *with_slashes = g_strconcat (fixture->folder, "//", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = NULL;

  make_folder (fixture, "b");
  make_folder (fixture, "b/a");
  make_folder (fixture, "c.hea");
  make_folder (fixture, ".hidden");
  test_write_text (fixture->folder, "b/z.HEA", "x");
  test_write_text (fixture->folder, "b/a/x.hea", "x");
  test_write_text (fixture->folder, "b/a/x.dat", "x");
  test_write_text (fixture->folder, ".hidden/y.hea", "x");
  test_write_text (fixture->folder, ".y.hea", "x");
  make_link (fixture, "..", "b/loop");
  make_link (fixture, ".", "loop");
  make_link (fixture, "b/a/x.hea", "link.hea");
  make_link (fixture, "/etc/passwd", "outside.hea");
  make_link (fixture, "nowhere", "broken.hea");

  files = hx_reader_find_files (with_slashes, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (files->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, expected[i], NULL);

      g_assert_cmpstr (files->pdata[i], ==, path);
    }
}

static void
test_search_fails (Fixture *fixture, gconstpointer data)
{
  g_autofree char *absent = g_build_filename (fixture->folder, "absent", NULL);
  g_autofree char *file = g_build_filename (fixture->folder, "rec.hea", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (hx_reader_find_files (absent, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_true (g_str_has_prefix (error->message, absent));
  g_clear_error (&error);

  g_assert_null (hx_reader_find_files (file, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
  g_clear_error (&error);

  g_cancellable_cancel (cancellable);
  g_assert_null (hx_reader_find_files (fixture->folder, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A folder below that cannot be read: its name is longer than a path may be, which stops root as well. */
static void
test_unreadable_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = g_strnfill (250, 'd');
  g_autofree char *start = g_get_current_dir ();
  g_autoptr (GError) error = NULL;
  int depth = 0;

  g_assert_cmpint (chdir (fixture->folder), ==, 0);
  for (; depth < 20; depth++)
    {
      g_assert_cmpint (g_mkdir (name, 0700), ==, 0);
      g_assert_cmpint (chdir (name), ==, 0);
    }
  g_assert_null (hx_reader_find_files (fixture->folder, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG);
  g_assert_nonnull (strstr (error->message, name));
  for (; depth > 0; depth--)
    {
      g_assert_cmpint (chdir (".."), ==, 0);
      g_assert_cmpint (g_rmdir (name), ==, 0);
    }
  g_assert_cmpint (chdir (start), ==, 0);
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
  add ("/reader/list", test_list);
  add ("/reader/names", test_names);
  add ("/reader/nothing-to-open", test_nothing_to_open);
  add ("/reader/search", test_search);
  add ("/reader/search-fails", test_search_fails);
  add ("/reader/unreadable-folder", test_unreadable_folder);
  return g_test_run ();
}
