/* hx-median-view.h: the median beat of every lead
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-record-marks.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_MEDIAN_VIEW (hx_median_view_get_type ())
G_DECLARE_FINAL_TYPE (HxMedianView, hx_median_view, HX, MEDIAN_VIEW, GtkWidget)

/**
 * HxMedianView:
 *
 * The median beat of every lead, all at one scale, with lines where P, QRS and T begin and end; those of the
 * chosen measurement are strong. Follows @marks, whose reference is kept.
 */
GtkWidget *hx_median_view_new (HxRecordMarks *marks);

G_END_DECLS
