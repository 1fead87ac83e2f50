/* test-ui-trace-paint.c: tests of pages of traces as pixels
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-paint.h"

#include <math.h>
#include <string.h>

#define WIDTH 1400
#define HEIGHT 400
#define RATE_HZ 500.0

typedef struct
{
  HxRecording *recording;
  HxTracePyramid *pyramid;
  float *zeros;
  HxTraceSource source;
  HxTraceLayout layout;
  HxRaster raster;
} Page;

/* Paints a lead of @samples, @seconds on the page; the paper has no grid, so that every mark is the trace. */
static void
page_paint (Page *page, float *samples, gsize n, double seconds, const HxPalette *palette, gboolean grid)
{
  static const char *const name = "II";
  HxTraceSetup setup = { HX_TRACE_12X1, HX_TRACE_FIT, 250.0 / seconds, 10.0, FALSE, &name, 1, n / RATE_HZ };
  HxTracePaint paint = { .layout = &page->layout, .scale = 1, .n_sources = 1, .emphasis = -1 };

  page->recording = hx_recording_new (&name, 1, n, RATE_HZ, samples);
  page->pyramid = hx_trace_pyramid_new (page->recording);
  hx_trace_pyramid_fill (page->pyramid);
  page->zeros = hx_trace_paint_zeros (page->recording);
  page->source = (HxTraceSource){ page->recording, page->zeros, page->pyramid };
  hx_trace_layout_compute (&page->layout, &setup, WIDTH, HEIGHT, 1.0, 0.0);
  paint.sources = &page->source;
  paint.palette = palette;
  paint.grid = grid;
  hx_trace_paint (&page->raster, &paint);
}

static void
page_clear (Page *page)
{
  g_object_unref (page->recording);
  g_object_unref (page->pyramid);
  g_free (page->zeros);
  hx_trace_layout_clear (&page->layout);
  hx_raster_clear (&page->raster);
}

static int
count_not (const HxRaster *raster, guint32 pixel, int left, int right, int top, int bottom)
{
  int n = 0;

  for (int y = MAX (top, 0); y < MIN (bottom, raster->height); y++)
    for (int x = MAX (left, 0); x < MIN (right, raster->width); x++)
      n += raster->pixels[(gsize)y * (gsize)raster->width + (gsize)x] != pixel;
  return n;
}

/* A pacing spike of one sample stands out of a flat line at every zoom from a second to an hour, and stands
 * where it belongs. */
static void
test_spike (void)
{
  const HxPalette *palette = hx_palette_get (HX_SCHEME_LIGHT);
  guint32 paper = hx_palette_pixel (&palette->paper);
  const gsize n = (gsize)(3600 * RATE_HZ), at = n / 7 + 3;

  for (double seconds = 10.0; seconds < 3700.0; seconds *= 1.5)
    {
      float *samples = g_new0 (float, n);
      Page page;
      int x, y;

      samples[at] = 1.0f;
      page_paint (&page, samples, n, MIN (seconds, 3600.0), palette, FALSE);
      x = (int)hx_trace_layout_x_at (&page.layout, &page.layout.cells[0], at / RATE_HZ);
      y = (int)(page.layout.cells[0].baseline_y - 5.0 * page.layout.px_per_mm);
      if (x < page.layout.cells[0].x + page.layout.cells[0].width)
        {
          g_assert_cmpint (count_not (&page.raster, paper, x - 2, x + 4, y, y + 1), >=, 1);
          g_assert_cmpint (count_not (&page.raster, paper, x - 2, x + 4, y, y + 1), <=, 6);
        }
      g_assert_cmpint (count_not (&page.raster, paper, 0, x - 3, y, y + 1), ==, 0);
      g_assert_cmpint (count_not (&page.raster, paper, x + 5, WIDTH, y, y + 1), ==, 0);
      page_clear (&page);
    }
}

