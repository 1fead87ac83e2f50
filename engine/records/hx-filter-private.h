/* hx-filter-private.h: the parts of the display filters
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-filter.h"

G_BEGIN_DECLS

/**
 * HxFilterRun: what one lead's filtering counts and asks for while it works
 */
typedef struct
{
  HxProgress *progress;
  GCancellable *cancellable;
  double n_done;  /* samples times passes */
  double n_total; /* the same, of the whole lead */
} HxFilterRun;

/** Samples that are worked on between two looks at the cancellable. */
#define HX_FILTER_CHUNK 65536

/** Counts @n samples as done. Returns: FALSE if the work is to stop */
gboolean hx_filter_run_advance (HxFilterRun *run, gsize n);

typedef enum
{
  HX_FILTER_LOW_PASS,
  HX_FILTER_HIGH_PASS,
  HX_FILTER_NOTCH,
} HxFilterKind;

/**
 * hx_filter_section_run:
 * @samples: a stretch of finite samples, filtered in place, forward and backward
 *
 * Returns: FALSE if the work is to stop, or memory ran out
 */
gboolean hx_filter_section_run (HxFilterKind kind, double frequency_hz, double rate_hz, float *samples,
                                gsize n, HxFilterRun *run);

/** Removes the baseline from a stretch of finite samples. Returns: FALSE as above */
gboolean hx_filter_baseline_run (double rate_hz, float *samples, gsize n, HxFilterRun *run);

/**
 * hx_filter_edge_line:
 * @samples: a stretch; read from its first sample on by @step +1, or from its last by -1
 *
 * A line through the medians of the first and the second @window samples from the edge: what the baseline
 * is there, whatever part of a beat the edge falls on. Shorter stretches take what there is.
 *
 * Returns: its value at the edge
 */
double hx_filter_edge_level (const float *edge, int step, gsize n, gsize window);

G_END_DECLS
