/* test-import-stop.c: imports that are stopped, by a full disk, the user or a kill, and imports side by side
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/unit/test-library-fixture.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define IMPORT_OPTION "--import"

/* --- a full disk ------------------------------------------------------------------------------- */

/* Twenty records are there; the import of twenty more must fail with @fragment and leave all as it was, and
 * work once there is room. */
static void
assert_left_alone (LibraryFixture *fixture, const char *before, int code, const char *fragment)
{
  g_autoptr (HxImportReport) report = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *after = NULL;

  g_assert_false (hx_import (fixture->library, fixture->data, NULL, NULL, &report, NULL, &error));
  if (code >= 0)
    g_assert_error (error, HX_ERROR, code);
  else
    g_assert_nonnull (error);
  assert_says (error->message, fragment);
  assert_says (error->message, fixture->place);
  if (report != NULL)
    g_assert_cmpuint (report->n_added, ==, 0);
  after = dump_library (fixture->library);
  g_assert_cmpstr (before, ==, after);
}

static char *
fill_with_twenty (LibraryFixture *fixture)
{
  write_ptbxl (fixture->data, 20, NULL);
  hx_import_report_free (import_good (fixture->library, fixture->data));
  write_ptbxl (fixture->data, 40, NULL);
  return dump_library (fixture->library);
}

static void
assert_goes_on (LibraryFixture *fixture)
{
  g_autofree char *other_place = g_build_filename (fixture->folder, "other", NULL);
  g_autoptr (HxImportReport) report = import_good (fixture->library, fixture->data);
  g_autoptr (HxLibrary) other = open_library (other_place);
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;

  g_assert_cmpuint (report->n_added, ==, 20);
  hx_import_report_free (import_good (other, fixture->data));
  here = fingerprint (fixture->library);
  there = fingerprint (other);
  g_assert_cmpstr (here, ==, there);
}

