/* hx-sim-criteria.c: whether a reader with a ruler would agree with the labels
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The usual criteria (AHA/ACCF/HRS Recommendations for the Standardization and Interpretation of the
 * Electrocardiogram, parts III and V, Circulation 119, 2009, and the Universal Definition of Myocardial
 * Infarction), each with a small reserve for breathing.
 */
#include "engine/simulator/hx-sim-private.h"

#include <math.h>

#define SAMPLE_S 0.002
#define ALWAYS_VISIBLE_MV 0.02

/** Lead: one lead's QRS, T and ST. */
typedef struct
{
  double first_mv, first_s;   /* the first deflection: Q if negative, else r */
  double r_mv, s_mv;          /* largest and smallest value, s_mv <= 0 */
  double early_r_mv;          /* largest value of the first 60 % */
  double late_r_mv;           /* largest value of the last 55 % */
  double late_s_mv, late_s_s; /* smallest value and time below -0.04 mV, in the last 55 % */
  double t_mv;
  double st_begin_mv, st_end_mv;
  gboolean first_over;
} Lead;

static void
follow_lead (Lead *lead, double mv, double share, double early_share)
{
  if (!lead->first_over && lead->first_mv == 0.0)
    lead->first_mv = fabs (mv) > ALWAYS_VISIBLE_MV ? mv : 0.0;
  else if (!lead->first_over && lead->first_mv * mv <= 0.0)
    lead->first_over = TRUE;
  if (!lead->first_over && lead->first_mv != 0.0)
    {
      lead->first_mv = fabs (mv) > fabs (lead->first_mv) ? mv : lead->first_mv;
      lead->first_s += SAMPLE_S;
    }
  lead->r_mv = MAX (lead->r_mv, mv);
  lead->s_mv = MIN (lead->s_mv, mv);
  if (share < early_share)
    lead->early_r_mv = MAX (lead->early_r_mv, mv);
  if (share > 0.45)
    {
      lead->late_r_mv = MAX (lead->late_r_mv, mv);
      lead->late_s_mv = MIN (lead->late_s_mv, mv);
      lead->late_s_s += mv < -0.04 ? SAMPLE_S : 0.0;
    }
}

static void
measure (const HxSimHeart *heart, double early_share, Lead leads[HX_N_STANDARD_LEADS])
{
  const HxSimComplex *complex = &heart->own;
  double t_mv[HX_N_STANDARD_LEADS], begin_mv[HX_N_STANDARD_LEADS], end_mv[HX_N_STANDARD_LEADS];

  hx_sim_field_project (&heart->field, complex->t[0].mv, t_mv);
  hx_sim_field_project (&heart->field, complex->st_begin, begin_mv);
  hx_sim_field_project (&heart->field, complex->st_end, end_mv);
  for (int i = 0; i < HX_N_STANDARD_LEADS; i++)
    leads[i] = (Lead){ .t_mv = t_mv[i], .st_begin_mv = begin_mv[i], .st_end_mv = end_mv[i] };
  for (double t = 0.0; t < complex->qrs_s; t += SAMPLE_S)
    {
      HxSimVector v = { 0.0, 0.0, 0.0 };
      double mv[HX_N_STANDARD_LEADS];

      for (guint i = 0; i < complex->n_qrs; i++)
        v = hx_sim_sum (v, hx_sim_scaled (complex->qrs[i].mv, hx_sim_bump_at (&complex->qrs[i], t)));
      hx_sim_field_project (&heart->field, v, mv);
      for (int i = 0; i < HX_N_STANDARD_LEADS; i++)
        follow_lead (&leads[i], mv[i], t / complex->qrs_s, early_share);
    }
}

static gboolean
is_pathologic_q (const Lead *lead)
{
  return lead->first_mv < -0.07 && lead->first_s >= 0.044 && -lead->first_mv >= 0.31 * lead->r_mv;
}

/* Not even near to one. */
static gboolean
is_harmless_q (const Lead *lead)
{
  return lead->first_mv > -0.04 || lead->first_s < 0.038 || -lead->first_mv < 0.23 * lead->r_mv;
}

static gboolean
is_axis_between (const HxSimHeart *heart, double low_deg, double high_deg)
{
  double axis_deg = hx_sim_axis_deg (&heart->field, hx_sim_qrs_area (&heart->own));

  return axis_deg >= low_deg && axis_deg <= high_deg;
}

static double
sokolow_mv (const Lead *leads)
{
  return leads[HX_LEAD_V5].r_mv - leads[HX_LEAD_V1].s_mv;
}

