/* hx-command-evaluate.c: hexaxial-cli evaluate
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli.h"
#include "engine/run/hx-evaluate.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

/* [low, high], or null without resamples. */
static void
set_interval (JsonObject *object, const char *name, double low, double high)
{
  JsonArray *array;

  if (!isfinite (low) || !isfinite (high))
    {
      json_object_set_null_member (object, name);
      return;
    }
  array = json_array_new ();
  json_array_add_double_element (array, low);
  json_array_add_double_element (array, high);
  json_object_set_array_member (object, name, array);
}

static void
print_json (const HxEvaluation *evaluation)
{
  JsonObject *object = json_object_new ();
  JsonArray *labels = json_array_new (), *left_out = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  /* As in a model's recipe: 64 bits do not fit into every reader's numbers. */
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, evaluation->bootstrap_seed);

  hx_cli_set_number (object, "macro_auc", evaluation->macro_auc);
  set_interval (object, "macro_auc_interval", evaluation->macro_auc_low, evaluation->macro_auc_high);
  for (guint i = 0; i < evaluation->labels->len; i++)
    {
      const HxLabelEvaluation *label = g_ptr_array_index (evaluation->labels, i);
      JsonObject *entry = json_object_new ();

      json_object_set_string_member (entry, "code", label->code);
      json_object_set_string_member (entry, "description", label->description);
      hx_cli_set_number (entry, "auc", label->auc);
      set_interval (entry, "auc_interval", label->auc_low, label->auc_high);
      json_object_set_int_member (entry, "positives", label->n_positives);
      hx_cli_set_number (entry, "average_precision", label->average_precision);
      hx_cli_set_number (entry, "threshold", label->threshold);
      hx_cli_set_number (entry, "f1", label->f1);
      json_array_add_object_element (labels, entry);
    }
  json_object_set_array_member (object, "labels", labels);
  for (guint i = 0; i < evaluation->left_out->len; i++)
    json_array_add_string_element (left_out, g_ptr_array_index (evaluation->left_out, i));
  json_object_set_array_member (object, "left_out", left_out);
  json_object_set_int_member (object, "records", evaluation->n_records);
  json_object_set_int_member (object, "left_out_records", evaluation->n_left_out_records);
  json_object_set_int_member (object, "bootstrap", evaluation->n_bootstrap);
  json_object_set_string_member (object, "bootstrap_seed", seed);
  json_node_take_object (node, object);
  hx_cli_print_json (node);
}

static void
print_table (const HxEvaluation *evaluation)
{
  printf (_ ("macro-AUC %.4f"), evaluation->macro_auc);
  if (isfinite (evaluation->macro_auc_low))
    printf (_ (" [%.4f, %.4f]"), evaluation->macro_auc_low, evaluation->macro_auc_high);
  printf (_ (" over %u labels and %u records\n\n"), evaluation->labels->len, evaluation->n_records);
  printf ("%-12s %9s %7s  %-17s %9s %9s %6s  %s\n", _ ("label"), _ ("positives"), _ ("AUC"), _ ("interval"),
          _ ("avg prec"), _ ("threshold"), _ ("F1"), _ ("name"));
  for (guint i = 0; i < evaluation->labels->len; i++)
    {
      const HxLabelEvaluation *label = g_ptr_array_index (evaluation->labels, i);
      g_autofree char *range = isfinite (label->auc_low)
                                   ? g_strdup_printf ("[%.4f, %.4f]", label->auc_low, label->auc_high)
                                   : g_strdup ("-");

      printf ("%-12s %9u %7.4f  %-17s %9.4f %9.4f %6.4f  %s\n", label->code, label->n_positives, label->auc,
              range, label->average_precision, label->threshold, label->f1, label->description);
    }
  if (evaluation->left_out->len > 0)
    {
      printf ("\n%s", _ ("Left out, without a positive or a negative in these folds:"));
      for (guint i = 0; i < evaluation->left_out->len; i++)
        printf (" %s", (const char *)g_ptr_array_index (evaluation->left_out, i));
      printf ("\n");
    }
  if (evaluation->n_left_out_records > 0)
    printf (_ ("%u records of these folds have no usable signal.\n"), evaluation->n_left_out_records);
}

static int
run (HxCli *cli, int argc, char **argv)
{
  g_autofree char *folder = NULL, *task = NULL, *folds_text = NULL, *bootstrap_text = NULL, *seed_text = NULL,
                  *threads_text = NULL;
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
    { "library", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_ ("Library with the records"), "DIR" },
    { "folds", 0, 0, G_OPTION_ARG_STRING, &folds_text, N_ ("Folds to evaluate on (default: 10)"), "F" },
    { "task", 0, 0, G_OPTION_ARG_FILENAME, &task,
      N_ ("Task with the given labels (default: the model's own)"), "T" },
    { "bootstrap", 0, 0, G_OPTION_ARG_STRING, &bootstrap_text,
      N_ ("Resamples for the intervals, 0 for none (default: 100)"), "N" },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &seed_text, N_ ("Seed of the resamples (default: 0)"), "S" },
    { "threads", 0, 0, G_OPTION_ARG_STRING, &threads_text, N_ ("Threads (default: all processors)"), "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print one JSON document"), NULL },
    { NULL },
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (HxModel) model = NULL;
  g_autoptr (HxLibrary) library = NULL;
  g_autoptr (HxEvaluation) evaluation = NULL;
  g_autoptr (GError) fault = NULL;
  HxFolds folds = (HxFolds)1 << 10;
  gint64 n_bootstrap = 100, n_threads = 0;
  guint64 seed = 0;

  if (!hx_cli_parse (argc, argv, "MODEL",
                     _ ("Says how well a model does on held-out folds; the intervals are the 5th and 95th "
                        "percentile of bootstrap resamples."),
                     entries, 1, 1, &rest)
      || !hx_cli_required (argv[0], "--library", folder)
      || !hx_cli_folds (argv[0], "--folds", folds_text, &folds)
      || !hx_cli_integer (argv[0], "--bootstrap", bootstrap_text, 0, 100000, &n_bootstrap)
      || !hx_cli_integer (argv[0], "--threads", threads_text, 0, 256, &n_threads)
      || !hx_cli_seed (argv[0], seed_text, &seed))
    return HX_CLI_USAGE;
  model = hx_model_load (rest[0], &fault);
  library = model != NULL ? hx_library_open (folder, FALSE, 0.0, &fault) : NULL;
  if (library != NULL)
    evaluation = hx_evaluate (model, library, task, folds, (guint)n_bootstrap, seed, (guint)n_threads,
                              &cli->progress, cli->cancellable, &fault);
  hx_cli_end_progress (cli);
  if (evaluation == NULL)
    return hx_cli_fail (cli, fault);
  if (as_json)
    print_json (evaluation);
  else
    print_table (evaluation);
  return HX_CLI_DONE;
}

extern const HxCommand hx_command_evaluate;
const HxCommand hx_command_evaluate = { "evaluate", N_ ("measure a model on held-out folds"), run };
