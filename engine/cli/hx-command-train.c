/* hx-command-train.c: hexaxial-cli train
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli.h"
#include "engine/run/hx-predict.h"
#include "engine/run/hx-train.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

/* Texts of the options, as they were given. */
typedef struct
{
  char *library, *task, *backbone, *head, *out, *epochs, *batch, *rate, *crop, *seed, *threads, *train_folds,
      *validation_folds;
  gboolean resume, as_json;
} Texts;

static void
clear_texts (Texts *texts)
{
  g_free (texts->library);
  g_free (texts->task);
  g_free (texts->backbone);
  g_free (texts->head);
  g_free (texts->out);
  g_free (texts->epochs);
  g_free (texts->batch);
  g_free (texts->rate);
  g_free (texts->crop);
  g_free (texts->seed);
  g_free (texts->threads);
  g_free (texts->train_folds);
  g_free (texts->validation_folds);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Texts, clear_texts)

static gboolean
read_options (const char *command, const Texts *texts, HxTrainOptions *options)
{
  gint64 epochs, batch, threads = 0;

  hx_train_options_default (options);
  epochs = options->epochs;
  batch = options->batch;
  if (!hx_cli_required (command, "--library", texts->library)
      || !hx_cli_required (command, "--task", texts->task)
      || !hx_cli_required (command, "--backbone", texts->backbone)
      || !hx_cli_required (command, "--head", texts->head) || !hx_cli_required (command, "--out", texts->out)
      || !hx_cli_integer (command, "--epochs", texts->epochs, 1, 100000, &epochs)
      || !hx_cli_integer (command, "--batch", texts->batch, 2, 65536, &batch)
      || !hx_cli_integer (command, "--threads", texts->threads, 0, 256, &threads)
      || !hx_cli_seed (command, texts->seed, &options->seed)
      || !hx_cli_number (command, "--lr", texts->rate, 1e-9, 10.0, &options->learning_rate)
      || !hx_cli_number (command, "--crop", texts->crop, 0.01, 3600.0, &options->crop_s)
      || !hx_cli_folds (command, "--train-folds", texts->train_folds, &options->train_folds))
    return FALSE;
  if (g_strcmp0 (texts->validation_folds, "none") == 0)
    options->validation_folds = 0;
  else if (!hx_cli_folds (command, "--validation-folds", texts->validation_folds, &options->validation_folds))
    return FALSE;
  if (hx_backbone_min_samples (texts->backbone) == 0)
    {
      g_autofree char *known = g_strjoinv (", ", (char **)hx_backbones ());

      hx_cli_usage (command, _ ("--backbone is “%s”; there are: %s"), texts->backbone, known);
      return FALSE;
    }
  if (!hx_head_from_name (texts->head, &options->head))
    {
      hx_cli_usage (command, _ ("--head is “%s”, not plain or ldm"), texts->head);
      return FALSE;
    }
  options->task = texts->task;
  options->backbone = texts->backbone;
  options->epochs = (guint)epochs;
  options->batch = (guint)batch;
  options->n_threads = (guint)threads;
  options->resume = texts->resume;
  return TRUE;
}

static void
print_epoch (const HxTrainEpoch *epoch, gpointer user_data)
{
  hx_cli_end_progress (user_data);
  g_printerr (_ ("epoch %u of %u: loss %.4f"), epoch->epoch, epoch->n_epochs, epoch->loss);
  if (isfinite (epoch->validation_loss))
    g_printerr (_ (", validation loss %.4f"), epoch->validation_loss);
  if (isfinite (epoch->validation_auc))
    g_printerr (_ (", validation macro-AUC %.4f"), epoch->validation_auc);
  g_printerr (_ (", %.1f s\n"), epoch->seconds);
}

static void
print_result (const HxTrainResult *result, const char *out, gboolean as_json)
{
  const HxTrainEpoch *last = &g_array_index (result->history, HxTrainEpoch, result->history->len - 1);
  JsonObject *object;
  JsonNode *node;

  if (!as_json)
    {
      printf (_ ("%s: trained on %u records"), out, result->n_train);
      if (result->n_left_out > 0)
        printf (_ (", %u left out without a usable signal"), result->n_left_out);
      printf (_ ("; SHA-256 %s\n"), hx_model_get_hash (result->model));
      return;
    }
  object = json_object_new ();
  json_object_set_string_member (object, "model", out);
  json_object_set_string_member (object, "sha256", hx_model_get_hash (result->model));
  json_object_set_int_member (object, "train_records", result->n_train);
  json_object_set_int_member (object, "validation_records", result->n_validation);
  json_object_set_int_member (object, "left_out_records", result->n_left_out);
  hx_cli_set_number (object, "loss", last->loss);
  hx_cli_set_number (object, "validation_loss", last->validation_loss);
  hx_cli_set_number (object, "validation_macro_auc", last->validation_auc);
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  hx_cli_print_json (node);
}

