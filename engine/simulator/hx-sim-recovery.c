/* hx-sim-recovery.c: ST segment and T wave
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Primary recovery has a direction of its own (left, down, forward); secondary recovery points against the
 * area of an abnormal QRS, as F. N. Wilson's ventricular gradient has it (Am. Heart J. 10, 1934).
 */
#include "engine/simulator/hx-sim-private.h"

#include <math.h>

typedef struct
{
  HxSimVector t;
  HxSimVector st_begin, st_end;
  double t_peak, t_share;
} Recovery;

/* Upright where a normal T wave is. */
static gboolean
is_upright (const HxSimField *field, HxSimVector t)
{
  static const HxLead upright[] = { HX_LEAD_I,  HX_LEAD_II, HX_LEAD_V2, HX_LEAD_V3,
                                    HX_LEAD_V4, HX_LEAD_V5, HX_LEAD_V6 };
  double leads_mv[HX_N_STANDARD_LEADS];

  hx_sim_field_project (field, t, leads_mv);
  for (guint i = 0; i < G_N_ELEMENTS (upright); i++)
    if (leads_mv[upright[i]] < 0.085)
      return FALSE;
  return TRUE;
}

static HxSimVector
draw_primary_t (const HxSimPatient *patient, const HxSimField *field, HxSimVector area, double variety,
                HxRandom *random)
{
  static const HxSimVector typical = { 0.32, 0.24, -0.17 };
  const double typical_area = 0.042; /* of a QRS, in mV s */
  double qrs_axis_deg = hx_sim_axis_deg (field, area);
  double thickness = sqrt (sqrt (hx_sim_dot (area, area)) / typical_area); /* a small QRS has a small T */
  double age = patient->age_years - 50.0;
  double size_mv =
      hx_sim_normal (random, (patient->female ? 0.36 : 0.43) - 0.0015 * age, 0.07 * variety, 2.0);
  double down_deg = 36.0 + 0.25 * (hx_sim_within (qrs_axis_deg, -20.0, 80.0) - 45.0);
  double forward_deg = (patient->female ? 24.0 : 31.0) - 0.12 * age;
  double down = hx_sim_normal (random, down_deg, 9.0 * variety, 2.0) * G_PI / 180.0;
  double forward = hx_sim_normal (random, forward_deg, 9.0 * variety, 2.0) * G_PI / 180.0;
  HxSimVector t = { size_mv * cos (forward) * cos (down), size_mv * cos (forward) * sin (down),
                    -size_mv * sin (forward) };

  t = hx_sim_scaled (t, hx_sim_within (thickness, 0.7, 1.2));
  for (int step = 0; step < 20 && !is_upright (field, t); step++)
    t = hx_sim_sum (hx_sim_scaled (t, 0.8), hx_sim_scaled (typical, 0.2));
  return t;
}

/* Recovery against the QRS, after a wide or a strong one. @gain is the T wave per area, in 1/s. */
static void
oppose_qrs (Recovery *recovery, HxSimVector area, double own_share, double gain, HxRandom *random)
{
  double st_share = hx_random_between (random, 0.16, 0.26);
  HxSimVector against = hx_sim_scaled (area, -gain);

  recovery->t = hx_sim_sum (hx_sim_scaled (recovery->t, own_share), against);
  recovery->st_begin = hx_sim_scaled (against, st_share);
  recovery->st_end = hx_sim_scaled (against, st_share * hx_random_between (random, 1.3, 1.6));
}

/* Only the late right ventricle is recovered late. */
static void
oppose_right_ventricle (Recovery *recovery, const HxSimComplex *complex, HxRandom *random)
{
  HxSimComplex late = { .n_qrs = 2 };

  late.qrs[0] = complex->qrs[complex->n_qrs - 2];
  late.qrs[1] = complex->qrs[complex->n_qrs - 1];
  recovery->t = hx_sim_sum (recovery->t,
                            hx_sim_scaled (hx_sim_qrs_area (&late), -hx_random_between (random, 7.5, 10.5)));
}

typedef enum
{
  ACUTE,
  HEALING,
  OLD,
} Stage;

static Stage
draw_stage (HxRandom *random)
{
  double u = hx_random_uniform (random);

  return u < 0.22 ? ACUTE : u < 0.62 ? HEALING : OLD;
}

