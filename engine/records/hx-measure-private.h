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

/** Notes why @measure has no value; the first reason stays. */
void hx_measure_refuse (HxMeasurements *self, HxMeasure measure, const char *reason);

/** Gives @measure a value: whatever spoke against it does no longer. */
void hx_measure_set (HxMeasurements *self, HxMeasure measure, double value);

/** The median of those of @n values that are finite; NaN if none is. */
double hx_measure_median (const double *values, gsize n);

/** RR series, rate, intervals and QTc. */
void hx_measure_intervals (HxMeasurements *self, HxRecording *recording);

/** Samples that stand still, fall out or are noisy. @noise_mv and @mains_mv of the leads are known. */
void hx_measure_quality (HxMeasurements *self, HxRecording *recording);

/** The median beat. Returns: FALSE if it was cancelled or memory ran out */
gboolean hx_measure_median_beat (HxMeasurements *self, HxRecording *recording, GCancellable *cancellable);

/** Amplitudes, ST levels, axes and swapped electrodes, from the median beat. */
void hx_measure_amplitudes (HxMeasurements *self, HxRecording *recording);

G_END_DECLS