/* r grows and S shrinks from V1 to V6; no Q of any size. */
static gboolean
has_normal_qrs (const Lead *leads)
{
  const Lead *v = leads + HX_LEAD_V1 - 1; /* v[1] is V1 */
  static const HxLead narrow_q[] = { HX_LEAD_I, HX_LEAD_II, HX_LEAD_AVF, HX_LEAD_V5, HX_LEAD_V6 };

  for (guint i = 0; i < G_N_ELEMENTS (narrow_q); i++)
    {
      const Lead *lead = &leads[narrow_q[i]];

      if (lead->first_mv < 0.0 && (lead->first_s > 0.032 || -lead->first_mv > 0.22 * lead->r_mv))
        return FALSE;
    }
  return v[1].first_mv > 0.06 && v[1].s_mv < -0.25 && v[1].first_mv < -0.7 * v[1].s_mv
         && v[1].late_r_mv < 0.08 && v[2].first_mv > 0.10 && v[3].r_mv > MAX (v[1].r_mv, 0.25)
         && v[4].r_mv > v[2].r_mv && v[4].r_mv > -v[4].s_mv && v[5].r_mv > 0.5 && v[6].r_mv > 0.4
         && -v[5].s_mv < 0.45 * v[5].r_mv && -v[6].s_mv < 0.35 * v[6].r_mv && leads[HX_LEAD_I].r_mv > 0.2
         && leads[HX_LEAD_II].r_mv > 0.3;
}

static gboolean
has_upright_t (const Lead *leads, double least_mv)
{
  static const HxLead upright[] = { HX_LEAD_I,  HX_LEAD_II, HX_LEAD_V2, HX_LEAD_V3,
                                    HX_LEAD_V4, HX_LEAD_V5, HX_LEAD_V6 };

  for (guint i = 0; i < G_N_ELEMENTS (upright); i++)
    if (leads[upright[i]].t_mv < least_mv)
      return FALSE;
  return leads[HX_LEAD_AVR].t_mv < -0.5 * least_mv;
}

static gboolean
has_level_st (const Lead *leads)
{
  for (int i = 0; i < HX_N_STANDARD_LEADS; i++)
    if (leads[i].st_end_mv > 0.15 || leads[i].st_begin_mv > 0.10
        || (leads[i].st_end_mv < -0.06 && i != HX_LEAD_AVR))
      return FALSE;
  return TRUE;
}

static gboolean
shows_hemiblock (const HxSimHeart *heart, const Lead *leads, guint32 labels)
{
  static const HxLead below[] = { HX_LEAD_II, HX_LEAD_III, HX_LEAD_AVF };

  for (guint i = 0; i < G_N_ELEMENTS (below); i++)
    if (leads[below[i]].first_mv < 0.03 || -leads[below[i]].s_mv < 1.1 * leads[below[i]].early_r_mv)
      return FALSE;
  return leads[HX_LEAD_AVL].first_mv < 0.0 && leads[HX_LEAD_I].r_mv > 0.25
         && ((labels & HX_SIM_BIT (CRBBB)) || is_axis_between (heart, -74.0, -46.0));
}

static gboolean
shows_left_block (const Lead *leads)
{
  return leads[HX_LEAD_V1].s_mv < -0.6 && leads[HX_LEAD_V1].first_mv < 0.22 && leads[HX_LEAD_V1].r_mv < 0.25
         && leads[HX_LEAD_V2].r_mv < 0.35 && leads[HX_LEAD_I].first_mv > 0.0
         && leads[HX_LEAD_V6].first_mv > 0.0 && leads[HX_LEAD_V6].r_mv > 0.45
         && leads[HX_LEAD_V6].s_mv > -0.10 && leads[HX_LEAD_I].s_mv > -0.10;
}

static gboolean
shows_right_block (const Lead *leads)
{
  const Lead *v1 = &leads[HX_LEAD_V1];

  return v1->late_r_mv > 0.30 && v1->late_r_mv > 1.1 * MAX (0.0, v1->first_over ? v1->first_mv : 0.0)
         && v1->s_mv < -0.08 && v1->t_mv < -0.06 && leads[HX_LEAD_I].late_s_mv < -0.10
         && leads[HX_LEAD_I].late_s_s >= 0.042 && leads[HX_LEAD_V6].late_s_mv < -0.12
         && leads[HX_LEAD_V6].late_s_s >= 0.042;
}

static gboolean
shows_front_infarct (const Lead *leads)
{
  const Lead *v = leads + HX_LEAD_V1 - 1;

  for (int i = 1; i <= 3; i++)
    if (v[i].first_mv > 0.08 || v[i].early_r_mv > (i == 3 ? 0.30 : 0.12))
      return FALSE;
  return v[2].s_mv < -0.3 && v[3].s_mv < -0.25;
}

static gboolean
shows_depression (const Lead *leads)
{
  static const HxLead lateral[] = { HX_LEAD_II, HX_LEAD_V4, HX_LEAD_V5, HX_LEAD_V6 };
  int n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (lateral); i++)
    n += leads[lateral[i]].st_begin_mv < -0.108 && leads[lateral[i]].st_end_mv < -0.108;
  return n >= 2;
}

