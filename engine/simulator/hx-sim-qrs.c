/* hx-sim-qrs.c: the loops of P and QRS
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Activation as a few overlapping fronts (septum, apex, free wall, lateral and basal wall), each a bump of
 * the dipole in the direction in which it spreads; order and directions after the vectorcardiograms in T.-C.
 * Chou, R. A. Helm and S. Kaplan, Clinical Vectorcardiography, 2nd edition (1974). A block delays fronts and
 * turns them, an infarct leaves the opposite wall's front unopposed.
 */
#include "engine/simulator/hx-sim-private.h"

#include <math.h>

#define SAMPLE_S 0.002

typedef struct
{
  const HxSimBump *bumps;
  guint n_bumps;
  double duration_s; /* of the table; fronts keep their order and overlap when it is stretched */
} Loop;

#define LOOP(table, duration)                                                                                \
  {                                                                                                          \
    table, G_N_ELEMENTS (table), duration                                                                    \
  }

enum
{
  SEPTUM,
  APEX,
  FREE_WALL,
  LATERAL,
  BASE,
};

static const HxSimBump narrow_bumps[] = {
  { 0.000, 0.014, 0.034, { -0.12, 0.03, -0.32 } }, { 0.008, 0.028, 0.050, { 0.45, 0.42, -0.28 } },
  { 0.018, 0.040, 0.062, { 0.85, 0.60, 0.20 } },   { 0.032, 0.052, 0.074, { 0.40, 0.22, 0.55 } },
  { 0.050, 0.068, 0.088, { -0.10, -0.08, 0.28 } },
};
static const HxSimBump hemiblock_bumps[] = {
  { 0.000, 0.015, 0.036, { -0.14, 0.34, -0.26 } }, { 0.010, 0.031, 0.054, { 0.40, -0.05, -0.14 } },
  { 0.022, 0.046, 0.070, { 0.85, -0.42, 0.18 } },  { 0.038, 0.062, 0.086, { 0.40, -0.55, 0.50 } },
  { 0.060, 0.080, 0.102, { -0.16, -0.28, 0.26 } },
};
static const HxSimBump left_block_bumps[] = {
  { 0.000, 0.030, 0.072, { 0.42, 0.16, 0.06 } },  { 0.018, 0.056, 0.096, { 0.80, 0.30, 0.75 } },
  { 0.046, 0.084, 0.122, { 0.25, 0.05, 0.85 } },  { 0.070, 0.106, 0.138, { 0.72, -0.05, 0.55 } },
  { 0.104, 0.128, 0.150, { 0.20, -0.05, 0.20 } },
};
/* What the right ventricle adds when it comes late, in shares of the whole. */
static const HxSimBump right_block_bumps[] = {
  { 0.38, 0.62, 0.90, { -0.30, -0.02, -0.70 } },
  { 0.62, 0.82, 1.00, { -0.21, 0.02, -0.32 } },
};
static const HxSimBump apex_paced_bumps[] = {
  { 0.000, 0.046, 0.100, { 0.28, -0.30, 0.12 } },
  { 0.030, 0.078, 0.126, { 0.50, -0.66, 0.55 } },
  { 0.070, 0.112, 0.150, { 0.30, -0.55, 0.75 } },
  { 0.110, 0.140, 0.160, { 0.08, -0.15, 0.25 } },
};
static const HxSimBump outflow_bumps[] = {
  { 0.000, 0.042, 0.090, { 0.25, 0.50, 0.05 } },
  { 0.026, 0.070, 0.114, { 0.40, 1.00, 0.55 } },
  { 0.060, 0.098, 0.136, { 0.20, 0.55, 0.60 } },
  { 0.098, 0.126, 0.150, { 0.05, 0.10, 0.25 } },
};
static const HxSimBump right_apex_bumps[] = {
  { 0.000, 0.040, 0.088, { 0.42, -0.25, 0.05 } },
  { 0.024, 0.066, 0.112, { 0.75, -0.75, 0.55 } },
  { 0.058, 0.098, 0.136, { 0.50, -0.60, 0.70 } },
  { 0.098, 0.126, 0.150, { 0.10, -0.15, 0.20 } },
};
static const HxSimBump left_wall_bumps[] = {
  { 0.000, 0.036, 0.080, { -0.15, -0.20, -0.45 } },
  { 0.022, 0.062, 0.108, { -0.65, -0.60, -0.80 } },
  { 0.056, 0.096, 0.134, { -0.65, -0.55, -0.35 } },
  { 0.098, 0.126, 0.150, { -0.20, -0.15, 0.10 } },
};

