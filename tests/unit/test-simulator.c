/* test-simulator.c: simulated ECGs: combinations, truth, leads, noise, reproducibility
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-parallel.h"
#include "engine/records/hx-csv.h"
#include "tests/formats/shared-folder.h"
#include "tests/unit/simulated-strip.h"

#include <string.h>

static void
test_statements (void)
{
  const HxSimStatement *statements = hx_simulator_statements ();
  g_autoptr (GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);

  for (int i = 0; i < HX_SIM_N_LABELS; i++)
    {
      const HxSimStatement *s = &statements[i];

      g_assert_true (g_hash_table_add (codes, (gpointer)s->code));
      g_assert_cmpuint (strlen (s->description), >, 3);
      g_assert_cmpint (s->diagnostic + s->form + s->rhythm, ==, 1);
      g_assert_true ((s->diagnostic_class != NULL) == s->diagnostic);
      g_assert_true ((s->diagnostic_subclass != NULL) == s->diagnostic);
    }
  g_assert_cmpstr (statements[HX_SIM_NORM].code, ==, "NORM");
  g_assert_cmpstr (statements[HX_SIM_1AVB].code, ==, "1AVB");
  g_assert_cmpstr (statements[HX_SIM_1AVB].diagnostic_subclass, ==, "_AVB");
  g_assert_cmpstr (statements[HX_SIM_STD].code, ==, "STD_");
  g_assert_cmpstr (statements[HX_SIM_LAFB].diagnostic_subclass, ==, "LAFB/LPFB");
  g_assert_cmpstr (statements[HX_SIM_SR].code, ==, "SR");
}

static gboolean
is_set (const HxCsv *csv, guint row, const char *column)
{
  return strtod (hx_csv_get (csv, row, (guint)hx_csv_find_column (csv, column)), NULL) == 1.0;
}

/* Code by code what PTB-XL's table says. */
static void
test_statements_of_ptbxl (void)
{
  g_autofree char *folder = test_find_shared ("data/ptbxl-500", "statements");
  g_autofree char *path = folder != NULL ? g_build_filename (folder, "scp_statements.csv", NULL) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HxCsv) csv = NULL;
  guint n_found = 0;

  if (path == NULL)
    return;
  csv = hx_csv_read (path, &error);
  g_assert_no_error (error);
  for (int i = 0; i < HX_SIM_N_LABELS; i++)
    for (guint row = 0; row < hx_csv_get_n_rows (csv); row++)
      {
        const HxSimStatement *s = &hx_simulator_statements ()[i];

        if (!g_str_equal (hx_csv_get (csv, row, 0), s->code))
          continue;
        n_found++;
        g_assert_cmpstr (hx_csv_get (csv, row, (guint)hx_csv_find_column (csv, "description")), ==,
                         s->description);
        g_assert_cmpint (is_set (csv, row, "diagnostic"), ==, s->diagnostic);
        g_assert_cmpint (is_set (csv, row, "form"), ==, s->form);
        g_assert_cmpint (is_set (csv, row, "rhythm"), ==, s->rhythm);
        g_assert_cmpstr (hx_csv_get (csv, row, (guint)hx_csv_find_column (csv, "diagnostic_class")), ==,
                         s->diagnostic ? s->diagnostic_class : "");
        g_assert_cmpstr (hx_csv_get (csv, row, (guint)hx_csv_find_column (csv, "diagnostic_subclass")), ==,
                         s->diagnostic ? s->diagnostic_subclass : "");
      }
  g_assert_cmpuint (n_found, ==, HX_SIM_N_LABELS);
}

