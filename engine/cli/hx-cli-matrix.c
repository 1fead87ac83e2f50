/* hx-cli-matrix.c: tables of numbers as other programs write them
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli-matrix.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-file.h"

#include <math.h>
#include <string.h>

#define MAX_BYTES ((gsize)1 << 30)

void
hx_cli_matrix_free (HxCliMatrix *matrix)
{
  if (matrix == NULL)
    return;
  g_free (matrix->path);
  g_free (matrix->values);
  g_free (matrix->lines);
  g_strfreev (matrix->names);
  g_strfreev (matrix->keys);
  g_free (matrix);
}

/* --- fields ---------------------------------------------------------------------------- */

static char
separator_of (const char *line)
{
  for (const char *c = ",;\t"; *c != '\0'; c++)
    if (strchr (line, *c) != NULL)
      return *c;
  return ' ';
}

/* The field at *@rest without white space and quotes around it; *@rest goes behind the separator, or becomes
 * NULL at the end of the line. (transfer full) */
static char *
take_field (const char **rest, char separator)
{
  const char *end = *rest;
  gboolean quoted = FALSE;
  char *field;
  gsize n;

  for (; *end != '\0' && (quoted || *end != separator); end++)
    if (*end == '"')
      quoted = !quoted;
  field = g_strstrip (g_strndup (*rest, (gsize)(end - *rest)));
  n = strlen (field);
  if (n >= 2 && field[0] == '"' && field[n - 1] == '"')
    {
      memmove (field, field + 1, n - 2);
      field[n - 2] = '\0';
    }
  *rest = *end != '\0' ? end + 1 : NULL;
  return field;
}

/* (transfer full) (element-type char *) */
static GPtrArray *
split (const char *line, char separator)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *squeezed = NULL;
  const char *rest = line;

  if (separator == ' ')
    {
      /* Any number of spaces separates as one does. */
      g_auto (GStrv) words = g_strsplit_set (line, " ", -1);
      g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();
      g_auto (GStrv) full = NULL;

      for (guint i = 0; words[i] != NULL; i++)
        if (words[i][0] != '\0')
          g_strv_builder_add (kept, words[i]);
      full = g_strv_builder_end (kept);
      rest = squeezed = g_strjoinv (" ", full);
    }
  while (rest != NULL)
    g_ptr_array_add (fields, take_field (&rest, separator));
  return fields;
}

static gboolean
parse_number (const char *text, double *value)
{
  char *end;

  if (g_ascii_strcasecmp (text, "true") == 0 || g_ascii_strcasecmp (text, "false") == 0)
    {
      *value = g_ascii_tolower (text[0]) == 't';
      return TRUE;
    }
  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0';
}

/* --- rows ------------------------------------------------------------------------------ */

typedef struct
{
  const char *path;
  GPtrArray *rows; /* of GPtrArray of fields */
  GArray *lines;   /* guint */
} Text;

static void
text_clear (Text *text)
{
  g_clear_pointer (&text->rows, g_ptr_array_unref);
  g_clear_pointer (&text->lines, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Text, text_clear)

static gboolean
add_row (Text *text, const char *line, guint number, char separator, GError **error)
{
  GPtrArray *fields = split (line, separator);
  const guint n_before = text->rows->len > 0 ? ((GPtrArray *)text->rows->pdata[0])->len : fields->len;

  g_ptr_array_add (text->rows, fields);
  g_array_append_val (text->lines, number);
  if (fields->len == n_before)
    return TRUE;
  g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: line %u has %u columns, the first line %u", text->path,
               number, fields->len, n_before);
  return FALSE;
}

static gboolean
read_text (Text *text, const char *path, GError **error)
{
  gsize n_bytes;
  g_autofree char *bytes = hx_file_read_all (path, MAX_BYTES, &n_bytes, error);
  g_auto (GStrv) lines = NULL;
  char separator = '\0';

  if (bytes == NULL)
    return FALSE;
  if (!g_utf8_validate (bytes, (gssize)n_bytes, NULL))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: the file is not text in UTF-8", path);
      return FALSE;
    }
  text->path = path;
  text->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  text->lines = g_array_new (FALSE, FALSE, sizeof (guint));
  lines = g_strsplit (g_str_has_prefix (bytes, "\xef\xbb\xbf") ? bytes + 3 : bytes, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const gsize n = strlen (lines[i]);

      /* A tab in front is an empty first field, so only the line break is taken off. */
      if (n > 0 && lines[i][n - 1] == '\r')
        lines[i][n - 1] = '\0';
      if (lines[i][strspn (lines[i], " \t")] == '\0' || lines[i][0] == '#')
        continue;
      if (separator == '\0')
        separator = separator_of (lines[i]);
      if (!add_row (text, lines[i], i + 1, separator, error))
        return FALSE;
    }
  if (text->rows->len > 0)
    return TRUE;
  g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "%s: there is no row in the file", path);
  return FALSE;
}

