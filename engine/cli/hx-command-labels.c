/* hx-command-labels.c: hexaxial-cli labels
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-file.h"
#include "engine/cli/hx-cli.h"
#include "engine/library/hx-library.h"
#include "engine/records/hx-csv.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

static void
append_field (GString *text, const char *text_of_field)
{
  g_autofree char *field = hx_csv_quote (text_of_field);

  g_string_append (text, field);
}

static GString *
format_table (const HxLabelTable *table, GHashTable *names)
{
  GString *text = g_string_new ("record_id");

  for (guint label = 0; label < table->n_labels; label++)
    {
      g_string_append_c (text, ',');
      append_field (text, table->codes[label]);
    }
  g_string_append_c (text, '\n');
  for (guint row = 0; row < table->n_records; row++)
    {
      append_field (text, g_hash_table_lookup (names, &table->records[row]));
      for (guint label = 0; label < table->n_labels; label++)
        g_string_append (text, table->y[(gsize)row * table->n_labels + label] ? ",1" : ",0");
      g_string_append_c (text, '\n');
    }
  return text;
}

static int
print_labels (HxCli *cli, const char *place, const char *task, const char *out)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (HxLibrary) library = hx_library_open (place, FALSE, 0.0, &fault);
  g_autoptr (HxLabelTable) table = NULL;
  g_autoptr (GPtrArray) infos = NULL;
  g_autoptr (GHashTable) names = NULL;
  g_autoptr (GString) text = NULL;

  if (library != NULL)
    table = hx_library_get_label_table (library, task, &fault);
  if (table != NULL)
    infos = hx_library_list_records (library, &fault);
  if (infos == NULL)
    return hx_cli_fail (cli, fault);
  names = hx_cli_record_names (infos);
  text = format_table (table, names);
  if (out == NULL)
    fputs (text->str, stdout);
  else if (!hx_file_write_all (out, text->str, text->len, &fault))
    return hx_cli_fail (cli, fault);
  return HX_CLI_DONE;
}

static int
run (HxCli *cli, int argc, char **argv)
{
  g_autofree char *task = NULL, *out = NULL;
  const GOptionEntry entries[] = {
    { "task", 0, 0, G_OPTION_ARG_FILENAME, &task,
      N_ ("all, diagnostic, subdiagnostic, superdiagnostic, form, rhythm, dx, or a CSV file of labels"),
      "T" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, N_ ("CSV file to write (default: standard output)"),
      "FILE.csv" },
    { NULL },
  };
  g_auto (GStrv) rest = NULL;

  if (!hx_cli_parse (
          argc, argv, "DIR",
          _ ("Writes the labels of a library's records as a CSV file, which can be edited and trained "
             "on with --task."),
          entries, 1, 1, &rest)
      || !hx_cli_required (argv[0], "--task", task))
    return HX_CLI_USAGE;
  return print_labels (cli, rest[0], task, out);
}

extern const HxCommand hx_command_labels;
const HxCommand hx_command_labels = { "labels", N_ ("write the labels of a library as a CSV file"), run };
