/* test-job-queue.c: many pieces of work: their order, their cancelling, their list
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-random.h"

#include "tests/unit/job-watch.h"

/* --- lanes ------------------------------------------------------------------------------ */

static gpointer
take_turn (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  g_assert_cmpint (g_atomic_int_add (&seen.in_lane, 1), ==, 0); /* alone */
  g_usleep (500);
  hx_job_post_event (job, user_data, NULL);
  g_atomic_int_add (&seen.in_lane, -1);
  return job;
}

static void
note_order (HxJob *job, gpointer event, gpointer user_data)
{
  int number = GPOINTER_TO_INT (event);

  g_array_append_val (seen.order, number);
}

static void
test_lane_order (void)
{
  g_autoptr (HxJobQueue) queue = hx_job_queue_new ();

  begin ();
  for (int i = 0; i < 100; i++)
    {
      HxJob *job = watch (hx_job_new ("Taking turns", take_turn, GINT_TO_POINTER (i), NULL, NULL));

      hx_job_set_event_func (job, note_order, NULL, NULL);
      hx_job_queue_submit (queue, job, "compute");
      g_object_unref (job);
    }
  wait_until (is_idle, queue);
  g_assert_cmpuint (seen.order->len, ==, 100);
  for (int i = 0; i < 100; i++)
    g_assert_cmpint (g_array_index (seen.order, int, i), ==, i);
  end ();
}

typedef struct
{
  GMutex lock;
  GCond both;
  guint n_there;
} Meeting;

static gpointer
meet (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  Meeting *meeting = user_data;
  gint64 until_us = g_get_monotonic_time () + PATIENCE_US;

  g_mutex_lock (&meeting->lock);
  meeting->n_there++;
  g_cond_broadcast (&meeting->both);
  while (meeting->n_there < 2 && g_cond_wait_until (&meeting->both, &meeting->lock, until_us))
    ;
  g_assert_cmpuint (meeting->n_there, ==, 2);
  g_mutex_unlock (&meeting->lock);
  return job;
}

/* Jobs of two lanes can wait for each other. */
static void
test_lanes_side_by_side (void)
{
  g_autoptr (HxJobQueue) queue = hx_job_queue_new ();
  Meeting meeting = { 0 };

  begin ();
  for (int i = 0; i < 2; i++)
    {
      HxJob *job = watch (hx_job_new ("Meeting", meet, &meeting, NULL, NULL));

      hx_job_queue_submit (queue, job, i == 0 ? "compute" : "files");
      g_object_unref (job);
    }
  wait_until (is_idle, queue);
  g_assert_cmpuint (seen.n_finished, ==, 2);
  end ();
}

/* --- share ------------------------------------------------------------------------------- */

static gpointer
wait_for_main (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable,
               GError **error)
{
  while (g_atomic_int_get ((gint *)user_data) == 0)
    g_usleep (200);
  return job;
}

static double
get_fraction (HxJobQueue *queue)
{
  double fraction;

  g_object_get (queue, "fraction", &fraction, NULL);
  return fraction;
}

static gboolean
has_one (gpointer queue)
{
  return g_list_model_get_n_items (queue) == 1;
}

/* What is done counts until the queue is idle again. */
static void
test_fraction (void)
{
  g_autoptr (HxJobQueue) queue = hx_job_queue_new ();
  gint may_end[2] = { 0, 0 };

  begin ();
  g_assert_cmpfloat (get_fraction (queue), <, 0.0);
  for (int i = 0; i < 2; i++)
    {
      HxJob *job = watch (hx_job_new ("Waiting", wait_for_main, &may_end[i], NULL, NULL));

      hx_job_queue_submit (queue, job, "compute");
      g_object_unref (job);
    }
  g_assert_cmpfloat (get_fraction (queue), <, 0.0); /* neither job knows */
  g_atomic_int_set (&may_end[0], 1);
  wait_until (has_one, queue);
  g_assert_cmpfloat (get_fraction (queue), ==, 0.5);
  g_atomic_int_set (&may_end[1], 1);
  wait_until (is_idle, queue);
  g_assert_cmpfloat (get_fraction (queue), <, 0.0);
  end ();
}

/* --- cancelling ------------------------------------------------------------------------- */

static gpointer
wait_for_cancel (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable,
                 GError **error)
{
  gint *n_begun = user_data;

  if (n_begun != NULL)
    g_atomic_int_inc (n_begun);
  for (int i = 0; !g_cancellable_set_error_if_cancelled (cancellable, error); i++)
    {
      g_usleep (1000);
      hx_progress_report (progress, MIN (i * 1e-5, 0.99), "waiting");
    }
  return NULL;
}

