/* hx-parallel.c: a loop over independent items on several threads
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define MAX_WORKERS 256

/* One loop at a time has the pool; pthread mutexes and C11 atomics, not GMutex,
 * so that ThreadSanitizer can follow them. */
typedef struct
{
  HxParallelFunc func;
  gpointer user_data;
  GCancellable *cancellable;
  guint n_items;
  atomic_uint next;
  atomic_bool stopped;
} Loop;

static struct
{
  pthread_mutex_t owner; /* held by the thread whose loop has the pool */
  pthread_mutex_t lock;  /* guards what follows */
  pthread_cond_t wake;
  pthread_cond_t done;
  Loop *loop;
  guint64 generation;
  guint n_wanted; /* workers that take part in this generation */
  guint n_busy;
  guint n_threads; /* workers that exist */
} pool = {
  .owner = PTHREAD_MUTEX_INITIALIZER,
  .lock = PTHREAD_MUTEX_INITIALIZER,
  .wake = PTHREAD_COND_INITIALIZER,
  .done = PTHREAD_COND_INITIALIZER,
};

static _Thread_local gboolean inside_loop;

guint
hx_parallel_n_processors (void)
{
  cpu_set_t set;

  if (sched_getaffinity (0, sizeof set, &set) == 0)
    return MAX (1, (guint)CPU_COUNT (&set));
  return g_get_num_processors ();
}

void
hx_parallel_lower_priority (void)
{
  /* On Linux the nice value belongs to the thread. Failing to be polite is no error. */
  (void)!setpriority (PRIO_PROCESS, (id_t)gettid (), 5);
}

static void
loop_run (Loop *loop, guint worker)
{
  gboolean was_inside = inside_loop;

  inside_loop = TRUE;
  for (;;)
    {
      guint item;

      if (loop->cancellable != NULL && g_cancellable_is_cancelled (loop->cancellable))
        {
          atomic_store (&loop->stopped, true);
          break;
        }
      item = atomic_fetch_add (&loop->next, 1);
      if (item >= loop->n_items)
        break;
      loop->func (item, worker, loop->user_data);
    }
  inside_loop = was_inside;
}

static void *
worker_main (void *data)
{
  guint index = GPOINTER_TO_UINT (data); /* 1 .. n: the caller is 0 */
  guint64 seen = 0;

  pthread_mutex_lock (&pool.lock);
  for (;;)
    {
      Loop *loop;

      while (pool.generation == seen)
        pthread_cond_wait (&pool.wake, &pool.lock);
      seen = pool.generation;
      if (index > pool.n_wanted)
        continue;
      loop = pool.loop;
      pthread_mutex_unlock (&pool.lock);
      loop_run (loop, index);
      pthread_mutex_lock (&pool.lock);
      if (--pool.n_busy == 0)
        pthread_cond_signal (&pool.done);
    }
  return NULL;
}

/* Called with the lock held: makes sure that @n workers exist, or as many as the system gives. */
static guint
ensure_workers (guint n)
{
  while (pool.n_threads < n)
    {
      pthread_t thread;
      pthread_attr_t attributes;
      int failed;

      pthread_attr_init (&attributes);
      pthread_attr_setdetachstate (&attributes, PTHREAD_CREATE_DETACHED);
      failed = pthread_create (&thread, &attributes, worker_main, GUINT_TO_POINTER (pool.n_threads + 1));
      pthread_attr_destroy (&attributes);
      if (failed)
        break;
      pool.n_threads++;
    }
  return MIN (n, pool.n_threads);
}

static gboolean
loop_is_complete (Loop *loop)
{
  return !atomic_load (&loop->stopped) || atomic_load (&loop->next) >= loop->n_items;
}

gboolean
hx_parallel_for (guint n_items, guint n_threads, HxParallelFunc func, gpointer user_data,
                 GCancellable *cancellable)
{
  Loop loop = { .func = func, .user_data = user_data, .cancellable = cancellable, .n_items = n_items };
  guint n_helpers;

  g_return_val_if_fail (func != NULL, FALSE);

  if (n_threads == 0)
    n_threads = hx_parallel_n_processors ();
  n_helpers = MIN (MIN (n_threads, n_items), MAX_WORKERS);
  n_helpers = n_helpers > 0 ? n_helpers - 1 : 0;
  if (n_helpers == 0 || inside_loop || pthread_mutex_trylock (&pool.owner) != 0)
    {
      loop_run (&loop, 0);
      return loop_is_complete (&loop);
    }

  pthread_mutex_lock (&pool.lock);
  n_helpers = ensure_workers (n_helpers);
  pool.loop = &loop;
  pool.n_wanted = n_helpers;
  pool.n_busy = n_helpers;
  pool.generation++;
  pthread_cond_broadcast (&pool.wake);
  pthread_mutex_unlock (&pool.lock);

  loop_run (&loop, 0);

  pthread_mutex_lock (&pool.lock);
  while (pool.n_busy > 0)
    pthread_cond_wait (&pool.done, &pool.lock);
  pthread_mutex_unlock (&pool.lock);
  pthread_mutex_unlock (&pool.owner);
  return loop_is_complete (&loop);
}
