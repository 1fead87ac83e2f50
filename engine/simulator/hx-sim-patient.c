/* hx-sim-patient.c: whose ECG it is: age, sex, intervals, breathing, and the body between heart and
 * electrodes
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/simulator/hx-sim-private.h"

#include <math.h>

double
hx_sim_normal (HxRandom *random, double mean, double deviation, double limit)
{
  return mean + deviation * hx_sim_within (hx_random_normal (random), -limit, limit);
}

static void
draw_person (HxSimPatient *patient, HxRandom *random)
{
  static const struct
  {
    guint32 labels;
    double age_years; /* mean age of those who have one of the labels, the first that fits */
    double men;
  } groups[] = {
    { HX_SIM_BIT (PACE), 75, 0.58 },
    { HX_SIM_BIT (AFIB) | HX_SIM_BIT (AFLT), 71, 0.56 },
    { HX_SIM_BIT (CLBBB) | HX_SIM_BIT (CRBBB), 69, 0.58 },
    { HX_SIM_BIT (IMI) | HX_SIM_BIT (AMI), 66, 0.66 },
    { HX_SIM_BIT (LAFB) | HX_SIM_BIT (1AVB) | HX_SIM_BIT (LVH), 66, 0.56 },
    { HX_SIM_BIT (STD) | HX_SIM_BIT (INVT) | HX_SIM_BIT (PVC), 63, 0.48 },
    { HX_SIM_BIT (SARRH), 42, 0.50 },
    { ~0u, 52, 0.47 },
  };
  guint i = 0;

  while (!(patient->labels & groups[i].labels))
    i++;
  patient->age_years =
      hx_sim_within (floor (hx_sim_normal (random, groups[i].age_years, 13.0, 2.6)), 18.0, 95.0);
  patient->female = !hx_random_chance (random, groups[i].men);
}

/* Mean beats a minute; of atrial flutter, flutter waves. */
static double
draw_rate_bpm (const HxSimPatient *patient, HxRandom *random)
{
  guint32 labels = patient->labels;

  if (labels & HX_SIM_BIT (STACH))
    return hx_sim_within (102.5 + fabs (hx_sim_normal (random, 0.0, 17.0, 2.4)), 102.5, 143.0);
  if (labels & HX_SIM_BIT (SBRAD))
    return hx_sim_within (57.8 - fabs (hx_sim_normal (random, 0.0, 6.0, 2.5)), 43.0, 57.8);
  if (labels & HX_SIM_BIT (AFIB))
    return hx_sim_within (88.0 * exp (hx_sim_normal (random, 0.0, 0.26, 2.2)), 50.0, 152.0);
  if (labels & HX_SIM_BIT (AFLT))
    return hx_sim_normal (random, 294.0, 20.0, 2.2);
  if (labels & HX_SIM_BIT (PACE))
    return hx_random_chance (random, 0.5) ? 60.0 + 5.0 * hx_random_below (random, 4)
                                          : hx_random_between (random, 60.0, 92.0);
  return hx_sim_normal (random, 73.0 - (patient->labels & HX_SIM_BIT (SARRH) ? 4.0 : 0.0), 10.0, 2.3);
}

static void
draw_intervals (HxSimPatient *patient, HxRandom *random)
{
  double rate_bpm = draw_rate_bpm (patient, random);

  if (!(patient->labels & (HX_SIM_BIT (STACH) | HX_SIM_BIT (SBRAD) | HX_SIM_BIT (AFIB) | HX_SIM_BIT (AFLT))))
    rate_bpm = hx_sim_within (rate_bpm, 62.5, 96.5);
  patient->rr_s = 60.0 / rate_bpm;
  patient->p_s = hx_sim_normal (random, 0.101, 0.009, 2.0);
  patient->qt_s = hx_sim_normal (random, patient->female ? 0.412 : 0.402, 0.017, 2.2);
  if (patient->labels & HX_SIM_BIT (1AVB))
    {
      double pr_s = 0.206 + fabs (hx_sim_normal (random, 0.0, 0.055, 2.6));

      /* At a high rate the P wave would else fall into the QRS before. */
      patient->pr_s = MAX (0.206, MIN (pr_s, patient->rr_s - 0.24));
    }
  else
    {
      double pr_s = hx_sim_normal (random, 0.157, 0.018, 2.2) + 0.0002 * (patient->age_years - 50.0);

      patient->pr_s = hx_sim_within (pr_s - 0.0004 * (rate_bpm - 70.0), 0.122, 0.193);
    }
  patient->p_s = MIN (patient->p_s, patient->pr_s - 0.022);
}

