/* hx-screen-dialog.c: measuring the screen with a card or a ruler
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-screen-dialog.h"

#include "app/hx-screen-ruler.h"
#include "app/hx-screen.h"

#include <glib/gi18n.h>

#define MM_PER_INCH 25.4

struct _HxScreenDialog
{
  AdwWindow parent_instance;
  GSettings *settings;
  GtkWidget *apply, *forget, *card, *ruler_choice, *ruler;
  GtkLabel *result;
  GtkAdjustment *px_per_mm;
};

G_DEFINE_FINAL_TYPE (HxScreenDialog, hx_screen_dialog, ADW_TYPE_WINDOW)

static char *
get_key (HxScreenDialog *self)
{
  GdkMonitor *monitor = hx_screen_find_monitor (GTK_WIDGET (self));
  return monitor ? hx_screen_get_key (monitor) : NULL;
}

static void
show_result (HxScreenDialog *self)
{
  double px_per_mm = gtk_adjustment_get_value (self->px_per_mm);
  /* Translators: the result of measuring the screen */
  g_autofree char *text =
      g_strdup_printf (_ ("%.2f pixels a millimetre, %.0f dots an inch"), px_per_mm, px_per_mm * MM_PER_INCH);
  gtk_label_set_text (self->result, text);
}

static void
choose_shape (HxScreenDialog *self)
{
  hx_screen_ruler_set_card (HX_SCREEN_RULER (self->ruler),
                            gtk_check_button_get_active (GTK_CHECK_BUTTON (self->card)));
}

/* Begins with what is known of the monitor. */
static void
on_map (HxScreenDialog *self)
{
  GdkMonitor *monitor = hx_screen_find_monitor (GTK_WIDGET (self));
  g_autofree char *key = get_key (self);
  double px_per_mm = key ? hx_screen_get_px_per_mm (self->settings, key) : 0.0;
  gtk_widget_set_sensitive (self->forget, px_per_mm > 0.0);
  if (monitor)
    gtk_adjustment_set_value (self->px_per_mm,
                              px_per_mm > 0.0 ? px_per_mm : hx_screen_guess_px_per_mm (monitor));
  show_result (self);
}

static void
apply (HxScreenDialog *self)
{
  g_autofree char *key = get_key (self);
  if (key)
    hx_screen_set_px_per_mm (self->settings, key, gtk_adjustment_get_value (self->px_per_mm));
  gtk_window_close (GTK_WINDOW (self));
}

static void
forget (HxScreenDialog *self)
{
  g_autofree char *key = get_key (self);
  if (key)
    hx_screen_set_px_per_mm (self->settings, key, 0.0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
hx_screen_dialog_dispose (GObject *object)
{
  HxScreenDialog *self = HX_SCREEN_DIALOG (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_SCREEN_DIALOG);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (hx_screen_dialog_parent_class)->dispose (object);
}

static void
hx_screen_dialog_class_init (HxScreenDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_screen_dialog_dispose;
  g_type_ensure (HX_TYPE_SCREEN_RULER);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hexaxial/Hexaxial/hx-screen-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, HxScreenDialog, apply);
  gtk_widget_class_bind_template_child (widget_class, HxScreenDialog, forget);
  gtk_widget_class_bind_template_child (widget_class, HxScreenDialog, card);
  gtk_widget_class_bind_template_child (widget_class, HxScreenDialog, ruler_choice);
  gtk_widget_class_bind_template_child (widget_class, HxScreenDialog, ruler);
  gtk_widget_class_bind_template_child (widget_class, HxScreenDialog, result);
  gtk_widget_class_bind_template_child (widget_class, HxScreenDialog, px_per_mm);
}

static void
hx_screen_dialog_init (HxScreenDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hx_screen_ruler_set_adjustment (HX_SCREEN_RULER (self->ruler), self->px_per_mm);
  g_signal_connect_swapped (self->apply, "clicked", G_CALLBACK (apply), self);
  g_signal_connect_swapped (self->forget, "clicked", G_CALLBACK (forget), self);
  g_signal_connect_swapped (self->card, "toggled", G_CALLBACK (choose_shape), self);
  g_signal_connect_object (self->px_per_mm, "value-changed", G_CALLBACK (show_result), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
}

GtkWidget *
hx_screen_dialog_new (GtkWindow *parent, GSettings *settings)
{
  HxScreenDialog *self = g_object_new (HX_TYPE_SCREEN_DIALOG, "transient-for", parent, NULL);
  self->settings = g_object_ref (settings);
  return GTK_WIDGET (self);
}
