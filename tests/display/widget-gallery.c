/* widget-gallery.c: every drawn widget on one window, to look at
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/display/sample-ecg.h"
#include "ui/hx-curves.h"
#include "ui/hx-margin-bar.h"
#include "ui/hx-progress-ring.h"
#include "ui/hx-scatter.h"
#include "ui/hx-statement-scale.h"
#include "ui/hx-strip.h"
#include "ui/hx-trace-view.h"

#include "engine/base/hx-random.h"

#include <adwaita.h>
#include <math.h>
#include <stdlib.h>

/* widget-gallery PAGE [WIDTH HEIGHT [OPTION]...]: shows "trace", "charts" or "rows". Options of the trace:
 * 6x2, 12x1, true-size, short, long, gap, missing, extra, calipers, highlight, emphasis, empty, rtl. */

static gboolean
has_option (char **options, const char *name)
{
  return g_strv_contains ((const char *const *)options, name);
}

static HxRecording *
make_recording (char **options)
{
  SampleEcg sample = { .duration_s = 10.0, .rate_hz = 500.0, .left_out = -1 };

  if (has_option (options, "short"))
    sample.duration_s = 6.0;
  if (has_option (options, "long"))
    sample.duration_s = 64.0;
  if (has_option (options, "gap"))
    {
      sample.gap_start_s = 3.1;
      sample.gap_duration_s = 0.7;
    }
  if (has_option (options, "missing"))
    sample.left_out = HX_LEAD_V3;
  if (has_option (options, "extra"))
    sample.n_extra = 3;
  return sample_ecg_new (&sample);
}

static GtkWidget *
make_trace (char **options)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *widget = hx_trace_view_new ();
  HxTraceView *view = HX_TRACE_VIEW (widget);
  g_autoptr (HxRecording) recording = make_recording (options);

  if (!has_option (options, "empty"))
    hx_trace_view_set_recording (view, recording);
  if (has_option (options, "6x2"))
    hx_trace_view_set_arrangement (view, HX_TRACE_6X2);
  if (has_option (options, "12x1"))
    hx_trace_view_set_arrangement (view, HX_TRACE_12X1);
  if (has_option (options, "true-size"))
    hx_trace_view_set_scale (view, HX_TRACE_TRUE_SIZE);
  if (has_option (options, "highlight"))
    hx_trace_view_set_highlight (view, 2.5, 2.5, "decided on MI");
  if (has_option (options, "emphasis"))
    hx_trace_view_set_emphasis (view, HX_LEAD_V2);
  hx_trace_view_set_calipers (view, has_option (options, "calipers"));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), widget);
  return scrolled;
}

static char *
point_text (HxScatter *scatter, guint32 key, gpointer user_data)
{
  return g_strdup_printf ("%05u", key);
}

static GtkWidget *
make_scatter (guint n)
{
  GtkWidget *widget = hx_scatter_new ();
  HxRandom random = hx_random_from_seed (7);
  g_autofree HxScatterPoint *points = g_new (HxScatterPoint, n);

  for (guint i = 0; i < n; i++)
    {
      gboolean with = hx_random_chance (&random, 0.3);

      points[i].kind = with ? HX_SCATTER_WITH : HX_SCATTER_WITHOUT;
      points[i].x = (float)(hx_random_normal (&random) * 0.45 + (with ? 0.9 : -0.4));
      points[i].y = (float)(hx_random_normal (&random) * 0.4 + (with ? 0.25 : -0.1));
      points[i].key = i;
    }
  hx_scatter_set_points (HX_SCATTER (widget), points, n);
  hx_scatter_set_names (HX_SCATTER (widget), "MI", "with MI", "without MI");
  hx_scatter_set_axes (HX_SCATTER (widget), "principal component 1", "principal component 2");
  hx_scatter_set_text_func (HX_SCATTER (widget), point_text, NULL, NULL);
  hx_scatter_set_current (HX_SCATTER (widget), n / 2);
  return widget;
}

