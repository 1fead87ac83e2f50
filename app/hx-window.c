/* hx-window.c: the window of the application
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-window-private.h"

#include "app/hx-file-dialogs.h"
#include "app/hx-first-start.h"
#include "app/hx-jobs-button.h"
#include "app/hx-list-pane.h"
#include "app/hx-pages.h"
#include "app/hx-part-names.h"
#include "app/hx-report-dialog.h"
#include "app/hx-toast.h"
#include "app/hx-words.h"
#include "engine/hx-config.h"

#include <glib/gi18n.h>

#define MAX_RECENT 5

G_DEFINE_FINAL_TYPE (HxWindow, hx_window, ADW_TYPE_APPLICATION_WINDOW)

/* --- messages --------------------------------------------------------------------------- */

typedef struct
{
  GtkWindow *window;
  char *title, *detail;
  GPtrArray *failures;
} Message;

static void
message_free (gpointer data, GClosure *closure)
{
  Message *message = data;
  g_free (message->title);
  g_free (message->detail);
  g_clear_pointer (&message->failures, g_ptr_array_unref);
  g_free (message);
}

static void
show_details (AdwToast *toast, Message *message)
{
  GtkWidget *dialog =
      message->failures ? hx_report_dialog_new (message->window, message->title, message->failures)
                        : hx_report_dialog_new_for_message (message->window, message->title, message->detail);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_toast (HxWindow *self, const char *title, const char *detail, GPtrArray *failures)
{
  g_autofree char *escaped = g_markup_escape_text (title, -1);
  AdwToast *toast = adw_toast_new (escaped);
  if (detail || (failures && failures->len > 0))
    {
      Message *message = g_new0 (Message, 1);
      message->window = GTK_WINDOW (self);
      message->title = g_strdup (title);
      message->detail = g_strdup (detail);
      message->failures = failures && failures->len > 0 ? g_ptr_array_ref (failures) : NULL;
      adw_toast_set_button_label (toast, _ ("_Details"));
      adw_toast_set_timeout (toast, 12);
      g_signal_connect_data (toast, "button-clicked", G_CALLBACK (show_details), message, message_free, 0);
    }
  hx_toast_show (self->toasts, toast);
}

static void
failed (HxWindow *self, const char *title, const char *detail)
{
  show_toast (self, title, detail, NULL);
}

static void
reported (HxWindow *self, const char *title, GPtrArray *failures)
{
  show_toast (self, title, NULL, failures);
}

/* --- library and model --------------------------------------------------------------------- */

static GMenu *
recent_menu (char **recent, const char *present)
{
  GMenu *section = g_menu_new ();
  for (guint i = 0; recent[i]; i++)
    {
      g_autofree char *name = g_path_get_basename (recent[i]);
      g_autoptr (GMenuItem) item = g_menu_item_new (name, NULL);
      if (g_strcmp0 (recent[i], present) == 0)
        continue;
      g_menu_item_set_action_and_target (item, "win.library", "s", recent[i]);
      g_menu_append_item (section, item);
    }
  return section;
}

static void
build_library_menu (HxWindow *self, char **recent, const char *present)
{
  g_autoptr (GMenu) menu = g_menu_new (), others = recent_menu (recent, present), section = g_menu_new ();
  g_autofree char *own = hx_first_start_folder ();
  if (g_menu_model_get_n_items (G_MENU_MODEL (others)) > 0)
    g_menu_append_section (menu, _ ("Recent"), G_MENU_MODEL (others));
  if (g_strcmp0 (own, present) != 0)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ ("_First Library"), NULL);
      g_menu_item_set_action_and_target (item, "win.library", "s", own);
      g_menu_append_item (section, item);
    }
  g_menu_append (section, _ ("_Open or Create Library…"), "win.open-library");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  gtk_menu_button_set_menu_model (self->library_button, G_MENU_MODEL (menu));
}

static char *
library_name (const char *folder)
{
  g_autofree char *own = hx_first_start_folder ();
  if (!folder)
    return g_strdup (_ ("No Library"));
  return g_strcmp0 (folder, own) == 0 ? g_strdup (_ ("First Library")) : g_path_get_basename (folder);
}

static void
library_changed (HxWindow *self)
{
  const char *folder = hx_session_get_library_folder (self->session);
  g_auto (GStrv) recent = g_settings_get_strv (self->settings, "recent-libraries");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) updated = NULL;
  g_autofree char *name = library_name (folder), *own = hx_first_start_folder ();
  guint n = 0;
  if (folder && g_strcmp0 (folder, own) != 0)
    {
      g_strv_builder_add (builder, folder);
      n++;
    }
  for (guint i = 0; recent[i] && n < MAX_RECENT; i++)
    if (g_strcmp0 (recent[i], folder) != 0)
      {
        g_strv_builder_add (builder, recent[i]);
        n++;
      }
  updated = g_strv_builder_end (builder);
  g_settings_set_strv (self->settings, "recent-libraries", (const char *const *)updated);
  if (folder)
    g_settings_set_string (self->settings, "library", g_strcmp0 (folder, own) == 0 ? "" : folder);
  gtk_label_set_text (self->library_name, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->library_button), folder);
  build_library_menu (self, updated, folder);
}

