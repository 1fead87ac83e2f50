/* hx-sim-rhythm.c: when the heart beats
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/simulator/hx-sim-private.h"

#include <math.h>

#define ATTEMPTS 40

static void
add_event (HxSimRhythm *rhythm, double onset_s, HxSimOrigin origin, double pr_s, gboolean atrial_spike)
{
  HxSimEvent event = { onset_s, origin, pr_s, atrial_spike };

  g_array_append_val (rhythm->events, event);
}

/* Events are made from a little before the strip to well after it, since some are later moved forward. */
static double
start_s (double rr_s, HxRandom *random)
{
  return -rr_s * hx_random_between (random, 3.0, 4.0);
}

static double
stop_s (double rr_s, double duration_s)
{
  return 1.3 * duration_s + 4.0 * rr_s;
}

/* --- sinus rhythm ------------------------------------------------------------------------ */

static double
jittered_pr_s (const HxSimPatient *patient, HxRandom *random)
{
  return patient->pr_s + hx_sim_normal (random, 0.0, 0.0015, 2.0);
}

/* The vagus slows the heart as the breath goes out (respiratory sinus arrhythmia); a slower wave and chance
 * come on top. */
static void
add_sinus_events (HxSimRhythm *rhythm, const HxSimPatient *patient, double duration_s, double breath_s,
                  HxRandom *random)
{
  const HxSimBreathing *breathing = &patient->breathing;
  double slow_hz = hx_random_between (random, 0.06, 0.11);
  double slow_phase = hx_random_between (random, 0.0, 2.0 * G_PI);
  double slow_s = 0.012 * patient->rr_s;
  double t = start_s (patient->rr_s, random);

  while (t < stop_s (patient->rr_s, duration_s))
    {
      double rr_s = patient->rr_s + breath_s * sin (2.0 * G_PI * breathing->rate_hz * t + breathing->phase)
                    + slow_s * sin (2.0 * G_PI * slow_hz * t + slow_phase)
                    + hx_sim_normal (random, 0.0, 0.006 * patient->rr_s, 2.5);

      add_event (rhythm, t, HX_SIM_CONDUCTED, jittered_pr_s (patient, random), FALSE);
      t += rr_s;
    }
}

typedef struct
{
  guint n;
  double mean_s, range_s, deviation_s;
} RrSummary;

/* Of the intervals that end on the strip. */
static RrSummary
summarise (const HxSimRhythm *rhythm, double duration_s)
{
  RrSummary summary = { 0 };
  double low_s = G_MAXDOUBLE, high_s = 0.0, sum = 0.0, squares = 0.0;

  for (guint i = 1; i < rhythm->events->len; i++)
    {
      const HxSimEvent *event = &g_array_index (rhythm->events, HxSimEvent, i);
      double rr_s = event->onset_s - event[-1].onset_s;

      if (event[-1].onset_s < 0.0 || event->onset_s + 0.1 >= duration_s)
        continue;
      low_s = MIN (low_s, rr_s);
      high_s = MAX (high_s, rr_s);
      sum += rr_s;
      squares += rr_s * rr_s;
      summary.n++;
    }
  if (summary.n == 0)
    return summary;
  summary.mean_s = sum / summary.n;
  summary.range_s = high_s - low_s;
  summary.deviation_s = sqrt (MAX (0.0, squares / summary.n - summary.mean_s * summary.mean_s));
  return summary;
}

/* The rates and the spread of intervals that a sinus rhythm's labels stand for, with a reserve. */
typedef struct
{
  double low_bpm, high_bpm;
  double least_range_s, largest_range_s;
} SinusLimits;

static SinusLimits
sinus_limits (guint32 labels)
{
  SinusLimits limits = { 61.0, 98.5, 0.0, 0.105 };

  if (labels & HX_SIM_BIT (STACH))
    limits.low_bpm = 101.0, limits.high_bpm = 150.0;
  if (labels & HX_SIM_BIT (SBRAD))
    limits.low_bpm = 40.0, limits.high_bpm = 59.0;
  if (labels & HX_SIM_BIT (SARRH))
    limits.least_range_s = 0.135, limits.largest_range_s = 0.45;
  return limits;
}

/* A strip is a sample: it is drawn again, a little faster, slower, more or less regular, until a reader who
 * counts on it would agree. */
