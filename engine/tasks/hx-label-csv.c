/* hx-label-csv.c: labels from a CSV file
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/tasks/hx-label-table-private.h"

#include "engine/base/hx-error.h"
#include "engine/records/hx-csv.h"

#include <string.h>

#define MAX_LABELS 4096

typedef struct
{
  const char *path;
  const HxCsv *csv;
  const HxTaskRecord *records;
  guint id_column;
  guint *columns;     /* of the labels, in order of their codes */
  GHashTable *places; /* record id to place in records; ids of several records: G_MAXUINT */
  GHashTable *rows;   /* record id to the row that has it */
} Source;

static int
compare_columns (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const HxCsv *csv = user_data;

  return strcmp (hx_csv_get_column_name (csv, *(const guint *)a),
                 hx_csv_get_column_name (csv, *(const guint *)b));
}

static char **
read_header (Source *source, GError **error)
{
  guint n_columns = hx_csv_get_n_columns (source->csv), n = 0;
  int id_column = hx_csv_find_column (source->csv, "record_id");
  char **codes;

  if (id_column < 0 || n_columns < 2 || n_columns > MAX_LABELS + 1)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING,
                   "%s: a table of labels has a column “record_id” and one column a label", source->path);
      return NULL;
    }
  source->id_column = (guint)id_column;
  source->columns = g_new (guint, n_columns);
  for (guint c = 0; c < n_columns; c++)
    if (c != source->id_column)
      source->columns[n++] = c;
  g_qsort_with_data (source->columns, (int)n, sizeof (guint), compare_columns, (gpointer)source->csv);
  /* A name that is empty sorts before all others. */
  if (hx_csv_get_column_name (source->csv, source->columns[0])[0] == '\0')
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: column %u has no name", source->path,
                   source->columns[0] + 1);
      return NULL;
    }
  codes = g_new0 (char *, n + 1);
  for (guint l = 0; l < n; l++)
    codes[l] = g_strdup (hx_csv_get_column_name (source->csv, source->columns[l]));
  return codes;
}

/* The row's labels. */
static gboolean
read_cells (const Source *source, guint row, const HxLabelTable *table, guint8 *y, GError **error)
{
  for (guint l = 0; l < table->n_labels; l++)
    {
      const char *cell = hx_csv_get (source->csv, row, source->columns[l]);

      if (!g_str_equal (cell, "0") && !g_str_equal (cell, "1"))
        {
          g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: line %u: column “%s” is “%s”, not 0 or 1",
                       source->path, hx_csv_get_line (source->csv, row), table->codes[l], cell);
          return FALSE;
        }
      y[l] = cell[0] == '1';
    }
  return TRUE;
}

/* Adds the row to the table, or counts it where the library has no such record. */
static gboolean
read_row (const Source *source, guint row, HxLabelTable *table, GError **error)
{
  const char *id = hx_csv_get (source->csv, row, source->id_column);
  const guint line = hx_csv_get_line (source->csv, row), n_done = table->n_records;
  gpointer place, former;

  if (!read_cells (source, row, table, table->y + (gsize)n_done * table->n_labels, error))
    return FALSE;
  if (g_hash_table_lookup_extended (source->rows, id, NULL, &former))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT, "%s: line %u: “%s” stands in line %u already",
                   source->path, line, id, hx_csv_get_line (source->csv, GPOINTER_TO_UINT (former)));
      return FALSE;
    }
  g_hash_table_insert (source->rows, (gpointer)id, GUINT_TO_POINTER (row));
  if (!g_hash_table_lookup_extended (source->places, id, NULL, &place))
    {
      table->n_unknown++;
      return TRUE;
    }
  if (GPOINTER_TO_UINT (place) == G_MAXUINT)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT,
                   "%s: line %u: “%s” is the id of more than one record of the library", source->path, line,
                   id);
      return FALSE;
    }
  table->records[n_done] = source->records[GPOINTER_TO_UINT (place)].key;
  table->folds[n_done] = source->records[GPOINTER_TO_UINT (place)].fold;
  table->n_records++;
  return TRUE;
}

static GHashTable *
index_records (const HxTaskRecord *records, guint n_records)
{
  GHashTable *places = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint r = 0; r < n_records; r++)
    g_hash_table_insert (
        places, (gpointer)records[r].record_id,
        GUINT_TO_POINTER (g_hash_table_contains (places, records[r].record_id) ? G_MAXUINT : r));
  return places;
}

static gboolean
read_rows (const Source *source, HxLabelTable *table, GError **error)
{
  const guint n_rows = hx_csv_get_n_rows (source->csv);

  table->n_records = 0;
  for (guint row = 0; row < n_rows; row++)
    if (!read_row (source, row, table, error))
      return FALSE;
  if (table->n_records > 0)
    return TRUE;
  if (n_rows == 0)
    g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "%s: there is no record in it", source->path);
  else
    g_set_error (error, HX_ERROR, HX_ERROR_MISSING,
                 "%s: the library has none of its %u records (line %u: “%s”)", source->path, n_rows,
                 hx_csv_get_line (source->csv, 0), hx_csv_get (source->csv, 0, source->id_column));
  return FALSE;
}

HxLabelTable *
hx_label_table_from_csv (const char *path, const HxTaskRecord *records, guint n_records,
                         HxStatementLookup lookup, gpointer user_data, GError **error)
{
  g_autoptr (HxCsv) csv = hx_csv_read (path, error);
  g_autoptr (GHashTable) places = NULL;
  g_autoptr (GHashTable) rows = NULL;
  g_autoptr (HxLabelTable) table = NULL;
  g_autofree guint *columns = NULL;
  Source source = { .path = path, .csv = csv, .records = records };
  char **codes;

  if (csv == NULL)
    return NULL;
  codes = read_header (&source, error);
  columns = source.columns;
  if (codes == NULL)
    return NULL;
  source.places = places = index_records (records, n_records);
  source.rows = rows = g_hash_table_new (g_str_hash, g_str_equal);
  table = hx_label_table_allocate (hx_csv_get_n_rows (csv), codes, NULL, lookup, user_data);
  return read_rows (&source, table, error) ? g_steal_pointer (&table) : NULL;
}