/* /dev/full answers every write as a full disk does. */
static void
test_disk_full (LibraryFixture *fixture, gconstpointer data)
{
  static const char *const files[] = { HX_READING_FILE, HX_TRAINING_FILE };

  write_ptbxl (fixture->data, 20, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = hx_library_get_path (fixture->library, files[i]);
      g_autoptr (HxImportReport) report = NULL;
      g_autoptr (GError) error = NULL;

      g_unlink (path);
      g_assert_cmpint (symlink ("/dev/full", path), ==, 0);
      g_assert_false (hx_import (fixture->library, fixture->data, NULL, NULL, &report, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
      assert_says (error->message, path);
      g_assert_cmpuint (count_records (fixture->library), ==, 0);
      g_assert_null (hx_library_get_statement (fixture->library, "NORM"));
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
}

/* A limit on the size of files: some records fit, then a write fails in the middle of one. */
static void
test_file_too_large (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *before = fill_with_twenty (fixture);
  struct rlimit old, limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  signal (SIGXFSZ, SIG_IGN);
  limit = old;
  limit.rlim_cur = (rlim_t)file_size (fixture->library, HX_READING_FILE) + 100000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  assert_left_alone (fixture, before, -1, "cannot write");
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  assert_goes_on (fixture);
}

/* No more pages: what SQLite says of a disk that is full. */
static void
test_database_full (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *before = fill_with_twenty (fixture);
  g_autoptr (GError) error = NULL;

  hx_database_execute (fixture->library->database, "PRAGMA max_page_count = 1", &error);
  g_assert_no_error (error);
  assert_left_alone (fixture, before, HX_ERROR_STORAGE, "cannot write: the disk is full");
  hx_database_execute (fixture->library->database, "PRAGMA max_page_count = 1000000", &error);
  g_assert_no_error (error);
  assert_goes_on (fixture);
}

/* --- cancelling --------------------------------------------------------------------------------- */

typedef struct
{
  GCancellable *cancellable;
  guint n_reports;
  guint cancel_at;
  double fraction;
  gint64 cancelled_us;
} Watch;

static void
watch (double fraction, const char *message, gpointer user_data)
{
  Watch *self = user_data;

  g_assert_cmpfloat (fraction, >=, self->fraction);
  g_assert_cmpfloat (fraction, <=, 1.0);
  self->fraction = fraction;
  if (++self->n_reports != self->cancel_at)
    return;
  self->cancelled_us = g_get_monotonic_time ();
  g_cancellable_cancel (self->cancellable);
}

/* Whole records stay, and those only; the import can be repeated. */
static void
test_cancel (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *other_place = g_build_filename (fixture->folder, "other", NULL);
  g_autoptr (HxLibrary) other = open_library (other_place);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Watch state = { cancellable, 0, 2, 0.0, 0 };
  HxProgress progress = { watch, &state };
  g_autoptr (HxImportReport) report = NULL;
  g_autoptr (HxImportReport) rest = NULL;
  g_autoptr (HxSignals) signals = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;
  const guint n = 1000;

  g_assert_false (hx_import_simulated (fixture->library, n, 7, 1.0, &progress, &report, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_test_message ("answered in %.1f ms", (double)(g_get_monotonic_time () - state.cancelled_us) / 1e3);
  g_assert_cmpint (g_get_monotonic_time () - state.cancelled_us, <, 2 * G_USEC_PER_SEC);
  records = list_all (fixture->library);
  g_assert_cmpuint (records->len, ==, report->n_added);
  g_assert_cmpuint (records->len, >, 0);
  g_assert_cmpuint (records->len, <, n);
  signals = hx_library_map_signals (fixture->library, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < records->len; i++)
    {
      const HxRecordInfo *info = g_ptr_array_index (records, i);
      g_autoptr (HxRecording) recording = hx_library_read_recording (fixture->library, info->key, &error);
      gsize n_samples;

      g_assert_no_error (error);
      g_assert_nonnull (hx_signals_get (signals, info->key, &n_samples));
      g_assert_cmpuint (n_samples, ==, 1000);
      g_assert_cmpuint (g_strv_length (info->codes), >, 0);
    }

  hx_import_simulated (fixture->library, records->len + 20, 7, 1.0, NULL, &rest, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rest->n_added, ==, 20);
  hx_import_simulated (other, records->len + 20, 7, 1.0, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  here = fingerprint (fixture->library);
  there = fingerprint (other);
  g_assert_cmpstr (here, ==, there);
}

static void
test_cancelled_before (LibraryFixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (HxImportReport) report = NULL;
  g_autoptr (GError) error = NULL;

  write_ptbxl (fixture->data, 3, NULL);
  g_cancellable_cancel (cancellable);
  g_assert_false (hx_import (fixture->library, fixture->data, NULL, NULL, &report, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_nonnull (report);
  g_assert_cmpuint (report->n_added, ==, 0);
  g_assert_cmpuint (count_records (fixture->library), ==, 0);
}

static void
test_progress (LibraryFixture *fixture, gconstpointer data)
{
  Watch state = { NULL, 0, G_MAXUINT, 0.0, 0 };
  HxProgress progress = { watch, &state };
  g_autoptr (GError) error = NULL;

  write_ptbxl (fixture->data, 40, NULL);
  hx_import (fixture->library, fixture->data, NULL, &progress, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (state.n_reports, >=, 2);
  g_assert_cmpfloat (state.fraction, ==, 1.0);
}

/* --- killed, and side by side -------------------------------------------------------------------- */

/* Another process of this program, that simulates @n_records into the library. */
static GPid
spawn_import (const char *place, guint n_records)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *n = g_strdup_printf ("%u", n_records);
  char *arguments[] = { self, (char *)IMPORT_OPTION, (char *)place, n, NULL };
  g_autoptr (GError) error = NULL;
  GPid pid;

  g_spawn_async (NULL, arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  return pid;
}

static int
import_as_child (const char *place, const char *n_records)
{
  g_autoptr (HxLibrary) library = hx_library_open (place, FALSE, 0.0, NULL);

  return library != NULL
                 && hx_import_simulated (library, (guint)atoi (n_records), 7, 1.0, NULL, NULL, NULL, NULL)
             ? 0
             : 1;
}

static int
wait_for (GPid pid)
{
  int status;

  while (waitpid (pid, &status, 0) < 0)
    g_assert_cmpint (errno, ==, EINTR);
  g_spawn_close_pid (pid);
  return status;
}

/* Until the other process has written that much. */
static void
wait_for_bytes (HxLibrary *library, gint64 n_bytes)
{
  gint64 end_us = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (file_size (library, HX_READING_FILE) < n_bytes)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      g_usleep (500);
    }
}

/* Killed amid its writing, an import leaves nothing that counts; the next one cuts off what it wrote. */
static void
test_kill (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *other_place = g_build_filename (fixture->folder, "other", NULL);
  g_autoptr (HxLibrary) other = open_library (other_place);
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;
  gint64 n_bytes;

  hx_import_simulated (fixture->library, 10, 7, 1.0, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  before = fingerprint (fixture->library);
  n_bytes = file_size (fixture->library, HX_READING_FILE);
  for (guint round = 1; round <= 3; round++)
    {
      GPid pid = spawn_import (fixture->place, 100000);
      g_autofree char *after = NULL;
      int status;

      wait_for_bytes (fixture->library, n_bytes + (gint64)round * 1000000);
      kill (pid, SIGKILL);
      status = wait_for (pid);
      g_assert_true (WIFSIGNALED (status));
      g_clear_object (&fixture->library);
      fixture->library = open_library (fixture->place);
      after = fingerprint (fixture->library);
      g_assert_cmpstr (before, ==, after);
      g_assert_cmpint (file_size (fixture->library, HX_READING_FILE), >, n_bytes);
    }

  /* Less than what was left behind, so that it cannot lie under the new. */
  hx_import_simulated (fixture->library, 12, 7, 1.0, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  hx_import_simulated (other, 12, 7, 1.0, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  here = fingerprint (fixture->library);
  there = fingerprint (other);
  g_assert_cmpstr (here, ==, there);
  g_assert_cmpint (file_size (fixture->library, HX_READING_FILE), ==, file_size (other, HX_READING_FILE));
  g_assert_cmpint (file_size (fixture->library, HX_TRAINING_FILE), ==, file_size (other, HX_TRAINING_FILE));
}

/* While another process imports, this one reads what was there, and its signals stay. */
static void
test_read_meanwhile (LibraryFixture *fixture, gconstpointer data)
{
  g_autoptr (HxLibrary) second = open_library (fixture->place);
  g_autoptr (HxSignals) signals = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  guint n_looks = 0;
  gint64 n_bytes;
  GPid pid;

  hx_import_simulated (fixture->library, 10, 7, 1.0, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  before = fingerprint (fixture->library);
  n_bytes = file_size (fixture->library, HX_READING_FILE);
  pid = spawn_import (fixture->place, 120);
  wait_for_bytes (fixture->library, n_bytes + 1);
  while (count_records (second) == 10)
    {
      g_autofree char *now = fingerprint (fixture->library);
      g_autoptr (HxRecording) recording =
          hx_library_read_recording (second, find_key (second, "00003"), &error);

      g_assert_no_error (error);
      g_assert_cmpuint (hx_recording_get_n_samples (recording), ==, 5000);
      if (count_records (fixture->library) == 10)
        g_assert_cmpstr (now, ==, before);
      n_looks++;
    }
  g_assert_cmpuint (n_looks, >, 0);
  g_assert_cmpint (wait_for (pid), ==, 0);
  g_assert_cmpuint (count_records (fixture->library), ==, 120);
  after = fingerprint (fixture->library);
  g_assert_cmpstr (before, !=, after);
  signals = hx_library_map_signals (second, &error);
  g_assert_no_error (error);
  g_assert_nonnull (hx_signals_get (signals, find_key (second, "00120"), NULL));
}

/* Two processes that import the same at once: one waits for the other, and adds what is left. */
static void
test_two_importers (LibraryFixture *fixture, gconstpointer data)
{
  g_autofree char *other_place = g_build_filename (fixture->folder, "other", NULL);
  g_autoptr (HxLibrary) other = open_library (other_place);
  g_autoptr (GError) error = NULL;
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;
  GPid pids[2] = { spawn_import (fixture->place, 60), spawn_import (fixture->place, 50) };

  g_assert_cmpint (wait_for (pids[0]), ==, 0);
  g_assert_cmpint (wait_for (pids[1]), ==, 0);
  hx_import_simulated (other, 60, 7, 1.0, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  here = fingerprint (fixture->library);
  there = fingerprint (other);
  g_assert_cmpstr (here, ==, there);
  g_assert_cmpint (file_size (fixture->library, HX_READING_FILE), ==, file_size (other, HX_READING_FILE));
}

/* Who does not wait long enough is told why. */
static void
test_locked (LibraryFixture *fixture, gconstpointer data)
{
  g_autoptr (HxLibrary) other = open_library (fixture->place);
  g_autoptr (GError) error = NULL;
  g_autofree char *before = dump_library (fixture->library);

  write_ptbxl (fixture->data, 3, NULL);
  hx_database_execute (other->database, "BEGIN IMMEDIATE", &error);
  g_assert_no_error (error);
  sqlite3_busy_timeout (fixture->library->database->connection, 50);
  assert_left_alone (fixture, before, HX_ERROR_STORAGE, "another program");
  hx_database_execute (other->database, "ROLLBACK", &error);
  g_assert_no_error (error);
  hx_import_report_free (import_good (fixture->library, fixture->data));
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], IMPORT_OPTION))
    return import_as_child (argv[2], argv[3]);
  g_test_init (&argc, &argv, NULL);
  ADD_LIBRARY_TEST ("/import-stop/disk-full", test_disk_full);
  ADD_LIBRARY_TEST ("/import-stop/file-too-large", test_file_too_large);
  ADD_LIBRARY_TEST ("/import-stop/database-full", test_database_full);
  ADD_LIBRARY_TEST ("/import-stop/cancel", test_cancel);
  ADD_LIBRARY_TEST ("/import-stop/cancelled-before", test_cancelled_before);
  ADD_LIBRARY_TEST ("/import-stop/progress", test_progress);
  ADD_LIBRARY_TEST ("/import-stop/kill", test_kill);
  ADD_LIBRARY_TEST ("/import-stop/read-meanwhile", test_read_meanwhile);
  ADD_LIBRARY_TEST ("/import-stop/two-importers", test_two_importers);
  ADD_LIBRARY_TEST ("/import-stop/locked", test_locked);
  return g_test_run ();
}
