/* hx-beats.c: where the ventricles beat
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-beats-private.h"

#include <math.h>
#include <string.h>

#define SLOPE_HALF HX_WAVE_MS (8) /* the slope is taken over 16 ms */
#define MEAN_HALF HX_WAVE_MS (40)
#define REFRACTORY HX_WAVE_MS (200)
#define FAST_REFRACTORY HX_WAVE_MS (140) /* of ventricles that flutter */
#define FAST_BELOW HX_WAVE_MS (700)      /* between beats, of which every third one may have been taken */
#define FAST_INTERVAL HX_WAVE_MS (220)   /* at most, between those that are then found */
#define FAST_ALIKE 0.7                   /* and the lower ones are so high beside the usual one */
#define T_WAVE_REACH HX_WAVE_MS (380)
#define T_WAVE_SHARE 0.5
#define LEVEL_WINDOW HX_WAVE_MS (1600) /* has a beat at 38 a minute and faster */
#define LEVEL_REACH 3                  /* windows to either side */
#define CAP_QUANTILE 0.65              /* of a lead's fastest slopes in all windows: what beats reach in it */
#define CAP_RATIO 1.2                  /* of that; what is steeper in a lead counts no more, */
#define CAP_LEADS 3                    /* unless it is in one in so many leads */
#define THRESHOLD_SHARE 0.38
#define SLOW_SHARE 0.16       /* of a slow complex in a place of its own */
#define SLOW_ABOVE_OTHERS 2.7 /* times what is usual between beats */
#define SLOW_AFTER_S 0.36 /* after a beat, times the cube root of the usual interval: where no T wave is */
#define SLOW_BEFORE HX_WAVE_MS (300)
#define HOLE_SHARE 0.17
#define HOLE_RATIO 1.6      /* of the median interval */
#define MIN_ABOVE_QUIET 2.2 /* times the quiet activity, or it is no beat */
#define MIN_PEAK_MV 0.06    /* range of some lead around a beat */

typedef struct
{
  gsize at;
  float height;
} Peak;

/* The fastest that the heart usually makes a lead: one electrode that moves is no beat of all leads. */
static float
find_cap (const float *slopes, gsize n)
{
  gsize n_windows = MAX (n / LEVEL_WINDOW, 1);
  g_autofree float *maxima = g_new0 (float, n_windows);

  for (gsize i = 0; i < n; i++)
    {
      gsize window = MIN (i / LEVEL_WINDOW, n_windows - 1);

      maxima[window] = MAX (maxima[window], slopes[i]);
    }
  return (float)CAP_RATIO * hx_wave_quantile (maxima, n_windows, CAP_QUANTILE);
}

/* Copies the values where a lead has samples. Returns: how many */
static gsize
copy_seen (const float *values, const guint8 *missing, gsize n, float *seen)
{
  gsize n_seen = 0;

  for (gsize i = 0; i < n; i++)
    if (missing[i] == HX_WAVE_SEEN)
      seen[n_seen++] = values[i];
  return n_seen;
}

static void
find_slopes (const HxWaveSignal *signal, guint lead, float *slopes)
{
  const float *in = hx_wave_lead (signal, signal->fine, lead);
  gsize n = signal->n;

  for (gsize i = 0; i < n; i++)
    slopes[i] = fabsf (in[MIN (i + SLOPE_HALF, n - 1)] - in[i > SLOPE_HALF ? i - SLOPE_HALF : 0]);
}

/* Counts one more lead wherever its slopes are above @cap, and near there. */
static void
count_above (const float *slopes, gsize n, float cap, guint8 *n_above)
{
  gsize counted = 0;

  for (gsize i = 0; i < n; i++)
    if (slopes[i] > cap)
      {
        gsize to = MIN (i + MEAN_HALF, n);

        for (gsize k = MAX (i > MEAN_HALF ? i - MEAN_HALF : 0, counted); k < to; k++)
          n_above[k] += n_above[k] < G_MAXUINT8;
        counted = MAX (counted, to);
      }
}

