/* hx-import-items.c: adds records to a library, in one transaction
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-import-private.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-parallel.h"
#include "engine/tasks/hx-snomed.h"

#include <glib/gi18n-lib.h>

/* Records between two reports of progress, read and stored side by side before their rows are added. */
#define RECORDS_AT_ONCE 64

typedef struct
{
  HxLibrary *library;
  HxImportReport *report;
  HxImportSignals signals;
  sqlite3_stmt *add_dataset, *add_record, *add_code, *explain_code, *find;
  HxImportRead read;
  gpointer user_data;
} Import;

static gboolean
committed_bytes (HxLibrary *library, gint64 *reading, gint64 *training, GError **error)
{
  g_autoptr (sqlite3_stmt) row =
      hx_database_prepare (library->database,
                           "SELECT max(reading_offset + n_samples * 4 * (1 + length(lead_names) - "
                           "length(replace(lead_names, char(10), '')))),"
                           " max(training_offset + training_samples * 4 * 12) FROM records",
                           error);
  gboolean has_row;

  if (row == NULL || !hx_database_step (library->database, row, &has_row, error))
    return FALSE;
  *reading = sqlite3_column_int64 (row, 0);
  *training = sqlite3_column_int64 (row, 1);
  return TRUE;
}

static gboolean
begin (Import *import, const HxImportStatements *statements, GError **error)
{
  HxDatabase *database = import->library->database;
  gint64 reading, training;

  if (!hx_database_execute (database, "BEGIN IMMEDIATE", error)
      || !committed_bytes (import->library, &reading, &training, error)
      || !hx_import_signals_open (&import->signals, import->library, reading, training, error))
    return FALSE;
  import->add_dataset = hx_database_prepare (
      database, "INSERT INTO datasets (name, title) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", error);
  import->add_record = hx_database_prepare (
      database,
      "INSERT INTO records (dataset, record_id, origin, fold, patient_id, age, sex, recorded_at, report, "
      "metadata,"
      " lead_names, rate_hz, n_samples, reading_offset, training_samples, training_offset, signal_hash) "
      "VALUES"
      " ((SELECT id FROM datasets WHERE name = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      error);
  import->add_code = hx_database_prepare (database, "INSERT INTO record_codes VALUES (?, ?, ?, ?)", error);
  import->explain_code = hx_database_prepare (
      database, "INSERT OR IGNORE INTO statements VALUES (?, ?, 0, 0, 0, '', '')", error);
  if (import->add_dataset == NULL || import->add_record == NULL || import->add_code == NULL
      || import->explain_code == NULL)
    return FALSE;
  for (guint i = 0; statements != NULL && i < statements->n_statements; i++)
    {
      const HxStatementInfo *info = &statements->statements[i];
      g_autoptr (sqlite3_stmt) add = hx_database_prepare (
          database,
          statements->authoritative ? "INSERT OR REPLACE INTO statements VALUES (?, ?, ?, ?, ?, ?, ?)"
                                    : "INSERT OR IGNORE INTO statements VALUES (?, ?, ?, ?, ?, ?, ?)",
          error);

      if (add == NULL)
        return FALSE;
      hx_database_bind_text (add, 1, info->code);
      hx_database_bind_text (add, 2, info->description);
      sqlite3_bind_int (add, 3, info->diagnostic);
      sqlite3_bind_int (add, 4, info->form);
      sqlite3_bind_int (add, 5, info->rhythm);
      hx_database_bind_text (add, 6, info->diagnostic_class);
      hx_database_bind_text (add, 7, info->diagnostic_subclass);
      if (!hx_database_run (database, add, error))
        return FALSE;
    }
  return TRUE;
}

static char *
metadata_text (HxImportItem *item)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, item->metadata);
  return json_to_string (node, FALSE);
}

/* A SNOMED CT code explains itself; the others are the data set's to explain. */
static gboolean
explain_code (Import *import, const char *code, GError **error)
{
  g_autofree char *name = NULL;

  if (!hx_snomed_is_code (code))
    return TRUE;
  name = hx_snomed_describe (code);
  hx_database_bind_text (import->explain_code, 1, code);
  hx_database_bind_text (import->explain_code, 2, name);
  return hx_database_run (import->library->database, import->explain_code, error);
}