static void
model_changed (HxWindow *self)
{
  HxModel *model = hx_session_get_model (self->session);
  g_autofree char *text = NULL;
  if (!model)
    text = g_strdup (_ ("No model"));
  else
    /* Translators: name of a model, how many labels it knows, what it was trained on */
    text = g_strdup_printf (
        ngettext ("Model: %s · %u label · %s", "Model: %s · %u labels · %s", hx_model_get_n_labels (model)),
        hx_model_get_name (model), hx_model_get_n_labels (model),
        hx_words_origin (hx_model_get_origin (model)));
  gtk_label_set_text (self->model_label, text);
}

/* --- the first start ------------------------------------------------------------------------- */

static void
show_first_library (HxWindow *self)
{
  double fraction = hx_job_get_fraction (self->first_library);
  g_autofree char *left = hx_words_duration (hx_job_get_seconds_left (self->first_library));
  g_autofree char *detail = *left ? g_strdup_printf (_ ("%s left"), left) : g_strdup ("");
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->welcome_bar), MAX (fraction, 0.0));
  gtk_label_set_text (self->welcome_detail, detail);
}

static void
first_library_done (HxWindow *self)
{
  g_signal_handlers_disconnect_by_data (self->first_library, self);
  g_clear_object (&self->first_library);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "main");
}

void
hx_window_open_library (HxWindow *self, const char *folder)
{
  HxJob *job;
  if (self->first_library)
    return;
  job = hx_first_start_open (self->session, folder);
  if (!job)
    return;
  self->first_library = g_object_ref (job);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "welcome");
  g_signal_connect_object (job, "notify", G_CALLBACK (show_first_library), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "finished", G_CALLBACK (first_library_done), self, G_CONNECT_SWAPPED);
  show_first_library (self);
}

/* --- what is remembered ------------------------------------------------------------------------ */

static void
record_changed (HxWindow *self)
{
  HxRecordItem *record = hx_session_get_record (self->session);
  if (record && hx_record_item_get_info (record))
    g_settings_set_int64 (self->settings, "record", hx_record_item_get_key (record));
  /* Its keys work from the start, without a click or a walk through the buttons. */
  if (record && !self->has_begun && !adw_leaflet_get_folded (self->leaflet))
    gtk_widget_grab_focus (hx_read_page_get_trace (self->read_page));
  self->has_begun = self->has_begun || record;
}

static void
label_changed (HxWindow *self)
{
  HxModel *model = hx_session_get_model (self->session);
  int label = hx_session_get_label (self->session);
  if (!model || label < 0)
    return;
  /* Kept, a guess would be taken for a choice the next time. */
  if (!hx_session_label_is_guess (self->session))
    g_settings_set_string (self->settings, "label", hx_model_get_label (model, (guint)label)->code);
  g_settings_set_string (self->settings, "model", hx_model_get_hash (model) ? hx_model_get_hash (model) : "");
}

static void
page_changed (HxWindow *self)
{
  const char *name = adw_view_stack_get_visible_child_name (self->pages);
  if (name)
    g_settings_set_string (self->settings, "page", name);
}

static gboolean
hx_window_close_request (GtkWindow *window)
{
  HxWindow *self = HX_WINDOW (window);
  int width, height;
  gtk_window_get_default_size (window, &width, &height);
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (window));
  if (!gtk_window_is_maximized (window))
    g_settings_set (self->settings, "window-size", "(ii)", width, height);
  return GTK_WINDOW_CLASS (hx_window_parent_class)->close_request (window);
}

/* --- pages ------------------------------------------------------------------------------------- */

void
hx_window_show_page (HxWindow *self, const char *name)
{
  if (!name || !adw_view_stack_get_child_by_name (self->pages, name))
    return;
  adw_view_stack_set_visible_child_name (self->pages, name);
  adw_leaflet_set_visible_child_name (self->leaflet, "page");
}

static void
record_opened (HxWindow *self)
{
  if (adw_leaflet_get_folded (self->leaflet))
    hx_window_show_page (self, "read");
}

static void
folded_changed (HxWindow *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (self->list_header), folded);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (self->page_header), folded);
  g_object_set (self->list_pane, "resizable", !folded, NULL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->status),
                                  folded ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

static void
add_page (HxWindow *self, GtkWidget *page, const char *name, const char *title, const char *icon)
{
  AdwViewStackPage *added = adw_view_stack_add_titled (self->pages, page, name, title);
  adw_view_stack_page_set_icon_name (added, icon);
}

