/* hx-job.h: long work in the background, for any front end
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/hx-progress.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  HX_JOB_WAITING,
  HX_JOB_RUNNING,
  HX_JOB_DONE,
  HX_JOB_FAILED,
  HX_JOB_CANCELLED,
} HxJobState;

#define HX_TYPE_JOB (hx_job_get_type ())
G_DECLARE_FINAL_TYPE (HxJob, hx_job, HX, JOB, GObject)

/**
 * HxJob:
 *
 * One blocking call on a thread of its own, at a lower priority than the window. All properties
 * and signals belong to the main context in which the job was made; the work reports through
 * hx_job_get_progress() from its own thread, and what it reports arrives there coalesced.
 *
 * Properties (notify): "state", "fraction" (negative while unknown), "message", "seconds-left"
 * (negative while unknown). Signal "finished", once, after the last notify.
 */

/**
 * HxJobFunc: the blocking work, on the job's thread.
 * Returns: the result, or NULL with @error; a job without a result returns any non-NULL pointer and no
 * destroy
 */
typedef gpointer (*HxJobFunc) (HxJob *job, gpointer user_data, HxProgress *progress,
                               GCancellable *cancellable, GError **error);

/**
 * hx_job_new:
 * @title: for people, "Training fcn_wang"
 * @result_destroy: (nullable): frees a result that was not taken
 */
HxJob *hx_job_new (const char *title, HxJobFunc func, gpointer user_data, GDestroyNotify user_data_destroy,
                   GDestroyNotify result_destroy);

const char *hx_job_get_title (HxJob *self);
HxJobState hx_job_get_state (HxJob *self);
double hx_job_get_fraction (HxJob *self);
const char *hx_job_get_message (HxJob *self);
double hx_job_get_seconds_left (HxJob *self);
/** The error of a failed job, NULL otherwise; (transfer none) */
const GError *hx_job_get_error (HxJob *self);
/** Takes the result of a finished job: NULL if there is none. (transfer full) */
gpointer hx_job_steal_result (HxJob *self);

/** Whether the work is done although its queue shuts down: something short that must not be lost. Set before
 * the job is queued. */
void hx_job_set_needed (HxJob *self, gboolean needed);

/** Asks the work to stop; returns at once. A waiting job is cancelled without having run. */
void hx_job_cancel (HxJob *self);

/**
 * HxJobEventFunc: runs in the job's main context. @event is freed with the destroy function given.
 */
typedef void (*HxJobEventFunc) (HxJob *job, gpointer event, gpointer user_data);

/** Where events of this job go (an epoch's numbers, say). Set before the job is queued. */
void hx_job_set_event_func (HxJob *self, HxJobEventFunc func, gpointer user_data,
                            GDestroyNotify user_data_destroy);

/** From the job's thread: hands @event over to the event function, in order. */
void hx_job_post_event (HxJob *self, gpointer event, GDestroyNotify event_destroy);

#define HX_TYPE_JOB_QUEUE (hx_job_queue_get_type ())
G_DECLARE_FINAL_TYPE (HxJobQueue, hx_job_queue, HX, JOB_QUEUE, GObject)

/**
 * HxJobQueue:
 *
 * A GListModel of the jobs that wait or run, oldest first, on a GThreadPool. Jobs of one
 * lane run one after another ("compute" for training and predicting, "files" for importing,
 * any other name as needed); lanes run side by side. Freed only when no job runs.
 * Property "fraction": of all jobs together since the queue was last idle, negative when idle or while no job
 * knows.
 */
HxJobQueue *hx_job_queue_new (void);
void hx_job_queue_submit (HxJobQueue *self, HxJob *job, const char *lane);
void hx_job_queue_cancel_all (HxJobQueue *self);

/** Cancels all jobs but the needed ones and runs the main context until the last has returned. For shutting
 * down. */
void hx_job_queue_shutdown (HxJobQueue *self);

G_END_DECLS
