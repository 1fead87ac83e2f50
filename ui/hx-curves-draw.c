/* hx-curves-draw.c: a line chart that grows while a training runs: what is seen
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-curves-private.h"
#include "ui/hx-draw.h"
#include "ui/hx-ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define SMALL_TEXT 0.87
#define PADDING_PX 6.0
#define GAP_PX 6.0
#define ENTRY_GAP_PX 16.0
#define SAMPLE_PX 24.0
#define LINE_PX 1.75
#define MARKER_PX 3.25
#define PX_PER_X_TICK 36.0
#define LEAST_ROW_PX 22.0
/* With more points than this a marker stands at the last one only. */
#define MOST_MARKERS 30
#define N_DASHES 4
#define N_MARKERS 4

/* Both value axes have the same number of steps, so that one set of rules serves both. */
typedef struct
{
  double x_from, x_to;
  double left_to; /* from 0 */
  double right_from, right_to;
  int n_steps;
  gboolean has_left, has_right;
  double left, top, width, height; /* of the plot in px */
} Chart;

static const double dashes[N_DASHES][4] = { { 0.0 }, { 6.0, 3.0 }, { 1.5, 2.5 }, { 8.0, 2.5, 1.5, 2.5 } };
static const int n_dashes[N_DASHES] = { 0, 2, 2, 4 };

/* The least of 1, 2, 2.5 and 5 times a power of ten that is no less than @value. */
static double
round_up (double value)
{
  static const double mantissas[] = { 1.0, 2.0, 2.5, 5.0, 10.0 };
  double power = pow (10.0, floor (log10 (value)));

  for (guint i = 0; i < G_N_ELEMENTS (mantissas); i++)
    if (mantissas[i] * power >= value * (1.0 - 1e-9))
      return mantissas[i] * power;
  return 10.0 * power;
}

static void
find_ranges (HxCurves *self, Chart *chart)
{
  double most_left = 0.0, least_right = 0.5, step;

  chart->x_from = self->x_from;
  chart->x_to = self->x_to;
  for (guint i = 0; i < self->series->len; i++)
    {
      const HxCurvesSeries *series = g_ptr_array_index (self->series, i);

      chart->has_left |= series->axis == HX_CURVES_LEFT;
      chart->has_right |= series->axis == HX_CURVES_RIGHT;
      for (guint k = 0; k < series->points->len; k++)
        {
          HxCurvesPoint point = g_array_index (series->points, HxCurvesPoint, k);

          chart->x_from = MIN (chart->x_from, point.x);
          chart->x_to = MAX (chart->x_to, point.x);
          if (!isfinite (point.y))
            continue;
          if (series->axis == HX_CURVES_LEFT)
            most_left = MAX (most_left, point.y);
          else
            least_right = MIN (least_right, point.y);
        }
    }
  if (chart->x_to <= chart->x_from)
    chart->x_to = chart->x_from + 1.0;

  step = least_right >= 0.2 ? 0.1 : 0.2;
  chart->right_from = MAX (floor (least_right / step + 1e-9) * step, 0.0);
  chart->right_to = 1.0;
  chart->n_steps = (int)lround ((1.0 - chart->right_from) / step);
  chart->left_to = round_up ((most_left > 0.0 ? most_left : 1.0) / chart->n_steps) * chart->n_steps;
}

static int
decimals_of (double step)
{
  for (int decimals = 0; decimals < 6; decimals++)
    {
      double scaled = step * pow (10.0, decimals);

      if (fabs (scaled - round (scaled)) < 1e-6)
        return decimals;
    }
  return 6;
}

static PangoLayout *
label_layout (GtkWidget *widget, double value, int decimals)
{
  g_autofree char *text = g_strdup_printf ("%.*f", decimals, value);

  return hx_draw_layout (widget, text, SMALL_TEXT, FALSE);
}

