/* hx-projection-pca.c: principal components
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The two directions of largest variance (Pearson, 1901), from the covariance by Jacobi's
 * rotations (Golub and Van Loan, Matrix Computations, 8.5). A direction's sign is fixed by its largest
 * loading, which is positive.
 */
#include "engine/base/hx-error.h"
#include "engine/explore/hx-projection.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_SWEEPS 100
#define POINTS_BETWEEN_POLLS 65536
#define MAX_DIMS 4096

static gboolean
cancelled (GCancellable *cancellable, guint i, GError **error)
{
  return i % POINTS_BETWEEN_POLLS == 0 && g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* @mean: n_dims; @covariance: n_dims x n_dims */
static gboolean
measure (const float *points, guint n, guint n_dims, double *mean, double *covariance,
         GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      if (cancelled (cancellable, i, error))
        return FALSE;
      for (guint d = 0; d < n_dims; d++)
        mean[d] += (double)points[(gsize)i * n_dims + d] / n;
    }
  for (guint i = 0; i < n; i++)
    {
      const float *point = points + (gsize)i * n_dims;

      if (cancelled (cancellable, i, error))
        return FALSE;
      for (guint a = 0; a < n_dims; a++)
        for (guint b = 0; b <= a; b++)
          covariance[a * n_dims + b] += (point[a] - mean[a]) * (point[b] - mean[b]) / n;
    }
  for (guint a = 0; a < n_dims; a++)
    for (guint b = 0; b < a; b++)
      covariance[b * n_dims + a] = covariance[a * n_dims + b];
  return TRUE;
}

/* Rotates rows and columns p and q of the symmetric @matrix so that element (p, q) vanishes. */
static void
rotate (double *matrix, double *vectors, guint n, guint p, guint q)
{
  const double theta = (matrix[q * n + q] - matrix[p * n + p]) / (2.0 * matrix[p * n + q]);
  const double t = (theta >= 0.0 ? 1.0 : -1.0) / (fabs (theta) + sqrt (theta * theta + 1.0));
  const double c = 1.0 / sqrt (t * t + 1.0), s = t * c;

  for (guint k = 0; k < n; k++)
    {
      const double kp = matrix[k * n + p], kq = matrix[k * n + q];

      matrix[k * n + p] = c * kp - s * kq;
      matrix[k * n + q] = s * kp + c * kq;
    }
  for (guint k = 0; k < n; k++)
    {
      const double pk = matrix[p * n + k], qk = matrix[q * n + k];
      const double kp = vectors[k * n + p], kq = vectors[k * n + q];

      matrix[p * n + k] = c * pk - s * qk;
      matrix[q * n + k] = s * pk + c * qk;
      vectors[k * n + p] = c * kp - s * kq;
      vectors[k * n + q] = s * kp + c * kq;
    }
}

/* Eigenvalues on the diagonal of @matrix, eigenvectors in the columns of @vectors. */
static void
diagonalise (double *matrix, double *vectors, guint n)
{
  for (guint i = 0; i < n; i++)
    vectors[i * n + i] = 1.0;
  for (guint sweep = 0; sweep < MAX_SWEEPS; sweep++)
    {
      double outside = 0.0, trace = 0.0;

      for (guint p = 0; p < n; p++)
        {
          trace += fabs (matrix[p * n + p]);
          for (guint q = p + 1; q < n; q++)
            outside += fabs (matrix[p * n + q]);
        }
      if (outside <= 1e-15 * trace)
        return;
      for (guint p = 0; p < n; p++)
        for (guint q = p + 1; q < n; q++)
          if (matrix[p * n + q] != 0.0)
            rotate (matrix, vectors, n, p, q);
    }
}

/* Index of the largest eigenvalue, @other left out. */
static guint
largest (const double *matrix, guint n, guint other)
{
  guint best = G_MAXUINT;

  for (guint i = 0; i < n; i++)
    if (i != other && (best == G_MAXUINT || matrix[i * n + i] > matrix[best * n + best]))
      best = i;
  return best;
}

static double
sign_of (const double *vectors, guint n, guint column)
{
  guint best = 0;

  for (guint i = 1; i < n; i++)
    if (fabs (vectors[i * n + column]) > fabs (vectors[best * n + column]))
      best = i;
  return vectors[best * n + column] < 0.0 ? -1.0 : 1.0;
}

static gboolean
project (const float *points, guint n, guint n_dims, guint64 seed, float *xy, HxProgress *progress,
         GCancellable *cancellable, GError **error)
{
  g_autofree double *mean = NULL, *matrix = NULL, *vectors = NULL;
  guint columns[2];

  if (n_dims == 0 || n_dims > MAX_DIMS)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                   "points of %u dimensions cannot be projected (1 to %d can)", n_dims, MAX_DIMS);
      return FALSE;
    }
  mean = g_new0 (double, n_dims);
  matrix = g_new0 (double, (gsize)n_dims *n_dims);
  vectors = g_new0 (double, (gsize)n_dims *n_dims);
  if (!measure (points, n, n_dims, mean, matrix, cancellable, error))
    return FALSE;
  diagonalise (matrix, vectors, n_dims);
  columns[0] = largest (matrix, n_dims, G_MAXUINT);
  columns[1] = largest (matrix, n_dims, columns[0]);
  for (guint axis = 0; axis < 2; axis++)
    {
      const guint column = columns[axis];
      const double sign = column < n_dims ? sign_of (vectors, n_dims, column) : 0.0;

      for (guint i = 0; i < n; i++)
        {
          double sum = 0.0;

          if (cancelled (cancellable, i, error))
            return FALSE;
          for (guint d = 0; column < n_dims && d < n_dims; d++)
            sum += (points[(gsize)i * n_dims + d] - mean[d]) * vectors[d * n_dims + column];
          xy[2 * (gsize)i + axis] = (float)(sign * sum);
        }
    }
  hx_progress_report (progress, 1.0, NULL);
  return TRUE;
}

const HxProjection hx_projection_pca = {
  .name = "pca",
  .title = N_ ("Principal components"),
  .axes = { N_ ("principal component 1"), N_ ("principal component 2") },
  .project = project,
};
