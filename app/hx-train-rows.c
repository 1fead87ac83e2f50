/* hx-train-rows.c: a row for each option of a training that has none of its own
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-train-rows.h"

#include "app/hx-words.h"

#include <glib/gi18n.h>

#define N_DECIMALS 4
#define WIDTH_CHARS 7

/* These have rows of their own in the form. */
static const char *const elsewhere[] = { "epochs", "batch", "crop", "lr", NULL };

typedef struct
{
  const HxTrainOptionSpec *spec;
  GtkWidget *widget; /* AdwComboRow for a choice, else GtkSpinButton */
} Row;

struct _HxTrainRows
{
  GArray *rows; /* of Row */
  void (*changed) (gpointer);
  gpointer user_data;
  gboolean filling;
};

static void
value_changed (HxTrainRows *rows)
{
  if (!rows->filling)
    rows->changed (rows->user_data);
}

static GtkWidget *
new_combo (const HxTrainOptionSpec *spec, HxTrainRows *rows)
{
  GtkWidget *combo = adw_combo_row_new ();
  g_autoptr (GtkStringList) choices = gtk_string_list_new (spec->choices);

  adw_combo_row_set_model (ADW_COMBO_ROW (combo), G_LIST_MODEL (choices));
  g_signal_connect_swapped (combo, "notify::selected", G_CALLBACK (value_changed), rows);
  return combo;
}

static GtkWidget *
new_spin (const HxTrainOptionSpec *spec, HxTrainRows *rows)
{
  const gboolean whole = spec->kind == HX_OPTION_COUNT;
  GtkWidget *spin = gtk_spin_button_new_with_range (spec->low, spec->high, whole ? 1.0 : 0.01);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), whole ? 0 : N_DECIMALS);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), WIDTH_CHARS);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (spin, "numeric");
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (spec->title), -1);
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (value_changed), rows);
  return spin;
}

static void
add_row (HxTrainRows *rows, AdwExpanderRow *expander, const HxTrainOptionSpec *spec)
{
  const gboolean is_choice = spec->kind == HX_OPTION_CHOICE;
  Row row = { spec, is_choice ? new_combo (spec, rows) : new_spin (spec, rows) };
  GtkWidget *widget = is_choice ? row.widget : adw_action_row_new ();
  g_autofree char *help = hx_words_title (_ (spec->help));

  if (!is_choice)
    {
      adw_action_row_add_suffix (ADW_ACTION_ROW (widget), row.widget);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (widget), row.widget);
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), _ (spec->title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), help);
  adw_expander_row_add_row (expander, widget);
  g_array_append_val (rows->rows, row);
}

HxTrainRows *
hx_train_rows_new (AdwExpanderRow *expander, void (*changed) (gpointer), gpointer user_data)
{
  HxTrainRows *rows = g_new0 (HxTrainRows, 1);

  rows->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  rows->changed = changed;
  rows->user_data = user_data;
  for (const HxTrainOptionSpec *spec = hx_train_option_specs (); spec->name != NULL; spec++)
    if (!spec->only_with_start && !g_strv_contains (elsewhere, spec->name))
      add_row (rows, expander, spec);
  return rows;
}

void
hx_train_rows_free (HxTrainRows *rows)
{
  if (rows == NULL)
    return;
  for (guint i = 0; i < rows->rows->len; i++)
    g_signal_handlers_disconnect_by_data (g_array_index (rows->rows, Row, i).widget, rows);
  g_array_unref (rows->rows);
  g_free (rows);
}

void
hx_train_rows_get (HxTrainRows *rows, HxTrainOptions *options)
{
  for (guint i = 0; i < rows->rows->len; i++)
    {
      const Row *row = &g_array_index (rows->rows, Row, i);

      hx_train_option_set (options, row->spec,
                           row->spec->kind == HX_OPTION_CHOICE
                               ? adw_combo_row_get_selected (ADW_COMBO_ROW (row->widget))
                               : gtk_spin_button_get_value (GTK_SPIN_BUTTON (row->widget)));
    }
}

void
hx_train_rows_set (HxTrainRows *rows, const HxTrainOptions *options)
{
  rows->filling = TRUE;
  for (guint i = 0; i < rows->rows->len; i++)
    {
      const Row *row = &g_array_index (rows->rows, Row, i);
      const double value = hx_train_option_get (options, row->spec);

      if (row->spec->kind == HX_OPTION_CHOICE)
        adw_combo_row_set_selected (ADW_COMBO_ROW (row->widget), (guint)value);
      else
        gtk_spin_button_set_value (GTK_SPIN_BUTTON (row->widget), value);
    }
  rows->filling = FALSE;
}
