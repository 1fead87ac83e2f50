/* test-train-options.c: early stopping, a trained start, weights by margins, the audit, the rate finder
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/run/hx-find-rate.h"
#include "engine/run/hx-train-weights.h"

#include "tests/unit/run-library.h"

#include <math.h>
#include <string.h>

static const HxTrainEpoch *
epoch_at (const HxTrainResult *result, guint index)
{
  return &g_array_index (result->history, HxTrainEpoch, index);
}

/* Every option can be set, is checked at its bounds, and differs in the recipe when it differs. */
static void
test_specs (void)
{
  for (const HxTrainOptionSpec *spec = hx_train_option_specs (); spec->name != NULL; spec++)
    {
      HxTrainOptions options = run_short_training ();
      g_autoptr (JsonObject) after = json_object_new ();
      g_autofree char *name = g_strdelimit (g_strdup (spec->name), "-", '_');
      double other = spec->kind == HX_OPTION_CHOICE ? 1.0 : spec->high;

      options.start = spec->only_with_start ? "model" : NULL;
      options.head = HX_HEAD_LDM;
      g_assert_true (hx_train_options_check (&options, NULL));
      hx_train_option_set (&options, spec, other);
      g_assert_cmpfloat (hx_train_option_get (&options, spec), ==, other);
      hx_train_options_describe (&options, after);
      g_assert_true (json_object_has_member (after, name));
      if (spec->kind == HX_OPTION_CHOICE)
        continue;
      for (guint i = 0; i < 2; i++)
        {
          g_autoptr (GError) error = NULL;

          hx_train_option_set (&options, spec, i == 0 ? spec->high + 1.0 : spec->high);
          g_assert_cmpint (hx_train_options_check (&options, &error), ==, i == 1);
          g_assert_true (i == 1 || g_error_matches (error, HX_ERROR, HX_ERROR_RANGE));
          g_assert_true (i == 1 || strstr (error->message, spec->name) != NULL);
        }
    }
}

static void
test_refused (void)
{
  g_autoptr (GError) no_validation = NULL;
  HxTrainOptions options = run_short_training ();
  g_autoptr (GError) no_spaces = NULL;

  options.stop = HX_STOP_AUC;
  options.validation_folds = 0;
  g_assert_false (hx_train_options_check (&options, &no_validation));
  g_assert_error (no_validation, HX_ERROR, HX_ERROR_RANGE);
  options = run_short_training ();
  options.head = HX_HEAD_PLAIN;
  options.weighting = HX_WEIGHTING_MARGIN;
  g_assert_false (hx_train_options_check (&options, &no_spaces));
  g_assert_error (no_spaces, HX_ERROR, HX_ERROR_RANGE);
  g_clear_error (&no_spaces);
  (void)no_spaces;
}

/* A training stops when the best epoch is far enough behind. */
static void
test_stop (void)
{
  g_auto (RunPlace) place = run_place_new ();
  HxTrainOptions options = run_short_training ();
  g_autoptr (HxTrainResult) stopped = NULL;
  guint best = 0;

  options.epochs = 30;
  options.learning_rate = 0.1; /* learns badly soon */
  options.patience = 2;
  options.stop = HX_STOP_LOSS;
  stopped = run_train (&place, &options, place.out);
  g_assert_cmpuint (stopped->history->len, <, options.epochs);
  for (guint i = 1; i < stopped->history->len; i++)
    if (epoch_at (stopped, i)->validation_loss < epoch_at (stopped, best)->validation_loss)
      best = i;
  g_assert_cmpuint (stopped->history->len, ==, best + 1 + options.patience);
  for (guint i = 0; i < stopped->history->len; i++)
    {
      g_assert_true (isfinite (epoch_at (stopped, i)->validation_auc));
      g_assert_cmpfloat (epoch_at (stopped, i)->validation_fmax, >, 0.0);
      g_assert_cmpfloat (epoch_at (stopped, i)->validation_fmax, <=, 1.0);
    }
}

/* --- a trained start ----------------------------------------------------------------------- */

/* Largest difference of a tensor of two models. */
static double
difference (HxModel *a, HxModel *b, guint index)
{
  const HxTensor *left = hx_network_get_tensor (hx_model_get_network (a), index);
  const HxTensor *right = hx_network_get_tensor (hx_model_get_network (b), index);
  double largest = 0.0;

  for (gsize i = 0; i < left->n_elements; i++)
    largest = MAX (largest, fabs ((double)left->data[i] - right->data[i]));
  return largest;
}

