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

/** What one stretch gives. */
typedef struct
{
  guint n_beats;
  double *marks;
  guint8 *usual;
  double *noise_mv, *mains_mv; /* n_leads; NaN for leads that are not used */
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
    n_missing += signal->missing[(gsize)lead * signal->n + (gsize)i];
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
keep_beats (Stretch *stretch, const HxWaveSignal *signal, const HxWaves *waves, double from_s, double to_s)
{
  gsize row = (gsize)(signal->n_leads + 1) * HX_N_MARKS;

  stretch->marks = g_new (double, MAX ((gsize)waves->n_beats * row, 1));
  stretch->usual = g_new (guint8, MAX (waves->n_beats, 1));
  for (guint beat = 0; beat < waves->n_beats; beat++)
    {
      const float *common = hx_waves_marks (waves, beat, signal->n_leads);
      double at_s = signal->start_s + (double)common[HX_MARK_R] / HX_WAVE_RATE_HZ;

      if (!(at_s >= from_s && at_s < to_s) || !is_beat_seen (signal, common[HX_MARK_R]))
        continue;
      for (guint lead = 0; lead <= signal->n_leads; lead++)
        copy_marks (signal, lead, hx_waves_marks (waves, beat, lead),
                    stretch->marks + stretch->n_beats * row + lead * HX_N_MARKS);
      /* A beat is listed for its R alone, too: the strip's end may cut its QRS complex. */
      stretch->marks[stretch->n_beats * row + signal->n_leads * HX_N_MARKS + HX_MARK_R] = at_s;
      stretch->usual[stretch->n_beats++] = waves->likeness[beat] >= HX_USUAL_LIKENESS;
    }
}

static void
measure_stretch (guint item, guint worker, gpointer user_data)
{
  Work *work = user_data;
  Stretch *stretch = &work->stretches[item];
  double rate_hz = hx_recording_get_rate_hz (work->recording);
  gsize n_samples = hx_recording_get_n_samples (work->recording);
  double from_s = item * STRETCH_S, to_s = item + 1 < work->n_stretches ? from_s + STRETCH_S : G_MAXDOUBLE;
  gsize first = (gsize)(MAX (from_s - MARGIN_S, 0.0) * rate_hz);
  gsize end = to_s < G_MAXDOUBLE ? MIN ((gsize)((to_s + MARGIN_S) * rate_hz), n_samples) : n_samples;
  g_autoptr (HxWaveSignal) signal =
      hx_wave_signal_new (work->recording, first, end - first, work->cancellable);
  g_autoptr (GArray) beats = NULL;
  g_autoptr (HxWaves) waves = NULL;

  (void)worker;
  if (!signal)
    {
      stretch->failed = TRUE;
      return;
    }
  beats = hx_beats_find (signal);
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
  keep_beats (stretch, signal, waves, from_s, to_s);
  g_atomic_int_inc (&work->n_done);
  if (g_thread_self () == work->caller)
    hx_progress_report (work->progress, 0.95 * g_atomic_int_get (&work->n_done) / work->n_stretches, NULL);
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
    }
  g_free (work->stretches);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, clear_work)

static gboolean
find_all (HxMeasurements *self, HxRecording *recording, HxProgress *progress, GCancellable *cancellable,
          GError **error)
{
  g_auto (Work) work = { .recording = recording, .cancellable = cancellable, .progress = progress };
  double duration_s = hx_recording_get_duration_s (recording);

  /* No last stretch of less than its margin. */
  work.n_stretches = MAX (1, (guint)floor ((duration_s + STRETCH_S - MARGIN_S) / STRETCH_S));
  work.stretches = g_new0 (Stretch, work.n_stretches);
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
  return TRUE;
}

static HxMeasurements *
measurements_new (HxRecording *recording)
{
  HxMeasurements *self = g_new0 (HxMeasurements, 1);

  self->n_leads = hx_recording_get_n_leads (recording);
  self->leads = g_new0 (HxLeadMeasures, MAX (self->n_leads, 1));
  for (guint lead = 0; lead < self->n_leads; lead++)
    self->leads[lead] = (HxLeadMeasures){ 0, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN };
  for (guint i = 0; i < HX_N_MEASURES; i++)
    self->values[i] = NAN;
  for (guint i = 0; i < HX_N_MARKS; i++)
    self->median_marks[i] = NAN;
  self->median_rate_hz = HX_WAVE_RATE_HZ;
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
  guint n_flat = 0, n_missing = 0;

  for (guint lead = 0; lead < self->n_leads; lead++)
    {
      n_flat += (self->leads[lead].quality & HX_QUALITY_FLAT) != 0;
      n_missing += (self->leads[lead].quality & HX_QUALITY_MISSING) != 0;
    }
  if (n_flat == self->n_leads)
    return _ ("no lead shows anything");
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
    refuse_all (self, _ ("the recording is shorter than a second"));
  else if (!find_all (self, recording, progress, cancellable, error))
    return NULL;
  hx_measure_quality (self, recording);
  if (self->n_beats == 0)
    refuse_all (self, why_no_beats (self));
  hx_measure_intervals (self, recording);
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
  g_free (self->leads);
  g_free (self->median_mv);
  g_free (self);
}
