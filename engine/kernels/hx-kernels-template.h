/* hx-kernels-template.h: the fast kernels, for one kind of vector
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Included once by each hx-kernels-*.c, which defines
 *   VECTOR_FLOATS  floats in a vector
 *   TILE_ROWS      rows of C held in registers
 *   TILE_VECTORS   vectors of a row of C held in registers
 *   BFLOAT16       if products are of bfloat16
 *   AMX            if these are of matrix tiles, too
 *   TABLE          the table to define, and its NAME
 * and is compiled for the processor it is meant for.
 */
typedef float Vector __attribute__ ((vector_size (VECTOR_FLOATS * 4), aligned (4), may_alias));

#define TILE_COLUMNS (VECTOR_FLOATS * TILE_VECTORS)
#define SUM_DEPTH 64

/* TILE (n) with a constant number of rows, whatever it is: registers can then be told apart. */
#define ROWS_CASE(n, TILE)                                                                                   \
  case n:                                                                                                    \
    if (n <= TILE_ROWS)                                                                                      \
      TILE (n);                                                                                              \
    break
#define BY_ROWS(rows, TILE)                                                                                  \
  switch (rows)                                                                                              \
    {                                                                                                        \
      ROWS_CASE (1, TILE);                                                                                   \
      ROWS_CASE (2, TILE);                                                                                   \
      ROWS_CASE (3, TILE);                                                                                   \
      ROWS_CASE (4, TILE);                                                                                   \
      ROWS_CASE (5, TILE);                                                                                   \
      ROWS_CASE (6, TILE);                                                                                   \
      ROWS_CASE (7, TILE);                                                                                   \
      ROWS_CASE (8, TILE);                                                                                   \
      ROWS_CASE (9, TILE);                                                                                   \
      ROWS_CASE (10, TILE);                                                                                  \
      ROWS_CASE (11, TILE);                                                                                  \
      ROWS_CASE (12, TILE);                                                                                  \
    default:                                                                                                 \
      g_assert_not_reached ();                                                                               \
    }

#ifdef BFLOAT16
#include "engine/kernels/hx-kernels-bfloat16.h"
#else
#include "engine/kernels/hx-kernels-product.h"
#endif
#ifdef AMX
#include "engine/kernels/hx-kernels-amx.h"
#endif

/* Sums of up to VECTOR_FLOATS columns, in double precision: what a batch norm takes off every value must not
 * carry the rounding of a long sum. */
static void
moments_of_few (const float *x, gsize rows, gsize columns, gsize stride, float *mean, float *deviation)
{
  double sum[VECTOR_FLOATS] = { 0.0 }, squares[VECTOR_FLOATS] = { 0.0 };

  for (gsize t = 0; t < rows; t++)
    for (gsize c = 0; c < columns; c++)
      sum[c] += (double)x[t * stride + c];
  for (gsize c = 0; c < columns; c++)
    sum[c] /= (double)rows;
  for (gsize t = 0; t < rows; t++)
    for (gsize c = 0; c < columns; c++)
      {
        const double d = (double)x[t * stride + c] - sum[c];

        squares[c] += d * d;
      }
  for (gsize c = 0; c < columns; c++)
    {
      mean[c] = (float)sum[c];
      deviation[c] = (float)squares[c];
    }
}

static void
moments (const float *x, gsize rows, gsize columns, float *mean, float *deviation)
{
  gsize c = 0;

  for (; c + VECTOR_FLOATS <= columns; c += VECTOR_FLOATS)
    moments_of_few (x + c, rows, VECTOR_FLOATS, columns, mean + c, deviation + c);
  if (c < columns)
    moments_of_few (x + c, rows, columns - c, columns, mean + c, deviation + c);
}

static void
affine (const float *restrict x, gsize rows, gsize columns, const float *restrict scale,
        const float *restrict shift, const float *restrict residual, gboolean relu, float *restrict y)
{
  for (gsize t = 0; t < rows; t++)
    for (gsize c = 0; c < columns; c++)
      {
        float value = x[t * columns + c] * scale[c] + shift[c];

        value = residual != NULL ? value + residual[t * columns + c] : value;
        y[t * columns + c] = relu && value < 0.0f ? 0.0f : value;
      }
}