/* An injured wall draws the ST segment towards itself; later the T wave turns away from it. */
static void
injure_below (Recovery *recovery, double severity, HxRandom *random)
{
  static const HxSimVector wall = { -0.12, 0.95, 0.05 };
  Stage stage = draw_stage (random);
  double st_mv = stage == ACUTE ? 0.11 + 0.20 * severity
                                : hx_random_between (random, 0.0, stage == HEALING ? 0.09 : 0.03);

  recovery->st_begin = hx_sim_sum (recovery->st_begin, hx_sim_scaled (wall, st_mv));
  recovery->st_end = hx_sim_sum (recovery->st_end, hx_sim_scaled (wall, 1.15 * st_mv));
  if (stage == ACUTE)
    recovery->t = hx_sim_sum (recovery->t, hx_sim_scaled (wall, 0.15));
  else if (stage == HEALING)
    recovery->t.y = -0.08 - 0.24 * severity;
  else
    recovery->t.y *= hx_random_between (random, -0.4, 0.4);
}

static void
injure_front (Recovery *recovery, double severity, HxRandom *random)
{
  static const HxSimVector wall = { 0.22, 0.05, -0.97 };
  Stage stage = draw_stage (random);
  double st_mv = stage == ACUTE ? 0.11 + 0.20 * severity
                                : hx_random_between (random, 0.02, stage == HEALING ? 0.12 : 0.06);

  recovery->st_begin = hx_sim_sum (recovery->st_begin, hx_sim_scaled (wall, st_mv));
  recovery->st_end = hx_sim_sum (recovery->st_end, hx_sim_scaled (wall, 1.15 * st_mv));
  if (stage == ACUTE)
    recovery->t = hx_sim_sum (recovery->t, hx_sim_scaled (wall, 0.14));
  else if (stage == HEALING)
    {
      recovery->t.x *= hx_random_between (random, -0.2, 0.3);
      recovery->t.z = 0.14 + 0.26 * severity;
    }
  else
    {
      recovery->t.x *= 0.8;
      recovery->t.z = hx_random_between (random, -0.06, 0.12);
    }
}

static void
strain (Recovery *recovery, HxSimVector area, double severity, HxRandom *random)
{
  double size = sqrt (hx_sim_dot (area, area));
  HxSimVector against =
      hx_sim_scaled (area, -hx_random_between (random, 0.0, 0.035 + 0.03 * severity) / size);

  recovery->t = hx_sim_sum (hx_sim_scaled (recovery->t, hx_random_between (random, 0.55, 0.95)),
                            hx_sim_scaled (against, 1.5));
  recovery->st_begin = hx_sim_sum (recovery->st_begin, against);
  recovery->st_end = hx_sim_sum (recovery->st_end, hx_sim_scaled (against, 1.3));
}

/* Away from V4-V6 and II. */
static const HxSimVector away_from_apex = { -0.82, -0.62, 0.02 };

/* Horizontal or falling. */
static void
depress_st (Recovery *recovery, double severity, HxRandom *random)
{
  double st_mv = 0.125 + 0.17 * severity;
  HxSimVector st = hx_sim_scaled (away_from_apex, st_mv);

  recovery->st_begin = hx_sim_scaled (st, hx_random_between (random, 0.92, 1.05));
  recovery->st_end = hx_sim_scaled (st, hx_random_between (random, 1.0, 1.3));
  recovery->t = hx_sim_scaled (recovery->t, hx_random_between (random, 0.45, 0.85));
  recovery->t_share = hx_random_between (random, 0.56, 0.68);
}

static void
add_traits (Recovery *recovery, const HxSimPatient *patient, HxRandom *random)
{
  if (patient->traits & HX_SIM_TRAIT_FLAT_T)
    recovery->t = hx_sim_scaled (recovery->t, hx_random_between (random, -0.15, 0.50));
  if (patient->traits & HX_SIM_TRAIT_HIGH_ST)
    {
      recovery->st_begin = hx_sim_scaled (recovery->t, hx_random_between (random, 0.10, 0.18));
      recovery->st_end = hx_sim_scaled (recovery->t, hx_random_between (random, 0.18, 0.25));
    }
  if (patient->traits & HX_SIM_TRAIT_LOW_ST)
    {
      HxSimVector st = hx_sim_scaled (away_from_apex, hx_random_between (random, 0.045, 0.095));

      recovery->st_begin = st;
      recovery->st_end = hx_sim_scaled (st, hx_random_between (random, 0.6, 1.1));
    }
}