static gboolean
is_begun (gpointer n_begun)
{
  return g_atomic_int_get ((gint *)n_begun) > 0;
}

static gboolean
is_running (gpointer job)
{
  return hx_job_get_state (job) == HX_JOB_RUNNING;
}

static void
test_cancel_running (void)
{
  g_autoptr (HxJobQueue) queue = hx_job_queue_new ();
  g_autoptr (HxJob) job = NULL;
  gint n_begun = 0;

  begin ();
  job = watch (hx_job_new ("Waiting", wait_for_cancel, &n_begun, NULL, NULL));
  hx_job_queue_submit (queue, job, "compute");
  wait_until (is_begun, &n_begun);
  hx_job_cancel (job);
  wait_until (is_idle, queue);
  g_assert_cmpint (hx_job_get_state (job), ==, HX_JOB_CANCELLED);
  g_assert_null (hx_job_get_error (job));
  g_assert_cmpuint (seen.n_finished, ==, 1);
  hx_job_cancel (job); /* too late: nothing happens */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (seen.n_finished, ==, 1);
  end ();
}

static gpointer
must_not_run (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  g_assert_not_reached ();
}

/* Cancelled behind a job that still runs: it ends at once, and never begins. */
static void
test_cancel_waiting (void)
{
  g_autoptr (HxJobQueue) queue = hx_job_queue_new ();
  g_autoptr (HxJob) first = NULL, second = NULL;
  gint n_begun = 0;

  begin ();
  first = watch (hx_job_new ("Waiting", wait_for_cancel, &n_begun, NULL, NULL));
  second = watch (hx_job_new ("Not running", must_not_run, NULL, count_destroyed, NULL));
  hx_job_queue_submit (queue, first, "compute");
  hx_job_queue_submit (queue, second, "compute");
  hx_job_cancel (second);
  wait_until (is_begun, &n_begun);
  while (g_list_model_get_n_items (G_LIST_MODEL (queue)) == 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (hx_job_get_state (second), ==, HX_JOB_CANCELLED);
  wait_until (is_running, first);
  g_assert_cmpuint (seen.n_destroyed, ==, 1);
  hx_job_queue_cancel_all (queue);
  wait_until (is_idle, queue);
  g_assert_cmpuint (seen.n_finished, ==, 2);
  end ();
}

static gpointer
be_needed (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  g_usleep (2000);
  g_assert_false (g_cancellable_is_cancelled (cancellable));
  g_atomic_int_inc ((gint *)user_data);
  return user_data;
}

/* Jobs that are needed run although the queue shuts down: one that runs, one that waits, one that comes
 * later. */
static void
test_needed (void)
{
  g_autoptr (HxJobQueue) queue = hx_job_queue_new ();
  gint n_done = 0, n_begun = 0;

  begin ();
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (HxJob) needed = watch (hx_job_new ("Needed", be_needed, &n_done, NULL, NULL));
      g_autoptr (HxJob) other = watch (hx_job_new ("Not needed", wait_for_cancel, &n_begun, NULL, NULL));

      hx_job_set_needed (needed, TRUE);
      if (i == 2)
        hx_job_queue_shutdown (queue);
      hx_job_queue_submit (queue, needed, "marks");
      hx_job_queue_submit (queue, other, "marks");
    }
  hx_job_queue_shutdown (queue);
  g_assert_cmpint (n_done, ==, 3);
  g_assert_cmpuint (seen.n_finished, ==, 6);
  end ();
}

static gpointer
work_a_little (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable,
               GError **error)
{
  for (int i = 0; i < 10; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      hx_progress_report (progress, i / 10.0, "working");
      hx_job_post_event (job, g_strdup ("event"), free_result);
      g_usleep (100);
    }
  return g_strdup ("result");
}

static guint n_freed_jobs;

static void
count_freed (gpointer data, GObject *where_it_was)
{
  n_freed_jobs++;
}

