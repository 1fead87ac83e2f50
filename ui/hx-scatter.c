/* hx-scatter.c: records as points in a plane: data and what is said of them
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-scatter-private.h"

#include "ui/hx-draw.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define LEAST_SIZE_PX 120
#define NATURAL_SIZE_PX 280
#define MARGIN_PX 12.0
#define HEAD_PX 26.0
#define FOOT_PX 22.0

G_DEFINE_FINAL_TYPE (HxScatter, hx_scatter, GTK_TYPE_WIDGET)

enum
{
  POINT_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

void
hx_scatter_invalidate (HxScatter *self)
{
  g_clear_object (&self->texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
hx_scatter_place (HxScatter *self)
{
  HxPlane *plane = &self->plane, fit;
  int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));

  plane->left = MARGIN_PX + (self->y_axis != NULL ? FOOT_PX - MARGIN_PX : 0.0);
  plane->top = HEAD_PX;
  plane->width = MAX (width - plane->left - MARGIN_PX, 1.0);
  plane->height = MAX (height - HEAD_PX - (self->x_axis != NULL ? FOOT_PX : MARGIN_PX), 1.0);
  fit = *plane;
  hx_plane_fit (&fit, self->points, self->n_points);
  self->fit_px_per_unit = fit.px_per_unit;
  if (!self->zoomed)
    *plane = fit;
}

int
hx_scatter_find (HxScatter *self, guint32 key)
{
  if (key == HX_SCATTER_NO_KEY)
    return -1;
  for (guint i = 0; i < self->n_points; i++)
    if (self->points[i].key == key)
      return (int)i;
  return -1;
}

char *
hx_scatter_point_text (HxScatter *self, int index)
{
  if (index < 0 || self->text_func == NULL)
    return NULL;
  return self->text_func (self, self->points[index].key, self->text_data);
}

void
hx_scatter_update_label (HxScatter *self)
{
  int current = hx_scatter_find (self, self->current);
  g_autoptr (GString) label = g_string_new (NULL);
  g_autofree char *focused = hx_scatter_point_text (self, self->focused);

  if (self->n_points == 0)
    g_string_append (label, self->empty_text != NULL ? self->empty_text : _ ("No points"));
  else
    {
      if (self->title != NULL)
        g_string_append_printf (label, _ ("Label space of %s: "), self->title);
      g_string_append_printf (label, _ ("%u records with, %u without"), self->n_with,
                              self->n_points - self->n_with);
      if (current >= 0)
        {
          g_autofree char *text = hx_scatter_point_text (self, current);

          g_string_append (label, ", ");
          if (text != NULL)
            g_string_append_printf (label, _ ("current record %s"), text);
          else
            g_string_append (label, self->points[current].kind == HX_SCATTER_WITH
                                        ? _ ("current record with")
                                        : _ ("current record without"));
        }
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label->str,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, focused != NULL ? focused : "", -1);
}

void
hx_scatter_activate (HxScatter *self, int index)
{
  if (index >= 0)
    g_signal_emit (self, signals[POINT_ACTIVATED], 0, (guint)self->points[index].key);
}

static void
hx_scatter_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                    int *minimum_baseline, int *natural_baseline)
{
  *minimum = LEAST_SIZE_PX;
  *natural = NATURAL_SIZE_PX;
}

static void
hx_scatter_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HxScatter *self = HX_SCATTER (widget);

  hx_scatter_place (self);
  hx_scatter_invalidate (self);
}

static void
hx_scatter_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  GTK_WIDGET_CLASS (hx_scatter_parent_class)->state_flags_changed (widget, previous);
  if (hx_draw_focus_changed (widget, previous))
    gtk_widget_queue_draw (widget);
}

static gboolean
hx_scatter_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  HxScatter *self = HX_SCATTER (widget);
  int index = keyboard ? self->focused : self->hovered;
  g_autofree char *text = hx_scatter_point_text (self, index);
  GdkRectangle area;

  if (text == NULL)
    return FALSE;
  area.x = (int)hx_plane_x (&self->plane, self->points[index].x) - 6;
  area.y = (int)hx_plane_y (&self->plane, self->points[index].y) - 6;
  area.width = area.height = 12;
  gtk_tooltip_set_tip_area (tooltip, &area);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
hx_scatter_finalize (GObject *object)
{
  HxScatter *self = HX_SCATTER (object);

  if (self->text_destroy != NULL)
    self->text_destroy (self->text_data);
  g_clear_object (&self->texture);
  g_free (self->points);
  g_free (self->title);
  g_free (self->with);
  g_free (self->without);
  g_free (self->x_axis);
  g_free (self->y_axis);
  g_free (self->empty_text);
  G_OBJECT_CLASS (hx_scatter_parent_class)->finalize (object);
}

static void
hx_scatter_class_init (HxScatterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hx_scatter_finalize;
  widget_class->measure = hx_scatter_measure;
  widget_class->size_allocate = hx_scatter_size_allocate;
  widget_class->snapshot = hx_scatter_snapshot;
  widget_class->state_flags_changed = hx_scatter_state_flags_changed;
  widget_class->query_tooltip = hx_scatter_query_tooltip;

  signals[POINT_ACTIVATED] = g_signal_new ("point-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_css_name (widget_class, "scatter");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
hx_scatter_init (HxScatter *self)
{
  self->current = HX_SCATTER_NO_KEY;
  self->focused = self->hovered = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  hx_palette_watch (GTK_WIDGET (self));
  hx_scatter_attach_input (self);
  hx_scatter_update_label (self);
}

GtkWidget *
hx_scatter_new (void)
{
  return g_object_new (HX_TYPE_SCATTER, NULL);
}

void
hx_scatter_set_points (HxScatter *self, const HxScatterPoint *points, guint n)
{
  guint n_before;

  g_return_if_fail (HX_IS_SCATTER (self));
  g_return_if_fail (points != NULL || n == 0);

  n_before = self->n_points;
  g_free (self->points);
  self->points = g_new (HxScatterPoint, MAX (n, 1));
  self->n_points = self->n_with = 0;
  for (guint i = 0; i < n; i++)
    if (isfinite (points[i].x) && isfinite (points[i].y))
      {
        self->points[self->n_points++] = points[i];
        self->n_with += points[i].kind == HX_SCATTER_WITH;
      }
  self->focused = self->hovered = -1;
  if (self->n_points != n_before)
    self->zoomed = FALSE;
  hx_scatter_place (self);
  hx_scatter_invalidate (self);
  hx_scatter_update_label (self);
}

void
hx_scatter_set_current (HxScatter *self, guint32 key)
{
  g_return_if_fail (HX_IS_SCATTER (self));

  if (self->current == key)
    return;
  self->current = key;
  hx_scatter_update_label (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

guint32
hx_scatter_get_current (HxScatter *self)
{
  g_return_val_if_fail (HX_IS_SCATTER (self), HX_SCATTER_NO_KEY);
  return self->current;
}

/* Keeps a copy of @text in @place. */
static void
take_text (char **place, const char *text)
{
  char *copy = g_strdup (text);

  g_free (*place);
  *place = copy;
}

