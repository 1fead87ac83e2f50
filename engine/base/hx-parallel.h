/* hx-parallel.h: a loop over independent items on several threads
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HxParallelFunc:
 * @item: which item, 0 .. n_items - 1
 * @worker: which thread, 0 .. n_threads - 1, for scratch memory; no result may depend on it
 */
typedef void (*HxParallelFunc) (guint item, guint worker, gpointer user_data);

/**
 * hx_parallel_for:
 * @n_threads: threads to use, the calling one included; 0 for hx_parallel_n_processors()
 *
 * Calls @func once for every item and returns when all calls have returned. Items are
 * handed out in order, to whichever thread is free. When @cancellable is triggered,
 * items not yet begun are left out and FALSE is returned (no error is set).
 *
 * Threads come from one process-wide pool, made at first use, which runs at a lower
 * priority than the main thread. A call from inside an item, or while another thread is
 * in a parallel loop, runs its items on the calling thread alone.
 *
 * Returns: TRUE if every item was done
 */
gboolean hx_parallel_for (guint n_items, guint n_threads, HxParallelFunc func, gpointer user_data,
                          GCancellable *cancellable);

/** Threads that work on one thing and meet now and then. */
typedef struct _HxTeam HxTeam;

/**
 * HxTeamFunc:
 * @member: which thread, 0 .. @n_members - 1
 * @n_members: how many there are; each does its share of the work, whatever their number
 */
typedef void (*HxTeamFunc) (guint member, guint n_members, HxTeam *team, gpointer user_data);

/**
 * hx_parallel_team:
 * @n_threads: threads at most, the calling one included
 *
 * Calls @func once on each of several threads at the same time and returns when all calls have returned.
 * There is one member alone where hx_parallel_for() would use the calling thread alone.
 */
void hx_parallel_team (guint n_threads, HxTeamFunc func, gpointer user_data);

/**
 * hx_team_meet:
 *
 * Returns when every member has called it as often; what each wrote before all see after it. Made for
 * meetings every few microseconds: waits awake for a while before it sleeps.
 */
void hx_team_meet (HxTeam *team);

/** Processors this process may run on (its affinity mask), at least 1. */
guint hx_parallel_n_processors (void);

/** Lowers the calling thread's priority (nice +5), so that work yields to a window. */
void hx_parallel_lower_priority (void);

G_END_DECLS