/* A gap is a gap at every zoom at which it is wider than a pixel. */
static void
test_gap (void)
{
  const HxPalette *palette = hx_palette_get (HX_SCHEME_LIGHT);
  guint32 paper = hx_palette_pixel (&palette->paper);
  const gsize n = (gsize)(3600 * RATE_HZ);

  for (double seconds = 40.0; seconds < 3700.0; seconds *= 2.0)
    {
      float *samples = g_new0 (float, n);
      double from_s = seconds * 0.25, to_s = seconds * 0.5;
      Page page;
      int left, right;

      for (gsize i = (gsize)(from_s * RATE_HZ); i < (gsize)(to_s * RATE_HZ); i++)
        samples[i] = NAN;
      page_paint (&page, samples, n, MIN (seconds, 3600.0), palette, FALSE);
      left = (int)hx_trace_layout_x_at (&page.layout, &page.layout.cells[0], from_s);
      right = (int)hx_trace_layout_x_at (&page.layout, &page.layout.cells[0], to_s);
      g_assert_cmpint (right - left, >, 100);
      g_assert_cmpint (count_not (&page.raster, paper, left + 3, right - 3, 0, HEIGHT), ==, 0);
      g_assert_cmpint (count_not (&page.raster, paper, right + 3, right + 103, 0, HEIGHT), >=, 100);
      page_clear (&page);
    }
}

/* Drawing every sample and drawing extremes are the same line, where one goes over into the other. */
static void
test_same_either_way (void)
{
  const HxPalette *palette = hx_palette_get (HX_SCHEME_LIGHT);
  /* 12 samples a pixel are where the one ends and the other begins. */
  double px = 1365.0, seconds = 12.0 * px / RATE_HZ;
  int dark[2];

  for (int i = 0; i < 2; i++)
    {
      const gsize n = (gsize)(60 * RATE_HZ);
      float *samples = g_new (float, n);
      Page page;

      for (gsize k = 0; k < n; k++)
        samples[k] = (float)(0.8 * sin (2.0 * G_PI * 0.7 * (double)k / RATE_HZ));
      page_paint (&page, samples, n, i == 0 ? seconds * 0.98 : seconds * 1.02, palette, FALSE);
      px = page.layout.cells[0].width;
      g_assert_cmpfloat (fabs ((i == 0 ? 0.98 : 1.02) * seconds * RATE_HZ / px / 12.0 - 1.0), <, 0.04);
      g_assert_true ((seconds * (i == 0 ? 0.98 : 1.02) * RATE_HZ / px > 12.0) == (i == 1));
      dark[i] = 0;
      for (gsize k = 0; k < WIDTH * HEIGHT; k++)
        dark[i] += 255 - (int)(page.raster.pixels[k] & 255);
      dark[i] -= (255 - (int)(hx_palette_pixel (&palette->paper) & 255)) * WIDTH * HEIGHT;
      page_clear (&page);
    }
  g_assert_cmpfloat (fabs ((double)dark[1] / dark[0] - 1.04), <, 0.06);
}

/* In every scheme the grid that is really painted can be told from the paper, the thick lines better than the
 * thin ones, and the trace from both: contrasts of the pixels, not of the palette. */
