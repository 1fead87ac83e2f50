/* hx-raster.h: lines drawn into pixels by filling vertical spans with their coverage
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HxRaster:
 * @pixels: width x height pixels 0xAARRGGBB in native byte order, premultiplied, rows top to bottom
 *
 * A canvas. No GTK in here, no state between calls: the same calls give the same bits.
 * Coordinates are pixels, (0, 0) the upper left corner of the upper left pixel.
 */
typedef struct
{
  guint32 *pixels;
  int width;
  int height;
} HxRaster;

/** Allocates the pixels, all of colour @pixel. Free with hx_raster_clear(). */
void hx_raster_init (HxRaster *raster, int width, int height, guint32 pixel);
void hx_raster_clear (HxRaster *raster);

/** Hands the pixels out, leaving @raster empty. Returns: (transfer full): width x height x 4 bytes */
GBytes *hx_raster_steal_bytes (HxRaster *raster);

/** Blends a rectangle of whole pixels; what lies outside the canvas is left out, and nothing is done if a
 * side is negative. */
void hx_raster_fill (HxRaster *raster, int x, int y, int width, int height, guint32 pixel, float opacity);

/**
 * HxRasterTrace:
 * @samples: n values, NaN where missing
 * @x0: where sample 0 is
 * @dx: pixels from one sample to the next, > 0
 * @y0: where the value @zero is
 * @dy: pixels a unit; positive values go up, or down if it is negative
 * @clip_left, @clip_right: the columns that may be touched, [left, right)
 * @line_px: width of the line, 0.5 .. 8
 */
typedef struct
{
  const float *samples;
  gsize n_samples;
  double x0, dx;
  double y0, dy;
  float zero;
  int clip_left, clip_right;
  float line_px;
} HxRasterTrace;

/**
 * hx_raster_trace:
 *
 * Draws a sampled signal as a line with round ends and joins. Every pixel column is cut into
 * narrow slices; each takes the least and greatest value of the polyline inside it, so no
 * sample is lost however many share a column, is widened by the pen and adds its exact
 * vertical overlap to the pixels' coverage. A missing sample is a gap; a sample between two
 * missing ones is a dot. Time O(samples in the clip + slices).
 */
void hx_raster_trace (HxRaster *raster, const HxRasterTrace *trace, guint32 pixel);

/**
 * HxRasterEnvelope:
 * @low, @high: width x per_px values: the least and the greatest in each slice of a column, from left to
 *   right; low > high where there is none
 * @left: column that the first values belong to
 * @width: columns
 * @per_px: slices that a column is cut into, 1 .. 8
 * @clip_left, @clip_right: the columns that may be touched, [left, right)
 * @y0, @dy, @zero, @line_px: as in HxRasterTrace; @dy may be negative, too
 */
typedef struct
{
  const float *low, *high;
  int left, width, per_px;
  int clip_left, clip_right;
  double y0, dy;
  float zero;
  float line_px;
} HxRasterEnvelope;

/** Draws a signal of which only the extremes are known, where many samples share a column. Slices side by
 * side without a common height are joined. */
void hx_raster_envelope (HxRaster *raster, const HxRasterEnvelope *envelope, guint32 pixel);

/**
 * HxRasterStamp:
 * @coverage: size x size values, 0 .. 255
 *
 * A small shape that is put down many times, centred on a whole pixel.
 */
typedef struct
{
  int size;
  guint8 *coverage;
} HxRasterStamp;

/** A disc, or with @inner_radius > 0 a ring, anti-aliased. Free with hx_raster_stamp_clear(). */
void hx_raster_stamp_init_disc (HxRasterStamp *stamp, float radius, float inner_radius);
void hx_raster_stamp_clear (HxRasterStamp *stamp);

/** Puts @stamp's middle on pixel (@x, @y); what lies outside the canvas is left out. */
void hx_raster_stamp_draw (HxRaster *raster, const HxRasterStamp *stamp, int x, int y, guint32 pixel);

G_END_DECLS
