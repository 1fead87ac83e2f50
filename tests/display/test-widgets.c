/* test-widgets.c: tests of the drawn widgets: what is seen, what is said, what keys do
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/display/sample-ecg.h"
#include "tests/display/widget-picture.h"
#include "ui/hx-curves.h"
#include "ui/hx-margin-bar.h"
#include "ui/hx-palette.h"
#include "ui/hx-progress-ring.h"
#include "ui/hx-scatter.h"
#include "ui/hx-statement-scale.h"
#include "ui/hx-strip.h"

#include <adwaita.h>
#include <math.h>

static const HxPalette *
palette (void)
{
  return hx_palette_get (HX_SCHEME_LIGHT);
}

static int
count_near (const WidgetPicture *picture, const GdkRGBA *color, int x, int width)
{
  return widget_picture_count_near (picture, color, x, 0, width, picture->height);
}

static void
assert_label (GtkWidget *widget, const char *label)
{
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label);
}

static void
test_strip (void)
{
  const SampleEcg sample = {
    .duration_s = 10.0, .rate_hz = 500.0, .left_out = -1, .gap_start_s = 4.0, .gap_duration_s = 2.0
  };
  g_autoptr (HxRecording) recording = sample_ecg_new (&sample);
  GtkWidget *widget = hx_strip_new (), *window;
  HxStrip *strip = HX_STRIP (widget);
  WidgetPicture picture;
  int ink[3] = { 0 };

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_ROLE_IMG);
  assert_label (widget, "No trace");
  window = widget_picture_show (widget, 200, 32);
  widget_picture_take (&picture, widget);
  for (int i = 0; i < 200 * 32; i++)
    g_assert_cmphex (picture.pixels[i], ==, 0);
  widget_picture_clear (&picture);

  hx_strip_set_lead_name (strip, "II");
  hx_strip_set_samples (strip, hx_recording_get_lead_mv (recording, HX_LEAD_II), 5000, 500.0);
  assert_label (widget, "Lead II, 10.0 s");
  widget_picture_take (&picture, widget);
  for (int y = 0; y < 32; y++)
    for (int x = 0; x < 200; x++)
      ink[x < 79 ? 0 : (x < 81 ? 2 : (x < 119 ? 1 : 2))] += picture.pixels[y * 200 + x] >> 24 > 0;
  g_assert_cmpint (ink[0], >, 79);
  g_assert_cmpint (ink[1], ==, 0);
  g_assert_cmpint (ink[2], >, 79);
  widget_picture_clear (&picture);

  hx_strip_set_bytes (strip, NULL, 500.0);
  assert_label (widget, "No trace");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* One artefact does not flatten the rest of a strip, and values that are missing or infinite do no harm. */
