/* hx-resample.h: changing the sampling rate
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * hx_resample_length:
 *
 * Number of samples at @rate_out_hz whose times j / rate_out_hz lie in the half-open duration
 * [0, n_in / rate_in_hz): the quotient n_in x rate_out / rate_in, rounded up. 5000 samples at
 * 500 Hz are exactly 1000 at 100 Hz.
 */
gsize hx_resample_length (gsize n_in, double rate_in_hz, double rate_out_hz);

/**
 * hx_resample:
 * @in: n_leads pointers to n_in values each
 * @out: n_leads x n_out values, lead after lead
 * @n_out: hx_resample_length() of the same numbers
 *
 * Windowed-sinc interpolation with a Kaiser window (J. F. Kaiser, Nonrecursive digital filter design using
 * the I0-sinh window function, 1974) of 80 dB. With R the lower rate: flat within 0.03 % up to 0.4 R, half
 * amplitude at 0.45 R, down by 80 dB from 0.5 R on, so that nothing folds back. Zero phase: output j is the
 * signal at time j / rate_out_hz. Each output's coefficients sum to one. Beyond its ends the signal is
 * mirrored about the first and the last sample. The filter reaches about 25 / R s to either side; any NaN
 * there makes the output NaN.
 *
 * May be called from any thread; results do not depend on the number of leads.
 */
void hx_resample (const float *const *in, guint n_leads, gsize n_in, double rate_in_hz, float *out,
                  gsize n_out, double rate_out_hz);

G_END_DECLS
