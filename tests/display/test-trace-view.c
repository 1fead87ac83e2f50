/* test-trace-view.c: tests of the trace view: what is seen, what is said, what keys do
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/display/sample-ecg.h"
#include "tests/display/widget-picture.h"
#include "ui/hx-palette.h"
#include "ui/hx-trace-paint.h"
#include "ui/hx-trace-view.h"

#include <adwaita.h>
#include <math.h>

#define WIDTH 1100
#define HEIGHT 700

static const HxPalette *
palette (void)
{
  return hx_palette_get (HX_SCHEME_LIGHT);
}

static HxRecording *
make_recording (double duration_s, int left_out, double gap_start_s)
{
  const SampleEcg sample = { .duration_s = duration_s,
                             .rate_hz = 500.0,
                             .left_out = left_out,
                             .gap_start_s = gap_start_s,
                             .gap_duration_s = gap_start_s > 0.0 ? 1.0 : 0.0 };

  return sample_ecg_new (&sample);
}

/* The same layout as the view's, to know where things are; the foot's height is the view's own. */
static void
find_cell (HxTraceView *view, const char *name, HxTraceCell *found, HxTraceLayout *layout)
{
  static const char *names[HX_N_STANDARD_LEADS];
  HxRecording *recording = hx_trace_view_get_recording (view);
  g_autoptr (PangoLayout) text = gtk_widget_create_pango_layout (GTK_WIDGET (view), "0");
  HxTraceSetup setup = { hx_trace_view_get_arrangement (view), HX_TRACE_FIT, 25.0, 10.0, TRUE, names };
  int height;

  setup.rhythm_strips = (guint)hx_trace_view_get_rhythm_strips (view);
  g_object_get (view, "pulse", &setup.pulse, NULL);
  pango_layout_get_pixel_size (text, NULL, &height);
  setup.n_leads = hx_recording_get_n_leads (recording);
  setup.duration_s = hx_recording_get_duration_s (recording);
  setup.start_s = hx_trace_view_get_start_s (view);
  for (guint i = 0; i < setup.n_leads; i++)
    names[i] = hx_recording_get_lead_name (recording, i);
  hx_trace_layout_compute (layout, &setup, WIDTH, HEIGHT, 1.0, height + 8);
  for (guint i = 0; i < layout->n_cells; i++)
    if (g_str_equal (layout->cells[i].name, name) && !layout->cells[i].rhythm)
      *found = layout->cells[i];
}

/* Pixels of the trace's colour in the middle half of @from to @to seconds of a lead. */
static int
count_trace (HxTraceView *view, const WidgetPicture *picture, const char *name, double from_s, double to_s)
{
  HxTraceLayout layout;
  HxTraceCell cell = { 0 };
  double px_per_s, half;
  int n;

  find_cell (view, name, &cell, &layout);
  px_per_s = 25.0 * layout.px_per_mm;
  half = layout.row_height / 4.0;
  n = widget_picture_count (
      picture, &palette ()->trace, (int)(cell.x + (from_s - cell.start_s) * px_per_s) + 2,
      (int)(cell.baseline_y - half), (int)((to_s - from_s) * px_per_s) - 4, (int)(2.0 * half));
  hx_trace_layout_clear (&layout);
  return n;
}

