/* hx-library-marks.c: what a reader leaves at a record
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-library-marks.h"

#include "engine/base/hx-error.h"
#include "engine/library/hx-library-private.h"

#include <json-glib/json-glib.h>
#include <string.h>

static gboolean
check_document (HxLibrary *self, gint64 key, const char *name, const char *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) fault = NULL;
  const gsize n_bytes = strlen (json);

  if (n_bytes > HX_MARK_MAX_BYTES)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                   "%s: record %" G_GINT64_FORMAT ": “%s” has %" G_GSIZE_FORMAT
                   " bytes, more than the %" G_GSIZE_FORMAT " that it may have",
                   self->folder, key, name, n_bytes, HX_MARK_MAX_BYTES);
      return FALSE;
    }
  if (json_parser_load_from_data (parser, json, (gssize)n_bytes, &fault)
      && json_parser_get_root (parser) != NULL)
    return TRUE;
  g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: record %" G_GINT64_FORMAT ": “%s” is not JSON: %s",
               self->folder, key, name, fault != NULL ? fault->message : "it is empty");
  return FALSE;
}

gboolean
hx_library_set_mark (HxLibrary *self, gint64 key, const char *name, const char *json, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;

  g_return_val_if_fail (HX_IS_LIBRARY (self) && name != NULL && name[0] != '\0' && json != NULL, FALSE);

  if (!check_document (self, key, name, json, error))
    return FALSE;
  /* Nothing is selected, and so nothing written, for a record that is not there. */
  statement = hx_database_prepare (self->database,
                                   "INSERT INTO marks SELECT id, ?2, ?3 FROM records WHERE id = ?1"
                                   " ON CONFLICT (record, name) DO UPDATE SET document = excluded.document",
                                   error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, key);
  hx_database_bind_text (statement, 2, name);
  hx_database_bind_text (statement, 3, json);
  if (!hx_database_run (self->database, statement, error))
    return FALSE;
  if (sqlite3_changes (self->database->connection) > 0)
    return TRUE;
  g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "%s: there is no record %" G_GINT64_FORMAT, self->folder,
               key);
  return FALSE;
}

char *
hx_library_get_mark (HxLibrary *self, gint64 key, const char *name, GError **error)
{
  g_autoptr (sqlite3_stmt) row = NULL;
  gboolean has_row;

  g_return_val_if_fail (HX_IS_LIBRARY (self) && name != NULL, NULL);

  row =
      hx_database_prepare (self->database, "SELECT document FROM marks WHERE record = ? AND name = ?", error);
  if (row == NULL)
    return NULL;
  sqlite3_bind_int64 (row, 1, key);
  hx_database_bind_text (row, 2, name);
  if (!hx_database_step (self->database, row, &has_row, error) || !has_row)
    return NULL;
  return hx_database_column_text (row, 0);
}

GHashTable *
hx_library_list_marked (HxLibrary *self, const char *name, GError **error)
{
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (sqlite3_stmt) rows = NULL;
  gboolean has_row;

  g_return_val_if_fail (HX_IS_LIBRARY (self) && name != NULL, NULL);

  rows = hx_database_prepare (self->database, "SELECT record FROM marks WHERE name = ?", error);
  if (rows == NULL)
    return NULL;
  hx_database_bind_text (rows, 1, name);
  do
    {
      gint64 key;

      if (!hx_database_step (self->database, rows, &has_row, error))
        return NULL;
      key = has_row ? sqlite3_column_int64 (rows, 0) : 0;
      if (has_row)
        g_hash_table_add (keys, g_memdup2 (&key, sizeof key));
    }
  while (has_row);
  return g_steal_pointer (&keys);
}

gboolean
hx_library_delete_mark (HxLibrary *self, gint64 key, const char *name, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;

  g_return_val_if_fail (HX_IS_LIBRARY (self) && name != NULL, FALSE);

  statement = hx_database_prepare (self->database, "DELETE FROM marks WHERE record = ? AND name = ?", error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, key);
  hx_database_bind_text (statement, 2, name);
  return hx_database_run (self->database, statement, error);
}
