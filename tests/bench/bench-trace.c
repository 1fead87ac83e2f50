/* bench-trace.c: how long drawing takes: traces, strips, scatters
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/display/sample-ecg.h"
#include "tests/display/widget-picture.h"
#include "ui/hx-scatter.h"
#include "ui/hx-strip.h"
#include "ui/hx-trace-paint.h"

#include <adwaita.h>

#define WIDTH 1400
#define HEIGHT 900
#define FOOTER_PX 24
#define N_ROUNDS 30
#define N_POINTS 25000

/* The best of all rounds: others' work on the machine can only make it slower. */
#define BEST_MS(statement)                                                                                   \
  ({                                                                                                         \
    double best_ = G_MAXDOUBLE;                                                                              \
    for (int round_ = 0; round_ < N_ROUNDS; round_++)                                                        \
      {                                                                                                      \
        gint64 start_us_ = g_get_monotonic_time ();                                                          \
        statement;                                                                                           \
        best_ = MIN (best_, (double)(g_get_monotonic_time () - start_us_) / 1000.0);                         \
      }                                                                                                      \
    best_;                                                                                                   \
  })

static void
paint_page (const HxTracePaint *paint)
{
  HxRaster raster;

  hx_trace_paint (&raster, paint);
  hx_raster_clear (&raster);
}

static void
bench_arrangement (HxRecording *recording, HxTraceArrangement arrangement, const char *name, int scale)
{
  const char *names[HX_N_STANDARD_LEADS];
  g_autofree float *zeros = hx_trace_paint_zeros (recording);
  HxTraceSetup setup = { arrangement, HX_TRACE_FIT, 25.0, 10.0, TRUE, names, HX_N_STANDARD_LEADS };
  HxTraceLayout layout;
  HxTracePaint paint = { .layout = &layout, .scale = scale, .recording = recording, .zeros_mv = zeros };

  setup.duration_s = hx_recording_get_duration_s (recording);
  for (guint i = 0; i < HX_N_STANDARD_LEADS; i++)
    names[i] = hx_recording_get_lead_name (recording, i);
  paint.palette = hx_palette_get (HX_SCHEME_LIGHT);
  paint.speed_mm_s = setup.speed_mm_s;
  paint.gain_mm_mv = setup.gain_mm_mv;
  paint.grid = paint.pulse = TRUE;
  paint.emphasis = -1;
  hx_trace_layout_compute (&layout, &setup, WIDTH, HEIGHT, scale, FOOTER_PX);
  g_print ("page %-5s %d x %d at %dx   %6.2f ms\n", name, WIDTH, HEIGHT, scale,
           BEST_MS (paint_page (&paint)));
  hx_trace_layout_clear (&layout);
}

static void
redraw (GtkWidget *widget)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  GTK_WIDGET_GET_CLASS (widget)->snapshot (widget, snapshot);
  g_clear_pointer (&(GskRenderNode *){ gtk_snapshot_free_to_node (snapshot) }, gsk_render_node_unref);
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
bench_widgets (HxRecording *recording)
{
  GtkWidget *strip = hx_strip_new (), *scatter = hx_scatter_new (), *window;
  g_autofree HxScatterPoint *points = g_new (HxScatterPoint, N_POINTS);

  window = widget_picture_show (strip, 180, 32);
  g_print ("strip, rebound and drawn         %6.2f ms\n", BEST_MS (rebind (strip, recording)));
  gtk_window_destroy (GTK_WINDOW (window));

  for (guint i = 0; i < N_POINTS; i++)
    points[i] = (HxScatterPoint){ (float)(i * 7919 % 10007), (float)(i * 104729 % 10009), i % 3 == 0, i };
  hx_scatter_set_points (HX_SCATTER (scatter), points, N_POINTS);
  hx_scatter_set_names (HX_SCATTER (scatter), "MI", "with MI", "without MI");
  window = widget_picture_show (scatter, 900, 700);
  g_print ("scatter of %d points, moved   %6.2f ms\n", N_POINTS, BEST_MS (move_points (scatter)));
  g_print ("scatter of %d points, cached  %6.2f ms\n", N_POINTS, BEST_MS (redraw (scatter)));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  const SampleEcg sample = { .duration_s = 10.0, .rate_hz = 500.0, .left_out = -1 };
  g_autoptr (HxRecording) recording = sample_ecg_new (&sample);

  g_print ("12 leads of 10 s at 500 Hz, best of %d rounds\n", N_ROUNDS);
  for (int scale = 1; scale <= 2; scale++)
    {
      bench_arrangement (recording, HX_TRACE_3X4, "3x4", scale);
      bench_arrangement (recording, HX_TRACE_6X2, "6x2", scale);
      bench_arrangement (recording, HX_TRACE_12X1, "12x1", scale);
    }
  adw_init ();
  bench_widgets (recording);
  return 0;
}
