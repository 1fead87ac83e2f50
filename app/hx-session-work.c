/* hx-session-work.c: importing, simulating, opening and predicting, as jobs
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-session-private.h"

#include "engine/run/hx-predict.h"

#include <glib/gi18n.h>

/* Opened files stay in memory whole; more belong into a library. */
#define MAX_OPENED_FILES 500

/* What a job of this file works on. */
typedef struct
{
  char *folder; /* of the library */
  char **paths;
  guint n_records;
  guint64 seed;
  char *model_path; /* (nullable) */
  HxModel *model;
  HxFolds folds;
  GPtrArray *opened; /* of HxRecording: from files; jobs of the lane "files" alone look at it and add to it */
  GArray *few;       /* of gint64, or NULL: whole folds */
  int first_fold;    /* the record on the screen is in it */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;
  g_free (work->folder);
  g_strfreev (work->paths);
  g_free (work->model_path);
  g_clear_object (&work->model);
  g_clear_pointer (&work->opened, g_ptr_array_unref);
  g_clear_pointer (&work->few, g_array_unref);
  g_free (work);
}

static Work *
work_new (HxSession *self)
{
  Work *work = g_new0 (Work, 1);
  work->folder = g_strdup (self->folder);
  return work;
}

static HxJob *
submit_work (HxSession *self, const char *title, HxJobFunc func, Work *work, GDestroyNotify result_destroy,
             const char *lane, HxSessionFinishedFunc finished)
{
  return hx_session_submit (self, hx_job_new (title, func, work, work_free, result_destroy), lane, finished);
}

static void
add_failure (HxImportReport *report, const char *path, const char *message)
{
  HxImportFailure *failure = g_new0 (HxImportFailure, 1);
  failure->path = g_strdup (path);
  failure->message = g_strdup (message);
  g_ptr_array_add (report->failures, failure);
}

static void
failure_free (gpointer data)
{
  HxImportFailure *failure = data;
  g_free (failure->path);
  g_free (failure->message);
  g_free (failure);
}

static HxImportReport *
report_new (void)
{
  HxImportReport *report = g_new0 (HxImportReport, 1);
  report->failures = g_ptr_array_new_with_free_func (failure_free);
  return report;
}

/* --- importing and simulating ------------------------------------------------------------ */

static void
add_report (HxImportReport *whole, const HxImportReport *part)
{
  whole->n_found += part->n_found;
  whole->n_added += part->n_added;
  whole->n_present += part->n_present;
  for (guint i = 0; i < part->failures->len; i++)
    {
      const HxImportFailure *failure = g_ptr_array_index (part->failures, i);
      add_failure (whole, failure->path, failure->message);
    }
}