void
hx_wave_activity (const HxWaveSignal *signal, float *activity)
{
  gsize n = signal->n;
  g_autofree float *slopes = g_new (float, n), *scratch = g_new (float, n);
  g_autofree float *quiet = g_new0 (float, signal->n_leads), *caps = g_new0 (float, signal->n_leads);
  g_autofree float *sorted = g_new (float, signal->n_leads);
  g_autofree guint8 *n_above = g_new0 (guint8, n);
  guint n_sorted = 0;
  float common;

  memset (activity, 0, n * sizeof *activity);
  for (guint lead = 0; lead < signal->n_leads; lead++)
    if (signal->usable[lead])
      {
        gsize n_seen;

        find_slopes (signal, lead, slopes);
        n_seen = copy_seen (slopes, signal->missing + lead * n, n, scratch);
        quiet[lead] = sorted[n_sorted++] = n_seen ? hx_wave_quantile (scratch, n_seen, 0.5) : 0.0f;
        caps[lead] = find_cap (slopes, n);
        count_above (slopes, n, caps[lead], n_above);
      }
  common = n_sorted ? hx_wave_quantile (sorted, n_sorted, 0.5) : 0.0f;
  for (guint lead = 0; lead < signal->n_leads; lead++)
    if (signal->usable[lead])
      {
        float weight = 1.0f / (quiet[lead] + common + 1e-4f);

        find_slopes (signal, lead, slopes);
        for (gsize i = 0; i < n; i++)
          {
            float slope = CAP_LEADS * n_above[i] > n_sorted ? slopes[i] : MIN (slopes[i], caps[lead]);

            activity[i] += weight * slope * weight * slope;
          }
      }
  for (gsize i = 0; i < n; i++)
    activity[i] = sqrtf (activity[i]);
}

/* All local maxima that nothing within @refractory exceeds. */
static GArray *
find_peaks (const float *heights, gsize n, gsize refractory)
{
  GArray *peaks = g_array_new (FALSE, FALSE, sizeof (Peak));

  for (gsize i = 1; i + 1 < n; i++)
    {
      Peak peak = { i, heights[i] }, *last = peaks->len ? &g_array_index (peaks, Peak, peaks->len - 1) : NULL;

      if (!(heights[i] > heights[i - 1] && heights[i] >= heights[i + 1]))
        continue;
      if (last && i - last->at < refractory)
        {
          if (peak.height > last->height)
            *last = peak;
        }
      else
        g_array_append_val (peaks, peak);
    }
  return peaks;
}

/* What beats reach around each window: the median of the neighbouring windows' maxima. */
static float *
find_levels (const float *heights, gsize n, gsize *n_windows)
{
  gsize windows = MAX (n / LEVEL_WINDOW, 1);
  g_autofree float *maxima = g_new0 (float, windows);
  float *levels = g_new (float, windows), near[2 * LEVEL_REACH + 1];

  for (gsize i = 0; i < n; i++)
    {
      gsize window = MIN (i / LEVEL_WINDOW, windows - 1);

      maxima[window] = MAX (maxima[window], heights[i]);
    }
  for (gsize w = 0; w < windows; w++)
    {
      gsize from = w > LEVEL_REACH ? w - LEVEL_REACH : 0, to = MIN (w + LEVEL_REACH + 1, windows);

      memcpy (near, maxima + from, (to - from) * sizeof *near);
      levels[w] = hx_wave_quantile (near, to - from, 0.4);
    }
  *n_windows = windows;
  return levels;
}

static float
level_at (const float *levels, gsize n_windows, gsize at)
{
  return levels[MIN (at / LEVEL_WINDOW, n_windows - 1)];
}

/* Whether some lead moves enough around @at for a beat. */
static gboolean
has_size (const HxWaveSignal *signal, gsize at)
{
  gsize from = at > HX_WAVE_MS (80) ? at - HX_WAVE_MS (80) : 0, to = MIN (at + HX_WAVE_MS (80), signal->n);

  for (guint lead = 0; lead < signal->n_leads; lead++)
    {
      const float *in = hx_wave_lead (signal, signal->fine, lead);
      float low = in[from], high = in[from];

      if (!signal->usable[lead])
        continue;
      for (gsize i = from; i < to; i++)
        {
          low = MIN (low, in[i]);
          high = MAX (high, in[i]);
        }
      if (high - low >= (float)MIN_PEAK_MV)
        return TRUE;
    }
  return FALSE;
}

static int
compare_gsize (gconstpointer a, gconstpointer b)
{
  gsize x = *(const gsize *)a, y = *(const gsize *)b;

  return (x > y) - (x < y);
}

