/* hx-command-find-rate.c: hexaxial-cli find-rate
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli-training.h"
#include "engine/run/hx-find-rate.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

#define N_STEPS 100

static void
print_json (const HxRateCurve *curve)
{
  JsonObject *object = json_object_new ();
  JsonArray *points = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  for (guint i = 0; i < curve->points->len; i++)
    {
      const HxRatePoint *point = &g_array_index (curve->points, HxRatePoint, i);
      JsonObject *entry = json_object_new ();

      hx_cli_set_number (entry, "learning_rate", point->learning_rate);
      hx_cli_set_number (entry, "loss", point->loss);
      hx_cli_set_number (entry, "smoothed_loss", point->smoothed);
      json_array_add_object_element (points, entry);
    }
  hx_cli_set_number (object, "suggested", curve->suggested);
  json_object_set_array_member (object, "curve", points);
  json_node_take_object (node, object);
  hx_cli_print_json (node);
}

static void
print_text (const HxRateCurve *curve)
{
  printf ("%13s %10s %10s\n", _ ("learning rate"), _ ("loss"), _ ("smoothed"));
  for (guint i = 0; i < curve->points->len; i++)
    {
      const HxRatePoint *point = &g_array_index (curve->points, HxRatePoint, i);

      printf ("%13.3g %10.4f %10.4f\n", point->learning_rate, point->loss, point->smoothed);
    }
  if (isnan (curve->suggested))
    printf (_ ("The loss never falls.\n"));
  else
    printf (_ ("The loss falls fastest at %.2g: --lr %.2g\n"), curve->suggested, curve->suggested);
}

static int
find_rate (HxCli *cli, const HxCliTraining *texts, const HxTrainOptions *options, guint n_steps,
           gboolean as_json)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (HxLibrary) library = hx_library_open (texts->library, FALSE, 0.0, &fault);
  g_autoptr (HxRateCurve) curve = NULL;

  if (library != NULL)
    curve = hx_find_rate (library, options, n_steps, &cli->progress, cli->cancellable, &fault);
  hx_cli_end_progress (cli);
  if (curve == NULL)
    return hx_cli_fail (cli, fault);
  if (as_json)
    print_json (curve);
  else
    print_text (curve);
  return HX_CLI_DONE;
}

static int
run (HxCli *cli, int argc, char **argv)
{
  g_auto (HxCliTraining) texts = { 0 };
  g_autofree char *steps = NULL;
  gboolean as_json = FALSE;
  const GOptionEntry own[] = {
    { "steps", 0, 0, G_OPTION_ARG_STRING, &steps, N_ ("Steps between the lowest and the highest rate, 100"),
      "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print one JSON document"), NULL },
    { NULL },
  };
  g_autofree GOptionEntry *entries = hx_cli_training_entries (&texts, own);
  g_auto (GStrv) rest = NULL;
  gint64 n_steps = N_STEPS;
  HxTrainOptions options;

  if (!hx_cli_parse (argc, argv, "",
                     _ ("Trains with a growing learning rate and prints the curve of the loss, and the rate "
                        "at which it falls fastest. Nothing is written."),
                     entries, 0, 0, &rest)
      || !hx_cli_training_read (argv[0], &texts, &options)
      || !hx_cli_integer (argv[0], "--steps", steps, 10, 100000, &n_steps))
    return HX_CLI_USAGE;
  return find_rate (cli, &texts, &options, (guint)n_steps, as_json);
}

extern const HxCommand hx_command_find_rate;
const HxCommand hx_command_find_rate = { "find-rate",
                                         N_ ("find the learning rate at which the loss falls fastest"), run };
