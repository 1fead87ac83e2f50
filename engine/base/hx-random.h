/* hx-random.h: reproducible random numbers
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HxRandom:
 *
 * A SplitMix64 stream (Steele, Lea and Flood, OOPSLA 2014). A plain value: copy
 * it to fork a stream, store @state to resume one. Not shared between threads;
 * work that is split takes one stream a part, derived with hx_random_derive(),
 * so that results do not depend on scheduling.
 */
typedef struct
{
  guint64 state;
} HxRandom;

HxRandom hx_random_from_seed (guint64 seed);

/** The stream whose state is the 64-bit FNV-1a hash of @name's UTF-8 bytes. */
HxRandom hx_random_from_name (const char *name);

/**
 * hx_random_derive:
 * @key: what the new stream is for; different keys give independent streams
 *
 * A stream that depends on @random's present state and @key only; @random is
 * left where it was.
 */
HxRandom hx_random_derive (const HxRandom *random, guint64 key);

guint64 hx_random_next (HxRandom *random);

/** Uniform in [0, 1) in steps of 2^-24, exact in float32: (output >> 40) / 2^24. */
float hx_random_uniform_f32 (HxRandom *random);

/** Uniform in [0, 1) in steps of 2^-53. */
double hx_random_uniform (HxRandom *random);

double hx_random_between (HxRandom *random, double low, double high);

/** Uniform integer in 0 .. @n - 1, without bias. @n > 0. */
guint64 hx_random_below (HxRandom *random, guint64 n);

/** Standard normal deviate (Box and Muller, the cosine branch; two outputs a call). */
double hx_random_normal (HxRandom *random);

/** TRUE with probability @probability. */
gboolean hx_random_chance (HxRandom *random, double probability);

/** Writes a uniformly chosen permutation of 0 .. @n - 1 (Fisher and Yates). */
void hx_random_permutation (HxRandom *random, guint32 *out, guint32 n);

G_END_DECLS
