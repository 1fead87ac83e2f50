/* bench-trace.c: how long drawing takes: traces, strips, scatters
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prints for each case the best and the median of all rounds, and the limit where there is one. With --check
 * the exit status is 1 if a best exceeds its limit: others' work on the machine can only make it slower.
 */
#include "tests/bench/bench-clock.h"
#include "tests/display/sample-ecg.h"
#include "tests/display/widget-picture.h"
#include "ui/hx-scatter.h"
#include "ui/hx-strip.h"
#include "ui/hx-trace-frames.h"
#include "ui/hx-trace-view.h"

#include <adwaita.h>

#define FOOTER_PX 24
#define N_POINTS 25000
#define DAY_S 86400.0
#define RATE_HZ 500.0
#define LIMIT_WINDOW_MS 4.0
#define LIMIT_4K_MS 12.0
#define LIMIT_DAY_MS 8.0

/* A page to paint again and again. */
typedef struct
{
  HxRecording *recording;
  HxTracePyramid *pyramid;
  float *zeros;
  HxTraceSetup setup;
  HxTraceFrames *frames;
  HxTracePaint paint;
} Page;

static void
page_init (Page *page, HxRecording *recording, HxTracePyramid *pyramid)
{
  guint n_leads = hx_recording_get_n_leads (recording);
  const char **names = g_new (const char *, n_leads);

  *page = (Page){ .recording = recording, .pyramid = pyramid };
  for (guint i = 0; i < n_leads; i++)
    names[i] = hx_recording_get_lead_name (recording, i);
  page->zeros = hx_trace_paint_zeros (recording);
  page->setup.lead_names = names;
  page->setup.n_leads = n_leads;
  page->setup.duration_s = hx_recording_get_duration_s (recording);
  page->setup.speed_mm_s = 25.0;
  page->setup.gain_mm_mv = 10.0;
  page->setup.pulse = TRUE;
  page->setup.rhythm_strips = 1;
  page->frames = hx_trace_frames_new ();
}

static void
page_clear (Page *page)
{
  g_free ((gpointer)page->setup.lead_names);
  g_free (page->zeros);
  hx_trace_frames_free (page->frames);
}

static void
paint_page (Page *page)
{
  g_object_unref (hx_trace_frames_paint (page->frames, &page->paint));
}

static void
bench_page (Bench *bench, Page *page, int width, int height, double limit_ms, const char *name)
{
  const HxTraceSource source = { page->recording, page->zeros, page->pyramid };
  HxTraceLayout layout;

  hx_trace_layout_compute (&layout, &page->setup, width, height, 1.0, FOOTER_PX);
  page->paint = (HxTracePaint){ .layout = &layout, .scale = 1, .sources = &source, .n_sources = 1 };
  page->paint.palette = hx_palette_get (HX_SCHEME_LIGHT);
  page->paint.grid = page->paint.pulse = TRUE;
  page->paint.emphasis = -1;
  BENCH (bench, limit_ms, name, paint_page (page));
  hx_trace_layout_clear (&layout);
}

static void
bench_arrangements (Bench *bench, HxRecording *recording)
{
  static const char *const names[] = { "3x4", "6x2", "12x1" };
  Page page;

  page_init (&page, recording, NULL);
  for (int i = 0; i < 3; i++)
    {
      g_autofree char *window = g_strdup_printf ("10 s, %s, 1400 x 900", names[i]);
      g_autofree char *large = g_strdup_printf ("10 s, %s, 3840 x 2160", names[i]);

      page.setup.arrangement = (HxTraceArrangement)i;
      bench_page (bench, &page, 1400, 900, LIMIT_WINDOW_MS, window);
      bench_page (bench, &page, 3840, 2160, LIMIT_4K_MS, large);
    }
  page_clear (&page);
}

/* Every zoom from 10 s to the whole day on a page, by half octaves; the worst is what counts. */
static void
bench_day (Bench *bench, HxRecording *day)
{
  g_autoptr (HxTracePyramid) pyramid = hx_trace_pyramid_new (day);
  gint64 start_us = g_get_monotonic_time ();
  Page page;

  hx_trace_pyramid_fill (pyramid);
  g_print ("24 h, pyramid filled once                   %8.0f ms\n",
           (double)(g_get_monotonic_time () - start_us) / 1000.0);
  page_init (&page, day, pyramid);
  page.setup.arrangement = HX_TRACE_12X1;
  page.setup.start_s = DAY_S / 2.0;
  for (double page_s = 10.0;; page_s = MIN (page_s * G_SQRT2, DAY_S))
    {
      g_autofree char *name = g_strdup_printf ("24 h, 12x1, %.4g s a page, 1400 x 900", page_s);

      page.setup.speed_mm_s = HX_TRACE_PAGE_MM / page_s;
      bench_page (bench, &page, 1400, 900, LIMIT_DAY_MS, name);
      if (page_s >= DAY_S)
        break;
    }
  page_clear (&page);
}

