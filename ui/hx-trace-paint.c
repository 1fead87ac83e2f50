/* hx-trace-paint.c: a page of traces into pixels
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-paint.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_MEDIAN_SAMPLES 1023
/* Device pixels a millimetre from which the 1 mm lines appear, and from which they have their full colour:
 * close together they would only be a veil. */
#define LEAST_MINOR_PX 2.0
#define FULL_MINOR_PX 3.6
#define LEAST_MAJOR_PX 3.0
/* Below this many, the 5 mm lines stand so close that they are drawn in the lighter colour. */
#define LEAST_STRONG_PX 11.0
/* A pen of 0.25 mm, but never so thin that a pixel's coverage fades nor so thick that detail drowns. */
#define PEN_MM 0.25
#define PEN_LEAST_PX 1.15f
#define PEN_MOST_PX 3.0f
#define PULSE_S 0.2
#define PULSE_MARGIN_MM 2.0
#define N_PULSE_SAMPLES 512
#define TICK_MM 2.5

static int
compare_floats (const void *a, const void *b)
{
  float x = *(const float *)a, y = *(const float *)b;

  return (x > y) - (x < y);
}

static float
median_mv (const float *samples, gsize n_samples)
{
  gsize step = MAX ((n_samples + N_MEDIAN_SAMPLES - 1) / N_MEDIAN_SAMPLES, 1);
  float values[N_MEDIAN_SAMPLES];
  gsize n = 0;

  for (gsize i = 0; i < n_samples && n < N_MEDIAN_SAMPLES; i += step)
    if (isfinite (samples[i]))
      values[n++] = samples[i];
  if (n == 0)
    return 0.0f;
  qsort (values, n, sizeof (float), compare_floats);
  return values[n / 2];
}

float *
hx_trace_paint_zeros (HxRecording *recording)
{
  guint n_leads = hx_recording_get_n_leads (recording);
  float *zeros = g_new (float, MAX (n_leads, 1));

  for (guint lead = 0; lead < n_leads; lead++)
    zeros[lead] =
        median_mv (hx_recording_get_lead_mv (recording, lead), hx_recording_get_n_samples (recording));
  return zeros;
}

/* Draws a line into the row of pixels @line at every @step mm from @origin, both in device pixels. */
static void
draw_columns (guint32 *line, int width, double origin, double step, guint32 pixel)
{
  double first = ceil (-origin / step - 0.5);

  for (double i = first;; i += 1.0)
    {
      int x = (int)floor (origin + i * step + 0.5);

      if (x >= width)
        return;
      if (x >= 0)
        line[x] = pixel;
    }
}

static void
fill_rows (HxRaster *raster, double origin, double step, guint32 pixel)
{
  for (double i = ceil (-origin / step - 0.5);; i += 1.0)
    {
      int y = (int)floor (origin + i * step + 0.5);

      if (y >= raster->height)
        return;
      if (y >= 0)
        for (int x = 0; x < raster->width; x++)
          raster->pixels[(gsize)y * raster->width + x] = pixel;
    }
}

/* The colour between @from and @to, at @share of the way. */
static guint32
mix (const GdkRGBA *from, const GdkRGBA *to, double share)
{
  float t = (float)CLAMP (share, 0.0, 1.0);
  GdkRGBA mixed = { from->red + t * (to->red - from->red), from->green + t * (to->green - from->green),
                    from->blue + t * (to->blue - from->blue), 1.0f };

  return hx_palette_pixel (&mixed);
}

/* All rows without a horizontal line are alike: one is drawn and copied. The 5 mm lines come last. */
static void
paint_grid (HxRaster *raster, const HxTracePaint *paint)
{
  const HxTraceLayout *layout = paint->layout;
  double millimetre = layout->px_per_mm * paint->scale;
  double x = layout->origin_x * paint->scale, y = layout->origin_y * paint->scale;
  guint32 minor = mix (&paint->palette->paper, &paint->palette->grid_minor,
                       (millimetre - LEAST_MINOR_PX) / (FULL_MINOR_PX - LEAST_MINOR_PX));
  gboolean strong = 5.0 * millimetre >= LEAST_STRONG_PX;
  guint32 major = hx_palette_pixel (strong ? &paint->palette->grid_major : &paint->palette->grid_minor);

  if (millimetre >= LEAST_MINOR_PX)
    draw_columns (raster->pixels, raster->width, x, millimetre, minor);
  for (int row = 1; row < raster->height; row++)
    memcpy (raster->pixels + (gsize)row * raster->width, raster->pixels,
            (gsize)raster->width * sizeof (guint32));
  if (millimetre >= LEAST_MINOR_PX)
    fill_rows (raster, y, millimetre, minor);
  if (5.0 * millimetre < LEAST_MAJOR_PX)
    return;
  for (int row = 0; row < raster->height; row++)
    draw_columns (raster->pixels + (gsize)row * raster->width, raster->width, x, 5.0 * millimetre, major);
  fill_rows (raster, y, 5.0 * millimetre, major);
}

static int
device (double logical, int scale)
{
  return (int)floor (logical * scale + 0.5);
}

static void
paint_highlight (HxRaster *raster, const HxTracePaint *paint)
{
  const HxTraceLayout *layout = paint->layout;
  const GdkRGBA *tint = &paint->palette->highlight;
  double px_per_s = layout->px_per_mm * paint->speed_mm_s;

  for (guint i = 0; i < layout->n_cells; i++)
    {
      const HxTraceCell *cell = &layout->cells[i];
      double from = MAX (paint->highlight_start_s - cell->start_s, 0.0);
      double to =
          MIN (paint->highlight_start_s + paint->highlight_duration_s - cell->start_s, cell->duration_s);
      int left = device (cell->x + from * px_per_s, paint->scale);
      int right = device (cell->x + to * px_per_s, paint->scale);
      int top =
          device (layout->origin_y + (cell->row - HX_TRACE_BASELINE) * layout->row_height, paint->scale);
      int bottom = device (layout->origin_y + (cell->row + 1.0 - HX_TRACE_BASELINE) * layout->row_height,
                           paint->scale);

      /* Of no width, or less, where the cell shows other seconds. */
      hx_raster_fill (raster, left, top, right - left, bottom - top, hx_palette_pixel (tint), tint->alpha);
    }
}

