/* hx-plane.h: points in a plane seen through a window: zoom, picking, stepping
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/hx-scatter.h"

G_BEGIN_DECLS

/**
 * HxPlane: the part of the plane that is seen
 * @centre_x, @centre_y: what stands in the middle of the window
 * @px_per_unit: the same along both axes, so that distances are true
 * @left, @top, @width, @height: the window in px
 */
typedef struct
{
  double centre_x, centre_y;
  double px_per_unit;
  double left, top, width, height;
} HxPlane;

/** Shows all of @points with some room around; the unit square around 0 if there are none. */
void hx_plane_fit (HxPlane *plane, const HxScatterPoint *points, guint n);

/** Zooms by @factor with what is at (@x, @y) px staying there; between @least and @most px a unit. */
void hx_plane_zoom (HxPlane *plane, double factor, double x, double y, double least, double most);

double hx_plane_x (const HxPlane *plane, double x);
double hx_plane_y (const HxPlane *plane, double y); /* y grows upwards in the plane, downwards in px */

/** The point nearest to (@x, @y) px within @reach_px, or -1. */
int hx_plane_nearest (const HxPlane *plane, const HxScatterPoint *points, guint n, double x, double y,
                      double reach_px);

/**
 * hx_plane_step:
 * @from: a point's index
 * @dx, @dy: direction in the plane: (1, 0), (-1, 0), (0, 1) or (0, -1)
 *
 * The nearest point within 45 degrees of the direction, or -1. Points in the same place are
 * passed over, so that stepping always gets on.
 */
int hx_plane_step (const HxScatterPoint *points, guint n, guint from, double dx, double dy);

G_END_DECLS
