/* test-calibration.c: reliability, temperatures, and how labels lie in a space
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-random.h"
#include "engine/explore/hx-calibration.h"
#include "engine/explore/hx-entanglement.h"

#include <math.h>

/* --- reliability ----------------------------------------------------------------------- */

static void
test_reliability (void)
{
  const guint8 y[] = { 0, 1, 0, 1, 1, 1 };
  const double p[] = { 0.0, 0.1, 0.15, 0.8, 0.9, 1.0 };
  HxReliability reliability = { 0 };
  HxReliabilityBin bin;

  g_assert_true (isnan (hx_reliability_error (&reliability)));
  g_assert_true (hx_reliability_add (&reliability, y, 1, p, 1, 6));
  /* 0 and 0.1 are in the first bin, as the upper ends belong to it; 0.8 and 0.9 are upper ends, too. */
  bin = hx_reliability_get_bin (&reliability, 0);
  g_assert_cmpuint (bin.n, ==, 2);
  g_assert_cmpfloat_with_epsilon (bin.mean_probability, 0.05, 1e-15);
  g_assert_cmpfloat (bin.share, ==, 0.5);
  g_assert_cmpuint (hx_reliability_get_bin (&reliability, 7).n, ==, 1);
  g_assert_cmpuint (hx_reliability_get_bin (&reliability, 8).n, ==, 1);
  g_assert_cmpuint (hx_reliability_get_bin (&reliability, 9).n, ==, 1);
  g_assert_true (isnan (hx_reliability_get_bin (&reliability, 4).share));
  /* |0.1 - 1| + |0.15 - 0| + |0.8 - 1| + |0.9 - 1| + 0, of six */
  g_assert_cmpfloat_with_epsilon (hx_reliability_error (&reliability), (0.9 + 0.15 + 0.2 + 0.1) / 6.0, 1e-12);
  g_assert_false (hx_reliability_add (&reliability, y, 1, (const double[]){ 0.5, 1.1 }, 1, 2));
  g_assert_false (hx_reliability_add (&reliability, y, 1, (const double[]){ 0.5, NAN }, 1, 2));
  g_assert_cmpuint (hx_reliability_get_bin (&reliability, 4).n, ==, 0);
}

/* --- temperature ----------------------------------------------------------------------- */

static double
likelihood (const guint8 *y, const double *logit, guint n, double temperature)
{
  double sum = 0.0;

  for (guint i = 0; i < n; i++)
    sum += log1p (exp ((y[i] ? -logit[i] : logit[i]) / temperature));
  return sum;
}

/* Labels drawn with the probability that a logit stands for at a temperature give that temperature back, and
 * no other is better on them. */
static void
test_temperature (void)
{
  const double truths[] = { 0.4, 1.0, 3.0 };
  enum
  {
    N = 20000
  };
  g_autofree guint8 *y = g_new (guint8, N);
  g_autofree double *logit = g_new (double, N);
  HxRandom random = hx_random_from_seed (41);

  for (guint c = 0; c < G_N_ELEMENTS (truths); c++)
    {
      double found, best;

      for (guint i = 0; i < N; i++)
        {
          logit[i] = 3.0 * hx_random_normal (&random);
          y[i] = hx_random_chance (&random, 1.0 / (1.0 + exp (-logit[i] / truths[c])));
        }
      found = hx_fit_temperature (y, 1, logit, 1, N);
      g_assert_cmpfloat_with_epsilon (found / truths[c], 1.0, 0.1);
      best = likelihood (y, logit, N, found);
      for (double factor = 0.999; factor < 1.0011; factor += 0.002)
        g_assert_cmpfloat (likelihood (y, logit, N, found * factor), >, best);
    }
}

static void
test_temperature_corners (void)
{
  const guint8 y[] = { 0, 1, 0, 1 }, one_class[] = { 1, 1, 1, 1 };
  const double apart[] = { -1, 1, -2, 2 }, backwards[] = { 1, -1, 2, -2 }, zero[] = { 0, 0, 0, 0 };
  const double broken[] = { 0, 1, INFINITY, 2 };
  /* Every other value is to be left out. */
  const double spread[] = { 1, 9, 1, 9, -2, 9, 2, 9 }, dense[] = { 1, 1, -2, 2 };

  g_assert_cmpfloat (hx_fit_temperature (y, 1, apart, 1, 4), ==, HX_TEMPERATURE_MIN);
  g_assert_cmpfloat (hx_fit_temperature (y, 1, backwards, 1, 4), ==, HX_TEMPERATURE_MAX);
  g_assert_true (isnan (hx_fit_temperature (y, 1, zero, 1, 4)));
  g_assert_true (isnan (hx_fit_temperature (one_class, 1, apart, 1, 4)));
  g_assert_true (isnan (hx_fit_temperature (y, 1, broken, 1, 4)));
  g_assert_true (isnan (hx_fit_temperature (y, 1, apart, 1, 0)));
  g_assert_cmpfloat (hx_fit_temperature (y, 1, spread, 2, 4), ==, hx_fit_temperature (y, 1, dense, 1, 4));
  g_assert_cmpfloat (hx_fit_temperature (y, 1, dense, 1, 4), >, HX_TEMPERATURE_MIN);
  g_assert_cmpfloat (hx_fit_temperature (y, 1, dense, 1, 4), <, HX_TEMPERATURE_MAX);
}

