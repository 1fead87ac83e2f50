/* test-explain.c: gradients by the input against differences of predictions
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/models/hx-explain.h"

#include "tests/unit/sanitized.h"
#include "tests/unit/settled-network.h"

#include <math.h>
#include <string.h>

#define N_LEADS 3
#define N_LABELS 4
#define LABEL 2
#define N_WINDOWS 2

typedef struct
{
  const char *backbone;
  HxHead head;
  guint n_samples;
} Kind;

static HxNetwork *
make_network (const Kind *kind)
{
  const HxArchitecture architecture = { kind->backbone, kind->head, N_LEADS, N_LABELS };
  g_autoptr (GError) error = NULL;
  HxNetwork *network = hx_network_new (&architecture, &error);

  g_assert_no_error (error);
  settle_network (network, 7);
  return network;
}

static float *
make_windows (guint n_windows, guint n_samples)
{
  HxRandom random = hx_random_from_seed (11);
  const gsize n = (gsize)n_windows * n_samples * N_LEADS;
  float *windows = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    windows[i] = (float)hx_random_normal (&random);
  return windows;
}

static double
predict_label (HxNetwork *network, const float *window, guint n_samples)
{
  float logits[N_LABELS];
  const HxOutputs outputs = { .logits = logits };
  g_autoptr (GError) error = NULL;

  hx_network_predict (network, window, 1, n_samples, &outputs, 1, NULL, &error);
  g_assert_no_error (error);
  return logits[LABEL];
}

/* One lead, over one third of the time: the smallest that is told apart. */
static gboolean
is_in_part (guint part, gsize index, guint n_samples)
{
  return index % N_LEADS == part % N_LEADS && (index / N_LEADS) * 3 / n_samples == part / N_LEADS;
}

/* How the logit changes along @direction, by a step of @step to both sides. */
static double
difference_along (HxNetwork *network, const float *window, const float *direction, guint n_samples,
                  double step)
{
  const gsize n = (gsize)n_samples * N_LEADS;
  g_autofree float *moved = g_new (float, n);
  double logits[2];

  for (guint side = 0; side < 2; side++)
    {
      for (gsize i = 0; i < n; i++)
        moved[i] = window[i] + (float)(side == 0 ? step : -step) * direction[i];
      logits[side] = predict_label (network, moved, n_samples);
    }
  return (logits[0] - logits[1]) / (2.0 * step);
}

/* Moves @window along its gradient within one part: the logit must change by the gradient's length there. A
 * long step crosses kinks of ReLUs, a short one drowns in rounding: one of them does neither. */
static void
check_part (HxNetwork *network, const float *window, const float *gradient, guint n_samples, guint part,
            double whole)
{
  static const double steps[] = { 0.02, 0.004, 0.1, 0.001, 1.0, 0.00025 };
  const gsize n = (gsize)n_samples * N_LEADS;
  g_autofree float *direction = g_new0 (float, n);
  double norm = 0.0, nearest = INFINITY, tolerance;

  for (gsize i = 0; i < n; i++)
    norm += is_in_part (part, i, n_samples) ? (double)gradient[i] * gradient[i] : 0.0;
  norm = sqrt (norm);
  g_assert_cmpfloat (norm, >, 0.0);
  tolerance = 0.02 * norm + 0.001 * whole;
  for (gsize i = 0; i < n; i++)
    direction[i] = is_in_part (part, i, n_samples) ? (float)(gradient[i] / norm) : 0.0f;
  for (guint i = 0; i < G_N_ELEMENTS (steps) && fabs (nearest - norm) > tolerance; i++)
    {
      double difference = difference_along (network, window, direction, n_samples, steps[i]);

      nearest = fabs (difference - norm) < fabs (nearest - norm) ? difference : nearest;
    }
  g_assert_cmpfloat_with_epsilon (nearest, norm, tolerance);
}

