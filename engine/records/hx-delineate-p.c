/* hx-delineate-p.c: P waves
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-delineate-private.h"

#include <math.h>
#include <string.h>

#define MEAN_HALF HX_WAVE_MS (90)
#define WINDOW HX_WAVE_MS (456) /* before a QRS complex, that the usual P wave is read from */
#define NEAR HX_WAVE_MS (292)   /* before a QRS complex, P waves usually peak; */
#define FAR HX_WAVE_MS (400)    /* with a long PR interval, so far before it */
#define CLOSEST HX_WAVE_MS (36) /* of a P wave's peak to the QRS complex */
#define TEMPLATE_HALF HX_WAVE_MS (56)
#define LAG HX_WAVE_MS (40) /* a usual P wave is so near to its usual place */
#define AFTER_T_PEAK HX_WAVE_MS (90)
#define RISE HX_WAVE_MS (96) /* from onset to peak and from peak to offset, at most */
#define LEAD_REACH HX_WAVE_MS (10)

/* What tells P waves from the rest, chosen on the odd records of LUDB and on the rhythms of PTB-XL. */
#define MIN_BUMP_MV 0.01f    /* of the usual P wave in the lead that has most of it */
#define MIN_CORRELATION 0.8f /* of the median beat with the usual P wave */
#define STEADY 0.03f /* mean change of an interval, as a share of it: atria that fibrillate change more, */
#define STEADY_CORRELATION 0.73f    /* so less likeness is enough */
#define MAX_REMAINDER 30.0f         /* squared quiet levels a lead: what differs from beat to beat */
#define MAX_UNREST 0.35f            /* power before the P wave, as a share of that of the P wave */
#define MAX_IRREGULARITY 0.1f       /* mean change of an interval, as a share of it */
#define MIN_PACED_CORRELATION 0.93f /* a pacemaker's rhythm is regular, whatever the atria do */
#define MIN_UNDISTURBED 2     /* beats; with fewer, as in bigeminy, all that are like most tell of P waves */
#define BEAT_CORRELATION 0.6f /* of one beat */
#define PLACED_CORRELATION 0.3f       /* of one whose P wave is where it usually is, */
#define PLACED_WITHIN HX_WAVE_MS (12) /* within so much */
#define PLACED_MIN_SIZE 0.5f
#define PLACED_MAX_SIZE 1.5f
#define SHORTEST_CIRCLE HX_WAVE_MS (170) /* of a wave that circles in the atria: 350 a minute */
#define LONGEST_CIRCLE HX_WAVE_MS (320)
#define CIRCLE_CORRELATION 0.82f /* of what is one turn before the P wave with it */
#define CIRCLE_MIN_SIZE 0.7f
#define CIRCLE_MAX_SIZE 1.4f
#define SURE_CORRELATION 0.85f
#define MIN_SIZE 0.35f /* of the usual P wave's */
#define MAX_SIZE 1.7f

/* The bumps of every lead and the P wave that most beats have. */
typedef struct
{
  HxDelineation *delineation;
  float *bumps; /* n_leads x n: short waves, without the QRS complexes, in units of the lead's quiet level */
  float *units; /* n_leads: those levels in millivolts */
  float *usual; /* n_leads x WINDOW: the median before QRS complexes */
  float *template; /* n_leads x (2 TEMPLATE_HALF + 1): the usual P wave */
  gssize place;    /* of its peak in the window */
  double energy;   /* of the template */
  float unrest;    /* power before it, as a share of its own */
} Atria;

static void
clear_atria (Atria *self)
{
  g_free (self->bumps);
  g_free (self->units);
  g_free (self->usual);
  g_free (self->template);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Atria, clear_atria)

static gssize
mark_at (const HxDelineation *self, guint beat, HxMark mark)
{
  return (gssize)hx_waves_marks (self->waves, beat, self->n_leads)[mark];
}

