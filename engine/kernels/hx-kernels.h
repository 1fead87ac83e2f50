/* hx-kernels.h: arithmetic on arrays, for the processor at hand
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Rows are time steps, columns are channels (contiguous), unless said otherwise. Nothing here
 * allocates, and nothing depends on threads: a result is a function of the arguments and the
 * kind of processor alone. */

/** Numbers of one AdamW step; see hx_adamw in the table. */
typedef struct
{
  float learning_rate;
  float beta1, beta2;
  float correction1, correction2; /* 1 - beta^t */
  float epsilon, decay;
} HxAdamW;

/** A linear map to few outputs behind a batch norm's map and dropout, on S records, a multiple of 32:
 * x = mask * (normal * scale + shift), y = weight x. */
typedef struct
{
  gsize rows, stride, n_out;  /* S: stride; n_out <= 16 */
  const float *normal, *mask; /* rows x S */
  const float *scale, *shift; /* rows */
  const float *weight;        /* n_out x rows, weight_row apart */
  gsize weight_row;
} HxMaskedMap;

/** What minimal filtering (Winograd's) maps linearly, for a filter of r taps, r 3 to 5, r + 3 points and 4
 * outputs. */
typedef enum
{
  HX_TRANSFORM_INPUT,           /* r + 3 neighbouring inputs to as many points */
  HX_TRANSFORM_WEIGHT,          /* r taps to points */
  HX_TRANSFORM_OUTPUT,          /* points to 4 neighbouring outputs */
  HX_TRANSFORM_WEIGHT_GRADIENT, /* transposed: points to r taps */
  HX_TRANSFORM_OUTPUT_GRADIENT, /* transposed: 4 outputs to points */
} HxTransform;

/** Rows that a transform reads and writes: @n times, as often as there are neighbourhoods, terms that lie
 * x_row apart and results y_row apart; the next ones begin a step further. */
typedef struct
{
  gsize n, n_columns;
  gsize x_step, x_row, y_step, y_row;
  gboolean accumulate; /* adds to what is there */
} HxRowsTransform;