static void
test_strip_range (void)
{
  float samples[4000];
  GtkWidget *widget = hx_strip_new (), *window = widget_picture_show (widget, 200, 32);
  WidgetPicture picture;
  int least = 32, most = 0;

  for (int i = 0; i < 4000; i++)
    samples[i] = i % 400 < 20 ? 1.5f : 0.0f;
  samples[1777] = 500.0f;
  samples[10] = INFINITY;
  samples[11] = NAN;
  hx_strip_set_samples (HX_STRIP (widget), samples, 4000, 500.0);
  widget_picture_take (&picture, widget);
  /* Away from the artefact, beats and baseline are far apart. */
  for (int y = 0; y < 32; y++)
    for (int x = 100; x < 190; x++)
      if (picture.pixels[y * 200 + x] >> 24 > 127)
        {
          least = MIN (least, y);
          most = MAX (most, y);
        }
  g_assert_cmpint (most - least, >, 20);
  widget_picture_clear (&picture);

  for (int i = 0; i < 4000; i++)
    samples[i] = NAN;
  hx_strip_set_samples (HX_STRIP (widget), samples, 4000, 500.0);
  widget_picture_take (&picture, widget);
  g_assert_cmphex (picture.pixels[16 * 200 + 100], ==, 0);
  widget_picture_clear (&picture);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_statement_scale (void)
{
  GtkWidget *widget = hx_statement_scale_new (), *window = widget_picture_show (widget, 220, 22);
  HxStatementScale *scale = HX_STATEMENT_SCALE (widget);
  WidgetPicture picture;

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_ROLE_METER);
  assert_label (widget, "no score");

  hx_statement_scale_set (scale, 0.94, log (0.91 / 0.09), log (0.2 / 0.8), 0.58, 0.5);
  assert_label (widget, "score 0.94, fused 0.91, decoupled 0.20, gate 0.58, threshold 0.50");
  widget_picture_take (&picture, widget);
  /* The ring is right, the diamond left, where their sigmoids are; the tick is in the middle. */
  g_assert_cmpint (count_near (&picture, &palette ()->fused, 180, 30), >, 10);
  g_assert_cmpint (count_near (&picture, &palette ()->fused, 0, 170), ==, 0);
  g_assert_cmpint (count_near (&picture, &palette ()->decoupled, 40, 20), >, 10);
  g_assert_cmpint (count_near (&picture, &palette ()->decoupled, 70, 150), ==, 0);
  g_assert_cmpint (count_near (&picture, &palette ()->text, 108, 4), >, 12);
  widget_picture_clear (&picture);

  /* A plain head has neither branch. */
  hx_statement_scale_set (scale, 0.3, NAN, NAN, NAN, NAN);
  assert_label (widget, "score 0.30");
  widget_picture_take (&picture, widget);
  g_assert_cmpint (count_near (&picture, &palette ()->fused, 0, 220), ==, 0);
  g_assert_cmpint (count_near (&picture, &palette ()->decoupled, 0, 220), ==, 0);
  g_assert_cmpint (count_near (&picture, &palette ()->merged, 65, 10), >, 20);
  widget_picture_clear (&picture);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_margin_bar (void)
{
  GtkWidget *widget = hx_margin_bar_new (), *window = widget_picture_show (widget, 81, 16);
  HxMarginBar *bar = HX_MARGIN_BAR (widget);
  WidgetPicture picture;
  double margin = 0.0;

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_ROLE_METER);
  assert_label (widget, "no margin");
  g_assert_true (isnan (hx_margin_bar_get_margin (bar)));

  hx_margin_bar_set_margin (bar, 0.5);
  assert_label (widget, "margin +0.50");
  widget_picture_take (&picture, widget);
  g_assert_cmpint (widget_picture_count (&picture, &palette ()->with, 41, 0, 40, 16), >, 80);
  g_assert_cmpint (widget_picture_count (&picture, &palette ()->with, 0, 0, 40, 16), ==, 0);
  g_assert_cmpint (widget_picture_count (&picture, &palette ()->without, 0, 0, 81, 16), ==, 0);
  widget_picture_clear (&picture);

  g_object_set (bar, "margin", -0.5, NULL);
  assert_label (widget, "margin −0.50");
  widget_picture_take (&picture, widget);
  g_assert_cmpint (widget_picture_count (&picture, &palette ()->without, 0, 0, 40, 16), >, 80);
  g_assert_cmpint (widget_picture_count (&picture, &palette ()->without, 41, 0, 40, 16), ==, 0);
  widget_picture_clear (&picture);

  hx_margin_bar_set_margin (bar, 3.0);
  g_object_get (bar, "margin", &margin, NULL);
  g_assert_cmpfloat (margin, ==, 1.0);
  hx_margin_bar_set_margin (bar, NAN);
  assert_label (widget, "no margin");
  gtk_window_destroy (GTK_WINDOW (window));
}

static int
ring_ink (GtkWidget *widget, int x, int width)
{
  WidgetPicture picture;
  int n = 0;

  widget_picture_take (&picture, widget);
  for (int y = 0; y < picture.height; y++)
    for (int column = x; column < x + width; column++)
      n += picture.pixels[y * picture.width + column] >> 24 > 160;
  widget_picture_clear (&picture);
  return n;
}

