/* test-trace-calipers.c: tests of the trace view: calipers, and points of measurements
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/display/sample-ecg.h"
#include "tests/display/widget-picture.h"
#include "ui/hx-palette.h"
#include "ui/hx-trace-view.h"

#include <adwaita.h>

#define WIDTH 1100
#define HEIGHT 700

static const HxPalette *
palette (void)
{
  return hx_palette_get (HX_SCHEME_LIGHT);
}

static HxRecording *
make_recording (double duration_s)
{
  const SampleEcg sample = { .duration_s = duration_s, .rate_hz = 500.0, .left_out = -1 };

  return sample_ecg_new (&sample);
}

static void
assert_described (GtkWidget *widget, const char *description)
{
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       description);
}

static void
test_keys (void)
{
  g_autoptr (HxRecording) recording = make_recording (10.0);
  GtkWidget *widget = hx_trace_view_new (), *window = widget_picture_show (widget, WIDTH, HEIGHT);
  HxTraceView *view = HX_TRACE_VIEW (widget);
  WidgetPicture picture;

  hx_trace_view_set_recording (view, recording);
  hx_trace_view_set_calipers (view, TRUE);
  /* The first arrow places them, the next ones move the second leg. */
  g_assert_true (widget_picture_press (widget, GDK_KEY_Right, 0));
  assert_described (widget, "Caliper 1 of 1, lead I: 400 ms (150 bpm), 0.50 mV (5.0 mm)");
  widget_picture_press (widget, GDK_KEY_Right, 0);
  widget_picture_press (widget, GDK_KEY_Up, 0);
  assert_described (widget, "Caliper 1 of 1, lead I: 410 ms (146 bpm), 0.55 mV (5.5 mm)");
  widget_picture_press (widget, GDK_KEY_Left, GDK_SHIFT_MASK);
  assert_described (widget, "Caliper 1 of 1, lead I: 410 ms (146 bpm), 0.55 mV (5.5 mm)");
  for (int i = 0; i < 25; i++)
    widget_picture_press (widget, GDK_KEY_Left, 0);
  for (int i = 0; i < 13; i++)
    widget_picture_press (widget, GDK_KEY_Down, 0);
  assert_described (widget, "Caliper 1 of 1, lead I: 160 ms, −0.10 mV (1.0 mm)");
  widget_picture_take (&picture, widget);
  g_assert_cmpint (widget_picture_count (&picture, &palette ()->caliper, 0, 0, WIDTH, HEIGHT), >, 200);
  widget_picture_clear (&picture);

  g_assert_true (widget_picture_press (widget, GDK_KEY_Escape, 0));
  assert_described (widget, "1 caliper");
  g_assert_true (widget_picture_press (widget, GDK_KEY_period, 0));
  g_assert_true (widget_picture_press (widget, GDK_KEY_Delete, 0));
  assert_described (widget, "");
  widget_picture_take (&picture, widget);
  g_assert_cmpint (widget_picture_count (&picture, &palette ()->caliper, 0, 0, WIDTH, HEIGHT), ==, 0);
  widget_picture_clear (&picture);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* How many columns of pixels hold the calipers' colour. */
static int
count_columns (GtkWidget *widget)
{
  WidgetPicture picture;
  int n = 0;

  widget_picture_take (&picture, widget);
  for (int x = 0; x < WIDTH; x++)
    n += widget_picture_count (&picture, &palette ()->caliper, x, 0, 1, HEIGHT) > 30;
  widget_picture_clear (&picture);
  return n;
}

