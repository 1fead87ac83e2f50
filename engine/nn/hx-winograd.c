/* hx-winograd.c: convolution over time by minimal filtering, with half the multiplications
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * At the points, P of them: the input's tiles are P x rows x I, rows being tiles and the segments' overlap;
 * the weights P x segments x I x O, packed by columns of O that fit the second cache together with the
 * products.
 */
#include "engine/nn/hx-winograd.h"

#include <string.h>

#define TILE 4         /* outputs */
#define LONG_TAPS 4    /* of a segment of a long filter: as many as a tile has outputs */
#define MAX_POINTS 8   /* of five taps */
#define MAX_COLUMNS 64 /* of the output that are computed at all points before they are mapped */

void
hx_winograd_init (HxWinograd *winograd, const HxKernels *kernels, gsize n_in, gsize n_out, gsize n_taps)
{
  g_assert (n_taps >= HX_WINOGRAD_MIN_TAPS);

  winograd->kernels = kernels;
  winograd->n_in = n_in;
  winograd->n_out = n_out;
  winograd->n_taps = n_taps;
  winograd->taps_each = n_taps <= 5 ? n_taps : LONG_TAPS;
  winograd->n_segments = (n_taps + winograd->taps_each - 1) / winograd->taps_each;
}

gsize
hx_winograd_n_taps (const HxWinograd *winograd)
{
  return winograd->taps_each * winograd->n_segments;
}

static gsize
n_points (const HxWinograd *winograd)
{
  return winograd->taps_each + TILE - 1;
}

static gsize
n_tiles (gsize n_steps)
{
  return (n_steps + TILE - 1) / TILE;
}

/* Rows of the input's tiles. */
static gsize
n_rows (const HxWinograd *winograd, gsize n_steps)
{
  return n_tiles (n_steps) + winograd->n_segments - 1;
}

/* Inner length of the product at a point. */
static gsize
depth (const HxWinograd *winograd)
{
  return winograd->n_segments * winograd->n_in;
}

static gsize
packed_columns (const HxWinograd *winograd, gsize first)
{
  return winograd->kernels->packed_size (depth (winograd), MIN (MAX_COLUMNS, winograd->n_out - first));
}

/* Of one point. */
static gsize
packed_point (const HxWinograd *winograd)
{
  gsize n = 0;

  for (gsize first = 0; first < winograd->n_out; first += MAX_COLUMNS)
    n += packed_columns (winograd, first);
  return n;
}

gsize
hx_winograd_packed_size (const HxWinograd *winograd)
{
  return n_points (winograd) * packed_point (winograd);
}

gsize
hx_winograd_sums_size (const HxWinograd *winograd)
{
  return n_points (winograd) * depth (winograd) * winograd->n_out;
}

/* A tile's terms that end before the last one, with zeros. */
static gsize
edge_size (const HxWinograd *winograd)
{
  return MAX_POINTS * MAX (winograd->n_in, winograd->n_out);
}

gsize
hx_winograd_room_size (const HxWinograd *winograd, gsize n_steps)
{
  const gsize points = n_points (winograd), tiles = n_tiles (n_steps);
  const gsize input = points * n_rows (winograd, n_steps) * winograd->n_in;
  const gsize output = points * tiles * MIN (MAX_COLUMNS, winograd->n_out);
  const gsize gradient =
      points * tiles * winograd->n_out + winograd->kernels->packed_size (tiles, winograd->n_out);

  return edge_size (winograd) + input + MAX (output, gradient);
}

void
hx_winograd_pack (const HxWinograd *winograd, const float *weights, float *room, float *packed)
{
  const gsize points = n_points (winograd), k = depth (winograd), n_out = winograd->n_out;
  const gsize n_segment = winograd->n_in * n_out;
  const HxRowsTransform rows = {
    .n = winograd->n_segments,
    .n_columns = n_segment,
    .x_step = winograd->taps_each * n_segment,
    .x_row = n_segment,
    .y_step = n_segment,
    .y_row = k * n_out,
  };

  winograd->kernels->transform (HX_TRANSFORM_WEIGHT, winograd->taps_each, &rows, weights, room);
  for (gsize p = 0; p < points; p++)
    for (gsize first = 0; first < n_out; first += MAX_COLUMNS)
      {
        winograd->kernels->pack (k, MIN (MAX_COLUMNS, n_out - first), room + p * k * n_out + first, n_out, 1,
                                 packed);
        packed += packed_columns (winograd, first);
      }
}

/* The input's tiles at all points, P x rows x I. */
static void
map_input (const HxWinograd *winograd, HxWinogradInput input, gsize n, float *edge, float *tiles)
{
  const gsize points = n_points (winograd), n_in = winograd->n_in;
  const gsize n_whole = input.n_rows < points ? 0 : MIN (n, (input.n_rows - points) / TILE + 1);
  HxRowsTransform rows = {
    .n = n_whole,
    .n_columns = n_in,
    .x_step = TILE * n_in,
    .x_row = n_in,
    .y_step = n_in,
    .y_row = n * n_in,
  };

  winograd->kernels->transform (HX_TRANSFORM_INPUT, winograd->taps_each, &rows, input.x, tiles);
  rows.n = 1;
  for (gsize i = n_whole; i < n; i++)
    {
      const gsize there = input.n_rows > TILE * i ? MIN (points, input.n_rows - TILE * i) : 0;

      memset (edge, 0, points * n_in * sizeof (float));
      if (there > 0)
        memcpy (edge, input.x + TILE * i * n_in, there * n_in * sizeof (float));
      winograd->kernels->transform (HX_TRANSFORM_INPUT, winograd->taps_each, &rows, edge, tiles + i * n_in);
    }
}