static gboolean
add_codes (Import *import, HxImportItem *item, gint64 key, GError **error)
{
  for (guint i = 0; i < item->codes->len; i++)
    {
      sqlite3_bind_int64 (import->add_code, 1, key);
      sqlite3_bind_int (import->add_code, 2, (int)i);
      hx_database_bind_text (import->add_code, 3, g_ptr_array_index (item->codes, i));
      hx_database_bind_double (import->add_code, 4, (double)g_array_index (item->likelihoods, float, i));
      if (!hx_database_run (import->library->database, import->add_code, error)
          || !explain_code (import, g_ptr_array_index (item->codes, i), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_item (Import *import, HxImportItem *item, GError **error)
{
  HxDatabase *database = import->library->database;
  sqlite3_stmt *add = import->add_record;
  g_autofree char *metadata = metadata_text (item);

  hx_database_bind_text (import->add_dataset, 1, item->dataset);
  hx_database_bind_text (import->add_dataset, 2, item->title);
  if (!hx_database_run (database, import->add_dataset, error))
    return FALSE;
  sqlite3_clear_bindings (add);
  hx_database_bind_text (add, 1, item->dataset);
  hx_database_bind_text (add, 2, item->record_id);
  hx_database_bind_text (add, 3, item->origin);
  sqlite3_bind_int (add, 4, item->fold);
  hx_database_bind_text (add, 5, item->patient_id);
  hx_database_bind_double (add, 6, item->age_years);
  hx_database_bind_text (add, 7, item->sex);
  hx_database_bind_text (add, 8, item->recorded_at);
  hx_database_bind_text (add, 9, item->report);
  hx_database_bind_text (add, 10, metadata);
  hx_database_bind_text (add, 11, item->lead_names);
  sqlite3_bind_double (add, 12, item->rate_hz);
  sqlite3_bind_int64 (add, 13, (gint64)item->n_samples);
  sqlite3_bind_int64 (add, 14, item->reading_offset);
  if (item->n_training > 0)
    {
      sqlite3_bind_int64 (add, 15, (gint64)item->n_training);
      sqlite3_bind_int64 (add, 16, item->training_offset);
    }
  hx_database_bind_text (add, 17, item->hash);
  if (!hx_database_run (database, add, error)
      || !add_codes (import, item, sqlite3_last_insert_rowid (database->connection), error))
    return FALSE;
  import->report->n_added++;
  return TRUE;
}

typedef struct
{
  Import *import;
  HxImportItem **items;
} Batch;

static void
read_item (guint index, guint worker, gpointer user_data)
{
  const Batch *batch = user_data;
  HxImportItem *item = batch->items[index];

  batch->import->read (item, batch->import->user_data);
  hx_import_signals_store (&batch->import->signals, index, item);
}

static gboolean
add_batch (Import *import, HxImportItem **items, guint n, GCancellable *cancellable, GError **error)
{
  Batch batch = { import, items };
  gboolean complete;

  hx_import_signals_begin (&import->signals);
  /* When this is cancelled, what was not read yet is not added. */
  complete = hx_parallel_for (n, 0, read_item, &batch, cancellable);
  if (import->signals.fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&import->signals.fault));
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    {
      if (items[i]->failure != NULL)
        hx_import_report_add_failure (import->report, items[i]->path, items[i]->failure);
      else if (items[i]->is_stored && !add_item (import, items[i], error))
        return FALSE;
    }
  if (!complete)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  return complete;
}

static gboolean
is_present (Import *import, HxImportItem *item, gboolean *present, GError **error)
{
  if (import->find == NULL)
    import->find = hx_database_prepare (import->library->database,
                                        "SELECT 1 FROM records JOIN datasets ON datasets.id = dataset"
                                        " WHERE name = ? AND record_id = ?",
                                        error);
  if (import->find == NULL)
    return FALSE;
  hx_database_bind_text (import->find, 1, item->dataset);
  hx_database_bind_text (import->find, 2, item->record_id);
  if (!hx_database_step (import->library->database, import->find, present, error))
    return FALSE;
  sqlite3_reset (import->find);
  return TRUE;
}

static gboolean
add_all (Import *import, GPtrArray *items, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < items->len; i++)
    {
      HxImportItem *item = g_ptr_array_index (items, i);
      gboolean present;

      if (item->failure != NULL)
        {
          hx_import_report_add_failure (import->report, item->path, item->failure);
          continue;
        }
      if (!is_present (import, item, &present, error))
        return FALSE;
      if (present || !g_hash_table_add (seen, g_strconcat (item->dataset, "\n", item->record_id, NULL)))
        import->report->n_present++;
      else
        g_ptr_array_add (wanted, item);
    }
  for (guint i = 0; i < wanted->len; i += RECORDS_AT_ONCE)
    {
      g_autofree char *message = g_strdup_printf (_ ("%u of %u records"), i, wanted->len);

      hx_progress_report (progress, (double)i / wanted->len, message);
      if (!add_batch (import, (HxImportItem **)wanted->pdata + i, MIN (RECORDS_AT_ONCE, wanted->len - i),
                      cancellable, error))
        return FALSE;
    }
  hx_progress_report (progress, 1.0, NULL);
  return TRUE;
}

gboolean
hx_import_items (HxLibrary *library, GPtrArray *items, const HxImportStatements *statements,
                 HxImportRead read, gpointer user_data, HxProgress *progress, HxImportReport *report,
                 GCancellable *cancellable, GError **error)
{
  Import import = { .library = library, .report = report, .read = read, .user_data = user_data };
  g_autoptr (GError) fault = NULL;
  gboolean done, keep;

  import.signals.reading = import.signals.training = HX_PACK_CLOSED;
  report->n_found = items->len;
  done = begin (&import, statements, &fault) && add_all (&import, items, progress, cancellable, &fault);
  keep = done || g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  sqlite3_finalize (import.add_dataset);
  sqlite3_finalize (import.add_record);
  sqlite3_finalize (import.add_code);
  sqlite3_finalize (import.explain_code);
  sqlite3_finalize (import.find);
  if (keep)
    {
      g_autoptr (GError) late = NULL;

      keep = hx_import_signals_sync (&import.signals, &late)
             && hx_database_execute (library->database, "COMMIT", &late);
      if (late != NULL)
        {
          done = FALSE;
          g_clear_error (&fault);
          fault = g_steal_pointer (&late);
        }
    }
  if (!keep)
    {
      if (!sqlite3_get_autocommit (library->database->connection))
        hx_database_execute (library->database, "ROLLBACK", NULL);
      report->n_added = 0;
    }
  hx_import_signals_close (&import.signals, keep);
  if (fault != NULL)
    g_propagate_error (error, g_steal_pointer (&fault));
  return done;
}
