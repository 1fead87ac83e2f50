/* hx-trace-view-text.c: the trace view: what is written on it, and what is said of it
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-speed.h"
#include "ui/hx-draw.h"
#include "ui/hx-trace-view-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define PADDING_PX 8
/* Names stand this high above the baseline, clear of most waves. */
#define NAME_ABOVE_MM 18.0
#define NAME_ABOVE_PX 40.0
/* Rows and millimetres below which names are set small. */
#define SMALL_ROW_PX 40.0
#define SMALL_PX_PER_MM 2.0
#define SMALL_TEXT 0.87
#define VEIL_ALPHA 0.75f
#define EDGE_PX 1.0
#define SLOW_MM_S 5.0
/* On shorter pages a clock's seconds are too coarse. */
#define TENTHS_BELOW_S 10.0
/* From this duration on, times are hours, minutes and seconds. */
#define CLOCK_FROM_S 600.0
#define KEY_STROKE_PX 18

/* A time within a long recording is read as on a clock; on a short page in tenths of a second. */
static char *
format_time (double seconds, double duration_s, double page_s)
{
  gint64 tenths = (gint64)floor (seconds * 10.0 + 1e-6), whole = tenths / 10;
  int h = (int)(whole / 3600), m = (int)(whole / 60 % 60), s = (int)(whole % 60);

  if (duration_s < CLOCK_FROM_S)
    return g_strdup_printf ("%.1f", seconds);
  if (page_s < TENTHS_BELOW_S)
    return g_strdup_printf ("%d:%02d:%02d.%d", h, m, s, (int)(tenths % 10));
  return g_strdup_printf ("%d:%02d:%02d", h, m, s);
}

char *
hx_trace_view_format_moment (HxTraceView *self, double seconds)
{
  gint64 ms = (gint64)floor (seconds * 1000.0 + 0.5), whole = ms / 1000;

  if (hx_trace_view_get_duration_s (self) < CLOCK_FROM_S)
    return g_strdup_printf (_ ("%.3f s"), seconds);
  return g_strdup_printf ("%d:%02d:%02d.%03d", (int)(whole / 3600), (int)(whole / 60 % 60), (int)(whole % 60),
                          (int)(ms % 1000));
}

static char *
format_length (double duration_s)
{
  if (duration_s < CLOCK_FROM_S)
    return g_strdup_printf (_ ("%.1f s"), duration_s);
  return format_time (duration_s, duration_s, CLOCK_FROM_S);
}

/* "12.5–22.5 s of 30.0 s", "1:02:03–1:02:13 of 24:00:00", "all of 10.0 s" */
static char *
format_page (const HxTraceLayout *layout, double duration_s, gboolean whole)
{
  double end_s = layout->page_start_s + layout->page_duration_s;
  g_autofree char *from = format_time (layout->page_start_s, duration_s, layout->page_s);
  g_autofree char *to = format_time (end_s, duration_s, layout->page_s);
  g_autofree char *all = format_length (duration_s);

  if (whole)
    /* Translators: the whole recording is on the page; %s is its length, “10.0 s” or “24:00:00” */
    return g_strdup_printf (_ ("all of %s"), all);
  if (duration_s < CLOCK_FROM_S)
    return g_strdup_printf (_ ("%s–%s s of %s"), from, to, all);
  /* Translators: hours, minutes and seconds: “1:02:03–1:02:13 of 24:00:00” */
  return g_strdup_printf (_ ("%s–%s of %s"), from, to, all);
}

static void
append_gains (HxTraceView *self, GString *text)
{
  g_string_append_printf (text, _ ("%g mm/mV"), self->gain_mm_mv);
  if (self->chest_gain_mm_mv > 0.0 && self->chest_gain_mm_mv != self->gain_mm_mv)
    {
      g_string_append (text, ", ");
      /* Translators: the gain of the chest leads, where it is another one */
      g_string_append_printf (text, _ ("chest %g mm/mV"), self->chest_gain_mm_mv);
    }
}

static void
append_filter (HxTraceView *self, GString *text)
{
  g_string_append_printf (text, _ ("filter: %s"), self->filter_name != NULL ? self->filter_name : _ ("off"));
}

