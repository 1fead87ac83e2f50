/* hx-job.c: one piece of long work in the background
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/jobs/hx-job-private.h"

enum
{
  PROP_STATE = 1,
  PROP_FRACTION,
  PROP_MESSAGE,
  PROP_SECONDS_LEFT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HxJob, hx_job, G_TYPE_OBJECT)

void
hx_job_drop_callbacks (HxJob *self)
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

void
hx_job_cancel (HxJob *self)
{
  gboolean ends_here;

  g_return_if_fail (HX_IS_JOB (self));

  g_cancellable_cancel (self->cancellable);
  g_mutex_lock (&self->lock);
  ends_here = !self->started && !self->returned;
  if (ends_here)
    hx_job_set_returned (self, NULL, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  g_mutex_unlock (&self->lock);
  if (ends_here)
    hx_job_deliver_soon (g_object_ref (self), self->context);
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

void
hx_job_set_needed (HxJob *self, gboolean needed)
{
  g_return_if_fail (HX_IS_JOB (self) && self->queue == NULL);

  self->needed = needed;
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
  HxJobEvent *entry;

  while ((entry = g_queue_pop_head (&self->events)) != NULL)
    {
      if (entry->destroy != NULL)
        entry->destroy (entry->event);
      g_free (entry);
    }
  hx_job_drop_callbacks (self);
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
