/* hx-delineate-t.c: T waves
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-delineate-private.h"

#include <math.h>

#define AFTER_QRS HX_WAVE_MS (70)   /* a T wave's peak comes at least so long after the QRS complex */
#define PEAK_REACH HX_WAVE_MS (560) /* and so long after the QRS onset */
#define USUAL_PEAK 152.0            /* samples from the QRS onset to it, when the beats are a second apart */
#define PEAK_SPREAD 50.0            /* samples: deviation of that */
#define LAST_SHARE 0.5f             /* as likely as the most likely peak, to be the T wave after it */
#define LATE_SHARE 0.5 /* of the interval between beats: a peak after that may be the next P wave */
#define USUAL_REACH HX_WAVE_MS (50) /* a usual beat's T wave peaks so near to the usual place */
#define BEFORE_NEXT HX_WAVE_MS (50) /* what is left free before the next QRS complex */
#define FALL HX_WAVE_MS (190)       /* from the peak to the end, at most */
#define LEAD_REACH HX_WAVE_MS (70)  /* a lead's own peak lies so near to the common one */
#define LAST_LOBE_SHARE                                                                                      \
  0.5f /* of a wave with two lobes, the last counts if it has that share of the first                        \
        */

/* How likely a T wave peaks @after samples after the QRS onset when the beats are @rr apart: the peak follows
 * the cube root of the interval, as the QT interval does (Fridericia). */
static float
prior (gssize after, gssize rr)
{
  double expected =
      USUAL_PEAK * cbrt ((double)CLAMP (rr, HX_WAVE_MS (300), HX_WAVE_MS (1600)) / HX_WAVE_RATE_HZ);
  double away = ((double)after - expected) / PEAK_SPREAD;

  return (float)exp (-0.5 * away * away);
}

/* The T wave's peak of @level, which starts at the QRS onset, between from and to: the last that is likely
 * enough beside the most likely one, which may be a shifted ST segment; -1 if there is none. */
static gssize
find_peak (const float *level, gssize from, gssize to, gssize rr)
{
  gssize last = -1;
  float best = 0.0f;

  for (gssize i = MAX (from, 1); i + 1 < to; i++)
    if (level[i] > level[i - 1] && level[i] >= level[i + 1])
      best = MAX (best, level[i] * prior (i, rr));
  for (gssize i = MAX (from, 1); i + 1 < to; i++)
    if (level[i] > level[i - 1] && level[i] >= level[i + 1] && level[i] * prior (i, rr) >= LAST_SHARE * best)
      last = i;
  return best > 0.0f ? last : -1;
}

static gssize
interval_after (const HxDelineation *self, guint beat)
{
  if (beat + 1 < self->n_beats)
    return (gssize)(self->at[beat + 1] - self->at[beat]);
  return beat > 0 ? (gssize)(self->at[beat] - self->at[beat - 1]) : HX_WAVE_MS (800);
}

/* Between which the T wave of a beat is: from the end of the QRS complex to the next beat. */
static void
find_range (const HxDelineation *self, guint beat, gssize *from, gssize *to)
{
  const float *next = beat + 1 < self->n_beats ? hx_waves_marks (self->waves, beat + 1, self->n_leads) : NULL;

  *from = (gssize)hx_waves_marks (self->waves, beat, self->n_leads)[HX_MARK_QRS_OFFSET];
  *to = (gssize)self->signal->n - 1;
  if (next)
    *to = (gssize)(isfinite (next[HX_MARK_P_ONSET]) ? next[HX_MARK_P_ONSET]
                                                    : next[HX_MARK_QRS_ONSET] - BEFORE_NEXT);
}

/* Where the common T wave of a beat peaks. */
static gboolean
find_common_peak (HxDelineation *self, guint beat, gssize usual, gssize usual_rr, gssize *peak)
{
  const float *marks = hx_waves_marks (self->waves, beat, self->n_leads);
  gssize onset = (gssize)marks[HX_MARK_QRS_ONSET], rr = interval_after (self, beat), from, to, low, high;

  find_range (self, beat, &from, &to);
  low = MAX (from + AFTER_QRS, 0);
  high = MIN (onset + PEAK_REACH, to - HX_WAVE_MS (30));
  if (usual >= 0 && self->likeness[beat] >= HX_USUAL_LIKENESS)
    {
      gssize expected =
          onset + (gssize)((double)usual * cbrt ((double)MIN (rr, 2 * usual_rr) / (double)usual_rr));

      low = MAX (low, MIN (expected, onset + usual) - USUAL_REACH);
      high = MIN (high, MAX (expected, onset + usual) + USUAL_REACH);
    }
  if (low >= high)
    return FALSE;
  *peak = onset + find_peak (self->level + onset, low - onset, high - onset, rr);
  if (*peak < low)
    for (gssize i = *peak = low; i <= high; i++)
      *peak = self->level[i] > self->level[*peak] ? i : *peak;
  return *peak < high;
}

static float
mean_at (const float *x, gssize at, gssize n)
{
  gssize from = MAX (at - HX_WAVE_MS (10), 0), to = MIN (at + HX_WAVE_MS (10), n - 1);
  float sum = 0.0f;

  for (gssize i = from; i <= to; i++)
    sum += x[i];
  return sum / (float)(to - from + 1);
}

/* The place around @common where a lead is furthest from @base; the later of two lobes, if it is of a size.
 */
