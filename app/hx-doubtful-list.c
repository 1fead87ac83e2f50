/* hx-doubtful-list.c: records that lie on the other side than their given label says
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-doubtful-list.h"

#include "app/hx-slices.h"
#include "app/hx-words.h"

#include <glib/gi18n.h>

/* Places that are certainly on the screen. */
#define N_PLACES_NOW 12

/* A place in the list; its record changes, "changed" tells. */
#define HX_TYPE_DOUBTFUL_ITEM (hx_doubtful_item_get_type ())
G_DECLARE_FINAL_TYPE (HxDoubtfulItem, hx_doubtful_item, HX, DOUBTFUL_ITEM, GObject)

struct _HxDoubtfulItem
{
  GObject parent_instance;
  HxEmbeddedPoint point;
};

G_DEFINE_FINAL_TYPE (HxDoubtfulItem, hx_doubtful_item, G_TYPE_OBJECT)

static guint changed_signal;

static void
hx_doubtful_item_class_init (HxDoubtfulItemClass *klass)
{
  changed_signal =
      g_signal_new ("changed", HX_TYPE_DOUBTFUL_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hx_doubtful_item_init (HxDoubtfulItem *self)
{
}

struct _HxDoubtfulList
{
  AdwBin parent_instance;
  HxSession *session;
  GListStore *items; /* of HxDoubtfulItem */
  GtkSingleSelection *selection;
  gboolean filling;        /* the selection changes because the list does */
  HxEmbeddedPoint *points; /* what the list shows or is about to */
  guint slices;            /* places on their way to the screen */
};

G_DEFINE_FINAL_TYPE (HxDoubtfulList, hx_doubtful_list, ADW_TYPE_BIN)

/* --- a row: "00041   with, but m −0.42   0.13" --------------------------------- */

static void
row_setup (HxDoubtfulList *self, GtkListItem *list_item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  for (guint i = 0; i < 3; i++)
    {
      GtkWidget *label = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (label), i == 2 ? 1.0f : 0.0f);
      gtk_widget_set_hexpand (label, i == 1);
      gtk_widget_add_css_class (label, "numeric");
      if (i == 1)
        gtk_widget_add_css_class (label, "dim-label");
      gtk_label_set_ellipsize (GTK_LABEL (label), i == 2 ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_list_item_set_child (list_item, box);
}

static void
refill_row (GtkListItem *list_item)
{
  HxDoubtfulItem *item = gtk_list_item_get_item (list_item);
  HxSession *session = g_object_get_data (G_OBJECT (list_item), "session");
  HxRecordItem *record = hx_session_find_record (session, item->point.key);
  GtkWidget *title = gtk_widget_get_first_child (gtk_list_item_get_child (list_item));
  GtkWidget *given = gtk_widget_get_next_sibling (title);
  g_autofree char *margin = hx_words_signed (item->point.margin), *margin_text = NULL;
  g_autofree char *score = hx_words_score (item->point.score), *given_text = NULL;
  given_text = g_strdup_printf (
      item->point.label > 0 ? _ ("● with it, score %s") : _ ("○ without it, score %s"), score);
  margin_text = g_strdup_printf (_ ("m %s"), margin);
  gtk_label_set_text (GTK_LABEL (title), record ? hx_record_item_get_title (record) : "–");
  gtk_label_set_text (GTK_LABEL (given), given_text);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_next_sibling (given)), margin_text);
}

static void
row_bind (HxDoubtfulList *self, GtkListItem *list_item)
{
  g_object_set_data (G_OBJECT (list_item), "session", self->session);
  g_signal_connect_swapped (gtk_list_item_get_item (list_item), "changed", G_CALLBACK (refill_row),
                            list_item);
  refill_row (list_item);
}

static void
row_unbind (HxDoubtfulList *self, GtkListItem *list_item)
{
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (list_item), list_item);
}

/* --- the list ----------------------------------------------------------------- */

