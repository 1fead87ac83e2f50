/* hx-kernels-private.h: the tables of kernels that are built
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/kernels/hx-kernels.h"

G_BEGIN_DECLS

extern const HxKernels hx_kernels_reference;
extern const HxKernels hx_kernels_portable;

/** The plain twin of products of bfloat16, on every processor. Static. */
const HxKernels *hx_kernels_bfloat16_reference (void);
#ifdef HX_KERNELS_X86
extern const HxKernels hx_kernels_avx2;
extern const HxKernels hx_kernels_avx512;
extern const HxKernels hx_kernels_avx512_bfloat16;
#endif
#ifdef HX_KERNELS_AMX
extern const HxKernels hx_kernels_amx_bfloat16;
#endif

G_END_DECLS
