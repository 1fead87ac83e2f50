/* hx-measure-intervals.c: rate, intervals and QTc
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-measure-private.h"

#include "engine/records/hx-wave-signal.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MIN_SHARE 0.3   /* of the usual beats that must have an interval: a few may be mistakes */
#define MAX_GAP_S 0.08  /* a longer gap in most leads may hide a beat */
#define MIN_GAP_S 0.016 /* and so may a shorter one, */
#define LONG_RR 1.4     /* if the interval is so much longer than the usual one, */
#define STILL_OF_RR 0.6 /* and leads that stand still for most of it */
#define MIN_DRAWN 3     /* stretches that leads stand still for, and as a share of the intervals: */
#define DRAWN_SHARE 0.3
#define MAX_PR_MS 450.0 /* what comes longer before is no P wave of that beat */

static const HxMeasureInfo infos[HX_N_MEASURES] = {
  [HX_MEASURE_HEART_RATE] = { "heart_rate_bpm", N_ ("Heart rate"), N_ ("bpm") },
  [HX_MEASURE_P] = { "p_ms", N_ ("P duration"), N_ ("ms") },
  [HX_MEASURE_PR] = { "pr_ms", N_ ("PR interval"), N_ ("ms") },
  [HX_MEASURE_QRS] = { "qrs_ms", N_ ("QRS duration"), N_ ("ms") },
  [HX_MEASURE_QT] = { "qt_ms", N_ ("QT interval"), N_ ("ms") },
  [HX_MEASURE_QTC_BAZETT] = { "bazett", N_ ("QTc (Bazett)"), N_ ("ms") },
  [HX_MEASURE_QTC_FRIDERICIA] = { "fridericia", N_ ("QTc (Fridericia)"), N_ ("ms") },
  [HX_MEASURE_QTC_FRAMINGHAM] = { "framingham", N_ ("QTc (Framingham)"), N_ ("ms") },
  [HX_MEASURE_QTC_HODGES] = { "hodges", N_ ("QTc (Hodges)"), N_ ("ms") },
  [HX_MEASURE_AXIS_P] = { "p", N_ ("P axis"), N_ ("°") },
  [HX_MEASURE_AXIS_QRS] = { "qrs", N_ ("QRS axis"), N_ ("°") },
  [HX_MEASURE_AXIS_T] = { "t", N_ ("T axis"), N_ ("°") },
  [HX_MEASURE_SOKOLOW_LYON] = { "sokolow_lyon_mv", N_ ("Sokolow-Lyon index"), N_ ("mV") },
  [HX_MEASURE_CORNELL] = { "cornell_mv", N_ ("Cornell voltage"), N_ ("mV") },
};

const HxMeasureInfo *
hx_measure_info (HxMeasure measure)
{
  g_return_val_if_fail ((guint)measure < HX_N_MEASURES, NULL);
  return &infos[measure];
}

void
hx_measure_refuse (HxMeasurements *self, HxMeasure measure, const char *reason)
{
  self->values[measure] = NAN;
  if (!self->reasons[measure])
    self->reasons[measure] = reason;
}

void
hx_measure_set (HxMeasurements *self, HxMeasure measure, double value)
{
  self->values[measure] = value;
  self->reasons[measure] = NULL;
}

double
hx_measure_median (const double *values, gsize n)
{
  g_autofree float *finite = g_new (float, MAX (n, 1));
  gsize n_finite = 0;

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      finite[n_finite++] = (float)values[i];
  if (n_finite == 0)
    return NAN;
  if (n_finite % 2)
    return (double)hx_wave_quantile (finite, n_finite, 0.5);
  {
    double step = 1.0 / (double)(n_finite - 1), middle = (double)(n_finite / 2);
    double high = (double)hx_wave_quantile (finite, n_finite, middle * step);

    return 0.5 * (high + (double)hx_wave_quantile (finite, n_finite, (middle - 1.0) * step));
  }
}

