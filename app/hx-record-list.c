/* hx-record-list.c: the list of records, with search, filters and order
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-record-list.h"

#include "app/hx-filter-popover.h"
#include "app/hx-record-row.h"
#include "engine/hx-config.h"

#include <glib/gi18n.h>

/* How long waking rows that are not on the screen may keep the main loop. */
#define SLICE_US 1500

struct _HxRecordList
{
  GtkWidget parent_instance;
  HxSession *session;
  HxRecordView *view;
  GtkSingleSelection *selection;
  GSettings *settings;
  GtkWidget *box, *search_bar, *search_entry, *count, *order_button, *filter_button, *stack, *scroller, *list,
      *show_all;
  GtkWidget *filter_popover;
  GPtrArray *rows; /* of HxRecordRow, not owned: all that the list view has made */
  guint wake_source;
  gboolean following; /* the selection is being set to the session's record */
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

/* --- rows -------------------------------------------------------------------------------- */

/* Wakes the rows on the screen at once, those up to a screenful above and below it in slices. */
static gboolean
wake_rows (gpointer user_data)
{
  HxRecordList *self = user_data;
  float height = (float)gtk_widget_get_height (self->scroller);
  gint64 until_us = g_get_monotonic_time () + SLICE_US;
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);
      graphene_rect_t bounds;
      float above, below;
      if (!gtk_widget_get_mapped (row) || !gtk_widget_compute_bounds (row, self->scroller, &bounds))
        continue;
      above = -(bounds.origin.y + bounds.size.height);
      below = bounds.origin.y - height;
      if (above < 0 && below < 0)
        hx_record_row_wake (HX_RECORD_ROW (row));
      else if (above < height && below < height && hx_record_row_is_asleep (HX_RECORD_ROW (row)))
        {
          if (g_get_monotonic_time () > until_us)
            return G_SOURCE_CONTINUE;
          hx_record_row_wake (HX_RECORD_ROW (row));
        }
    }
  self->wake_source = 0;
  return G_SOURCE_REMOVE;
}

static void
want_wake (HxRecordList *self)
{
  /* After the frame that is due: only then rows are where they will be. */
  if (self->wake_source == 0)
    self->wake_source = g_idle_add_full (GDK_PRIORITY_REDRAW + 5, wake_rows, self, NULL);
}

static void
row_opened (HxRecordList *self)
{
  g_signal_emit (self, signals[OPENED], 0);
}

static void
row_gone (gpointer rows, GObject *row)
{
  g_ptr_array_remove_fast (rows, row);
}

static void
setup_row (GtkSignalListItemFactory *factory, GtkListItem *list_item, HxRecordList *self)
{
  GtkWidget *row = hx_record_row_new (self->session);
  g_ptr_array_add (self->rows, row);
  g_object_weak_ref (G_OBJECT (row), row_gone, self->rows);
  gtk_list_item_set_child (list_item, row);
}

static void
bind_row (GtkSignalListItemFactory *factory, GtkListItem *list_item, HxRecordList *self)
{
  hx_record_row_bind (HX_RECORD_ROW (gtk_list_item_get_child (list_item)),
                      gtk_list_item_get_item (list_item));
  want_wake (self);
}

static void
unbind_row (GtkSignalListItemFactory *factory, GtkListItem *list_item, HxRecordList *self)
{
  hx_record_row_bind (HX_RECORD_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
refresh_rows (HxRecordList *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    hx_record_row_refresh (g_ptr_array_index (self->rows, i));
}

/* --- selection ------------------------------------------------------------------------------ */

static void
selection_changed (HxRecordList *self)
{
  HxRecordItem *item = gtk_single_selection_get_selected_item (self->selection);
  if (item && !self->following)
    hx_session_set_record (self->session, item);
}

/* Shows the session's record as the selected one, if it is in the list. */
static void
follow_record (HxRecordList *self)
{
  HxRecordItem *record = hx_session_get_record (self->session);
  int position;
  if (gtk_single_selection_get_selected_item (self->selection) == record)
    return;
  position = hx_record_view_find (self->view, record);
  self->following = TRUE;
  gtk_single_selection_set_selected (self->selection,
                                     position < 0 ? GTK_INVALID_LIST_POSITION : (guint)position);
  self->following = FALSE;
  if (position >= 0)
    gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", (guint)position);
}

void
hx_record_list_step (HxRecordList *self, int step)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->view));
  guint position = gtk_single_selection_get_selected (self->selection);
  int wanted = position == GTK_INVALID_LIST_POSITION ? 0 : (int)position + step;
  if (n == 0)
    return;
  position = (guint)CLAMP (wanted, 0, (int)n - 1);
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", position);
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
  if (n > 0 || !hx_record_view_is_busy (self->view))
    gtk_stack_set_visible_child_name (GTK_STACK (self->stack), page);
}

static void
view_changed (HxRecordList *self)
{
  show_count (self);
  follow_record (self);
  want_wake (self);
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
opened_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  row_opened (user_data);
}

static void
add_actions (HxRecordList *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GAction) order = g_settings_create_action (self->settings, "sort");
  static const GActionEntry entries[] = {
    { .name = "reversed", .state = "false", .change_state = reversed_changed },
    { .name = "opened", .activate = opened_activated }
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
  g_clear_handle_id (&self->wake_source, g_source_remove);
  if (self->list)
    gtk_list_view_set_model (GTK_LIST_VIEW (self->list), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_RECORD_LIST);
  g_clear_object (&self->selection);
  g_clear_object (&self->view);
  g_clear_object (&self->settings);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_record_list_parent_class)->dispose (object);
}

static void
hx_record_list_finalize (GObject *object)
{
  GPtrArray *rows = HX_RECORD_LIST (object)->rows;
  for (guint i = 0; i < rows->len; i++)
    g_object_weak_unref (g_ptr_array_index (rows, i), row_gone, rows);
  g_ptr_array_unref (rows);
  G_OBJECT_CLASS (hx_record_list_parent_class)->finalize (object);
}

static void
hx_record_list_class_init (HxRecordListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->get_property = hx_record_list_get_property;
  object_class->set_property = hx_record_list_set_property;
  object_class->dispose = hx_record_list_dispose;
  object_class->finalize = hx_record_list_finalize;
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
}

static void
hx_record_list_init (HxRecordList *self)
{
  self->rows = g_ptr_array_new ();
  self->settings = g_settings_new (HX_APP_ID);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (GTK_SEARCH_BAR (self->search_bar), GTK_EDITABLE (self->search_entry));
}

static void
connect_view (HxRecordList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_row), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_row), self);
  self->view = hx_record_view_new (self->session);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->view)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_list_view_set_factory (GTK_LIST_VIEW (self->list), factory);
  gtk_list_view_set_model (GTK_LIST_VIEW (self->list), GTK_SELECTION_MODEL (self->selection));
  g_object_unref (factory);
  self->filter_popover = hx_filter_popover_new (self->session, self->view);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->filter_button), self->filter_popover);
}

static void
connect_signals (HxRecordList *self)
{
  GtkAdjustment *adjustment = hx_record_list_get_adjustment (self);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (want_wake), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (want_wake), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "items-changed", G_CALLBACK (view_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selection_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::record", G_CALLBACK (follow_record), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "records-changed", G_CALLBACK (show_count), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::model", G_CALLBACK (refresh_rows), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::statements-shown", G_CALLBACK (refresh_rows), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->list, "activate", G_CALLBACK (row_opened), self);
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
