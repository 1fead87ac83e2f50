/* test-ui-raster.c: tests of the span rasteriser
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-raster.h"

#include <math.h>
#include <string.h>

#define WIDTH 200
#define HEIGHT 80
#define WHITE 0xffffffffu
#define BLACK 0xff000000u

/* How much of pixel (x, y) is covered by black on white, 0 .. 1. */
static double
coverage (const HxRaster *raster, int x, int y)
{
  return 1.0 - (raster->pixels[y * raster->width + x] & 255) / 255.0;
}

static double
column_coverage (const HxRaster *raster, int x)
{
  double sum = 0.0;

  for (int y = 0; y < raster->height; y++)
    sum += coverage (raster, x, y);
  return sum;
}

static HxRasterTrace
make_trace (const float *samples, gsize n)
{
  HxRasterTrace trace = { .samples = samples, .n_samples = n, .line_px = 1.0f };

  trace.x0 = 0.0;
  trace.dx = (double)WIDTH / (double)(n - 1);
  trace.y0 = 40.5;
  trace.dy = 1.0;
  trace.clip_right = WIDTH;
  return trace;
}

static void
test_horizontal (void)
{
  const float samples[2] = { 0.0f, 0.0f };
  HxRasterTrace trace = make_trace (samples, 2);
  HxRaster raster;

  hx_raster_init (&raster, WIDTH, HEIGHT, WHITE);
  hx_raster_trace (&raster, &trace, BLACK);
  for (int x = 1; x < WIDTH - 1; x++)
    for (int y = 0; y < HEIGHT; y++)
      g_assert_cmphex (raster.pixels[y * WIDTH + x], ==, y == 40 ? BLACK : WHITE);
  hx_raster_clear (&raster);
}

/* Half a pixel lower, the line lies on two rows by halves. */
static void
test_between_rows (void)
{
  const float samples[2] = { 0.0f, 0.0f };
  HxRasterTrace trace = make_trace (samples, 2);
  HxRaster raster;

  trace.y0 = 41.0;
  hx_raster_init (&raster, WIDTH, HEIGHT, WHITE);
  hx_raster_trace (&raster, &trace, BLACK);
  g_assert_cmpfloat_with_epsilon (coverage (&raster, 100, 40), 0.5, 0.01);
  g_assert_cmpfloat_with_epsilon (coverage (&raster, 100, 41), 0.5, 0.01);
  hx_raster_clear (&raster);
}

/* A line of any slope has the ink of its length times its width: none looks heavier than another. */
static void
test_even_weight (void)
{
  static const double slopes[] = { 0.0, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0 };

  for (guint i = 0; i < G_N_ELEMENTS (slopes); i++)
    {
      /* As many columns as the slope lets stay on the canvas. */
      int columns = slopes[i] > 0.5 ? (int)(64.0 / slopes[i]) : 128;
      const float samples[2] = { 0.0f, (float)(slopes[i] * columns) };
      HxRasterTrace trace = make_trace (samples, 2);
      HxRaster raster;
      double ink = 0.0, length = columns * sqrt (1.0 + slopes[i] * slopes[i]);

      trace.x0 = 20.0;
      trace.dx = columns;
      trace.y0 = 70.0;
      trace.line_px = 1.5f;
      hx_raster_init (&raster, WIDTH, HEIGHT, WHITE);
      hx_raster_trace (&raster, &trace, BLACK);
      for (int x = 0; x < WIDTH; x++)
        ink += column_coverage (&raster, x);
      /* The round ends add a disc. */
      length += G_PI * 0.75 * 0.75 / 1.5;
      g_assert_cmpfloat (ink, >, 0.90 * length * 1.5);
      g_assert_cmpfloat (ink, <, 1.10 * length * 1.5);
      hx_raster_clear (&raster);
    }
}

static void
check_spike (gsize n, float height)
{
  gsize at = n * 3 / 7;
  g_autofree float *samples = g_new0 (float, n);
  HxRasterTrace trace = make_trace (samples, n);
  HxRaster raster;
  int column;
  double ink = 0.0;

  samples[at] = height;
  column = (int)((double)at * trace.dx);
  hx_raster_init (&raster, WIDTH, HEIGHT, WHITE);
  hx_raster_trace (&raster, &trace, BLACK);
  for (int x = column - 1; x <= column + 1; x++)
    ink += coverage (&raster, x, (int)(trace.y0 - 0.95f * height));
  g_assert_cmpfloat (ink, >, 0.6);
  for (int x = 0; x < WIDTH; x++)
    if (ABS (x - column) > MAX (10, (int)trace.dx + 1))
      g_assert_cmpfloat (column_coverage (&raster, x), <, 1.05);
  hx_raster_clear (&raster);
}

