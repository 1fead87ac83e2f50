/* hx-json.c: JSON in model files
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * json-glib recurses without bound, keeps the last of two equal members and takes more than JSON, so
 * a text is read by the strict grammar first and handed to json-glib only when it passes.
 */
#include "engine/models/hx-json.h"

#include "engine/base/hx-error.h"

#include <math.h>
#include <string.h>

#define MAX_DEPTH 16

typedef struct
{
  const char *start, *at, *end;
  guint depth;
  const char *fault; /* what is wrong at @at; NULL while nothing is */
} Scanner;

static gboolean
fail (Scanner *scanner, const char *fault)
{
  if (scanner->fault == NULL)
    scanner->fault = fault;
  return FALSE;
}

static void
skip_space (Scanner *scanner)
{
  while (scanner->at < scanner->end && strchr (" \t\r\n", *scanner->at) != NULL && *scanner->at != '\0')
    scanner->at++;
}

static gboolean
accept (Scanner *scanner, char c)
{
  skip_space (scanner);
  if (scanner->at >= scanner->end || *scanner->at != c)
    return FALSE;
  scanner->at++;
  return TRUE;
}

static gboolean
scan_escape (Scanner *scanner)
{
  if (scanner->at < scanner->end && *scanner->at == 'u')
    {
      for (guint i = 1; i <= 4; i++)
        if (scanner->at + i >= scanner->end || !g_ascii_isxdigit (scanner->at[i]))
          return fail (scanner, "a broken escape");
      scanner->at += 5;
      return TRUE;
    }
  if (scanner->at >= scanner->end || *scanner->at == '\0' || strchr ("\"\\/bfnrt", *scanner->at) == NULL)
    return fail (scanner, "a broken escape");
  scanner->at++;
  return TRUE;
}

static gboolean
scan_string (Scanner *scanner)
{
  if (!accept (scanner, '"'))
    return fail (scanner, "a string was expected");
  while (scanner->at < scanner->end)
    {
      const char c = *scanner->at++;

      if (c == '"')
        return TRUE;
      if ((guchar)c < 0x20)
        return fail (scanner, "a control character in a string");
      if (c == '\\' && !scan_escape (scanner))
        return FALSE;
    }
  return fail (scanner, "a string does not end");
}

static gboolean
scan_digits (Scanner *scanner)
{
  const char *first = scanner->at;

  while (scanner->at < scanner->end && g_ascii_isdigit (*scanner->at))
    scanner->at++;
  return scanner->at > first || fail (scanner, "a broken number");
}

static gboolean
scan_number (Scanner *scanner)
{
  const char *first;

  if (scanner->at < scanner->end && *scanner->at == '-')
    scanner->at++;
  first = scanner->at;
  if (!scan_digits (scanner))
    return FALSE;
  if (*first == '0' && scanner->at > first + 1)
    return fail (scanner, "a broken number");
  if (scanner->at < scanner->end && *scanner->at == '.')
    {
      scanner->at++;
      if (!scan_digits (scanner))
        return FALSE;
    }
  if (scanner->at < scanner->end && (*scanner->at == 'e' || *scanner->at == 'E'))
    {
      scanner->at++;
      if (scanner->at < scanner->end && (*scanner->at == '+' || *scanner->at == '-'))
        scanner->at++;
      return scan_digits (scanner);
    }
  return TRUE;
}

static gboolean
scan_word (Scanner *scanner, const char *word)
{
  const gsize n = strlen (word);

  if ((gsize)(scanner->end - scanner->at) < n || memcmp (scanner->at, word, n) != 0)
    return fail (scanner, "a value was expected");
  scanner->at += n;
  return TRUE;
}

static gboolean scan_value (Scanner *scanner);

static gboolean
scan_members (Scanner *scanner)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (accept (scanner, '}'))
    return TRUE;
  do
    {
      const char *key;

      skip_space (scanner);
      key = scanner->at;
      if (!scan_string (scanner))
        return FALSE;
      if (!g_hash_table_add (seen, g_strndup (key, (gsize)(scanner->at - key))))
        {
          scanner->at = key;
          return fail (scanner, "a member that the object already has");
        }
      if (!accept (scanner, ':'))
        return fail (scanner, "a colon was expected");
      if (!scan_value (scanner))
        return FALSE;
    }
  while (accept (scanner, ','));
  return accept (scanner, '}') || fail (scanner, "a comma or the end of the object was expected");
}

