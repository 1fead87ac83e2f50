/* hx-filter-popover.c: what the record list is narrowed down to
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-filter-popover.h"

#include <glib/gi18n.h>

struct _HxFilterPopover
{
  GtkPopover parent_instance;
  HxSession *session;
  HxRecordView *view;
  GtkDropDown *fold, *given, *predicted, *agreement, *origin, *review;
  GtkWidget *clear;
  GArray *folds;    /* of int: what the rows of "fold" after the first stand for */
  gboolean filling; /* the choices are being exchanged, nobody has chosen */
};

G_DEFINE_FINAL_TYPE (HxFilterPopover, hx_filter_popover, GTK_TYPE_POPOVER)

static guint changed_signal;

static void
set_choices (GtkDropDown *drop_down, GtkStringList *choices, guint selected)
{
  gtk_drop_down_set_model (drop_down, G_LIST_MODEL (choices));
  gtk_drop_down_set_selected (drop_down, selected);
}

static const char *
selected_text (GtkDropDown *drop_down)
{
  GtkStringObject *item = gtk_drop_down_get_selected_item (drop_down);
  return item ? gtk_string_object_get_string (item) : NULL;
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *)a, *(const char *const *)b);
}

static void
fill_folds (HxFilterPopover *self, guint64 present)
{
  g_autoptr (GtkStringList) choices = gtk_string_list_new (NULL);
  const HxRecordCriteria *criteria = hx_record_view_get_criteria (self->view);
  guint selected = 0;
  gtk_string_list_append (choices, _ ("All folds"));
  g_array_set_size (self->folds, 0);
  for (int fold = 0; fold < 64; fold++)
    {
      g_autofree char *name =
          fold == 0 ? g_strdup (_ ("Without a fold")) : g_strdup_printf (_ ("Fold %d"), fold);
      if (!(present >> fold & 1))
        continue;
      gtk_string_list_append (choices, name);
      g_array_append_val (self->folds, fold);
      if (fold == criteria->fold)
        selected = self->folds->len;
    }
  set_choices (self->fold, choices, selected);
}

static void
fill_given (HxFilterPopover *self, GHashTable *codes)
{
  g_autoptr (GtkStringList) choices = gtk_string_list_new (NULL);
  guint n_codes = 0;
  g_autofree gpointer *sorted = g_hash_table_get_keys_as_array (codes, &n_codes);
  const HxRecordCriteria *criteria = hx_record_view_get_criteria (self->view);
  guint selected = 0;
  qsort (sorted, n_codes, sizeof *sorted, compare_strings);
  gtk_string_list_append (choices, _ ("Any"));
  for (guint i = 0; i < n_codes; i++)
    {
      gtk_string_list_append (choices, sorted[i]);
      if (g_strcmp0 (criteria->given, sorted[i]) == 0)
        selected = i + 1;
    }
  set_choices (self->given, choices, selected);
}

static void
fill_predicted (HxFilterPopover *self)
{
  g_autoptr (GtkStringList) choices = gtk_string_list_new (NULL);
  HxModel *model = hx_session_get_model (self->session);
  gtk_string_list_append (choices, _ ("Any"));
  for (guint l = 0; model && l < hx_model_get_n_labels (model); l++)
    gtk_string_list_append (choices, hx_model_get_label (model, l)->code);
  set_choices (self->predicted, choices, (guint)(hx_record_view_get_criteria (self->view)->predicted + 1));
  gtk_widget_set_sensitive (GTK_WIDGET (self->predicted), model != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->agreement), model != NULL);
}

static void
fill_agreement (HxFilterPopover *self)
{
  HxModel *model = hx_session_get_model (self->session);
  int label = hx_session_get_label (self->session);
  const char *code = model && label >= 0 ? hx_model_get_label (model, (guint)label)->code : "";
  g_autofree char *same = g_strdup_printf (_ ("%s: as the data set says"), code);
  g_autofree char *differs = g_strdup_printf (_ ("%s: against the data set"), code);
  const char *const names[] = {
    _ ("Any"), _ ("Branches agree"), _ ("Branches disagree"), same, differs, NULL
  };
  g_autoptr (GtkStringList) choices = gtk_string_list_new (names);
  set_choices (self->agreement, choices, hx_record_view_get_criteria (self->view)->agreement);
}

static void
fill_origin (HxFilterPopover *self)
{
  const char *const names[] = { _ ("Any"), _ ("Recorded"), _ ("Simulated"), NULL };
  g_autoptr (GtkStringList) choices = gtk_string_list_new (names);
  set_choices (self->origin, choices, hx_record_view_get_criteria (self->view)->origin);
}

static void
fill_review (HxFilterPopover *self)
{
  const char *const names[] = { _ ("Any"), _ ("Reviewed"), _ ("Not reviewed"), NULL };
  g_autoptr (GtkStringList) choices = gtk_string_list_new (names);
  set_choices (self->review, choices, hx_record_view_get_criteria (self->view)->review);
}