static void
find_bumps (Atria *self)
{
  const HxDelineation *all = self->delineation;
  gsize n = all->signal->n;
  g_autofree float *blank = g_new (float, n), *mean = g_new (float, n);

  for (guint lead = 0; lead < all->n_leads; lead++)
    {
      float *bumps = self->bumps + lead * n;

      if (!all->signal->usable[lead])
        continue;
      memcpy (blank, all->above + lead * n, n * sizeof *blank);
      for (guint beat = 0; beat < all->n_beats; beat++)
        for (gssize i = mark_at (all, beat, HX_MARK_QRS_ONSET) - 2;
             i <= mark_at (all, beat, HX_MARK_QRS_OFFSET); i++)
          if (i >= 0 && i < (gssize)n)
            blank[i] = 0.0f;
      hx_wave_mean (blank, mean, n, MEAN_HALF);
      for (gsize i = 0; i < n; i++)
        {
          bumps[i] = blank[i] - mean[i];
          blank[i] = fabsf (bumps[i]);
        }
      self->units[lead] = hx_wave_quantile (blank, n, 0.4) + 0.01f;
      for (gsize i = 0; i < n; i++)
        bumps[i] /= self->units[lead];
    }
}

/* Where the P wave of a beat may peak. */
static void
find_range (const HxDelineation *self, guint beat, gssize *from, gssize *to)
{
  gssize onset = mark_at (self, beat, HX_MARK_QRS_ONSET), after_t = HX_WAVE_MS (20);

  if (beat > 0)
    {
      float peak = hx_waves_marks (self->waves, beat - 1, self->n_leads)[HX_MARK_T_PEAK];

      after_t = isfinite (peak) ? (gssize)peak + AFTER_T_PEAK
                                : mark_at (self, beat - 1, HX_MARK_QRS_OFFSET) + HX_WAVE_MS (150);
    }
  *from = after_t;
  *to = onset - CLOSEST;
}

static float
median_before (const Atria *self, guint lead, gssize place, float *values)
{
  const HxDelineation *all = self->delineation;
  gsize n_values = 0;

  for (guint beat = 0; beat < all->n_beats; beat++)
    {
      gssize at = mark_at (all, beat, HX_MARK_QRS_ONSET) - WINDOW + place;
      gssize from, to;

      find_range (all, beat, &from, &to);
      if (hx_average_is_usual (all, beat) && at >= from - HX_WAVE_MS (60) && at >= 0)
        values[n_values++] = self->bumps[lead * all->signal->n + (gsize)at];
    }
  return n_values * 3 >= all->n_beats && n_values > 0 ? hx_delineate_median (values, n_values) : 0.0f;
}

/* The first place, at most @reach before the QRS complex, that most beats' P waves can have: what is before
 * belongs to T waves. */
static gssize
first_place (const HxDelineation *self, gssize reach)
{
  g_autofree float *places = g_new (float, self->n_beats);

  for (guint beat = 0; beat < self->n_beats; beat++)
    {
      gssize from, to;

      find_range (self, beat, &from, &to);
      places[beat] = beat > 0 ? (float)(from - (mark_at (self, beat, HX_MARK_QRS_ONSET) - WINDOW)) : NAN;
    }
  return MAX (self->n_beats > 1 ? (gssize)hx_delineate_median (places, self->n_beats) : 0, WINDOW - reach);
}

/* The median before QRS complexes, at the places from @from to @to of the window. */
static void
find_usual (Atria *self, gssize from, gssize to)
{
  const HxDelineation *all = self->delineation;
  g_autofree float *values = g_new (float, all->n_beats);

  for (guint lead = 0; lead < all->n_leads; lead++)
    for (gssize i = from; i < to; i++)
      self->usual[lead * WINDOW + i] =
          all->signal->usable[lead] ? median_before (self, lead, i, values) : 0.0f;
}

