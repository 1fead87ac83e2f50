/* hx-library-models.c: models that the library keeps, and what they have said
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-library-private.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-file.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_MODEL_BYTES ((gsize)4 << 30)
#define MAX_LABELS 4096

HxModelInfo *
hx_model_info_ref (HxModelInfo *info)
{
  return g_atomic_rc_box_acquire (info);
}

static void
clear_model_info (gpointer data)
{
  HxModelInfo *info = data;

  g_free (info->hash);
  g_free (info->name);
  g_free (info->path);
  g_free (info->backbone);
  g_free (info->head);
  g_free (info->task);
  g_free (info->origin);
  g_strfreev (info->labels);
  g_free (info->added_at);
  g_free (info->history_json);
}

void
hx_model_info_unref (HxModelInfo *info)
{
  if (info != NULL)
    g_atomic_rc_box_release_full (info, clear_model_info);
}

static char *
model_path (HxLibrary *self, const char *hash)
{
  g_autofree char *name = g_strdup_printf ("models/%s.safetensors", hash);

  return hx_library_get_path (self, name);
}

static gboolean
hash_is_plain (const char *hash)
{
  return strlen (hash) == 64 && strspn (hash, "0123456789abcdef") == 64;
}

/* Copies the file, and makes sure that it is the one meant. */
static gboolean
copy_model (HxLibrary *self, const char *hash, const char *from, GError **error)
{
  g_autofree char *to = model_path (self, hash);
  g_autofree char *content = NULL;
  g_autofree char *found = NULL;
  gsize n_bytes;

  content = hx_file_read_all (from, MAX_MODEL_BYTES, &n_bytes, error);
  if (content == NULL)
    return FALSE;
  found = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)content, n_bytes);
  if (!g_str_equal (found, hash))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT, "%s: the file has changed since it was read",
                   from);
      return FALSE;
    }
  return g_file_test (to, G_FILE_TEST_EXISTS) || hx_file_write_all (to, content, n_bytes, error);
}

gboolean
hx_library_add_model (HxLibrary *self, const HxModelInfo *info, const char *path, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *added_at = g_date_time_format_iso8601 (now);
  g_autofree char *labels = NULL;

  g_return_val_if_fail (HX_IS_LIBRARY (self) && info != NULL && path != NULL, FALSE);
  g_return_val_if_fail (info->hash != NULL && hash_is_plain (info->hash), FALSE);

  labels = g_strjoinv ("\n", info->labels);
  if (!copy_model (self, info->hash, path, error))
    return FALSE;
  statement = hx_database_prepare (
      self->database,
      "INSERT INTO models VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE"
      " SET name = excluded.name, history = coalesce(excluded.history, history)",
      error);
  if (statement == NULL)
    return FALSE;
  hx_database_bind_text (statement, 1, info->hash);
  hx_database_bind_text (statement, 2, info->name);
  hx_database_bind_text (statement, 3, info->backbone);
  hx_database_bind_text (statement, 4, info->head);
  hx_database_bind_text (statement, 5, info->task);
  hx_database_bind_text (statement, 6, info->origin);
  hx_database_bind_text (statement, 7, labels);
  hx_database_bind_text (statement, 8, added_at);
  hx_database_bind_text (statement, 9, info->history_json);
  return hx_database_run (self->database, statement, error);
}

