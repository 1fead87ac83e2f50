/* hx-evaluate.c: how well a model does on held-out folds
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-evaluate.h"

#include "engine/base/hx-error.h"
#include "engine/run/hx-evaluate-spaces.h"
#include "engine/run/hx-evaluate-tables.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define DEFAULT_FOLDS ((HxFolds)1 << 10)

static const HxEntanglement not_measured = { NAN, NAN, NAN };

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
  g_clear_pointer (&evaluation->rows, g_ptr_array_unref);
  hx_metrics_free (evaluation->metrics);
  g_free (evaluation);
}

HxFolds
hx_evaluate_recipe_folds (HxModel *model, const char *key)
{
  JsonNode *recipe = json_object_get_member (hx_model_get_provenance (model), "recipe");
  const char *text = NULL;
  HxFolds folds;

  /* The file is not ours to trust. */
  if (recipe != NULL && JSON_NODE_HOLDS_OBJECT (recipe))
    {
      JsonNode *node = json_object_get_member (json_node_get_object (recipe), key);

      text = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
    }
  return text != NULL && hx_folds_parse (text, &folds, NULL) ? folds : 0;
}

void
hx_evaluate_options_default (HxEvaluateOptions *options, HxModel *model)
{
  *options =
      (HxEvaluateOptions){ .folds = DEFAULT_FOLDS,
                           .validation_folds =
                               hx_evaluate_recipe_folds (model, "validation_folds") & ~DEFAULT_FOLDS,
                           .training_folds = hx_evaluate_recipe_folds (model, "train_folds") & ~DEFAULT_FOLDS,
                           .n_bootstrap = 100,
                           .n_entangled = 3000 };
}

/* --- one evaluation -------------------------------------------------------------------- */

typedef struct
{
  const HxEvaluateOptions *options;
  GPtrArray *models; /* the model, then every other one, once */
  HxEvaluateLabels labels;
  HxEvaluateTable table, validation;
  GCancellable *cancellable;
  HxEvaluation *evaluation;
} Evaluating;

static void
evaluating_clear (Evaluating *evaluating)
{
  g_clear_pointer (&evaluating->models, g_ptr_array_unref);
  hx_evaluate_labels_clear (&evaluating->labels);
  hx_evaluate_table_clear (&evaluating->table);
  hx_evaluate_table_clear (&evaluating->validation);
  hx_evaluation_free (evaluating->evaluation);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Evaluating, evaluating_clear)

static guint
place_of_model (const Evaluating *evaluating, HxModel *model)
{
  guint place = 0;

  g_ptr_array_find (evaluating->models, model, &place);
  return place;
}

static void
collect_models (Evaluating *evaluating, HxModel *model)
{
  const HxEvaluateOptions *options = evaluating->options;

  evaluating->models = g_ptr_array_new ();
  g_ptr_array_add (evaluating->models, model);
  for (guint i = 0; i < options->n_others + options->n_partners; i++)
    {
      HxModel *other = i < options->n_others ? options->others[i] : options->partners[i - options->n_others];

      if (!g_ptr_array_find (evaluating->models, other, NULL))
        g_ptr_array_add (evaluating->models, other);
    }
}

static HxScoreTable
scores_of (const Evaluating *evaluating, const HxEvaluateTable *table, const double *scores, HxScale scale)
{
  return (HxScoreTable){ table->y, scores, scale, table->n, evaluating->labels.n_labels };
}

static gboolean
is_tuned (const Evaluating *evaluating)
{
  return evaluating->validation.n > 0;
}