static void
invert_t (Recovery *recovery, const HxSimPatient *patient, double severity, HxRandom *random)
{
  const guint32 not_in_front = HX_SIM_BIT (LVH) | HX_SIM_BIT (AMI) | HX_SIM_BIT (CRBBB) | HX_SIM_BIT (STD);
  double place = patient->labels & not_in_front ? 0.0 : hx_random_uniform (random);
  double depth_mv = 0.14 + 0.36 * severity;

  if (place < 0.50) /* the lateral wall: I, aVL, V4-V6 */
    recovery->t = (HxSimVector){ -1.15 * depth_mv, hx_random_between (random, 0.06, 0.16), -0.05 };
  else if (place < 0.87 || (patient->labels & HX_SIM_BIT (IMI))) /* in front: V2-V4 */
    recovery->t = (HxSimVector){ hx_random_between (random, -0.08, 0.06),
                                 hx_random_between (random, 0.08, 0.18), 0.95 * depth_mv };
  else /* below: II, III, aVF */
    recovery->t = (HxSimVector){ hx_random_between (random, 0.16, 0.24), -1.0 * depth_mv, -0.16 };
  recovery->t_peak = hx_random_between (random, 0.46, 0.54);
}

static void
put_recovery (HxSimComplex *complex, const Recovery *recovery, double variety, HxRandom *random)
{
  double size_mv = sqrt (hx_sim_dot (recovery->t, recovery->t));
  double across_mv = 0.06 * size_mv * variety;

  complex->st_begin = recovery->st_begin;
  complex->st_end = recovery->st_end;
  complex->t_share = hx_sim_within (recovery->t_share, 0.3, 0.97);
  complex->t[0] = (HxSimBump){ 0.0, recovery->t_peak, 1.0, recovery->t, 0.7 };
  /* The loop is not quite a line: leads peak at slightly different times. */
  complex->t[1] = (HxSimBump){ 0.04, 0.72 * recovery->t_peak, 0.88 };
  complex->t[1].mv.x = hx_sim_normal (random, 0.0, across_mv, 1.5);
  complex->t[1].mv.y = hx_sim_normal (random, 0.0, across_mv, 1.5);
  complex->t[1].mv.z = hx_sim_normal (random, 0.0, across_mv, 1.5);
}

void
hx_sim_recovery_draw (HxSimComplex *complex, const HxSimPatient *patient, const HxSimField *field,
                      double severity, double variety, HxRandom *random)
{
  guint32 labels = patient->labels;
  HxSimVector area = hx_sim_qrs_area (complex);
  Recovery recovery = { .t_peak = hx_sim_normal (random, 0.60, 0.025, 2.0),
                        .t_share = hx_sim_normal (random, 0.75, 0.035, 2.0) };

  recovery.t = draw_primary_t (patient, field, area, variety, random);
  recovery.st_begin = hx_sim_scaled (recovery.t, hx_random_between (random, 0.01, 0.08));
  recovery.st_end = hx_sim_scaled (recovery.t, hx_random_between (random, 0.06, 0.16));
  if (labels & (HX_SIM_BIT (CLBBB) | HX_SIM_BIT (PACE)))
    {
      oppose_qrs (&recovery, area, 0.15, hx_random_between (random, 4.2, 6.0), random);
      recovery.t_share = hx_random_between (random, 0.88, 0.95);
    }
  if (labels & HX_SIM_BIT (LVH))
    strain (&recovery, area, severity, random);
  add_traits (&recovery, patient, random);
  if (labels & HX_SIM_BIT (IMI))
    injure_below (&recovery, severity, random);
  if (labels & HX_SIM_BIT (AMI))
    injure_front (&recovery, severity, random);
  if (labels & HX_SIM_BIT (STD))
    depress_st (&recovery, severity, random);
  if (labels & HX_SIM_BIT (INVT))
    invert_t (&recovery, patient, severity, random);
  if (labels & HX_SIM_BIT (CRBBB))
    oppose_right_ventricle (&recovery, complex, random);
  put_recovery (complex, &recovery, variety, random);
}

void
hx_sim_recovery_draw_ectopic (HxSimComplex *complex, HxRandom *random)
{
  Recovery recovery = { .t_peak = hx_random_between (random, 0.52, 0.60),
                        .t_share = hx_random_between (random, 0.92, 0.97) };

  oppose_qrs (&recovery, hx_sim_qrs_area (complex), 0.0, hx_random_between (random, 3.6, 5.0), random);
  put_recovery (complex, &recovery, 1.0, random);
}