static void
test_combinations (void)
{
  static const guint32 there[] = {
    BIT (NORM) | BIT (SR),
    BIT (NORM) | BIT (STACH),
    BIT (NORM) | BIT (SBRAD) | BIT (SARRH),
    BIT (AFIB),
    BIT (AFLT) | BIT (IMI),
    BIT (PACE) | BIT (PVC),
    BIT (SR) | BIT (CRBBB) | BIT (LAFB) | BIT (1AVB),
    BIT (SARRH) | BIT (IMI) | BIT (AMI) | BIT (PVC),
    BIT (SR) | BIT (LVH) | BIT (STD) | BIT (INVT),
  };
  static const guint32 not_there[] = {
    0,
    BIT (NORM),
    BIT (SR),
    BIT (IMI),
    1u << HX_SIM_N_LABELS | BIT (AFIB),
    BIT (SR) | BIT (STACH) | BIT (NORM),
    BIT (SARRH) | BIT (STACH) | BIT (NORM),
    BIT (SARRH) | BIT (SR) | BIT (NORM),
    BIT (SARRH) | BIT (AFIB),
    BIT (AFIB) | BIT (AFLT),
    BIT (NORM) | BIT (AFIB),
    BIT (NORM) | BIT (SR) | BIT (PVC),
    BIT (NORM) | BIT (SR) | BIT (1AVB),
    BIT (SR) | BIT (CLBBB) | BIT (CRBBB),
    BIT (SR) | BIT (CLBBB) | BIT (LAFB),
    BIT (AFIB) | BIT (1AVB),
    BIT (AFLT) | BIT (1AVB),
    BIT (PACE) | BIT (1AVB),
    BIT (PACE) | BIT (LVH),
    BIT (PACE) | BIT (CLBBB),
  };

  for (guint i = 0; i < G_N_ELEMENTS (there); i++)
    g_assert_true (hx_simulator_combination_exists (there[i]));
  for (guint i = 0; i < G_N_ELEMENTS (not_there); i++)
    g_assert_false (hx_simulator_combination_exists (not_there[i]));
}

static void
test_prevalence (void)
{
  const guint n = 20000;
  guint counts[HX_SIM_N_LABELS] = { 0 };
  HxRandom random = hx_random_from_seed (1);

  for (guint i = 0; i < n; i++)
    {
      guint32 labels = hx_simulator_draw_labels (&random);

      g_assert_true (hx_simulator_combination_exists (labels));
      for (int k = 0; k < HX_SIM_N_LABELS; k++)
        counts[k] += labels >> k & 1;
    }
  for (int k = 0; k < HX_SIM_N_LABELS; k++)
    {
      double share = (double)counts[k] / n;

      g_test_message ("%s %.3f", hx_simulator_statements ()[k].code, share);
      g_assert_cmpfloat (share, >, 0.025);
      g_assert_cmpfloat (share, <, k == HX_SIM_SR ? 0.75 : k == HX_SIM_NORM ? 0.48 : 0.12);
    }
  g_assert_cmpfloat ((double)counts[HX_SIM_NORM] / n, >, 0.40);
}

/* Every wave after the one before, and the R peak within its QRS; what is absent is so as a whole. */
static void
assert_in_order (const Strip *strip, const HxSimBeat *beat)
{
  double end_s = (double)strip->n / strip->rate_hz;

  g_assert_cmpfloat (beat->r_peak_s, >=, 0.0);
  g_assert_cmpfloat (beat->r_peak_s, <, end_s);
  g_assert_true (isnan (beat->p_onset_s) == isnan (beat->p_offset_s));
  g_assert_true (isnan (beat->t_onset_s) == isnan (beat->t_offset_s));
  if (!isnan (beat->p_onset_s))
    {
      g_assert_cmpfloat (beat->p_onset_s, >=, 0.0);
      g_assert_cmpfloat (beat->p_onset_s + 0.06, <, beat->p_offset_s);
      g_assert_cmpfloat (beat->p_offset_s, <=, beat->qrs_onset_s);
    }
  if (!isnan (beat->qrs_onset_s))
    g_assert_cmpfloat (beat->qrs_onset_s, <, beat->r_peak_s);
  if (!isnan (beat->qrs_offset_s))
    g_assert_cmpfloat (beat->r_peak_s, <, beat->qrs_offset_s);
  if (!isnan (beat->t_onset_s))
    {
      g_assert_cmpfloat (beat->qrs_offset_s, <=, beat->t_onset_s);
      g_assert_cmpfloat (beat->t_onset_s + 0.05, <, beat->t_offset_s);
      g_assert_cmpfloat (beat->t_offset_s, <, end_s);
    }
}

/* The laws of Einthoven and Goldberger, to the last bits of a float32. */
static void
assert_laws (const Strip *strip)
{
  for (gsize t = 0; t < strip->n; t++)
    {
      double i_mv = strip->mv[HX_LEAD_I][t], ii_mv = strip->mv[HX_LEAD_II][t];

      g_assert_cmpfloat_with_epsilon (strip->mv[HX_LEAD_III][t], ii_mv - i_mv, 1e-6);
      g_assert_cmpfloat_with_epsilon (strip->mv[HX_LEAD_AVR][t], -0.5 * (i_mv + ii_mv), 1e-6);
      g_assert_cmpfloat_with_epsilon (strip->mv[HX_LEAD_AVL][t], i_mv - 0.5 * ii_mv, 1e-6);
      g_assert_cmpfloat_with_epsilon (strip->mv[HX_LEAD_AVF][t], ii_mv - 0.5 * i_mv, 1e-6);
    }
}

