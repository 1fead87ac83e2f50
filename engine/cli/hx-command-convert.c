/* hx-command-convert.c: hexaxial-cli convert
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli.h"
#include "engine/run/hx-convert.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

/* Texts of the options, as they were given. */
typedef struct
{
  char *backbone, *head, *labels, *leads, *task, *mean, *sd, *rate, *crop, *stride, *aggregation, *out;
  gboolean as_json;
} Texts;

static void
clear_texts (Texts *texts)
{
  g_free (texts->backbone);
  g_free (texts->head);
  g_free (texts->labels);
  g_free (texts->leads);
  g_free (texts->task);
  g_free (texts->mean);
  g_free (texts->sd);
  g_free (texts->rate);
  g_free (texts->crop);
  g_free (texts->stride);
  g_free (texts->aggregation);
  g_free (texts->out);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Texts, clear_texts)

static gboolean
read_choices (const char *command, const Texts *texts, HxConvertOptions *options)
{
  if (!hx_cli_network (command, texts->backbone, texts->head, &options->head))
    return FALSE;
  if (texts->aggregation == NULL || g_str_equal (texts->aggregation, "maximum"))
    return TRUE;
  if (g_str_equal (texts->aggregation, "mean"))
    {
      options->aggregation = HX_AGGREGATE_MEAN;
      return TRUE;
    }
  hx_cli_usage (command, _ ("--aggregation is “%s”, not maximum or mean"), texts->aggregation);
  return FALSE;
}

static gboolean
read_options (const char *command, const Texts *texts, HxConvertOptions *options)
{
  hx_convert_options_default (options);
  if (!hx_cli_required (command, "--backbone", texts->backbone)
      || !hx_cli_required (command, "--head", texts->head)
      || !hx_cli_required (command, "--labels", texts->labels)
      || !hx_cli_required (command, "--mean", texts->mean) || !hx_cli_required (command, "--sd", texts->sd)
      || !hx_cli_required (command, "--out", texts->out)
      || !hx_cli_number (command, "--mean", texts->mean, -1e6, 1e6, &options->mean_mv)
      || !hx_cli_number (command, "--sd", texts->sd, 1e-9, 1e6, &options->sd_mv)
      || !hx_cli_number (command, "--rate", texts->rate, 1e-3, 1e5, &options->rate_hz)
      || !hx_cli_number (command, "--crop", texts->crop, 0.01, 3600.0, &options->crop_s)
      || !hx_cli_number (command, "--stride", texts->stride, 0.0, 3600.0, &options->stride_s)
      || !read_choices (command, texts, options))
    return FALSE;
  options->backbone = texts->backbone;
  options->labels = texts->labels;
  options->leads = texts->leads;
  options->task = texts->task;
  return TRUE;
}

static void
print_result (HxModel *model, const Texts *texts)
{
  JsonObject *object;
  JsonNode *node;

  if (!texts->as_json)
    {
      printf (_ ("%s: %s, %s head, %u labels, %u leads; SHA-256 %s\n"), texts->out, texts->backbone,
              texts->head, hx_model_get_n_labels (model), hx_model_get_n_leads (model),
              hx_model_get_hash (model));
      return;
    }
  object = json_object_new ();
  node = json_node_new (JSON_NODE_OBJECT);
  json_object_set_string_member (object, "model", texts->out);
  json_object_set_string_member (object, "sha256", hx_model_get_hash (model));
  json_object_set_string_member (object, "backbone", texts->backbone);
  json_object_set_string_member (object, "head", texts->head);
  json_object_set_int_member (object, "labels", hx_model_get_n_labels (model));
  json_object_set_int_member (object, "leads", hx_model_get_n_leads (model));
  json_node_take_object (node, object);
  hx_cli_print_json (node);
}

static int
run (HxCli *cli, int argc, char **argv)
{
  g_auto (Texts) texts = { 0 };
  const GOptionEntry entries[] = {
    { "backbone", 0, 0, G_OPTION_ARG_STRING, &texts.backbone, N_ ("Network that the state belongs to"), "B" },
    { "head", 0, 0, G_OPTION_ARG_STRING, &texts.head, N_ ("plain or ldm (the Label Decoupling Module)"),
      "H" },
    { "labels", 0, 0, G_OPTION_ARG_FILENAME, &texts.labels,
      N_ ("Text file with a line a label, CODE or CODE,description, in the order of the outputs"), "FILE" },
    { "mean", 0, 0, G_OPTION_ARG_STRING, &texts.mean, N_ ("Mean of the standardiser in mV"), "X" },
    { "sd", 0, 0, G_OPTION_ARG_STRING, &texts.sd, N_ ("Standard deviation of the standardiser in mV"), "X" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &texts.out, N_ ("Model file to write"), "MODEL" },
    { "leads", 0, 0, G_OPTION_ARG_STRING, &texts.leads,
      N_ ("Leads in the order of the inputs, I,II,V2 (default: the twelve standard leads)"), "LIST" },
    { "rate", 0, 0, G_OPTION_ARG_STRING, &texts.rate, N_ ("Sampling rate in Hz (default: 100)"), "HZ" },
    { "crop", 0, 0, G_OPTION_ARG_STRING, &texts.crop, N_ ("Length of a window in seconds (default: 2.5)"),
      "S" },
    { "stride", 0, 0, G_OPTION_ARG_STRING, &texts.stride,
      N_ ("Seconds from window to window (default: half a window)"), "S" },
    { "aggregation", 0, 0, G_OPTION_ARG_STRING, &texts.aggregation,
      N_ ("Of the windows: maximum of the logits, or mean of the probabilities (default: maximum)"), "HOW" },
    { "task", 0, 0, G_OPTION_ARG_FILENAME, &texts.task, N_ ("Task that the labels belong to"), "T" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &texts.as_json, N_ ("Print one JSON document"), NULL },
    { NULL },
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (HxModel) model = NULL;
  g_autoptr (GError) fault = NULL;
  HxConvertOptions options;

  if (!hx_cli_parse (argc, argv, "STATE",
                     _ ("Makes a model of a state dict that PyTorch code has saved in a safetensors file."),
                     entries, 1, 1, &rest)
      || !read_options (argv[0], &texts, &options))
    return HX_CLI_USAGE;
  model = hx_convert (rest[0], &options, &fault);
  if (model == NULL || !hx_model_save (model, texts.out, &fault))
    return hx_cli_fail (cli, fault);
  print_result (model, &texts);
  return HX_CLI_DONE;
}

extern const HxCommand hx_command_convert;
const HxCommand hx_command_convert = { "convert", N_ ("make a model of a PyTorch state dict"), run };