/* --- spaces ---------------------------------------------------------------------------- */

static double
distance (const float *a, const float *b, guint n)
{
  double sum = 0.0;

  for (guint d = 0; d < n; d++)
    sum += ((double)a[d] - b[d]) * ((double)a[d] - b[d]);
  return sqrt (sum);
}

/* By the definitions, record against record. */
static HxEntanglement
entanglement_of (const float *points, guint n, guint n_dimensions, const guint8 *y)
{
  HxEntanglement sum = { 0.0, 0.0, 0.0 };
  guint n_with = 0;

  for (guint i = 0; i < n; i++)
    {
      double own = 0.0, other = 0.0, nearest = INFINITY, a, b;
      guint n_own = 0, n_other = 0;
      gboolean same = FALSE;

      for (guint j = 0; j < n; j++)
        {
          const double d = distance (points + i * n_dimensions, points + j * n_dimensions, n_dimensions);

          if (j == i)
            continue;
          if (d < nearest)
            {
              nearest = d;
              same = y[i] == y[j];
            }
          *(y[i] == y[j] ? &own : &other) += d;
          (*(y[i] == y[j] ? &n_own : &n_other))++;
        }
      a = n_own > 0 ? own / n_own : 0.0;
      b = other / n_other;
      sum.silhouette += n_own > 0 ? (b - a) / MAX (a, b) : 0.0;
      sum.purity += same;
      sum.purity_with += same && y[i];
      n_with += y[i];
    }
  return (HxEntanglement){ sum.silhouette / n, sum.purity / n, sum.purity_with / n_with };
}

static void
test_entanglement (void)
{
  enum
  {
    N = 50,
    L = 3,
    D = 5
  };
  HxRandom random = hx_random_from_seed (42);

  for (guint round = 0; round < 20; round++)
    {
      float points[N * D];
      guint8 y[N * L], column[N];
      HxEntanglement all[L], one;
      HxPointCloud cloud = { points, D, D, N };

      for (guint i = 0; i < N; i++)
        {
          for (guint l = 0; l < L; l++)
            y[i * L + l] = hx_random_chance (&random, 0.3);
          for (guint d = 0; d < D; d++)
            points[i * D + d] = (float)(hx_random_normal (&random) + y[i * L]);
        }
      /* The last label has one positive, which is alone in its class. */
      for (guint i = 0; i < N; i++)
        y[i * L + L - 1] = i == 7;
      g_assert_true (hx_entanglement (&cloud, y, L, all, 2, NULL));
      for (guint l = 0; l < L; l++)
        {
          HxEntanglement expected;

          for (guint i = 0; i < N; i++)
            column[i] = y[i * L + l];
          expected = entanglement_of (points, N, D, column);
          g_assert_true (hx_entanglement_of_label (&cloud, y + l, L, &one, 1, NULL));
          g_assert_cmpfloat_with_epsilon (all[l].silhouette, expected.silhouette, 1e-10);
          g_assert_cmpfloat_with_epsilon (all[l].purity, expected.purity, 1e-12);
          g_assert_cmpfloat_with_epsilon (all[l].purity_with, expected.purity_with, 1e-12);
          g_assert_cmpfloat (one.silhouette, ==, all[l].silhouette);
          g_assert_cmpfloat (one.purity_with, ==, all[l].purity_with);
        }
    }
}

/* Only the first two numbers of every row are the space; records that coincide; one class; a gap; a stop. */
static void
test_entanglement_corners (void)
{
  float points[] = { 0, 0, 50, 0, 1, -50, 9, 9, 50, 9, 8, 0 };
  const guint8 y[] = { 0, 0, 1, 1 }, one_class[] = { 1, 1, 1, 1 };
  const float same[8] = { 0 };
  HxPointCloud cloud = { points, 3, 2, 4 }, together = { same, 2, 2, 4 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  HxEntanglement found;

  g_assert_true (hx_entanglement_of_label (&cloud, y, 1, &found, 1, NULL));
  g_assert_cmpfloat (found.silhouette, >, 0.9);
  g_assert_cmpfloat (found.purity, ==, 1.0);
  g_assert_true (hx_entanglement_of_label (&together, y, 1, &found, 1, NULL));
  g_assert_cmpfloat (found.silhouette, ==, 0.0);
  /* The first record is the nearest of the other three, the second that of the first. */
  g_assert_cmpfloat (found.purity, ==, 0.5);
  g_assert_true (hx_entanglement_of_label (&cloud, one_class, 1, &found, 1, NULL));
  g_assert_true (isnan (found.silhouette) && isnan (found.purity));
  g_cancellable_cancel (cancellable);
  g_assert_false (hx_entanglement_of_label (&cloud, y, 1, &found, 1, cancellable));
  points[4] = NAN;
  g_assert_false (hx_entanglement_of_label (&cloud, y, 1, &found, 1, NULL));
  g_assert_true (isnan (found.silhouette));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calibration/reliability", test_reliability);
  g_test_add_func ("/calibration/temperature", test_temperature);
  g_test_add_func ("/calibration/temperature/corners", test_temperature_corners);
  g_test_add_func ("/entanglement/random", test_entanglement);
  g_test_add_func ("/entanglement/corners", test_entanglement_corners);
  return g_test_run ();
}