/* The largest bump of all leads together in that, at most @reach before QRS complexes. */
static void
find_template (Atria *self, gssize reach)
{
  const HxDelineation *all = self->delineation;
  float lengths[WINDOW], longest = 0.0f, largest_mv = 0.0f;

  self->place = -1;
  self->energy = 0.0;
  for (gssize i = 0; i < WINDOW; i++)
    {
      lengths[i] = 0.0f;
      for (guint lead = 0; lead < all->n_leads; lead++)
        lengths[i] += self->usual[lead * WINDOW + i] * self->usual[lead * WINDOW + i];
    }
  for (gssize i = first_place (all, reach); i < WINDOW - CLOSEST; i++)
    if (lengths[i] > longest && lengths[i] > lengths[i - 1] && lengths[i] >= lengths[i + 1])
      {
        longest = lengths[i];
        self->place = i;
      }
  if (self->place < 0)
    return;
  for (guint lead = 0; lead < all->n_leads; lead++)
    for (gssize i = -TEMPLATE_HALF; i <= TEMPLATE_HALF; i++)
      {
        gssize at = self->place + i;
        float value = at >= 0 && at < WINDOW ? self->usual[lead * WINDOW + at] : 0.0f;

        self->template[lead * (2 * TEMPLATE_HALF + 1) + i + TEMPLATE_HALF] = value;
        self->energy += (double)(value * value);
        largest_mv = MAX (largest_mv, fabsf (value) * self->units[lead]);
      }
  if (largest_mv < MIN_BUMP_MV)
    self->place = -1;
}

/* How much what is around @at looks like the usual P wave: the correlation over all leads, and its size. */
static float
match (const Atria *self, gssize at, float *size)
{
  const HxDelineation *all = self->delineation;
  gssize n = (gssize)all->signal->n;
  double product = 0.0, energy = 0.0;

  for (guint lead = 0; lead < all->n_leads; lead++)
    {
      const float *bumps = self->bumps + (gsize)lead * all->signal->n;
      const float *template = self->template + lead * (2 * TEMPLATE_HALF + 1) + TEMPLATE_HALF;

      for (gssize i = MAX (-TEMPLATE_HALF, -at); i <= TEMPLATE_HALF && at + i < n; i++)
        {
          product += (double)(bumps[at + i] * template[i]);
          energy += (double)(bumps[at + i] * bumps[at + i]);
        }
    }
  *size = (float)(product / MAX (self->energy, 1e-12));
  return (float)(product / sqrt (MAX (self->energy * energy, 1e-12)));
}

static gssize
best_match (const Atria *self, gssize from, gssize to, float *correlation, float *size)
{
  gssize best = -1;

  *correlation = -1.0f;
  for (gssize at = MAX (from, 0); at <= to; at++)
    {
      float at_size, at_correlation = match (self, at, &at_size);

      if (at_correlation > *correlation)
        {
          *correlation = at_correlation;
          *size = at_size;
          best = at;
        }
    }
  return best;
}

static float
mean_at (const float *x, gssize at, gssize n)
{
  gssize from = MAX (at - HX_WAVE_MS (6), 0), to = MIN (at + HX_WAVE_MS (6), n - 1);
  float sum = 0.0f;

  for (gssize i = from; i <= to; i++)
    sum += x[i];
  return sum / (float)(to - from + 1);
}