static const Loop narrow = LOOP (narrow_bumps, 0.088);
static const Loop hemiblock = LOOP (hemiblock_bumps, 0.102);
static const Loop left_block = LOOP (left_block_bumps, 0.150);
static const Loop right_block = LOOP (right_block_bumps, 1.0);
static const Loop apex_paced = LOOP (apex_paced_bumps, 0.160);
static const Loop ectopic_loops[] = { LOOP (outflow_bumps, 0.150), LOOP (right_apex_bumps, 0.150),
                                      LOOP (left_wall_bumps, 0.150) };

/* Adds a loop stretched to @duration_s, each front a little stronger or weaker, turned, early or late. */
static void
add_loop (HxSimComplex *complex, const Loop *loop, double duration_s, double variety, HxRandom *random)
{
  double stretch = duration_s / loop->duration_s;

  for (guint i = 0; i < loop->n_bumps; i++)
    {
      HxSimBump bump = loop->bumps[i];
      double gain = exp (variety * hx_sim_normal (random, 0.0, 0.13, 2.0));
      double room = MIN (bump.peak - bump.start, bump.end - bump.peak);

      bump.peak += variety * hx_random_between (random, -0.15, 0.15) * room;
      bump.mv = hx_sim_scaled (bump.mv, gain);
      bump.mv.x += variety * hx_sim_normal (random, 0.0, 0.04, 2.0);
      bump.mv.y += variety * hx_sim_normal (random, 0.0, 0.05, 2.0);
      bump.mv.z += variety * hx_sim_normal (random, 0.0, 0.05, 2.0);
      bump.start *= stretch;
      bump.peak *= stretch;
      bump.end *= stretch;
      complex->qrs[complex->n_qrs++] = bump;
    }
}

/* Notches and slurs: short, small fronts in the middle of the complex. */
static void
add_notches (HxSimComplex *complex, double variety, HxRandom *random)
{
  guint n = hx_random_chance (random, 0.5) ? 1 + (guint)hx_random_below (random, 2) : 0;

  for (guint i = 0; i < n; i++)
    {
      double peak_s = complex->qrs_s * hx_random_between (random, 0.30, 0.75);
      double half_s = complex->qrs_s * hx_random_between (random, 0.09, 0.15);
      double size_mv = 0.09 * variety;
      HxSimBump bump = { peak_s - half_s, peak_s, peak_s + half_s };

      bump.mv.x = hx_sim_normal (random, 0.0, size_mv, 1.5);
      bump.mv.y = hx_sim_normal (random, 0.0, size_mv, 1.5);
      bump.mv.z = hx_sim_normal (random, 0.0, size_mv, 1.5);
      complex->qrs[complex->n_qrs++] = bump;
    }
}

/* Turns from x (left) towards y (down): the frontal plane. */
static void
turn_frontal (HxSimBump *bumps, guint n, double angle_rad)
{
  double c = cos (angle_rad), s = sin (angle_rad);

  for (guint i = 0; i < n; i++)
    {
      HxSimVector v = bumps[i].mv;

      bumps[i].mv = (HxSimVector){ c * v.x - s * v.y, s * v.x + c * v.y, v.z };
    }
}

/* Turns from x (left) towards z (back): the horizontal plane. */
static void
turn_horizontal (HxSimBump *bumps, guint n, double angle_rad)
{
  double c = cos (angle_rad), s = sin (angle_rad);

  for (guint i = 0; i < n; i++)
    {
      HxSimVector v = bumps[i].mv;

      bumps[i].mv = (HxSimVector){ c * v.x - s * v.z, v.y, s * v.x + c * v.z };
    }
}

