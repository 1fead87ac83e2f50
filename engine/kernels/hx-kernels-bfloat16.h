/* hx-kernels-bfloat16.h: the product of bfloat16 numbers with sums in float32
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Part of hx-kernels-template.h where the processor multiplies bfloat16 (AVX512_BF16): an instruction takes
 * two neighbouring numbers of the depth for each of 16 columns, twice as many as one of float32. Both sides
 * are rounded to the nearest, ties to even; what is less than the smallest normal number is 0.
 */
#include <immintrin.h>

/* Two numbers one after the other in depth, the first in the low half. */
typedef guint32 Pair;

#define BLOCK_PAIRS 128 /* of a tile of A: it stays in the first cache, beside a panel of B */

static inline __m512i
pairs_of (__m512 first, __m512 second)
{
  const __m512i low = _mm512_cvtepu16_epi32 ((__m256i)_mm512_cvtneps_pbh (first));
  const __m512i high = _mm512_cvtepu16_epi32 ((__m256i)_mm512_cvtneps_pbh (second));

  return _mm512_or_si512 (low, _mm512_slli_epi32 (high, 16));
}

static inline Pair
pair_of (float first, float second)
{
  const __m128i both = (__m128i)_mm_cvtneps_pbh (_mm_setr_ps (first, second, 0.0f, 0.0f));

  return (Pair)_mm_cvtsi128_si32 (both);
}

static gsize
packed_size (gsize k, gsize n)
{
  return (n + TILE_COLUMNS - 1) / TILE_COLUMNS * TILE_COLUMNS * ((k + 1) / 2);
}

/* Panels of TILE_COLUMNS columns, pair after pair; what is beyond the last row or column is 0. */
static void
pack (gsize k, gsize n, const float *b, gsize b_row, gsize b_column, float *packed)
{
  Pair *out = (Pair *)packed;

  for (gsize column = 0; column < n; column += TILE_COLUMNS)
    for (gsize l = 0; l < k; l += 2, out += TILE_COLUMNS)
      {
        float rows[2][TILE_COLUMNS] = { { 0.0f } };

        for (gsize i = 0; i < MIN (2, k - l); i++)
          for (gsize j = 0; j < MIN (TILE_COLUMNS, n - column); j++)
            rows[i][j] = b[(l + i) * b_row + (column + j) * b_column];
        for (gsize j = 0; j < TILE_COLUMNS; j += VECTOR_FLOATS)
          _mm512_storeu_si512 (out + j,
                               pairs_of (_mm512_loadu_ps (rows[0] + j), _mm512_loadu_ps (rows[1] + j)));
      }
}

/* A row that is contiguous in depth. */
static void
take_row (gsize depth, const float *a, Pair *left)
{
  gsize l = 0;

  for (; l + VECTOR_FLOATS <= depth; l += VECTOR_FLOATS)
    _mm256_storeu_si256 ((__m256i *)(left + l / 2), (__m256i)_mm512_cvtneps_pbh (_mm512_loadu_ps (a + l)));
  for (; l < depth; l += 2)
    left[l / 2] = pair_of (a[l], l + 1 < depth ? a[l + 1] : 0.0f);
}

/* Rows that lie side by side: a vector of them at a time. */
static void
take_neighbours (gsize rows, gsize depth, const float *a, gsize a_column, Pair left[TILE_ROWS][BLOCK_PAIRS])
{
  const __mmask16 mask = (__mmask16)((1u << rows) - 1u);

  for (gsize l = 0; l < depth; l += 2)
    {
      const __m512 first = _mm512_maskz_loadu_ps (mask, a + l * a_column);
      const __m512 second =
          l + 1 < depth ? _mm512_maskz_loadu_ps (mask, a + (l + 1) * a_column) : _mm512_setzero_ps ();
      Pair pairs[VECTOR_FLOATS];

      _mm512_storeu_si512 (pairs, pairs_of (first, second));
      for (gsize i = 0; i < rows; i++)
        left[i][l / 2] = pairs[i];
    }
}

static void
take_rows (gsize rows, gsize depth, const float *a, gsize a_row, gsize a_column,
           Pair left[TILE_ROWS][BLOCK_PAIRS])
{
  if (a_row == 1 && a_column != 1)
    {
      take_neighbours (rows, depth, a, a_column, left);
      return;
    }
  for (gsize i = 0; i < rows; i++)
    if (a_column == 1)
      take_row (depth, a + i * a_row, left[i]);
    else
      for (gsize l = 0; l < depth; l += 2)
        left[i][l / 2] =
            pair_of (a[i * a_row + l * a_column], l + 1 < depth ? a[i * a_row + (l + 1) * a_column] : 0.0f);
}

