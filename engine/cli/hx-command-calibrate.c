/* hx-command-calibrate.c: hexaxial-cli calibrate
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli.h"
#include "engine/run/hx-calibrate.h"
#include "engine/run/hx-evaluate.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

static void
print_json (HxModel *model, const char *path, const HxCalibration *calibration)
{
  JsonObject *object = json_object_new ();
  JsonArray *labels = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "model", path);
  json_object_set_string_member (object, "sha256", hx_model_get_hash (model));
  json_object_set_int_member (object, "records", calibration->n_records);
  json_object_set_int_member (object, "left_out_records", calibration->n_left_out_records);
  for (guint l = 0; l < calibration->n_labels; l++)
    {
      const HxLabelCalibration *label = &calibration->labels[l];
      JsonObject *entry = json_object_new ();

      json_object_set_string_member (entry, "code", hx_model_get_label (model, l)->code);
      json_object_set_int_member (entry, "positives", label->n_positives);
      hx_cli_set_number (entry, "temperature", label->temperature);
      hx_cli_set_number (entry, "expected_calibration_error", label->error);
      hx_cli_set_number (entry, "calibrated_expected_calibration_error", label->calibrated_error);
      json_array_add_object_element (labels, entry);
    }
  json_object_set_array_member (object, "labels", labels);
  json_node_take_object (node, object);
  hx_cli_print_json (node);
}

static void
print_table (HxModel *model, const char *path, const HxCalibration *calibration)
{
  printf ("%-12s %9s %11s %7s %10s  %s\n", _ ("label"), _ ("positives"), _ ("temperature"), _ ("ECE"),
          _ ("calibrated"), _ ("name"));
  for (guint l = 0; l < calibration->n_labels; l++)
    {
      const HxLabelCalibration *label = &calibration->labels[l];
      const HxModelLabel *info = hx_model_get_label (model, l);

      if (isnan (label->temperature))
        printf ("%-12s %9u %11s %7.4f %10s  %s\n", info->code, label->n_positives, "-", label->error, "-",
                info->description);
      else
        printf ("%-12s %9u %11.4f %7.4f %10.4f  %s\n", info->code, label->n_positives, label->temperature,
                label->error, label->calibrated_error, info->description);
    }
  printf (_ ("\n%s: calibrated on %u records, %u of %u labels\n"), path, calibration->n_records,
          calibration->n_fitted, calibration->n_labels);
}

static int
run (HxCli *cli, int argc, char **argv)
{
  g_autofree char *folder = NULL, *task = NULL, *folds_text = NULL, *out = NULL, *threads_text = NULL;
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
    { "library", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_ ("Library with the records"), "DIR" },
    { "folds", 0, 0, G_OPTION_ARG_STRING, &folds_text,
      N_ ("Folds to fit on (default: the model's validation folds, or 9)"), "F" },
    { "task", 0, 0, G_OPTION_ARG_FILENAME, &task,
      N_ ("Task with the given labels (default: the model's own)"), "T" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, N_ ("Model file to write (default: MODEL itself)"), "MODEL" },
    { "threads", 0, 0, G_OPTION_ARG_STRING, &threads_text, N_ ("Threads (default: all processors)"), "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print one JSON document"), NULL },
    { NULL },
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (HxModel) model = NULL;
  g_autoptr (HxLibrary) library = NULL;
  g_autoptr (HxCalibration) calibration = NULL;
  g_autoptr (GError) fault = NULL;
  HxFolds folds = 0;
  gint64 n_threads = 0;

  if (!hx_cli_parse (argc, argv, "MODEL",
                     _ ("Fits a temperature for every label on folds that the model was not trained on, and "
                        "writes them into the model: its scores are probabilities from then on."),
                     entries, 1, 1, &rest)
      || !hx_cli_required (argv[0], "--library", folder)
      || !hx_cli_folds (argv[0], "--folds", folds_text, &folds)
      || !hx_cli_integer (argv[0], "--threads", threads_text, 0, 256, &n_threads))
    return HX_CLI_USAGE;
  model = hx_model_load (rest[0], &fault);
  library = model != NULL ? hx_library_open (folder, FALSE, 0.0, &fault) : NULL;
  if (library != NULL && folds_text == NULL)
    folds = hx_evaluate_recipe_folds (model, "validation_folds");
  if (library != NULL)
    calibration = hx_calibrate (model, library, task, folds != 0 ? folds : (HxFolds)1 << 9, (guint)n_threads,
                                &cli->progress, cli->cancellable, &fault);
  hx_cli_end_progress (cli);
  if (calibration == NULL || !hx_model_save (model, out != NULL ? out : rest[0], &fault))
    return hx_cli_fail (cli, fault);
  if (as_json)
    print_json (model, out != NULL ? out : rest[0], calibration);
  else
    print_table (model, out != NULL ? out : rest[0], calibration);
  return HX_CLI_DONE;
}

extern const HxCommand hx_command_calibrate;
const HxCommand hx_command_calibrate = { "calibrate", N_ ("turn a model's scores into probabilities"), run };