static void
find_edges (HxDelineation *self, guint beat, guint lead, gssize common, gssize low, gssize high)
{
  gssize n = (gssize)self->signal->n, peak = common;
  const float *x = lead == self->n_leads ? self->level : self->above + (gsize)lead * self->signal->n;
  float before = mean_at (x, low, n), after = mean_at (x, high, n);

  for (gssize i = MAX (common - LEAD_REACH, low); i <= MIN (common + LEAD_REACH, high); i++)
    {
      float line = before + (after - before) * (float)(i - low) / (float)MAX (high - low, 1);
      float peak_line = before + (after - before) * (float)(peak - low) / (float)MAX (high - low, 1);

      if (fabsf (x[i] - line) > fabsf (x[peak] - peak_line))
        peak = i;
    }
  if (peak <= low || peak >= high)
    return;
  if (hx_edge_find (x, peak, low, before, hx_delineation_edges (self, beat, HX_BOUND_P_ONSET, lead))
      && hx_edge_find (x, peak, high, after, hx_delineation_edges (self, beat, HX_BOUND_P_OFFSET, lead)))
    hx_waves_marks (self->waves, beat, lead)[HX_MARK_P_PEAK] = (float)peak;
  *hx_delineation_size (self, beat, HX_WAVE_P, lead) = fabsf (x[peak] - 0.5f * (before + after));
}

/* The mean squared bumps of all leads in from .. to; NaN if that is too short to tell. */
static float
bump_power (const Atria *self, gssize from, gssize to)
{
  const HxDelineation *all = self->delineation;
  double sum = 0.0;

  from = MAX (from, 0);
  to = MIN (to, (gssize)all->signal->n - 1);
  if (to - from < HX_WAVE_MS (40))
    return NAN;
  for (guint lead = 0; lead < all->n_leads; lead++)
    for (gssize i = from; i <= to; i++)
      sum += (double)(self->bumps[lead * all->signal->n + i] * self->bumps[lead * all->signal->n + i]);
  return (float)(sum / (double)(to - from + 1));
}

/* One beat's best likeness to the usual P wave. */
typedef struct
{
  gssize peak, away; /* away: from where it usually is */
  float correlation, size;
} Match;

static void
find_matches (const Atria *self, Match *matches)
{
  const HxDelineation *all = self->delineation;

  for (guint beat = 0; beat < all->n_beats; beat++)
    {
      gssize usual = mark_at (all, beat, HX_MARK_QRS_ONSET) - WINDOW + self->place, from, to;
      Match *match = &matches[beat];

      find_range (all, beat, &from, &to);
      match->peak = best_match (self, MAX (from, usual - LAG), MIN (to, usual + LAG), &match->correlation,
                                &match->size);
      match->away = ABS (match->peak - usual);
    }
}

/* Whether a beat is like most, and no ectopic beat's T wave lies before it. */
static gboolean
is_undisturbed (const HxDelineation *self, const Match *matches, guint beat)
{
  return matches[beat].peak >= 0 && hx_average_is_usual (self, beat)
         && (beat == 0 || hx_average_is_usual (self, beat - 1));
}

/* Whether what is @circle before the P waves of most beats, where no QRS complex is, looks like them. */
static gboolean
repeats (const Atria *self, const Match *matches, gssize circle, float *correlations, float *sizes)
{
  const HxDelineation *all = self->delineation;
  guint n = 0;
  float size;

  for (guint beat = 1; beat < all->n_beats; beat++)
    {
      gssize before = matches[beat].peak - circle;

      if (matches[beat].peak >= 0 && matches[beat].correlation > BEAT_CORRELATION
          && before - TEMPLATE_HALF >= mark_at (all, beat - 1, HX_MARK_QRS_OFFSET))
        {
          correlations[n] = match (self, before, &sizes[n]);
          n++;
        }
    }
  if (2 * n < all->n_beats || hx_delineate_median (correlations, n) < CIRCLE_CORRELATION)
    return FALSE;
  size = hx_delineate_median (sizes, n);
  return size > CIRCLE_MIN_SIZE && size < CIRCLE_MAX_SIZE;
}

/* Whether the atria flutter: a wave before the QRS complexes comes in the same shape one turn earlier too.
 * Where so many turns are conducted that all others are hidden by QRS complexes and T waves, this cannot be
 * seen. */