GPtrArray *
hx_library_list_models (HxLibrary *self, GError **error)
{
  g_autoptr (GPtrArray) infos = g_ptr_array_new_with_free_func ((GDestroyNotify)hx_model_info_unref);
  g_autoptr (sqlite3_stmt) row = NULL;
  gboolean has_row;

  g_return_val_if_fail (HX_IS_LIBRARY (self), NULL);

  row = hx_database_prepare (
      self->database,
      "SELECT hash, name, backbone, head, task, origin, labels, added_at, history FROM models"
      " ORDER BY added_at DESC, hash",
      error);
  if (row == NULL)
    return NULL;
  for (;;)
    {
      HxModelInfo *info;

      if (!hx_database_step (self->database, row, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&infos);
      info = g_atomic_rc_box_new0 (HxModelInfo);
      info->hash = hx_database_column_text (row, 0);
      info->name = hx_database_column_text (row, 1);
      info->path = model_path (self, info->hash);
      info->backbone = hx_database_column_text (row, 2);
      info->head = hx_database_column_text (row, 3);
      info->task = hx_database_column_text (row, 4);
      info->origin = hx_database_column_text (row, 5);
      info->labels = g_strsplit ((const char *)sqlite3_column_text (row, 6), "\n", -1);
      info->added_at = hx_database_column_text (row, 7);
      info->history_json = hx_database_column_text (row, 8);
      g_ptr_array_add (infos, info);
    }
}

static gboolean
forget_model (HxLibrary *self, const char *hash, GError **error)
{
  static const char *const changes[] = { "DELETE FROM models WHERE hash = ?",
                                         "DELETE FROM audits WHERE model = ?" };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (sqlite3_stmt) statement = hx_database_prepare (self->database, changes[i], error);

      if (statement == NULL)
        return FALSE;
      hx_database_bind_text (statement, 1, hash);
      if (!hx_database_run (self->database, statement, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
hx_library_remove_model (HxLibrary *self, const char *hash, GError **error)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (HX_IS_LIBRARY (self) && hash != NULL && hash_is_plain (hash), FALSE);

  if (!hx_database_execute (self->database, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (!forget_model (self, hash, error) || !hx_database_execute (self->database, "COMMIT", error))
    {
      hx_database_execute (self->database, "ROLLBACK", NULL);
      return FALSE;
    }
  path = model_path (self, hash);
  if (g_unlink (path) < 0 && errno != ENOENT)
    {
      hx_error_set_errno (error, path, "cannot remove", errno);
      return FALSE;
    }
  return TRUE;
}

/* --- predictions ------------------------------------------------------------------ */

/* Labels of a model, or 0 with @error if the library does not know it. */
static guint
count_labels (HxLibrary *self, const char *model_hash, GError **error)
{
  g_autoptr (sqlite3_stmt) row =
      hx_database_prepare (self->database, "SELECT labels FROM models WHERE hash = ?", error);
  g_auto (GStrv) labels = NULL;
  gboolean has_row;

  if (row == NULL)
    return 0;
  hx_database_bind_text (row, 1, model_hash);
  if (!hx_database_step (self->database, row, &has_row, error))
    return 0;
  if (!has_row)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "%s: there is no model %s", self->folder, model_hash);
      return 0;
    }
  labels = g_strsplit ((const char *)sqlite3_column_text (row, 0), "\n", -1);
  return g_strv_length (labels);
}

static gboolean
store_rows (HxLibrary *self, const char *model_hash, const gint64 *keys, guint n_records,
            const HxStatement *statements, guint n_labels, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      hx_database_prepare (self->database, "INSERT OR REPLACE INTO predictions VALUES (?, ?, ?)", error);

  if (statement == NULL)
    return FALSE;
  hx_database_bind_text (statement, 1, model_hash);
  for (guint i = 0; i < n_records; i++)
    {
      sqlite3_bind_int64 (statement, 2, keys[i]);
      sqlite3_bind_blob64 (statement, 3, statements + (gsize)i * n_labels, n_labels * sizeof (HxStatement),
                           SQLITE_STATIC);
      if (!hx_database_run (self->database, statement, error))
        return FALSE;
    }
  return TRUE;
}

/* Statements of one number of labels only, or they could not be read again. */
static gboolean
check_n_labels (HxLibrary *self, const char *model_hash, guint n_labels, GError **error)
{
  const guint expected = count_labels (self, model_hash, error);

  if (expected > 0 && expected != n_labels)
    g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT, "%s: model %s has %u labels, not %u", self->folder,
                 model_hash, expected, n_labels);
  return expected == n_labels;
}

gboolean
hx_library_store_predictions (HxLibrary *self, const char *model_hash, const gint64 *keys, guint n_records,
                              const HxStatement *statements, guint n_labels, GError **error)
{
  g_return_val_if_fail (HX_IS_LIBRARY (self) && model_hash != NULL && n_labels > 0 && n_labels <= MAX_LABELS,
                        FALSE);

  if (!hx_database_execute (self->database, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (check_n_labels (self, model_hash, n_labels, error)
      && store_rows (self, model_hash, keys, n_records, statements, n_labels, error)
      && hx_database_execute (self->database, "COMMIT", error))
    return TRUE;
  hx_database_execute (self->database, "ROLLBACK", NULL);
  return FALSE;
}

/* A row's statements, if it has as many as there are labels. */
static const void *
row_statements (HxLibrary *self, sqlite3_stmt *row, int column, guint n_labels, GError **error)
{
  if (sqlite3_column_bytes (row, column) == (int)(n_labels * sizeof (HxStatement)))
    return sqlite3_column_blob (row, column);
  g_set_error (error, HX_ERROR, HX_ERROR_FORMAT,
               "%s: the library is damaged: predictions of another number of labels", self->folder);
  return NULL;
}

HxStatement *
hx_library_get_statements (HxLibrary *self, const char *model_hash, gint64 key, guint *n_labels,
                           GError **error)
{
  g_autoptr (sqlite3_stmt) row = NULL;
  const void *statements;
  gboolean has_row;
  guint n;

  g_return_val_if_fail (HX_IS_LIBRARY (self) && model_hash != NULL, NULL);

  n = count_labels (self, model_hash, error);
  row = n > 0 ? hx_database_prepare (
            self->database, "SELECT statements FROM predictions WHERE model = ? AND record = ?", error)
              : NULL;
  if (row == NULL)
    return NULL;
  hx_database_bind_text (row, 1, model_hash);
  sqlite3_bind_int64 (row, 2, key);
  if (!hx_database_step (self->database, row, &has_row, error) || !has_row)
    return NULL;
  statements = row_statements (self, row, 0, n, error);
  if (statements != NULL && n_labels != NULL)
    *n_labels = n;
  return statements != NULL ? g_memdup2 (statements, n * sizeof (HxStatement)) : NULL;
}

void
hx_prediction_table_free (HxPredictionTable *table)
{
  if (table == NULL)
    return;
  g_free (table->keys);
  g_free (table->statements);
  g_free (table);
}

HxPredictionTable *
hx_library_get_predictions (HxLibrary *self, const char *model_hash, GError **error)
{
  g_autoptr (HxPredictionTable) table = NULL;
  g_autoptr (sqlite3_stmt) row = NULL;
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) statements = g_array_new (FALSE, FALSE, sizeof (HxStatement));
  gboolean has_row;
  guint n_labels;

  g_return_val_if_fail (HX_IS_LIBRARY (self) && model_hash != NULL, NULL);

  n_labels = count_labels (self, model_hash, error);
  row =
      n_labels > 0 ? hx_database_prepare (
          self->database, "SELECT record, statements FROM predictions WHERE model = ? ORDER BY record", error)
                   : NULL;
  if (row == NULL)
    return NULL;
  hx_database_bind_text (row, 1, model_hash);
  for (;;)
    {
      const void *found;
      gint64 key;

      if (!hx_database_step (self->database, row, &has_row, error))
        return NULL;
      if (!has_row)
        break;
      found = row_statements (self, row, 1, n_labels, error);
      if (found == NULL)
        return NULL;
      key = sqlite3_column_int64 (row, 0);
      g_array_append_val (keys, key);
      g_array_append_vals (statements, found, n_labels);
    }
  table = g_new0 (HxPredictionTable, 1);
  table->n_records = keys->len;
  table->n_labels = n_labels;
  table->keys = (gint64 *)(void *)g_array_free (g_steal_pointer (&keys), FALSE);
  table->statements = (HxStatement *)(void *)g_array_free (g_steal_pointer (&statements), FALSE);
  return g_steal_pointer (&table);
}