HxSimVector
hx_sim_qrs_area (const HxSimComplex *complex)
{
  HxSimVector area = { 0.0, 0.0, 0.0 };

  for (guint i = 0; i < complex->n_qrs; i++)
    {
      const HxSimBump *bump = &complex->qrs[i];

      area = hx_sim_sum (area, hx_sim_scaled (bump->mv, 0.5 * (bump->end - bump->start)));
    }
  return area;
}

/* Turns the fronts from @first on until the whole area points to @axis_deg. The frontal leads are not quite
 * those of the frontal plane, so a few steps are taken. */
static void
turn_to_axis (HxSimComplex *complex, guint first, const HxSimField *field, double axis_deg)
{
  for (int step = 0; step < 12; step++)
    {
      double error_deg = remainder (axis_deg - hx_sim_axis_deg (field, hx_sim_qrs_area (complex)), 360.0);

      turn_frontal (complex->qrs + first, complex->n_qrs - first, error_deg * G_PI / 180.0);
    }
}

static double
draw_axis_deg (const HxSimPatient *patient, double severity, HxRandom *random)
{
  double mean_deg = 47.0 - 0.45 * (patient->age_years - 45.0);

  if (patient->labels & HX_SIM_BIT (LAFB))
    return -50.0 - 20.0 * severity + hx_random_between (random, -2.0, 2.0);
  if (patient->labels & HX_SIM_BIT (CLBBB))
    return hx_sim_within (hx_sim_normal (random, 5.0, 24.0, 2.0), -38.0, 65.0);
  if (patient->labels & HX_SIM_BIT (IMI))
    return hx_sim_within (hx_sim_normal (random, 24.0, 14.0, 2.0), 4.0, 48.0);
  if (patient->labels & HX_SIM_BIT (LVH))
    return hx_sim_within (hx_sim_normal (random, 14.0, 18.0, 2.0), -18.0, 52.0);
  if (patient->traits & HX_SIM_TRAIT_LEFT_AXIS)
    return hx_sim_normal (random, -27.0, 6.0, 2.0);
  return hx_sim_within (hx_sim_normal (random, mean_deg, 18.0, 2.2), -14.0, 74.0);
}

/* S in V1 and R in V5, the sum of Sokolow and Lyon. */
static double
voltage_mv (const HxSimComplex *complex, const HxSimField *field)
{
  double s_mv = 0.0, r_mv = 0.0;

  for (double t = 0.0; t < complex->qrs_s; t += SAMPLE_S)
    {
      HxSimVector v = { 0.0, 0.0, 0.0 };
      double leads_mv[HX_N_STANDARD_LEADS];

      for (guint i = 0; i < complex->n_qrs; i++)
        v = hx_sim_sum (v, hx_sim_scaled (complex->qrs[i].mv, hx_sim_bump_at (&complex->qrs[i], t)));
      hx_sim_field_project (field, v, leads_mv);
      s_mv = MAX (s_mv, -leads_mv[HX_LEAD_V1]);
      r_mv = MAX (r_mv, leads_mv[HX_LEAD_V5]);
    }
  return s_mv + r_mv;
}

/* A thick left ventricle pulls further to the left and to the back, hardly further down. */
static void
thicken (HxSimComplex *complex, const HxSimField *field, double wanted_mv)
{
  for (int step = 0; step < 12; step++)
    {
      double gain = wanted_mv / voltage_mv (complex, field);

      for (guint i = APEX; i <= LATERAL; i++)
        {
          HxSimVector *mv = &complex->qrs[i].mv;

          mv->x *= gain;
          mv->y *= pow (gain, 0.35);
          mv->z *= mv->z > 0.0 ? gain : 1.0;
        }
    }
}

static double
draw_voltage_mv (const HxSimPatient *patient, double severity, HxRandom *random)
{
  double mean_mv = 2.15 + (patient->female ? -0.15 : 0.15) - 0.007 * (patient->age_years - 45.0);

  if (patient->labels & HX_SIM_BIT (LAFB))
    mean_mv -= 0.45;
  if (patient->labels & HX_SIM_BIT (CLBBB))
    return hx_sim_within (hx_sim_normal (random, 3.0, 0.6, 2.0), 1.8, 4.4);
  return hx_sim_within (hx_sim_normal (random, mean_mv, 0.5, 2.2), 1.3, 3.25);
}

