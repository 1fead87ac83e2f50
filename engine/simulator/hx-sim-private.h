/* hx-sim-private.h: what the parts of the simulator share
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A patient (age, intervals, breathing) has a heart (waves as sums of smooth bumps of a dipole, seen through
 * a lead field); a rhythm says when it beats; the dipole's three components are summed over the strip,
 * projected on eight leads, and noise is added electrode by electrode.
 *
 * Frank's axes: x to the left, y downwards (to the feet), z to the back; millivolts.
 */
#pragma once

#include "engine/simulator/hx-simulator.h"

G_BEGIN_DECLS

#define HX_SIM_BIT(label) (1u << HX_SIM_##label)

/** The leads that are projected; III, aVR, aVL and aVF follow from I and II. */
#define HX_SIM_N_FIELD_LEADS 8

typedef struct
{
  double x, y, z;
} HxSimVector;

/**
 * HxSimBump: one smooth component of a wave
 *
 * Rises as half a cosine from @start to @peak and falls likewise to @end; exactly zero outside, so that a
 * wave's first start and last end are its true onset and offset. @soft, in [0, 1], is the share of the
 * squared half cosine, which comes and goes more gently; without it, the time integral is @mv x (end - start)
 * / 2.
 */
typedef struct
{
  double start, peak, end; /* seconds from the wave's onset; of a T wave, fractions of its duration */
  HxSimVector mv;
  double soft;
} HxSimBump;

#define HX_SIM_MAX_QRS_BUMPS 12
#define HX_SIM_N_T_BUMPS 2
#define HX_SIM_N_P_BUMPS 2

/** HxSimComplex: ventricular activation and recovery. */
typedef struct
{
  HxSimBump qrs[HX_SIM_MAX_QRS_BUMPS];
  guint n_qrs;
  double qrs_s;                 /* duration */
  double r_s;                   /* of the longest vector, from the onset */
  HxSimVector st_begin, st_end; /* the ST segment at its two ends, without the T wave */
  HxSimBump t[HX_SIM_N_T_BUMPS];
  double t_share; /* of the time from the end of the QRS to the end of T, what the T wave takes */
} HxSimComplex;

typedef struct
{
  HxSimVector row[HX_SIM_N_FIELD_LEADS]; /* I, II, V1-V6 */
} HxSimField;

/** HxSimBreathing: a sinusoid that turns and scales the heart's vectors and moves the baseline. */
typedef struct
{
  double rate_hz, phase;
  double turn_rad; /* amplitude of the rotation */
  double gain;     /* amplitude of the relative scaling */
} HxSimBreathing;

/** HxSimTrait: what is unusual, but short of a label. */
typedef enum
{
  HX_SIM_TRAIT_LEFT_AXIS = 1 << 0,
  HX_SIM_TRAIT_LATE_TRANSITION = 1 << 1, /* R grows late from V1 to V6 */
  HX_SIM_TRAIT_SMALL_Q = 1 << 2,         /* below, short and shallow */
  HX_SIM_TRAIT_STRONG = 1 << 3,          /* high voltage */
  HX_SIM_TRAIT_LOW_ST = 1 << 4,          /* by less than 0.1 mV */
  HX_SIM_TRAIT_HIGH_ST = 1 << 5,         /* early repolarisation */
  HX_SIM_TRAIT_FLAT_T = 1 << 6,
  HX_SIM_TRAIT_LATE_RIGHT = 1 << 7, /* r' in V1, QRS not wide: an incomplete right bundle branch block */
  HX_SIM_TRAIT_SLOW = 1 << 8,       /* QRS of 105 to 117 ms */
} HxSimTrait;

typedef struct
{
  guint32 labels;
  guint traits; /* of HxSimTrait */
  double age_years;
  gboolean female;
  double rr_s; /* mean interval between beats; of atrial flutter, between flutter waves */
  double pr_s, p_s;
  double qt_s; /* at an RR of 1 s and a narrow QRS */
  HxSimBreathing breathing;
} HxSimPatient;

typedef struct
{
  HxSimField field;
  HxSimBump p[HX_SIM_N_P_BUMPS];
  HxSimComplex own;     /* conducted, or paced */
  HxSimComplex ectopic; /* the premature ventricular complex */
  HxSimVector atrial_spike, ventricular_spike;
  double spike_lead_s; /* from a stimulus to the onset of its wave */
} HxSimHeart;

typedef enum
{
  HX_SIM_CONDUCTED,
  HX_SIM_ECTOPIC,
  HX_SIM_PACED,
} HxSimOrigin;

/** HxSimEvent: when the ventricles begin, and why. */
typedef struct
{
  double onset_s;
  HxSimOrigin origin;
  double pr_s; /* NaN: no P wave before it */
  gboolean atrial_spike;
} HxSimEvent;

