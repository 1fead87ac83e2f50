/* hx-margin-histogram.c: how the margins of records with and without a label are spread
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-margin-histogram.h"

#include "app/hx-words.h"
#include "ui/hx-palette.h"

#include <glib/gi18n.h>
#include <math.h>

#define N_BINS 40
#define TEXT_HEIGHT 18

struct _HxMarginHistogram
{
  GtkWidget parent_instance;
  guint counts[2][N_BINS]; /* without, with */
  guint highest[2];
  double current;
};

G_DEFINE_FINAL_TYPE (HxMarginHistogram, hx_margin_histogram, GTK_TYPE_WIDGET)

static void
fill_rect (GtkSnapshot *snapshot, const GdkRGBA *color, double x, double y, double width, double height)
{
  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)width, (float)height));
}

static void
snapshot_bars (HxMarginHistogram *self, GtkSnapshot *snapshot, const HxPalette *palette, int width,
               double middle)
{
  double step = (double)width / N_BINS;
  for (guint bin = 0; bin < N_BINS; bin++)
    {
      double x = round (bin * step) + 1.0, bar_width = round ((bin + 1) * step) - x;
      double with = self->highest[1] ? (middle - 2.0) * self->counts[1][bin] / self->highest[1] : 0.0;
      double without = self->highest[0] ? (middle - 2.0) * self->counts[0][bin] / self->highest[0] : 0.0;
      /* The rarest bin must not vanish. */
      with = self->counts[1][bin] ? MAX (round (with), 1.0) : 0.0;
      without = self->counts[0][bin] ? MAX (round (without), 1.0) : 0.0;
      if (with > 0.0)
        fill_rect (snapshot, &palette->with, x, middle - with, bar_width, with);
      if (without > 0.0)
        {
          GskRoundedRect outline;
          gsk_rounded_rect_init_from_rect (
              &outline,
              &GRAPHENE_RECT_INIT ((float)x, (float)middle + 1.0f, (float)bar_width, (float)without), 0.0f);
          gtk_snapshot_append_border (
              snapshot, &outline, (float[4]){ 1, 1, 1, 1 },
              (GdkRGBA[4]){ palette->without, palette->without, palette->without, palette->without });
        }
    }
}

static void
snapshot_text (HxMarginHistogram *self, GtkSnapshot *snapshot, const GdkRGBA *color, const char *text,
               double x, double y, double align)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int text_width, room = gtk_widget_get_width (GTK_WIDGET (self));
  pango_layout_get_pixel_size (layout, &text_width, NULL);
  x = CLAMP (x - align * text_width, 0.0, MAX (room - text_width, 0));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)round (x), (float)y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
hx_margin_histogram_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HxMarginHistogram *self = HX_MARGIN_HISTOGRAM (widget);
  const HxPalette *palette = hx_palette_get (hx_palette_scheme_for (widget));
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget) - TEXT_HEIGHT;
  double middle = floor (height / 2.0), y = height + 2.0;
  snapshot_bars (self, snapshot, palette, width, middle);
  fill_rect (snapshot, &palette->axis, 0, middle, width, 1);
  fill_rect (snapshot, &palette->axis, floor (width / 2.0), 0, 1, height);
  if (!isnan (self->current))
    fill_rect (snapshot, &palette->focus, round ((self->current + 1.0) / 2.0 * (width - 2)), 0, 2, height);
  snapshot_text (self, snapshot, &palette->text_dim, "−1", 0.0, y, 0.0);
  snapshot_text (self, snapshot, &palette->text_dim, "0", width / 2.0, y, 0.5);
  snapshot_text (self, snapshot, &palette->text_dim, "+1", width, y, 1.0);
}

static void
hx_margin_histogram_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                             int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 160 : 110;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 300 : 130;
}

static void
hx_margin_histogram_class_init (HxMarginHistogramClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  widget_class->snapshot = hx_margin_histogram_snapshot;
  widget_class->measure = hx_margin_histogram_measure;
  gtk_widget_class_set_css_name (widget_class, "marginhistogram");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
hx_margin_histogram_init (HxMarginHistogram *self)
{
  self->current = NAN;
  gtk_widget_add_css_class (GTK_WIDGET (self), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self), "numeric");
  /* Margins run from left to right in every script, as on the axis of a chart. */
  gtk_widget_set_direction (GTK_WIDGET (self), GTK_TEXT_DIR_LTR);
  hx_palette_watch (GTK_WIDGET (self));
}

GtkWidget *
hx_margin_histogram_new (void)
{
  return g_object_new (HX_TYPE_MARGIN_HISTOGRAM, NULL);
}

void
hx_margin_histogram_set (HxMarginHistogram *self, const HxSpaceView *view, double current)
{
  double sums[2] = { 0.0, 0.0 };
  guint n[2] = { 0, 0 };
  g_autofree char *with = NULL, *without = NULL, *text = NULL;
  g_return_if_fail (HX_IS_MARGIN_HISTOGRAM (self));
  memset (self->counts, 0, sizeof self->counts);
  self->highest[0] = self->highest[1] = 0;
  self->current = current;
  for (guint i = 0; view && i < view->n; i++)
    {
      const HxEmbeddedPoint *point = &view->points[i];
      guint side = point->label > 0, bin;
      if (point->label < 0 || isnan (point->margin))
        continue;
      bin = (guint)CLAMP ((point->margin + 1.0f) / 2.0f * N_BINS, 0.0f, N_BINS - 1.0f);
      self->highest[side] = MAX (self->highest[side], ++self->counts[side][bin]);
      sums[side] += point->margin;
      n[side]++;
    }
  with = hx_words_signed (n[1] ? sums[1] / n[1] : NAN);
  without = hx_words_signed (n[0] ? sums[0] / n[0] : NAN);
  text = g_strdup_printf (_ ("Margins: %u records with the label, mean %s; %u without, mean %s"), n[1], with,
                          n[0], without);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
