/* hx-job-delivery.c: from a job's thread to its main context
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The job's thread writes into what `lock` guards and sees to it that one source is waiting in the
 * job's main context; deliver() takes it from there. So any number of reports costs the
 * main loop at most one dispatch in DELIVERY_SPACING_US, and never more than DELIVERY_BUDGET_US at once.
 */
#include "engine/jobs/hx-job-private.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-parallel.h"

#define DELIVERY_SPACING_US 50000
#define DELIVERY_BUDGET_US 8000

static gboolean deliver (gpointer data);

/* --- from the thread to the main context --------------------------------------- */

/* @self: (transfer full). Returns: (transfer full) */
static GSource *
attach (HxJob *self, GMainContext *context, gint64 delay_us)
{
  GSource *source = g_timeout_source_new ((guint)((delay_us + 999) / 1000));

  g_source_set_callback (source, deliver, self, g_object_unref);
  g_source_set_static_name (source, "hx-job");
  g_source_attach (source, context);
  return source;
}

void
hx_job_deliver_soon (HxJob *self, GMainContext *context)
{
  g_source_unref (attach (self, context, 0));
}

/* With the lock held: what was reported arrives soon, but not more often than the spacing. */
static void
arm (HxJob *self)
{
  gint64 wait_us;

  if (self->armed != NULL || self->returned)
    return;
  wait_us = self->delivered_us + DELIVERY_SPACING_US - g_get_monotonic_time ();
  self->armed = attach (g_object_ref (self), self->context, CLAMP (wait_us, 0, DELIVERY_SPACING_US));
}

/* With the lock held: whatever comes next arms anew. */
static void
disarm (HxJob *self)
{
  if (self->armed == NULL)
    return;
  g_source_destroy (self->armed);
  g_clear_pointer (&self->armed, g_source_unref);
}

static void
report (double fraction, const char *message, gpointer user_data)
{
  HxJob *self = user_data;

  g_mutex_lock (&self->lock);
  self->reported_fraction = fraction;
  if (message != NULL && g_strcmp0 (message, self->reported_message) != 0)
    {
      g_free (self->reported_message);
      self->reported_message = g_strdup (message);
    }
  arm (self);
  g_mutex_unlock (&self->lock);
}

void
hx_job_post_event (HxJob *self, gpointer event, GDestroyNotify event_destroy)
{
  HxJobEvent *entry;

  g_return_if_fail (HX_IS_JOB (self));

  entry = g_new (HxJobEvent, 1);
  *entry = (HxJobEvent){ event, event_destroy };
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->events, entry);
  arm (self);
  g_mutex_unlock (&self->lock);
}

void
hx_job_set_returned (HxJob *self, gpointer result, GError *error)
{
  self->returned = TRUE;
  self->returned_result = result;
  self->returned_error = error;
}

void
hx_job_run (HxJob *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref (self->context);
  HxProgress progress = { .report = report, .user_data = self };
  gpointer result = NULL;
  GError *error = NULL;
  gboolean runs;

  hx_parallel_lower_priority ();
  g_mutex_lock (&self->lock);
  runs = !self->returned;
  if (runs)
    {
      self->started = TRUE;
      arm (self);
    }
  g_mutex_unlock (&self->lock);
  if (runs)
    {
      result = self->func (self, self->user_data, &progress, self->cancellable, &error);
      if (result == NULL && error == NULL)
        error = g_error_new (HX_ERROR, HX_ERROR_INCONSISTENT, "%s: no result", self->title);
      if (result != NULL)
        g_clear_error (&error);
      g_mutex_lock (&self->lock);
      hx_job_set_returned (self, result, error);
      g_mutex_unlock (&self->lock);
    }
  /* The thread's reference goes with the source, so that the last one is never dropped here. */
  hx_job_deliver_soon (self, context);
}

/* --- in the main context -------------------------------------------------------- */

