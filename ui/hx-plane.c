/* hx-plane.c: points in a plane seen through a window: zoom, picking, stepping
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-plane.h"

#include <math.h>

#define ROOM 1.08

void
hx_plane_fit (HxPlane *plane, const HxScatterPoint *points, guint n)
{
  double left = -1.0, right = 1.0, bottom = -1.0, top = 1.0;
  double wide, high;

  if (n > 0)
    {
      left = right = points[0].x;
      bottom = top = points[0].y;
    }
  for (guint i = 0; i < n; i++)
    {
      left = MIN (left, points[i].x);
      right = MAX (right, points[i].x);
      bottom = MIN (bottom, points[i].y);
      top = MAX (top, points[i].y);
    }
  wide = right - left;
  high = top - bottom;
  /* One point, or many in one place, need some plane around them. */
  if (wide <= 0.0 && high <= 0.0)
    wide = high = MAX (MAX (fabs (left), fabs (top)), 1.0) * 1e-3;
  plane->centre_x = (left + right) / 2.0;
  plane->centre_y = (bottom + top) / 2.0;
  plane->px_per_unit =
      MIN (wide > 0.0 ? plane->width / wide : INFINITY, high > 0.0 ? plane->height / high : INFINITY) / ROOM;
}

void
hx_plane_zoom (HxPlane *plane, double factor, double x, double y, double least, double most)
{
  double from_middle_x = x - plane->left - plane->width / 2.0;
  double from_middle_y = y - plane->top - plane->height / 2.0;
  double px_per_unit = CLAMP (plane->px_per_unit * factor, least, most);

  plane->centre_x += from_middle_x / plane->px_per_unit - from_middle_x / px_per_unit;
  plane->centre_y -= from_middle_y / plane->px_per_unit - from_middle_y / px_per_unit;
  plane->px_per_unit = px_per_unit;
}

double
hx_plane_x (const HxPlane *plane, double x)
{
  return plane->left + plane->width / 2.0 + (x - plane->centre_x) * plane->px_per_unit;
}

double
hx_plane_y (const HxPlane *plane, double y)
{
  return plane->top + plane->height / 2.0 - (y - plane->centre_y) * plane->px_per_unit;
}

int
hx_plane_nearest (const HxPlane *plane, const HxScatterPoint *points, guint n, double x, double y,
                  double reach_px)
{
  double least = reach_px * reach_px;
  int nearest = -1;

  for (guint i = 0; i < n; i++)
    {
      double dx = hx_plane_x (plane, points[i].x) - x, dy = hx_plane_y (plane, points[i].y) - y;

      if (dx * dx + dy * dy <= least)
        {
          least = dx * dx + dy * dy;
          nearest = (int)i;
        }
    }
  return nearest;
}

int
hx_plane_step (const HxScatterPoint *points, guint n, guint from, double dx, double dy)
{
  double least = INFINITY;
  int nearest = -1;

  for (guint i = 0; i < n; i++)
    {
      double x = (double)points[i].x - points[from].x, y = (double)points[i].y - points[from].y;
      double along = x * dx + y * dy, across = fabs (x * dy - y * dx);
      double distance = x * x + y * y;

      if (along > 0.0 && across <= along && distance < least)
        {
          least = distance;
          nearest = (int)i;
        }
    }
  return nearest;
}