static void
test_contrast (void)
{
  for (int scheme = 0; scheme < HX_N_SCHEMES; scheme++)
    {
      const HxPalette *palette = hx_palette_get ((HxScheme)scheme);
      const gsize n = (gsize)(10 * RATE_HZ);
      gboolean high = scheme == HX_SCHEME_LIGHT_HIGH_CONTRAST || scheme == HX_SCHEME_DARK_HIGH_CONTRAST;
      guint32 seen[3];
      GdkRGBA colors[3];
      double minor, major, trace;
      Page page;
      int x, y;

      page_paint (&page, g_new0 (float, n), n, 10.0, palette, TRUE);
      x = (int)floor (page.layout.origin_x + 5.0 * page.layout.px_per_mm + 0.5);
      y = (int)(page.layout.origin_y - 12.0 * page.layout.px_per_mm) + 2;
      seen[0] = page.raster.pixels[y * WIDTH + x + 2];
      seen[1] =
          page.raster
              .pixels[y * WIDTH + (int)floor (page.layout.origin_x + 6.0 * page.layout.px_per_mm + 0.5)];
      seen[2] = page.raster.pixels[y * WIDTH + x];
      for (int i = 0; i < 3; i++)
        colors[i] = (GdkRGBA){ (float)(seen[i] >> 16 & 255) / 255.0f, (float)(seen[i] >> 8 & 255) / 255.0f,
                               (float)(seen[i] & 255) / 255.0f, 1.0f };
      g_assert_cmphex (seen[0], ==, hx_palette_pixel (&palette->paper));
      minor = hx_palette_contrast (&colors[0], &colors[1]);
      major = hx_palette_contrast (&colors[0], &colors[2]);
      trace = hx_palette_contrast (&colors[0], &palette->trace);
      g_test_message ("scheme %d: thin lines %.2f, thick lines %.2f, trace %.1f", scheme, minor, major,
                      trace);
      g_assert_cmpfloat (minor, >=, high ? 1.45 : 1.15);
      g_assert_cmpfloat (major, >=, high ? 3.0 : 1.5);
      g_assert_cmpfloat (trace, >=, high ? 21.0 : 7.0);
      g_assert_cmpfloat (hx_palette_contrast (&colors[2], &palette->trace), >=, high ? 3.0 : 4.5);
      page_clear (&page);
    }
}

/* aVR turned over is the mirror image about the baseline, and chest leads have their own gain. */
static void
test_gain_and_inversion (void)
{
  const HxPalette *palette = hx_palette_get (HX_SCHEME_LIGHT);
  static const char *const names[] = { "aVR", "V1" };
  const gsize n = (gsize)(10 * RATE_HZ);
  float *samples = g_new0 (float, 2 * n);
  g_autoptr (HxRecording) recording = NULL;
  const float zeros[2] = { 0.0f, 0.0f };
  HxTraceSetup setup = { HX_TRACE_12X1, HX_TRACE_FIT, 25.0, 10.0, FALSE, names, 2, 10.0 };
  HxTraceSource source = { .zeros_mv = zeros };
  HxTraceLayout layout;
  HxTracePaint paint = { .layout = &layout, .scale = 1, .n_sources = 1, .sources = &source, .emphasis = -1 };
  HxRaster raster;
  guint32 paper = hx_palette_pixel (&palette->paper);

  for (gsize i = 0; i < 2 * n; i++)
    samples[i] = 1.0f;
  recording = hx_recording_new (names, 2, n, RATE_HZ, samples);
  setup.cabrera = TRUE;
  setup.chest_gain_mm_mv = 5.0;
  source.recording = recording;
  paint.palette = palette;
  hx_trace_layout_compute (&layout, &setup, WIDTH, HEIGHT, 1.0, 0.0);
  hx_trace_paint (&raster, &paint);
  for (int i = 0; i < 2; i++)
    {
      const HxTraceCell *cell = &layout.cells[i];
      double mm = i == 0 ? -10.0 : 5.0;
      int y = (int)floor (cell->baseline_y - mm * layout.px_per_mm + 0.5), x = (int)cell->x + 300;

      g_assert_cmpint (count_not (&raster, paper, x, x + 100, y, y + 1), ==, 100);
      g_assert_cmpint (count_not (&raster, paper, x, x + 100, y - 12, y - 4), ==, 0);
    }
  hx_trace_layout_clear (&layout);
  hx_raster_clear (&raster);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/trace-paint/spike", test_spike);
  g_test_add_func ("/ui/trace-paint/gap", test_gap);
  g_test_add_func ("/ui/trace-paint/same-either-way", test_same_either_way);
  g_test_add_func ("/ui/trace-paint/contrast", test_contrast);
  g_test_add_func ("/ui/trace-paint/gain-and-inversion", test_gain_and_inversion);
  return g_test_run ();
}
