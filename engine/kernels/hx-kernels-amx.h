/* hx-kernels-amx.h: products of bfloat16 by matrix tiles
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Part of hx-kernels-template.h where the processor has AMX: an instruction multiplies 16 x 32 by 32 x 16
 * numbers of bfloat16 and adds to 16 x 16 sums of float32, sixteen times as many as one of float32's fused
 * multiply-adds does in its time. Both sides are rounded to the nearest, ties to even; what is less than the
 * smallest normal number is 0.
 *
 * Numbers whose places in depth are 16 apart make a pair: a tile has 16 pairs of each of 16 rows of A, or
 * each of 16 pairs of 16 columns of B.
 */
#define TILE_SIDE 16               /* rows, columns and pairs of a tile */
#define STEP_DEPTH (2 * TILE_SIDE) /* of A and B in a tile */
#define TILE_PAIRS (TILE_SIDE * TILE_SIDE)
#define BLOCK_STEPS 16 /* of A, which stays in the first cache */
#define BLOCK_ROWS (2 * TILE_SIDE)
#define PANEL_WIDTH (2 * TILE_SIDE)
#define MIN_TILED_DEPTH STEP_DEPTH /* less is mostly padding */

typedef struct
{
  guint8 palette, first_row, reserved[14];
  guint16 row_bytes[16];
  guint8 rows[16];
} TileShapes;

/* Rows of A, tiles of their pairs in every step; what is beyond the last row does not matter. */
typedef struct
{
  Pair pairs[BLOCK_STEPS][BLOCK_ROWS / TILE_SIDE][TILE_SIDE][TILE_SIDE];
} __attribute__ ((aligned (64))) LeftBlock;

static gsize
n_steps_of (gsize k)
{
  return (k + STEP_DEPTH - 1) / STEP_DEPTH;
}

static inline __mmask16
mask_of (gsize n)
{
  return n >= TILE_SIDE ? 0xFFFF : (__mmask16)((1u << n) - 1u);
}

/* Up to 16 numbers, @stride apart; zeros behind them. */
static inline __m512
load_some (gsize n, const float *x, gsize stride)
{
  float values[TILE_SIDE] = { 0.0f };

  if (stride == 1)
    return _mm512_maskz_loadu_ps (mask_of (n), x);
  for (gsize i = 0; i < MIN (n, TILE_SIDE); i++)
    values[i] = x[i * stride];
  return _mm512_loadu_ps (values);
}

/* Rows to columns. */
static inline __attribute__ ((always_inline)) void
transpose (__m512 rows[TILE_SIDE])
{
  __m512 some[TILE_SIDE];

  for (gsize i = 0; i < TILE_SIDE; i += 2)
    {
      some[i] = _mm512_unpacklo_ps (rows[i], rows[i + 1]);
      some[i + 1] = _mm512_unpackhi_ps (rows[i], rows[i + 1]);
    }
  for (gsize i = 0; i < TILE_SIDE; i += 4)
    for (gsize j = 0; j < 2; j++)
      {
        const __m512d low = _mm512_castps_pd (some[i + j]), high = _mm512_castps_pd (some[i + j + 2]);

        rows[i + 2 * j] = _mm512_castpd_ps (_mm512_unpacklo_pd (low, high));
        rows[i + 2 * j + 1] = _mm512_castpd_ps (_mm512_unpackhi_pd (low, high));
      }
  for (gsize i = 0; i < TILE_SIDE; i += 8)
    for (gsize j = 0; j < 4; j++)
      {
        some[i + j] = _mm512_shuffle_f32x4 (rows[i + j], rows[i + j + 4], 0x88);
        some[i + j + 4] = _mm512_shuffle_f32x4 (rows[i + j], rows[i + j + 4], 0xDD);
      }
  for (gsize j = 0; j < 8; j++)
    {
      rows[j] = _mm512_shuffle_f32x4 (some[j], some[j + 8], 0x88);
      rows[j + 8] = _mm512_shuffle_f32x4 (some[j], some[j + 8], 0xDD);
    }
}

/* 16 vectors of 16 numbers that lie side by side, those of places @first, @first + 1, ... below @end, @stride
 * apart; turned, so that every vector has one number of each place. Only @n of each are there; all else is 0.
 */
static inline __attribute__ ((always_inline)) void
load_turned (gsize n, gsize first, gsize end, const float *x, gsize stride, __m512 turned[TILE_SIDE])
{
  for (gsize i = 0; i < TILE_SIDE; i++)
    turned[i] = first + i < end ? _mm512_maskz_loadu_ps (mask_of (n), x + (first + i) * stride)
                                : _mm512_setzero_ps ();
  transpose (turned);
}

/* --- columns of B -------------------------------------------------------------------------------- */

static gsize
tiled_size (gsize k, gsize n)
{
  return n_steps_of (k) * TILE_PAIRS * ((n + TILE_SIDE - 1) / TILE_SIDE);
}

