/* hx-table-tasks.c: the tasks of a table, checked before anything is trained
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/run/hx-table-private.h"
#include "engine/run/hx-train-data.h"

#include <math.h>
#include <string.h>

void
hx_table_task_free (HxTableTask *task)
{
  if (task == NULL)
    return;
  g_free (task->name);
  g_clear_pointer (&task->options, json_object_unref);
  g_free (task);
}

/* --- what must be the same --------------------------------------------------------------- */

/* SHA-256 of the records, folds, labels and what was given: a CSV file may change under its name. (transfer
 * full) */
static char *
fingerprint_of (const HxLabelTable *labels)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint l = 0; l < labels->n_labels; l++)
    g_checksum_update (sum, (const guchar *)labels->codes[l], (gssize)strlen (labels->codes[l]) + 1);
  for (guint i = 0; i < labels->n_records; i++)
    {
      const gint64 record = GINT64_TO_LE (labels->records[i]);
      const gint32 fold = GINT32_TO_LE (labels->folds[i]);

      g_checksum_update (sum, (const guchar *)&record, sizeof record);
      g_checksum_update (sum, (const guchar *)&fold, sizeof fold);
    }
  g_checksum_update (sum, labels->y, (gssize)((gsize)labels->n_records * labels->n_labels));
  return g_strdup (g_checksum_get_string (sum));
}

static void
add_folds (JsonObject *object, const char *name, HxFolds folds)
{
  g_autofree char *text = hx_folds_format (folds);

  json_object_set_string_member (object, name, text);
}

/* Every option that changes a number, and the data. */
static JsonObject *
describe_options (const HxTableOptions *options, const char *data, const HxLabelTable *labels)
{
  const HxTrainOptions *training = &options->training;
  g_autofree char *given = fingerprint_of (labels);
  JsonObject *object = json_object_new ();

  for (const HxTrainOptionSpec *spec = hx_train_option_specs (); spec->name != NULL; spec++)
    {
      const double value = hx_train_option_get (training, spec);

      if (spec->only_with_start)
        continue;
      if (spec->kind == HX_OPTION_CHOICE)
        json_object_set_string_member (object, spec->name, spec->choices[(int)value]);
      else if (spec->kind == HX_OPTION_COUNT)
        json_object_set_int_member (object, spec->name, (gint64)value);
      else
        json_object_set_double_member (object, spec->name, value);
    }
  add_folds (object, "train-folds", training->train_folds);
  add_folds (object, "validation-folds", training->validation_folds);
  add_folds (object, "test-folds", options->test_folds);
  json_object_set_int_member (object, "bootstrap", options->n_bootstrap);
  json_object_set_string_member (object, "data", data);
  json_object_set_string_member (object, "labels", given);
  return object;
}

/* --- checks ------------------------------------------------------------------------------ */

/* Whether some label has records with it and records without it in the test folds. */
static gboolean
can_be_measured (const HxLabelTable *labels, HxFolds folds)
{
  for (guint l = 0; l < labels->n_labels; l++)
    {
      gboolean seen[2] = { FALSE, FALSE };

      for (guint i = 0; i < labels->n_records; i++)
        if (hx_folds_contain (folds, labels->folds[i]))
          seen[labels->y[(gsize)i * labels->n_labels + l] != 0] = TRUE;
      if (seen[0] && seen[1])
        return TRUE;
    }
  return FALSE;
}

static gboolean
count_records (HxTableTask *task, HxLibrary *library, HxSignals *mapped, const HxLabelTable *labels,
               const HxTableOptions *options, GCancellable *cancellable, GError **error)
{
  const guint window = (guint)lround (options->training.crop_s * hx_library_get_training_rate_hz (library));
  g_autoptr (HxTrainData) data =
      hx_train_data_new (library, mapped, labels, options->training.train_folds, window, cancellable, error);

  if (data != NULL)
    task->n_train = data->n_records;
  return data != NULL;
}

/* What keeps the task from being trained or measured, added to @faults; the least batch that would do is left
 * in @batch. */
static void
check_task (const HxTableTask *task, const HxLabelTable *labels, const HxTableOptions *options,
            GPtrArray *faults, guint *batch)
{
  if (task->n_train < options->training.batch)
    {
      g_autofree char *folds = hx_folds_format (options->training.train_folds);

      if (task->n_train >= 2)
        g_ptr_array_add (faults,
                         g_strdup_printf ("the task “%s” has %u records in the folds %s, fewer than a "
                                          "batch of %u; a batch of at most %u would do",
                                          task->name, task->n_train, folds, options->training.batch,
                                          task->n_train));
      else
        g_ptr_array_add (faults,
                         g_strdup_printf ("the task “%s” has %u records in the folds %s; no batch would do",
                                          task->name, task->n_train, folds));
      *batch = MIN (*batch, task->n_train);
    }
  if (!can_be_measured (labels, options->test_folds))
    {
      g_autofree char *folds = hx_folds_format (options->test_folds);

      g_ptr_array_add (faults,
                       g_strdup_printf ("the task “%s” has no label with a positive and a negative in "
                                        "the test folds %s",
                                        task->name, folds));
    }
}

static gboolean
report_faults (GPtrArray *faults, guint batch, GError **error)
{
  g_autofree char *text = NULL;

  if (faults->len == 0)
    return TRUE;
  g_ptr_array_add (faults, NULL);
  text = g_strjoinv ("; ", (char **)faults->pdata);
  if (faults->len > 2 && batch >= 2 && batch != G_MAXUINT)
    g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "nothing was trained: %s. A batch of %u would do for all",
                 text, batch);
  else
    g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "nothing was trained: %s", text);
  return FALSE;
}

static HxTableTask *
read_task (const char *name, const char *fingerprint, HxLibrary *library, HxSignals *mapped,
           const HxTableOptions *options, GPtrArray *faults, guint *batch, GCancellable *cancellable,
           GError **error)
{
  HxTableTask *task = g_new0 (HxTableTask, 1);
  g_autoptr (HxLabelTable) labels = hx_library_get_label_table (library, name, error);

  task->task = name;
  task->name = g_path_get_basename (name);
  if (labels == NULL || !count_records (task, library, mapped, labels, options, cancellable, error))
    {
      hx_table_task_free (task);
      return NULL;
    }
  task->options = describe_options (options, fingerprint, labels);
  check_task (task, labels, options, faults, batch);
  return task;
}

GPtrArray *
hx_table_tasks_new (HxLibrary *library, const HxTableOptions *options, GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func ((GDestroyNotify)hx_table_task_free);
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *fingerprint = hx_library_get_fingerprint (library, error);
  g_autoptr (HxSignals) mapped = fingerprint != NULL ? hx_library_map_signals (library, error) : NULL;
  guint batch = G_MAXUINT;

  if (mapped == NULL)
    return NULL;
  for (guint i = 0; options->tasks[i] != NULL; i++)
    {
      HxTableTask *task = read_task (options->tasks[i], fingerprint, library, mapped, options, faults, &batch,
                                     cancellable, error);

      if (task == NULL)
        return NULL;
      g_ptr_array_add (tasks, task);
      for (guint j = 0; j < i; j++)
        if (g_str_equal (((HxTableTask *)g_ptr_array_index (tasks, j))->name, task->name))
          {
            g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT, "two tasks are called “%s”", task->name);
            return NULL;
          }
    }
  return report_faults (faults, batch, error) ? g_steal_pointer (&tasks) : NULL;
}
