/* hx-kernels-avx512-bfloat16.c: the fast kernels for AVX-512 with products of bfloat16
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/kernels/hx-kernels-private.h"

#include <string.h>

#define VECTOR_FLOATS 16
#define TILE_ROWS 12
#define TILE_VECTORS 2
#define BFLOAT16
#define TABLE hx_kernels_avx512_bfloat16
#define NAME "avx512-bfloat16"

#include "engine/kernels/hx-kernels-template.h"
