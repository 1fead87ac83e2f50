/* hx-record-list.c: the list of records, with search, filters and order
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-record-list.h"

#include "app/hx-filter-popover.h"
#include "app/hx-record-rows.h"
#include "engine/hx-config.h"

#include <glib/gi18n.h>

struct _HxRecordList
{
  GtkWidget parent_instance;
  HxSession *session;
  HxRecordView *view;
  GSettings *settings;
  GtkWidget *box, *search_bar, *search_entry, *count, *order_button, *filter_button, *stack, *scroller, *list,
      *show_all, *spinner;
  GtkWidget *filter_popover;
};

enum
{
  PROP_0,
  PROP_SEARCH_MODE,
  N_PROPS
};

enum
{
  OPENED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HxRecordList, hx_record_list, GTK_TYPE_WIDGET)

/* --- selection ------------------------------------------------------------------------------ */

static void
row_chosen (HxRecordList *self, guint position)
{
  g_autoptr (HxRecordItem) item = g_list_model_get_item (G_LIST_MODEL (self->view), position);
  if (item)
    hx_session_set_record (self->session, item);
}

static void
row_opened (HxRecordList *self)
{
  g_signal_emit (self, signals[OPENED], 0);
}

/* Shows the session's record as the selected one, if it is in the list. */
static void
follow_record (HxRecordList *self)
{
  guint selected = hx_record_rows_get_selected (HX_RECORD_ROWS (self->list));
  HxRecordItem *record = hx_session_get_record (self->session);
  g_autoptr (HxRecordItem) item = g_list_model_get_item (G_LIST_MODEL (self->view), selected);
  int position = item && item == record ? (int)selected : hx_record_view_find (self->view, record);
  hx_record_rows_set_selected (HX_RECORD_ROWS (self->list),
                               position < 0 ? GTK_INVALID_LIST_POSITION : (guint)position);
}

void
hx_record_list_step (HxRecordList *self, int step)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->view));
  guint position = hx_record_rows_get_selected (HX_RECORD_ROWS (self->list));
  int wanted = position == GTK_INVALID_LIST_POSITION ? 0 : (int)position + step;
  if (n > 0)
    row_chosen (self, (guint)CLAMP (wanted, 0, (int)n - 1));
}

static void
refresh_rows (HxRecordList *self)
{
  hx_record_rows_refresh (HX_RECORD_ROWS (self->list));
}

/* --- what is shown --------------------------------------------------------------------------- */

static void
show_count (HxRecordList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->view));
  guint all = g_list_model_get_n_items (hx_session_get_records (self->session));
  g_autofree char *text = NULL;
  const char *page = n > 0                                   ? "list"
                     : all > 0                               ? "none-match"
                     : hx_session_is_listing (self->session) ? "listing"
                                                             : "empty";
  if (n == all)
    text = g_strdup_printf (ngettext ("%u record", "%u records", all), all);
  else
    /* Translators: how many records match, of how many */
    text = g_strdup_printf (_ ("%u of %u records"), n, all);
  gtk_label_set_text (GTK_LABEL (self->count), text);
  /* Until a change has found its way into the list, an empty one means nothing. */
  if (n == 0 && hx_record_view_is_busy (self->view))
    return;
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), page);
  /* One that nobody sees would turn, and draw frames, all the same. */
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), g_str_equal (page, "listing"));
}

static void
view_changed (HxRecordList *self)
{
  show_count (self);
  follow_record (self);
}

static void
search_changed (HxRecordList *self)
{
  hx_record_criteria_set_search (hx_record_view_get_criteria (self->view),
                                 gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  hx_record_view_changed (self->view);
}

static void
filters_changed (HxRecordList *self)
{
  if (hx_record_criteria_count (hx_record_view_get_criteria (self->view)) > 0)
    gtk_widget_add_css_class (self->filter_button, "accent");
  else
    gtk_widget_remove_css_class (self->filter_button, "accent");
}

static void
show_all (HxRecordList *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  hx_filter_popover_clear (HX_FILTER_POPOVER (self->filter_popover));
}

/* --- actions --------------------------------------------------------------------------------- */

static void
order_changed (HxRecordList *self)
{
  g_autofree char *name = g_settings_get_string (self->settings, "sort");
  hx_record_view_get_criteria (self->view)->order = hx_record_order_from_name (name);
  hx_record_view_changed (self->view);
}

static void
reversed_changed (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  HxRecordList *self = user_data;
  g_simple_action_set_state (action, state);
  hx_record_view_get_criteria (self->view)->reversed = g_variant_get_boolean (state);
  hx_record_view_changed (self->view);
}

static void
add_actions (HxRecordList *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GAction) order = g_settings_create_action (self->settings, "sort");
  static const GActionEntry entries[] = {
    { .name = "reversed", .state = "false", .change_state = reversed_changed }
  };
  g_action_map_add_action (G_ACTION_MAP (group), order);
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "records", G_ACTION_GROUP (group));
}

/* --- the widget --------------------------------------------------------------------------------- */

