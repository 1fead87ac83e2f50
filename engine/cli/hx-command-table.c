/* hx-command-table.c: hexaxial-cli table
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli-training.h"
#include "engine/run/hx-table.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

#define MAX_SEEDS 1000

/* What was given, and the lists that it names. */
typedef struct
{
  HxCliTraining training;
  char *seeds_text, *test_folds, *bootstrap, *out;
  char **only;
  gboolean as_json;
  char **tasks, **backbones;
  GArray *heads; /* of HxHead */
  GArray *seeds; /* of guint64 */
} Texts;

static void
clear_texts (Texts *texts)
{
  hx_cli_training_clear (&texts->training);
  g_free (texts->seeds_text);
  g_free (texts->test_folds);
  g_free (texts->bootstrap);
  g_free (texts->out);
  g_strfreev (texts->only);
  g_strfreev (texts->tasks);
  g_strfreev (texts->backbones);
  g_clear_pointer (&texts->heads, g_array_unref);
  g_clear_pointer (&texts->seeds, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Texts, clear_texts)

/* --- lists ---------------------------------------------------------------------------------- */

/* What stands between commas, or @usual; nothing empty, nothing twice. (transfer full) (nullable) */
static char **
read_list (const char *command, const char *option, const char *text, const char *const *usual)
{
  g_auto (GStrv) list = text != NULL ? g_strsplit (text, ",", -1) : g_strdupv ((char **)usual);

  for (guint i = 0; list[i] != NULL; i++)
    {
      gboolean twice = FALSE;

      for (guint j = 0; j < i; j++)
        twice |= g_str_equal (list[i], list[j]);
      if (!twice && *list[i] != '\0')
        continue;
      if (twice)
        hx_cli_usage (command, _ ("%s has “%s” twice"), option, list[i]);
      else
        hx_cli_usage (command, _ ("%s has an empty name"), option);
      return NULL;
    }
  if (list[0] != NULL)
    return g_steal_pointer (&list);
  hx_cli_usage (command, _ ("%s is empty"), option);
  return NULL;
}

static gboolean
read_heads (const char *command, Texts *texts)
{
  const char *const usual[] = { "plain", "ldm", NULL };
  g_auto (GStrv) names = read_list (command, "--head", texts->training.head, usual);

  texts->heads = g_array_new (FALSE, FALSE, sizeof (HxHead));
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      HxHead head;

      if (!hx_head_from_name (names[i], &head))
        {
          hx_cli_usage (command, _ ("--head is “%s”, not plain or ldm"), names[i]);
          return FALSE;
        }
      g_array_append_val (texts->heads, head);
    }
  return names != NULL;
}

static gboolean
read_backbones (const char *command, Texts *texts)
{
  texts->backbones =
      read_list (command, "--backbone", texts->training.backbone, hx_table_published_backbones ());
  for (guint i = 0; texts->backbones != NULL && texts->backbones[i] != NULL; i++)
    if (hx_backbone_min_samples (texts->backbones[i]) == 0)
      {
        g_autofree char *known = g_strjoinv (", ", (char **)hx_backbones ());

        hx_cli_usage (command, _ ("--backbone is “%s”; there are: %s"), texts->backbones[i], known);
        return FALSE;
      }
  return texts->backbones != NULL;
}

static gboolean
read_seeds (const char *command, Texts *texts)
{
  const char *const usual[] = { "0", "1", "2", NULL };
  g_auto (GStrv) numbers = read_list (command, "--seeds", texts->seeds_text, usual);

  texts->seeds = g_array_new (FALSE, FALSE, sizeof (guint64));
  for (guint i = 0; numbers != NULL && numbers[i] != NULL; i++)
    {
      guint64 seed;

      if (i >= MAX_SEEDS || !g_ascii_string_to_unsigned (numbers[i], 10, 0, G_MAXUINT64, &seed, NULL))
        {
          hx_cli_usage (command, _ ("--seeds has “%s”, not a whole number that is not negative"), numbers[i]);
          return FALSE;
        }
      g_array_append_val (texts->seeds, seed);
    }
  return numbers != NULL;
}

/* --- options -------------------------------------------------------------------------------- */

