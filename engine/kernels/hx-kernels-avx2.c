/* hx-kernels-avx2.c: the fast kernels for AVX2 with FMA
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/kernels/hx-kernels-private.h"

#include <string.h>

#define VECTOR_FLOATS 8
#define TILE_ROWS 6
#define TILE_VECTORS 2
#define TABLE hx_kernels_avx2
#define NAME "avx2"

#include "engine/kernels/hx-kernels-template.h"
