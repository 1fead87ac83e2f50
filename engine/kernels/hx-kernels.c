/* hx-kernels.c: chooses kernels by the processor
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/kernels/hx-kernels.h"

#include "engine/kernels/hx-kernels-private.h"

#ifdef HX_KERNELS_AMX
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#define MAX_SETS 4

typedef struct
{
  const HxKernels *sets[MAX_SETS + 1]; /* slowest first, NULL-terminated */
  const HxKernels *bfloat16[MAX_SETS + 1];
  const HxKernels *fastest;
  const HxKernels *fastest_bfloat16; /* NULL: only the reference */
} Choice;

#ifdef HX_KERNELS_AMX

#define LEAF_7_EDX_AMX (1u << 22 | 1u << 24) /* AMX-BF16, AMX-TILE */
#define REQUEST_PERMISSION 0x1023            /* ARCH_REQ_XCOMP_PERM */
#define TILE_DATA 18                         /* XFEATURE_XTILEDATA */

/* The kernel wants to be asked before the first tile, once for all threads of the process. */
static gboolean
may_use_tiles (void)
{
  guint eax, ebx, ecx, edx;

  return __get_cpuid_count (7, 0, &eax, &ebx, &ecx, &edx) && (edx & LEAF_7_EDX_AMX) == LEAF_7_EDX_AMX
         && syscall (SYS_arch_prctl, REQUEST_PERMISSION, TILE_DATA) == 0;
}

#endif

static gpointer
choose (gpointer data)
{
  static Choice choice;
  guint n = 0, n_bfloat16 = 0;

  choice.sets[n++] = &hx_kernels_reference;
  choice.sets[n++] = &hx_kernels_portable;
  choice.bfloat16[n_bfloat16++] = hx_kernels_bfloat16_reference ();
#ifdef HX_KERNELS_X86
  __builtin_cpu_init ();
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    choice.sets[n++] = &hx_kernels_avx2;
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq")
      && __builtin_cpu_supports ("avx512vl") && __builtin_cpu_supports ("avx512bw"))
    {
      choice.sets[n++] = &hx_kernels_avx512;
      if (__builtin_cpu_supports ("avx512bf16"))
        choice.bfloat16[n_bfloat16++] = &hx_kernels_avx512_bfloat16;
    }
#endif
#ifdef HX_KERNELS_AMX
  if (n_bfloat16 > 1 && may_use_tiles ())
    choice.bfloat16[n_bfloat16++] = &hx_kernels_amx_bfloat16;
#endif
  choice.fastest = choice.sets[n - 1];
  choice.fastest_bfloat16 = n_bfloat16 > 1 ? choice.bfloat16[n_bfloat16 - 1] : NULL;
  g_debug ("kernels: %s, of bfloat16: %s", choice.fastest->name,
           choice.fastest_bfloat16 != NULL ? choice.fastest_bfloat16->name : "none");
  return &choice;
}

static const Choice *
get_choice (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, choose, NULL);
}

const HxKernels *
hx_kernels (void)
{
  return get_choice ()->fastest;
}

const HxKernels *const *
hx_kernels_all (void)
{
  return get_choice ()->sets;
}

const HxKernels *
hx_kernels_bfloat16 (void)
{
  return get_choice ()->fastest_bfloat16;
}

const HxKernels *const *
hx_kernels_bfloat16_all (void)
{
  return get_choice ()->bfloat16;
}
