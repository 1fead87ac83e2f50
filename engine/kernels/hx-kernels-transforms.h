/* hx-kernels-transforms.h: the transforms of minimal filtering, part of the template of fast kernels
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/kernels/hx-kernels-filters.h"

/* Result @p of one column or vector, from its terms; all but the terms are constants at every call, so that
 * what is multiplied by 0 is left out. */
#define SUM_TERMS(Type, terms)                                                                               \
  Type sum = (Type){ 0 };                                                                                    \
  _Pragma ("GCC unroll 8") for (gsize j = 0; j < n_terms; j++)                                               \
  {                                                                                                          \
    const float factor = transposed ? matrix[j * n_results + p] : matrix[p * n_terms + j];                   \
    if (factor != 0.0f)                                                                                      \
      sum += factor * terms[j];                                                                              \
  }

static inline __attribute__ ((always_inline)) void
transform_column (const gsize n_results, const gsize n_terms, const float *matrix, const gboolean transposed,
                  const float *x, gsize x_row, float *y, gsize y_row, gboolean accumulate)
{
  float terms[HX_FILTER_MAX_POINTS];

  for (gsize j = 0; j < n_terms; j++)
    terms[j] = x[j * x_row];
  _Pragma ("GCC unroll 8") for (gsize p = 0; p < n_results; p++)
  {
    SUM_TERMS (float, terms)
    y[p * y_row] = accumulate ? y[p * y_row] + sum : sum;
  }
}

static inline __attribute__ ((always_inline)) void
transform_vector (const gsize n_results, const gsize n_terms, const float *matrix, const gboolean transposed,
                  const float *x, gsize x_row, float *y, gsize y_row, gboolean accumulate)
{
  Vector terms[HX_FILTER_MAX_POINTS];

  _Pragma ("GCC unroll 8") for (gsize j = 0; j < n_terms; j++) terms[j] = *(const Vector *)(x + j * x_row);
  _Pragma ("GCC unroll 8") for (gsize p = 0; p < n_results; p++)
  {
    Vector *out = (Vector *)(y + p * y_row);
    SUM_TERMS (Vector, terms)

    if (accumulate)
      sum += *out;
    *out = sum;
  }
}

static inline __attribute__ ((always_inline)) void
transform_rows (const gsize n_results, const gsize n_terms, const float *matrix, const gboolean transposed,
                const HxRowsTransform *rows, const float *x, float *y)
{
  for (gsize i = 0; i < rows->n; i++, x += rows->x_step, y += rows->y_step)
    {
      gsize c = 0;

      for (; c + VECTOR_FLOATS <= rows->n_columns; c += VECTOR_FLOATS)
        transform_vector (n_results, n_terms, matrix, transposed, x + c, rows->x_row, y + c, rows->y_row,
                          rows->accumulate);
      for (; c < rows->n_columns; c++)
        transform_column (n_results, n_terms, matrix, transposed, x + c, rows->x_row, y + c, rows->y_row,
                          rows->accumulate);
    }
}

#define TRANSFORMS(taps, points)                                                                             \
  static void transform_##taps (HxTransform kind, const HxRowsTransform *rows, const float *x, float *y)     \
  {                                                                                                          \
    switch (kind)                                                                                            \
      {                                                                                                      \
      case HX_TRANSFORM_INPUT:                                                                               \
        transform_rows (points, points, &hx_filter_input_##taps[0][0], FALSE, rows, x, y);                   \
        break;                                                                                               \
      case HX_TRANSFORM_WEIGHT:                                                                              \
        transform_rows (points, taps, &hx_filter_weight_##taps[0][0], FALSE, rows, x, y);                    \
        break;                                                                                               \
      case HX_TRANSFORM_OUTPUT:                                                                              \
        transform_rows (HX_FILTER_OUTPUTS, points, &hx_filter_output_##taps[0][0], FALSE, rows, x, y);       \
        break;                                                                                               \
      case HX_TRANSFORM_WEIGHT_GRADIENT:                                                                     \
        transform_rows (taps, points, &hx_filter_weight_##taps[0][0], TRUE, rows, x, y);                     \
        break;                                                                                               \
      case HX_TRANSFORM_OUTPUT_GRADIENT:                                                                     \
        transform_rows (points, HX_FILTER_OUTPUTS, &hx_filter_output_##taps[0][0], TRUE, rows, x, y);        \
        break;                                                                                               \
      }                                                                                                      \
  }
TRANSFORMS (3, 6)
TRANSFORMS (4, 7)
TRANSFORMS (5, 8)

static void
transform (HxTransform kind, gsize n_taps, const HxRowsTransform *rows, const float *x, float *y)
{
  g_assert (n_taps >= 3 && n_taps <= 5);

  if (n_taps == 3)
    transform_3 (kind, rows, x, y);
  else if (n_taps == 4)
    transform_4 (kind, rows, x, y);
  else
    transform_5 (kind, rows, x, y);
}
