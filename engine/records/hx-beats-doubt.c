/* hx-beats-doubt.c: what is taken back of what was found as beats, and where none can be seen
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-beats-private.h"

#include <math.h>
#include <string.h>

#define STEP_REACH HX_WAVE_MS (110) /* a complex is over by then */
#define STEP_MEAN HX_WAVE_MS (20)
#define STEP_SHARE 0.7   /* of the squared range: so little comes back of no beat */
#define STEP_UNLIKE 0.55 /* the same, where the usual beat comes back: */
#define STEP_USUAL 0.2   /* its share */
#define JUMP_SHARE 0.5   /* of the squared range, in 4 ms: so fast is no heart, */
#define JUMP_HELD 0.4    /* if so much of it is still there for some milliseconds: then it is no stimulus */
#define JUMP_STAYS 0.12  /* and so much of it for longer than a complex, */
#define JUMP_FROM HX_WAVE_MS (4)
#define JUMP_MEAN HX_WAVE_MS (16)
#define T_SHARE 0.75 /* of the complex before */
#define T_BEFORE HX_WAVE_MS (640)
#define T_SLOW HX_WAVE_MS (2600) /* between beats: below 23 a minute */
#define NOISE_MEAN_HALF HX_WAVE_MS (12)
#define NOISE_REACH HX_WAVE_MS (600)
#define NOISE_AROUND HX_WAVE_MS (420) /* what is never calm began so long before it fills the reach */
#define NOISE_STEP HX_WAVE_MS (100)
#define NOISE_QUIET 0.15 /* quantile: between and within beats it is calm for so much of the time */
#define NOISE_SHARE 0.22 /* of a beat's height */

static float
mean_of (const float *x, gssize from, gssize n)
{
  float sum = 0.0f;

  for (gssize i = 0; i < n; i++)
    sum += x[from + i];
  return sum / (float)n;
}

/** Reach: what is looked at around a beat, and the squared ranges of all leads in it. */
typedef struct
{
  gssize from, to;
  float ranges;
} Reach;

static float
squared (float value)
{
  return value * value;
}

/* Returns: FALSE where an end of the signal cuts complexes, too */
static gboolean
take_reach (const HxWaveSignal *signal, gssize at, gssize half, Reach *reach)
{
  *reach = (Reach){ at - half, at + half, 0.0f };
  if (reach->from < 0 || reach->to > (gssize)signal->n || half < 2 * STEP_MEAN)
    return FALSE;
  for (guint lead = 0; lead < signal->n_leads; lead++)
    {
      const float *x = hx_wave_lead (signal, signal->fine, lead);
      float low = x[reach->from], high = x[reach->from];

      for (gssize i = reach->from; i < reach->to && signal->usable[lead]; i++)
        {
          low = MIN (low, x[i]);
          high = MAX (high, x[i]);
        }
      reach->ranges += squared (high - low);
    }
  return reach->ranges > 0.0f;
}

/* How much of it stays, as a share of the squared ranges. */
static float
share_that_stays (const HxWaveSignal *signal, const Reach *reach)
{
  float stays = 0.0f;

  for (guint lead = 0; lead < signal->n_leads; lead++)
    {
      const float *x = hx_wave_lead (signal, signal->fine, lead);

      if (signal->usable[lead])
        stays +=
            squared (mean_of (x, reach->to - STEP_MEAN, STEP_MEAN) - mean_of (x, reach->from, STEP_MEAN));
    }
  return stays / reach->ranges;
}

/* Whether the leads jump, and do not come back at once. */
static gboolean
jumps (const HxWaveSignal *signal, const Reach *reach)
{
  const gssize side = JUMP_FROM + JUMP_MEAN;

  for (gssize i = reach->from + side; i < reach->to - side; i++)
    {
      float jump = 0.0f, held = 0.0f;

      for (guint lead = 0; lead < signal->n_leads; lead++)
        if (signal->usable[lead])
          jump += squared (hx_wave_lead (signal, signal->mv, lead)[i + 1]
                           - hx_wave_lead (signal, signal->mv, lead)[i - 1]);
      if (jump < (float)JUMP_SHARE * reach->ranges)
        continue;
      for (guint lead = 0; lead < signal->n_leads; lead++)
        if (signal->usable[lead])
          held += squared (mean_of (hx_wave_lead (signal, signal->mv, lead), i + JUMP_FROM, JUMP_MEAN)
                           - mean_of (hx_wave_lead (signal, signal->mv, lead), i - side, JUMP_MEAN));
      if (held > (float)JUMP_HELD * reach->ranges)
        return TRUE;
    }
  return FALSE;
}

void
hx_beats_drop_steps (const HxWaveSignal *signal, GArray *beats)
{
  const gsize *at = (const gsize *)(gpointer)beats->data;
  g_autofree float *shares = g_new0 (float, MAX (beats->len, 1)),
                   *sorted = g_new0 (float, MAX (beats->len, 1));
  float usual;
  guint n_kept = 0;

  for (guint i = 0; i < beats->len; i++)
    {
      gsize before = i > 0 ? at[i] - at[i - 1] : signal->n,
            after = i + 1 < beats->len ? at[i + 1] - at[i] : signal->n;
      Reach reach;

      /* Halfway to the next complex at most. */
      if (take_reach (signal, (gssize)at[i], MIN (STEP_REACH, (gssize)(MIN (before, after) / 2)), &reach))
        {
          shares[i] = share_that_stays (signal, &reach);
          if (shares[i] > (float)JUMP_STAYS && jumps (signal, &reach))
            shares[i] = INFINITY;
        }
      sorted[i] = shares[i];
    }
  usual = beats->len ? hx_wave_quantile (sorted, beats->len, 0.5) : 0.0f;
  for (guint i = 0; i < beats->len; i++)
    {
      gsize kept = at[i];

      if (shares[i] > (float)STEP_SHARE || (shares[i] > (float)STEP_UNLIKE && usual < (float)STEP_USUAL))
        continue;
      g_array_index (beats, gsize, n_kept++) = kept;
    }
  g_array_set_size (beats, n_kept);
}

