/* hx-simulate-dialog.c: how many ECGs to simulate
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-simulate-dialog.h"

struct _HxSimulateDialog
{
  AdwWindow parent_instance;
  HxSession *session;
  GtkWidget *simulate, *n_records, *seed;
};

G_DEFINE_FINAL_TYPE (HxSimulateDialog, hx_simulate_dialog, ADW_TYPE_WINDOW)

static void
simulate (HxSimulateDialog *self)
{
  hx_session_simulate (self->session,
                       (guint)gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->n_records)),
                       (guint64)gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->seed)));
  gtk_window_close (GTK_WINDOW (self));
}

static void
hx_simulate_dialog_dispose (GObject *object)
{
  HxSimulateDialog *self = HX_SIMULATE_DIALOG (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_SIMULATE_DIALOG);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_simulate_dialog_parent_class)->dispose (object);
}

static void
hx_simulate_dialog_class_init (HxSimulateDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_simulate_dialog_dispose;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hexaxial/Hexaxial/hx-simulate-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, HxSimulateDialog, simulate);
  gtk_widget_class_bind_template_child (widget_class, HxSimulateDialog, n_records);
  gtk_widget_class_bind_template_child (widget_class, HxSimulateDialog, seed);
}

static void
hx_simulate_dialog_init (HxSimulateDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->simulate, "clicked", G_CALLBACK (simulate), self);
}

GtkWidget *
hx_simulate_dialog_new (GtkWindow *parent, HxSession *session)
{
  HxSimulateDialog *self = g_object_new (HX_TYPE_SIMULATE_DIALOG, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}
