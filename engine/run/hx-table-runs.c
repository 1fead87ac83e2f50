/* hx-table-runs.c: trains and measures what a table is made of
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-table-private.h"

#include <math.h>

/* Share of a run that is training; measuring is the rest. */
#define TRAINING_SHARE 0.97

HxTableJob *
hx_table_job (const HxTableMaker *maker, guint task, guint row, guint seed)
{
  return &maker->jobs[((gsize)task * maker->n_rows + row) * maker->options->n_seeds + seed];
}

char *
hx_table_path (const char *folder, const char *kind, const char *task, const char *backbone, const char *head,
               guint64 seed, const char *suffix)
{
  g_autofree char *name = g_strdup_printf ("%s-%s%s%s-%" G_GUINT64_FORMAT "%s", task, backbone,
                                           *head != '\0' ? "-" : "", head, seed, suffix);

  return g_build_filename (folder, kind, name, NULL);
}

void
hx_table_run_take (HxTableRun *run, const HxTableResult *result)
{
  run->is_done = result != NULL && result->is_evaluated;
  if (!run->is_done)
    return;
  run->macro_auc = result->macro_auc;
  run->low = result->low;
  run->high = result->high;
}

/* --- progress ----------------------------------------------------------------------------- */

/* A run's own reports, with its name before them, in its place of the whole. */
typedef struct
{
  HxProgress part;
  const char *title;
  double fraction; /* the last that was known */
} Titled;

static void
report_titled (double fraction, const char *message, gpointer user_data)
{
  Titled *titled = user_data;
  g_autofree char *text =
      message != NULL ? g_strdup_printf ("%s: %s", titled->title, message) : g_strdup (titled->title);

  if (fraction >= 0.0)
    titled->fraction = fraction;
  hx_progress_report (&titled->part, titled->fraction, text);
}

/* --- training ----------------------------------------------------------------------------- */

static void
set_number (JsonObject *object, const char *name, double value)
{
  if (isfinite (value))
    json_object_set_double_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

static JsonObject *
describe_training (const HxTableJob *job, const HxTrainResult *trained)
{
  const HxTrainEpoch *last = &g_array_index (trained->history, HxTrainEpoch, trained->history->len - 1);
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, job->seed);
  g_autofree char *model = g_path_get_basename (job->model);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "task", job->task->name);
  json_object_set_string_member (object, "backbone", job->backbone);
  json_object_set_string_member (object, "head", hx_head_name (job->head));
  json_object_set_string_member (object, "seed", seed);
  json_object_set_string_member (object, "model", model);
  json_object_set_int_member (object, "train_records", trained->n_train);
  json_object_set_int_member (object, "validation_records", trained->n_validation);
  json_object_set_int_member (object, "left_out_records", trained->n_left_out);
  set_number (object, "loss", last->loss);
  set_number (object, "validation_loss", last->validation_loss);
  set_number (object, "validation_macro_auc", last->validation_auc);
  return object;
}

/* The model that the result on disk speaks of, or NULL. */
static HxModel *
load_trained (const HxTableJob *job)
{
  HxModel *model = NULL;

  if (job->result == NULL || job->result->run == NULL)
    return NULL;
  model = hx_model_load (job->model, NULL);
  if (model != NULL && g_strcmp0 (hx_model_get_hash (model), job->result->sha256) != 0)
    g_clear_object (&model);
  return model;
}

/* Says on disk what is about to be trained, so that a checkpoint of other options is known for one. */
static gboolean
announce (HxTableJob *job, GError **error)
{
  hx_table_result_free (job->result);
  job->result = hx_table_result_new (job->task, g_strdup (""));
  return hx_table_result_write (job->result, job->path, error);
}

static gboolean
train (HxTableMaker *maker, HxTableJob *job, HxProgress *progress, GError **error)
{
  HxTrainOptions options = maker->options->training;
  g_autoptr (HxTrainResult) trained = NULL;

  if (!announce (job, error))
    return FALSE;
  options.task = job->task->task;
  options.backbone = job->backbone;
  options.head = job->head;
  options.seed = job->seed;
  options.start = NULL;
  options.resume = TRUE;
  trained = hx_train (maker->library, &options, job->model, progress, NULL, NULL, maker->cancellable, error);
  if (trained == NULL)
    return FALSE;
  hx_table_result_free (job->result);
  job->result = hx_table_result_new (job->task, g_strdup (hx_model_get_hash (trained->model)));
  job->result->run = describe_training (job, trained);
  return hx_table_result_write (job->result, job->path, error);
}

/* --- measuring ---------------------------------------------------------------------------- */

static HxEvaluation *
evaluate (HxTableMaker *maker, const HxTableTask *task, GPtrArray *models, gboolean together,
          HxProgress *progress, GError **error)
{
  const HxTableOptions *options = maker->options;
  const HxEvaluateOptions evaluation = { .task = task->task,
                                         .folds = options->test_folds,
                                         .training_folds = together ? options->training.train_folds : 0,
                                         .n_bootstrap = options->n_bootstrap,
                                         .n_threads = options->training.n_threads,
                                         .partners = (HxModel *const *)models->pdata + 1,
                                         .n_partners = together ? models->len - 1 : 0 };

  return hx_evaluate_model (g_ptr_array_index (models, 0), maker->library, &evaluation, progress,
                            maker->cancellable, error);
}

