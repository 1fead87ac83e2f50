/* test-ui-plane.c: tests of zoom, picking and stepping in a plane of points, and of ticks
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-plane.h"
#include "ui/hx-ticks.h"

#include <math.h>

/* A cross around the origin, and a point far off. */
static const HxScatterPoint cross[] = {
  { 0.0f, 0.0f, HX_SCATTER_WITH, 10 },     { 1.0f, 0.1f, HX_SCATTER_WITH, 11 },
  { -1.0f, 0.0f, HX_SCATTER_WITHOUT, 12 }, { 0.1f, 1.0f, HX_SCATTER_WITHOUT, 13 },
  { 0.0f, -1.0f, HX_SCATTER_WITH, 14 },    { 5.0f, 0.3f, HX_SCATTER_WITHOUT, 15 },
};

static HxPlane
make_plane (void)
{
  HxPlane plane = { .left = 10.0, .top = 20.0, .width = 300.0, .height = 200.0 };

  hx_plane_fit (&plane, cross, G_N_ELEMENTS (cross));
  return plane;
}

static void
test_fit (void)
{
  HxPlane plane = make_plane (), empty = { .width = 100.0, .height = 50.0 };
  const HxScatterPoint same[2] = { { 3.0f, 4.0f, 0, 0 }, { 3.0f, 4.0f, 0, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (cross); i++)
    {
      double x = hx_plane_x (&plane, cross[i].x), y = hx_plane_y (&plane, cross[i].y);

      g_assert_true (x >= 10.0 && x <= 310.0 && y >= 20.0 && y <= 220.0);
    }
  /* Distances are true, and up is up. */
  g_assert_cmpfloat_with_epsilon (hx_plane_x (&plane, 1.0) - hx_plane_x (&plane, 0.0),
                                  hx_plane_y (&plane, 0.0) - hx_plane_y (&plane, 1.0), 1e-9);
  g_assert_cmpfloat (hx_plane_y (&plane, 1.0), <, hx_plane_y (&plane, 0.0));

  hx_plane_fit (&empty, NULL, 0);
  g_assert_true (isfinite (empty.px_per_unit) && empty.px_per_unit > 0.0);
  hx_plane_fit (&empty, same, 2);
  g_assert_true (isfinite (empty.px_per_unit) && empty.px_per_unit > 0.0);
  g_assert_cmpfloat_with_epsilon (hx_plane_x (&empty, 3.0), 50.0, 1e-6);
}

static void
test_zoom (void)
{
  HxPlane plane = make_plane ();
  double x = hx_plane_x (&plane, 1.0), y = hx_plane_y (&plane, 0.1), per_unit = plane.px_per_unit;

  hx_plane_zoom (&plane, 3.0, x, y, 1.0, 1e6);
  g_assert_cmpfloat_with_epsilon (plane.px_per_unit, 3.0 * per_unit, 1e-9);
  g_assert_cmpfloat_with_epsilon (hx_plane_x (&plane, 1.0), x, 1e-6);
  g_assert_cmpfloat_with_epsilon (hx_plane_y (&plane, 0.1), y, 1e-6);
  hx_plane_zoom (&plane, 1e9, x, y, 1.0, 500.0);
  g_assert_cmpfloat (plane.px_per_unit, ==, 500.0);
  g_assert_cmpfloat_with_epsilon (hx_plane_x (&plane, 1.0), x, 1e-6);
}

static void
test_nearest (void)
{
  HxPlane plane = make_plane ();
  double x = hx_plane_x (&plane, 1.0), y = hx_plane_y (&plane, 0.1);
  guint n = G_N_ELEMENTS (cross);

  g_assert_cmpint (hx_plane_nearest (&plane, cross, n, x + 5.0, y - 5.0, 12.0), ==, 1);
  g_assert_cmpint (hx_plane_nearest (&plane, cross, n, x + 12.5, y, 12.0), ==, -1);
  g_assert_cmpint (hx_plane_nearest (&plane, cross, 0, x, y, 12.0), ==, -1);
}

static void
test_step (void)
{
  guint n = G_N_ELEMENTS (cross);
  const HxScatterPoint same[2] = { { 0.0f, 0.0f, 0, 0 }, { 0.0f, 0.0f, 0, 1 } };

  g_assert_cmpint (hx_plane_step (cross, n, 0, 1.0, 0.0), ==, 1);
  g_assert_cmpint (hx_plane_step (cross, n, 0, -1.0, 0.0), ==, 2);
  g_assert_cmpint (hx_plane_step (cross, n, 0, 0.0, 1.0), ==, 3);
  g_assert_cmpint (hx_plane_step (cross, n, 0, 0.0, -1.0), ==, 4);
  g_assert_cmpint (hx_plane_step (cross, n, 1, 1.0, 0.0), ==, 5);
  g_assert_cmpint (hx_plane_step (cross, n, 5, 1.0, 0.0), ==, -1);
  g_assert_cmpint (hx_plane_step (same, 2, 0, 1.0, 0.0), ==, -1);
}

static void
test_ticks (void)
{
  HxTicks ticks = hx_ticks_choose (1.0, 50.0, 6);

  g_assert_cmpfloat (ticks.first, ==, 10.0);
  g_assert_cmpfloat (ticks.step, ==, 10.0);
  g_assert_cmpint (ticks.n, ==, 5);
  g_assert_cmpint (ticks.decimals, ==, 0);

  ticks = hx_ticks_choose (0.0, 1.0, 6);
  g_assert_cmpfloat_with_epsilon (ticks.step, 0.2, 1e-12);
  g_assert_cmpint (ticks.n, ==, 6);
  g_assert_cmpint (ticks.decimals, ==, 1);

  for (double low = -7.3; low < 8.0; low += 1.7)
    for (double span = 1e-6; span < 1e7; span *= 3.7)
      for (int most = 2; most < 12; most++)
        {
          ticks = hx_ticks_choose (low, low + span, most);
          g_assert_cmpint (ticks.n, <=, most);
          g_assert_cmpint (ticks.n, >=, most / 3);
          g_assert_cmpfloat (ticks.first, >=, low - 1e-6 * span);
          g_assert_cmpfloat (ticks.first + (ticks.n - 1) * ticks.step, <=, low + span * (1.0 + 1e-6));
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/plane/fit", test_fit);
  g_test_add_func ("/ui/plane/zoom", test_zoom);
  g_test_add_func ("/ui/plane/nearest", test_nearest);
  g_test_add_func ("/ui/plane/step", test_step);
  g_test_add_func ("/ui/ticks", test_ticks);
  return g_test_run ();
}