static guint
draw_traits (guint32 labels, HxRandom *random)
{
  static const struct
  {
    HxSimTrait trait;
    double share, share_of_normal;
    guint32 not_with; /* labels that say the same more strongly, or hide it */
  } traits[] = {
    { HX_SIM_TRAIT_LEFT_AXIS, 0.18, 0.0, HX_SIM_BIT (IMI) | HX_SIM_BIT (LVH) | HX_SIM_BIT (CRBBB) },
    { HX_SIM_TRAIT_LATE_TRANSITION, 0.20, 0.0, HX_SIM_BIT (AMI) | HX_SIM_BIT (CLBBB) | HX_SIM_BIT (LVH) },
    { HX_SIM_TRAIT_SMALL_Q, 0.18, 0.0, HX_SIM_BIT (IMI) | HX_SIM_BIT (LAFB) | HX_SIM_BIT (CLBBB) },
    { HX_SIM_TRAIT_STRONG, 0.20, 0.16, HX_SIM_BIT (LVH) | HX_SIM_BIT (LAFB) | HX_SIM_BIT (CLBBB) },
    { HX_SIM_TRAIT_LOW_ST, 0.20, 0.0, HX_SIM_BIT (STD) | HX_SIM_BIT (CLBBB) | HX_SIM_BIT (IMI) },
    { HX_SIM_TRAIT_HIGH_ST, 0.08, 0.08, HX_SIM_BIT (STD) | HX_SIM_BIT (CLBBB) | HX_SIM_BIT (AMI) },
    { HX_SIM_TRAIT_FLAT_T, 0.22, 0.0, HX_SIM_BIT (INVT) | HX_SIM_BIT (CLBBB) },
    { HX_SIM_TRAIT_LATE_RIGHT, 0.10, 0.0, HX_SIM_BIT (CRBBB) | HX_SIM_BIT (CLBBB) | HX_SIM_BIT (AMI) },
    { HX_SIM_TRAIT_SLOW, 0.10, 0.0, HX_SIM_BIT (CRBBB) | HX_SIM_BIT (CLBBB) | HX_SIM_BIT (PACE) },
  };
  guint drawn = 0;

  for (guint i = 0; i < G_N_ELEMENTS (traits); i++)
    {
      double share = labels & HX_SIM_BIT (NORM) ? traits[i].share_of_normal : traits[i].share;

      if (hx_random_chance (random, share) && !(labels & traits[i].not_with))
        drawn |= traits[i].trait;
    }
  return drawn;
}

void
hx_sim_patient_draw (HxSimPatient *patient, guint32 labels, HxRandom *random)
{
  gboolean sarrh = (labels & HX_SIM_BIT (SARRH)) != 0;

  *patient = (HxSimPatient){ .labels = labels };
  draw_person (patient, random);
  draw_intervals (patient, random);
  patient->traits = draw_traits (labels, random);
  patient->breathing.rate_hz =
      sarrh ? hx_random_between (random, 0.15, 0.26) : hx_random_between (random, 0.18, 0.34);
  patient->breathing.phase = hx_random_between (random, 0.0, 2.0 * G_PI);
  patient->breathing.turn_rad = hx_random_between (random, 0.01, 0.05);
  patient->breathing.gain = hx_random_between (random, 0.01, 0.06);
}

