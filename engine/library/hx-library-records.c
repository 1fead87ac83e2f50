/* hx-library-records.c: what the library knows of its records
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-library-private.h"

#include "engine/base/hx-error.h"

#include <json-glib/json-glib.h>
#include <math.h>

/* --- record info ---------------------------------------------------------------- */

HxRecordInfo *
hx_record_info_ref (HxRecordInfo *info)
{
  return g_atomic_rc_box_acquire (info);
}

static void
clear_info (gpointer data)
{
  HxRecordInfo *info = data;

  g_free (info->dataset);
  g_free (info->dataset_title);
  g_free (info->record_id);
  g_free (info->origin);
  g_free (info->patient_id);
  g_free (info->sex);
  g_free (info->recorded_at);
  g_free (info->report);
  g_strfreev (info->codes);
  g_free (info->likelihoods);
}

void
hx_record_info_unref (HxRecordInfo *info)
{
  if (info != NULL)
    g_atomic_rc_box_release_full (info, clear_info);
}

#define RECORD_COLUMNS                                                                                       \
  "records.id, datasets.name, datasets.title, record_id, origin, fold, patient_id, age, sex, recorded_at, "  \
  "report,"                                                                                                  \
  " rate_hz, n_samples, lead_names, training_offset "
#define RECORD_TABLES "FROM records JOIN datasets ON datasets.id = records.dataset "
#define RECORD_ORDER "ORDER BY datasets.name, CAST(record_id AS INTEGER), record_id"

static guint
count_lines (const char *text)
{
  guint n = text != NULL && text[0] != '\0' ? 1 : 0;

  for (const char *c = text; c != NULL && *c != '\0'; c++)
    n += *c == '\n';
  return n;
}

static HxRecordInfo *
info_from_row (sqlite3_stmt *row)
{
  HxRecordInfo *info = g_atomic_rc_box_new0 (HxRecordInfo);

  info->key = sqlite3_column_int64 (row, 0);
  info->dataset = hx_database_column_text (row, 1);
  info->dataset_title = hx_database_column_text (row, 2);
  info->record_id = hx_database_column_text (row, 3);
  info->origin = hx_database_column_text (row, 4);
  info->fold = sqlite3_column_int (row, 5);
  info->patient_id = hx_database_column_text (row, 6);
  info->age_years = hx_database_column_double (row, 7);
  info->sex = hx_database_column_text (row, 8);
  info->recorded_at = hx_database_column_text (row, 9);
  info->report = hx_database_column_text (row, 10);
  info->rate_hz = sqlite3_column_double (row, 11);
  info->n_samples = (guint64)sqlite3_column_int64 (row, 12);
  info->n_leads = count_lines ((const char *)sqlite3_column_text (row, 13));
  info->trainable = sqlite3_column_type (row, 14) != SQLITE_NULL;
  return info;
}

/* Given statements of one record, gathered until the next record begins. */
typedef struct
{
  GPtrArray *codes;
  GArray *likelihoods;
} Codes;

static void
hand_over_codes (Codes *codes, HxRecordInfo *info)
{
  g_ptr_array_add (codes->codes, NULL);
  info->codes = (char **)g_ptr_array_free (codes->codes, FALSE);
  info->likelihoods = (float *)(void *)g_array_free (codes->likelihoods, FALSE);
  codes->codes = g_ptr_array_new ();
  codes->likelihoods = g_array_new (FALSE, FALSE, sizeof (float));
}

