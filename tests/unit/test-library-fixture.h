/* test-library-fixture.h: libraries, and small data sets to import
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/hx-error.h"
#include "engine/library/hx-import.h"
#include "engine/library/hx-library-private.h"
#include "tests/unit/wfdb-writer.h"

#include <math.h>
#include <sys/stat.h>

#define PTBXL_HEADER                                                                                         \
  "ecg_id,patient_id,age,sex,recording_date,report,scp_codes,strat_fold,filename_lr,filename_hr\n"
#define PTBXL_STATEMENTS                                                                                     \
  ",description,diagnostic,form,rhythm,diagnostic_class,diagnostic_subclass\n"                               \
  "NORM,normal ECG,1.0,,,NORM,NORM\n"                                                                        \
  "IMI,inferior myocardial infarction,1.0,,,MI,IMI\n"                                                        \
  "SR,sinus rhythm,,,1.0,,\n"

/** A folder of its own with "data" and an open library; the library may be replaced or NULL. */
typedef struct
{
  char *folder;
  char *data;  /* what is imported */
  char *place; /* of the library */
  HxLibrary *library;
} LibraryFixture;

static inline HxLibrary *
open_library (const char *place)
{
  g_autoptr (GError) error = NULL;
  HxLibrary *library = hx_library_open (place, TRUE, 0.0, &error);

  g_assert_no_error (error);
  return library;
}

static inline void
library_set_up (LibraryFixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
  fixture->data = g_build_filename (fixture->folder, "data", NULL);
  fixture->place = g_build_filename (fixture->folder, "library", NULL);
  g_assert_cmpint (g_mkdir (fixture->data, 0777), ==, 0);
  fixture->library = open_library (fixture->place);
}

static inline void
library_tear_down (LibraryFixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->library);
  test_folder_free (fixture->folder);
  g_free (fixture->data);
  g_free (fixture->place);
}

#define ADD_LIBRARY_TEST(path, function)                                                                     \
  g_test_add (path, LibraryFixture, NULL, library_set_up, function, library_tear_down)

/* --- data -------------------------------------------------------------------------------- */

/* The sample in adu (a thousandth of a millivolt) of a record: never the same in two records or leads. */
static inline int
sample_adu (guint seed, guint lead, gsize t, double rate_hz)
{
  return (int)lround (300.0 * sin (2.0 * G_PI * 1.3 * (double)t / rate_hz + seed)) + (int)lead * 11
         + (int)(seed % 50);
}

/* Writes record FOLDER/NAME in format 16, with the first @n_leads standard leads. */
static inline void
write_record (const char *folder, const char *name, guint seed, guint n_leads, double rate_hz,
              gsize n_samples)
{
  g_autofree int *samples = g_new (int, n_samples *n_leads);
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GString) header = g_string_new (NULL);
  g_autofree char *dat = g_strconcat (name, ".dat", NULL);
  g_autofree char *hea = g_strconcat (name, ".hea", NULL);
  g_autofree char *base = g_path_get_basename (name);

  g_string_printf (header, "%s %u %g %" G_GSIZE_FORMAT "\n", base, n_leads, rate_hz, n_samples);
  for (guint lead = 0; lead < n_leads; lead++)
    {
      guint16 sum = 0;

      for (gsize t = 0; t < n_samples; t++)
        {
          samples[t * n_leads + lead] = sample_adu (seed, lead, t, rate_hz);
          sum = (guint16)(sum + (guint)samples[t * n_leads + lead]);
        }
      g_string_append_printf (header, "%s.dat 16 1000.0(0)/mV 16 0 %d %u 0 %s\n", base,
                              n_samples > 0 ? samples[lead] : 0, sum, hx_lead_name ((HxLead)lead));
    }
  bytes = test_pack_16 (samples, n_samples * n_leads);
  test_write (folder, dat, bytes->data, bytes->len);
  test_write_text (folder, hea, header->str);
}

/* Makes @folder a PTB-XL of @n records 1..n with two seconds at both rates; @rows replaces the table's rows
 * if not NULL. */
