/* hx-paper-text.h: text on paper, in millimetres
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <pango/pangocairo.h>

G_BEGIN_DECLS

/**
 * HxPaperText: how a piece of text looks
 * @size_pt: of the type, 0 for 8
 * @grey: 0 black .. 1 white
 * @width_mm: 0: as wide as it is; otherwise what does not fit ends in "…"
 * @n_lines: lines that it may be broken into, 0 for 1
 * @halo: whether it stands out from a grid behind it
 */
typedef struct
{
  double size_pt;
  gboolean bold;
  double grey;
  double width_mm;
  int n_lines;
  PangoAlignment align;
  gboolean halo;
} HxPaperText;

/**
 * hx_paper_text:
 * @cr: its unit is a millimetre
 * @x_mm: left, right or middle of the text, as @style's alignment says
 * @baseline_mm: of its first line
 *
 * Figures have equal widths. The width comes from the font alone, whatever the surface.
 *
 * Returns: the height below the first baseline of its last baseline
 */
double hx_paper_text (cairo_t *cr, const HxPaperText *style, double x_mm, double baseline_mm,
                      const char *text);

/** Width of one line in mm. */
double hx_paper_text_width_mm (cairo_t *cr, const HxPaperText *style, const char *text);

G_END_DECLS
