/* hx-triplet.c: semi-hard triplet loss of one label's embeddings
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/nn/hx-triplet.h"

#include <string.h>

#define LANE 16

/* The points in the order of their class: those without the label first. N: points padded to whole lanes. */
typedef struct
{
  gsize n, N, n_dims;
  gsize n_first;      /* points of the first class */
  guint32 *order;     /* N: which point lies where */
  guint32 *which;     /* N: the negative of each pair of one anchor */
  float *points;      /* n_dims x N */
  float *weight;      /* N */
  float *distance;    /* N: from one anchor */
  float *chosen;      /* N: the negatives' distances */
  float *by_distance; /* N x N, from anchor to point: the loss's derivative, times the pairs' weight */
} Space;

static gsize
padded (gsize n)
{
  return (n + LANE - 1) / LANE * LANE;
}

gsize
hx_triplet_scratch_size (gsize n, gsize n_dims)
{
  const gsize N = padded (n);

  return 2 * N * sizeof (guint32) + (n_dims + 3 + N) * N * sizeof (float);
}

static Space
lay_out (const float *y, const float *weight, gsize y_stride, const float *e, gsize n, gsize n_dims,
         gpointer scratch)
{
  Space space = { .n = n, .N = padded (n), .n_dims = n_dims };
  gsize place = 0;

  space.order = scratch;
  space.which = space.order + space.N;
  space.points = (float *)(space.which + space.N);
  space.weight = space.points + n_dims * space.N;
  space.distance = space.weight + space.N;
  space.chosen = space.distance + space.N;
  space.by_distance = space.chosen + space.N;
  memset (space.points, 0, n_dims * space.N * sizeof (float));
  memset (space.by_distance, 0, space.N * space.N * sizeof (float));
  for (guint side = 0; side < 2; side++)
    {
      for (gsize i = 0; i < n; i++)
        if ((y[i * y_stride] > 0.0f) == (side == 1))
          {
            space.order[place] = (guint32)i;
            space.weight[place] = weight != NULL ? weight[i * y_stride] : 1.0f;
            for (gsize d = 0; d < n_dims; d++)
              space.points[d * space.N + place] = e[i * n_dims + d];
            place++;
          }
      if (side == 0)
        space.n_first = place;
    }
  return space;
}

/* One anchor's pairs: adds what they ask of the distances, and their weight. */
static double
anchor_loss (const HxKernels *kernels, Space *space, gsize a, float margin, double *pair_weight)
{
  const gboolean first = a < space->n_first;
  const gsize same = first ? 0 : space->n_first, n_same = first ? space->n_first : space->n - space->n_first;
  const gsize other = first ? space->n_first : 0, n_other = space->n - n_same;
  float *by_distance = space->by_distance + a * space->N;
  double sum = 0.0;

  if (n_same < 2)
    return 0.0;
  kernels->distances (space->N, space->n_dims, space->points, space->N, a, space->distance);
  if (n_other > 0)
    kernels->semi_hard (n_same, space->distance + same, n_other, space->distance + other, space->chosen,
                        space->which);
  else
    memset (space->chosen, 0, n_same * sizeof (float));
  for (gsize i = 0; i < n_same; i++)
    {
      const gsize p = same + i, negative = other + space->which[i];
      const float pair = space->weight[a] * space->weight[p];
      const double loss = (double)margin + space->distance[p] - space->chosen[i];

      if (p == a)
        continue;
      *pair_weight += pair;
      if (loss < 0.0)
        continue;
      sum += pair * loss;
      by_distance[p] += pair;
      if (n_other > 0)
        by_distance[negative] -= pair;
    }
  return sum;
}

/* A distance is the same from both of its ends: what both ask of it. */
static void
make_symmetric (Space *space)
{
  for (gsize row = 0; row < space->N; row += LANE)
    for (gsize column = row; column < space->N; column += LANE)
      for (gsize i = row; i < row + LANE; i++)
        for (gsize j = MAX (column, i + 1); j < column + LANE; j++)
          {
            const float both = space->by_distance[i * space->N + j] + space->by_distance[j * space->N + i];

            space->by_distance[i * space->N + j] = space->by_distance[j * space->N + i] = both;
          }
}

double
hx_triplet (const HxKernels *kernels, const float *y, const float *weight, gsize y_stride, const float *e,
            gsize n, gsize n_dims, float margin, float *gradient, gpointer scratch)
{
  Space space = lay_out (y, weight, y_stride, e, n, n_dims, scratch);
  double sum = 0.0, pairs = 0.0;

  for (gsize a = 0; a < n; a++)
    sum += anchor_loss (kernels, &space, a, margin, &pairs);
  if (gradient != NULL)
    make_symmetric (&space);
  for (gsize a = 0; gradient != NULL && a < n; a++)
    {
      float *to = gradient + space.order[a] * n_dims;

      kernels->pull (space.N, n_dims, space.points, space.N, a, space.by_distance + a * space.N, to);
      for (gsize d = 0; d < n_dims; d++)
        to[d] = pairs > 0.0 ? 2.0f * to[d] / (float)pairs : 0.0f;
    }
  return pairs > 0.0 ? sum / pairs : 0.0;
}
