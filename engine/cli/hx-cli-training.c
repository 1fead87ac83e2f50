/* hx-cli-training.c: the options of a training on the command line
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli-training.h"

#include <glib/gi18n-lib.h>

void
hx_cli_training_clear (HxCliTraining *texts)
{
  g_free (texts->library);
  g_free (texts->task);
  g_free (texts->backbone);
  g_free (texts->head);
  g_free (texts->start);
  g_free (texts->seed);
  g_free (texts->threads);
  g_free (texts->train_folds);
  g_free (texts->validation_folds);
  for (guint i = 0; i < HX_CLI_MAX_TRAIN_OPTIONS; i++)
    {
      g_free (texts->values[i]);
      g_free (texts->names[i]);
    }
}

static void
add_entries (GArray *entries, const GOptionEntry *more)
{
  for (; more->long_name != NULL; more++)
    g_array_append_val (entries, *more);
}

GOptionEntry *
hx_cli_training_entries (HxCliTraining *texts, const GOptionEntry *own)
{
  const GOptionEntry common[] = {
    { "library", 0, 0, G_OPTION_ARG_FILENAME, &texts->library, N_ ("Library to train on"), "DIR" },
    { "task", 0, 0, G_OPTION_ARG_FILENAME, &texts->task,
      N_ ("all, diagnostic, subdiagnostic, superdiagnostic, form, rhythm, dx, or a CSV file of labels"),
      "T" },
    { "backbone", 0, 0, G_OPTION_ARG_STRING, &texts->backbone,
      N_ ("Network: fcn_wang, resnet1d_wang, inception1d, xresnet1d101, lstm, lstm_bidir or another one"),
      "B" },
    { "head", 0, 0, G_OPTION_ARG_STRING, &texts->head, N_ ("plain or ldm (the Label Decoupling Module)"),
      "H" },
    { "start", 0, 0, G_OPTION_ARG_FILENAME, &texts->start,
      N_ ("Begin with the backbone of this trained model, under a new head"), "MODEL" },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &texts->seed,
      N_ ("Seed; one seed gives the same model (default: 0)"), "S" },
    { "threads", 0, 0, G_OPTION_ARG_STRING, &texts->threads,
      N_ ("Threads; results do not depend on it (default: all processors)"), "N" },
    { "train-folds", 0, 0, G_OPTION_ARG_STRING, &texts->train_folds, N_ ("Folds to train on (default: 1-8)"),
      "F" },
    { "validation-folds", 0, 0, G_OPTION_ARG_STRING, &texts->validation_folds,
      N_ ("Folds to validate on, or none (default: 9)"), "F" },
    { NULL },
  };
  const HxTrainOptionSpec *specs = hx_train_option_specs ();
  GArray *entries = g_array_new (TRUE, FALSE, sizeof (GOptionEntry));

  add_entries (entries, common);
  for (guint i = 0; specs[i].name != NULL; i++)
    {
      const GOptionEntry entry = { specs[i].name, 0, 0, G_OPTION_ARG_STRING, &texts->values[i], specs[i].help,
                                   specs[i].value };

      g_assert (i < HX_CLI_MAX_TRAIN_OPTIONS);
      g_array_append_val (entries, entry);
      g_free (texts->names[i]);
      texts->names[i] = g_strconcat ("--", specs[i].name, NULL);
    }
  add_entries (entries, own);
  return (GOptionEntry *)(void *)g_array_free (entries, FALSE);
}

static gboolean
read_choice (const char *command, const HxTrainOptionSpec *spec, const char *text, double *value)
{
  g_autofree char *known = g_strjoinv (", ", (char **)spec->choices);

  for (guint i = 0; spec->choices[i] != NULL; i++)
    if (g_str_equal (spec->choices[i], text))
      {
        *value = i;
        return TRUE;
      }
  hx_cli_usage (command, _ ("--%s is “%s”; there are: %s"), spec->name, text, known);
  return FALSE;
}

static gboolean
read_value (const char *command, const HxTrainOptionSpec *spec, const char *name, const char *text,
            HxTrainOptions *options)
{
  double value = 0.0;
  gint64 count = 0;

  if (text == NULL)
    return TRUE;
  if (spec->kind == HX_OPTION_CHOICE)
    {
      if (!read_choice (command, spec, text, &value))
        return FALSE;
    }
  else if (spec->kind == HX_OPTION_NUMBER)
    {
      if (!hx_cli_number (command, name, text, spec->low, spec->high, &value))
        return FALSE;
    }
  else
    {
      if (!hx_cli_integer (command, name, text, (gint64)spec->low, (gint64)spec->high, &count))
        return FALSE;
      value = (double)count;
    }
  hx_train_option_set (options, spec, value);
  return TRUE;
}

static gboolean
read_names (const char *command, const HxCliTraining *texts, HxTrainOptions *options)
{
  if (!hx_cli_network (command, texts->backbone, texts->head, &options->head))
    return FALSE;
  options->task = texts->task;
  options->backbone = texts->backbone;
  options->start = texts->start;
  return TRUE;
}

gboolean
hx_cli_training_read (const char *command, const HxCliTraining *texts, HxTrainOptions *options)
{
  const HxTrainOptionSpec *specs = hx_train_option_specs ();
  gint64 threads = 0;

  hx_train_options_default (options);
  if (!hx_cli_required (command, "--library", texts->library)
      || !hx_cli_required (command, "--task", texts->task)
      || !hx_cli_required (command, "--backbone", texts->backbone)
      || !hx_cli_required (command, "--head", texts->head) || !read_names (command, texts, options)
      || !hx_cli_integer (command, "--threads", texts->threads, 0, 256, &threads)
      || !hx_cli_seed (command, texts->seed, &options->seed)
      || !hx_cli_folds (command, "--train-folds", texts->train_folds, &options->train_folds))
    return FALSE;
  if (g_strcmp0 (texts->validation_folds, "none") == 0)
    options->validation_folds = 0;
  else if (!hx_cli_folds (command, "--validation-folds", texts->validation_folds, &options->validation_folds))
    return FALSE;
  options->n_threads = (guint)threads;
  for (guint i = 0; specs[i].name != NULL; i++)
    if (!read_value (command, &specs[i], texts->names[i], texts->values[i], options))
      return FALSE;
  return TRUE;
}