/* Adds a row for scores of the evaluated and the validation records. */
static gboolean
add_row (Evaluating *evaluating, const char *name, const double *scores, const double *validation_scores,
         HxScale scale, GError **error)
{
  const HxEvaluateOptions *options = evaluating->options;
  const HxScoreTable reference =
      scores_of (evaluating, &evaluating->table, evaluating->table.logits[0], HX_SCALE_LOGIT);
  const HxScoreTable table = scores_of (evaluating, &evaluating->table, scores, scale);
  const HxScoreTable validation = scores_of (evaluating, &evaluating->validation, validation_scores, scale);
  HxMetricsRow *row =
      hx_metrics_row_new (name, &table, is_tuned (evaluating) ? &validation : NULL, &reference,
                          options->n_bootstrap, options->seed, evaluating->cancellable, error);

  if (row == NULL)
    return FALSE;
  g_ptr_array_add (evaluating->evaluation->rows, row);
  return TRUE;
}

static gboolean
add_naive_row (Evaluating *evaluating, GError **error)
{
  const guint L = evaluating->labels.n_labels;
  guint n;
  g_autofree guint8 *y =
      hx_evaluate_labels_of_folds (&evaluating->labels, evaluating->options->training_folds, &n);
  g_autofree double *scores = hx_naive_scores (y, n, L, evaluating->table.n);
  g_autofree double *validation = hx_naive_scores (y, n, L, evaluating->validation.n);

  return n == 0 || add_row (evaluating, _ ("naive"), scores, validation, HX_SCALE_PROBABILITY, error);
}

static gboolean
add_other_rows (Evaluating *evaluating, GError **error)
{
  const HxEvaluateOptions *options = evaluating->options;

  for (guint i = 0; i < options->n_others; i++)
    {
      const guint m = place_of_model (evaluating, options->others[i]);

      if (!add_row (evaluating, hx_model_get_name (options->others[i]), evaluating->table.logits[m],
                    is_tuned (evaluating) ? evaluating->validation.logits[m] : NULL, HX_SCALE_LOGIT, error))
        return FALSE;
    }
  return TRUE;
}

/* Adds a model's probabilities to @sums. */
static void
add_probabilities (const Evaluating *evaluating, const HxEvaluateTable *table, HxModel *model, double *sums)
{
  const guint L = evaluating->labels.n_labels, m = place_of_model (evaluating, model);

  for (gsize i = 0; i < (gsize)table->n * L; i++)
    {
      const int place = evaluating->labels.places[(gsize)m * L + i % L];
      const double temperature = hx_model_get_label (model, (guint)place)->temperature;

      sums[i] += hx_scale_to_probability (HX_SCALE_LOGIT,
                                          table->logits[m][i] / (isnan (temperature) ? 1.0 : temperature));
    }
}

/* (transfer full) */
static double *
ensemble_of (const Evaluating *evaluating, const HxEvaluateTable *table)
{
  const HxEvaluateOptions *options = evaluating->options;
  const gsize n = (gsize)table->n * evaluating->labels.n_labels;
  double *means = g_new0 (double, MAX (n, 1));

  add_probabilities (evaluating, table, g_ptr_array_index (evaluating->models, 0), means);
  for (guint i = 0; i < options->n_partners; i++)
    add_probabilities (evaluating, table, options->partners[i], means);
  for (gsize i = 0; i < n; i++)
    means[i] /= options->n_partners + 1;
  return means;
}

static gboolean
add_ensemble_row (Evaluating *evaluating, GError **error)
{
  g_autofree double *scores = NULL, *validation = NULL;

  if (evaluating->options->n_partners == 0)
    return TRUE;
  scores = ensemble_of (evaluating, &evaluating->table);
  validation = is_tuned (evaluating) ? ensemble_of (evaluating, &evaluating->validation) : NULL;
  return add_row (evaluating, _ ("ensemble"), scores, validation, HX_SCALE_PROBABILITY, error);
}

