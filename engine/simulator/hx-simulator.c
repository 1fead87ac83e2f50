/* hx-simulator.c: 12-lead ECGs with known labels and known intervals
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The heart is a dipole whose three components in Frank's axes (x to the left, y downwards, z to the back)
 * are the sum of smooth bumps with exact beginnings and ends, in the manner of P. E. McSharry, G. D.
 * Clifford, L. Tarassenko and L. A. Smith, "A dynamical model for generating synthetic electrocardiogram
 * signals", IEEE Trans. Biomed. Eng. 50 (2003) 289-294, and R. Sameni, G. D. Clifford, C. Jutten and M. B.
 * Shamsollahi, "Multichannel ECG and noise modeling", EURASIP J. Adv. Signal Process. (2007) 043407. The
 * leads I, II and V1-V6 are projections by G. E. Dower's matrix ("A lead synthesizer for the Frank system to
 * simulate the standard 12-lead electrocardiogram", J. Electrocardiol. 1 (1968) 101-116), changed a little
 * from body to body; III, aVR, aVL and aVF follow by Einthoven's and Goldberger's laws.
 */
#include "engine/simulator/hx-sim-private.h"

#include <math.h>

/* What a recorder resolves. */
#define STEPS_PER_MV 200.0

/* Each part draws from a stream of its own, so that noise does not change the heart. */
enum
{
  STREAM_PATIENT = 1,
  STREAM_HEART,
  STREAM_RHYTHM,
  STREAM_BEATS,
  STREAM_ATRIA,
  STREAM_NOISE,
};

static GArray *
simulate_vcg (HxSimVcg *vcg, const HxSimHeart *heart, const HxSimPatient *patient, const HxRandom *stream)
{
  HxRandom rhythm_stream = hx_random_derive (stream, STREAM_RHYTHM);
  HxRandom beats_stream = hx_random_derive (stream, STREAM_BEATS);
  HxRandom atria_stream = hx_random_derive (stream, STREAM_ATRIA);
  HxSimRhythm rhythm;
  GArray *beats;

  hx_sim_rhythm_draw (&rhythm, patient, (double)vcg->n_samples / vcg->rate_hz, &rhythm_stream);
  beats = hx_sim_vcg_add_beats (vcg, heart, patient, &rhythm, &beats_stream);
  if (rhythm.fibrillation_mv > 0.0)
    hx_sim_vcg_add_fibrillation (vcg, &rhythm, &atria_stream);
  if (rhythm.flutter_s > 0.0)
    hx_sim_vcg_add_flutter (vcg, &rhythm, &atria_stream);
  hx_sim_rhythm_clear (&rhythm);
  return beats;
}

static void
project (const HxSimVcg *vcg, const HxSimField *field, double *const leads_mv[HX_SIM_N_FIELD_LEADS])
{
  for (int i = 0; i < HX_SIM_N_FIELD_LEADS; i++)
    {
      HxSimVector row = field->row[i];

      for (gsize t = 0; t < vcg->n_samples; t++)
        leads_mv[i][t] = row.x * vcg->x[t] + row.y * vcg->y[t] + row.z * vcg->z[t];
    }
}

/* Like a recorder: eight leads are digitised, the other four computed from them. */
static float *
record_leads (double *const leads_mv[HX_SIM_N_FIELD_LEADS], gsize n, gboolean digitised)
{
  float *out = g_new (float, HX_N_STANDARD_LEADS *n);

  if (digitised)
    for (int i = 0; i < HX_SIM_N_FIELD_LEADS; i++)
      for (gsize t = 0; t < n; t++)
        leads_mv[i][t] = rint (leads_mv[i][t] * STEPS_PER_MV) / STEPS_PER_MV;
  for (gsize t = 0; t < n; t++)
    {
      double i_mv = leads_mv[0][t], ii_mv = leads_mv[1][t];

      out[HX_LEAD_I * n + t] = (float)i_mv;
      out[HX_LEAD_II * n + t] = (float)ii_mv;
      out[HX_LEAD_III * n + t] = (float)(ii_mv - i_mv);
      out[HX_LEAD_AVR * n + t] = (float)(-0.5 * (i_mv + ii_mv));
      out[HX_LEAD_AVL * n + t] = (float)(i_mv - 0.5 * ii_mv);
      out[HX_LEAD_AVF * n + t] = (float)(ii_mv - 0.5 * i_mv);
    }
  for (int i = 2; i < HX_SIM_N_FIELD_LEADS; i++)
    for (gsize t = 0; t < n; t++)
      out[(HX_LEAD_V1 + i - 2) * n + t] = (float)leads_mv[i][t];
  return out;
}

