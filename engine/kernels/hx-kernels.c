/* hx-kernels.c: chooses kernels by the processor; lays out matrices for them
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/kernels/hx-kernels.h"

#include "engine/kernels/hx-kernels-private.h"

#include <string.h>

#define ROWS_AT_ONCE 8 /* of a matrix that is packed */

#define MAX_SETS 4

typedef struct
{
  const HxKernels *sets[MAX_SETS + 1]; /* slowest first, NULL-terminated */
  const HxKernels *fastest;
  const HxKernels *bfloat16; /* NULL: none */
} Choice;

static gpointer
choose (gpointer data)
{
  static Choice choice;
  guint n = 0;

  choice.sets[n++] = &hx_kernels_reference;
  choice.sets[n++] = &hx_kernels_portable;
#ifdef HX_KERNELS_X86
  __builtin_cpu_init ();
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    choice.sets[n++] = &hx_kernels_avx2;
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq")
      && __builtin_cpu_supports ("avx512vl") && __builtin_cpu_supports ("avx512bw"))
    {
      choice.sets[n++] = &hx_kernels_avx512;
      if (__builtin_cpu_supports ("avx512bf16"))
        choice.bfloat16 = &hx_kernels_avx512_bfloat16;
    }
#endif
  choice.fastest = choice.sets[n - 1];
  g_debug ("kernels: %s", choice.fastest->name);
  return &choice;
}

static const Choice *
get_choice (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, choose, NULL);
}

const HxKernels *
hx_kernels (void)
{
  return get_choice ()->fastest;
}

const HxKernels *const *
hx_kernels_all (void)
{
  return get_choice ()->sets;
}

const HxKernels *
hx_kernels_bfloat16 (void)
{
  return get_choice ()->bfloat16;
}

gsize
hx_kernels_packed_size (const HxKernels *kernels, gsize k, gsize n)
{
  gsize panels = (n + kernels->panel_columns - 1) / kernels->panel_columns;

  return panels * kernels->panel_columns * k;
}

/* Rows of @b that follow each other in memory: read as they lie there, a few at a time, because a walk down
 * the columns takes a line of every page and the processor fetches none ahead. */
static void
pack_rows (gsize width, gsize k, gsize n, const float *b, gsize b_row, float *packed)
{
  for (gsize first = 0; first < k; first += ROWS_AT_ONCE)
    for (gsize column = 0; column < n; column += width)
      {
        const gsize columns = MIN (width, n - column), end = MIN (first + ROWS_AT_ONCE, k);

        for (gsize l = first; l < end; l++)
          {
            float *to = packed + column * k + l * width;

            memcpy (to, b + l * b_row + column, columns * sizeof (float));
            if (columns < width)
              memset (to + columns, 0, (width - columns) * sizeof (float));
          }
      }
}

void
hx_kernels_pack (const HxKernels *kernels, gsize k, gsize n, const float *b, gsize b_row, gsize b_column,
                 float *packed)
{
  const gsize width = kernels->panel_columns;

  if (kernels->pack != NULL)
    {
      kernels->pack (k, n, b, b_row, b_column, packed);
      return;
    }
  if (b_column == 1)
    {
      pack_rows (width, k, n, b, b_row, packed);
      return;
    }
  for (gsize column = 0; column < n; column += width)
    {
      gsize columns = MIN (width, n - column);

      for (gsize l = 0; l < k; l++, packed += width)
        {
          const float *row = b + l * b_row + column * b_column;

          for (gsize j = 0; j < columns; j++)
            packed[j] = row[j * b_column];
          if (columns < width)
            memset (packed + columns, 0, (width - columns) * sizeof (float));
        }
    }
}
