/* hx-triplet.c: semi-hard triplet loss of one label's embeddings
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/nn/hx-triplet.h"

#include <stdlib.h>
#include <string.h>

/* A sample of the other class as an anchor sees it. */
typedef struct
{
  float distance;
  guint32 index;
} Negative;

gsize
hx_triplet_scratch_size (gsize n)
{
  return n * n * 2 * sizeof (float) + n * sizeof (Negative);
}

static int
compare_negatives (const void *a, const void *b)
{
  const Negative *left = a, *right = b;

  if (left->distance != right->distance)
    return left->distance < right->distance ? -1 : 1;
  return left->index < right->index ? -1 : left->index > right->index;
}

static void
measure_distances (const float *e, gsize n, gsize n_dims, float *distance)
{
  for (gsize a = 0; a < n; a++)
    {
      distance[a * n + a] = 0.0f;
      for (gsize b = 0; b < a; b++)
        {
          float sum = 0.0f;

          for (gsize d = 0; d < n_dims; d++)
            sum += (e[a * n_dims + d] - e[b * n_dims + d]) * (e[a * n_dims + d] - e[b * n_dims + d]);
          distance[a * n + b] = distance[b * n + a] = sum;
        }
    }
}

/* The first of the sorted negatives that is farther than @distance, else the last. */
static const Negative *
choose_negative (const Negative *negatives, gsize n, float distance)
{
  gsize low = 0, high = n;

  while (low < high)
    {
      gsize middle = (low + high) / 2;

      if (negatives[middle].distance > distance)
        high = middle;
      else
        low = middle + 1;
    }
  return &negatives[MIN (low, n - 1)];
}

static float
weight_of (const float *weight, gsize stride, gsize i)
{
  return weight != NULL ? weight[i * stride] : 1.0f;
}

/* One anchor's pairs; adds the loss's derivative by each of its distances to @by_distance (times the pairs'
 * weight). */
static double
anchor_loss (const float *y, const float *weight, gsize y_stride, const float *distance, gsize a, gsize n,
             float margin, Negative *negatives, float *by_distance, double *pair_weight)
{
  gsize n_negatives = 0;
  double sum = 0.0;

  for (gsize b = 0; b < n; b++)
    if (y[b * y_stride] != y[a * y_stride])
      negatives[n_negatives++] = (Negative){ distance[b], (guint32)b };
  qsort (negatives, n_negatives, sizeof *negatives, compare_negatives);
  for (gsize p = 0; p < n; p++)
    {
      const Negative *negative;
      float pair;
      double loss;

      if (p == a || y[p * y_stride] != y[a * y_stride])
        continue;
      pair = weight_of (weight, y_stride, a) * weight_of (weight, y_stride, p);
      *pair_weight += pair;
      negative = n_negatives > 0 ? choose_negative (negatives, n_negatives, distance[p]) : NULL;
      loss = (double)margin + distance[p] - (negative != NULL ? negative->distance : 0.0f);
      if (loss < 0.0)
        continue;
      sum += pair * loss;
      by_distance[p] += pair;
      if (negative != NULL)
        by_distance[negative->index] -= pair;
    }
  return sum;
}

double
hx_triplet (const float *y, const float *weight, gsize y_stride, const float *e, gsize n, gsize n_dims,
            float margin, float *gradient, gpointer scratch)
{
  float *distance = scratch;
  float *by_distance = distance + n * n;
  Negative *negatives = (Negative *)(by_distance + n * n);
  double sum = 0.0, pairs = 0.0;

  measure_distances (e, n, n_dims, distance);
  memset (by_distance, 0, n * n * sizeof (float));
  for (gsize a = 0; a < n; a++)
    sum += anchor_loss (y, weight, y_stride, distance + a * n, a, n, margin, negatives, by_distance + a * n,
                        &pairs);
  if (gradient != NULL)
    memset (gradient, 0, n * n_dims * sizeof (float));
  if (pairs <= 0.0)
    return 0.0;
  if (gradient != NULL)
    for (gsize a = 0; a < n; a++)
      for (gsize b = 0; b < n; b++)
        {
          const float by_both = 2.0f * (by_distance[a * n + b] + by_distance[b * n + a]) / (float)pairs;

          if (by_both != 0.0f)
            for (gsize d = 0; d < n_dims; d++)
              gradient[a * n_dims + d] += by_both * (e[a * n_dims + d] - e[b * n_dims + d]);
        }
  return sum / pairs;
}