/* The median interval between beats that are as high as the higher ones. */
static gsize
interval_of_high_ones (GArray *beats, const float *heights)
{
  g_autofree float *values = g_new (float, MAX (beats->len, 1));
  float high;
  gsize n = 0, last = 0;

  for (guint i = 0; i < beats->len; i++)
    values[i] = heights[g_array_index (beats, gsize, i)];
  high = (float)T_SHARE * hx_wave_quantile (values, beats->len, 0.75);
  for (guint i = 0, n_high = 0; i < beats->len; i++)
    {
      gsize at = g_array_index (beats, gsize, i);

      if (heights[at] < high)
        continue;
      if (n_high++ > 0)
        values[n++] = (float)(at - last);
      last = at;
    }
  return n ? (gsize)hx_wave_quantile (values, n, 0.5) : 0;
}

void
hx_beats_drop_t_waves (GArray *beats, const float *heights)
{
  guint n_kept = 0;

  if (interval_of_high_ones (beats, heights) < (gsize)T_SLOW)
    return;
  for (guint i = 0; i < beats->len; i++)
    {
      gsize at = g_array_index (beats, gsize, i),
            before = n_kept ? g_array_index (beats, gsize, n_kept - 1) : 0;

      if (n_kept && at - before < (gsize)T_BEFORE && heights[at] < (float)T_SHARE * heights[before])
        continue;
      g_array_index (beats, gsize, n_kept++) = at;
    }
  g_array_set_size (beats, n_kept);
}

static void
add (GArray *hidden, gsize from, gsize to, HxUnseenWhy why)
{
  HxHidden span = { from, to, why };

  if (to > from)
    g_array_append_val (hidden, span);
}

/* Where most of the leads that show anything have none but samples that are @least or worse. */
static void
find_unseen (const HxWaveSignal *signal, guint8 least, HxUnseenWhy why, GArray *hidden)
{
  gsize first = 0;

  for (gsize i = 0; i <= signal->n; i++)
    {
      guint n_seen = 0;

      for (guint lead = 0; i < signal->n && lead < signal->n_leads; lead++)
        n_seen += signal->usable[lead] && signal->missing[lead * signal->n + i] < least;
      if (i < signal->n && 2 * n_seen < signal->n_usable)
        continue;
      add (hidden, first, i, why);
      first = i + 1;
    }
}

/* Adds what is noisy from @from to @to, and around that, to what is noisy already. */
static void
add_noise (GArray *hidden, gsize from, gsize to, gsize n)
{
  HxHidden *last = hidden->len ? &g_array_index (hidden, HxHidden, hidden->len - 1) : NULL;

  from -= MIN (from, (gsize)NOISE_AROUND);
  to = MIN (to + NOISE_AROUND, n);
  if (last && last->why == HX_UNSEEN_NOISY && last->to >= from)
    last->to = to;
  else
    add (hidden, from, to, HX_UNSEEN_NOISY);
}

/* Where it is never calm: muscles move, or an electrode does, as fast as beats do. Returns: the usual share
 */
static float
find_noise (const HxWaveSignal *signal, const float *activity, float level, GArray *hidden)
{
  gsize n = signal->n, first = 0, n_shares = 0;
  g_autofree float *mean = g_new (float, n), *near = g_new (float, MIN (n, 2 * NOISE_REACH));
  g_autofree float *shares = g_new (float, n / NOISE_STEP + 1);
  gboolean noisy = FALSE;

  hx_wave_mean (activity, mean, n, NOISE_MEAN_HALF);
  for (gsize at = 0; at < n; at += NOISE_STEP)
    {
      gsize from = at > NOISE_REACH ? at - NOISE_REACH : 0, to = MIN (at + NOISE_REACH, n);
      float share;

      memcpy (near, mean + from, (to - from) * sizeof *near);
      share = shares[n_shares++] = hx_wave_quantile (near, to - from, NOISE_QUIET) / level;
      if (share > (float)NOISE_SHARE && !noisy)
        first = at;
      if (!(share > (float)NOISE_SHARE) && noisy)
        add_noise (hidden, first, at, n);
      noisy = share > (float)NOISE_SHARE;
    }
  if (noisy)
    add_noise (hidden, first, n, n);
  return hx_wave_quantile (shares, n_shares, 0.5);
}

static int
compare_spans (gconstpointer a, gconstpointer b)
{
  gsize x = ((const HxHidden *)a)->from, y = ((const HxHidden *)b)->from;

  return (x > y) - (x < y);
}

void
hx_beats_doubt_init (HxBeatsDoubt *self, const HxWaveSignal *signal, const float *activity, float level)
{
  self->hidden = g_array_new (FALSE, FALSE, sizeof (HxHidden));
  self->noise_share = NAN;
  if (signal->n_usable > 0)
    {
      find_unseen (signal, HX_WAVE_OFF, HX_UNSEEN_MISSING, self->hidden);
      find_unseen (signal, HX_WAVE_STILL, HX_UNSEEN_STILL, self->hidden);
    }
  if (level > 0.0f)
    self->noise_share = find_noise (signal, activity, level, self->hidden);
  g_array_sort (self->hidden, compare_spans);
}

void
hx_beats_doubt_clear (HxBeatsDoubt *self)
{
  g_clear_pointer (&self->hidden, g_array_unref);
}
