/* hx-command-train.c: hexaxial-cli train
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli-training.h"
#include "engine/run/hx-predict.h"
#include "engine/run/hx-train.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

/* Texts of the options, as they were given. */
typedef struct
{
  HxCliTraining training;
  char *out;
  gboolean resume, as_json;
} Texts;

static void
clear_texts (Texts *texts)
{
  hx_cli_training_clear (&texts->training);
  g_free (texts->out);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Texts, clear_texts)

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
  g_autoptr (HxLibrary) library = hx_library_open (texts->training.library, FALSE, 0.0, &fault);
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
  const GOptionEntry own[] = {
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &texts.out, N_ ("Model file to write"), "MODEL" },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &texts.resume, N_ ("Go on from MODEL.checkpoint if it is there"),
      NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &texts.as_json, N_ ("Print one JSON document"), NULL },
    { NULL },
  };
  g_autofree GOptionEntry *entries = hx_cli_training_entries (&texts.training, own);
  g_auto (GStrv) rest = NULL;
  HxTrainOptions options;

  if (!hx_cli_parse (argc, argv, "",
                     _ ("Trains a model. The last epoch is the model, or the best one with --stop; "
                        "MODEL.checkpoint is written after every epoch."),
                     entries, 0, 0, &rest)
      || !hx_cli_training_read (argv[0], &texts.training, &options)
      || !hx_cli_required (argv[0], "--out", texts.out))
    return HX_CLI_USAGE;
  options.resume = texts.resume;
  return train (cli, &texts, &options);
}

extern const HxCommand hx_command_train;
const HxCommand hx_command_train = { "train", N_ ("train a model on a library"), run };