/** One set of fast kernels. Every one has a plain twin in hx-kernels-reference.c. */
typedef struct
{
  const char *name;  /* "avx512", "avx2", "portable", "reference" */
  gboolean bfloat16; /* products round what they multiply to bfloat16; their sums and all else is float32 */

  /* Floats that pack() writes. */
  gsize (*packed_size) (gsize k, gsize n);
  /* Lays out B (k x n, element (l, j) at b[l * b_row + j * b_column]) as product() of the same set reads it.
   */
  void (*pack) (gsize k, gsize n, const float *b, gsize b_row, gsize b_column, float *packed);
  /* C (m x n, rows c_row apart) [+]= A (m x k) B (k x n). A's element (i, l) is a[i * a_row + l * a_column]:
   * views that overlap are welcome. @packed comes from pack(). */
  void (*product) (gsize m, gsize n, gsize k, const float *a, gsize a_row, gsize a_column,
                   const float *packed, float *c, gsize c_row, gboolean accumulate);
  void (*transform) (HxTransform kind, gsize n_taps, const HxRowsTransform *rows, const float *x, float *y);
  /* Mean and sum of squared deviations of each column. */
  void (*moments) (const float *x, gsize rows, gsize columns, float *mean, float *deviation);
  /* y = x * scale + shift, a column each, + residual (nullable, like x), negative results 0 if @relu. */
  void (*affine) (const float *x, gsize rows, gsize columns, const float *scale, const float *shift,
                  const float *residual, gboolean relu, float *y);
  /* g [+]= dy where y > 0 (everywhere if y is NULL), n of each. */
  void (*relu_gradient) (const float *dy, const float *y, gsize n, gboolean accumulate, float *g);
  /* Batch norm backward, first half: g = dy where y > 0 (everywhere if y is NULL); sums over rows of g and
   * of g * (x - mean) * inverse_sd. */
  void (*norm_gradient_sums) (const float *dy, const float *y, const float *x, gsize rows, gsize columns,
                              const float *mean, const float *inverse_sd, float *sum_g, float *sum_g_normal);
  /* Second half: dx = scale * (g - mean_g - (x - mean) * inverse_sd * mean_g_normal). */
  void (*norm_gradient) (const float *dy, const float *y, const float *x, gsize rows, gsize columns,
                         const float *mean, const float *inverse_sd, const float *scale, const float *mean_g,
                         const float *mean_g_normal, float *dx);
  /* Maximum (with the first row that has it) and mean of each column. */
  void (*pool) (const float *x, gsize rows, gsize columns, float *maximum, float *mean, guint32 *argument);
  void (*pool_gradient) (const float *dmaximum, const float *dmean, const guint32 *argument, gsize rows,
                         gsize columns, float *dx);
  /* Maximum of each column, and its row counted from @first_row; the first row that has it. */
  void (*maximum) (const float *x, gsize rows, gsize columns, guint32 first_row, float *maximum,
                   guint32 *argument);
  /* One step of an LSTM of n units: @gates plus @bias, n each of in, forget, cell and out, become sigmoid,
   * sigmoid, tanh and sigmoid of themselves; c = forget * c_before + in * cell, h = out * tanh (c). @c_before
   * NULL: 0. */
  void (*lstm_cell) (gsize n, const float *bias, float *gates, const float *c_before, float *c, float *h);
  /* Backward: @gates become gradients of what they were before; @dc, the gradient of c by later steps,
   * becomes that of c_before. */
  void (*lstm_cell_gradient) (gsize n, float *gates, const float *c_before, const float *c, const float *dh,
                              float *dc);
  /* One step of a GRU: @gates plus @bias, n each of reset, update and new, become sigmoid, sigmoid and
   * tanh (new + reset * hidden); h = (1 - update) * new + update * h_before. @h_before NULL: 0. */
  void (*gru_cell) (gsize n, const float *bias, float *gates, const float *hidden, const float *h_before,
                    float *h);
  /* Backward: @gates and @hidden become gradients of what they were; dh_before = dh * update. */
  void (*gru_cell_gradient) (gsize n, float *gates, float *hidden, const float *h_before, const float *dh,
                             float *dh_before);
  void (*adamw) (gsize n, float *value, const float *gradient, float *first, float *second,
                 const HxAdamW *step);
  /* mask = 0 with probability threshold / 65536, else @keep: outputs 1, 2, ... of a SplitMix64 stream of
   * state
   * @state, 16 bits for each element, low bits first. */
  void (*dropout) (guint64 state, gsize n, guint32 threshold, float keep, float *mask);
  /* y (n_out x S) += weight x */
  void (*masked_map) (const HxMaskedMap *map, float *y);
  /* Backward from dy: dweight (n_out x rows, weight_row apart) = dy x^T; with g = mask * (weight^T dy), sums
   * over records of g and of g * normal, and by_normal (rows x S) += g * scale. */
  void (*masked_map_gradient) (const HxMaskedMap *map, const float *dy, float *dweight, float *sum_g,
                               float *sum_g_normal, float *by_normal);
  /* Squared distances from point @from to the first n (a multiple of 16) of points (n_dims x row). */
  void (*distances) (gsize n, gsize n_dims, const float *points, gsize row, gsize from, float *distance);
  /* For each of n_same distances the smallest of n_other > 0 that is larger, or else the largest, and where
   * it is: the first of equal ones, the last of equal largest ones. */
  void (*semi_hard) (gsize n_same, const float *same, gsize n_other, const float *other, float *chosen,
                     guint32 *which);
  /* gradient (n_dims) = sum over the first n (a multiple of 16) points of weight * (point @from - point). */
  void (*pull) (gsize n, gsize n_dims, const float *points, gsize row, gsize from, const float *weight,
                float *gradient);
  /* y += x */
  void (*add) (gsize n, const float *x, float *y);
  /* @n rounds of fused multiply-adds in registers, @round_flops each: how fast the processor could be.
   * The result keeps the compiler from leaving them out. */
  float (*rounds) (gsize n);
  gsize round_flops;
} HxKernels;

/** The fastest set that this processor runs. Static. */
const HxKernels *hx_kernels (void);

/** All sets that this processor runs, the reference first, NULL-terminated. Static. */
const HxKernels *const *hx_kernels_all (void);

/** The fastest set with products of bfloat16; NULL if this processor has no such products. Static. */
const HxKernels *hx_kernels_bfloat16 (void);

/** All sets with products of bfloat16 that this processor runs, the reference first, NULL-terminated. Static.
 */
const HxKernels *const *hx_kernels_bfloat16_all (void);

G_END_DECLS
