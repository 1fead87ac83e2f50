/* delineation-features.c: what boundaries are told from
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/bench/delineation-features.h"

#include "engine/records/hx-beats.h"
#include "engine/records/hx-delineate-private.h"
#include "engine/records/hx-reader.h"
#include "engine/simulator/hx-simulator.h"
#include "tests/bench/delineation-score.h"
#include "tests/bench/simulated-score.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum
{
  N_RECORDS = 200,
  N_SIMULATED = 900, /* with and without noise each */
  N_ACTIVATIONS = 4000,
  N_LOOKS = 6, /* places that a boundary is looked for from */
  SIMULATED_SEED = 5000,
  SIMULATED_RECORD = 1000, /* numbers from here on are simulated ones */
};

/* A row of all leads together: record, bound, whether the beat is premature, labels, reference and truth in
 * samples at HX_WAVE_RATE_HZ (truth NaN: to be looked up), whether the signal is clean, features. */
enum
{
  N_FIXED = 7,
};

/* A row of a lead: record, lead, bound, shift and reference in samples, features. */
enum
{
  N_LEAD_FIXED = 5,
  N_SHIFTS = 2, /* to either side */
};

static void
write_row (FILE *file, const HxDelineation *self, guint beat, HxBound bound, const float fixed[N_FIXED])
{
  float row[N_FIXED + HX_N_FEATURES];

  memcpy (row, fixed, N_FIXED * sizeof *row);
  row[6] = (float)self->clean;
  hx_settle_features (self, beat, bound, self->n_leads, 0.0f, &row[4], row + N_FIXED);
  if (isfinite (row[4]) && fwrite (row, sizeof row, 1, file) != 1)
    g_error ("cannot write");
}

/* A lead's own boundary, all of it seen from as many samples beside what the leads agree on as @fixed says.
 */
static void
write_lead_row (FILE *file, const HxDelineation *self, guint beat, HxBound bound, guint lead,
                const float fixed[N_LEAD_FIXED])
{
  float row[N_LEAD_FIXED + HX_LEAD_N_FEATURES], distances[HX_LEAD_N_PLACES];
  gssize place;

  memcpy (row, fixed, N_LEAD_FIXED * sizeof *row);
  hx_settle_features (self, beat, bound, lead, row[3], &row[4], row + N_LEAD_FIXED);
  if (!isfinite (row[4]))
    return;
  place = (gssize)lrintf (row[4]) + (gssize)row[3];
  hx_lead_distances (self, bound, place, distances);
  hx_lead_look (self, bound, lead, place, distances, row + N_LEAD_FIXED + HX_N_FEATURES);
  if (fwrite (row, sizeof row, 1, file) != 1)
    g_error ("cannot write");
}

/* As many samples beside the reference as the reference itself may be wrong. */
static void
write_lead_rows (FILE *file, const HxDelineation *self, guint record, guint beat, HxBound bound, guint lead)
{
  for (gssize i = -N_SHIFTS; i <= N_SHIFTS; i++)
    write_lead_row (file, self, beat, bound, lead,
                    (const float[N_LEAD_FIXED]){ (float)record, (float)lead, (float)bound,
                                                 (float)(i * hx_lead_step (bound)), 0.0f });
}

static void
write_recorded (FILE *file, FILE *lead_file, const char *folder, guint record)
{
  const HxReadOptions options = { .gain_adu_per_mv = SCORE_LUDB_GAIN_ADU_PER_MV };
  g_autofree char *path = g_strdup_printf ("%s/%u.hea", folder, record);
  g_autoptr (GError) error = NULL;
  g_autoptr (HxRecording) recording = hx_recording_open (path, &options, &error);
  g_autoptr (HxWaveSignal) signal = NULL;
  g_autoptr (GArray) beats = NULL;
  g_auto (HxDelineation) self = { 0 };

  if (!recording)
    g_error ("%s", error->message);
  signal = hx_wave_signal_new (recording, 0, hx_recording_get_n_samples (recording), NULL);
  beats = hx_beats_find (signal, NULL);
  hx_delineation_run (&self, signal, beats);
  for (guint beat = 0; beat < self.n_beats; beat++)
    for (HxBound bound = 0; bound < HX_N_BOUNDS; bound++)
      {
        for (guint lead = 0; lead < self.n_leads; lead++)
          write_lead_rows (lead_file, &self, record, beat, bound, lead);
        write_row (file, &self, beat, bound,
                   (const float[N_FIXED]){ (float)record, (float)bound, 0.0f, 0.0f, 0.0f, NAN });
      }
}

/* The found beat whose R is at @r_s, or -1. */
static int
find_beat (const HxDelineation *self, double r_s)
{
  for (guint beat = 0; beat < self->n_beats; beat++)
    if (fabs ((double)hx_waves_marks (self->waves, beat, self->n_leads)[HX_MARK_R] / HX_WAVE_RATE_HZ - r_s)
        < 0.08)
      return (int)beat;
  return -1;
}

/* As a hospital draws it; or, of one group. */
static HxSimRecord *
simulate_strip (guint number, SimulatedGroup wanted, double noise, HxRandom *random)
{
  HxSimOptions options = { .rate_hz = HX_WAVE_RATE_HZ, .duration_s = 10.0, .noise = noise };
  guint32 labels;

  *random = hx_random_from_seed (SIMULATED_SEED + number);
  do
    labels = hx_simulator_draw_labels (random);
  while (wanted < SIMULATED_N_GROUPS && simulated_group (labels) != wanted);
  return hx_simulate (labels, &options, random);
}

