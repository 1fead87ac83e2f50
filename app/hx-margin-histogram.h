/* hx-margin-histogram.h: how the margins of records with and without a label are spread
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-space-view.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_MARGIN_HISTOGRAM (hx_margin_histogram_get_type ())
G_DECLARE_FINAL_TYPE (HxMarginHistogram, hx_margin_histogram, HX, MARGIN_HISTOGRAM, GtkWidget)

/**
 * HxMarginHistogram:
 *
 * Margins from −1 to +1: records with the label as filled bars above the line, those without as hollow
 * bars below it, each scaled to its own highest bar. Zero is a rule, the present record a tick.
 */
GtkWidget *hx_margin_histogram_new (void);

/** Counts @view's known labels; NULL for none. @current: margin of the present record, NaN for none. */
void hx_margin_histogram_set (HxMarginHistogram *self, const HxSpaceView *view, double current);

G_END_DECLS
