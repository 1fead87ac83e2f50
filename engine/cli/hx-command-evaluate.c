/* hx-command-evaluate.c: hexaxial-cli evaluate
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli-metrics.h"
#include "engine/cli/hx-cli.h"
#include "engine/run/hx-evaluate.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

/* --- JSON ------------------------------------------------------------------------------ */

/* Null without a silhouette: a label with one class, a plain head. */
static void
set_space (JsonObject *object, const char *name, const HxEntanglement *space)
{
  JsonObject *entry;

  if (isnan (space->silhouette))
    {
      json_object_set_null_member (object, name);
      return;
    }
  entry = json_object_new ();
  hx_cli_set_number (entry, "silhouette", space->silhouette);
  hx_cli_set_number (entry, "purity", space->purity);
  hx_cli_set_number (entry, "purity_with", space->purity_with);
  json_object_set_object_member (object, name, entry);
}

static JsonObject *
spaces_to_json (const HxEntanglement *decoupled, const HxEntanglement *fused)
{
  JsonObject *object = json_object_new ();

  set_space (object, "decoupled", decoupled);
  set_space (object, "fused", fused);
  return object;
}

static JsonArray *
labels_to_json (const HxEvaluation *evaluation)
{
  JsonArray *labels = json_array_new ();

  for (guint i = 0; i < evaluation->labels->len; i++)
    {
      const HxLabelEvaluation *label = g_ptr_array_index (evaluation->labels, i);
      JsonObject *entry = json_object_new ();

      json_object_set_string_member (entry, "code", label->code);
      json_object_set_string_member (entry, "description", label->description);
      hx_cli_add_label_metrics (entry, &label->metrics, HX_SCALE_LOGIT);
      if (evaluation->n_entangled > 0)
        json_object_set_object_member (entry, "entanglement",
                                       spaces_to_json (&label->decoupled, &label->fused));
      json_array_add_object_element (labels, entry);
    }
  return labels;
}

static void
print_json (const HxEvaluation *evaluation)
{
  JsonObject *object = json_object_new ();
  JsonArray *left_out = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  hx_cli_add_metrics (object, evaluation->metrics, HX_SCALE_LOGIT);
  json_object_set_array_member (object, "labels", labels_to_json (evaluation));
  for (guint i = 0; i < evaluation->left_out->len; i++)
    json_array_add_string_element (left_out, g_ptr_array_index (evaluation->left_out, i));
  json_object_set_array_member (object, "left_out", left_out);
  json_object_set_int_member (object, "records", evaluation->n_records);
  json_object_set_int_member (object, "validation_records", evaluation->n_validation_records);
  json_object_set_int_member (object, "left_out_records", evaluation->n_left_out_records);
  hx_cli_add_bootstrap (object, evaluation->n_bootstrap, evaluation->bootstrap_seed);
  json_object_set_array_member (object, "rows", hx_cli_rows_to_json (evaluation->rows));
  if (evaluation->n_entangled > 0)
    json_object_set_object_member (object, "entanglement",
                                   spaces_to_json (&evaluation->decoupled, &evaluation->fused));
  json_object_set_int_member (object, "entanglement_records", evaluation->n_entangled);
  json_node_take_object (node, object);
  hx_cli_print_json (node);
}

/* --- tables ---------------------------------------------------------------------------- */

static void
print_spaces_line (const char *name, const HxEntanglement *decoupled, const HxEntanglement *fused)
{
  printf ("%-12s %+11.4f %+11.4f %11.4f %11.4f %11.4f %11.4f\n", name, decoupled->silhouette,
          fused->silhouette, decoupled->purity, fused->purity, decoupled->purity_with, fused->purity_with);
}

/* Both spaces side by side; a plain head has but one. */
static void
print_spaces (const HxEvaluation *evaluation)
{
  if (evaluation->n_entangled == 0 || isnan (evaluation->decoupled.silhouette))
    return;
  printf (_ ("\nSilhouette and nearest-neighbour purity (of all records, of those with the label) in the "
             "label's own space and in the fused one, %u records\n\n"),
          evaluation->n_entangled);
  printf ("%-12s %11s %11s %11s %11s %11s %11s\n", _ ("label"), _ ("silh. own"), _ ("fused"),
          _ ("purity own"), _ ("fused"), _ ("with: own"), _ ("fused"));
  for (guint i = 0; i < evaluation->labels->len; i++)
    {
      const HxLabelEvaluation *label = g_ptr_array_index (evaluation->labels, i);

      if (!isnan (label->decoupled.silhouette))
        print_spaces_line (label->code, &label->decoupled, &label->fused);
    }
  print_spaces_line (_ ("mean"), &evaluation->decoupled, &evaluation->fused);
}

