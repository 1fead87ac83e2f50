/* hx-raster.c: lines drawn into pixels by filling vertical spans with their coverage
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-raster.h"

#include <math.h>
#include <string.h>

/* Slices a pixel column is cut into: the steps in which a steep line's edge is smooth. */
#define SLICES 6
/* Slices and their surroundings that an envelope's column may have. */
#define MOST_SLICES 8
#define MAX_LINE_PX 8.0f
/* Fewer rows that all slices cover are not worth their own way. */
#define LEAST_COMMON_ROWS 4
/* Pixels of a cache line, and how far ahead they are asked for. */
#define LINE_PIXELS 16
#define PREFETCH_PX 32
#define FAR 1e30f
#define MOST_Y 1e6f

void
hx_raster_init (HxRaster *raster, int width, int height, guint32 pixel)
{
  gsize n;

  g_return_if_fail (width > 0 && height > 0);

  n = (gsize)width * (gsize)height;
  raster->pixels = g_new (guint32, n);
  raster->width = width;
  raster->height = height;
  for (gsize i = 0; i < n; i++)
    raster->pixels[i] = pixel;
}

void
hx_raster_clear (HxRaster *raster)
{
  g_clear_pointer (&raster->pixels, g_free);
  raster->width = raster->height = 0;
}

GBytes *
hx_raster_steal_bytes (HxRaster *raster)
{
  gsize size = (gsize)raster->width * (gsize)raster->height * sizeof (guint32);
  GBytes *bytes = g_bytes_new_take (g_steal_pointer (&raster->pixels), size);

  raster->width = raster->height = 0;
  return bytes;
}

/* Two bytes in the places of @pair's (0x00xx00yy) times @factor / 255, rounded. */
static inline guint32
scale_pair (guint32 pair, guint32 factor)
{
  guint32 t = pair * factor + 0x00800080;

  return ((t + ((t >> 8) & 0x00ff00ff)) >> 8) & 0x00ff00ff;
}

static inline guint32
scale_pixel (guint32 pixel, guint32 factor)
{
  return scale_pair (pixel & 0x00ff00ff, factor) | scale_pair ((pixel >> 8) & 0x00ff00ff, factor) << 8;
}

/* @pixel with coverage 0 .. 255 over @ground, both premultiplied. No byte overflows: rounding errs by less
 * than half a step on either side, and a premultiplied byte is no greater than its alpha. */
static inline guint32
blend (guint32 ground, guint32 pixel, guint32 coverage)
{
  guint32 over = scale_pixel (pixel, coverage);

  return over + scale_pixel (ground, 255 - (over >> 24));
}

void
hx_raster_fill (HxRaster *raster, int x, int y, int width, int height, guint32 pixel, float opacity)
{
  int x0 = MAX (x, 0), x1 = MIN ((gint64)x + width, raster->width);
  int y0 = MAX (y, 0), y1 = MIN ((gint64)y + height, raster->height);
  guint32 coverage = (guint32)(CLAMP (opacity, 0.0f, 1.0f) * 255.0f + 0.5f);

  for (int row = y0; row < y1; row++)
    {
      guint32 *line = raster->pixels + (gsize)row * raster->width;

      for (int column = x0; column < x1; column++)
        line[column] = blend (line[column], pixel, coverage);
    }
}

/* The polyline's extent in every slice: lo the least, hi the greatest y; lo > hi where there is none. */
typedef struct
{
  float *lo, *hi;
  int n;
  int per_px;
  double x_first; /* left edge of slice 0 in px */
} Slices;

static inline void
slices_add (Slices *slices, int i, float y)
{
  if (i < 0 || i >= slices->n)
    return;
  slices->lo[i] = MIN (slices->lo[i], y);
  slices->hi[i] = MAX (slices->hi[i], y);
}

/* The slice at position @u, or -1 and n for all before and behind. Truncation stands for floor(), which is a
 * call on machines without SSE 4.1. */
static inline int
slice_of (double u, int n)
{
  return (int)(CLAMP (u, -1.0, (double)n) + 1.0) - 1;
}