/* 16 columns of 16 rows of B. */
static inline void
load_right (gsize n, gsize first, gsize k, const float *b, gsize b_row, gsize b_column,
            __m512 rows[TILE_SIDE])
{
  if (b_row == 1)
    {
      load_turned (first < k ? k - first : 0, 0, n, b + first, b_column, rows);
      return;
    }
  for (gsize i = 0; i < TILE_SIDE; i++)
    rows[i] = first + i < k ? load_some (n, b + (first + i) * b_row, b_column) : _mm512_setzero_ps ();
}

/* Panels of two tiles' width, step after step. */
static void
pack_tiles (gsize k, gsize n, const float *b, gsize b_row, gsize b_column, float *packed)
{
  const gsize n_steps = n_steps_of (k);
  Pair *out = (Pair *)packed;

  for (gsize column = 0; column < n; column += PANEL_WIDTH)
    for (gsize step = 0; step < n_steps; step++)
      for (gsize j = column; j < MIN (n, column + PANEL_WIDTH); j += TILE_SIDE)
        {
          __m512 halves[2][TILE_SIDE];

          for (gsize half = 0; half < 2; half++)
            load_right (n - j, step * STEP_DEPTH + half * TILE_SIDE, k, b + j * b_column, b_row, b_column,
                        halves[half]);
          for (gsize i = 0; i < TILE_SIDE; i++, out += TILE_SIDE)
            _mm512_storeu_si512 (out, pairs_of (halves[0][i], halves[1][i]));
        }
}

/* --- rows of A --------------------------------------------------------------------------------- */

/* Rows apart, each contiguous in depth or not. */
static void
take_rows_apart (LeftBlock *left, gsize rows, gsize depth, const float *a, gsize a_row, gsize a_column)
{
  for (gsize i = 0; i < rows; i++)
    for (gsize l = 0; l < depth; l += STEP_DEPTH)
      {
        const float *from = a + i * a_row + l * a_column;
        const gsize n = depth - l;
        const __m512 first = load_some (n, from, a_column);
        const __m512 second = n > TILE_SIDE ? load_some (n - TILE_SIDE, from + TILE_SIDE * a_column, a_column)
                                            : _mm512_setzero_ps ();

        _mm512_store_si512 (left->pairs[l / STEP_DEPTH][i / TILE_SIDE][i % TILE_SIDE],
                            pairs_of (first, second));
      }
}

/* Rows side by side. */
static void
take_rows_beside (LeftBlock *left, gsize rows, gsize depth, const float *a, gsize a_column)
{
  for (gsize row = 0; row < rows; row += TILE_SIDE)
    for (gsize l = 0; l < depth; l += STEP_DEPTH)
      {
        __m512 halves[2][TILE_SIDE];

        for (gsize half = 0; half < 2; half++)
          load_turned (rows - row, l + half * TILE_SIDE, depth, a + row, a_column, halves[half]);
        for (gsize i = 0; i < TILE_SIDE; i++)
          _mm512_store_si512 (left->pairs[l / STEP_DEPTH][row / TILE_SIDE][i],
                              pairs_of (halves[0][i], halves[1][i]));
      }
}

/* --- products ------------------------------------------------------------------------------------ */

/* Up to 2 x 2 tiles of C, rows c_row apart; the numbers of tiles are constants at every call, as the
 * instructions name their registers. */
static inline __attribute__ ((always_inline)) void
tiles_of (const gsize row_tiles, const gsize column_tiles, gsize n_steps, const LeftBlock *left,
          const Pair *right, float *c, gsize c_row)
{
  const gsize bytes = c_row * sizeof (float), row_bytes = TILE_SIDE * sizeof (Pair);
  float *below = c + TILE_SIDE * c_row;

  _tile_zero (0);
  _tile_zero (1);
  _tile_zero (2);
  _tile_zero (3);
  for (gsize step = 0; step < n_steps; step++, right += column_tiles * TILE_PAIRS)
    {
      _tile_loadd (4, left->pairs[step][0], row_bytes);
      _tile_loadd (6, right, row_bytes);
      _tile_dpbf16ps (0, 4, 6);
      if (column_tiles == 2)
        {
          _tile_loadd (7, right + TILE_PAIRS, row_bytes);
          _tile_dpbf16ps (1, 4, 7);
        }
      if (row_tiles == 2)
        {
          _tile_loadd (5, left->pairs[step][1], row_bytes);
          _tile_dpbf16ps (2, 5, 6);
        }
      if (row_tiles == 2 && column_tiles == 2)
        _tile_dpbf16ps (3, 5, 7);
    }
  _tile_stored (0, c, bytes);
  if (column_tiles == 2)
    _tile_stored (1, c + TILE_SIDE, bytes);
  if (row_tiles == 2)
    _tile_stored (2, below, bytes);
  if (row_tiles == 2 && column_tiles == 2)
    _tile_stored (3, below + TILE_SIDE, bytes);
}