static gpointer
import_sources (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable,
                GError **error)
{
  const Work *work = user_data;
  guint n = g_strv_length (work->paths);
  g_autoptr (HxLibrary) library = hx_library_open (work->folder, FALSE, 0, error);
  g_autoptr (HxImportReport) whole = report_new ();
  for (guint i = 0; library && i < n; i++)
    {
      HxProgress part = hx_progress_part (progress, (double)i / n, (double)(i + 1) / n);
      g_autoptr (HxImportReport) report = NULL;
      g_autoptr (GError) local = NULL;
      gboolean done = hx_import (library, work->paths[i], NULL, &part, &report, cancellable, &local);
      if (report)
        add_report (whole, report);
      if (!done && (n == 1 || g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      /* A source that cannot be read at all does not keep the others out. */
      if (!done)
        add_failure (whole, work->paths[i], local->message);
    }
  return library ? g_steal_pointer (&whole) : NULL;
}

static gpointer
simulate_records (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable,
                  GError **error)
{
  const Work *work = user_data;
  HxImportReport *report = NULL;
  g_autoptr (HxLibrary) library = hx_library_open (work->folder, TRUE, 0, error);
  if (library
      && hx_import_simulated (library, work->n_records, work->seed, 1.0, progress, &report, cancellable,
                              error))
    return report;
  g_clear_pointer (&report, hx_import_report_free);
  return NULL;
}

static void
records_added (HxJob *job, HxSession *self)
{
  g_autoptr (HxImportReport) report = hx_job_steal_result (job);
  if (hx_session_check_job (self, job, _ ("The records could not be added")))
    {
      g_autoptr (GString) title = g_string_new (NULL);
      g_string_append_printf (title, ngettext ("%u record added", "%u records added", report->n_added),
                              report->n_added);
      if (report->n_present > 0)
        /* Translators: follows "5 records added", a comma between them */
        g_string_append_printf (title, _ (", %u were there already"), report->n_present);
      if (report->failures->len > 0)
        /* Translators: follows "5 records added", a comma between them */
        g_string_append_printf (title, _ (", %u could not be read"), report->failures->len);
      hx_session_report (self, title->str, report->failures);
    }
  /* Whatever became of it: what was added until then is there. */
  if (!self->shut_down)
    hx_session_relist (self);
}

HxJob *
hx_session_import (HxSession *self, const char *const *sources)
{
  Work *work = work_new (self);
  g_autofree char *name = g_path_get_basename (sources[0]);
  /* Translators: a file or a folder is brought into the library */
  g_autofree char *title = g_strdup_printf (_ ("Importing %s"), name);
  g_return_val_if_fail (self->folder != NULL, NULL);
  work->paths = g_strdupv ((char **)sources);
  return submit_work (self, title, import_sources, work, (GDestroyNotify)hx_import_report_free, "files",
                      records_added);
}

static char *
simulating (guint n_records)
{
  return g_strdup_printf (ngettext ("Simulating %u ECG", "Simulating %u ECGs", n_records), n_records);
}

HxJob *
hx_session_simulate (HxSession *self, guint n_records, guint64 seed)
{
  Work *work = work_new (self);
  g_autofree char *title = simulating (n_records);
  g_return_val_if_fail (self->folder != NULL, NULL);
  work->n_records = n_records;
  work->seed = seed;
  return submit_work (self, title, simulate_records, work, (GDestroyNotify)hx_import_report_free, "files",
                      records_added);
}

static gpointer
make_first_library (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable,
                    GError **error)
{
  const Work *work = user_data;
  HxProgress part = hx_progress_part (progress, 0.0, 0.95);
  g_autoptr (HxImportReport) report = simulate_records (job, user_data, &part, cancellable, error);
  if (report && work->model_path)
    {
      g_autoptr (HxLibrary) library = hx_library_open (work->folder, FALSE, 0, error);
      g_autoptr (HxModel) model = library ? hx_model_load (work->model_path, error) : NULL;
      g_autoptr (HxModelInfo) info = model ? hx_model_info_from_model (model, NULL) : NULL;
      if (!info || !hx_library_add_model (library, info, work->model_path, error))
        return NULL;
    }
  return g_steal_pointer (&report);
}

static void
first_library_made (HxJob *job, HxSession *self)
{
  g_autofree char *folder = g_object_steal_data (G_OBJECT (job), "folder");
  g_autoptr (HxImportReport) report = hx_job_steal_result (job);
  hx_session_check_job (self, job, _ ("The first library could not be made"));
  if (!self->shut_down)
    hx_session_open_library (self, folder);
}

HxJob *
hx_session_make_first_library (HxSession *self, const char *folder, guint n_records, guint64 seed,
                               const char *model_path)
{
  Work *work = g_new0 (Work, 1);
  g_autofree char *title = simulating (n_records);
  HxJob *job;
  work->folder = g_canonicalize_filename (folder, NULL);
  work->n_records = n_records;
  work->seed = seed;
  work->model_path = g_strdup (model_path);
  job = hx_job_new (title, make_first_library, work, work_free, (GDestroyNotify)hx_import_report_free);
  g_object_set_data_full (G_OBJECT (job), "folder", g_strdup (work->folder), g_free);
  return hx_session_submit (self, job, "files", first_library_made);
}

/* --- opening ------------------------------------------------------------------------------ */

/* The files of a selection, folders replaced by what lies in them. */
static GPtrArray *
expand_paths (const Work *work, HxImportReport *report, GCancellable *cancellable)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; work->paths[i]; i++)
    {
      g_autoptr (GPtrArray) found = NULL;
      g_autoptr (GError) error = NULL;
      if (!g_file_test (work->paths[i], G_FILE_TEST_IS_DIR))
        {
          g_ptr_array_add (files, g_strdup (work->paths[i]));
          continue;
        }
      found = hx_reader_find_files (work->paths[i], cancellable, &error);
      if (!found || found->len == 0)
        add_failure (report, work->paths[i], error ? error->message : _ ("There is no ECG in this folder."));
      for (guint f = 0; found && f < found->len; f++)
        g_ptr_array_add (files, g_strdup (g_ptr_array_index (found, f)));
    }
  if (files->len > MAX_OPENED_FILES)
    {
      g_autofree char *message = g_strdup_printf (
          _ ("Only the first %d of %u files were opened. Import the folder to have them all."),
          MAX_OPENED_FILES, files->len);
      add_failure (report, work->paths[0], message);
      g_ptr_array_set_size (files, MAX_OPENED_FILES);
    }
  return files;
}

