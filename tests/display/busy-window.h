/* busy-window.h: a window in which a training runs at full load while somebody reads
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-window.h"

G_BEGIN_DECLS

/** BusyWindow: window, session, and a library with a model, in a folder of its own. */
typedef struct
{
  char *folder;
  HxSession *session;
  HxWindow *window;
  guint n_steps; /* of the reader */
  guint tick;
  gint64 step_us, next_us;
} BusyWindow;

/** A window on @n_records simulated ECGs with a model that has looked at all of them. */
void busy_window_open (BusyWindow *busy, guint n_records);
void busy_window_close (BusyWindow *busy);

/** Begins a training that takes every processor and does not end by itself. */
void busy_window_load (BusyWindow *busy);

/**
 * busy_window_start_reading:
 *
 * Does what a reader does, something at every @step_ms: scrolls the list a row further, turns to the next
 * record at every eighth step, and at times sorts, searches and picks another label. Right after a frame,
 * when all rows are where they belong.
 */
void busy_window_start_reading (BusyWindow *busy, guint step_ms);
void busy_window_stop_reading (BusyWindow *busy);

G_END_DECLS
