/* hx-table-write.c: a table as CSV and as Markdown
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-file.h"
#include "engine/models/hx-json.h"
#include "engine/records/hx-csv.h"
#include "engine/run/hx-table-private.h"

#include <math.h>
#include <string.h>

/* One row of the table: a backbone with a head, or one of the two that are made of the models. */
typedef struct
{
  const char *backbone, *head;
} Row;

static GArray *
rows_of (const HxTableOptions *options)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (Row));
  const Row naive = { HX_TABLE_NAIVE, "" }, ensemble = { HX_TABLE_ENSEMBLE, "" };

  g_array_append_val (rows, naive);
  for (guint b = 0; options->backbones[b] != NULL; b++)
    for (guint h = 0; h < options->n_heads; h++)
      {
        const Row row = { options->backbones[b], hx_head_name (options->heads[h]) };

        g_array_append_val (rows, row);
      }
  g_array_append_val (rows, ensemble);
  return rows;
}

/* --- CSV -------------------------------------------------------------------------------- */

/* Empty for what is not there. */
static void
append_number (GString *text, double value)
{
  g_string_append_c (text, ',');
  if (isfinite (value))
    hx_json_append_number (text, value);
}

static void
append_run (GString *text, const HxTableRun *run)
{
  g_autofree char *task = hx_csv_quote (run->task);

  if (!run->is_done)
    return;
  g_string_append_printf (text, "run,%s,%s,%s,%" G_GUINT64_FORMAT, task, run->backbone, run->head, run->seed);
  append_number (text, run->macro_auc);
  append_number (text, run->low);
  append_number (text, run->high);
  g_string_append (text, ",,1\n");
}

static void
append_row (GString *text, const HxTable *table, const char *task, const Row *row)
{
  g_autofree char *quoted = hx_csv_quote (task);
  double mean, sd;
  const guint n = hx_table_cell (table, task, row->backbone, row->head, &mean, &sd);

  if (n == 0)
    return;
  g_string_append_printf (text, "row,%s,%s,%s,", quoted, row->backbone, row->head);
  append_number (text, mean);
  g_string_append (text, ",,");
  append_number (text, sd);
  g_string_append_printf (text, ",%u\n", n);
}

static gboolean
write_csv (const HxTable *table, GArray *rows, const char *folder, GError **error)
{
  g_autoptr (GString) text =
      g_string_new ("kind,task,backbone,head,seed,macro_auc,macro_auc_low,macro_auc_high,sd,n\n");
  g_autofree char *path = g_build_filename (folder, "table.csv", NULL);

  for (guint i = 0; i < table->runs->len; i++)
    append_run (text, g_ptr_array_index (table->runs, i));
  for (guint t = 0; t < table->tasks->len; t++)
    for (guint r = 0; r < rows->len; r++)
      append_row (text, table, g_ptr_array_index (table->tasks, t), &g_array_index (rows, Row, r));
  return hx_file_write_all (path, text->str, text->len, error);
}

/* --- Markdown ----------------------------------------------------------------------------- */

static const char *
head_for_people (const char *head)
{
  return g_str_equal (head, "ldm") ? "decoupled" : head;
}

/* The largest mean of a column's backbones, as it is printed, so that equals are marked alike. */
static double
best_of (const HxTable *table, const char *task, GArray *rows)
{
  double best = -1.0, mean, sd;

  for (guint r = 1; r + 1 < rows->len; r++)
    {
      const Row *row = &g_array_index (rows, Row, r);

      if (hx_table_cell (table, task, row->backbone, row->head, &mean, &sd) > 0)
        best = MAX (best, round (mean * 1e4));
    }
  return best;
}