static void
relu_gradient (const float *restrict dy, const float *restrict y, gsize n, gboolean accumulate,
               float *restrict g)
{
  for (gsize i = 0; i < n; i++)
    {
      const float own = y == NULL || y[i] > 0.0f ? dy[i] : 0.0f;

      g[i] = accumulate ? g[i] + own : own;
    }
}

static void
norm_gradient_sums (const float *restrict dy, const float *restrict y, const float *restrict x, gsize rows,
                    gsize columns, const float *restrict mean, const float *restrict inverse_sd,
                    float *restrict sum_g, float *restrict sum_g_normal)
{
  memset (sum_g, 0, columns * sizeof (float));
  memset (sum_g_normal, 0, columns * sizeof (float));
  for (gsize t = 0; t < rows; t++)
    for (gsize c = 0; c < columns; c++)
      {
        gsize i = t * columns + c;
        float g = y == NULL || y[i] > 0.0f ? dy[i] : 0.0f;

        sum_g[c] += g;
        sum_g_normal[c] += g * ((x[i] - mean[c]) * inverse_sd[c]);
      }
}

static void
norm_gradient (const float *restrict dy, const float *restrict y, const float *restrict x, gsize rows,
               gsize columns, const float *restrict mean, const float *restrict inverse_sd,
               const float *restrict scale, const float *restrict mean_g, const float *restrict mean_g_normal,
               float *restrict dx)
{
  for (gsize t = 0; t < rows; t++)
    for (gsize c = 0; c < columns; c++)
      {
        gsize i = t * columns + c;
        float g = y == NULL || y[i] > 0.0f ? dy[i] : 0.0f;

        dx[i] = scale[c] * (g - mean_g[c] - (x[i] - mean[c]) * inverse_sd[c] * mean_g_normal[c]);
      }
}

static void
pool_few (const float *x, gsize rows, gsize columns, gsize stride, float *maximum, float *mean,
          guint32 *argument)
{
  double sum[VECTOR_FLOATS] = { 0.0 };
  float largest[VECTOR_FLOATS];
  guint32 row[VECTOR_FLOATS] = { 0 };

  for (gsize c = 0; c < columns; c++)
    largest[c] = x[c];
  for (gsize t = 0; t < rows; t++)
    for (gsize c = 0; c < columns; c++)
      {
        const float value = x[t * stride + c];

        sum[c] += (double)value;
        row[c] = value > largest[c] ? (guint32)t : row[c];
        largest[c] = value > largest[c] ? value : largest[c];
      }
  for (gsize c = 0; c < columns; c++)
    {
      maximum[c] = largest[c];
      mean[c] = (float)(sum[c] / (double)rows);
      argument[c] = row[c];
    }
}

static void
pool (const float *x, gsize rows, gsize columns, float *maximum, float *mean, guint32 *argument)
{
  gsize c = 0;

  for (; c + VECTOR_FLOATS <= columns; c += VECTOR_FLOATS)
    pool_few (x + c, rows, VECTOR_FLOATS, columns, maximum + c, mean + c, argument + c);
  if (c < columns)
    pool_few (x + c, rows, columns - c, columns, maximum + c, mean + c, argument + c);
}

static void
pool_gradient (const float *restrict dmaximum, const float *restrict dmean, const guint32 *restrict argument,
               gsize rows, gsize columns, float *restrict dx)
{
  const float share = 1.0f / (float)rows;

  for (gsize t = 0; t < rows; t++)
    for (gsize c = 0; c < columns; c++)
      dx[t * columns + c] = dmean[c] * share + (argument[c] == t ? dmaximum[c] : 0.0f);
}

static void
maximum (const float *restrict x, gsize rows, gsize columns, guint32 first_row, float *restrict maximum,
         guint32 *restrict argument)
{
  for (gsize c = 0; c < columns; c++)
    {
      maximum[c] = x[c];
      argument[c] = first_row;
    }
  for (gsize t = 1; t < rows; t++)
    for (gsize c = 0; c < columns; c++)
      {
        const float value = x[t * columns + c];

        argument[c] = value > maximum[c] ? first_row + (guint32)t : argument[c];
        maximum[c] = value > maximum[c] ? value : maximum[c];
      }
}