static double
label_width (GtkWidget *widget, double value, double step)
{
  g_autoptr (PangoLayout) layout = label_layout (widget, value, decimals_of (step));
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

static double
text_height (GtkWidget *widget)
{
  g_autoptr (PangoLayout) layout = hx_draw_layout (widget, "0", SMALL_TEXT, FALSE);
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

static double
place_x (const Chart *chart, double x)
{
  return chart->left + (x - chart->x_from) / (chart->x_to - chart->x_from) * chart->width;
}

static double
place_y (const Chart *chart, HxCurvesAxis axis, double y)
{
  double share = axis == HX_CURVES_LEFT ? y / chart->left_to
                                        : (y - chart->right_from) / (chart->right_to - chart->right_from);

  return chart->top + (1.0 - share) * chart->height;
}

static void
draw_marker (cairo_t *cr, guint number, double x, double y, double radius)
{
  cairo_new_path (cr);
  switch (number % N_MARKERS)
    {
    case 0:
      cairo_arc (cr, x, y, radius, 0.0, 2.0 * G_PI);
      break;
    case 1:
      cairo_rectangle (cr, x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
      break;
    case 2:
      cairo_move_to (cr, x, y - radius * 1.25);
      cairo_line_to (cr, x + radius * 1.1, y + radius * 0.85);
      cairo_line_to (cr, x - radius * 1.1, y + radius * 0.85);
      break;
    default:
      cairo_move_to (cr, x, y - radius * 1.3);
      cairo_line_to (cr, x + radius * 1.3, y);
      cairo_line_to (cr, x, y + radius * 1.3);
      cairo_line_to (cr, x - radius * 1.3, y);
    }
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
set_pen (cairo_t *cr, const HxPalette *palette, guint number)
{
  hx_draw_set_source (cr, &palette->series[number % HX_PALETTE_N_SERIES], 1.0);
  cairo_set_line_width (cr, LINE_PX);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_dash (cr, dashes[number % N_DASHES], n_dashes[number % N_DASHES], 0.0);
}

static void
draw_series (cairo_t *cr, const Chart *chart, const HxPalette *palette, const HxCurvesSeries *series,
             guint number)
{
  gboolean drawing = FALSE;

  set_pen (cr, palette, number);
  cairo_new_path (cr);
  for (guint i = 0; i < series->points->len; i++)
    {
      HxCurvesPoint point = g_array_index (series->points, HxCurvesPoint, i);

      if (!isfinite (point.y))
        drawing = FALSE;
      else if (drawing)
        cairo_line_to (cr, place_x (chart, point.x), place_y (chart, series->axis, point.y));
      else
        {
          cairo_move_to (cr, place_x (chart, point.x), place_y (chart, series->axis, point.y));
          drawing = TRUE;
        }
    }
  cairo_stroke (cr);
  for (guint i = series->points->len > MOST_MARKERS ? series->points->len - 1 : 0; i < series->points->len;
       i++)
    {
      HxCurvesPoint point = g_array_index (series->points, HxCurvesPoint, i);

      if (isfinite (point.y))
        draw_marker (cr, number, place_x (chart, point.x), place_y (chart, series->axis, point.y), MARKER_PX);
    }
}

/* The legend's entries from left to right, in as many rows as they need. With @cr NULL only measured.
 * Returns: its height */
static double
lay_legend (GtkWidget *widget, GtkSnapshot *snapshot, const HxPalette *palette, double top, double row_height)
{
  HxCurves *self = HX_CURVES (widget);
  double left = PADDING_PX, right = gtk_widget_get_width (widget) - PADDING_PX, x = left, y = top;

  for (guint i = 0; i < self->series->len; i++)
    {
      const HxCurvesSeries *series = g_ptr_array_index (self->series, i);
      g_autoptr (PangoLayout) layout = hx_draw_layout (widget, series->name, SMALL_TEXT, FALSE);
      int width;

      pango_layout_get_pixel_size (layout, &width, NULL);
      if (x > left && x + SAMPLE_PX + GAP_PX + width > right)
        {
          x = left;
          y += row_height;
        }
      if (snapshot != NULL)
        {
          double middle = floor (y + row_height / 2.0) + 0.5;
          cairo_t *cr = gtk_snapshot_append_cairo (
              snapshot, &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)SAMPLE_PX, (float)row_height));

          set_pen (cr, palette, i);
          cairo_move_to (cr, x, middle);
          cairo_line_to (cr, x + SAMPLE_PX, middle);
          cairo_stroke (cr);
          draw_marker (cr, i, x + SAMPLE_PX / 2.0, middle, MARKER_PX);
          cairo_destroy (cr);
          hx_draw_layout_at (snapshot, layout, x + SAMPLE_PX + GAP_PX, middle, 0.0, 0.5, &palette->text);
        }
      x += SAMPLE_PX + GAP_PX + width + ENTRY_GAP_PX;
    }
  return self->series->len > 0 ? y + row_height - top : 0.0;
}

static void
place_chart (HxCurves *self, Chart *chart)
{
  GtkWidget *widget = GTK_WIDGET (self);
  double text_px = text_height (widget), row_px = MAX (text_px + 4.0, 18.0);
  double legend_px = lay_legend (widget, NULL, NULL, 0.0, row_px);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double left_step = chart->left_to / chart->n_steps, right_step = (1.0 - chart->right_from) / chart->n_steps;
  double left = PADDING_PX, right = PADDING_PX, bottom = PADDING_PX + text_px + 4.0;

  if (chart->has_left)
    left += label_width (widget, chart->left_to, left_step) + GAP_PX;
  if (chart->has_right)
    right += label_width (widget, 1.0, right_step) + GAP_PX;
  if (self->x_title != NULL)
    bottom += text_px;
  chart->left = floor (left);
  chart->width = MAX (floor (width - left - right), 1.0);
  chart->top = floor (PADDING_PX + legend_px + GAP_PX + text_px + 4.0);
  chart->height = MAX (floor (height - chart->top - bottom), 1.0);
}

static void
draw_value_labels (HxCurves *self, GtkSnapshot *snapshot, const Chart *chart, const HxPalette *palette)
{
  GtkWidget *widget = GTK_WIDGET (self);
  double left_step = chart->left_to / chart->n_steps;
  double right_step = (chart->right_to - chart->right_from) / chart->n_steps;
  double right = chart->left + chart->width + GAP_PX;
  int every = chart->height / chart->n_steps < LEAST_ROW_PX ? 2 : 1;

  for (int i = 0; i <= chart->n_steps; i++)
    {
      double y = floor (chart->top + chart->height * (1.0 - (double)i / chart->n_steps));
      const GdkRGBA *rule = i == 0 ? &palette->axis : &palette->rule;

      gtk_snapshot_append_color (
          snapshot, rule, &GRAPHENE_RECT_INIT ((float)chart->left, (float)y, (float)chart->width, 1.0f));
      if (i % every != 0)
        continue;
      if (chart->has_left)
        {
          g_autoptr (PangoLayout) layout = label_layout (widget, i * left_step, decimals_of (left_step));

          hx_draw_layout_at (snapshot, layout, chart->left - GAP_PX, y, 1.0, 0.5, &palette->text_dim);
        }
      if (chart->has_right)
        {
          g_autoptr (PangoLayout) layout =
              label_layout (widget, chart->right_from + i * right_step, decimals_of (right_step));

          hx_draw_layout_at (snapshot, layout, right, y, 0.0, 0.5, &palette->text_dim);
        }
    }
}

static void
draw_x_labels (HxCurves *self, GtkSnapshot *snapshot, const Chart *chart, const HxPalette *palette)
{
  GtkWidget *widget = GTK_WIDGET (self);
  double bottom = chart->top + chart->height, span = chart->x_to - chart->x_from;
  int most = CLAMP ((int)(chart->width / PX_PER_X_TICK), 2, 12);
  HxTicks ticks = hx_ticks_choose (chart->x_from, chart->x_to, MIN (most, MAX ((int)span + 1, 2)));

  for (int i = 0; i < ticks.n; i++)
    {
      double value = ticks.first + i * ticks.step, x = floor (place_x (chart, value));
      g_autoptr (PangoLayout) layout = label_layout (widget, value, ticks.decimals);

      gtk_snapshot_append_color (snapshot, &palette->axis,
                                 &GRAPHENE_RECT_INIT ((float)x, (float)bottom, 1.0f, 4.0f));
      hx_draw_layout_at (snapshot, layout, x, bottom + 4.0, 0.5, 0.0, &palette->text_dim);
    }
  if (self->x_title != NULL)
    {
      g_autoptr (PangoLayout) layout = hx_draw_layout (widget, self->x_title, SMALL_TEXT, FALSE);

      hx_draw_layout_at (snapshot, layout, chart->left + chart->width / 2.0,
                         gtk_widget_get_height (widget) - PADDING_PX / 2.0, 0.5, 1.0, &palette->text_dim);
    }
}

static void
draw_titles (HxCurves *self, GtkSnapshot *snapshot, const Chart *chart, const HxPalette *palette)
{
  GtkWidget *widget = GTK_WIDGET (self);
  double y = chart->top - text_height (widget) / 2.0 - 2.0;

  if (self->left_title != NULL && chart->has_left)
    {
      g_autoptr (PangoLayout) layout = hx_draw_layout (widget, self->left_title, SMALL_TEXT, TRUE);

      hx_draw_layout_at (snapshot, layout, PADDING_PX, y, 0.0, 1.0, &palette->text_dim);
    }
  if (self->right_title != NULL && chart->has_right)
    {
      g_autoptr (PangoLayout) layout = hx_draw_layout (widget, self->right_title, SMALL_TEXT, TRUE);

      hx_draw_layout_at (snapshot, layout, gtk_widget_get_width (widget) - PADDING_PX, y, 1.0, 1.0,
                         &palette->text_dim);
    }
}

static gboolean
has_points (HxCurves *self)
{
  for (guint i = 0; i < self->series->len; i++)
    if (((HxCurvesSeries *)g_ptr_array_index (self->series, i))->points->len > 0)
      return TRUE;
  return FALSE;
}

double
hx_curves_x_near (HxCurves *self, double px)
{
  Chart chart = { 0 };
  double x, least = INFINITY, nearest = NAN;

  if (!has_points (self))
    return NAN;
  find_ranges (self, &chart);
  place_chart (self, &chart);
  if (px < chart.left || px > chart.left + chart.width)
    return NAN;
  x = chart.x_from + (px - chart.left) / chart.width * (chart.x_to - chart.x_from);
  for (guint i = 0; i < self->series->len; i++)
    {
      const HxCurvesSeries *series = g_ptr_array_index (self->series, i);

      for (guint k = 0; k < series->points->len; k++)
        {
          double at = g_array_index (series->points, HxCurvesPoint, k).x;

          if (fabs (at - x) < least)
            {
              least = fabs (at - x);
              nearest = at;
            }
        }
    }
  return nearest;
}

void
hx_curves_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HxCurves *self = HX_CURVES (widget);
  const HxPalette *palette = hx_palette_get (hx_palette_scheme_for (widget));
  Chart chart = { 0 };
  cairo_t *cr;

  if (!has_points (self))
    {
      hx_draw_centred (widget, snapshot, self->empty_text != NULL ? self->empty_text : _ ("No values yet"),
                       &palette->text_dim);
      return;
    }
  find_ranges (self, &chart);
  place_chart (self, &chart);
  lay_legend (widget, snapshot, palette, PADDING_PX, MAX (text_height (widget) + 4.0, 18.0));
  draw_titles (self, snapshot, &chart, palette);
  draw_value_labels (self, snapshot, &chart, palette);
  draw_x_labels (self, snapshot, &chart, palette);

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)gtk_widget_get_width (widget),
                                                                 (float)gtk_widget_get_height (widget)));
  for (guint i = 0; i < self->series->len; i++)
    draw_series (cr, &chart, palette, g_ptr_array_index (self->series, i), i);
  cairo_destroy (cr);
}