static void
print_table (const HxEvaluation *evaluation)
{
  printf (_ ("macro-AUC %.4f"), evaluation->macro_auc);
  if (isfinite (evaluation->macro_auc_low))
    printf (_ (" [%.4f, %.4f]"), evaluation->macro_auc_low, evaluation->macro_auc_high);
  printf (_ (" over %u labels and %u records\n"), evaluation->labels->len, evaluation->n_records);
  hx_cli_print_metrics (evaluation->metrics, HX_SCALE_LOGIT);
  if (evaluation->n_validation_records > 0)
    printf (_ ("%u validation records\n"), evaluation->n_validation_records);
  printf ("\n");
  hx_cli_print_label_heading ();
  for (guint i = 0; i < evaluation->labels->len; i++)
    {
      const HxLabelEvaluation *label = g_ptr_array_index (evaluation->labels, i);

      hx_cli_print_label (label->code, label->description, &label->metrics, HX_SCALE_LOGIT);
    }
  if (evaluation->left_out->len > 0)
    {
      printf ("\n%s", _ ("Left out, without a positive or a negative in these folds:"));
      for (guint i = 0; i < evaluation->left_out->len; i++)
        printf (" %s", (const char *)g_ptr_array_index (evaluation->left_out, i));
      printf ("\n");
    }
  hx_cli_print_rows (evaluation->rows);
  print_spaces (evaluation);
  if (evaluation->n_left_out_records > 0)
    printf (_ ("%u records of these folds have no usable signal.\n"), evaluation->n_left_out_records);
}

/* --- the command ----------------------------------------------------------------------- */

/* The options as they were written. */
typedef struct
{
  char *folder, *task, *folds, *validation, *bootstrap, *seed, *entanglement, *threads;
  char **others, **partners; /* files of --compare and --ensemble */
  gboolean as_json;
} Words;

static void
words_clear (Words *words)
{
  g_free (words->folder);
  g_free (words->task);
  g_free (words->folds);
  g_free (words->validation);
  g_free (words->bootstrap);
  g_free (words->seed);
  g_free (words->entanglement);
  g_free (words->threads);
  g_strfreev (words->others);
  g_strfreev (words->partners);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

/* Every file once, so that a model that is compared and in the ensemble predicts once. (transfer full) */
static gboolean
load_models (char **paths, GHashTable *loaded, GPtrArray *models, GError **error)
{
  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      HxModel *model = g_hash_table_lookup (loaded, paths[i]);

      if (model == NULL)
        {
          model = hx_model_load (paths[i], error);
          if (model == NULL)
            return FALSE;
          g_hash_table_insert (loaded, g_strdup (paths[i]), model);
        }
      g_ptr_array_add (models, model);
    }
  return TRUE;
}

static HxEvaluation *
evaluate (HxCli *cli, HxModel *model, const Words *words, HxEvaluateOptions *options, GError **error)
{
  g_autoptr (HxLibrary) library = NULL;
  g_autoptr (GHashTable) loaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  g_autoptr (GPtrArray) others = g_ptr_array_new (), partners = g_ptr_array_new ();

  if (!load_models (words->others, loaded, others, error)
      || !load_models (words->partners, loaded, partners, error))
    return NULL;
  library = hx_library_open (words->folder, FALSE, 0.0, error);
  if (library == NULL)
    return NULL;
  options->task = words->task;
  options->others = (HxModel *const *)others->pdata;
  options->n_others = others->len;
  options->partners = (HxModel *const *)partners->pdata;
  options->n_partners = partners->len;
  return hx_evaluate_model (model, library, options, &cli->progress, cli->cancellable, error);
}

