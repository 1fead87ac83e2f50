/* hx-kernels-maps.h: the fast kernels of a linear map to few outputs behind batch norm and dropout
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Part of hx-kernels-template.h. What is dropped is never written: every feature's row is scaled, shifted,
 * masked and used while it is in registers.
 */
#define MAX_OUTPUTS 16
#define USUAL_OUTPUTS 8 /* of a label's space */
#define MAP_VECTORS (VECTOR_FLOATS >= 8 ? 2 : 1)

static inline __attribute__ ((always_inline)) Vector
load (const float *x)
{
  return *(const Vector *)x;
}

static inline float
sum_of_lanes (Vector v)
{
  float sum = 0.0f;

  for (gsize l = 0; l < VECTOR_FLOATS; l++)
    sum += v[l];
  return sum;
}

/* Rows @from to @to into the outputs of MAP_VECTORS vectors of records. */
static inline __attribute__ ((always_inline)) void
map_rows (const HxMaskedMap *map, const gsize n_out, gsize from, gsize to, gsize column, float *y)
{
  Vector sum[MAX_OUTPUTS][MAP_VECTORS];

  for (gsize o = 0; o < n_out; o++)
    for (gsize j = 0; j < MAP_VECTORS; j++)
      sum[o][j] = (Vector){ 0 };
  for (gsize f = from; f < to; f++)
    {
      const float *normal = map->normal + f * map->stride + column,
                  *mask = map->mask + f * map->stride + column;
      Vector x[MAP_VECTORS];

      for (gsize j = 0; j < MAP_VECTORS; j++)
        x[j] = load (mask + j * VECTOR_FLOATS)
               * (load (normal + j * VECTOR_FLOATS) * map->scale[f] + map->shift[f]);
      for (gsize o = 0; o < n_out; o++)
        for (gsize j = 0; j < MAP_VECTORS; j++)
          sum[o][j] += x[j] * map->weight[o * map->weight_row + f];
    }
  for (gsize o = 0; o < n_out; o++)
    for (gsize j = 0; j < MAP_VECTORS; j++)
      *(Vector *)(y + o * map->stride + column + j * VECTOR_FLOATS) += sum[o][j];
}

static inline __attribute__ ((always_inline)) void
map_outputs (const HxMaskedMap *map, const gsize n_out, float *y)
{
  for (gsize from = 0; from < map->rows; from += SUM_DEPTH)
    for (gsize column = 0; column < map->stride; column += MAP_VECTORS * VECTOR_FLOATS)
      map_rows (map, n_out, from, MIN (from + SUM_DEPTH, map->rows), column, y);
}

static void
masked_map (const HxMaskedMap *map, float *y)
{
  if (map->n_out == USUAL_OUTPUTS)
    map_outputs (map, USUAL_OUTPUTS, y);
  else
    map_outputs (map, map->n_out, y);
}

/* One row's gradients. */
static inline __attribute__ ((always_inline)) void
row_gradient (const HxMaskedMap *map, const gsize n_out, gsize f, const float *dy, float *dweight,
              float *sum_g, float *sum_g_normal, float *by_normal)
{
  const float *normal = map->normal + f * map->stride, *mask = map->mask + f * map->stride;
  Vector by_weight[MAX_OUTPUTS], of_g = { 0 }, of_g_normal = { 0 };

  for (gsize o = 0; o < n_out; o++)
    by_weight[o] = (Vector){ 0 };
  for (gsize i = 0; i < map->stride; i += VECTOR_FLOATS)
    {
      const Vector n = load (normal + i), m = load (mask + i), x = m * (n * map->scale[f] + map->shift[f]);
      Vector g = { 0 };

      for (gsize o = 0; o < n_out; o++)
        {
          const Vector d = load (dy + o * map->stride + i);

          g += d * map->weight[o * map->weight_row + f];
          by_weight[o] += d * x;
        }
      g *= m;
      of_g += g;
      of_g_normal += g * n;
      *(Vector *)(by_normal + f * map->stride + i) += g * map->scale[f];
    }
  for (gsize o = 0; o < n_out; o++)
    dweight[o * map->weight_row + f] = sum_of_lanes (by_weight[o]);
  sum_g[f] = sum_of_lanes (of_g);
  sum_g_normal[f] = sum_of_lanes (of_g_normal);
}

static void
masked_map_gradient (const HxMaskedMap *map, const float *dy, float *dweight, float *sum_g,
                     float *sum_g_normal, float *by_normal)
{
  for (gsize f = 0; f < map->rows; f++)
    if (map->n_out == USUAL_OUTPUTS)
      row_gradient (map, USUAL_OUTPUTS, f, dy, dweight, sum_g, sum_g_normal, by_normal);
    else
      row_gradient (map, map->n_out, f, dy, dweight, sum_g, sum_g_normal, by_normal);
}
