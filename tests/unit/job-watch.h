/* job-watch.h: what tests see of jobs from the main context
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/jobs/hx-job.h"

#define PATIENCE_US (60 * G_USEC_PER_SEC)

typedef struct
{
  guint n_finished, n_notified, n_events, n_destroyed, n_results_freed;
  GThread *main_thread;
  GArray *order; /* of int */
  gint in_lane;  /* atomic */
} Seen;

static Seen seen;

static inline void
begin (void)
{
  seen = (Seen){ .main_thread = g_thread_self (), .order = g_array_new (FALSE, FALSE, sizeof (int)) };
}

static inline void
end (void)
{
  g_array_unref (seen.order);
}

static inline void
wait_until (gboolean (*done) (gpointer), gpointer data)
{
  gint64 until_us = g_get_monotonic_time () + PATIENCE_US;

  while (!done (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until_us);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (200);
    }
}

static inline gboolean
is_idle (gpointer queue)
{
  return g_list_model_get_n_items (queue) == 0;
}

static inline void
count_finished (HxJob *job, gpointer user_data)
{
  g_assert_true (g_thread_self () == seen.main_thread);
  g_assert_cmpint (hx_job_get_state (job), >=, HX_JOB_DONE);
  g_assert_null (g_object_get_data (G_OBJECT (job), "finished"));
  g_object_set_data (G_OBJECT (job), "finished", job);
  seen.n_finished++;
}

static inline void
count_notify (HxJob *job, GParamSpec *pspec, gpointer user_data)
{
  g_assert_true (g_thread_self () == seen.main_thread);
  g_assert_null (g_object_get_data (G_OBJECT (job), "finished")); /* nothing comes after the end */
  seen.n_notified++;
}

static inline void
count_destroyed (gpointer data)
{
  g_assert_true (g_thread_self () == seen.main_thread);
  seen.n_destroyed++;
}

static inline void
free_result (gpointer result)
{
  g_assert_true (g_thread_self () == seen.main_thread);
  seen.n_results_freed++;
  g_free (result);
}

static inline HxJob *
watch (HxJob *job)
{
  g_signal_connect (job, "finished", G_CALLBACK (count_finished), NULL);
  g_signal_connect (job, "notify", G_CALLBACK (count_notify), NULL);
  return job;
}