static void
test_start (void)
{
  g_auto (RunPlace) place = run_place_new ();
  g_autofree char *tuned_path = g_build_filename (place.folder, "tuned.safetensors", NULL);
  HxTrainOptions options = run_short_training ();
  g_autoptr (HxTrainResult) first = run_train (&place, &options, place.out);
  g_autoptr (HxTrainResult) tuned = NULL;
  g_autoptr (GError) another = NULL;

  options.task = "rhythm";
  options.start = place.out;
  options.frozen_epochs = 3;
  options.epochs = 3;
  g_assert_null (hx_train (place.library, &options, tuned_path, NULL, NULL, NULL, NULL, &another));
  g_assert_error (another, HX_ERROR, HX_ERROR_RANGE);
  options.frozen_epochs = 1;
  options.earliest_rate = 0.0; /* the first layer as good as stays */
  tuned = run_train (&place, &options, tuned_path);
  g_assert_cmpfloat (difference (first->model, tuned->model, 0), <, 1e-6);
  g_assert_cmpfloat (difference (first->model, tuned->model, 12), >, 1e-5); /* the third convolution */
  g_assert_cmpuint (hx_model_get_n_labels (tuned->model), !=, hx_model_get_n_labels (first->model));
  g_assert_cmpfloat (hx_model_get_mean_mv (tuned->model), ==, hx_model_get_mean_mv (first->model));
}

static void
test_start_refused (void)
{
  g_auto (RunPlace) place = run_place_new ();
  g_autofree char *tuned_path = g_build_filename (place.folder, "tuned.safetensors", NULL);
  HxTrainOptions options = run_short_training ();
  g_autoptr (HxTrainResult) first = run_train (&place, &options, place.out);
  g_autoptr (GError) backbone = NULL;
  g_autoptr (GError) missing = NULL;

  options.start = place.out;
  options.frozen_epochs = 1;
  options.backbone = "resnet1d_wang";
  g_assert_null (hx_train (place.library, &options, tuned_path, NULL, NULL, NULL, NULL, &backbone));
  g_assert_error (backbone, HX_ERROR, HX_ERROR_INCONSISTENT);
  g_assert_nonnull (strstr (backbone->message, place.out));
  options.start = tuned_path;
  g_assert_null (hx_train (place.library, &options, tuned_path, NULL, NULL, NULL, NULL, &missing));
  g_assert_nonnull (missing);
}

/* --- margins --------------------------------------------------------------------------------- */

#define N 400

/* Two clusters on the sphere; four records of each are given to the other side. */
static void
test_margins (void)
{
  g_autoptr (HxTrainMargins) margins = hx_train_margins_new (N, 1);
  HxRandom random = hx_random_from_seed (2);
  float weights[N];
  guint8 y[N];

  for (guint i = 0; i < N; i++)
    y[i] = (i < N / 2) != (i % 5 == 0);
  for (guint epoch = 1; epoch <= 3; epoch++)
    {
      for (guint32 i = 0; i < N - 1; i++) /* the last one is never drawn */
        {
          float e[HX_EMBEDDING_MAX] = { 0.0f };
          const double angle = (i < N / 2 ? 0.0 : G_PI) + 0.2 * hx_random_normal (&random);

          e[0] = (float)cos (angle);
          e[1] = (float)sin (angle);
          hx_train_margins_take (margins, &i, 1, e);
        }
      hx_train_margins_end_epoch (margins, y, epoch);
    }
  hx_train_weigh (margins, y, weights);
  for (guint i = 0; i < N - 1; i++)
    {
      const float margin = hx_train_margins_mean (margins, i, 0);

      g_assert_cmpfloat (fabsf (margin), >, 0.7f);
      g_assert_cmpfloat (fabsf (margin), <=, 1.0f);
      g_assert_cmpint (margin < 0.0f, ==, i % 5 == 0);
      g_assert_cmpint (weights[i] < 0.5f, ==, i % 5 == 0);
    }
  g_assert_true (isnan (hx_train_margins_mean (margins, N - 1, 0)));
  g_assert_cmpfloat (weights[N - 1], ==, 1.0f);
}