static inline void
write_ptbxl (const char *folder, guint n, const char *rows)
{
  g_autoptr (GString) table = g_string_new (PTBXL_HEADER);
  g_autofree char *low = g_build_filename (folder, "low", NULL);
  g_autofree char *high = g_build_filename (folder, "high", NULL);

  g_mkdir_with_parents (low, 0777);
  g_mkdir_with_parents (high, 0777);
  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%05u", i);

      write_record (low, name, i, HX_N_STANDARD_LEADS, 100.0, 200);
      write_record (high, name, i, HX_N_STANDARD_LEADS, 500.0, 1000);
      g_string_append_printf (
          table,
          "%u,%u.0,%u.0,%u,1990-01-02 03:04:05,\"report, %u\",\"{'%s': 100.0, 'SR': 0.0}\","
          "%u,low/%s,high/%s\n",
          i, 100 + i, 40 + i % 40, i % 2, i, i % 3 == 0 ? "IMI" : "NORM", 1 + i % 10, name, name);
    }
  if (rows != NULL)
    g_string_printf (table, PTBXL_HEADER "%s", rows);
  test_write_text (folder, "ptbxl_database.csv", table->str);
  test_write_text (folder, "scp_statements.csv", PTBXL_STATEMENTS);
}

/* --- imports ------------------------------------------------------------------------------- */

/* An import that must work. Returns: (transfer full) */
static inline HxImportReport *
import_good (HxLibrary *library, const char *source)
{
  g_autoptr (GError) error = NULL;
  HxImportReport *report = NULL;
  gboolean done = hx_import (library, source, NULL, NULL, &report, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (done);
  g_assert_nonnull (report);
  return report;
}

static inline void
assert_says (const char *message, const char *fragment)
{
  if (strstr (message, fragment) == NULL)
    g_error ("“%s” does not say “%s”", message, fragment);
}

static inline GPtrArray *
list_all (HxLibrary *library)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *records = hx_library_list_records (library, &error);

  g_assert_no_error (error);
  return records;
}

static inline guint
count_records (HxLibrary *library)
{
  g_autoptr (GPtrArray) records = list_all (library);

  return records->len;
}

/* Key of record @id, whatever its data set. */
static inline gint64
find_key (HxLibrary *library, const char *id)
{
  g_autoptr (GPtrArray) records = list_all (library);

  for (guint i = 0; i < records->len; i++)
    if (g_str_equal (((HxRecordInfo *)g_ptr_array_index (records, i))->record_id, id))
      return ((HxRecordInfo *)g_ptr_array_index (records, i))->key;
  g_error ("there is no record %s", id);
}

static inline char *
fingerprint (HxLibrary *library)
{
  g_autoptr (GError) error = NULL;
  char *text = hx_library_get_fingerprint (library, &error);

  g_assert_no_error (error);
  return text;
}

/* --- what a library holds -------------------------------------------------------------------- */

static inline gint64
file_size (HxLibrary *library, const char *name)
{
  g_autofree char *path = hx_library_get_path (library, name);
  struct stat info;

  return stat (path, &info) == 0 ? (gint64)info.st_size : -1;
}

static inline void
dump_rows (HxLibrary *library, const char *sql, GString *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) row = hx_database_prepare (library->database, sql, &error);
  gboolean has_row;

  while (hx_database_step (library->database, row, &has_row, &error) && has_row)
    for (int c = 0; c < sqlite3_column_count (row); c++)
      g_string_append_printf (text, "%s%c",
                              sqlite3_column_text (row, c) ? (const char *)sqlite3_column_text (row, c) : "-",
                              c + 1 < sqlite3_column_count (row) ? '|' : '\n');
  g_assert_no_error (error);
}

/* Every row of every table and the content of the signal files, to compare before and after. Returns:
 * (transfer full) */
static inline char *
dump_library (HxLibrary *library)
{
  static const char *const tables[] = { "settings", "datasets",     "statements",
                                        "records",  "record_codes", "models" };
  static const char *const files[] = { HX_READING_FILE, HX_TRAINING_FILE };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s ORDER BY 1, 2", tables[i]);

      dump_rows (library, sql, text);
    }
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = hx_library_get_path (library, files[i]);
      g_autofree char *content = NULL;
      g_autofree char *sum = NULL;
      gsize n_bytes = 0;

      /* A file that is not there yet holds as much as an empty one. */
      g_file_get_contents (path, &content, &n_bytes, NULL);
      sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)content, n_bytes);
      g_string_append_printf (text, "%s %" G_GSIZE_FORMAT " %s\n", files[i], n_bytes, sum);
    }
  return g_string_free (text, FALSE);
}
