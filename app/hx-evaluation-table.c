/* hx-evaluation-table.c: an evaluation, label by label
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-evaluation-table.h"

#include "app/hx-words.h"

#include <glib/gi18n.h>
#include <math.h>

/* A row: a label of the evaluation. */
#define HX_TYPE_EVALUATION_ROW (hx_evaluation_row_get_type ())
G_DECLARE_FINAL_TYPE (HxEvaluationRow, hx_evaluation_row, HX, EVALUATION_ROW, GObject)

struct _HxEvaluationRow
{
  GObject parent_instance;
  const HxLabelEvaluation *label; /* of the evaluation on show */
};

G_DEFINE_FINAL_TYPE (HxEvaluationRow, hx_evaluation_row, G_TYPE_OBJECT)

static void
hx_evaluation_row_class_init (HxEvaluationRowClass *klass)
{
}

static void
hx_evaluation_row_init (HxEvaluationRow *self)
{
}

struct _HxEvaluationTable
{
  AdwBin parent_instance;
  GListStore *rows; /* of HxEvaluationRow */
  GListModel *sorted;
  GtkColumnView *view;
};

G_DEFINE_FINAL_TYPE (HxEvaluationTable, hx_evaluation_table, ADW_TYPE_BIN)

static guint activated_signal;

/* --- columns ------------------------------------------------------------------- */

typedef struct
{
  const char *title;
  char *(*text) (const HxLabelEvaluation *label);    /* of a cell */
  double (*number) (const HxLabelEvaluation *label); /* to sort by; NULL: by text */
  gboolean expand;
} Column;

static char *
name_text (const HxLabelEvaluation *label)
{
  return hx_words_title (label->description);
}

static char *
code_text (const HxLabelEvaluation *label)
{
  return g_strdup (label->code);
}

static char *
positives_text (const HxLabelEvaluation *label)
{
  return g_strdup_printf ("%u", label->n_positives);
}

static char *
auc_text (const HxLabelEvaluation *label)
{
  g_autofree char *auc = hx_words_number (label->auc, 3), *low = NULL, *high = NULL;
  if (isnan (label->auc_low))
    return g_steal_pointer (&auc);
  low = hx_words_number (label->auc_low, 3);
  high = hx_words_number (label->auc_high, 3);
  /* Translators: a number and its interval */
  return g_strdup_printf (_ ("%s  [%s, %s]"), auc, low, high);
}

static char *
precision_text (const HxLabelEvaluation *label)
{
  return hx_words_number (label->average_precision, 3);
}

static char *
threshold_text (const HxLabelEvaluation *label)
{
  return hx_words_number (label->threshold, 3);
}

static char *
f1_text (const HxLabelEvaluation *label)
{
  return hx_words_number (label->f1, 3);
}

static double
positives_number (const HxLabelEvaluation *label)
{
  return label->n_positives;
}

static double
auc_number (const HxLabelEvaluation *label)
{
  return label->auc;
}

static double
precision_number (const HxLabelEvaluation *label)
{
  return label->average_precision;
}

static double
threshold_number (const HxLabelEvaluation *label)
{
  return label->threshold;
}

static double
f1_number (const HxLabelEvaluation *label)
{
  return label->f1;
}

static const Column columns[] = {
  { N_ ("Label"), name_text, NULL, TRUE },
  { N_ ("Code"), code_text, NULL, FALSE },
  { N_ ("Positives"), positives_text, positives_number, FALSE },
  { N_ ("AUC"), auc_text, auc_number, FALSE },
  { N_ ("Average precision"), precision_text, precision_number, FALSE },
  { N_ ("Threshold"), threshold_text, threshold_number, FALSE },
  { N_ ("F1"), f1_text, f1_number, FALSE },
};

static void
cell_setup (const Column *column, GtkListItem *list_item)
{
  GtkWidget *label = gtk_label_new (NULL);
  /* Whole numbers end at one line, those with as many decimals each begin at one. */
  gtk_label_set_xalign (GTK_LABEL (label), column->number == positives_number ? 1.0f : 0.0f);
  gtk_widget_add_css_class (label, "numeric");
  if (column->expand)
    {
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_width_chars (GTK_LABEL (label), 28);
    }
  gtk_list_item_set_child (list_item, label);
}

static void
cell_bind (const Column *column, GtkListItem *list_item)
{
  HxEvaluationRow *row = gtk_list_item_get_item (list_item);
  GtkWidget *label = gtk_list_item_get_child (list_item);
  g_autofree char *text = column->text (row->label);
  gtk_label_set_text (GTK_LABEL (label), text);
  if (column->expand)
    gtk_widget_set_tooltip_text (label, text);
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Column *column = user_data;
  const HxLabelEvaluation *left = ((const HxEvaluationRow *)a)->label;
  const HxLabelEvaluation *right = ((const HxEvaluationRow *)b)->label;
  g_autofree char *left_text = NULL, *right_text = NULL;
  if (column->number)
    {
      double left_number = column->number (left), right_number = column->number (right);
      /* What was not computed stands below everything. */
      left_number = isnan (left_number) ? -INFINITY : left_number;
      right_number = isnan (right_number) ? -INFINITY : right_number;
      return left_number < right_number ? -1 : left_number > right_number;
    }
  left_text = column->text (left);
  right_text = column->text (right);
  return g_utf8_collate (left_text, right_text);
}