/* Whatever is drawn, at several rates and lengths, with and without noise. */
static void
test_drawn_records (void)
{
  static const double rates_hz[] = { 500.0, 100.0, 1000.0, 250.0, 360.0 };
  static const double durations_s[] = { 10.0, 2.0, 30.0, 5.0, 60.0, 2.5, 10.0 };
  HxRandom random = hx_random_from_seed (2);

  for (guint i = 0; i < 250; i++)
    {
      double rate_hz = rates_hz[i % G_N_ELEMENTS (rates_hz)];
      double duration_s = durations_s[i % G_N_ELEMENTS (durations_s)];
      guint32 labels = hx_simulator_draw_labels (&random);
      Strip strip = strip_new (labels, 1000 + i, rate_hz, duration_s, i % 3 * 0.5);

      g_assert_cmpuint (strip.n, ==, (gsize)(rate_hz * duration_s));
      g_assert_cmpuint (strip.record->beats->len, >=, duration_s < 3.0 ? 1 : 2);
      for (guint k = 0; k < strip.record->beats->len; k++)
        {
          assert_in_order (&strip, strip_beat (&strip, k));
          if (k > 0)
            g_assert_cmpfloat (strip_beat (&strip, k)->r_peak_s, >,
                               strip_beat (&strip, k - 1)->r_peak_s + 0.2);
        }
      for (int lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
        for (gsize t = 0; t < strip.n; t++)
          {
            g_assert_true (isfinite (strip.mv[lead][t]));
            g_assert_cmpfloat (fabsf (strip.mv[lead][t]), <, 6.0f);
          }
      assert_laws (&strip);
      strip_clear (&strip);
    }
}

static void
test_recording (void)
{
  Strip strip = strip_new (BIT (NORM) | BIT (SR), 3, 500.0, 10.0, 1.0);
  HxRecording *recording = strip.record->recording;

  g_assert_cmpuint (hx_recording_get_n_leads (recording), ==, HX_N_STANDARD_LEADS);
  for (int i = 0; i < HX_N_STANDARD_LEADS; i++)
    g_assert_cmpstr (hx_recording_get_lead_name (recording, (guint)i), ==, hx_lead_name ((HxLead)i));
  g_assert_cmpfloat (hx_recording_get_rate_hz (recording), ==, 500.0);
  g_assert_cmpuint (strip.n, ==, 5000);
  g_assert_cmpstr (hx_recording_get_origin (recording), ==, HX_ORIGIN_SIMULATED);
  g_assert_cmpstr (hx_recording_get_format (recording), ==, "simulator");
  g_assert_null (hx_recording_get_id (recording));
  g_assert_cmpfloat (hx_recording_get_age_years (recording), >=, 18.0);
  g_assert_cmpfloat (hx_recording_get_age_years (recording), <=, 95.0);
  g_assert_true (g_strv_contains ((const char *const[]){ "m", "f", NULL }, hx_recording_get_sex (recording)));
  /* A recorder's steps of 5 µV. */
  for (gsize t = 0; t < strip.n; t++)
    g_assert_cmpfloat_with_epsilon (strip.mv[HX_LEAD_V3][t] * 200.0, rint (strip.mv[HX_LEAD_V3][t] * 200.0),
                                    1e-3);
  strip_clear (&strip);
}

/* Between the waves the heart is silent; just inside of them it is not. */
static void
test_truth_fits_the_dipole (void)
{
  static const guint32 sets[] = { BIT (NORM) | BIT (SR), BIT (SR) | BIT (CRBBB),
                                  BIT (SR) | BIT (CLBBB) | BIT (1AVB), BIT (SBRAD) | BIT (LVH) | BIT (STD),
                                  BIT (SR) | BIT (PVC) | BIT (IMI) };
  const double at_once_s = 0.010;

  for (guint i = 0; i < 100; i++)
    {
      Strip strip = strip_new (sets[i % G_N_ELEMENTS (sets)], 2000 + i, 1000.0, 10.0, 0.0);

      for (guint k = 0; k + 1 < strip.record->beats->len; k++)
        {
          const HxSimBeat *beat = strip_beat (&strip, k), *next = beat + 1;
          double loudest_mv[5] = { 0.0 };

          if (isnan (beat->qrs_onset_s) || isnan (beat->t_offset_s) || next->ventricular
              || isnan (next->p_onset_s))
            continue;
          for (int lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
            {
              double parts_s[5][2] = { { beat->t_offset_s, next->p_onset_s },
                                       { next->p_offset_s, next->qrs_onset_s },
                                       { next->p_onset_s, next->p_onset_s + 3.0 * at_once_s },
                                       { beat->qrs_onset_s, beat->qrs_onset_s + at_once_s },
                                       { beat->t_offset_s - 5.0 * at_once_s, beat->t_offset_s } };

              for (int j = 0; j < 5; j++)
                if (parts_s[j][1] - parts_s[j][0] > 0.003)
                  loudest_mv[j] = MAX (
                      loudest_mv[j],
                      fabs (strip_peak (&strip, (HxLead)lead, parts_s[j][0] + 0.001, parts_s[j][1] - 0.001)));
            }
          g_assert_cmpfloat (loudest_mv[0], <, 1e-6);
          g_assert_cmpfloat (loudest_mv[1], <, 1e-6);
          g_assert_cmpfloat (loudest_mv[2], >, 0.004);
          g_assert_cmpfloat (loudest_mv[3], >, 0.020);
          g_assert_cmpfloat (loudest_mv[4], >, 0.004);
        }
      strip_clear (&strip);
    }
}

/* The QRS moves until its offset; from there on only ST does, slowly. */
static void
test_qrs_offset (void)
{
  const double at_once_s = 0.010;

  for (guint i = 0; i < 40; i++)
    {
      Strip strip =
          strip_new (i % 2 ? BIT (NORM) | BIT (SR) : BIT (SR) | BIT (CRBBB), 6000 + i, 1000.0, 4.0, 0.0);
      const HxSimBeat *beat = strip_typical_beat (&strip, FALSE);
      double before_mv = 0.0, after_mv = 0.0;

      for (int lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
        {
          double at_mv = strip_at (&strip, (HxLead)lead, beat->qrs_offset_s);

          before_mv =
              MAX (before_mv, fabs (strip_at (&strip, (HxLead)lead, beat->qrs_offset_s - at_once_s) - at_mv));
          after_mv = MAX (
              after_mv, fabs (strip_at (&strip, (HxLead)lead, beat->qrs_offset_s + 0.5 * at_once_s) - at_mv));
        }
      g_assert_cmpfloat (before_mv, >, 0.02);
      g_assert_cmpfloat (after_mv, <, 0.02);
      strip_clear (&strip);
    }
}

/* R is where the leads together are largest. */
static void
test_r_peak (void)
{
  for (guint i = 0; i < 20; i++)
    {
      Strip strip = strip_new (BIT (NORM) | BIT (SR), 3000 + i, 1000.0, 4.0, 0.0);
      const HxSimBeat *beat = strip_typical_beat (&strip, FALSE);
      double r_v4_mv = strip_at (&strip, HX_LEAD_V4, beat->r_peak_s);

      g_assert_cmpfloat (r_v4_mv, >, 0.45 * strip_waves (&strip, beat, HX_LEAD_V4).r_mv);
      strip_clear (&strip);
    }
}

/* NaN is the same as NaN. */
static gboolean
is_same_time (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

static gboolean
has_same_beats (const Strip *a, const Strip *b)
{
  if (a->record->beats->len != b->record->beats->len)
    return FALSE;
  for (guint i = 0; i < a->record->beats->len; i++)
    {
      const HxSimBeat *x = strip_beat (a, i), *y = strip_beat (b, i);

      if (!is_same_time (x->p_onset_s, y->p_onset_s) || !is_same_time (x->p_offset_s, y->p_offset_s)
          || !is_same_time (x->qrs_onset_s, y->qrs_onset_s) || !is_same_time (x->r_peak_s, y->r_peak_s)
          || !is_same_time (x->qrs_offset_s, y->qrs_offset_s) || !is_same_time (x->t_onset_s, y->t_onset_s)
          || !is_same_time (x->t_offset_s, y->t_offset_s) || x->ventricular != y->ventricular)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_same (const Strip *a, const Strip *b)
{
  if (a->n != b->n || !has_same_beats (a, b))
    return FALSE;
  for (int i = 0; i < HX_N_STANDARD_LEADS; i++)
    if (memcmp (a->mv[i], b->mv[i], a->n * sizeof (float)) != 0)
      return FALSE;
  return TRUE;
}

static void
test_reproducible (void)
{
  const guint32 labels = BIT (AFIB) | BIT (PVC) | BIT (LAFB);
  const HxSimOptions options = HX_SIM_OPTIONS_DEFAULT;
  Strip a = strip_new (labels, 5, 500.0, 10.0, 1.0), b = strip_new (labels, 5, 500.0, 10.0, 1.0);
  Strip other = strip_new (labels, 6, 500.0, 10.0, 1.0), quiet = strip_new (labels, 5, 500.0, 10.0, 0.0);
  HxRandom random = hx_random_from_seed (5), untouched = random;
  g_autoptr (HxSimRecord) record = hx_simulate (labels, &options, &random);

  g_assert_true (is_same (&a, &b));
  g_assert_false (is_same (&a, &other));
  g_assert_cmpuint (random.state, !=, untouched.state);
  /* Noise leaves the heart as it is. */
  g_assert_true (has_same_beats (&a, &quiet));
  g_assert_false (is_same (&a, &quiet));
  strip_clear (&a);
  strip_clear (&b);
  strip_clear (&other);
  strip_clear (&quiet);
}

/* The noise's root mean square, of a lead or of the difference of two. */
static double
noise_mv (double scale, HxLead lead, const HxLead *other)
{
  double sum = 0.0;
  gsize n = 0;

  for (guint i = 0; i < 20; i++)
    {
      Strip noisy = strip_new (BIT (NORM) | BIT (SR), 4000 + i, 500.0, 10.0, scale);
      Strip quiet = strip_new (BIT (NORM) | BIT (SR), 4000 + i, 500.0, 10.0, 0.0);

      for (gsize t = 0; t < noisy.n; t++)
        {
          double noise = noisy.mv[lead][t] - quiet.mv[lead][t];

          if (other != NULL)
            noise -= noisy.mv[*other][t] - quiet.mv[*other][t];
          sum += noise * noise;
        }
      n += noisy.n;
      strip_clear (&noisy);
      strip_clear (&quiet);
    }
  return sqrt (sum / n);
}

static void
test_noise (void)
{
  const HxLead v2 = HX_LEAD_V2;
  double usual_mv = noise_mv (1.0, HX_LEAD_II, NULL);

  g_assert_cmpfloat (usual_mv, >, 0.02);
  g_assert_cmpfloat (usual_mv, <, 0.15);
  g_assert_cmpfloat_with_epsilon (noise_mv (3.0, HX_LEAD_II, NULL) / usual_mv, 3.0, 0.05);
  /* Chest electrodes have a noise of their own, beside that of the limbs, which the difference is free of. */
  g_assert_cmpfloat (noise_mv (1.0, HX_LEAD_V3, &v2), >, 0.02);
}

static void
simulate_item (guint item, guint worker, gpointer user_data)
{
  Strip *strips = user_data;

  strips[item] = strip_new (BIT (SR) | BIT (LVH), 7000 + item, 500.0, 10.0, 1.0);
}

static void
test_threads (void)
{
  Strip strips[24];

  g_assert_true (hx_parallel_for (G_N_ELEMENTS (strips), 4, simulate_item, strips, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (strips); i++)
    {
      Strip alone = strip_new (BIT (SR) | BIT (LVH), 7000 + i, 500.0, 10.0, 1.0);

      g_assert_true (is_same (&strips[i], &alone));
      strip_clear (&alone);
      strip_clear (&strips[i]);
    }
}

static void
test_refuses (void)
{
  HxSimOptions options = HX_SIM_OPTIONS_DEFAULT;
  HxRandom random = hx_random_from_seed (1);

  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*combination_exists*");
  g_assert_null (hx_simulate (BIT (NORM) | BIT (AFIB), &options, &random));
  options.rate_hz = NAN;
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*rate_hz*");
  g_assert_null (hx_simulate (BIT (AFIB), &options, &random));
  options = HX_SIM_OPTIONS_DEFAULT;
  options.duration_s = 1e9;
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*duration_s*");
  g_assert_null (hx_simulate (BIT (AFIB), &options, &random));
  g_test_assert_expected_messages ();
  hx_sim_record_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulator/statements", test_statements);
  g_test_add_func ("/simulator/statements-of-ptbxl", test_statements_of_ptbxl);
  g_test_add_func ("/simulator/combinations", test_combinations);
  g_test_add_func ("/simulator/prevalence", test_prevalence);
  g_test_add_func ("/simulator/drawn-records", test_drawn_records);
  g_test_add_func ("/simulator/recording", test_recording);
  g_test_add_func ("/simulator/truth-fits-the-dipole", test_truth_fits_the_dipole);
  g_test_add_func ("/simulator/qrs-offset", test_qrs_offset);
  g_test_add_func ("/simulator/r-peak", test_r_peak);
  g_test_add_func ("/simulator/reproducible", test_reproducible);
  g_test_add_func ("/simulator/noise", test_noise);
  g_test_add_func ("/simulator/threads", test_threads);
  g_test_add_func ("/simulator/refuses", test_refuses);
  return g_test_run ();
}
