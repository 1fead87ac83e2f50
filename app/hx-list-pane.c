/* hx-list-pane.c: the pane of the record list, as wide as it was made
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-list-pane.h"

#include "app/hx-pane-handle.h"

#include <glib/gi18n.h>

#define LEAST_PX 240

struct _HxListPane
{
  GtkWidget parent_instance;
  GSettings *settings;
  GtkWidget *child, *handle;
  gboolean resizable;
};

enum
{
  PROP_0,
  PROP_CHILD,
  PROP_RESIZABLE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (HxListPane, hx_list_pane, GTK_TYPE_WIDGET)

static void
hx_list_pane_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  HxListPane *self = HX_LIST_PANE (widget);
  gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MAX (*minimum, LEAST_PX);
      *natural = MAX (*minimum, g_settings_get_int (self->settings, "list-width"));
    }
}

static void
hx_list_pane_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HxListPane *self = HX_LIST_PANE (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkAllocation edge = { rtl ? 0 : width - HX_PANE_HANDLE_WIDTH, 0, HX_PANE_HANDLE_WIDTH, height };
  gtk_widget_allocate (self->child, width, height, baseline, NULL);
  gtk_widget_set_child_visible (self->handle, self->resizable);
  if (self->resizable)
    gtk_widget_size_allocate (self->handle, &edge, -1);
}

static void
hx_list_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HxListPane *self = HX_LIST_PANE (object);
  if (id == PROP_CHILD)
    g_value_set_object (value, self->child);
  else
    g_value_set_boolean (value, self->resizable);
}

static void
hx_list_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HxListPane *self = HX_LIST_PANE (object);
  if (id == PROP_RESIZABLE)
    {
      self->resizable = g_value_get_boolean (value);
      gtk_widget_queue_allocate (GTK_WIDGET (self));
      return;
    }
  self->child = g_value_get_object (value);
  if (self->child)
    gtk_widget_set_parent (self->child, GTK_WIDGET (self));
}

static void
hx_list_pane_dispose (GObject *object)
{
  HxListPane *self = HX_LIST_PANE (object);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  g_clear_pointer (&self->handle, gtk_widget_unparent);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (hx_list_pane_parent_class)->dispose (object);
}

static void
hx_list_pane_class_init (HxListPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->get_property = hx_list_pane_get_property;
  object_class->set_property = hx_list_pane_set_property;
  object_class->dispose = hx_list_pane_dispose;
  GTK_WIDGET_CLASS (klass)->measure = hx_list_pane_measure;
  GTK_WIDGET_CLASS (klass)->size_allocate = hx_list_pane_size_allocate;
  props[PROP_CHILD] =
      g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_RESIZABLE] =
      g_param_spec_boolean ("resizable", NULL, NULL, TRUE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
hx_list_pane_init (HxListPane *self)
{
  self->resizable = TRUE;
}

void
hx_list_pane_set_settings (HxListPane *self, GSettings *settings)
{
  g_return_if_fail (self->settings == NULL);
  self->settings = g_object_ref (settings);
  self->handle = hx_pane_handle_new (_ ("Width of the record list"), settings, "list-width", TRUE);
  gtk_widget_set_parent (self->handle, GTK_WIDGET (self));
  g_signal_connect_object (settings, "changed::list-width", G_CALLBACK (gtk_widget_queue_resize), self,
                           G_CONNECT_SWAPPED);
}
