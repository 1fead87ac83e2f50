/* hx-measure.c: beats, intervals, axes and amplitudes of a recording
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-measure.h"

#include "engine/base/hx-error.h"
#include "engine/base/hx-parallel.h"
#include "engine/records/hx-beats.h"
#include "engine/records/hx-delineate.h"
#include "engine/records/hx-measure-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A recording is worked on in stretches, which reach over into their neighbours so that every beat is seen
 * with what is around it. */
#define STRETCH_S 60.0
#define MARGIN_S 8.0
#define NOISE_BLOCK HX_WAVE_MS (80)

/** What one stretch gives: the beats from @from_s to @to_s, seen in the samples from @first to @end. */
typedef struct
{
  gsize first, end;
  double from_s, to_s;
  guint n_beats;
  double *marks;
  guint8 *usual;
  double *noise_mv, *mains_mv; /* n_leads; NaN for leads that are not used */
  GArray *unseen;              /* of HxUnseen */
  double noise_share;
  HxOverlap overlap;
  gboolean failed;
} Stretch;

typedef struct
{
  HxRecording *recording;
  guint n_stretches;
  Stretch *stretches;
  GCancellable *cancellable;
  HxProgress *progress;
  GThread *caller;
  gint n_done;
} Work;

/* Whether a lead has samples of its own at most places between two marks. */
static gboolean
is_seen (const HxWaveSignal *signal, guint lead, float from, float to)
{
  gssize low = CLAMP ((gssize)from, 0, (gssize)signal->n - 1),
         high = CLAMP ((gssize)to, low, (gssize)signal->n - 1);
  gssize n_missing = 0;

  for (gssize i = low; i <= high; i++)
    n_missing += signal->missing[(gsize)lead * signal->n + (gsize)i] >= HX_WAVE_OFF;
  return 8 * n_missing <= high - low + 1;
}

/* Copies the marks of one beat and lead; a wave that falls into a gap, or beyond an end, has none. */
static void
copy_marks (const HxWaveSignal *signal, guint lead, const float *from, double *to)
{
  for (guint wave = 0; wave < 3; wave++)
    {
      float onset = from[3 * wave], offset = from[3 * wave + 2];
      gboolean whole = isfinite (onset) && isfinite (offset) && onset < offset && onset >= 0.0f
                       && offset <= (float)(signal->n - 1);

      if (lead < signal->n_leads)
        whole = whole && is_seen (signal, lead, onset, offset);
      for (guint k = 0; k < 3; k++)
        to[3 * wave + k] = whole ? signal->start_s + (double)from[3 * wave + k] / HX_WAVE_RATE_HZ : NAN;
    }
}

/* How many leads have samples where a beat is. */
static gboolean
is_beat_seen (const HxWaveSignal *signal, float at)
{
  guint n_seen = 0;

  for (guint lead = 0; lead < signal->n_leads; lead++)
    n_seen += signal->usable[lead]
              && is_seen (signal, lead, at - (float)HX_WAVE_MS (60), at + (float)HX_WAVE_MS (60));
  return 2 * n_seen >= MAX (signal->n_usable, 1);
}

/* The root mean square of what the smoothing takes away, in the quieter half of the lead. */
static double
noise_of (const HxWaveSignal *signal, guint lead)
{
  const float *mv = hx_wave_lead (signal, signal->mv, lead),
              *smooth = hx_wave_lead (signal, signal->smooth, lead);
  gsize n_blocks = signal->n / NOISE_BLOCK;
  g_autofree float *blocks = g_new (float, MAX (n_blocks, 1));

  for (gsize b = 0; b < n_blocks; b++)
    {
      double sum = 0.0;

      for (gsize i = b * NOISE_BLOCK; i < (b + 1) * NOISE_BLOCK; i++)
        sum += ((double)mv[i] - (double)smooth[i]) * ((double)mv[i] - (double)smooth[i]);
      blocks[b] = (float)sqrt (sum / NOISE_BLOCK);
    }
  return n_blocks ? (double)hx_wave_quantile (blocks, n_blocks, 0.4) : NAN;
}

