/* hx-kernels-reference.c: the kernels as plain loops, to compare the fast ones with
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/kernels/hx-kernels-filters.h"
#include "engine/kernels/hx-kernels-private.h"

#include <math.h>

#define SUMS 16 /* of a row of a product, at a time */

static gsize
packed_size (gsize k, gsize n)
{
  return k * n;
}

static void
pack (gsize k, gsize n, const float *b, gsize b_row, gsize b_column, float *packed)
{
  for (gsize l = 0; l < k; l++)
    for (gsize j = 0; j < n; j++)
      packed[l * n + j] = b[l * b_row + j * b_column];
}

/* Some sums of a row side by side, so that they live in registers, and B is read as it lies in memory. */
static inline __attribute__ ((always_inline)) void
row_sums (const gsize count, gsize k, const float *a, gsize a_column, const float *b, gsize b_row, float *c,
          gboolean accumulate)
{
  double sums[SUMS];

  for (gsize j = 0; j < count; j++)
    sums[j] = accumulate ? c[j] : 0.0;
  for (gsize l = 0; l < k; l++)
    for (gsize j = 0; j < count; j++)
      sums[j] += (double)a[l * a_column] * b[l * b_row + j];
  for (gsize j = 0; j < count; j++)
    c[j] = (float)sums[j];
}

static void
product (gsize m, gsize n, gsize k, const float *a, gsize a_row, gsize a_column, const float *packed,
         float *c, gsize c_row, gboolean accumulate)
{
  for (gsize i = 0; i < m; i++)
    for (gsize j = 0; j < n; j += SUMS)
      if (n - j >= SUMS)
        row_sums (SUMS, k, a + i * a_row, a_column, packed + j, n, c + i * c_row + j, accumulate);
      else
        row_sums (n - j, k, a + i * a_row, a_column, packed + j, n, c + i * c_row + j, accumulate);
}

static const float *
filter_matrix (HxTransform kind, gsize n_taps)
{
  static const float *const matrices[3][3] = {
    { &hx_filter_input_3[0][0], &hx_filter_input_4[0][0], &hx_filter_input_5[0][0] },
    { &hx_filter_weight_3[0][0], &hx_filter_weight_4[0][0], &hx_filter_weight_5[0][0] },
    { &hx_filter_output_3[0][0], &hx_filter_output_4[0][0], &hx_filter_output_5[0][0] },
  };

  return matrices[kind >= HX_TRANSFORM_WEIGHT_GRADIENT ? kind - 2 : kind][n_taps - 3];
}

static void
transform (HxTransform kind, gsize n_taps, const HxRowsTransform *rows, const float *x, float *y)
{
  const float *matrix = filter_matrix (kind, n_taps);
  const gboolean transposed = kind >= HX_TRANSFORM_WEIGHT_GRADIENT;
  const gsize points = n_taps + 3;
  const gsize height =
      kind == HX_TRANSFORM_OUTPUT || kind == HX_TRANSFORM_OUTPUT_GRADIENT ? HX_FILTER_OUTPUTS : points;
  const gsize width = kind == HX_TRANSFORM_WEIGHT || kind == HX_TRANSFORM_WEIGHT_GRADIENT ? n_taps : points;
  const gsize n_results = transposed ? width : height, n_terms = transposed ? height : width;

  for (gsize i = 0; i < rows->n; i++)
    for (gsize p = 0; p < n_results; p++)
      for (gsize c = 0; c < rows->n_columns; c++)
        {
          float *out = y + i * rows->y_step + p * rows->y_row + c;
          double sum = rows->accumulate ? *out : 0.0;

          for (gsize j = 0; j < n_terms; j++)
            sum += (double)matrix[transposed ? j * width + p : p * width + j]
                   * x[i * rows->x_step + j * rows->x_row + c];
          *out = (float)sum;
        }
}

