/* hx-random.c: reproducible random numbers
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-random.h"

#include <math.h>

#define GOLDEN_GAMMA G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)

static guint64
mix (guint64 z)
{
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return z ^ (z >> 31);
}

HxRandom
hx_random_from_seed (guint64 seed)
{
  return (HxRandom){ mix (seed + GOLDEN_GAMMA) };
}

HxRandom
hx_random_from_name (const char *name)
{
  guint64 hash = G_GUINT64_CONSTANT (0xCBF29CE484222325);

  for (const guchar *byte = (const guchar *)name; *byte; byte++)
    hash = (hash ^ *byte) * G_GUINT64_CONSTANT (0x100000001B3);
  return (HxRandom){ hash };
}

HxRandom
hx_random_derive (const HxRandom *random, guint64 key)
{
  return (HxRandom){ mix (random->state ^ mix (key + GOLDEN_GAMMA)) };
}

guint64
hx_random_next (HxRandom *random)
{
  random->state += GOLDEN_GAMMA;
  return mix (random->state);
}

float
hx_random_uniform_f32 (HxRandom *random)
{
  return (float)(hx_random_next (random) >> 40) * 0x1p-24f;
}

double
hx_random_uniform (HxRandom *random)
{
  return (double)(hx_random_next (random) >> 11) * 0x1p-53;
}

double
hx_random_between (HxRandom *random, double low, double high)
{
  return low + (high - low) * hx_random_uniform (random);
}

guint64
hx_random_below (HxRandom *random, guint64 n)
{
  guint64 limit;
  guint64 value;

  g_return_val_if_fail (n > 0, 0);

  limit = G_MAXUINT64 - G_MAXUINT64 % n;
  do
    value = hx_random_next (random);
  while (value >= limit);
  return value % n;
}

double
hx_random_normal (HxRandom *random)
{
  double u = 1.0 - hx_random_uniform (random); /* in (0, 1]: the logarithm stays finite */
  double v = hx_random_uniform (random);

  return sqrt (-2.0 * log (u)) * cos (2.0 * G_PI * v);
}

gboolean
hx_random_chance (HxRandom *random, double probability)
{
  return hx_random_uniform (random) < probability;
}

void
hx_random_permutation (HxRandom *random, guint32 *out, guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    {
      guint32 j = (guint32)hx_random_below (random, (guint64)i + 1);

      out[i] = out[j];
      out[j] = i;
    }
}
