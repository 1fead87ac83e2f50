/* latency.c: how late a timer of 5 ms fires in the window while a training takes every processor
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/display/app-fixture.h"
#include "tests/display/busy-window.h"

#define N_RECORDS 300
#define N_ROUNDS 3
#define ROUND_MS 6000
#define PERIOD_MS 5
#define STEP_MS 50
#define LIMIT_MS 16.0

typedef struct
{
  gint64 due_us;
  GArray *delays_ms; /* of double */
} Timer;

static gboolean
fired (gpointer user_data)
{
  Timer *timer = user_data;
  double delay_ms = (double)(g_get_monotonic_time () - timer->due_us) / 1e3;
  g_array_append_val (timer->delays_ms, delay_ms);
  /* One after another, so that a late one is counted once. */
  timer->due_us = g_get_monotonic_time () + PERIOD_MS * 1000;
  g_timeout_add_full (G_PRIORITY_DEFAULT, PERIOD_MS, fired, timer, NULL);
  return G_SOURCE_REMOVE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double
quantile (GArray *values, double q)
{
  return g_array_index (values, double, (guint)(q * (values->len - 1)));
}

int
main (int argc, char **argv)
{
  BusyWindow busy;
  double best = G_MAXDOUBLE;
  Timer timer = { 0, g_array_new (FALSE, FALSE, sizeof (double)) };
  adw_init ();
  busy_window_open (&busy, N_RECORDS);
  busy_window_load (&busy);
  busy_window_start_reading (&busy, STEP_MS);
  timer.due_us = g_get_monotonic_time ();
  fired (&timer);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_array_set_size (timer.delays_ms, 0);
      app_fixture_run (ROUND_MS);
      g_array_sort (timer.delays_ms, compare);
      best = MIN (best, quantile (timer.delays_ms, 0.99));
      g_print ("round %u: %u times, median %.2f ms, p99 %.2f ms, longest %.2f ms\n", round + 1,
               timer.delays_ms->len, quantile (timer.delays_ms, 0.5), quantile (timer.delays_ms, 0.99),
               quantile (timer.delays_ms, 1.0));
    }
  g_print ("p99 of the delay of a %d ms timer, best of %d: %.2f ms\n", PERIOD_MS, N_ROUNDS, best);
  busy_window_close (&busy);
  g_array_unref (timer.delays_ms);
  return best < LIMIT_MS ? 0 : 1;
}