static char *
describe (HxTraceView *self)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *length = NULL;
  g_autofree char *speed = hx_speed_describe (self->speed_mm_s);
  double duration_s;

  if (self->recording == NULL)
    return g_strdup (self->empty_text != NULL ? self->empty_text : _ ("No recording"));

  duration_s = hx_trace_view_get_duration_s (self);
  length = format_length (hx_recording_get_duration_s (self->recording));
  /* Translators: read out for a trace, as “12-lead ECG, 10.0 s at 500 Hz, 25 mm/s, 10 mm/mV”. */
  g_string_append_printf (text, _ ("%u-lead ECG, %s at %g Hz, %s"),
                          hx_recording_get_n_leads (self->recording), length,
                          hx_recording_get_rate_hz (self->recording), speed);
  g_string_append (text, ", ");
  append_gains (self, text);
  if (hx_trace_view_get_max_start_s (self) > 0.0)
    {
      g_autofree char *from = format_time (layout->page_start_s, duration_s, layout->page_s);
      g_autofree char *to =
          format_time (layout->page_start_s + layout->page_duration_s, duration_s, layout->page_s);

      g_string_append (text, ", ");
      if (duration_s < CLOCK_FROM_S)
        g_string_append_printf (text, _ ("showing %s to %s s"), from, to);
      else
        /* Translators: hours, minutes and seconds */
        g_string_append_printf (text, _ ("showing %s to %s"), from, to);
    }
  if (self->filter_name != NULL)
    {
      g_string_append (text, ", ");
      append_filter (self, text);
    }
  for (guint i = 0; i < self->others->len; i++)
    {
      const HxTraceOther *other = g_ptr_array_index (self->others, i);

      g_string_append (text, ", ");
      g_string_append_printf (text, _ ("compared with %s"), other->name);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A page on its way is told of where it comes to rest, not at every frame. */
void
hx_trace_view_update_label (HxTraceView *self)
{
  g_autofree char *label = NULL;
  g_autofree char *cursor = NULL;
  g_autofree char *measured = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *seen = NULL;
  g_autofree char *highlight = NULL;
  g_autofree char *remarks = NULL;
  g_autofree char *description = NULL;
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  if (self->motion.tick != 0)
    return;
  label = describe (self);
  cursor = hx_trace_cursor_describe (self);
  measured = hx_trace_calipers_describe (self);
  shown = hx_trace_marks_describe (self);
  seen = hx_trace_view_overlay_describe (self);
  if (self->highlight_duration_s > 0.0 && self->highlight_text != NULL)
    highlight = g_strdup_printf (_ ("%.1f to %.1f s: %s"), self->highlight_start_s,
                                 self->highlight_start_s + self->highlight_duration_s, self->highlight_text);
  if (cursor != NULL)
    g_strv_builder_add (parts, cursor);
  if (measured != NULL)
    g_strv_builder_add (parts, measured);
  if (shown != NULL)
    g_strv_builder_add (parts, shown);
  if (seen != NULL)
    g_strv_builder_add (parts, seen);
  if (highlight != NULL)
    g_strv_builder_add (parts, highlight);
  remarks = hx_trace_view_describe_remarks (self);
  if (remarks != NULL)
    g_strv_builder_add (parts, remarks);
  all = g_strv_builder_end (parts);
  description = g_strjoinv ("; ", all);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, cursor != NULL ? cursor : "", -1);
}

/* Text on a veil over what is drawn there, or with an edge of paper, so that it can be read on the trace. */
static void
draw_on (GtkSnapshot *snapshot, PangoLayout *text, double x, double y, const GdkRGBA *veil,
         const HxPalette *palette)
{
  int width, height;

  pango_layout_get_pixel_size (text, &width, &height);
  if (veil != NULL)
    gtk_snapshot_append_color (
        snapshot, veil, &GRAPHENE_RECT_INIT ((float)x - 1.0f, (float)y, (float)width + 2.0f, (float)height));
  else
    for (int i = 0; i < 4; i++)
      hx_draw_layout_at (snapshot, text, x + (i % 2 ? EDGE_PX : -EDGE_PX), y + (i / 2 ? EDGE_PX : -EDGE_PX),
                         0.0, 0.0, &palette->paper);
  hx_draw_layout_at (snapshot, text, x, y, 0.0, 0.0, &palette->paper_text);
}