/* C (rows x TILE_COLUMNS) [+]= A (rows x pairs) B (pairs x TILE_COLUMNS, packed); rows is a constant at every
 * call. */
static inline __attribute__ ((always_inline)) void
pair_tile (const gsize rows, gsize n_pairs, Pair left[TILE_ROWS][BLOCK_PAIRS], const Pair *right, float *c,
           gsize c_row, gboolean accumulate)
{
  __m512 sum[TILE_ROWS][TILE_VECTORS];

  for (gsize i = 0; i < rows; i++)
    for (gsize j = 0; j < TILE_VECTORS; j++)
      sum[i][j] = accumulate ? _mm512_loadu_ps (c + i * c_row + j * VECTOR_FLOATS) : _mm512_setzero_ps ();
  for (gsize p = 0; p < n_pairs; p++, right += TILE_COLUMNS)
    {
      __m512bh columns[TILE_VECTORS];

      for (gsize j = 0; j < TILE_VECTORS; j++)
        columns[j] = (__m512bh)_mm512_loadu_si512 (right + j * VECTOR_FLOATS);
      for (gsize i = 0; i < rows; i++)
        {
          const __m512bh row = (__m512bh)_mm512_set1_epi32 ((int)left[i][p]);

          for (gsize j = 0; j < TILE_VECTORS; j++)
            sum[i][j] = _mm512_dpbf16_ps (sum[i][j], row, columns[j]);
        }
    }
  for (gsize i = 0; i < rows; i++)
    for (gsize j = 0; j < TILE_VECTORS; j++)
      _mm512_storeu_ps (c + i * c_row + j * VECTOR_FLOATS, sum[i][j]);
}

static void
pair_tile_of_rows (gsize rows, gsize n_pairs, Pair left[TILE_ROWS][BLOCK_PAIRS], const Pair *right, float *c,
                   gsize c_row, gboolean accumulate)
{
#define TILE(n) pair_tile (MIN (n, TILE_ROWS), n_pairs, left, right, c, c_row, accumulate)
  BY_ROWS (rows, TILE);
#undef TILE
}

/* The last columns of C, fewer than a tile has: through a tile beside it. */
static void
pair_edge_tile (gsize rows, gsize columns, gsize n_pairs, Pair left[TILE_ROWS][BLOCK_PAIRS],
                const Pair *right, float *c, gsize c_row, gboolean accumulate)
{
  float whole[TILE_ROWS * TILE_COLUMNS] = { 0.0f };

  for (gsize i = 0; accumulate && i < rows; i++)
    memcpy (whole + i * TILE_COLUMNS, c + i * c_row, columns * sizeof (float));
  pair_tile_of_rows (rows, n_pairs, left, right, whole, TILE_COLUMNS, accumulate);
  for (gsize i = 0; i < rows; i++)
    memcpy (c + i * c_row, whole + i * TILE_COLUMNS, columns * sizeof (float));
}

/* Rows outside, so that a tile of A is rounded once for all columns. */
static void
product (gsize m, gsize n, gsize k, const float *a, gsize a_row, gsize a_column, const float *packed,
         float *c, gsize c_row, gboolean accumulate)
{
  const gsize n_pairs = (k + 1) / 2;
  Pair left[TILE_ROWS][BLOCK_PAIRS];

  for (gsize from = 0; from < n_pairs || from == 0; from += BLOCK_PAIRS)
    for (gsize row = 0; row < m; row += TILE_ROWS)
      {
        const gsize rows = MIN (TILE_ROWS, m - row), pairs = MIN (BLOCK_PAIRS, n_pairs - from);
        const gboolean add = accumulate || from > 0;

        take_rows (rows, MIN (2 * BLOCK_PAIRS, k - 2 * from), a + row * a_row + 2 * from * a_column, a_row,
                   a_column, left);
        for (gsize column = 0; column < n; column += TILE_COLUMNS)
          {
            const Pair *right = (const Pair *)packed + column * n_pairs + from * TILE_COLUMNS;
            const gsize columns = MIN (TILE_COLUMNS, n - column);
            float *out = c + row * c_row + column;

            if (columns < TILE_COLUMNS)
              pair_edge_tile (rows, columns, pairs, left, right, out, c_row, add);
            else
              pair_tile_of_rows (rows, pairs, left, right, out, c_row, add);
          }
      }
}