static void
redraw (GtkWidget *widget)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  GTK_WIDGET_GET_CLASS (widget)->snapshot (widget, snapshot);
  g_clear_pointer (&(GskRenderNode *){ gtk_snapshot_free_to_node (snapshot) }, gsk_render_node_unref);
}

static void
turn_page (GtkWidget *view)
{
  double start_s = hx_trace_view_get_start_s (HX_TRACE_VIEW (view));

  hx_trace_view_set_start_s (HX_TRACE_VIEW (view), start_s < 3600.0 ? start_s + 0.4 : 0.0);
  redraw (view);
}

/* The widget's share of a frame, text included. */
static void
bench_view (Bench *bench, HxRecording *day)
{
  GtkWidget *view = hx_trace_view_new (), *window;

  hx_trace_view_set_recording (HX_TRACE_VIEW (view), day);
  window = widget_picture_show (view, 1400, 900);
  for (int i = 0; i <= HX_TRACE_12X1; i++)
    {
      g_autofree char *name = g_strdup_printf ("24 h, widget scrolled, arrangement %d", i);

      hx_trace_view_set_arrangement (HX_TRACE_VIEW (view), (HxTraceArrangement)i);
      BENCH (bench, LIMIT_DAY_MS, name, turn_page (view));
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
rebind (GtkWidget *strip, HxRecording *recording)
{
  hx_strip_set_samples (HX_STRIP (strip), hx_recording_get_lead_mv (recording, 1),
                        hx_recording_get_n_samples (recording), hx_recording_get_rate_hz (recording));
  redraw (strip);
}

static void
move_points (GtkWidget *scatter)
{
  hx_scatter_reset_zoom (HX_SCATTER (scatter));
  redraw (scatter);
}

static void
bench_widgets (Bench *bench, HxRecording *recording)
{
  GtkWidget *strip = hx_strip_new (), *scatter = hx_scatter_new (), *window;
  g_autofree HxScatterPoint *points = g_new (HxScatterPoint, N_POINTS);

  window = widget_picture_show (strip, 180, 32);
  BENCH (bench, 0.0, "strip, rebound and drawn", rebind (strip, recording));
  gtk_window_destroy (GTK_WINDOW (window));

  for (guint i = 0; i < N_POINTS; i++)
    points[i] = (HxScatterPoint){ (float)(i * 7919 % 10007), (float)(i * 104729 % 10009), i % 3 == 0, i };
  hx_scatter_set_points (HX_SCATTER (scatter), points, N_POINTS);
  hx_scatter_set_names (HX_SCATTER (scatter), "MI", "with MI", "without MI");
  window = widget_picture_show (scatter, 900, 700);
  BENCH (bench, 0.0, "scatter of 25000 points, moved", move_points (scatter));
  BENCH (bench, 0.0, "scatter of 25000 points, cached", redraw (scatter));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A day of the same ten seconds, the samples' memory being what it would be. */
static HxRecording *
make_day (HxRecording *recording)
{
  gsize n_short = hx_recording_get_n_samples (recording), n = (gsize)(DAY_S * RATE_HZ);
  guint n_leads = hx_recording_get_n_leads (recording);
  float *samples = g_new (float, n *n_leads);
  const char *names[HX_N_STANDARD_LEADS];

  for (guint lead = 0; lead < n_leads; lead++)
    {
      const float *from = hx_recording_get_lead_mv (recording, lead);

      names[lead] = hx_recording_get_lead_name (recording, lead);
      for (gsize i = 0; i < n; i++)
        samples[lead * n + i] = from[i % n_short];
    }
  return hx_recording_new (names, n_leads, n, RATE_HZ, samples);
}

int
main (int argc, char **argv)
{
  const SampleEcg sample = { .duration_s = 10.0, .rate_hz = RATE_HZ, .left_out = -1 };
  g_autoptr (HxRecording) recording = sample_ecg_new (&sample);
  g_autoptr (HxRecording) day = make_day (recording);
  Bench bench = { 0 };

  adw_init ();
  bench_arrangements (&bench, recording);
  bench_day (&bench, day);
  bench_view (&bench, day);
  bench_widgets (&bench, recording);
  if (bench.n_slow > 0)
    g_print ("%u cases are slower than their limit\n", bench.n_slow);
  return bench.n_slow > 0 && argc > 1 && g_str_equal (argv[1], "--check") ? 1 : 0;
}