static GtkWidget *
make_curves (int n_epochs)
{
  GtkWidget *widget = hx_curves_new ();
  HxCurves *curves = HX_CURVES (widget);
  guint train = hx_curves_add_series (curves, "training loss", HX_CURVES_LEFT);
  guint validation = hx_curves_add_series (curves, "validation loss", HX_CURVES_LEFT);
  guint auc = hx_curves_add_series (curves, "validation AUC", HX_CURVES_RIGHT);
  HxRandom random = hx_random_from_seed (3);

  hx_curves_set_titles (curves, "epoch", "loss", "macro-AUC");
  hx_curves_set_x_range (curves, 1.0, 50.0);
  for (int epoch = 1; epoch <= n_epochs; epoch++)
    {
      hx_curves_append (curves, train, epoch,
                        0.22 + 0.6 * exp (-epoch / 7.0) + 0.01 * hx_random_normal (&random));
      hx_curves_append (curves, validation, epoch,
                        0.30 + 0.5 * exp (-epoch / 6.0) + 0.015 * hx_random_normal (&random));
      hx_curves_append (curves, auc, epoch,
                        0.90 - 0.35 * exp (-epoch / 5.0) + 0.006 * hx_random_normal (&random));
    }
  return widget;
}

static GtkWidget *
make_charts (void)
{
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *charts[4] = { make_scatter (500), make_scatter (25000), make_curves (23), make_curves (0) };

  gtk_grid_set_row_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_widget_add_css_class (grid, "view");
  for (int i = 0; i < 4; i++)
    {
      gtk_widget_set_hexpand (charts[i], TRUE);
      gtk_widget_set_vexpand (charts[i], TRUE);
      gtk_grid_attach (GTK_GRID (grid), charts[i], i % 2, i / 2, 1, 1);
    }
  return grid;
}

static GtkWidget *
make_row (const char *name, const float *logits, double margin, double fraction, HxRecording *recording)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (name), *strip = hx_strip_new (), *scale = hx_statement_scale_new ();
  GtkWidget *bar = hx_margin_bar_new (), *ring = hx_progress_ring_new ();
  int lead = hx_recording_find_lead (recording, HX_LEAD_II);

  gtk_label_set_width_chars (GTK_LABEL (label), 8);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  hx_strip_set_lead_name (HX_STRIP (strip), "II");
  hx_strip_set_samples (HX_STRIP (strip), hx_recording_get_lead_mv (recording, (guint)lead),
                        hx_recording_get_n_samples (recording), hx_recording_get_rate_hz (recording));
  hx_statement_scale_set (HX_STATEMENT_SCALE (scale), 1.0 / (1.0 + exp (-logits[0])), logits[1], logits[2],
                          0.58, logits[3]);
  gtk_widget_set_hexpand (scale, TRUE);
  gtk_widget_set_valign (ring, GTK_ALIGN_CENTER);
  hx_margin_bar_set_margin (HX_MARGIN_BAR (bar), margin);
  hx_progress_ring_set_fraction (HX_PROGRESS_RING (ring), fraction);
  hx_progress_ring_set_busy (HX_PROGRESS_RING (ring), fraction < 0.0);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), strip);
  gtk_box_append (GTK_BOX (row), scale);
  gtk_box_append (GTK_BOX (row), bar);
  gtk_box_append (GTK_BOX (row), ring);
  return row;
}

static GtkWidget *
make_rows (void)
{
  /* merged, fused and decoupled logit, threshold */
  static const float logits[4][4] = { { 2.7f, 1.4f, 3.6f, 0.4f },
                                      { -1.2f, -2.6f, 0.4f, 0.5f },
                                      { 4.0f, 3.9f, 4.1f, 0.45f },
                                      { -3.0f, NAN, NAN, NAN } };
  static const char *const names[] = { "MI", "LAFB", "NORM", "plain" };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_autoptr (HxRecording) recording = make_recording ((char *[]){ NULL });

  gtk_widget_add_css_class (box, "view");
  for (int i = 0; i < 4; i++)
    gtk_box_append (GTK_BOX (box), make_row (names[i], logits[i], i == 3 ? NAN : 0.62 - 0.5 * i,
                                             i == 3 ? -1.0 : 0.15 + 0.4 * i, recording));
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 12);
  return box;
}

int
main (int argc, char **argv)
{
  const char *page = argc > 1 ? argv[1] : "trace";
  char **options = argv + MIN (argc, 4);
  GtkWidget *window, *child;

  adw_init ();
  if (has_option (options, "rtl"))
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), argc > 2 ? atoi (argv[2]) : 1100,
                               argc > 3 ? atoi (argv[3]) : 760);
  if (g_str_equal (page, "charts"))
    child = make_charts ();
  else if (g_str_equal (page, "rows"))
    child = make_rows ();
  else
    child = make_trace (options);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  while (g_list_model_get_n_items (gtk_window_get_toplevels ()) > 0)
    g_main_context_iteration (NULL, TRUE);
  return 0;
}
