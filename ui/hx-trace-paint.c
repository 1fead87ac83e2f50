/* hx-trace-paint.c: a page of traces into pixels
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-paint.h"

#include "engine/base/hx-parallel.h"
#include "ui/hx-trace-paper.h"

#include <math.h>
#include <stdlib.h>

#define N_MEDIAN_SAMPLES 1023
/* A pen of 0.25 mm, but never so thin that a pixel's coverage fades nor so thick that detail drowns. */
#define PEN_MM 0.25
#define PEN_LEAST_PX 1.15f
#define PEN_MOST_PX 3.0f
#define PULSE_MARGIN_MM 2.0
#define N_PULSE_SAMPLES 512
#define TICK_MM 2.5
/* From this many samples a pixel on, a pixel's extremes say all that is seen. */
#define DENSE_SAMPLES_PER_PX 12.0
/* Slices of a column: the more, the nearer to the line's true weight, where it is still seen as one. */
#define FINE_SLICES 4
#define FINE_SAMPLES_PER_PX 48.0
#define DENSE_SLICES 2
/* Half the widest pen. */
#define BESIDE_PX 2

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

static int
device (double logical, int scale)
{
  return (int)floor (logical * scale + 0.5);
}

/* Paper is painted in bands, and then the traces in strips, which several threads share out among them. Their
 * width depends on the page alone, so that the same page gives the same bits on every machine. */
#define LEAST_STRIP_PX 256
#define MOST_STRIPS 8
#define N_BANDS 8
#define MOST_THREADS 4

typedef struct
{
  HxRaster *raster;
  const HxTracePaint *paint;
  const HxTracePaper *paper;
  int strip_px;
} Job;

/* Columns [left, right) of the page. */
typedef struct
{
  HxRaster *raster;
  const HxTracePaint *paint;
  int left, right;
} Strip;

static void
fill (const Strip *strip, int left, int top, int right, int bottom, guint32 pixel, float opacity)
{
  left = MAX (left, strip->left);
  right = MIN (right, strip->right);
  hx_raster_fill (strip->raster, left, top, right - left, bottom - top, pixel, opacity);
}

static void
paint_highlight (const Strip *strip)
{
  const HxTracePaint *paint = strip->paint;
  const HxTraceLayout *layout = paint->layout;
  const GdkRGBA *tint = &paint->palette->highlight;
  double px_per_s = layout->px_per_mm * layout->speed_mm_s;

  for (guint i = 0; i < layout->n_cells; i++)
    {
      const HxTraceCell *cell = &layout->cells[i];
      double from = MAX (paint->highlight_start_s - cell->start_s, 0.0);
      double to =
          MIN (paint->highlight_start_s + paint->highlight_duration_s - cell->start_s, cell->duration_s);
      int left = device (cell->x + from * px_per_s, paint->scale);
      int right = device (cell->x + to * px_per_s, paint->scale);
      int top = device (cell->baseline_y - HX_TRACE_BASELINE * layout->row_height, paint->scale);
      int bottom = device (cell->baseline_y + (1.0 - HX_TRACE_BASELINE) * layout->row_height, paint->scale);

      /* Of no width, or less, where the cell shows other seconds. */
      fill (strip, left, top, right, bottom, hx_palette_pixel (tint), tint->alpha);
    }
}

static float
pen_px (const HxTracePaint *paint)
{
  float pen = (float)(PEN_MM * paint->layout->px_per_mm * paint->scale);

  return CLAMP (pen, PEN_LEAST_PX * (1.0f + 0.25f * (float)(paint->scale - 1)), PEN_MOST_PX);
}

/* A stretch of a lead on the page, in device pixels. */
typedef struct
{
  const HxTraceSource *source;
  guint lead;
  const float *samples;
  gsize n_samples;
  double x0;    /* of the cell's first second */
  double first; /* the sample there, a fraction */
  double dx;    /* pixels a sample */
  double y0, dy;
  float zero, line_px;
  int left, right;
} Stretch;

/* Few samples a pixel: a line through every one. */
static void
paint_line (const Strip *strip, const Stretch *stretch, double last, guint32 pixel)
{
  gsize begin = (gsize)ceil (MAX (stretch->first, 0.0) - 1e-6);
  HxRasterTrace trace = { .dx = stretch->dx, .y0 = stretch->y0, .dy = stretch->dy, .zero = stretch->zero };

  if (begin >= stretch->n_samples)
    return;
  trace.samples = stretch->samples + begin;
  trace.n_samples = MIN ((gsize)(last + 1e-6) + 1, stretch->n_samples) - begin;
  trace.x0 = stretch->x0 + ((double)begin - stretch->first) * stretch->dx;
  trace.clip_left = MAX (stretch->left - 2, strip->left);
  trace.clip_right = MIN (stretch->right + 2, strip->right);
  trace.line_px = stretch->line_px;
  hx_raster_trace (strip->raster, &trace, pixel);
}

/* Many samples a pixel: their extremes in every half of a column. A column more on either side, so that what
 * lies beyond the strip joins and widens what is in it. */
