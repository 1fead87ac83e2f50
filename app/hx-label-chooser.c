/* hx-label-chooser.c: a button that shows and changes the chosen label
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-label-chooser.h"

#include "app/hx-statement-item.h"
#include "app/hx-words.h"

#include <glib/gi18n.h>

/* From so many labels on, there is a field to search them. */
#define SEARCH_FROM_N_LABELS 9

struct _HxLabelChooser
{
  AdwBin parent_instance;
  HxSession *session;
  HxModel *model;    /* whose strings the items hold */
  GListStore *items; /* of HxStatementItem; label, code and description are set */
  GtkFilter *filter;
  char *wanted; /* casefolded search text */
  GtkMenuButton *button;
  GtkPopover *popover;
  GtkWidget *search;
  GtkListView *list;
  GtkLabel *name;
};

G_DEFINE_FINAL_TYPE (HxLabelChooser, hx_label_chooser, ADW_TYPE_BIN)

static gboolean
item_matches (gpointer object, gpointer user_data)
{
  HxLabelChooser *self = user_data;
  const HxStatementContent *content = hx_statement_item_get (object);
  g_autofree char *code = NULL, *description = NULL;
  if (!self->wanted || !*self->wanted)
    return TRUE;
  code = g_utf8_casefold (content->code, -1);
  description = g_utf8_casefold (content->description, -1);
  return strstr (code, self->wanted) || strstr (description, self->wanted);
}

static void
search_changed (HxLabelChooser *self)
{
  g_autofree char *text = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  g_free (self->wanted);
  self->wanted = g_strdup (g_strstrip (text));
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
label_changed (HxLabelChooser *self)
{
  int label = hx_session_get_label (self->session);
  HxModel *model = hx_session_get_model (self->session);
  g_autofree char *text = NULL, *spoken = NULL;
  gtk_widget_set_sensitive (GTK_WIDGET (self), model && label >= 0);
  if (model && label >= 0)
    text = hx_words_title (hx_model_get_label (model, (guint)label)->description);
  else
    text = g_strdup (_ ("No label"));
  spoken = g_strdup_printf (_ ("Label: %s"), text);
  gtk_label_set_text (self->name, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
model_changed (HxLabelChooser *self)
{
  HxModel *model = hx_session_get_model (self->session);
  guint n = model ? hx_model_get_n_labels (model) : 0;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n; i++)
    {
      const HxModelLabel *label = hx_model_get_label (model, i);
      HxStatementItem *item = hx_statement_item_new ();
      HxStatementContent content = {
        .label = (int)i, .code = label->code, .description = label->description, .given = -1
      };
      hx_statement_item_set (item, &content);
      g_ptr_array_add (items, item);
    }
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)), items->pdata,
                       n);
  g_set_object (&self->model, model);
  gtk_widget_set_visible (self->search, n >= SEARCH_FROM_N_LABELS);
  label_changed (self);
}

static void
row_activated (HxLabelChooser *self, guint position)
{
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (self->list));
  g_autoptr (HxStatementItem) item = g_list_model_get_item (model, position);
  gtk_popover_popdown (self->popover);
  hx_session_set_label (self->session, hx_statement_item_get (item)->label);
}

/* Enter in the search field takes the first that is found. */
static void
search_activated (HxLabelChooser *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (self->list))) > 0)
    row_activated (self, 0);
}

static void
popover_shown (HxLabelChooser *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  if (gtk_widget_get_visible (self->search))
    gtk_widget_grab_focus (self->search);
}

static void
row_setup (HxLabelChooser *self, GtkListItem *list_item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (NULL), *code = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (name), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (code, "caption");
  gtk_widget_add_css_class (code, "dim-label");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), code);
  gtk_list_item_set_child (list_item, box);
}

static void
row_bind (HxLabelChooser *self, GtkListItem *list_item)
{
  const HxStatementContent *content = hx_statement_item_get (gtk_list_item_get_item (list_item));
  GtkWidget *name = gtk_widget_get_first_child (gtk_list_item_get_child (list_item));
  g_autofree char *title = hx_words_title (content->description);
  gtk_label_set_text (GTK_LABEL (name), title);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_next_sibling (name)), content->code);
}

static void
hx_label_chooser_dispose (GObject *object)
{
  HxLabelChooser *self = HX_LABEL_CHOOSER (object);
  /* Before the template lets go of it: the bin would do it a second time. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_LABEL_CHOOSER);
  g_clear_object (&self->filter);
  g_clear_object (&self->items);
  g_clear_object (&self->model);
  g_clear_object (&self->session);
  g_clear_pointer (&self->wanted, g_free);
  G_OBJECT_CLASS (hx_label_chooser_parent_class)->dispose (object);
}

static void
hx_label_chooser_class_init (HxLabelChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_label_chooser_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hexaxial/Hexaxial/hx-label-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, HxLabelChooser, button);
  gtk_widget_class_bind_template_child (widget_class, HxLabelChooser, popover);
  gtk_widget_class_bind_template_child (widget_class, HxLabelChooser, search);
  gtk_widget_class_bind_template_child (widget_class, HxLabelChooser, list);
  gtk_widget_class_bind_template_child (widget_class, HxLabelChooser, name);
}

static void
hx_label_chooser_init (HxLabelChooser *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GListModel *filtered;
  GtkSelectionModel *selection;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (HX_TYPE_STATEMENT_ITEM);
  self->filter = GTK_FILTER (gtk_custom_filter_new (item_matches, self, NULL));
  filtered = G_LIST_MODEL (
      gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->items)), g_object_ref (self->filter)));
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (filtered));
  g_signal_connect_object (factory, "setup", G_CALLBACK (row_setup), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (row_bind), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, selection);
  g_object_unref (factory);
  g_object_unref (selection);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (row_activated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (search_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "activate", G_CALLBACK (search_activated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->popover, "show", G_CALLBACK (popover_shown), self, G_CONNECT_SWAPPED);
}

void
hx_label_chooser_set_session (HxLabelChooser *self, HxSession *session)
{
  g_return_if_fail (HX_IS_LABEL_CHOOSER (self) && HX_IS_SESSION (session) && !self->session);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::model", G_CALLBACK (model_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::label", G_CALLBACK (label_changed), self, G_CONNECT_SWAPPED);
  model_changed (self);
}