static void
keep_beats (Stretch *stretch, const HxWaveSignal *signal, const HxWaves *waves)
{
  gsize row = (gsize)(signal->n_leads + 1) * HX_N_MARKS;

  stretch->marks = g_new (double, MAX ((gsize)waves->n_beats * row, 1));
  stretch->usual = g_new (guint8, MAX (waves->n_beats, 1));
  for (guint beat = 0; beat < waves->n_beats; beat++)
    {
      const float *common = hx_waves_marks (waves, beat, signal->n_leads);
      double at_s = signal->start_s + (double)common[HX_MARK_R] / HX_WAVE_RATE_HZ;

      if (!(at_s >= stretch->from_s && at_s < stretch->to_s) || !is_beat_seen (signal, common[HX_MARK_R]))
        continue;
      for (guint lead = 0; lead <= signal->n_leads; lead++)
        copy_marks (signal, lead, hx_waves_marks (waves, beat, lead),
                    stretch->marks + stretch->n_beats * row + lead * HX_N_MARKS);
      /* A beat is listed for its R alone, too: the strip's end may cut its QRS complex. */
      stretch->marks[stretch->n_beats * row + signal->n_leads * HX_N_MARKS + HX_MARK_R] = at_s;
      stretch->usual[stretch->n_beats++] = waves->likeness[beat] >= HX_USUAL_LIKENESS;
    }
}

/* What is hidden where the stretch's beats are. */
static void
keep_unseen (Stretch *stretch, const HxWaveSignal *signal, GArray *hidden)
{
  stretch->unseen = g_array_new (FALSE, FALSE, sizeof (HxUnseen));
  for (guint i = 0; i < hidden->len; i++)
    {
      const HxHidden *span = &g_array_index (hidden, HxHidden, i);
      HxUnseen unseen = { MAX (signal->start_s + (double)span->from / HX_WAVE_RATE_HZ, stretch->from_s),
                          MIN (signal->start_s + (double)span->to / HX_WAVE_RATE_HZ, stretch->to_s),
                          span->why };

      if (unseen.from_s < unseen.to_s)
        g_array_append_val (stretch->unseen, unseen);
    }
}

static void
measure_stretch (guint item, guint worker, gpointer user_data)
{
  Work *work = user_data;
  Stretch *stretch = &work->stretches[item];
  g_autoptr (HxWaveSignal) signal =
      hx_wave_signal_new (work->recording, stretch->first, stretch->end - stretch->first, work->cancellable);
  g_autoptr (GArray) beats = NULL;
  g_autoptr (HxWaves) waves = NULL;
  g_auto (HxBeatsDoubt) doubt = { 0 };

  (void)worker;
  if (!signal)
    {
      stretch->failed = TRUE;
      return;
    }
  beats = hx_beats_find (signal, &doubt);
  waves = hx_delineate (signal, beats);
  stretch->noise_mv = g_new (double, signal->n_leads);
  stretch->mains_mv = g_new (double, signal->n_leads);
  for (guint lead = 0; lead < signal->n_leads; lead++)
    {
      stretch->noise_mv[lead] = signal->usable[lead] ? noise_of (signal, lead) : NAN;
      /* A loose electrode may have nothing but mains: no lead to use, but something to tell. */
      stretch->mains_mv[lead] =
          signal->usable[lead] || signal->mains_mv[lead] > 0.0 ? signal->mains_mv[lead] : NAN;
    }
  keep_beats (stretch, signal, waves);
  keep_unseen (stretch, signal, doubt.hidden);
  stretch->noise_share = (double)doubt.noise_share;
  stretch->overlap = waves->overlap;
  g_atomic_int_inc (&work->n_done);
  if (g_thread_self () == work->caller)
    hx_progress_report (work->progress, 0.95 * g_atomic_int_get (&work->n_done) / work->n_stretches, NULL);
}

/* What lies between the parts cannot be seen. */
static void
add_between (GArray *unseen, const Work *work, guint next)
{
  HxUnseen span = { .to_s = hx_recording_get_duration_s (work->recording) };

  if (next > 0)
    span.from_s = work->stretches[next - 1].to_s;
  if (next < work->n_stretches)
    span.to_s = work->stretches[next].from_s;
  if (span.to_s > span.from_s)
    g_array_append_val (unseen, span);
}