/* Those of a training that a table has as well, then @own. */
static GOptionEntry *
table_entries (Texts *texts, const GOptionEntry *own)
{
  static const char *const single[] = { "task",  "backbone",      "head",          "seed",
                                        "start", "frozen-epochs", "earliest-rate", NULL };
  const GOptionEntry none = { NULL };
  g_autofree GOptionEntry *training = hx_cli_training_entries (&texts->training, &none);
  GArray *entries = g_array_new (TRUE, FALSE, sizeof (GOptionEntry));

  for (const GOptionEntry *entry = training; entry->long_name != NULL; entry++)
    if (!g_strv_contains (single, entry->long_name))
      g_array_append_val (entries, *entry);
  for (; own->long_name != NULL; own++)
    g_array_append_val (entries, *own);
  return (GOptionEntry *)(void *)g_array_free (entries, FALSE);
}

/* The options of every run, read with the first of each list. */
static gboolean
read_training (const char *command, Texts *texts, HxTrainOptions *options)
{
  HxCliTraining *training = &texts->training;

  g_free (training->task);
  g_free (training->backbone);
  g_free (training->head);
  training->task = g_strdup (texts->tasks[0]);
  training->backbone = g_strdup (texts->backbones[0]);
  training->head = g_strdup (hx_head_name (g_array_index (texts->heads, HxHead, 0)));
  return hx_cli_training_read (command, training, options);
}

static gboolean
read_options (const char *command, Texts *texts, HxTableOptions *options)
{
  gint64 n_bootstrap = 100;

  *options = (HxTableOptions){ .test_folds = (HxFolds)1 << 10 };
  if (!hx_cli_required (command, "--library", texts->training.library)
      || !hx_cli_required (command, "--out", texts->out)
      || !hx_cli_folds (command, "--test-folds", texts->test_folds, &options->test_folds)
      || !hx_cli_integer (command, "--bootstrap", texts->bootstrap, 0, 100000, &n_bootstrap)
      || !read_heads (command, texts) || !read_backbones (command, texts) || !read_seeds (command, texts))
    return FALSE;
  texts->tasks = read_list (command, "--task", texts->training.task, hx_table_published_tasks ());
  if (texts->tasks == NULL || !read_training (command, texts, &options->training))
    return FALSE;
  options->tasks = (const char *const *)texts->tasks;
  options->backbones = (const char *const *)texts->backbones;
  options->heads = (const HxHead *)(void *)texts->heads->data;
  options->n_heads = texts->heads->len;
  options->seeds = (const guint64 *)(void *)texts->seeds->data;
  options->n_seeds = texts->seeds->len;
  options->only = (const char *const *)texts->only;
  options->n_bootstrap = (guint)n_bootstrap;
  return TRUE;
}

/* --- output --------------------------------------------------------------------------------- */

static void
print_run (const HxTableRun *run, guint n_done, guint n_all, gpointer user_data)
{
  hx_cli_end_progress (user_data);
  g_printerr (_ ("%u of %u: %s %s %s, seed %" G_GUINT64_FORMAT ": macro-AUC %.4f"), n_done, n_all, run->task,
              run->backbone, run->head, run->seed, run->macro_auc);
  if (isfinite (run->low))
    g_printerr (" [%.4f, %.4f]", run->low, run->high);
  g_printerr ("\n");
}

/* The cell that @first is the first run of. */
static JsonObject *
describe_cell (const HxTable *table, const HxTableRun *first)
{
  JsonObject *object = json_object_new ();
  JsonArray *runs = json_array_new ();
  double mean, sd;

  json_object_set_string_member (object, "task", first->task);
  json_object_set_string_member (object, "backbone", first->backbone);
  json_object_set_string_member (object, "head", first->head);
  json_object_set_int_member (object, "n",
                              hx_table_cell (table, first->task, first->backbone, first->head, &mean, &sd));
  hx_cli_set_number (object, "macro_auc", mean);
  hx_cli_set_number (object, "sd", sd);
  for (guint i = 0; i < table->runs->len; i++)
    {
      const HxTableRun *run = g_ptr_array_index (table->runs, i);
      g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, run->seed);
      JsonObject *entry;

      if (!run->is_done || !g_str_equal (run->task, first->task)
          || !g_str_equal (run->backbone, first->backbone) || !g_str_equal (run->head, first->head))
        continue;
      entry = json_object_new ();
      json_object_set_string_member (entry, "seed", seed);
      hx_cli_set_number (entry, "macro_auc", run->macro_auc);
      hx_cli_set_number (entry, "macro_auc_low", run->low);
      hx_cli_set_number (entry, "macro_auc_high", run->high);
      json_array_add_object_element (runs, entry);
    }
  json_object_set_array_member (object, "runs", runs);
  return object;
}

