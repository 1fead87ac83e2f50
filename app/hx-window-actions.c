/* hx-window-actions.c: what one can do in the window, by menu, key and drop
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-file-dialogs.h"
#include "app/hx-models-dialog.h"
#include "app/hx-page-dialog.h"
#include "app/hx-simulate-dialog.h"
#include "app/hx-toast.h"
#include "app/hx-trace-output.h"
#include "app/hx-window-private.h"

#include <glib/gi18n.h>

typedef void (*ChooseFunc) (GtkWindow *window, HxSession *session);

static void
choose (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HxWindow *self = HX_WINDOW (widget);
  ChooseFunc func = g_str_equal (name, "win.open")          ? hx_choose_files
                    : g_str_equal (name, "win.open-folder") ? hx_choose_folder
                    : g_str_equal (name, "win.import")      ? hx_choose_import
                                                            : hx_choose_library;
  func (GTK_WINDOW (self), self->session);
}

static void
open_library (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hx_window_open_library (HX_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
simulate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_present (GTK_WINDOW (hx_simulate_dialog_new (GTK_WINDOW (widget), HX_WINDOW (widget)->session)));
}

static void
show_models (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_present (GTK_WINDOW (hx_models_dialog_new (GTK_WINDOW (widget), HX_WINDOW (widget)->session)));
}

/* --- the trace on paper, in files and on the clipboard --------------------------------------- */

static void
show_report (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HxWindow *self = HX_WINDOW (widget);
  HxReport *report =
      hx_trace_output_new_report (self->session, HX_TRACE_VIEW (hx_read_page_get_trace (self->read_page)),
                                  hx_read_page_get_filters (self->read_page));
  if (report)
    gtk_window_present (GTK_WINDOW (hx_page_dialog_new (
        GTK_WINDOW (self), report, self->settings, self->session, hx_session_get_record (self->session))));
  else
    hx_toast_show (self->toasts, adw_toast_new (_ ("Choose a record first")));
}

static void
save_trace (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HxWindow *self = HX_WINDOW (widget);
  hx_trace_output_save (GTK_WINDOW (self), self->toasts, self->session,
                        HX_TRACE_VIEW (hx_read_page_get_trace (self->read_page)),
                        hx_read_page_get_filters (self->read_page));
}

static void
copy_trace (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HxWindow *self = HX_WINDOW (widget);
  HxTraceView *trace = HX_TRACE_VIEW (hx_read_page_get_trace (self->read_page));
  g_autoptr (GError) error = NULL;
  if (hx_trace_output_copy (trace, hx_read_page_get_filters (self->read_page), &error))
    hx_toast_show (self->toasts, adw_toast_new (_ ("Trace copied")));
  else
    hx_toast_show (self->toasts, adw_toast_new (error ? error->message : _ ("Choose a record first")));
}

/* --- records and pages --------------------------------------------------------------------------- */

static void
predict_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HxWindow *self = HX_WINDOW (widget);
  if (hx_session_get_model (self->session) && hx_session_get_library_folder (self->session))
    hx_session_predict_all (self->session);
  else
    hx_toast_show (self->toasts, adw_toast_new (_ ("Choose a model first")));
}

