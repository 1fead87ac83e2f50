/* test-run.c: folds, predicting, evaluating, embedding
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/explore/hx-metrics.h"
#include "engine/run/hx-embed.h"
#include "engine/run/hx-evaluate.h"

#include "tests/unit/run-library.h"

#include <math.h>

static RunPlace place;
static HxModel *ldm, *plain;

static HxModel *
train_model (HxHead head)
{
  HxTrainOptions options = run_short_training ();
  g_autoptr (HxTrainResult) result = NULL;

  options.head = head;
  options.epochs = 2;
  result = run_train (&place, &options, place.out);
  return g_object_ref (result->model);
}

/* --- folds ---------------------------------------------------------------------------------- */

static void
test_folds (void)
{
  const struct
  {
    const char *text;
    HxFolds folds;
    const char *formatted;
  } good[] = {
    { "1-8", 0x1FE, "1-8" },        { "9,10", 0x600, "9,10" }, { "1-3,7", 0x8E, "1-3,7" },
    { "7,1-3,2", 0x8E, "1-3,7" },   { "10", 0x400, "10" },     { "63", (HxFolds)1 << 63, "63" },
    { "all", HX_FOLDS_ALL, "all" },
  };
  const char *const bad[] = { "",
                              " ",
                              "0",
                              "64",
                              "8-1",
                              "1-",
                              "-3",
                              "1,,2",
                              "1,",
                              ",1",
                              "a",
                              "1-8x",
                              "1;2",
                              "+1",
                              "0x1",
                              "1 - 2",
                              "99999999999999999999" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *formatted = NULL;
      HxFolds folds;

      g_assert_true (hx_folds_parse (good[i].text, &folds, &error));
      g_assert_no_error (error);
      g_assert_cmphex (folds, ==, good[i].folds);
      formatted = hx_folds_format (folds);
      g_assert_cmpstr (formatted, ==, good[i].formatted);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      HxFolds folds;

      g_assert_false (hx_folds_parse (bad[i], &folds, &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
    }
  g_assert_false (hx_folds_contain (0x1FE, 0));
  g_assert_false (hx_folds_contain (HX_FOLDS_ALL, 64));
  g_assert_false (hx_folds_contain (HX_FOLDS_ALL, -1));
  g_assert_true (hx_folds_contain (HX_FOLDS_ALL, 0)); /* records without a fold */
}

/* --- predicting ------------------------------------------------------------------------------ */

static void
assert_close (const HxStatement *one, const HxStatement *other, guint n, double tolerance)
{
  const float *a = (const float *)one, *b = (const float *)other;

  for (gsize i = 0; i < (gsize)n * HX_STATEMENT_N_FLOATS; i++)
    if (isfinite (a[i]) || isfinite (b[i]))
      g_assert_cmpfloat_with_epsilon (a[i], b[i], tolerance);
}

/* A record predicted from its training copy, from its reading copy and alone is the same, on any threads. */
static void
test_predict_library (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxPredictions) predictions =
      hx_predict_library (ldm, place.library, 0x600, 1, NULL, NULL, &error);
  g_autoptr (HxPredictions) threaded = hx_predict_library (ldm, place.library, 0x600, 3, NULL, NULL, &error);
  g_autoptr (GPtrArray) infos = hx_library_list_records (place.library, &error);
  const guint L = hx_model_get_n_labels (ldm);
  guint n = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (predictions->n_labels, ==, L);
  g_assert_cmpuint (predictions->n_left_out, ==, 0);
  g_assert_cmpmem (predictions->statements, predictions->n_records * L * sizeof (HxStatement),
                   threaded->statements, threaded->n_records * L * sizeof (HxStatement));
  for (guint i = 0; i < infos->len; i++)
    {
      const HxRecordInfo *info = g_ptr_array_index (infos, i);
      g_autoptr (HxRecording) recording = NULL;
      g_autofree HxStatement *alone = g_new (HxStatement, L);

      if (info->fold != 9 && info->fold != 10)
        continue;
      g_assert_cmpint (predictions->keys[n], ==, info->key); /* in the library's order */
      recording = hx_library_read_recording (place.library, info->key, &error);
      g_assert_true (hx_predict_recording (ldm, recording, alone, 1, NULL, &error));
      assert_close (alone, predictions->statements + (gsize)n * L, L, 1e-4);
      for (guint label = 0; label < L; label++)
        {
          g_assert_cmpfloat_with_epsilon (alone[label].score, 1.0 / (1.0 + exp (-alone[label].logit)), 1e-6);
          g_assert_cmpfloat_with_epsilon (alone[label].logit,
                                          alone[label].gate * alone[label].fused
                                              + (1.0f - alone[label].gate) * alone[label].decoupled,
                                          1e-4);
          g_assert_true (alone[label].margin >= -1.0f && alone[label].margin <= 1.0f);
          g_assert_true (isnan (alone[label].probability));
        }
      n++;
    }
  g_assert_cmpuint (n, ==, predictions->n_records);
}

static HxRecording *
make_recording (guint n_leads, double duration_s, float value)
{
  const char *names[HX_N_STANDARD_LEADS];
  const gsize n_samples = (gsize)(duration_s * 500.0);
  float *samples = g_new (float, n_leads *n_samples);

  for (guint lead = 0; lead < n_leads; lead++)
    names[lead] = hx_lead_name ((HxLead)lead);
  for (gsize i = 0; i < n_leads * n_samples; i++)
    samples[i] = value;
  return hx_recording_new (names, n_leads, n_samples, 500.0, samples);
}

static void
test_predict_refused (void)
{
  g_autoptr (HxRecording) few = make_recording (10, 10.0, 0.1f);
  g_autoptr (HxRecording) brief = make_recording (12, 0.9, 0.1f);
  g_autoptr (HxRecording) missing = make_recording (12, 10.0, NAN);
  g_autofree HxStatement *statements = g_new (HxStatement, hx_model_get_n_labels (ldm));
  g_autoptr (GError) no_lead = NULL, too_short = NULL, no_window = NULL;

  g_assert_false (hx_predict_recording (ldm, few, statements, 1, NULL, &no_lead));
  g_assert_error (no_lead, HX_ERROR, HX_ERROR_MISSING);
  g_assert_nonnull (strstr (no_lead->message, "V5"));
  g_assert_nonnull (strstr (no_lead->message, "V6"));
  g_assert_null (strstr (no_lead->message, "V4"));
  g_assert_false (hx_predict_recording (ldm, brief, statements, 1, NULL, &too_short));
  g_assert_error (too_short, HX_ERROR, HX_ERROR_RANGE);
  g_assert_nonnull (strstr (too_short->message, "0.90"));
  g_assert_false (hx_predict_recording (ldm, missing, statements, 1, NULL, &no_window));
  g_assert_error (no_window, HX_ERROR, HX_ERROR_RANGE);
}

static void
test_predict_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (hx_predict_library (ldm, place.library, HX_FOLDS_ALL, 2, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_store (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxPredictions) predictions =
      hx_predict_library (ldm, place.library, (HxFolds)1 << 9, 2, NULL, NULL, &error);
  g_autofree char *path = g_build_filename (place.folder, "stored.safetensors", NULL);
  g_autoptr (GPtrArray) models = NULL;
  g_autofree HxStatement *statements = NULL;
  guint n_labels;

  g_assert_true (hx_model_save (ldm, path, &error));
  g_assert_true (hx_predictions_store (predictions, ldm, path, place.library, &error));
  g_assert_no_error (error);
  models = hx_library_list_models (place.library, &error);
  g_assert_cmpuint (models->len, ==, 1);
  g_assert_cmpstr (((HxModelInfo *)g_ptr_array_index (models, 0))->head, ==, "ldm");
  statements = hx_library_get_statements (place.library, hx_model_get_hash (ldm), predictions->keys[0],
                                          &n_labels, &error);
  g_assert_cmpuint (n_labels, ==, predictions->n_labels);
  g_assert_cmpmem (statements, n_labels * sizeof (HxStatement), predictions->statements,
                   n_labels * sizeof (HxStatement));
}

/* --- class centres ---------------------------------------------------------------------------- */

/* Centres are the normalised means of the training records' embeddings, by the definition. */
static void
test_centres (void)
{
  g_autoptr (HxPredictions) predictions = hx_predict_library (ldm, place.library, 0x1FE, 2, NULL, NULL, NULL);
  g_autoptr (HxLabelTable) table = hx_library_get_label_table (place.library, "superdiagnostic", NULL);
  const guint L = predictions->n_labels;

  for (guint label = 0; label < L; label++)
    for (guint with = 0; with < 2; with++)
      {
        const HxModelLabel *info = hx_model_get_label (ldm, label);
        double sum[HX_EMBEDDING_MAX] = { 0.0 }, norm = 0.0;

        for (guint i = 0; i < predictions->n_records; i++)
          for (guint row = 0; row < table->n_records; row++)
            if (table->records[row] == predictions->keys[i] && table->y[row * L + label] == with)
              for (guint d = 0; d < HX_EMBEDDING_MAX; d++)
                sum[d] += predictions->statements[i * L + label].embedding[d];
        for (guint d = 0; d < HX_EMBEDDING_MAX; d++)
          norm += sum[d] * sum[d];
        for (guint d = 0; d < HX_EMBEDDING_MAX; d++)
          g_assert_cmpfloat_with_epsilon (with ? info->centre_with[d] : info->centre_without[d],
                                          sum[d] / sqrt (norm), 1e-5);
      }
}

/* --- evaluating --------------------------------------------------------------------------------- */

static void
test_evaluate (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxEvaluation) evaluation =
      hx_evaluate (ldm, place.library, NULL, 0x1FE, 50, 1, 2, NULL, NULL, &error);
  g_autoptr (HxEvaluation) brief = hx_evaluate (ldm, place.library, NULL, 0x1FE, 0, 1, 2, NULL, NULL, &error);
  g_autoptr (HxPredictions) predictions = hx_predict_library (ldm, place.library, 0x1FE, 2, NULL, NULL, NULL);
  g_autoptr (HxLabelTable) table = hx_library_get_label_table (place.library, "superdiagnostic", NULL);
  const guint L = predictions->n_labels;
  g_autofree guint8 *y = g_new (guint8, predictions->n_records * L);
  g_autofree double *logits = g_new (double, predictions->n_records *L);
  g_autofree double *auc = g_new (double, L);
  guint n = 0, n_labels = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < predictions->n_records; i++)
    for (guint row = 0; row < table->n_records; row++)
      if (table->records[row] == predictions->keys[i])
        {
          for (guint label = 0; label < L; label++)
            {
              y[n * L + label] = table->y[row * L + label];
              logits[n * L + label] = predictions->statements[i * L + label].logit;
            }
          n++;
        }
  g_assert_cmpuint (evaluation->n_records, ==, n);
  g_assert_cmpfloat_with_epsilon (evaluation->macro_auc, hx_macro_auc (y, logits, n, L, auc), 1e-12);
  g_assert_cmpfloat (evaluation->macro_auc_low, <=, evaluation->macro_auc_high);
  g_assert_cmpfloat (evaluation->macro_auc_low, >, 0.0);
  g_assert_cmpuint (evaluation->labels->len + evaluation->left_out->len, ==, L);
  for (guint label = 0; label < L; label++)
    if (!isnan (auc[label]))
      {
        const HxLabelEvaluation *result = g_ptr_array_index (evaluation->labels, n_labels++);
        guint n_right = 0, n_chosen = 0;

        g_assert_cmpstr (result->code, ==, table->codes[label]);
        g_assert_cmpfloat (result->auc, ==, auc[label]);
        g_assert_cmpfloat (result->auc_low, <=, result->auc_high);
        /* The threshold, which is one of the scores but for rounding, gives the F1 that is told. */
        for (guint i = 0; i < n; i++)
          if (1.0 / (1.0 + exp (-logits[i * L + label])) >= result->threshold - 1e-12)
            {
              n_chosen++;
              n_right += y[i * L + label];
            }
        g_assert_cmpfloat_with_epsilon (result->f1, 2.0 * n_right / (n_chosen + result->n_positives), 1e-12);
      }
  g_assert_cmpuint (n_labels, ==, evaluation->labels->len);
  g_assert_true (isnan (brief->macro_auc_low));
  g_assert_cmpfloat (brief->macro_auc, ==, evaluation->macro_auc);
}

