/* hx-label-list.c: the model's labels and how well each space keeps its records apart
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-label-list.h"

#include "app/hx-statement-item.h"
#include "app/hx-words.h"

#include <glib/gi18n.h>
#include <math.h>

struct _HxLabelList
{
  AdwBin parent_instance;
  HxSession *session;
  HxSpaceSummary *summary;
  HxModel *model;    /* whose strings the items hold */
  GListStore *items; /* of HxStatementItem; label, code and description are set */
  GtkSingleSelection *selection;
  GtkWidget *list;
  HxLabelOrder order;
  gboolean filling; /* the selection changes because the list does */
};

G_DEFINE_FINAL_TYPE (HxLabelList, hx_label_list, ADW_TYPE_BIN)

/* --- a row -------------------------------------------------------------------- */

/* The labels of a row, kept on its box. */
typedef struct
{
  HxLabelList *list;
  HxStatementItem *item;
  GtkLabel *name, *share, *counts, *margin;
} Row;

static double
share_right (const HxLabelNumbers *numbers)
{
  guint n = numbers->n_with + numbers->n_without;
  return n ? (double)numbers->n_right / n : NAN;
}

static void
refill_row (Row *row)
{
  const HxStatementContent *content = hx_statement_item_get (row->item);
  guint n_labels = 0;
  const HxLabelNumbers *numbers = hx_space_summary_get (row->list->summary, &n_labels);
  g_autofree char *name = hx_words_title (content->description);
  g_autofree char *counts = NULL, *share = NULL, *mean = NULL, *margin = NULL;
  gtk_label_set_text (row->name, name);
  if (numbers && content->label < (int)n_labels)
    {
      const HxLabelNumbers *mine = &numbers[content->label];
      guint n = mine->n_with + mine->n_without;
      mean = hx_words_signed (n ? mine->margin_sum / n : NAN);
      /* Translators: a label's code, then records with and without it */
      counts =
          g_strdup_printf (_ ("%s · %u with · %u without"), content->code, mine->n_with, mine->n_without);
      /* Translators: share of records whose margin is on the right side */
      share = n ? g_strdup_printf (_ ("%.0f %% right"), floor (100.0 * share_right (mine))) : g_strdup ("–");
      margin = g_strdup_printf (_ ("m %s"), mean);
    }
  gtk_label_set_text (row->counts, counts ? counts : content->code);
  gtk_label_set_text (row->share, share ? share : "");
  gtk_label_set_text (row->margin, margin ? margin : "");
}

static GtkLabel *
new_label (GtkGrid *grid, int column, int line, float xalign, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_widget_set_hexpand (label, column == 0);
  gtk_widget_add_css_class (label, "numeric");
  if (column == 0)
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class)
    gtk_widget_add_css_class (label, css_class);
  if (line > 0)
    gtk_widget_add_css_class (label, "caption");
  gtk_grid_attach (grid, label, column, line, 1, 1);
  return GTK_LABEL (label);
}

static void
row_setup (HxLabelList *self, GtkListItem *list_item)
{
  GtkWidget *grid = gtk_grid_new ();
  Row *row = g_new0 (Row, 1);
  row->list = self;
  gtk_grid_set_column_spacing (GTK_GRID (grid), 9);
  gtk_widget_add_css_class (grid, "label-row");
  row->name = new_label (GTK_GRID (grid), 0, 0, 0.0f, NULL);
  row->share = new_label (GTK_GRID (grid), 1, 0, 1.0f, NULL);
  row->counts = new_label (GTK_GRID (grid), 0, 1, 0.0f, "dim-label");
  row->margin = new_label (GTK_GRID (grid), 1, 1, 1.0f, "dim-label");
  gtk_widget_set_tooltip_text (GTK_WIDGET (row->share),
                               _ ("Records whose margin is on the side of the label they were given"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (row->margin), _ ("Mean margin towards the given label"));
  g_object_set_data_full (G_OBJECT (grid), "row", row, g_free);
  gtk_list_item_set_child (list_item, grid);
}

static Row *
row_of (GtkListItem *list_item)
{
  return g_object_get_data (G_OBJECT (gtk_list_item_get_child (list_item)), "row");
}

static void
row_bind (HxLabelList *self, GtkListItem *list_item)
{
  Row *row = row_of (list_item);
  row->item = gtk_list_item_get_item (list_item);
  g_signal_connect_swapped (row->item, "changed", G_CALLBACK (refill_row), row);
  refill_row (row);
}

static void
row_unbind (HxLabelList *self, GtkListItem *list_item)
{
  Row *row = row_of (list_item);
  g_signal_handlers_disconnect_by_data (row->item, row);
  row->item = NULL;
}

/* --- the list ----------------------------------------------------------------- */

typedef struct
{
  const HxLabelNumbers *numbers; /* NULL while they are counted */
  HxLabelOrder order;
} Sorting;

static int
compare_contents (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const HxStatementContent *left = a, *right = b;
  const Sorting *sorting = user_data;
  double difference = 0.0;
  if (sorting->numbers && sorting->order == HX_LABEL_ORDER_FREQUENT)
    difference = (double)sorting->numbers[right->label].n_with - sorting->numbers[left->label].n_with;
  else if (sorting->numbers && sorting->order == HX_LABEL_ORDER_DOUBTFUL)
    {
      double left_share = share_right (&sorting->numbers[left->label]);
      double right_share = share_right (&sorting->numbers[right->label]);
      /* What has no share stands at the end. */
      difference = (isnan (left_share) ? 2.0 : left_share) - (isnan (right_share) ? 2.0 : right_share);
    }
  if (difference != 0.0)
    return difference < 0.0 ? -1 : 1;
  return strcmp (left->code, right->code);
}

static void
select_label (HxLabelList *self)
{
  int label = hx_session_get_label (self->session);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items)), position = GTK_INVALID_LIST_POSITION;
  for (guint i = 0; i < n && position == GTK_INVALID_LIST_POSITION; i++)
    {
      g_autoptr (HxStatementItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      if (hx_statement_item_get (item)->label == label)
        position = i;
    }
  self->filling = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->filling = FALSE;
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", position);
}

