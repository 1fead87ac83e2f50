/* hx-draw.h: what several drawn widgets share: text, focus rings, ticks
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** A layout in @widget's font with figures of equal width. @size: 1 for the widget's own. Returns: (transfer
 * full) */
PangoLayout *hx_draw_layout (GtkWidget *widget, const char *text, double size, gboolean bold);

/** Appends @layout with the point at share (@x_align, @y_align) of its extents at (@x, @y), on whole pixels.
 */
void hx_draw_layout_at (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, double x_align,
                        double y_align, const GdkRGBA *color);

/** A line around @area, or with NULL the whole widget, if the focus is to be seen there. */
void hx_draw_focus (GtkWidget *widget, GtkSnapshot *snapshot, const graphene_rect_t *area,
                    const GdkRGBA *color);

/** Text in the middle of the widget, wrapped: an empty state. */
void hx_draw_centred (GtkWidget *widget, GtkSnapshot *snapshot, const char *text, const GdkRGBA *color);

/** The widget's CSS colour. */
GdkRGBA hx_draw_css_color (GtkWidget *widget);

/** Whether @previous and the present flags differ in whether the focus is seen. */
gboolean hx_draw_focus_changed (GtkWidget *widget, GtkStateFlags previous);

/** Sets @color, with its own alpha times @opacity, on @cr. */
void hx_draw_set_source (cairo_t *cr, const GdkRGBA *color, double opacity);

/**
 * hx_draw_texture_new:
 * @pixels: width x height as in HxRaster; a reference is kept
 * @opaque: every pixel's alpha is 255
 *
 * A texture for hx_draw_texture(). GTK 4.8 copies and converts a texture's pixels at every frame that its
 * Cairo renderer draws, premultiplied ones even through floating point, which takes longer than all else
 * together. So that renderer is given the pixels themselves.
 *
 * Returns: (transfer full)
 */
GdkTexture *hx_draw_texture_new (GBytes *pixels, int width, int height, gboolean opaque);

/** Appends a texture of hx_draw_texture_new(). */
void hx_draw_texture (GtkWidget *widget, GtkSnapshot *snapshot, GdkTexture *texture,
                      const graphene_rect_t *bounds);

G_END_DECLS
