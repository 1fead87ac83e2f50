/* hx-sim-noise.c: what else the electrodes pick up
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/simulator/hx-sim-private.h"

#include <math.h>

enum
{
  RIGHT_ARM,
  LEFT_ARM,
  LEFT_LEG,
  FIRST_CHEST,
  N_ELECTRODES = FIRST_CHEST + 6,
};

enum
{
  N_DRIFTS = 4, /* sinusoids of the wandering baseline */
};

/** Noise: how noisy one recording is. Sizes in millivolts, before a scale. */
typedef struct
{
  double muscle_mv, mains_mv, white_mv;
  double wander_mv, breath_mv;
  double drift_hz[N_DRIFTS];
  double mains_phase;
  int moved_electrode; /* or -1 */
  int tense_electrode; /* or -1: a burst of muscle activity */
} Noise;

/* A sinusoid by repeated turning, which costs less than a sine a sample. */
typedef struct
{
  double re, im;
  double turn_re, turn_im;
} Phasor;

static Phasor
phasor (double rate_hz, double frequency_hz, double phase, double size)
{
  double turn = 2.0 * G_PI * frequency_hz / rate_hz;

  return (Phasor){ size * cos (phase), size * sin (phase), cos (turn), sin (turn) };
}

static inline double
phasor_next (Phasor *p)
{
  double value = p->im, re = p->re;

  p->re = re * p->turn_re - p->im * p->turn_im;
  p->im = re * p->turn_im + p->im * p->turn_re;
  return value;
}

/* The sum of four uniform deviates, nearly normal, of deviation 1: there are many to draw. */
static inline double
quick_normal (HxRandom *random)
{
  guint64 bits = hx_random_next (random);
  double sum = (double)(bits & 0xFFFF) + (double)((bits >> 16) & 0xFFFF) + (double)((bits >> 32) & 0xFFFF)
               + (double)(bits >> 48);

  return (sum - 2.0 * 65535.0) * (1.7320508075688772 / 65536.0);
}

static Noise
draw_noise (double rate_hz, double scale, HxRandom *random)
{
  Noise noise = { .moved_electrode = -1, .tense_electrode = -1 };

  noise.muscle_mv = scale * 0.0065 * exp (hx_sim_normal (random, 0.0, 0.55, 2.2));
  noise.mains_mv = scale * 0.0025 * exp (hx_sim_normal (random, 0.0, 0.8, 2.0));
  noise.white_mv = scale * 0.0018;
  noise.wander_mv = scale * 0.030 * exp (hx_sim_normal (random, 0.0, 0.6, 2.0));
  noise.breath_mv = scale * 0.018 * exp (hx_sim_normal (random, 0.0, 0.6, 2.0));
  /* Some patients are cold or afraid, some skins badly prepared. */
  if (hx_random_chance (random, 0.06))
    noise.muscle_mv *= 2.5;
  if (hx_random_chance (random, 0.08))
    noise.wander_mv *= 4.0;
  noise.mains_phase = hx_random_between (random, 0.0, 2.0 * G_PI);
  for (int i = 0; i < N_DRIFTS; i++)
    noise.drift_hz[i] = hx_random_between (random, 0.04 + 0.08 * i, 0.12 + 0.08 * i);
  if (hx_random_chance (random, 0.08))
    noise.moved_electrode = (int)hx_random_below (random, N_ELECTRODES);
  if (hx_random_chance (random, 0.12))
    noise.tense_electrode = (int)hx_random_below (random, FIRST_CHEST);
  /* A recorder lets through what it can sample: muscle reaches to some 150 Hz, mains are at 50 Hz. */
  noise.muscle_mv *= sqrt (MIN (1.0, rate_hz / 300.0));
  if (rate_hz < 120.0)
    noise.mains_mv = 0.0;
  return noise;
}

static void
add_wander (double *mv, gsize n, double rate_hz, const Noise *noise, const HxSimBreathing *breathing,
            HxRandom *random)
{
  Phasor drifts[N_DRIFTS + 1];

  for (int i = 0; i < N_DRIFTS; i++)
    drifts[i] = phasor (rate_hz, noise->drift_hz[i], hx_random_between (random, 0.0, 2.0 * G_PI),
                        noise->wander_mv * fabs (hx_random_normal (random)) / (1.0 + i));
  drifts[N_DRIFTS] =
      phasor (rate_hz, breathing->rate_hz, breathing->phase + hx_sim_normal (random, 0.0, 0.4, 2.0),
              noise->breath_mv * hx_random_normal (random));
  for (gsize t = 0; t < n; t++)
    for (int i = 0; i <= N_DRIFTS; i++)
      mv[t] += phasor_next (&drifts[i]);
}