static float
pen_px (const HxTracePaint *paint)
{
  float pen = (float)(PEN_MM * paint->layout->px_per_mm * paint->scale);

  return CLAMP (pen, PEN_LEAST_PX * (1.0f + 0.25f * (float)(paint->scale - 1)), PEN_MOST_PX);
}

static void
paint_cell (HxRaster *raster, const HxTracePaint *paint, const HxTraceCell *cell, guint32 pixel)
{
  double millimetre = paint->layout->px_per_mm * paint->scale;
  double rate_hz = hx_recording_get_rate_hz (paint->recording);
  gsize n_samples = hx_recording_get_n_samples (paint->recording);
  double first = ceil (cell->start_s * rate_hz - 1e-6);
  double last = floor ((cell->start_s + cell->duration_s) * rate_hz + 1e-6);
  HxRasterTrace trace;

  if (first < 0.0 || first >= (double)n_samples)
    return;
  trace.samples = hx_recording_get_lead_mv (paint->recording, (guint)cell->lead) + (gsize)first;
  trace.n_samples = MIN ((gsize)last + 1, n_samples) - (gsize)first;
  trace.dx = paint->speed_mm_s * millimetre / rate_hz;
  trace.x0 = device (cell->x, paint->scale) + 0.5 + (first - cell->start_s * rate_hz) * trace.dx;
  /* The middle of the pixel that the grid line fills. */
  trace.y0 = device (cell->baseline_y, paint->scale) + 0.5;
  trace.dy = paint->gain_mm_mv * millimetre;
  trace.zero = paint->zeros_mv[cell->lead];
  trace.clip_left = (int)floor (cell->x * paint->scale) - 2;
  trace.clip_right = (int)ceil ((cell->x + cell->width) * paint->scale) + 2;
  trace.line_px = pen_px (paint);
  hx_raster_trace (raster, &trace, pixel);
}

static void
paint_pulses (HxRaster *raster, const HxTracePaint *paint, guint32 pixel)
{
  const HxTraceLayout *layout = paint->layout;
  double millimetre = layout->px_per_mm * paint->scale;
  double width_mm = 2.0 * PULSE_MARGIN_MM + PULSE_S * paint->speed_mm_s;
  float samples[N_PULSE_SAMPLES];
  HxRasterTrace trace = { .samples = samples, .n_samples = N_PULSE_SAMPLES, .zero = 0.0f };

  for (int i = 0; i < N_PULSE_SAMPLES; i++)
    {
      double mm = width_mm * i / (N_PULSE_SAMPLES - 1);

      samples[i] = mm >= PULSE_MARGIN_MM && mm < width_mm - PULSE_MARGIN_MM ? 1.0f : 0.0f;
    }
  trace.dx = width_mm * millimetre / (N_PULSE_SAMPLES - 1);
  trace.x0 =
      device (layout->origin_x, paint->scale) + 0.5 - (layout->origin_x - layout->pulse_x) * paint->scale;
  trace.dy = paint->gain_mm_mv * millimetre;
  trace.clip_left = 0;
  trace.clip_right = raster->width;
  trace.line_px = pen_px (paint);
  for (int row = 0; row < layout->n_rows; row++)
    {
      trace.y0 = device (layout->origin_y + row * layout->row_height, paint->scale) + 0.5;
      hx_raster_trace (raster, &trace, pixel);
    }
}

/* Short strokes where one lead ends and the next begins, as recorders make them. */
static void
paint_ticks (HxRaster *raster, const HxTracePaint *paint, guint32 pixel)
{
  int height = MAX (device (TICK_MM * paint->layout->px_per_mm, paint->scale), 3);

  for (guint i = 0; i < paint->layout->n_cells; i++)
    {
      const HxTraceCell *cell = &paint->layout->cells[i];
      int x = device (cell->x, paint->scale), y = device (cell->baseline_y, paint->scale);

      if (cell->x > paint->layout->origin_x + 1.0)
        hx_raster_fill (raster, x, y - height, paint->scale, 2 * height + 1, pixel, 0.75f);
    }
}

void
hx_trace_paint (HxRaster *raster, const HxTracePaint *paint)
{
  const HxPalette *palette = paint->palette;
  guint32 full = hx_palette_pixel (&palette->trace), dim = hx_palette_pixel (&palette->trace_dim);

  hx_raster_init (raster, MAX (device (paint->layout->paper_width, paint->scale), 1),
                  MAX (device (paint->layout->paper_height, paint->scale), 1),
                  hx_palette_pixel (&palette->paper));
  if (paint->grid)
    paint_grid (raster, paint);
  if (paint->recording == NULL)
    return;

  if (paint->highlight_duration_s > 0.0)
    paint_highlight (raster, paint);
  paint_ticks (raster, paint, hx_palette_pixel (&palette->paper_text));
  if (paint->pulse)
    paint_pulses (raster, paint, full);
  for (guint i = 0; i < paint->layout->n_cells; i++)
    {
      const HxTraceCell *cell = &paint->layout->cells[i];

      if (cell->lead >= 0)
        paint_cell (raster, paint, cell, paint->emphasis < 0 || paint->emphasis == cell->lead ? full : dim);
    }
}
