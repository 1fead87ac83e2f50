/* hx-evaluate.c: how well a model does on held-out folds
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-evaluate.h"

#include "engine/base/hx-error.h"
#include "engine/explore/hx-metrics.h"

#include <math.h>
#include <string.h>

static void
free_label (gpointer data)
{
  HxLabelEvaluation *label = data;

  g_free (label->code);
  g_free (label->description);
  g_free (label);
}

void
hx_evaluation_free (HxEvaluation *evaluation)
{
  if (evaluation == NULL)
    return;
  g_clear_pointer (&evaluation->labels, g_ptr_array_unref);
  g_clear_pointer (&evaluation->left_out, g_ptr_array_unref);
  g_free (evaluation);
}

/* Given labels beside logits, a row a record, in the model's label order. */
typedef struct
{
  guint n, L;
  guint8 *y;
  float *logits;
} Table;

static void
clear_table (Table *table)
{
  g_free (table->y);
  g_free (table->logits);
}

/* Column of each of the model's labels in the task, -1 where no record of the library has it. */
static int *
match_labels (HxModel *model, const HxLabelTable *labels, const char *task, GError **error)
{
  const guint L = hx_model_get_n_labels (model);
  g_autofree int *columns = g_new (int, L);
  guint n_known = 0;

  for (guint label = 0; label < L; label++)
    {
      columns[label] = hx_label_table_find (labels, hx_model_get_label (model, label)->code);
      n_known += columns[label] >= 0;
    }
  if (n_known > 0)
    return g_steal_pointer (&columns);
  g_set_error (error, HX_ERROR, HX_ERROR_MISSING,
               "no label of the model is a label of the task “%s” in this library", task);
  return NULL;
}

static void
fill_table (Table *table, const HxPredictions *predictions, const HxLabelTable *labels, const int *columns)
{
  g_autoptr (GHashTable) rows = g_hash_table_new (g_int64_hash, g_int64_equal);

  table->L = predictions->n_labels;
  table->y = g_new0 (guint8, MAX ((gsize)predictions->n_records * table->L, 1));
  table->logits = g_new (float, MAX ((gsize)predictions->n_records * table->L, 1));
  for (guint row = 0; row < labels->n_records; row++)
    g_hash_table_insert (rows, &labels->records[row], GUINT_TO_POINTER (row + 1));
  for (guint i = 0; i < predictions->n_records; i++)
    {
      guint row = GPOINTER_TO_UINT (g_hash_table_lookup (rows, &predictions->keys[i]));

      if (row == 0)
        continue;
      for (guint label = 0; label < table->L; label++)
        {
          const HxStatement *statement = &predictions->statements[(gsize)i * table->L + label];
          const gsize place = (gsize)table->n * table->L + label;

          table->y[place] =
              columns[label] >= 0 && labels->y[(gsize)(row - 1) * labels->n_labels + (guint)columns[label]];
          table->logits[place] = statement->logit;
        }
      table->n++;
    }
}

static HxLabelEvaluation *
evaluate_label (HxModel *model, const Table *table, guint label, double auc)
{
  HxLabelEvaluation *result = g_new0 (HxLabelEvaluation, 1);
  const HxModelLabel *info = hx_model_get_label (model, label);
  const guint8 *y = table->y + label;
  double logit;

  result->code = g_strdup (info->code);
  result->description = g_strdup (info->description);
  result->n_records = table->n;
  for (guint i = 0; i < table->n; i++)
    result->n_positives += y[(gsize)i * table->L];
  result->auc = auc;
  result->auc_low = result->auc_high = (double)NAN;
  result->average_precision = hx_average_precision (y, table->L, table->logits + label, table->L, table->n);
  /* Ranked by logit, which does not saturate; the threshold is a score. */
  result->f1 = hx_best_f1 (y, table->L, table->logits + label, table->L, table->n, &logit);
  result->threshold = 1.0 / (1.0 + exp (-logit));
  return result;
}

static gboolean
measure (HxEvaluation *evaluation, HxModel *model, const Table *table, GCancellable *cancellable,
         GError **error)
{
  g_autofree double *auc = g_new (double, table->L);
  g_autofree double *low = g_new (double, table->L);
  g_autofree double *high = g_new (double, table->L);
  HxRandom random = hx_random_from_seed (evaluation->bootstrap_seed);
  gboolean has_interval;

  evaluation->n_records = table->n;
  evaluation->macro_auc_low = evaluation->macro_auc_high = (double)NAN;
  evaluation->macro_auc = hx_macro_auc (table->y, table->logits, table->n, table->L, auc);
  if (isnan (evaluation->macro_auc))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING,
                   "no label has records both with and without it in these folds (%u records)", table->n);
      return FALSE;
    }
  has_interval = evaluation->n_bootstrap > 0
                 && hx_macro_auc_interval (table->y, table->logits, table->n, table->L,
                                           evaluation->n_bootstrap, &random, &evaluation->macro_auc_low,
                                           &evaluation->macro_auc_high, low, high, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  for (guint label = 0; label < table->L; label++)
    {
      HxLabelEvaluation *result;

      if (isnan (auc[label]))
        {
          g_ptr_array_add (evaluation->left_out, g_strdup (hx_model_get_label (model, label)->code));
          continue;
        }
      result = evaluate_label (model, table, label, auc[label]);
      if (has_interval)
        {
          result->auc_low = low[label];
          result->auc_high = high[label];
        }
      g_ptr_array_add (evaluation->labels, result);
    }
  return TRUE;
}

HxEvaluation *
hx_evaluate (HxModel *model, HxLibrary *library, const char *task, HxFolds folds, guint n_bootstrap,
             guint64 seed, guint n_threads, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr (HxEvaluation) evaluation = NULL;
  g_autoptr (HxLabelTable) labels = NULL;
  g_autoptr (HxPredictions) predictions = NULL;
  g_autofree int *columns = NULL;
  Table table = { 0 };
  gboolean measured;

  g_return_val_if_fail (HX_IS_MODEL (model) && HX_IS_LIBRARY (library), NULL);

  if (task == NULL)
    task = hx_model_get_task (model);
  labels = hx_library_get_label_table (library, task, error);
  columns = labels != NULL ? match_labels (model, labels, task, error) : NULL;
  if (columns == NULL)
    return NULL;
  predictions = hx_predict_library (model, library, folds, n_threads, progress, cancellable, error);
  if (predictions == NULL)
    return NULL;
  evaluation = g_new0 (HxEvaluation, 1);
  evaluation->labels = g_ptr_array_new_with_free_func (free_label);
  evaluation->left_out = g_ptr_array_new_with_free_func (g_free);
  evaluation->n_bootstrap = n_bootstrap;
  evaluation->bootstrap_seed = seed;
  evaluation->n_left_out_records = predictions->n_left_out;
  fill_table (&table, predictions, labels, columns);
  measured = measure (evaluation, model, &table, cancellable, error);
  clear_table (&table);
  return measured ? g_steal_pointer (&evaluation) : NULL;
}
