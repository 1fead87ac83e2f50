/* hx-trace-view-cursor.c: the trace view: a cursor that is moved by keys and read out
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-draw.h"
#include "ui/hx-trace-view-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define STEP_S 0.01
#define LONG_STEPS 10.0
#define LABEL_PADDING_PX 6
#define MARK_PX 7.0f

static const HxTraceCell *
cursor_cell (HxTraceView *self, const HxTraceLayout *layout)
{
  if (self->recording == NULL || self->cursor.cell < 0 || (guint)self->cursor.cell >= layout->n_cells)
    return NULL;
  return &layout->cells[self->cursor.cell];
}

static void
cursor_changed (HxTraceView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  hx_trace_view_update_label (self);
}

void
hx_trace_cursor_reset (HxTraceView *self)
{
  if (self->cursor.cell < 0)
    return;
  self->cursor.cell = -1;
  cursor_changed (self);
}

/* The value under the cursor, NaN if none was recorded there. */
static double
value_at (HxTraceView *self, const HxTraceCell *cell)
{
  double zero_mv, mv;
  int lead;
  HxRecording *recording = hx_trace_view_get_drawn (self, cell, &lead, &zero_mv);
  double sample = round (self->cursor.time_s * hx_recording_get_rate_hz (recording));

  if (lead < 0 || sample < 0.0 || sample >= (double)hx_recording_get_n_samples (recording))
    return NAN;
  mv = hx_recording_get_lead_mv (recording, (guint)lead)[(gsize)sample] - zero_mv;
  return cell->inverted ? -mv : mv;
}

char *
hx_trace_cursor_describe (HxTraceView *self)
{
  const HxTraceCell *cell = cursor_cell (self, hx_trace_view_get_layout (self));
  g_autofree char *contribution = NULL;
  g_autofree char *remark = NULL;
  g_autofree char *moment = NULL;
  const char *name;
  GString *text;
  double mv;

  if (cell == NULL)
    return NULL;
  text = g_string_new (NULL);
  moment = hx_trace_view_format_moment (self, self->cursor.time_s);
  name = hx_trace_view_get_drawn_name (self, cell);
  mv = value_at (self, cell);
  if (!isfinite (mv))
    /* Translators: the trace's cursor stands where nothing was recorded */
    g_string_printf (text, _ ("Lead %s, %s, not recorded"), cell->name, moment);
  else
    /* A hyphen is too short for a minus between figures. */
    g_string_printf (text, _ ("Lead %s, %s, %s%.2f mV"), cell->name, moment, mv < -0.005 ? "−" : "",
                     fabs (mv));
  if (name != NULL)
    g_string_append_printf (text, ", %s", name);
  remark = hx_trace_view_dup_remark (self, cell);
  if (remark != NULL)
    g_string_append_printf (text, ", %s", remark);
  contribution = isfinite (mv) ? hx_trace_view_overlay_describe_at (self, cell, self->cursor.time_s) : NULL;
  if (contribution != NULL)
    g_string_append_printf (text, ", %s", contribution);
  return g_string_free (text, FALSE);
}

void
hx_trace_cursor_place (HxTraceView *self, double x, double y)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  const HxTraceCell *cell = hx_trace_layout_pick (layout, x, y);

  if (self->recording == NULL || cell == NULL)
    return;
  self->cursor.cell = (int)(cell - layout->cells);
  self->cursor.time_s = hx_trace_layout_time_at (layout, cell, x);
  cursor_changed (self);
}

static void
place_first (HxTraceView *self, const HxTraceLayout *layout)
{
  self->cursor.cell = 0;
  self->cursor.time_s = layout->cells[0].start_s + layout->cells[0].duration_s / 2.0;
}

/* The same time in the lead @step further on, if that lead's seconds have it, else its middle. */
static void
change_lead (HxTraceView *self, const HxTraceLayout *layout, int step)
{
  const HxTraceCell *cell;

  self->cursor.cell = (self->cursor.cell + step + (int)layout->n_cells) % (int)layout->n_cells;
  cell = &layout->cells[self->cursor.cell];
  if (self->cursor.time_s < cell->start_s || self->cursor.time_s > cell->start_s + cell->duration_s)
    self->cursor.time_s = cell->start_s + cell->duration_s / 2.0;
}