/** HxSimRhythm: the strip's timing. @events reaches a little beyond both ends. */
typedef struct
{
  GArray *events; /* of HxSimEvent, in order */
  double mean_rr_s;
  double fibrillation_mv; /* 0 if the atria do not fibrillate */
  double flutter_s;       /* a flutter wave's duration, 0 if there are none */
  double flutter_phase;   /* at time 0, in cycles */
} HxSimRhythm;

/** HxSimVcg: the vectorcardiogram, n_samples of each component. */
typedef struct
{
  double *x, *y, *z;
  gsize n_samples;
  double rate_hz;
} HxSimVcg;

static inline HxSimVector
hx_sim_scaled (HxSimVector v, double factor)
{
  return (HxSimVector){ v.x * factor, v.y * factor, v.z * factor };
}

static inline HxSimVector
hx_sim_sum (HxSimVector a, HxSimVector b)
{
  return (HxSimVector){ a.x + b.x, a.y + b.y, a.z + b.z };
}

static inline double
hx_sim_dot (HxSimVector a, HxSimVector b)
{
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

/** CLAMP() for what must be computed once, such as a random number. */
static inline double
hx_sim_within (double value, double low, double high)
{
  return value < low ? low : value > high ? high : value;
}

/** A normal deviate, but never more than @limit deviations from the mean. */
double hx_sim_normal (HxRandom *random, double mean, double deviation, double limit);

/* hx-sim-patient.c */
void hx_sim_patient_draw (HxSimPatient *patient, guint32 labels, HxRandom *random);

/**
 * hx_sim_field_draw:
 * @variety: 0 for Dower's matrix itself, 1 for a hospital's range of bodies and electrode places
 */
void hx_sim_field_draw (HxSimField *field, double variety, HxRandom *random);

/** All twelve leads of one vector, in standard order. */
void hx_sim_field_project (const HxSimField *field, HxSimVector v, double leads_mv[HX_N_STANDARD_LEADS]);

/* hx-sim-qrs.c: activation. @severity runs from 0, just enough for the label, to 1, marked. */
void hx_sim_qrs_draw (HxSimComplex *complex, const HxSimPatient *patient, const HxSimField *field,
                      double severity, double variety, HxRandom *random);
void hx_sim_qrs_draw_ectopic (HxSimComplex *complex, HxRandom *random);
void hx_sim_p_draw (HxSimBump p[HX_SIM_N_P_BUMPS], double duration_s, double variety, HxRandom *random);

/** The time integral of the QRS. */
HxSimVector hx_sim_qrs_area (const HxSimComplex *complex);

/** Where the frontal area vector points, in degrees: 0 to lead I, 90 to aVF. */
double hx_sim_axis_deg (const HxSimField *field, HxSimVector v);

/* hx-sim-recovery.c: ST segment and T wave, which follow from the QRS */
void hx_sim_recovery_draw (HxSimComplex *complex, const HxSimPatient *patient, const HxSimField *field,
                           double severity, double variety, HxRandom *random);
void hx_sim_recovery_draw_ectopic (HxSimComplex *complex, HxRandom *random);

/* hx-sim-criteria.c: whether a reader with a ruler would agree */
gboolean hx_sim_heart_shows (const HxSimHeart *heart, guint32 labels);

/* hx-sim-heart.c */
void hx_sim_heart_draw (HxSimHeart *heart, const HxSimPatient *patient, HxRandom *random);

/* hx-sim-rhythm.c */
/** Free with hx_sim_rhythm_clear(). */
void hx_sim_rhythm_draw (HxSimRhythm *rhythm, const HxSimPatient *patient, double duration_s,
                         HxRandom *random);
void hx_sim_rhythm_clear (HxSimRhythm *rhythm);

/* hx-sim-dipole.c */
double hx_sim_bump_at (const HxSimBump *bump, double time);

/** The beats of @rhythm into @vcg. Returns: (transfer full): of HxSimBeat */
GArray *hx_sim_vcg_add_beats (HxSimVcg *vcg, const HxSimHeart *heart, const HxSimPatient *patient,
                              const HxSimRhythm *rhythm, HxRandom *random);

/* hx-sim-atria.c */
void hx_sim_vcg_add_fibrillation (HxSimVcg *vcg, const HxSimRhythm *rhythm, HxRandom *random);
void hx_sim_vcg_add_flutter (HxSimVcg *vcg, const HxSimRhythm *rhythm, HxRandom *random);

/* hx-sim-noise.c */

/**
 * hx_sim_noise_add:
 * @leads_mv: I, II, V1-V6, n_samples each
 *
 * Adds the noise of each of the nine electrodes to all leads it takes part in, so that Einthoven's law holds
 * for the noise too.
 */
void hx_sim_noise_add (double *const leads_mv[HX_SIM_N_FIELD_LEADS], gsize n_samples, double rate_hz,
                       double scale, const HxSimBreathing *breathing, HxRandom *random);

G_END_DECLS