static void
print_json (const HxTable *table, guint n_seeds)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *cells = json_array_new ();

  /* The runs of a cell are neighbours. */
  for (guint i = 0; i < table->runs->len; i += n_seeds)
    json_array_add_object_element (cells, describe_cell (table, g_ptr_array_index (table->runs, i)));
  json_node_take_array (node, cells);
  hx_cli_print_json (node);
}

static gboolean
print_markdown (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "table.md", NULL);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  fputs (text, stdout);
  return TRUE;
}

/* --- the command ------------------------------------------------------------------------------ */

static int
make_table (HxCli *cli, const Texts *texts, const HxTableOptions *options)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (HxLibrary) library = hx_library_open (texts->training.library, FALSE, 0.0, &fault);
  g_autoptr (HxTable) table = NULL;

  if (library != NULL)
    table = hx_table_make (library, options, texts->out, &cli->progress, print_run, cli, cli->cancellable,
                           &fault);
  hx_cli_end_progress (cli);
  if (table == NULL)
    return hx_cli_fail (cli, fault);
  if (texts->as_json)
    print_json (table, options->n_seeds);
  else if (!print_markdown (texts->out, &fault))
    return hx_cli_fail (cli, fault);
  return HX_CLI_DONE;
}

static int
run (HxCli *cli, int argc, char **argv)
{
  g_auto (Texts) texts = { 0 };
  const GOptionEntry own[] = {
    { "task", 0, 0, G_OPTION_ARG_FILENAME, &texts.training.task,
      N_ ("Columns, with commas between (default: the six tasks by the PTB-XL rules)"), "T,…" },
    { "backbone", 0, 0, G_OPTION_ARG_STRING, &texts.training.backbone,
      N_ ("Rows, with commas between (default: the six published networks)"), "B,…" },
    { "head", 0, 0, G_OPTION_ARG_STRING, &texts.training.head,
      N_ ("Heads of every row, with commas between (default: plain,ldm)"), "H,…" },
    { "seeds", 0, 0, G_OPTION_ARG_STRING, &texts.seeds_text,
      N_ ("Seeds of every cell, with commas between (default: 0,1,2)"), "S,…" },
    { "row", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &texts.only,
      N_ ("Train this row alone, of the others show what is there; may be repeated"), "TASK/BACKBONE/HEAD" },
    { "test-folds", 0, 0, G_OPTION_ARG_STRING, &texts.test_folds, N_ ("Folds to evaluate on (default: 10)"),
      "F" },
    { "bootstrap", 0, 0, G_OPTION_ARG_STRING, &texts.bootstrap,
      N_ ("Resamples for a run's interval, 0 for none (default: 100)"), "N" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &texts.out, N_ ("Folder for results, models and the table"),
      "DIR" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &texts.as_json, N_ ("Print one JSON document"), NULL },
    { NULL },
  };
  g_autofree GOptionEntry *entries = table_entries (&texts, own);
  g_auto (GStrv) rest = NULL;
  HxTableOptions options;

  if (!hx_cli_parse (argc, argv, "",
                     _ ("Trains and evaluates every network, head and task for every seed, and writes the "
                        "published table. What is finished is not done again."),
                     entries, 0, 0, &rest)
      || !read_options (argv[0], &texts, &options))
    return HX_CLI_USAGE;
  return make_table (cli, &texts, &options);
}

extern const HxCommand hx_command_table;
const HxCommand hx_command_table = { "table", N_ ("train and evaluate all networks and tasks"), run };
