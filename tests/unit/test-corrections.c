/* test-corrections.c: measured points that are moved, and the numbers that follow
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/records/hx-corrections.h"
#include "tests/unit/simulated-strip.h"

#define NEAR_MS 0.01

typedef struct
{
  Strip strip;
  HxMeasurements *measured;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->strip = strip_new (BIT (NORM) | BIT (SR), 5, 500.0, 10.0, 0.0);
  fixture->measured = hx_measure (fixture->strip.record->recording, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  hx_measurements_free (fixture->measured);
  strip_clear (&fixture->strip);
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  const HxCorrections none = { { 0.0 } };
  g_autoptr (HxMeasurements) same =
      hx_corrections_apply (&none, fixture->measured, fixture->strip.record->recording);

  g_assert_true (hx_corrections_is_empty (&none));
  for (HxMeasure measure = 0; measure < HX_N_MEASURES; measure++)
    {
      g_assert_cmpfloat (same->values[measure], ==, fixture->measured->values[measure]);
      g_assert_false (hx_corrections_touch (&none, measure));
    }
}

/* Intervals become longer by just what was moved, their QTc with them; the rest stays. */
static void
test_follow (Fixture *fixture, gconstpointer data)
{
  const double *before = fixture->measured->values;
  HxCorrections moved = { { 0.0 } };
  g_autoptr (HxMeasurements) after = NULL;
  double rr_ms = 60000.0 / before[HX_MEASURE_HEART_RATE];

  hx_corrections_move (&moved, fixture->measured, HX_MARK_QRS_ONSET, -8.0);
  hx_corrections_move (&moved, fixture->measured, HX_MARK_T_OFFSET, 20.0);
  after = hx_corrections_apply (&moved, fixture->measured, fixture->strip.record->recording);
  g_assert_cmpfloat_with_epsilon (after->values[HX_MEASURE_QRS], before[HX_MEASURE_QRS] + 8.0, NEAR_MS);
  g_assert_cmpfloat_with_epsilon (after->values[HX_MEASURE_PR], before[HX_MEASURE_PR] - 8.0, NEAR_MS);
  g_assert_cmpfloat_with_epsilon (after->values[HX_MEASURE_QT], before[HX_MEASURE_QT] + 28.0, NEAR_MS);
  for (HxMeasure formula = HX_MEASURE_QTC_BAZETT; formula <= HX_MEASURE_QTC_HODGES; formula++)
    g_assert_cmpfloat_with_epsilon (after->values[formula],
                                    hx_measure_qtc (formula, before[HX_MEASURE_QT] + 28.0, rr_ms), NEAR_MS);
  g_assert_cmpfloat_with_epsilon (after->values[HX_MEASURE_HEART_RATE], before[HX_MEASURE_HEART_RATE], 1e-9);
  g_assert_cmpfloat_with_epsilon (after->values[HX_MEASURE_P], before[HX_MEASURE_P], NEAR_MS);
  g_assert_true (hx_corrections_touch (&moved, HX_MEASURE_QTC_BAZETT));
  g_assert_true (hx_corrections_touch (&moved, HX_MEASURE_PR));
  g_assert_false (hx_corrections_touch (&moved, HX_MEASURE_P));
  g_assert_false (hx_corrections_touch (&moved, HX_MEASURE_HEART_RATE));
  for (guint beat = 0; beat < after->n_beats; beat++)
    g_assert_cmpfloat_with_epsilon (
        hx_measurements_get_mark (after, beat, after->n_leads, HX_MARK_QRS_ONSET),
        hx_measurements_get_mark (fixture->measured, beat, after->n_leads, HX_MARK_QRS_ONSET) - 0.008, 1e-9);
}

/* ST is taken from where the QRS complex ends now. */
static void
test_st (Fixture *fixture, gconstpointer data)
{
  HxCorrections moved = { { 0.0 } };
  g_autoptr (HxMeasurements) after = NULL;

  hx_corrections_move (&moved, fixture->measured, HX_MARK_QRS_OFFSET, -30.0);
  after = hx_corrections_apply (&moved, fixture->measured, fixture->strip.record->recording);
  g_assert_cmpfloat (fabs (after->leads[8].st_j_mv - fixture->measured->leads[8].st_j_mv), >, 0.02);
}

/* Not past its neighbours, nor farther than the limit. */
static void
test_limits (Fixture *fixture, gconstpointer data)
{
  const double *marks = fixture->measured->median_marks;
  double per_ms = fixture->measured->median_rate_hz / 1000.0;
  HxCorrections moved = { { 0.0 } };

  hx_corrections_move (&moved, fixture->measured, HX_MARK_QRS_ONSET, 250.0);
  g_assert_cmpfloat_with_epsilon (moved.shift_ms[HX_MARK_QRS_ONSET],
                                  (marks[HX_MARK_R] - marks[HX_MARK_QRS_ONSET]) / per_ms, NEAR_MS);
  hx_corrections_move (&moved, fixture->measured, HX_MARK_QRS_ONSET, -250.0);
  g_assert_cmpfloat_with_epsilon (moved.shift_ms[HX_MARK_QRS_ONSET],
                                  (marks[HX_MARK_P_OFFSET] - marks[HX_MARK_QRS_ONSET]) / per_ms, NEAR_MS);
  hx_corrections_move (&moved, fixture->measured, HX_MARK_T_OFFSET, 5000.0);
  g_assert_cmpfloat (moved.shift_ms[HX_MARK_T_OFFSET], ==, HX_CORRECTION_MAX_MS);
  hx_corrections_move (&moved, fixture->measured, HX_MARK_T_OFFSET, NAN);
  g_assert_cmpfloat (moved.shift_ms[HX_MARK_T_OFFSET], ==, HX_CORRECTION_MAX_MS);
}

static void
test_json (Fixture *fixture, gconstpointer data)
{
  static const char *const damaged[] = { "",
                                         "[1]",
                                         "{}",
                                         "{\"shift_ms\": 3}",
                                         "{\"shift_ms\": {\"t_offset\": []}}",
                                         "{\"shift_ms\": {\"t_offset\": 301}}",
                                         "{\"shift_ms\": {\"t_offset\": -1e300}}" };
  HxCorrections moved = { { 0.0 } }, read;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  g_assert_null (hx_corrections_to_json (&moved));
  moved.shift_ms[HX_MARK_P_ONSET] = -1.0 / 3.0;
  moved.shift_ms[HX_MARK_T_OFFSET] = 300.0;
  json = hx_corrections_to_json (&moved);
  g_assert_true (hx_corrections_from_json (&read, json, &error));
  g_assert_no_error (error);
  for (guint mark = 0; mark < HX_N_MARKS; mark++)
    g_assert_cmpfloat (read.shift_ms[mark], ==, moved.shift_ms[mark]);
  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      g_assert_false (hx_corrections_from_json (&read, damaged[i], &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_FORMAT);
      g_clear_error (&error);
      g_assert_true (hx_corrections_is_empty (&read));
    }
  read.shift_ms[0] = 1.0;
  g_assert_true (hx_corrections_from_json (&read, NULL, &error));
  g_assert_true (hx_corrections_is_empty (&read));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/corrections/nothing", Fixture, NULL, set_up, test_nothing, tear_down);
  g_test_add ("/corrections/follow", Fixture, NULL, set_up, test_follow, tear_down);
  g_test_add ("/corrections/st", Fixture, NULL, set_up, test_st, tear_down);
  g_test_add ("/corrections/limits", Fixture, NULL, set_up, test_limits, tear_down);
  g_test_add ("/corrections/json", Fixture, NULL, set_up, test_json, tear_down);
  return g_test_run ();
}
