/* hx-kernels-triplet.h: the fast kernels of the triplet loss
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Part of hx-kernels-template.h. Points lie dimension before point, so that the loops over points are
 * contiguous.
 */
static void
distances (gsize n, gsize n_dims, const float *points, gsize row, gsize from, float *distance)
{
  for (gsize i = 0; i < n; i += VECTOR_FLOATS)
    {
      Vector sum = { 0 };

      for (gsize d = 0; d < n_dims; d++)
        {
          const Vector apart = load (points + d * row + i) - points[d * row + from];

          sum += apart * apart;
        }
      *(Vector *)(distance + i) = sum;
    }
}

/* No sorting: every other distance is offered to all of the same class at once. */
static void
semi_hard (gsize n_same, const float *restrict same, gsize n_other, const float *restrict other,
           float *restrict chosen, guint32 *restrict which)
{
  float largest = other[0];
  guint32 at = 0;

  for (gsize o = 1; o < n_other; o++)
    if (other[o] >= largest)
      {
        largest = other[o];
        at = (guint32)o;
      }
  for (gsize i = 0; i < n_same; i++)
    {
      chosen[i] = largest > same[i] ? __builtin_inff () : largest;
      which[i] = at;
    }
  for (gsize o = 0; o < n_other; o++)
    {
      const float distance = other[o];

      for (gsize i = 0; i < n_same; i++)
        {
          const int nearer = (distance > same[i]) & (distance < chosen[i]);

          chosen[i] = nearer ? distance : chosen[i];
          which[i] = nearer ? (guint32)o : which[i];
        }
    }
}

static void
pull (gsize n, gsize n_dims, const float *points, gsize row, gsize from, const float *weight, float *gradient)
{
  for (gsize d = 0; d < n_dims; d++)
    {
      Vector sum = { 0 };

      for (gsize i = 0; i < n; i += VECTOR_FLOATS)
        sum += load (weight + i) * (points[d * row + from] - load (points + d * row + i));
      gradient[d] = sum_of_lanes (sum);
    }
}
