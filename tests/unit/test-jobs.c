/* test-jobs.c: one piece of work in the background: its reports, its events, its end
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/jobs/hx-time-left.h"

#include "tests/unit/job-watch.h"

#include <sys/resource.h>
#include <unistd.h>

/* --- one job --------------------------------------------------------------------- */

static gpointer
answer (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  g_assert_true (g_thread_self () != seen.main_thread);
  g_assert_cmpint (getpriority (PRIO_PROCESS, (id_t)gettid ()), >=, 5);
  hx_progress_report (progress, 0.25, "a quarter");
  return g_strdup ("42");
}

static void
test_result (void)
{
  g_autoptr (HxJobQueue) queue = hx_job_queue_new ();
  g_autoptr (HxJob) job = NULL;
  g_autofree char *result = NULL;

  begin ();
  job = watch (hx_job_new ("Answering", answer, &seen, count_destroyed, free_result));
  g_assert_cmpint (hx_job_get_state (job), ==, HX_JOB_WAITING);
  g_assert_cmpfloat (hx_job_get_fraction (job), <, 0.0);
  hx_job_queue_submit (queue, job, "compute");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (queue)), ==, 1);
  wait_until (is_idle, queue);
  g_assert_cmpstr (hx_job_get_title (job), ==, "Answering");
  g_assert_cmpint (hx_job_get_state (job), ==, HX_JOB_DONE);
  g_assert_cmpfloat (hx_job_get_fraction (job), ==, 1.0);
  g_assert_cmpstr (hx_job_get_message (job), ==, "a quarter");
  g_assert_null (hx_job_get_error (job));
  result = hx_job_steal_result (job);
  g_assert_cmpstr (result, ==, "42");
  g_assert_null (hx_job_steal_result (job));
  g_assert_cmpuint (seen.n_finished, ==, 1);
  g_assert_cmpuint (seen.n_destroyed, ==, 1);
  g_assert_cmpuint (seen.n_results_freed, ==, 0);
  end ();
}

static gpointer
fail (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  if (user_data != NULL)
    g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "x.hea: gain “0” is not positive");
  return NULL;
}

static void
test_failure (void)
{
  g_autoptr (HxJobQueue) queue = hx_job_queue_new ();
  g_autoptr (HxJob) job = NULL, silent = NULL;

  begin ();
  job = watch (hx_job_new ("Failing", fail, &seen, NULL, free_result));
  silent = watch (hx_job_new ("Failing in silence", fail, NULL, NULL, free_result));
  hx_job_queue_submit (queue, job, "compute");
  hx_job_queue_submit (queue, silent, "compute");
  wait_until (is_idle, queue);
  g_assert_cmpint (hx_job_get_state (job), ==, HX_JOB_FAILED);
  g_assert_error (hx_job_get_error (job), HX_ERROR, HX_ERROR_RANGE);
  g_assert_cmpint (hx_job_get_state (silent), ==, HX_JOB_FAILED);
  g_assert_nonnull (hx_job_get_error (silent));
  g_assert_cmpuint (seen.n_finished, ==, 2);
  end ();
}

