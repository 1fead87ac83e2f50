/* hx-kernels-amx-bfloat16.c: the fast kernels for AVX-512 with products of bfloat16 in matrix tiles (AMX)
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
#define AMX
#define TABLE hx_kernels_amx_bfloat16
#define NAME "amx-bfloat16"

#include "engine/kernels/hx-kernels-template.h"
