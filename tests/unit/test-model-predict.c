/* test-model-predict.c: what a model says of a signal, against its network asked window by window
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/models/hx-model.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define N_LABELS 3
#define N_LEADS 2
#define WINDOW 40
#define STRIDE 20
#define N_SAMPLES 135 /* windows at 0, 20, 40, 60, 80; the tail is too short for another */
#define N_WINDOWS 5
#define MEAN_MV 0.05
#define SD_MV 0.25

static HxModel *
make_model (HxHead head, HxAggregation aggregation)
{
  const HxArchitecture architecture = { "fcn_wang", head, N_LEADS, N_LABELS };
  const char *leads[] = { "I", "II" };
  HxModelLabel labels[N_LABELS] = { { 0 } };
  HxRandom random = hx_random_from_seed (11);
  g_autoptr (GError) error = NULL;
  g_autoptr (HxNetwork) network = hx_network_new (&architecture, &error);

  g_assert_no_error (error);
  hx_network_initialise (network, &random);
  for (guint i = 0; i < N_LABELS; i++)
    {
      labels[i].code = (char *)(i == 0 ? "A" : i == 1 ? "B" : "C");
      labels[i].threshold = NAN;
      labels[i].temperature = i == 1 ? 2.5 : NAN;
      for (guint d = 0; d < HX_EMBEDDING_MAX; d++)
        {
          labels[i].centre_with[d] = i == 2 ? NAN : (float)(d == 0);
          labels[i].centre_without[d] = (float)(d == 1);
        }
    }
  return hx_model_new (network, labels, leads, 100.0, WINDOW, STRIDE, MEAN_MV, SD_MV, aggregation);
}

static void
fill_signal (float *signal)
{
  HxRandom random = hx_random_from_name ("signal");

  for (guint i = 0; i < N_SAMPLES * N_LEADS; i++)
    signal[i] = (float)(MEAN_MV + SD_MV * hx_random_normal (&random) * (1.0 + sin (i / 30.0)));
}

/* The network's answers for all whole windows, one call a window. */
typedef struct
{
  float logits[N_WINDOWS][N_LABELS], fused[N_WINDOWS][N_LABELS], decoupled[N_WINDOWS][N_LABELS];
  float gate[N_LABELS];
  float embedding[N_WINDOWS][N_LABELS][HX_EMBEDDING_MAX];
} Answers;

static void
ask_network (HxModel *model, const float *signal, Answers *answers)
{
  for (guint w = 0; w < N_WINDOWS; w++)
    {
      const HxOutputs out = {
        answers->logits[w],          answers->fused[w], answers->decoupled[w], answers->gate, NULL,
        &answers->embedding[w][0][0]
      };
      float window[WINDOW * N_LEADS];
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < WINDOW * N_LEADS; i++)
        window[i] = (float)((signal[w * STRIDE * N_LEADS + i] - MEAN_MV) / SD_MV);
      hx_network_predict (hx_model_get_network (model), window, 1, WINDOW, &out, 1, NULL, &error);
      g_assert_no_error (error);
    }
}

static guint
largest_window (const Answers *answers, guint label, guint left_out)
{
  guint best = left_out == 0 ? 1 : 0;

  for (guint w = 0; w < N_WINDOWS; w++)
    if (w != left_out && answers->logits[w][label] > answers->logits[best][label])
      best = w;
  return best;
}

static double
sigmoid (double x)
{
  return 1.0 / (1.0 + exp (-x));
}

static void
predict (HxModel *model, const float *signal, gsize n_samples, guint n_threads, HxStatement *statements)
{
  g_autoptr (GError) error = NULL;

  hx_model_predict_signal (model, signal, n_samples, statements, n_threads, NULL, &error);
  g_assert_no_error (error);
}

