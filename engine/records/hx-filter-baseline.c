/* hx-filter-baseline.c: the baseline as a median of medians
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-filter-private.h"

#include <math.h>
#include <string.h>

#define COARSE_RATE_HZ 125.0 /* medians are taken of means, at this rate or up to twice as much */
#define SHORT_S 0.2          /* spans a QRS complex or a P wave */
#define LONG_S 0.6           /* spans a T wave */
#define EDGE_LEVEL_S 0.6

static gsize
odd_window (double duration_s, double rate_hz)
{
  return 2 * (gsize)lround (duration_s * rate_hz / 2.0) + 1;
}

/* Where @value stands or would stand in @sorted. */
static gsize
place_of (const float *sorted, gsize n, float value)
{
  gsize low = 0, high = n;

  while (low < high)
    {
      gsize middle = (low + high) / 2;

      if (sorted[middle] < value)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* out[i] = median of in[i .. i + window - 1], for n - window + 1 values. The window is bounded
 * (a coarse rate has at most 2 * COARSE_RATE_HZ), hence so is the time for each value. */
static void
running_median (const float *in, gsize n, gsize window, float *sorted, float *out)
{
  gsize n_sorted = 0;

  for (gsize i = 0; i < n; i++)
    {
      gsize place;

      if (n_sorted == window)
        {
          place = place_of (sorted, n_sorted, in[i - window]);
          memmove (sorted + place, sorted + place + 1, (n_sorted - place - 1) * sizeof *sorted);
          n_sorted--;
        }
      place = place_of (sorted, n_sorted, in[i]);
      memmove (sorted + place + 1, sorted + place, (n_sorted - place) * sizeof *sorted);
      sorted[place] = in[i];
      n_sorted++;
      if (n_sorted == window)
        out[i + 1 - window] = sorted[window / 2];
    }
}

/* out[i] = mean of in[i .. i + window - 1]; the sum is in double, so that it does not drift. */
static void
running_mean (const float *in, gsize n, gsize window, float *out)
{
  double sum = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      sum += (double)in[i];
      if (i >= window)
        sum -= (double)in[i - window];
      if (i + 1 >= window)
        out[i + 1 - window] = (float)(sum / (double)window);
    }
}

/* Means of @factor samples each; the last may be of less. */
static void
coarsen (const float *samples, gsize n, gsize factor, float *coarse)
{
  for (gsize from = 0, block = 0; from < n; from += factor, block++)
    {
      gsize to = MIN (n, from + factor);
      double sum = 0.0;

      for (gsize i = from; i < to; i++)
        sum += (double)samples[i];
      coarse[block] = (float)(sum / (double)(to - from));
    }
}

/* Continues @n values in the middle of @padded by @pad on either side: reflected about the baseline there. */
static void
pad_odd (float *padded, gsize n, gsize pad, gsize level_window)
{
  float *first = padded + pad, *last = first + n - 1;
  double before = hx_filter_edge_level (first, 1, n, level_window);
  double after = hx_filter_edge_level (last, -1, n, level_window);

  for (gsize i = 1; i <= pad; i++)
    {
      gssize t = (gssize)MIN (i, n - 1); /* a stretch shorter than the pad goes on level */

      first[-(gssize)i] = (float)(2.0 * before - (double)first[t]);
      last[i] = (float)(2.0 * after - (double)last[-t]);
    }
}

/* Replaces the @n coarse values behind @pad others in @a by the baseline, from a[0] on; @b is of the same
 * size. */
static void
baseline_of (float *a, float *b, gsize n, gsize pad, double rate_hz, float *sorted)
{
  gsize window_short = odd_window (SHORT_S, rate_hz), window_long = odd_window (LONG_S, rate_hz);
  gsize length = n + 2 * pad;

  running_median (a, length, window_short, sorted, b);
  length -= window_short - 1;
  running_median (b, length, window_long, sorted, a);
  length -= window_long - 1;
  running_mean (a, length, window_short, b);
  length -= window_short - 1;
  running_mean (b, length, window_short, a);
}

static gboolean
subtract (float *samples, gsize n, gsize factor, const float *baseline, gsize n_coarse, HxFilterRun *run)
{
  for (gsize from = 0; from < n; from += HX_FILTER_CHUNK)
    {
      gsize to = MIN (n, from + HX_FILTER_CHUNK);

      for (gsize i = from; i < to; i++)
        {
          /* Block b is the mean about sample b * factor + (factor - 1) / 2. */
          double at = ((double)i - (double)(factor - 1) / 2.0) / (double)factor;
          gsize block;
          double part;

          block = at <= 0.0 ? 0 : MIN ((gsize)at, n_coarse - MIN (n_coarse, 2));
          part = at - (double)block;
          samples[i] = (float)((double)samples[i] - (1.0 - part) * (double)baseline[block]
                               - part * (double)baseline[MIN (block + 1, n_coarse - 1)]);
        }
      if (!hx_filter_run_advance (run, to - from))
        return FALSE;
    }
  return TRUE;
}

gboolean
hx_filter_baseline_run (double rate_hz, float *samples, gsize n, HxFilterRun *run)
{
  gsize factor = MAX ((gsize)(rate_hz / COARSE_RATE_HZ), 1);
  double coarse_hz = rate_hz / (double)factor;
  gsize n_coarse = (n + factor - 1) / factor;
  gsize pad = 3 * (odd_window (SHORT_S, coarse_hz) / 2) + odd_window (LONG_S, coarse_hz) / 2;
  g_autofree float *a = g_try_new (float, n_coarse + 2 * pad);
  g_autofree float *b = g_try_new (float, n_coarse + 2 * pad);
  g_autofree float *sorted = g_new (float, odd_window (LONG_S, coarse_hz));

  if (a == NULL || b == NULL)
    return FALSE;
  coarsen (samples, n, factor, a + pad);
  pad_odd (a, n_coarse, pad, (gsize)(EDGE_LEVEL_S * coarse_hz));
  baseline_of (a, b, n_coarse, pad, coarse_hz, sorted);
  return subtract (samples, n, factor, a, n_coarse, run);
}