static void
test_label (void)
{
  g_autoptr (HxRecording) recording = make_recording (10.0, -1, 0.0);
  g_autoptr (HxRecording) longer = make_recording (30.0, -1, 0.0);
  GtkWidget *widget = g_object_ref_sink (hx_trace_view_new ());
  HxTraceView *view = HX_TRACE_VIEW (widget);
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);
  static const char *const remarks[] = {
    "", "noisy", "", "", "", "", "", "clipped", "", "", "", "noisy", NULL
  };
  static const char *const all_noisy[] = { "noisy", "noisy", "noisy", "noisy", "noisy", "noisy", "noisy",
                                           "noisy", "noisy", "noisy", "noisy", "noisy", NULL };
  static const char *const few[] = { "clipped", "", "noisy", NULL };
  static const char *const few_leads[] = { "V1", "II", "I" }, *const names[] = { "today", "last year", NULL };
  g_autoptr (HxRecording) other = hx_recording_new (few_leads, 3, 1000, 100.0, g_new0 (float, 3000));
  g_autoptr (GPtrArray) others = g_ptr_array_new ();

  gtk_test_accessible_assert_role (accessible, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, "No recording");
  hx_trace_view_set_empty_text (view, "Open a recording");
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, "Open a recording");

  hx_trace_view_set_recording (view, recording);
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "12-lead ECG, 10.0 s at 500 Hz, 25 mm/s, 10 mm/mV");
  hx_trace_view_set_gain_mm_mv (view, 20.0);
  hx_trace_view_set_speed_mm_s (view, 50.0);
  hx_trace_view_set_filter_name (view, "0.5–40 Hz");
  gtk_test_accessible_assert_property (
      accessible, GTK_ACCESSIBLE_PROPERTY_LABEL,
      "12-lead ECG, 10.0 s at 500 Hz, 50 mm/s, 20 mm/mV, showing 0.0 to 5.0 s, filter: 0.5–40 Hz");
  hx_trace_view_set_highlight (view, 2.5, 2.5, "decided on MI");
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "2.5 to 5.0 s: decided on MI");
  hx_trace_view_set_remarks (view, remarks);
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "2.5 to 5.0 s: decided on MI; II, V6: noisy; V2: clipped");
  hx_trace_view_set_remarks (view, all_noisy);
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "2.5 to 5.0 s: decided on MI; all leads: noisy");

  g_ptr_array_add (others, other);
  hx_trace_view_set_comparison (view, others, names, HX_TRACE_OVERLAID);
  hx_trace_view_set_compared_remarks (view, 0, few);
  gtk_test_accessible_assert_property (
      accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      "2.5 to 5.0 s: decided on MI; all leads: noisy; last year, I: clipped; last year, V1: noisy");
  hx_trace_view_set_comparison (view, NULL, NULL, HX_TRACE_OVERLAID);

  hx_trace_view_set_chest_gain_mm_mv (view, 5.0);
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "12-lead ECG, 10.0 s at 500 Hz, 50 mm/s, 20 mm/mV, chest 5 mm/mV, "
                                       "showing 0.0 to 5.0 s, filter: 0.5–40 Hz");
  hx_trace_view_set_chest_gain_mm_mv (view, 0.0);

  hx_trace_view_set_filter_name (view, NULL);
  hx_trace_view_set_recording (view, longer);
  hx_trace_view_set_start_s (view, 12.5);
  gtk_test_accessible_assert_property (
      accessible, GTK_ACCESSIBLE_PROPERTY_LABEL,
      "12-lead ECG, 30.0 s at 500 Hz, 50 mm/s, 20 mm/mV, showing 12.5 to 17.5 s");
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "");
  g_object_unref (widget);
}

static void
test_keys (void)
{
  g_autoptr (HxRecording) recording = make_recording (10.0, -1, 0.0);
  g_autoptr (HxRecording) longer = make_recording (30.0, -1, 0.0);
  GtkWidget *widget = g_object_ref_sink (hx_trace_view_new ());
  HxTraceView *view = HX_TRACE_VIEW (widget);

  hx_trace_view_set_recording (view, recording);
  g_assert_true (widget_picture_press (widget, GDK_KEY_plus, GDK_SHIFT_MASK));
  g_assert_cmpfloat (hx_trace_view_get_gain_mm_mv (view), ==, 20.0);
  for (int i = 0; i < 5; i++)
    widget_picture_press (widget, GDK_KEY_minus, 0);
  g_assert_cmpfloat (hx_trace_view_get_gain_mm_mv (view), ==, 2.5);
  widget_picture_press (widget, GDK_KEY_bracketright, 0);
  g_assert_cmpfloat (hx_trace_view_get_speed_mm_s (view), ==, 50.0);
  for (int i = 0; i < 3; i++)
    widget_picture_press (widget, GDK_KEY_bracketleft, 0);
  g_assert_cmpfloat (hx_trace_view_get_speed_mm_s (view), ==, 10.0);
  widget_picture_press (widget, GDK_KEY_l, 0);
  g_assert_cmpint (hx_trace_view_get_arrangement (view), ==, HX_TRACE_6X2);
  widget_picture_press (widget, GDK_KEY_l, 0);
  widget_picture_press (widget, GDK_KEY_l, 0);
  g_assert_cmpint (hx_trace_view_get_arrangement (view), ==, HX_TRACE_3X4);

  /* What is not the trace's own is left to the window. */
  g_assert_false (widget_picture_press (widget, GDK_KEY_l, GDK_CONTROL_MASK));
  g_assert_false (widget_picture_press (widget, GDK_KEY_Right, 0));
  g_assert_false (widget_picture_press (widget, GDK_KEY_Escape, 0));

  hx_trace_view_set_speed_mm_s (view, 25.0);
  hx_trace_view_set_recording (view, longer);
  g_assert_true (widget_picture_press (widget, GDK_KEY_Page_Down, 0));
  g_assert_cmpfloat (hx_trace_view_get_start_s (view), ==, 10.0);
  widget_picture_press (widget, GDK_KEY_Left, 0);
  g_assert_cmpfloat (hx_trace_view_get_start_s (view), ==, 9.0);
  widget_picture_press (widget, GDK_KEY_End, 0);
  g_assert_cmpfloat (hx_trace_view_get_start_s (view), ==, 20.0);
  widget_picture_press (widget, GDK_KEY_Home, 0);
  g_assert_cmpfloat (hx_trace_view_get_start_s (view), ==, 0.0);
  g_assert_false (widget_picture_press (widget, GDK_KEY_Up, 0));
  g_object_unref (widget);
}

