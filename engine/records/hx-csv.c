/* hx-csv.c: a CSV parser (RFC 4180)
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-csv.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-file.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Offsets into the text are 32 bits wide: a table of many short cells needs no more than five times its file.
 */
#define MAX_BYTES ((gsize)1 << 30)

struct _HxCsv
{
  char *text;          /* the file, each field unquoted in place and closed by a zero byte */
  GArray *cells;       /* guint32: offset of each field, row after row, the header first */
  GArray *lines;       /* guint32: first line of each row, the header first */
  GHashTable *columns; /* name to index; names belong to text */
  guint n_columns;
};

/* The text is read once and written in place; a field never grows when it loses its quotes. */
typedef struct
{
  const char *name;
  char *text;
  gsize n_bytes;
  gsize in;
  gsize out;
  guint line;
} Parser;

void
hx_csv_free (HxCsv *csv)
{
  if (csv == NULL)
    return;
  g_clear_pointer (&csv->columns, g_hash_table_unref);
  g_clear_pointer (&csv->cells, g_array_unref);
  g_clear_pointer (&csv->lines, g_array_unref);
  g_free (csv->text);
  g_free (csv);
}

static gboolean
check_text (const char *text, gsize n_bytes, const char *name, GError **error)
{
  const char *end;
  guint line = 1;

  if (n_bytes > MAX_BYTES)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_UNSAFE,
                   "%s: the table has %" G_GSIZE_FORMAT " bytes, more than the %" G_GSIZE_FORMAT
                   " that it may have",
                   name, n_bytes, MAX_BYTES);
      return FALSE;
    }
  if (g_utf8_validate (text, (gssize)n_bytes, &end))
    return TRUE;
  for (const char *c = text; c < end; c++)
    line += *c == '\n';
  g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: line %u: the text is not UTF-8 (byte 0x%02x)", name,
               line, (guint)(guchar)*end);
  return FALSE;
}

/* Length of the line break at @in, or 0. */
static gsize
line_break_at (const Parser *parser, gsize in)
{
  if (in < parser->n_bytes && parser->text[in] == '\n')
    return 1;
  if (in + 1 < parser->n_bytes && parser->text[in] == '\r' && parser->text[in + 1] == '\n')
    return 2;
  return 0;
}

static gboolean
at_field_end (const Parser *parser)
{
  return parser->in >= parser->n_bytes || parser->text[parser->in] == ','
         || line_break_at (parser, parser->in) > 0;
}

static gboolean
read_quoted (Parser *parser, GError **error)
{
  guint first_line = parser->line;

  parser->in++;
  for (;;)
    {
      char c;

      if (parser->in >= parser->n_bytes)
        {
          g_set_error (error, HX_ERROR, HX_ERROR_FORMAT,
                       "%s: line %u: a quote is opened here and never closed", parser->name, first_line);
          return FALSE;
        }
      c = parser->text[parser->in++];
      if (c == '"')
        {
          if (parser->in >= parser->n_bytes || parser->text[parser->in] != '"')
            break;
          parser->in++;
        }
      parser->line += c == '\n';
      parser->text[parser->out++] = c;
    }
  if (!at_field_end (parser))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: line %u: there is text after a closing quote",
                   parser->name, parser->line);
      return FALSE;
    }
  return TRUE;
}

/* Reads the field at parser->in; afterwards parser->in is at what ends it. */
static gboolean
read_field (Parser *parser, GError **error)
{
  if (parser->in < parser->n_bytes && parser->text[parser->in] == '"')
    return read_quoted (parser, error);
  while (!at_field_end (parser))
    parser->text[parser->out++] = parser->text[parser->in++];
  return TRUE;
}

/* Reads a row with its line break and appends its fields to @csv. */
static gboolean
read_row (Parser *parser, HxCsv *csv, guint *n_fields, GError **error)
{
  *n_fields = 0;
  for (;;)
    {
      guint32 offset = (guint32)parser->out;
      gboolean last;

      if (!read_field (parser, error))
        return FALSE;
      g_array_append_val (csv->cells, offset);
      (*n_fields)++;
      last = parser->in >= parser->n_bytes || parser->text[parser->in] != ',';
      if (last)
        {
          parser->in += line_break_at (parser, parser->in);
          parser->line++;
        }
      else
        parser->in++;

      /* The byte that ended the field has been read: there is room for the zero, after the last field by the
       * zero byte behind the text. */
      parser->text[parser->out++] = '\0';
      if (last)
        return TRUE;
    }
}

static gboolean
read_rows (Parser *parser, HxCsv *csv, GError **error)
{
  while (parser->in < parser->n_bytes)
    {
      guint32 line = parser->line;
      guint n_fields;

      if (!read_row (parser, csv, &n_fields, error))
        return FALSE;
      if (csv->lines->len == 0)
        csv->n_columns = n_fields;
      if (n_fields != csv->n_columns)
        {
          g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: line %u: %u fields, but the header has %u",
                       parser->name, line, n_fields, csv->n_columns);
          return FALSE;
        }
      g_array_append_val (csv->lines, line);
    }
  return TRUE;
}