/* One list of what no stretch saw; and how noisy the median stretch is. */
static void
join_unseen (HxMeasurements *self, const Work *work)
{
  g_autofree double *shares = g_new (double, work->n_stretches);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (HxUnseen));

  for (guint i = 0; i < work->n_stretches; i++)
    {
      const GArray *unseen = work->stretches[i].unseen;

      add_between (all, work, i);
      g_array_append_vals (all, unseen->data, unseen->len);
      shares[i] = work->stretches[i].noise_share;
    }
  add_between (all, work, work->n_stretches);
  self->n_unseen = all->len;
  self->unseen = g_memdup2 (all->data, all->len * sizeof (HxUnseen));
  self->noise_share = hx_measure_median (shares, work->n_stretches);
}

/* The overlap of the most beats. */
static HxOverlap
find_overlap (const Work *work)
{
  guint n_beats[HX_N_OVERLAPS] = { 0 };
  HxOverlap most = HX_OVERLAP_NONE;

  for (guint i = 0; i < work->n_stretches; i++)
    n_beats[work->stretches[i].overlap] += work->stretches[i].n_beats;
  for (HxOverlap overlap = 0; overlap < HX_N_OVERLAPS; overlap++)
    most = n_beats[overlap] > n_beats[most] ? overlap : most;
  return most;
}

/* One list of all stretches' beats; and what each lead's noise is in the median stretch. */
static void
join (HxMeasurements *self, const Work *work)
{
  gsize row = (gsize)(self->n_leads + 1) * HX_N_MARKS, at = 0;
  g_autofree double *noise = g_new (double, work->n_stretches), *mains = g_new (double, work->n_stretches);

  for (guint i = 0; i < work->n_stretches; i++)
    self->n_beats += work->stretches[i].n_beats;
  self->marks = g_new (double, MAX (self->n_beats * row, 1));
  self->usual = g_new (guint8, MAX (self->n_beats, 1));
  for (guint i = 0; i < work->n_stretches; i++)
    {
      const Stretch *stretch = &work->stretches[i];

      for (guint beat = 0; beat < stretch->n_beats; beat++, at++)
        {
          self->usual[at] = stretch->usual[beat];
          memcpy (self->marks + at * row, stretch->marks + beat * row, row * sizeof *self->marks);
        }
    }
  for (guint lead = 0; lead < self->n_leads; lead++)
    {
      for (guint i = 0; i < work->n_stretches; i++)
        {
          noise[i] = work->stretches[i].noise_mv[lead];
          mains[i] = work->stretches[i].mains_mv[lead];
        }
      self->leads[lead].noise_mv = hx_measure_median (noise, work->n_stretches);
      self->leads[lead].mains_mv = hx_measure_median (mains, work->n_stretches);
    }
}

static void
clear_work (Work *work)
{
  for (guint i = 0; i < work->n_stretches; i++)
    {
      g_free (work->stretches[i].marks);
      g_free (work->stretches[i].usual);
      g_free (work->stretches[i].noise_mv);
      g_free (work->stretches[i].mains_mv);
      g_clear_pointer (&work->stretches[i].unseen, g_array_unref);
    }
  g_free (work->stretches);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, clear_work)

/* Cuts one part into stretches that see their neighbours' margins, none at the end shorter than its margin.
 */
static void
add_stretches (GArray *stretches, const HxMeasurePart *part, double rate_hz)
{
  gsize length = (gsize)(STRETCH_S * rate_hz), margin = (gsize)(MARGIN_S * rate_hz);

  for (gsize from = part->first; from < part->end;)
    {
      gsize to = part->end - from < length + margin ? part->end : from + length;
      Stretch stretch = { .first = from - MIN (margin, from - part->first),
                          .end = to + MIN (margin, part->end - to),
                          .from_s = (double)from / rate_hz,
                          .to_s = (double)to / rate_hz };

      g_array_append_val (stretches, stretch);
      from = to;
    }
}

