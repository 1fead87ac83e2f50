/* hx-job-row.c: one job in the list of the work in the background
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-job-row.h"

#include "app/hx-words.h"

#include <glib/gi18n.h>

#define PULSE_MS 80

struct _HxJobRow
{
  GtkListBoxRow parent_instance;
  HxJob *job;
  GtkWidget *title, *bar, *detail, *cancel;
  guint pulse_source;
};

G_DEFINE_FINAL_TYPE (HxJobRow, hx_job_row, GTK_TYPE_LIST_BOX_ROW)

static gboolean
pulse (gpointer user_data)
{
  gtk_progress_bar_pulse (GTK_PROGRESS_BAR (HX_JOB_ROW (user_data)->bar));
  return G_SOURCE_CONTINUE;
}

static void
show_job (HxJobRow *self)
{
  double fraction = hx_job_get_fraction (self->job);
  const char *message = hx_job_get_message (self->job);
  gboolean waiting = hx_job_get_state (self->job) == HX_JOB_WAITING;
  gboolean unknown = fraction < 0.0 && !waiting && gtk_widget_get_mapped (GTK_WIDGET (self));
  g_autofree char *left = hx_words_duration (hx_job_get_seconds_left (self->job));
  g_autofree char *detail = NULL;
  if (waiting)
    detail = g_strdup (_ ("Waiting"));
  else if (*left && message && *message)
    /* Translators: what a job does at the moment, then the time it will take */
    detail = g_strdup_printf (_ ("%s · %s left"), message, left);
  else if (*left)
    detail = g_strdup_printf (_ ("%s left"), left);
  else
    detail = g_strdup (message ? message : "");
  gtk_label_set_text (GTK_LABEL (self->detail), detail);
  if (fraction >= 0.0)
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), fraction);
  if (unknown && self->pulse_source == 0)
    self->pulse_source = g_timeout_add (PULSE_MS, pulse, self);
  else if (!unknown)
    g_clear_handle_id (&self->pulse_source, g_source_remove);
}

static void
cancel (HxJobRow *self)
{
  gtk_widget_set_sensitive (self->cancel, FALSE);
  hx_job_cancel (self->job);
}

static void
hx_job_row_dispose (GObject *object)
{
  HxJobRow *self = HX_JOB_ROW (object);
  g_clear_handle_id (&self->pulse_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_JOB_ROW);
  g_clear_object (&self->job);
  G_OBJECT_CLASS (hx_job_row_parent_class)->dispose (object);
}

static void
hx_job_row_class_init (HxJobRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_job_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/hexaxial/Hexaxial/hx-job-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HxJobRow, title);
  gtk_widget_class_bind_template_child (widget_class, HxJobRow, bar);
  gtk_widget_class_bind_template_child (widget_class, HxJobRow, detail);
  gtk_widget_class_bind_template_child (widget_class, HxJobRow, cancel);
}

static void
hx_job_row_init (HxJobRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->cancel, "clicked", G_CALLBACK (cancel), self);
  g_signal_connect (self, "map", G_CALLBACK (show_job), NULL);
  g_signal_connect_after (self, "unmap", G_CALLBACK (show_job), NULL);
}

GtkWidget *
hx_job_row_new (HxJob *job)
{
  HxJobRow *self = g_object_new (HX_TYPE_JOB_ROW, NULL);
  /* Translators: a job's title is put in */
  g_autofree char *name = g_strdup_printf (_ ("Cancel “%s”"), hx_job_get_title (job));
  self->job = g_object_ref (job);
  gtk_label_set_text (GTK_LABEL (self->title), hx_job_get_title (job));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->cancel), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  hx_job_get_title (job), -1);
  g_signal_connect_object (job, "notify", G_CALLBACK (show_job), self, G_CONNECT_SWAPPED);
  show_job (self);
  return GTK_WIDGET (self);
}
