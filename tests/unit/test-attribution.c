/* test-attribution.c: contributions of a recording's samples: where they are, and what they sum up to
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/models/hx-attribution.h"

#include "tests/unit/sanitized.h"
#include "tests/unit/settled-network.h"

#include <math.h>
#include <string.h>

#define N_LABELS 3
#define N_LEADS 2
#define WINDOW 60
#define STRIDE 30
#define N_SAMPLES 195 /* windows at 0, 30, 60, 90, 120; the tail is too short for another */
#define N_WINDOWS 5
#define MEAN_MV 0.05
#define SD_MV 0.25
#define RATE_HZ 100.0
#define FINE_STEPS (SANITIZED ? 48 : 128) /* the error falls as they grow */

static HxModel *
make_model (const char *backbone, HxHead head, HxAggregation aggregation)
{
  const HxArchitecture architecture = { backbone, head, N_LEADS, N_LABELS };
  const char *leads[] = { "I", "II" };
  HxModelLabel labels[N_LABELS] = { { 0 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (HxNetwork) network = hx_network_new (&architecture, &error);

  g_assert_no_error (error);
  settle_network (network, 3);
  for (guint i = 0; i < N_LABELS; i++)
    {
      labels[i].code = (char *)(i == 0 ? "A" : i == 1 ? "B" : "C");
      labels[i].threshold = labels[i].temperature = NAN;
    }
  return hx_model_new (network, labels, leads, RATE_HZ, WINDOW, STRIDE, MEAN_MV, SD_MV, aggregation);
}

static void
fill_signal (float *signal)
{
  HxRandom random = hx_random_from_name ("signal");

  for (guint i = 0; i < N_SAMPLES * N_LEADS; i++)
    signal[i] = (float)(MEAN_MV + SD_MV * hx_random_normal (&random));
}

static HxAttribution *
attribute (HxModel *model, const float *signal, guint label, guint n_steps)
{
  g_autoptr (GError) error = NULL;
  HxAttribution *attribution =
      hx_model_attribute (model, signal, N_SAMPLES, label, n_steps, 2, NULL, NULL, &error);

  g_assert_no_error (error);
  return attribution;
}

/* What is told of the model is what the model itself tells. */
static void
check_against_prediction (HxModel *model, const float *signal, const HxAttribution *attribution)
{
  HxStatement statements[N_LABELS];
  const HxStatement *statement = &statements[attribution->label];
  double largest = -INFINITY, sum = 0.0;

  g_assert_true (hx_model_predict_signal (model, signal, N_SAMPLES, statements, 1, NULL, NULL));
  /* A statement's logit of a mean ends where the probability is 1e-12. */
  if (attribution->aggregation == HX_AGGREGATE_MAXIMUM || fabs (attribution->logit) < 27.0)
    g_assert_cmpfloat_with_epsilon (attribution->logit, statement->logit, 1e-4);
  g_assert_cmpfloat_with_epsilon (attribution->windows[attribution->deciding].start_s,
                                  statement->window_start_s, 1e-6);
  for (gsize i = 0; i < attribution->n_windows; i++)
    largest = MAX (largest, attribution->windows[i].logit);
  g_assert_cmpfloat (attribution->windows[attribution->deciding].logit, ==, largest);
  for (gsize i = 0; i < attribution->n_samples * attribution->n_leads; i++)
    sum += attribution->contributions[i];
  g_assert_cmpfloat_with_epsilon (attribution->sum, sum, 1e-4 * MAX (1.0, fabs (sum)));
  g_assert_cmpfloat_with_epsilon (attribution->completeness_error,
                                  attribution->sum - (attribution->logit - attribution->baseline_logit),
                                  1e-9);
}

/* Contributions are complete: their sum is what the signal changed, nearer so with more steps. */
static void
test_complete (gconstpointer data)
{
  const HxAggregation aggregation = (HxAggregation)GPOINTER_TO_INT (data);
  static const char *const backbones[] = { "fcn_wang", "xresnet1d18", "gru" };
  float signal[N_SAMPLES * N_LEADS];

  fill_signal (signal);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (backbones); i++)
    {
      g_autoptr (HxModel) model = make_model (backbones[i / 2], (HxHead)(i % 2), aggregation);
      g_autoptr (HxAttribution) attribution = attribute (model, signal, 1, 0);
      g_autoptr (HxAttribution) fine = attribute (model, signal, 1, FINE_STEPS);
      const double change = fabs (fine->logit - fine->baseline_logit);

      g_test_message ("%s: %g of %g, with %d steps %g", backbones[i / 2], attribution->completeness_error,
                      change, FINE_STEPS, fine->completeness_error);
      g_assert_cmpuint (attribution->n_windows, ==, N_WINDOWS);
      g_assert_cmpuint (attribution->n_steps, ==, HX_ATTRIBUTION_STEPS);
      check_against_prediction (model, signal, attribution);
      g_assert_cmpfloat (fabs (attribution->completeness_error), <, 0.05 * change + 0.01);
      g_assert_cmpfloat (fabs (fine->completeness_error), <, (0.01 * change + 0.001) * 128.0 / FINE_STEPS);
    }
}

static gboolean
is_silent (const HxAttribution *attribution, gsize first, gsize end)
{
  for (gsize i = first * N_LEADS; i < end * N_LEADS; i++)
    if (attribution->contributions[i] != 0.0f)
      return FALSE;
  return TRUE;
}

/* The maximum takes one window's word, the mean every one's. */
static void
test_where (void)
{
  float signal[N_SAMPLES * N_LEADS];
  g_autoptr (HxModel) maximum = make_model ("fcn_wang", HX_HEAD_LDM, HX_AGGREGATE_MAXIMUM);
  g_autoptr (HxModel) mean = make_model ("fcn_wang", HX_HEAD_LDM, HX_AGGREGATE_MEAN);
  g_autoptr (HxAttribution) one = NULL, all = NULL;
  gsize start;

  fill_signal (signal);
  one = attribute (maximum, signal, 0, 16);
  start = one->deciding * STRIDE;
  g_assert_true (is_silent (one, 0, start));
  g_assert_false (is_silent (one, start, start + WINDOW));
  g_assert_true (is_silent (one, start + WINDOW, N_SAMPLES));
  for (gsize i = 0; i < N_WINDOWS; i++)
    g_assert_cmpfloat (one->windows[i].share, ==, i == one->deciding ? 1.0f : 0.0f);

  all = attribute (mean, signal, 0, 16);
  for (gsize i = 0; i < N_WINDOWS; i++)
    {
      g_assert_false (is_silent (all, i * STRIDE, i * STRIDE + STRIDE));
      g_assert_cmpfloat (all->windows[i].share, >, 0.0f);
      g_assert_cmpfloat (all->windows[i].logit, ==, one->windows[i].logit);
    }
  g_assert_true (is_silent (all, (N_WINDOWS - 1) * STRIDE + WINDOW, N_SAMPLES));
}

/* A signal that is the baseline but for a stretch of one lead: all is there. */
static void
test_lead_and_moment (void)
{
  float signal[N_SAMPLES * N_LEADS];
  g_autoptr (HxModel) model = make_model ("fcn_wang", HX_HEAD_LDM, HX_AGGREGATE_MEAN);
  g_autoptr (HxAttribution) attribution = NULL;

  for (guint i = 0; i < N_SAMPLES * N_LEADS; i++)
    signal[i] = MEAN_MV;
  for (guint t = 70; t < 80; t++)
    signal[t * N_LEADS + 1] += 0.5f;
  attribution = attribute (model, signal, 2, 0);
  for (guint i = 0; i < N_SAMPLES * N_LEADS; i++)
    if (i % N_LEADS != 1 || i / N_LEADS < 70 || i / N_LEADS >= 80)
      g_assert_cmpfloat (fabs (attribution->contributions[i]), <, 1e-6);
  g_assert_cmpfloat (fabs (attribution->sum), >, 0.01);
}

static void
test_missing (void)
{
  float signal[N_SAMPLES * N_LEADS];
  g_autoptr (HxModel) model = make_model ("fcn_wang", HX_HEAD_PLAIN, HX_AGGREGATE_MEAN);
  g_autoptr (HxAttribution) attribution = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  fill_signal (signal);
  signal[70 * N_LEADS] = NAN; /* in the windows at 30 and 60 */
  attribution = attribute (model, signal, 0, 8);
  g_assert_cmpuint (attribution->n_windows, ==, N_WINDOWS - 2);
  g_assert_cmpfloat_with_epsilon (attribution->windows[1].start_s, 0.9, 1e-9);
  g_assert_true (isfinite (attribution->sum));

  g_assert_null (hx_model_attribute (model, signal, N_SAMPLES, N_LABELS, 0, 1, NULL, NULL, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_null (hx_model_attribute (model, signal, N_SAMPLES, 0, 5000, 1, NULL, NULL, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
  g_assert_nonnull (strstr (error->message, "5000 steps"));
  g_clear_error (&error);
  g_assert_null (hx_model_attribute (model, signal, WINDOW - 1, 0, 0, 1, NULL, NULL, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (hx_model_attribute (model, signal, N_SAMPLES, 0, 0, 1, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Smoothing keeps the sum of what is far from the ends, and the peaks are told strongest first. */
static void
test_peaks (void)
{
  float contributions[400 * N_LEADS] = { 0.0f };
  const HxAttribution attribution = {
    .rate_hz = RATE_HZ, .n_samples = 400, .n_leads = N_LEADS, .contributions = contributions
  };
  g_autofree float *smooth = NULL;
  HxAttributionPeak peaks[4];
  double sum = 0.0;

  for (guint t = 100; t < 120; t++)
    contributions[t * N_LEADS + 1] = -2.0f;
  for (guint t = 300; t < 310; t++)
    contributions[t * N_LEADS] = 1.0f;
  smooth = hx_attribution_smooth (&attribution, 0.04);
  for (guint i = 0; i < 400 * N_LEADS; i++)
    sum += smooth[i];
  g_assert_cmpfloat_with_epsilon (sum, 10.0 - 40.0, 1e-3);
  g_assert_cmpfloat_with_epsilon (smooth[110 * N_LEADS + 1], -2.0, 0.05);
  g_assert_cmpfloat (smooth[110 * N_LEADS], ==, 0.0f);

  g_assert_cmpuint (hx_attribution_peaks (&attribution, smooth, 4, peaks), ==, 2);
  g_assert_cmpuint (peaks[0].lead, ==, 1);
  g_assert_cmpfloat_with_epsilon (peaks[0].start_s, 1.0, 0.011);
  g_assert_cmpfloat_with_epsilon (peaks[0].end_s, 1.2, 0.011);
  g_assert_cmpfloat_with_epsilon (peaks[0].contribution, -40.0, 1e-3);
  g_assert_cmpuint (peaks[1].lead, ==, 0);
  g_assert_cmpfloat_with_epsilon (peaks[1].contribution, 10.0, 1e-3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/attribution/complete/maximum", GINT_TO_POINTER (HX_AGGREGATE_MAXIMUM),
                        test_complete);
  g_test_add_data_func ("/attribution/complete/mean", GINT_TO_POINTER (HX_AGGREGATE_MEAN), test_complete);
  g_test_add_func ("/attribution/where", test_where);
  g_test_add_func ("/attribution/lead-and-moment", test_lead_and_moment);
  g_test_add_func ("/attribution/missing", test_missing);
  g_test_add_func ("/attribution/peaks", test_peaks);
  return g_test_run ();
}