/* Every sample stands in its slice, and every segment with its height at each edge between slices. */
static void
slices_collect (Slices *slices, const HxRasterTrace *trace)
{
  double u_per_sample = trace->dx * SLICES, samples_per_u = 1.0 / u_per_sample;
  double u_origin = (trace->x0 - slices->x_first) * SLICES;
  double first = ceil (-u_origin * samples_per_u) - 1.0;
  double last = floor ((slices->n - u_origin) * samples_per_u) + 1.0;
  gsize begin = first > 0.0 ? (gsize)MIN (first, (double)trace->n_samples) : 0;
  gsize end = last < 0.0 ? 0 : (gsize)MIN (last + 1.0, (double)trace->n_samples);
  float y_previous = NAN;
  int slice_previous = 0;

  for (gsize i = begin; i < end; i++)
    {
      double u = u_origin + (double)i * u_per_sample;
      float y = (float)(trace->y0 - (double)(trace->samples[i] - trace->zero) * trace->dy);
      int slice = slice_of (u, slices->n);

      if (!isnan (y))
        {
          y = CLAMP (y, -MOST_Y, MOST_Y);
          slices_add (slices, slice, y);
        }
      if (slice > slice_previous && !isnan (y) && !isnan (y_previous))
        {
          double slope = (y - y_previous) * samples_per_u;

          for (int k = slice_previous; k < slice; k++)
            {
              float y_edge = (float)(y - slope * (u - (k + 1)));

              slices_add (slices, k, y_edge);
              slices_add (slices, k + 1, y_edge);
            }
        }
      y_previous = y;
      slice_previous = slice;
    }
}

/* Widens the slices by a round pen: out[i] spans the discs of all slices within reach. The arrays of
 * @slices have @reach slices more on either side than @n. */
static void
slices_dilate (const Slices *slices, float radius, int reach, float *top, float *bottom, int n)
{
  for (int i = 0; i < n; i++)
    {
      top[i] = FAR;
      bottom[i] = -FAR;
    }
  for (int k = 0; k <= 2 * reach; k++)
    {
      float dx = (float)(k - reach) / (float)slices->per_px;
      float dy = sqrtf (MAX (radius * radius - dx * dx, 0.0f));
      const float *lo = slices->lo + k, *hi = slices->hi + k;

      for (int i = 0; i < n; i++)
        {
          float t = lo[i] - dy, b = hi[i] + dy;

          top[i] = t < top[i] ? t : top[i];
          bottom[i] = b > bottom[i] ? b : bottom[i];
        }
    }
}

/* Adds the vertical overlap of [top, bottom] with each row to @cover; widens the touched rows. */
static void
cover_span (float *cover, int height, float top, float bottom, int *row_first, int *row_last)
{
  int first, last;

  top = MAX (top, 0.0f);
  bottom = MIN (bottom, (float)height);
  if (top >= bottom)
    return;

  first = (int)top;
  last = MIN ((int)bottom, height - 1);
  if (first == last)
    cover[first] += bottom - top;
  else
    {
      cover[first] += (float)(first + 1) - top;
      for (int row = first + 1; row < last; row++)
        cover[row] += 1.0f;
      cover[last] += bottom - (float)last;
    }
  *row_first = MIN (*row_first, first);
  *row_last = MAX (*row_last, last);
}

/* Blends the coverage that was added to rows @first to @last, and clears it. */
static void
blend_rows (HxRaster *raster, int column, float *cover, int first, int last, float scale, guint32 pixel)
{
  guint32 *at = raster->pixels + (gsize)MIN (first, raster->height - 1) * raster->width + column;

  for (int row = first; row <= last; row++, at += raster->width)
    {
      guint32 coverage = (guint32)(cover[row] * scale + 0.5f);

      if (coverage >= 255 && pixel >> 24 == 255)
        *at = pixel;
      else
        *at = blend (*at, pixel, MIN (coverage, 255));
      cover[row] = 0.0f;
    }
}

/* The rows [first, last) that every slice covers; none where they are few. */
static void
common_rows (const float *top, const float *bottom, int n_slices, int height, int *first, int *last)
{
  float lowest_top = top[0], highest_bottom = bottom[0];

  for (int s = 1; s < n_slices; s++)
    {
      lowest_top = MAX (lowest_top, top[s]);
      highest_bottom = MIN (highest_bottom, bottom[s]);
    }
  lowest_top = CLAMP (lowest_top, 0.0f, (float)height);
  highest_bottom = CLAMP (highest_bottom, 0.0f, (float)height);
  /* One more than truncation: ceilf() is a call on machines without SSE 4.1. */
  *first = (int)lowest_top + 1;
  *last = (int)highest_bottom;
  if (*last - *first < LEAST_COMMON_ROWS)
    *first = *last = height;
}

