/* hx-import-codes.c: PTB-XL's dictionaries of statement codes
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-import-private.h"

#include <math.h>
#include <string.h>

static void
skip_blanks (const char **text)
{
  while (g_ascii_isspace (**text))
    (*text)++;
}

static gboolean
take (const char **text, char wanted)
{
  skip_blanks (text);
  if (**text != wanted)
    return FALSE;
  (*text)++;
  return TRUE;
}

/* A quoted string; a backslash makes the next character an ordinary one. */
static char *
take_string (const char **text)
{
  g_autoptr (GString) string = g_string_new (NULL);
  char quote;

  skip_blanks (text);
  quote = **text;
  if (quote != '\'' && quote != '"')
    return NULL;
  for ((*text)++; **text != quote; (*text)++)
    {
      if (**text == '\\')
        (*text)++;
      if (**text == '\0' || g_ascii_iscntrl (**text))
        return NULL;
      g_string_append_c (string, **text);
    }
  (*text)++;
  return string->len > 0 ? g_string_free (g_steal_pointer (&string), FALSE) : NULL;
}

static gboolean
take_number (const char **text, double *number)
{
  char *end;

  skip_blanks (text);
  if (g_str_has_prefix (*text, "nan"))
    {
      *number = (double)NAN;
      *text += 3;
      return TRUE;
    }
  if (!g_ascii_isdigit (**text) && **text != '-' && **text != '.')
    return FALSE;
  *number = g_ascii_strtod (*text, &end);
  if (end == *text || !isfinite (*number))
    return FALSE;
  *text = end;
  return TRUE;
}

static gboolean
take_entries (const char **text, HxImportItem *item)
{
  if (take (text, '}'))
    return TRUE;
  do
    {
      g_autofree char *code = take_string (text);
      double likelihood;

      if (code == NULL || !take (text, ':') || !take_number (text, &likelihood))
        return FALSE;
      for (guint i = 0; i < item->codes->len; i++)
        if (g_str_equal (g_ptr_array_index (item->codes, i), code))
          return FALSE;
      hx_import_item_add_code (item, code, likelihood);
    }
  while (take (text, ','));
  return take (text, '}');
}

gboolean
hx_import_parse_codes (const char *text, HxImportItem *item)
{
  if (take (&text, '{') && take_entries (&text, item))
    {
      skip_blanks (&text);
      if (*text == '\0')
        return TRUE;
    }
  g_ptr_array_set_size (item->codes, 0);
  g_array_set_size (item->likelihoods, 0);
  return FALSE;
}
