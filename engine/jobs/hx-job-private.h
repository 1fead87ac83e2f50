/* hx-job-private.h: what a job and its queue know of each other
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/jobs/hx-job.h"

G_BEGIN_DECLS

/** Called in the job's context right before "finished": the queue lets go of the job. */
typedef void (*HxJobLeaveFunc) (HxJob *job, gpointer queue);

/** Ties a waiting job to its queue; FALSE if it is tied already or has finished. */
gboolean hx_job_enter_queue (HxJob *self, gpointer queue, HxJobLeaveFunc leave);

/** (transfer full) @self, from the job's thread: does the work, unless the job was cancelled before. */
void hx_job_run (HxJob *self);

G_END_DECLS
