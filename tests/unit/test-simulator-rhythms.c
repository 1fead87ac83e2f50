/* test-simulator-rhythms.c: simulated rhythms show what their names say, measured from samples and truth
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/simulator/hx-sim-private.h"
#include "tests/unit/simulated-strip.h"

#define N_SEEDS 60

static Strip
quiet_strip (guint32 labels, guint seed)
{
  return strip_new (labels, 100 + seed, 1000.0, 10.0, 0.0);
}

static void
assert_rate (guint32 rhythm, double low_bpm, double high_bpm, double range_low_s, double range_high_s)
{
  for (guint i = 0; i < 4 * N_SEEDS; i++)
    {
      Strip strip = strip_new (rhythm | BIT (NORM), 300 + i, 250.0, 10.0, 0.0);
      Intervals rr = strip_intervals (&strip);

      g_assert_cmpfloat (60.0 / rr.mean_s, >=, low_bpm);
      g_assert_cmpfloat (60.0 / rr.mean_s, <=, high_bpm);
      g_assert_cmpfloat (rr.max_s - rr.min_s, >=, range_low_s);
      g_assert_cmpfloat (rr.max_s - rr.min_s, <=, range_high_s);
      strip_clear (&strip);
    }
}

static void
test_sinus_rates (void)
{
  assert_rate (BIT (SR), 60.0, 100.0, 0.0, 0.12);
  assert_rate (BIT (STACH), 100.0, 150.0, 0.0, 0.12);
  assert_rate (BIT (SBRAD), 38.0, 60.0, 0.0, 0.12);
  assert_rate (BIT (SARRH), 60.0, 100.0, 0.12, 0.6);
  assert_rate (BIT (SARRH) | BIT (SBRAD), 38.0, 60.0, 0.12, 0.6);
}

static void
test_fibrillation (void)
{
  for (guint i = 0; i < N_SEEDS; i++)
    {
      Strip strip = quiet_strip (BIT (AFIB), i);
      Intervals rr = strip_intervals (&strip);

      g_assert_cmpfloat (rr.deviation_s, >, 0.08 * rr.mean_s);
      g_assert_cmpfloat (60.0 / rr.mean_s, >, 42.0);
      g_assert_cmpfloat (60.0 / rr.mean_s, <, 180.0);
      for (guint k = 0; k < strip.record->beats->len; k++)
        g_assert_true (isnan (strip_beat (&strip, k)->p_onset_s));
      strip_clear (&strip);
    }
}

#define ATRIAL_RATE_HZ 250.0
#define ATRIAL_N 5000

typedef struct
{
  double *buffer;
  HxSimVcg vcg;
} AtrialStrip;

static AtrialStrip
atrial_strip (void)
{
  AtrialStrip strip = { .buffer = g_new0 (double, 3 * ATRIAL_N) };

  strip.vcg = (HxSimVcg){ strip.buffer, strip.buffer + ATRIAL_N, strip.buffer + 2 * ATRIAL_N, ATRIAL_N,
                          ATRIAL_RATE_HZ };
  return strip;
}

static double
atrial_at (const AtrialStrip *strip, gsize t, HxLead lead)
{
  HxRandom random = hx_random_from_seed (1);
  HxSimField field;
  double leads_mv[HX_N_STANDARD_LEADS];

  hx_sim_field_draw (&field, 0.0, &random);
  hx_sim_field_project (&field, (HxSimVector){ strip->vcg.x[t], strip->vcg.y[t], strip->vcg.z[t] }, leads_mv);
  return leads_mv[lead];
}

static double
atrial_size_mv (const AtrialStrip *strip, HxLead lead)
{
  double sum = 0.0;

  for (gsize t = 0; t < ATRIAL_N; t++)
    sum += pow (atrial_at (strip, t, lead), 2.0);
  return sqrt (sum / ATRIAL_N);
}

/* 4 to 9 waves a second, of changing size, largest in V1. */
static void
test_fibrillatory_waves (void)
{
  for (guint i = 0; i < 20; i++)
    {
      AtrialStrip strip = atrial_strip ();
      HxSimRhythm rhythm = { .fibrillation_mv = 0.05 };
      HxRandom random = hx_random_from_seed (i);
      guint crossings = 0;
      double rate_hz;

      hx_sim_vcg_add_fibrillation (&strip.vcg, &rhythm, &random);
      for (gsize t = 1; t < ATRIAL_N; t++)
        crossings += atrial_at (&strip, t - 1, HX_LEAD_V1) < 0.0 && atrial_at (&strip, t, HX_LEAD_V1) >= 0.0;
      rate_hz = crossings * ATRIAL_RATE_HZ / ATRIAL_N;
      g_assert_cmpfloat (rate_hz, >, 4.0);
      g_assert_cmpfloat (rate_hz, <, 9.0);
      g_assert_cmpfloat (atrial_size_mv (&strip, HX_LEAD_V1), >, 1.2 * atrial_size_mv (&strip, HX_LEAD_I));
      g_assert_cmpfloat (atrial_size_mv (&strip, HX_LEAD_V1), >, 1.2 * atrial_size_mv (&strip, HX_LEAD_V6));
      g_free (strip.buffer);
    }
}

