/* hx-command-embed.c: hexaxial-cli embed
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-file.h"
#include "engine/cli/hx-cli.h"
#include "engine/records/hx-csv.h"
#include "engine/run/hx-embed.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

static char *
number_or_empty (double value)
{
  return isfinite (value) ? g_strdup_printf ("%.9g", value) : g_strdup ("");
}

static gboolean
write_points (const char *path, HxLibrary *library, GArray *points, GError **error)
{
  g_autoptr (GPtrArray) infos = hx_library_list_records (library, error);
  g_autoptr (GHashTable) by_key = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (HxFileWriter) writer = infos != NULL ? hx_file_writer_new (path, error) : NULL;

  if (writer == NULL || !hx_file_writer_printf (writer, error, "record_id,x,y,label,score,margin\n"))
    return FALSE;
  for (guint i = 0; i < infos->len; i++)
    g_hash_table_insert (by_key, &((HxRecordInfo *)g_ptr_array_index (infos, i))->key,
                         g_ptr_array_index (infos, i));
  for (guint i = 0; i < points->len; i++)
    {
      const HxEmbeddedPoint *point = &g_array_index (points, HxEmbeddedPoint, i);
      const HxRecordInfo *info = g_hash_table_lookup (by_key, &point->key);
      g_autofree char *id = hx_csv_quote (info->record_id);
      g_autofree char *label = point->label >= 0 ? g_strdup_printf ("%d", point->label) : g_strdup ("");
      g_autofree char *margin = number_or_empty ((double)point->margin);

      if (!hx_file_writer_printf (writer, error, "%s,%.9g,%.9g,%s,%.9g,%s\n", id, (double)point->x,
                                  (double)point->y, label, (double)point->score, margin))
        return FALSE;
    }
  return hx_file_writer_commit (writer, error);
}

static int
embed (HxCli *cli, const char *model_path, const char *folder, const char *label, HxFolds folds,
       const HxProjection *projection, const char *out)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (HxModel) model = hx_model_load (model_path, &fault);
  g_autoptr (HxLibrary) library = model != NULL ? hx_library_open (folder, FALSE, 0.0, &fault) : NULL;
  g_autoptr (GArray) points = NULL;

  if (library != NULL)
    points = hx_embed_library (model, library, label, folds, projection, 0, 0, &cli->progress,
                               cli->cancellable, &fault);
  if (points == NULL || !write_points (out, library, points, &fault))
    return hx_cli_fail (cli, fault);
  hx_cli_end_progress (cli);
  printf (_ ("%s: %u records in the space of %s\n"), out, points->len, label);
  return HX_CLI_DONE;
}

static int
run (HxCli *cli, int argc, char **argv)
{
  g_autofree char *folder = NULL, *label = NULL, *name = NULL, *folds_text = NULL, *out = NULL;
  const GOptionEntry entries[] = {
    { "library", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_ ("Library with the records"), "DIR" },
    { "label", 0, 0, G_OPTION_ARG_STRING, &label, N_ ("Code of the label whose space is shown"), "L" },
    { "projection", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("pca: principal components (default)"), "P" },
    { "folds", 0, 0, G_OPTION_ARG_STRING, &folds_text, N_ ("Folds to show (default: all)"), "F" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, N_ ("CSV file to write: record_id,x,y,label,score,margin"),
      "FILE" },
    { NULL },
  };
  g_auto (GStrv) rest = NULL;
  const HxProjection *projection;
  HxFolds folds = HX_FOLDS_ALL;

  if (!hx_cli_parse (argc, argv, "MODEL", _ ("Projects a label's embeddings on a plane."), entries, 1, 1,
                     &rest)
      || !hx_cli_required (argv[0], "--library", folder) || !hx_cli_required (argv[0], "--label", label)
      || !hx_cli_required (argv[0], "--out", out) || !hx_cli_folds (argv[0], "--folds", folds_text, &folds))
    return HX_CLI_USAGE;
  projection = hx_projection_find (name != NULL ? name : "pca");
  if (projection == NULL)
    return hx_cli_usage (argv[0], _ ("--projection is “%s”; there is: pca"), name);
  return embed (cli, rest[0], folder, label, folds, projection, out);
}

extern const HxCommand hx_command_embed;
const HxCommand hx_command_embed = { "embed", N_ ("project a label's embedding space"), run };
