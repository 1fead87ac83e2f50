/* test-simulator-shapes.c: labels that are read from the shape of a beat, measured from the samples
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/unit/simulated-strip.h"

#define N_SEEDS 60

static Strip
quiet_strip (guint32 labels, guint seed)
{
  return strip_new (labels, 100 + seed, 1000.0, 10.0, 0.0);
}

static void
assert_normal_p (const Strip *strip, const HxSimBeat *beat)
{
  double middle_s = 0.5 * (beat->p_onset_s + beat->p_offset_s);

  g_assert_cmpfloat (strip_max (strip, HX_LEAD_II, beat->p_onset_s, beat->p_offset_s), >, 0.05);
  g_assert_cmpfloat (strip_max (strip, HX_LEAD_II, beat->p_onset_s, beat->p_offset_s), <, 0.30);
  g_assert_cmpfloat (strip_min (strip, HX_LEAD_AVR, beat->p_onset_s, beat->p_offset_s), <, -0.03);
  /* Two phases in V1: upwards, then downwards. */
  g_assert_cmpfloat (strip_max (strip, HX_LEAD_V1, beat->p_onset_s, middle_s), >, 0.003);
  g_assert_cmpfloat (strip_min (strip, HX_LEAD_V1, middle_s, beat->p_offset_s), <, -0.01);
}

