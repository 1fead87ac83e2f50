/* hx-sim-atria.c: atrial activity that never rests: fibrillation and flutter
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/simulator/hx-sim-private.h"

#include <math.h>

/* A wave whose rate and size wander, each by a process that forgets in about @memory_s. */
typedef struct
{
  double phase;   /* in radians */
  double rate_hz; /* mean */
  double rate_off, size_off;
} Wanderer;

static void
step_wanderer (Wanderer *wanderer, double step_s, double memory_s, HxRandom *random)
{
  double keep = 1.0 - step_s / memory_s;
  double kick = sqrt (2.0 * step_s / memory_s);

  wanderer->rate_off = keep * wanderer->rate_off + kick * hx_random_normal (random);
  wanderer->size_off = keep * wanderer->size_off + kick * hx_random_normal (random);
}

/* Fibrillatory waves at 4 to 9 Hz, mostly between the right atrium and V1, less so downwards. */
void
hx_sim_vcg_add_fibrillation (HxSimVcg *vcg, const HxSimRhythm *rhythm, HxRandom *random)
{
  static const HxSimVector directions[2] = { { -0.35, 0.20, -1.05 }, { 0.10, 0.62, 0.05 } };
  const double step_s = 0.02; /* rate and size change slowly: they are drawn at 50 Hz */
  const double memory_s = 0.5;
  double rate_hz = hx_random_between (random, 5.2, 7.4);

  for (int k = 0; k < 2; k++)
    {
      double mv = rhythm->fibrillation_mv * (k == 0 ? 1.0 : hx_random_between (random, 0.6, 0.9));
      double sharpness = hx_random_between (random, 0.15, 0.40);
      Wanderer wanderer = { hx_random_between (random, 0.0, 2.0 * G_PI), rate_hz * (k == 0 ? 1.0 : 0.93), 0.0,
                            0.0 };
      double next_step_s = 0.0, turn = 0.0, size = 1.0;

      for (gsize i = 0; i < vcg->n_samples; i++)
        {
          double t = (double)i / vcg->rate_hz;
          double wave;

          if (t >= next_step_s)
            {
              step_wanderer (&wanderer, step_s, memory_s, random);
              turn = 2.0 * G_PI / vcg->rate_hz
                     * hx_sim_within (wanderer.rate_hz + 0.7 * wanderer.rate_off, 4.0, 9.0);
              next_step_s += step_s;
            }
          size += 0.04 * (exp (0.35 * hx_sim_within (wanderer.size_off, -2.5, 2.5)) - size) * 500.0
                  / vcg->rate_hz;
          wanderer.phase += turn;
          wave = mv * size * (sin (wanderer.phase) + sharpness * sin (2.0 * wanderer.phase));
          vcg->x[i] += wave * directions[k].x;
          vcg->y[i] += wave * directions[k].y;
          vcg->z[i] += wave * directions[k].z;
        }
    }
}

#define FLUTTER_STEPS 256

/* One turn of the wave: down slowly, then steeply, and up again (below); a small upright wave (in front). */
static void
make_flutter_shapes (double below[FLUTTER_STEPS], double front[FLUTTER_STEPS])
{
  static const double harmonics[] = { 1.0, 0.42, 0.16, 0.05 };
  const HxSimBump bump = { 0.45, 0.68, 0.95 };
  double mean = 0.0;

  for (int i = 0; i < FLUTTER_STEPS; i++)
    {
      double phase = (double)i / FLUTTER_STEPS;

      below[i] = 0.0;
      for (guint k = 0; k < G_N_ELEMENTS (harmonics); k++)
        below[i] += 0.7 * harmonics[k] * sin (2.0 * G_PI * (k + 1) * phase);
      front[i] = hx_sim_bump_at (&bump, phase);
      mean += front[i] / FLUTTER_STEPS;
    }
  for (int i = 0; i < FLUTTER_STEPS; i++)
    front[i] -= mean;
}

void
hx_sim_vcg_add_flutter (HxSimVcg *vcg, const HxSimRhythm *rhythm, HxRandom *random)
{
  double below[FLUTTER_STEPS], front[FLUTTER_STEPS];
  double below_mv = 0.14 * exp (hx_sim_normal (random, 0.0, 0.28, 2.0));
  double front_mv = hx_random_between (random, 0.7, 1.3) * below_mv;

  make_flutter_shapes (below, front);
  for (gsize i = 0; i < vcg->n_samples; i++)
    {
      double cycles = (double)i / vcg->rate_hz / rhythm->flutter_s + rhythm->flutter_phase;
      double place = (cycles - floor (cycles)) * FLUTTER_STEPS;
      guint k = (guint)place % FLUTTER_STEPS, next = (k + 1) % FLUTTER_STEPS;
      double share = place - floor (place);
      double y = below[k] + share * (below[next] - below[k]);
      double z = front[k] + share * (front[next] - front[k]);

      vcg->x[i] += 0.25 * below_mv * y;
      vcg->y[i] += below_mv * y;
      vcg->z[i] -= front_mv * z;
    }
}