static void
paint_extremes (const Strip *strip, const Stretch *stretch, guint32 pixel)
{
  int left = MAX (stretch->left, strip->left - BESIDE_PX),
      right = MIN (stretch->right, strip->right + BESIDE_PX);
  int per_px = stretch->dx * FINE_SAMPLES_PER_PX > 1.0 ? FINE_SLICES : DENSE_SLICES;
  gsize n = (gsize)MAX (right - left, 0) * (gsize)per_px;
  double step = 1.0 / (stretch->dx * per_px);
  g_autofree float *low = g_new (float, 2 * MAX (n, 1));
  HxRasterEnvelope envelope = { low, low + n, left, right - left, per_px };

  if (n == 0)
    return;
  envelope.clip_left = strip->left;
  envelope.clip_right = strip->right;
  envelope.y0 = stretch->y0;
  envelope.dy = stretch->dy;
  envelope.zero = stretch->zero;
  envelope.line_px = stretch->line_px;
  hx_trace_pyramid_extents (stretch->source->pyramid, stretch->lead, stretch->samples, stretch->n_samples,
                            stretch->first + (left - stretch->x0) / stretch->dx, step, low, low + n, n);
  hx_raster_envelope (strip->raster, &envelope, pixel);
}

static void
paint_cell (const Strip *strip, const HxTraceCell *cell, const HxTraceSource *source, guint32 pixel)
{
  const HxTracePaint *paint = strip->paint;
  double millimetre = paint->layout->px_per_mm * paint->scale;
  double rate_hz = hx_recording_get_rate_hz (source->recording);
  double last = (cell->start_s + cell->duration_s) * rate_hz;
  int lead = source->lead_map != NULL ? source->lead_map[cell->lead] : cell->lead;
  Stretch stretch = { .source = source, .lead = (guint)lead };

  if (lead < 0)
    return;
  stretch.n_samples = hx_recording_get_n_samples (source->recording);
  stretch.samples = hx_recording_get_lead_mv (source->recording, (guint)lead);
  stretch.first = cell->start_s * rate_hz;
  stretch.dx = paint->layout->speed_mm_s * millimetre / rate_hz;
  stretch.left = device (cell->x, paint->scale);
  stretch.x0 = stretch.left + 0.5;
  stretch.right = MIN ((int)ceil ((cell->x + cell->width) * paint->scale),
                       (int)ceil (stretch.x0 + (last - stretch.first) * stretch.dx) + 1);
  /* The middle of the pixel that the grid line fills. */
  stretch.y0 = device (cell->baseline_y, paint->scale) + 0.5;
  stretch.dy = (cell->inverted ? -cell->gain_mm_mv : cell->gain_mm_mv) * millimetre;
  stretch.zero = source->zeros_mv[lead];
  stretch.line_px = pen_px (paint);
  if (stretch.first >= (double)stretch.n_samples || stretch.right <= stretch.left)
    return;
  if (stretch.dx * DENSE_SAMPLES_PER_PX < 1.0)
    paint_extremes (strip, &stretch, pixel);
  else
    paint_line (strip, &stretch, last, pixel);
}

/* The gains of a row's pulse: its first half is that of limb leads, its second that of chest leads. */
static void
row_gains (const HxTraceLayout *layout, int row, double *limb, double *chest)
{
  *limb = *chest = 0.0;
  for (guint i = 0; i < layout->n_cells; i++)
    {
      const HxTraceCell *cell = &layout->cells[i];
      double *gain = cell->chest ? chest : limb;

      if (cell->row == row && *gain == 0.0)
        *gain = cell->gain_mm_mv;
    }
  if (*limb == 0.0)
    *limb = *chest;
  if (*chest == 0.0)
    *chest = *limb;
}

static void
paint_pulses (const Strip *strip, guint32 pixel)
{
  const HxTracePaint *paint = strip->paint;
  const HxTraceLayout *layout = paint->layout;
  double millimetre = layout->px_per_mm * paint->scale;
  double top_mm = layout->pulse_width / layout->px_per_mm, width_mm = 2.0 * PULSE_MARGIN_MM + top_mm;
  float samples[N_PULSE_SAMPLES];
  HxRasterTrace trace = { .samples = samples, .n_samples = N_PULSE_SAMPLES, .zero = 0.0f };

  trace.dx = width_mm * millimetre / (N_PULSE_SAMPLES - 1);
  trace.x0 =
      device (layout->origin_x, paint->scale) + 0.5 - (layout->origin_x - layout->pulse_x) * paint->scale;
  trace.dy = millimetre;
  trace.clip_left = strip->left;
  trace.clip_right = MIN (device (layout->origin_x, paint->scale), strip->right);
  trace.line_px = pen_px (paint);
  for (int row = 0; row < layout->n_rows; row++)
    {
      double limb, chest;

      row_gains (layout, row, &limb, &chest);
      for (int i = 0; i < N_PULSE_SAMPLES; i++)
        {
          double mm = width_mm * i / (N_PULSE_SAMPLES - 1) - PULSE_MARGIN_MM;

          samples[i] = mm < 0.0 || mm >= top_mm ? 0.0f : (float)(mm < top_mm / 2.0 ? limb : chest);
        }
      trace.y0 = device (hx_trace_layout_row_y (layout, row), paint->scale) + 0.5;
      hx_raster_trace (strip->raster, &trace, pixel);
    }
}