double
hx_measure_qtc (HxMeasure formula, double qt_ms, double rr_ms)
{
  double rr_s = rr_ms / 1000.0;

  if (!(isfinite (qt_ms) && rr_s > 0.0))
    return NAN;
  switch (formula)
    {
    case HX_MEASURE_QTC_BAZETT:
      return qt_ms / sqrt (rr_s);
    case HX_MEASURE_QTC_FRIDERICIA:
      return qt_ms / cbrt (rr_s);
    case HX_MEASURE_QTC_FRAMINGHAM:
      return qt_ms + 154.0 * (1.0 - rr_s);
    case HX_MEASURE_QTC_HODGES:
      return qt_ms + 1.75 * (60.0 / rr_s - 60.0);
    default:
      return NAN;
    }
}

/* The leads in which a beat would be seen. Returns: how many */
static guint
list_leads (const HxMeasurements *self, HxRecording *recording, const float **leads)
{
  guint n = 0;

  for (guint lead = 0; lead < self->n_leads; lead++)
    if (!(self->leads[lead].quality & HX_QUALITY_FLAT))
      leads[n++] = hx_recording_get_lead_mv (recording, lead);
  return n;
}

/* Whether most of @leads have no samples for longer than MAX_GAP_S somewhere between two times. */
static gboolean
has_gap (HxRecording *recording, const float *const *leads, guint n_leads, double from_s, double to_s)
{
  double rate_hz = hx_recording_get_rate_hz (recording);
  gsize first = (gsize)(from_s * rate_hz),
        end = MIN ((gsize)(to_s * rate_hz), hx_recording_get_n_samples (recording));
  gsize longest = (gsize)(MAX_GAP_S * rate_hz), run = 0;

  for (gsize i = first; i < end; i++)
    {
      guint n_seen = 0;

      for (guint lead = 0; lead < n_leads && 2 * n_seen < n_leads; lead++)
        n_seen += isfinite (leads[lead][i]) != 0;
      run = 2 * n_seen >= n_leads ? 0 : run + 1;
      if (run > longest)
        return TRUE;
    }
  return FALSE;
}

static double
mark (const HxMeasurements *self, guint beat, HxMark which)
{
  return hx_measurements_get_mark (self, beat, self->n_leads, which);
}

/* Whether leads without any noise, as drawn ones, stand still after many beats: that tells nothing then. */
static gboolean
are_drawn (const HxMeasurements *self)
{
  guint n_still = 0;

  for (guint i = 0; i < self->n_unseen; i++)
    n_still += self->unseen[i].why == HX_UNSEEN_STILL;
  return n_still >= MIN_DRAWN && n_still >= DRAWN_SHARE * self->n_rr;
}

/* Whether a beat may be hidden between two times; if they are unusually far apart (@long_rr), it needs less.
 */
static gboolean
may_hide (const HxMeasurements *self, double from_s, double to_s, gboolean long_rr)
{
  guint first = 0, end = self->n_unseen;

  /* They are in the order of their beginnings; of those before, only one of each kind may reach into here. */
  while (first < end)
    {
      guint middle = (first + end) / 2;

      if (self->unseen[middle].from_s <= from_s)
        first = middle + 1;
      else
        end = middle;
    }
  for (guint i = first > 2 ? first - 3 : 0; i < self->n_unseen && self->unseen[i].from_s < to_s; i++)
    {
      const HxUnseen *span = &self->unseen[i];
      double unseen_s = MIN (span->to_s, to_s) - MAX (span->from_s, from_s);

      double most_s = long_rr ? STILL_OF_RR * (to_s - from_s) : to_s - from_s;

      if (span->why == HX_UNSEEN_NOISY)
        most_s = 0.0;
      else if (span->why == HX_UNSEEN_MISSING)
        most_s = long_rr ? MIN_GAP_S : MAX_GAP_S;
      if (unseen_s > most_s)
        return TRUE;
    }
  return FALSE;
}

