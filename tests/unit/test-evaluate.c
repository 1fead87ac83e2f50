/* test-evaluate.c: evaluating with everything, calibrating
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/run/hx-calibrate.h"
#include "engine/run/hx-evaluate.h"

#include "tests/unit/run-library.h"

#include <math.h>

#define N_HIDDEN 128 /* units of the fused branch, as published */

static RunPlace place;
static HxModel *ldm, *plain;

static HxModel *
train_model (HxHead head, const char *task)
{
  HxTrainOptions options = run_short_training ();
  g_autoptr (HxTrainResult) result = NULL;

  options.head = head;
  options.epochs = 2;
  options.task = task;
  result = run_train (&place, &options, place.out);
  return g_object_ref (result->model);
}

static HxEvaluation *
evaluate (HxModel *model, const HxEvaluateOptions *options)
{
  g_autoptr (GError) error = NULL;
  HxEvaluation *evaluation = hx_evaluate_model (model, place.library, options, NULL, NULL, &error);

  g_assert_no_error (error);
  return evaluation;
}

/* Enough records of every label: all folds but two. */
static HxEvaluateOptions
make_options (void)
{
  return (HxEvaluateOptions){ .folds = 0x0FE,            /* 1-7 */
                              .validation_folds = 0x700, /* 8-10 */
                              .training_folds = 0x1FE,
                              .n_bootstrap = 20,
                              .n_threads = 2,
                              .n_entangled = 3000 };
}

/* Given labels and logits of some folds by another way; @rows (nullable) gets the records' places among the
 * predictions. */
static guint
collect (HxModel *model, HxFolds folds, guint8 **y, double **logits, guint *rows)
{
  g_autoptr (HxPredictions) predictions =
      hx_predict_library (model, place.library, folds, 1, NULL, NULL, NULL);
  g_autoptr (HxLabelTable) table = hx_library_get_label_table (place.library, "superdiagnostic", NULL);
  const guint L = predictions->n_labels;
  guint n = 0;

  *y = g_new (guint8, MAX (predictions->n_records * L, 1));
  *logits = g_new (double, MAX (predictions->n_records * L, 1));
  for (guint row = 0; row < table->n_records; row++)
    for (guint i = 0; i < predictions->n_records; i++)
      if (table->records[row] == predictions->keys[i])
        {
          for (guint l = 0; l < L; l++)
            {
              (*y)[n * L + l] = table->y[row * L + l];
              (*logits)[n * L + l] = (double)predictions->statements[i * L + l].logit;
            }
          if (rows != NULL)
            rows[n] = i;
          n++;
        }
  return n;
}

static void
test_recipe_folds (void)
{
  HxEvaluateOptions options;

  hx_evaluate_options_default (&options, ldm);
  g_assert_cmpuint (options.folds, ==, (HxFolds)1 << 10);
  g_assert_cmpuint (options.validation_folds, ==, (HxFolds)1 << 9);
  g_assert_cmpuint (options.training_folds, ==, 0x1FE);
  g_assert_cmpuint (hx_evaluate_recipe_folds (ldm, "no such folds"), ==, 0);
}

