/* hx-kernels-reference-bfloat16.c: products of bfloat16 as plain loops, to compare the fast ones with
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/kernels/hx-kernels-private.h"

#include <float.h>
#include <math.h>

/* The nearest number with eight digits in base two, of two equally near ones the even one. */
static float
round_to_bfloat16 (float value)
{
  union
  {
    float value;
    guint32 bits;
  } number = { value };

  if (!isfinite (value))
    return value;
  if (fabsf (value) < FLT_MIN)
    return 0.0f;
  number.bits += 0x7fffu + (number.bits >> 16 & 1u);
  number.bits &= 0xffff0000u;
  return number.value;
}

static void
pack (gsize k, gsize n, const float *b, gsize b_row, gsize b_column, float *packed)
{
  hx_kernels_reference.pack (k, n, b, b_row, b_column, packed);
  for (gsize i = 0; i < k * n; i++)
    packed[i] = round_to_bfloat16 (packed[i]);
}

static void
product (gsize m, gsize n, gsize k, const float *a, gsize a_row, gsize a_column, const float *packed,
         float *c, gsize c_row, gboolean accumulate)
{
  for (gsize i = 0; i < m; i++)
    for (gsize j = 0; j < n; j++)
      {
        double sum = accumulate ? (double)c[i * c_row + j] : 0.0;

        for (gsize l = 0; l < k; l++)
          sum += (double)round_to_bfloat16 (a[i * a_row + l * a_column]) * (double)packed[l * n + j];
        c[i * c_row + j] = (float)sum;
      }
}

static gpointer
make_table (gpointer unused)
{
  static HxKernels table;

  table = hx_kernels_reference;
  table.name = "reference-bfloat16";
  table.bfloat16 = TRUE;
  table.pack = pack;
  table.product = product;
  return &table;
}

const HxKernels *
hx_kernels_bfloat16_reference (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, make_table, NULL);
}
