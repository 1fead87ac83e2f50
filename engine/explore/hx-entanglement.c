/* hx-entanglement.c: how far records with a label stand apart from those without, in a space
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/explore/hx-entanglement.h"

#include "engine/base/hx-parallel.h"

#include <math.h>

/* Records measured by one item of the parallel loop. */
#define RECORDS_AT_ONCE 16

typedef struct
{
  const HxPointCloud *cloud;
  const guint8 *y; /* of label l and record i: y[i * y_stride + l] */
  gsize y_stride;
  guint n_labels;
  const guint *n_with; /* a label */
  double *silhouettes; /* n x n_labels: each record's own */
  guint8 *pure;        /* n x n_labels: the nearest other record has the same answer */
} Measuring;

/* Distances of record @i to all. Returns: the nearest other one */
static guint
measure_distances (const HxPointCloud *cloud, guint i, double *distances)
{
  const float *own = cloud->points + (gsize)i * cloud->stride;
  guint nearest = i;

  for (guint j = 0; j < cloud->n; j++)
    {
      const float *other = cloud->points + (gsize)j * cloud->stride;
      double sum = 0.0;

      for (guint d = 0; d < cloud->n_dimensions; d++)
        {
          const double difference = (double)own[d] - (double)other[d];

          sum += difference * difference;
        }
      distances[j] = sqrt (sum);
      if (j != i && (nearest == i || distances[j] < distances[nearest]))
        nearest = j;
    }
  return nearest;
}

/* @with: for each label the sum of the distances to records with it; @all: the sum of all distances */
static double
silhouette (gboolean own, double with, double all, guint n_with, guint n_without)
{
  const guint n_own = own ? n_with : n_without, n_other = own ? n_without : n_with;
  const double sum_own = own ? with : all - with, sum_other = own ? all - with : with;
  double a, b;

  if (n_own < 2)
    return 0.0;
  a = MAX (sum_own, 0.0) / (n_own - 1);
  b = MAX (sum_other, 0.0) / n_other;
  return MAX (a, b) > 0.0 ? (b - a) / MAX (a, b) : 0.0;
}

static void
measure_record (const Measuring *measuring, guint i, double *distances, double *with)
{
  const guint n = measuring->cloud->n, L = measuring->n_labels;
  const guint nearest = measure_distances (measuring->cloud, i, distances);
  const guint8 *own = measuring->y + i * measuring->y_stride;
  double all = 0.0;

  for (guint l = 0; l < L; l++)
    with[l] = 0.0;
  for (guint j = 0; j < n; j++)
    {
      const guint8 *labels = measuring->y + j * measuring->y_stride;

      all += distances[j];
      for (guint l = 0; l < L; l++)
        with[l] += labels[l] != 0 ? distances[j] : 0.0;
    }
  for (guint l = 0; l < L; l++)
    {
      const guint n_with = measuring->n_with[l];

      measuring->silhouettes[(gsize)i * L + l] = silhouette (own[l] != 0, with[l], all, n_with, n - n_with);
      measuring->pure[(gsize)i * L + l] =
          (own[l] != 0) == (measuring->y[nearest * measuring->y_stride + l] != 0);
    }
}

static void
measure_records (guint item, guint worker, gpointer user_data)
{
  const Measuring *measuring = user_data;
  const guint first = item * RECORDS_AT_ONCE;
  g_autofree double *distances = g_new (double, measuring->cloud->n);
  g_autofree double *with = g_new (double, measuring->n_labels);

  for (guint i = first; i < MIN (first + RECORDS_AT_ONCE, measuring->cloud->n); i++)
    measure_record (measuring, i, distances, with);
}

static void
summarise (const Measuring *measuring, guint label, HxEntanglement *result)
{
  const guint n = measuring->cloud->n, n_with = measuring->n_with[label];
  double sum = 0.0;
  guint n_pure = 0, n_pure_with = 0;

  if (n_with == 0 || n_with == n)
    return;
  for (guint i = 0; i < n; i++)
    {
      const gsize place = (gsize)i * measuring->n_labels + label;

      sum += measuring->silhouettes[place];
      n_pure += measuring->pure[place];
      n_pure_with += measuring->pure[place] && measuring->y[i * measuring->y_stride + label] != 0;
    }
  result->silhouette = sum / n;
  result->purity = (double)n_pure / n;
  result->purity_with = (double)n_pure_with / n_with;
}

static gboolean
is_finite (const HxPointCloud *cloud)
{
  for (guint i = 0; i < cloud->n; i++)
    for (guint d = 0; d < cloud->n_dimensions; d++)
      if (!isfinite (cloud->points[(gsize)i * cloud->stride + d]))
        return FALSE;
  return TRUE;
}

static gboolean
measure (const HxPointCloud *cloud, const guint8 *y, gsize y_stride, guint n_labels, HxEntanglement *results,
         guint n_threads, GCancellable *cancellable)
{
  const gsize n_places = MAX ((gsize)cloud->n * n_labels, 1);
  g_autofree guint *n_with = g_new0 (guint, MAX (n_labels, 1));
  g_autofree double *silhouettes = g_new (double, n_places);
  g_autofree guint8 *pure = g_new (guint8, n_places);
  Measuring measuring = { cloud, y, y_stride, n_labels, n_with, silhouettes, pure };

  for (guint l = 0; l < n_labels; l++)
    {
      results[l] = (HxEntanglement){ NAN, NAN, NAN };
      for (guint i = 0; i < cloud->n; i++)
        n_with[l] += y[i * y_stride + l] != 0;
    }
  if (!is_finite (cloud)
      || !hx_parallel_for ((cloud->n + RECORDS_AT_ONCE - 1) / RECORDS_AT_ONCE, n_threads, measure_records,
                           &measuring, cancellable))
    return FALSE;
  for (guint l = 0; l < n_labels; l++)
    summarise (&measuring, l, &results[l]);
  return TRUE;
}

gboolean
hx_entanglement (const HxPointCloud *cloud, const guint8 *labels, guint n_labels, HxEntanglement *results,
                 guint n_threads, GCancellable *cancellable)
{
  g_return_val_if_fail (cloud != NULL && labels != NULL && results != NULL, FALSE);

  return measure (cloud, labels, n_labels, n_labels, results, n_threads, cancellable);
}

gboolean
hx_entanglement_of_label (const HxPointCloud *cloud, const guint8 *y, gsize y_stride, HxEntanglement *result,
                          guint n_threads, GCancellable *cancellable)
{
  g_return_val_if_fail (cloud != NULL && y != NULL && result != NULL, FALSE);

  return measure (cloud, y, y_stride, 1, result, n_threads, cancellable);
}