static const char *
field_at (const Text *text, guint row, guint column)
{
  return g_ptr_array_index ((GPtrArray *)g_ptr_array_index (text->rows, row), column);
}

/* Names, or the numbers 0, 1, 2 … that stand for names. */
static gboolean
has_header (const Text *text)
{
  const guint n = ((GPtrArray *)g_ptr_array_index (text->rows, 0))->len;
  gboolean counted = n > 2;
  double value;

  for (guint column = n > 1 ? 1 : 0; column < n; column++)
    if (!parse_number (field_at (text, 0, column), &value))
      return TRUE;
    else
      counted = counted && value == (double)column;
  if (field_at (text, 0, 0)[0] == '\0')
    return TRUE;
  return counted && parse_number (field_at (text, 0, 0), &value) && value == 0.0;
}

static gboolean
names_records (const char *name)
{
  static const char *const names[] = { "",       "id",   "index",    "record", "record_id", "ecg_id",
                                       "row_id", "file", "filename", "name",   "unnamed: 0" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (name, names[i]) == 0)
      return TRUE;
  return FALSE;
}

/* No two rows have the same text in the first column. */
static gboolean
first_column_differs (const Text *text, guint first_row)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint row = first_row; row < text->rows->len; row++)
    if (!g_hash_table_add (seen, (gpointer)field_at (text, row, 0)))
      return FALSE;
  return TRUE;
}

/* The first column names the records: the header says so, or it holds other things than labels, or there is
 * one column too many; then no two records share a name. */
static gboolean
has_keys (const Text *text, guint first_row, guint n_wanted)
{
  const guint n = ((GPtrArray *)g_ptr_array_index (text->rows, 0))->len;
  double value;

  if (n < 2 || (n_wanted > 0 && n != n_wanted + 1))
    return FALSE;
  if (first_row > 0 && names_records (field_at (text, 0, 0)))
    return TRUE;
  if (!first_column_differs (text, first_row))
    return FALSE;
  if (n_wanted > 0)
    return TRUE;
  for (guint row = first_row; row < text->rows->len; row++)
    if (!parse_number (field_at (text, row, 0), &value) || (value != 0.0 && value != 1.0))
      return TRUE;
  return FALSE;
}

static gboolean
fill (HxCliMatrix *matrix, const Text *text, guint first_row, guint first_column, GError **error)
{
  for (guint row = 0; row < matrix->n_rows; row++)
    {
      matrix->lines[row] = g_array_index (text->lines, guint, first_row + row);
      for (guint column = 0; column < matrix->n_columns; column++)
        {
          const char *field = field_at (text, first_row + row, first_column + column);

          if (parse_number (field, &matrix->values[(gsize)row * matrix->n_columns + column]))
            continue;
          g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: line %u, column %u: “%s” is not a number",
                       matrix->path, matrix->lines[row], first_column + column + 1, field);
          return FALSE;
        }
    }
  return TRUE;
}

/* Copies of fields, in a row or down the first column. (transfer full) */
static char **
copy_fields (const Text *text, guint row, guint column, guint n, gboolean down)
{
  char **fields = g_new0 (char *, (gsize)n + 1);

  for (guint i = 0; i < n; i++)
    fields[i] = g_strdup (field_at (text, row + (down ? i : 0), column + (down ? 0 : i)));
  return fields;
}

/* @n_wanted: columns of numbers, or 0 where the first table says how many there are */
static HxCliMatrix *
read_matrix (const char *path, guint n_wanted, GError **error)
{
  g_autoptr (HxCliMatrix) matrix = NULL;
  g_auto (Text) text = { 0 };
  guint first_row, first_column;

  if (!read_text (&text, path, error))
    return NULL;
  first_row = has_header (&text);
  if (text.rows->len == first_row)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "%s: there is no row below the header", path);
      return NULL;
    }
  first_column = has_keys (&text, first_row, n_wanted);
  matrix = g_new0 (HxCliMatrix, 1);
  matrix->path = g_strdup (path);
  matrix->n_rows = text.rows->len - first_row;
  matrix->n_columns = ((GPtrArray *)g_ptr_array_index (text.rows, 0))->len - first_column;
  matrix->values = g_new (double, (gsize)matrix->n_rows * matrix->n_columns);
  matrix->lines = g_new (guint, matrix->n_rows);
  if (first_row > 0)
    matrix->names = copy_fields (&text, 0, first_column, matrix->n_columns, FALSE);
  if (first_column > 0)
    matrix->keys = copy_fields (&text, first_row, 0, matrix->n_rows, TRUE);
  if (!fill (matrix, &text, first_row, first_column, error))
    return NULL;
  return g_steal_pointer (&matrix);
}

