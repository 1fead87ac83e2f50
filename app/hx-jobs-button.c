/* hx-jobs-button.c: the work in the background, in the header bar
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-jobs-button.h"

#include "app/hx-job-row.h"
#include "ui/hx-progress-ring.h"

#include <glib/gi18n.h>

/* Work that is done before anybody could read of it, as measuring each record that is looked at, is not
 * shown. */
#define SHORT_MS 200

struct _HxJobsButton
{
  AdwBin parent_instance;
  HxJobQueue *jobs;
  GtkWidget *ring, *stack, *list;
  gboolean lasts; /* the work has gone on for longer than SHORT_MS */
  guint source;
};

G_DEFINE_FINAL_TYPE (HxJobsButton, hx_jobs_button, ADW_TYPE_BIN)

static void
fraction_changed (HxJobsButton *self)
{
  guint n = self->lasts ? g_list_model_get_n_items (G_LIST_MODEL (self->jobs)) : 0;
  double fraction;
  g_autofree char *text = NULL;
  g_object_get (self->jobs, "fraction", &fraction, NULL);
  hx_progress_ring_set_fraction (HX_PROGRESS_RING (self->ring), n > 0 ? fraction : -1.0);
  hx_progress_ring_set_busy (HX_PROGRESS_RING (self->ring), n > 0 && fraction < 0.0);
  if (n > 0 && fraction >= 0.0)
    text = g_strdup_printf (ngettext ("%u job, %.0f %%", "%u jobs, %.0f %%", n), n, 100.0 * fraction);
  else if (n > 0)
    text = g_strdup_printf (ngettext ("%u job", "%u jobs", n), n);
  else
    text = g_strdup (_ ("Nothing is running"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (adw_bin_get_child (ADW_BIN (self))),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static gboolean
goes_on (gpointer user_data)
{
  HxJobsButton *self = user_data;
  self->source = 0;
  self->lasts = TRUE;
  fraction_changed (self);
  return G_SOURCE_REMOVE;
}

static void
jobs_changed (HxJobsButton *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->jobs));
  if (n == 0)
    {
      g_clear_handle_id (&self->source, g_source_remove);
      self->lasts = FALSE;
    }
  else if (!self->lasts && self->source == 0)
    self->source = g_timeout_add (SHORT_MS, goes_on, self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), n > 0 ? "jobs" : "idle");
  fraction_changed (self);
}

static GtkWidget *
new_row (gpointer item, gpointer user_data)
{
  return hx_job_row_new (item);
}

static void
hx_jobs_button_dispose (GObject *object)
{
  HxJobsButton *self = HX_JOBS_BUTTON (object);
  g_clear_handle_id (&self->source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_JOBS_BUTTON);
  g_clear_object (&self->jobs);
  G_OBJECT_CLASS (hx_jobs_button_parent_class)->dispose (object);
}

static void
hx_jobs_button_class_init (HxJobsButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = hx_jobs_button_dispose;
  g_type_ensure (HX_TYPE_PROGRESS_RING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hexaxial/Hexaxial/hx-jobs-button.ui");
  gtk_widget_class_bind_template_child (widget_class, HxJobsButton, ring);
  gtk_widget_class_bind_template_child (widget_class, HxJobsButton, stack);
  gtk_widget_class_bind_template_child (widget_class, HxJobsButton, list);
}

static void
hx_jobs_button_init (HxJobsButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
hx_jobs_button_new (void)
{
  return g_object_new (HX_TYPE_JOBS_BUTTON, NULL);
}

void
hx_jobs_button_set_jobs (HxJobsButton *self, HxJobQueue *jobs)
{
  g_return_if_fail (self->jobs == NULL);
  self->jobs = g_object_ref (jobs);
  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), G_LIST_MODEL (jobs), new_row, NULL, NULL);
  g_signal_connect_object (jobs, "items-changed", G_CALLBACK (jobs_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (jobs, "notify::fraction", G_CALLBACK (fraction_changed), self, G_CONNECT_SWAPPED);
  jobs_changed (self);
}
