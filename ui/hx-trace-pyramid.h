/* hx-trace-pyramid.h: least and greatest values of a long recording, at several levels of coarseness
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-recording.h"

G_BEGIN_DECLS

#define HX_TYPE_TRACE_PYRAMID (hx_trace_pyramid_get_type ())
G_DECLARE_FINAL_TYPE (HxTracePyramid, hx_trace_pyramid, HX, TRACE_PYRAMID, GObject)

/** Value of the least and greatest where there is no sample: least > greatest. */
#define HX_TRACE_PYRAMID_NONE 1e30f

/** Samples in a block of the finest level; each coarser level's block is %HX_TRACE_PYRAMID_FACTOR of these.
 */
#define HX_TRACE_PYRAMID_BLOCK 64
#define HX_TRACE_PYRAMID_FACTOR 8
#define HX_TRACE_PYRAMID_LEVELS 4

/**
 * HxTracePyramid:
 *
 * For blocks of 64, 512, 4096 and 32768 samples of every lead the least and the greatest value, so that a
 * page of any length is drawn from a few values a pixel, without losing a single sample's peak. It takes
 * 8 / 64 x (1 + 1/8 + 1/64 + 1/512) bytes a sample: 74 MB for 24 h of 12 leads at 500 Hz (the samples
 * themselves are 2.07 GB).
 *
 * Filled from the start to the end of the recording by a thread, which begins at
 * hx_trace_pyramid_start(); what is filled can be used at once. All else is for the main thread. The thread
 * holds a reference and ends when all is filled, or soon after hx_trace_pyramid_stop().
 *
 * Signal "advanced", without arguments, in the main context: more can be used.
 */
HxTracePyramid *hx_trace_pyramid_new (HxRecording *recording);

/** Begins to fill it; later calls do nothing. */
void hx_trace_pyramid_start (HxTracePyramid *self);

/** Lets the thread end; what is filled stays. */
void hx_trace_pyramid_stop (HxTracePyramid *self);

/** Fills all of it before it returns. For tests and measurements. */
void hx_trace_pyramid_fill (HxTracePyramid *self);

/** Share of the recording that can be used, 0 .. 1. */
double hx_trace_pyramid_get_progress (HxTracePyramid *self);

/** Whether hx_trace_pyramid_extents() needs a pyramid for slices of @step samples. */
gboolean hx_trace_pyramid_is_needed (double step);

/**
 * hx_trace_pyramid_extents:
 * @self: (nullable): NULL looks at every sample
 * @samples: the lead's n_samples values, of lead @lead of the recording
 * @first: slice 0 begins at this sample; it may be negative
 * @step: samples a slice, >= 1
 * @low, @high: n_slices values each: the least and the greatest of the samples in every slice;
 *   +-%HX_TRACE_PYRAMID_NONE where there is none, all are missing, or they are not yet known
 *
 * Slices of 64 samples and more are rounded outward to whole blocks, of at most a slice.
 */
void hx_trace_pyramid_extents (HxTracePyramid *self, guint lead, const float *samples, gsize n_samples,
                               double first, double step, float *low, float *high, gsize n_slices);

G_END_DECLS