/* How strong the free wall is, compared to the table's. */
static double
strength (const HxSimComplex *complex)
{
  return hx_sim_within (complex->qrs[FREE_WALL].mv.x / narrow_bumps[FREE_WALL].mv.x, 0.7, 2.0);
}

/* The wall below the heart no longer answers: early forces point upwards. */
static void
infarct_below (HxSimComplex *complex, double severity, HxRandom *random)
{
  HxSimBump *qrs = complex->qrs;
  double d = complex->qrs_s;
  HxSimBump lost = { 0.0, 0.29 * d, 0.71 * d };

  qrs[SEPTUM].mv.y = -0.06;
  qrs[APEX].mv.y *= 0.15;
  qrs[FREE_WALL].mv.y *= 0.26 - 0.20 * severity;
  qrs[LATERAL].mv.y += 0.26;
  lost.mv = (HxSimVector){ hx_random_between (random, -0.25, -0.05), -0.34 - 0.42 * severity, 0.04 };
  lost.mv = hx_sim_scaled (lost.mv, strength (complex));
  complex->qrs[complex->n_qrs++] = lost;
}

/* What an infarct's Q is mistaken for. */
static void
add_small_q (HxSimComplex *complex, HxRandom *random)
{
  double d = complex->qrs_s;
  HxSimBump bump = { 0.0, 0.19 * d, d * hx_random_between (random, 0.42, 0.60) };

  complex->qrs[SEPTUM].mv.y = -0.04;
  bump.mv = hx_sim_scaled ((HxSimVector){ -0.06, -hx_random_between (random, 0.18, 0.42), 0.0 },
                           strength (complex));
  complex->qrs[complex->n_qrs++] = bump;
}

/* The wall in front no longer answers: early forces point to the back. */
static void
infarct_front (HxSimComplex *complex, double severity, HxRandom *random)
{
  HxSimBump *qrs = complex->qrs;
  double d = complex->qrs_s;
  HxSimBump lost = { 0.0, 0.26 * d, 0.60 * d };

  qrs[SEPTUM].mv.z *= -0.15;
  qrs[SEPTUM].mv.x *= 0.5;
  qrs[APEX].mv.z = 0.08;
  qrs[FREE_WALL].mv.z += 0.12 + 0.20 * severity;
  lost.mv = (HxSimVector){ -0.10 - 0.28 * severity, hx_random_between (random, -0.05, 0.08),
                           0.26 + 0.40 * severity };
  lost.mv = hx_sim_scaled (lost.mv, strength (complex));
  complex->qrs[complex->n_qrs++] = lost;
}

static double
draw_duration_s (const HxSimPatient *patient, double severity, HxRandom *random)
{
  double duration_s = hx_sim_normal (random, patient->female ? 0.087 : 0.092, 0.0065, 2.0);

  if (patient->labels & HX_SIM_BIT (PACE))
    return hx_sim_normal (random, 0.162, 0.010, 2.0);
  if (patient->traits & (HX_SIM_TRAIT_SLOW | HX_SIM_TRAIT_LATE_RIGHT))
    return hx_random_between (random, 0.105, 0.117);
  if (patient->labels & HX_SIM_BIT (CLBBB))
    return 0.130 + 0.038 * severity + hx_random_between (random, -0.002, 0.004);
  if (patient->labels & HX_SIM_BIT (CRBBB))
    return 0.126 + 0.030 * severity + hx_random_between (random, -0.002, 0.004);
  if (patient->labels & HX_SIM_BIT (LAFB))
    return hx_sim_within (duration_s + 0.012, 0.090, 0.115);
  if (patient->labels & HX_SIM_BIT (IMI))
    return hx_sim_within (duration_s + 0.017, 0.101, 0.117);
  if (patient->labels & (HX_SIM_BIT (LVH) | HX_SIM_BIT (AMI)))
    return hx_sim_within (duration_s + 0.007, 0.086, 0.114);
  return duration_s;
}

