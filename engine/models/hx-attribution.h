/* hx-attribution.h: what each sample of a recording contributed to a label's score
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Integrated gradients (Sundararajan, Taly and Yan, "Axiomatic attribution for deep networks", ICML 2017):
 * the contribution of x_i is (x_i - b_i) times the mean of the logit's gradient by x_i on the way from the
 * baseline b to x. b is the standardiser's mean in every lead: a signal that says nothing. The contributions
 * sum up to the logit less the logit of the baseline.
 */
#pragma once

#include "engine/base/hx-progress.h"
#include "engine/models/hx-model.h"

G_BEGIN_DECLS

/** Points on the way from the baseline unless another number is asked for, and the most that may be. */
#define HX_ATTRIBUTION_STEPS 32
#define HX_ATTRIBUTION_MAX_STEPS 1024

/** One window that the model looked at. */
typedef struct
{
  double start_s;
  float logit; /* merged, of the label */
  float share; /* how much of the contributions is the window's, 0 .. 1: 1 for the one that decided where the
                  model takes the maximum, else its weight in the mean's slope */
} HxAttributionWindow;

/**
 * HxAttribution:
 * @rate_hz: of the contributions, the model's
 * @n_samples: x @n_leads, time before lead
 * @contributions: in units of the logit: positive for the label, negative against it; 0 where nothing decided
 * @windows: n_windows, those with a missing sample left out
 * @deciding: the window with the largest logit
 * @aggregation: how the windows were joined
 * @logit: the record's, as HxStatement's, which ends where a mean probability is 1e-12
 * @baseline_logit: of a record that is the baseline throughout
 * @sum: of all contributions
 * @completeness_error: @sum less (@logit - @baseline_logit), which is 0 with endless steps
 */
typedef struct
{
  guint label;
  double rate_hz, window_s;
  gsize n_samples;
  guint n_leads, n_steps;
  float *contributions;
  gsize n_windows, deciding;
  HxAttributionWindow *windows;
  HxAggregation aggregation;
  double logit, baseline_logit, sum, completeness_error;
} HxAttribution;

void hx_attribution_free (HxAttribution *attribution);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxAttribution, hx_attribution_free)

/**
 * hx_model_attribute:
 * @signal_mv: n_samples x n_leads at the model's rate and in its leads, as hx_model_predict_signal()'s
 * @n_steps: points on the way (midpoint rule); 0 for %HX_ATTRIBUTION_STEPS
 * @progress: (nullable)
 *
 * With the maximum of windows only the window that decided has contributions; with the mean of their
 * probabilities every window has, weighted by how the mean's logit depends on it at each point of the way,
 * and those of overlapping windows add up. Blocking; costs @n_steps predictions and gradients a window.
 *
 * Fails as hx_model_predict_signal() does, with %HX_ERROR_RANGE for a label or @n_steps out of range, or
 * %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full)
 */
HxAttribution *hx_model_attribute (HxModel *self, const float *signal_mv, gsize n_samples, guint label,
                                   guint n_steps, guint n_threads, HxProgress *progress,
                                   GCancellable *cancellable, GError **error);

/**
 * hx_attribution_smooth:
 * @sd_s: standard deviation of the Gaussian, 0 for a copy
 *
 * The contributions as they are drawn: neighbouring samples, of which networks often weigh one against the
 * next, taken together. No sum is kept at the ends of what decided. n_samples x n_leads. (transfer full)
 */
float *hx_attribution_smooth (const HxAttribution *attribution, double sd_s);

/** A stretch of one lead that contributed much. */
typedef struct
{
  guint lead;
  double start_s, end_s;
  double contribution; /* sum of the contributions there */
} HxAttributionPeak;

/**
 * hx_attribution_peaks:
 * @smooth: from hx_attribution_smooth()
 * @peaks: room for @n_peaks
 *
 * The strongest stretches, strongest first: around each largest value as far as it stays above half of it
 * with the same sign. Returns: how many there are, up to @n_peaks
 */
guint hx_attribution_peaks (const HxAttribution *attribution, const float *smooth, guint n_peaks,
                            HxAttributionPeak *peaks);

G_END_DECLS
