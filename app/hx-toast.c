/* hx-toast.c: a short message over a page
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-toast.h"

#include <glib/gi18n.h>

#define CHILDREN "hx-toast-children"

static void
name_buttons (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) == NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Close"), -1);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_buttons (child);
}

/* A toast becomes a child of the overlay when those before it are gone. */
static void
children_changed (GListModel *children, guint position, guint n_removed, guint n_added,
                  AdwToastOverlay *overlay)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (GtkWidget) child = g_list_model_get_item (children, i);

      if (child != adw_toast_overlay_get_child (overlay))
        name_buttons (child);
    }
}

void
hx_toast_show (AdwToastOverlay *overlay, AdwToast *toast)
{
  if (g_object_get_data (G_OBJECT (overlay), CHILDREN) == NULL)
    {
      GListModel *children = gtk_widget_observe_children (GTK_WIDGET (overlay));

      g_signal_connect_object (children, "items-changed", G_CALLBACK (children_changed), overlay, 0);
      g_object_set_data_full (G_OBJECT (overlay), CHILDREN, children, g_object_unref);
    }
  adw_toast_overlay_add_toast (overlay, toast);
}