/* The numbers are those of the metrics on the same records, tuned on the validation records. */
static void
test_everything (void)
{
  HxModel *others[] = { plain };
  HxEvaluateOptions options = make_options ();
  g_autoptr (HxEvaluation) evaluation = NULL;
  g_autoptr (HxMetrics) metrics = NULL;
  g_autofree guint8 *y = NULL, *tuning_y = NULL;
  g_autofree double *logits = NULL, *tuning_logits = NULL;
  const guint L = hx_model_get_n_labels (ldm);
  HxScoreTable table = { .scale = HX_SCALE_LOGIT, .n_labels = L }, tuning = table;
  const HxMetricsRow *naive, *other, *ensemble;

  options.others = options.partners = others;
  options.n_others = options.n_partners = 1;
  evaluation = evaluate (ldm, &options);
  table.n = collect (ldm, options.folds, &y, &logits, NULL);
  tuning.n = collect (ldm, options.validation_folds, &tuning_y, &tuning_logits, NULL);
  table.y = y;
  table.scores = logits;
  tuning.y = tuning_y;
  tuning.scores = tuning_logits;
  metrics = hx_metrics_new (&table, &tuning, 20, 0, NULL, NULL);
  g_assert_cmpuint (evaluation->n_records, ==, table.n);
  g_assert_cmpuint (evaluation->n_validation_records, ==, tuning.n);
  g_assert_cmpfloat (evaluation->macro_auc, ==, metrics->macro_auc);
  g_assert_cmpfloat (evaluation->macro_auc_low, ==, metrics->macro_auc_low);
  g_assert_cmpfloat (evaluation->metrics->f_beta, ==, metrics->f_beta);
  g_assert_cmpfloat (evaluation->metrics->fmax.value, ==, metrics->fmax.value);

  g_assert_cmpuint (evaluation->rows->len, ==, 3);
  naive = g_ptr_array_index (evaluation->rows, 0);
  other = g_ptr_array_index (evaluation->rows, 1);
  ensemble = g_ptr_array_index (evaluation->rows, 2);
  g_assert_cmpfloat (naive->metrics->macro_auc, ==, 0.5);
  g_assert_cmpfloat_with_epsilon (other->difference.difference,
                                  evaluation->macro_auc - other->metrics->macro_auc, 1e-15);
  g_assert_cmpfloat (other->difference.low, <=, other->difference.high);
  g_assert_cmpfloat (ensemble->metrics->macro_auc, !=, other->metrics->macro_auc);
  g_assert_false (isnan (ensemble->metrics->f_beta) || isnan (naive->metrics->f_beta));
}

/* A model that forms an ensemble with itself says the same as alone. */
static void
test_ensemble_of_one (void)
{
  HxModel *partners[] = { ldm };
  HxEvaluateOptions options = make_options ();
  g_autoptr (HxEvaluation) evaluation = NULL;
  const HxMetricsRow *row;

  options.partners = partners;
  options.n_partners = 1;
  options.training_folds = 0;
  options.n_entangled = 0;
  evaluation = evaluate (ldm, &options);
  g_assert_cmpuint (evaluation->rows->len, ==, 1);
  row = g_ptr_array_index (evaluation->rows, 0);
  g_assert_cmpfloat_with_epsilon (row->metrics->macro_auc, evaluation->macro_auc, 1e-12);
  g_assert_cmpfloat (row->difference.p, ==, 1.0);
  g_assert_cmpfloat_with_epsilon (row->metrics->fmax.value, evaluation->metrics->fmax.value, 1e-12);
  g_assert_cmpuint (evaluation->n_entangled, ==, 0);
  g_assert_true (isnan (evaluation->fused.silhouette));
}

/* The spaces are the statements' embeddings and the hidden activations; a plain head has but these. */
static void
test_spaces (void)
{
  HxEvaluateOptions options = make_options ();
  g_autoptr (HxEvaluation) with = evaluate (ldm, &options), without = evaluate (plain, &options), few = NULL;
  g_autoptr (HxPredictions) predictions =
      hx_predict_library_hidden (ldm, place.library, options.folds, 1, NULL, NULL, NULL);
  g_autofree guint8 *y = NULL;
  g_autofree double *logits = NULL;
  guint rows[RUN_N_RECORDS];
  const guint n = collect (ldm, options.folds, &y, &logits, rows), L = predictions->n_labels;
  g_autofree float *own = g_new (float, n *HX_EMBEDDING_MAX);
  g_autofree float *shared = g_new (float, n *HX_HIDDEN_MAX);
  const HxPointCloud own_cloud = { own, HX_EMBEDDING_MAX, HX_EMBEDDING_MAX, n };
  const HxPointCloud shared_cloud = { shared, HX_HIDDEN_MAX, HX_HIDDEN_MAX, n };
  guint next = 0;

  for (guint i = 0; i < n; i++)
    memcpy (shared + i * HX_HIDDEN_MAX, predictions->hidden + rows[i] * HX_HIDDEN_MAX,
            HX_HIDDEN_MAX * sizeof (float));
  g_assert_cmpuint (with->n_entangled, ==, n);
  for (guint l = 0; l < L; l++)
    {
      const HxLabelEvaluation *label = g_ptr_array_index (with->labels, MIN (next, with->labels->len - 1));
      HxEntanglement decoupled, fused;

      if (g_strcmp0 (label->code, hx_model_get_label (ldm, l)->code) != 0)
        continue;
      next++;
      for (guint i = 0; i < n; i++)
        memcpy (own + i * HX_EMBEDDING_MAX, predictions->statements[rows[i] * L + l].embedding,
                HX_EMBEDDING_MAX * sizeof (float));
      g_assert_true (hx_entanglement_of_label (&own_cloud, y + l, L, &decoupled, 1, NULL));
      g_assert_true (hx_entanglement_of_label (&shared_cloud, y + l, L, &fused, 1, NULL));
      g_assert_cmpfloat (label->decoupled.silhouette, ==, decoupled.silhouette);
      g_assert_cmpfloat (label->decoupled.purity_with, ==, decoupled.purity_with);
      g_assert_cmpfloat_with_epsilon (label->fused.silhouette, fused.silhouette, 1e-12);
      g_assert_cmpfloat (label->fused.purity, ==, fused.purity);
    }
  g_assert_cmpuint (next, ==, with->labels->len);
  g_assert_false (isnan (with->decoupled.silhouette));
  g_assert_true (isnan (without->decoupled.silhouette));
  g_assert_false (isnan (without->fused.silhouette));
  options.n_entangled = 20;
  few = evaluate (ldm, &options);
  g_assert_cmpuint (few->n_entangled, ==, 20);
}