static void
test_progress_ring (void)
{
  GtkWidget *widget = hx_progress_ring_new (), *window = widget_picture_show (widget, 32, 32);
  HxProgressRing *ring = HX_PROGRESS_RING (widget);

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
  assert_label (widget, "idle");
  g_assert_cmpint (ring_ink (widget, 0, 32), ==, 0);

  /* Half done is the right half, clockwise from the top. */
  hx_progress_ring_set_fraction (ring, 0.5);
  assert_label (widget, "50 % done");
  g_assert_cmpint (ring_ink (widget, 17, 15), >, 60);
  g_assert_cmpint (ring_ink (widget, 0, 15), ==, 0);

  /* Not all is done before it is. */
  hx_progress_ring_set_fraction (ring, 0.999);
  assert_label (widget, "99 % done");
  hx_progress_ring_set_fraction (ring, 7.0);
  g_assert_cmpfloat (hx_progress_ring_get_fraction (ring), ==, 1.0);

  hx_progress_ring_set_fraction (ring, -1.0);
  hx_progress_ring_set_busy (ring, TRUE);
  assert_label (widget, "at work");
  g_assert_cmpint (ring_ink (widget, 0, 32), >, 10);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_curves (void)
{
  GtkWidget *widget = hx_curves_new (), *window = widget_picture_show (widget, 480, 260);
  HxCurves *curves = HX_CURVES (widget);
  guint loss = hx_curves_add_series (curves, "loss", HX_CURVES_LEFT);
  guint auc = hx_curves_add_series (curves, "AUC", HX_CURVES_RIGHT);
  WidgetPicture picture;

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_ROLE_IMG);
  hx_curves_set_empty_text (curves, "Nothing learned yet");
  assert_label (widget, "Nothing learned yet");
  widget_picture_take (&picture, widget);
  g_assert_cmpint (count_near (&picture, &palette ()->series[0], 0, 480), ==, 0);
  widget_picture_clear (&picture);

  hx_curves_set_titles (curves, "epoch", "loss", "AUC");
  hx_curves_set_x_range (curves, 1.0, 50.0);
  for (int epoch = 1; epoch <= 20; epoch++)
    {
      hx_curves_append (curves, loss, epoch, 0.8 / epoch);
      hx_curves_append (curves, auc, epoch, epoch == 9 ? NAN : 0.9 - 0.4 / epoch);
    }
  assert_label (widget, "Curves at epoch 20: loss 0.040, AUC 0.880");
  widget_picture_take (&picture, widget);
  g_assert_cmpint (count_near (&picture, &palette ()->series[0], 40, 160), >, 200);
  g_assert_cmpint (count_near (&picture, &palette ()->series[1], 40, 160), >, 200);
  /* 20 epochs of 50: the right half is still empty. */
  g_assert_cmpint (count_near (&picture, &palette ()->series[0], 240, 240), ==, 0);
  widget_picture_clear (&picture);

  hx_curves_clear (curves);
  assert_label (widget, "Nothing learned yet");
  /* A value below the usual range, and one epoch only. */
  hx_curves_append (curves, auc, 1.0, 0.07);
  widget_picture_take (&picture, widget);
  g_assert_cmpint (count_near (&picture, &palette ()->series[1], 0, 60), >, 10);
  widget_picture_clear (&picture);
  gtk_window_destroy (GTK_WINDOW (window));
}

static char *
point_text (HxScatter *scatter, guint32 key, gpointer user_data)
{
  return g_strdup_printf ("%05u", key);
}

static void
on_activated (HxScatter *scatter, guint key, guint *activated)
{
  *activated = key;
}