static gsize
median_interval (GArray *beats)
{
  g_autoptr (GArray) intervals = g_array_new (FALSE, FALSE, sizeof (gsize));

  for (guint i = 1; i < beats->len; i++)
    {
      gsize interval = g_array_index (beats, gsize, i) - g_array_index (beats, gsize, i - 1);

      g_array_append_val (intervals, interval);
    }
  if (intervals->len == 0)
    return 0;
  g_array_sort (intervals, compare_gsize);
  return g_array_index (intervals, gsize, intervals->len / 2);
}

/* What the steps share. */
typedef struct
{
  const HxWaveSignal *signal;
  GArray *peaks;
  float *levels; /* n_windows */
  gsize n_windows;
  float floor;
} Search;

/* The median height of peaks that are no beats. */
static float
usual_between (const Search *self, GArray *beats)
{
  g_autofree float *heights = g_new (float, MAX (self->peaks->len, 1));
  gsize n_heights = 0;
  guint next = 0;

  for (guint i = 0; i < self->peaks->len; i++)
    {
      Peak peak = g_array_index (self->peaks, Peak, i);

      while (next < beats->len && g_array_index (beats, gsize, next) < peak.at)
        next++;
      if (next == beats->len || g_array_index (beats, gsize, next) != peak.at)
        heights[n_heights++] = peak.height;
    }
  return n_heights ? hx_wave_quantile (heights, n_heights, 0.5) : 0.0f;
}

/* The highest peak from @from to @to that is above @share of the level there and above @least. */
static const Peak *
find_between (const Search *self, gsize from, gsize to, float share, float least, guint *next)
{
  const Peak *best = NULL;

  while (*next < self->peaks->len && g_array_index (self->peaks, Peak, *next).at <= from)
    (*next)++;
  for (guint i = *next; i < self->peaks->len && g_array_index (self->peaks, Peak, i).at < to; i++)
    {
      const Peak *peak = &g_array_index (self->peaks, Peak, i);

      if (peak->height > self->floor && peak->height > least
          && peak->height > share * level_at (self->levels, self->n_windows, peak->at)
          && has_size (self->signal, peak->at) && (!best || peak->height > best->height))
        best = peak;
    }
  return best;
}

/* Beats that the threshold missed: slow ones where no T wave is, and any where the rhythm has a hole. */
static void
find_missed (const Search *self, GArray *beats)
{
  gsize usual = median_interval (beats);
  float between = usual_between (self, beats);
  guint n_before = beats->len, next = 0;

  for (guint i = 0; i + 1 < n_before; i++)
    {
      gsize from = g_array_index (beats, gsize, i), to = g_array_index (beats, gsize, i + 1);
      double interval_s = (double)MIN (to - from, usual) / HX_WAVE_RATE_HZ;
      gsize slow_from = from + (gsize)(SLOW_AFTER_S * cbrt (MIN (interval_s, 1.8)) * HX_WAVE_RATE_HZ);
      const Peak *found = NULL;

      if (to > slow_from + (gsize)SLOW_BEFORE)
        found =
            find_between (self, slow_from, to - SLOW_BEFORE, SLOW_SHARE, SLOW_ABOVE_OTHERS * between, &next);
      if (!found && (double)(to - from) >= HOLE_RATIO * (double)usual)
        found = find_between (self, from + T_WAVE_REACH, to - HX_WAVE_MS (240), HOLE_SHARE, 0.0f, &next);
      if (found)
        g_array_append_val (beats, found->at);
    }
  g_array_sort (beats, compare_gsize);
}