static gboolean
flutters (const Atria *self, const Match *matches)
{
  g_autofree float *correlations = g_new (float, self->delineation->n_beats);
  g_autofree float *sizes = g_new (float, self->delineation->n_beats);

  for (gssize circle = SHORTEST_CIRCLE; circle <= LONGEST_CIRCLE; circle++)
    if (repeats (self, matches, circle, correlations, sizes))
      return TRUE;
  return FALSE;
}

/* Whether the atria contract before the ventricles: whether the bump before most beats is one and the same,
 * and what is before it is quiet. In atrial fibrillation and flutter it is neither. */
static gboolean
has_p_waves (Atria *self, const Match *matches)
{
  const HxDelineation *all = self->delineation;
  g_autofree float *values = g_new (float, all->n_beats), *restless = g_new (float, all->n_beats);
  guint n_values = 0, n_undisturbed = 0;
  float irregularity = hx_delineate_irregularity (all), correlation, remainder;

  for (guint beat = 0; beat < all->n_beats; beat++)
    n_undisturbed += is_undisturbed (all, matches, beat);
  for (guint beat = 0; beat < all->n_beats; beat++)
    {
      gssize peak = matches[beat].peak, from, to;

      if (n_undisturbed >= MIN_UNDISTURBED ? !is_undisturbed (all, matches, beat)
                                           : peak < 0 || !hx_average_is_usual (all, beat))
        continue;
      find_range (all, beat, &from, &to);
      restless[n_values] = bump_power (self, from + HX_WAVE_MS (40), peak - HX_WAVE_MS (90))
                           / bump_power (self, peak - HX_WAVE_MS (50), peak + HX_WAVE_MS (50));
      values[n_values++] = matches[beat].correlation;
    }
  correlation = hx_delineate_median (values, n_values);
  self->unrest = hx_delineate_median (restless, n_values);
  remainder =
      (1.0f - correlation * correlation) * (float)self->energy / (float)MAX (all->signal->n_usable, 1);
  if (!(correlation > (irregularity < STEADY ? STEADY_CORRELATION : MIN_CORRELATION)
        && remainder < MAX_REMAINDER)
      || flutters (self, matches))
    return FALSE;
  if (2 * all->signal->n_spikes >= all->n_beats)
    return correlation > MIN_PACED_CORRELATION;
  return !(self->unrest > MAX_UNREST && irregularity > MAX_IRREGULARITY);
}

/* Noise that hides the shape of one P wave does not move it. */
static gboolean
is_in_place (const Match *match)
{
  return match->correlation > PLACED_CORRELATION && match->away <= PLACED_WITHIN
         && match->size > PLACED_MIN_SIZE && match->size < PLACED_MAX_SIZE;
}

static gboolean
is_p_wave (const Match *match)
{
  if (match->peak < 0 || is_in_place (match))
    return match->peak >= 0;
  return match->correlation > BEAT_CORRELATION && match->size > MIN_SIZE
         && (match->size < MAX_SIZE || match->correlation > SURE_CORRELATION);
}

/* Where the common level is lowest between two places. */
static gssize
find_valley (const HxDelineation *self, gssize from, gssize to)
{
  gssize lowest = to;

  for (gssize i = to; i >= MAX (from, 0); i--)
    lowest = self->level[i] < self->level[lowest] ? i : lowest;
  return lowest;
}

/* From the QRS onset back to the valley before the P wave. */
static gssize
find_low (const HxDelineation *self, guint beat, gssize peak)
{
  gssize from, to;

  find_range (self, beat, &from, &to);
  return MAX (find_valley (self, MAX (from - AFTER_T_PEAK, peak - RISE), peak - HX_WAVE_MS (24)), peak - RISE)
         - mark_at (self, beat, HX_MARK_QRS_ONSET);
}

/* A P wave begins after the valley between it and the T wave before, and no later than most others do. On the
 * slope of a T wave the length of all leads together has another peak, so there it is looked for where the
 * leads peak. */
