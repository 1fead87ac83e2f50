/* test-ptbxl.c: an extract of PTB-XL in a library
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-import.h"
#include "tests/formats/shared-folder.h"
#include "tests/unit/wfdb-writer.h"

#include <math.h>

#define N_RECORDS 500
#define N_LOW 1000
#define N_HIGH 5000

/* An import of the extract; NULL folder where it is missing. */
typedef struct
{
  char *data;
  char *place;
  HxLibrary *library;
} Fixture;

static HxLibrary *
import_into (const char *place, const char *data, guint n_added, guint n_present)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxImportReport) report = NULL;
  HxLibrary *library = hx_library_open (place, TRUE, 0.0, &error);
  gboolean done;

  g_assert_no_error (error);
  done = hx_import (library, data, NULL, NULL, &report, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (done);
  g_assert_cmpuint (report->n_found, ==, N_RECORDS);
  g_assert_cmpuint (report->n_added, ==, n_added);
  g_assert_cmpuint (report->n_present, ==, n_present);
  g_assert_cmpuint (report->failures->len, ==, 0);
  return library;
}

static GPtrArray *
list_records (HxLibrary *library)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *records = hx_library_list_records (library, &error);

  g_assert_no_error (error);
  return records;
}

/* --- labels -------------------------------------------------------------------------------- */

/* "TASK ID FOLD LABEL..." a line, as an independent program finds them. */
static char **
count_elsewhere (const char *data)
{
  g_autofree char *script =
      g_build_filename (g_getenv ("HEXAXIAL_SOURCE_ROOT"), "tests", "formats", "count-ptbxl.py", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) python =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "python3", script, data, NULL);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (python, NULL, NULL, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (python));
  return g_strsplit (text, "\n", -1);
}

static char **
lines_of_task (HxLibrary *library, const char *task, guint n_records, guint n_labels)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxLabelTable) table = hx_library_get_label_table (library, task, &error);
  GPtrArray *lines = g_ptr_array_new ();

  g_assert_no_error (error);
  g_assert_cmpuint (table->n_records, ==, n_records);
  g_assert_cmpuint (table->n_labels, ==, n_labels);
  for (guint r = 0; r < table->n_records; r++)
    {
      g_autoptr (HxRecordInfo) info = hx_library_get_record (library, table->records[r], &error);
      GString *line = g_string_new (task);

      g_assert_no_error (error);
      g_string_append_printf (line, " %s %d", info->record_id, table->folds[r]);
      for (guint l = 0; l < table->n_labels; l++)
        if (table->y[r * table->n_labels + l])
          g_string_append_printf (line, " %s", table->codes[l]);
      g_ptr_array_add (lines, g_string_free (line, FALSE));
    }
  g_ptr_array_add (lines, NULL);
  return (char **)g_ptr_array_free (lines, FALSE);
}

/* Every label of every record, in the same order, is what the reference rule gives. */
static void
check_labels (const Fixture *fixture)
{
  static const struct
  {
    const char *task;
    guint n_records, n_labels;
  } expected[] = {
    { "all", 500, 57 },           { "diagnostic", 488, 36 },
    { "subdiagnostic", 488, 22 }, { "superdiagnostic", 488, 5 },
    { "form", 126, 17 },          { "rhythm", 471, 8 },
  };
  g_auto (GStrv) elsewhere = count_elsewhere (fixture->data);

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *prefix = g_strconcat (expected[i].task, " ", NULL);
      g_auto (GStrv) lines =
          lines_of_task (fixture->library, expected[i].task, expected[i].n_records, expected[i].n_labels);
      guint n = 0;

      for (char **line = elsewhere; *line != NULL; line++)
        if (g_str_has_prefix (*line, prefix))
          g_assert_cmpstr (lines[n++], ==, *line);
      g_assert_cmpuint (n, ==, expected[i].n_records);
    }
}

static void
check_descriptions (const Fixture *fixture)
{
  static const char *const tasks[] = { "all", "subdiagnostic", "superdiagnostic" };

  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HxLabelTable) table = hx_library_get_label_table (fixture->library, tasks[i], &error);

      g_assert_no_error (error);
      for (guint l = 0; l < table->n_labels; l++)
        g_assert_cmpstr (table->descriptions[l], !=, table->codes[l]);
    }
}