static void
append_column (HxEvaluationTable *self, const Column *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *view_column;
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare_rows, (gpointer)column, NULL));
  g_signal_connect_swapped (factory, "setup", G_CALLBACK (cell_setup), (gpointer)column);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (cell_bind), (gpointer)column);
  view_column = gtk_column_view_column_new (_ (column->title), factory);
  gtk_column_view_column_set_sorter (view_column, sorter);
  gtk_column_view_column_set_expand (view_column, column->expand);
  gtk_column_view_column_set_resizable (view_column, column->expand);
  gtk_column_view_append_column (self->view, view_column);
  g_object_unref (view_column);
}

/* --- text ----------------------------------------------------------------------- */

static void
append_field (GString *text, const char *field, char separator)
{
  gboolean quote = separator == ',' && strpbrk (field, ",\"\r\n");
  if (quote)
    g_string_append_c (text, '"');
  for (const char *p = field; *p; p++)
    {
      if (quote && *p == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, separator == '\t' && strchr ("\t\r\n", *p) ? ' ' : *p);
    }
  if (quote)
    g_string_append_c (text, '"');
}

static void
append_number (GString *text, double value, char separator)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append_c (text, separator);
  if (!isnan (value))
    g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, "%.6g", value));
}

char *
hx_evaluation_to_text (const HxEvaluation *evaluation, char separator)
{
  static const char *const titles[] = { "code",    "description", "positives",         "records",   "auc",
                                        "auc_low", "auc_high",    "average_precision", "threshold", "f1" };
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    g_string_append_printf (text, "%.*s%s", i > 0, &separator, titles[i]);
  g_string_append_c (text, '\n');
  for (guint i = 0; i < evaluation->labels->len; i++)
    {
      const HxLabelEvaluation *label = evaluation->labels->pdata[i];
      append_field (text, label->code, separator);
      g_string_append_c (text, separator);
      append_field (text, label->description, separator);
      append_number (text, label->n_positives, separator);
      append_number (text, label->n_records, separator);
      append_number (text, label->auc, separator);
      append_number (text, label->auc_low, separator);
      append_number (text, label->auc_high, separator);
      append_number (text, label->average_precision, separator);
      append_number (text, label->threshold, separator);
      append_number (text, label->f1, separator);
      g_string_append_c (text, '\n');
    }
  g_string_append_printf (text, "macro%c%c", separator, separator);
  append_number (text, evaluation->n_records, separator);
  append_number (text, evaluation->macro_auc, separator);
  append_number (text, evaluation->macro_auc_low, separator);
  append_number (text, evaluation->macro_auc_high, separator);
  g_string_append_printf (text, "%c%c%c\n", separator, separator, separator);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- the table ------------------------------------------------------------------- */

void
hx_evaluation_table_set (HxEvaluationTable *self, const HxEvaluation *evaluation)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_return_if_fail (HX_IS_EVALUATION_TABLE (self));
  for (guint i = 0; evaluation && i < evaluation->labels->len; i++)
    {
      HxEvaluationRow *row = g_object_new (HX_TYPE_EVALUATION_ROW, NULL);
      row->label = evaluation->labels->pdata[i];
      g_ptr_array_add (rows, row);
    }
  g_list_store_splice (self->rows, 0, g_list_model_get_n_items (G_LIST_MODEL (self->rows)), rows->pdata,
                       rows->len);
}

guint
hx_evaluation_table_get_n_rows (HxEvaluationTable *self)
{
  g_return_val_if_fail (HX_IS_EVALUATION_TABLE (self), 0);
  return g_list_model_get_n_items (self->sorted);
}

const HxLabelEvaluation *
hx_evaluation_table_get_row (HxEvaluationTable *self, guint row)
{
  g_autoptr (HxEvaluationRow) item = NULL;
  g_return_val_if_fail (HX_IS_EVALUATION_TABLE (self), NULL);
  item = g_list_model_get_item (self->sorted, row);
  return item ? item->label : NULL;
}

static void
row_activated (HxEvaluationTable *self, guint position)
{
  g_signal_emit (self, activated_signal, 0, hx_evaluation_table_get_row (self, position)->code);
}

static void
hx_evaluation_table_dispose (GObject *object)
{
  HxEvaluationTable *self = HX_EVALUATION_TABLE (object);
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->sorted);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (hx_evaluation_table_parent_class)->dispose (object);
}

static void
hx_evaluation_table_class_init (HxEvaluationTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hx_evaluation_table_dispose;
  activated_signal = g_signal_new ("label-activated", HX_TYPE_EVALUATION_TABLE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hx_evaluation_table_init (HxEvaluationTable *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  g_autoptr (GtkSelectionModel) selection = NULL;
  self->rows = g_list_store_new (HX_TYPE_EVALUATION_ROW);
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    append_column (self, &columns[i]);
  self->sorted = G_LIST_MODEL (gtk_sort_list_model_new (
      G_LIST_MODEL (g_object_ref (self->rows)), g_object_ref (gtk_column_view_get_sorter (self->view))));
  selection = GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (self->sorted)));
  gtk_single_selection_set_autoselect (GTK_SINGLE_SELECTION (selection), FALSE);
  gtk_single_selection_set_can_unselect (GTK_SINGLE_SELECTION (selection), TRUE);
  gtk_column_view_set_model (self->view, selection);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "evaluation");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Evaluation, label by label"), -1);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (row_activated), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 200);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 600);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  adw_bin_set_child (ADW_BIN (self), scroller);
}
