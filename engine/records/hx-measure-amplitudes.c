/* hx-measure-amplitudes.c: amplitudes, ST levels and axes of the median beat
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-measure-private.h"

#include "engine/records/hx-wave-signal.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LEVEL_HALF HX_WAVE_MS (4) /* an ST level is a mean over 4 ms to either side */
#define ST_LATER HX_WAVE_MS (60)
#define SMALL_MV 0.02      /* what is less is no wave of a QRS complex */
#define MIN_AXIS_MV_MS 0.6 /* a smaller area points nowhere */
#define SWAPPED_MV 0.05
#define FLAT_LIMB_MV 0.1 /* a limb lead between the two legs */

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

/* How many of the leads that an axis can be taken from show the QRS complex. */
static guint
count_limb_leads (const HxMeasurements *self, HxRecording *recording)
{
  static const HxLead limb_leads[] = { HX_LEAD_I, HX_LEAD_II, HX_LEAD_III, HX_LEAD_AVF };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (limb_leads); i++)
    {
      int lead = hx_recording_find_lead (recording, limb_leads[i]);

      n += lead >= 0 && isfinite (self->leads[lead].r_mv);
    }
  return n;
}

/* The frontal axis from the areas of I and aVF, or of two other limb leads if one of these is missing. Where
 * a wave has no end, what speaks against @interval, that ends there too, says why. */
static void
measure_axis (HxMeasurements *self, HxRecording *recording, HxMeasure measure, HxMark from, HxMark to,
              HxMeasure interval)
{
  Beat one = beat_of (self, hx_recording_find_lead (recording, HX_LEAD_I));
  Beat two = beat_of (self, hx_recording_find_lead (recording, HX_LEAD_II));
  Beat three = beat_of (self, hx_recording_find_lead (recording, HX_LEAD_III));
  Beat foot = beat_of (self, hx_recording_find_lead (recording, HX_LEAD_AVF));
  double x = area_of (&one, from, to), y = area_of (&foot, from, to);
  double ii = area_of (&two, from, to), iii = area_of (&three, from, to);

  if (!isfinite (x))
    x = ii - iii;
  if (!isfinite (y))
    y = isfinite (ii) ? ii - x / 2.0 : iii + x / 2.0;
  y *= 2.0 / sqrt (3.0);
  if (!isfinite (self->median_marks[from]) || !isfinite (self->median_marks[to]))
    hx_measure_refuse (self, measure,
                       self->reasons[interval] ? self->reasons[interval] : _ ("there is no such wave"));
  else if (!isfinite (x) || !isfinite (y))
    hx_measure_refuse (self, measure,
                       count_limb_leads (self, recording) < 2 ? _ ("it needs two limb leads")
                                                              : _ ("the wave is not seen whole"));
  else if (hypot (x, y) < MIN_AXIS_MV_MS)
    hx_measure_refuse (self, measure, _ ("too small in the limb leads"));
  else
    hx_measure_set (self, measure, atan2 (y, x) * 180.0 / G_PI);
}

static const HxLeadMeasures *
lead_of (const HxMeasurements *self, HxRecording *recording, HxLead lead)
{
  int index = hx_recording_find_lead (recording, lead);

  return index >= 0 && isfinite (self->leads[index].r_mv) ? &self->leads[index] : NULL;
}

static double
depth_of (const HxLeadMeasures *lead)
{
  return -MIN (lead->s_mv, lead->q_mv);
}

/* Takes a sum of voltages, or says why not: a clipped wave was larger than it looks. */
static void
set_voltage (HxMeasurements *self, HxMeasure measure, const HxLeadMeasures *const *leads, guint n_leads,
             double mv, const char *missing, const char *clipped)
{
  guint quality = 0;

  for (guint i = 0; i < n_leads; i++)
    quality |= leads[i] ? leads[i]->quality : HX_QUALITY_FLAT;
  if (isnan (mv))
    hx_measure_refuse (self, measure, missing);
  else if (quality & HX_QUALITY_CLIPPED)
    hx_measure_refuse (self, measure, clipped);
  else
    hx_measure_set (self, measure, mv);
}

/* M. Sokolow, T. P. Lyon: Am. Heart J. 37, 1949; P. N. Casale et al.: Circulation 75, 1987 (Cornell). The S
 * wave of V1 and V3 is a Q wave for as long as no R wave is seen before it: the deeper counts. */
