/* hx-evaluate-tables.c: what models say of the records of some folds, beside what was given
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-evaluate-tables.h"

#include "engine/base/hx-error.h"

#define NOT_PREDICTED G_MAXUINT

/* --- labels ---------------------------------------------------------------------------- */

static gboolean
find_columns (HxEvaluateLabels *labels, const char *task, GError **error)
{
  guint n_known = 0;

  labels->columns = g_new (int, labels->n_labels);
  for (guint label = 0; label < labels->n_labels; label++)
    {
      labels->columns[label] =
          hx_label_table_find (labels->given, hx_model_get_label (labels->models[0], label)->code);
      n_known += labels->columns[label] >= 0;
    }
  if (n_known > 0)
    return TRUE;
  g_set_error (error, HX_ERROR, HX_ERROR_MISSING,
               "no label of the model is a label of the task “%s” in this library", task);
  return FALSE;
}

static gboolean
find_places (HxEvaluateLabels *labels, GError **error)
{
  labels->places = g_new (int, (gsize)labels->n_models * labels->n_labels);
  for (guint m = 0; m < labels->n_models; m++)
    for (guint label = 0; label < labels->n_labels; label++)
      {
        const char *code = hx_model_get_label (labels->models[0], label)->code;
        int *place = &labels->places[(gsize)m * labels->n_labels + label];

        *place = hx_model_find_label (labels->models[m], code);
        if (*place >= 0)
          continue;
        g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT, "the model “%s” does not know the label “%s”",
                     hx_model_get_name (labels->models[m]), code);
        return FALSE;
      }
  return TRUE;
}

gboolean
hx_evaluate_labels_init (HxEvaluateLabels *labels, HxModel **models, guint n_models, HxLibrary *library,
                         const char *task, GError **error)
{
  if (task == NULL)
    task = hx_model_get_task (models[0]);
  *labels = (HxEvaluateLabels){ .models = models,
                                .n_models = n_models,
                                .n_labels = hx_model_get_n_labels (models[0]) };
  labels->given = hx_library_get_label_table (library, task, error);
  return labels->given != NULL && find_columns (labels, task, error) && find_places (labels, error);
}

void
hx_evaluate_labels_clear (HxEvaluateLabels *labels)
{
  hx_label_table_free (labels->given);
  g_free (labels->columns);
  g_free (labels->places);
}

/* The given labels of one record, in the first model's order. */
static void
copy_given (const HxEvaluateLabels *labels, guint row, guint8 *y)
{
  const guint8 *given = labels->given->y + (gsize)row * labels->given->n_labels;

  for (guint label = 0; label < labels->n_labels; label++)
    y[label] = labels->columns[label] >= 0 && given[labels->columns[label]];
}

guint8 *
hx_evaluate_labels_of_folds (const HxEvaluateLabels *labels, HxFolds folds, guint *n)
{
  guint8 *y = g_new (guint8, MAX ((gsize)labels->given->n_records * labels->n_labels, 1));

  *n = 0;
  for (guint row = 0; row < labels->given->n_records; row++)
    if (hx_folds_contain (folds, labels->given->folds[row]))
      copy_given (labels, row, y + (gsize)(*n)++ * labels->n_labels);
  return y;
}

/* --- predictions ----------------------------------------------------------------------- */

/* Rows of the label table against rows of a model's predictions, NOT_PREDICTED where there is none. (transfer
 * full) */
static guint *
match_rows (const HxLabelTable *given, const HxPredictions *predictions)
{
  g_autoptr (GHashTable) by_key = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint *rows = g_new (guint, MAX (given->n_records, 1));

  for (guint i = 0; i < predictions->n_records; i++)
    g_hash_table_insert (by_key, &predictions->keys[i], GUINT_TO_POINTER (i));
  for (guint row = 0; row < given->n_records; row++)
    {
      gpointer found;

      rows[row] = g_hash_table_lookup_extended (by_key, &given->records[row], NULL, &found)
                      ? GPOINTER_TO_UINT (found)
                      : NOT_PREDICTED;
    }
  return rows;
}

/* Gives @common, a value a row of the label table, NOT_PREDICTED where this model does not predict. */
static void
intersect (guint *common, const guint *rows, guint n)
{
  for (guint row = 0; row < n; row++)
    if (rows[row] == NOT_PREDICTED)
      common[row] = NOT_PREDICTED;
}

static void
copy_logits (const HxEvaluateLabels *labels, guint m, const HxPredictions *predictions, guint row,
             double *logits)
{
  const HxStatement *statements = predictions->statements + (gsize)row * predictions->n_labels;

  for (guint label = 0; label < labels->n_labels; label++)
    logits[label] = (double)statements[labels->places[(gsize)m * labels->n_labels + label]].logit;
}

/* @common[row] is the first model's prediction of the row; @rows those of every model. */
static void
fill (HxEvaluateTable *table, const HxEvaluateLabels *labels, const guint *common, GPtrArray *predictions,
      GPtrArray *rows)
{
  const gsize L = labels->n_labels, most = MAX (labels->given->n_records, 1);

  table->y = g_new (guint8, most * L);
  table->rows = g_new (guint, most);
  table->logits = g_new (double *, labels->n_models + 1);
  for (guint m = 0; m < labels->n_models; m++)
    table->logits[m] = g_new (double, most *L);
  table->logits[labels->n_models] = NULL;
  for (guint row = 0; row < labels->given->n_records; row++)
    {
      if (common[row] == NOT_PREDICTED)
        continue;
      copy_given (labels, row, table->y + table->n * L);
      for (guint m = 0; m < labels->n_models; m++)
        copy_logits (labels, m, g_ptr_array_index (predictions, m),
                     ((guint *)g_ptr_array_index (rows, m))[row], table->logits[m] + table->n * L);
      table->rows[table->n++] = common[row];
    }
}

gboolean
hx_evaluate_table_init (HxEvaluateTable *table, const HxEvaluateLabels *labels, HxLibrary *library,
                        HxFolds folds, gboolean with_hidden, guint n_threads, HxProgress *progress,
                        GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) predictions = g_ptr_array_new_with_free_func ((GDestroyNotify)hx_predictions_free);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
  g_autofree guint *common = NULL;

  *table = (HxEvaluateTable){ 0 };
  for (guint m = 0; m < labels->n_models; m++)
    {
      HxProgress part =
          hx_progress_part (progress, (double)m / labels->n_models, (double)(m + 1) / labels->n_models);
      HxPredictions *found = (m == 0 && with_hidden ? hx_predict_library_hidden : hx_predict_library) (
          labels->models[m], library, folds, n_threads, &part, cancellable, error);

      if (found == NULL)
        return FALSE;
      g_ptr_array_add (predictions, found);
      g_ptr_array_add (rows, match_rows (labels->given, found));
    }
  common = g_memdup2 (g_ptr_array_index (rows, 0), sizeof (guint) * MAX (labels->given->n_records, 1));
  for (guint m = 1; m < labels->n_models; m++)
    intersect (common, g_ptr_array_index (rows, m), labels->given->n_records);
  fill (table, labels, common, predictions, rows);
  table->predictions = g_ptr_array_steal_index (predictions, 0);
  return TRUE;
}

void
hx_evaluate_table_clear (HxEvaluateTable *table)
{
  for (guint m = 0; table->logits != NULL && table->logits[m] != NULL; m++)
    g_free (table->logits[m]);
  g_free (table->logits);
  g_free (table->y);
  g_free (table->rows);
  hx_predictions_free (table->predictions);
}