/* --- signals --------------------------------------------------------------------------------- */

/* The samples of a PTB-XL signal file, time before lead. Returns: (transfer full) */
static gint16 *
read_file (const Fixture *fixture, GHashTable *metadata, const char *column, gsize n_samples)
{
  g_autofree char *name = g_strconcat (g_hash_table_lookup (metadata, column), ".dat", NULL);
  g_autofree char *path = g_build_filename (fixture->data, name, NULL);
  g_autoptr (GError) error = NULL;
  char *content;
  gsize n_bytes;

  g_file_get_contents (path, &content, &n_bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_bytes, ==, n_samples * HX_N_STANDARD_LEADS * 2);
  return (gint16 *)(void *)content;
}

/* Training copies are the low-rate files, reading copies the high-rate ones, to the bit. */
static void
check_signals (const Fixture *fixture)
{
  g_autoptr (GPtrArray) records = list_records (fixture->library);
  g_autoptr (GError) error = NULL;
  g_autoptr (HxSignals) signals = hx_library_map_signals (fixture->library, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < records->len; i++)
    {
      const HxRecordInfo *info = g_ptr_array_index (records, i);
      g_autoptr (GHashTable) metadata = hx_library_get_metadata (fixture->library, info->key, &error);
      g_autoptr (HxRecording) recording = hx_library_read_recording (fixture->library, info->key, &error);
      g_autofree gint16 *low = read_file (fixture, metadata, "filename_lr", N_LOW);
      g_autofree gint16 *high = read_file (fixture, metadata, "filename_hr", N_HIGH);
      gsize n = 0;
      const float *training = hx_signals_get (signals, info->key, &n);

      g_assert_no_error (error);
      g_assert_true (info->trainable);
      g_assert_cmpuint (n, ==, N_LOW);
      for (gsize k = 0; k < N_LOW * HX_N_STANDARD_LEADS; k++)
        g_assert_true (training[k] == (float)(low[k] / 1000.0));
      g_assert_cmpfloat (hx_recording_get_rate_hz (recording), ==, 500.0);
      g_assert_cmpuint (hx_recording_get_n_samples (recording), ==, N_HIGH);
      for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
        {
          const float *samples = hx_recording_get_lead_mv (recording, lead);

          for (gsize t = 0; t < N_HIGH; t++)
            g_assert_true (samples[t] == (float)(high[t * HX_N_STANDARD_LEADS + lead] / 1000.0));
        }
    }
}

/* --- what is known of a record ------------------------------------------------------------- */

/* An age above 89 may stand as 300, which is told as 90. */
static void
check_age (const Fixture *fixture, const HxRecordInfo *info)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) metadata = hx_library_get_metadata (fixture->library, info->key, &error);
  const char *cell;

  g_assert_no_error (error);
  cell = g_hash_table_lookup (metadata, "age");
  if (cell[0] == '\0')
    g_assert_true (isnan (info->age_years));
  else if (g_ascii_strtod (cell, NULL) == 300.0)
    g_assert_cmpfloat (info->age_years, ==, 90.0);
  else
    g_assert_cmpfloat (info->age_years, ==, g_ascii_strtod (cell, NULL));
}