static gboolean
find_all (HxMeasurements *self, HxRecording *recording, HxProgress *progress, GCancellable *cancellable,
          GError **error)
{
  g_auto (Work) work = { .recording = recording, .cancellable = cancellable, .progress = progress };
  g_autoptr (GArray) parts = hx_measure_list_parts (recording),
                     stretches = g_array_new (FALSE, FALSE, sizeof (Stretch));

  for (guint i = 0; i < parts->len; i++)
    add_stretches (stretches, &g_array_index (parts, HxMeasurePart, i), hx_recording_get_rate_hz (recording));
  work.n_stretches = stretches->len;
  work.stretches = (Stretch *)(gpointer)g_array_free (g_steal_pointer (&stretches), FALSE);
  work.caller = g_thread_self ();
  if (!hx_parallel_for (work.n_stretches, 0, measure_stretch, &work, cancellable)
      || g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      g_cancellable_set_error_if_cancelled (cancellable, error && *error ? NULL : error);
      return FALSE;
    }
  for (guint i = 0; i < work.n_stretches; i++)
    if (work.stretches[i].failed)
      {
        g_set_error (error, HX_ERROR, HX_ERROR_RANGE, _ ("%s: there is not enough memory to measure it"),
                     hx_recording_get_source (recording) ? hx_recording_get_source (recording)
                                                         : _ ("recording"));
        return FALSE;
      }
  join (self, &work);
  self->overlap = find_overlap (&work);
  join_unseen (self, &work);
  return TRUE;
}

static HxMeasurements *
measurements_new (HxRecording *recording)
{
  HxMeasurements *self = g_new0 (HxMeasurements, 1);

  self->n_leads = hx_recording_get_n_leads (recording);
  self->leads = g_new0 (HxLeadMeasures, MAX (self->n_leads, 1));
  for (guint lead = 0; lead < self->n_leads; lead++)
    self->leads[lead] = (HxLeadMeasures){ 0, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 0.0, NAN, NAN };
  for (guint i = 0; i < HX_N_MEASURES; i++)
    self->values[i] = NAN;
  for (guint i = 0; i < HX_N_MARKS; i++)
    self->median_marks[i] = NAN;
  self->median_rate_hz = HX_WAVE_RATE_HZ;
  self->noise_share = NAN;
  return self;
}

static void
refuse_all (HxMeasurements *self, const char *reason)
{
  for (guint i = 0; i < HX_N_MEASURES; i++)
    hx_measure_refuse (self, i, reason);
}

static const char *
why_no_beats (const HxMeasurements *self)
{
  guint n_flat = 0, n_missing = 0, n_noisy = 0;

  for (guint lead = 0; lead < self->n_leads; lead++)
    {
      n_flat += (self->leads[lead].quality & HX_QUALITY_FLAT) != 0;
      n_missing += (self->leads[lead].quality & HX_QUALITY_MISSING) != 0;
      n_noisy += (self->leads[lead].quality & HX_QUALITY_NOISE) != 0;
    }
  if (n_flat == self->n_leads)
    return _ ("no lead shows anything");
  if (2 * n_noisy > self->n_leads)
    return _ ("noise hides the heart beats");
  return 2 * n_missing > self->n_leads ? _ ("no beats found, samples missing")
                                       : _ ("no heart beats were found");
}

HxMeasurements *
hx_measure (HxRecording *recording, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr (HxMeasurements) self = NULL;

  g_return_val_if_fail (HX_IS_RECORDING (recording), NULL);
  self = measurements_new (recording);
  if (hx_recording_get_rate_hz (recording) < HX_MEASURE_MIN_RATE_HZ)
    refuse_all (self, _ ("the sampling rate is below 100 Hz"));
  else if (hx_recording_get_duration_s (recording) < HX_MEASURE_MIN_DURATION_S)
    refuse_all (self, _ ("shorter than a second"));
  else if (!find_all (self, recording, progress, cancellable, error))
    return NULL;
  hx_measure_quality (self, recording);
  if (self->n_beats == 0)
    refuse_all (self, why_no_beats (self));
  hx_measure_intervals (self, recording);
  hx_measure_doubt (self, recording);
  if (!hx_measure_median_beat (self, recording, cancellable))
    {
      if (!g_cancellable_set_error_if_cancelled (cancellable, error))
        g_set_error_literal (error, HX_ERROR, HX_ERROR_RANGE,
                             _ ("there is not enough memory for the median beat"));
      return NULL;
    }
  hx_measure_amplitudes (self, recording);
  hx_progress_report (progress, 1.0, NULL);
  return g_steal_pointer (&self);
}

void
hx_measurements_free (HxMeasurements *self)
{
  if (!self)
    return;
  g_free (self->marks);
  g_free (self->usual);
  g_free (self->rr_ms);
  g_free (self->unseen);
  g_free (self->leads);
  g_free (self->median_mv);
  g_free (self);
}
