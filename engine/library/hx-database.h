/* hx-database.h: the library's SQLite connection
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

/**
 * HxDatabase: one connection, with the path that errors name. Used by one thread at a time.
 */
typedef struct
{
  sqlite3 *connection;
  char *path;
} HxDatabase;

/**
 * hx_database_open:
 *
 * Opens (or makes, if @create) the file in WAL mode with foreign keys, and the tables of this version: an
 * older library is upgraded, and loses nothing. A file that is no library, or one of a newer version, is
 * %HX_ERROR_FORMAT.
 */
HxDatabase *hx_database_open (const char *path, gboolean create, GError **error);
void hx_database_free (HxDatabase *database);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxDatabase, hx_database_free)

/** Sets @error from the connection's last failure, names the file, and returns FALSE. */
gboolean hx_database_fail (HxDatabase *database, GError **error);

/** Runs statements that return nothing. */
gboolean hx_database_execute (HxDatabase *database, const char *sql, GError **error);

sqlite3_stmt *hx_database_prepare (HxDatabase *database, const char *sql, GError **error);

/** The next row: TRUE with @has_row, or FALSE with @error. */
gboolean hx_database_step (HxDatabase *database, sqlite3_stmt *statement, gboolean *has_row, GError **error);

/** Runs a statement that returns no row, and resets it. */
gboolean hx_database_run (HxDatabase *database, sqlite3_stmt *statement, GError **error);

/* Binding, with NULL for what is not known. Text is copied. */
void hx_database_bind_text (sqlite3_stmt *statement, int place, const char *text);
void hx_database_bind_double (sqlite3_stmt *statement, int place, double value);

/** A column's text, or NULL. Returns: (transfer full) */
char *hx_database_column_text (sqlite3_stmt *statement, int column);
/** A column's number, or NaN. */
double hx_database_column_double (sqlite3_stmt *statement, int column);

G_END_DECLS
