/* hx-mark-tools.c: the actions and keys of calipers, measurements, undo and redo
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-mark-tools.h"

#include "app/hx-measure-panel.h"

#include <glib/gi18n.h>

typedef struct
{
  HxTraceView *trace; /* whose data this is */
  HxRecordMarks *marks;
  GSettings *settings;
  GSimpleAction *undo, *redo;
  GtkWidget *undo_button, *redo_button, *panel;
} Tools;

static void
tools_free (gpointer data)
{
  Tools *tools = data;
  g_signal_handlers_disconnect_by_data (tools->marks, tools);
  g_object_unref (tools->marks);
  g_object_unref (tools->settings);
  g_object_unref (tools->undo);
  g_object_unref (tools->redo);
  g_object_unref (tools->undo_button);
  g_object_unref (tools->redo_button);
  if (tools->panel)
    {
      g_object_remove_weak_pointer (G_OBJECT (tools->panel), (gpointer *)&tools->panel);
      gtk_window_destroy (GTK_WINDOW (tools->panel));
    }
  g_free (tools);
}

static void
undo (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  hx_record_marks_undo (((Tools *)user_data)->marks);
}

static void
redo (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  hx_record_marks_redo (((Tools *)user_data)->marks);
}

static void
measurements (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Tools *tools = user_data;
  if (!tools->panel)
    {
      GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (tools->trace), GTK_TYPE_WINDOW);
      tools->panel = hx_measure_panel_new (GTK_WINDOW (window), tools->marks, tools->settings);
      g_object_add_weak_pointer (G_OBJECT (tools->panel), (gpointer *)&tools->panel);
    }
  gtk_window_present (GTK_WINDOW (tools->panel));
}

static void
show_step (GSimpleAction *action, GtkWidget *button, gboolean possible, const char *tooltip)
{
  g_simple_action_set_enabled (action, possible);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
}

static void
show_steps (Tools *tools)
{
  const char *undone = hx_record_marks_get_undo_text (tools->marks);
  const char *redone = hx_record_marks_get_redo_text (tools->marks);
  /* Translators: %s is a step, "Move Caliper" */
  g_autofree char *undo_tip =
      undone ? g_strdup_printf (_ ("Undo: %s (Ctrl+Z)"), undone) : g_strdup (_ ("Undo (Ctrl+Z)"));
  /* Translators: %s is a step, "Move Caliper" */
  g_autofree char *redo_tip =
      redone ? g_strdup_printf (_ ("Redo: %s (Ctrl+Shift+Z)"), redone) : g_strdup (_ ("Redo (Ctrl+Shift+Z)"));
  show_step (tools->undo, tools->undo_button, undone != NULL, undo_tip);
  show_step (tools->redo, tools->redo_button, redone != NULL, redo_tip);
}

static void
add_keys (GtkWidget *page)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  static const struct
  {
    const char *trigger, *action;
  } shortcuts[] = { { "<Control>z", "action(read.undo)" },
                    { "<Control><Shift>z", "action(read.redo)" },
                    { "<Control><Shift>m", "action(read.measurements)" } };
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (keys),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (shortcuts[i].trigger),
                          gtk_shortcut_action_parse_string (shortcuts[i].action)));
  gtk_widget_add_controller (page, keys);
}

HxRecordMarks *
hx_mark_tools_add (GtkWidget *page, HxTraceView *trace, GActionMap *group, HxSession *session,
                   GSettings *settings, GtkWidget *undo_button, GtkWidget *redo_button)
{
  static const GActionEntry entries[] = { { "undo", undo },
                                          { "redo", redo },
                                          { "measurements", measurements } };
  Tools *tools = g_new0 (Tools, 1);
  tools->trace = trace;
  tools->marks = hx_record_marks_new (session, trace);
  tools->settings = g_object_ref (settings);
  tools->undo_button = g_object_ref (undo_button);
  tools->redo_button = g_object_ref (redo_button);
  g_object_set_data_full (G_OBJECT (trace), "hx-mark-tools", tools, tools_free);
  g_action_map_add_action_entries (group, entries, G_N_ELEMENTS (entries), tools);
  tools->undo = G_SIMPLE_ACTION (g_object_ref (g_action_map_lookup_action (group, "undo")));
  tools->redo = G_SIMPLE_ACTION (g_object_ref (g_action_map_lookup_action (group, "redo")));
  g_signal_connect_swapped (tools->marks, "undo-changed", G_CALLBACK (show_steps), tools);
  show_steps (tools);
  add_keys (page);
  return tools->marks;
}