/* The intervals between beats. Returns: their mean in milliseconds, or NaN */
static double
find_rr (HxMeasurements *self, HxRecording *recording)
{
  const float *leads[HX_RECORDING_MAX_LEADS];
  guint n_leads = list_leads (self, recording, leads), count = 0;
  double sum = 0.0, usual;
  gboolean drawn;

  self->n_rr = self->n_beats > 0 ? self->n_beats - 1 : 0;
  drawn = are_drawn (self);
  self->rr_ms = g_new (double, MAX (self->n_rr, 1));
  for (guint i = 0; i < self->n_rr; i++)
    {
      double from_s = mark (self, i, HX_MARK_R), to_s = mark (self, i + 1, HX_MARK_R);

      self->rr_ms[i] =
          has_gap (recording, leads, n_leads, from_s, to_s) || may_hide (self, from_s, to_s, FALSE)
              ? NAN
              : 1000.0 * (to_s - from_s);
    }
  usual = hx_measure_median (self->rr_ms, self->n_rr);
  for (guint i = 0; i < self->n_rr; i++)
    {
      if (self->rr_ms[i] > LONG_RR * usual && !drawn
          && may_hide (self, mark (self, i, HX_MARK_R), mark (self, i + 1, HX_MARK_R), TRUE))
        self->rr_ms[i] = NAN;
      if (isfinite (self->rr_ms[i]))
        {
          sum += self->rr_ms[i];
          count++;
        }
    }
  return count ? sum / count : NAN;
}

/* The median over the usual beats of the time from one mark to another, in milliseconds; NaN if too few have
 * it. */
static double
interval_ms (const HxMeasurements *self, HxMark from, HxMark to)
{
  g_autofree double *values = g_new (double, MAX (self->n_beats, 1));
  guint n_usual = 0, n_with = 0;

  for (guint beat = 0; beat < self->n_beats; beat++)
    {
      values[beat] = self->usual[beat] ? 1000.0 * (mark (self, beat, to) - mark (self, beat, from)) : NAN;
      if (to == HX_MARK_QRS_ONSET && values[beat] > MAX_PR_MS)
        values[beat] = NAN;
      n_usual += self->usual[beat];
      n_with += isfinite (values[beat]) != 0;
    }
  return (double)n_with < MIN_SHARE * (double)n_usual ? NAN : hx_measure_median (values, self->n_beats);
}

static void
set (HxMeasurements *self, HxMeasure measure, double value, const char *reason)
{
  if (isfinite (value))
    hx_measure_set (self, measure, value);
  else
    hx_measure_refuse (self, measure, reason);
}

static const char *
why_no_p (const HxMeasurements *self)
{
  return self->overlap == HX_OVERLAP_P_IN_T ? _ ("P waves lie within T waves") : _ ("no P waves were found");
}

static const char *
why_no_t_end (const HxMeasurements *self)
{
  switch (self->overlap)
    {
    case HX_OVERLAP_FLUTTER:
      return _ ("flutter hides the T wave's end");
    case HX_OVERLAP_P_ON_T:
    case HX_OVERLAP_P_IN_T:
      return _ ("P waves hide the T wave's end");
    default:
      return _ ("no T wave's end was found");
    }
}

void
hx_measure_intervals (HxMeasurements *self, HxRecording *recording)
{
  double rr_ms = find_rr (self, recording);
  double qt_ms = interval_ms (self, HX_MARK_QRS_ONSET, HX_MARK_T_OFFSET);

  set (self, HX_MEASURE_HEART_RATE, 60000.0 / rr_ms, _ ("no two beats follow one another"));
  set (self, HX_MEASURE_QRS, interval_ms (self, HX_MARK_QRS_ONSET, HX_MARK_QRS_OFFSET),
       _ ("no QRS complex is seen whole"));
  set (self, HX_MEASURE_PR, interval_ms (self, HX_MARK_P_ONSET, HX_MARK_QRS_ONSET), why_no_p (self));
  set (self, HX_MEASURE_P,
       isfinite (self->values[HX_MEASURE_PR]) ? interval_ms (self, HX_MARK_P_ONSET, HX_MARK_P_OFFSET) : NAN,
       why_no_p (self));
  set (self, HX_MEASURE_QT, qt_ms, why_no_t_end (self));
  for (HxMeasure formula = HX_MEASURE_QTC_BAZETT; formula <= HX_MEASURE_QTC_HODGES; formula++)
    set (self, formula, hx_measure_qtc (formula, qt_ms, rr_ms), _ ("it needs QT and heart rate"));
}
