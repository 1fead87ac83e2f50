/* hx-measure-amplitudes.c: amplitudes, ST levels and axes of the median beat
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-measure-private.h"

#include "engine/records/hx-wave-signal.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LEVEL_HALF HX_WAVE_MS (4) /* an ST level is a mean over 8 ms to either side */
#define ST_LATER HX_WAVE_MS (60)
#define SMALL_MV 0.02      /* what is less is no wave of a QRS complex */
#define MIN_AXIS_MV_MS 0.6 /* a smaller area points nowhere */
#define SWAPPED_MV 0.05
#define FLAT_II_MV 0.1 /* lead II, with the right arm's electrode on the other leg */

/* One lead of the median beat, and where its waves are. */
typedef struct
{
  const float *mv; /* NULL if there is none */
  gssize n;
  const double *marks;
} Beat;

static Beat
beat_of (const HxMeasurements *self, int lead)
{
  return (Beat){ self->median_mv && lead >= 0 ? self->median_mv + (gsize)lead * self->n_median : NULL,
                 (gssize)self->n_median, self->median_marks };
}

/* The samples from one mark to another. Returns: FALSE if one is missing, or some samples are */
static gboolean
find_span (const Beat *beat, HxMark from, HxMark to, gssize *first, gssize *last)
{
  if (!beat->mv || !isfinite (beat->marks[from]) || !isfinite (beat->marks[to]))
    return FALSE;
  *first = MAX ((gssize)lround (beat->marks[from]), 0);
  *last = MIN ((gssize)lround (beat->marks[to]), beat->n - 1);
  for (gssize i = *first; i <= *last; i++)
    if (!isfinite (beat->mv[i]))
      return FALSE;
  return *first < *last;
}

static double
level_at (const Beat *beat, double at)
{
  gssize middle = (gssize)lround (at);
  double sum = 0.0;

  if (!beat->mv || !isfinite (at) || middle < LEVEL_HALF || middle + LEVEL_HALF >= beat->n)
    return NAN;
  for (gssize i = middle - LEVEL_HALF; i <= middle + LEVEL_HALF; i++)
    sum += (double)beat->mv[i];
  return sum / (2 * LEVEL_HALF + 1);
}

/* The largest deviation of a wave from the straight line between its ends, with its sign. */
static double
height_of (const Beat *beat, HxMark from, HxMark to)
{
  gssize first, last;
  double height = 0.0;

  if (!find_span (beat, from, to, &first, &last))
    return NAN;
  for (gssize i = first; i <= last; i++)
    {
      double share = (double)(i - first) / (double)(last - first);
      double above = (double)beat->mv[i]
                     - ((double)beat->mv[first] + share * ((double)beat->mv[last] - (double)beat->mv[first]));

      height = fabs (above) > fabs (height) ? above : height;
    }
  return height;
}

/* Q is the first deflection if it is negative and R follows, R the highest, S the lowest after a positive
 * one; a complex without R has its depth as S (QS). */
static void
measure_qrs (const Beat *beat, HxLeadMeasures *lead)
{
  gssize first, last;
  double lowest = 0.0, q = 0.0, s = 0.0, r = 0.0;
  gboolean risen = FALSE;

  if (!find_span (beat, HX_MARK_QRS_ONSET, HX_MARK_QRS_OFFSET, &first, &last))
    return;
  for (gssize i = first; i <= last; i++)
    {
      double mv = (double)beat->mv[i];

      r = MAX (r, mv);
      lowest = MIN (lowest, mv);
      risen = risen || mv > SMALL_MV;
      if (risen)
        s = MIN (s, mv);
      else
        q = MIN (q, mv);
    }
  lead->r_mv = r > SMALL_MV ? r : 0.0;
  lead->s_mv = risen ? s : lowest;
  lead->q_mv = risen && q < -SMALL_MV ? q : 0.0;
}

/* The area of a wave above the line between its ends (of the QRS complex: above the level before it), in mV
 * ms. */
static double
area_of (const Beat *beat, HxMark from, HxMark to)
{
  gssize first, last;
  double sum = 0.0;

  if (!find_span (beat, from, to, &first, &last))
    return NAN;
  for (gssize i = first; i <= last; i++)
    {
      double share = from == HX_MARK_QRS_ONSET ? 0.0 : (double)(i - first) / (double)(last - first);
      double start = from == HX_MARK_QRS_ONSET ? 0.0 : (double)beat->mv[first];

      sum += (double)beat->mv[i] - (start + share * ((double)beat->mv[last] - start));
    }
  return sum * 1000.0 / HX_WAVE_RATE_HZ;
}

