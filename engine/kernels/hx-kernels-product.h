/* hx-kernels-product.h: the product of float32 numbers
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Part of hx-kernels-template.h.
 */
#define DEPTH_BLOCK 256 /* of B in a panel: stays in the first cache */

#define ROWS_A_POINTER 4
#define PAGE_BYTES 4096
#define CACHE_WAYS 8
#define ROWS_AT_ONCE 8 /* of a matrix that is packed */

static gsize
packed_size (gsize k, gsize n)
{
  return (n + TILE_COLUMNS - 1) / TILE_COLUMNS * TILE_COLUMNS * k;
}

/* Rows of B that follow each other in memory: read as they lie there, a few at a time, because a walk down
 * the columns takes a line of every page and the processor fetches none ahead. */
static void
pack_rows (gsize k, gsize n, const float *b, gsize b_row, float *packed)
{
  for (gsize first = 0; first < k; first += ROWS_AT_ONCE)
    for (gsize column = 0; column < n; column += TILE_COLUMNS)
      {
        const gsize columns = MIN (TILE_COLUMNS, n - column), end = MIN (first + ROWS_AT_ONCE, k);

        for (gsize l = first; l < end; l++)
          {
            float *to = packed + column * k + l * TILE_COLUMNS;

            memcpy (to, b + l * b_row + column, columns * sizeof (float));
            if (columns < TILE_COLUMNS)
              memset (to + columns, 0, (TILE_COLUMNS - columns) * sizeof (float));
          }
      }
}

/* Panels of TILE_COLUMNS columns, row after row; what is beyond the last column is 0. */
static void
pack (gsize k, gsize n, const float *b, gsize b_row, gsize b_column, float *packed)
{
  if (b_column == 1)
    {
      pack_rows (k, n, b, b_row, packed);
      return;
    }
  for (gsize column = 0; column < n; column += TILE_COLUMNS)
    {
      const gsize columns = MIN (TILE_COLUMNS, n - column);

      for (gsize l = 0; l < k; l++, packed += TILE_COLUMNS)
        {
          const float *row = b + l * b_row + column * b_column;

          for (gsize j = 0; j < columns; j++)
            packed[j] = row[j * b_column];
          if (columns < TILE_COLUMNS)
            memset (packed + columns, 0, (TILE_COLUMNS - columns) * sizeof (float));
        }
    }
}

/* sum (rows x TILE_COLUMNS) = A (rows x depth) B (depth x TILE_COLUMNS, packed); rows is a constant at every
 * call, so that the sums live in registers. Four rows share a pointer whose origin the compiler may not know:
 * it would keep an offset for every row, more than it has registers for. */
static inline __attribute__ ((always_inline)) void
tile_sums (const gsize rows, gsize depth, const float *a, gsize a_row, gsize a_column, const float *b,
           Vector sum[TILE_ROWS][TILE_VECTORS])
{
  const float *left_rows[(TILE_ROWS + ROWS_A_POINTER - 1) / ROWS_A_POINTER];

  for (gsize i = 0; i < rows; i++)
    for (gsize j = 0; j < TILE_VECTORS; j++)
      sum[i][j] = (Vector){ 0 };
  for (gsize i = 0; i < rows; i += ROWS_A_POINTER)
    {
      left_rows[i / ROWS_A_POINTER] = a + i * a_row;
      __asm__("" : "+r"(left_rows[i / ROWS_A_POINTER]));
    }
  for (gsize k = 0; k < depth; k++)
    {
      Vector right[TILE_VECTORS];

      for (gsize j = 0; j < TILE_VECTORS; j++)
        right[j] = *(const Vector *)(b + j * VECTOR_FLOATS);
      for (gsize i = 0; i < rows; i++)
        {
          Vector left = left_rows[i / ROWS_A_POINTER][i % ROWS_A_POINTER * a_row] - (Vector){ 0 };

          for (gsize j = 0; j < TILE_VECTORS; j++)
            sum[i][j] += left * right[j];
        }
      for (gsize i = 0; i < rows; i += ROWS_A_POINTER)
        left_rows[i / ROWS_A_POINTER] += a_column;
      b += TILE_COLUMNS;
    }
}