static HxRecording *
new_recording (float *samples_mv, gsize n, double rate_hz, const HxSimPatient *patient)
{
  const char *names[HX_N_STANDARD_LEADS];
  HxRecording *recording;

  for (int i = 0; i < HX_N_STANDARD_LEADS; i++)
    names[i] = hx_lead_name ((HxLead)i);
  recording = hx_recording_new (names, HX_N_STANDARD_LEADS, n, rate_hz, samples_mv);
  hx_recording_set_origin (recording, HX_ORIGIN_SIMULATED);
  hx_recording_set_format (recording, "simulator");
  hx_recording_set_patient (recording, NULL, NULL, patient->age_years, patient->female ? "f" : "m");
  return recording;
}

HxSimRecord *
hx_simulate (guint32 labels, const HxSimOptions *options, HxRandom *random)
{
  g_autofree double *buffer = NULL;
  double *leads_mv[HX_SIM_N_FIELD_LEADS];
  HxRandom stream, part;
  HxSimPatient patient;
  HxSimHeart heart;
  HxSimRecord *record;
  HxSimVcg vcg;
  gsize n;

  g_return_val_if_fail (hx_simulator_combination_exists (labels), NULL);
  g_return_val_if_fail (options != NULL && random != NULL, NULL);
  g_return_val_if_fail (options->rate_hz >= HX_SIM_MIN_RATE_HZ && options->rate_hz <= HX_SIM_MAX_RATE_HZ,
                        NULL);
  g_return_val_if_fail (
      options->duration_s >= HX_SIM_MIN_DURATION_S && options->duration_s <= HX_SIM_MAX_DURATION_S, NULL);
  g_return_val_if_fail (options->noise >= 0.0 && options->noise <= HX_SIM_MAX_NOISE, NULL);

  stream = hx_random_from_seed (hx_random_next (random));
  n = (gsize)rint (options->duration_s * options->rate_hz);
  buffer = g_new0 (double, (3 + HX_SIM_N_FIELD_LEADS) * n);
  vcg = (HxSimVcg){ buffer, buffer + n, buffer + 2 * n, n, options->rate_hz };
  for (int i = 0; i < HX_SIM_N_FIELD_LEADS; i++)
    leads_mv[i] = buffer + (3 + i) * n;

  part = hx_random_derive (&stream, STREAM_PATIENT);
  hx_sim_patient_draw (&patient, labels, &part);
  part = hx_random_derive (&stream, STREAM_HEART);
  hx_sim_heart_draw (&heart, &patient, &part);
  record = g_new0 (HxSimRecord, 1);
  record->labels = labels;
  record->beats = simulate_vcg (&vcg, &heart, &patient, &stream);
  project (&vcg, &heart.field, leads_mv);
  part = hx_random_derive (&stream, STREAM_NOISE);
  if (options->noise > 0.0)
    hx_sim_noise_add (leads_mv, n, options->rate_hz, options->noise, &patient.breathing, &part);
  record->recording =
      new_recording (record_leads (leads_mv, n, options->noise > 0.0), n, options->rate_hz, &patient);
  return record;
}

void
hx_sim_record_free (HxSimRecord *record)
{
  if (record == NULL)
    return;
  g_clear_object (&record->recording);
  g_clear_pointer (&record->beats, g_array_unref);
  g_free (record);
}