static void
check_records (const Fixture *fixture)
{
  g_autoptr (GPtrArray) records = list_records (fixture->library);
  const HxRecordInfo *first = g_ptr_array_index (records, 0);
  int folds[11] = { 0 };

  g_assert_cmpuint (records->len, ==, N_RECORDS);
  for (guint i = 0; i < records->len; i++)
    {
      const HxRecordInfo *info = g_ptr_array_index (records, i);

      g_assert_cmpstr (info->dataset, ==, "ptb-xl");
      g_assert_cmpint (info->fold, >=, 1);
      g_assert_cmpint (info->fold, <=, 10);
      folds[info->fold]++;
      check_age (fixture, info);
      if (i > 0)
        g_assert_cmpint (atoi (((HxRecordInfo *)g_ptr_array_index (records, i - 1))->record_id), <,
                         atoi (info->record_id));
    }
  for (int fold = 1; fold <= 10; fold++)
    g_assert_cmpint (folds[fold], >, 0);

  g_assert_cmpstr (first->record_id, ==, "1");
  g_assert_cmpstr (first->dataset_title, ==, "PTB-XL");
  g_assert_cmpstr (first->patient_id, ==, "15709");
  g_assert_cmpfloat (first->age_years, ==, 56.0);
  g_assert_cmpstr (first->sex, ==, "f");
  g_assert_cmpstr (first->recorded_at, ==, "1984-11-09T09:17:34");
  g_assert_cmpstr (first->report, ==, "sinusrhythmus periphere niederspannung");
  g_assert_cmpuint (g_strv_length (first->codes), ==, 3);
  g_assert_cmpstr (first->codes[1], ==, "LVOLT");
  g_assert_cmpfloat (first->likelihoods[0], ==, 100.0f);
  g_assert_cmpfloat (first->likelihoods[1], ==, 0.0f);
}

/* Importing again adds nothing; importing elsewhere gives the same fingerprint. */
static void
check_twice (const Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = hx_library_get_fingerprint (fixture->library, &error);
  g_autofree char *other_place = g_build_filename (fixture->place, "other", NULL);
  g_autoptr (HxLibrary) again = import_into (fixture->place, fixture->data, 0, N_RECORDS);
  g_autoptr (HxLibrary) other = import_into (other_place, fixture->data, N_RECORDS, 0);
  g_autofree char *after = hx_library_get_fingerprint (again, &error);
  g_autofree char *elsewhere = hx_library_get_fingerprint (other, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (before), ==, 64);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpstr (before, ==, elsewhere);
}

static void
test_ptbxl (void)
{
  g_autofree char *data = test_find_shared ("data/ptbxl-500", "the import of PTB-XL");
  Fixture fixture = { .data = data };
  gint64 begin_us;

  if (data == NULL)
    return;
  fixture.place = test_folder_new ();
  begin_us = g_get_monotonic_time ();
  fixture.library = import_into (fixture.place, data, N_RECORDS, 0);
  g_print ("# 500 records at both rates in %.2f s\n", (g_get_monotonic_time () - begin_us) / 1e6);
  check_records (&fixture);
  check_labels (&fixture);
  check_descriptions (&fixture);
  check_signals (&fixture);
  check_twice (&fixture);
  g_object_unref (fixture.library);
  test_folder_free (fixture.place);
}

/* A folder of another data set: one record a header, patients from its comments. */
static void
test_ludb (void)
{
  g_autofree char *data = test_find_shared ("data/ludb-200", "the import of a folder");
  g_autoptr (HxImportReport) report = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (HxLibrary) library = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *dataset = NULL;
  char *place;

  if (data == NULL)
    return;
  place = test_folder_new ();
  library = hx_library_open (place, TRUE, 0.0, &error);
  g_assert_no_error (error);
  hx_import (library, data, NULL, NULL, &report, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->n_added, ==, 200);
  g_assert_cmpuint (report->failures->len, ==, 0);
  records = list_records (library);
  dataset = g_build_filename (data, "data", NULL);
  for (guint i = 0; i < records->len; i++)
    {
      const HxRecordInfo *info = g_ptr_array_index (records, i);
      g_autofree char *id = g_strdup_printf ("%u", i + 1);

      g_assert_cmpstr (info->record_id, ==, id);
      g_assert_cmpstr (info->dataset, ==, dataset);
      g_assert_cmpstr (info->dataset_title, ==, "data");
      g_assert_true (info->trainable);
      g_assert_cmpuint (info->n_samples, ==, 5000);
    }
  g_assert_cmpfloat (((HxRecordInfo *)g_ptr_array_index (records, 0))->age_years, ==, 51.0);
  g_assert_cmpstr (((HxRecordInfo *)g_ptr_array_index (records, 0))->sex, ==, "f");
  g_clear_object (&library);
  test_folder_free (place);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ptbxl/ptbxl", test_ptbxl);
  g_test_add_func ("/ptbxl/ludb", test_ludb);
  return g_test_run ();
}