/* "0.9250 ± 0.0012", the best in bold; the number of seeds where it is not all of them. */
static void
append_cell (GString *text, const HxTable *table, const HxTableOptions *options, const char *task,
             const Row *row, double best)
{
  double mean, sd;
  const guint n = hx_table_cell (table, task, row->backbone, row->head, &mean, &sd);
  const char *mark = *row->head != '\0' && round (mean * 1e4) == best ? "**" : "";
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (n == 0)
    {
      g_string_append (text, " – |");
      return;
    }
  g_string_append_printf (text, " %s%s%s", mark, g_ascii_formatd (number, sizeof number, "%.4f", mean), mark);
  if (n > 1 && !g_str_equal (row->backbone, HX_TABLE_NAIVE))
    g_string_append_printf (text, " ± %s", g_ascii_formatd (number, sizeof number, "%.4f", sd));
  if (n < options->n_seeds)
    g_string_append_printf (text, " (%u of %u)", n, options->n_seeds);
  g_string_append (text, " |");
}

/* Marks of Markdown and HTML in a name are shown, not obeyed. */
static void
append_name (GString *text, const char *name)
{
  for (const char *c = name; *c != '\0'; c++)
    {
      if (strchr ("\\|*`[]<>", *c) != NULL)
        g_string_append_c (text, '\\');
      g_string_append_c (text, g_ascii_iscntrl (*c) ? ' ' : *c);
    }
}

static void
append_heading (GString *text, const HxTable *table)
{
  g_string_append (text, "| backbone | head |");
  for (guint t = 0; t < table->tasks->len; t++)
    {
      g_string_append_c (text, ' ');
      append_name (text, g_ptr_array_index (table->tasks, t));
      g_string_append (text, " |");
    }
  g_string_append (text, "\n|---|---|");
  for (guint t = 0; t < table->tasks->len; t++)
    g_string_append (text, "---|");
  g_string_append_c (text, '\n');
}

/* How the numbers came about. */
static void
append_caption (GString *text, const HxTableOptions *options)
{
  const HxTrainOptions *training = &options->training;
  g_autofree char *train = hx_folds_format (training->train_folds);
  g_autofree char *test = hx_folds_format (options->test_folds);
  g_autoptr (GString) seeds = g_string_new (NULL);

  for (guint s = 0; s < options->n_seeds; s++)
    g_string_append_printf (seeds, "%s%" G_GUINT64_FORMAT, s > 0 ? ", " : "", options->seeds[s]);
  g_string_append_printf (
      text,
      "\nMacro-AUC on the folds %s: mean ± standard deviation (population) over the seeds %s; the best row "
      "of a "
      "task in bold.\nTrained on the folds %s, %u epochs, batch %u. Naive: every record gets the labels' "
      "shares "
      "of the training records.\nEnsemble: the mean of all rows' probabilities, seed by seed.\n",
      test, seeds->str, train, training->epochs, training->batch);
}

static gboolean
write_markdown (const HxTable *table, const HxTableOptions *options, GArray *rows, const char *folder,
                GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *path = g_build_filename (folder, "table.md", NULL);
  g_autofree double *best = g_new (double, MAX (table->tasks->len, 1));

  for (guint t = 0; t < table->tasks->len; t++)
    best[t] = best_of (table, g_ptr_array_index (table->tasks, t), rows);
  append_heading (text, table);
  for (guint r = 0; r < rows->len; r++)
    {
      const Row *row = &g_array_index (rows, Row, r);

      g_string_append_printf (text, "| %s | %s |", row->backbone, head_for_people (row->head));
      for (guint t = 0; t < table->tasks->len; t++)
        append_cell (text, table, options, g_ptr_array_index (table->tasks, t), row, best[t]);
      g_string_append_c (text, '\n');
    }
  append_caption (text, options);
  return hx_file_write_all (path, text->str, text->len, error);
}

gboolean
hx_table_write (const HxTable *table, const HxTableOptions *options, const char *folder, GError **error)
{
  g_autoptr (GArray) rows = rows_of (options);

  return write_csv (table, rows, folder, error) && write_markdown (table, options, rows, folder, error);
}