/* Rows that all slices cover are set; what is above and below them is blended. */
static void
fill_column (HxRaster *raster, int column, float *cover, const float *top, const float *bottom, int n_slices,
             guint32 pixel)
{
  int height = raster->height, first = height, last = -1, full_first, full_last;
  float scale = 255.0f / (float)n_slices;

  common_rows (top, bottom, n_slices, height, &full_first, &full_last);
  for (int s = 0; s < n_slices; s++)
    cover_span (cover, height, top[s], MIN (bottom[s], (float)full_first), &first, &last);
  blend_rows (raster, column, cover, first, last, scale, pixel);
  if (full_first >= full_last)
    return;
  if (pixel >> 24 == 255)
    {
      guint32 *at = raster->pixels + (gsize)full_first * raster->width + column;

      for (int row = full_first; row < full_last; row++, at += raster->width)
        *at = pixel;
    }
  else
    {
      for (int row = full_first; row < full_last; row++)
        cover[row] = (float)n_slices;
      blend_rows (raster, column, cover, full_first, full_last - 1, scale, pixel);
    }
  first = height;
  last = -1;
  for (int s = 0; s < n_slices; s++)
    cover_span (cover, height, MAX (top[s], (float)full_last), bottom[s], &first, &last);
  blend_rows (raster, column, cover, first, last, scale, pixel);
}

/* Memory for @width columns and a pen of @radius; the slices are empty. Free with g_free(). */
static float *
slices_init (Slices *slices, const HxRaster *raster, int width, int per_px, float radius, int *reach)
{
  int n = width * per_px;
  float *memory;

  *reach = (int)(radius * (float)per_px);
  slices->per_px = per_px;
  slices->n = n + 2 * *reach;
  memory = g_new (float, 2 * (gsize)slices->n + 2 * (gsize)n + (gsize)raster->height);
  slices->lo = memory;
  slices->hi = slices->lo + slices->n;
  for (int i = 0; i < slices->n; i++)
    {
      slices->lo[i] = FAR;
      slices->hi[i] = -FAR;
    }
  return memory;
}

/* The pixels of a large canvas are not in the processor's cache: asks for those of the columns from @begin on
 * before they are needed. */
static void
prefetch_columns (const HxRaster *raster, int left, const float *top, const float *bottom, int begin, int end,
                  int per_px)
{
  float highest = FAR, lowest = -FAR;
  const guint32 *at;
  int first, last;

  for (int i = begin * per_px; i < end * per_px; i++)
    {
      highest = MIN (highest, top[i]);
      lowest = MAX (lowest, bottom[i]);
    }
  if (highest >= lowest)
    return;
  first = (int)CLAMP (highest, 0.0f, (float)raster->height);
  last = (int)CLAMP (lowest, 0.0f, (float)(raster->height - 1));
  at = raster->pixels + (gsize)first * raster->width + left + begin;
  for (int row = first; row <= last; row++, at += raster->width)
    {
      __builtin_prefetch (at, 1);
      __builtin_prefetch (at + LINE_PIXELS - 1, 1);
    }
}

/* Widens the slices by the pen and fills the columns from @left on. */
static void
slices_fill (const Slices *slices, HxRaster *raster, int left, float radius, int reach, guint32 pixel)
{
  int n = slices->n - 2 * reach, width = n / slices->per_px;
  float *top = slices->hi + slices->n, *bottom = top + n, *cover = bottom + n;

  memset (cover, 0, sizeof (float) * (gsize)raster->height);
  slices_dilate (slices, radius, reach, top, bottom, n);
  for (int column = 0; column < width; column++)
    {
      int i = column * slices->per_px, ahead = column + PREFETCH_PX;

      if ((left + column) % LINE_PIXELS == 0 && ahead < width)
        prefetch_columns (raster, left, top, bottom, ahead, MIN (ahead + LINE_PIXELS, width), slices->per_px);
      fill_column (raster, left + column, cover, top + i, bottom + i, slices->per_px, pixel);
    }
}

void
hx_raster_trace (HxRaster *raster, const HxRasterTrace *trace, guint32 pixel)
{
  int left = MAX (trace->clip_left, 0), right = MIN (trace->clip_right, raster->width), reach;
  float radius = CLAMP (trace->line_px, 0.5f, MAX_LINE_PX) / 2.0f;
  g_autofree float *memory = NULL;
  Slices slices;

  g_return_if_fail (raster->pixels != NULL && trace->dx > 0.0);

  if (right <= left || trace->n_samples == 0)
    return;
  memory = slices_init (&slices, raster, right - left, SLICES, radius, &reach);
  slices.x_first = left - (double)reach / SLICES;
  slices_collect (&slices, trace);
  slices_fill (&slices, raster, left, radius, reach, pixel);
}