static void
moments (const float *x, gsize rows, gsize columns, float *mean, float *deviation)
{
  for (gsize c = 0; c < columns; c++)
    {
      double sum = 0.0, squares = 0.0;

      for (gsize t = 0; t < rows; t++)
        sum += x[t * columns + c];
      sum /= (double)rows;
      for (gsize t = 0; t < rows; t++)
        squares += (x[t * columns + c] - sum) * (x[t * columns + c] - sum);
      mean[c] = (float)sum;
      deviation[c] = (float)squares;
    }
}

static void
affine (const float *x, gsize rows, gsize columns, const float *scale, const float *shift,
        const float *residual, gboolean relu, float *y)
{
  for (gsize i = 0; i < rows * columns; i++)
    {
      double value = (double)x[i] * scale[i % columns] + shift[i % columns];

      value += residual != NULL ? residual[i] : 0.0;
      y[i] = (float)(relu ? fmax (value, 0.0) : value);
    }
}

static void
relu_gradient (const float *dy, const float *y, gsize n, gboolean accumulate, float *g)
{
  for (gsize i = 0; i < n; i++)
    g[i] = (accumulate ? g[i] : 0.0f) + (y == NULL || y[i] > 0.0f ? dy[i] : 0.0f);
}

static void
norm_gradient_sums (const float *dy, const float *y, const float *x, gsize rows, gsize columns,
                    const float *mean, const float *inverse_sd, float *sum_g, float *sum_g_normal)
{
  for (gsize c = 0; c < columns; c++)
    {
      double sum = 0.0, sum_normal = 0.0;

      for (gsize i = c; i < rows * columns; i += columns)
        if (y == NULL || y[i] > 0.0f)
          {
            sum += dy[i];
            sum_normal += dy[i] * (((double)x[i] - mean[c]) * inverse_sd[c]);
          }
      sum_g[c] = (float)sum;
      sum_g_normal[c] = (float)sum_normal;
    }
}

static void
norm_gradient (const float *dy, const float *y, const float *x, gsize rows, gsize columns, const float *mean,
               const float *inverse_sd, const float *scale, const float *mean_g, const float *mean_g_normal,
               float *dx)
{
  for (gsize i = 0; i < rows * columns; i++)
    {
      gsize c = i % columns;
      double g = y == NULL || y[i] > 0.0f ? dy[i] : 0.0;

      dx[i] =
          (float)(scale[c] * (g - mean_g[c] - ((double)x[i] - mean[c]) * inverse_sd[c] * mean_g_normal[c]));
    }
}

static void
pool (const float *x, gsize rows, gsize columns, float *maximum, float *mean, guint32 *argument)
{
  for (gsize c = 0; c < columns; c++)
    {
      double sum = 0.0;

      argument[c] = 0;
      for (gsize t = 0; t < rows; t++)
        {
          sum += x[t * columns + c];
          if (x[t * columns + c] > x[argument[c] * columns + c])
            argument[c] = (guint32)t;
        }
      maximum[c] = x[argument[c] * columns + c];
      mean[c] = (float)(sum / (double)rows);
    }
}

static void
pool_gradient (const float *dmaximum, const float *dmean, const guint32 *argument, gsize rows, gsize columns,
               float *dx)
{
  for (gsize t = 0; t < rows; t++)
    for (gsize c = 0; c < columns; c++)
      dx[t * columns + c] = dmean[c] / (float)rows + (argument[c] == t ? dmaximum[c] : 0.0f);
}

static void
maximum (const float *x, gsize rows, gsize columns, guint32 first_row, float *maximum, guint32 *argument)
{
  for (gsize c = 0; c < columns; c++)
    {
      gsize best = 0;

      for (gsize t = 1; t < rows; t++)
        if (x[t * columns + c] > x[best * columns + c])
          best = t;
      maximum[c] = x[best * columns + c];
      argument[c] = first_row + (guint32)best;
    }
}

static double
sigmoid (double x)
{
  return 1.0 / (1.0 + exp (-x));
}

