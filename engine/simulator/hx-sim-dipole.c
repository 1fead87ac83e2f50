/* hx-sim-dipole.c: the beats as a vectorcardiogram
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/simulator/hx-sim-private.h"

#include <math.h>

double
hx_sim_bump_at (const HxSimBump *bump, double time)
{
  double height;

  if (time <= bump->start || time >= bump->end)
    return 0.0;
  if (time < bump->peak)
    height = 0.5 - 0.5 * cos (G_PI * (time - bump->start) / (bump->peak - bump->start));
  else
    height = 0.5 + 0.5 * cos (G_PI * (time - bump->peak) / (bump->end - bump->peak));
  return height * (1.0 - bump->soft + bump->soft * height);
}

/* Breathing and chance turn and scale a whole beat. */
typedef struct
{
  double gain, frontal_rad, horizontal_rad;
} Posture;

static HxSimVector
postured (const Posture *posture, HxSimVector v)
{
  double cf = cos (posture->frontal_rad), sf = sin (posture->frontal_rad);
  double ch = cos (posture->horizontal_rad), sh = sin (posture->horizontal_rad);
  HxSimVector f = { cf * v.x - sf * v.y, sf * v.x + cf * v.y, v.z };
  HxSimVector h = { ch * f.x - sh * f.z, f.y, sh * f.x + ch * f.z };

  return hx_sim_scaled (h, posture->gain);
}

static void
add_at (HxSimVcg *vcg, gsize i, double weight, HxSimVector v)
{
  vcg->x[i] += weight * v.x;
  vcg->y[i] += weight * v.y;
  vcg->z[i] += weight * v.z;
}

/* The samples strictly inside a stretch of time, cut to the strip. */
static void
find_samples (const HxSimVcg *vcg, double start_s, double end_s, gsize *first, gsize *end)
{
  double n = (double)vcg->n_samples;

  *first = (gsize)hx_sim_within (floor (start_s * vcg->rate_hz) + 1.0, 0.0, n);
  *end = (gsize)hx_sim_within (ceil (end_s * vcg->rate_hz), 0.0, n);
}

static void
add_bump (HxSimVcg *vcg, const HxSimBump *bump, double onset_s, double stretch, const Posture *posture)
{
  HxSimVector v = postured (posture, bump->mv);
  HxSimBump placed = { .start = onset_s + stretch * bump->start,
                       .peak = onset_s + stretch * bump->peak,
                       .end = onset_s + stretch * bump->end,
                       .soft = bump->soft };
  gsize first, end;

  find_samples (vcg, placed.start, placed.end, &first, &end);
  for (gsize i = first; i < end; i++)
    add_at (vcg, i, hx_sim_bump_at (&placed, (double)i / vcg->rate_hz), v);
}

/* Rises within the last third of the QRS, goes on to the other level, ever slower, until T begins, fades with
 * T. */
static void
add_st (HxSimVcg *vcg, const HxSimComplex *complex, const HxSimBeat *beat, const Posture *posture)
{
  HxSimVector from = postured (posture, complex->st_begin);
  HxSimVector step = hx_sim_sum (postured (posture, complex->st_end), hx_sim_scaled (from, -1.0));
  double rise_s = beat->qrs_offset_s - 0.3 * complex->qrs_s;
  HxSimBump rise = { rise_s, beat->qrs_offset_s, G_MAXDOUBLE };
  HxSimBump fade = { rise_s - 1.0, beat->t_onset_s, beat->t_offset_s };
  gsize first, end;

  find_samples (vcg, rise_s, beat->t_offset_s, &first, &end);
  for (gsize i = first; i < end; i++)
    {
      double t = (double)i / vcg->rate_hz;
      double weight = t < beat->qrs_offset_s ? hx_sim_bump_at (&rise, t)
                      : t < beat->t_onset_s  ? 1.0
                                             : hx_sim_bump_at (&fade, t);
      double way =
          hx_sim_within ((t - beat->qrs_offset_s) / (beat->t_onset_s - beat->qrs_offset_s), 0.0, 1.0);
      double changed = sin (0.5 * G_PI * way);

      add_at (vcg, i, weight, from);
      add_at (vcg, i, weight * changed, step);
    }
}

/* A pacemaker's stimulus, 2 ms or one sample, whichever is longer. */
static void
add_spike (HxSimVcg *vcg, double time_s, HxSimVector v)
{
  gsize first = (gsize)MAX (0.0, round (time_s * vcg->rate_hz));
  gsize n = MAX (1, (gsize)(0.002 * vcg->rate_hz));

  if (time_s < 0.0)
    return;
  for (gsize i = first; i < MIN (first + n, vcg->n_samples); i++)
    add_at (vcg, i, 1.0, v);
}

/* When T ends: Fridericia's cube root of the interval, more for a wide QRS, never into the next QRS. */
static double
repolarisation_end_s (const HxSimPatient *patient, const HxSimComplex *complex, double rr_s, double onset_s,
                      double next_onset_s)
{
  double qt_s = patient->qt_s * cbrt (rr_s) + 0.75 * MAX (0.0, complex->qrs_s - 0.095);
  double earliest_s = onset_s + complex->qrs_s + 0.12;

  return MAX (earliest_s, MIN (onset_s + qt_s, next_onset_s - 0.02));
}