static void
clear_search (Search *self)
{
  g_clear_pointer (&self->peaks, g_array_unref);
  g_clear_pointer (&self->levels, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, clear_search)

/* What stands out of the neighbouring seconds, and is no T wave of the beat before. (transfer full) */
static GArray *
select_beats (const Search *self)
{
  GArray *beats = g_array_new (FALSE, FALSE, sizeof (gsize));
  float last_height = 0.0f;

  for (guint i = 0; i < self->peaks->len; i++)
    {
      Peak peak = g_array_index (self->peaks, Peak, i);

      if (peak.height < self->floor
          || peak.height < (float)THRESHOLD_SHARE * level_at (self->levels, self->n_windows, peak.at)
          || !has_size (self->signal, peak.at))
        continue;
      if (beats->len && peak.at - g_array_index (beats, gsize, beats->len - 1) < T_WAVE_REACH
          && peak.height < (float)T_WAVE_SHARE * last_height)
        continue;
      g_array_append_val (beats, peak.at);
      last_height = peak.height;
    }
  return beats;
}

static float
height_of_beats (GArray *beats, const float *heights, double share)
{
  g_autofree float *values = g_new (float, MAX (beats->len, 1));

  for (guint i = 0; i < beats->len; i++)
    values[i] = heights[g_array_index (beats, gsize, i)];
  return beats->len ? hx_wave_quantile (values, beats->len, share) : 0.0f;
}

/* If beats so near to each other that some were passed over are all of one height, those. (transfer full) */
static GArray *
find_fast (Search *self, GArray *beats, const float *heights)
{
  g_autoptr (GArray) fast = NULL;

  if (beats->len < 3 || median_interval (beats) > (gsize)FAST_BELOW)
    return beats;
  g_array_unref (self->peaks);
  self->peaks = find_peaks (heights, self->signal->n, FAST_REFRACTORY);
  fast = select_beats (self);
  if (fast->len <= beats->len || median_interval (fast) > (gsize)FAST_INTERVAL
      || height_of_beats (fast, heights, 0.1) < (float)FAST_ALIKE * height_of_beats (fast, heights, 0.5))
    return beats;
  g_array_unref (beats);
  return g_steal_pointer (&fast);
}

/* Takes out what stands where noise is as fast as beats are. */
static void
drop_hidden (GArray *beats, GArray *hidden)
{
  guint n_kept = 0;

  for (guint i = 0; i < beats->len; i++)
    {
      gsize at = g_array_index (beats, gsize, i);
      gboolean is_hidden = FALSE;

      for (guint k = 0; k < hidden->len && !is_hidden; k++)
        {
          const HxHidden *span = &g_array_index (hidden, HxHidden, k);

          is_hidden = span->why == HX_UNSEEN_NOISY && at >= span->from && at < span->to;
        }
      if (!is_hidden)
        g_array_index (beats, gsize, n_kept++) = at;
    }
  g_array_set_size (beats, n_kept);
}

/* The floor: so much above what is quiet, where most leads are seen. */
static float
find_floor (const HxWaveSignal *signal, const float *heights)
{
  g_autofree float *seen = g_new (float, signal->n);
  gsize n_seen = 0;

  for (gsize i = 0; i < signal->n; i++)
    {
      guint n_leads = 0;

      for (guint lead = 0; lead < signal->n_leads; lead++)
        n_leads += signal->usable[lead] && signal->missing[lead * signal->n + i] == HX_WAVE_SEEN;
      if (2 * n_leads >= signal->n_usable)
        seen[n_seen++] = heights[i];
    }
  return n_seen ? (float)MIN_ABOVE_QUIET * hx_wave_quantile (seen, n_seen, 0.3) : 0.0f;
}

GArray *
hx_beats_find (const HxWaveSignal *signal, HxBeatsDoubt *doubt)
{
  gsize n = signal->n;
  g_autofree float *activity = g_new (float, MAX (n, 1)), *heights = g_new (float, MAX (n, 1));
  g_auto (Search) search = { .signal = signal };
  g_auto (HxBeatsDoubt) found = { 0 };
  g_autoptr (GArray) beats = NULL;

  if (n < (gsize)REFRACTORY || signal->n_usable == 0)
    beats = g_array_new (FALSE, FALSE, sizeof (gsize));
  else
    {
      hx_wave_activity (signal, activity);
      hx_wave_mean (activity, heights, n, MEAN_HALF);
      search.floor = find_floor (signal, heights);
      search.peaks = find_peaks (heights, n, REFRACTORY);
      search.levels = find_levels (heights, n, &search.n_windows);
      beats = select_beats (&search);
      find_missed (&search, beats);
      beats = find_fast (&search, g_steal_pointer (&beats), heights);
      hx_beats_drop_steps (signal, beats);
      hx_beats_drop_t_waves (beats, heights);
    }
  hx_beats_doubt_init (&found, signal, activity, height_of_beats (beats, heights, 0.5));
  drop_hidden (beats, found.hidden);
  if (doubt)
    {
      *doubt = found;
      found.hidden = NULL;
    }
  return g_steal_pointer (&beats);
}