/* Hundreds of jobs in three lanes, references dropped at once, a third of them cancelled at random times. */
static void
test_many (void)
{
  enum
  {
    N = 600
  };
  static const char *const lanes[] = { "compute", "files", "library" };
  g_autoptr (HxJobQueue) queue = hx_job_queue_new ();
  HxRandom random = hx_random_from_seed (9);
  double fraction, last = -1.0;

  begin ();
  n_freed_jobs = 0;
  for (guint i = 0; i < N; i++)
    {
      HxJob *job = watch (hx_job_new ("Working", work_a_little, NULL, count_destroyed, free_result));

      g_object_weak_ref (G_OBJECT (job), count_freed, NULL);
      if (hx_random_chance (&random, 0.05))
        hx_job_cancel (job);
      hx_job_queue_submit (queue, job, lanes[i % 3]);
      g_object_unref (job);
    }
  while (!is_idle (queue))
    {
      g_autoptr (HxJob) victim = NULL;
      guint n = g_list_model_get_n_items (G_LIST_MODEL (queue));

      if (hx_random_chance (&random, 0.5))
        {
          victim = g_list_model_get_item (G_LIST_MODEL (queue), (guint)hx_random_below (&random, n));
          hx_job_cancel (victim);
        }
      g_object_get (queue, "fraction", &fraction, NULL);
      g_assert_cmpfloat (fraction, >=, last);
      last = fraction;
      g_main_context_iteration (NULL, FALSE);
      g_usleep (100);
    }
  g_object_get (queue, "fraction", &fraction, NULL);
  g_assert_cmpfloat (fraction, <, 0.0);
  g_clear_object (&queue); /* joins the lanes: whatever they still held is on its way */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (seen.n_finished, ==, N);
  g_assert_cmpuint (seen.n_destroyed, ==, N);
  g_assert_cmpuint (n_freed_jobs, ==, N);
  end ();
}

static void
test_shutdown (void)
{
  g_autoptr (HxJobQueue) queue = hx_job_queue_new ();
  g_autoptr (HxJob) late = NULL;
  gint n_begun = 0;
  gint64 begun_us;

  begin ();
  for (int i = 0; i < 20; i++)
    {
      HxJob *job = watch (hx_job_new ("Waiting", wait_for_cancel, &n_begun, count_destroyed, NULL));

      hx_job_queue_submit (queue, job, i % 2 ? "compute" : "files");
      g_object_unref (job);
    }
  wait_until (is_begun, &n_begun);
  begun_us = g_get_monotonic_time ();
  hx_job_queue_shutdown (queue);
  g_assert_cmpint (g_get_monotonic_time () - begun_us, <, 5 * G_USEC_PER_SEC);
  g_assert_true (is_idle (queue));
  g_assert_cmpuint (seen.n_finished, ==, 20);
  g_assert_cmpuint (seen.n_destroyed, ==, 20);

  /* What comes later ends as cancelled. */
  late = watch (hx_job_new ("Too late", must_not_run, NULL, NULL, NULL));
  hx_job_queue_submit (queue, late, "compute");
  wait_until (is_idle, queue);
  g_assert_cmpint (hx_job_get_state (late), ==, HX_JOB_CANCELLED);
  end ();
}

/* --- the list -------------------------------------------------------------------------- */

static void
mirror (GListModel *list, guint position, guint n_removed, guint n_added, gpointer user_data)
{
  GPtrArray *jobs = user_data;

  if (n_removed > 0)
    g_ptr_array_remove_range (jobs, position, n_removed);
  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr (HxJob) job = g_list_model_get_item (list, position + i);

      g_ptr_array_insert (jobs, (int)(position + i), job);
    }
  g_assert_cmpuint (jobs->len, ==, g_list_model_get_n_items (list));
  for (guint i = 0; i < jobs->len; i++)
    {
      g_autoptr (HxJob) job = g_list_model_get_item (list, i);

      g_assert_true (job == g_ptr_array_index (jobs, i));
    }
}

static void
test_list (void)
{
  g_autoptr (HxJobQueue) queue = hx_job_queue_new ();
  g_autoptr (GPtrArray) jobs = g_ptr_array_new ();

  begin ();
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (queue)) == HX_TYPE_JOB);
  g_signal_connect (queue, "items-changed", G_CALLBACK (mirror), jobs);
  for (int i = 0; i < 30; i++)
    {
      HxJob *job = watch (hx_job_new ("Working", work_a_little, NULL, NULL, free_result));

      hx_job_queue_submit (queue, job, i % 2 ? "compute" : "files");
      g_object_unref (job);
    }
  g_assert_cmpuint (jobs->len, ==, 30);
  wait_until (is_idle, queue);
  g_assert_cmpuint (jobs->len, ==, 0);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (queue), 0));
  end ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job-queue/lane-order", test_lane_order);
  g_test_add_func ("/job-queue/lanes-side-by-side", test_lanes_side_by_side);
  g_test_add_func ("/job-queue/fraction", test_fraction);
  g_test_add_func ("/job-queue/cancel/running", test_cancel_running);
  g_test_add_func ("/job-queue/cancel/waiting", test_cancel_waiting);
  g_test_add_func ("/job-queue/needed", test_needed);
  g_test_add_func ("/job-queue/many", test_many);
  g_test_add_func ("/job-queue/shutdown", test_shutdown);
  g_test_add_func ("/job-queue/list", test_list);
  return g_test_run ();
}
