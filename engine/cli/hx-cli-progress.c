/* hx-cli-progress.c: progress on standard error, and cancellation by signals
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cli/hx-cli-progress.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define BAR_WIDTH 30
#define LINE_SPACING_US G_USEC_PER_SEC

/* What the progress function keeps between calls. */
typedef struct
{
  gboolean is_terminal;
  gboolean bar_is_open;
  gint64 began_us, printed_us;
  double began, last; /* fractions at began_us, and at the last report */
} Meter;

static char *
describe_time_left (const Meter *meter, double fraction)
{
  double elapsed_s = (double)(g_get_monotonic_time () - meter->began_us) / 1e6;
  int left_s;

  double done = fraction - meter->began;

  if (done <= 0.01 || fraction >= 1.0 || elapsed_s < 2.0)
    return g_strdup ("");
  left_s = (int)lround (elapsed_s / done * (1.0 - fraction));
  return left_s >= 60 ? g_strdup_printf (_ (", %d min %02d s left"), left_s / 60, left_s % 60)
                      : g_strdup_printf (_ (", %d s left"), left_s);
}

static void
report (double fraction, const char *message, gpointer user_data)
{
  Meter *meter = user_data;
  gint64 now_us = g_get_monotonic_time ();
  g_autofree char *left = NULL;

  /* Time left is judged from where this work began: another call begins anew, a resumed one in its middle. */
  if (meter->began_us == 0 || fraction < meter->last)
    {
      meter->began_us = now_us;
      meter->began = MAX (fraction, 0.0);
    }
  meter->last = fraction;
  left = describe_time_left (meter, fraction);
  if (meter->is_terminal)
    {
      char bar[BAR_WIDTH + 1] = { 0 };
      int n_full = fraction > 0.0 ? (int)(fraction * BAR_WIDTH) : 0;

      for (int i = 0; i < BAR_WIDTH; i++)
        bar[i] = i < n_full ? '#' : '.';
      fprintf (stderr, "\r\033[K[%s] %3.0f %%  %s%s", bar, MAX (fraction, 0.0) * 100.0,
               message != NULL ? message : "", left);
      fflush (stderr);
      meter->bar_is_open = TRUE;
    }
  else if (message != NULL && (meter->printed_us == 0 || now_us - meter->printed_us >= LINE_SPACING_US))
    {
      fprintf (stderr, "%3.0f %%  %s%s\n", MAX (fraction, 0.0) * 100.0, message, left);
      meter->printed_us = now_us;
    }
}

void
hx_cli_end_progress (HxCli *cli)
{
  Meter *meter = cli->progress.user_data;

  if (meter->bar_is_open)
    fputs ("\r\033[K", stderr);
  meter->bar_is_open = FALSE;
}

/* Waits for the signals that end a program, so that no handler has to be careful. A second one ends it at
 * once. */
static void *
wait_for_signals (void *data)
{
  GCancellable *cancellable = data;
  sigset_t set;
  int number;

  sigemptyset (&set);
  sigaddset (&set, SIGINT);
  sigaddset (&set, SIGTERM);
  for (;;)
    {
      if (sigwait (&set, &number) != 0)
        continue;
      if (g_cancellable_is_cancelled (cancellable))
        _exit (HX_CLI_CANCELLED);
      g_cancellable_cancel (cancellable);
    }
  return NULL;
}

void
hx_cli_start (HxCli *cli)
{
  Meter *meter = g_new0 (Meter, 1);
  pthread_t thread;
  sigset_t set;

  cli->cancellable = g_cancellable_new ();
  meter->is_terminal = isatty (STDERR_FILENO);
  cli->progress = (HxProgress){ .report = report, .user_data = meter };
  signal (SIGPIPE, SIG_IGN);
  sigemptyset (&set);
  sigaddset (&set, SIGINT);
  sigaddset (&set, SIGTERM);
  pthread_sigmask (SIG_BLOCK, &set, NULL);
  if (pthread_create (&thread, NULL, wait_for_signals, cli->cancellable) == 0)
    pthread_detach (thread);
  else
    pthread_sigmask (SIG_UNBLOCK, &set, NULL);
}

void
hx_cli_stop (HxCli *cli)
{
  hx_cli_end_progress (cli);
  g_free (cli->progress.user_data);
  /* The cancellable belongs to the signal thread, too, which lives as long as the process. */
}