static void
test_drawing (void)
{
  g_autoptr (HxRecording) recording = make_recording (10.0, -1, 3.0);
  GtkWidget *widget = hx_trace_view_new (), *window = widget_picture_show (widget, WIDTH, HEIGHT);
  HxTraceView *view = HX_TRACE_VIEW (widget);
  WidgetPicture picture;

  widget_picture_take (&picture, widget);
  g_assert_cmpint (widget_picture_count (&picture, &palette ()->trace, 0, 0, WIDTH, HEIGHT), ==, 0);
  g_assert_cmpint (widget_picture_count (&picture, &palette ()->grid_major, 0, 0, WIDTH, HEIGHT), >, 10000);
  widget_picture_clear (&picture);

  hx_trace_view_set_recording (view, recording);
  widget_picture_take (&picture, widget);
  for (int lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    {
      double start_s = 2.5 * (lead / 3);

      g_assert_cmpint (count_trace (view, &picture, hx_lead_name ((HxLead)lead), start_s, start_s + 0.4), >,
                       8);
    }
  /* The missing second is a gap. */
  g_assert_cmpint (count_trace (view, &picture, "aVF", 3.0, 4.0), ==, 0);
  g_assert_cmpint (count_trace (view, &picture, "aVF", 4.0, 5.0), >, 20);
  g_assert_cmpint (widget_picture_count (&picture, &palette ()->grid_minor, 0, 0, WIDTH, HEIGHT), >, 50000);
  widget_picture_clear (&picture);

  hx_trace_view_set_grid (view, FALSE);
  widget_picture_take (&picture, widget);
  g_assert_cmpint (widget_picture_count (&picture, &palette ()->grid_minor, 0, 0, WIDTH, HEIGHT), ==, 0);
  widget_picture_clear (&picture);

  hx_trace_view_set_emphasis (view, HX_LEAD_I);
  widget_picture_take (&picture, widget);
  g_assert_cmpint (count_trace (view, &picture, "I", 0.0, 2.0), >, 20);
  g_assert_cmpint (count_trace (view, &picture, "aVF", 4.0, 5.0), ==, 0);
  widget_picture_clear (&picture);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The calibration pulse is exactly 5 mm wide and 10 mm high, on the lines of the grid. */
static void
test_pulse (void)
{
  g_autoptr (HxRecording) recording = make_recording (10.0, -1, 0.0);
  GtkWidget *widget = hx_trace_view_new (), *window = widget_picture_show (widget, WIDTH, HEIGHT);
  HxTraceView *view = HX_TRACE_VIEW (widget);
  WidgetPicture picture;
  HxTraceLayout layout;
  HxTraceCell cell = { 0 };
  int first = WIDTH, last = 0, middle, top;

  hx_trace_view_set_recording (view, recording);
  widget_picture_take (&picture, widget);
  find_cell (view, "I", &cell, &layout);
  middle = (int)(cell.baseline_y - 7.5 * layout.px_per_mm);
  top = (int)round (cell.baseline_y - 10.0 * layout.px_per_mm);
  for (int x = 0; x < (int)cell.x; x++)
    if (widget_picture_count_near (&picture, &palette ()->trace, x, middle, 1, 1) > 0)
      {
        first = MIN (first, x);
        last = MAX (last, x);
      }
  g_assert_cmpint (first, ==, (int)round (cell.x - 10.0 * layout.px_per_mm));
  g_assert_cmpint (last, ==, (int)round (cell.x - 5.0 * layout.px_per_mm));
  /* Its top covers the grid's line, and nothing is above. */
  g_assert_cmpint (widget_picture_count (&picture, &palette ()->trace, first + 2, top, last - first - 4, 1),
                   ==, last - first - 4);
  g_assert_cmpint (widget_picture_count_near (&picture, &palette ()->trace, first, top - 9, last - first, 8),
                   ==, 0);
  hx_trace_layout_clear (&layout);
  widget_picture_clear (&picture);

  hx_trace_view_set_pulse (view, FALSE);
  widget_picture_take (&picture, widget);
  find_cell (view, "I", &cell, &layout);
  g_assert_cmpint (widget_picture_count (&picture, &palette ()->trace, 0, 0, (int)cell.x - 2, HEIGHT), ==, 0);
  hx_trace_layout_clear (&layout);
  widget_picture_clear (&picture);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A missing lead's cell has no trace, but more text than the lead's name. */
static void
test_missing_lead (void)
{
  g_autoptr (HxRecording) recording = make_recording (10.0, HX_LEAD_AVL, 0.0);
  g_autoptr (HxRecording) whole = make_recording (10.0, -1, 0.0);
  GtkWidget *widget = hx_trace_view_new (), *window = widget_picture_show (widget, WIDTH, HEIGHT);
  HxTraceView *view = HX_TRACE_VIEW (widget);
  WidgetPicture picture;
  int text[2];

  for (int i = 0; i < 2; i++)
    {
      HxTraceLayout layout;
      HxTraceCell cell = { 0 };

      hx_trace_view_set_recording (view, i == 0 ? whole : recording);
      widget_picture_take (&picture, widget);
      find_cell (view, "aVL", &cell, &layout);
      text[i] = widget_picture_count_near (&picture, &palette ()->paper_text, (int)cell.x + 45,
                                           (int)(cell.baseline_y - HX_TRACE_BASELINE * layout.row_height),
                                           (int)cell.width - 60, (int)(layout.row_height / 3.0));
      if (i == 0)
        g_assert_cmpint (count_trace (view, &picture, "aVL", 2.6, 4.9), >, 50);
      else
        g_assert_cmpint (count_trace (view, &picture, "aVL", 2.6, 4.9), ==, 0);
      g_assert_cmpint (count_trace (view, &picture, "aVF", 2.6, 4.9), >, 50);
      hx_trace_layout_clear (&layout);
      widget_picture_clear (&picture);
    }
  g_assert_cmpint (text[0], ==, 0);
  g_assert_cmpint (text[1], >, 20);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A lead without a single sample, and one that never moves, say so beside their names. */
static void
test_no_signal (void)
{
  GtkWidget *widget = hx_trace_view_new (), *window = widget_picture_show (widget, WIDTH, HEIGHT);
  HxTraceView *view = HX_TRACE_VIEW (widget);
  int text[3];

  for (int i = 0; i < 3; i++)
    {
      g_autoptr (HxRecording) whole = make_recording (10.0, -1, 0.0);
      g_autoptr (HxRecording) recording = NULL;
      const char *names[HX_N_STANDARD_LEADS];
      gsize n = hx_recording_get_n_samples (whole);
      float *samples =
          g_memdup2 (hx_recording_get_lead_mv (whole, 0), HX_N_STANDARD_LEADS * n * sizeof (float));
      HxTraceLayout layout;
      HxTraceCell cell = { 0 };
      WidgetPicture picture;

      for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
        names[lead] = hx_recording_get_lead_name (whole, lead);
      for (gsize k = 0; k < n && i > 0; k++)
        samples[HX_LEAD_AVL * n + k] = i == 1 ? NAN : 0.1f;
      recording = hx_recording_new (names, HX_N_STANDARD_LEADS, n, 500.0, samples);
      hx_trace_view_set_recording (view, recording);
      widget_picture_take (&picture, widget);
      find_cell (view, "aVL", &cell, &layout);
      text[i] = widget_picture_count_near (&picture, &palette ()->paper_text, (int)cell.x + 45,
                                           (int)(cell.baseline_y - HX_TRACE_BASELINE * layout.row_height),
                                           (int)cell.width - 60, (int)(layout.row_height / 3.0));
      hx_trace_layout_clear (&layout);
      widget_picture_clear (&picture);
    }
  g_assert_cmpint (text[0], ==, 0);
  g_assert_cmpint (text[1], >, 20);
  g_assert_cmpint (text[2], >, 20);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Of recordings one above the other, the cursor reads the one that it stands in, and says which that is. */
static void
test_stacked_cursor (void)
{
  static const char *const names[] = { "today", "last year", NULL };
  g_autoptr (HxRecording) recording = make_recording (10.0, -1, 0.0);
  g_autoptr (HxRecording) other = make_recording (10.0, -1, 5.0);
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  GtkWidget *widget = hx_trace_view_new (), *window = widget_picture_show (widget, WIDTH, HEIGHT);
  HxTraceView *view = HX_TRACE_VIEW (widget);
  g_autofree float *zeros = hx_trace_paint_zeros (recording);
  double mv = hx_recording_get_lead_mv (recording, 0)[2500] - zeros[0];
  g_autofree char *mine =
      g_strdup_printf ("Lead I, 5.000 s, %s%.2f mV, today", mv < -0.005 ? "−" : "", fabs (mv));

  hx_trace_view_set_arrangement (view, HX_TRACE_12X1);
  hx_trace_view_set_recording (view, recording);
  g_ptr_array_add (others, other);
  hx_trace_view_set_comparison (view, others, names, HX_TRACE_STACKED);
  widget_picture_press (widget, GDK_KEY_Return, 0);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, mine);
  for (int i = 0; i < HX_N_STANDARD_LEADS; i++)
    widget_picture_press (widget, GDK_KEY_Down, 0);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Lead I, 5.000 s, not recorded, last year");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Of a long recording the cursor's time is as on a clock, as the foot's. */
static void
test_long_cursor (void)
{
  g_autoptr (HxRecording) recording = make_recording (700.0, -1, 0.0);
  GtkWidget *widget = hx_trace_view_new (), *window = widget_picture_show (widget, WIDTH, HEIGHT);
  HxTraceView *view = HX_TRACE_VIEW (widget);
  g_autofree float *zeros = hx_trace_paint_zeros (recording);
  double mv = hx_recording_get_lead_mv (recording, 0)[605 * 500] - zeros[0];
  g_autofree char *expected =
      g_strdup_printf ("Lead I, 0:10:05.000, %s%.2f mV", mv < -0.005 ? "−" : "", fabs (mv));

  hx_trace_view_set_arrangement (view, HX_TRACE_12X1);
  hx_trace_view_set_recording (view, recording);
  hx_trace_view_set_start_s (view, 600.0);
  widget_picture_press (widget, GDK_KEY_Return, 0);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, expected);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The highlight tints its seconds in every lead and nothing else, but for the edge that names have. */
static void
test_highlight (void)
{
  g_autoptr (HxRecording) recording = make_recording (10.0, -1, 0.0);
  GtkWidget *widget = hx_trace_view_new (), *window = widget_picture_show (widget, WIDTH, HEIGHT);
  HxTraceView *view = HX_TRACE_VIEW (widget);
  HxTraceLayout layout;
  HxTraceCell cell = { 0 };
  WidgetPicture picture;

  hx_trace_view_set_recording (view, recording);
  hx_trace_view_set_highlight (view, 2.5, 2.5, "decided on MI");
  widget_picture_take (&picture, widget);
  find_cell (view, "aVL", &cell, &layout);
  g_assert_cmpint (widget_picture_count (&picture, &palette ()->paper, (int)cell.x + 2, 20,
                                         (int)cell.width - 4, HEIGHT / 2),
                   <, 500);
  hx_trace_layout_clear (&layout);
  find_cell (view, "V2", &cell, &layout);
  g_assert_cmpint (widget_picture_count (&picture, &palette ()->paper, (int)cell.x + 2, 20,
                                         (int)cell.width - 4, HEIGHT / 2),
                   >, 10000);
  widget_picture_clear (&picture);
  hx_trace_layout_clear (&layout);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* At true size the page asks for its millimetres; fitted it takes what it gets. */
static void
test_size (void)
{
  g_autoptr (HxRecording) recording = make_recording (10.0, -1, 0.0);
  GtkWidget *widget = g_object_ref_sink (hx_trace_view_new ());
  HxTraceView *view = HX_TRACE_VIEW (widget);
  int width, height;

  hx_trace_view_set_recording (view, recording);
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_assert_cmpint (width, <=, 200);
  hx_trace_view_set_scale (view, HX_TRACE_TRUE_SIZE);
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL, NULL);
  /* 10 s, the pulse and the margins; four rows of 30 mm. */
  g_assert_cmpint (width, >, 945);
  g_assert_cmpint (width, <, 945 + 100);
  g_assert_cmpint (height, >, (int)(4 * 30 * 96 / 25.4));
  hx_trace_view_set_speed_mm_s (view, 50.0);
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_assert_cmpint (width, >, 1890);
  g_object_unref (widget);
}

static void
on_notify (GObject *object, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

static void
test_properties (void)
{
  g_autoptr (HxRecording) recording = make_recording (30.0, -1, 0.0);
  g_autoptr (HxRecording) filtered = make_recording (30.0, -1, 0.0);
  GtkWidget *widget = g_object_ref_sink (hx_trace_view_new ());
  HxTraceView *view = HX_TRACE_VIEW (widget);
  guint n = 0;
  double gain = 0.0;
  int arrangement = 0;

  g_object_set (view, "recording", recording, "arrangement", HX_TRACE_12X1, "gain-mm-mv", 5.0, NULL);
  g_object_get (view, "gain-mm-mv", &gain, "arrangement", &arrangement, NULL);
  g_assert_cmpfloat (gain, ==, 5.0);
  g_assert_cmpint (arrangement, ==, HX_TRACE_12X1);

  g_signal_connect (view, "notify", G_CALLBACK (on_notify), &n);
  hx_trace_view_set_gain_mm_mv (view, 5.0);
  g_assert_cmpuint (n, ==, 0);
  hx_trace_view_set_gain_mm_mv (view, 10.0);
  g_assert_cmpuint (n, ==, 1);

  /* Another filter keeps the page, another recording begins at 0. */
  hx_trace_view_set_start_s (view, 7.0);
  hx_trace_view_replace_recording (view, filtered);
  g_assert_true (hx_trace_view_get_recording (view) == filtered);
  g_assert_cmpfloat (hx_trace_view_get_start_s (view), ==, 7.0);
  hx_trace_view_set_start_s (view, 1000.0);
  g_assert_cmpfloat (hx_trace_view_get_start_s (view), ==, 20.0);
  hx_trace_view_set_recording (view, recording);
  g_assert_cmpfloat (hx_trace_view_get_start_s (view), ==, 0.0);
  hx_trace_view_set_recording (view, NULL);
  g_assert_null (hx_trace_view_get_recording (view));
  g_object_unref (widget);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/trace-view/label", test_label);
  g_test_add_func ("/ui/trace-view/keys", test_keys);
  g_test_add_func ("/ui/trace-view/drawing", test_drawing);
  g_test_add_func ("/ui/trace-view/pulse", test_pulse);
  g_test_add_func ("/ui/trace-view/missing-lead", test_missing_lead);
  g_test_add_func ("/ui/trace-view/no-signal", test_no_signal);
  g_test_add_func ("/ui/trace-view/stacked-cursor", test_stacked_cursor);
  g_test_add_func ("/ui/trace-view/long-cursor", test_long_cursor);
  g_test_add_func ("/ui/trace-view/highlight", test_highlight);
  g_test_add_func ("/ui/trace-view/size", test_size);
  g_test_add_func ("/ui/trace-view/properties", test_properties);
  return g_test_run ();
}
