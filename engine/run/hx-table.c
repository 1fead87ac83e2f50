/* hx-table.c: every backbone, head and task for several seeds, in one table
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-table.h"

#include "engine/base/hx-error.h"
#include "engine/run/hx-table-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <sys/file.h>
#include <unistd.h>

const char *const *
hx_table_published_backbones (void)
{
  static const char *const backbones[] = { "fcn_wang", "resnet1d_wang", "inception1d", "xresnet1d101",
                                           "lstm",     "lstm_bidir",    NULL };

  return backbones;
}

const char *const *
hx_table_published_tasks (void)
{
  static const char *const tasks[] = { "all",    "diagnostic", "subdiagnostic", "superdiagnostic", "form",
                                       "rhythm", NULL };

  return tasks;
}

/* --- the table ------------------------------------------------------------------------------ */

static void
free_run (gpointer data)
{
  HxTableRun *run = data;

  g_free (run->task);
  g_free (run->backbone);
  g_free (run->head);
  g_free (run);
}

static HxTable *
table_new (void)
{
  HxTable *table = g_new0 (HxTable, 1);

  table->tasks = g_ptr_array_new_with_free_func (g_free);
  table->runs = g_ptr_array_new_with_free_func (free_run);
  return table;
}

void
hx_table_free (HxTable *table)
{
  if (table == NULL)
    return;
  g_ptr_array_unref (table->tasks);
  g_ptr_array_unref (table->runs);
  g_free (table);
}

static HxTableRun *
add_run (HxTable *table, const char *task, const char *backbone, const char *head, guint64 seed)
{
  HxTableRun *run = g_new0 (HxTableRun, 1);

  run->task = g_strdup (task);
  run->backbone = g_strdup (backbone);
  run->head = g_strdup (head);
  run->seed = seed;
  run->macro_auc = run->low = run->high = NAN;
  g_ptr_array_add (table->runs, run);
  return run;
}

guint
hx_table_cell (const HxTable *table, const char *task, const char *backbone, const char *head, double *mean,
               double *sd)
{
  double sum = 0.0, squares = 0.0;
  guint n = 0;

  g_return_val_if_fail (table != NULL && mean != NULL && sd != NULL, 0);

  /* Two passes: the squares of what is left of the mean do not cancel. */
  for (guint pass = 0; pass < 2; pass++)
    {
      const double centre = pass == 0 ? 0.0 : sum / n;

      n = 0;
      for (guint i = 0; i < table->runs->len; i++)
        {
          const HxTableRun *run = g_ptr_array_index (table->runs, i);

          if (!run->is_done || !g_str_equal (run->task, task) || !g_str_equal (run->backbone, backbone)
              || !g_str_equal (run->head, head))
            continue;
          n++;
          if (pass == 0)
            sum += run->macro_auc;
          else
            squares += (run->macro_auc - centre) * (run->macro_auc - centre);
        }
      if (n == 0)
        break;
    }
  *mean = n > 0 ? sum / n : (double)NAN;
  *sd = n > 0 ? sqrt (squares / n) : (double)NAN;
  return n;
}

/* --- what is to be done ----------------------------------------------------------------------- */

static void
maker_clear (HxTableMaker *maker)
{
  for (guint i = 0; i < maker->n_jobs; i++)
    {
      g_free (maker->jobs[i].path);
      g_free (maker->jobs[i].model);
      hx_table_result_free (maker->jobs[i].result);
    }
  g_free (maker->jobs);
  g_free (maker->naive);
  g_free (maker->ensembles);
  g_clear_pointer (&maker->tasks, g_ptr_array_unref);
  hx_table_free (maker->table);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HxTableMaker, maker_clear)

/* Every head with its options, and every backbone with the crop. */
static gboolean
check_options (const HxTableMaker *maker, GError **error)
{
  const HxTableOptions *options = maker->options;
  const double rate_hz = hx_library_get_training_rate_hz (maker->library);
  const double window = round (options->training.crop_s * rate_hz);

  for (guint h = 0; h < options->n_heads; h++)
    {
      HxTrainOptions training = options->training;

      training.head = options->heads[h];
      training.start = NULL;
      if (!hx_train_options_check (&training, error))
        return FALSE;
    }
  for (guint b = 0; options->backbones[b] != NULL; b++)
    {
      const guint least = hx_backbone_min_samples (options->backbones[b]);

      if (least == 0)
        g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "there is no backbone “%s”", options->backbones[b]);
      else if (window < least)
        g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                     "a crop of %g s is %g samples at %g Hz; %s needs at least %u", options->training.crop_s,
                     window, rate_hz, options->backbones[b], least);
      else
        continue;
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_asked_for (const HxTableOptions *options, const HxTableTask *task, const char *backbone, const char *head)
{
  g_autofree char *row = g_strdup_printf ("%s/%s/%s", task->task, backbone, head);
  g_autofree char *shown = g_strdup_printf ("%s/%s/%s", task->name, backbone, head);

  return options->only == NULL || g_strv_contains (options->only, row)
         || g_strv_contains (options->only, shown);
}