/* --- labels and scores ----------------------------------------------------------------- */

static gboolean
refuse (const HxCliMatrix *matrix, gsize place, const char *what, GError **error)
{
  g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "%s: line %u, column %u: “%g” is not %s", matrix->path,
               matrix->lines[place / matrix->n_columns],
               (guint)(place % matrix->n_columns) + 1 + (matrix->keys != NULL), matrix->values[place], what);
  return FALSE;
}

static gboolean
check_labels (const HxCliMatrix *matrix, GError **error)
{
  for (gsize i = 0; i < (gsize)matrix->n_rows * matrix->n_columns; i++)
    if (matrix->values[i] != 0.0 && matrix->values[i] != 1.0)
      return refuse (matrix, i, "0 or 1", error);
  return TRUE;
}

HxCliMatrix *
hx_cli_matrix_read_labels (const char *path, GError **error)
{
  g_autoptr (HxCliMatrix) matrix = read_matrix (path, 0, error);

  return matrix != NULL && check_labels (matrix, error) ? g_steal_pointer (&matrix) : NULL;
}

guint8 *
hx_cli_matrix_to_labels (const HxCliMatrix *matrix)
{
  const gsize n = (gsize)matrix->n_rows * matrix->n_columns;
  guint8 *labels = g_new (guint8, n);

  for (gsize i = 0; i < n; i++)
    labels[i] = matrix->values[i] != 0.0;
  return labels;
}

static int
find_name (char **names, const char *name)
{
  for (int i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      return i;
  return -1;
}

gboolean
hx_cli_matrix_match_columns (HxCliMatrix *matrix, const HxCliMatrix *labels, GError **error)
{
  const guint n = labels->n_columns;
  g_autofree double *ordered = NULL;
  g_autofree int *from = g_new (int, n);

  if (matrix->n_columns != n)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT, "%s has %u columns, %s has %u", matrix->path,
                   matrix->n_columns, labels->path, n);
      return FALSE;
    }
  if (matrix->names == NULL || labels->names == NULL)
    return TRUE;
  for (guint column = 0; column < n; column++)
    {
      if (find_name (labels->names, labels->names[column]) != (int)column)
        {
          g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT, "%s has two columns “%s”", labels->path,
                       labels->names[column]);
          return FALSE;
        }
      from[column] = find_name (matrix->names, labels->names[column]);
      if (from[column] >= 0)
        continue;
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "%s has no column “%s”, as %s has", matrix->path,
                   labels->names[column], labels->path);
      return FALSE;
    }
  ordered = g_new (double, (gsize)matrix->n_rows *n);
  for (guint row = 0; row < matrix->n_rows; row++)
    for (guint column = 0; column < n; column++)
      ordered[(gsize)row * n + column] = matrix->values[(gsize)row * n + (guint)from[column]];
  g_free (matrix->values);
  matrix->values = g_steal_pointer (&ordered);
  g_strfreev (matrix->names);
  matrix->names = g_strdupv (labels->names);
  return TRUE;
}

static gboolean
match_rows (const HxCliMatrix *scores, const HxCliMatrix *labels, GError **error)
{
  if (scores->n_rows != labels->n_rows)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT, "%s has %u records, %s has %u", scores->path,
                   scores->n_rows, labels->path, labels->n_rows);
      return FALSE;
    }
  for (guint row = 0; scores->keys != NULL && labels->keys != NULL && row < scores->n_rows; row++)
    if (!g_str_equal (scores->keys[row], labels->keys[row]))
      {
        g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT,
                     "%s: line %u is about record “%s”, line %u of %s about “%s”", scores->path,
                     scores->lines[row], scores->keys[row], labels->lines[row], labels->path,
                     labels->keys[row]);
        return FALSE;
      }
  return TRUE;
}

HxCliMatrix *
hx_cli_matrix_read_scores (const char *path, const HxCliMatrix *labels, GError **error)
{
  g_autoptr (HxCliMatrix) matrix = read_matrix (path, labels->n_columns, error);

  if (matrix == NULL || !hx_cli_matrix_match_columns (matrix, labels, error)
      || !match_rows (matrix, labels, error))
    return NULL;
  for (gsize i = 0; i < (gsize)matrix->n_rows * matrix->n_columns; i++)
    if (!isfinite (matrix->values[i]))
      {
        refuse (matrix, i, "a finite number", error);
        return NULL;
      }
  return g_steal_pointer (&matrix);
}