static void
select_record (HxDoubtfulList *self)
{
  HxRecordItem *record = hx_session_get_record (self->session);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items)), position = GTK_INVALID_LIST_POSITION;
  for (guint i = 0; record && i < n && position == GTK_INVALID_LIST_POSITION; i++)
    {
      g_autoptr (HxDoubtfulItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      if (item->point.key == hx_record_item_get_key (record))
        position = i;
    }
  self->filling = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->filling = FALSE;
}

static HxRecordItem *
record_at (HxDoubtfulList *self, guint position)
{
  g_autoptr (HxDoubtfulItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), position);
  return item ? hx_session_find_record (self->session, item->point.key) : NULL;
}

static void
selection_changed (HxDoubtfulList *self)
{
  HxRecordItem *record = record_at (self, gtk_single_selection_get_selected (self->selection));
  if (record && !self->filling)
    hx_session_set_record (self->session, record);
}

static void
row_activated (HxDoubtfulList *self, guint position)
{
  HxRecordItem *record = record_at (self, position);
  if (!record)
    return;
  hx_session_set_record (self->session, record);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.page", "s", "read");
}

/* Brings one of the points to the screen. */
static void
show_point (guint position, gpointer user_data)
{
  HxDoubtfulList *self = user_data;
  g_autoptr (HxDoubtfulItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), position);
  if (item)
    {
      g_signal_emit (item, changed_signal, 0);
      return;
    }
  item = g_object_new (HX_TYPE_DOUBTFUL_ITEM, NULL);
  item->point = self->points[position];
  self->filling = TRUE;
  g_list_store_append (self->items, item);
  self->filling = FALSE;
}

void
hx_doubtful_list_set_view (HxDoubtfulList *self, const HxSpaceView *view)
{
  guint n = view ? MIN (view->n_wrong, HX_DOUBTFUL_MAX) : 0, present;
  g_return_if_fail (HX_IS_DOUBTFUL_LIST (self));
  present = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  g_free (self->points);
  self->points = g_new (HxEmbeddedPoint, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    self->points[i] = view->points[view->wrong[i]];
  self->filling = TRUE;
  if (present > n)
    g_list_store_splice (self->items, n, present - n, NULL, 0);
  self->filling = FALSE;
  for (guint i = 0; i < MIN (n, present); i++)
    {
      g_autoptr (HxDoubtfulItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      item->point = self->points[i];
    }
  select_record (self);
  hx_slices_run (&self->slices, n, N_PLACES_NOW, show_point, self);
}

static void
hx_doubtful_list_dispose (GObject *object)
{
  HxDoubtfulList *self = HX_DOUBTFUL_LIST (object);
  g_clear_handle_id (&self->slices, g_source_remove);
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_pointer (&self->points, g_free);
  g_clear_object (&self->selection);
  g_clear_object (&self->items);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_doubtful_list_parent_class)->dispose (object);
}

static void
hx_doubtful_list_class_init (HxDoubtfulListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hx_doubtful_list_dispose;
}

static void
hx_doubtful_list_init (HxDoubtfulList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *list, *scroller = gtk_scrolled_window_new ();
  self->items = g_list_store_new (HX_TYPE_DOUBTFUL_ITEM);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->items)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (factory, "setup", G_CALLBACK (row_setup), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (row_bind), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (row_unbind), self, G_CONNECT_SWAPPED);
  list = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), factory);
  gtk_widget_add_css_class (list, "plain");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Records on the wrong side of the margin, the farthest first"), -1);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selection_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "activate", G_CALLBACK (row_activated), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 100);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 320);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  adw_bin_set_child (ADW_BIN (self), scroller);
}

GtkWidget *
hx_doubtful_list_new (HxSession *session)
{
  HxDoubtfulList *self = g_object_new (HX_TYPE_DOUBTFUL_LIST, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::record", G_CALLBACK (select_record), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