/* Whole samples, at least one and at least a pixel; the page follows. */
static void
move_by (HxTraceView *self, const HxTraceLayout *layout, double steps)
{
  const HxTraceCell *cell = cursor_cell (self, layout);
  double rate_hz = hx_recording_get_rate_hz (self->recording);
  double px_s = 1.0 / (layout->px_per_mm * layout->speed_mm_s);
  double step = MAX (round (MAX (STEP_S, px_s) * rate_hz), 1.0) * steps;
  double last = (double)hx_recording_get_n_samples (self->recording) - 1.0;
  double sample = CLAMP (round (self->cursor.time_s * rate_hz) + step, 0.0, MAX (last, 0.0));
  double time_s = sample / rate_hz;

  self->cursor.time_s = time_s;
  if (time_s < cell->start_s)
    hx_trace_view_set_start_s (self, self->start_s - (cell->start_s - time_s));
  else if (time_s > cell->start_s + cell->duration_s)
    hx_trace_view_set_start_s (self, self->start_s + time_s - cell->start_s - cell->duration_s);
}

static gboolean
toggle (HxTraceView *self, const HxTraceLayout *layout)
{
  if (self->cursor.cell >= 0)
    hx_trace_cursor_reset (self);
  else
    {
      place_first (self, layout);
      cursor_changed (self);
    }
  return TRUE;
}

gboolean
hx_trace_cursor_key (HxTraceView *self, guint keyval, GdkModifierType state)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  double steps = state & GDK_SHIFT_MASK ? LONG_STEPS : 1.0;

  if (self->recording == NULL || layout->n_cells == 0)
    return FALSE;
  if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    return toggle (self, layout);
  if (cursor_cell (self, layout) == NULL)
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_Escape:
      hx_trace_cursor_reset (self);
      return TRUE;
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      move_by (self, layout, -steps);
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      move_by (self, layout, steps);
      break;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      change_lead (self, layout, -1);
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      change_lead (self, layout, 1);
      break;
    default:
      return FALSE;
    }
  cursor_changed (self);
  return TRUE;
}

/* What is read, in a patch beside the line, kept in sight: at the row's top, or where calipers and points
 * have theirs, at its foot. */
static void
draw_label (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette, double x, double top,
            double bottom)
{
  gboolean below = self->calipers.list->len > 0 || self->marks.list->len > 0;
  g_autofree char *text = hx_trace_cursor_describe (self);
  g_autoptr (PangoLayout) label = hx_draw_layout (GTK_WIDGET (self), text, 1.0, TRUE);
  graphene_rect_t visible = hx_trace_view_get_visible (self);
  int width, height;
  double y;
  GskRoundedRect patch;

  pango_layout_get_pixel_size (label, &width, &height);
  width += 2 * LABEL_PADDING_PX;
  height += LABEL_PADDING_PX;
  y = below ? bottom - height : top + LABEL_PADDING_PX;
  x = CLAMP (x, visible.origin.x, MAX (visible.origin.x + visible.size.width - width, visible.origin.x));
  y = CLAMP (y, visible.origin.y, MAX (visible.origin.y + visible.size.height - height, visible.origin.y));
  gsk_rounded_rect_init_from_rect (
      &patch, &GRAPHENE_RECT_INIT ((float)floor (x), (float)floor (y), (float)width, (float)height), 4);
  gtk_snapshot_push_rounded_clip (snapshot, &patch);
  gtk_snapshot_append_color (snapshot, &palette->caliper, &patch.bounds);
  gtk_snapshot_pop (snapshot);
  hx_draw_layout_at (snapshot, label, patch.bounds.origin.x + LABEL_PADDING_PX,
                     patch.bounds.origin.y + LABEL_PADDING_PX / 2, 0.0, 0.0, &palette->paper);
}

void
hx_trace_cursor_snapshot (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette)
{
  const HxTraceLayout *layout = hx_trace_view_get_layout (self);
  const HxTraceCell *cell = cursor_cell (self, layout);
  double x, top, mv;

  if (cell == NULL)
    return;
  x = hx_trace_layout_x_at (layout, cell, self->cursor.time_s);
  top = cell->baseline_y - HX_TRACE_BASELINE * layout->row_height;
  if (x < cell->x - 1.0 || x > cell->x + cell->width + 1.0)
    return;
  gtk_snapshot_append_color (
      snapshot, &palette->caliper,
      &GRAPHENE_RECT_INIT ((float)floor (x), (float)top, 1.0f, (float)layout->row_height));
  mv = value_at (self, cell);
  if (isfinite (mv))
    {
      double y = cell->baseline_y - mv * cell->gain_mm_mv * layout->px_per_mm;

      gtk_snapshot_append_color (snapshot, &palette->caliper,
                                 &GRAPHENE_RECT_INIT ((float)floor (x) - MARK_PX / 2.0f + 0.5f,
                                                      (float)floor (y) - MARK_PX / 2.0f + 0.5f, MARK_PX,
                                                      MARK_PX));
    }
  draw_label (self, snapshot, palette, x + LABEL_PADDING_PX, top, top + layout->row_height);
}
