/* hx-kernels-portable.c: the fast kernels for any processor
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/kernels/hx-kernels-private.h"

#include <string.h>

#define VECTOR_FLOATS 4
#define TILE_ROWS 4
#define TILE_VECTORS 2
#define TABLE hx_kernels_portable
#define NAME "portable"

#include "engine/kernels/hx-kernels-template.h"
