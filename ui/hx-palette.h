/* hx-palette.h: every colour that is drawn, in one place
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * HxScheme:
 *
 * Which set of colours. %HX_SCHEME_PRINT is the classic paper, whatever the desktop's style.
 */
typedef enum
{
  HX_SCHEME_LIGHT,
  HX_SCHEME_DARK,
  HX_SCHEME_LIGHT_HIGH_CONTRAST,
  HX_SCHEME_DARK_HIGH_CONTRAST,
  HX_SCHEME_PRINT,
  HX_N_SCHEMES,
} HxScheme;

/** Number of colours for series and categories. */
#define HX_PALETTE_N_SERIES 7

/**
 * HxPalette:
 * @paper: ground of ECG paper
 * @grid_minor: 1 mm lines, about 20 % contrast to the paper
 * @grid_major: 5 mm lines, about 40 %
 * @trace: the signal; at least 7:1 to the paper
 * @trace_dim: leads that are not emphasised
 * @paper_text: lead names, scale and times on the paper; at least 4.5:1
 * @highlight: tint of a highlighted window, with alpha
 * @caliper: measuring lines on the paper
 * @raises, @lowers: tints of what speaks for a statement and against it; alpha is that of the strongest
 * @ground: ground of charts
 * @text, @text_dim: labels of charts
 * @axis, @rule: axes and thin rules of charts
 * @with, @without: records with and without a label
 * @fused, @decoupled, @merged: the branches of a decoupled head and its merged answer
 * @focus: keyboard focus and the current record
 * @series: Okabe and Ito's colours (J*FLY, 2008), adapted to the ground's lightness
 */
typedef struct
{
  GdkRGBA paper, grid_minor, grid_major, trace, trace_dim, paper_text, highlight, caliper, raises, lowers;
  GdkRGBA ground, text, text_dim, axis, rule;
  GdkRGBA with, without, fused, decoupled, merged, focus;
  GdkRGBA series[HX_PALETTE_N_SERIES];
} HxPalette;

/** The colours of @scheme. Static. */
const HxPalette *hx_palette_get (HxScheme scheme);

/** The scheme that the desktop's style asks of @widget. */
HxScheme hx_palette_scheme_for (GtkWidget *widget);

/** Calls gtk_widget_queue_draw() on @widget whenever the desktop's style changes, as long as it lives. */
void hx_palette_watch (GtkWidget *widget);

/** WCAG 2 contrast ratio of two opaque colours, 1 .. 21. */
double hx_palette_contrast (const GdkRGBA *a, const GdkRGBA *b);

/** @color as one opaque pixel 0xAARRGGBB. */
guint32 hx_palette_pixel (const GdkRGBA *color);

G_END_DECLS