/* Short strokes where one lead ends and the next begins, as recorders make them. */
static void
paint_ticks (const Strip *strip, guint32 pixel)
{
  const HxTracePaint *paint = strip->paint;
  int height = MAX (device (TICK_MM * paint->layout->px_per_mm, paint->scale), 3);

  for (guint i = 0; i < paint->layout->n_cells; i++)
    {
      const HxTraceCell *cell = &paint->layout->cells[i];
      int x = device (cell->x, paint->scale), y = device (cell->baseline_y, paint->scale);

      if (cell->x > paint->layout->origin_x + 1.0)
        fill (strip, x, y - height, x + paint->scale, y + height + 1, pixel, 0.75f);
    }
}

static void
paint_cells (const Strip *strip, guint source)
{
  const HxTracePaint *paint = strip->paint;
  const HxPalette *palette = paint->palette;
  const GdkRGBA *color = paint->stacked ? &palette->trace : hx_trace_paint_source_color (palette, source);
  guint32 full = hx_palette_pixel (color), dim = hx_palette_pixel (&palette->trace_dim);

  for (guint i = 0; i < paint->layout->n_cells; i++)
    {
      const HxTraceCell *cell = &paint->layout->cells[i];

      if (cell->lead >= 0 && (!paint->stacked || cell->block == source))
        paint_cell (strip, cell, &paint->sources[source],
                    paint->emphasis < 0 || paint->emphasis == cell->lead ? full : dim);
    }
}

const GdkRGBA *
hx_trace_paint_source_color (const HxPalette *palette, guint index)
{
  return index == 0 ? &palette->trace : &palette->series[(index - 1) % HX_PALETTE_N_SERIES];
}

gboolean
hx_trace_paint_needs_pyramid (const HxTraceLayout *layout, int scale, HxRecording *recording)
{
  double px_per_s = layout->speed_mm_s * layout->px_per_mm * scale;

  return hx_trace_pyramid_is_needed (hx_recording_get_rate_hz (recording) / px_per_s / DENSE_SLICES);
}

void
hx_trace_paint_size (const HxTracePaint *paint, int *width, int *height)
{
  *width = MAX (device (paint->layout->paper_width, paint->scale), 1);
  *height = MAX (device (paint->layout->paper_height, paint->scale), 1);
}

static void
paint_band (guint item, guint worker, gpointer user_data)
{
  const Job *job = user_data;
  int height = job->raster->height;

  hx_trace_paper_copy (job->paper, job->raster, (int)item * height / N_BANDS,
                       ((int)item + 1) * height / N_BANDS);
}

static void
paint_strip (guint item, guint worker, gpointer user_data)
{
  const Job *job = user_data;
  const HxTracePaint *paint = job->paint;
  Strip strip = { job->raster, paint, (int)item * job->strip_px };

  strip.right = MIN (strip.left + job->strip_px, job->raster->width);
  if (paint->highlight_duration_s > 0.0)
    paint_highlight (&strip);
  if (paint->overlay != NULL)
    hx_trace_overlay_paint (paint->overlay, paint->overlay_map, job->raster, paint->layout, paint->scale,
                            paint->palette, strip.left, strip.right);
  paint_ticks (&strip, hx_palette_pixel (&paint->palette->paper_text));
  if (paint->pulse)
    paint_pulses (&strip, hx_palette_pixel (&paint->palette->trace));
  for (guint source = paint->n_sources; source > 0; source--)
    paint_cells (&strip, source - 1);
}

void
hx_trace_paint_into (HxRaster *raster, const HxTracePaint *paint)
{
  const HxTraceLayout *layout = paint->layout;
  guint n_threads = MIN (hx_parallel_n_processors (), MOST_THREADS);
  HxTracePaper paper;
  Job job = { raster, paint, &paper, MAX ((raster->width + MOST_STRIPS - 1) / MOST_STRIPS, LEAST_STRIP_PX) };

  hx_trace_paper_init (&paper, raster->width, raster->height, layout->px_per_mm * paint->scale,
                       layout->origin_x * paint->scale, layout->origin_y * paint->scale, paint->palette,
                       paint->grid);
  hx_parallel_for (N_BANDS, n_threads, paint_band, &job, NULL);
  if (paint->n_sources > 0)
    hx_parallel_for ((guint)(raster->width + job.strip_px - 1) / (guint)job.strip_px, n_threads, paint_strip,
                     &job, NULL);
  hx_trace_paper_clear (&paper);
}

void
hx_trace_paint (HxRaster *raster, const HxTracePaint *paint)
{
  hx_trace_paint_size (paint, &raster->width, &raster->height);
  raster->pixels = g_new (guint32, (gsize)raster->width * (gsize)raster->height);
  hx_trace_paint_into (raster, paint);
}
