/* hx-import.c: brings files, folders and simulated records into a library
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-import-private.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-parallel.h"
#include "engine/records/hx-wfdb-header.h"
#include "engine/simulator/hx-simulator.h"
#include "engine/tasks/hx-snomed.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_FOLDS 10
#define MAX_SIMULATED 1000000

/* --- files and folders --------------------------------------------------------------- */

static char *
text_of_time (HxRecording *recording)
{
  GDateTime *time = hx_recording_get_start_time (recording);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%S") : NULL;
}

/* A name that the database and JSON can hold, and no other name's: the system's names may be any bytes. */
static char *
text_of_name (const char *name)
{
  return g_utf8_validate (name, -1, NULL) ? g_strdup (name) : g_strescape (name, NULL);
}

static char *
join_comments (HxRecording *recording)
{
  const char *const *comments = hx_recording_get_comments (recording);

  return comments[0] != NULL ? g_strjoinv ("\n", (char **)comments) : NULL;
}

/* A fold of its own for each patient, or for each record where the patient is not known: the same in every
 * library, whatever else is in it. */
static int
fold_of (const HxImportItem *item)
{
  g_autofree char *who = item->patient_id != NULL ? g_strconcat ("patient\n", item->patient_id, NULL)
                                                  : g_strconcat ("record\n", item->record_id, NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, who, -1);

  hash[8] = '\0';
  return (int)(g_ascii_strtoull (hash, NULL, 16) % N_FOLDS) + 1;
}

/* The SNOMED CT codes of the comments; how sure the reader was they do not say. */
static void
take_diagnoses (HxImportItem *item)
{
  g_auto (GStrv) words = hx_wfdb_dx_from_comments (hx_recording_get_comments (item->recording));

  for (guint i = 0; words[i] != NULL; i++)
    if (hx_snomed_is_code (words[i]))
      hx_import_item_add_code (item, words[i], (double)NAN);
}

static void
read_file (HxImportItem *item, gpointer user_data)
{
  g_autoptr (GError) fault = NULL;
  g_autofree char *comments = NULL;
  g_autofree char *source = NULL;

  item->recording = hx_recording_open (item->path, user_data, &fault);
  if (item->recording == NULL)
    {
      item->failure = g_steal_pointer (&fault);
      return;
    }
  item->patient_id = g_strdup (hx_recording_get_patient_id (item->recording));
  item->age_years = hx_recording_get_age_years (item->recording);
  item->sex = g_strdup (hx_recording_get_sex (item->recording));
  item->recorded_at = text_of_time (item->recording);
  item->fold = fold_of (item);
  take_diagnoses (item);
  comments = join_comments (item->recording);
  if (comments != NULL)
    json_object_set_string_member (item->metadata, "comments", comments);
  source = text_of_name (item->path);
  json_object_set_string_member (item->metadata, "source", source);
}

/* @folder without symbolic links; as it is written where there is none of the name. Returns: (transfer full)
 */
static char *
real_folder (const char *folder)
{
  /* What realpath() gives is the C library's to free. */
  char *real = realpath (folder, NULL);
  char *copy = g_strdup (real != NULL ? real : folder);

  free (real);
  return copy;
}

/* A record is its folder and its name, however it was reached. */
static HxImportItem *
item_of_file (const char *path)
{
  g_autofree char *written = g_canonicalize_filename (path, NULL);
  g_autofree char *parent = g_path_get_dirname (written);
  g_autofree char *folder = real_folder (parent);
  g_autofree char *last = g_path_get_basename (folder);
  g_autofree char *name = g_path_get_basename (written);
  g_autofree char *whole = g_build_filename (folder, name, NULL);
  g_autofree char *dataset = text_of_name (folder);
  g_autofree char *title = text_of_name (last);
  g_autofree char *record_id = NULL;
  char *dot = strrchr (name, '.');

  if (dot != NULL && dot != name)
    *dot = '\0';
  record_id = text_of_name (name);
  return hx_import_item_new (whole, dataset, title, record_id);
}

static gboolean
import_files (HxLibrary *library, GPtrArray *paths, const HxReadOptions *options, HxProgress *progress,
              HxImportReport *report, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify)hx_import_item_free);

  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add (items, item_of_file (g_ptr_array_index (paths, i)));
  return hx_import_items (library, items, NULL, read_file, (gpointer)options, progress, report, cancellable,
                          error);
}

static gboolean
import_folder (HxLibrary *library, const char *folder, const HxReadOptions *options, HxProgress *progress,
               HxImportReport *report, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) paths = hx_reader_find_files (folder, cancellable, error);

  if (paths == NULL)
    return FALSE;
  if (paths->len == 0)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "%s: there is no recording in this folder", folder);
      return FALSE;
    }
  return import_files (library, paths, options, progress, report, cancellable, error);
}

static gboolean
import_file (HxLibrary *library, const char *path, const HxReadOptions *options, HxProgress *progress,
             HxImportReport *report, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  const HxImportFailure *failure;

  g_ptr_array_add (paths, (gpointer)path);
  if (!import_files (library, paths, options, progress, report, cancellable, error))
    return FALSE;
  if (report->n_added + report->n_present > 0)
    return TRUE;
  failure = g_ptr_array_index (report->failures, 0);
  if (failure->domain == G_IO_ERROR && failure->code == G_IO_ERROR_NOT_FOUND)
    g_set_error_literal (error, HX_ERROR, HX_ERROR_MISSING, failure->message);
  else
    g_set_error_literal (error, failure->domain, failure->code, failure->message);
  return FALSE;
}

