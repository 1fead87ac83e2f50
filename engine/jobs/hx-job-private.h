/* hx-job-private.h: what a job and its queue know of each other
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/jobs/hx-job.h"
#include "engine/jobs/hx-time-left.h"

G_BEGIN_DECLS

/** Called in the job's context right before "finished": the queue lets go of the job. */
typedef void (*HxJobLeaveFunc) (HxJob *job, gpointer queue);

typedef struct
{
  gpointer event;
  GDestroyNotify destroy;
} HxJobEvent;

struct _HxJob
{
  GObject parent_instance;
  char *title;
  HxJobFunc func;
  gpointer user_data;
  GDestroyNotify user_data_destroy;
  GDestroyNotify result_destroy;
  gboolean needed;
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

/** Ties a waiting job to its queue; FALSE if it is tied already or has finished. */
gboolean hx_job_enter_queue (HxJob *self, gpointer queue, HxJobLeaveFunc leave);

/** @self: (transfer full). From the job's thread: does the work, unless the job was cancelled before. */
void hx_job_run (HxJob *self);

/** With the lock held: the outcome; what is delivered from now on ends with "finished". */
void hx_job_set_returned (HxJob *self, gpointer result, GError *error);

/** Delivers at the next turn of @context. @self: (transfer full). */
void hx_job_deliver_soon (HxJob *self, GMainContext *context);

/** In the main context: lets go of what belongs to the caller. */
void hx_job_drop_callbacks (HxJob *self);

G_END_DECLS
