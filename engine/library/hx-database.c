/* hx-database.c: the library's SQLite connection
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-database.h"

#include "engine/base/hx-error.h"

#include <math.h>

#define APPLICATION_ID 0x48784c62 /* "HxLb" */
#define BUSY_TIMEOUT_MS 60000

/* Signals lie in files of their own; offsets are in bytes. Lead names and labels are joined by line breaks.
 */
static const char version_1[] =
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

/* Audits and marks. An audit may come before its model, and lies in blobs of all records: an int64 each, and
 * for each label a byte and a float32, in this machine's order as the signals are. */
static const char version_2[] =
    "CREATE TABLE audits (model TEXT PRIMARY KEY, records BLOB NOT NULL);"
    "CREATE TABLE audit_labels (model TEXT NOT NULL REFERENCES audits (model) ON DELETE CASCADE,"
    "  place INTEGER NOT NULL, code TEXT NOT NULL, given BLOB NOT NULL, margins BLOB NOT NULL,"
    "  UNIQUE (model, place));"
    "CREATE TABLE marks (record INTEGER NOT NULL REFERENCES records (id) ON DELETE CASCADE,"
    "  name TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (record, name)) WITHOUT ROWID;";

/* What makes each version of the one before it; a new library begins at 0. A version that was released is
 * never changed again. */
static const char *const versions[] = { version_1, version_2 };

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

/* The version of the tables: 0 in a file that is empty still. What is no library, or a newer one, fails. */
static gboolean
read_version (HxDatabase *database, gint64 *version, GError **error)
{
  gint64 application, n_tables;

  if (!read_number (database, "PRAGMA application_id", &application, error)
      || !read_number (database, "PRAGMA user_version", version, error)
      || !read_number (database, "SELECT count(*) FROM sqlite_master", &n_tables, error))
    return FALSE;
  if (application == 0 && n_tables == 0)
    {
      *version = 0;
      return TRUE;
    }
  if (application != APPLICATION_ID)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: this is not a Hexaxial library", database->path);
      return FALSE;
    }
  if (*version < 1 || *version > (gint64)G_N_ELEMENTS (versions))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT,
                   "%s: the library has version %" G_GINT64_FORMAT
                   "; this program reads versions up to %" G_GSIZE_FORMAT,
                   database->path, *version, G_N_ELEMENTS (versions));
      return FALSE;
    }
  return TRUE;
}

/* Brings the tables to this version, unless another program was quicker: all of it or nothing. */
static gboolean
upgrade (HxDatabase *database, GError **error)
{
  g_autofree char *stamp =
      g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %" G_GSIZE_FORMAT "; COMMIT",
                       APPLICATION_ID, G_N_ELEMENTS (versions));
  gint64 version;
  gboolean done;

  if (!hx_database_execute (database, "BEGIN IMMEDIATE", error))
    return FALSE;
  done = read_version (database, &version, error);
  for (gsize next = done ? (gsize)version : 0; done && next < G_N_ELEMENTS (versions); next++)
    done = hx_database_execute (database, versions[next], error);
  done = done && hx_database_execute (database, stamp, error);
  if (!done)
    hx_database_execute (database, "ROLLBACK", NULL);
  return done;
}

/* An empty file is a library only for who wants to make one. */
static gboolean
prepare_schema (HxDatabase *database, gboolean create, GError **error)
{
  gint64 version;

  if (!read_version (database, &version, error))
    return FALSE;
  if (version == 0 && !create)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: this is not a Hexaxial library", database->path);
      return FALSE;
    }
  return version == (gint64)G_N_ELEMENTS (versions) || upgrade (database, error);
}

HxDatabase *
hx_database_open (const char *path, gboolean create, GError **error)
{
  g_autoptr (HxDatabase) database = g_new0 (HxDatabase, 1);
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);

  database->path = g_strdup (path);
  if (sqlite3_open_v2 (path, &database->connection, flags, NULL) != SQLITE_OK)
    {
      hx_database_fail (database, error);
      return NULL;
    }
  sqlite3_busy_timeout (database->connection, BUSY_TIMEOUT_MS);
  /* What is no library is left as it is: the journal's mode is a part of the file. */
  if (!prepare_schema (database, create, error)
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
