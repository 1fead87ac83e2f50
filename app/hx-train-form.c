/* hx-train-form.c: what to train, and whether it can be
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-train-form.h"

#include "app/hx-train-rows.h"
#include "engine/base/hx-error.h"

#include <glib/gi18n.h>

struct _HxTrainForm
{
  AdwBin parent_instance;
  HxLibraryCounts counts;
  HxTaskCount *task_counts; /* of the present task, inside counts.tasks; NULL while unknown */
  char *problem;
  gboolean filling;
  AdwPreferencesGroup *data;
  AdwActionRow *library;
  AdwComboRow *task, *backbone, *head;
  GtkEditable *train_folds, *validation_folds;
  GtkSpinButton *epochs, *batch, *crop, *seed, *rate, *threads;
  AdwExpanderRow *advanced;
  HxTrainRows *rows;
};

G_DEFINE_FINAL_TYPE (HxTrainForm, hx_train_form, ADW_TYPE_BIN)

static guint changed_signal;

static const HxTask *
chosen_task (HxTrainForm *self)
{
  return hx_tasks ()[adw_combo_row_get_selected (self->task)];
}

/* --- checks ------------------------------------------------------------------- */

/* The folds in a field: empty is none. */
static gboolean
read_folds (GtkEditable *field, HxFolds *folds, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (field)));
  *folds = 0;
  return *text == '\0' || hx_folds_parse (text, folds, error);
}