/* A result that nobody takes is freed, and so are jobs that were never queued. */
static void
test_result_left (void)
{
  begin ();
  {
    g_autoptr (HxJobQueue) queue = hx_job_queue_new ();
    HxJob *job = hx_job_new ("Answering", answer, NULL, count_destroyed, free_result);

    hx_job_queue_submit (queue, job, "compute");
    g_object_unref (job); /* while it waits or runs */
    wait_until (is_idle, queue);
    g_object_unref (hx_job_new ("Never", answer, NULL, count_destroyed, free_result));
  }
  /* The job's own sources may still hold it. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (seen.n_results_freed, ==, 1);
  g_assert_cmpuint (seen.n_destroyed, ==, 2);
  end ();
}

/* --- reports and events -------------------------------------------------------------- */

#define STORM_S 0.6

static gpointer
storm (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  gint64 begun_us = g_get_monotonic_time ();
  double passed_s = 0.0;
  int i = 0;

  for (; passed_s < STORM_S; i++)
    {
      /* Past hx_progress_report(), which spaces reports by itself. */
      progress->report (passed_s / STORM_S, i % 2 ? "odd" : "even", progress->user_data);
      hx_job_post_event (job, GINT_TO_POINTER (i + 1), NULL);
      passed_s = (double)(g_get_monotonic_time () - begun_us) / G_USEC_PER_SEC;
      g_usleep (20);
    }
  return GINT_TO_POINTER (i);
}

static void
take_event (HxJob *job, gpointer event, gpointer user_data)
{
  g_assert_true (g_thread_self () == seen.main_thread);
  g_assert_null (g_object_get_data (G_OBJECT (job), "finished"));
  g_assert_cmpint (GPOINTER_TO_INT (event), ==, (int)++seen.n_events); /* in order, none lost */
}

static void
count_fraction (HxJobQueue *queue, GParamSpec *pspec, gpointer user_data)
{
  guint *n = user_data;

  (*n)++;
}

static void
test_storm (void)
{
  g_autoptr (HxJobQueue) queue = hx_job_queue_new ();
  g_autoptr (HxJob) job = NULL;
  guint n_fractions = 0, n_at_most = (guint)(STORM_S * 20) + 3;
  int n_posted;

  begin ();
  g_signal_connect (queue, "notify::fraction", G_CALLBACK (count_fraction), &n_fractions);
  job = watch (hx_job_new ("Storming", storm, NULL, NULL, NULL));
  hx_job_set_event_func (job, take_event, NULL, count_destroyed);
  hx_job_queue_submit (queue, job, "compute");
  wait_until (is_idle, queue);
  n_posted = GPOINTER_TO_INT (hx_job_steal_result (job));
  g_assert_cmpint (n_posted, >, 200);
  g_assert_cmpuint (seen.n_events, ==, n_posted);
  g_assert_cmpuint (seen.n_destroyed, ==, 1);
  /* Of four properties, at most twenty times a second each. */
  g_assert_cmpuint (seen.n_notified, >=, 8);
  g_assert_cmpuint (seen.n_notified, <=, 4 * n_at_most);
  g_assert_cmpuint (n_fractions, <=, n_at_most + 2);
  end ();
}

static gpointer
post_many (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  for (int i = 0; i < 300; i++)
    hx_job_post_event (job, GINT_TO_POINTER (i + 1), NULL);
  return job;
}

static void
take_slowly (HxJob *job, gpointer event, gpointer user_data)
{
  take_event (job, event, user_data);
  g_usleep (1000);
}

/* Events that are slow to take do not hold the main loop for longer than a frame. */
static void
test_slow_events (void)
{
  g_autoptr (HxJobQueue) queue = hx_job_queue_new ();
  g_autoptr (HxJob) job = NULL;
  guint n_before = 0;

  begin ();
  job = watch (hx_job_new ("Posting", post_many, NULL, NULL, NULL));
  hx_job_set_event_func (job, take_slowly, NULL, NULL);
  hx_job_queue_submit (queue, job, "compute");
  while (!is_idle (queue))
    {
      g_main_context_iteration (NULL, TRUE);
      g_assert_cmpuint (seen.n_events - n_before, <=, 16);
      n_before = seen.n_events;
    }
  g_assert_cmpuint (seen.n_events, ==, 300);
  g_assert_cmpuint (seen.n_finished, ==, 1);
  end ();
}

static gpointer
post_owned (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  hx_job_post_event (job, g_strdup ("owned"), free_result);
  return job;
}

/* Without an event function events are freed all the same. */
static void
test_events_without_taker (void)
{
  g_autoptr (HxJobQueue) queue = hx_job_queue_new ();
  HxJob *job;

  begin ();
  job = hx_job_new ("Posting", post_owned, NULL, NULL, NULL);
  hx_job_queue_submit (queue, job, "compute");
  g_object_unref (job);
  wait_until (is_idle, queue);
  g_assert_cmpuint (seen.n_results_freed, ==, 1);
  end ();
}

/* --- the clock ------------------------------------------------------------------------ */

static void
test_time_left (void)
{
  HxTimeLeft steady = { 0 }, changing = { 0 };
  double seconds = -1.0;
  gint64 now_us = 1000000;

  g_assert_cmpfloat (hx_time_left_update (&steady, -1.0, now_us), <, 0.0);
  g_assert_cmpfloat (hx_time_left_update (&steady, 0.0, now_us), <, 0.0);
  /* A hundredth every half second: fifty seconds in all. */
  for (int i = 1; i <= 40; i++)
    seconds = hx_time_left_update (&steady, i / 100.0, now_us + i * 500000);
  g_assert_cmpfloat_with_epsilon (seconds, 30.0, 1e-6);
  g_assert_cmpfloat (hx_time_left_update (&steady, 1.0, now_us + 41 * 500000), ==, 0.0);

  /* A slow first tenth is forgotten: the rest goes ten times as fast. */
  hx_time_left_update (&changing, 0.0, now_us);
  seconds = hx_time_left_update (&changing, 0.1, now_us + 50 * G_USEC_PER_SEC);
  g_assert_cmpfloat_with_epsilon (seconds, 450.0, 10.0);
  for (int i = 1; i <= 200; i++)
    seconds = hx_time_left_update (&changing, 0.1 + i * 0.002, now_us + 50 * G_USEC_PER_SEC + i * 100000);
  g_assert_cmpfloat (seconds, >, 25.0);
  g_assert_cmpfloat (seconds, <, 35.0);

  /* Work that begins anew is timed anew. */
  g_assert_cmpfloat (hx_time_left_update (&changing, 0.0, now_us + 100 * G_USEC_PER_SEC), <, 0.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/jobs/result", test_result);
  g_test_add_func ("/jobs/failure", test_failure);
  g_test_add_func ("/jobs/result-left", test_result_left);
  g_test_add_func ("/jobs/storm", test_storm);
  g_test_add_func ("/jobs/slow-events", test_slow_events);
  g_test_add_func ("/jobs/events-without-taker", test_events_without_taker);
  g_test_add_func ("/jobs/time-left", test_time_left);
  return g_test_run ();
}
