/* test-ui-trace-overlay.c: tests of contributions behind the traces
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-overlay.h"
#include "ui/hx-trace-paint.h"

#include <math.h>
#include <string.h>

#define RATE_HZ 100.0
#define N_SAMPLES 5000
#define N_LEADS 3
#define WIDTH 1200
#define HEIGHT 300

static const char *const lead_names[] = { "V2", "I", "aVR" };

/* Contributions by time before lead, of the overlay's leads. */
static HxTraceOverlay *
make_overlay (const float *contributions)
{
  const HxTraceOverlaySource source = {
    .rate_hz = RATE_HZ,
    .n_samples = N_SAMPLES,
    .n_leads = N_LEADS,
    .lead_names = lead_names,
    .contributions = contributions,
    .smooth = contributions,
    .label = "IMI",
    .window_start_s = 1.0,
    .window_s = 2.5,
    .window_text = "this stretch decided",
  };
  return hx_trace_overlay_new (&source);
}

static float *
draw_contributions (gsize first, gsize end)
{
  float *contributions = g_new0 (float, N_SAMPLES *N_LEADS);
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (gsize i = first * N_LEADS; i < end * N_LEADS; i++)
    contributions[i] = (float)g_rand_double_range (random, -2.0, 2.0);
  return contributions;
}

/* Leads are found by name, whatever the recording's order, case and rate; others have nothing. */
static void
test_leads (void)
{
  static const char *const names[] = { "I", "II", "AVR", "v2" };
  g_autofree float *contributions = g_new0 (float, N_SAMPLES *N_LEADS);
  g_autoptr (HxTraceOverlay) overlay = make_overlay (contributions);
  g_autoptr (HxRecording) recording = hx_recording_new (names, 4, 10, 257.0, g_new0 (float, 40));
  g_autofree int *map = hx_trace_overlay_map_leads (overlay, recording);

  g_assert_cmpint (map[0], ==, 1);
  g_assert_cmpint (map[1], ==, -1);
  g_assert_cmpint (map[2], ==, 2);
  g_assert_cmpint (map[3], ==, 0);
}

static float
strongest (const float *contributions, guint lead, gsize first, gsize end)
{
  float found = 0.0f;

  for (gsize i = first; i < end; i++)
    if (fabsf (contributions[i * N_LEADS + lead]) > fabsf (found))
      found = contributions[i * N_LEADS + lead];
  return found;
}

/* The strongest of any stretch is that of all its samples, however coarse the levels that tell it. */
static void
test_strength (void)
{
  g_autofree float *contributions = draw_contributions (700, 4300);
  g_autoptr (HxTraceOverlay) overlay = make_overlay (contributions);
  g_autoptr (GRand) random = g_rand_new_with_seed (6);
  float full = 0.0f;

  for (guint lead = 0; lead < N_LEADS; lead++)
    full = MAX (full, fabsf (strongest (contributions, lead, 0, N_SAMPLES)));
  for (guint i = 0; i < 2000; i++)
    {
      const guint lead = i % N_LEADS;
      const gsize first = (gsize)g_rand_int_range (random, 0, N_SAMPLES - 3);
      const gsize n = (gsize)g_rand_int_range (random, 3, i % 2 ? 40 : N_SAMPLES);
      const gsize end = MIN (first + n, N_SAMPLES);
      const float found = hx_trace_overlay_get_strength (overlay, lead, ((double)first - 0.25) / RATE_HZ,
                                                         ((double)end - 0.75) / RATE_HZ);

      g_assert_cmpfloat_with_epsilon (found, strongest (contributions, lead, first, end) / full, 1e-6f);
    }
  /* Between two samples what lies between them; outside nothing. */
  g_assert_cmpfloat_with_epsilon (
      hx_trace_overlay_get_strength (overlay, 1, 10.0025, 10.0025),
      (0.75f * contributions[1000 * N_LEADS + 1] + 0.25f * contributions[1001 * N_LEADS + 1]) / full, 1e-5f);
  g_assert_cmpfloat (hx_trace_overlay_get_strength (overlay, 1, -5.0, -3.0), ==, 0.0f);
  g_assert_cmpfloat (hx_trace_overlay_get_strength (overlay, 1, 60.0, 70.0), ==, 0.0f);
}

/* What is told at a place is the sum around it. */
static void
test_contribution (void)
{
  g_autofree float *contributions = draw_contributions (700, 4300);
  g_autoptr (HxTraceOverlay) overlay = make_overlay (contributions);

  for (gsize at = 600; at < 4400; at += 37)
    {
      double sum = 0.0;

      for (gsize i = at - 4; i <= at + 5; i++)
        sum += (double)contributions[i * N_LEADS + 2];
      g_assert_cmpfloat_with_epsilon (
          hx_trace_overlay_get_contribution (overlay, 2, ((double)at + 0.5) / RATE_HZ), sum, 1e-4);
    }
}

/* --- as pixels ----------------------------------------------------------------------------- */

typedef struct
{
  HxRaster raster;
  HxTraceLayout layout;
} Page;

