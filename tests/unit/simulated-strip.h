/* simulated-strip.h: rulers for simulated ECGs, which share nothing with the simulator's own
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/simulator/hx-simulator.h"

#include <math.h>

#define BIT(label) (1u << HX_SIM_##label)

typedef struct
{
  HxSimRecord *record;
  const float *mv[HX_N_STANDARD_LEADS];
  gsize n;
  double rate_hz;
} Strip;

static inline Strip
strip_new (guint32 labels, guint64 seed, double rate_hz, double duration_s, double noise)
{
  HxSimOptions options = { .rate_hz = rate_hz, .duration_s = duration_s, .noise = noise };
  HxRandom random = hx_random_from_seed (seed);
  Strip strip = { .record = hx_simulate (labels, &options, &random), .rate_hz = rate_hz };

  g_assert_nonnull (strip.record);
  g_assert_cmpuint (strip.record->labels, ==, labels);
  strip.n = hx_recording_get_n_samples (strip.record->recording);
  for (int i = 0; i < HX_N_STANDARD_LEADS; i++)
    strip.mv[i] = hx_recording_get_lead_mv (strip.record->recording, (guint)i);
  return strip;
}

static inline void
strip_clear (Strip *strip)
{
  g_clear_pointer (&strip->record, hx_sim_record_free);
}

static inline const HxSimBeat *
strip_beat (const Strip *strip, guint i)
{
  return &g_array_index (strip->record->beats, HxSimBeat, i);
}

static inline double
strip_at (const Strip *strip, HxLead lead, double time_s)
{
  gsize i = (gsize)MAX (0.0, rint (time_s * strip->rate_hz));

  return strip->mv[lead][MIN (i, strip->n - 1)];
}

/* The largest or the smallest value between two times. */
static inline double
strip_extreme (const Strip *strip, HxLead lead, double from_s, double to_s, gboolean largest)
{
  double extreme = largest ? -G_MAXDOUBLE : G_MAXDOUBLE;

  for (double t = from_s; t <= to_s; t += 1.0 / strip->rate_hz)
    extreme = largest ? MAX (extreme, strip_at (strip, lead, t)) : MIN (extreme, strip_at (strip, lead, t));
  return extreme;
}

static inline double
strip_max (const Strip *strip, HxLead lead, double from_s, double to_s)
{
  return strip_extreme (strip, lead, from_s, to_s, TRUE);
}

static inline double
strip_min (const Strip *strip, HxLead lead, double from_s, double to_s)
{
  return strip_extreme (strip, lead, from_s, to_s, FALSE);
}

/* The value farther from zero. */
static inline double
strip_peak (const Strip *strip, HxLead lead, double from_s, double to_s)
{
  double high = strip_max (strip, lead, from_s, to_s), low = strip_min (strip, lead, from_s, to_s);

  return high > -low ? high : low;
}

/* In mV s. */
static inline double
strip_area (const Strip *strip, HxLead lead, double from_s, double to_s)
{
  double area = 0.0;

  for (double t = from_s; t <= to_s; t += 1.0 / strip->rate_hz)
    area += strip_at (strip, lead, t) / strip->rate_hz;
  return area;
}

/* A beat of the labelled kind with all intervals on the strip: the middle one of them. */
static inline const HxSimBeat *
strip_typical_beat (const Strip *strip, gboolean ventricular)
{
  const HxSimBeat *found[128];
  guint n = 0;

  for (guint i = 0; i < strip->record->beats->len && n < G_N_ELEMENTS (found); i++)
    {
      const HxSimBeat *beat = strip_beat (strip, i);

      if (beat->ventricular == ventricular && !isnan (beat->qrs_onset_s) && !isnan (beat->t_offset_s))
        found[n++] = beat;
    }
  g_assert_cmpuint (n, >, 0);
  return found[n / 2];
}

/* A lead's QRS: the first deflection (Q if negative), the largest values, in mV and s. */
typedef struct
{
  double first_mv, first_s;
  double r_mv, s_mv;
} Waves;