void
hx_record_list_set_search_mode (HxRecordList *self, gboolean on)
{
  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->search_bar), on);
  if (on)
    gtk_widget_grab_focus (self->search_entry);
}

gboolean
hx_record_list_get_search_mode (HxRecordList *self)
{
  return gtk_search_bar_get_search_mode (GTK_SEARCH_BAR (self->search_bar));
}

static void
search_mode_changed (HxRecordList *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SEARCH_MODE]);
}

void
hx_record_list_open_filter (HxRecordList *self)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (self->filter_button));
}

void
hx_record_list_focus (HxRecordList *self)
{
  gtk_widget_grab_focus (self->list);
}

HxRecordView *
hx_record_list_get_view (HxRecordList *self)
{
  return self->view;
}

GtkWidget *
hx_record_list_get_list (HxRecordList *self)
{
  return self->list;
}

GtkAdjustment *
hx_record_list_get_adjustment (HxRecordList *self)
{
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
}

static void
hx_record_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_return_if_fail (id == PROP_SEARCH_MODE);
  g_value_set_boolean (value, hx_record_list_get_search_mode (HX_RECORD_LIST (object)));
}

static void
hx_record_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  g_return_if_fail (id == PROP_SEARCH_MODE);
  hx_record_list_set_search_mode (HX_RECORD_LIST (object), g_value_get_boolean (value));
}

static void
hx_record_list_dispose (GObject *object)
{
  HxRecordList *self = HX_RECORD_LIST (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_RECORD_LIST);
  g_clear_object (&self->view);
  g_clear_object (&self->settings);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_record_list_parent_class)->dispose (object);
}

static void
hx_record_list_class_init (HxRecordListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  g_type_ensure (HX_TYPE_RECORD_ROWS);
  object_class->get_property = hx_record_list_get_property;
  object_class->set_property = hx_record_list_set_property;
  object_class->dispose = hx_record_list_dispose;
  props[PROP_SEARCH_MODE] = g_param_spec_boolean (
      "search-mode", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[OPENED] =
      g_signal_new ("opened", HX_TYPE_RECORD_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hexaxial/Hexaxial/hx-record-list.ui");
  gtk_widget_class_bind_template_child (widget_class, HxRecordList, box);
  gtk_widget_class_bind_template_child (widget_class, HxRecordList, search_bar);
  gtk_widget_class_bind_template_child (widget_class, HxRecordList, search_entry);
  gtk_widget_class_bind_template_child (widget_class, HxRecordList, count);
  gtk_widget_class_bind_template_child (widget_class, HxRecordList, order_button);
  gtk_widget_class_bind_template_child (widget_class, HxRecordList, filter_button);
  gtk_widget_class_bind_template_child (widget_class, HxRecordList, stack);
  gtk_widget_class_bind_template_child (widget_class, HxRecordList, scroller);
  gtk_widget_class_bind_template_child (widget_class, HxRecordList, list);
  gtk_widget_class_bind_template_child (widget_class, HxRecordList, show_all);
  gtk_widget_class_bind_template_child (widget_class, HxRecordList, spinner);
}

static void
hx_record_list_init (HxRecordList *self)
{
  self->settings = g_settings_new (HX_APP_ID);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (GTK_SEARCH_BAR (self->search_bar), GTK_EDITABLE (self->search_entry));
}

static void
connect_view (HxRecordList *self)
{
  self->view = hx_record_view_new (self->session);
  hx_record_rows_set_records (HX_RECORD_ROWS (self->list), self->session, G_LIST_MODEL (self->view));
  self->filter_popover = hx_filter_popover_new (self->session, self->view);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->filter_button), self->filter_popover);
}

static void
connect_signals (HxRecordList *self)
{
  g_signal_connect_object (self->view, "items-changed", G_CALLBACK (view_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "settled", G_CALLBACK (show_count), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::record", G_CALLBACK (follow_record), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "records-changed", G_CALLBACK (show_count), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::model", G_CALLBACK (refresh_rows), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::statements-shown", G_CALLBACK (refresh_rows), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->list, "chosen", G_CALLBACK (row_chosen), self);
  g_signal_connect_swapped (self->list, "opened", G_CALLBACK (row_opened), self);
  g_signal_connect_swapped (self->search_entry, "search-changed", G_CALLBACK (search_changed), self);
  g_signal_connect_swapped (self->search_bar, "notify::search-mode-enabled", G_CALLBACK (search_mode_changed),
                            self);
  g_signal_connect_swapped (self->filter_popover, "changed", G_CALLBACK (filters_changed), self);
  g_signal_connect_swapped (self->show_all, "clicked", G_CALLBACK (show_all), self);
  g_signal_connect_object (self->settings, "changed::sort", G_CALLBACK (order_changed), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
hx_record_list_new (HxSession *session)
{
  HxRecordList *self = g_object_new (HX_TYPE_RECORD_LIST, NULL);
  self->session = g_object_ref (session);
  connect_view (self);
  connect_signals (self);
  add_actions (self);
  order_changed (self);
  show_count (self);
  return GTK_WIDGET (self);
}