static void
lstm_cell (gsize n, const float *bias, float *gates, const float *c_before, float *c, float *h)
{
  for (gsize i = 0; i < n; i++)
    {
      const double in = sigmoid ((double)gates[i] + bias[i]),
                   forget = sigmoid ((double)gates[n + i] + bias[n + i]),
                   cell = tanh ((double)gates[2 * n + i] + bias[2 * n + i]),
                   out = sigmoid ((double)gates[3 * n + i] + bias[3 * n + i]);
      const double state = forget * (c_before != NULL ? c_before[i] : 0.0) + in * cell;

      gates[i] = (float)in;
      gates[n + i] = (float)forget;
      gates[2 * n + i] = (float)cell;
      gates[3 * n + i] = (float)out;
      c[i] = (float)state;
      h[i] = (float)(out * tanh (state));
    }
}

static void
lstm_cell_gradient (gsize n, float *gates, const float *c_before, const float *c, const float *dh, float *dc)
{
  for (gsize i = 0; i < n; i++)
    {
      const double in = gates[i], forget = gates[n + i], cell = gates[2 * n + i], out = gates[3 * n + i];
      const double t = tanh (c[i]), d = dc[i] + dh[i] * out * (1.0 - t * t);

      gates[i] = (float)(d * cell * in * (1.0 - in));
      gates[n + i] = (float)(d * (c_before != NULL ? c_before[i] : 0.0) * forget * (1.0 - forget));
      gates[2 * n + i] = (float)(d * in * (1.0 - cell * cell));
      gates[3 * n + i] = (float)(dh[i] * t * out * (1.0 - out));
      dc[i] = (float)(d * forget);
    }
}

static void
gru_cell (gsize n, const float *bias, float *gates, const float *hidden, const float *h_before, float *h)
{
  for (gsize i = 0; i < n; i++)
    {
      const double reset = sigmoid ((double)gates[i] + bias[i]),
                   update = sigmoid ((double)gates[n + i] + bias[n + i]),
                   new = tanh ((double)gates[2 * n + i] + bias[2 * n + i] + reset * hidden[i]);

      gates[i] = (float)reset;
      gates[n + i] = (float)update;
      gates[2 * n + i] = (float)new;
      h[i] = (float)((1.0 - update) * new + update *(h_before != NULL ? h_before[i] : 0.0));
    }
}

static void
gru_cell_gradient (gsize n, float *gates, float *hidden, const float *h_before, const float *dh,
                   float *dh_before)
{
  for (gsize i = 0; i < n; i++)
    {
      const double reset = gates[i], update = gates[n + i], new = gates[2 * n + i];
      const double d_new = dh[i] * (1.0 - update) * (1.0 - new *new);
      const double d_update = dh[i] * ((h_before != NULL ? h_before[i] : 0.0) - new);

      gates[i] = (float)(d_new * hidden[i] * reset * (1.0 - reset));
      gates[n + i] = (float)(d_update * update * (1.0 - update));
      gates[2 * n + i] = (float)d_new;
      hidden[i] = (float)(d_new * reset);
      dh_before[i] = (float)(dh[i] * update);
    }
}

static void
adamw (gsize n, float *value, const float *gradient, float *first, float *second, const HxAdamW *s)
{
  for (gsize i = 0; i < n; i++)
    {
      first[i] = s->beta1 * first[i] + (1.0f - s->beta1) * gradient[i];
      second[i] = s->beta2 * second[i] + (1.0f - s->beta2) * gradient[i] * gradient[i];
      value[i] -= s->learning_rate * s->decay * value[i];
      value[i] -=
          s->learning_rate * (first[i] / s->correction1) / (sqrtf (second[i] / s->correction2) + s->epsilon);
    }
}