/* Reads the codes of @infos; @key: of one record, or -1 for all. */
static gboolean
read_codes (HxLibrary *self, GPtrArray *infos, gint64 key, GError **error)
{
  g_autoptr (sqlite3_stmt) row = hx_database_prepare (
      self->database,
      key < 0 ? "SELECT record, code, likelihood FROM record_codes ORDER BY record, place"
              : "SELECT record, code, likelihood FROM record_codes WHERE record = ? ORDER BY record, place",
      error);
  g_autoptr (GHashTable) by_key = g_hash_table_new (g_int64_hash, g_int64_equal);
  Codes codes = { g_ptr_array_new (), g_array_new (FALSE, FALSE, sizeof (float)) };
  HxRecordInfo *info = NULL;
  gboolean has_row = row != NULL;

  if (has_row && key >= 0)
    sqlite3_bind_int64 (row, 1, key);
  for (guint i = 0; i < infos->len; i++)
    g_hash_table_insert (by_key, &((HxRecordInfo *)g_ptr_array_index (infos, i))->key,
                         g_ptr_array_index (infos, i));
  while (has_row && hx_database_step (self->database, row, &has_row, error) && has_row)
    {
      gint64 record = sqlite3_column_int64 (row, 0);
      float likelihood = (float)hx_database_column_double (row, 2);

      if (info == NULL || info->key != record)
        {
          if (info != NULL)
            hand_over_codes (&codes, info);
          info = g_hash_table_lookup (by_key, &record);
          if (info == NULL)
            continue;
        }
      g_ptr_array_add (codes.codes, hx_database_column_text (row, 1));
      g_array_append_val (codes.likelihoods, likelihood);
    }
  if (info != NULL)
    hand_over_codes (&codes, info);
  g_ptr_array_unref (codes.codes);
  g_array_unref (codes.likelihoods);
  for (guint i = 0; i < infos->len; i++)
    if (((HxRecordInfo *)g_ptr_array_index (infos, i))->codes == NULL)
      ((HxRecordInfo *)g_ptr_array_index (infos, i))->codes = g_new0 (char *, 1);
  return row != NULL && !(error != NULL && *error != NULL);
}

static GPtrArray *
read_infos (HxLibrary *self, gint64 key, GError **error)
{
  g_autoptr (GPtrArray) infos = g_ptr_array_new_with_free_func ((GDestroyNotify)hx_record_info_unref);
  g_autoptr (sqlite3_stmt) row =
      hx_database_prepare (self->database,
                           key < 0 ? "SELECT " RECORD_COLUMNS RECORD_TABLES RECORD_ORDER
                                   : "SELECT " RECORD_COLUMNS RECORD_TABLES "WHERE records.id = ?",
                           error);
  g_autoptr (GError) fault = NULL;
  gboolean has_row;

  if (row == NULL)
    return NULL;
  if (key >= 0)
    sqlite3_bind_int64 (row, 1, key);
  while (hx_database_step (self->database, row, &has_row, &fault) && has_row)
    g_ptr_array_add (infos, info_from_row (row));
  if (fault != NULL || !read_codes (self, infos, key, &fault))
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }
  return g_steal_pointer (&infos);
}

GPtrArray *
hx_library_list_records (HxLibrary *self, GError **error)
{
  g_return_val_if_fail (HX_IS_LIBRARY (self), NULL);

  return read_infos (self, -1, error);
}

HxRecordInfo *
hx_library_get_record (HxLibrary *self, gint64 key, GError **error)
{
  g_autoptr (GPtrArray) infos = NULL;

  g_return_val_if_fail (HX_IS_LIBRARY (self) && key >= 0, NULL);

  infos = read_infos (self, key, error);
  if (infos != NULL && infos->len == 0)
    g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "%s: there is no record %" G_GINT64_FORMAT, self->folder,
                 key);
  return infos != NULL && infos->len > 0 ? hx_record_info_ref (g_ptr_array_index (infos, 0)) : NULL;
}

GHashTable *
hx_library_get_metadata (HxLibrary *self, gint64 key, GError **error)
{
  g_autoptr (sqlite3_stmt) row = NULL;
  g_autoptr (GHashTable) metadata = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObjectIter iter;
  const char *name, *text;
  JsonNode *value, *root;
  gboolean has_row;

  g_return_val_if_fail (HX_IS_LIBRARY (self), NULL);

  row = hx_database_prepare (self->database, "SELECT metadata FROM records WHERE id = ?", error);
  if (row == NULL)
    return NULL;
  sqlite3_bind_int64 (row, 1, key);
  if (!hx_database_step (self->database, row, &has_row, error))
    return NULL;
  text = has_row ? (const char *)sqlite3_column_text (row, 0) : NULL;
  root = text != NULL && json_parser_load_from_data (parser, text, -1, NULL) ? json_parser_get_root (parser)
                                                                             : NULL;
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, HX_ERROR, has_row ? HX_ERROR_FORMAT : HX_ERROR_MISSING,
                   "%s: record %" G_GINT64_FORMAT " %s", self->folder, key,
                   has_row ? "has damaged metadata" : "is not there");
      return NULL;
    }
  metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  json_object_iter_init (&iter, json_node_get_object (root));
  while (json_object_iter_next (&iter, &name, &value))
    if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
      g_hash_table_insert (metadata, g_strdup (name), json_node_dup_string (value));
  return g_steal_pointer (&metadata);
}