static void
write_simulated (FILE *file, guint number, double noise)
{
  HxRandom random;
  g_autoptr (HxSimRecord) record = simulate_strip (number, SIMULATED_N_GROUPS, noise, &random);
  g_autoptr (HxWaveSignal) signal =
      hx_wave_signal_new (record->recording, 0, hx_recording_get_n_samples (record->recording), NULL);
  g_autoptr (GArray) beats = hx_beats_find (signal, NULL);
  g_auto (HxDelineation) self = { 0 };

  hx_delineation_run (&self, signal, beats);
  for (guint i = 0; i < record->beats->len; i++)
    {
      const HxSimBeat *truth = &g_array_index (record->beats, HxSimBeat, i);
      const double times_s[HX_N_BOUNDS] = { truth->p_onset_s,    truth->p_offset_s, truth->qrs_onset_s,
                                            truth->qrs_offset_s, truth->t_onset_s,  truth->t_offset_s };
      int beat = find_beat (&self, truth->r_peak_s);

      for (HxBound bound = 0; beat >= 0 && bound < HX_N_BOUNDS; bound++)
        if (isfinite (times_s[bound]))
          write_row (file, &self, (guint)beat, bound,
                     (const float[N_FIXED]){ (float)(SIMULATED_RECORD + number), (float)bound,
                                             (float)truth->premature, (float)record->labels, 0.0f,
                                             (float)(times_s[bound] * HX_WAVE_RATE_HZ) });
    }
}

/* The median over the usual beats of one boundary's true place, from their origins, in samples. */
static double
true_place (const HxDelineation *self, GArray *truth, HxActivation which)
{
  g_autofree float *places = g_new (float, MAX (self->n_beats, 1));

  for (guint beat = 0; beat < self->n_beats; beat++)
    places[beat] = NAN;
  for (guint i = 0; i < truth->len; i++)
    {
      const HxSimBeat *of = &g_array_index (truth, HxSimBeat, i);
      double at_s = which == HX_ACTIVATION_ONSET ? of->qrs_onset_s : of->qrs_offset_s;
      int beat = find_beat (self, of->r_peak_s);

      if (beat >= 0 && !of->premature && hx_average_is_usual (self, (guint)beat))
        places[beat] = (float)(at_s * HX_WAVE_RATE_HZ - (double)self->origins[beat]);
    }
  return (double)hx_delineate_median (places, self->n_beats);
}

/* Rows of one boundary: which it is, how far it truly is from where it is taken to be, features. */
static void
write_activation (FILE *file, const HxAverage *average, HxActivation which, double truth, HxRandom *random)
{
  float row[2 + HX_ACTIVATION_N_FEATURES];

  for (guint look = 0; look < N_LOOKS; look++)
    {
      /* The first from near, as the last look will be; no place is believed that is far away. */
      double away = (look == 0 ? 3.0 : 12.0) * CLAMP (hx_random_normal (random), -3.0, 3.0);
      gssize place = (gssize)lrint (truth + (which == HX_ACTIVATION_ONSET ? 0.6 : 1.0) * away);

      row[0] = (float)which;
      row[1] = (float)(truth - (double)place);
      if (hx_activation_features (average, which, place, row + 2) && fwrite (row, sizeof row, 1, file) != 1)
        g_error ("cannot write");
    }
}

/* Every second strip as a hospital has them, and the others of each group in turn: of the rarer ones there
 * would be too few to learn from. */
static void
write_activations (FILE *file, guint number, double noise)
{
  HxRandom random;
  SimulatedGroup wanted = number % 2 ? number / 2 % SIMULATED_N_GROUPS : SIMULATED_N_GROUPS;
  g_autoptr (HxSimRecord) record = simulate_strip (number, wanted, noise, &random);
  g_autoptr (HxWaveSignal) signal =
      hx_wave_signal_new (record->recording, 0, hx_recording_get_n_samples (record->recording), NULL);
  g_autoptr (GArray) beats = hx_beats_find (signal, NULL);
  g_auto (HxDelineation) self = { 0 };
  g_auto (HxAverage) average = { 0 };

  hx_delineation_run (&self, signal, beats);
  if (!hx_average_find (&average, &self, FALSE, INFINITY))
    return;
  for (HxActivation which = 0; which < HX_N_ACTIVATION_NETS; which++)
    {
      double truth = true_place (&self, record->beats, which);

      if (isfinite (truth))
        write_activation (file, &average, which, truth, &random);
    }
}

static FILE *
open_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  FILE *file = fopen (path, "wb");

  if (!file)
    g_error ("cannot write %s", path);
  return file;
}

static void
close_file (FILE *file)
{
  if (fclose (file) != 0)
    g_error ("cannot write");
}

void
delineation_write_activations (const char *folder)
{
  FILE *file = open_file (folder, "activations");

  for (guint number = 0; number < N_ACTIVATIONS; number++)
    {
      write_activations (file, number, 0.0);
      write_activations (file, number, 1.0);
    }
  close_file (file);
}

void
delineation_write_features (const char *ludb, const char *folder)
{
  FILE *leads = open_file (folder, "leads"), *all = open_file (folder, "all");

  for (guint record = 1; record <= N_RECORDS; record += 2)
    write_recorded (all, leads, ludb, record);
  close_file (leads);
  for (guint number = 0; number < N_SIMULATED; number++)
    {
      write_simulated (all, number, 0.0);
      write_simulated (all, number, 1.0);
    }
  close_file (all);
}

void
delineation_print_n_features (void)
{
  g_print ("%d %d\n", HX_N_FEATURES, HX_LEAD_N_FEATURES);
}
