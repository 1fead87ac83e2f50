/* hx-label-table.c: records against labels
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/tasks/hx-label-table-private.h"

#include "engine/base/hx-error.h"

#include <string.h>

HxLabelTable *
hx_label_table_allocate (guint n_records, char **codes, const HxTask *task, HxStatementLookup lookup,
                         gpointer user_data)
{
  HxLabelTable *table = g_new0 (HxLabelTable, 1);

  table->n_records = n_records;
  table->n_labels = g_strv_length (codes);
  table->codes = codes;
  table->descriptions = g_new0 (char *, table->n_labels + 1);
  table->records = g_new0 (gint64, n_records);
  table->folds = g_new0 (int, n_records);
  table->y = g_new0 (guint8, (gsize)n_records * table->n_labels);
  for (guint l = 0; l < table->n_labels; l++)
    {
      char *description = task != NULL && task->describe != NULL ? task->describe (codes[l]) : NULL;
      const HxStatementInfo *info =
          description == NULL && lookup != NULL ? lookup (codes[l], user_data) : NULL;

      if (info != NULL && info->description[0] != '\0')
        description = g_strdup (info->description);
      table->descriptions[l] = description != NULL ? description : g_strdup (codes[l]);
    }
  return table;
}

void
hx_label_table_free (HxLabelTable *table)
{
  if (table == NULL)
    return;
  g_free (table->records);
  g_free (table->folds);
  g_strfreev (table->codes);
  g_strfreev (table->descriptions);
  g_free (table->y);
  g_free (table);
}

int
hx_label_table_find (const HxLabelTable *table, const char *code)
{
  for (guint l = 0; l < table->n_labels; l++)
    if (g_str_equal (table->codes[l], code))
      return (int)l;
  return -1;
}

static int
compare_codes (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* All labels that any record has, sorted. */
static char **
collect_codes (const HxTask *task, const HxTaskRecord *records, guint n_records, HxStatementLookup lookup,
               gpointer user_data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *codes = g_ptr_array_new ();

  for (guint r = 0; r < n_records; r++)
    for (const char *const *code = records[r].codes; *code != NULL; code++)
      {
        const char *label = task->label_of (*code, lookup (*code, user_data));

        if (label != NULL && g_hash_table_add (seen, (gpointer)label))
          g_ptr_array_add (codes, g_strdup (label));
      }
  g_ptr_array_sort (codes, compare_codes);
  g_ptr_array_add (codes, NULL);
  return (char **)g_ptr_array_free (codes, FALSE);
}

static gboolean
record_is_labelled (const HxTask *task, const HxTaskRecord *record, HxStatementLookup lookup,
                    gpointer user_data)
{
  for (const char *const *code = record->codes; *code != NULL; code++)
    if (task->label_of (*code, lookup (*code, user_data)) != NULL)
      return TRUE;
  return FALSE;
}

static HxLabelTable *
table_of_task (const HxTask *task, const HxTaskRecord *records, guint n_records, HxStatementLookup lookup,
               gpointer user_data)
{
  char **codes = collect_codes (task, records, n_records, lookup, user_data);
  HxLabelTable *table;
  guint n = 0;

  for (guint r = 0; r < n_records; r++)
    n += record_is_labelled (task, &records[r], lookup, user_data);
  table = hx_label_table_allocate (n, codes, task, lookup, user_data);
  n = 0;
  for (guint r = 0; r < n_records; r++)
    {
      if (!record_is_labelled (task, &records[r], lookup, user_data))
        continue;
      table->records[n] = records[r].key;
      table->folds[n] = records[r].fold;
      for (const char *const *code = records[r].codes; *code != NULL; code++)
        {
          const char *label = task->label_of (*code, lookup (*code, user_data));

          if (label != NULL)
            table->y[(gsize)n * table->n_labels + (guint)hx_label_table_find (table, label)] = 1;
        }
      n++;
    }
  return table;
}

static const HxStatementInfo *
know_nothing (const char *code, gpointer user_data)
{
  return NULL;
}

static void
fail_unknown (const char *task_name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; hx_tasks ()[i] != NULL; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", hx_tasks ()[i]->name);
  g_set_error (error, HX_ERROR, HX_ERROR_MISSING,
               "there is no task “%s”; a task is %s or the path of a CSV file", task_name, names->str);
}

HxLabelTable *
hx_label_table_new (const char *task_name, const HxTaskRecord *records, guint n_records,
                    HxStatementLookup lookup, gpointer user_data, GError **error)
{
  const HxTask *task;
  HxLabelTable *table;

  g_return_val_if_fail (task_name != NULL && (records != NULL || n_records == 0), NULL);

  if (lookup == NULL)
    lookup = know_nothing;
  task = hx_task_find (task_name);
  if (task == NULL)
    {
      if (strpbrk (task_name, "/.") == NULL && !g_file_test (task_name, G_FILE_TEST_IS_REGULAR))
        {
          fail_unknown (task_name, error);
          return NULL;
        }
      return hx_label_table_from_csv (task_name, records, n_records, lookup, user_data, error);
    }
  table = table_of_task (task, records, n_records, lookup, user_data);
  if (table->n_records == 0)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "no record has a label of the task “%s”", task_name);
      hx_label_table_free (table);
      return NULL;
    }
  return table;
}