/* A pull on a cable: the potential jumps and comes back over a second. */
static void
add_motion (double *mv, gsize n, double rate_hz, double scale, HxRandom *random)
{
  double size_mv =
      scale * hx_random_between (random, 0.12, 0.45) * (hx_random_chance (random, 0.5) ? 1.0 : -1.0);
  double rise_s = hx_random_between (random, 0.03, 0.12), fall_s = hx_random_between (random, 0.25, 0.7);
  double start_s = hx_random_uniform (random) * (double)n / rate_hz;

  for (gsize t = (gsize)(start_s * rate_hz); t < n; t++)
    {
      double since_s = (double)t / rate_hz - start_s;

      mv[t] += size_mv * (exp (-since_s / fall_s) - exp (-since_s / rise_s));
    }
}

/* White noise between two one-pole low passes (18 and 110 Hz), with a slowly changing size. */
static void
add_muscle (double *mv, gsize n, double rate_hz, const Noise *noise, gboolean tense, HxRandom *random)
{
  double high = 1.0 - exp (-2.0 * G_PI * 110.0 / rate_hz), low = 1.0 - exp (-2.0 * G_PI * 18.0 / rate_hz);
  /* The deviation of the difference of the two filters' outputs for input of deviation 1. */
  double spread =
      sqrt (high / (2.0 - high) + low / (2.0 - low) - 2.0 * high * low / (high + low - high * low));
  double size_mv = noise->muscle_mv * exp (hx_sim_normal (random, 0.0, 0.3, 2.0)) / spread;
  double white_mv = noise->white_mv;
  double duration_s = (double)n / rate_hz;
  HxSimBump burst = { 0.0, 0.0, 0.0 };
  double a = 0.0, b = 0.0;
  Phasor mains = phasor (rate_hz, 50.0, noise->mains_phase, noise->mains_mv * hx_random_normal (random));
  Phasor swell = phasor (rate_hz, hx_random_between (random, 0.1, 0.5),
                         hx_random_between (random, 0.0, 2.0 * G_PI), 0.35);

  if (tense)
    {
      burst.peak = hx_random_uniform (random) * duration_s;
      burst.start = burst.peak - hx_random_between (random, 0.4, 1.5);
      burst.end = burst.peak + hx_random_between (random, 0.4, 1.5);
    }
  for (gsize t = 0; t < n; t++)
    {
      double grown = 1.0 + phasor_next (&swell);

      if (tense)
        grown += 4.0 * hx_sim_bump_at (&burst, (double)t / rate_hz);
      a += high * (quick_normal (random) - a);
      b += low * (a - b);
      mv[t] += size_mv * grown * (a - b) + phasor_next (&mains) + white_mv * quick_normal (random);
    }
}

/* Leads are differences of electrodes; those of the chest are taken against the mean of the limbs. */
static void
add_to_leads (double *const leads_mv[HX_SIM_N_FIELD_LEADS], gsize n, int electrode, const double *mv)
{
  double weights[HX_SIM_N_FIELD_LEADS] = { 0.0 };

  if (electrode < FIRST_CHEST)
    {
      static const double limbs[3][2] = { { -1.0, -1.0 }, { 1.0, 0.0 }, { 0.0, 1.0 } };

      weights[0] = limbs[electrode][0];
      weights[1] = limbs[electrode][1];
      for (int i = 2; i < HX_SIM_N_FIELD_LEADS; i++)
        weights[i] = -1.0 / 3.0;
    }
  else
    weights[2 + electrode - FIRST_CHEST] = 1.0;
  for (int i = 0; i < HX_SIM_N_FIELD_LEADS; i++)
    if (weights[i] != 0.0)
      for (gsize t = 0; t < n; t++)
        leads_mv[i][t] += weights[i] * mv[t];
}

void
hx_sim_noise_add (double *const leads_mv[HX_SIM_N_FIELD_LEADS], gsize n_samples, double rate_hz, double scale,
                  const HxSimBreathing *breathing, HxRandom *random)
{
  Noise noise = draw_noise (rate_hz, scale, random);
  g_autofree double *mv = g_new (double, n_samples);

  for (int electrode = 0; electrode < N_ELECTRODES; electrode++)
    {
      memset (mv, 0, n_samples * sizeof *mv);
      add_wander (mv, n_samples, rate_hz, &noise, breathing, random);
      add_muscle (mv, n_samples, rate_hz, &noise, electrode == noise.tense_electrode, random);
      if (electrode == noise.moved_electrode)
        add_motion (mv, n_samples, rate_hz, scale, random);
      add_to_leads (leads_mv, n_samples, electrode, mv);
    }
}