static void
add_pages (HxWindow *self)
{
  self->list = HX_RECORD_LIST (hx_record_list_new (self->session));
  self->read_page = HX_READ_PAGE (hx_read_page_new (self->session));
  gtk_widget_set_vexpand (GTK_WIDGET (self->list), TRUE);
  gtk_box_append (GTK_BOX (self->list_place), GTK_WIDGET (self->list));
  add_page (self, GTK_WIDGET (self->read_page), "read", _ ("Read"), "hx-trace-symbolic");
  add_page (self, hx_spaces_page_new (self->session), "spaces", _ ("Spaces"), "hx-spaces-symbolic");
  add_page (self, hx_train_page_new (self->session), "train", _ ("Train"), "hx-train-symbolic");
  add_page (self, hx_evaluate_page_new (self->session), "evaluate", _ ("Evaluate"), "hx-evaluate-symbolic");
  hx_jobs_button_set_jobs (HX_JOBS_BUTTON (self->list_jobs), hx_session_get_jobs (self->session));
  hx_jobs_button_set_jobs (HX_JOBS_BUTTON (self->page_jobs), hx_session_get_jobs (self->session));
}

gboolean
hx_window_is_settled (HxWindow *self)
{
  return !self->first_library && hx_session_is_settled (self->session)
         && !hx_record_view_is_busy (hx_record_list_get_view (self->list));
}

void
hx_window_take_files (HxWindow *self, GListModel *files)
{
  hx_take_files (GTK_WINDOW (self), self->session, files);
}

GtkWidget *
hx_window_get_record_list (HxWindow *self)
{
  return GTK_WIDGET (self->list);
}

HxSession *
hx_window_get_session (HxWindow *self)
{
  return self->session;
}

/* --- the widget ---------------------------------------------------------------------------------- */

static void
hx_window_dispose (GObject *object)
{
  HxWindow *self = HX_WINDOW (object);
  g_clear_object (&self->first_library);
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_WINDOW);
  g_clear_object (&self->settings);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_window_parent_class)->dispose (object);
}

static void
hx_window_class_init (HxWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = hx_window_close_request;
  g_type_ensure (HX_TYPE_LIST_PANE);
  g_type_ensure (HX_TYPE_JOBS_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/hexaxial/Hexaxial/hx-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HxWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, HxWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, HxWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, HxWindow, list_pane);
  gtk_widget_class_bind_template_child (widget_class, HxWindow, list_place);
  gtk_widget_class_bind_template_child (widget_class, HxWindow, list_header);
  gtk_widget_class_bind_template_child (widget_class, HxWindow, page_header);
  gtk_widget_class_bind_template_child (widget_class, HxWindow, search_button);
  gtk_widget_class_bind_template_child (widget_class, HxWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, HxWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, HxWindow, library_button);
  gtk_widget_class_bind_template_child (widget_class, HxWindow, library_name);
  gtk_widget_class_bind_template_child (widget_class, HxWindow, list_jobs);
  gtk_widget_class_bind_template_child (widget_class, HxWindow, page_jobs);
  gtk_widget_class_bind_template_child (widget_class, HxWindow, status);
  gtk_widget_class_bind_template_child (widget_class, HxWindow, model_label);
  gtk_widget_class_bind_template_child (widget_class, HxWindow, welcome_bar);
  gtk_widget_class_bind_template_child (widget_class, HxWindow, welcome_detail);
  hx_window_class_add_actions (widget_class);
}

static void
hx_window_init (HxWindow *self)
{
  int width, height;
  self->settings = g_settings_new (HX_APP_ID);
  gtk_widget_init_template (GTK_WIDGET (self));
  hx_list_pane_set_settings (HX_LIST_PANE (self->list_pane), self->settings);
  g_settings_get (self->settings, "window-size", "(ii)", &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

static void
connect_session (HxWindow *self)
{
  g_signal_connect_object (self->session, "failed", G_CALLBACK (failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "report", G_CALLBACK (reported), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::library-folder", G_CALLBACK (library_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::model", G_CALLBACK (model_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::record", G_CALLBACK (record_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::label", G_CALLBACK (label_changed), self,
                           G_CONNECT_SWAPPED);
}

HxWindow *
hx_window_new (GtkApplication *application, HxSession *session)
{
  HxWindow *self = g_object_new (HX_TYPE_WINDOW, "application", application, NULL);
  g_autofree char *page = g_settings_get_string (self->settings, "page");
  self->session = g_object_ref (session);
  add_pages (self);
  hx_window_add_controllers (self);
  connect_session (self);
  g_object_bind_property (self->list, "search-mode", self->search_button, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_swapped (self->list, "opened", G_CALLBACK (record_opened), self);
  g_signal_connect_swapped (self->leaflet, "notify::folded", G_CALLBACK (folded_changed), self);
  hx_window_show_page (self, page);
  g_signal_connect_swapped (self->pages, "notify::visible-child", G_CALLBACK (page_changed), self);
  folded_changed (self);
  record_changed (self);
  library_changed (self);
  model_changed (self);
  hx_part_names_complete (GTK_WIDGET (self));
  return self;
}
