/* hx-job.c: one piece of long work in the background
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
#include "engine/jobs/hx-time-left.h"

#define DELIVERY_SPACING_US 50000
#define DELIVERY_BUDGET_US 8000

typedef struct
{
  gpointer event;
  GDestroyNotify destroy;
} Event;

struct _HxJob
{
  GObject parent_instance;
  char *title;
  HxJobFunc func;
  gpointer user_data;
  GDestroyNotify user_data_destroy;
  GDestroyNotify result_destroy;
  GCancellable *cancellable;
  GMainContext *context;

  /* Of the main context. */
  HxJobState state;
  double fraction;
  char *message;
  double seconds_left;
  HxTimeLeft time_left;
  GError *error;
  gpointer result;
  HxJobEventFunc event_func;
  gpointer event_data;
  GDestroyNotify event_data_destroy;
  gpointer queue;
  HxJobLeaveFunc leave;

  GMutex lock; /* guards what follows */
  gboolean started, returned, finished;
  double reported_fraction;
  char *reported_message;
  GQueue events;
  gpointer returned_result;
  GError *returned_error;
  GSource *armed; /* waits in the context, to deliver */
  gint64 delivered_us;
};

enum
{
  PROP_STATE = 1,
  PROP_FRACTION,
  PROP_MESSAGE,
  PROP_SECONDS_LEFT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint signal_finished;

G_DEFINE_FINAL_TYPE (HxJob, hx_job, G_TYPE_OBJECT)

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
  Event *entry;

  g_return_if_fail (HX_IS_JOB (self));

  entry = g_new (Event, 1);
  *entry = (Event){ event, event_destroy };
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->events, entry);
  arm (self);
  g_mutex_unlock (&self->lock);
}

/* With the lock held: the outcome; what is delivered from now on ends with "finished". */
static void
set_returned (HxJob *self, gpointer result, GError *error)
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
      set_returned (self, result, error);
      g_mutex_unlock (&self->lock);
    }
  /* The thread's reference goes with the source, so that the last one is never dropped here. */
  g_source_unref (attach (self, context, 0));
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
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
    }
  if (fraction != self->fraction)
    {
      self->fraction = fraction;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
    }
  if (g_strcmp0 (message, self->message) != 0)
    {
      g_free (self->message);
      self->message = g_steal_pointer (&message);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
    }
  if (self->state == HX_JOB_RUNNING)
    {
      double seconds_left = hx_time_left_update (&self->time_left, fraction, self->delivered_us);

      if (seconds_left != self->seconds_left)
        {
          self->seconds_left = seconds_left;
          g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECONDS_LEFT]);
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
      Event *entry;

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
drop_callbacks (HxJob *self)
{
  if (self->user_data_destroy != NULL)
    self->user_data_destroy (self->user_data);
  self->user_data_destroy = NULL;
  self->user_data = NULL;
  if (self->event_data_destroy != NULL)
    self->event_data_destroy (self->event_data);
  self->event_data_destroy = NULL;
  self->event_data = NULL;
  self->event_func = NULL;
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
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
    }
  if (self->seconds_left >= 0.0)
    {
      self->seconds_left = -1.0;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECONDS_LEFT]);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_object_thaw_notify (G_OBJECT (self));

  self->leave = NULL;
  if (leave != NULL)
    leave (self, g_steal_pointer (&self->queue));
  g_signal_emit (self, signal_finished, 0);
  drop_callbacks (self);
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
      g_source_unref (attach (g_object_ref (self), self->context, 0));
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

void
hx_job_cancel (HxJob *self)
{
  gboolean ends_here;

  g_return_if_fail (HX_IS_JOB (self));

  g_cancellable_cancel (self->cancellable);
  g_mutex_lock (&self->lock);
  ends_here = !self->started && !self->returned;
  if (ends_here)
    set_returned (self, NULL, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  g_mutex_unlock (&self->lock);
  if (ends_here)
    g_source_unref (attach (g_object_ref (self), self->context, 0));
}

gboolean
hx_job_enter_queue (HxJob *self, gpointer queue, HxJobLeaveFunc leave)
{
  if (self->queue != NULL || self->finished)
    return FALSE;
  self->queue = queue;
  self->leave = leave;
  return TRUE;
}

void
hx_job_set_event_func (HxJob *self, HxJobEventFunc func, gpointer user_data, GDestroyNotify user_data_destroy)
{
  g_return_if_fail (HX_IS_JOB (self) && self->queue == NULL);

  if (self->event_data_destroy != NULL)
    self->event_data_destroy (self->event_data);
  self->event_func = func;
  self->event_data = user_data;
  self->event_data_destroy = user_data_destroy;
}

/* --- the object ------------------------------------------------------------------ */

static void
hx_job_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HxJob *self = HX_JOB (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_SECONDS_LEFT:
      g_value_set_double (value, self->seconds_left);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hx_job_finalize (GObject *object)
{
  HxJob *self = HX_JOB (object);
  Event *entry;

  while ((entry = g_queue_pop_head (&self->events)) != NULL)
    {
      if (entry->destroy != NULL)
        entry->destroy (entry->event);
      g_free (entry);
    }
  drop_callbacks (self);
  if (self->result != NULL && self->result_destroy != NULL)
    self->result_destroy (self->result);
  if (self->returned_result != NULL && self->result_destroy != NULL)
    self->result_destroy (self->returned_result);
  g_clear_error (&self->error);
  g_clear_error (&self->returned_error);
  g_free (self->title);
  g_free (self->message);
  g_free (self->reported_message);
  g_object_unref (self->cancellable);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (hx_job_parent_class)->finalize (object);
}

static void
hx_job_class_init (HxJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = hx_job_get_property;
  object_class->finalize = hx_job_finalize;
  properties[PROP_STATE] =
      g_param_spec_uint ("state", NULL, NULL, HX_JOB_WAITING, HX_JOB_CANCELLED, HX_JOB_WAITING, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1.0, 1.0, -1.0, flags);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  properties[PROP_SECONDS_LEFT] =
      g_param_spec_double ("seconds-left", NULL, NULL, -1.0, G_MAXDOUBLE, -1.0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signal_finished =
      g_signal_new ("finished", HX_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hx_job_init (HxJob *self)
{
  self->cancellable = g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
  self->fraction = -1.0;
  self->reported_fraction = -1.0;
  self->seconds_left = -1.0;
  g_queue_init (&self->events);
  g_mutex_init (&self->lock);
}

HxJob *
hx_job_new (const char *title, HxJobFunc func, gpointer user_data, GDestroyNotify user_data_destroy,
            GDestroyNotify result_destroy)
{
  HxJob *self;

  g_return_val_if_fail (title != NULL && func != NULL, NULL);

  self = g_object_new (HX_TYPE_JOB, NULL);
  self->title = g_strdup (title);
  self->func = func;
  self->user_data = user_data;
  self->user_data_destroy = user_data_destroy;
  self->result_destroy = result_destroy;
  return self;
}

const char *
hx_job_get_title (HxJob *self)
{
  return self->title;
}

HxJobState
hx_job_get_state (HxJob *self)
{
  return self->state;
}

double
hx_job_get_fraction (HxJob *self)
{
  return self->fraction;
}

const char *
hx_job_get_message (HxJob *self)
{
  return self->message;
}

double
hx_job_get_seconds_left (HxJob *self)
{
  return self->seconds_left;
}

const GError *
hx_job_get_error (HxJob *self)
{
  return self->error;
}

gpointer
hx_job_steal_result (HxJob *self)
{
  return g_steal_pointer (&self->result);
}