static gboolean
scan_elements (Scanner *scanner)
{
  if (accept (scanner, ']'))
    return TRUE;
  do
    if (!scan_value (scanner))
      return FALSE;
  while (accept (scanner, ','));
  return accept (scanner, ']') || fail (scanner, "a comma or the end of the list was expected");
}

static gboolean
scan_value (Scanner *scanner)
{
  gboolean good;

  skip_space (scanner);
  if (scanner->at >= scanner->end)
    return fail (scanner, "the text ends early");
  switch (*scanner->at)
    {
    case '{':
    case '[':
      if (++scanner->depth > MAX_DEPTH)
        return fail (scanner, "nested too deeply");
      good = *scanner->at++ == '{' ? scan_members (scanner) : scan_elements (scanner);
      scanner->depth--;
      return good;
    case '"':
      return scan_string (scanner);
    case 't':
      return scan_word (scanner, "true");
    case 'f':
      return scan_word (scanner, "false");
    case 'n':
      return scan_word (scanner, "null");
    default:
      return scan_number (scanner);
    }
}

JsonNode *
hx_json_parse (const char *text, gsize n_bytes, GError **error)
{
  Scanner scanner = { .start = text, .at = text, .end = text + n_bytes };
  g_autoptr (JsonParser) parser = NULL;

  if (!g_utf8_validate_len (text, n_bytes, &scanner.at))
    fail (&scanner, "not UTF-8, or a zero byte");
  else
    {
      scanner.at = text;
      if (scan_value (&scanner))
        {
          skip_space (&scanner);
          if (scanner.at < scanner.end)
            fail (&scanner, "text after the end");
        }
    }
  if (scanner.fault != NULL)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "not JSON: %s at byte %" G_GSIZE_FORMAT, scanner.fault,
                   (gsize)(scanner.at - scanner.start));
      return NULL;
    }
  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, text, (gssize)n_bytes, error))
    return NULL;
  return json_node_copy (json_parser_get_root (parser));
}

void
hx_json_append_string (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *c = text; *c != '\0'; c++)
    switch (*c)
      {
      case '"':
      case '\\':
        g_string_append_printf (out, "\\%c", *c);
        break;
      default:
        if ((guchar)*c < 0x20)
          g_string_append_printf (out, "\\u%04x", (guint)*c);
        else
          g_string_append_c (out, *c);
      }
  g_string_append_c (out, '"');
}

void
hx_json_append_number (GString *out, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, isfinite (value) ? g_ascii_formatd (text, sizeof text, "%.9g", value) : "null");
}

static void
append_scalar (GString *out, JsonNode *node)
{
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      hx_json_append_string (out, json_node_get_string (node));
      break;
    case G_TYPE_INT64:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
      break;
    case G_TYPE_BOOLEAN:
      g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
      break;
    default:
      hx_json_append_number (out, json_node_get_double (node));
    }
}

static void
append_object (GString *out, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name, *comma = "";
  JsonNode *value;

  g_string_append_c (out, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      g_string_append (out, comma);
      hx_json_append_string (out, name);
      g_string_append_c (out, ':');
      hx_json_append_node (out, value);
      comma = ",";
    }
  g_string_append_c (out, '}');
}

void
hx_json_append_node (GString *out, JsonNode *node)
{
  JsonArray *array;

  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      append_object (out, json_node_get_object (node));
      break;
    case JSON_NODE_ARRAY:
      array = json_node_get_array (node);
      g_string_append_c (out, '[');
      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          if (i > 0)
            g_string_append_c (out, ',');
          hx_json_append_node (out, json_array_get_element (array, i));
        }
      g_string_append_c (out, ']');
      break;
    case JSON_NODE_VALUE:
      append_scalar (out, node);
      break;
    case JSON_NODE_NULL:
    default:
      g_string_append (out, "null");
    }
}
