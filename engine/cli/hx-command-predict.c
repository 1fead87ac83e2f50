/* hx-command-predict.c: hexaxial-cli predict
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-file.h"
#include "engine/cli/hx-cli-statements.h"
#include "engine/cli/hx-cli.h"
#include "engine/records/hx-csv.h"
#include "engine/records/hx-reader.h"
#include "engine/run/hx-predict.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Says so if recorded ECGs are put to a model that has never seen one. */
static void
note_origin (HxModel *model, gboolean any_recorded)
{
  if (any_recorded && g_str_equal (hx_model_get_origin (model), HX_ORIGIN_SIMULATED))
    g_printerr (_ (
        "This model has seen only simulated ECGs; what it says of recorded ones is not to be relied on.\n"));
}

/* --- files ----------------------------------------------------------------------------------- */

static JsonObject *
entry_of_file (HxModel *model, const char *path, HxRecording *recording, const HxStatement *statements,
               const GError *fault)
{
  JsonObject *entry = json_object_new ();

  json_object_set_string_member (entry, "file", path);
  if (recording != NULL)
    {
      json_object_set_string_member (entry, "record_id", hx_recording_get_id (recording));
      json_object_set_string_member (entry, "record_origin", hx_recording_get_origin (recording));
    }
  json_object_set_string_member (entry, "model_origin", hx_model_get_origin (model));
  if (fault != NULL)
    json_object_set_string_member (entry, "error", fault->message);
  else
    json_object_set_object_member (entry, "labels", hx_cli_statements_to_json (model, statements));
  return entry;
}

/* One file; the worst status so far. */
static int
predict_file (HxCli *cli, HxModel *model, const char *path, const HxReadOptions *options, JsonArray *json,
              int status)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (HxRecording) recording = hx_recording_open (path, options, &fault);
  g_autofree HxStatement *statements = g_new0 (HxStatement, hx_model_get_n_labels (model));

  if (recording != NULL && !hx_predict_recording (model, recording, statements, 0, cli->cancellable, &fault)
      && !g_str_has_prefix (fault->message, path))
    g_prefix_error (&fault, "%s: ", path);
  if (g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return hx_cli_fail (cli, fault);
  if (json != NULL)
    json_array_add_object_element (json, entry_of_file (model, path, recording, statements, fault));
  else if (fault == NULL)
    hx_cli_print_statements (model, path, statements);
  if (fault != NULL)
    status = hx_cli_fail (cli, fault);
  return status;
}

static int
predict_files (HxCli *cli, HxModel *model, char **paths, const HxReadOptions *options, gboolean as_json)
{
  g_autoptr (JsonArray) json = as_json ? json_array_new () : NULL;
  int status = HX_CLI_DONE;

  note_origin (model, TRUE);
  for (guint i = 0; paths[i] != NULL && status != HX_CLI_CANCELLED; i++)
    status = predict_file (cli, model, paths[i], options, json, status);
  if (json != NULL)
    {
      JsonNode *node = json_node_new (JSON_NODE_ARRAY);

      json_node_set_array (node, json);
      hx_cli_print_json (node);
    }
  return status;
}

/* --- a library ---------------------------------------------------------------------------------- */

static GHashTable *
infos_by_key (GPtrArray *infos)
{
  GHashTable *by_key = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < infos->len; i++)
    g_hash_table_insert (by_key, &((HxRecordInfo *)g_ptr_array_index (infos, i))->key,
                         g_ptr_array_index (infos, i));
  return by_key;
}

static gboolean
any_recorded (const HxPredictions *predictions, GHashTable *by_key)
{
  for (guint i = 0; i < predictions->n_records; i++)
    {
      const HxRecordInfo *info = g_hash_table_lookup (by_key, &predictions->keys[i]);

      if (!g_str_equal (info->origin, HX_ORIGIN_SIMULATED))
        return TRUE;
    }
  return FALSE;
}

static void
print_library_json (HxModel *model, const HxPredictions *predictions, GHashTable *by_key)
{
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < predictions->n_records; i++)
    {
      const HxRecordInfo *info = g_hash_table_lookup (by_key, &predictions->keys[i]);
      JsonObject *entry = json_object_new ();

      json_object_set_null_member (entry, "file");
      json_object_set_string_member (entry, "record_id", info->record_id);
      json_object_set_string_member (entry, "data_set", info->dataset_title);
      json_object_set_string_member (entry, "record_origin", info->origin);
      json_object_set_string_member (entry, "model_origin", hx_model_get_origin (model));
      json_object_set_object_member (
          entry, "labels",
          hx_cli_statements_to_json (model, predictions->statements + (gsize)i * predictions->n_labels));
      json_array_add_object_element (array, entry);
    }
  json_node_take_array (node, array);
  hx_cli_print_json (node);
}