static void
measure_voltages (HxMeasurements *self, HxRecording *recording)
{
  const HxLeadMeasures *v1 = lead_of (self, recording, HX_LEAD_V1),
                       *v3 = lead_of (self, recording, HX_LEAD_V3);
  const HxLeadMeasures *v5 = lead_of (self, recording, HX_LEAD_V5),
                       *v6 = lead_of (self, recording, HX_LEAD_V6);
  const HxLeadMeasures *avl = lead_of (self, recording, HX_LEAD_AVL);
  const HxLeadMeasures *const sokolow_lyon[] = { v1, v5, v6 }, *const cornell[] = { avl, v3 };

  set_voltage (self, HX_MEASURE_SOKOLOW_LYON, sokolow_lyon, G_N_ELEMENTS (sokolow_lyon),
               v1 && v5 && v6 ? depth_of (v1) + MAX (v5->r_mv, v6->r_mv) : NAN, _ ("it needs V1, V5 and V6"),
               _ ("V1, V5 or V6 is clipped"));
  set_voltage (self, HX_MEASURE_CORNELL, cornell, G_N_ELEMENTS (cornell),
               avl && v3 ? avl->r_mv + depth_of (v3) : NAN, _ ("it needs aVL and V3"),
               _ ("aVL or V3 is clipped"));
}

static double
or_none (double mv)
{
  return isfinite (mv) ? mv : 0.0;
}

/* Whether no wave of a lead is seen, and those of two others are. */
static gboolean
is_between_legs (const HxLeadMeasures *lead, const HxLeadMeasures *other, const HxLeadMeasures *third)
{
  return lead->r_mv + depth_of (lead) < FLAT_LIMB_MV && fabs (or_none (lead->p_mv)) < FLAT_LIMB_MV
         && fabs (or_none (lead->t_mv)) < FLAT_LIMB_MV && other->r_mv + depth_of (other) > 3.0 * FLAT_LIMB_MV
         && third->r_mv + depth_of (third) > 3.0 * FLAT_LIMB_MV;
}

/* Whether the QRS complex of a limb lead points down, and its P wave too, or its T wave if there is no P
 * wave, while those of V6 point up. */
static gboolean
is_upside_down (const HxLeadMeasures *limb, const HxLeadMeasures *v6)
{
  double p_mv = or_none (limb->p_mv);

  if (limb->r_mv - depth_of (limb) > -SWAPPED_MV || depth_of (limb) < 2.0 * limb->r_mv
      || v6->r_mv - depth_of (v6) < SWAPPED_MV || or_none (v6->p_mv) < 0.0)
    return FALSE;
  if (fabs (p_mv) > SMALL_MV)
    return p_mv < 0.0;
  return or_none (limb->t_mv) < -2.0 * SMALL_MV && or_none (v6->t_mv) > 2.0 * SMALL_MV;
}

/* Which limb electrodes may be swapped, judged by V6, which hardly changes with them. One on the right leg
 * leaves nothing between the legs. The right arm's and the left leg's turn II upside down and put aVF where
 * aVR was; the arms' turn I upside down and leave aVF. A swap of the left arm's and the left leg's looks too
 * much like another axis of the heart. All are no more than a suspicion. */
static void
suspect_electrodes (HxMeasurements *self, HxRecording *recording)
{
  const HxLeadMeasures *one = lead_of (self, recording, HX_LEAD_I),
                       *two = lead_of (self, recording, HX_LEAD_II);
  const HxLeadMeasures *three = lead_of (self, recording, HX_LEAD_III),
                       *avr = lead_of (self, recording, HX_LEAD_AVR);
  const HxLeadMeasures *foot = lead_of (self, recording, HX_LEAD_AVF),
                       *v6 = lead_of (self, recording, HX_LEAD_V6);

  if (one && two && three && (is_between_legs (two, one, three) || is_between_legs (three, one, two)))
    self->quality |= HX_QUALITY_REVERSED_RIGHT_LEG;
  else if (two && avr && foot && v6 && is_upside_down (two, v6) && avr->r_mv > depth_of (avr)
           && !(avr->p_mv < 0.0) && !(foot->p_mv > 0.0))
    self->quality |= HX_QUALITY_REVERSED_LEFT_LEG;
  else if (one && v6 && is_upside_down (one, v6) && !(foot && foot->p_mv < -SMALL_MV))
    self->quality |= HX_QUALITY_REVERSED_ARMS;
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
  measure_axis (self, recording, HX_MEASURE_AXIS_P, HX_MARK_P_ONSET, HX_MARK_P_OFFSET, HX_MEASURE_P);
  measure_axis (self, recording, HX_MEASURE_AXIS_QRS, HX_MARK_QRS_ONSET, HX_MARK_QRS_OFFSET, HX_MEASURE_QRS);
  measure_axis (self, recording, HX_MEASURE_AXIS_T, HX_MARK_T_ONSET, HX_MARK_T_OFFSET, HX_MEASURE_QT);
  measure_voltages (self, recording);
  suspect_electrodes (self, recording);
}
