/* hx-pane-handle.c: an edge that can be moved
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-pane-handle.h"

#define STEP_PX 18

struct _HxPaneHandle
{
  GtkWidget parent_instance;
  GSettings *settings;
  char *key;
  gboolean at_start;
  int width_before; /* at the beginning of a drag */
};

G_DEFINE_FINAL_TYPE (HxPaneHandle, hx_pane_handle, GTK_TYPE_WIDGET)

static void
get_range (HxPaneHandle *self, int *from, int *to)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettingsSchemaKey) key = NULL;
  g_autoptr (GVariant) range = NULL, limits = NULL;
  g_object_get (self->settings, "settings-schema", &schema, NULL);
  key = g_settings_schema_get_key (schema, self->key);
  range = g_settings_schema_key_get_range (key);
  g_variant_get (range, "(sv)", NULL, &limits);
  g_variant_get (limits, "(ii)", from, to);
}

static void
set_width (HxPaneHandle *self, int width)
{
  int from, to;
  get_range (self, &from, &to);
  g_settings_set_int (self->settings, self->key, CLAMP (width, from, to));
}

/* Whether moving towards the right makes the pane wider. */
static int
direction (HxPaneHandle *self)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  return self->at_start != rtl ? 1 : -1;
}

static void
drag_begin (GtkGestureDrag *gesture, double x, double y, HxPaneHandle *self)
{
  self->width_before = g_settings_get_int (self->settings, self->key);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
drag_update (GtkGestureDrag *gesture, double x, double y, HxPaneHandle *self)
{
  /* The handle moves with the pane, and the offset is told relative to it. */
  int moved = g_settings_get_int (self->settings, self->key) - self->width_before;
  set_width (self, self->width_before + moved + direction (self) * (int)x);
}

static gboolean
key_pressed (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state,
             HxPaneHandle *self)
{
  int step = keyval == GDK_KEY_Right || keyval == GDK_KEY_KP_Right ? STEP_PX
             : keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left ? -STEP_PX
                                                                   : 0;
  if (step == 0)
    return GDK_EVENT_PROPAGATE;
  set_width (self, g_settings_get_int (self->settings, self->key) + direction (self) * step);
  return GDK_EVENT_STOP;
}

static void
hx_pane_handle_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? HX_PANE_HANDLE_WIDTH : 0;
}

static void
hx_pane_handle_finalize (GObject *object)
{
  HxPaneHandle *self = HX_PANE_HANDLE (object);
  g_clear_object (&self->settings);
  g_free (self->key);
  G_OBJECT_CLASS (hx_pane_handle_parent_class)->finalize (object);
}

static void
hx_pane_handle_class_init (HxPaneHandleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hx_pane_handle_finalize;
  GTK_WIDGET_CLASS (klass)->measure = hx_pane_handle_measure;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "panehandle");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_SEPARATOR);
}

static void
hx_pane_handle_init (HxPaneHandle *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "col-resize");
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

static void
width_changed (HxPaneHandle *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  (double)g_settings_get_int (self->settings, self->key), -1);
}

GtkWidget *
hx_pane_handle_new (const char *name, GSettings *settings, const char *key, gboolean at_start)
{
  HxPaneHandle *self = g_object_new (HX_TYPE_PANE_HANDLE, NULL);
  g_autofree char *detail = g_strconcat ("changed::", key, NULL);
  int from, to;
  self->settings = g_object_ref (settings);
  self->key = g_strdup (key);
  self->at_start = at_start;
  get_range (self, &from, &to);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, (double)from,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double)to, -1);
  g_signal_connect_object (settings, detail, G_CALLBACK (width_changed), self, G_CONNECT_SWAPPED);
  width_changed (self);
  return GTK_WIDGET (self);
}