static void
take_reports (HxJob *self)
{
  double fraction;
  g_autofree char *message = NULL;
  gboolean started;

  g_mutex_lock (&self->lock);
  disarm (self);
  self->delivered_us = g_get_monotonic_time ();
  started = self->started;
  fraction = self->reported_fraction;
  message = g_strdup (self->reported_message);
  g_mutex_unlock (&self->lock);

  g_object_freeze_notify (G_OBJECT (self));
  if (started && self->state == HX_JOB_WAITING)
    {
      self->state = HX_JOB_RUNNING;
      g_object_notify (G_OBJECT (self), "state");
    }
  if (fraction != self->fraction)
    {
      self->fraction = fraction;
      g_object_notify (G_OBJECT (self), "fraction");
    }
  if (g_strcmp0 (message, self->message) != 0)
    {
      g_free (self->message);
      self->message = g_steal_pointer (&message);
      g_object_notify (G_OBJECT (self), "message");
    }
  if (self->state == HX_JOB_RUNNING)
    {
      double seconds_left = hx_time_left_update (&self->time_left, fraction, self->delivered_us);

      if (seconds_left != self->seconds_left)
        {
          self->seconds_left = seconds_left;
          g_object_notify (G_OBJECT (self), "seconds-left");
        }
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/* Hands events over until none is left or the time is up; FALSE if some are left. */
static gboolean
hand_over_events (HxJob *self)
{
  gint64 until_us = g_get_monotonic_time () + DELIVERY_BUDGET_US;

  for (;;)
    {
      HxJobEvent *entry;

      g_mutex_lock (&self->lock);
      entry = g_queue_pop_head (&self->events);
      g_mutex_unlock (&self->lock);
      if (entry == NULL)
        return TRUE;
      if (self->event_func != NULL)
        self->event_func (self, entry->event, self->event_data);
      if (entry->destroy != NULL)
        entry->destroy (entry->event);
      g_free (entry);
      if (g_get_monotonic_time () >= until_us)
        return FALSE;
    }
}

static void
finish (HxJob *self)
{
  HxJobLeaveFunc leave = self->leave;

  g_mutex_lock (&self->lock);
  self->result = g_steal_pointer (&self->returned_result);
  self->error = g_steal_pointer (&self->returned_error);
  g_mutex_unlock (&self->lock);
  if (self->error == NULL)
    self->state = HX_JOB_DONE;
  else if (g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      self->state = HX_JOB_CANCELLED;
      g_clear_error (&self->error);
    }
  else
    self->state = HX_JOB_FAILED;

  g_object_freeze_notify (G_OBJECT (self));
  if (self->state == HX_JOB_DONE && self->fraction != 1.0)
    {
      self->fraction = 1.0;
      g_object_notify (G_OBJECT (self), "fraction");
    }
  if (self->seconds_left >= 0.0)
    {
      self->seconds_left = -1.0;
      g_object_notify (G_OBJECT (self), "seconds-left");
    }
  g_object_notify (G_OBJECT (self), "state");
  g_object_thaw_notify (G_OBJECT (self));

  self->leave = NULL;
  if (leave != NULL)
    leave (self, g_steal_pointer (&self->queue));
  g_signal_emit_by_name (self, "finished");
  hx_job_drop_callbacks (self);
}

static gboolean
deliver (gpointer data)
{
  HxJob *self = data;
  gboolean returned, finished;

  g_mutex_lock (&self->lock);
  finished = self->finished;
  g_mutex_unlock (&self->lock);
  if (finished)
    return G_SOURCE_REMOVE;

  take_reports (self);
  if (!hand_over_events (self))
    {
      hx_job_deliver_soon (g_object_ref (self), self->context);
      return G_SOURCE_REMOVE;
    }
  g_mutex_lock (&self->lock);
  /* An event that came in just now is taken before the end. */
  returned = self->returned && g_queue_is_empty (&self->events);
  if (returned)
    {
      self->finished = TRUE;
      disarm (self);
    }
  g_mutex_unlock (&self->lock);
  if (returned)
    finish (self);
  return G_SOURCE_REMOVE;
}