static void
find_all_edges (HxDelineation *self, guint beat, gssize peak, gssize usual_low)
{
  gssize onset = mark_at (self, beat, HX_MARK_QRS_ONSET);
  gssize low = MAX (onset + MIN (find_low (self, beat, peak), usual_low), MAX (peak - RISE, 0));
  g_autofree float *peaks = g_new (float, self->n_leads);
  float usual;

  for (guint lead = 0; lead < self->n_leads; lead++)
    {
      peaks[lead] = NAN;
      if (!self->signal->usable[lead])
        continue;
      find_edges (self, beat, lead, peak, low, MIN (peak + RISE, onset));
      peaks[lead] = hx_waves_marks (self->waves, beat, lead)[HX_MARK_P_PEAK];
    }
  usual = hx_delineate_median (peaks, self->n_leads);
  find_edges (self, beat, self->n_leads, isfinite (usual) ? (gssize)lrintf (usual) : peak, low,
              MIN (peak + RISE, onset));
}

/* Looks for P waves that peak at most @reach before QRS complexes. Returns: whether there are any */
static gboolean
look (Atria *self, Match *matches, gssize reach)
{
  find_template (self, reach);
  if (self->place < 0)
    return FALSE;
  find_matches (self, matches);
  return has_p_waves (self, matches);
}

/* What is near QRS complexes first: if it is none, or so far from them that it may be a part of one, or
 * something larger is before it, a P wave far from them is one if all is calm before it. */
static gboolean
look_near_and_far (Atria *self, Match *matches)
{
  const gssize near_from = WINDOW - NEAR - TEMPLATE_HALF;
  gboolean found;

  find_usual (self, near_from, WINDOW);
  found = look (self, matches, NEAR);
  if (found && !(self->unrest > MAX_UNREST) && self->place > WINDOW - NEAR + TEMPLATE_HALF)
    return TRUE;
  find_usual (self, 0, near_from);
  if (look (self, matches, FAR) && self->unrest <= MAX_UNREST)
    return TRUE;
  return found && look (self, matches, NEAR);
}

gboolean
hx_delineate_p (HxDelineation *self)
{
  g_auto (Atria) atria = { .delineation = self };
  g_autofree Match *matches = g_new0 (Match, MAX (self->n_beats, 1));
  g_autofree float *lows = NULL;
  float usual_low;

  if (self->n_beats == 0)
    return FALSE;
  atria.bumps = g_new0 (float, self->n_leads * self->signal->n);
  atria.units = g_new0 (float, self->n_leads);
  atria.usual = g_new0 (float, self->n_leads *WINDOW);
  atria.template = g_new0 (float, self->n_leads *(2 * TEMPLATE_HALF + 1));
  find_bumps (&atria);
  if (!look_near_and_far (&atria, matches))
    return FALSE;
  lows = g_new (float, self->n_beats);
  for (guint beat = 0; beat < self->n_beats; beat++)
    lows[beat] = is_p_wave (&matches[beat]) ? (float)find_low (self, beat, matches[beat].peak) : NAN;
  usual_low = hx_delineate_median (lows, self->n_beats);
  for (guint beat = 0; beat < self->n_beats; beat++)
    if (is_p_wave (&matches[beat]))
      find_all_edges (self, beat, matches[beat].peak, (gssize)usual_low);
  return TRUE;
}

void
hx_delineate_no_p (HxDelineation *self)
{
  for (guint beat = 0; beat < self->n_beats; beat++)
    for (guint lead = 0; lead <= self->n_leads; lead++)
      {
        hx_waves_marks (self->waves, beat, lead)[HX_MARK_P_PEAK] = NAN;
        for (guint k = 0; k < HX_N_EDGES; k++)
          hx_delineation_edges (self, beat, HX_BOUND_P_ONSET, lead)[k] =
              hx_delineation_edges (self, beat, HX_BOUND_P_OFFSET, lead)[k] = NAN;
      }
}