/* The frontal axis from the areas of I and aVF, or of two other limb leads if one of these is missing. */
static void
measure_axis (HxMeasurements *self, HxRecording *recording, HxMeasure measure, HxMark from, HxMark to)
{
  Beat one = beat_of (self, hx_recording_find_lead (recording, HX_LEAD_I));
  Beat two = beat_of (self, hx_recording_find_lead (recording, HX_LEAD_II));
  Beat three = beat_of (self, hx_recording_find_lead (recording, HX_LEAD_III));
  Beat foot = beat_of (self, hx_recording_find_lead (recording, HX_LEAD_AVF));
  double x = area_of (&one, from, to), y = area_of (&foot, from, to);
  double ii = area_of (&two, from, to), iii = area_of (&three, from, to);

  if (self->reasons[measure])
    return;
  if (!isfinite (x))
    x = ii - iii;
  if (!isfinite (y))
    y = isfinite (ii) ? ii - x / 2.0 : iii + x / 2.0;
  y *= 2.0 / sqrt (3.0);
  if (!isfinite (self->median_marks[from]) || !isfinite (self->median_marks[to]))
    hx_measure_refuse (self, measure, _ ("there is no such wave"));
  else if (!isfinite (x) || !isfinite (y))
    hx_measure_refuse (self, measure, _ ("it needs two limb leads"));
  else if (hypot (x, y) < MIN_AXIS_MV_MS)
    hx_measure_refuse (self, measure, _ ("the wave is too small in the limb leads"));
  else
    self->values[measure] = atan2 (y, x) * 180.0 / G_PI;
}

static const HxLeadMeasures *
lead_of (const HxMeasurements *self, HxRecording *recording, HxLead lead)
{
  int index = hx_recording_find_lead (recording, lead);

  return index >= 0 && isfinite (self->leads[index].r_mv) ? &self->leads[index] : NULL;
}

/* M. Sokolow, T. P. Lyon: Am. Heart J. 37, 1949; P. N. Casale et al.: Circulation 75, 1987 (Cornell). */
static void
measure_voltages (HxMeasurements *self, HxRecording *recording)
{
  const HxLeadMeasures *v1 = lead_of (self, recording, HX_LEAD_V1),
                       *v3 = lead_of (self, recording, HX_LEAD_V3);
  const HxLeadMeasures *v5 = lead_of (self, recording, HX_LEAD_V5),
                       *v6 = lead_of (self, recording, HX_LEAD_V6);
  const HxLeadMeasures *avl = lead_of (self, recording, HX_LEAD_AVL);

  if (v1 && v5 && v6)
    self->values[HX_MEASURE_SOKOLOW_LYON] = -v1->s_mv + MAX (v5->r_mv, v6->r_mv);
  else
    hx_measure_refuse (self, HX_MEASURE_SOKOLOW_LYON, _ ("it needs leads V1, V5 and V6"));
  if (avl && v3)
    self->values[HX_MEASURE_CORNELL] = avl->r_mv - v3->s_mv;
  else
    hx_measure_refuse (self, HX_MEASURE_CORNELL, _ ("it needs leads aVL and V3"));
}

/* Swapped arms turn I upside down, P wave and all, while V6 stays as it is; a right-arm electrode on a leg
 * leaves nothing between it and the other leg's. Both are no more than a suspicion. */
static void
suspect_electrodes (HxMeasurements *self, HxRecording *recording)
{
  const HxLeadMeasures *one = lead_of (self, recording, HX_LEAD_I),
                       *two = lead_of (self, recording, HX_LEAD_II);
  const HxLeadMeasures *three = lead_of (self, recording, HX_LEAD_III),
                       *v6 = lead_of (self, recording, HX_LEAD_V6);

  if (one && v6 && one->r_mv + one->s_mv < -SWAPPED_MV && -one->s_mv > 2.0 * one->r_mv
      && one->p_mv < -SWAPPED_MV / 2 && v6->r_mv + v6->s_mv > SWAPPED_MV && !(v6->p_mv < 0.0))
    self->quality |= HX_QUALITY_REVERSED_ARMS;
  if (one && two && three && two->r_mv - MIN (two->s_mv, two->q_mv) < FLAT_II_MV
      && one->r_mv - MIN (one->s_mv, one->q_mv) > 3.0 * FLAT_II_MV
      && three->r_mv - MIN (three->s_mv, three->q_mv) > 3.0 * FLAT_II_MV)
    self->quality |= HX_QUALITY_REVERSED_RIGHT_LEG;
}

void
hx_measure_amplitudes (HxMeasurements *self, HxRecording *recording)
{
  for (guint lead = 0; lead < self->n_leads; lead++)
    {
      Beat beat = beat_of (self, (int)lead);
      HxLeadMeasures *measures = &self->leads[lead];

      measure_qrs (&beat, measures);
      measures->p_mv = height_of (&beat, HX_MARK_P_ONSET, HX_MARK_P_OFFSET);
      measures->t_mv = height_of (&beat, HX_MARK_T_ONSET, HX_MARK_T_OFFSET);
      measures->st_j_mv = level_at (&beat, self->median_marks[HX_MARK_QRS_OFFSET]);
      measures->st_60_mv = level_at (&beat, self->median_marks[HX_MARK_QRS_OFFSET] + ST_LATER);
    }
  measure_axis (self, recording, HX_MEASURE_AXIS_P, HX_MARK_P_ONSET, HX_MARK_P_OFFSET);
  measure_axis (self, recording, HX_MEASURE_AXIS_QRS, HX_MARK_QRS_ONSET, HX_MARK_QRS_OFFSET);
  measure_axis (self, recording, HX_MEASURE_AXIS_T, HX_MARK_T_ONSET, HX_MARK_T_OFFSET);
  measure_voltages (self, recording);
  suspect_electrodes (self, recording);
}