static void
draw_sinus (HxSimRhythm *rhythm, const HxSimPatient *drawn, double duration_s, HxRandom *random)
{
  HxSimPatient patient = *drawn;
  gboolean sarrh = (patient.labels & HX_SIM_BIT (SARRH)) != 0;
  SinusLimits limits = sinus_limits (patient.labels);
  double youth = hx_sim_within ((80.0 - patient.age_years) / 50.0, 0.1, 1.2);
  double breath_s = sarrh ? hx_random_between (random, 0.085, 0.150) * MIN (1.0, patient.rr_s + 0.1)
                          : hx_random_between (random, 0.004, 0.040) * youth * pow (patient.rr_s, 2.0);

  for (int attempt = 0; attempt < ATTEMPTS; attempt++)
    {
      RrSummary rr;
      gboolean tells_breath;

      g_array_set_size (rhythm->events, 0);
      add_sinus_events (rhythm, &patient, duration_s, breath_s, random);
      rr = summarise (rhythm, duration_s);
      tells_breath = rr.n >= 5;
      if (rr.n > 0 && 60.0 / rr.mean_s > limits.high_bpm)
        patient.rr_s *= 1.01;
      else if (rr.n > 0 && 60.0 / rr.mean_s < limits.low_bpm)
        patient.rr_s *= 0.99;
      else if (rr.range_s > limits.largest_range_s)
        breath_s *= 0.9;
      else if (tells_breath && rr.range_s < limits.least_range_s)
        breath_s *= 1.05;
      else
        return;
    }
}

/* --- other rhythms ----------------------------------------------------------------------- */

/* Irregularly irregular: intervals do not depend on one another. */
static void
draw_fibrillation (HxSimRhythm *rhythm, const HxSimPatient *patient, double duration_s, HxRandom *random)
{
  double spread = hx_random_between (random, 0.17, 0.28);

  rhythm->fibrillation_mv = 0.045 * exp (hx_sim_normal (random, 0.0, 0.45, 1.8));
  for (int attempt = 0; attempt < ATTEMPTS; attempt++)
    {
      double t = start_s (patient->rr_s, random);
      RrSummary rr;

      g_array_set_size (rhythm->events, 0);
      while (t < stop_s (patient->rr_s, duration_s))
        {
          add_event (rhythm, t, HX_SIM_CONDUCTED, NAN, FALSE);
          t += fmax (0.31, patient->rr_s * exp (hx_sim_normal (random, -0.02, spread, 2.3)));
        }
      rr = summarise (rhythm, duration_s);
      if (rr.n < 4 || rr.deviation_s > 0.09 * rr.mean_s)
        return;
    }
}

/* One circling wave, of which every second, third or fourth is conducted. */
static void
draw_flutter (HxSimRhythm *rhythm, const HxSimPatient *patient, double duration_s, HxRandom *random)
{
  static const guint usual[] = { 2, 2, 3, 4, 4 };
  static const guint varying[] = { 2, 2, 3, 4, 4, 5 };
  gboolean varies = hx_random_chance (random, 0.3);
  guint ratio = usual[hx_random_below (random, G_N_ELEMENTS (usual))];
  double wave_s = patient->rr_s;
  double t = -4.0 * wave_s * hx_random_between (random, 2.0, 3.0);
  double conduction_cycles = hx_random_between (random, 0.0, 1.0);

  rhythm->flutter_s = wave_s;
  rhythm->flutter_phase = conduction_cycles - t / wave_s;
  while (t < stop_s (4.0 * wave_s, duration_s))
    {
      add_event (rhythm, t + hx_sim_normal (random, 0.0, 0.003, 2.0), HX_SIM_CONDUCTED, NAN, FALSE);
      t += wave_s * (varies ? varying[hx_random_below (random, G_N_ELEMENTS (varying))] : ratio);
    }
}

static void
draw_paced (HxSimRhythm *rhythm, const HxSimPatient *patient, double duration_s, HxRandom *random)
{
  gboolean two_chambers = hx_random_chance (random, 0.55);
  gboolean atrium_paced = two_chambers && hx_random_chance (random, 0.5);
  gboolean follows_sinus = two_chambers && !atrium_paced;
  double pr_s = two_chambers ? hx_random_between (random, 0.145, 0.195) : NAN;
  double t = start_s (patient->rr_s, random);

  if (!two_chambers && hx_random_chance (random, 0.5))
    rhythm->fibrillation_mv = hx_random_between (random, 0.02, 0.05);
  while (t < stop_s (patient->rr_s, duration_s))
    {
      add_event (rhythm, t, HX_SIM_PACED, pr_s, atrium_paced);
      t += patient->rr_s + (follows_sinus ? hx_sim_normal (random, 0.0, 0.010, 2.0) : 0.0);
    }
}

/* --- premature ventricular complexes ----------------------------------------------------- */

static HxSimEvent *
event_at (HxSimRhythm *rhythm, guint i)
{
  return &g_array_index (rhythm->events, HxSimEvent, i);
}

static void
shift_events (HxSimRhythm *rhythm, guint first, double shift_s)
{
  for (guint i = first; i < rhythm->events->len; i++)
    event_at (rhythm, i)->onset_s += shift_s;
}