void
hx_trace_view_draw_names (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  double above_px = MIN (layout->row_height * HX_TRACE_BASELINE - 1.0,
                         MAX (NAME_ABOVE_MM * layout->px_per_mm, NAME_ABOVE_PX));
  graphene_rect_t visible = hx_trace_view_get_visible (self);
  /* Rows that stand close leave names no room of their own, nor does a page that is black with beats. */
  GdkRGBA paper = { palette->paper.red, palette->paper.green, palette->paper.blue, VEIL_ALPHA };
  double size = layout->row_height < SMALL_ROW_PX || layout->px_per_mm < SMALL_PX_PER_MM ? SMALL_TEXT : 1.0;
  const GdkRGBA *veil = size < 1.0 || self->speed_mm_s < SLOW_MM_S ? &paper : NULL;

  for (guint i = 0; i < layout->n_cells; i++)
    {
      const HxTraceCell *cell = &layout->cells[i];
      g_autoptr (PangoLayout) name = hx_draw_layout (GTK_WIDGET (self), cell->name, size, TRUE);
      g_autoptr (PangoLayout) beside = NULL;
      g_autofree char *more = hx_trace_view_describe_cell (self, layout, cell);
      double x = MAX (cell->x, visible.origin.x) + layout->px_per_mm, y = cell->baseline_y - above_px;
      int width, height, beside_width, beside_height;
      gboolean below;

      pango_layout_get_pixel_size (name, &width, &height);
      x = MIN (x, MAX (cell->x + cell->width - width - PADDING_PX, cell->x));
      draw_on (snapshot, name, x, y, veil, palette);
      if (more == NULL)
        continue;
      beside = hx_draw_layout (GTK_WIDGET (self), more, size * SMALL_TEXT, FALSE);
      pango_layout_get_pixel_size (beside, &beside_width, &beside_height);
      below = beside_width > cell->width - width - 2 * PADDING_PX;
      pango_layout_set_width (beside,
                              (int)MAX (cell->width - 2 * PADDING_PX - (below ? 0 : width), 1) * PANGO_SCALE);
      pango_layout_set_ellipsize (beside, PANGO_ELLIPSIZE_END);
      if (below)
        draw_on (snapshot, beside, x, y + height, veil, palette);
      else
        draw_on (snapshot, beside, x + width + PADDING_PX, y + (height - beside_height) * 0.7, veil, palette);
    }
}