/* Orders the labels and gives every place its new content. */
static void
refill (HxLabelList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items)), n_numbers = 0;
  const HxLabelNumbers *numbers = hx_space_summary_get (self->summary, &n_numbers);
  Sorting sorting = { n_numbers == n ? numbers : NULL, self->order };
  g_autofree HxStatementContent *contents = g_new0 (HxStatementContent, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    {
      const HxModelLabel *label = hx_model_get_label (self->model, i);
      contents[i] = (HxStatementContent){
        .label = (int)i, .code = label->code, .description = label->description, .given = -1
      };
    }
  g_qsort_with_data (contents, (int)n, sizeof *contents, compare_contents, &sorting);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HxStatementItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      hx_statement_item_set (item, &contents[i]);
    }
  select_label (self);
}

static void
model_changed (HxLabelList *self)
{
  HxModel *model = hx_session_get_model (self->session);
  guint n = model ? hx_model_get_n_labels (model) : 0;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n; i++)
    {
      const HxModelLabel *label = hx_model_get_label (model, i);
      HxStatementItem *item = hx_statement_item_new ();
      HxStatementContent content = { .label = (int)i,
                                     .code = label->code,
                                     .description = label->description };
      hx_statement_item_set (item, &content);
      g_ptr_array_add (items, item);
    }
  self->filling = TRUE;
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)), items->pdata,
                       n);
  self->filling = FALSE;
  g_set_object (&self->model, model);
  refill (self);
}

static void
selection_changed (HxLabelList *self)
{
  HxStatementItem *item = gtk_single_selection_get_selected_item (self->selection);
  if (item && !self->filling)
    hx_session_set_label (self->session, hx_statement_item_get (item)->label);
}

static void
hx_label_list_dispose (GObject *object)
{
  HxLabelList *self = HX_LABEL_LIST (object);
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->items);
  g_clear_object (&self->model);
  g_clear_object (&self->summary);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_label_list_parent_class)->dispose (object);
}

static void
hx_label_list_class_init (HxLabelListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hx_label_list_dispose;
}

static void
hx_label_list_init (HxLabelList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  self->items = g_list_store_new (HX_TYPE_STATEMENT_ITEM);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->items)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (factory, "setup", G_CALLBACK (row_setup), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (row_bind), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (row_unbind), self, G_CONNECT_SWAPPED);
  self->list = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), factory);
  gtk_widget_add_css_class (self->list, "plain");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Labels of the model"), -1);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selection_changed), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
hx_label_list_new (HxSession *session, HxSpaceSummary *summary)
{
  HxLabelList *self = g_object_new (HX_TYPE_LABEL_LIST, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  self->session = g_object_ref (session);
  self->summary = g_object_ref (summary);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 160);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 320);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  adw_bin_set_child (ADW_BIN (self), scroller);
  g_signal_connect_object (session, "notify::model", G_CALLBACK (model_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::label", G_CALLBACK (select_label), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (summary, "changed", G_CALLBACK (refill), self, G_CONNECT_SWAPPED);
  model_changed (self);
  return GTK_WIDGET (self);
}

void
hx_label_list_set_order (HxLabelList *self, HxLabelOrder order)
{
  g_return_if_fail (HX_IS_LABEL_LIST (self));
  self->order = order;
  refill (self);
}
