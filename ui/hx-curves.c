/* hx-curves.c: a line chart that grows while a training runs: its data
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-curves-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LEAST_WIDTH_PX 200
#define LEAST_HEIGHT_PX 140
#define NATURAL_WIDTH_PX 480
#define NATURAL_HEIGHT_PX 260

G_DEFINE_FINAL_TYPE (HxCurves, hx_curves, GTK_TYPE_WIDGET)

static void
series_free (gpointer data)
{
  HxCurvesSeries *series = data;

  g_free (series->name);
  g_array_unref (series->points);
  g_free (series);
}

double
hx_curves_value_at (const HxCurvesSeries *series, double x)
{
  double least = INFINITY, value = NAN;

  for (guint i = 0; i < series->points->len; i++)
    {
      const HxCurvesPoint *point = &g_array_index (series->points, HxCurvesPoint, i);

      if (fabs (point->x - x) <= least)
        {
          least = fabs (point->x - x);
          value = point->y;
        }
    }
  return value;
}

/* "loss 0.412" of every series at @x, with @separator between. */
static char *
values_at (HxCurves *self, double x, const char *separator)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->series->len; i++)
    {
      const HxCurvesSeries *series = g_ptr_array_index (self->series, i);
      double value = hx_curves_value_at (series, x);

      if (!isfinite (value))
        continue;
      if (text->len > 0)
        g_string_append (text, separator);
      g_string_append_printf (text, "%s %.3f", series->name, value);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
update_label (HxCurves *self)
{
  g_autofree char *values = NULL;
  g_autofree char *label = NULL;
  double last = -INFINITY;

  for (guint i = 0; i < self->series->len; i++)
    {
      const HxCurvesSeries *series = g_ptr_array_index (self->series, i);

      for (guint k = 0; k < series->points->len; k++)
        last = MAX (last, g_array_index (series->points, HxCurvesPoint, k).x);
    }
  if (isfinite (last))
    {
      values = values_at (self, last, ", ");
      label = g_strdup_printf (_ ("Curves at %s %g: %s"), self->x_title != NULL ? self->x_title : "x", last,
                               values);
    }
  else
    label = g_strdup (self->empty_text != NULL ? self->empty_text : _ ("No values yet"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
changed (HxCurves *self)
{
  update_label (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
hx_curves_query_tooltip (GtkWidget *widget, int px, int py, gboolean keyboard, GtkTooltip *tooltip)
{
  HxCurves *self = HX_CURVES (widget);
  double x = hx_curves_x_near (self, px);
  g_autofree char *values = NULL;
  g_autofree char *text = NULL;

  if (keyboard || !isfinite (x))
    return FALSE;
  values = values_at (self, x, "\n");
  text = g_strdup_printf ("%s %g\n%s", self->x_title != NULL ? self->x_title : "x", x, values);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
hx_curves_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                   int *minimum_baseline, int *natural_baseline)
{
  gboolean horizontal = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = horizontal ? LEAST_WIDTH_PX : LEAST_HEIGHT_PX;
  *natural = horizontal ? NATURAL_WIDTH_PX : NATURAL_HEIGHT_PX;
}

static void
hx_curves_finalize (GObject *object)
{
  HxCurves *self = HX_CURVES (object);

  g_ptr_array_unref (self->series);
  g_free (self->x_title);
  g_free (self->left_title);
  g_free (self->right_title);
  g_free (self->empty_text);
  G_OBJECT_CLASS (hx_curves_parent_class)->finalize (object);
}

static void
hx_curves_class_init (HxCurvesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hx_curves_finalize;
  widget_class->snapshot = hx_curves_snapshot;
  widget_class->measure = hx_curves_measure;
  widget_class->query_tooltip = hx_curves_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "curves");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
hx_curves_init (HxCurves *self)
{
  self->series = g_ptr_array_new_with_free_func (series_free);
  self->x_to = 1.0;
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  hx_palette_watch (GTK_WIDGET (self));
  update_label (self);
}

GtkWidget *
hx_curves_new (void)
{
  return g_object_new (HX_TYPE_CURVES, NULL);
}

guint
hx_curves_add_series (HxCurves *self, const char *name, HxCurvesAxis axis)
{
  HxCurvesSeries *series;

  g_return_val_if_fail (HX_IS_CURVES (self), 0);
  g_return_val_if_fail (name != NULL, 0);

  series = g_new (HxCurvesSeries, 1);
  series->name = g_strdup (name);
  series->axis = axis;
  series->points = g_array_new (FALSE, FALSE, sizeof (HxCurvesPoint));
  g_ptr_array_add (self->series, series);
  changed (self);
  return self->series->len - 1;
}

void
hx_curves_append (HxCurves *self, guint series, double x, double y)
{
  HxCurvesPoint point = { x, y };

  g_return_if_fail (HX_IS_CURVES (self));
  g_return_if_fail (series < self->series->len);
  g_return_if_fail (isfinite (x));

  g_array_append_val (((HxCurvesSeries *)g_ptr_array_index (self->series, series))->points, point);
  changed (self);
}

void
hx_curves_clear (HxCurves *self)
{
  g_return_if_fail (HX_IS_CURVES (self));

  for (guint i = 0; i < self->series->len; i++)
    g_array_set_size (((HxCurvesSeries *)g_ptr_array_index (self->series, i))->points, 0);
  changed (self);
}

void
hx_curves_set_x_range (HxCurves *self, double from, double to)
{
  g_return_if_fail (HX_IS_CURVES (self));
  g_return_if_fail (isfinite (from) && isfinite (to) && from <= to);

  self->x_from = from;
  self->x_to = to;
  changed (self);
}

static void
take_text (char **place, const char *text)
{
  char *copy = g_strdup (text);

  g_free (*place);
  *place = copy;
}

void
hx_curves_set_titles (HxCurves *self, const char *x, const char *left, const char *right)
{
  g_return_if_fail (HX_IS_CURVES (self));

  take_text (&self->x_title, x);
  take_text (&self->left_title, left);
  take_text (&self->right_title, right);
  changed (self);
}

void
hx_curves_set_empty_text (HxCurves *self, const char *text)
{
  g_return_if_fail (HX_IS_CURVES (self));

  take_text (&self->empty_text, text);
  changed (self);
}
