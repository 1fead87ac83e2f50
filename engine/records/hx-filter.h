/* hx-filter.h: filters for what is shown of a recording, with zero phase
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/hx-progress.h"
#include "engine/records/hx-recording.h"

G_BEGIN_DECLS

/**
 * HxFilterChoice:
 * @high_pass_hz: 0 for none; the usual ones are %HX_FILTER_HIGH_PASSES_HZ
 * @low_pass_hz: 0 for none; the usual ones are %HX_FILTER_LOW_PASSES_HZ
 * @notch_hz: 0 for none; the usual ones are %HX_FILTER_NOTCHES_HZ
 * @baseline: whether the baseline is estimated and removed
 *
 * What is filtered before it is shown; all zero is "off". A plain value.
 *
 * High and low pass are second-order Butterworth sections, run forward and backward over each
 * stretch without missing samples; the two passes together have no phase and the gain
 *
 *   low pass 1 / (1 + (√2 - 1) (w / w0)^4),  high pass the same of w0 / w,  w = tan (pi f / rate),
 *
 * which is 1 / √2 (-3 dB) at the frequency in the name. The notch's gain is likewise the square of one
 * second-order section, -3 dB at the edges of a band %HX_FILTER_NOTCH_WIDTH_HZ wide. The sections are
 * integrated by the trapezoidal rule, which is the bilinear transform: they keep their precision when w0 is
 * tiny.
 *
 * The baseline is the median over 200 ms, then over 600 ms (de Chazal, O'Dwyer, Reilly: Automatic
 * classification of heartbeats, IEEE Trans. Biomed. Eng. 51, 2004), then two moving means of
 * 200 ms so that it has no steps. Unlike a high pass it leaves no undershoot after a QRS complex.
 *
 * Everything takes time proportional to the samples.
 */
typedef struct
{
  double high_pass_hz;
  double low_pass_hz;
  double notch_hz;
  gboolean baseline;
} HxFilterChoice;

#define HX_FILTER_HIGH_PASSES_HZ                                                                             \
  {                                                                                                          \
    0.05, 0.5, 0.67                                                                                          \
  }
#define HX_FILTER_LOW_PASSES_HZ                                                                              \
  {                                                                                                          \
    40.0, 100.0, 150.0                                                                                       \
  }
#define HX_FILTER_NOTCHES_HZ                                                                                 \
  {                                                                                                          \
    50.0, 60.0                                                                                               \
  }
#define HX_FILTER_NOTCH_WIDTH_HZ 2.0

/** A frequency at or above this share of the sampling rate cannot be filtered. */
#define HX_FILTER_MAX_SHARE 0.45

/** Below this rate the medians of the baseline would be over less than three samples. */
#define HX_FILTER_BASELINE_MIN_RATE_HZ 15.0

/**
 * hx_filter_is_available:
 * @choice: one or several filters
 * @reason: (out) (optional): a sentence for people that says why not; for g_free()
 *
 * Whether a recording at @rate_hz can be filtered so: the frequency of each filter is a
 * positive number below %HX_FILTER_MAX_SHARE of the rate.
 */
gboolean hx_filter_is_available (const HxFilterChoice *choice, double rate_hz, char **reason);

/** What of @choice is available at @rate_hz. */
HxFilterChoice hx_filter_restrict (const HxFilterChoice *choice, double rate_hz);

gboolean hx_filter_is_off (const HxFilterChoice *choice);
gboolean hx_filter_equal (const HxFilterChoice *a, const HxFilterChoice *b);

/**
 * hx_filter_describe:
 *
 * For the trace and the report: "0.5–40 Hz, notch 50 Hz, baseline removed".
 *
 * Returns: (transfer full) (nullable): NULL if all is off
 */
char *hx_filter_describe (const HxFilterChoice *choice);

/**
 * hx_filter_format:
 *
 * For settings and command lines: "high-pass=0.5,low-pass=40,notch=50,baseline", or "off".
 *
 * Returns: (transfer full)
 */
char *hx_filter_format (const HxFilterChoice *choice);

/**
 * hx_filter_parse:
 *
 * Reads what hx_filter_format() writes, in any order; "" is "off" too. Fails with %HX_ERROR_FORMAT for
 * words it does not know and %HX_ERROR_RANGE for frequencies that are none, and leaves @choice alone then.
 */
gboolean hx_filter_parse (const char *text, HxFilterChoice *choice, GError **error);

/**
 * hx_filter_samples:
 * @samples_mv: one lead, filtered in place; samples that are not finite stay as they are, and each stretch
 *   between them is filtered by itself
 * @choice: available at @rate_hz
 * @progress: (nullable): how much of this lead is done
 *
 * Returns: FALSE if it was cancelled (@samples_mv is then of no use) or memory ran out
 */
gboolean hx_filter_samples (float *samples_mv, gsize n_samples, double rate_hz, const HxFilterChoice *choice,
                            HxProgress *progress, GCancellable *cancellable);

/**
 * hx_filter_recording:
 *
 * A filtered copy with the same description; @self is unchanged. Leads are filtered side by side on all
 * processors. If @choice is off, @self itself. Fails with %HX_ERROR_RANGE if @choice is not available at the
 * recording's rate. Blocks; may be called from any thread; @progress is reported on the calling thread.
 *
 * Returns: (transfer full)
 */
HxRecording *hx_filter_recording (HxRecording *self, const HxFilterChoice *choice, HxProgress *progress,
                                  GCancellable *cancellable, GError **error);

G_END_DECLS
