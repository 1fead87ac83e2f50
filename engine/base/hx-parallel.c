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

/* Tells the processor that a loop only waits. */
static inline void
pause_briefly (void)
{
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause ();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
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

/* Takes the pool for at most @n_wanted workers beside the calling thread; how many there are. With none, it
 * is not taken. */
static guint
take_pool (guint n_wanted)
{
  guint n_helpers;

  n_wanted = MIN (n_wanted, MAX_WORKERS - 1);
  if (n_wanted == 0 || inside_loop || pthread_mutex_trylock (&pool.owner) != 0)
    return 0;
  pthread_mutex_lock (&pool.lock);
  n_helpers = ensure_workers (n_wanted);
  pthread_mutex_unlock (&pool.lock);
  if (n_helpers == 0)
    pthread_mutex_unlock (&pool.owner);
  return n_helpers;
}

/* Runs @loop on the calling thread and the workers of take_pool(), and gives the pool back. */
static void
run_and_return_pool (Loop *loop, guint n_helpers)
{
  if (n_helpers == 0)
    {
      loop_run (loop, 0);
      return;
    }
  pthread_mutex_lock (&pool.lock);
  pool.loop = loop;
  pool.n_wanted = n_helpers;
  pool.n_busy = n_helpers;
  pool.generation++;
  pthread_cond_broadcast (&pool.wake);
  pthread_mutex_unlock (&pool.lock);

  loop_run (loop, 0);

  pthread_mutex_lock (&pool.lock);
  while (pool.n_busy > 0)
    pthread_cond_wait (&pool.done, &pool.lock);
  pthread_mutex_unlock (&pool.lock);
  pthread_mutex_unlock (&pool.owner);
}

gboolean
hx_parallel_for (guint n_items, guint n_threads, HxParallelFunc func, gpointer user_data,
                 GCancellable *cancellable)
{
  Loop loop = { .func = func, .user_data = user_data, .cancellable = cancellable, .n_items = n_items };

  g_return_val_if_fail (func != NULL, FALSE);

  if (n_threads == 0)
    n_threads = hx_parallel_n_processors ();
  run_and_return_pool (&loop, take_pool (MAX (MIN (n_threads, n_items), 1) - 1));
  return loop_is_complete (&loop);
}

/* --- teams --------------------------------------------------------------------------------- */

/* Pauses before a waiting member sleeps: a few tens of microseconds. */
#define MAX_PAUSES 2048

struct _HxTeam
{
  HxTeamFunc func;
  gpointer user_data;
  guint n_members;
  atomic_uint n_arrived;
  atomic_uint n_meetings;
  atomic_uint n_asleep;
  pthread_mutex_t lock;
  pthread_cond_t all_arrived;
};

static void
run_member (guint member, guint worker, gpointer user_data)
{
  HxTeam *team = user_data;

  team->func (member, team->n_members, team, team->user_data);
}

void
hx_parallel_team (guint n_threads, HxTeamFunc func, gpointer user_data)
{
  HxTeam team = { .func = func,
                  .user_data = user_data,
                  .lock = PTHREAD_MUTEX_INITIALIZER,
                  .all_arrived = PTHREAD_COND_INITIALIZER };
  Loop loop = { .func = run_member, .user_data = &team };
  guint n_helpers;

  g_return_if_fail (func != NULL && n_threads > 0);

  n_helpers = take_pool (n_threads - 1);
  team.n_members = loop.n_items = n_helpers + 1;
  run_and_return_pool (&loop, n_helpers);
  pthread_mutex_destroy (&team.lock);
  pthread_cond_destroy (&team.all_arrived);
}

static void
sleep_until_met (HxTeam *team, guint meeting)
{
  pthread_mutex_lock (&team->lock);
  atomic_fetch_add (&team->n_asleep, 1);
  while (atomic_load (&team->n_meetings) == meeting)
    pthread_cond_wait (&team->all_arrived, &team->lock);
  atomic_fetch_sub (&team->n_asleep, 1);
  pthread_mutex_unlock (&team->lock);
}

void
hx_team_meet (HxTeam *team)
{
  const guint meeting = atomic_load (&team->n_meetings);

  if (atomic_fetch_add (&team->n_arrived, 1) + 1 < team->n_members)
    {
      for (guint i = 0; i < MAX_PAUSES; i++)
        {
          if (atomic_load_explicit (&team->n_meetings, memory_order_acquire) != meeting)
            return;
          pause_briefly ();
        }
      sleep_until_met (team, meeting);
      return;
    }
  atomic_store (&team->n_arrived, 0);
  atomic_fetch_add (&team->n_meetings, 1);
  if (atomic_load (&team->n_asleep) == 0)
    return;
  /* Who is about to sleep has the lock until it does. */
  pthread_mutex_lock (&team->lock);
  pthread_cond_broadcast (&team->all_arrived);
  pthread_mutex_unlock (&team->lock);
}