void
hx_scatter_set_names (HxScatter *self, const char *title, const char *with, const char *without)
{
  g_return_if_fail (HX_IS_SCATTER (self));

  take_text (&self->title, title);
  take_text (&self->with, with);
  take_text (&self->without, without);
  hx_scatter_update_label (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
hx_scatter_set_axes (HxScatter *self, const char *x_axis, const char *y_axis)
{
  g_return_if_fail (HX_IS_SCATTER (self));

  take_text (&self->x_axis, x_axis);
  take_text (&self->y_axis, y_axis);
  hx_scatter_place (self);
  hx_scatter_invalidate (self);
}

void
hx_scatter_set_empty_text (HxScatter *self, const char *text)
{
  g_return_if_fail (HX_IS_SCATTER (self));

  take_text (&self->empty_text, text);
  hx_scatter_update_label (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
hx_scatter_set_text_func (HxScatter *self, HxScatterTextFunc func, gpointer user_data, GDestroyNotify destroy)
{
  g_return_if_fail (HX_IS_SCATTER (self));

  if (self->text_destroy != NULL)
    self->text_destroy (self->text_data);
  self->text_func = func;
  self->text_data = user_data;
  self->text_destroy = destroy;
  hx_scatter_update_label (self);
}

void
hx_scatter_reset_zoom (HxScatter *self)
{
  g_return_if_fail (HX_IS_SCATTER (self));

  self->zoomed = FALSE;
  hx_scatter_place (self);
  hx_scatter_invalidate (self);
}