static void
set_job (HxTableMaker *maker, HxTableJob *job, const HxTableTask *task, const char *backbone, HxHead head,
         guint64 seed)
{
  const HxTableOptions *options = maker->options;
  const double rate_hz = hx_library_get_training_rate_hz (maker->library);
  const gsize window = (gsize)lround (options->training.crop_s * rate_hz);
  const char *name = hx_head_name (head);

  job->task = task;
  job->backbone = backbone;
  job->head = head;
  job->seed = seed;
  job->run = add_run (maker->table, task->name, backbone, name, seed);
  job->path = hx_table_path (maker->folder, "runs", task->name, backbone, name, seed, ".json");
  job->model = hx_table_path (maker->folder, "models", task->name, backbone, name, seed, ".safetensors");
  job->is_asked = is_asked_for (options, task, backbone, name);
  job->work =
      hx_table_cost (backbone, HX_N_STANDARD_LEADS, window) * task->n_train * options->training.epochs;
}

static void
plan_jobs (HxTableMaker *maker)
{
  const HxTableOptions *options = maker->options;
  const guint n_seeds = options->n_seeds, n_tasks = maker->tasks->len;

  maker->n_rows = g_strv_length ((char **)options->backbones) * options->n_heads;
  maker->n_jobs = n_tasks * maker->n_rows * n_seeds;
  maker->jobs = g_new0 (HxTableJob, MAX (maker->n_jobs, 1));
  maker->naive = g_new0 (HxTableRun *, n_tasks * n_seeds);
  maker->ensembles = g_new0 (HxTableRun *, n_tasks * n_seeds);
  for (guint t = 0; t < n_tasks; t++)
    {
      const HxTableTask *task = g_ptr_array_index (maker->tasks, t);

      g_ptr_array_add (maker->table->tasks, g_strdup (task->name));
      for (guint s = 0; s < n_seeds; s++)
        maker->naive[t * n_seeds + s] =
            add_run (maker->table, task->name, HX_TABLE_NAIVE, "", options->seeds[s]);
      for (guint row = 0; row < maker->n_rows; row++)
        for (guint s = 0; s < n_seeds; s++)
          set_job (maker, hx_table_job (maker, t, row, s), task, options->backbones[row / options->n_heads],
                   options->heads[row % options->n_heads], options->seeds[s]);
      for (guint s = 0; s < n_seeds; s++)
        maker->ensembles[t * n_seeds + s] =
            add_run (maker->table, task->name, HX_TABLE_ENSEMBLE, "", options->seeds[s]);
    }
}

/* Every row that is asked for alone has to be one of the table's. */
static gboolean
check_only (const HxTableMaker *maker, GError **error)
{
  const HxTableOptions *options = maker->options;

  for (guint i = 0; options->only != NULL && options->only[i] != NULL; i++)
    {
      const char *const row[] = { options->only[i], NULL };
      HxTableOptions single = *options;
      gboolean found = FALSE;

      single.only = row;
      for (guint j = 0; j < maker->n_jobs && !found; j++)
        found = is_asked_for (&single, maker->jobs[j].task, maker->jobs[j].backbone,
                              hx_head_name (maker->jobs[j].head));
      if (found)
        continue;
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "the table has no row “%s”", options->only[i]);
      return FALSE;
    }
  return TRUE;
}

/* What is there already; nothing may have been made with other options. */
static gboolean
read_results (HxTableMaker *maker, GError **error)
{
  for (guint i = 0; i < maker->n_jobs; i++)
    {
      HxTableJob *job = &maker->jobs[i];
      g_autoptr (GError) fault = NULL;

      job->result = hx_table_result_read (job->path, job->task, &fault);
      if (fault != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&fault));
          return FALSE;
        }
      hx_table_run_take (job->run, job->result);
      maker->work_all += job->is_asked ? job->work : 0.0;
      maker->work_done += job->is_asked && job->run->is_done ? job->work : 0.0;
    }
  return TRUE;
}

/* --- folders -------------------------------------------------------------------------------- */

static gboolean
make_folder (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (g_mkdir_with_parents (path, 0777) == 0)
    return TRUE;
  hx_error_set_errno (error, path, "cannot be made", errno);
  return FALSE;
}

