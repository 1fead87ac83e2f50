/* hx-median-view.c: the median beat of every lead
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-median-view.h"

#include "ui/hx-draw.h"
#include "ui/hx-palette.h"

#include <glib/gi18n.h>
#include <math.h>

#define COLUMNS 4
#define ROW_PX 84
#define LEAST_WIDTH_PX 280
#define FAINT_ALPHA 0.5
#define PADDING_PX 4.0

struct _HxMedianView
{
  GtkWidget parent_instance;
  HxRecordMarks *marks;
};

G_DEFINE_FINAL_TYPE (HxMedianView, hx_median_view, GTK_TYPE_WIDGET)

static const HxMark lines[] = { HX_MARK_P_ONSET,    HX_MARK_P_OFFSET, HX_MARK_QRS_ONSET,
                                HX_MARK_QRS_OFFSET, HX_MARK_T_ONSET,  HX_MARK_T_OFFSET };

/* What all leads have together: one scale makes them comparable. */
static gboolean
find_range (const HxMeasurements *measured, float *lowest, float *highest)
{
  gsize n = (gsize)measured->n_leads * measured->n_median;
  *lowest = INFINITY;
  *highest = -INFINITY;
  for (gsize i = 0; measured->median_mv && i < n; i++)
    if (isfinite (measured->median_mv[i]))
      {
        *lowest = MIN (*lowest, measured->median_mv[i]);
        *highest = MAX (*highest, measured->median_mv[i]);
      }
  return *highest > *lowest;
}

static void
draw_lines (HxMedianView *self, cairo_t *cr, const GdkRGBA *color, double width, double height)
{
  const HxMeasurements *measured = hx_record_marks_get_measurements (self->marks);
  int chosen = hx_record_marks_get_chosen (self->marks);
  HxMark from = HX_N_MARKS, to = HX_N_MARKS;
  GdkRGBA faint = *color;
  faint.alpha *= (float)FAINT_ALPHA;
  if (chosen >= 0)
    hx_measure_span ((HxMeasure)chosen, &from, &to);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      gboolean strong = lines[i] == from || lines[i] == to;
      double x = floor (measured->median_marks[lines[i]] / (double)measured->n_median * width) + 0.5;
      if (!isfinite (x))
        continue;
      gdk_cairo_set_source_rgba (cr, strong ? color : &faint);
      cairo_set_line_width (cr, strong ? 2.0 : 1.0);
      cairo_move_to (cr, x, 0.0);
      cairo_line_to (cr, x, height);
      cairo_stroke (cr);
    }
}

static void
draw_beat (const HxMeasurements *measured, guint lead, cairo_t *cr, double width, double height,
           const float range[2])
{
  const float *mv = measured->median_mv + (gsize)lead * measured->n_median;
  gboolean pen_down = FALSE;
  for (gsize i = 0; i < measured->n_median; i++)
    {
      double x = (double)i / (double)measured->n_median * width;
      double y = (double)(range[1] - mv[i]) / (double)(range[1] - range[0]) * height;
      if (!isfinite (mv[i]))
        pen_down = FALSE;
      else if (pen_down)
        cairo_line_to (cr, x, y);
      else
        cairo_move_to (cr, x, y);
      pen_down = isfinite (mv[i]);
    }
  cairo_set_line_width (cr, 1.2);
  cairo_stroke (cr);
}

static void
hx_median_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HxMedianView *self = HX_MEDIAN_VIEW (widget);
  const HxMeasurements *measured = hx_record_marks_get_measurements (self->marks);
  HxRecording *recording = hx_record_marks_get_recording (self->marks);
  const HxPalette *palette = hx_palette_get (hx_palette_scheme_for (widget));
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double cell_px = floor (width / COLUMNS);
  float range[2];
  cairo_t *cr;
  gtk_snapshot_append_color (snapshot, &palette->paper,
                             &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  if (!measured || !recording || !find_range (measured, &range[0], &range[1]))
    {
      hx_draw_centred (widget, snapshot, _ ("No median beat"), &palette->paper_text);
      return;
    }
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  for (guint lead = 0; lead < measured->n_leads; lead++)
    {
      cairo_save (cr);
      cairo_translate (cr, cell_px * (lead % COLUMNS) + PADDING_PX,
                       (double)ROW_PX * (lead / COLUMNS) + PADDING_PX);
      draw_lines (self, cr, &palette->caliper, cell_px - 2 * PADDING_PX, ROW_PX - 2 * PADDING_PX);
      gdk_cairo_set_source_rgba (cr, &palette->trace);
      draw_beat (measured, lead, cr, cell_px - 2 * PADDING_PX, ROW_PX - 2 * PADDING_PX, range);
      cairo_restore (cr);
    }
  cairo_destroy (cr);
  for (guint lead = 0; lead < measured->n_leads; lead++)
    {
      g_autoptr (PangoLayout) name =
          hx_draw_layout (widget, hx_recording_get_lead_name (recording, lead), 0.9, FALSE);
      hx_draw_layout_at (snapshot, name, (float)(cell_px * (lead % COLUMNS) + PADDING_PX),
                         (float)(ROW_PX * (lead / COLUMNS)), 0.0, 0.0, &palette->paper_text);
    }
}

static void
hx_median_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  const HxMeasurements *measured = hx_record_marks_get_measurements (HX_MEDIAN_VIEW (widget)->marks);
  int rows = measured ? (int)(measured->n_leads + COLUMNS - 1) / COLUMNS : 1;
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? LEAST_WIDTH_PX : ROW_PX * MAX (rows, 1);
}

static void
changed (HxMedianView *self)
{
  const HxMeasurements *measured = hx_record_marks_get_measurements (self->marks);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; measured && measured->median_mv && i < G_N_ELEMENTS (lines); i++)
    {
      double qrs = measured->median_marks[HX_MARK_QRS_ONSET], mark = measured->median_marks[lines[i]];
      double after_ms = (mark - qrs) * 1000.0 / measured->median_rate_hz;
      if (isfinite (after_ms))
        /* Translators: a point of the median beat, "T offset", and when it is */
        g_string_append_printf (text, _ ("%s%s %s%.0f ms after QRS onset"), text->len ? "; " : "",
                                hx_mark_title (lines[i]), after_ms < -0.5 ? "−" : "", fabs (after_ms));
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Median beat of every lead"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text->str, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
hx_median_view_dispose (GObject *object)
{
  g_clear_object (&HX_MEDIAN_VIEW (object)->marks);
  G_OBJECT_CLASS (hx_median_view_parent_class)->dispose (object);
}

static void
hx_median_view_class_init (HxMedianViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_median_view_dispose;
  widget_class->snapshot = hx_median_view_snapshot;
  widget_class->measure = hx_median_view_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
hx_median_view_init (HxMedianView *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  hx_palette_watch (GTK_WIDGET (self));
}

GtkWidget *
hx_median_view_new (HxRecordMarks *marks)
{
  HxMedianView *self = g_object_new (HX_TYPE_MEDIAN_VIEW, NULL);
  self->marks = g_object_ref (marks);
  g_signal_connect_object (marks, "changed", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  changed (self);
  return GTK_WIDGET (self);
}