static void
test_evaluate_refused (void)
{
  g_autoptr (GError) no_fold = NULL, other_task = NULL, no_task = NULL;

  g_assert_null (hx_evaluate (ldm, place.library, NULL, (HxFolds)1 << 40, 0, 0, 2, NULL, NULL, &no_fold));
  g_assert_error (no_fold, HX_ERROR, HX_ERROR_MISSING);
  g_assert_null (hx_evaluate (ldm, place.library, "rhythm", 0x1FE, 0, 0, 2, NULL, NULL, &other_task));
  g_assert_error (other_task, HX_ERROR, HX_ERROR_MISSING);
  g_assert_nonnull (strstr (other_task->message, "rhythm"));
  g_assert_null (hx_evaluate (ldm, place.library, "no-task", 0x1FE, 0, 0, 2, NULL, NULL, &no_task));
  g_assert_error (no_task, HX_ERROR, HX_ERROR_MISSING);
}

/* --- embedding -------------------------------------------------------------------------------------- */

static void
test_embed (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxLabelTable) table = hx_library_get_label_table (place.library, "superdiagnostic", &error);
  g_autoptr (HxPredictions) predictions =
      hx_predict_library (ldm, place.library, HX_FOLDS_ALL, 2, NULL, NULL, &error);
  g_autoptr (GArray) points = hx_embed_library (ldm, place.library, "NORM", HX_FOLDS_ALL,
                                                hx_projection_find ("pca"), 0, 2, NULL, NULL, &error);
  const guint column = (guint)hx_label_table_find (table, "NORM");

  g_assert_no_error (error);
  g_assert_cmpuint (points->len, ==, RUN_N_RECORDS);
  for (guint i = 0; i < points->len; i++)
    {
      const HxEmbeddedPoint *point = &g_array_index (points, HxEmbeddedPoint, i);
      gint8 given = -1;

      for (guint row = 0; row < table->n_records; row++)
        if (table->records[row] == point->key)
          given = (gint8)table->y[row * table->n_labels + column];
      g_assert_cmpint (point->label, ==, given);
      g_assert_true (isfinite (point->x) && isfinite (point->y));
      g_assert_cmpint (point->key, ==, predictions->keys[i]);
      g_assert_cmpfloat (point->score, ==, predictions->statements[i * predictions->n_labels + column].score);
      g_assert_cmpfloat (point->margin, ==,
                         predictions->statements[i * predictions->n_labels + column].margin);
    }
}