static void
dropout (guint64 state, gsize n, guint32 threshold, float keep, float *mask)
{
  for (gsize i = 0; i < n; i += 4)
    {
      guint64 z = state + (i / 4 + 1) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);

      z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
      z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
      z ^= z >> 31;
      for (gsize j = 0; j < 4 && i + j < n; j++)
        mask[i + j] = (z >> (16 * j) & 0xFFFF) < threshold ? 0.0f : keep;
    }
}

static float
masked_input (const HxMaskedMap *map, gsize row, gsize record)
{
  const gsize i = row * map->stride + record;

  return map->mask[i] * (map->normal[i] * map->scale[row] + map->shift[row]);
}

static void
masked_map (const HxMaskedMap *map, float *y)
{
  for (gsize o = 0; o < map->n_out; o++)
    for (gsize record = 0; record < map->stride; record++)
      {
        double sum = 0.0;

        for (gsize row = 0; row < map->rows; row++)
          sum += (double)map->weight[o * map->weight_row + row] * masked_input (map, row, record);
        y[o * map->stride + record] += (float)sum;
      }
}

static void
masked_map_gradient (const HxMaskedMap *map, const float *dy, float *dweight, float *sum_g,
                     float *sum_g_normal, float *by_normal)
{
  for (gsize row = 0; row < map->rows; row++)
    {
      double sum = 0.0, sum_normal = 0.0;

      for (gsize record = 0; record < map->stride; record++)
        {
          const gsize i = row * map->stride + record;
          double g = 0.0;

          for (gsize o = 0; o < map->n_out; o++)
            g += (double)map->weight[o * map->weight_row + row] * dy[o * map->stride + record];
          g *= map->mask[i];
          sum += g;
          sum_normal += g * map->normal[i];
          by_normal[i] += (float)(g * map->scale[row]);
        }
      sum_g[row] = (float)sum;
      sum_g_normal[row] = (float)sum_normal;
      for (gsize o = 0; o < map->n_out; o++)
        {
          double weight = 0.0;

          for (gsize record = 0; record < map->stride; record++)
            weight += (double)dy[o * map->stride + record] * masked_input (map, row, record);
          dweight[o * map->weight_row + row] = (float)weight;
        }
    }
}

static void
distances (gsize n, gsize n_dims, const float *points, gsize row, gsize from, float *distance)
{
  for (gsize i = 0; i < n; i++)
    {
      distance[i] = 0.0f;
      for (gsize d = 0; d < n_dims; d++)
        {
          const float apart = points[d * row + i] - points[d * row + from];

          distance[i] += apart * apart;
        }
    }
}

static void
semi_hard (gsize n_same, const float *same, gsize n_other, const float *other, float *chosen, guint32 *which)
{
  for (gsize i = 0; i < n_same; i++)
    {
      guint32 farther = G_MAXUINT32, farthest = 0;

      for (guint32 o = 0; o < n_other; o++)
        {
          if (other[o] > same[i] && (farther == G_MAXUINT32 || other[o] < other[farther]))
            farther = o;
          if (other[o] >= other[farthest])
            farthest = o;
        }
      which[i] = farther != G_MAXUINT32 ? farther : farthest;
      chosen[i] = other[which[i]];
    }
}

static void
pull (gsize n, gsize n_dims, const float *points, gsize row, gsize from, const float *weight, float *gradient)
{
  for (gsize d = 0; d < n_dims; d++)
    {
      double sum = 0.0;

      for (gsize i = 0; i < n; i++)
        sum += (double)weight[i] * (points[d * row + from] - points[d * row + i]);
      gradient[d] = (float)sum;
    }
}

static void
add (gsize n, const float *x, float *y)
{
  for (gsize i = 0; i < n; i++)
    y[i] += x[i];
}

static float
rounds (gsize n)
{
  float sum = 0.0f;

  for (gsize i = 0; i < n; i++)
    sum = sum * 0.5f + 0.5f;
  return sum;
}

const HxKernels hx_kernels_reference = {
  .name = "reference",
  .packed_size = packed_size,
  .pack = pack,
  .product = product,
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
  .round_flops = 2,
};
