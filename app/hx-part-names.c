/* hx-part-names.c: accessible names of the parts that composed widgets are made of
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-part-names.h"

#include <adwaita.h>

static void
set_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* The name that @widget lends to its parts; what it is itself part of lends one otherwise. */
static char *
name_for_parts (GtkWidget *widget, const char *owner)
{
  char *name = NULL;

  if (ADW_IS_PREFERENCES_ROW (widget))
    name = g_strdup (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)));
  else if (ADW_IS_PREFERENCES_GROUP (widget))
    name = g_strdup (adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (widget)));
  else if (GTK_IS_DROP_DOWN (widget) || GTK_IS_MENU_BUTTON (widget))
    name =
        gtk_widget_get_tooltip_text (widget) != NULL ? g_strdup (gtk_widget_get_tooltip_text (widget)) : NULL;
  else if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "AdwViewSwitcherButton"))
    g_object_get (widget, "label", &name, NULL);
  if (name == NULL || name[0] == '\0')
    {
      g_free (name);
      name = g_strdup (owner);
    }
  return name;
}

static gboolean
is_nameless_part (GtkWidget *widget)
{
  return GTK_IS_IMAGE (widget) || GTK_IS_LIST_BOX (widget) || GTK_IS_LIST_VIEW (widget)
         || (GTK_IS_TOGGLE_BUTTON (widget)
             && (GTK_IS_DROP_DOWN (gtk_widget_get_parent (widget))
                 || GTK_IS_MENU_BUTTON (gtk_widget_get_parent (widget))));
}

static const char *
own_name (GtkWidget *widget)
{
  const char *icon = NULL;

  if (GTK_IS_BUTTON (widget))
    icon = gtk_button_get_icon_name (GTK_BUTTON (widget));
  else if (GTK_IS_MENU_BUTTON (widget))
    icon = gtk_menu_button_get_icon_name (GTK_MENU_BUTTON (widget));
  return icon != NULL ? gtk_widget_get_tooltip_text (widget) : NULL;
}

static void
complete (GtkWidget *widget, const char *owner)
{
  g_autofree char *for_parts = name_for_parts (widget, owner);
  const char *own = own_name (widget);

  if (own != NULL)
    set_name (widget, own);
  else if (owner != NULL && is_nameless_part (widget))
    set_name (widget, owner);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    complete (child, own != NULL ? own : for_parts);
}

void
hx_part_names_complete (GtkWidget *root)
{
  g_return_if_fail (GTK_IS_WIDGET (root));

  complete (root, NULL);
}