/* Columns x, y, z (left, down, back) of I, II, V1-V6. */
static const HxSimField dower = { {
    { 0.632, -0.235, 0.059 },
    { 0.235, 1.066, -0.132 },
    { -0.515, 0.157, -0.917 },
    { 0.044, 0.164, -1.387 },
    { 0.882, 0.098, -1.277 },
    { 1.213, 0.127, -0.601 },
    { 1.125, 0.127, -0.086 },
    { 0.831, 0.076, 0.230 },
} };

enum
{
  FIRST_CHEST = 2, /* V1 among the leads of a field */
};

/* The row of a chest electrode that is off its place by a share of the way to its neighbour. */
static HxSimVector
moved_row (int lead, double shift)
{
  int next = shift > 0.0 ? MIN (lead + 1, HX_SIM_N_FIELD_LEADS - 1) : MAX (lead - 1, (int)FIRST_CHEST);

  return hx_sim_sum (hx_sim_scaled (dower.row[lead], 1.0 - fabs (shift)),
                     hx_sim_scaled (dower.row[next], fabs (shift)));
}

void
hx_sim_field_draw (HxSimField *field, double variety, HxRandom *random)
{
  double chest = exp (variety * hx_sim_normal (random, 0.0, 0.12, 2.0)); /* a thin or a thick wall */
  double turn = variety * hx_sim_normal (random, 0.0, 0.15, 2.0);        /* all electrodes sideways */
  double height = variety * hx_sim_normal (random, 0.05, 0.10, 2.0);     /* V1, V2 are often put too high */

  for (int i = 0; i < HX_SIM_N_FIELD_LEADS; i++)
    if (i < FIRST_CHEST)
      {
        double gain = 1.0 + variety * hx_sim_normal (random, 0.0, 0.04, 2.0);

        field->row[i] = hx_sim_scaled (dower.row[i], gain);
      }
    else
      {
        double own_shift = variety * hx_sim_normal (random, 0.0, 0.10, 2.0);
        double gain = chest * exp (variety * hx_sim_normal (random, 0.0, 0.06, 2.0));

        field->row[i] = hx_sim_scaled (moved_row (i, hx_sim_within (turn + own_shift, -0.5, 0.5)), gain);
        field->row[i].y -= i < FIRST_CHEST + 2 ? height : 0.4 * height;
      }
}

void
hx_sim_field_project (const HxSimField *field, HxSimVector v, double leads_mv[HX_N_STANDARD_LEADS])
{
  double i_mv = hx_sim_dot (field->row[0], v);
  double ii_mv = hx_sim_dot (field->row[1], v);

  leads_mv[HX_LEAD_I] = i_mv;
  leads_mv[HX_LEAD_II] = ii_mv;
  leads_mv[HX_LEAD_III] = ii_mv - i_mv;
  leads_mv[HX_LEAD_AVR] = -0.5 * (i_mv + ii_mv);
  leads_mv[HX_LEAD_AVL] = i_mv - 0.5 * ii_mv;
  leads_mv[HX_LEAD_AVF] = ii_mv - 0.5 * i_mv;
  for (int i = FIRST_CHEST; i < HX_SIM_N_FIELD_LEADS; i++)
    leads_mv[HX_LEAD_V1 + i - FIRST_CHEST] = hx_sim_dot (field->row[i], v);
}

double
hx_sim_axis_deg (const HxSimField *field, HxSimVector v)
{
  double i_mv = hx_sim_dot (field->row[0], v);
  double ii_mv = hx_sim_dot (field->row[1], v);

  /* aVF, an augmented lead, is short by sqrt(3)/2. */
  return atan2 ((ii_mv - 0.5 * i_mv) * 2.0 / sqrt (3.0), i_mv) * 180.0 / G_PI;
}