/* A lock that ends with the process, however it ends; -1 if another one has it. */
static int
lock_folder (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, ".lock", NULL);
  const int lock = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);

  if (lock < 0)
    {
      hx_error_set_errno (error, path, "cannot be made", errno);
      return -1;
    }
  if (flock (lock, LOCK_EX | LOCK_NB) == 0)
    return lock;
  if (errno == EWOULDBLOCK)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "%s: another program is making a table there", folder);
  else
    hx_error_set_errno (error, path, "cannot be locked", errno);
  close (lock);
  return -1;
}

/* What a program that was killed was writing; nobody else writes here while the folder is locked. */
static void
remove_unfinished (const char *folder, const char *name)
{
  g_autoptr (GRegex) unfinished =
      g_regex_new ("^\\..+\\.(csv|md|json|safetensors|checkpoint)\\.[A-Za-z0-9]{6}$", G_REGEX_RAW, 0, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GDir) files = g_dir_open (path, 0, NULL);
  const char *file;

  while (files != NULL && (file = g_dir_read_name (files)) != NULL)
    if (g_regex_match (unfinished, file, 0, NULL))
      {
        g_autofree char *whole = g_build_filename (path, file, NULL);

        (void)g_unlink (whole);
      }
}

/* --- the work --------------------------------------------------------------------------------- */

typedef struct
{
  HxTableFunc func;
  gpointer user_data;
  guint n_done, n_asked;
} Listener;

static gboolean
run_job (HxTableMaker *maker, HxTableJob *job, Listener *listener, GError **error)
{
  g_autofree char *title = g_strdup_printf (_ ("run %u of %u, %s %s %s, seed %" G_GUINT64_FORMAT),
                                            listener->n_done + 1, listener->n_asked, job->task->name,
                                            job->backbone, hx_head_name (job->head), job->seed);

  if (!hx_table_job_run (maker, job, title, error)
      || !hx_table_write (maker->table, maker->options, maker->folder, error))
    return FALSE;
  maker->work_done += job->work;
  listener->n_done++;
  if (listener->func != NULL)
    listener->func (job->run, listener->n_done, listener->n_asked, listener->user_data);
  return TRUE;
}

static gboolean
run_column (HxTableMaker *maker, guint task, guint seed, Listener *listener, GError **error)
{
  for (guint row = 0; row < maker->n_rows; row++)
    {
      HxTableJob *job = hx_table_job (maker, task, row, seed);

      if (job->is_asked && !job->run->is_done && !run_job (maker, job, listener, error))
        return FALSE;
    }
  return hx_table_run_ensemble (maker, task, seed, error)
         && hx_table_write (maker->table, maker->options, maker->folder, error);
}

/* The whole table with the first seed comes first. */
static gboolean
run_all (HxTableMaker *maker, Listener *listener, GError **error)
{
  for (guint i = 0; i < maker->n_jobs; i++)
    {
      listener->n_asked += maker->jobs[i].is_asked;
      listener->n_done += maker->jobs[i].is_asked && maker->jobs[i].run->is_done;
    }
  for (guint seed = 0; seed < maker->options->n_seeds; seed++)
    for (guint task = 0; task < maker->tasks->len; task++)
      if (!run_column (maker, task, seed, listener, error))
        return FALSE;
  hx_progress_report (maker->progress, 1.0, NULL);
  return TRUE;
}

HxTable *
hx_table_make (HxLibrary *library, const HxTableOptions *options, const char *folder, HxProgress *progress,
               HxTableFunc func, gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_auto (HxTableMaker) maker = { .library = library,
                                  .options = options,
                                  .folder = folder,
                                  .table = table_new (),
                                  .progress = progress,
                                  .cancellable = cancellable };
  Listener listener = { .func = func, .user_data = user_data };
  gboolean good;
  int lock;

  g_return_val_if_fail (HX_IS_LIBRARY (library) && options != NULL && folder != NULL, NULL);

  if (!check_options (&maker, error))
    return NULL;
  maker.tasks = hx_table_tasks_new (library, options, cancellable, error);
  if (maker.tasks == NULL)
    return NULL;
  plan_jobs (&maker);
  if (!check_only (&maker, error) || !make_folder (folder, "runs", error)
      || !make_folder (folder, "models", error))
    return NULL;
  lock = lock_folder (folder, error);
  if (lock < 0)
    return NULL;
  remove_unfinished (folder, "");
  remove_unfinished (folder, "runs");
  remove_unfinished (folder, "models");
  good = read_results (&maker, error) && run_all (&maker, &listener, error);
  close (lock);
  return good ? g_steal_pointer (&maker.table) : NULL;
}