static const float *
tensor (const char *name)
{
  const HxTensor *found = hx_network_find_tensor (hx_model_get_network (ldm), name);

  g_assert_nonnull (found);
  return found->data;
}

/* The fused logits are a batch norm and a linear map of the hidden activations, which are behind a ReLU. */
static void
test_hidden (void)
{
  enum
  {
    WINDOWS = 3,
    SAMPLES = 100,
    LEADS = 12
  };
  const guint L = hx_model_get_n_labels (ldm);
  g_autofree float *windows = g_new (float, WINDOWS *SAMPLES *LEADS);
  g_autofree float *fused = g_new (float, WINDOWS *L);
  float hidden[WINDOWS * HX_HIDDEN_MAX];
  const HxOutputs out = { .fused = fused, .hidden = hidden };
  const float *mean = tensor ("3.2.em_basket.1.0.running_mean"),
              *var = tensor ("3.2.em_basket.1.0.running_var");
  const float *scale = tensor ("3.2.em_basket.1.0.weight"), *shift = tensor ("3.2.em_basket.1.0.bias");
  const float *weight = tensor ("3.2.em_basket.1.2.weight"), *bias = tensor ("3.2.em_basket.1.2.bias");
  HxRandom random = hx_random_from_seed (3);
  guint n_positive = 0;

  for (guint i = 0; i < WINDOWS * SAMPLES * LEADS; i++)
    windows[i] = (float)hx_random_normal (&random);
  g_assert_true (
      hx_network_predict (hx_model_get_network (ldm), windows, WINDOWS, SAMPLES, &out, 1, NULL, NULL));
  for (guint w = 0; w < WINDOWS; w++)
    for (guint l = 0; l < L; l++)
      {
        double sum = bias[l];

        for (guint d = 0; d < N_HIDDEN; d++)
          {
            const double value = (double)hidden[w * HX_HIDDEN_MAX + d];

            g_assert_cmpfloat (value, >=, 0.0);
            n_positive += value > 0.0;
            sum += weight[l * N_HIDDEN + d]
                   * ((value - mean[d]) / sqrt ((double)var[d] + 1e-5) * scale[d] + shift[d]);
          }
        g_assert_cmpfloat_with_epsilon (sum, fused[w * L + l], 1e-3);
      }
  g_assert_cmpuint (n_positive, >, 0);
}

static void
test_refused (void)
{
  HxModel *stranger = train_model (HX_HEAD_PLAIN, "rhythm");
  HxModel *others[] = { stranger };
  HxEvaluateOptions options = make_options ();
  g_autoptr (GError) unknown_label = NULL, cancelled = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  options.others = others;
  options.n_others = 1;
  g_assert_null (hx_evaluate_model (ldm, place.library, &options, NULL, NULL, &unknown_label));
  g_assert_error (unknown_label, HX_ERROR, HX_ERROR_INCONSISTENT);
  options.n_others = 0;
  g_cancellable_cancel (cancellable);
  g_assert_null (hx_evaluate_model (ldm, place.library, &options, NULL, cancellable, &cancelled));
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_object_unref (stranger);
}

/* --- calibrating ----------------------------------------------------------------------- */

/* Temperatures are those that the evaluation finds on the same records; they outlive the file and turn scores
 * into probabilities. */