static void
mark (GtkEditable *field, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (field), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (field), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static char *
check_folds (HxTrainForm *self, HxFolds *train, HxFolds *validation)
{
  g_autoptr (GError) error = NULL;
  gboolean train_read = read_folds (self->train_folds, train, &error);
  gboolean validation_read = read_folds (self->validation_folds, validation, error ? NULL : &error);
  g_autofree char *both = NULL;
  mark (self->train_folds, !train_read);
  mark (self->validation_folds, !validation_read);
  if (error)
    return g_strdup_printf (_ ("Folds are written like 1-8 or 9,10: %s."), error->message);
  if (*train == 0)
    return g_strdup (_ ("Training needs at least one fold."));
  if (!(*train & *validation))
    return NULL;
  both = hx_folds_format (*train & *validation);
  return g_strdup_printf (_ ("Folds %s stand in both: what is trained on cannot validate."), both);
}

static char *
check_records (HxTrainForm *self, HxFolds train, HxFolds validation)
{
  const HxTaskCount *count = self->task_counts;
  guint batch = (guint)gtk_spin_button_get_value_as_int (self->batch), n;
  if (!count)
    return g_strdup (_ ("Counting the library’s labels…"));
  if (count->n_labels == 0)
    return g_strdup_printf (_ ("No record of the library has a label of this kind: %s."),
                            _ (chosen_task (self)->title));
  n = hx_task_count_in (count, train);
  if (n < 2)
    {
      g_autofree char *folds = hx_folds_format (hx_task_count_folds (count));
      return g_strdup_printf (_ ("The training folds hold no records with these labels; folds %s do."),
                              folds);
    }
  if (n < batch)
    return g_strdup_printf (
        _ ("%u records are in the training folds; a batch of %u needs more: choose at most %u."), n, batch,
        n);
  if (validation && hx_task_count_in (count, validation) == 0)
    return g_strdup (
        _ ("The validation folds hold no records with these labels; leave them empty for none."));
  return NULL;
}

static char *
check_crop (HxTrainForm *self)
{
  const char *backbone = hx_backbones ()[adw_combo_row_get_selected (self->backbone)];
  double least_s = self->task_counts ? hx_backbone_min_samples (backbone) / self->counts.rate_hz : 0.0;
  if (gtk_spin_button_get_value (self->crop) >= least_s)
    return NULL;
  return g_strdup_printf (_ ("%s needs crops of at least %.2f s."), backbone, least_s);
}

/* What the rows do not see of each other, like a weighting that needs label spaces. */
static char *
check_options (HxTrainForm *self)
{
  g_autoptr (GError) error = NULL;
  HxTrainOptions options;
  hx_train_form_get_options (self, &options);
  return hx_train_options_check (&options, &error) ? NULL : g_strdup_printf ("%s.", error->message);
}

static void
show_task (HxTrainForm *self, HxFolds train, HxFolds validation)
{
  g_autofree char *text = NULL;
  if (self->task_counts && self->task_counts->n_labels > 0)
    text = g_strdup_printf (_ ("%u labels · %u records to train on, %u to validate"),
                            self->task_counts->n_labels, hx_task_count_in (self->task_counts, train),
                            hx_task_count_in (self->task_counts, validation));
  adw_preferences_group_set_description (self->data, text);
}

static void
changed (HxTrainForm *self)
{
  HxFolds train = 0, validation = 0;
  if (self->filling)
    return;
  self->task_counts =
      self->counts.tasks ? &self->counts.tasks[adw_combo_row_get_selected (self->task)] : NULL;
  g_free (self->problem);
  self->problem = check_folds (self, &train, &validation);
  if (!self->problem)
    self->problem = check_records (self, train, validation);
  if (!self->problem)
    self->problem = check_crop (self);
  if (!self->problem)
    self->problem = check_options (self);
  show_task (self, train, validation);
  g_signal_emit (self, changed_signal, 0);
}

/* --- options ------------------------------------------------------------------ */

void
hx_train_form_get_options (HxTrainForm *self, HxTrainOptions *options)
{
  g_return_if_fail (HX_IS_TRAIN_FORM (self));
  hx_train_options_default (options);
  options->task = chosen_task (self)->name;
  options->backbone = hx_backbones ()[adw_combo_row_get_selected (self->backbone)];
  options->head = adw_combo_row_get_selected (self->head) == 0 ? HX_HEAD_LDM : HX_HEAD_PLAIN;
  options->epochs = (guint)gtk_spin_button_get_value_as_int (self->epochs);
  options->batch = (guint)gtk_spin_button_get_value_as_int (self->batch);
  options->crop_s = gtk_spin_button_get_value (self->crop);
  options->seed = (guint64)gtk_spin_button_get_value (self->seed);
  options->learning_rate = gtk_spin_button_get_value (self->rate);
  options->n_threads = (guint)gtk_spin_button_get_value_as_int (self->threads);
  hx_train_rows_get (self->rows, options);
  read_folds (self->train_folds, &options->train_folds, NULL);
  read_folds (self->validation_folds, &options->validation_folds, NULL);
}

static guint
index_of_task (const char *name)
{
  for (guint i = 0; hx_tasks ()[i]; i++)
    if (g_strcmp0 (hx_tasks ()[i]->name, name) == 0)
      return i;
  return 0;
}

static guint
index_of_backbone (const char *name)
{
  for (guint i = 0; hx_backbones ()[i]; i++)
    if (g_strcmp0 (hx_backbones ()[i], name) == 0)
      return i;
  return 0;
}

static void
set_folds (GtkEditable *field, HxFolds folds)
{
  g_autofree char *text = folds ? hx_folds_format (folds) : g_strdup ("");
  gtk_editable_set_text (field, text);
}

void
hx_train_form_set_options (HxTrainForm *self, const HxTrainOptions *options)
{
  g_return_if_fail (HX_IS_TRAIN_FORM (self));
  self->filling = TRUE;
  adw_combo_row_set_selected (self->task, index_of_task (options->task));
  adw_combo_row_set_selected (self->backbone, index_of_backbone (options->backbone));
  adw_combo_row_set_selected (self->head, options->head == HX_HEAD_LDM ? 0 : 1);
  gtk_spin_button_set_value (self->epochs, options->epochs);
  gtk_spin_button_set_value (self->batch, options->batch);
  gtk_spin_button_set_value (self->crop, options->crop_s);
  gtk_spin_button_set_value (self->seed, (double)options->seed);
  gtk_spin_button_set_value (self->rate, options->learning_rate);
  gtk_spin_button_set_value (self->threads, options->n_threads);
  hx_train_rows_set (self->rows, options);
  set_folds (self->train_folds, options->train_folds);
  set_folds (self->validation_folds, options->validation_folds);
  self->filling = FALSE;
  changed (self);
}

void
hx_train_form_set_counts (HxTrainForm *self, const HxLibraryCounts *counts)
{
  guint n_tasks = 0;
  g_autofree char *text = NULL;
  g_return_if_fail (HX_IS_TRAIN_FORM (self));
  while (hx_tasks ()[n_tasks])
    n_tasks++;
  g_clear_pointer (&self->counts.tasks, g_free);
  if (counts)
    {
      self->counts = *counts;
      self->counts.tasks = g_memdup2 (counts->tasks, n_tasks * sizeof (HxTaskCount));
      if (counts->n_simulated == counts->n_records)
        text = g_strdup_printf (_ ("%u records, all simulated"), counts->n_records);
      else if (counts->n_simulated == 0)
        text = g_strdup_printf (_ ("%u records"), counts->n_records);
      else
        text =
            g_strdup_printf (_ ("%u records, %u of them simulated"), counts->n_records, counts->n_simulated);
    }
  adw_action_row_set_subtitle (self->library, text ? text : _ ("Counting…"));
  changed (self);
}

const char *
hx_train_form_get_problem (HxTrainForm *self)
{
  g_return_val_if_fail (HX_IS_TRAIN_FORM (self), NULL);
  return self->problem;
}

/* --- set-up ------------------------------------------------------------------- */

static void
fill_choices (HxTrainForm *self)
{
  g_autoptr (GtkStringList) tasks = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) backbones = gtk_string_list_new (hx_backbones ());
  g_autoptr (GtkStringList) heads = gtk_string_list_new (NULL);
  for (guint i = 0; hx_tasks ()[i]; i++)
    gtk_string_list_append (tasks, _ (hx_tasks ()[i]->title));
  gtk_string_list_append (heads, _ ("Decoupled"));
  gtk_string_list_append (heads, _ ("Plain"));
  adw_combo_row_set_model (self->task, G_LIST_MODEL (tasks));
  adw_combo_row_set_model (self->backbone, G_LIST_MODEL (backbones));
  adw_combo_row_set_model (self->head, G_LIST_MODEL (heads));
}

