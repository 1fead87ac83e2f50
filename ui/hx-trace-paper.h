/* hx-trace-paper.h: millimetre paper into pixels
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/hx-palette.h"
#include "ui/hx-raster.h"

G_BEGIN_DECLS

/**
 * HxTracePaper:
 * @rows: for every row of pixels, which of the kinds it is
 * @kinds: whole rows: between the lines, on a thin and on a thick one; each is drawn once and copied
 */
typedef struct
{
  int width, height;
  guint8 *rows;
  guint32 *kinds;
} HxTracePaper;

/**
 * hx_trace_paper_init:
 * @millimetre: pixels
 * @x, @y: where the grid has a 5 mm crossing, in pixels
 * @grid: FALSE for blank paper
 *
 * Free with hx_trace_paper_clear().
 */
void hx_trace_paper_init (HxTracePaper *paper, int width, int height, double millimetre, double x, double y,
                          const HxPalette *palette, gboolean grid);
void hx_trace_paper_clear (HxTracePaper *paper);

/** Sets every pixel of rows [top, bottom) of @raster, which has the paper's size. Whole rows: the longer what
 * is copied at once, the faster. */
void hx_trace_paper_copy (const HxTracePaper *paper, HxRaster *raster, int top, int bottom);

G_END_DECLS