/* What @recording is of those that are open already, if its file has not changed since, else itself, which is
 * one of them from now on. Takes @recording over. Returns: (transfer full) */
static HxRecording *
find_opened (GPtrArray *opened, HxRecording *recording)
{
  g_autofree char *path = g_canonicalize_filename (hx_recording_get_source (recording), NULL);
  for (guint i = 0; i < opened->len; i++)
    {
      HxRecording *other = g_ptr_array_index (opened, i);
      g_autofree char *other_path = g_canonicalize_filename (hx_recording_get_source (other), NULL);
      if (g_str_equal (path, other_path) && hx_recording_is_same (recording, other))
        {
          g_object_unref (recording);
          return g_object_ref (other);
        }
    }
  g_ptr_array_add (opened, g_object_ref (recording));
  return recording;
}

static gpointer
open_files (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  const Work *work = user_data;
  g_autoptr (HxImportReport) report = report_new ();
  g_autoptr (GPtrArray) files = expand_paths (work, report, cancellable);
  for (guint i = 0; i < files->len; i++)
    {
      const char *path = g_ptr_array_index (files, i);
      g_autoptr (GError) local = NULL;
      HxRecording *recording;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      /* How far a single file is nobody knows: the work is seen to go on, not to stand at nothing. */
      hx_progress_report (progress, files->len > 1 ? (double)i / files->len : -1.0, path);
      recording = hx_recording_open (path, NULL, &local);
      if (recording)
        hx_job_post_event (job, find_opened (work->opened, recording), g_object_unref);
      else
        add_failure (report, path, local->message);
      report->n_added += recording != NULL;
    }
  return g_steal_pointer (&report);
}

static void
file_opened (HxJob *job, gpointer event, gpointer user_data)
{
  HxSession *self = user_data;
  HxRecordItem *item = hx_session_find_file (self, event);
  if (!item)
    {
      item = hx_record_item_new_for_file (event, --self->last_file_key);
      hx_session_insert_file (self, item);
    }
  if (!g_object_get_data (G_OBJECT (job), "shown"))
    {
      g_object_set_data (G_OBJECT (job), "shown", job);
      hx_session_set_record (self, item);
    }
  hx_session_request_statements (self, item);
}

static void
files_opened (HxJob *job, HxSession *self)
{
  g_autoptr (HxImportReport) report = hx_job_steal_result (job);
  g_autofree char *title = NULL;
  if (!hx_session_check_job (self, job, _ ("The files could not be opened")) || report->failures->len == 0)
    return;
  title = g_strdup_printf (
      ngettext ("%u file could not be opened", "%u files could not be opened", report->failures->len),
      report->failures->len);
  hx_session_report (self, title, report->failures);
}

HxJob *
hx_session_open_files (HxSession *self, const char *const *paths)
{
  Work *work = work_new (self);
  HxJob *job;
  work->paths = g_strdupv ((char **)paths);
  work->opened = g_ptr_array_ref (self->opened);
  job = hx_job_new (_ ("Opening files"), open_files, work, work_free, (GDestroyNotify)hx_import_report_free);
  hx_job_set_event_func (job, file_opened, self, NULL);
  return hx_session_submit (self, job, "files", files_opened);
}

/* --- predicting ----------------------------------------------------------------------------- */

