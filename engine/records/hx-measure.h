/* hx-measure.h: beats, intervals, axes and amplitudes of a recording
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/hx-progress.h"
#include "engine/records/hx-recording.h"

G_BEGIN_DECLS

/** HxMark: the times that a beat has, in the order of time. */
typedef enum
{
  HX_MARK_P_ONSET,
  HX_MARK_P_PEAK,
  HX_MARK_P_OFFSET,
  HX_MARK_QRS_ONSET,
  HX_MARK_R,
  HX_MARK_QRS_OFFSET,
  HX_MARK_T_ONSET,
  HX_MARK_T_PEAK,
  HX_MARK_T_OFFSET,
  HX_N_MARKS,
} HxMark;

/** HxMeasure: the numbers of a whole recording. */
typedef enum
{
  HX_MEASURE_HEART_RATE,
  HX_MEASURE_P,
  HX_MEASURE_PR,
  HX_MEASURE_QRS,
  HX_MEASURE_QT,
  HX_MEASURE_QTC_BAZETT,
  HX_MEASURE_QTC_FRIDERICIA,
  HX_MEASURE_QTC_FRAMINGHAM,
  HX_MEASURE_QTC_HODGES,
  HX_MEASURE_AXIS_P,
  HX_MEASURE_AXIS_QRS,
  HX_MEASURE_AXIS_T,
  HX_MEASURE_SOKOLOW_LYON,
  HX_MEASURE_CORNELL,
  HX_N_MEASURES,
} HxMeasure;

/**
 * HxMeasureInfo:
 * @name: for files and programs, "pr_ms"
 * @title: for people, translatable; a QTc names its formula
 * @unit: for people, translatable: "ms", "bpm", "°", "mV"
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *unit;
} HxMeasureInfo;

/** Static. */
const HxMeasureInfo *hx_measure_info (HxMeasure measure);

/** HxQuality: what speaks against a lead, or, HX_QUALITY_REVERSED_*, against the electrodes. Bits. */
typedef enum
{
  HX_QUALITY_MISSING = 1 << 0,            /* samples are missing */
  HX_QUALITY_FLAT = 1 << 1,               /* nothing but a flat line */
  HX_QUALITY_CLIPPED = 1 << 2,            /* stands at its largest or smallest value */
  HX_QUALITY_NOISE = 1 << 3,              /* muscle or contact noise */
  HX_QUALITY_MAINS = 1 << 4,              /* 50 or 60 Hz interference */
  HX_QUALITY_REVERSED_ARMS = 1 << 5,      /* the arm electrodes may be swapped */
  HX_QUALITY_REVERSED_RIGHT_LEG = 1 << 6, /* the right leg's and an arm's electrode may be swapped */
  HX_QUALITY_REVERSED_LEFT_LEG = 1 << 7,  /* the left leg's and the right arm's electrode may be swapped */
} HxQuality;

#define HX_N_QUALITIES 8
#define HX_QUALITY_REVERSED                                                                                  \
  (HX_QUALITY_REVERSED_ARMS | HX_QUALITY_REVERSED_RIGHT_LEG | HX_QUALITY_REVERSED_LEFT_LEG)

/** The name of bit @index for programs, "flat"; the sentence for people, translatable. Static. */
const char *hx_quality_name (guint index);
const char *hx_quality_title (guint index);

/**
 * hx_quality_remark:
 *
 * What stands beside a lead's name on paper: "flat line", or "clipped, noisy, mains". Missing samples are
 * seen, and not spoken of.
 *
 * Returns: (transfer full): "" if there is nothing to say
 */
char *hx_quality_remark (guint quality);

/**
 * hx_quality_join_remarks:
 * @remarks: of one lead in each of @n recordings that are drawn over one another, "" for none
 *
 * What stands beside the lead's name: a remark that all have, or "1: clipped; 3: noisy".
 *
 * Returns: (transfer full) (nullable): NULL if there is nothing to say
 */
char *hx_quality_join_remarks (const char *const *remarks, guint n);

/**
 * HxLeadMeasures: amplitudes of the median beat, in millivolts from the level before the QRS complex; NaN
 * where there is none
 * @r_mv: height of the R wave, 0 if there is none
 * @s_mv: depth of the S wave or of a QS complex, at most 0
 * @st_j_mv: at the end of the QRS complex, as all leads together have it
 * @st_60_mv: 60 ms after that
 * @clipped_share: of the samples, those at the largest or smallest value of a lead that is clipped
 * @noise_mv: root mean square of what is faster than any wave, between beats
 * @mains_mv: amplitude of the interference
 */
typedef struct
{
  guint quality; /* of HxQuality */
  double p_mv, q_mv, r_mv, s_mv, t_mv;
  double st_j_mv, st_60_mv;
  double clipped_share;
  double noise_mv, mains_mv;
} HxLeadMeasures;

/** Why no beat could be seen: in most leads samples are missing, or they stand still; or it is never calm. */
typedef enum
{
  HX_UNSEEN_MISSING,
  HX_UNSEEN_STILL,
  HX_UNSEEN_NOISY,
} HxUnseenWhy;

