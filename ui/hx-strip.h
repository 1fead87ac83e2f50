/* hx-strip.h: a small strip of one lead, for list rows
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_STRIP (hx_strip_get_type ())
G_DECLARE_FINAL_TYPE (HxStrip, hx_strip, HX, STRIP, GtkWidget)

/**
 * HxStrip:
 *
 * Draws in the widget's CSS colour. Natural size 180 x 32 px unless set otherwise. All samples
 * fill the width; the height spans at least 1.5 mV around the median, more where the signal
 * needs it (extreme 0.5 % of the samples may be cut off). Made to be rebound in lists.
 */
GtkWidget *hx_strip_new (void);

/**
 * hx_strip_set_samples:
 * @samples_mv: (nullable): n values, copied; NaN is a gap
 */
void hx_strip_set_samples (HxStrip *self, const float *samples_mv, gsize n_samples, double rate_hz);

/** The same from float32 in @samples, whose reference is kept; NULL for nothing. */
void hx_strip_set_bytes (HxStrip *self, GBytes *samples, double rate_hz);

/** The name of the lead that is read out: "Lead II, 10.0 s"; NULL for none. */
void hx_strip_set_lead_name (HxStrip *self, const char *name);

void hx_strip_set_natural_size (HxStrip *self, int width, int height);

G_END_DECLS
