/* hx-trace-paper.c: millimetre paper into pixels
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-trace-paper.h"

#include <math.h>
#include <string.h>

/* Device pixels a millimetre from which the 1 mm lines appear, and from which they have their full colour:
 * close together they would only be a veil. */
#define LEAST_MINOR_PX 2.0
#define FULL_MINOR_PX 3.0
#define LEAST_MAJOR_PX 3.0
/* Below this many, the 5 mm lines stand so close that they are drawn in the lighter colour. */
#define LEAST_STRONG_PX 11.0

enum
{
  BETWEEN,
  MINOR,
  MAJOR,
  N_KINDS,
};

/* The colour between @from and @to, at @share of the way. */
static guint32
mix (const GdkRGBA *from, const GdkRGBA *to, double share)
{
  float t = (float)CLAMP (share, 0.0, 1.0);
  GdkRGBA mixed = { from->red + t * (to->red - from->red), from->green + t * (to->green - from->green),
                    from->blue + t * (to->blue - from->blue), 1.0f };

  return hx_palette_pixel (&mixed);
}

/* Which pixels from 0 to @n are lines, one at every @step from @origin. */
static void
mark_lines (guint8 *marks, int n, double origin, double step, guint8 mark)
{
  for (double i = ceil (-origin / step - 0.5);; i += 1.0)
    {
      int at = (int)floor (origin + i * step + 0.5);

      if (at >= n)
        return;
      if (at >= 0)
        marks[at] = mark;
    }
}

void
hx_trace_paper_init (HxTracePaper *paper, int width, int height, double millimetre, double x, double y,
                     const HxPalette *palette, gboolean grid)
{
  gboolean strong = 5.0 * millimetre >= LEAST_STRONG_PX;
  guint32 pixels[N_KINDS] = { hx_palette_pixel (&palette->paper) };
  g_autofree guint8 *columns = g_new0 (guint8, width);

  pixels[MINOR] = mix (&palette->paper, &palette->grid_minor,
                       (millimetre - LEAST_MINOR_PX) / (FULL_MINOR_PX - LEAST_MINOR_PX));
  pixels[MAJOR] = hx_palette_pixel (strong ? &palette->grid_major : &palette->grid_minor);
  paper->width = width;
  paper->height = height;
  paper->rows = g_new0 (guint8, height);
  paper->kinds = g_new (guint32, N_KINDS * (gsize)width);
  if (grid && millimetre >= LEAST_MINOR_PX)
    {
      mark_lines (columns, width, x, millimetre, MINOR);
      mark_lines (paper->rows, height, y, millimetre, MINOR);
    }
  if (grid && 5.0 * millimetre >= LEAST_MAJOR_PX)
    {
      mark_lines (columns, width, x, 5.0 * millimetre, MAJOR);
      mark_lines (paper->rows, height, y, 5.0 * millimetre, MAJOR);
    }
  for (int kind = 0; kind < N_KINDS; kind++)
    for (int column = 0; column < width; column++)
      paper->kinds[(gsize)kind * (gsize)width + (gsize)column] = pixels[MAX (columns[column], kind)];
}

void
hx_trace_paper_clear (HxTracePaper *paper)
{
  g_clear_pointer (&paper->rows, g_free);
  g_clear_pointer (&paper->kinds, g_free);
}

void
hx_trace_paper_copy (const HxTracePaper *paper, HxRaster *raster, int top, int bottom)
{
  gsize width = (gsize)paper->width;

  for (int row = top; row < bottom; row++)
    memcpy (raster->pixels + (gsize)row * width, paper->kinds + paper->rows[row] * width,
            width * sizeof (guint32));
}
