/* hx-main-loop-monitor.h: how long each turn of the main loop keeps its processor
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * HxMainLoopMonitor:
 *
 * Measures the processor time of the main thread (CLOCK_THREAD_CPUTIME_ID) between two waits of the
 * default main context: all callbacks that one turn dispatches. Time that other threads or the
 * machine take away does not count. Main thread only.
 */
typedef struct _HxMainLoopMonitor HxMainLoopMonitor;

#define HX_MAIN_LOOP_N_BINS 12

/** Times in milliseconds. Bin i of the histogram: from 2^(i-4) to 2^(i-3); the first from 0, the last without
 * end. */
typedef struct
{
  guint64 n_turns;
  double longest_ms;
  double longest_frame_ms; /* of this, the longest single frame: GTK's style, layout and drawing together with
                              ours */
  double longest_rest_ms;  /* the longest turn without its frame: callbacks only */
  guint64 histogram[HX_MAIN_LOOP_N_BINS];
} HxMainLoopTimes;

HxMainLoopMonitor *hx_main_loop_monitor_start (void);
void hx_main_loop_monitor_stop (HxMainLoopMonitor *monitor);

/** Measures the frames of @widget's window apart. @widget: realized */
void hx_main_loop_monitor_watch_frames (HxMainLoopMonitor *monitor, GtkWidget *widget);

/** What was measured since the start or the last reset. */
void hx_main_loop_monitor_get (HxMainLoopMonitor *monitor, HxMainLoopTimes *times);
void hx_main_loop_monitor_reset (HxMainLoopMonitor *monitor);

G_END_DECLS