static void
test_normal (void)
{
  static const HxLead upright_t[] = { HX_LEAD_I,  HX_LEAD_II, HX_LEAD_V2, HX_LEAD_V3,
                                      HX_LEAD_V4, HX_LEAD_V5, HX_LEAD_V6 };

  for (guint i = 0; i < 2 * N_SEEDS; i++)
    {
      Strip strip = quiet_strip (BIT (NORM) | BIT (SR), i);
      const HxSimBeat *beat = strip_typical_beat (&strip, FALSE);
      Waves v1 = strip_waves (&strip, beat, HX_LEAD_V1), v3 = strip_waves (&strip, beat, HX_LEAD_V3);
      Waves v4 = strip_waves (&strip, beat, HX_LEAD_V4), v6 = strip_waves (&strip, beat, HX_LEAD_V6);
      double qt_s = beat->t_offset_s - beat->qrs_onset_s;
      double qtc_ms = 1000.0 * qt_s / cbrt (strip_intervals (&strip).mean_s);

      assert_normal_p (&strip, beat);
      g_assert_cmpfloat (beat->qrs_onset_s - beat->p_onset_s, >, 0.115);
      g_assert_cmpfloat (beat->qrs_onset_s - beat->p_onset_s, <, 0.200);
      g_assert_cmpfloat (strip_qrs_ms (beat), >, 70.0);
      g_assert_cmpfloat (strip_qrs_ms (beat), <, 115.0);
      g_assert_cmpfloat (qtc_ms, >, 355.0);
      g_assert_cmpfloat (qtc_ms, <, 465.0);
      g_assert_cmpfloat (strip_axis_deg (&strip, beat), >, -22.0);
      g_assert_cmpfloat (strip_axis_deg (&strip, beat), <, 82.0);
      /* rS in V1, R in V6, between them R grows. */
      g_assert_cmpfloat (v1.first_mv, >, 0.04);
      g_assert_cmpfloat (v1.r_mv, <, -v1.s_mv);
      g_assert_cmpfloat (v3.r_mv, >, v1.r_mv);
      g_assert_cmpfloat (v4.r_mv, >, -v4.s_mv);
      g_assert_cmpfloat (v6.r_mv, >, -2.0 * v6.s_mv);
      for (guint k = 0; k < G_N_ELEMENTS (upright_t); k++)
        g_assert_cmpfloat (strip_t_mv (&strip, beat, upright_t[k]), >, 0.05);
      g_assert_cmpfloat (strip_t_mv (&strip, beat, HX_LEAD_AVR), <, -0.03);
      g_assert_false (strip_has_pathologic_q (&strip, beat, HX_LEAD_AVF));
      g_assert_cmpfloat (strip_sokolow_mv (&strip, beat), <, 3.6);
      for (int lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
        g_assert_cmpfloat (fabs (strip_st_mv (&strip, beat, (HxLead)lead)), <, 0.2);
      strip_clear (&strip);
    }
}

/* Wide, broad R without q and S to the left, hardly any r in front; ST and T against it. */
static void
test_left_bundle_branch_block (void)
{
  for (guint i = 0; i < N_SEEDS; i++)
    {
      Strip strip = quiet_strip (BIT (CLBBB) | BIT (SR), i);
      const HxSimBeat *beat = strip_typical_beat (&strip, FALSE);
      Waves i_lead = strip_waves (&strip, beat, HX_LEAD_I), v1 = strip_waves (&strip, beat, HX_LEAD_V1);
      Waves v6 = strip_waves (&strip, beat, HX_LEAD_V6);
      double before_st_s = strip_before_st_s (beat);

      g_assert_cmpfloat (strip_qrs_ms (beat), >=, 120.0);
      g_assert_cmpfloat (strip_qrs_ms (beat), <=, 180.0);
      g_assert_cmpfloat (i_lead.first_mv, >, 0.0);
      g_assert_cmpfloat (v6.first_mv, >, 0.0);
      g_assert_cmpfloat (v6.r_mv, >, 0.4);
      g_assert_cmpfloat (strip_min (&strip, HX_LEAD_V6, beat->qrs_onset_s, before_st_s), >, -0.05);
      g_assert_cmpfloat (v1.s_mv, <, -0.55);
      g_assert_cmpfloat (strip_max (&strip, HX_LEAD_V1, beat->qrs_onset_s, before_st_s), <, 0.25);
      g_assert_cmpfloat (strip_max (&strip, HX_LEAD_V2, beat->qrs_onset_s, before_st_s), <, 0.38);
      g_assert_cmpfloat (strip_t_mv (&strip, beat, HX_LEAD_V1), >, 0.1);
      g_assert_cmpfloat (strip_t_mv (&strip, beat, HX_LEAD_V6), <, -0.05);
      g_assert_cmpfloat (strip_st_mv (&strip, beat, HX_LEAD_V2), >, 0.02);
      strip_clear (&strip);
    }
}

/* Wide; a late R' in V1, late and broad S to the left, T down in V1. */
static void
test_right_bundle_branch_block (void)
{
  for (guint i = 0; i < N_SEEDS; i++)
    {
      Strip strip = quiet_strip (BIT (CRBBB) | BIT (SR), i);
      const HxSimBeat *beat = strip_typical_beat (&strip, FALSE);
      double late_s = beat->qrs_onset_s + 0.065;
      guint s_ms = 0;

      for (double t = late_s; t < beat->qrs_offset_s; t += 0.001)
        s_ms += strip_at (&strip, HX_LEAD_V6, t) < -0.03;
      g_assert_cmpfloat (strip_qrs_ms (beat), >=, 120.0);
      g_assert_cmpfloat (strip_max (&strip, HX_LEAD_V1, late_s, beat->qrs_offset_s), >, 0.28);
      g_assert_cmpfloat (strip_max (&strip, HX_LEAD_V1, late_s, beat->qrs_offset_s), >,
                         strip_max (&strip, HX_LEAD_V1, beat->qrs_onset_s, beat->qrs_onset_s + 0.035));
      g_assert_cmpfloat (strip_min (&strip, HX_LEAD_I, late_s, beat->qrs_offset_s), <, -0.08);
      g_assert_cmpfloat (strip_min (&strip, HX_LEAD_V6, late_s, beat->qrs_offset_s), <, -0.10);
      g_assert_cmpuint (s_ms, >=, 40);
      g_assert_cmpfloat (strip_t_mv (&strip, beat, HX_LEAD_V1), <, -0.04);
      strip_clear (&strip);
    }
}

/* Axis up to the left, q in aVL, rS below, QRS still narrow. */
static void
test_left_anterior_fascicular_block (void)
{
  static const HxLead below[] = { HX_LEAD_II, HX_LEAD_III, HX_LEAD_AVF };

  for (guint i = 0; i < N_SEEDS; i++)
    {
      Strip strip = quiet_strip (BIT (LAFB) | BIT (SR), i);
      const HxSimBeat *beat = strip_typical_beat (&strip, FALSE);

      g_assert_cmpfloat (strip_qrs_ms (beat), <, 120.0);
      g_assert_cmpfloat (strip_axis_deg (&strip, beat), <, -41.0);
      g_assert_cmpfloat (strip_axis_deg (&strip, beat), >, -80.0);
      g_assert_cmpfloat (strip_waves (&strip, beat, HX_LEAD_AVL).first_mv, <, 0.0);
      for (guint k = 0; k < G_N_ELEMENTS (below); k++)
        {
          Waves waves = strip_waves (&strip, beat, below[k]);

          g_assert_cmpfloat (waves.first_mv, >, 0.02);
          g_assert_cmpfloat (-waves.s_mv, >, waves.r_mv);
        }
      strip_clear (&strip);
    }
}

static void
test_inferior_infarction (void)
{
  guint n_raised = 0, n_inverted = 0;

  for (guint i = 0; i < N_SEEDS; i++)
    {
      Strip strip = quiet_strip (BIT (IMI) | BIT (SR), i);
      const HxSimBeat *beat = strip_typical_beat (&strip, FALSE);

      g_assert_true (strip_has_pathologic_q (&strip, beat, HX_LEAD_II));
      g_assert_true (strip_has_pathologic_q (&strip, beat, HX_LEAD_III));
      g_assert_true (strip_has_pathologic_q (&strip, beat, HX_LEAD_AVF));
      g_assert_cmpfloat (strip_qrs_ms (beat), <, 120.0);
      n_raised += strip_st_mv (&strip, beat, HX_LEAD_III) > 0.1;
      n_inverted += strip_t_mv (&strip, beat, HX_LEAD_III) < -0.05;
      strip_clear (&strip);
    }
  g_assert_cmpuint (n_raised, >, N_SEEDS / 10);
  g_assert_cmpuint (n_raised, <, N_SEEDS / 2);
  g_assert_cmpuint (n_inverted, >, N_SEEDS / 3);
}

/* No r to speak of from V1 to V3. */
static void
test_anterior_infarction (void)
{
  guint n_raised = 0, n_inverted = 0;

  for (guint i = 0; i < N_SEEDS; i++)
    {
      Strip strip = quiet_strip (BIT (AMI) | BIT (SR), i);
      const HxSimBeat *beat = strip_typical_beat (&strip, FALSE);

      for (int lead = HX_LEAD_V1; lead <= HX_LEAD_V3; lead++)
        {
          Waves waves = strip_waves (&strip, beat, (HxLead)lead);

          g_assert_cmpfloat (waves.first_mv, <, 0.12);
          g_assert_cmpfloat (strip_max (&strip, (HxLead)lead, beat->qrs_onset_s, strip_before_st_s (beat)), <,
                             lead == HX_LEAD_V3 ? 0.38 : 0.2);
          g_assert_cmpfloat (waves.s_mv, <, -0.2);
        }
      n_raised += strip_st_mv (&strip, beat, HX_LEAD_V2) > 0.15;
      n_inverted += strip_t_mv (&strip, beat, HX_LEAD_V3) < -0.05;
      strip_clear (&strip);
    }
  g_assert_cmpuint (n_raised, >, N_SEEDS / 10);
  g_assert_cmpuint (n_inverted, >, N_SEEDS / 5);
}

/* By 0.1 mV or more in two of the leads to the left and below, and not upsloping. */
static void
test_st_depression (void)
{
  static const HxLead leads[] = { HX_LEAD_II, HX_LEAD_V4, HX_LEAD_V5, HX_LEAD_V6 };

  for (guint i = 0; i < N_SEEDS; i++)
    {
      Strip strip = quiet_strip (BIT (STD) | BIT (SR), i), normal = quiet_strip (BIT (NORM) | BIT (SR), i);
      const HxSimBeat *beat = strip_typical_beat (&strip, FALSE);
      const HxSimBeat *normal_beat = strip_typical_beat (&normal, FALSE);
      guint n_low = 0;

      for (guint k = 0; k < G_N_ELEMENTS (leads); k++)
        {
          double st_mv = strip_st_mv (&strip, beat, leads[k]);

          n_low += st_mv <= -0.1;
          g_assert_cmpfloat (st_mv, <, 0.8 * strip_at (&strip, leads[k], beat->qrs_offset_s));
          g_assert_cmpfloat (strip_st_mv (&normal, normal_beat, leads[k]), >, -0.07);
        }
      g_assert_cmpuint (n_low, >=, 2);
      strip_clear (&strip);
      strip_clear (&normal);
    }
}

static void
test_t_inversion (void)
{
  static const HxLead walls[][3] = { { HX_LEAD_I, HX_LEAD_V5, HX_LEAD_V6 },
                                     { HX_LEAD_V2, HX_LEAD_V3, HX_LEAD_V4 },
                                     { HX_LEAD_II, HX_LEAD_III, HX_LEAD_AVF } };
  guint n_of_wall[G_N_ELEMENTS (walls)] = { 0 };

  for (guint i = 0; i < N_SEEDS; i++)
    {
      Strip strip = quiet_strip (BIT (INVT) | BIT (SR), i);
      const HxSimBeat *beat = strip_typical_beat (&strip, FALSE);
      guint n_walls = 0;

      for (guint k = 0; k < G_N_ELEMENTS (walls); k++)
        {
          guint n = 0;

          for (guint j = 0; j < G_N_ELEMENTS (walls[k]); j++)
            n += strip_min (&strip, walls[k][j], beat->t_onset_s, beat->t_offset_s) <= -0.1;
          n_walls += n >= 2;
          n_of_wall[k] += n >= 2;
        }
      g_assert_cmpuint (n_walls, >=, 1);
      strip_clear (&strip);
    }
  for (guint k = 0; k < G_N_ELEMENTS (walls); k++)
    g_assert_cmpuint (n_of_wall[k], >, 0);
}

static void
test_left_ventricular_hypertrophy (void)
{
  double sum_mv = 0.0;

  for (guint i = 0; i < N_SEEDS; i++)
    {
      Strip strip = quiet_strip (BIT (LVH) | BIT (SR), i);
      const HxSimBeat *beat = strip_typical_beat (&strip, FALSE);

      g_assert_cmpfloat (strip_sokolow_mv (&strip, beat), >, 3.35); /* 3.5 less the breath */
      g_assert_cmpfloat (strip_sokolow_mv (&strip, beat), <, 5.6);
      g_assert_cmpfloat (strip_qrs_ms (beat), <, 120.0);
      sum_mv += strip_waves (&strip, beat, HX_LEAD_AVL).r_mv;
      strip_clear (&strip);
    }
  g_assert_cmpfloat (sum_mv / N_SEEDS, >, 0.6);
}

/* What must hold whatever else a patient has. */
static void
assert_shapes (const Strip *strip, const HxSimBeat *beat, guint32 labels)
{
  gboolean wide = (labels & (BIT (CLBBB) | BIT (CRBBB) | BIT (PACE))) != 0;

  g_assert_true ((strip_qrs_ms (beat) >= 120.0) == wide);
  if (labels & BIT (IMI))
    g_assert_true (strip_has_pathologic_q (strip, beat, HX_LEAD_III));
  else if (!(labels & (BIT (LAFB) | BIT (CLBBB) | BIT (PACE))))
    /* Not in two neighbours, as the definition asks for. */
    g_assert_false (strip_has_pathologic_q (strip, beat, HX_LEAD_II)
                    && strip_has_pathologic_q (strip, beat, HX_LEAD_AVF));
  if (labels & BIT (AMI))
    g_assert_cmpfloat (strip_waves (strip, beat, HX_LEAD_V2).first_mv, <, 0.12);
  if (labels & BIT (LVH))
    g_assert_cmpfloat (strip_sokolow_mv (strip, beat), >, 3.3);
  if (labels & BIT (CRBBB))
    g_assert_cmpfloat (strip_max (strip, HX_LEAD_V1, beat->qrs_onset_s + 0.065, beat->qrs_offset_s), >, 0.25);
  if (labels & BIT (STD))
    g_assert_cmpfloat (MIN (strip_st_mv (strip, beat, HX_LEAD_V4), strip_st_mv (strip, beat, HX_LEAD_V5)), <,
                       -0.09);
}

/* Drawn combinations in sinus rhythm and with a pacemaker, whose baseline is level. */
static void
test_drawn_combinations (void)
{
  HxRandom random = hx_random_from_seed (9);
  guint n = 0;

  for (guint i = 0; n < 500; i++)
    {
      guint32 labels = hx_simulator_draw_labels (&random);
      Strip strip;

      if (labels & (BIT (AFIB) | BIT (AFLT) | BIT (NORM)))
        continue;
      n++;
      strip = quiet_strip (labels, 10000 + i);
      assert_shapes (&strip, strip_typical_beat (&strip, (labels & BIT (PACE)) != 0), labels);
      strip_clear (&strip);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulator/shapes/normal", test_normal);
  g_test_add_func ("/simulator/shapes/left-bundle-branch-block", test_left_bundle_branch_block);
  g_test_add_func ("/simulator/shapes/right-bundle-branch-block", test_right_bundle_branch_block);
  g_test_add_func ("/simulator/shapes/left-anterior-fascicular-block", test_left_anterior_fascicular_block);
  g_test_add_func ("/simulator/shapes/inferior-infarction", test_inferior_infarction);
  g_test_add_func ("/simulator/shapes/anterior-infarction", test_anterior_infarction);
  g_test_add_func ("/simulator/shapes/st-depression", test_st_depression);
  g_test_add_func ("/simulator/shapes/t-inversion", test_t_inversion);
  g_test_add_func ("/simulator/shapes/left-ventricular-hypertrophy", test_left_ventricular_hypertrophy);
  g_test_add_func ("/simulator/shapes/drawn-combinations", test_drawn_combinations);
  return g_test_run ();
}
