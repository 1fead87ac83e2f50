/* hx-task-counts.c: how many records each task has in each fold
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-task-counts.h"

#include "engine/base/hx-error.h"

#include <glib/gi18n.h>

void
hx_library_counts_free (HxLibraryCounts *counts)
{
  g_free (counts->tasks);
  g_free (counts);
}

static guint
n_tasks (void)
{
  guint n = 0;
  while (hx_tasks ()[n])
    n++;
  return n;
}

/* Counts one task; none of its labels in the library is a count of zero, not a failure. */
static gboolean
count_task (HxTaskCount *count, HxLibrary *library, const char *task, GHashTable *trainable, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (HxLabelTable) table = hx_library_get_label_table (library, task, &local);
  if (g_error_matches (local, HX_ERROR, HX_ERROR_MISSING))
    return TRUE;
  if (!table)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  count->n_labels = table->n_labels;
  for (guint i = 0; i < table->n_records; i++)
    if (g_hash_table_contains (trainable, &table->records[i]))
      count->in_fold[CLAMP (table->folds[i], 0, HX_N_FOLDS - 1)]++;
  return TRUE;
}

HxLibraryCounts *
hx_library_counts_new (const char *folder, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr (HxLibrary) library = hx_library_open (folder, FALSE, 0, error);
  g_autoptr (GPtrArray) records = library ? hx_library_list_records (library, error) : NULL;
  g_autoptr (GHashTable) trainable = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (HxLibraryCounts) counts = NULL;
  if (!records)
    return NULL;
  counts = g_new0 (HxLibraryCounts, 1);
  counts->tasks = g_new0 (HxTaskCount, n_tasks ());
  counts->n_records = records->len;
  counts->rate_hz = hx_library_get_training_rate_hz (library);
  for (guint i = 0; i < records->len; i++)
    {
      HxRecordInfo *info = records->pdata[i];
      counts->n_simulated += g_strcmp0 (info->origin, HX_ORIGIN_SIMULATED) == 0;
      if (!info->trainable)
        continue;
      counts->n_trainable++;
      g_hash_table_add (trainable, &info->key);
    }
  for (guint i = 0; i < n_tasks (); i++)
    {
      hx_progress_report (progress, (double)i / n_tasks (), _ ("Counting labels"));
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !count_task (&counts->tasks[i], library, hx_tasks ()[i]->name, trainable, error))
        return NULL;
    }
  return g_steal_pointer (&counts);
}

guint
hx_task_count_in (const HxTaskCount *count, HxFolds folds)
{
  guint n = 0;
  for (int fold = 0; fold < HX_N_FOLDS; fold++)
    if (hx_folds_contain (folds, fold))
      n += count->in_fold[fold];
  return n;
}

HxFolds
hx_task_count_folds (const HxTaskCount *count)
{
  HxFolds folds = 0;
  for (int fold = 0; fold < HX_N_FOLDS; fold++)
    if (count->in_fold[fold])
      folds |= (HxFolds)1 << fold;
  return folds;
}
