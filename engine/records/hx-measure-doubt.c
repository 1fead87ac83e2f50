/* hx-measure-doubt.c: numbers that were taken but cannot be relied on
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-measure-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_NOISE_SHARE 0.13    /* with more, edges are found in the noise */
#define MAX_CLIPPED_SHARE 0.2   /* of most leads' samples: T waves are then as high as QRS complexes */
#define MAX_P_RATE_BPM 190.0    /* P waves lie in T waves then */
#define MAX_QT_OF_RR 0.95       /* a T wave that lasts longer is not seen to end */
#define MAX_QTC_MS 640.0        /* (Fridericia) of no heart that is known */
#define FEW_BEATS 4             /* so few agree by chance, */
#define MAX_PR_DEVIATION_MS 6.0 /* unless they agree so well */
#define MAX_END_S 3.0           /* without a beat at an end of the recording, */
#define MAX_END_OF_RR 2.0 /* and so many intervals: what is measured is not the whole recording's rate */

static void
refuse (HxMeasurements *self, HxMeasure measure, const char *reason)
{
  if (!self->reasons[measure])
    hx_measure_refuse (self, measure, reason);
}

static void
refuse_waves (HxMeasurements *self, const char *reason)
{
  for (HxMeasure measure = HX_MEASURE_P; measure <= HX_MEASURE_QT; measure++)
    refuse (self, measure, reason);
}

/* The leads that are clipped, of those that show anything, and how much of the time the median one is. */
static gboolean
are_most_clipped (const HxMeasurements *self, double *share)
{
  g_autofree double *shares = g_new (double, MAX (self->n_leads, 1));
  guint n_leads = 0, n_clipped = 0;

  for (guint lead = 0; lead < self->n_leads; lead++)
    if (!(self->leads[lead].quality & HX_QUALITY_FLAT))
      {
        n_clipped += (self->leads[lead].quality & HX_QUALITY_CLIPPED) != 0;
        shares[n_leads++] = self->leads[lead].clipped_share;
      }
  *share = hx_measure_median (shares, n_leads);
  return n_leads > 0 && 2 * n_clipped >= n_leads;
}

/* How long no beat is seen at the beginning or the end, though it could be. */
static double
longest_end_s (const HxMeasurements *self, HxRecording *recording)
{
  double first_s = hx_measurements_get_mark (self, 0, self->n_leads, HX_MARK_R),
         last_s = hx_measurements_get_mark (self, self->n_beats - 1, self->n_leads, HX_MARK_R);
  double before_s = first_s, after_s = hx_recording_get_duration_s (recording) - last_s;

  for (guint i = 0; i < self->n_unseen; i++)
    {
      const HxUnseen *span = &self->unseen[i];

      before_s -= MAX (MIN (span->to_s, first_s) - span->from_s, 0.0);
      after_s -= MAX (span->to_s - MAX (span->from_s, last_s), 0.0);
    }
  return MAX (before_s, after_s);
}

/* How far the PR intervals of the usual beats are from their median, in the median. */
static double
pr_deviation_ms (const HxMeasurements *self, guint *n)
{
  g_autofree double *away = g_new (double, MAX (self->n_beats, 1));

  *n = 0;
  for (guint beat = 0; beat < self->n_beats; beat++)
    {
      double pr_s = hx_measurements_get_mark (self, beat, self->n_leads, HX_MARK_QRS_ONSET)
                    - hx_measurements_get_mark (self, beat, self->n_leads, HX_MARK_P_ONSET);

      if (self->usual[beat] && isfinite (pr_s))
        away[(*n)++] = fabs (1000.0 * pr_s - self->values[HX_MEASURE_PR]);
    }
  return hx_measure_median (away, *n);
}

static void
doubt_p (HxMeasurements *self, double rate_bpm)
{
  guint n;
  double deviation_ms = pr_deviation_ms (self, &n);
  const char *reason = NULL;

  if (rate_bpm > MAX_P_RATE_BPM)
    reason = _ ("too fast to tell P from T waves");
  else if (n <= FEW_BEATS && deviation_ms > MAX_PR_DEVIATION_MS)
    reason = _ ("too few beats to tell P waves");
  if (!reason)
    return;
  refuse (self, HX_MEASURE_PR, reason);
  refuse (self, HX_MEASURE_P, reason);
}

static void
doubt_qt (HxMeasurements *self, double rate_bpm)
{
  double qt_ms = self->values[HX_MEASURE_QT], rr_ms = 60000.0 / rate_bpm;

  if (qt_ms > MAX_QT_OF_RR * rr_ms || hx_measure_qtc (HX_MEASURE_QTC_FRIDERICIA, qt_ms, rr_ms) > MAX_QTC_MS)
    refuse (self, HX_MEASURE_QT, _ ("where T waves end cannot be told"));
}

void
hx_measure_doubt (HxMeasurements *self, HxRecording *recording)
{
  double rate_bpm = self->values[HX_MEASURE_HEART_RATE], share;

  if (self->n_beats == 0)
    return;
  if (self->noise_share > MAX_NOISE_SHARE)
    refuse_waves (self, _ ("noise hides the ends of waves"));
  if (are_most_clipped (self, &share))
    {
      refuse_waves (self, _ ("most leads are clipped"));
      if (share > MAX_CLIPPED_SHARE)
        refuse (self, HX_MEASURE_HEART_RATE, _ ("most leads are clipped"));
    }
  doubt_p (self, rate_bpm);
  doubt_qt (self, rate_bpm);
  if (longest_end_s (self, recording) > MAX (MAX_END_S, MAX_END_OF_RR * 60.0 / rate_bpm))
    refuse (self, HX_MEASURE_HEART_RATE, _ ("no beats for seconds at an end"));
  if (self->reasons[HX_MEASURE_HEART_RATE] || self->reasons[HX_MEASURE_QT])
    for (HxMeasure formula = HX_MEASURE_QTC_BAZETT; formula <= HX_MEASURE_QTC_HODGES; formula++)
      refuse (self, formula, _ ("it needs QT and heart rate"));
}