/* --- statements and labels ---------------------------------------------------------- */

static void
free_statement (gpointer data)
{
  HxStatementInfo *info = data;

  g_free ((char *)info->code);
  g_free ((char *)info->description);
  g_free ((char *)info->diagnostic_class);
  g_free ((char *)info->diagnostic_subclass);
  g_free (info);
}

static void
read_statements (HxLibrary *self)
{
  g_autoptr (sqlite3_stmt) row = hx_database_prepare (
      self->database, "SELECT code, description, diagnostic, form, rhythm, class, subclass FROM statements",
      NULL);
  gboolean has_row = row != NULL;

  g_clear_pointer (&self->statements, g_hash_table_unref);
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_statement);
  while (has_row && hx_database_step (self->database, row, &has_row, NULL) && has_row)
    {
      HxStatementInfo *info = g_new0 (HxStatementInfo, 1);

      info->code = hx_database_column_text (row, 0);
      info->description = hx_database_column_text (row, 1);
      info->diagnostic = sqlite3_column_int (row, 2);
      info->form = sqlite3_column_int (row, 3);
      info->rhythm = sqlite3_column_int (row, 4);
      info->diagnostic_class = hx_database_column_text (row, 5);
      info->diagnostic_subclass = hx_database_column_text (row, 6);
      g_hash_table_insert (self->statements, (gpointer)info->code, info);
    }
}

const HxStatementInfo *
hx_library_get_statement (HxLibrary *self, const char *code)
{
  guint64 generation;

  g_return_val_if_fail (HX_IS_LIBRARY (self) && code != NULL, NULL);

  generation = hx_library_get_generation (self);
  if (self->statements == NULL || self->statements_generation != generation)
    {
      read_statements (self);
      self->statements_generation = generation;
    }
  return g_hash_table_lookup (self->statements, code);
}

/* A look-up that does not ask for changes at every code. */
static const HxStatementInfo *
look_up (const char *code, gpointer user_data)
{
  return g_hash_table_lookup (((HxLibrary *)user_data)->statements, code);
}

HxLabelTable *
hx_library_get_label_table (HxLibrary *self, const char *task, GError **error)
{
  g_autoptr (GPtrArray) infos = NULL;
  g_autofree HxTaskRecord *records = NULL;

  g_return_val_if_fail (HX_IS_LIBRARY (self) && task != NULL, NULL);

  infos = hx_library_list_records (self, error);
  if (infos == NULL)
    return NULL;
  hx_library_get_statement (self, "");
  records = g_new0 (HxTaskRecord, infos->len);
  for (guint i = 0; i < infos->len; i++)
    {
      const HxRecordInfo *info = g_ptr_array_index (infos, i);

      records[i] = (HxTaskRecord){ info->key, info->record_id, info->fold, (const char *const *)info->codes };
    }
  return hx_label_table_new (task, records, infos->len, look_up, self, error);
}

char *
hx_library_get_fingerprint (HxLibrary *self, GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (sqlite3_stmt) row = NULL;
  g_autoptr (GError) fault = NULL;
  gboolean has_row;

  g_return_val_if_fail (HX_IS_LIBRARY (self), NULL);

  row = hx_database_prepare (
      self->database,
      "SELECT datasets.name, record_id, fold, signal_hash, (SELECT group_concat(code, ' ') FROM"
      " (SELECT code FROM record_codes WHERE record = records.id ORDER BY place)) " RECORD_TABLES
          RECORD_ORDER,
      error);
  if (row == NULL)
    return NULL;
  while (hx_database_step (self->database, row, &has_row, &fault) && has_row)
    for (int column = 0; column < 5; column++)
      {
        const char *text = (const char *)sqlite3_column_text (row, column);

        g_checksum_update (sum, (const guchar *)(text != NULL ? text : ""), -1);
        g_checksum_update (sum, (const guchar *)"\n", 1);
      }
  if (fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }
  return g_strdup (g_checksum_get_string (sum));
}