/* A saw below: falls for longer than it rises; nearly nothing in I. */
static void
test_flutter_waves (void)
{
  static const HxLead below[] = { HX_LEAD_II, HX_LEAD_III, HX_LEAD_AVF };

  for (guint i = 0; i < 20; i++)
    {
      AtrialStrip strip = atrial_strip ();
      HxSimRhythm rhythm = { .flutter_s = 0.2, .flutter_phase = 0.1 * i };
      HxRandom random = hx_random_from_seed (i);

      hx_sim_vcg_add_flutter (&strip.vcg, &rhythm, &random);
      for (guint k = 0; k < G_N_ELEMENTS (below); k++)
        {
          guint n_rising = 0;

          for (gsize t = 1; t < ATRIAL_N; t++)
            n_rising += atrial_at (&strip, t, below[k]) > atrial_at (&strip, t - 1, below[k]);
          g_assert_cmpfloat ((double)n_rising / ATRIAL_N, <, 0.45);
          g_assert_cmpfloat (atrial_size_mv (&strip, below[k]), >, 3.0 * atrial_size_mv (&strip, HX_LEAD_I));
          g_assert_cmpfloat (atrial_size_mv (&strip, below[k]), >, 0.03);
        }
      g_free (strip.buffer);
    }
}

/* Every interval is a whole number of flutter waves, 240 to 340 a minute. */
static void
test_flutter (void)
{
  guint n_varying = 0;

  for (guint i = 0; i < N_SEEDS; i++)
    {
      Strip strip = quiet_strip (BIT (AFLT), i);
      Intervals rr = strip_intervals (&strip);
      gboolean fits = FALSE;

      for (double wave_s = 60.0 / 345.0; wave_s < 60.0 / 240.0 && !fits; wave_s += 0.0005)
        {
          fits = TRUE;
          for (guint k = 1; k < strip.record->beats->len && fits; k++)
            {
              double waves =
                  (strip_beat (&strip, k)->r_peak_s - strip_beat (&strip, k - 1)->r_peak_s) / wave_s;

              fits = fabs (waves - rint (waves)) * wave_s < 0.015 && waves > 1.5 && waves < 5.5;
            }
        }
      g_assert_true (fits);
      g_assert_true (isnan (strip_beat (&strip, 1)->p_onset_s));
      n_varying += rr.max_s - rr.min_s > 0.1;
      strip_clear (&strip);
    }
  g_assert_cmpuint (n_varying, >, N_SEEDS / 6);
  g_assert_cmpuint (n_varying, <, N_SEEDS / 2);
}

static void
test_first_degree_block (void)
{
  for (guint i = 0; i < N_SEEDS; i++)
    {
      Strip strip = quiet_strip (BIT (1AVB) | BIT (SR), i);

      for (guint k = 1; k + 1 < strip.record->beats->len; k++)
        {
          const HxSimBeat *beat = strip_beat (&strip, k);

          g_assert_cmpfloat (beat->qrs_onset_s - beat->p_onset_s, >, 0.200);
          g_assert_cmpfloat (beat->qrs_onset_s - beat->p_onset_s, <, 0.400);
        }
      strip_clear (&strip);
    }
}

