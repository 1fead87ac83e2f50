/* test-explore.c: projections
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/base/hx-random.h"
#include "engine/explore/hx-projection.h"

#include <math.h>
#include <string.h>

#define N 500
#define D 8

/* Unit points around two centres, as embeddings are. */
static float *
make_points (guint n, guint64 seed)
{
  HxRandom random = hx_random_from_seed (seed);
  float *points = g_new (float, n *D);

  for (guint i = 0; i < n; i++)
    {
      double norm = 0.0;

      for (guint d = 0; d < D; d++)
        {
          points[i * D + d] =
              (float)(0.1 * (d + 1) * hx_random_normal (&random) + (i % 2 && d == 3 ? 2.0 : 0.0));
          norm += points[i * D + d] * points[i * D + d];
        }
      for (guint d = 0; d < D; d++)
        points[i * D + d] /= (float)sqrt (norm);
    }
  return points;
}

static double
variance_along (const float *points, guint n, const double *direction)
{
  double sum = 0.0, squares = 0.0;

  for (guint i = 0; i < n; i++)
    {
      double value = 0.0;

      for (guint d = 0; d < D; d++)
        value += points[i * D + d] * direction[d];
      sum += value;
      squares += value * value;
    }
  return squares / n - sum / n * sum / n;
}

/* Every projection of the list: whatever points come, finite coordinates, and the same every time. */
static void
test_all (void)
{
  g_autofree float *points = make_points (N, 3);
  const guint counts[] = { 0, 1, 2, 3, N };

  g_assert_nonnull (hx_projections ()[0]);
  g_assert_null (hx_projection_find ("no such"));
  for (guint p = 0; hx_projections ()[p] != NULL; p++)
    for (guint c = 0; c < G_N_ELEMENTS (counts); c++)
      {
        const HxProjection *projection = hx_projections ()[p];
        float xy[2 * N], again[2 * N];
        g_autoptr (GError) error = NULL;

        g_assert_true (hx_projection_find (projection->name) == projection);
        g_assert_true (projection->project (points, counts[c], D, 7, xy, NULL, NULL, &error));
        g_assert_no_error (error);
        g_assert_true (projection->project (points, counts[c], D, 7, again, NULL, NULL, &error));
        g_assert_cmpmem (xy, 2 * counts[c] * sizeof (float), again, 2 * counts[c] * sizeof (float));
        for (guint i = 0; i < 2 * counts[c]; i++)
          g_assert_true (isfinite (xy[i]));
      }
}

static void
test_cancelled (void)
{
  g_autofree float *points = make_points (N, 3);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  for (guint p = 0; hx_projections ()[p] != NULL; p++)
    {
      g_autoptr (GError) error = NULL;
      float xy[2 * N];

      g_assert_false (hx_projections ()[p]->project (points, N, D, 0, xy, NULL, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

/* Variances of the coordinates are the largest there are: no random direction has more, and the second
 * is the largest across the first. */
static void
test_pca_is_largest (void)
{
  g_autofree float *points = make_points (N, 4);
  HxRandom random = hx_random_from_seed (8);
  float xy[2 * N];
  double variance[2] = { 0.0, 0.0 }, mean[2] = { 0.0, 0.0 }, mixed = 0.0;

  g_assert_true (hx_projection_find ("pca")->project (points, N, D, 0, xy, NULL, NULL, NULL));
  for (guint i = 0; i < N; i++)
    {
      for (guint a = 0; a < 2; a++)
        {
          mean[a] += xy[2 * i + a] / N;
          variance[a] += (double)xy[2 * i + a] * xy[2 * i + a] / N;
        }
      mixed += (double)xy[2 * i] * xy[2 * i + 1] / N;
    }
  g_assert_cmpfloat_with_epsilon (mean[0], 0.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (mean[1], 0.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (mixed, 0.0, 1e-7);
  g_assert_cmpfloat (variance[0], >, variance[1]);
  for (guint round = 0; round < 500; round++)
    {
      double direction[D], norm = 0.0;

      for (guint d = 0; d < D; d++)
        {
          direction[d] = hx_random_normal (&random);
          norm += direction[d] * direction[d];
        }
      for (guint d = 0; d < D; d++)
        direction[d] /= sqrt (norm);
      g_assert_cmpfloat (variance_along (points, N, direction), <=, variance[0] * (1.0 + 1e-6));
    }
}

/* A cross in the plane of dimensions 5 and 2: known axes, known signs. */
static void
test_pca_by_hand (void)
{
  const float arms[][2] = { { 3, 0 }, { -3, 0 }, { 0, 1 }, { 0, -1 } };
  float points[4 * D] = { 0 }, xy[8];

  for (guint i = 0; i < 4; i++)
    {
      points[i * D + 5] = 10.0f + arms[i][0];
      points[i * D + 2] = -4.0f + arms[i][1];
    }
  g_assert_true (hx_projection_find ("pca")->project (points, 4, D, 0, xy, NULL, NULL, NULL));
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpfloat_with_epsilon (xy[2 * i], arms[i][0], 1e-6);
      g_assert_cmpfloat_with_epsilon (xy[2 * i + 1], arms[i][1], 1e-6);
    }
}

static void
test_pca_of_a_line (void)
{
  const float points[] = { 1, 2, 4 };
  float xy[6];
  g_autoptr (GError) error = NULL;

  g_assert_true (hx_projection_find ("pca")->project (points, 3, 1, 0, xy, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (xy[0], 1.0 - 7.0 / 3.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (xy[4], 4.0 - 7.0 / 3.0, 1e-6);
  g_assert_cmpfloat (xy[1], ==, 0.0f);
  g_assert_cmpfloat (xy[5], ==, 0.0f);
  g_assert_false (hx_projection_find ("pca")->project (points, 3, 0, 0, xy, NULL, NULL, &error));
  g_assert_error (error, HX_ERROR, HX_ERROR_RANGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explore/all", test_all);
  g_test_add_func ("/explore/cancelled", test_cancelled);
  g_test_add_func ("/explore/pca/largest", test_pca_is_largest);
  g_test_add_func ("/explore/pca/by-hand", test_pca_by_hand);
  g_test_add_func ("/explore/pca/line", test_pca_of_a_line);
  return g_test_run ();
}