static void
test_embed_refused (void)
{
  g_autoptr (GError) no_label = NULL, no_space = NULL;
  const HxProjection *pca = hx_projection_find ("pca");

  g_assert_null (hx_embed_library (ldm, place.library, "WPW", 0x1FE, pca, 0, 2, NULL, NULL, &no_label));
  g_assert_error (no_label, HX_ERROR, HX_ERROR_MISSING);
  g_assert_nonnull (strstr (no_label->message, "WPW"));
  g_assert_null (hx_embed_library (plain, place.library, "NORM", 0x1FE, pca, 0, 2, NULL, NULL, &no_space));
  g_assert_error (no_space, HX_ERROR, HX_ERROR_MISSING);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  place = run_place_new ();
  plain = train_model (HX_HEAD_PLAIN);
  ldm = train_model (HX_HEAD_LDM);
  g_test_add_func ("/run/folds", test_folds);
  g_test_add_func ("/run/predict/library", test_predict_library);
  g_test_add_func ("/run/predict/refused", test_predict_refused);
  g_test_add_func ("/run/predict/cancelled", test_predict_cancelled);
  g_test_add_func ("/run/predict/store", test_store);
  g_test_add_func ("/run/centres", test_centres);
  g_test_add_func ("/run/evaluate", test_evaluate);
  g_test_add_func ("/run/evaluate/refused", test_evaluate_refused);
  g_test_add_func ("/run/embed", test_embed);
  g_test_add_func ("/run/embed/refused", test_embed_refused);
  status = g_test_run ();
  g_clear_object (&plain);
  g_clear_object (&ldm);
  run_place_clear (&place);
  return status;
}
