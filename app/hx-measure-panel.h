/* hx-measure-panel.h: the measurements of the record, where they were taken, and their correction
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-record-marks.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HX_TYPE_MEASURE_PANEL (hx_measure_panel_get_type ())
G_DECLARE_FINAL_TYPE (HxMeasurePanel, hx_measure_panel, HX, MEASURE_PANEL, AdwWindow)

/**
 * HxMeasurePanel:
 *
 * A window beside the trace. Every number is a row: choosing one shows on the trace and in the median beats
 * where it was taken, and offers to move the points. Follows the record that is shown. Closing it takes the
 * points off the trace. Keys: Escape closes, Ctrl+Z and Ctrl+Shift+Z undo and redo.
 */
GtkWidget *hx_measure_panel_new (GtkWindow *parent, HxRecordMarks *marks, GSettings *settings);

G_END_DECLS
