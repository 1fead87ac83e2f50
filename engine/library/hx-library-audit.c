/* hx-library-audit.c: how far records lay from the side of their given labels, by model
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-library-audit.h"

#include "engine/base/hx-error.h"
#include "engine/library/hx-library-private.h"

#include <string.h>

HxAudit *
hx_audit_new (guint n_records, const char *const *codes)
{
  HxAudit *audit;

  g_return_val_if_fail (codes != NULL, NULL);

  audit = g_new0 (HxAudit, 1);
  audit->n_records = n_records;
  audit->codes = g_strdupv ((char **)codes);
  audit->n_labels = g_strv_length (audit->codes);
  audit->records = g_new0 (gint64, n_records);
  audit->given = g_new0 (guint8, (gsize)n_records * audit->n_labels);
  audit->margins = g_new0 (float, (gsize)n_records * audit->n_labels);
  return audit;
}

void
hx_audit_free (HxAudit *audit)
{
  if (audit == NULL)
    return;
  g_free (audit->records);
  g_strfreev (audit->codes);
  g_free (audit->given);
  g_free (audit->margins);
  g_free (audit);
}

/* --- storing ------------------------------------------------------------------------------ */

static gboolean
drop_former (HxLibrary *self, const char *model_hash, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      hx_database_prepare (self->database, "DELETE FROM audits WHERE model = ?", error);

  if (statement == NULL)
    return FALSE;
  hx_database_bind_text (statement, 1, model_hash);
  return hx_database_run (self->database, statement, error);
}

static gboolean
store_records (HxLibrary *self, const char *model_hash, const HxAudit *audit, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      hx_database_prepare (self->database, "INSERT INTO audits VALUES (?, ?)", error);

  if (statement == NULL)
    return FALSE;
  hx_database_bind_text (statement, 1, model_hash);
  /* Where there is no record this is a blob of no bytes, not NULL. */
  sqlite3_bind_blob64 (statement, 2, audit->n_records > 0 ? (const void *)audit->records : "",
                       audit->n_records * sizeof (gint64), SQLITE_STATIC);
  return hx_database_run (self->database, statement, error);
}

