/* hx-measure-private.h: the parts of the measuring
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-measure.h"

G_BEGIN_DECLS

/** Below this nothing is measured: waves would be a few samples long. */
#define HX_MEASURE_MIN_RATE_HZ 100.0
#define HX_MEASURE_MIN_DURATION_S 1.0

/** HxMeasurePart: samples of a recording between which most leads are there. */
typedef struct
{
  gsize first, end;
} HxMeasurePart;

/**
 * hx_measure_list_parts:
 *
 * What is left between long stretches in which most leads have no samples, or stand still. Nothing is told
 * from one part about another: what fills a gap is no noise and no level.
 *
 * Returns: (transfer full) (element-type HxMeasurePart): in order of time
 */
GArray *hx_measure_list_parts (HxRecording *recording);

/** Notes why @measure has no value; the first reason stays. */
void hx_measure_refuse (HxMeasurements *self, HxMeasure measure, const char *reason);

/** Gives @measure a value: whatever spoke against it does no longer. */
void hx_measure_set (HxMeasurements *self, HxMeasure measure, double value);

/** The median of those of @n values that are finite; NaN if none is. */
double hx_measure_median (const double *values, gsize n);

/** RR series, rate, intervals and QTc. */
void hx_measure_intervals (HxMeasurements *self, HxRecording *recording);

/** Refuses numbers that were taken but cannot be relied on, and says why. */
void hx_measure_doubt (HxMeasurements *self, HxRecording *recording);

/** Samples that stand still, fall out or are noisy. @noise_mv and @mains_mv of the leads are known. */
void hx_measure_quality (HxMeasurements *self, HxRecording *recording);

/** The median beat. Returns: FALSE if it was cancelled or memory ran out */
gboolean hx_measure_median_beat (HxMeasurements *self, HxRecording *recording, GCancellable *cancellable);

/** Amplitudes, ST levels, axes and swapped electrodes, from the median beat. */
void hx_measure_amplitudes (HxMeasurements *self, HxRecording *recording);

G_END_DECLS