/* Puts a premature complex in the place of event @i. The sinus node is not reset, so the next beat comes when
 * it would have come (a compensatory pause); fibrillating atria let a pause follow, a pacemaker waits anew.
 */
static void
make_ectopic (HxSimRhythm *rhythm, const HxSimPatient *patient, guint i, double coupling_s, HxRandom *random)
{
  HxSimEvent *event = event_at (rhythm, i);
  double rr_s = rhythm->mean_rr_s;
  double gap_s;

  event->onset_s = event[-1].onset_s + coupling_s + hx_sim_normal (random, 0.0, 0.006, 2.0);
  event->origin = HX_SIM_ECTOPIC;
  event->pr_s = NAN;
  event->atrial_spike = FALSE;
  gap_s = event[1].onset_s - event->onset_s;
  if (patient->labels & HX_SIM_BIT (AFIB))
    shift_events (rhythm, i + 1, fmax (0.0, rr_s * hx_random_between (random, 1.1, 1.4) - gap_s));
  else if (patient->labels & HX_SIM_BIT (PACE))
    shift_events (rhythm, i + 1, rr_s - gap_s);
}

/* Whether a complex so long after event @i - 1 is on the strip as a whole. */
static gboolean
fits_strip (HxSimRhythm *rhythm, guint i, double coupling_s, double duration_s)
{
  double onset_s = event_at (rhythm, i - 1)->onset_s + coupling_s;

  return onset_s > MIN (0.3, 0.15 * duration_s) && onset_s < duration_s - MIN (0.6, 0.3 * duration_s);
}

static double
draw_coupling_s (const HxSimRhythm *rhythm, const HxSimPatient *patient, HxRandom *random)
{
  double rr_s = rhythm->mean_rr_s;
  double qt_s = patient->qt_s * cbrt (rr_s);

  /* After the T wave before it, and yet early. */
  return hx_sim_within (hx_random_between (random, 0.50, 0.68) * rr_s, MIN (qt_s + 0.03, 0.82 * rr_s),
                        0.82 * rr_s);
}

static void
add_ectopics (HxSimRhythm *rhythm, const HxSimPatient *patient, double duration_s, HxRandom *random)
{
  double coupling_s = draw_coupling_s (rhythm, patient, random);
  gboolean regular = hx_random_chance (random, 0.2); /* every second or third beat */
  guint period = 2 + (guint)hx_random_below (random, 2);
  guint n_wanted = regular ? G_MAXUINT : 1 + (guint)(3.0 * pow (hx_random_uniform (random), 2.0));
  guint last = rhythm->events->len - 2, n_fit = 0;
  guint taken = 0, since = period;

  for (guint i = 1; i < last; i++)
    n_fit += fits_strip (rhythm, i, coupling_s, duration_s);
  if (n_fit == 0)
    {
      /* Few beats on a short strip: the first complex is moved to where it is seen. */
      shift_events (rhythm, 0, 0.4 * duration_s - coupling_s - event_at (rhythm, 2)->onset_s);
      n_fit = 1;
    }
  for (guint i = 1; i < last && taken < n_wanted; i++)
    {
      if (!fits_strip (rhythm, i, coupling_s, duration_s))
        continue;
      since++;
      /* Of the places left, each is as likely as any; the last is taken if there is none yet. */
      if (since >= period
          && (regular || hx_random_chance (random, (double)n_wanted / n_fit) || (n_fit == 1 && !taken)))
        {
          make_ectopic (rhythm, patient, i, coupling_s, random);
          taken++;
          since = 0;
        }
      n_fit = MAX (n_fit, 2) - 1;
    }
}

void
hx_sim_rhythm_draw (HxSimRhythm *rhythm, const HxSimPatient *patient, double duration_s, HxRandom *random)
{
  const HxSimEvent *first, *last;

  *rhythm = (HxSimRhythm){ .events = g_array_new (FALSE, FALSE, sizeof (HxSimEvent)) };
  if (patient->labels & HX_SIM_BIT (AFIB))
    draw_fibrillation (rhythm, patient, duration_s, random);
  else if (patient->labels & HX_SIM_BIT (AFLT))
    draw_flutter (rhythm, patient, duration_s, random);
  else if (patient->labels & HX_SIM_BIT (PACE))
    draw_paced (rhythm, patient, duration_s, random);
  else
    draw_sinus (rhythm, patient, duration_s, random);
  first = event_at (rhythm, 0);
  last = event_at (rhythm, rhythm->events->len - 1);
  rhythm->mean_rr_s = (last->onset_s - first->onset_s) / (rhythm->events->len - 1);
  if (patient->labels & HX_SIM_BIT (PVC))
    add_ectopics (rhythm, patient, duration_s, random);
}

void
hx_sim_rhythm_clear (HxSimRhythm *rhythm)
{
  g_clear_pointer (&rhythm->events, g_array_unref);
}