static gssize
find_lead_peak (const float *x, gssize common, gssize from, gssize to, float base)
{
  gssize low = MAX (common - LEAD_REACH, from), high = MIN (common + LEAD_REACH, to), up = low, down = low,
         last, first;

  for (gssize i = low; i <= high; i++)
    {
      up = x[i] > x[up] ? i : up;
      down = x[i] < x[down] ? i : down;
    }
  last = MAX (up, down);
  first = MIN (up, down);
  if ((x[up] - base) * (x[down] - base) < 0.0f && last < high
      && fabsf (x[last] - base) > LAST_LOBE_SHARE * fabsf (x[first] - base))
    return last;
  return fabsf (x[up] - base) > fabsf (x[down] - base) ? up : down;
}

static void
find_lead (HxDelineation *self, guint beat, guint lead, const float *x, gssize common, gssize from, gssize to)
{
  gssize n = (gssize)self->signal->n, end = MIN (common + FALL, to), peak;
  float base = mean_at (x, end, n), *marks = hx_waves_marks (self->waves, beat, lead);

  peak = lead == self->n_leads ? common : find_lead_peak (x, common, from, end, base);
  if (hx_edge_find (x, peak, end, base, hx_delineation_edges (self, beat, HX_BOUND_T_OFFSET, lead))
      && hx_edge_find (x, peak, from, mean_at (x, from + HX_WAVE_MS (20), n),
                       hx_delineation_edges (self, beat, HX_BOUND_T_ONSET, lead)))
    marks[HX_MARK_T_PEAK] = (float)peak;
  *hx_delineation_size (self, beat, HX_WAVE_T, lead) = fabsf (x[peak] - base);
}

/* Where the T wave of the usual beat peaks, after the QRS onset; -1 if there is none. */
static gssize
find_usual_peak (const HxDelineation *self, gssize latest, gssize *rr)
{
  const float *level = self->usual + (gsize)self->n_leads * HX_USUAL_N;
  g_autofree float *intervals = g_new (float, MAX (self->n_beats, 1)),
                   *lengths = g_new (float, MAX (self->n_beats, 1));
  gssize end = 0, qrs;

  for (guint beat = 0; beat < self->n_beats; beat++)
    {
      const float *marks = hx_waves_marks (self->waves, beat, self->n_leads);

      intervals[beat] = (float)interval_after (self, beat);
      lengths[beat] = marks[HX_MARK_QRS_OFFSET] - marks[HX_MARK_QRS_ONSET];
    }
  *rr = (gssize)hx_delineate_median (intervals, self->n_beats);
  qrs = (gssize)hx_delineate_median (lengths, self->n_beats);
  while (end < HX_USUAL_N && isfinite (level[end]))
    end++;
  return find_peak (level, qrs + AFTER_QRS, MIN (MIN (end, latest), PEAK_REACH), *rr);
}

gssize
hx_delineate_t_peaks (HxDelineation *self, gssize latest)
{
  gssize usual_rr = 0, usual;

  if (self->n_beats == 0)
    return -1;
  usual = self->n_beats > 2 ? find_usual_peak (self, latest, &usual_rr) : -1;
  self->t_usual_peak = usual;
  for (guint beat = 0; beat < self->n_beats; beat++)
    {
      gssize peak;

      if (find_common_peak (self, beat, usual, usual_rr, &peak))
        hx_waves_marks (self->waves, beat, self->n_leads)[HX_MARK_T_PEAK] = (float)peak;
    }
  return usual_rr > 0 && (double)usual > LATE_SHARE * (double)usual_rr ? usual : -1;
}

/* The edges of the usual beat's T wave, in which noise and fibrillation have averaged out. */
static void
find_usual_edges (HxDelineation *self)
{
  const float *level = self->usual + (gsize)self->n_leads * HX_USUAL_N;
  g_autofree float *after = g_new (float, self->n_beats), *qrs = g_new (float, self->n_beats);
  gssize peak = self->t_usual_peak, begin, end = 0;

  for (guint k = 0; k < HX_N_EDGES; k++)
    self->t_usual[0][k] = self->t_usual[1][k] = NAN;
  for (guint beat = 0; beat < self->n_beats; beat++)
    {
      float onset = hx_waves_marks (self->waves, beat, self->n_leads)[HX_MARK_QRS_ONSET];
      gssize from, to;

      find_range (self, beat, &from, &to);
      qrs[beat] = (float)from - onset;
      after[beat] = (float)to - onset;
    }
  while (end < HX_USUAL_N && isfinite (level[end]))
    end++;
  begin = (gssize)hx_delineate_median (qrs, self->n_beats);
  end = MIN (MIN (end - 1, (gssize)hx_delineate_median (after, self->n_beats)), peak + FALL);
  if (peak - begin < HX_WAVE_MS (20) || end - peak < HX_WAVE_MS (20))
    return;
  if (!hx_edge_find (level, peak, end, mean_at (level, end, end + 1), self->t_usual[1])
      || !hx_edge_find (level, peak, begin, mean_at (level, begin + HX_WAVE_MS (20), end), self->t_usual[0]))
    for (guint k = 0; k < HX_N_EDGES; k++)
      self->t_usual[0][k] = self->t_usual[1][k] = NAN;
}

void
hx_delineate_t_edges (HxDelineation *self)
{
  if (self->n_beats > 0)
    find_usual_edges (self);
  for (guint beat = 0; beat < self->n_beats; beat++)
    {
      const float *marks = hx_waves_marks (self->waves, beat, self->n_leads);
      gssize from, to, peak;

      if (!isfinite (marks[HX_MARK_T_PEAK]))
        continue;
      peak = (gssize)marks[HX_MARK_T_PEAK];
      find_range (self, beat, &from, &to);
      for (guint lead = 0; lead <= self->n_leads; lead++)
        if (lead == self->n_leads)
          find_lead (self, beat, lead, self->level, peak, from, to);
        else if (self->signal->usable[lead])
          find_lead (self, beat, lead, self->above + (gsize)lead * self->signal->n, peak, from, to);
    }
}