/* Where records with and without a label lie among each other, none counts less. */
static void
test_unsettled_margins (void)
{
  g_autoptr (HxTrainMargins) margins = hx_train_margins_new (400, 1);
  HxRandom random = hx_random_from_seed (3);
  guint8 y[400];
  float weights[400];

  for (guint32 i = 0; i < 400; i++)
    {
      float e[HX_EMBEDDING_MAX] = { 0.0f };
      const double angle = hx_random_between (&random, 0.0, 2.0 * G_PI);

      y[i] = i % 8 == 0;
      e[0] = (float)cos (angle);
      e[1] = (float)sin (angle);
      hx_train_margins_take (margins, &i, 1, e);
    }
  hx_train_margins_end_epoch (margins, y, 1);
  hx_train_weigh (margins, y, weights);
  for (guint i = 0; i < 400; i++)
    g_assert_cmpfloat (weights[i], ==, 1.0f);
}

static void
cancel_after_two (const HxTrainEpoch *epoch, gpointer user_data)
{
  if (epoch->epoch == 2)
    g_cancellable_cancel (user_data);
}

/* The audit is in the library, under the model's hash, for every training record; after an interruption in
 * the middle it is the same, and so is a model that its margins have weighted. */
static void
test_audit (void)
{
  g_auto (RunPlace) place = run_place_new ();
  g_autofree char *other_path = g_build_filename (place.folder, "other.safetensors", NULL);
  HxTrainOptions options = run_short_training ();
  g_autoptr (HxTrainResult) weighted = NULL;
  g_autoptr (HxTrainResult) resumed = NULL;
  g_autoptr (HxAudit) audit = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  options.weighting = HX_WEIGHTING_MARGIN;
  weighted = run_train (&place, &options, place.out);
  audit = hx_library_read_audit (place.library, hx_model_get_hash (weighted->model), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (audit->n_records, ==, weighted->n_train);
  g_assert_cmpuint (audit->n_labels, ==, hx_model_get_n_labels (weighted->model));
  g_assert_cmpmem (audit->margins, audit->n_records * audit->n_labels * sizeof (float),
                   weighted->audit->margins, weighted->n_train * audit->n_labels * sizeof (float));

  /* Two epochs, then the rest. */
  options.resume = TRUE;
  g_assert_null (hx_train (place.library, &options, other_path, NULL, cancel_after_two, cancellable,
                           cancellable, &error));
  g_clear_error (&error);
  resumed = run_train (&place, &options, other_path);
  g_assert_cmpstr (hx_model_get_hash (resumed->model), ==, hx_model_get_hash (weighted->model));
}

static void
test_sizes (void)
{
  g_auto (RunPlace) place = run_place_new ();
  HxTrainOptions options = run_short_training ();
  g_autoptr (HxTrainResult) result = NULL;
  g_autoptr (HxModel) loaded = NULL;
  g_autoptr (GError) error = NULL;

  options.embedding_size = 3;
  options.hidden_size = 20;
  result = run_train (&place, &options, place.out);
  loaded = hx_model_load (place.out, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hx_model_get_n_embedding (loaded), ==, 3);
  g_assert_cmpuint (hx_model_get_n_hidden (loaded), ==, 20);
  g_assert_cmpfloat (hx_model_get_label (loaded, 0)->centre_with[3], ==, 0.0f);
}

static void
test_find_rate (void)
{
  g_auto (RunPlace) place = run_place_new ();
  HxTrainOptions options = run_short_training ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HxRateCurve) curve = hx_find_rate (place.library, &options, 60, NULL, NULL, &error);
  double before = 0.0;

  g_assert_no_error (error);
  g_assert_cmpuint (curve->points->len, >, 20);
  for (guint i = 0; i < curve->points->len; i++)
    {
      const HxRatePoint *point = &g_array_index (curve->points, HxRatePoint, i);

      g_assert_cmpfloat (point->learning_rate, >, before);
      g_assert_true (isfinite (point->loss) && isfinite (point->smoothed));
      before = point->learning_rate;
    }
  g_assert_cmpfloat (curve->suggested, >, 1e-6);
  g_assert_cmpfloat (curve->suggested, <, 10.0);
  g_assert_false (g_file_test (place.out, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train-options/specs", test_specs);
  g_test_add_func ("/train-options/refused", test_refused);
  g_test_add_func ("/train-options/stop", test_stop);
  g_test_add_func ("/train-options/start", test_start);
  g_test_add_func ("/train-options/start-refused", test_start_refused);
  g_test_add_func ("/train-options/margins", test_margins);
  g_test_add_func ("/train-options/unsettled-margins", test_unsettled_margins);
  g_test_add_func ("/train-options/audit", test_audit);
  g_test_add_func ("/train-options/sizes", test_sizes);
  g_test_add_func ("/train-options/find-rate", test_find_rate);
  return g_test_run ();
}