static void
test_calibrate (void)
{
  const HxFolds folds = 0x1FE;
  g_autoptr (HxModel) model = NULL, loaded = NULL;
  g_autoptr (HxCalibration) calibration = NULL;
  g_autoptr (HxPredictions) predictions = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *y = NULL;
  g_autofree double *logits = NULL;
  const guint n = collect (ldm, folds, &y, &logits, NULL), L = hx_model_get_n_labels (ldm);
  JsonObject *note;

  g_assert_true (hx_model_save (ldm, place.out, &error));
  model = hx_model_load (place.out, &error);
  calibration = hx_calibrate (model, place.library, NULL, folds, 2, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (calibration->n_records, ==, n);
  g_assert_cmpuint (calibration->n_fitted, >=, 2);
  g_assert_true (hx_model_save (model, place.out, &error));
  loaded = hx_model_load (place.out, &error);
  g_assert_no_error (error);
  predictions = hx_predict_library (loaded, place.library, folds, 2, NULL, NULL, &error);
  for (guint l = 0; l < L; l++)
    {
      const double temperature = hx_fit_temperature (y + l, L, logits + l, L, n);
      const HxStatement *statement = &predictions->statements[l];

      if (isnan (temperature))
        {
          g_assert_true (isnan (hx_model_get_label (loaded, l)->temperature));
          g_assert_true (isnan (statement->probability));
          continue;
        }
      g_assert_cmpfloat_with_epsilon (hx_model_get_label (loaded, l)->temperature / temperature, 1.0, 1e-8);
      g_assert_cmpfloat_with_epsilon (statement->probability,
                                      1.0 / (1.0 + exp (-statement->logit / temperature)), 1e-6);
      g_assert_cmpfloat (calibration->labels[l].temperature, ==, temperature);
    }
  note = json_object_get_object_member (hx_model_get_provenance (loaded), "calibration");
  g_assert_cmpstr (json_object_get_string_member (note, "folds"), ==, "1-8");
  g_assert_cmpint (json_object_get_int_member (note, "records"), ==, n);
  g_assert_true (json_object_has_member (hx_model_get_provenance (loaded), "recipe"));
}

static void
test_calibrate_refused (void)
{
  g_autoptr (HxModel) model = NULL;
  g_autoptr (GError) error = NULL;
  const guint L = hx_model_get_n_labels (ldm);
  g_autofree guint8 *y = g_new0 (guint8, 2 * L);
  g_autofree double *logits = g_new0 (double, 2 * L);
  HxModelLabel numbers;
  HxCalibration *calibration;

  g_assert_true (hx_model_save (ldm, place.out, NULL));
  model = hx_model_load (place.out, NULL);
  numbers = *hx_model_get_label (model, 0);
  numbers.temperature = 1.5;
  hx_model_set_label_numbers (model, 0, &numbers);
  g_assert_null (hx_calibrate (model, place.library, NULL, (HxFolds)1 << 40, 2, NULL, NULL, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_MISSING);
  g_assert_cmpfloat (hx_model_get_label (model, 0)->temperature, ==, 1.5);
  /* Nobody has a label: what is known of the first is out of date. */
  logits[0] = 1.0;
  calibration = hx_calibrate_from_logits (model, y, logits, 2);
  g_assert_cmpuint (calibration->n_fitted, ==, 0);
  g_assert_true (isnan (hx_model_get_label (model, 0)->temperature));
  hx_calibration_free (calibration);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  place = run_place_new ();
  ldm = train_model (HX_HEAD_LDM, "superdiagnostic");
  plain = train_model (HX_HEAD_PLAIN, "superdiagnostic");
  g_test_add_func ("/evaluate/recipe-folds", test_recipe_folds);
  g_test_add_func ("/evaluate/everything", test_everything);
  g_test_add_func ("/evaluate/ensemble-of-one", test_ensemble_of_one);
  g_test_add_func ("/evaluate/spaces", test_spaces);
  g_test_add_func ("/evaluate/hidden", test_hidden);
  g_test_add_func ("/evaluate/refused", test_refused);
  g_test_add_func ("/calibrate/model", test_calibrate);
  g_test_add_func ("/calibrate/refused", test_calibrate_refused);
  status = g_test_run ();
  g_clear_object (&ldm);
  g_clear_object (&plain);
  run_place_clear (&place);
  return status;
}