static void
rows_changed (gpointer user_data)
{
  changed (user_data);
}

static void
connect_changes (HxTrainForm *self)
{
  GtkSpinButton *spins[] = { self->epochs, self->batch, self->crop, self->seed, self->rate, self->threads };
  AdwComboRow *combos[] = { self->task, self->backbone, self->head };
  GtkEditable *fields[] = { self->train_folds, self->validation_folds };
  for (guint i = 0; i < G_N_ELEMENTS (spins); i++)
    g_signal_connect_object (spins[i], "value-changed", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (combos); i++)
    g_signal_connect_object (combos[i], "notify::selected", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    g_signal_connect_object (fields[i], "changed", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
}

static void
hx_train_form_dispose (GObject *object)
{
  HxTrainForm *self = HX_TRAIN_FORM (object);
  g_clear_pointer (&self->rows, hx_train_rows_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_TRAIN_FORM);
  g_clear_pointer (&self->counts.tasks, g_free);
  g_clear_pointer (&self->problem, g_free);
  G_OBJECT_CLASS (hx_train_form_parent_class)->dispose (object);
}

static void
hx_train_form_class_init (HxTrainFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_train_form_dispose;
  changed_signal =
      g_signal_new ("changed", HX_TYPE_TRAIN_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/hexaxial/Hexaxial/hx-train-form.ui");
  gtk_widget_class_bind_template_child (widget_class, HxTrainForm, data);
  gtk_widget_class_bind_template_child (widget_class, HxTrainForm, library);
  gtk_widget_class_bind_template_child (widget_class, HxTrainForm, task);
  gtk_widget_class_bind_template_child (widget_class, HxTrainForm, backbone);
  gtk_widget_class_bind_template_child (widget_class, HxTrainForm, head);
  gtk_widget_class_bind_template_child (widget_class, HxTrainForm, train_folds);
  gtk_widget_class_bind_template_child (widget_class, HxTrainForm, validation_folds);
  gtk_widget_class_bind_template_child (widget_class, HxTrainForm, epochs);
  gtk_widget_class_bind_template_child (widget_class, HxTrainForm, batch);
  gtk_widget_class_bind_template_child (widget_class, HxTrainForm, crop);
  gtk_widget_class_bind_template_child (widget_class, HxTrainForm, seed);
  gtk_widget_class_bind_template_child (widget_class, HxTrainForm, rate);
  gtk_widget_class_bind_template_child (widget_class, HxTrainForm, threads);
  gtk_widget_class_bind_template_child (widget_class, HxTrainForm, advanced);
}

static void
hx_train_form_init (HxTrainForm *self)
{
  HxTrainOptions options;
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_choices (self);
  self->rows = hx_train_rows_new (self->advanced, rows_changed, self);
  hx_train_options_default (&options);
  options.task = options.task ? options.task : "superdiagnostic";
  options.head = HX_HEAD_LDM;
  hx_train_form_set_options (self, &options);
  connect_changes (self);
  hx_train_form_set_counts (self, NULL);
}