#include "engine/kernels/hx-kernels-cells.h"
#include "engine/kernels/hx-kernels-maps.h"
#include "engine/kernels/hx-kernels-transforms.h"
#include "engine/kernels/hx-kernels-triplet.h"

static void
adamw (gsize n, float *restrict value, const float *restrict gradient, float *restrict first,
       float *restrict second, const HxAdamW *step)
{
  const HxAdamW s = *step;
  const float keep = 1.0f - s.learning_rate * s.decay;

  for (gsize i = 0; i < n; i++)
    {
      first[i] = first[i] * s.beta1 + (1.0f - s.beta1) * gradient[i];
      second[i] = second[i] * s.beta2 + (1.0f - s.beta2) * gradient[i] * gradient[i];
      value[i] = value[i] * keep
                 - s.learning_rate * (first[i] / s.correction1)
                       / (__builtin_sqrtf (second[i] / s.correction2) + s.epsilon);
    }
}

/* SplitMix64's numbers of several indices at once, and of each its four parts of 16 bits. */
#define DRAWS (VECTOR_FLOATS / 2)

typedef guint64 Draws __attribute__ ((vector_size (DRAWS * 8)));

static void
dropout (guint64 state, gsize n, guint32 threshold, float keep, float *mask)
{
  Draws index;

  for (guint64 j = 0; j < DRAWS; j++)
    index[j] = state + (j + 1) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  for (gsize i = 0; i < n; i += 4 * DRAWS)
    {
      guint16 parts[4 * DRAWS];
      float values[4 * DRAWS];
      Draws z = index;

      z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
      z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
      z ^= z >> 31;
      index += DRAWS * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
      memcpy (parts, &z, sizeof parts);
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
      for (gsize j = 0; j < 4 * DRAWS; j++)
        values[j] = parts[j] < threshold ? 0.0f : keep;
#else
      for (gsize j = 0; j < 4 * DRAWS; j++)
        values[j] = parts[j ^ 3] < threshold ? 0.0f : keep;
#endif
      memcpy (mask + i, values, MIN (4 * DRAWS, n - i) * sizeof (float));
    }
}

static void
add (gsize n, const float *restrict x, float *restrict y)
{
  for (gsize i = 0; i < n; i++)
    y[i] += x[i];
}

#define CHAINS                                                                                               \
  12 /* sums that do not wait for each other: more than the units' latency times their number                \
      */

static float
rounds (gsize n)
{
  Vector sum[CHAINS], factor = 0.5f - (Vector){ 0 };
  float total = 0.0f;

  for (gsize j = 0; j < CHAINS; j++)
    sum[j] = (float)j - (Vector){ 0 };
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < CHAINS; j++)
      sum[j] = sum[j] * factor + factor;
  for (gsize j = 0; j < CHAINS; j++)
    for (gsize l = 0; l < VECTOR_FLOATS; l++)
      total += sum[j][l];
  return total;
}

const HxKernels TABLE = {
  .name = NAME,
#ifdef BFLOAT16
  .bfloat16 = TRUE,
#endif
#ifdef AMX
  .packed_size = packed_size_by_depth,
  .pack = pack_by_depth,
  .product = product_by_depth,
#else
  .packed_size = packed_size,
  .pack = pack,
  .product = product,
#endif
  .transform = transform,
  .moments = moments,
  .affine = affine,
  .relu_gradient = relu_gradient,
  .norm_gradient_sums = norm_gradient_sums,
  .norm_gradient = norm_gradient,
  .pool = pool,
  .pool_gradient = pool_gradient,
  .maximum = maximum,
  .lstm_cell = lstm_cell,
  .lstm_cell_gradient = lstm_cell_gradient,
  .gru_cell = gru_cell,
  .gru_cell_gradient = gru_cell_gradient,
  .adamw = adamw,
  .dropout = dropout,
  .masked_map = masked_map,
  .masked_map_gradient = masked_map_gradient,
  .distances = distances,
  .semi_hard = semi_hard,
  .pull = pull,
  .add = add,
  .rounds = rounds,
  .round_flops = CHAINS * VECTOR_FLOATS * 2,
};
