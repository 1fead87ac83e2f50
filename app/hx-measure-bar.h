/* hx-measure-bar.h: the usual numbers of the record, in a line below its trace
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-record-marks.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_MEASURE_BAR (hx_measure_bar_get_type ())
G_DECLARE_FINAL_TYPE (HxMeasureBar, hx_measure_bar, HX, MEASURE_BAR, GtkWidget)

/**
 * HxMeasureBar:
 *
 * Rate, intervals, a QTc by the formula of the setting "qtc-formula", and the axis. A number that is pressed
 * is shown where it was measured; one that cannot be taken is a dash, whose tooltip says why. What speaks
 * against the signal stands before them. Measures each record that is shown, up to %HX_PAGE_MEASURING_LONG_S,
 * and has a button for longer ones. Follows @marks, whose reference is kept.
 */
GtkWidget *hx_measure_bar_new (HxRecordMarks *marks, GSettings *settings);

G_END_DECLS