static gboolean
index_columns (HxCsv *csv, const char *name, GError **error)
{
  csv->columns = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint column = 0; column < csv->n_columns; column++)
    {
      const char *title = hx_csv_get_column_name (csv, column);

      if (!g_hash_table_insert (csv->columns, (gpointer)title, GUINT_TO_POINTER (column)))
        {
          g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: line %u: there are two columns “%s”", name,
                       g_array_index (csv->lines, guint32, 0), title);
          return FALSE;
        }
    }
  return TRUE;
}

/* Takes @text over; it has a zero byte after its @n_bytes. */
static HxCsv *
parse (char *text, gsize n_bytes, const char *name, GError **error)
{
  g_autoptr (HxCsv) csv = g_new0 (HxCsv, 1);
  Parser parser = { .name = name, .text = text, .n_bytes = n_bytes, .line = 1 };

  csv->text = text;
  csv->cells = g_array_new (FALSE, FALSE, sizeof (guint32));
  csv->lines = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (!check_text (text, n_bytes, name, error))
    return NULL;
  if (g_str_has_prefix (text, BYTE_ORDER_MARK))
    parser.in = parser.out = strlen (BYTE_ORDER_MARK);

  /* Empty lines at the end are no rows. */
  while (parser.n_bytes > parser.in && text[parser.n_bytes - 1] == '\n')
    {
      gsize n_break = parser.n_bytes - parser.in >= 2 && text[parser.n_bytes - 2] == '\r' ? 2 : 1;

      if (parser.n_bytes - n_break > parser.in && text[parser.n_bytes - n_break - 1] != '\n')
        break;
      parser.n_bytes -= n_break;
    }
  if (parser.in >= parser.n_bytes)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: the table is empty: it has no header", name);
      return NULL;
    }
  if (!read_rows (&parser, csv, error) || !index_columns (csv, name, error))
    return NULL;
  return g_steal_pointer (&csv);
}

HxCsv *
hx_csv_parse (const char *text, gsize n_bytes, const char *name_for_errors, GError **error)
{
  char *copy;

  g_return_val_if_fail (text != NULL || n_bytes == 0, NULL);
  g_return_val_if_fail (name_for_errors != NULL, NULL);

  copy = g_malloc (n_bytes + 1);
  if (n_bytes > 0)
    memcpy (copy, text, n_bytes);
  copy[n_bytes] = '\0';
  return parse (copy, n_bytes, name_for_errors, error);
}

HxCsv *
hx_csv_read (const char *path, GError **error)
{
  char *text;
  gsize n_bytes;

  g_return_val_if_fail (path != NULL, NULL);

  text = hx_file_read_all (path, MAX_BYTES, &n_bytes, error);
  return text != NULL ? parse (text, n_bytes, path, error) : NULL;
}

guint
hx_csv_get_n_rows (const HxCsv *csv)
{
  g_return_val_if_fail (csv != NULL, 0);
  return csv->lines->len - 1;
}

guint
hx_csv_get_n_columns (const HxCsv *csv)
{
  g_return_val_if_fail (csv != NULL, 0);
  return csv->n_columns;
}

const char *
hx_csv_get_column_name (const HxCsv *csv, guint column)
{
  g_return_val_if_fail (csv != NULL && column < csv->n_columns, NULL);
  return csv->text + g_array_index (csv->cells, guint32, column);
}

int
hx_csv_find_column (const HxCsv *csv, const char *name)
{
  gpointer column;

  g_return_val_if_fail (csv != NULL && name != NULL, -1);

  return g_hash_table_lookup_extended (csv->columns, name, NULL, &column) ? (int)GPOINTER_TO_UINT (column)
                                                                          : -1;
}

guint
hx_csv_get_line (const HxCsv *csv, guint row)
{
  g_return_val_if_fail (csv != NULL && row < hx_csv_get_n_rows (csv), 0);
  return g_array_index (csv->lines, guint32, row + 1);
}

const char *
hx_csv_get (const HxCsv *csv, guint row, guint column)
{
  g_return_val_if_fail (csv != NULL && row < hx_csv_get_n_rows (csv) && column < csv->n_columns, NULL);
  return csv->text + g_array_index (csv->cells, guint32, ((gsize)row + 1) * csv->n_columns + column);
}

char *
hx_csv_quote (const char *text)
{
  GString *field;

  g_return_val_if_fail (text != NULL, NULL);

  if (strpbrk (text, ",\"\r\n") == NULL)
    return g_strdup (text);
  field = g_string_new ("\"");
  for (const char *c = text; *c; c++)
    {
      if (*c == '"')
        g_string_append_c (field, '"');
      g_string_append_c (field, *c);
    }
  g_string_append_c (field, '"');
  return g_string_free (field, FALSE);
}