/* Columns of the output from their values at all points, P x tiles x columns. */
static void
map_output (const HxWinograd *winograd, const float *values, gsize n_steps, gsize n_columns, float *y,
            gsize y_row, gboolean accumulate, float *edge)
{
  const gsize n_whole = n_steps / TILE;
  HxRowsTransform rows = {
    .n = n_whole,
    .n_columns = n_columns,
    .x_step = n_columns,
    .x_row = n_tiles (n_steps) * n_columns,
    .y_step = TILE * y_row,
    .y_row = y_row,
    .accumulate = accumulate,
  };

  winograd->kernels->transform (HX_TRANSFORM_OUTPUT, winograd->taps_each, &rows, values, y);
  if (n_steps % TILE == 0)
    return;
  rows.n = 1;
  rows.y_row = n_columns;
  rows.accumulate = FALSE;
  winograd->kernels->transform (HX_TRANSFORM_OUTPUT, winograd->taps_each, &rows, values + n_whole * n_columns,
                                edge);
  for (gsize t = n_whole * TILE; t < n_steps; t++, edge += n_columns)
    if (accumulate)
      winograd->kernels->add (n_columns, edge, y + t * y_row);
    else
      memcpy (y + t * y_row, edge, n_columns * sizeof (float));
}

void
hx_winograd_convolve (const HxWinograd *winograd, const float *packed, HxWinogradInput input, gsize n_steps,
                      float *y, gsize y_row, gboolean accumulate, float *room)
{
  const gsize points = n_points (winograd), n_in = winograd->n_in, k = depth (winograd);
  const gsize n = n_tiles (n_steps), n_input = n_rows (winograd, n_steps);
  const gsize next_point = packed_point (winograd);
  float *edge = room, *tiles = edge + edge_size (winograd), *values = tiles + points * n_input * n_in;

  map_input (winograd, input, n_input, edge, tiles);
  for (gsize first = 0; first < winograd->n_out; first += MAX_COLUMNS)
    {
      const gsize n_columns = MIN (MAX_COLUMNS, winograd->n_out - first);

      for (gsize p = 0; p < points; p++)
        winograd->kernels->product (n, n_columns, k, tiles + p * n_input * n_in, n_in, 1,
                                    packed + p * next_point, values + p * n * n_columns, n_columns, FALSE);
      map_output (winograd, values, n_steps, n_columns, y + first, y_row, accumulate, edge);
      packed += packed_columns (winograd, first);
    }
}

/* The output's gradient at all points, P x tiles x O. */
static void
map_gradient (const HxWinograd *winograd, const float *dy, gsize dy_row, gsize n_steps, float *edge,
              float *values)
{
  const gsize n_out = winograd->n_out, n_whole = n_steps / TILE;
  HxRowsTransform rows = {
    .n = n_whole,
    .n_columns = n_out,
    .x_step = TILE * dy_row,
    .x_row = dy_row,
    .y_step = n_out,
    .y_row = n_tiles (n_steps) * n_out,
  };

  winograd->kernels->transform (HX_TRANSFORM_OUTPUT_GRADIENT, winograd->taps_each, &rows, dy, values);
  if (n_steps % TILE == 0)
    return;
  memset (edge, 0, TILE * n_out * sizeof (float));
  for (gsize t = n_whole * TILE; t < n_steps; t++)
    memcpy (edge + t % TILE * n_out, dy + t * dy_row, n_out * sizeof (float));
  rows.n = 1;
  rows.x_row = n_out;
  winograd->kernels->transform (HX_TRANSFORM_OUTPUT_GRADIENT, winograd->taps_each, &rows, edge,
                                values + n_whole * n_out);
}

void
hx_winograd_add_gradient (const HxWinograd *winograd, HxWinogradInput input, gsize n_steps, const float *dy,
                          gsize dy_row, gboolean accumulate, float *room, float *sums)
{
  const gsize points = n_points (winograd), n_in = winograd->n_in, n_out = winograd->n_out;
  const gsize n = n_tiles (n_steps), n_input = n_rows (winograd, n_steps), k = depth (winograd);
  float *edge = room, *tiles = edge + edge_size (winograd), *values = tiles + points * n_input * n_in;
  float *packed = values + points * n * n_out;

  map_input (winograd, input, n_input, edge, tiles);
  map_gradient (winograd, dy, dy_row, n_steps, edge, values);
  for (gsize p = 0; p < points; p++)
    {
      winograd->kernels->pack (n, n_out, values + p * n * n_out, n_out, 1, packed);
      winograd->kernels->product (k, n_out, n, tiles + p * n_input * n_in, 1, n_in, packed,
                                  sums + p * k * n_out, n_out, accumulate);
    }
}

void
hx_winograd_finish_gradient (const HxWinograd *winograd, const float *sums, float *gradient)
{
  const gsize n_segment = winograd->n_in * winograd->n_out;
  const HxRowsTransform rows = {
    .n = winograd->n_segments,
    .n_columns = n_segment,
    .x_step = n_segment,
    .x_row = winograd->n_segments * n_segment,
    .y_step = winograd->taps_each * n_segment,
    .y_row = n_segment,
  };

  winograd->kernels->transform (HX_TRANSFORM_WEIGHT_GRADIENT, winograd->taps_each, &rows, sums, gradient);
}
