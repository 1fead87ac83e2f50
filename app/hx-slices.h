/* hx-slices.h: work on a list that leaves the main loop room to breathe
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Does the work for one index. */
typedef void (*HxSliceFunc) (guint index, gpointer user_data);

/**
 * hx_slices_run:
 * @source: where the caller keeps the source that is running; 0 once all is done. What was running is stopped
 * @n_now: indices done before the call returns: those on the screen
 *
 * Calls @func for 0 .. @n - 1 in order: the first @n_now at once, the rest on the main loop in slices of a
 * few milliseconds, after drawing. Main thread only. Stop it with g_clear_handle_id (source,
 * g_source_remove).
 */
void hx_slices_run (guint *source, guint n, guint n_now, HxSliceFunc func, gpointer user_data);

G_END_DECLS