static void
some_tiles (gsize row_tiles, gsize column_tiles, gsize n_steps, const LeftBlock *left, const Pair *right,
            float *c, gsize c_row)
{
  if (row_tiles == 2 && column_tiles == 2)
    tiles_of (2, 2, n_steps, left, right, c, c_row);
  else if (row_tiles == 2)
    tiles_of (2, 1, n_steps, left, right, c, c_row);
  else if (column_tiles == 2)
    tiles_of (1, 2, n_steps, left, right, c, c_row);
  else
    tiles_of (1, 1, n_steps, left, right, c, c_row);
}

/* C [+]= sums */
static void
merge_sums (gsize rows, gsize columns, const float *sums, float *c, gsize c_row, gboolean accumulate)
{
  for (gsize j = 0; j < columns; j += TILE_SIDE)
    {
      const __mmask16 mask = mask_of (columns - j);

      for (gsize i = 0; i < rows; i++)
        {
          __m512 values = _mm512_load_ps (sums + i * PANEL_WIDTH + j);

          if (accumulate)
            values = _mm512_add_ps (values, _mm512_maskz_loadu_ps (mask, c + i * c_row + j));
          _mm512_mask_storeu_ps (c + i * c_row + j, mask, values);
        }
    }
}

/* Up to BLOCK_ROWS rows of C and all its columns: what the steps @first .. @first + @n_steps of @all_steps
 * add. */
static void
block_product (gsize rows, gsize n, const LeftBlock *left, const Pair *packed, gsize all_steps, gsize first,
               gsize n_steps, float *c, gsize c_row, gboolean accumulate)
{
  const gsize row_tiles = (rows + TILE_SIDE - 1) / TILE_SIDE;
  float sums[BLOCK_ROWS * PANEL_WIDTH] __attribute__ ((aligned (64)));

  for (gsize column = 0; column < n; column += PANEL_WIDTH)
    {
      const gsize columns = MIN (PANEL_WIDTH, n - column), tiles = (columns + TILE_SIDE - 1) / TILE_SIDE;
      const Pair *right = packed + (column / TILE_SIDE * all_steps + tiles * first) * TILE_PAIRS;

      if (!accumulate && rows % TILE_SIDE == 0 && columns % TILE_SIDE == 0)
        some_tiles (row_tiles, tiles, n_steps, left, right, c + column, c_row);
      else
        {
          some_tiles (row_tiles, tiles, n_steps, left, right, sums, PANEL_WIDTH);
          merge_sums (rows, columns, sums, c + column, c_row, accumulate);
        }
    }
}

static void
product_of_tiles (gsize m, gsize n, gsize k, const float *a, gsize a_row, gsize a_column, const float *packed,
                  float *c, gsize c_row, gboolean accumulate)
{
  static const TileShapes shapes = { .palette = 1,
                                     .row_bytes = { 64, 64, 64, 64, 64, 64, 64, 64 },
                                     .rows = { 16, 16, 16, 16, 16, 16, 16, 16 } };
  const gsize all_steps = n_steps_of (k);
  LeftBlock left;

  _tile_loadconfig (&shapes);
  for (gsize first = 0; first < all_steps; first += BLOCK_STEPS)
    for (gsize row = 0; row < m; row += BLOCK_ROWS)
      {
        const gsize n_steps = MIN (BLOCK_STEPS, all_steps - first), rows = MIN (BLOCK_ROWS, m - row);
        const gsize depth = MIN (k, (first + n_steps) * STEP_DEPTH) - first * STEP_DEPTH;
        const float *from = a + row * a_row + first * STEP_DEPTH * a_column;

        if (a_row == 1 && a_column != 1)
          take_rows_beside (&left, rows, depth, from, a_column);
        else
          take_rows_apart (&left, rows, depth, from, a_row, a_column);
        /* The compiler does not know that loads of tiles read memory. */
        __asm__ volatile("" ::: "memory");
        block_product (rows, n, &left, (const Pair *)packed, all_steps, first, n_steps, c + row * c_row,
                       c_row, accumulate || first > 0);
      }
  _tile_release ();
}

/* --- by depth ------------------------------------------------------------------------------------ */

static gboolean
is_tiled (gsize k)
{
  return k >= MIN_TILED_DEPTH;
}

static gsize
packed_size_by_depth (gsize k, gsize n)
{
  return is_tiled (k) ? tiled_size (k, n) : packed_size (k, n);
}

static void
pack_by_depth (gsize k, gsize n, const float *b, gsize b_row, gsize b_column, float *packed)
{
  if (is_tiled (k))
    pack_tiles (k, n, b, b_row, b_column, packed);
  else
    pack (k, n, b, b_row, b_column, packed);
}

static void
product_by_depth (gsize m, gsize n, gsize k, const float *a, gsize a_row, gsize a_column, const float *packed,
                  float *c, gsize c_row, gboolean accumulate)
{
  if (is_tiled (k))
    product_of_tiles (m, n, k, a, a_row, a_column, packed, c, c_row, accumulate);
  else
    product (m, n, k, a, a_row, a_column, packed, c, c_row, accumulate);
}
