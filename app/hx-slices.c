/* hx-slices.c: work on a list that leaves the main loop room to breathe
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-slices.h"

/* Longest that one slice keeps the main loop; a frame has 16 ms, and drawing wants most of it. */
#define SLICE_US 4000

typedef struct
{
  guint *source;
  guint next, n;
  HxSliceFunc func;
  gpointer user_data;
} Slices;

static gboolean
run_slice (gpointer user_data)
{
  Slices *slices = user_data;
  gint64 end_us = g_get_monotonic_time () + SLICE_US;
  while (slices->next < slices->n)
    {
      slices->func (slices->next++, slices->user_data);
      if (g_get_monotonic_time () > end_us)
        return G_SOURCE_CONTINUE;
    }
  *slices->source = 0;
  return G_SOURCE_REMOVE;
}

void
hx_slices_run (guint *source, guint n, guint n_now, HxSliceFunc func, gpointer user_data)
{
  Slices *slices;
  g_clear_handle_id (source, g_source_remove);
  for (guint i = 0; i < MIN (n, n_now); i++)
    func (i, user_data);
  if (n <= n_now)
    return;
  slices = g_new0 (Slices, 1);
  slices->source = source;
  slices->next = n_now;
  slices->n = n;
  slices->func = func;
  slices->user_data = user_data;
  *source = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, run_slice, slices, g_free);
}
