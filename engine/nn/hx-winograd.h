/* hx-winograd.h: convolution over time by minimal filtering, with half the multiplications
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Winograd, "Arithmetic complexity of computations", 1980; Lavin and Gray, "Fast algorithms for convolutional
 * neural networks", CVPR 2016. Four neighbouring outputs, a tile, come from r + 3 products at r + 3 points
 * instead of 4 r, r taps being 3, 4 or 5. A filter of more taps is segments of four: what one segment reads
 * is what the next reads one tile earlier, so that at each point all of them are one product whose left rows
 * overlap, as those of the plain convolution do. The weights' gradient is a sum at the points too.
 */
#pragma once

#include "engine/kernels/hx-kernels.h"

G_BEGIN_DECLS

/** A convolution with stride 1. K taps, I channels in, O out. */
typedef struct
{
  const HxKernels *kernels;
  gsize n_in, n_out, n_taps;
  gsize taps_each, n_segments; /* of the minimal filter; taps_each * n_segments >= K */
} HxWinograd;

/** Where the input of a record is: @n_rows of I channels one after another from @x, those of the first output
 * first; behind them there is nothing but zeros. */
typedef struct
{
  const float *x;
  gsize n_rows;
} HxWinogradInput;

/** Fewest taps that this is for. */
#define HX_WINOGRAD_MIN_TAPS 3

void hx_winograd_init (HxWinograd *winograd, const HxKernels *kernels, gsize n_in, gsize n_out, gsize n_taps);

/** Taps with those that fill the last segment: rows of what the two functions below read and write. */
gsize hx_winograd_n_taps (const HxWinograd *winograd);
/** Floats of the packed weights, of their gradient's sums, and of the room to lay either out. */
gsize hx_winograd_packed_size (const HxWinograd *winograd);
gsize hx_winograd_sums_size (const HxWinograd *winograd);
/** Floats of room that the passes of a record need. */
gsize hx_winograd_room_size (const HxWinograd *winograd, gsize n_steps);

/** @weights: (taps with those that fill up, which are 0, I, O); @room: hx_winograd_sums_size() */
void hx_winograd_pack (const HxWinograd *winograd, const float *weights, float *room, float *packed);

/** y (n_steps x O, rows y_row apart) [+]= the convolution, n_steps outputs. */
void hx_winograd_convolve (const HxWinograd *winograd, const float *packed, HxWinogradInput input,
                           gsize n_steps, float *y, gsize y_row, gboolean accumulate, float *room);

/** sums [+]= what input and gradient dy (n_steps x O, rows dy_row apart) of a record add to them. */
void hx_winograd_add_gradient (const HxWinograd *winograd, HxWinogradInput input, gsize n_steps,
                               const float *dy, gsize dy_row, gboolean accumulate, float *room, float *sums);

/** From the sums to the weights' gradient (taps with those that fill up, I, O). */
void hx_winograd_finish_gradient (const HxWinograd *winograd, const float *sums, float *gradient);

G_END_DECLS