static void
test_scatter (void)
{
  const HxScatterPoint points[] = {
    { -1.0f, 0.0f, HX_SCATTER_WITHOUT, 41 },
    { 1.0f, 0.0f, HX_SCATTER_WITH, 42 },
    { 0.0f, 0.9f, HX_SCATTER_WITHOUT, 43 },
    { NAN, 0.0f, HX_SCATTER_WITH, 44 },
  };
  GtkWidget *widget = hx_scatter_new (), *window = widget_picture_show (widget, 300, 260);
  HxScatter *scatter = HX_SCATTER (widget);
  WidgetPicture picture;
  guint activated = 0;

  g_signal_connect (scatter, "point-activated", G_CALLBACK (on_activated), &activated);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_ROLE_IMG);
  hx_scatter_set_empty_text (scatter, "No model");
  assert_label (widget, "No model");
  g_assert_false (widget_picture_press (widget, GDK_KEY_Left, 0));

  hx_scatter_set_names (scatter, "MI", "with MI", "without MI");
  hx_scatter_set_text_func (scatter, point_text, NULL, NULL);
  hx_scatter_set_points (scatter, points, G_N_ELEMENTS (points));
  assert_label (widget, "Label space of MI: 1 records with, 2 without");
  hx_scatter_set_current (scatter, 43);
  assert_label (widget, "Label space of MI: 1 records with, 2 without, current record 00043");

  widget_picture_take (&picture, widget);
  /* With the label, at the right: filled. Without, at the left: hollow. */
  g_assert_cmpint (count_near (&picture, &palette ()->with, 200, 100), >, 35);
  g_assert_cmpint (count_near (&picture, &palette ()->without, 0, 100), >, 5);
  g_assert_cmpint (count_near (&picture, &palette ()->without, 0, 60), <, 40);
  g_assert_cmpint (count_near (&picture, &palette ()->text, 130, 40), >, 20);
  widget_picture_clear (&picture);

  /* Keys: from the current record down and left, then Enter. */
  g_assert_true (widget_picture_press (widget, GDK_KEY_Down, 0));
  g_assert_true (widget_picture_press (widget, GDK_KEY_Left, 0));
  g_assert_true (widget_picture_press (widget, GDK_KEY_Return, 0));
  g_assert_cmpuint (activated, ==, 41);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "00041");
  g_assert_true (widget_picture_press (widget, GDK_KEY_Right, 0));
  g_assert_true (widget_picture_press (widget, GDK_KEY_Return, 0));
  g_assert_cmpuint (activated, ==, 43);

  g_assert_true (widget_picture_press (widget, GDK_KEY_plus, 0));
  g_assert_true (widget_picture_press (widget, GDK_KEY_0, 0));
  g_assert_false (widget_picture_press (widget, GDK_KEY_plus, GDK_CONTROL_MASK));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The scatter zooms about its middle, and a fit shows everything again. */
static void
test_scatter_zoom (void)
{
  const HxScatterPoint points[] = { { -1.0f, 0.0f, HX_SCATTER_WITH, 1 }, { 1.0f, 0.0f, HX_SCATTER_WITH, 2 } };
  GtkWidget *widget = hx_scatter_new (), *window = widget_picture_show (widget, 300, 200);
  WidgetPicture picture;

  hx_scatter_set_points (HX_SCATTER (widget), points, G_N_ELEMENTS (points));
  widget_picture_take (&picture, widget);
  g_assert_cmpint (count_near (&picture, &palette ()->with, 0, 300), >, 70);
  widget_picture_clear (&picture);

  widget_picture_press (widget, GDK_KEY_plus, 0);
  widget_picture_take (&picture, widget);
  g_assert_cmpint (count_near (&picture, &palette ()->with, 0, 300), ==, 0);
  widget_picture_clear (&picture);

  hx_scatter_reset_zoom (HX_SCATTER (widget));
  widget_picture_take (&picture, widget);
  g_assert_cmpint (count_near (&picture, &palette ()->with, 0, 300), >, 70);
  widget_picture_clear (&picture);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/strip", test_strip);
  g_test_add_func ("/ui/strip/range", test_strip_range);
  g_test_add_func ("/ui/statement-scale", test_statement_scale);
  g_test_add_func ("/ui/margin-bar", test_margin_bar);
  g_test_add_func ("/ui/progress-ring", test_progress_ring);
  g_test_add_func ("/ui/curves", test_curves);
  g_test_add_func ("/ui/scatter", test_scatter);
  g_test_add_func ("/ui/scatter/zoom", test_scatter_zoom);
  return g_test_run ();
}