/* The choices are what the records have at the moment. */
static void
fill (HxFilterPopover *self)
{
  GListModel *records = hx_session_get_records (self->session);
  g_autoptr (GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);
  guint64 folds = 0;
  for (guint i = 0; i < g_list_model_get_n_items (records); i++)
    {
      g_autoptr (HxRecordItem) item = g_list_model_get_item (records, i);
      const char *const *given = hx_record_item_get_codes (item);
      folds |= (guint64)1 << CLAMP (hx_record_item_get_fold (item), 0, 63);
      for (guint c = 0; given[c]; c++)
        g_hash_table_add (codes, (gpointer)given[c]);
    }
  self->filling = TRUE;
  fill_folds (self, folds);
  fill_given (self, codes);
  fill_predicted (self);
  fill_agreement (self);
  fill_origin (self);
  fill_review (self);
  self->filling = FALSE;
}

static void
chosen (HxFilterPopover *self)
{
  HxRecordCriteria *criteria = hx_record_view_get_criteria (self->view);
  guint fold = gtk_drop_down_get_selected (self->fold), given = gtk_drop_down_get_selected (self->given);
  if (self->filling)
    return;
  criteria->fold = fold > 0 && fold <= self->folds->len ? g_array_index (self->folds, int, fold - 1) : -1;
  g_free (criteria->given);
  criteria->given =
      given > 0 && given != GTK_INVALID_LIST_POSITION ? g_strdup (selected_text (self->given)) : NULL;
  criteria->predicted = (int)gtk_drop_down_get_selected (self->predicted) - 1;
  criteria->agreement = gtk_drop_down_get_selected (self->agreement);
  criteria->origin = gtk_drop_down_get_selected (self->origin);
  criteria->review = gtk_drop_down_get_selected (self->review);
  hx_record_view_changed (self->view);
  g_signal_emit (self, changed_signal, 0);
}

void
hx_filter_popover_clear (HxFilterPopover *self)
{
  HxRecordCriteria *criteria = hx_record_view_get_criteria (self->view);
  criteria->fold = -1;
  g_clear_pointer (&criteria->given, g_free);
  criteria->predicted = -1;
  criteria->agreement = HX_AGREEMENT_ANY;
  criteria->origin = HX_ORIGIN_FILTER_ANY;
  criteria->review = HX_REVIEW_FILTER_ANY;
  hx_record_view_changed (self->view);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    fill (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
hx_filter_popover_dispose (GObject *object)
{
  HxFilterPopover *self = HX_FILTER_POPOVER (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_FILTER_POPOVER);
  g_clear_object (&self->session);
  g_clear_object (&self->view);
  G_OBJECT_CLASS (hx_filter_popover_parent_class)->dispose (object);
}

static void
hx_filter_popover_finalize (GObject *object)
{
  g_array_unref (HX_FILTER_POPOVER (object)->folds);
  G_OBJECT_CLASS (hx_filter_popover_parent_class)->finalize (object);
}

static void
hx_filter_popover_class_init (HxFilterPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_filter_popover_dispose;
  G_OBJECT_CLASS (klass)->finalize = hx_filter_popover_finalize;
  changed_signal = g_signal_new ("changed", HX_TYPE_FILTER_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hexaxial/Hexaxial/hx-filter-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, HxFilterPopover, fold);
  gtk_widget_class_bind_template_child (widget_class, HxFilterPopover, given);
  gtk_widget_class_bind_template_child (widget_class, HxFilterPopover, predicted);
  gtk_widget_class_bind_template_child (widget_class, HxFilterPopover, agreement);
  gtk_widget_class_bind_template_child (widget_class, HxFilterPopover, origin);
  gtk_widget_class_bind_template_child (widget_class, HxFilterPopover, review);
  gtk_widget_class_bind_template_child (widget_class, HxFilterPopover, clear);
}

static void
hx_filter_popover_init (HxFilterPopover *self)
{
  GtkDropDown **const drop_downs[] = { &self->fold,      &self->given,  &self->predicted,
                                       &self->agreement, &self->origin, &self->review };
  self->folds = g_array_new (FALSE, FALSE, sizeof (int));
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (drop_downs); i++)
    g_signal_connect_swapped (*drop_downs[i], "notify::selected", G_CALLBACK (chosen), self);
  g_signal_connect_swapped (self->clear, "clicked", G_CALLBACK (hx_filter_popover_clear), self);
  g_signal_connect (self, "show", G_CALLBACK (fill), NULL);
}

GtkWidget *
hx_filter_popover_new (HxSession *session, HxRecordView *view)
{
  HxFilterPopover *self = g_object_new (HX_TYPE_FILTER_POPOVER, NULL);
  self->session = g_object_ref (session);
  self->view = g_object_ref (view);
  return GTK_WIDGET (self);
}