/* Early, wide, with T against QRS, and a full pause after it. */
static void
test_premature_complexes (void)
{
  for (guint i = 0; i < N_SEEDS; i++)
    {
      Strip strip = strip_new (BIT (PVC) | BIT (SR), 500 + i, 500.0, i % 2 ? 10.0 : 2.0, 0.0);
      guint n_premature = 0;

      for (guint k = 0; k < strip.record->beats->len; k++)
        {
          const HxSimBeat *beat = strip_beat (&strip, k);
          double against = 0.0;

          if (!beat->ventricular)
            continue;
          n_premature++;
          g_assert_true (isnan (beat->p_onset_s));
          if (isnan (beat->t_onset_s) || isnan (beat->qrs_onset_s))
            continue;
          g_assert_cmpfloat (strip_qrs_ms (beat), >=, 120.0);
          for (int lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
            against += strip_area (&strip, (HxLead)lead, beat->qrs_onset_s, beat->qrs_offset_s)
                       * strip_t_mv (&strip, beat, (HxLead)lead);
          g_assert_cmpfloat (against, <, 0.0);
          if (i % 2 && k > 0 && k + 1 < strip.record->beats->len && !strip_beat (&strip, k - 1)->ventricular
              && !isnan (strip_beat (&strip, k - 1)->qrs_onset_s))
            {
              double before_s = beat->qrs_onset_s - strip_beat (&strip, k - 1)->qrs_onset_s;
              double both_s = strip_beat (&strip, k + 1)->r_peak_s - strip_beat (&strip, k - 1)->r_peak_s;

              g_assert_cmpfloat (before_s, <, 0.48 * both_s);
              g_assert_cmpfloat (both_s, <, 2.0 * 60.0 / 58.0);
              g_assert_cmpfloat (both_s, >, 2.0 * 60.0 / 102.0);
            }
        }
      g_assert_cmpuint (n_premature, >=, 1);
      strip_clear (&strip);
    }
}

/* How far a sample stands out from its neighbours, in the lead where it does most. */
static double
spike_mv (const Strip *strip, gsize t, gsize width)
{
  double size_mv = 0.0;

  for (int lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    size_mv = MAX (
        size_mv, fabs (strip->mv[lead][t] - 0.5 * (strip->mv[lead][t - width] + strip->mv[lead][t + width])));
  return size_mv;
}

static void
test_pacemaker (void)
{
  static const double rates_hz[] = { 500.0, 1000.0, 100.0 };
  guint n_atrial = 0;

  for (guint i = 0; i < N_SEEDS; i++)
    {
      Strip strip = strip_new (BIT (PACE), 600 + i, rates_hz[i % 3], 10.0, 0.0);
      gsize width = strip.rate_hz > 900.0 ? 2 : 1;
      gboolean atrial = FALSE;

      for (guint k = 1; k < strip.record->beats->len; k++)
        {
          const HxSimBeat *beat = strip_beat (&strip, k);
          gsize onset = (gsize)(beat->qrs_onset_s * strip.rate_hz);
          double largest_mv = 0.0;

          g_assert_true (beat->ventricular);
          if (isnan (beat->qrs_offset_s))
            continue;
          g_assert_cmpfloat (strip_qrs_ms (beat), >=, 120.0);
          for (gsize t = onset - (gsize)(0.03 * strip.rate_hz); t <= onset; t++)
            largest_mv = MAX (largest_mv, spike_mv (&strip, t, width));
          g_assert_cmpfloat (largest_mv, >, 0.2);
          if (!isnan (beat->p_onset_s) && beat->p_onset_s > 0.05)
            for (gsize t = (gsize)((beat->p_onset_s - 0.03) * strip.rate_hz);
                 t < beat->p_onset_s * strip.rate_hz; t++)
              atrial |= spike_mv (&strip, t, width) > 0.15;
        }
      n_atrial += atrial;
      g_assert_cmpfloat (strip_intervals (&strip).deviation_s, <, 0.02);
      strip_clear (&strip);
    }
  g_assert_cmpuint (n_atrial, >, N_SEEDS / 8);
  g_assert_cmpuint (n_atrial, <, N_SEEDS / 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulator/rhythms/sinus-rates", test_sinus_rates);
  g_test_add_func ("/simulator/rhythms/fibrillation", test_fibrillation);
  g_test_add_func ("/simulator/rhythms/fibrillatory-waves", test_fibrillatory_waves);
  g_test_add_func ("/simulator/rhythms/flutter-waves", test_flutter_waves);
  g_test_add_func ("/simulator/rhythms/flutter", test_flutter);
  g_test_add_func ("/simulator/rhythms/first-degree-block", test_first_degree_block);
  g_test_add_func ("/simulator/rhythms/premature-complexes", test_premature_complexes);
  g_test_add_func ("/simulator/rhythms/pacemaker", test_pacemaker);
  return g_test_run ();
}