/* A flat lead @name of 10 s on paper without a grid. */
static void
paint (Page *page, const char *name, const HxTraceOverlay *overlay, HxScheme scheme)
{
  const gsize n = (gsize)(10 * RATE_HZ);
  g_autoptr (HxRecording) recording = hx_recording_new (&name, 1, n, RATE_HZ, g_new0 (float, n));
  g_autoptr (HxTracePyramid) pyramid = hx_trace_pyramid_new (recording);
  g_autofree float *zeros = hx_trace_paint_zeros (recording);
  g_autofree int *map = overlay != NULL ? hx_trace_overlay_map_leads (overlay, recording) : NULL;
  const HxTraceSource source = { recording, zeros, pyramid };
  const HxTraceSetup setup = { HX_TRACE_12X1, HX_TRACE_FIT, 25.0, 10.0, FALSE, &name, 1, 10.0 };
  HxTracePaint job = { .layout = &page->layout, .scale = 1, .n_sources = 1, .emphasis = -1 };

  *page = (Page){ 0 };
  hx_trace_pyramid_fill (pyramid);
  hx_trace_layout_compute (&page->layout, &setup, WIDTH, HEIGHT, 1.0, 0.0);
  job.sources = &source;
  job.palette = hx_palette_get (scheme);
  job.overlay = overlay;
  job.overlay_map = map;
  hx_trace_paint (&page->raster, &job);
}

static void
page_clear (Page *page)
{
  hx_trace_layout_clear (&page->layout);
  hx_raster_clear (&page->raster);
}

/* Pixels that differ between two pages in columns of @from_s .. @to_s, above or below the baseline. */
static guint
count_changes (const Page *a, const Page *b, double from_s, double to_s, gboolean above)
{
  const HxTraceCell *cell = &a->layout.cells[0];
  const int left = (int)ceil (hx_trace_layout_x_at (&a->layout, cell, from_s));
  const int right = (int)floor (hx_trace_layout_x_at (&a->layout, cell, to_s));
  const int baseline = (int)floor (cell->baseline_y + 0.5);
  guint n = 0;

  g_assert_cmpint (a->raster.width, ==, b->raster.width);
  for (int y = above ? 0 : baseline; y < (above ? baseline : a->raster.height); y++)
    for (int x = MAX (left, 0); x < MIN (right, a->raster.width); x++)
      n += a->raster.pixels[y * a->raster.width + x] != b->raster.pixels[y * b->raster.width + x];
  return n;
}

/* What raised the score is above the line, what lowered it below; elsewhere, and in leads that the model does
 * not have, the paper is as it was. */
static void
test_bands (void)
{
  g_autofree float *contributions = g_new0 (float, N_SAMPLES *N_LEADS);
  g_autoptr (HxTraceOverlay) overlay = NULL;
  Page bare, seen, other;

  for (gsize i = 200; i < 300; i++)
    contributions[i * N_LEADS] = 1.0f;
  for (gsize i = 500; i < 600; i++)
    contributions[i * N_LEADS] = -0.5f;
  for (gsize i = 800; i < 900; i++) /* too faint to be drawn */
    contributions[i * N_LEADS] = 0.01f;
  overlay = make_overlay (contributions);
  for (int scheme = 0; scheme < HX_N_SCHEMES; scheme++)
    {
      paint (&bare, "V2", NULL, (HxScheme)scheme);
      paint (&seen, "V2", overlay, (HxScheme)scheme);
      g_assert_cmpuint (count_changes (&bare, &seen, 2.05, 2.95, TRUE), >, 1000);
      g_assert_cmpuint (count_changes (&bare, &seen, 2.05, 2.95, FALSE), ==, 0);
      g_assert_cmpuint (count_changes (&bare, &seen, 5.05, 5.95, FALSE), >, 1000);
      g_assert_cmpuint (count_changes (&bare, &seen, 5.05, 5.95, TRUE), ==, 0);
      for (guint above = 0; above < 2; above++)
        {
          g_assert_cmpuint (count_changes (&bare, &seen, 0.0, 1.95, above), ==, 0);
          g_assert_cmpuint (count_changes (&bare, &seen, 3.05, 4.95, above), ==, 0);
          g_assert_cmpuint (count_changes (&bare, &seen, 6.05, 10.0, above), ==, 0);
        }
      page_clear (&bare);
      page_clear (&seen);
      paint (&bare, "V6", NULL, (HxScheme)scheme);
      paint (&other, "V6", overlay, (HxScheme)scheme);
      g_assert_cmpmem (bare.raster.pixels, (gsize)bare.raster.width * (gsize)bare.raster.height * 4,
                       other.raster.pixels, (gsize)other.raster.width * (gsize)other.raster.height * 4);
      page_clear (&bare);
      page_clear (&other);
    }
}

/* The strongest band is seen on the paper, and the trace is legible on it. */
static void
test_contrast (void)
{
  for (int scheme = 0; scheme < HX_N_SCHEMES; scheme++)
    {
      const HxPalette *palette = hx_palette_get ((HxScheme)scheme);

      for (float sign = -1.0f; sign <= 1.0f; sign += 2.0f)
        {
          const GdkRGBA band = hx_trace_overlay_blend (palette, sign, &palette->paper);
          const GdkRGBA faint = hx_trace_overlay_blend (palette, 0.0f * sign, &palette->paper);

          g_assert_cmpfloat (hx_palette_contrast (&band, &palette->paper), >=, 1.5);
          g_assert_cmpfloat (hx_palette_contrast (&palette->trace, &band), >=, 4.5);
          g_assert_cmpfloat (hx_palette_contrast (&faint, &palette->paper), ==, 1.0);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/trace-overlay/leads", test_leads);
  g_test_add_func ("/ui/trace-overlay/strength", test_strength);
  g_test_add_func ("/ui/trace-overlay/contribution", test_contribution);
  g_test_add_func ("/ui/trace-overlay/bands", test_bands);
  g_test_add_func ("/ui/trace-overlay/contrast", test_contrast);
  return g_test_run ();
}
