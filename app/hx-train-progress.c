/* hx-train-progress.c: how a training goes, epoch by epoch
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-train-progress.h"

#include "app/hx-words.h"
#include "ui/hx-curves.h"

#include <glib/gi18n.h>
#include <math.h>

struct _HxTrainProgress
{
  AdwBin parent_instance;
  GSignalGroup *job_signals;
  guint n_epochs, n_done;
  double best_auc;
  guint train_series, validation_series, auc_series;
  GtkLabel *title, *detail, *loss, *validation_loss, *auc, *best;
  GtkProgressBar *bar;
  AdwBin *actions;
  GtkWidget *numbers;
  HxCurves *curves;
};

G_DEFINE_FINAL_TYPE (HxTrainProgress, hx_train_progress, ADW_TYPE_BIN)

static void
show_number (GtkLabel *label, double value)
{
  g_autofree char *text = hx_words_number (value, 3);
  gtk_label_set_text (label, text);
}

static void
job_changed (HxTrainProgress *self)
{
  g_autoptr (HxJob) job = g_signal_group_dup_target (self->job_signals);
  g_autofree char *title = NULL, *left = NULL, *detail = NULL;
  double fraction;
  if (!job)
    return;
  fraction = hx_job_get_fraction (job);
  left = hx_words_duration (hx_job_get_seconds_left (job));
  if (hx_job_get_state (job) == HX_JOB_WAITING)
    title = g_strdup (_ ("Waiting for Other Work"));
  else if (self->n_done == 0)
    title = g_strdup_printf (_ ("First of %u Epochs"), self->n_epochs);
  else
    title = g_strdup_printf (_ ("Epoch %u of %u"), MIN (self->n_done + 1, self->n_epochs), self->n_epochs);
  if (*left)
    detail = g_strdup_printf (_ ("about %s left"), left);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->detail, detail                     ? detail
                                    : hx_job_get_message (job) ? hx_job_get_message (job)
                                                               : "");
  if (fraction >= 0.0)
    gtk_progress_bar_set_fraction (self->bar, fraction);
}

void
hx_train_progress_begin (HxTrainProgress *self, HxJob *job, guint n_epochs)
{
  g_return_if_fail (HX_IS_TRAIN_PROGRESS (self));
  self->n_epochs = n_epochs;
  self->n_done = 0;
  self->best_auc = NAN;
  hx_curves_clear (self->curves);
  hx_curves_set_x_range (self->curves, 1, MAX (n_epochs, 2));
  gtk_progress_bar_set_fraction (self->bar, 0.0);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), TRUE);
  gtk_widget_set_visible (self->numbers, TRUE);
  show_number (self->loss, NAN);
  show_number (self->validation_loss, NAN);
  show_number (self->auc, NAN);
  show_number (self->best, NAN);
  g_signal_group_set_target (self->job_signals, job);
  job_changed (self);
}

void
hx_train_progress_add (HxTrainProgress *self, const HxTrainEpoch *epoch)
{
  g_return_if_fail (HX_IS_TRAIN_PROGRESS (self));
  hx_curves_append (self->curves, self->train_series, epoch->epoch, epoch->bce);
  hx_curves_append (self->curves, self->validation_series, epoch->epoch, epoch->validation_loss);
  hx_curves_append (self->curves, self->auc_series, epoch->epoch, epoch->validation_auc);
  self->n_done = epoch->epoch;
  if (isnan (self->best_auc) || epoch->validation_auc > self->best_auc)
    self->best_auc = epoch->validation_auc;
  show_number (self->loss, epoch->bce);
  show_number (self->validation_loss, epoch->validation_loss);
  show_number (self->auc, epoch->validation_auc);
  show_number (self->best, self->best_auc);
  job_changed (self);
}

void
hx_train_progress_end (HxTrainProgress *self, const char *title, const char *detail)
{
  g_return_if_fail (HX_IS_TRAIN_PROGRESS (self));
  g_signal_group_set_target (self->job_signals, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), FALSE);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->detail, detail);
}

void
hx_train_progress_set_actions (HxTrainProgress *self, GtkWidget *actions)
{
  g_return_if_fail (HX_IS_TRAIN_PROGRESS (self));
  adw_bin_set_child (self->actions, actions);
}

const char *
hx_train_progress_get_title (HxTrainProgress *self)
{
  g_return_val_if_fail (HX_IS_TRAIN_PROGRESS (self), NULL);
  return gtk_label_get_text (self->title);
}

static void
hx_train_progress_dispose (GObject *object)
{
  HxTrainProgress *self = HX_TRAIN_PROGRESS (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_TRAIN_PROGRESS);
  g_clear_object (&self->job_signals);
  G_OBJECT_CLASS (hx_train_progress_parent_class)->dispose (object);
}

static void
hx_train_progress_class_init (HxTrainProgressClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_train_progress_dispose;
  g_type_ensure (HX_TYPE_CURVES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hexaxial/Hexaxial/hx-train-progress.ui");
  gtk_widget_class_bind_template_child (widget_class, HxTrainProgress, title);
  gtk_widget_class_bind_template_child (widget_class, HxTrainProgress, detail);
  gtk_widget_class_bind_template_child (widget_class, HxTrainProgress, actions);
  gtk_widget_class_bind_template_child (widget_class, HxTrainProgress, bar);
  gtk_widget_class_bind_template_child (widget_class, HxTrainProgress, numbers);
  gtk_widget_class_bind_template_child (widget_class, HxTrainProgress, loss);
  gtk_widget_class_bind_template_child (widget_class, HxTrainProgress, validation_loss);
  gtk_widget_class_bind_template_child (widget_class, HxTrainProgress, auc);
  gtk_widget_class_bind_template_child (widget_class, HxTrainProgress, best);
  gtk_widget_class_bind_template_child (widget_class, HxTrainProgress, curves);
}

static void
hx_train_progress_init (HxTrainProgress *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->best_auc = NAN;
  self->job_signals = g_signal_group_new (HX_TYPE_JOB);
  g_signal_group_connect_swapped (self->job_signals, "notify", G_CALLBACK (job_changed), self);
  self->train_series = hx_curves_add_series (self->curves, _ ("Training loss"), HX_CURVES_LEFT);
  self->validation_series = hx_curves_add_series (self->curves, _ ("Validation loss"), HX_CURVES_LEFT);
  self->auc_series = hx_curves_add_series (self->curves, _ ("Validation macro-AUC"), HX_CURVES_RIGHT);
  hx_curves_set_titles (self->curves, _ ("epoch"), _ ("loss"), _ ("AUC"));
  hx_curves_set_empty_text (self->curves, _ ("Loss and AUC appear here, epoch by epoch."));
  gtk_label_set_text (self->title, _ ("No Training Yet"));
  gtk_label_set_text (self->detail,
                      _ ("A training learns the labels of the library’s records; its model then says "
                         "what it finds in others."));
}
