/* hx-simulator.h: 12-lead ECGs with known labels and known intervals
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/hx-random.h"
#include "engine/records/hx-recording.h"

G_BEGIN_DECLS

/** What a simulated record can have. The order is that of hx_simulator_statements(). */
typedef enum
{
  HX_SIM_NORM,
  HX_SIM_STACH,
  HX_SIM_SBRAD,
  HX_SIM_SARRH,
  HX_SIM_AFIB,
  HX_SIM_AFLT,
  HX_SIM_1AVB,
  HX_SIM_CLBBB,
  HX_SIM_CRBBB,
  HX_SIM_LAFB,
  HX_SIM_IMI,
  HX_SIM_AMI,
  HX_SIM_STD,
  HX_SIM_INVT,
  HX_SIM_LVH,
  HX_SIM_PVC,
  HX_SIM_PACE,
  HX_SIM_SR, /* sinus rhythm at a normal rate: the rhythm label of what has no other */
  HX_SIM_N_LABELS,
} HxSimLabel;

/**
 * HxSimStatement: what a label means, in the columns of PTB-XL's scp_statements.csv,
 * so that the six tasks apply to simulated libraries too.
 */
typedef struct
{
  const char *code;        /* SCP-ECG code, "IMI" */
  const char *description; /* "inferior myocardial infarction", translatable */
  gboolean diagnostic, form, rhythm;
  const char *diagnostic_class;    /* "MI" or NULL */
  const char *diagnostic_subclass; /* "IMI" or NULL */
} HxSimStatement;

const HxSimStatement *hx_simulator_statements (void); /* HX_SIM_N_LABELS of them, static */

/**
 * HxSimBeat:
 *
 * Times of one beat in seconds from the start of the recording. A beat is listed if its R peak (the longest
 * vector of the QRS) is on the strip; NaN stands where a wave is absent or cut off by an end of the strip.
 * Onsets and offsets are exact: outside of them, ST segments and atrial fibrillation, flutter and stimuli
 * aside, the dipole is zero.
 */
typedef struct
{
  double p_onset_s, p_offset_s;
  double qrs_onset_s, r_peak_s, qrs_offset_s;
  double t_onset_s, t_offset_s;
  gboolean ventricular; /* a premature ventricular or paced complex */
  gboolean premature;   /* a premature ventricular complex, no beat of the rhythm itself */
} HxSimBeat;

#define HX_SIM_MIN_RATE_HZ 100.0
#define HX_SIM_MAX_RATE_HZ 1000.0
#define HX_SIM_MIN_DURATION_S 2.0
#define HX_SIM_MAX_DURATION_S 60.0
#define HX_SIM_MAX_NOISE 10.0

/**
 * HxSimOptions: within the limits above; the defaults are given
 * @noise: scale of muscle noise, mains, baseline wander and electrode motion; 1 is a hospital's, 0 none
 */
typedef struct
{
  double rate_hz;    /* 500 */
  double duration_s; /* 10 */
  double noise;
} HxSimOptions;

#define HX_SIM_OPTIONS_DEFAULT ((HxSimOptions){ .rate_hz = 500.0, .duration_s = 10.0, .noise = 1.0 })

/** One simulated record. Freed by hx_sim_record_free(). */
typedef struct
{
  HxRecording *recording; /* origin "simulated", with patient age and sex */
  guint32 labels;         /* bit l set: has label l */
  GArray *beats;          /* of HxSimBeat, in order of time: the truth, on the noise-free vectorcardiogram */
} HxSimRecord;

/**
 * hx_simulator_combination_exists:
 *
 * Whether a set of labels (bits) can exist in one patient at one time. It has exactly one rhythm (SR, STACH,
 * SBRAD, SARRH, AFIB, AFLT or PACE; SARRH goes with SBRAD too), and a sinus rhythm has NORM or a finding.
 */
gboolean hx_simulator_combination_exists (guint32 labels);

/** Draws a set of labels with a hospital's prevalences; always one that exists. */
guint32 hx_simulator_draw_labels (HxRandom *random);

/**
 * hx_simulate:
 * @labels: bits of HxSimLabel, a combination that exists
 * @random: taken on; the same stream gives the same record on every machine of one CPU kind
 *
 * A moving cardiac dipole (one loop each for P, QRS, T and their pathologies; Frank's axes, x to the left, y
 * downwards, z to the back) projected on the twelve leads through a lead-field matrix; see the sources named
 * in hx-simulator.c. Einthoven's and Goldberger's laws hold, noise included. With noise, I, II and V1-V6 are
 * multiples of 5 µV as in a recorder. One stream gives the same heart with any amount of noise. May be called
 * from several threads at once.
 *
 * Returns: (transfer full)
 */
HxSimRecord *hx_simulate (guint32 labels, const HxSimOptions *options, HxRandom *random);
void hx_sim_record_free (HxSimRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxSimRecord, hx_sim_record_free)

G_END_DECLS
