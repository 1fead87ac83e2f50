/* hx-kernels-filters.h: the matrices of minimal filtering
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Four neighbouring outputs of a filter of r taps are O ((W w) * (I x)), of r weights w and r + 3 inputs x,
 * with r + 3 products instead of 4 r (Winograd, "Arithmetic complexity of computations", 1980; Lavin and
 * Gray, "Fast algorithms for convolutional neural networks", CVPR 2016): both are polynomials that are
 * evaluated at r + 3 points, the last of them infinity, multiplied there, and interpolated. Points are 0, 1,
 * -1, 1/2, -2 for three taps, 0, 1, -1, 2, -2, 1/2 for four, and 0, 1, -1, 2, -2, 1/2, -1/2 for five: sums of
 * 128 channels are then two to three times as far from the exact ones as by plain products. Numbers that are
 * no sums of few powers of two are with the weights alone.
 */
#pragma once

#define HX_FILTER_OUTPUTS 4
#define HX_FILTER_MAX_POINTS 8

static const float hx_filter_input_3[6][6] = {
  { 1 / 4.f, -3 / 8.f, -1 / 2.f, 3 / 8.f, 1 / 4.f, 0 }, { 0, 1 / 4.f, -1 / 8.f, -5 / 8.f, -1 / 4.f, 0 },
  { 0, 1 / 4.f, -5 / 8.f, 1 / 8.f, 1 / 4.f, 0 },        { 0, 1 / 2.f, 1 / 4.f, -1 / 2.f, -1 / 4.f, 0 },
  { 0, 1 / 4.f, -1 / 2.f, -1 / 4.f, 1 / 2.f, 0 },       { 0, 1 / 4.f, -3 / 8.f, -1 / 2.f, 3 / 8.f, 1 / 4.f },
};
static const float hx_filter_weight_3[6][3] = {
  { 4, 0, 0 },
  { -4 / 3.f, -4 / 3.f, -4 / 3.f },
  { -4 / 3.f, 4 / 3.f, -4 / 3.f },
  { 64 / 15.f, 32 / 15.f, 16 / 15.f },
  { 2 / 15.f, -4 / 15.f, 8 / 15.f },
  { 0, 0, 4 },
};
static const float hx_filter_output_3[HX_FILTER_OUTPUTS][6] = {
  { 1, 1, 1, 1, 1, 0 },
  { 0, 1, -1, 1 / 2.f, -2, 0 },
  { 0, 1, 1, 1 / 4.f, 4, 0 },
  { 0, 1, -1, 1 / 8.f, -8, 1 },
};

static const float hx_filter_input_4[7][7] = {
  { 1 / 4.f, -1 / 2.f, -5 / 16.f, 5 / 8.f, 1 / 16.f, -1 / 8.f, 0 },
  { 0, 1 / 2.f, -1 / 2.f, -9 / 8.f, 1 / 8.f, 1 / 4.f, 0 },
  { 0, 1 / 4.f, -3 / 4.f, 7 / 16.f, 3 / 16.f, -1 / 8.f, 0 },
  { 0, 1 / 4.f, -3 / 8.f, -1 / 2.f, 3 / 8.f, 1 / 4.f, 0 },
  { 0, 1 / 4.f, -5 / 8.f, 0, 5 / 8.f, -1 / 4.f, 0 },
  { 0, 1 / 2.f, 0, -5 / 8.f, 0, 1 / 8.f, 0 },
  { 0, 1 / 4.f, -1 / 2.f, -5 / 16.f, 5 / 8.f, 1 / 16.f, -1 / 8.f },
};
static const float hx_filter_weight_4[7][4] = {
  { 4, 0, 0, 0 },
  { -4 / 3.f, -4 / 3.f, -4 / 3.f, -4 / 3.f },
  { -8 / 9.f, 8 / 9.f, -8 / 9.f, 8 / 9.f },
  { 1 / 9.f, 2 / 9.f, 4 / 9.f, 8 / 9.f },
  { 1 / 15.f, -2 / 15.f, 4 / 15.f, -8 / 15.f },
  { 256 / 45.f, 128 / 45.f, 64 / 45.f, 32 / 45.f },
  { 0, 0, 0, -8 },
};
static const float hx_filter_output_4[HX_FILTER_OUTPUTS][7] = {
  { 1, 1, 1, 1, 1, 1, 0 },
  { 0, 1, -1, 2, -2, 1 / 2.f, 0 },
  { 0, 1, 1, 4, 4, 1 / 4.f, 0 },
  { 0, 1, -1, 8, -8, 1 / 8.f, 1 },
};

static const float hx_filter_input_5[8][8] = {
  { 1 / 8.f, 0, -21 / 32.f, 0, 21 / 32.f, 0, -1 / 8.f, 0 },
  { 0, 1 / 8.f, 1 / 8.f, -17 / 32.f, -17 / 32.f, 1 / 8.f, 1 / 8.f, 0 },
  { 0, 1 / 8.f, -1 / 8.f, -17 / 32.f, 17 / 32.f, 1 / 8.f, -1 / 8.f, 0 },
  { 0, 1 / 8.f, 1 / 16.f, -5 / 8.f, -5 / 16.f, 1 / 2.f, 1 / 4.f, 0 },
  { 0, 1 / 8.f, -1 / 16.f, -5 / 8.f, 5 / 16.f, 1 / 2.f, -1 / 4.f, 0 },
  { 0, 1 / 4.f, 1 / 2.f, -5 / 16.f, -5 / 8.f, 1 / 16.f, 1 / 8.f, 0 },
  { 0, 1 / 4.f, -1 / 2.f, -5 / 16.f, 5 / 8.f, 1 / 16.f, -1 / 8.f, 0 },
  { 0, 1 / 8.f, 0, -21 / 32.f, 0, 21 / 32.f, 0, -1 / 8.f },
};
static const float hx_filter_weight_5[8][5] = {
  { 8, 0, 0, 0, 0 },
  { -16 / 9.f, -16 / 9.f, -16 / 9.f, -16 / 9.f, -16 / 9.f },
  { 16 / 9.f, -16 / 9.f, 16 / 9.f, -16 / 9.f, 16 / 9.f },
  { 2 / 45.f, 4 / 45.f, 8 / 45.f, 16 / 45.f, 32 / 45.f },
  { -2 / 45.f, 4 / 45.f, -8 / 45.f, 16 / 45.f, -32 / 45.f },
  { 256 / 45.f, 128 / 45.f, 64 / 45.f, 32 / 45.f, 16 / 45.f },
  { -256 / 45.f, 128 / 45.f, -64 / 45.f, 32 / 45.f, -16 / 45.f },
  { 0, 0, 0, 0, -8 },
};
static const float hx_filter_output_5[HX_FILTER_OUTPUTS][8] = {
  { 1, 1, 1, 1, 1, 1, 1, 0 },
  { 0, 1, -1, 2, -2, 1 / 2.f, -1 / 2.f, 0 },
  { 0, 1, 1, 4, 4, 1 / 4.f, 1 / 4.f, 0 },
  { 0, 1, -1, 8, -8, 1 / 8.f, -1 / 8.f, 1 },
};