/* A row a label: a column of both tables each. */
static gboolean
store_labels (HxLibrary *self, const char *model_hash, const HxAudit *audit, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      hx_database_prepare (self->database, "INSERT INTO audit_labels VALUES (?, ?, ?, ?, ?)", error);
  g_autofree guint8 *given = g_new (guint8, MAX (audit->n_records, 1));
  g_autofree float *margins = g_new (float, MAX (audit->n_records, 1));

  if (statement == NULL)
    return FALSE;
  hx_database_bind_text (statement, 1, model_hash);
  for (guint label = 0; label < audit->n_labels; label++)
    {
      for (gsize record = 0; record < audit->n_records; record++)
        {
          given[record] = audit->given[record * audit->n_labels + label];
          margins[record] = audit->margins[record * audit->n_labels + label];
        }
      sqlite3_bind_int (statement, 2, (int)label);
      hx_database_bind_text (statement, 3, audit->codes[label]);
      sqlite3_bind_blob64 (statement, 4, given, audit->n_records, SQLITE_STATIC);
      sqlite3_bind_blob64 (statement, 5, margins, audit->n_records * sizeof (float), SQLITE_STATIC);
      if (!hx_database_run (self->database, statement, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
hx_library_store_audit (HxLibrary *self, const char *model_hash, const HxAudit *audit, GError **error)
{
  g_return_val_if_fail (HX_IS_LIBRARY (self) && model_hash != NULL && audit != NULL, FALSE);
  g_return_val_if_fail (audit->n_labels == g_strv_length (audit->codes), FALSE);

  if (!hx_database_execute (self->database, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (drop_former (self, model_hash, error) && store_records (self, model_hash, audit, error)
      && store_labels (self, model_hash, audit, error)
      && hx_database_execute (self->database, "COMMIT", error))
    return TRUE;
  hx_database_execute (self->database, "ROLLBACK", NULL);
  return FALSE;
}

/* --- reading ------------------------------------------------------------------------------ */

static void
fail_damaged (HxLibrary *self, const char *model_hash, GError **error)
{
  g_set_error (error, HX_ERROR, HX_ERROR_FORMAT,
               "%s: the library is damaged: the audit of model %s has labels with another number of records",
               self->folder, model_hash);
}

/* The labels' codes, in order, if each label has as many values as there are records: what is allocated for
 * them is then no more than the file holds. Returns: (transfer full) (nullable) */
static char **
read_codes (HxLibrary *self, const char *model_hash, gsize n_records, GError **error)
{
  g_autoptr (sqlite3_stmt) row = hx_database_prepare (
      self->database,
      "SELECT code, length(given), length(margins) FROM audit_labels WHERE model = ? ORDER BY place", error);
  g_autoptr (GStrvBuilder) codes = g_strv_builder_new ();
  gboolean has_row;

  if (row == NULL)
    return NULL;
  hx_database_bind_text (row, 1, model_hash);
  for (;;)
    {
      const char *code;

      if (!hx_database_step (self->database, row, &has_row, error))
        return NULL;
      if (!has_row)
        return g_strv_builder_end (codes);
      code = (const char *)sqlite3_column_text (row, 0);
      if (code == NULL || sqlite3_column_int64 (row, 1) != (gint64)n_records
          || sqlite3_column_int64 (row, 2) != (gint64)(n_records * sizeof (float)))
        {
          fail_damaged (self, model_hash, error);
          return NULL;
        }
      g_strv_builder_add (codes, code);
    }
}

static HxAudit *
read_records (HxLibrary *self, const char *model_hash, GError **error)
{
  g_autoptr (sqlite3_stmt) row =
      hx_database_prepare (self->database, "SELECT records FROM audits WHERE model = ?", error);
  g_auto (GStrv) codes = NULL;
  HxAudit *audit;
  gboolean has_row;
  gsize n_bytes;

  if (row == NULL)
    return NULL;
  hx_database_bind_text (row, 1, model_hash);
  if (!hx_database_step (self->database, row, &has_row, error))
    return NULL;
  if (!has_row)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "%s: there is no audit of model %s", self->folder,
                   model_hash);
      return NULL;
    }
  n_bytes = (gsize)sqlite3_column_bytes (row, 0);
  if (n_bytes % sizeof (gint64) != 0)
    {
      fail_damaged (self, model_hash, error);
      return NULL;
    }
  codes = read_codes (self, model_hash, n_bytes / sizeof (gint64), error);
  if (codes == NULL)
    return NULL;
  audit = hx_audit_new ((guint)(n_bytes / sizeof (gint64)), (const char *const *)codes);
  if (n_bytes > 0)
    memcpy (audit->records, sqlite3_column_blob (row, 0), n_bytes);
  return audit;
}

static gboolean
take_label (HxAudit *audit, gsize label, sqlite3_stmt *row)
{
  const guint8 *given = sqlite3_column_blob (row, 0), *margins;

  if ((gsize)sqlite3_column_bytes (row, 0) != audit->n_records
      || (gsize)sqlite3_column_bytes (row, 1) != audit->n_records * sizeof (float))
    return FALSE;
  /* A blob need not be aligned as floats are. */
  margins = sqlite3_column_blob (row, 1);
  for (gsize record = 0; record < audit->n_records; record++)
    {
      audit->given[record * audit->n_labels + label] = given[record] != 0;
      memcpy (audit->margins + record * audit->n_labels + label, margins + record * sizeof (float),
              sizeof (float));
    }
  return TRUE;
}

static HxAudit *
read_all (HxLibrary *self, const char *model_hash, GError **error)
{
  g_autoptr (HxAudit) audit = read_records (self, model_hash, error);
  g_autoptr (sqlite3_stmt) row =
      audit != NULL ? hx_database_prepare (
          self->database, "SELECT given, margins FROM audit_labels WHERE model = ? ORDER BY place", error)
                    : NULL;
  gboolean has_row;

  if (row == NULL)
    return NULL;
  hx_database_bind_text (row, 1, model_hash);
  for (guint label = 0; label < audit->n_labels; label++)
    {
      if (!hx_database_step (self->database, row, &has_row, error))
        return NULL;
      if (!has_row || !take_label (audit, label, row))
        {
          fail_damaged (self, model_hash, error);
          return NULL;
        }
    }
  return g_steal_pointer (&audit);
}

HxAudit *
hx_library_read_audit (HxLibrary *self, const char *model_hash, GError **error)
{
  HxAudit *audit;

  g_return_val_if_fail (HX_IS_LIBRARY (self) && model_hash != NULL, NULL);

  /* One state of the library, whoever replaces the audit meanwhile. */
  if (!hx_database_execute (self->database, "BEGIN", error))
    return NULL;
  audit = read_all (self, model_hash, error);
  hx_database_execute (self->database, "COMMIT", NULL);
  return audit;
}
