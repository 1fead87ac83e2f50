/* hx-curves.h: a line chart that grows while a training runs
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_CURVES (hx_curves_get_type ())
G_DECLARE_FINAL_TYPE (HxCurves, hx_curves, HX, CURVES, GtkWidget)

typedef enum
{
  HX_CURVES_LEFT,  /* from 0 to what the values need, as loss */
  HX_CURVES_RIGHT, /* 0.5 to 1, lower where values are, as AUC */
} HxCurvesAxis;

GtkWidget *hx_curves_new (void);

/**
 * hx_curves_add_series:
 * @name: for legend and assistive technology
 *
 * Colour, dash and marker follow from the series' number, so that no two look alike.
 *
 * Returns: the series' number, from 0
 */
guint hx_curves_add_series (HxCurves *self, const char *name, HxCurvesAxis axis);

/** A non-finite @y is a gap. */
void hx_curves_append (HxCurves *self, guint series, double x, double y);

/** Removes all points; the series stay. */
void hx_curves_clear (HxCurves *self);

/** The whole range, as 1 .. epochs, known before the values are. */
void hx_curves_set_x_range (HxCurves *self, double from, double to);

/** Axis titles, NULL for none: ("epoch", "loss", "AUC"). */
void hx_curves_set_titles (HxCurves *self, const char *x, const char *left, const char *right);

void hx_curves_set_empty_text (HxCurves *self, const char *text);

G_END_DECLS
