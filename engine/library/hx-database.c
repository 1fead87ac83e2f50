/* hx-database.c: the library's SQLite connection
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-database.h"

#include "engine/base/hx-error.h"

#include <math.h>

#define APPLICATION_ID 0x48784c62 /* "HxLb" */
#define SCHEMA_VERSION 1
#define BUSY_TIMEOUT_MS 60000

/* Signals lie in files of their own; offsets are in bytes. Lead names and labels are joined by line breaks.
 */
static const char schema[] =
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE datasets (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, title TEXT NOT NULL);"
    "CREATE TABLE statements (code TEXT PRIMARY KEY, description TEXT NOT NULL, diagnostic INTEGER NOT NULL,"
    "  form INTEGER NOT NULL, rhythm INTEGER NOT NULL, class TEXT NOT NULL, subclass TEXT NOT NULL) WITHOUT "
    "ROWID;"
    "CREATE TABLE records (id INTEGER PRIMARY KEY, dataset INTEGER NOT NULL REFERENCES datasets (id),"
    "  record_id TEXT NOT NULL, origin TEXT NOT NULL, fold INTEGER NOT NULL, patient_id TEXT, age REAL, sex "
    "TEXT,"
    "  recorded_at TEXT, report TEXT, metadata TEXT NOT NULL, lead_names TEXT NOT NULL, rate_hz REAL NOT "
    "NULL,"
    "  n_samples INTEGER NOT NULL, reading_offset INTEGER NOT NULL, training_samples INTEGER,"
    "  training_offset INTEGER, signal_hash TEXT NOT NULL, UNIQUE (dataset, record_id));"
    "CREATE TABLE record_codes (record INTEGER NOT NULL REFERENCES records (id) ON DELETE CASCADE,"
    "  place INTEGER NOT NULL, code TEXT NOT NULL, likelihood REAL, PRIMARY KEY (record, place)) WITHOUT "
    "ROWID;"
    "CREATE TABLE models (hash TEXT PRIMARY KEY, name TEXT NOT NULL, backbone TEXT NOT NULL, head TEXT NOT "
    "NULL,"
    "  task TEXT NOT NULL, origin TEXT NOT NULL, labels TEXT NOT NULL, added_at TEXT NOT NULL, history TEXT)"
    "  WITHOUT ROWID;"
    "CREATE TABLE predictions (model TEXT NOT NULL REFERENCES models (hash) ON DELETE CASCADE,"
    "  record INTEGER NOT NULL REFERENCES records (id) ON DELETE CASCADE, statements BLOB NOT NULL,"
    "  UNIQUE (model, record));";

gboolean
hx_database_fail (HxDatabase *database, GError **error)
{
  switch (sqlite3_errcode (database->connection) & 0xff)
    {
    case SQLITE_FULL:
      g_set_error (error, HX_ERROR, HX_ERROR_STORAGE, "%s: cannot write: the disk is full", database->path);
      break;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: the library is damaged: %s", database->path,
                   sqlite3_errmsg (database->connection));
      break;
    case SQLITE_BUSY:
      g_set_error (error, HX_ERROR, HX_ERROR_STORAGE, "%s: another program is changing this library",
                   database->path);
      break;
    default:
      g_set_error (error, HX_ERROR, HX_ERROR_STORAGE, "%s: %s", database->path,
                   sqlite3_errmsg (database->connection));
      break;
    }
  return FALSE;
}

gboolean
hx_database_execute (HxDatabase *database, const char *sql, GError **error)
{
  if (sqlite3_exec (database->connection, sql, NULL, NULL, NULL) != SQLITE_OK)
    return hx_database_fail (database, error);
  return TRUE;
}

sqlite3_stmt *
hx_database_prepare (HxDatabase *database, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (database->connection, sql, -1, &statement, NULL) != SQLITE_OK)
    {
      hx_database_fail (database, error);
      return NULL;
    }
  return statement;
}

gboolean
hx_database_step (HxDatabase *database, sqlite3_stmt *statement, gboolean *has_row, GError **error)
{
  int result = sqlite3_step (statement);

  *has_row = result == SQLITE_ROW;
  return result == SQLITE_ROW || result == SQLITE_DONE || hx_database_fail (database, error);
}