/** HxUnseen: a stretch in which no beat could be seen. */
typedef struct
{
  double from_s, to_s;
  HxUnseenWhy why;
} HxUnseen;

/** HxOverlap: waves that lie on each other and cannot be parted: neither has the mark that the other hides.
 */
typedef enum
{
  HX_OVERLAP_NONE,
  HX_OVERLAP_FLUTTER, /* every second turn of a flutter is conducted, and the other hides where T waves end */
  HX_OVERLAP_P_ON_T,  /* P waves hide the T wave's end */
  HX_OVERLAP_P_IN_T,  /* and cannot be told from T waves themselves */
  HX_N_OVERLAPS,
} HxOverlap;

/**
 * HxMeasurements: what was measured
 *
 * @marks: seconds from the start of the recording, NaN where there is no such wave or it cannot be seen:
 *   n_beats x (n_leads + 1) x HX_N_MARKS; see hx_measurements_get_mark(). Behind the leads' own marks stand
 *   those of all leads together, from which the intervals are taken. They are where the waves first and last
 *   move the heart's vector; a lead's own are where a cardiologist marks them in that lead.
 * @usual: whether a beat's QRS complex is like that of most: only these are measured
 * @rr_ms: n_rr intervals from each beat to the next; NaN where a beat may be hidden between them
 * @unseen: n_unseen stretches, in order of time
 * @noise_share: how fast the calmest moments are, as a share of what beats reach; NaN without beats
 * @overlap: which waves of most beats lie on each other and cannot be parted
 * @values: NaN where a number cannot be taken, and then
 * @reasons: says why, in a translated sentence; NULL otherwise. Static.
 * @median_mv: n_leads x n_median: the median of the usual beats, at median_rate_hz; NaN where too few beats
 *   reach; NULL if there is none
 * @median_marks: of the median beat, as samples of it
 *
 * A plain value, made by hx_measure() and freed by hx_measurements_free(); not changed by anything else, so
 * it may be read from several threads.
 */
typedef struct
{
  guint n_beats, n_leads, n_rr, n_unseen;
  double *marks;
  guint8 *usual;
  double *rr_ms;
  HxUnseen *unseen;
  double noise_share;
  HxOverlap overlap;
  double values[HX_N_MEASURES];
  const char *reasons[HX_N_MEASURES];
  HxLeadMeasures *leads;
  guint quality; /* all leads' bits, and those of the electrodes */
  float *median_mv;
  gsize n_median;
  double median_rate_hz;
  double median_marks[HX_N_MARKS];
} HxMeasurements;

/**
 * hx_measurements_dup_finding:
 * @index: of a bit of the quality
 * @leads: (out) (transfer full): the leads that it is about, "V1, V2", "all leads", or "" for the electrodes'
 *
 * A finding as a title, "Mains interference".
 *
 * Returns: (transfer full) (nullable): NULL if nothing of the kind was found
 */
char *hx_measurements_dup_finding (const HxMeasurements *self, HxRecording *recording, guint index,
                                   char **leads);

/** hx_quality_remark() of each lead. Returns: (transfer full): n_leads strings */
char **hx_measurements_dup_remarks (const HxMeasurements *self);

/**
 * hx_measure:
 * @progress: (nullable)
 *
 * Finds beats and waves and measures them, on the samples as recorded: nothing depends on filters that are
 * shown. Any number of leads, any length and any rate from 100 Hz on; other rates below have no numbers, and
 * say so. Takes time in proportion to the samples, on all processors, and beside the result a fixed amount of
 * memory a processor. Blocks; may be called from any thread; @progress is reported on the calling thread.
 *
 * Sources: see docs/measurements.md, hx-beats.h and hx-delineate.h.
 *
 * Returns: (transfer full): NULL with %G_IO_ERROR_CANCELLED, or %HX_ERROR_RANGE if memory ran out
 */
HxMeasurements *hx_measure (HxRecording *recording, HxProgress *progress, GCancellable *cancellable,
                            GError **error);
void hx_measurements_free (HxMeasurements *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxMeasurements, hx_measurements_free)

/** @lead: a lead of the recording, or n_leads for all leads together. Returns: seconds, or NaN */
static inline double
hx_measurements_get_mark (const HxMeasurements *self, guint beat, guint lead, HxMark mark)
{
  return self->marks[((gsize)beat * (self->n_leads + 1) + lead) * HX_N_MARKS + mark];
}

/**
 * hx_measure_qtc:
 * @formula: one of HX_MEASURE_QTC_*
 *
 * Bazett 1920: QT / √RR. Fridericia 1920: QT / ∛RR. Framingham (Sagie 1992): QT + 154 ms (1 - RR / s).
 * Hodges 1983: QT + 1.75 ms (rate / bpm - 60). NaN for anything else.
 */
double hx_measure_qtc (HxMeasure formula, double qt_ms, double rr_ms);

G_END_DECLS
