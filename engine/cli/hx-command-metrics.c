/* hx-command-metrics.c: hexaxial-cli metrics
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli-matrix.h"
#include "engine/cli/hx-cli-metrics.h"
#include "engine/cli/hx-cli.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

/* The options of one run, and what was read. */
typedef struct
{
  char *validation_labels, *validation_scores, *training_labels;
  char **others, **partners; /* files of --compare and --ensemble */
  gboolean logits, as_json;
  guint n_resamples;
  guint64 seed;
  GCancellable *cancellable;

  HxCliMatrix *labels, *scores;
  HxCliMatrix *tuning_labels, *tuning_scores, *training;
  guint8 *y, *tuning_y, *training_y;
  HxScoreTable table, tuning;
  HxMetrics *metrics;
  GPtrArray *rows;
} Run;

static void
run_clear (Run *run)
{
  g_free (run->validation_labels);
  g_free (run->validation_scores);
  g_free (run->training_labels);
  g_strfreev (run->others);
  g_strfreev (run->partners);
  hx_cli_matrix_free (run->labels);
  hx_cli_matrix_free (run->scores);
  hx_cli_matrix_free (run->tuning_labels);
  hx_cli_matrix_free (run->tuning_scores);
  hx_cli_matrix_free (run->training);
  g_free (run->y);
  g_free (run->tuning_y);
  g_free (run->training_y);
  hx_metrics_free (run->metrics);
  g_clear_pointer (&run->rows, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/* --- reading --------------------------------------------------------------------------- */

static gboolean
are_probabilities (const HxCliMatrix *matrix)
{
  for (gsize i = 0; matrix != NULL && i < (gsize)matrix->n_rows * matrix->n_columns; i++)
    if (matrix->values[i] < 0.0 || matrix->values[i] > 1.0)
      return FALSE;
  return TRUE;
}

static HxScoreTable
make_table (const guint8 *y, const HxCliMatrix *scores, HxScale scale)
{
  return (HxScoreTable){ y, scores->values, scale, scores->n_rows, scores->n_columns };
}

static gboolean
read_tuning (Run *run, GError **error)
{
  if (run->validation_labels == NULL)
    return TRUE;
  run->tuning_labels = hx_cli_matrix_read_labels (run->validation_labels, error);
  if (run->tuning_labels == NULL || !hx_cli_matrix_match_columns (run->tuning_labels, run->labels, error))
    return FALSE;
  run->tuning_scores = hx_cli_matrix_read_scores (run->validation_scores, run->tuning_labels, error);
  if (run->tuning_scores == NULL)
    return FALSE;
  run->tuning_y = hx_cli_matrix_to_labels (run->tuning_labels);
  return TRUE;
}

static gboolean
read_training (Run *run, GError **error)
{
  if (run->training_labels == NULL)
    return TRUE;
  run->training = hx_cli_matrix_read_labels (run->training_labels, error);
  if (run->training == NULL || !hx_cli_matrix_match_columns (run->training, run->labels, error))
    return FALSE;
  run->training_y = hx_cli_matrix_to_labels (run->training);
  return TRUE;
}

static gboolean
read_tables (Run *run, char **files, GError **error)
{
  HxScale scale;

  run->labels = hx_cli_matrix_read_labels (files[0], error);
  run->scores = run->labels != NULL ? hx_cli_matrix_read_scores (files[1], run->labels, error) : NULL;
  if (run->scores == NULL || !read_tuning (run, error) || !read_training (run, error))
    return FALSE;
  run->y = hx_cli_matrix_to_labels (run->labels);
  if (run->logits)
    scale = HX_SCALE_LOGIT;
  else
    scale = are_probabilities (run->scores) && are_probabilities (run->tuning_scores) ? HX_SCALE_PROBABILITY
                                                                                      : HX_SCALE_ANY;
  run->table = make_table (run->y, run->scores, scale);
  if (run->tuning_scores != NULL)
    run->tuning = make_table (run->tuning_y, run->tuning_scores, scale);
  return TRUE;
}

/* --- rows ------------------------------------------------------------------------------ */

static gboolean
add_row (Run *run, const char *name, const HxScoreTable *table, const HxScoreTable *tuning, GError **error)
{
  HxMetricsRow *row = hx_metrics_row_new (name, table, tuning, &run->table, run->n_resamples, run->seed,
                                          run->cancellable, error);

  if (row == NULL)
    return FALSE;
  g_ptr_array_add (run->rows, row);
  return TRUE;
}

static gboolean
add_naive (Run *run, GError **error)
{
  const guint n_labels = run->table.n_labels;
  g_autofree double *scores = NULL, *tuning_scores = NULL;
  HxScoreTable table = run->table, tuning = run->tuning;

  if (run->training == NULL)
    return TRUE;
  scores = hx_naive_scores (run->training_y, run->training->n_rows, n_labels, table.n);
  tuning_scores = hx_naive_scores (run->training_y, run->training->n_rows, n_labels, tuning.n);
  table.scores = scores;
  tuning.scores = tuning_scores;
  table.scale = tuning.scale = HX_SCALE_PROBABILITY;
  return add_row (run, _ ("naive"), &table, run->tuning_scores != NULL ? &tuning : NULL, error);
}

static gboolean
add_others (Run *run, GError **error)
{
  for (guint i = 0; run->others != NULL && run->others[i] != NULL; i++)
    {
      g_autoptr (HxCliMatrix) scores = hx_cli_matrix_read_scores (run->others[i], run->labels, error);
      HxScoreTable table;

      if (scores == NULL)
        return FALSE;
      table = make_table (run->y, scores, run->table.scale);
      if (table.scale == HX_SCALE_PROBABILITY && !are_probabilities (scores))
        table.scale = HX_SCALE_ANY;
      if (!add_row (run, run->others[i], &table, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_ensemble (Run *run, GError **error)
{
  const gsize n = (gsize)run->table.n * run->table.n_labels;
  const guint n_partners = run->partners != NULL ? g_strv_length (run->partners) : 0;
  g_autofree double *means = g_new (double, MAX (n, 1));
  HxScoreTable table = run->table;

  if (n_partners == 0)
    return TRUE;
  for (gsize i = 0; i < n; i++)
    means[i] = hx_scale_to_probability (table.scale, run->scores->values[i]);
  for (guint p = 0; p < n_partners; p++)
    {
      g_autoptr (HxCliMatrix) scores = hx_cli_matrix_read_scores (run->partners[p], run->labels, error);

      if (scores == NULL)
        return FALSE;
      for (gsize i = 0; i < n; i++)
        means[i] += hx_scale_to_probability (table.scale, scores->values[i]);
    }
  for (gsize i = 0; i < n; i++)
    means[i] /= n_partners + 1;
  table.scores = means;
  if (table.scale == HX_SCALE_LOGIT)
    table.scale = HX_SCALE_PROBABILITY;
  return add_row (run, _ ("ensemble"), &table, NULL, error);
}

static gboolean
measure (Run *run, GError **error)
{
  run->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)hx_metrics_row_free);
  run->metrics = hx_metrics_new (&run->table, run->tuning_scores != NULL ? &run->tuning : NULL,
                                 run->n_resamples, run->seed, run->cancellable, error);
  return run->metrics != NULL && add_naive (run, error) && add_others (run, error)
         && add_ensemble (run, error);
}

/* --- printing -------------------------------------------------------------------------- */

/* The column's name, or its place from 1. (transfer full) */
static char *
code_of (const Run *run, guint label)
{
  return run->labels->names != NULL ? g_strdup (run->labels->names[label])
                                    : g_strdup_printf ("%u", label + 1);
}

static void
print_json (const Run *run)
{
  JsonObject *object = json_object_new ();
  JsonArray *labels = json_array_new (), *left_out = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  hx_cli_add_metrics (object, run->metrics, run->table.scale);
  for (guint label = 0; label < run->metrics->n_labels; label++)
    {
      g_autofree char *code = code_of (run, label);
      JsonObject *entry;

      if (isnan (run->metrics->labels[label].auc))
        {
          json_array_add_string_element (left_out, code);
          continue;
        }
      entry = json_object_new ();
      json_object_set_string_member (entry, "code", code);
      hx_cli_add_label_metrics (entry, &run->metrics->labels[label], run->table.scale);
      json_array_add_object_element (labels, entry);
    }
  json_object_set_array_member (object, "labels", labels);
  json_object_set_array_member (object, "left_out", left_out);
  json_object_set_int_member (object, "records", run->metrics->n);
  hx_cli_add_bootstrap (object, run->n_resamples, run->seed);
  json_object_set_array_member (object, "rows", hx_cli_rows_to_json (run->rows));
  json_node_take_object (node, object);
  hx_cli_print_json (node);
}

static void
print_text (const Run *run)
{
  const HxMetrics *metrics = run->metrics;
  g_autoptr (GString) left_out = g_string_new (NULL);

  printf (_ ("macro-AUC %.10f"), metrics->macro_auc);
  if (isfinite (metrics->macro_auc_low))
    printf (_ (" [%.4f, %.4f]"), metrics->macro_auc_low, metrics->macro_auc_high);
  printf (_ (" over %u records\n"), metrics->n);
  hx_cli_print_metrics (metrics, run->table.scale);
  printf ("\n");
  hx_cli_print_label_heading ();
  for (guint label = 0; label < metrics->n_labels; label++)
    {
      g_autofree char *code = code_of (run, label);

      if (isnan (metrics->labels[label].auc))
        g_string_append_printf (left_out, " %s", code);
      else
        hx_cli_print_label (code, "", &metrics->labels[label], run->table.scale);
    }
  if (left_out->len > 0)
    printf (_ ("\nLeft out, without a positive or a negative:%s\n"), left_out->str);
  hx_cli_print_rows (run->rows);
}

static int
execute (HxCli *cli, int argc, char **argv)
{
  g_auto (Run) run = { .cancellable = cli->cancellable };
  g_autofree char *bootstrap_text = NULL, *seed_text = NULL;
  const GOptionEntry entries[] = {
    { "validation-labels", 0, 0, G_OPTION_ARG_FILENAME, &run.validation_labels,
      N_ ("Labels of the records on which thresholds and temperatures are tuned"), "FILE" },
    { "validation-scores", 0, 0, G_OPTION_ARG_FILENAME, &run.validation_scores,
      N_ ("Scores of these records"), "FILE" },
    { "training-labels", 0, 0, G_OPTION_ARG_FILENAME, &run.training_labels,
      N_ ("Labels of the training records, for the naive row"), "FILE" },
    { "compare", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &run.others,
      N_ ("Other scores of the same records to compare with; may be repeated"), "FILE" },
    { "ensemble", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &run.partners,
      N_ ("Scores to take the mean with; may be repeated"), "FILE" },
    { "logits", 0, 0, G_OPTION_ARG_NONE, &run.logits, N_ ("The scores are logits"), NULL },
    { "bootstrap", 0, 0, G_OPTION_ARG_STRING, &bootstrap_text,
      N_ ("Resamples for the intervals, 0 for none (default: 100)"), "N" },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &seed_text, N_ ("Seed of the resamples (default: 0)"), "S" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &run.as_json, N_ ("Print one JSON document"), NULL },
    { NULL },
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) fault = NULL;
  gint64 n_resamples = 100;

  if (!hx_cli_parse (
          argc, argv, "LABELS SCORES",
          _ ("Measures scores against labels: two tables with a record a row and a label a column."), entries,
          2, 2, &rest)
      || !hx_cli_integer (argv[0], "--bootstrap", bootstrap_text, 0, 100000, &n_resamples)
      || !hx_cli_seed (argv[0], seed_text, &run.seed))
    return HX_CLI_USAGE;
  if ((run.validation_labels == NULL) != (run.validation_scores == NULL))
    return hx_cli_usage (argv[0], "%s", _ ("--validation-labels and --validation-scores go together"));
  run.n_resamples = (guint)n_resamples;
  if (!read_tables (&run, rest, &fault) || !measure (&run, &fault))
    return hx_cli_fail (cli, fault);
  if (run.as_json)
    print_json (&run);
  else
    print_text (&run);
  return HX_CLI_DONE;
}

extern const HxCommand hx_command_metrics;
const HxCommand hx_command_metrics = { "metrics", N_ ("measure a table of scores"), execute };