gboolean
hx_database_run (HxDatabase *database, sqlite3_stmt *statement, GError **error)
{
  gboolean done = sqlite3_step (statement) == SQLITE_DONE || hx_database_fail (database, error);

  sqlite3_reset (statement);
  return done;
}

void
hx_database_bind_text (sqlite3_stmt *statement, int place, const char *text)
{
  if (text != NULL)
    sqlite3_bind_text (statement, place, text, -1, SQLITE_TRANSIENT);
  else
    sqlite3_bind_null (statement, place);
}

void
hx_database_bind_double (sqlite3_stmt *statement, int place, double value)
{
  if (isfinite (value))
    sqlite3_bind_double (statement, place, value);
  else
    sqlite3_bind_null (statement, place);
}

char *
hx_database_column_text (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *)sqlite3_column_text (statement, column));
}

double
hx_database_column_double (sqlite3_stmt *statement, int column)
{
  return sqlite3_column_type (statement, column) == SQLITE_NULL ? (double)NAN
                                                                : sqlite3_column_double (statement, column);
}

static gboolean
read_number (HxDatabase *database, const char *pragma, gint64 *number, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = hx_database_prepare (database, pragma, error);
  gboolean has_row;

  if (statement == NULL || !hx_database_step (database, statement, &has_row, error))
    return FALSE;
  *number = has_row ? sqlite3_column_int64 (statement, 0) : 0;
  return TRUE;
}

static gboolean
is_empty (HxDatabase *database, gboolean *empty, GError **error)
{
  gint64 application, n_tables;

  if (!read_number (database, "PRAGMA application_id", &application, error)
      || !read_number (database, "SELECT count(*) FROM sqlite_master", &n_tables, error))
    return FALSE;
  *empty = application == 0 && n_tables == 0;
  return TRUE;
}

/* The tables, unless another program was quicker. */
static gboolean
make_schema (HxDatabase *database, GError **error)
{
  g_autofree char *stamp = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d;",
                                            APPLICATION_ID, SCHEMA_VERSION);
  gboolean empty;

  return hx_database_execute (database, "BEGIN IMMEDIATE", error) && is_empty (database, &empty, error)
         && (!empty
             || (hx_database_execute (database, schema, error)
                 && hx_database_execute (database, stamp, error)))
         && hx_database_execute (database, "COMMIT", error);
}

static gboolean
check_schema (HxDatabase *database, GError **error)
{
  gint64 application, version;

  if (!read_number (database, "PRAGMA application_id", &application, error)
      || !read_number (database, "PRAGMA user_version", &version, error))
    return FALSE;
  if (application != APPLICATION_ID)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: this is not a Hexaxial library", database->path);
      return FALSE;
    }
  if (version != SCHEMA_VERSION)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT,
                   "%s: the library has version %" G_GINT64_FORMAT "; this program reads version %d",
                   database->path, version, SCHEMA_VERSION);
      return FALSE;
    }
  return TRUE;
}

HxDatabase *
hx_database_open (const char *path, gboolean create, GError **error)
{
  g_autoptr (HxDatabase) database = g_new0 (HxDatabase, 1);
  gboolean empty;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);

  database->path = g_strdup (path);
  if (sqlite3_open_v2 (path, &database->connection, flags, NULL) != SQLITE_OK)
    {
      hx_database_fail (database, error);
      return NULL;
    }
  sqlite3_busy_timeout (database->connection, BUSY_TIMEOUT_MS);
  /* What is no library is left as it is: the journal's mode is a part of the file. */
  if (!is_empty (database, &empty, error) || (create && empty && !make_schema (database, error))
      || !check_schema (database, error)
      || !hx_database_execute (
          database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON",
          error))
    return NULL;
  return g_steal_pointer (&database);
}

void
hx_database_free (HxDatabase *database)
{
  if (database == NULL)
    return;
  sqlite3_close_v2 (database->connection);
  g_free (database->path);
  g_free (database);
}