static gboolean
measure (Evaluating *evaluating, GError **error)
{
  const HxEvaluateOptions *options = evaluating->options;
  HxEvaluation *evaluation = evaluating->evaluation;
  const HxScoreTable table =
      scores_of (evaluating, &evaluating->table, evaluating->table.logits[0], HX_SCALE_LOGIT);
  HxScoreTable validation = { 0 };

  if (is_tuned (evaluating))
    validation =
        scores_of (evaluating, &evaluating->validation, evaluating->validation.logits[0], HX_SCALE_LOGIT);
  evaluation->metrics = hx_metrics_new (&table, is_tuned (evaluating) ? &validation : NULL,
                                        options->n_bootstrap, options->seed, evaluating->cancellable, error);
  if (evaluation->metrics == NULL)
    {
      if (error != NULL && g_error_matches (*error, HX_ERROR, HX_ERROR_MISSING))
        g_prefix_error (error, "%s: ", _ ("these folds"));
      return FALSE;
    }
  evaluation->macro_auc = evaluation->metrics->macro_auc;
  evaluation->macro_auc_low = evaluation->metrics->macro_auc_low;
  evaluation->macro_auc_high = evaluation->metrics->macro_auc_high;
  return add_naive_row (evaluating, error) && add_other_rows (evaluating, error)
         && add_ensemble_row (evaluating, error);
}

static HxLabelEvaluation *
make_label (const Evaluating *evaluating, guint label)
{
  const HxModelLabel *info = hx_model_get_label (g_ptr_array_index (evaluating->models, 0), label);
  const HxLabelMetrics *metrics = &evaluating->evaluation->metrics->labels[label];
  HxLabelEvaluation *result = g_new0 (HxLabelEvaluation, 1);

  result->code = g_strdup (info->code);
  result->description = g_strdup (info->description);
  result->n_positives = metrics->n_positives;
  result->n_records = evaluating->table.n;
  result->auc = metrics->auc;
  result->auc_low = metrics->auc_low;
  result->auc_high = metrics->auc_high;
  result->average_precision = metrics->average_precision;
  result->f1 = metrics->f1;
  /* Ranked by logit, which does not saturate; the threshold is a score. */
  result->threshold = hx_scale_to_probability (HX_SCALE_LOGIT, metrics->f1_threshold);
  result->metrics = *metrics;
  result->decoupled = result->fused = not_measured;
  return result;
}

static void
add_labels (Evaluating *evaluating)
{
  HxEvaluation *evaluation = evaluating->evaluation;
  HxModel *model = g_ptr_array_index (evaluating->models, 0);

  for (guint label = 0; label < evaluating->labels.n_labels; label++)
    if (isnan (evaluation->metrics->labels[label].auc))
      g_ptr_array_add (evaluation->left_out, g_strdup (hx_model_get_label (model, label)->code));
    else
      g_ptr_array_add (evaluation->labels, make_label (evaluating, label));
}

/* --- spaces ---------------------------------------------------------------------------- */

static void
add_to_mean (HxEntanglement *sum, const HxEntanglement *value, guint n)
{
  sum->silhouette += value->silhouette / n;
  sum->purity += value->purity / n;
  sum->purity_with += value->purity_with / n;
}

/* Mean over the labels that were measured in the space that all share. */
static void
set_means (HxEvaluation *evaluation)
{
  guint n = 0;

  evaluation->decoupled = evaluation->fused = not_measured;
  for (guint i = 0; i < evaluation->labels->len; i++)
    n += !isnan (((HxLabelEvaluation *)g_ptr_array_index (evaluation->labels, i))->fused.purity);
  if (n > 0)
    evaluation->decoupled = evaluation->fused = (HxEntanglement){ 0 };
  for (guint i = 0; i < evaluation->labels->len; i++)
    {
      const HxLabelEvaluation *label = g_ptr_array_index (evaluation->labels, i);

      if (isnan (label->fused.purity))
        continue;
      add_to_mean (&evaluation->decoupled, &label->decoupled, n);
      add_to_mean (&evaluation->fused, &label->fused, n);
    }
}