static gboolean
shows_inversion (const Lead *leads)
{
  static const HxLead walls[][3] = { { HX_LEAD_I, HX_LEAD_V5, HX_LEAD_V6 },
                                     { HX_LEAD_V2, HX_LEAD_V3, HX_LEAD_V4 },
                                     { HX_LEAD_II, HX_LEAD_III, HX_LEAD_AVF } };

  for (guint i = 0; i < G_N_ELEMENTS (walls); i++)
    {
      int n = 0;

      for (guint j = 0; j < G_N_ELEMENTS (walls[i]); j++)
        n += leads[walls[i][j]].t_mv + leads[walls[i][j]].st_end_mv < -0.125;
      if (n >= 2)
        return TRUE;
    }
  return FALSE;
}

/* Nothing that would call for a label that is not given. */
static gboolean
shows_nothing_else (const HxSimHeart *heart, const Lead *leads, guint32 labels)
{
  const guint32 own_t = HX_SIM_BIT (AMI) | HX_SIM_BIT (IMI) | HX_SIM_BIT (CRBBB) | HX_SIM_BIT (CLBBB)
                        | HX_SIM_BIT (LVH) | HX_SIM_BIT (STD) | HX_SIM_BIT (INVT);
  const guint32 own_q = HX_SIM_BIT (IMI) | HX_SIM_BIT (LAFB) | HX_SIM_BIT (CLBBB);
  const guint32 own_r = HX_SIM_BIT (AMI) | HX_SIM_BIT (CLBBB);
  const guint32 own_voltage = HX_SIM_BIT (LVH) | HX_SIM_BIT (AMI) | HX_SIM_BIT (CLBBB);

  if (!(labels & own_q)
      && (!is_harmless_q (&leads[HX_LEAD_II]) || !is_harmless_q (&leads[HX_LEAD_AVF])
          || !is_axis_between (heart, -40.0, (labels & HX_SIM_BIT (CRBBB)) ? 150.0 : 88.0)))
    return FALSE;
  if (!(labels & own_r)
      && (leads[HX_LEAD_V2].first_mv < 0.08 || leads[HX_LEAD_V3].early_r_mv < 0.15
          || leads[HX_LEAD_V4].early_r_mv < 0.25))
    return FALSE;
  if (!(labels & own_voltage) && sokolow_mv (leads) > 3.46)
    return FALSE;
  if (!(labels & HX_SIM_BIT (CRBBB)) && leads[HX_LEAD_V1].late_r_mv > 0.32)
    return FALSE;
  if (!(labels & (HX_SIM_BIT (STD) | HX_SIM_BIT (CLBBB) | HX_SIM_BIT (AMI) | HX_SIM_BIT (IMI)))
      && MIN (leads[HX_LEAD_V5].st_begin_mv, leads[HX_LEAD_V4].st_begin_mv) < -0.097)
    return FALSE;
  return (labels & own_t) || has_upright_t (leads, -0.07);
}

static gboolean
is_in_range (const Lead *leads)
{
  for (int i = 0; i < HX_N_STANDARD_LEADS; i++)
    if (leads[i].r_mv > 4.2 || leads[i].s_mv < -4.2 || fabs (leads[i].t_mv) > 1.3)
      return FALSE;
  return TRUE;
}

gboolean
hx_sim_heart_shows (const HxSimHeart *heart, guint32 labels)
{
  Lead leads[HX_N_STANDARD_LEADS];

  measure (heart, labels & HX_SIM_BIT (CRBBB) ? 0.42 : 0.60, leads);
  if (!is_in_range (leads))
    return FALSE;
  if (labels & HX_SIM_BIT (PACE))
    return leads[HX_LEAD_V1].s_mv < -0.4 && leads[HX_LEAD_V1].r_mv < 0.3 && leads[HX_LEAD_II].s_mv < -0.3
           && leads[HX_LEAD_I].r_mv > 0.2;
  if (!shows_nothing_else (heart, leads, labels))
    return FALSE;
  if ((labels & HX_SIM_BIT (NORM))
      && !(has_normal_qrs (leads) && has_upright_t (leads, 0.08) && has_level_st (leads)
           && is_axis_between (heart, -17.0, 77.0)))
    return FALSE;
  return (!(labels & HX_SIM_BIT (LAFB)) || shows_hemiblock (heart, leads, labels))
         && (!(labels & HX_SIM_BIT (CLBBB)) || shows_left_block (leads))
         && (!(labels & HX_SIM_BIT (CRBBB)) || shows_right_block (leads))
         && (!(labels & HX_SIM_BIT (IMI))
             || (is_pathologic_q (&leads[HX_LEAD_II]) && is_pathologic_q (&leads[HX_LEAD_III])
                 && is_pathologic_q (&leads[HX_LEAD_AVF])))
         && (!(labels & HX_SIM_BIT (AMI)) || shows_front_infarct (leads))
         && (!(labels & HX_SIM_BIT (LVH)) || sokolow_mv (leads) > 3.6)
         && (!(labels & HX_SIM_BIT (STD)) || shows_depression (leads))
         && (!(labels & HX_SIM_BIT (INVT)) || shows_inversion (leads));
}