/* What is always written: speed, gain and filter; and with @size how large the paper is. */
static char *
scale_text (HxTraceView *self, const HxTraceLayout *layout, gboolean size)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *speed = hx_speed_describe (self->speed_mm_s);
  double progress = hx_trace_view_get_progress (self);

  g_string_append (text, speed);
  g_string_append (text, "   ");
  append_gains (self, text);
  g_string_append (text, "   ");
  append_filter (self, text);
  if (progress < 1.0)
    {
      g_string_append (text, "   ");
      /* Translators: a long recording is being read for a page that shows much of it */
      g_string_append_printf (text, _ ("reading %.0f %%"), 100.0 * progress);
    }
  if (size && self->scale == HX_TRACE_FIT)
    {
      g_string_append (text, "   ");
      /* Translators: how large the paper is on the screen compared with real paper. */
      g_string_append_printf (text, _ ("size %.0f %%"), 100.0 * layout->px_per_mm / self->true_px_per_mm);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static int
text_width (PangoLayout *layout)
{
  int width = 0;

  if (layout != NULL)
    pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

/* The scale at the start of the foot, the seconds shown at its end. Where both have no room, the size and
 * then the seconds are left out: the scroll bar tells them as well. */
void
hx_trace_view_draw_footer (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  GtkWidget *widget = GTK_WIDGET (self);
  double start_align = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? 1.0 : 0.0;
  g_autofree char *scale = scale_text (self, layout, TRUE);
  g_autofree char *shorter = scale_text (self, layout, FALSE);
  g_autoptr (PangoLayout) scale_layout = hx_draw_layout (widget, scale, SMALL_TEXT, FALSE);
  g_autoptr (PangoLayout) page_layout = NULL;
  int footer_px = hx_trace_view_get_footer_px (self);
  graphene_rect_t band = hx_trace_view_get_visible (self);
  double y, left = band.origin.x + PADDING_PX, inner = band.size.width - 2 * PADDING_PX;

  band.origin.y += band.size.height - (float)footer_px;
  band.size.height = (float)footer_px;
  y = band.origin.y + footer_px / 2.0;
  gtk_snapshot_append_color (snapshot, &palette->paper, &band);
  if (self->recording != NULL)
    {
      g_autofree char *page = format_page (layout, hx_trace_view_get_duration_s (self),
                                           hx_trace_view_get_max_start_s (self) <= 0.0);

      page_layout = hx_draw_layout (widget, page, SMALL_TEXT, TRUE);
    }
  if (text_width (scale_layout) + PADDING_PX + text_width (page_layout) > inner)
    pango_layout_set_text (scale_layout, shorter, -1);
  if (text_width (scale_layout) + PADDING_PX + text_width (page_layout) > inner)
    g_clear_object (&page_layout);
  if (page_layout != NULL)
    hx_draw_layout_at (snapshot, page_layout, left + (1.0 - start_align) * inner, y, 1.0 - start_align, 0.5,
                       &palette->paper_text);
  hx_draw_layout_at (snapshot, scale_layout, left + start_align * inner, y, start_align, 0.5,
                     &palette->paper_text);
}

/* A line of the key: of several recordings, the number and the name. */
static PangoLayout *
key_line (HxTraceView *self, guint index)
{
  const HxTraceOther *other = index > 0 ? g_ptr_array_index (self->others, index - 1) : NULL;
  g_autofree char *text = g_strdup_printf ("%u  %s", index + 1, other != NULL ? other->name : self->name);

  return hx_draw_layout (GTK_WIDGET (self), text, SMALL_TEXT, TRUE);
}

int
hx_trace_view_get_key_px (HxTraceView *self)
{
  gboolean overlaid = self->comparison == HX_TRACE_OVERLAID;
  int height, whole = 0;

  for (guint i = 0; self->others->len > 0 && i < (overlaid ? self->others->len + 1 : 1); i++)
    {
      g_autoptr (PangoLayout) line = key_line (self, i);

      pango_layout_get_pixel_size (line, NULL, &height);
      whole += height;
    }
  return whole > 0 ? whole + PADDING_PX / 2 : 0;
}

/* At the upper right of what is seen, the lines one below the other: strokes of the colours, and names. */
static void
draw_overlaid_key (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette)
{
  graphene_rect_t visible = hx_trace_view_get_visible (self);
  guint n = self->others->len + 1;
  const double before = 2 * PADDING_PX + KEY_STROKE_PX;
  double x, y = visible.origin.y + PADDING_PX / 2.0;
  int width, height, widest = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PangoLayout) line = key_line (self, i);

      pango_layout_get_pixel_size (line, &width, NULL);
      widest = MAX (widest, width);
    }
  x = visible.origin.x + visible.size.width - before - widest - PADDING_PX;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PangoLayout) line = key_line (self, i);

      pango_layout_get_pixel_size (line, NULL, &height);
      gtk_snapshot_append_color (
          snapshot, &palette->paper,
          &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)(before + widest + PADDING_PX), (float)height));
      gtk_snapshot_append_color (snapshot, hx_trace_paint_source_color (palette, i),
                                 &GRAPHENE_RECT_INIT ((float)(x + PADDING_PX),
                                                      (float)floor (y + height / 2.0) - 1.0f, KEY_STROKE_PX,
                                                      2.0f));
      hx_draw_layout_at (snapshot, line, x + before, y, 0.0, 0.0, &palette->paper_text);
      y += height;
    }
}

/* One above the other, each name is in the gap above its page. */
static void
draw_stacked_key (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  graphene_rect_t visible = hx_trace_view_get_visible (self);
  int block_rows = layout->n_rows / layout->n_blocks;
  int width, height;

  for (guint i = 0; i <= self->others->len; i++)
    {
      g_autoptr (PangoLayout) line = key_line (self, i);
      double y = MAX (hx_trace_layout_row_y (layout, (int)i * block_rows) - layout->block_gap
                          - HX_TRACE_BASELINE * layout->row_height,
                      visible.origin.y);

      pango_layout_get_pixel_size (line, &width, &height);
      gtk_snapshot_append_color (
          snapshot, &palette->paper,
          &GRAPHENE_RECT_INIT (visible.origin.x, (float)y, (float)width + 2.0f * PADDING_PX, (float)height));
      hx_draw_layout_at (snapshot, line, visible.origin.x + PADDING_PX, y, 0.0, 0.0, &palette->paper_text);
    }
}

void
hx_trace_view_draw_key (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette)
{
  if (self->others->len == 0)
    return;
  if (self->comparison == HX_TRACE_STACKED)
    draw_stacked_key (self, snapshot, palette);
  else
    draw_overlaid_key (self, snapshot, palette);
}