/* Kinds, leads, further ones, points to snap to; they outlive zoom, page and arrangement. */
static void
test_kept (void)
{
  static const double points_s[] = { 0.31, 0.93, 1.87 };
  g_autoptr (HxRecording) recording = make_recording (30.0);
  GtkWidget *widget = hx_trace_view_new (), *window = widget_picture_show (widget, WIDTH, HEIGHT);
  HxTraceView *view = HX_TRACE_VIEW (widget);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  GError *error = NULL;

  hx_trace_view_set_recording (view, recording);
  hx_trace_view_set_arrangement (view, HX_TRACE_12X1);
  hx_trace_view_set_snap_points (view, points_s, G_N_ELEMENTS (points_s));
  hx_trace_view_set_calipers (view, TRUE);
  widget_picture_press (widget, GDK_KEY_n, 0); /* 0.4 to 0.8 s */
  widget_picture_press (widget, GDK_KEY_Right, GDK_CONTROL_MASK);
  widget_picture_press (widget, GDK_KEY_x, 0);
  widget_picture_press (widget, GDK_KEY_Left, GDK_CONTROL_MASK);
  assert_described (widget, "Caliper 1 of 1, lead I: 620 ms (97 bpm), −0.50 mV (5.0 mm)");
  widget_picture_press (widget, GDK_KEY_k, 0);
  assert_described (widget, "Caliper 1 of 1, lead I: 620 ms (97 bpm)");
  widget_picture_press (widget, GDK_KEY_Down, GDK_CONTROL_MASK);
  assert_described (widget, "Caliper 1 of 1, lead II: 620 ms (97 bpm)");
  g_assert_cmpint (count_columns (widget), <, 8);
  widget_picture_press (widget, GDK_KEY_k, 0);
  assert_described (widget, "Caliper 1 of 1, lead II: −0.50 mV (5.0 mm)");
  widget_picture_press (widget, GDK_KEY_k, 0);
  widget_picture_press (widget, GDK_KEY_n, 0);
  assert_described (widget, "Caliper 2 of 2, lead II: 400 ms (150 bpm), 0.50 mV (5.0 mm)");
  widget_picture_press (widget, GDK_KEY_comma, 0);
  assert_described (widget, "Caliper 1 of 2, lead II: 620 ms (97 bpm), −0.50 mV (5.0 mm)");
  before = hx_trace_view_dup_calipers (view);
  hx_trace_view_set_arrangement (view, HX_TRACE_3X4);
  hx_trace_view_set_speed_mm_s (view, 50.0);
  hx_trace_view_set_start_s (view, 11.0);
  hx_trace_view_set_calipers (view, FALSE);
  after = hx_trace_view_dup_calipers (view);
  g_assert_cmpstr (before, ==, after);

  g_assert_true (hx_trace_view_load_calipers (view, NULL, NULL));
  g_assert_null (hx_trace_view_dup_calipers (view));
  g_assert_true (hx_trace_view_load_calipers (view, before, NULL));
  assert_described (widget, "2 calipers");
  g_assert_false (hx_trace_view_load_calipers (view, "{\"calipers\": [1]}", &error));
  g_assert_nonnull (error);
  g_error_free (error);
  assert_described (widget, "");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Marching ones go on over the whole strip: two and a half lines a second here. */
static void
test_march (void)
{
  g_autoptr (HxRecording) recording = make_recording (10.0);
  GtkWidget *widget = hx_trace_view_new (), *window = widget_picture_show (widget, WIDTH, HEIGHT);
  HxTraceView *view = HX_TRACE_VIEW (widget);
  WidgetPicture still, marching;
  int n_changed = 0;

  hx_trace_view_set_recording (view, recording);
  hx_trace_view_set_arrangement (view, HX_TRACE_12X1);
  hx_trace_view_set_calipers (view, TRUE);
  widget_picture_press (widget, GDK_KEY_n, 0);
  widget_picture_take (&still, widget);
  widget_picture_press (widget, GDK_KEY_m, 0);
  assert_described (widget, "Caliper 1 of 1, lead I: 400 ms (150 bpm), 0.50 mV (5.0 mm), marching");
  widget_picture_take (&marching, widget);
  /* Right of what they say. */
  for (int x = WIDTH / 2; x < WIDTH; x++)
    for (int y = 0; y < HEIGHT; y++)
      if (still.pixels[y * WIDTH + x] != marching.pixels[y * WIDTH + x])
        {
          n_changed++;
          break;
        }
  g_assert_cmpint (n_changed, >=, 10);
  g_assert_cmpint (n_changed, <=, 16);
  widget_picture_clear (&still);
  widget_picture_clear (&marching);
  gtk_window_destroy (GTK_WINDOW (window));
}

typedef struct
{
  int id;
  double shift_s;
  gboolean merge;
  guint n;
} Moved;

static void
on_moved (HxTraceView *view, int id, double shift_s, gboolean merge, Moved *moved)
{
  *moved = (Moved){ id, shift_s, merge, moved->n + 1 };
}

/* Lines through all leads; keys choose one and ask for it to be moved. */
static void
test_points (void)
{
  static const HxTracePoint points[] = { { 1.0, 3, "QRS onset", FALSE },
                                         { 1.4, 8, "T offset", TRUE },
                                         { 2.0, 3, "QRS onset", FALSE },
                                         { 2.4, 8, "T offset", TRUE } };
  g_autoptr (HxRecording) recording = make_recording (10.0);
  GtkWidget *widget = hx_trace_view_new (), *window = widget_picture_show (widget, WIDTH, HEIGHT);
  HxTraceView *view = HX_TRACE_VIEW (widget);
  Moved moved = { 0 };

  g_signal_connect (view, "point-moved", G_CALLBACK (on_moved), &moved);
  hx_trace_view_set_recording (view, recording);
  hx_trace_view_set_arrangement (view, HX_TRACE_12X1);
  g_assert_cmpint (count_columns (widget), ==, 0);
  g_assert_false (widget_picture_press (widget, GDK_KEY_Down, GDK_ALT_MASK));
  hx_trace_view_set_points (view, points, G_N_ELEMENTS (points), "QT interval: 400 ms");
  assert_described (widget, "QT interval: 400 ms");
  g_assert_cmpint (count_columns (widget), >=, 2);

  g_assert_true (widget_picture_press (widget, GDK_KEY_Down, GDK_ALT_MASK));
  assert_described (widget, "QT interval: 400 ms; QRS onset at 1.000 s is chosen");
  widget_picture_press (widget, GDK_KEY_Down, GDK_ALT_MASK);
  assert_described (widget, "QT interval: 400 ms; T offset at 1.400 s is chosen");
  g_assert_cmpuint (moved.n, ==, 0);
  g_assert_true (widget_picture_press (widget, GDK_KEY_Left, GDK_ALT_MASK));
  g_assert_cmpint (moved.id, ==, 8);
  g_assert_cmpfloat (moved.shift_s, ==, -0.002);
  widget_picture_press (widget, GDK_KEY_Right, GDK_ALT_MASK | GDK_SHIFT_MASK);
  g_assert_cmpfloat (moved.shift_s, ==, 0.01);
  g_assert_cmpuint (moved.n, ==, 2);
  hx_trace_view_set_points (view, NULL, 0, NULL);
  assert_described (widget, "");
  g_assert_cmpint (count_columns (widget), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/trace-calipers/keys", test_keys);
  g_test_add_func ("/ui/trace-calipers/kept", test_kept);
  g_test_add_func ("/ui/trace-calipers/march", test_march);
  g_test_add_func ("/ui/trace-calipers/points", test_points);
  return g_test_run ();
}
