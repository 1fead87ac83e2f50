/* hx-trace-overlay-paint.c: contributions to a score into pixels
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-overlay.h"

#include <math.h>

/* Share of a row that a band takes above and below the baseline: neighbouring rows do not touch. */
#define UP 0.45
#define DOWN 0.35
/* Weaker than this is drawn as nothing: the paper stays clean. */
#define FAINTEST 0.03f

/* What blending does to a column: pixel = (pixel x keep + add x 256) / 256 */
typedef struct
{
  guint32 *add, *keep;
  int first, end; /* columns with something to add */
} Band;

static int
device (double logical, int scale)
{
  return (int)floor (logical * scale + 0.5);
}

static const GdkRGBA *
color_of (const HxPalette *palette, float strength)
{
  return strength > 0.0f ? &palette->raises : &palette->lowers;
}

GdkRGBA
hx_trace_overlay_blend (const HxPalette *palette, float strength, const GdkRGBA *ground)
{
  const GdkRGBA *color = color_of (palette, strength);
  const float alpha = color->alpha * fabsf (strength);

  return (GdkRGBA){ ground->red + alpha * (color->red - ground->red),
                    ground->green + alpha * (color->green - ground->green),
                    ground->blue + alpha * (color->blue - ground->blue), 1.0f };
}

static guint32
weigh (guint32 pixel, guint32 weight)
{
  return (((pixel & 0xff00ffu) * weight >> 8) & 0xff00ffu) | (((pixel & 0xff00u) * weight >> 8) & 0xff00u);
}

static void
set_column (Band *band, int column, const HxPalette *palette, float strength)
{
  const GdkRGBA *color = color_of (palette, strength);
  const guint32 weight = (guint32)(256.0f * color->alpha * fabsf (strength) + 0.5f);

  band->add[column] = weigh (hx_palette_pixel (color), weight);
  band->keep[column] = 256 - weight;
  if (band->end == 0)
    band->first = column;
  band->end = column + 1;
}

static void
blend_rows (HxRaster *raster, const Band *band, int left, int top, int bottom)
{
  for (int y = MAX (top, 0); y < MIN (bottom, raster->height); y++)
    {
      guint32 *row = raster->pixels + (gsize)y * (gsize)raster->width + left;

      for (int i = band->first; i < band->end; i++)
        row[i] = 0xff000000u | (weigh (row[i], band->keep[i]) + band->add[i]);
    }
}

static void
paint_cell (const HxTraceOverlay *self, guint lead, const HxTraceCell *cell, HxRaster *raster,
            const HxTraceLayout *layout, int scale, const HxPalette *palette, int left, int right,
            guint32 *room)
{
  const int n = right - left, baseline = device (cell->baseline_y, scale);
  const int up = device (UP * layout->row_height, scale), down = device (DOWN * layout->row_height, scale);
  const double s_per_px = 1.0 / (layout->px_per_mm * layout->speed_mm_s * scale);
  const int x0 = device (cell->x, scale);
  Band bands[2] = { { room, room + n, 0, 0 }, { room + 2 * n, room + 3 * n, 0, 0 } };

  for (int i = 0; i < n; i++)
    {
      const double from_s = cell->start_s + (left + i - x0) * s_per_px;
      const float strength = hx_trace_overlay_get_strength (self, lead, from_s, from_s + s_per_px);

      bands[0].add[i] = bands[1].add[i] = 0;
      bands[0].keep[i] = bands[1].keep[i] = 256;
      if (fabsf (strength) >= FAINTEST)
        set_column (&bands[strength > 0.0f ? 0 : 1], i, palette, strength);
    }
  blend_rows (raster, &bands[0], left, baseline - up, baseline);
  blend_rows (raster, &bands[1], left, baseline + scale, baseline + down);
}

void
hx_trace_overlay_paint (const HxTraceOverlay *self, const int *lead_map, HxRaster *raster,
                        const HxTraceLayout *layout, int scale, const HxPalette *palette, int left, int right)
{
  g_autofree guint32 *room = g_new (guint32, 4 * (gsize)MAX (right - left, 1));
  const double px_per_s = layout->px_per_mm * layout->speed_mm_s;

  for (guint i = 0; i < layout->n_cells; i++)
    {
      const HxTraceCell *cell = &layout->cells[i];
      const int cell_left = MAX (device (cell->x, scale), left);
      const int cell_right =
          MIN (device (cell->x + MIN (cell->duration_s * px_per_s, cell->width), scale), right);

      if (cell->block == 0 && cell->lead >= 0 && lead_map[cell->lead] >= 0 && cell_right > cell_left)
        paint_cell (self, (guint)lead_map[cell->lead], cell, raster, layout, scale, palette, cell_left,
                    cell_right, room);
    }
}