static HxSimBeat
beat_times (const HxSimPatient *patient, const HxSimComplex *complex, const HxSimEvent *event, double rr_s,
            double next_onset_s)
{
  HxSimBeat beat = { .qrs_onset_s = event->onset_s,
                     .ventricular = event->origin != HX_SIM_CONDUCTED,
                     .premature = event->origin == HX_SIM_ECTOPIC };

  beat.p_onset_s = event->onset_s - event->pr_s; /* NaN without a P wave */
  beat.p_offset_s = beat.p_onset_s + patient->p_s;
  beat.r_peak_s = event->onset_s + complex->r_s;
  beat.qrs_offset_s = event->onset_s + complex->qrs_s;
  beat.t_offset_s = repolarisation_end_s (patient, complex, rr_s, event->onset_s, next_onset_s);
  beat.t_onset_s = beat.t_offset_s - complex->t_share * (beat.t_offset_s - beat.qrs_offset_s);
  return beat;
}

/* What breath and chance do to one beat. */
static Posture
draw_posture (const HxSimPatient *patient, double time_s, HxRandom *random)
{
  const HxSimBreathing *breathing = &patient->breathing;
  double breath = sin (2.0 * G_PI * breathing->rate_hz * time_s + breathing->phase);
  Posture posture;

  posture.gain = 1.0 + breathing->gain * breath + hx_sim_normal (random, 0.0, 0.012, 2.5);
  posture.frontal_rad = breathing->turn_rad * breath + hx_sim_normal (random, 0.0, 0.008, 2.5);
  posture.horizontal_rad = 0.5 * breathing->turn_rad * breath + hx_sim_normal (random, 0.0, 0.008, 2.5);
  return posture;
}

static void
add_beat (HxSimVcg *vcg, const HxSimHeart *heart, const HxSimComplex *complex, const HxSimBeat *beat,
          const Posture *posture)
{
  double t_s = beat->t_offset_s - beat->t_onset_s;

  if (!isnan (beat->p_onset_s))
    for (guint i = 0; i < HX_SIM_N_P_BUMPS; i++)
      add_bump (vcg, &heart->p[i], beat->p_onset_s, 1.0, posture);
  for (guint i = 0; i < complex->n_qrs; i++)
    add_bump (vcg, &complex->qrs[i], beat->qrs_onset_s, 1.0, posture);
  add_st (vcg, complex, beat, posture);
  for (guint i = 0; i < HX_SIM_N_T_BUMPS; i++)
    add_bump (vcg, &complex->t[i], beat->t_onset_s, t_s, posture);
}

/* What is listed: beats whose R is on the strip, with those waves that are on it as a whole. */
static void
list_beat (GArray *beats, HxSimBeat beat, double end_s)
{
  if (beat.r_peak_s < 0.0 || beat.r_peak_s >= end_s)
    return;
  if (!(beat.p_onset_s >= 0.0))
    beat.p_onset_s = beat.p_offset_s = NAN;
  if (beat.qrs_onset_s < 0.0)
    beat.qrs_onset_s = NAN;
  if (beat.qrs_offset_s >= end_s)
    beat.qrs_offset_s = NAN;
  if (beat.t_offset_s >= end_s)
    beat.t_onset_s = beat.t_offset_s = NAN;
  g_array_append_val (beats, beat);
}

GArray *
hx_sim_vcg_add_beats (HxSimVcg *vcg, const HxSimHeart *heart, const HxSimPatient *patient,
                      const HxSimRhythm *rhythm, HxRandom *random)
{
  GArray *beats = g_array_new (FALSE, FALSE, sizeof (HxSimBeat));
  double end_s = (double)vcg->n_samples / vcg->rate_hz;
  double usual_rr_s = rhythm->mean_rr_s;

  for (guint i = 1; i + 1 < rhythm->events->len; i++)
    {
      const HxSimEvent *event = &g_array_index (rhythm->events, HxSimEvent, i);
      const HxSimEvent *before = event - 1, *next = event + 1;
      const HxSimComplex *complex = event->origin == HX_SIM_ECTOPIC ? &heart->ectopic : &heart->own;
      /* QT follows the rate with a lag of many beats. */
      double rr_s = 0.75 * usual_rr_s + 0.25 * MIN (event->onset_s - before->onset_s, 1.5 * usual_rr_s);
      HxSimBeat beat = beat_times (patient, complex, event, rr_s, next->onset_s);
      Posture posture = draw_posture (patient, event->onset_s, random);

      add_beat (vcg, heart, complex, &beat, &posture);
      if (event->origin == HX_SIM_PACED)
        add_spike (vcg, event->onset_s - heart->spike_lead_s, heart->ventricular_spike);
      if (event->atrial_spike)
        add_spike (vcg, beat.p_onset_s - heart->spike_lead_s, heart->atrial_spike);
      list_beat (beats, beat, end_s);
    }
  return beats;
}