static void
measure_spaces (Evaluating *evaluating, HxProgress *progress)
{
  HxEvaluation *evaluation = evaluating->evaluation;
  HxModel *model = g_ptr_array_index (evaluating->models, 0);
  const guint L = evaluating->labels.n_labels;
  g_autofree HxEntanglement *decoupled = g_new (HxEntanglement, L);
  g_autofree HxEntanglement *fused = g_new (HxEntanglement, L);
  guint next = 0;

  evaluation->n_entangled = hx_evaluate_spaces (
      &evaluating->table, model, evaluating->options->n_entangled, evaluating->options->seed, decoupled,
      fused, evaluating->options->n_threads, progress, evaluating->cancellable);
  for (guint label = 0; label < L; label++)
    if (!isnan (evaluation->metrics->labels[label].auc))
      {
        HxLabelEvaluation *result = g_ptr_array_index (evaluation->labels, next++);

        result->decoupled = decoupled[label];
        result->fused = fused[label];
      }
}

/* --- all of it ------------------------------------------------------------------------- */

static gboolean
predict (Evaluating *evaluating, HxLibrary *library, HxProgress *progress, GError **error)
{
  const HxEvaluateOptions *options = evaluating->options;
  const double half = options->validation_folds != 0 ? 0.5 : 1.0;
  HxProgress first = hx_progress_part (progress, 0.0, half), second = hx_progress_part (progress, half, 1.0);

  return hx_evaluate_table_init (&evaluating->table, &evaluating->labels, library, options->folds,
                                 options->n_entangled > 0, options->n_threads, &first,
                                 evaluating->cancellable, error)
         && (options->validation_folds == 0
             || hx_evaluate_table_init (&evaluating->validation, &evaluating->labels, library,
                                        options->validation_folds, FALSE, options->n_threads, &second,
                                        evaluating->cancellable, error));
}

static HxEvaluation *
new_evaluation (const HxEvaluateOptions *options)
{
  HxEvaluation *evaluation = g_new0 (HxEvaluation, 1);

  evaluation->labels = g_ptr_array_new_with_free_func (free_label);
  evaluation->left_out = g_ptr_array_new_with_free_func (g_free);
  evaluation->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)hx_metrics_row_free);
  evaluation->n_bootstrap = options->n_bootstrap;
  evaluation->bootstrap_seed = options->seed;
  return evaluation;
}

HxEvaluation *
hx_evaluate_model (HxModel *model, HxLibrary *library, const HxEvaluateOptions *options, HxProgress *progress,
                   GCancellable *cancellable, GError **error)
{
  g_auto (Evaluating) evaluating = { .options = options, .cancellable = cancellable };
  HxProgress prediction = hx_progress_part (progress, 0.0, 0.9),
             spaces = hx_progress_part (progress, 0.9, 1.0);

  g_return_val_if_fail (HX_IS_MODEL (model) && HX_IS_LIBRARY (library) && options != NULL, NULL);

  collect_models (&evaluating, model);
  if (!hx_evaluate_labels_init (&evaluating.labels, (HxModel **)evaluating.models->pdata,
                                evaluating.models->len, library, options->task, error)
      || !predict (&evaluating, library, &prediction, error))
    return NULL;
  evaluating.evaluation = new_evaluation (options);
  evaluating.evaluation->n_records = evaluating.table.n;
  evaluating.evaluation->n_validation_records = evaluating.validation.n;
  evaluating.evaluation->n_left_out_records = evaluating.table.predictions->n_left_out;
  if (!measure (&evaluating, error))
    return NULL;
  add_labels (&evaluating);
  if (options->n_entangled > 0)
    measure_spaces (&evaluating, &spaces);
  set_means (evaluating.evaluation);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  hx_progress_report (progress, 1.0, NULL);
  return g_steal_pointer (&evaluating.evaluation);
}

HxEvaluation *
hx_evaluate (HxModel *model, HxLibrary *library, const char *task, HxFolds folds, guint n_bootstrap,
             guint64 seed, guint n_threads, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  const HxEvaluateOptions options = {
    .task = task, .folds = folds, .n_bootstrap = n_bootstrap, .seed = seed, .n_threads = n_threads
  };

  return hx_evaluate_model (model, library, &options, progress, cancellable, error);
}