/* Folds that are not given are the recipe's, without those that are evaluated. */
static gboolean
read_folds (const char *command, const Words *words, HxEvaluateOptions *options)
{
  HxFolds validation = options->validation_folds;

  if (!hx_cli_folds (command, "--folds", words->folds, &options->folds))
    return FALSE;
  options->training_folds &= ~options->folds;
  options->validation_folds &= ~options->folds;
  if (words->validation == NULL)
    return TRUE;
  validation = 0;
  if (!g_str_equal (words->validation, "none")
      && !hx_cli_folds (command, "--validation-folds", words->validation, &validation))
    return FALSE;
  options->validation_folds = validation;
  return TRUE;
}

static gboolean
read_numbers (const char *command, const Words *words, HxEvaluateOptions *options)
{
  gint64 n_bootstrap = options->n_bootstrap, n_entangled = options->n_entangled, n_threads = 0;

  if (!hx_cli_integer (command, "--bootstrap", words->bootstrap, 0, 100000, &n_bootstrap)
      || !hx_cli_integer (command, "--entanglement", words->entanglement, 0, 100000, &n_entangled)
      || !hx_cli_integer (command, "--threads", words->threads, 0, 256, &n_threads)
      || !hx_cli_seed (command, words->seed, &options->seed))
    return FALSE;
  options->n_bootstrap = (guint)n_bootstrap;
  options->n_entangled = (guint)n_entangled;
  options->n_threads = (guint)n_threads;
  return TRUE;
}

static int
run (HxCli *cli, int argc, char **argv)
{
  g_auto (Words) words = { 0 };
  const GOptionEntry entries[] = {
    { "library", 0, 0, G_OPTION_ARG_FILENAME, &words.folder, N_ ("Library with the records"), "DIR" },
    { "folds", 0, 0, G_OPTION_ARG_STRING, &words.folds, N_ ("Folds to evaluate on (default: 10)"), "F" },
    { "validation-folds", 0, 0, G_OPTION_ARG_STRING, &words.validation,
      N_ ("Folds to tune thresholds and temperatures on, or “none” (default: the model's)"), "F" },
    { "task", 0, 0, G_OPTION_ARG_FILENAME, &words.task,
      N_ ("Task with the given labels (default: the model's own)"), "T" },
    { "compare", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &words.others,
      N_ ("Other model to compare with; may be repeated"), "MODEL" },
    { "ensemble", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &words.partners,
      N_ ("Model to form an ensemble with; may be repeated"), "MODEL" },
    { "bootstrap", 0, 0, G_OPTION_ARG_STRING, &words.bootstrap,
      N_ ("Resamples for the intervals, 0 for none (default: 100)"), "N" },
    { "entanglement", 0, 0, G_OPTION_ARG_STRING, &words.entanglement,
      N_ ("Records to measure in the spaces at most, 0 for none (default: 3000)"), "N" },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &words.seed, N_ ("Seed of the resamples (default: 0)"), "S" },
    { "threads", 0, 0, G_OPTION_ARG_STRING, &words.threads, N_ ("Threads (default: all processors)"), "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &words.as_json, N_ ("Print one JSON document"), NULL },
    { NULL },
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (HxModel) model = NULL;
  g_autoptr (HxEvaluation) evaluation = NULL;
  g_autoptr (GError) fault = NULL;
  HxEvaluateOptions options = { .n_bootstrap = 100 };

  /* Usage is checked before the model is read, whose recipe has the defaults. */
  if (!hx_cli_parse (argc, argv, "MODEL",
                     _ ("Says how well a model does on held-out folds; the intervals are the 5th and 95th "
                        "percentile of bootstrap resamples."),
                     entries, 1, 1, &rest)
      || !hx_cli_required (argv[0], "--library", words.folder) || !read_folds (argv[0], &words, &options)
      || !read_numbers (argv[0], &words, &options))
    return HX_CLI_USAGE;
  model = hx_model_load (rest[0], &fault);
  if (model == NULL)
    return hx_cli_fail (cli, fault);
  hx_evaluate_options_default (&options, model);
  if (read_folds (argv[0], &words, &options) && read_numbers (argv[0], &words, &options))
    evaluation = evaluate (cli, model, &words, &options, &fault);
  hx_cli_end_progress (cli);
  if (evaluation == NULL)
    return hx_cli_fail (cli, fault);
  if (words.as_json)
    print_json (evaluation);
  else
    print_table (evaluation);
  return HX_CLI_DONE;
}

extern const HxCommand hx_command_evaluate;
const HxCommand hx_command_evaluate = { "evaluate", N_ ("measure a model on held-out folds"), run };