gboolean
hx_import_is_ptbxl (const char *folder)
{
  g_autofree char *records = g_build_filename (folder, "ptbxl_database.csv", NULL);
  g_autofree char *statements = g_build_filename (folder, "scp_statements.csv", NULL);

  return g_file_test (records, G_FILE_TEST_EXISTS) || g_file_test (statements, G_FILE_TEST_EXISTS);
}

gboolean
hx_import (HxLibrary *library, const char *source, const HxReadOptions *options, HxProgress *progress,
           HxImportReport **report_out, GCancellable *cancellable, GError **error)
{
  g_autoptr (HxImportReport) report = hx_import_report_new ();
  gboolean done;

  g_return_val_if_fail (HX_IS_LIBRARY (library) && source != NULL, FALSE);

  if (!g_file_test (source, G_FILE_TEST_IS_DIR))
    done = import_file (library, source, options, progress, report, cancellable, error);
  else if (hx_import_is_ptbxl (source))
    done = hx_import_ptbxl (library, source, options, progress, report, cancellable, error);
  else
    done = import_folder (library, source, options, progress, report, cancellable, error);
  if (report_out != NULL)
    *report_out = g_steal_pointer (&report);
  return done;
}

/* --- simulated records ----------------------------------------------------------------- */

typedef struct
{
  HxRandom random; /* of the seed; each record derives its own */
  HxSimOptions options;
} Simulation;

static void
simulate (HxImportItem *item, gpointer user_data)
{
  const Simulation *simulation = user_data;
  const HxSimStatement *statements = hx_simulator_statements ();
  HxRandom random = hx_random_derive (&simulation->random, item->row);
  guint32 labels = hx_simulator_draw_labels (&random);
  g_autoptr (HxSimRecord) record = hx_simulate (labels, &simulation->options, &random);

  item->recording = g_object_ref (record->recording);
  item->age_years = hx_recording_get_age_years (item->recording);
  item->sex = g_strdup (hx_recording_get_sex (item->recording));
  for (guint label = 0; label < HX_SIM_N_LABELS; label++)
    if (labels >> label & 1)
      hx_import_item_add_code (item, statements[label].code, 100.0);
}

static HxStatementInfo *
simulated_statements (void)
{
  const HxSimStatement *statements = hx_simulator_statements ();
  HxStatementInfo *infos = g_new0 (HxStatementInfo, HX_SIM_N_LABELS);

  for (guint i = 0; i < HX_SIM_N_LABELS; i++)
    infos[i] = (HxStatementInfo){
      .code = statements[i].code,
      .description = statements[i].description,
      .diagnostic = statements[i].diagnostic,
      .form = statements[i].form,
      .rhythm = statements[i].rhythm,
      .diagnostic_class = statements[i].diagnostic_class != NULL ? statements[i].diagnostic_class : "",
      .diagnostic_subclass =
          statements[i].diagnostic_subclass != NULL ? statements[i].diagnostic_subclass : "",
    };
  return infos;
}

gboolean
hx_import_simulated (HxLibrary *library, guint n_records, guint64 seed, double noise, HxProgress *progress,
                     HxImportReport **report_out, GCancellable *cancellable, GError **error)
{
  g_autoptr (HxImportReport) report = hx_import_report_new ();
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify)hx_import_item_free);
  g_autofree HxStatementInfo *infos = simulated_statements ();
  g_autofree char *dataset = g_strdup_printf ("simulator-%" G_GUINT64_FORMAT, seed);
  g_autofree char *title = g_strdup_printf ("Simulated (seed %" G_GUINT64_FORMAT ")", seed);
  const HxImportStatements statements = { infos, HX_SIM_N_LABELS, FALSE };
  Simulation simulation = { hx_random_from_seed (seed), HX_SIM_OPTIONS_DEFAULT };
  gboolean done;

  g_return_val_if_fail (HX_IS_LIBRARY (library), FALSE);

  if (n_records == 0 || n_records > MAX_SIMULATED || !(noise >= 0.0 && noise <= 10.0))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                   "%u records with noise %g cannot be simulated (1 to %d records, noise 0 to 10)", n_records,
                   noise, MAX_SIMULATED);
      return FALSE;
    }
  simulation.options.noise = noise;
  for (guint i = 0; i < n_records; i++)
    {
      g_autofree char *id = g_strdup_printf ("%05u", i + 1);
      HxImportItem *item = hx_import_item_new (id, dataset, title, id);

      g_free (item->origin);
      item->origin = g_strdup (HX_ORIGIN_SIMULATED);
      item->fold = (int)(i % N_FOLDS) + 1;
      item->row = i;
      g_ptr_array_add (items, item);
    }
  done = hx_import_items (library, items, &statements, simulate, &simulation, progress, report, cancellable,
                          error);
  if (report_out != NULL)
    *report_out = g_steal_pointer (&report);
  return done;
}
