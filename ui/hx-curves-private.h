/* hx-curves-private.h: what the files of HxCurves share
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/hx-curves.h"
#include "ui/hx-palette.h"

G_BEGIN_DECLS

typedef struct
{
  double x, y;
} HxCurvesPoint;

typedef struct
{
  char *name;
  HxCurvesAxis axis;
  GArray *points; /* of HxCurvesPoint, in the order they came */
} HxCurvesSeries;

struct _HxCurves
{
  GtkWidget parent_instance;

  GPtrArray *series; /* of HxCurvesSeries */
  double x_from, x_to;
  char *x_title, *left_title, *right_title;
  char *empty_text;
};

/** The value of @series at the point nearest to @x; NaN if there is none. */
double hx_curves_value_at (const HxCurvesSeries *series, double x);

/** hx-curves-draw.c: the widget's snapshot(). */
void hx_curves_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);

/** The x of @series' points nearest to widget coordinate @px, or NaN where no points are. */
double hx_curves_x_near (HxCurves *self, double px);

G_END_DECLS