/* The longest vector's time. */
static void
find_r (HxSimComplex *complex)
{
  double longest = -1.0;

  for (double t = 0.0; t < complex->qrs_s; t += 0.5 * SAMPLE_S)
    {
      HxSimVector v = { 0.0, 0.0, 0.0 };

      for (guint i = 0; i < complex->n_qrs; i++)
        v = hx_sim_sum (v, hx_sim_scaled (complex->qrs[i].mv, hx_sim_bump_at (&complex->qrs[i], t)));
      if (hx_sim_dot (v, v) > longest)
        {
          longest = hx_sim_dot (v, v);
          complex->r_s = t;
        }
    }
}

static void
scale_qrs (HxSimComplex *complex, double factor)
{
  for (guint i = 0; i < complex->n_qrs; i++)
    complex->qrs[i].mv = hx_sim_scaled (complex->qrs[i].mv, factor);
}

static void
draw_paced (HxSimComplex *complex, double variety, HxRandom *random)
{
  add_loop (complex, &apex_paced, complex->qrs_s, variety, random);
  turn_horizontal (complex->qrs, complex->n_qrs, variety * hx_sim_normal (random, 0.0, 0.20, 2.0));
  turn_frontal (complex->qrs, complex->n_qrs, variety * hx_sim_normal (random, 0.05, 0.20, 2.0));
  scale_qrs (complex, hx_random_between (random, 0.8, 1.25));
}

/* The right ventricle comes after the left one, which is unopposed before and opposed after. */
static void
delay_right_ventricle (HxSimComplex *complex, double size, double variety, HxRandom *random)
{
  guint first = complex->n_qrs;

  complex->qrs[LATERAL].mv = hx_sim_scaled (complex->qrs[LATERAL].mv, 1.0 - 0.4 * MIN (1.0, size));
  complex->qrs[BASE].mv = hx_sim_scaled (complex->qrs[BASE].mv, 1.0 - 0.6 * MIN (1.0, size));
  add_loop (complex, &right_block, complex->qrs_s, variety, random);
  for (guint i = first; i < complex->n_qrs; i++)
    complex->qrs[i].mv = hx_sim_scaled (complex->qrs[i].mv, size);
}

/* How long the left ventricle takes, of a QRS that lasts @whole_s. */
static double
draw_left_duration_s (const HxSimPatient *patient, double whole_s, HxRandom *random)
{
  gboolean slow = (patient->labels & (HX_SIM_BIT (LAFB) | HX_SIM_BIT (IMI))) != 0;

  if ((patient->labels & HX_SIM_BIT (CRBBB)) || (patient->traits & HX_SIM_TRAIT_LATE_RIGHT))
    return hx_sim_normal (random, slow ? 0.102 : 0.090, 0.005, 2.0);
  return whole_s;
}

/* What happens to the left ventricle's forces, after their direction and before a late right ventricle. */
static void
change_left_forces (HxSimComplex *complex, const HxSimPatient *patient, const HxSimField *field,
                    double severity, HxRandom *random)
{
  double gain = draw_voltage_mv (patient, severity, random) / voltage_mv (complex, field);

  /* A heart that lies across neither V1 nor V5 is not a strong one for that. */
  scale_qrs (complex, MIN (gain, patient->labels & HX_SIM_BIT (CLBBB) ? 1.8 : 1.35));
  if (patient->labels & HX_SIM_BIT (LVH))
    thicken (complex, field, 3.63 + 1.3 * severity + (patient->labels & HX_SIM_BIT (AMI) ? 0.4 : 0.0));
  if (patient->traits & HX_SIM_TRAIT_STRONG)
    thicken (complex, field, hx_random_between (random, 2.8, 3.42));
  if (patient->labels & HX_SIM_BIT (IMI))
    infarct_below (complex, severity, random);
  if (patient->labels & HX_SIM_BIT (AMI))
    infarct_front (complex, severity, random);
  if (patient->traits & HX_SIM_TRAIT_SMALL_Q)
    add_small_q (complex, random);
}

