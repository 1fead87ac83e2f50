/* hx-main-loop-monitor.c: how long each turn of the main loop keeps its processor
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-main-loop-monitor.h"

#include <math.h>
#include <time.h>

struct _HxMainLoopMonitor
{
  GSource *source;
  gint64 turn_began_ns; /* 0: no turn has begun */
  GdkFrameClock *clock;
  gint64 frame_began_ns;
  gint64 frames_ns; /* frames of this turn */
  HxMainLoopTimes times;
};

/* Of all sources the first to be asked before the wait, and the first after it; never ready itself. */
typedef struct
{
  GSource source;
  HxMainLoopMonitor *monitor;
} Watch;

static gint64
now_ns (void)
{
  struct timespec time;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64)time.tv_sec * G_GINT64_CONSTANT (1000000000) + time.tv_nsec;
}

static guint
bin_of (double ms)
{
  double bin = ms > 0.0 ? floor (log2 (ms)) + 4.0 : 0.0;
  return (guint)CLAMP (bin, 0.0, HX_MAIN_LOOP_N_BINS - 1.0);
}

static void
end_turn (HxMainLoopMonitor *monitor)
{
  double ms, rest_ms;
  if (monitor->turn_began_ns == 0)
    return;
  ms = (double)(now_ns () - monitor->turn_began_ns) / 1e6;
  rest_ms = ms - (double)monitor->frames_ns / 1e6;
  monitor->times.n_turns++;
  monitor->times.longest_ms = MAX (monitor->times.longest_ms, ms);
  monitor->times.longest_rest_ms = MAX (monitor->times.longest_rest_ms, rest_ms);
  monitor->times.histogram[bin_of (ms)]++;
}

static gboolean
before_wait (GSource *source, int *timeout_ms)
{
  end_turn (((Watch *)source)->monitor);
  *timeout_ms = -1;
  return FALSE;
}

static gboolean
after_wait (GSource *source)
{
  HxMainLoopMonitor *monitor = ((Watch *)source)->monitor;
  monitor->frames_ns = 0;
  monitor->turn_began_ns = now_ns ();
  return FALSE;
}

static gboolean
never (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
frame_began (HxMainLoopMonitor *monitor)
{
  monitor->frame_began_ns = now_ns ();
}

static void
frame_ended (HxMainLoopMonitor *monitor)
{
  gint64 spent_ns = now_ns () - monitor->frame_began_ns;
  if (monitor->frame_began_ns == 0)
    return;
  monitor->frames_ns += spent_ns;
  monitor->times.longest_frame_ms = MAX (monitor->times.longest_frame_ms, (double)spent_ns / 1e6);
  monitor->frame_began_ns = 0;
}

HxMainLoopMonitor *
hx_main_loop_monitor_start (void)
{
  static GSourceFuncs funcs = { .prepare = before_wait, .check = after_wait, .dispatch = never };
  HxMainLoopMonitor *monitor = g_new0 (HxMainLoopMonitor, 1);
  monitor->source = g_source_new (&funcs, sizeof (Watch));
  ((Watch *)monitor->source)->monitor = monitor;
  g_source_set_name (monitor->source, "main loop monitor");
  g_source_set_priority (monitor->source, G_MININT);
  g_source_attach (monitor->source, NULL);
  return monitor;
}

void
hx_main_loop_monitor_stop (HxMainLoopMonitor *monitor)
{
  if (monitor->clock)
    g_signal_handlers_disconnect_by_data (monitor->clock, monitor);
  g_clear_object (&monitor->clock);
  g_source_destroy (monitor->source);
  g_source_unref (monitor->source);
  g_free (monitor);
}

void
hx_main_loop_monitor_watch_frames (HxMainLoopMonitor *monitor, GtkWidget *widget)
{
  g_return_if_fail (monitor->clock == NULL);
  monitor->clock = g_object_ref (gtk_widget_get_frame_clock (widget));
  g_signal_connect_swapped (monitor->clock, "before-paint", G_CALLBACK (frame_began), monitor);
  g_signal_connect_swapped (monitor->clock, "after-paint", G_CALLBACK (frame_ended), monitor);
}

void
hx_main_loop_monitor_get (HxMainLoopMonitor *monitor, HxMainLoopTimes *times)
{
  *times = monitor->times;
}

void
hx_main_loop_monitor_reset (HxMainLoopMonitor *monitor)
{
  monitor->times = (HxMainLoopTimes){ 0 };
  monitor->turn_began_ns = 0;
}