static char *
csv_rows (HxModel *model, const HxPredictions *predictions, GHashTable *by_key)
{
  GString *text = g_string_new (HX_CLI_STATEMENT_COLUMNS "\n");

  for (guint i = 0; i < predictions->n_records; i++)
    {
      const HxRecordInfo *info = g_hash_table_lookup (by_key, &predictions->keys[i]);

      hx_cli_append_statement_rows (text, model, info->record_id,
                                    predictions->statements + (gsize)i * predictions->n_labels);
    }
  return g_string_free (text, FALSE);
}

static int
predict_library (HxCli *cli, HxModel *model, const char *folder, HxFolds folds, const char *out,
                 gboolean as_json)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (HxLibrary) library = hx_library_open (folder, FALSE, 0.0, &fault);
  g_autoptr (GPtrArray) infos = library != NULL ? hx_library_list_records (library, &fault) : NULL;
  g_autoptr (HxPredictions) predictions = NULL;
  g_autoptr (GHashTable) by_key = NULL;
  g_autofree char *text = NULL;

  if (infos != NULL)
    predictions = hx_predict_library (model, library, folds, 0, &cli->progress, cli->cancellable, &fault);
  hx_cli_end_progress (cli);
  if (predictions == NULL)
    return hx_cli_fail (cli, fault);
  by_key = infos_by_key (infos);
  note_origin (model, any_recorded (predictions, by_key));
  if (predictions->n_records == 0)
    g_printerr ("%s\n", _ ("No record of the library is in these folds."));
  if (predictions->n_left_out > 0)
    g_printerr (_ ("%u records have no usable signal and were left out.\n"), predictions->n_left_out);
  if (out != NULL || !as_json)
    text = csv_rows (model, predictions, by_key);
  if (out != NULL && !hx_file_write_all (out, text, strlen (text), &fault))
    return hx_cli_fail (cli, fault);
  if (as_json)
    print_library_json (model, predictions, by_key);
  else if (out != NULL)
    printf (_ ("%s: %u records, %u labels\n"), out, predictions->n_records, predictions->n_labels);
  else
    fputs (text, stdout);
  return HX_CLI_DONE;
}

static int
run (HxCli *cli, int argc, char **argv)
{
  g_autofree char *folder = NULL, *folds_text = NULL, *out = NULL, *gain = NULL;
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
    { "library", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_ ("Predict a library's records instead of files"),
      "DIR" },
    { "folds", 0, 0, G_OPTION_ARG_STRING, &folds_text, N_ ("Folds of the library (default: all)"), "F" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, N_ ("CSV file to write (default: standard output)"), "FILE" },
    { "gain-adu-per-mv", 0, 0, G_OPTION_ARG_STRING, &gain,
      N_ ("Gain of all signals, for headers known to be wrong"), "G" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print one JSON document"), NULL },
    { NULL },
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (HxModel) model = NULL;
  g_autoptr (GError) fault = NULL;
  HxReadOptions options = { 0 };
  HxFolds folds = HX_FOLDS_ALL;

  if (!hx_cli_parse (argc, argv, "MODEL [FILE…]",
                     _ ("Says what a model finds in recordings, or in a library's records."), entries, 1,
                     G_MAXUINT, &rest)
      || !hx_cli_folds (argv[0], "--folds", folds_text, &folds)
      || !hx_cli_number (argv[0], "--gain-adu-per-mv", gain, 1e-6, 1e12, &options.gain_adu_per_mv))
    return HX_CLI_USAGE;
  if ((folder == NULL) == (rest[1] == NULL))
    return hx_cli_usage (argv[0], "%s", _ ("either files or --library are needed"));
  if (folder == NULL && (folds_text != NULL || out != NULL))
    return hx_cli_usage (argv[0], "%s", _ ("--folds and --out go with --library"));
  if (folder != NULL && gain != NULL)
    return hx_cli_usage (argv[0], "%s", _ ("--gain-adu-per-mv goes with files"));
  model = hx_model_load (rest[0], &fault);
  if (model == NULL)
    return hx_cli_fail (cli, fault);
  return folder != NULL ? predict_library (cli, model, folder, folds, out, as_json)
                        : predict_files (cli, model, rest + 1, &options, as_json);
}

extern const HxCommand hx_command_predict;
const HxCommand hx_command_predict = { "predict", N_ ("say what a model finds in recordings"), run };
