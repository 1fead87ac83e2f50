/* sample-ecg.c: a made-up recording for tests of the widgets
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/display/sample-ecg.h"

#include <math.h>

#define BEAT_S 0.82

/* Time after the beat's start, width and heights in mV of each wave. */
typedef struct
{
  double at_s, sigma_s;
  double in_i, in_ii;
  double in_chest[6];
} Wave;

static const Wave waves[] = {
  { 0.16, 0.025, 0.08, 0.14, { 0.06, 0.08, 0.08, 0.08, 0.08, 0.07 } },
  { 0.305, 0.008, -0.06, -0.10, { 0.0, 0.0, 0.0, -0.05, -0.10, -0.10 } },
  { 0.330, 0.011, 0.70, 1.15, { 0.22, 0.45, 0.85, 1.60, 1.55, 1.15 } },
  { 0.358, 0.011, -0.10, -0.22, { -1.05, -1.75, -1.15, -0.60, -0.25, -0.10 } },
  { 0.58, 0.045, 0.20, 0.32, { -0.08, 0.45, 0.55, 0.50, 0.38, 0.28 } },
};

static double
beat (double time_s, int lead)
{
  double value = 0.0;

  for (gsize i = 0; i < G_N_ELEMENTS (waves); i++)
    {
      const Wave *wave = &waves[i];
      double z = (fmod (time_s, BEAT_S) - wave->at_s) / wave->sigma_s;
      double one = wave->in_i, two = wave->in_ii;
      const double limb[6] = { one, two, two - one, -(one + two) / 2.0, one - two / 2.0, two - one / 2.0 };

      value += (lead < 6 ? limb[lead] : wave->in_chest[(lead - 6) % 6]) * exp (-0.5 * z * z);
    }
  return value;
}

HxRecording *
sample_ecg_new (const SampleEcg *sample)
{
  gsize n = (gsize)(sample->duration_s * sample->rate_hz + 0.5);
  guint n_leads = 0;
  const char *names[HX_N_STANDARD_LEADS + 26];
  char extra_names[26][2] = { { 0 } };
  int leads[HX_N_STANDARD_LEADS + 26];
  float *samples;

  g_return_val_if_fail (sample->n_extra <= 26, NULL);

  for (int lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    if (lead != sample->left_out)
      {
        names[n_leads] = hx_lead_name ((HxLead)lead);
        leads[n_leads++] = lead;
      }
  for (guint i = 0; i < sample->n_extra; i++)
    {
      extra_names[i][0] = (char)('A' + (23 + i) % 26);
      names[n_leads] = extra_names[i];
      leads[n_leads++] = (int)(6 + i % 6);
    }

  samples = g_new (float, n_leads *n);
  for (guint row = 0; row < n_leads; row++)
    for (gsize i = 0; i < n; i++)
      {
        double time_s = (double)i / sample->rate_hz;
        gboolean missing =
            time_s >= sample->gap_start_s && time_s < sample->gap_start_s + sample->gap_duration_s;
        /* Breathing, and a tremor that is fixed by time and lead, not random. */
        double drift = 0.03 * sin (2.0 * G_PI * time_s / 4.1 + row);
        double tremor = 0.008 * sin (317.0 * time_s + 5.0 * row) * sin (211.0 * time_s + row);

        samples[row * n + i] = missing ? NAN : (float)(beat (time_s, leads[row]) + drift + tremor);
      }
  return hx_recording_new (names, n_leads, n, sample->rate_hz, samples);
}