static inline Waves
strip_waves (const Strip *strip, const HxSimBeat *beat, HxLead lead)
{
  Waves waves = { .r_mv = MAX (0.0, strip_max (strip, lead, beat->qrs_onset_s, beat->qrs_offset_s)),
                  .s_mv = MIN (0.0, strip_min (strip, lead, beat->qrs_onset_s, beat->qrs_offset_s)) };

  for (double t = beat->qrs_onset_s; t <= beat->qrs_offset_s; t += 1.0 / strip->rate_hz)
    {
      double mv = strip_at (strip, lead, t);

      if (waves.first_mv == 0.0 && fabs (mv) < 0.02)
        continue;
      if (waves.first_mv * mv < 0.0)
        break;
      waves.first_mv = fabs (mv) > fabs (waves.first_mv) ? mv : waves.first_mv;
      waves.first_s += 1.0 / strip->rate_hz;
    }
  return waves;
}

/* Q of an infarct: 40 ms and a quarter of R. */
static inline gboolean
strip_has_pathologic_q (const Strip *strip, const HxSimBeat *beat, HxLead lead)
{
  Waves waves = strip_waves (strip, beat, lead);

  return waves.first_mv < 0.0 && waves.first_s >= 0.040 && -waves.first_mv >= 0.25 * waves.r_mv;
}

/* From the areas of I and aVF; 0 to the left, 90 downwards. */
static inline double
strip_axis_deg (const Strip *strip, const HxSimBeat *beat)
{
  double i_area = strip_area (strip, HX_LEAD_I, beat->qrs_onset_s, beat->qrs_offset_s);
  double avf_area = strip_area (strip, HX_LEAD_AVF, beat->qrs_onset_s, beat->qrs_offset_s);

  return atan2 (avf_area * 2.0 / sqrt (3.0), i_area) * 180.0 / G_PI;
}

/* Mean, smallest and largest interval between R peaks. */
typedef struct
{
  guint n;
  double mean_s, min_s, max_s, deviation_s;
} Intervals;

static inline Intervals
strip_intervals (const Strip *strip)
{
  Intervals rr = { .min_s = G_MAXDOUBLE };
  double squares = 0.0;

  for (guint i = 1; i < strip->record->beats->len; i++)
    {
      double rr_s = strip_beat (strip, i)->r_peak_s - strip_beat (strip, i - 1)->r_peak_s;

      rr.min_s = MIN (rr.min_s, rr_s);
      rr.max_s = MAX (rr.max_s, rr_s);
      rr.mean_s += rr_s;
      squares += rr_s * rr_s;
      rr.n++;
    }
  g_assert_cmpuint (rr.n, >, 0);
  rr.mean_s /= rr.n;
  rr.deviation_s = sqrt (MAX (0.0, squares / rr.n - rr.mean_s * rr.mean_s));
  return rr;
}

static inline double
strip_t_mv (const Strip *strip, const HxSimBeat *beat, HxLead lead)
{
  return strip_peak (strip, lead, beat->t_onset_s, beat->t_offset_s);
}

/* The ST segment at J + 60 ms, or where T begins if that is sooner. */
static inline double
strip_st_mv (const Strip *strip, const HxSimBeat *beat, HxLead lead)
{
  return strip_at (strip, lead, MIN (beat->qrs_offset_s + 0.060, beat->t_onset_s));
}

/* The ST segment begins to rise or fall within the last third of the QRS. */
static inline double
strip_before_st_s (const HxSimBeat *beat)
{
  return beat->qrs_onset_s + 0.7 * (beat->qrs_offset_s - beat->qrs_onset_s);
}

static inline double
strip_qrs_ms (const HxSimBeat *beat)
{
  return 1000.0 * (beat->qrs_offset_s - beat->qrs_onset_s);
}

static inline double
strip_sokolow_mv (const Strip *strip, const HxSimBeat *beat)
{
  return strip_waves (strip, beat, HX_LEAD_V5).r_mv - strip_waves (strip, beat, HX_LEAD_V1).s_mv;
}