static int
train (HxCli *cli, const Texts *texts, const HxTrainOptions *options)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (HxLibrary) library = hx_library_open (texts->library, FALSE, 0.0, &fault);
  g_autoptr (HxTrainResult) result = NULL;
  g_autoptr (HxModelInfo) info = NULL;
  g_autofree char *history = NULL;

  if (library != NULL)
    result =
        hx_train (library, options, texts->out, &cli->progress, print_epoch, cli, cli->cancellable, &fault);
  hx_cli_end_progress (cli);
  if (result == NULL)
    return hx_cli_fail (cli, fault);
  history = hx_train_history_to_json (result->history);
  info = hx_model_info_from_model (result->model, history);
  if (!hx_library_add_model (library, info, texts->out, &fault))
    return hx_cli_fail (cli, fault);
  print_result (result, texts->out, texts->as_json);
  return HX_CLI_DONE;
}

static int
run (HxCli *cli, int argc, char **argv)
{
  g_auto (Texts) texts = { 0 };
  const GOptionEntry entries[] = {
    { "library", 0, 0, G_OPTION_ARG_FILENAME, &texts.library, N_ ("Library to train on"), "DIR" },
    { "task", 0, 0, G_OPTION_ARG_FILENAME, &texts.task,
      N_ ("all, diagnostic, subdiagnostic, superdiagnostic, form, rhythm, dx, or a CSV file of labels"),
      "T" },
    { "backbone", 0, 0, G_OPTION_ARG_STRING, &texts.backbone, N_ ("Network: fcn_wang"), "B" },
    { "head", 0, 0, G_OPTION_ARG_STRING, &texts.head, N_ ("plain or ldm (the Label Decoupling Module)"),
      "H" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &texts.out, N_ ("Model file to write"), "MODEL" },
    { "epochs", 0, 0, G_OPTION_ARG_STRING, &texts.epochs, N_ ("Epochs (default: 50)"), "N" },
    { "batch", 0, 0, G_OPTION_ARG_STRING, &texts.batch, N_ ("Records a step (default: 128)"), "N" },
    { "lr", 0, 0, G_OPTION_ARG_STRING, &texts.rate,
      N_ ("Peak learning rate (default: the backbone's own, 0.01)"), "X" },
    { "crop", 0, 0, G_OPTION_ARG_STRING, &texts.crop, N_ ("Length of a crop in seconds (default: 2.5)"),
      "S" },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &texts.seed, N_ ("Seed; one seed gives the same model (default: 0)"),
      "S" },
    { "threads", 0, 0, G_OPTION_ARG_STRING, &texts.threads,
      N_ ("Threads; results do not depend on it (default: all processors)"), "N" },
    { "train-folds", 0, 0, G_OPTION_ARG_STRING, &texts.train_folds, N_ ("Folds to train on (default: 1-8)"),
      "F" },
    { "validation-folds", 0, 0, G_OPTION_ARG_STRING, &texts.validation_folds,
      N_ ("Folds to validate on, or none (default: 9)"), "F" },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &texts.resume, N_ ("Go on from MODEL.checkpoint if it is there"),
      NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &texts.as_json, N_ ("Print one JSON document"), NULL },
    { NULL },
  };
  g_auto (GStrv) rest = NULL;
  HxTrainOptions options;

  if (!hx_cli_parse (
          argc, argv, "",
          _ ("Trains a model. The last epoch is the model; MODEL.checkpoint is written after every epoch."),
          entries, 0, 0, &rest)
      || !read_options (argv[0], &texts, &options))
    return HX_CLI_USAGE;
  return train (cli, &texts, &options);
}

extern const HxCommand hx_command_train;
const HxCommand hx_command_train = { "train", N_ ("train a model on a library"), run };