/* The records of @few, one by one; those without a usable signal are left out. */
static HxPredictions *
predict_few (const Work *work, HxLibrary *library, HxProgress *progress, GCancellable *cancellable,
             GError **error)
{
  guint n_labels = hx_model_get_n_labels (work->model);
  HxPredictions *found = g_new0 (HxPredictions, 1);
  found->n_labels = n_labels;
  found->keys = g_new (gint64, work->few->len);
  found->statements = g_new (HxStatement, (gsize)work->few->len * n_labels);
  for (guint i = 0; i < work->few->len; i++)
    {
      gint64 key = g_array_index (work->few, gint64, i);
      g_autoptr (HxRecording) recording = hx_library_read_recording (library, key, NULL);
      HxStatement *out = found->statements + (gsize)found->n_records * n_labels;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        {
          hx_predictions_free (found);
          return NULL;
        }
      hx_progress_report (progress, (double)i / work->few->len, NULL);
      if (recording && hx_predict_recording (work->model, recording, out, 0, cancellable, NULL))
        found->keys[found->n_records++] = key;
    }
  return found;
}

/* Keeps what was predicted, and hands it over to the window. */
static gboolean
hand_over (HxJob *job, const Work *work, HxLibrary *library, HxPredictions *predictions, GError **error)
{
  if (predictions->n_records > 0
      && !hx_library_store_predictions (library, hx_model_get_hash (work->model), predictions->keys,
                                        predictions->n_records, predictions->statements,
                                        predictions->n_labels, error))
    {
      hx_predictions_free (predictions);
      return FALSE;
    }
  hx_job_post_event (job, predictions, (GDestroyNotify)hx_predictions_free);
  return TRUE;
}

static gpointer
predict_records (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable,
                 GError **error)
{
  const Work *work = user_data;
  g_autoptr (HxLibrary) library = hx_library_open (work->folder, FALSE, 0, error);
  int n_folds = 0, done = 0;
  for (int fold = 0; fold < 64; fold++)
    n_folds += hx_folds_contain (work->folds, fold);
  if (!library)
    return NULL;
  if (work->few)
    {
      HxPredictions *predictions = predict_few (work, library, progress, cancellable, error);
      return predictions && hand_over (job, work, library, predictions, error) ? job : NULL;
    }
  /* Fold after fold, so that results come into the list as they are made. */
  for (int i = 0; i < 64; i++)
    {
      int fold = (work->first_fold + i) % 64;
      HxProgress part = hx_progress_part (progress, (double)done / n_folds, (double)(done + 1) / n_folds);
      HxPredictions *predictions;
      if (!hx_folds_contain (work->folds, fold))
        continue;
      predictions =
          hx_predict_library (work->model, library, (HxFolds)1 << fold, 0, &part, cancellable, error);
      if (!predictions || !hand_over (job, work, library, predictions, error))
        return NULL;
      done++;
    }
  return job;
}

static void
predictions_arrived (HxJob *job, gpointer event, gpointer user_data)
{
  HxSession *self = user_data;
  HxPredictions *predictions = event;
  if (job == self->predicting && predictions->n_records > 0)
    hx_session_take_statements (self, g_steal_pointer (&predictions->keys),
                                g_steal_pointer (&predictions->statements), predictions->n_records);
}

static void
predicted (HxJob *job, HxSession *self)
{
  hx_session_check_job (self, job, _ ("The records could not be predicted"));
  if (job == self->predicting)
    g_clear_object (&self->predicting);
}

HxJob *
hx_session_predict (HxSession *self, HxFolds folds, GArray *few)
{
  Work *work = work_new (self);
  HxJob *job;
  g_autofree char *title = g_strdup_printf (_ ("Predicting with %s"), hx_model_get_name (self->model));
  work->model = g_object_ref (self->model);
  work->folds = folds;
  work->few = few ? g_array_ref (few) : NULL;
  work->first_fold = self->record ? CLAMP (hx_record_item_get_fold (self->record), 0, 63) : 0;
  job = hx_job_new (title, predict_records, work, work_free, NULL);
  hx_job_set_event_func (job, predictions_arrived, self, NULL);
  if (self->predicting)
    hx_job_cancel (self->predicting);
  g_set_object (&self->predicting, job);
  return hx_session_submit (self, job, "compute", predicted);
}

HxJob *
hx_session_predict_all (HxSession *self)
{
  HxFolds folds = 0;
  g_return_val_if_fail (self->model && self->folder, NULL);
  for (guint i = 0; i < self->items->len; i++)
    folds |= (HxFolds)1 << CLAMP (hx_record_item_get_fold (g_ptr_array_index (self->items, i)), 0, 63);
  return hx_session_predict (self, folds, NULL);
}