static void
show_page (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hx_window_show_page (HX_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
show_list (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HxWindow *self = HX_WINDOW (widget);
  adw_leaflet_set_visible_child_name (self->leaflet, "list");
  hx_record_list_focus (self->list);
}

static void
search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HxWindow *self = HX_WINDOW (widget);
  adw_leaflet_set_visible_child_name (self->leaflet, "list");
  hx_record_list_set_search_mode (self->list, TRUE);
}

static void
open_filter (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HxWindow *self = HX_WINDOW (widget);
  adw_leaflet_set_visible_child_name (self->leaflet, "list");
  hx_record_list_open_filter (self->list);
}

static void
step (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hx_record_list_step (HX_WINDOW (widget)->list, g_str_equal (name, "win.next-record") ? 1 : -1);
}

static void
bind_page (GtkWidgetClass *widget_class, guint keyval, const char *page)
{
  gtk_widget_class_add_binding_action (widget_class, keyval, GDK_ALT_MASK, "win.page", "s", page);
}

void
hx_window_class_add_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.open", NULL, choose);
  gtk_widget_class_install_action (widget_class, "win.open-folder", NULL, choose);
  gtk_widget_class_install_action (widget_class, "win.import", NULL, choose);
  gtk_widget_class_install_action (widget_class, "win.open-library", NULL, choose);
  gtk_widget_class_install_action (widget_class, "win.library", "s", open_library);
  gtk_widget_class_install_action (widget_class, "win.simulate", NULL, simulate);
  gtk_widget_class_install_action (widget_class, "win.models", NULL, show_models);
  gtk_widget_class_install_action (widget_class, "win.predict-all", NULL, predict_all);
  gtk_widget_class_install_action (widget_class, "win.report", NULL, show_report);
  gtk_widget_class_install_action (widget_class, "win.save-trace", NULL, save_trace);
  gtk_widget_class_install_action (widget_class, "win.copy-trace", NULL, copy_trace);
  gtk_widget_class_install_action (widget_class, "win.page", "s", show_page);
  gtk_widget_class_install_action (widget_class, "win.show-list", NULL, show_list);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search);
  gtk_widget_class_install_action (widget_class, "win.filter", NULL, open_filter);
  gtk_widget_class_install_action (widget_class, "win.next-record", NULL, step);
  gtk_widget_class_install_action (widget_class, "win.previous-record", NULL, step);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK, "win.open", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "win.open-folder", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_i, GDK_CONTROL_MASK, "win.import", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "win.simulate", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_CONTROL_MASK, "win.open-library", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_m, GDK_CONTROL_MASK, "win.models", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "win.report", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "win.save-trace", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "win.copy-trace", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "win.search", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Down, GDK_CONTROL_MASK, "win.next-record",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Up, GDK_CONTROL_MASK, "win.previous-record",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
  bind_page (widget_class, GDK_KEY_1, "read");
  bind_page (widget_class, GDK_KEY_2, "spaces");
  bind_page (widget_class, GDK_KEY_3, "train");
  bind_page (widget_class, GDK_KEY_4, "evaluate");
}

/* --- keys without Ctrl, and drops ---------------------------------------------------------- */

static gboolean
key_pressed (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state,
             HxWindow *self)
{
  GtkWidget *place = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  gboolean on_trace = place == hx_read_page_get_trace (self->read_page);
  gboolean on_list = place == hx_record_list_get_list (self->list);
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return GDK_EVENT_PROPAGATE;
  /* A menu that is open has keys of its own. */
  if (focus && GTK_IS_POPOVER (gtk_widget_get_native (focus)))
    return GDK_EVENT_PROPAGATE;
  if (keyval >= GDK_KEY_1 && keyval <= GDK_KEY_9)
    hx_read_page_pick (self->read_page, keyval - GDK_KEY_1);
  else if (keyval >= GDK_KEY_KP_1 && keyval <= GDK_KEY_KP_9)
    hx_read_page_pick (self->read_page, keyval - GDK_KEY_KP_1);
  else if (on_trace && (keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up))
    hx_record_list_step (self->list, -1);
  else if (on_trace && (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down))
    hx_record_list_step (self->list, 1);
  else if (on_list && gdk_keyval_to_lower (keyval) == GDK_KEY_f)
    hx_record_list_open_filter (self->list);
  else
    return hx_read_page_handle_key (self->read_page, keyval);
  return GDK_EVENT_STOP;
}

static void
add_keys (HxWindow *self, GtkWidget *widget)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (widget, keys);
}

static gboolean
dropped (GtkDropTarget *target, const GValue *value, double x, double y, HxWindow *self)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  GSList *list = g_value_get_boxed (value);
  for (GSList *l = list; l; l = l->next)
    g_list_store_append (files, l->data);
  hx_window_take_files (self, G_LIST_MODEL (files));
  return list != NULL;
}

void
hx_window_add_controllers (HxWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect (target, "drop", G_CALLBACK (dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  add_keys (self, hx_record_list_get_list (self->list));
  add_keys (self, hx_read_page_get_trace (self->read_page));
  /* Its tools have the focus after something was chosen there. */
  add_keys (self, hx_read_page_get_trace_area (self->read_page));
  /* Who has chosen a statement goes on to what the model saw of it. */
  add_keys (self, hx_read_page_get_statements_list (self->read_page));
}
