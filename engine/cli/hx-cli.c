/* hx-cli.c: what all commands share: options, progress, cancellation, output
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

gboolean
hx_cli_parse (int argc, char **argv, const char *arguments, const char *description,
              const GOptionEntry *entries, guint min, guint max, char ***rest)
{
  g_autofree char *parameters = g_strdup_printf ("%s %s", argv[0], arguments);
  g_autoptr (GOptionContext) context = g_option_context_new (arguments);
  g_autoptr (GError) fault = NULL;
  g_auto (GStrv) words = g_new0 (char *, (gsize)argc + 1);
  g_autofree char *program = g_strdup_printf ("hexaxial-cli %s", argv[0]);
  guint n;

  for (int i = 0; i < argc; i++)
    words[i] = g_strdup (argv[i]);
  g_set_prgname (program);
  g_option_context_set_summary (context, description);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse_strv (context, &words, &fault))
    {
      hx_cli_usage (argv[0], "%s", fault->message);
      return FALSE;
    }
  g_set_prgname ("hexaxial-cli");
  n = g_strv_length (words) - 1;
  if (n < min || n > max)
    {
      hx_cli_usage (argv[0],
                    n < min ? _ ("an argument is missing: %s") : _ ("there are too many arguments: %s"),
                    parameters);
      return FALSE;
    }
  *rest = g_strdupv (words + 1);
  return TRUE;
}

int
hx_cli_usage (const char *command, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("hexaxial-cli %s: %s\n", command, message);
  g_printerr (_ ("“hexaxial-cli %s --help” shows how it is used.\n"), command);
  return HX_CLI_USAGE;
}

int
hx_cli_fail (HxCli *cli, const GError *error)
{
  hx_cli_end_progress (cli);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_printerr (_ ("Cancelled. What was finished is kept.\n"));
      return HX_CLI_CANCELLED;
    }
  g_printerr ("hexaxial-cli: %s\n", error->message);
  return HX_CLI_FAILED;
}

gboolean
hx_cli_integer (const char *command, const char *option, const char *text, gint64 low, gint64 high,
                gint64 *value)
{
  if (text == NULL || g_ascii_string_to_signed (text, 10, low, high, value, NULL))
    return TRUE;
  hx_cli_usage (command, _ ("%s is “%s”, not a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT),
                option, text, low, high);
  return FALSE;
}

gboolean
hx_cli_seed (const char *command, const char *text, guint64 *seed)
{
  if (text == NULL || g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, seed, NULL))
    return TRUE;
  hx_cli_usage (command, _ ("--seed is “%s”, not a whole number that is not negative"), text);
  return FALSE;
}

gboolean
hx_cli_number (const char *command, const char *option, const char *text, double low, double high,
               double *value)
{
  char *end;
  double found;

  if (text == NULL)
    return TRUE;
  found = g_ascii_strtod (text, &end);
  if (end != text && *end == '\0' && found >= low && found <= high)
    {
      *value = found;
      return TRUE;
    }
  hx_cli_usage (command, _ ("%s is “%s”, not a number from %g to %g"), option, text, low, high);
  return FALSE;
}

gboolean
hx_cli_folds (const char *command, const char *option, const char *text, HxFolds *folds)
{
  g_autoptr (GError) fault = NULL;

  if (text == NULL || hx_folds_parse (text, folds, &fault))
    return TRUE;
  hx_cli_usage (command, "%s: %s", option, fault->message);
  return FALSE;
}

gboolean
hx_cli_required (const char *command, const char *option, const char *text)
{
  if (text != NULL)
    return TRUE;
  hx_cli_usage (command, _ ("%s is needed"), option);
  return FALSE;
}

void
hx_cli_print_json (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, TRUE);
  /* Names of files are any bytes; JSON is UTF-8. */
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  puts (valid);
  json_node_unref (node);
}

void
hx_cli_set_number (JsonObject *object, const char *name, double value)
{
  if (isfinite (value))
    json_object_set_double_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

gboolean
hx_cli_network (const char *command, const char *backbone, const char *head_name, HxHead *head)
{
  if (hx_backbone_min_samples (backbone) == 0)
    {
      g_autofree char *known = g_strjoinv (", ", (char **)hx_backbones ());

      hx_cli_usage (command, _ ("--backbone is “%s”; there are: %s"), backbone, known);
      return FALSE;
    }
  if (!hx_head_from_name (head_name, head))
    {
      hx_cli_usage (command, _ ("--head is “%s”, not plain or ldm"), head_name);
      return FALSE;
    }
  return TRUE;
}

GHashTable *
hx_cli_record_names (GPtrArray *infos)
{
  GHashTable *names = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < infos->len; i++)
    {
      HxRecordInfo *info = g_ptr_array_index (infos, i);

      g_hash_table_insert (names, &info->key, info->record_id);
    }
  return names;
}
