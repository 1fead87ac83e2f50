/* hx-progress-ring.c: a small ring that shows how far work is
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/hx-progress-ring.h"

#include "ui/hx-draw.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define SIZE_PX 16
#define LINE_SHARE 0.16
#define GROUND_OPACITY 0.25
#define TURN_US (1.2 * G_USEC_PER_SEC)
#define BUSY_ARC (G_PI / 2.0)

struct _HxProgressRing
{
  GtkWidget parent_instance;

  double fraction; /* -1 while idle or unknown */
  gboolean busy;
  double turn; /* start of the busy arc, in turns */
  guint tick_id;
};

G_DEFINE_FINAL_TYPE (HxProgressRing, hx_progress_ring, GTK_TYPE_WIDGET)

enum
{
  PROP_FRACTION = 1,
  PROP_BUSY,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  HxProgressRing *self = HX_PROGRESS_RING (widget);

  self->turn = fmod ((double)gdk_frame_clock_get_frame_time (clock), TURN_US) / TURN_US;
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

/* The arc goes round only while there is someone to see it and animations are wanted. */
static void
update_tick (HxProgressRing *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean animate = TRUE, wanted;

  g_object_get (gtk_widget_get_settings (widget), "gtk-enable-animations", &animate, NULL);
  wanted = animate && self->busy && self->fraction < 0.0 && gtk_widget_get_mapped (widget);
  if (wanted && self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (widget, on_tick, NULL, NULL);
  else if (!wanted && self->tick_id != 0)
    {
      gtk_widget_remove_tick_callback (widget, self->tick_id);
      self->tick_id = 0;
    }
}

static void
hx_progress_ring_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HxProgressRing *self = HX_PROGRESS_RING (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double size = MIN (width, height), line = MAX (size * LINE_SHARE, 1.5), radius = (size - line) / 2.0;
  double from = -G_PI / 2.0 + self->turn * 2.0 * G_PI;
  GdkRGBA color = hx_draw_css_color (widget);
  cairo_t *cr;

  if (radius <= 0.0)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  cairo_set_line_width (cr, line);
  hx_draw_set_source (cr, &color, GROUND_OPACITY);
  cairo_arc (cr, width / 2.0, height / 2.0, radius, 0.0, 2.0 * G_PI);
  cairo_stroke (cr);
  hx_draw_set_source (cr, &color, 1.0);
  if (self->fraction > 0.0)
    cairo_arc (cr, width / 2.0, height / 2.0, radius, -G_PI / 2.0, -G_PI / 2.0 + self->fraction * 2.0 * G_PI);
  else if (self->fraction < 0.0 && self->busy)
    cairo_arc (cr, width / 2.0, height / 2.0, radius, from, from + BUSY_ARC);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
hx_progress_ring_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                          int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = SIZE_PX;
}

static void
hx_progress_ring_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (hx_progress_ring_parent_class)->map (widget);
  update_tick (HX_PROGRESS_RING (widget));
}

static void
hx_progress_ring_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (hx_progress_ring_parent_class)->unmap (widget);
  update_tick (HX_PROGRESS_RING (widget));
}

static void
hx_progress_ring_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (hx_progress_ring_parent_class)->css_changed (widget, change);
  gtk_widget_queue_draw (widget);
}

static void
changed (HxProgressRing *self, int property)
{
  g_autofree char *text = NULL;

  update_tick (self);
  if (self->fraction >= 0.0)
    {
      text = g_strdup_printf (_ ("%.0f %% done"), floor (self->fraction * 100.0));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                      GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 1.0,
                                      GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, self->fraction, -1);
    }
  else
    {
      text = g_strdup (self->busy ? _ ("at work") : _ ("idle"));
      gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (property > 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
hx_progress_ring_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HxProgressRing *self = HX_PROGRESS_RING (object);

  if (id == PROP_FRACTION)
    g_value_set_double (value, self->fraction);
  else if (id == PROP_BUSY)
    g_value_set_boolean (value, self->busy);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
hx_progress_ring_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HxProgressRing *self = HX_PROGRESS_RING (object);

  if (id == PROP_FRACTION)
    hx_progress_ring_set_fraction (self, g_value_get_double (value));
  else if (id == PROP_BUSY)
    hx_progress_ring_set_busy (self, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
hx_progress_ring_class_init (HxProgressRingClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = hx_progress_ring_get_property;
  object_class->set_property = hx_progress_ring_set_property;
  widget_class->snapshot = hx_progress_ring_snapshot;
  widget_class->measure = hx_progress_ring_measure;
  widget_class->map = hx_progress_ring_map;
  widget_class->unmap = hx_progress_ring_unmap;
  widget_class->css_changed = hx_progress_ring_css_changed;

  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1.0, 1.0, -1.0, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_css_name (widget_class, "progressring");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
}

static void
hx_progress_ring_init (HxProgressRing *self)
{
  self->fraction = -1.0;
  changed (self, 0);
}

GtkWidget *
hx_progress_ring_new (void)
{
  return g_object_new (HX_TYPE_PROGRESS_RING, NULL);
}

void
hx_progress_ring_set_fraction (HxProgressRing *self, double fraction)
{
  g_return_if_fail (HX_IS_PROGRESS_RING (self));
  g_return_if_fail (!isnan (fraction));

  fraction = fraction < 0.0 ? -1.0 : MIN (fraction, 1.0);
  if (self->fraction == fraction)
    return;
  self->fraction = fraction;
  changed (self, PROP_FRACTION);
}

double
hx_progress_ring_get_fraction (HxProgressRing *self)
{
  g_return_val_if_fail (HX_IS_PROGRESS_RING (self), -1.0);
  return self->fraction;
}

void
hx_progress_ring_set_busy (HxProgressRing *self, gboolean busy)
{
  g_return_if_fail (HX_IS_PROGRESS_RING (self));

  if (self->busy == !!busy)
    return;
  self->busy = !!busy;
  changed (self, PROP_BUSY);
}
