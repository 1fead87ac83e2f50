/* hx-csv.h: a CSV parser (RFC 4180)
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HxCsv:
 *
 * A whole table in memory: quoted fields, commas, doubled quotes and line breaks inside
 * them, CRLF or LF, a UTF-8 byte-order mark, an empty last line. Text is validated as UTF-8.
 * Immutable once read.
 */
typedef struct _HxCsv HxCsv;

/**
 * hx_csv_read:
 *
 * Errors name the file, the line where the fault begins, and the fault: a quote that is not
 * closed, text after a closing quote, a row with more or fewer fields than the header, a
 * column named twice, no header, text that is not UTF-8.
 */
HxCsv *hx_csv_read (const char *path, GError **error);
HxCsv *hx_csv_parse (const char *text, gsize n_bytes, const char *name_for_errors, GError **error);
void hx_csv_free (HxCsv *csv);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxCsv, hx_csv_free)

guint hx_csv_get_n_rows (const HxCsv *csv); /* without the header */
guint hx_csv_get_n_columns (const HxCsv *csv);
const char *hx_csv_get_column_name (const HxCsv *csv, guint column);
int hx_csv_find_column (const HxCsv *csv, const char *name); /* -1 if there is none */
guint hx_csv_get_line (const HxCsv *csv, guint row);         /* first line of the row in the file, from 1 */

/** A cell's text, "" if empty; valid as long as the table. */
const char *hx_csv_get (const HxCsv *csv, guint row, guint column);

/** @text as a field, quoted where it must be. Returns: (transfer full) */
char *hx_csv_quote (const char *text);

G_END_DECLS