/* One sample that stands out is seen however many samples share a pixel, upwards and downwards. */
static void
test_spike (void)
{
  static const gsize lengths[] = { 20, 101, 200, 777, 5000, 100003, 1000000 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      check_spike (lengths[i], 30.0f);
      check_spike (lengths[i], -30.0f);
    }
}

static void
test_gap (void)
{
  float samples[201];
  HxRasterTrace trace = make_trace (samples, 201);
  HxRaster raster;

  for (int i = 0; i < 201; i++)
    samples[i] = i >= 50 && i < 100 && i != 75 ? NAN : 0.0f;
  hx_raster_init (&raster, WIDTH, HEIGHT, WHITE);
  hx_raster_trace (&raster, &trace, BLACK);
  g_assert_cmpfloat (column_coverage (&raster, 40), >, 0.9);
  g_assert_cmpfloat (column_coverage (&raster, 110), >, 0.9);
  for (int x = 51; x < 99; x++)
    if (ABS (x - 75) > 1)
      g_assert_cmpfloat (column_coverage (&raster, x), ==, 0.0);
  /* The lone sample between missing ones is a dot. */
  g_assert_cmpfloat (column_coverage (&raster, 74) + column_coverage (&raster, 75), >, 0.5);
  hx_raster_clear (&raster);
}

static void
fill_wave (float *samples, gsize n)
{
  for (gsize i = 0; i < n; i++)
    samples[i] = 25.0f * sinf (0.013f * (float)i) * sinf (0.00371f * (float)(i * 7 % 1009));
}

static void
test_deterministic (void)
{
  float samples[3001];
  HxRasterTrace trace = make_trace (samples, 3001);
  HxRaster one, two;

  fill_wave (samples, 3001);
  hx_raster_init (&one, WIDTH, HEIGHT, WHITE);
  hx_raster_init (&two, WIDTH, HEIGHT, WHITE);
  hx_raster_trace (&one, &trace, BLACK);
  hx_raster_trace (&two, &trace, BLACK);
  g_assert_cmpmem (one.pixels, sizeof (guint32) * WIDTH * HEIGHT, two.pixels,
                   sizeof (guint32) * WIDTH * HEIGHT);
  hx_raster_clear (&two);

  /* Drawn in two halves it is the same line: no seam. */
  hx_raster_init (&two, WIDTH, HEIGHT, WHITE);
  trace.clip_right = 97;
  hx_raster_trace (&two, &trace, BLACK);
  trace.clip_left = 97;
  trace.clip_right = WIDTH;
  hx_raster_trace (&two, &trace, BLACK);
  for (int x = 0; x < WIDTH; x++)
    for (int y = 0; y < HEIGHT; y++)
      g_assert_cmpfloat_with_epsilon (coverage (&one, x, y), coverage (&two, x, y), 1.5 / 255.0);
  hx_raster_clear (&one);
  hx_raster_clear (&two);
}

/* Nothing is touched outside the clip, and no value brings it down. */
static void
test_clip (void)
{
  float samples[64];
  HxRasterTrace trace = make_trace (samples, 64);
  HxRaster raster;
  double inside = 0.0;

  for (int i = 0; i < 64; i++)
    samples[i] = i % 3 == 0 ? 1e30f : (i % 3 == 1 ? -INFINITY : 3.0f);
  trace.clip_left = 30;
  trace.clip_right = 60;
  hx_raster_init (&raster, WIDTH, HEIGHT, WHITE);
  hx_raster_trace (&raster, &trace, BLACK);
  for (int x = 0; x < WIDTH; x++)
    if (x < 30 || x >= 60)
      g_assert_cmpfloat (column_coverage (&raster, x), ==, 0.0);
    else
      inside += column_coverage (&raster, x);
  /* A line that runs from far below to far above fills its column. */
  g_assert_cmpfloat (inside, >, HEIGHT);

  trace.clip_left = -1000;
  trace.clip_right = 100000;
  trace.x0 = -1e9;
  hx_raster_trace (&raster, &trace, BLACK);
  trace.x0 = 1e9;
  hx_raster_trace (&raster, &trace, BLACK);
  trace.n_samples = 0;
  hx_raster_trace (&raster, &trace, BLACK);
  g_assert_cmpfloat (column_coverage (&raster, 5), ==, 0.0);
  hx_raster_clear (&raster);
}