static void
test_maximum (void)
{
  g_autoptr (HxModel) model = make_model (HX_HEAD_LDM, HX_AGGREGATE_MAXIMUM);
  float signal[N_SAMPLES * N_LEADS];
  HxStatement statements[N_LABELS];
  Answers answers;

  fill_signal (signal);
  ask_network (model, signal, &answers);
  predict (model, signal, N_SAMPLES, 2, statements);
  for (guint l = 0; l < N_LABELS; l++)
    {
      const HxStatement *s = &statements[l];
      const guint w = largest_window (&answers, l, N_WINDOWS);

      g_assert_cmpfloat (s->logit, ==, answers.logits[w][l]);
      g_assert_cmpfloat (s->fused, ==, answers.fused[w][l]);
      g_assert_cmpfloat (s->decoupled, ==, answers.decoupled[w][l]);
      g_assert_cmpfloat (s->gate, ==, answers.gate[l]);
      g_assert_cmpmem (s->embedding, sizeof s->embedding, answers.embedding[w][l], sizeof s->embedding);
      g_assert_cmpfloat_with_epsilon (s->window_start_s, w * 0.2, 1e-6);
      g_assert_cmpfloat_with_epsilon (s->score, sigmoid (s->logit), 1e-6);
      if (l == 1)
        g_assert_cmpfloat_with_epsilon (s->probability, sigmoid (s->logit / 2.5), 1e-6);
      else
        g_assert_true (isnan (s->probability));
      if (l == 2)
        g_assert_true (isnan (s->margin));
      else /* (1 - e1) / 2 - (1 - e0) / 2 */
        g_assert_cmpfloat_with_epsilon (s->margin, (s->embedding[0] - s->embedding[1]) / 2.0, 1e-6);
    }
}

static void
test_mean (void)
{
  g_autoptr (HxModel) model = make_model (HX_HEAD_LDM, HX_AGGREGATE_MEAN);
  float signal[N_SAMPLES * N_LEADS];
  HxStatement statements[N_LABELS];
  Answers answers;

  fill_signal (signal);
  ask_network (model, signal, &answers);
  predict (model, signal, N_SAMPLES, 1, statements);
  for (guint l = 0; l < N_LABELS; l++)
    {
      double mean = 0.0;

      for (guint w = 0; w < N_WINDOWS; w++)
        mean += sigmoid (answers.logits[w][l]) / N_WINDOWS;
      g_assert_cmpfloat_with_epsilon (statements[l].score, mean, 1e-6);
      g_assert_cmpfloat_with_epsilon (sigmoid (statements[l].logit), mean, 1e-6);
      g_assert_cmpfloat (statements[l].fused, ==, answers.fused[largest_window (&answers, l, N_WINDOWS)][l]);
    }
}

static void
test_plain (void)
{
  g_autoptr (HxModel) model = make_model (HX_HEAD_PLAIN, HX_AGGREGATE_MAXIMUM);
  float signal[N_SAMPLES * N_LEADS];
  HxStatement statements[N_LABELS];

  fill_signal (signal);
  predict (model, signal, N_SAMPLES, 1, statements);
  for (guint l = 0; l < N_LABELS; l++)
    {
      g_assert_true (isfinite (statements[l].logit) && isfinite (statements[l].score));
      g_assert_true (isnan (statements[l].fused) && isnan (statements[l].decoupled)
                     && isnan (statements[l].gate));
      g_assert_true (isnan (statements[l].margin) && isnan (statements[l].embedding[0]));
    }
}