static void
draw_conducted (HxSimComplex *complex, const HxSimPatient *patient, const HxSimField *field, double severity,
                double variety, HxRandom *random)
{
  gboolean hemi = (patient->labels & HX_SIM_BIT (LAFB)) != 0;
  const Loop *loop = patient->labels & HX_SIM_BIT (CLBBB) ? &left_block : hemi ? &hemiblock : &narrow;
  double whole_s = complex->qrs_s;

  complex->qrs_s = draw_left_duration_s (patient, whole_s, random);
  add_loop (complex, loop, complex->qrs_s, variety, random);
  turn_horizontal (complex->qrs, complex->n_qrs, variety * hx_sim_normal (random, 0.0, 0.14, 2.0));
  if (patient->traits & HX_SIM_TRAIT_LATE_TRANSITION)
    turn_horizontal (complex->qrs, complex->n_qrs, hx_random_between (random, 0.15, 0.50));
  turn_to_axis (complex, hemi ? APEX : SEPTUM, field, draw_axis_deg (patient, severity, random));
  change_left_forces (complex, patient, field, severity, random);
  add_notches (complex, variety, random);
  complex->qrs_s = whole_s;
  if (patient->labels & HX_SIM_BIT (CRBBB))
    delay_right_ventricle (complex, hx_random_between (random, 0.70, 0.90) + 0.30 * severity, variety,
                           random);
  else if (patient->traits & HX_SIM_TRAIT_LATE_RIGHT)
    delay_right_ventricle (complex, hx_random_between (random, 0.20, 0.50), variety, random);
}

void
hx_sim_qrs_draw (HxSimComplex *complex, const HxSimPatient *patient, const HxSimField *field, double severity,
                 double variety, HxRandom *random)
{
  complex->n_qrs = 0;
  complex->qrs_s = draw_duration_s (patient, severity, random);
  if (patient->labels & HX_SIM_BIT (PACE))
    draw_paced (complex, variety, random);
  else
    draw_conducted (complex, patient, field, severity, variety, random);
  find_r (complex);
}

void
hx_sim_qrs_draw_ectopic (HxSimComplex *complex, HxRandom *random)
{
  const Loop *loop = &ectopic_loops[hx_random_below (random, G_N_ELEMENTS (ectopic_loops))];

  complex->n_qrs = 0;
  complex->qrs_s = hx_sim_normal (random, 0.152, 0.011, 2.0);
  add_loop (complex, loop, complex->qrs_s, 1.0, random);
  turn_frontal (complex->qrs, complex->n_qrs, hx_sim_normal (random, 0.0, 0.25, 2.0));
  turn_horizontal (complex->qrs, complex->n_qrs, hx_sim_normal (random, 0.0, 0.20, 2.0));
  scale_qrs (complex, hx_random_between (random, 0.75, 1.2));
  find_r (complex);
}

void
hx_sim_p_draw (HxSimBump p[HX_SIM_N_P_BUMPS], double duration_s, double variety, HxRandom *random)
{
  /* The right atrium, then the left. */
  static const HxSimBump atria[HX_SIM_N_P_BUMPS] = {
    { 0.00, 0.37, 0.74, { 0.055, 0.078, -0.062 } },
    { 0.24, 0.62, 1.00, { 0.080, 0.048, 0.052 } },
  };
  double gain = 1.05 * exp (variety * hx_sim_normal (random, 0.0, 0.20, 2.0));

  for (guint i = 0; i < HX_SIM_N_P_BUMPS; i++)
    {
      double own = gain * exp (variety * hx_sim_normal (random, 0.0, 0.14, 2.0));

      p[i] = atria[i];
      p[i].start *= duration_s;
      p[i].peak *= duration_s;
      p[i].end *= duration_s;
      p[i].mv = hx_sim_scaled (p[i].mv, own);
      p[i].soft = 0.3;
    }
  turn_frontal (p, HX_SIM_N_P_BUMPS, variety * hx_sim_normal (random, 0.0, 0.16, 2.0));
}