/* On a transparent ground, colours stay premultiplied. */
static void
test_transparent (void)
{
  const float samples[2] = { 0.0f, 0.0f };
  HxRasterTrace trace = make_trace (samples, 2);
  HxRaster raster;

  trace.y0 = 41.0;
  hx_raster_init (&raster, WIDTH, HEIGHT, 0);
  hx_raster_trace (&raster, &trace, 0xffff0000u);
  g_assert_cmphex (raster.pixels[40 * WIDTH + 100] & 0xffff, ==, 0);
  g_assert_cmpuint (raster.pixels[40 * WIDTH + 100] >> 24, ==, raster.pixels[40 * WIDTH + 100] >> 16 & 255);
  g_assert_cmpuint (raster.pixels[40 * WIDTH + 100] >> 24, ==, 128);
  hx_raster_clear (&raster);
}

static void
test_fill (void)
{
  HxRaster raster;

  hx_raster_init (&raster, WIDTH, HEIGHT, WHITE);
  hx_raster_fill (&raster, -5, -5, 10, 10, BLACK, 0.5f);
  hx_raster_fill (&raster, WIDTH - 3, 10, G_MAXINT, 2, BLACK, 1.0f);
  g_assert_cmphex (raster.pixels[0], ==, 0xff7f7f7fu);
  g_assert_cmphex (raster.pixels[4 * WIDTH + 4], ==, 0xff7f7f7fu);
  g_assert_cmphex (raster.pixels[5 * WIDTH + 5], ==, WHITE);
  g_assert_cmphex (raster.pixels[10 * WIDTH + WIDTH - 1], ==, BLACK);
  g_assert_cmphex (raster.pixels[10 * WIDTH + WIDTH - 4], ==, WHITE);
  hx_raster_clear (&raster);
}

static void
test_stamps (void)
{
  HxRasterStamp disc, ring;
  HxRaster raster;
  double ink = 0.0;

  hx_raster_init (&raster, WIDTH, HEIGHT, WHITE);
  hx_raster_stamp_init_disc (&disc, 4.0f, 0.0f);
  hx_raster_stamp_init_disc (&ring, 4.0f, 2.5f);
  hx_raster_stamp_draw (&raster, &disc, 50, 40, BLACK);
  hx_raster_stamp_draw (&raster, &ring, 100, 40, BLACK);
  g_assert_cmpfloat (coverage (&raster, 50, 40), ==, 1.0);
  g_assert_cmpfloat (coverage (&raster, 100, 40), ==, 0.0);
  g_assert_cmpfloat (coverage (&raster, 103, 40), >, 0.9);
  for (int x = 40; x < 60; x++)
    ink += column_coverage (&raster, x);
  g_assert_cmpfloat_with_epsilon (ink, G_PI * 16.0, 2.5);

  /* Half or wholly outside. */
  hx_raster_stamp_draw (&raster, &disc, 0, 0, BLACK);
  hx_raster_stamp_draw (&raster, &disc, WIDTH + 1, HEIGHT + 1, BLACK);
  hx_raster_stamp_draw (&raster, &disc, -100, 5, BLACK);
  g_assert_cmpfloat (coverage (&raster, 0, 0), ==, 1.0);
  hx_raster_stamp_clear (&disc);
  hx_raster_stamp_clear (&ring);
  hx_raster_clear (&raster);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/raster/horizontal", test_horizontal);
  g_test_add_func ("/ui/raster/between-rows", test_between_rows);
  g_test_add_func ("/ui/raster/even-weight", test_even_weight);
  g_test_add_func ("/ui/raster/spike", test_spike);
  g_test_add_func ("/ui/raster/gap", test_gap);
  g_test_add_func ("/ui/raster/deterministic", test_deterministic);
  g_test_add_func ("/ui/raster/clip", test_clip);
  g_test_add_func ("/ui/raster/transparent", test_transparent);
  g_test_add_func ("/ui/raster/fill", test_fill);
  g_test_add_func ("/ui/raster/stamps", test_stamps);
  return g_test_run ();
}