/* The model is read back from its file: a run that goes on here has no other. */
static gboolean
measure (HxTableMaker *maker, HxTableJob *job, HxProgress *progress, GError **error)
{
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (HxEvaluation) evaluation = NULL;
  HxModel *model = hx_model_load (job->model, error);

  if (model == NULL)
    return FALSE;
  g_ptr_array_add (models, model);
  evaluation = evaluate (maker, job->task, models, FALSE, progress, error);
  if (evaluation == NULL)
    {
      g_prefix_error (error, "%s: ", job->model);
      return FALSE;
    }
  hx_table_result_set_metrics (job->result, evaluation->metrics, evaluation);
  hx_table_run_take (job->run, job->result);
  return hx_table_result_write (job->result, job->path, error);
}

gboolean
hx_table_job_run (HxTableMaker *maker, HxTableJob *job, const char *title, GError **error)
{
  const double from = maker->work_done / maker->work_all;
  const double to = (maker->work_done + job->work) / maker->work_all;
  Titled titled = { hx_progress_part (maker->progress, from, to), title, 0.0 };
  HxProgress progress = { .report = report_titled, .user_data = &titled };
  HxProgress training = hx_progress_part (&progress, 0.0, TRAINING_SHARE);
  HxProgress measuring = hx_progress_part (&progress, TRAINING_SHARE, 1.0);
  g_autoptr (HxModel) trained = load_trained (job);

  return (trained != NULL || train (maker, job, &training, error)) && measure (maker, job, &measuring, error);
}

/* --- naive and ensemble ------------------------------------------------------------------- */

/* SHA-256 of the hashes of all models of the ensemble; NULL if a row is not measured. (transfer full) */
static char *
hash_of_models (const HxTableMaker *maker, guint task, guint seed)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint row = 0; row < maker->n_rows; row++)
    {
      const HxTableJob *job = hx_table_job (maker, task, row, seed);

      if (!job->run->is_done)
        return NULL;
      g_checksum_update (sum, (const guchar *)job->result->sha256, -1);
    }
  return g_strdup (g_checksum_get_string (sum));
}

/* What is on disk of these very models, into the table. FALSE without @error if there is nothing. */
static gboolean
read_made (const HxTableTask *task, HxTableRun *run, const char *path, const char *hash, GError **error)
{
  g_autoptr (HxTableResult) result = hx_table_result_read (path, task, error);

  if (result == NULL || !g_str_equal (result->sha256, hash))
    return FALSE;
  hx_table_run_take (run, result);
  return run->is_done;
}

static gboolean
keep_made (const HxTableTask *task, HxTableRun *run, const char *path, const char *hash,
           const HxMetrics *metrics, const HxEvaluation *evaluation, GError **error)
{
  g_autoptr (HxTableResult) result = hx_table_result_new (task, g_strdup (hash));

  hx_table_result_set_metrics (result, metrics, evaluation);
  hx_table_run_take (run, result);
  return hx_table_result_write (result, path, error);
}

static GPtrArray *
load_models (const HxTableMaker *maker, guint task, guint seed, GError **error)
{
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint row = 0; row < maker->n_rows; row++)
    {
      HxModel *model = hx_model_load (hx_table_job (maker, task, row, seed)->model, error);

      if (model == NULL)
        return NULL;
      g_ptr_array_add (models, model);
    }
  return g_steal_pointer (&models);
}

/* The rows of an evaluation are the naive answer and, with several models, the ensemble. */
static gboolean
make_both (HxTableMaker *maker, guint task_place, guint seed, char *const *paths, const char *hash,
           GError **error)
{
  const HxTableTask *task = g_ptr_array_index (maker->tasks, task_place);
  const gsize place = (gsize)task_place * maker->options->n_seeds + seed;
  HxTableRun *const runs[] = { maker->naive[place], maker->ensembles[place] };
  g_autoptr (GPtrArray) models = load_models (maker, task_place, seed, error);
  g_autoptr (HxEvaluation) evaluation =
      models != NULL ? evaluate (maker, task, models, TRUE, NULL, error) : NULL;

  if (evaluation == NULL)
    return FALSE;
  for (guint i = 0; i < evaluation->rows->len && i < G_N_ELEMENTS (runs); i++)
    {
      const HxMetricsRow *row = g_ptr_array_index (evaluation->rows, i);

      if (!keep_made (task, runs[i], paths[i], hash, row->metrics, evaluation, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
hx_table_run_ensemble (HxTableMaker *maker, guint task, guint seed, GError **error)
{
  const HxTableTask *of = g_ptr_array_index (maker->tasks, task);
  const gsize place = (gsize)task * maker->options->n_seeds + seed;
  const guint64 number = maker->options->seeds[seed];
  g_autofree char *hash = hash_of_models (maker, task, seed);
  g_auto (GStrv) paths = g_new0 (char *, 3);
  g_autoptr (GError) fault = NULL;

  if (hash == NULL)
    return TRUE;
  paths[0] = hx_table_path (maker->folder, "runs", of->name, HX_TABLE_NAIVE, "", number, ".json");
  paths[1] = hx_table_path (maker->folder, "runs", of->name, HX_TABLE_ENSEMBLE, "", number, ".json");
  if (read_made (of, maker->naive[place], paths[0], hash, &fault)
      && (maker->n_rows == 1 || read_made (of, maker->ensembles[place], paths[1], hash, &fault)))
    return TRUE;
  if (fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  return make_both (maker, task, seed, paths, hash, error);
}