/* C (rows x TILE_COLUMNS) [+]= A (rows x depth) B (depth x TILE_COLUMNS, packed). Short sums are summed,
 * which keeps rounding errors near those of a single one. */
static inline __attribute__ ((always_inline)) void
tile (const gsize rows, gsize depth, const float *a, gsize a_row, gsize a_column, const float *b, float *c,
      gsize c_row, gboolean accumulate)
{
  for (gsize from = 0; from < depth || from == 0; from += SUM_DEPTH)
    {
      Vector sum[TILE_ROWS][TILE_VECTORS];

      tile_sums (rows, MIN (SUM_DEPTH, depth - from), a + from * a_column, a_row, a_column,
                 b + from * TILE_COLUMNS, sum);
      for (gsize i = 0; i < rows; i++)
        for (gsize j = 0; j < TILE_VECTORS; j++)
          {
            Vector *out = (Vector *)(c + i * c_row + j * VECTOR_FLOATS);

            if (accumulate || from > 0)
              *out += sum[i][j];
            else
              *out = sum[i][j];
          }
    }
}

static void
tile_of_rows (gsize rows, gsize depth, const float *a, gsize a_row, gsize a_column, const float *b, float *c,
              gsize c_row, gboolean accumulate)
{
#define TILE(n) tile (MIN (n, TILE_ROWS), depth, a, a_row, a_column, b, c, c_row, accumulate)
  BY_ROWS (rows, TILE);
#undef TILE
}

/* The last columns of C, fewer than a tile has: through a tile beside it. */
static void
edge_tile (gsize rows, gsize columns, gsize depth, const float *a, gsize a_row, gsize a_column,
           const float *b, float *c, gsize c_row, gboolean accumulate)
{
  float whole[TILE_ROWS * TILE_COLUMNS];

  if (accumulate)
    for (gsize i = 0; i < rows; i++)
      {
        memcpy (whole + i * TILE_COLUMNS, c + i * c_row, columns * sizeof (float));
        memset (whole + i * TILE_COLUMNS + columns, 0, (TILE_COLUMNS - columns) * sizeof (float));
      }
  tile_of_rows (rows, depth, a, a_row, a_column, b, whole, TILE_COLUMNS, accumulate);
  for (gsize i = 0; i < rows; i++)
    memcpy (c + i * c_row, whole + i * TILE_COLUMNS, columns * sizeof (float));
}

/* Tiles of nearly the same height, because a low one would wait for B. Rows of A that are a multiple of
 * PAGE_BYTES apart share one set of the first cache, which has room for CACHE_WAYS of them. */
static gsize
tile_height (gsize m, gsize a_row)
{
  const gsize most = a_row * sizeof (float) % PAGE_BYTES == 0 ? MIN (TILE_ROWS, CACHE_WAYS) : TILE_ROWS;
  const gsize n_tiles = (m + most - 1) / most;

  return n_tiles > 0 ? (m + n_tiles - 1) / n_tiles : 1;
}

static void
product (gsize m, gsize n, gsize k, const float *a, gsize a_row, gsize a_column, const float *packed,
         float *c, gsize c_row, gboolean accumulate)
{
  const gsize height = tile_height (m, a_row);

  for (gsize from = 0; from < k || from == 0; from += DEPTH_BLOCK)
    {
      gsize depth = MIN (DEPTH_BLOCK, k - from);
      gboolean add = accumulate || from > 0;

      for (gsize column = 0; column < n; column += TILE_COLUMNS)
        {
          const float *b = packed + column * k + from * TILE_COLUMNS;
          gsize columns = MIN (TILE_COLUMNS, n - column);

          for (gsize row = 0; row < m; row += height)
            {
              gsize rows = MIN (height, m - row);
              const float *left = a + row * a_row + from * a_column;
              float *out = c + row * c_row + column;

              if (columns < TILE_COLUMNS)
                edge_tile (rows, columns, depth, left, a_row, a_column, b, out, c_row, add);
              else
                tile_of_rows (rows, depth, left, a_row, a_column, b, out, c_row, add);
            }
        }
    }
}