/* Where two slices beside each other have no height in common, the line crosses from one to the other
 * between them: each takes half of the way. */
static void
slices_join (Slices *slices)
{
  for (int i = 1; i < slices->n; i++)
    {
      float *lo = slices->lo + i, *hi = slices->hi + i;

      if (lo[-1] > hi[-1] || lo[0] > hi[0])
        continue;
      if (lo[0] > hi[-1])
        lo[0] = hi[-1] = (lo[0] + hi[-1]) / 2.0f;
      else if (hi[0] < lo[-1])
        hi[0] = lo[-1] = (hi[0] + lo[-1]) / 2.0f;
    }
}

void
hx_raster_envelope (HxRaster *raster, const HxRasterEnvelope *envelope, guint32 pixel)
{
  int left = MAX (MAX (envelope->left, envelope->clip_left), 0), reach;
  int right = MIN (MIN (envelope->left + envelope->width, envelope->clip_right), raster->width);
  float radius = CLAMP (envelope->line_px, 0.5f, MAX_LINE_PX) / 2.0f;
  g_autofree float *memory = NULL;
  Slices slices;

  g_return_if_fail (raster->pixels != NULL);
  g_return_if_fail (envelope->per_px >= 1 && envelope->per_px <= MOST_SLICES);

  if (right <= left)
    return;
  memory = slices_init (&slices, raster, right - left, envelope->per_px, radius, &reach);
  for (int i = 0; i < slices.n; i++)
    {
      int k = i - reach + (left - envelope->left) * envelope->per_px;
      double y_low, y_high;

      if (k < 0 || k >= envelope->width * envelope->per_px || envelope->low[k] > envelope->high[k])
        continue;
      y_low = envelope->y0 - (double)(envelope->low[k] - envelope->zero) * envelope->dy;
      y_high = envelope->y0 - (double)(envelope->high[k] - envelope->zero) * envelope->dy;
      slices.lo[i] = (float)CLAMP (MIN (y_low, y_high), -MOST_Y, MOST_Y);
      slices.hi[i] = (float)CLAMP (MAX (y_low, y_high), -MOST_Y, MOST_Y);
    }
  slices_join (&slices);
  slices_fill (&slices, raster, left, radius, reach, pixel);
}

/* How much of pixel (x, y), seen from the middle of a disc, lies inside @radius: 4 x 4 samples. */
static int
disc_samples (int x, int y, float radius)
{
  int inside = 0;

  for (int i = 0; i < 16; i++)
    {
      float dx = (float)x + ((float)(i % 4) - 1.5f) / 4.0f, dy = (float)y + ((float)(i / 4) - 1.5f) / 4.0f;

      inside += dx * dx + dy * dy <= radius * radius;
    }
  return inside;
}

void
hx_raster_stamp_init_disc (HxRasterStamp *stamp, float radius, float inner_radius)
{
  int reach = (int)ceilf (radius);

  stamp->size = 2 * reach + 1;
  stamp->coverage = g_new (guint8, (gsize)stamp->size * (gsize)stamp->size);
  for (int y = -reach; y <= reach; y++)
    for (int x = -reach; x <= reach; x++)
      {
        int inside =
            disc_samples (x, y, radius) - (inner_radius > 0.0f ? disc_samples (x, y, inner_radius) : 0);

        stamp->coverage[(y + reach) * stamp->size + x + reach] = (guint8)(inside * 255 / 16);
      }
}

void
hx_raster_stamp_clear (HxRasterStamp *stamp)
{
  g_clear_pointer (&stamp->coverage, g_free);
  stamp->size = 0;
}

void
hx_raster_stamp_draw (HxRaster *raster, const HxRasterStamp *stamp, int x, int y, guint32 pixel)
{
  int reach = stamp->size / 2;

  if (x < -reach || y < -reach || x >= raster->width + reach || y >= raster->height + reach)
    return;
  for (int row = MAX (y - reach, 0); row <= MIN (y + reach, raster->height - 1); row++)
    {
      const guint8 *coverage = stamp->coverage + (row - y + reach) * stamp->size;
      guint32 *line = raster->pixels + (gsize)row * raster->width;

      for (int column = MAX (x - reach, 0); column <= MIN (x + reach, raster->width - 1); column++)
        if (coverage[column - x + reach] > 0)
          line[column] = blend (line[column], pixel, coverage[column - x + reach]);
    }
}
