/* hx-trace-view-draw.c: the trace view: what is seen
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-draw.h"
#include "ui/hx-trace-view-private.h"

#include <glib/gi18n-lib.h>

static GdkTexture *
paint_texture (HxTraceView *self, const HxTraceLayout *layout, HxScheme scheme, int scale)
{
  guint n_sources;
  g_autofree HxTraceSource *sources = hx_trace_view_get_sources (self, scale, &n_sources);
  const HxTracePaint paint = {
    .layout = layout,
    .scale = scale,
    .sources = sources,
    .n_sources = n_sources,
    .stacked = self->comparison == HX_TRACE_STACKED,
    .palette = hx_palette_get (scheme),
    .grid = self->grid,
    .pulse = self->pulse,
    .emphasis = self->emphasis,
    .highlight_start_s = self->highlight_start_s,
    .highlight_duration_s = self->highlight_duration_s,
    .overlay = self->overlay,
    .overlay_map = self->overlay_map,
  };

  return hx_trace_frames_paint (self->frames, &paint);
}

static void
ensure_texture (HxTraceView *self, const HxTraceLayout *layout, HxScheme scheme)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  if (self->texture != NULL && self->texture_scale == scale && self->texture_scheme == scheme)
    return;
  g_clear_object (&self->texture);
  self->texture = paint_texture (self, layout, scheme, scale);
  self->texture_scale = scale;
  self->texture_scheme = scheme;
}

void
hx_trace_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HxTraceView *self = HX_TRACE_VIEW (widget);
  HxScheme scheme = hx_palette_scheme_for (widget);
  const HxPalette *palette = hx_palette_get (scheme);
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  graphene_rect_t visible = hx_trace_view_get_visible (self);

  ensure_texture (self, layout, scheme);
  hx_draw_texture (
      GTK_WIDGET (self), snapshot, self->texture,
      &GRAPHENE_RECT_INIT (0, 0, (float)gdk_texture_get_width (self->texture) / (float)self->texture_scale,
                           (float)gdk_texture_get_height (self->texture) / (float)self->texture_scale));
  if (self->recording == NULL)
    hx_draw_centred (widget, snapshot, self->empty_text != NULL ? self->empty_text : _ ("No recording"),
                     &palette->paper_text);
  else
    {
      hx_trace_view_draw_names (self, snapshot, palette);
      hx_trace_view_overlay_snapshot (self, snapshot, palette);
      hx_trace_view_draw_footer (self, snapshot, palette);
      hx_trace_view_draw_key (self, snapshot, palette);
      hx_trace_marks_snapshot (self, snapshot, palette);
      hx_trace_calipers_snapshot (self, snapshot, palette);
      hx_trace_cursor_snapshot (self, snapshot, palette);
    }
  hx_draw_focus (widget, snapshot, &visible, &palette->focus);
}

gboolean
hx_trace_view_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  HxTraceView *self = HX_TRACE_VIEW (widget);
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  const HxTraceCell *cell = hx_trace_layout_pick (layout, x, y);
  double seconds;

  if (keyboard || cell == NULL || self->highlight_text == NULL || self->highlight_duration_s <= 0.0)
    return FALSE;
  seconds = hx_trace_layout_time_at (layout, cell, x);
  if (seconds < self->highlight_start_s || seconds > self->highlight_start_s + self->highlight_duration_s)
    return FALSE;
  gtk_tooltip_set_text (tooltip, self->highlight_text);
  return TRUE;
}