static void
test_differences (gconstpointer data)
{
  const Kind *kind = data;
  g_autoptr (HxNetwork) network = make_network (kind);
  g_autofree float *windows = make_windows (N_WINDOWS, kind->n_samples);
  const gsize n = (gsize)kind->n_samples * N_LEADS;
  g_autofree float *gradient = g_new (float, N_WINDOWS *n);
  float logits[N_WINDOWS];
  g_autoptr (GError) error = NULL;

  hx_network_explain (network, windows, N_WINDOWS, kind->n_samples, LABEL, logits, gradient, 2, NULL, &error);
  g_assert_no_error (error);
  for (guint window = 0; window < N_WINDOWS; window++)
    {
      const float *slope = gradient + window * n;
      const double logit = predict_label (network, windows + window * n, kind->n_samples);
      double whole = 0.0;

      g_assert_cmpfloat_with_epsilon (logits[window], logit, 1e-4 * MAX (fabs (logit), 1.0));
      for (gsize i = 0; i < n; i++)
        whole += (double)slope[i] * slope[i];
      for (guint part = 0; part < 3 * N_LEADS; part++)
        check_part (network, windows + window * n, slope, kind->n_samples, part, sqrt (whole));
    }
}

/* More windows than are held at once, in other groups and on other threads. */
static void
test_grouping (gconstpointer data)
{
  const Kind *kind = data;
  const guint n_windows = 35;
  g_autoptr (HxNetwork) network = make_network (kind);
  g_autofree float *windows = make_windows (n_windows, kind->n_samples);
  const gsize n = (gsize)kind->n_samples * N_LEADS;
  g_autofree float *together = g_new (float, n_windows *n);
  g_autofree float *alone = g_new (float, n);
  g_autofree float *logits = g_new (float, n_windows);

  g_assert_true (hx_network_explain (network, windows, n_windows, kind->n_samples, LABEL, logits, together, 4,
                                     NULL, NULL));
  for (guint window = 0; window < n_windows; window += 17)
    {
      float logit;

      g_assert_true (hx_network_explain (network, windows + window * n, 1, kind->n_samples, LABEL, &logit,
                                         alone, 1, NULL, NULL));
      g_assert_cmpfloat (logit, ==, logits[window]);
      g_assert_cmpmem (alone, n * sizeof (float), together + window * n, n * sizeof (float));
    }
}

static void
test_refused (void)
{
  const Kind kind = { "fcn_wang", HX_HEAD_LDM, 40 };
  g_autoptr (HxNetwork) network = make_network (&kind);
  g_autofree float *windows = make_windows (1, 40);
  g_autofree float *gradient = g_new (float, 40 * N_LEADS);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (hx_network_explain (network, windows, 1, 40, N_LABELS, NULL, gradient, 1, NULL, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
  g_assert_nonnull (strstr (error->message, "no label 4"));
  g_clear_error (&error);
  g_assert_false (hx_network_explain (network, windows, 1, 0, LABEL, NULL, gradient, 1, NULL, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_false (
      hx_network_explain (network, windows, 1, 40, LABEL, NULL, gradient, 1, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  static const char *const backbones[] = { "fcn_wang",    "resnet1d_wang", "resnet1d18", "inception1d",
                                           "xresnet1d18", "lstm",          "lstm_bidir", "gru" };
  static const guint lengths[] = { 60, 97, 250 };
  static Kind kinds[G_N_ELEMENTS (backbones) * G_N_ELEMENTS (lengths) * 2];
  guint n = 0;

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (backbones); i++)
    for (guint j = 0; j < G_N_ELEMENTS (lengths); j++)
      for (guint head = 0; head < 2; head++)
        {
          Kind *kind = &kinds[n++];
          g_autofree char *path =
              g_strdup_printf ("/explain/%s/%s/%u", backbones[i], hx_head_name ((HxHead)head), lengths[j]);
          g_autofree char *differences = g_strconcat (path, "/differences", NULL);
          g_autofree char *grouping = g_strconcat (path, "/grouping", NULL);

          /* The head does not know of lengths. */
          if (j > 0 && (head == HX_HEAD_PLAIN || (SANITIZED && lengths[j] == 250)))
            continue;
          *kind = (Kind){ backbones[i], (HxHead)head, lengths[j] };
          g_test_add_data_func (differences, kind, test_differences);
          if (j == 0)
            g_test_add_data_func (grouping, kind, test_grouping);
        }
  g_test_add_func ("/explain/refused", test_refused);
  return g_test_run ();
}
