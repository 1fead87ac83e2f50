/* hx-import-items.c: adds records to a library, in one transaction
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-import-private.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-parallel.h"
#include "engine/library/hx-pack.h"
#include "engine/tasks/hx-snomed.h"

#include <glib/gi18n-lib.h>

/* Records that are read at a time: bounds memory, and how long a cancellation waits. */
#define RECORDS_AT_ONCE 16

typedef struct
{
  HxLibrary *library;
  HxImportReport *report;
  HxPack reading, training;
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
      || !hx_pack_open (&import->reading, import->library, HX_READING_FILE, reading, error)
      || !hx_pack_open (&import->training, import->library, HX_TRAINING_FILE, training, error))
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
join_leads (HxRecording *recording)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < hx_recording_get_n_leads (recording); i++)
    {
      g_autofree char *name = g_strdelimit (g_strdup (hx_recording_get_lead_name (recording, i)), "\n", ' ');

      g_string_append_printf (names, "%s%s", i > 0 ? "\n" : "", name);
    }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* The recording's samples, appended; their hash is the record's part of the fingerprint. */
static gboolean
append_signals (Import *import, HxImportItem *item, gint64 *reading_offset, gint64 *training_offset,
                char **hash, GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  const gsize n_samples = hx_recording_get_n_samples (item->recording);

  for (guint lead = 0; lead < hx_recording_get_n_leads (item->recording); lead++)
    {
      const float *samples = hx_recording_get_lead_mv (item->recording, lead);
      gint64 offset;

      if (!hx_pack_append (&import->reading, samples, n_samples, &offset, error))
        return FALSE;
      if (lead == 0)
        *reading_offset = offset;
      if (item->training == NULL)
        g_checksum_update (sum, (const guchar *)samples, (gssize)(n_samples * sizeof (float)));
    }
  if (item->training != NULL)
    {
      const gsize n = item->n_training * HX_N_STANDARD_LEADS;

      g_checksum_update (sum, (const guchar *)item->training, (gssize)(n * sizeof (float)));
      if (!hx_pack_append (&import->training, item->training, n, training_offset, error))
        return FALSE;
    }
  *hash = g_strdup (g_checksum_get_string (sum));
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
  g_autofree char *leads = join_leads (item->recording);
  g_autofree char *metadata = metadata_text (item);
  g_autofree char *hash = NULL;
  gint64 reading_offset = 0, training_offset = 0;

  if (!append_signals (import, item, &reading_offset, &training_offset, &hash, error))
    return FALSE;
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
  hx_database_bind_text (add, 11, leads);
  sqlite3_bind_double (add, 12, hx_recording_get_rate_hz (item->recording));
  sqlite3_bind_int64 (add, 13, (gint64)hx_recording_get_n_samples (item->recording));
  sqlite3_bind_int64 (add, 14, reading_offset);
  if (item->training != NULL)
    {
      sqlite3_bind_int64 (add, 15, (gint64)item->n_training);
      sqlite3_bind_int64 (add, 16, training_offset);
    }
  hx_database_bind_text (add, 17, hash);
  if (!hx_database_run (database, add, error)
      || !add_codes (import, item, sqlite3_last_insert_rowid (database->connection), error))
    return FALSE;
  import->report->n_added++;
  return TRUE;
}

/* The copy that training reads: all twelve leads, at the library's rate. */
static void
make_training_copy (HxImportItem *item, double rate_hz)
{
  g_autoptr (HxRecording) resampled = NULL;
  g_autoptr (GError) fault = NULL;
  const char *names[HX_N_STANDARD_LEADS];

  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    {
      names[lead] = hx_lead_name ((HxLead)lead);
      if (hx_recording_find_lead (item->recording, (HxLead)lead) < 0)
        return;
    }
  resampled = hx_recording_resample (item->training_source != NULL ? item->training_source : item->recording,
                                     rate_hz, &fault);
  if (resampled != NULL)
    {
      item->n_training = hx_recording_get_n_samples (resampled);
      item->training = g_new (float, item->n_training *HX_N_STANDARD_LEADS);
      if (hx_recording_interleave (resampled, names, HX_N_STANDARD_LEADS, item->training, &fault))
        return;
    }
  item->failure = g_steal_pointer (&fault);
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
  if (item->failure == NULL)
    make_training_copy (item, batch->import->library->training_rate_hz);
}

static gboolean
add_batch (Import *import, HxImportItem **items, guint n, GCancellable *cancellable, GError **error)
{
  Batch batch = { import, items };
  /* When this is cancelled, what was not read yet is not added. */
  gboolean complete = hx_parallel_for (n, 0, read_item, &batch, cancellable);

  for (guint i = 0; i < n; i++)
    {
      if (items[i]->failure != NULL)
        hx_import_report_add_failure (import->report, items[i]->path, items[i]->failure);
      else if (items[i]->recording != NULL && !add_item (import, items[i], error))
        return FALSE;
      hx_import_item_forget_signals (items[i]);
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

  import.reading = import.training = HX_PACK_CLOSED;
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

      keep = hx_pack_sync (&import.reading, &late) && hx_pack_sync (&import.training, &late)
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
  hx_pack_close (&import.reading, keep);
  hx_pack_close (&import.training, keep);
  if (fault != NULL)
    g_propagate_error (error, g_steal_pointer (&fault));
  return done;
}