/* A missing sample takes the windows that hold it out, and no other. */
static void
test_missing (void)
{
  g_autoptr (HxModel) model = make_model (HX_HEAD_LDM, HX_AGGREGATE_MAXIMUM);
  float signal[N_SAMPLES * N_LEADS];
  HxStatement statements[N_LABELS];
  g_autoptr (GError) error = NULL;
  Answers answers;

  fill_signal (signal);
  ask_network (model, signal, &answers);
  signal[10 * N_LEADS + 1] = NAN; /* in window 0 only */
  predict (model, signal, N_SAMPLES, 2, statements);
  for (guint l = 0; l < N_LABELS; l++)
    g_assert_cmpfloat (statements[l].logit, ==, answers.logits[largest_window (&answers, l, 0)][l]);

  for (guint t = 0; t < N_SAMPLES; t += STRIDE)
    signal[t * N_LEADS] = NAN;
  g_assert_false (hx_model_predict_signal (model, signal, N_SAMPLES, statements, 1, NULL, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
  g_assert_nonnull (strstr (error->message, "none of the recording's 5 windows"));
  g_assert_true (isnan (statements[0].logit));
}

static void
test_too_short (void)
{
  g_autoptr (HxModel) model = make_model (HX_HEAD_LDM, HX_AGGREGATE_MAXIMUM);
  float signal[N_SAMPLES * N_LEADS];
  HxStatement statements[N_LABELS];
  g_autoptr (GError) error = NULL;

  fill_signal (signal);
  predict (model, signal, WINDOW, 1, statements);
  g_assert_false (hx_model_predict_signal (model, signal, WINDOW - 1, statements, 1, NULL, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
  g_assert_nonnull (strstr (error->message, "lasts 0.39 s; the model needs at least 0.40 s"));
}

/* More windows than are standardised at once: the best is found in every group of them. */
static void
test_long (void)
{
  g_autoptr (HxModel) model = make_model (HX_HEAD_LDM, HX_AGGREGATE_MAXIMUM);
  const gsize n_samples = 200 * STRIDE;
  g_autofree float *signal = g_new0 (float, n_samples *N_LEADS);
  float part[N_SAMPLES * N_LEADS];
  HxStatement expected[N_LABELS], statements[N_LABELS];

  fill_signal (part);
  predict (model, part, N_SAMPLES, 1, expected);
  for (guint group = 0; group < 3; group++)
    {
      const gsize start = (10 + 70 * group) * STRIDE;

      memset (signal, 0, n_samples * N_LEADS * sizeof (float));
      memcpy (signal + start * N_LEADS, part, sizeof part);
      predict (model, signal, n_samples, 2, statements);
      for (guint l = 0; l < N_LABELS; l++)
        g_assert_cmpfloat (statements[l].logit, >=, expected[l].logit);
    }
}

/* A model says the same before it is saved and after it is loaded, to the last bit. */
static void
test_saved (void)
{
  g_autoptr (HxModel) model = make_model (HX_HEAD_LDM, HX_AGGREGATE_MAXIMUM);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "hexaxial-predict-XXXXXX", NULL);
  g_autoptr (HxModel) loaded = NULL;
  g_autoptr (GError) error = NULL;
  float signal[N_SAMPLES * N_LEADS];
  HxStatement before[N_LABELS], after[N_LABELS];

  g_assert_cmpint (g_close (g_mkstemp (path), NULL), ==, TRUE);
  g_assert_true (hx_model_save (model, path, &error));
  loaded = hx_model_load (path, &error);
  g_assert_no_error (error);
  g_unlink (path);
  fill_signal (signal);
  predict (model, signal, N_SAMPLES, 1, before);
  predict (loaded, signal, N_SAMPLES, 2, after);
  g_assert_cmpmem (before, sizeof before, after, sizeof after);
}

static void
test_cancelled (void)
{
  g_autoptr (HxModel) model = make_model (HX_HEAD_LDM, HX_AGGREGATE_MAXIMUM);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  float signal[N_SAMPLES * N_LEADS];
  HxStatement statements[N_LABELS];
  g_autoptr (GError) error = NULL;

  fill_signal (signal);
  g_cancellable_cancel (cancellable);
  g_assert_false (hx_model_predict_signal (model, signal, N_SAMPLES, statements, 2, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* What a model keeps for the next record answers as the first time, and as the network is after it has
 * learned. */
static void
test_kept (void)
{
  g_autoptr (HxModel) model = make_model (HX_HEAD_LDM, HX_AGGREGATE_MAXIMUM);
  const HxTensor *weight = hx_network_find_tensor (hx_model_get_network (model), "0.0.0.weight");
  float signal[N_SAMPLES * N_LEADS];
  HxStatement first[N_LABELS], second[N_LABELS], learned[N_LABELS];

  fill_signal (signal);
  predict (model, signal, N_SAMPLES, 1, first);
  predict (model, signal, N_SAMPLES, 3, second);
  g_assert_cmpmem (first, sizeof first, second, sizeof second);
  predict (model, signal, N_SAMPLES, 1, second);
  g_assert_cmpmem (first, sizeof first, second, sizeof second);
  g_assert_nonnull (weight);
  for (gsize i = 0; i < weight->n_elements; i++)
    weight->data[i] *= 1.5f;
  hx_model_network_changed (model);
  predict (model, signal, N_SAMPLES, 1, learned);
  g_assert_cmpfloat (learned[0].logit, !=, first[0].logit);
  for (guint label = 0; label < N_LABELS; label++)
    {
      Answers answers;

      ask_network (model, signal, &answers);
      g_assert_cmpfloat (learned[label].logit, ==,
                         answers.logits[largest_window (&answers, label, N_WINDOWS)][label]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model-predict/maximum", test_maximum);
  g_test_add_func ("/model-predict/mean", test_mean);
  g_test_add_func ("/model-predict/plain", test_plain);
  g_test_add_func ("/model-predict/missing", test_missing);
  g_test_add_func ("/model-predict/too-short", test_too_short);
  g_test_add_func ("/model-predict/long", test_long);
  g_test_add_func ("/model-predict/saved", test_saved);
  g_test_add_func ("/model-predict/cancelled", test_cancelled);
  g_test_add_func ("/model-predict/kept", test_kept);
  return g_test_run ();
}
