/* test-ui-calipers.c: calipers as data
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "ui/hx-calipers.h"

#include <math.h>

static void
assert_description (const HxCaliper *caliper, double gain_mm_mv, const char *expected)
{
  g_autofree char *text = hx_caliper_describe (caliper, gain_mm_mv);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_describe (void)
{
  HxCaliper caliper = {
    .lead = "II", .kind = HX_CALIPER_BOTH, .start_s = 2.0, .end_s = 1.2, .start_mv = 0.2, .end_mv = 1.1
  };

  assert_description (&caliper, 10.0, "800 ms (75 bpm), 0.90 mV (9.0 mm)");
  assert_description (&caliper, 5.0, "800 ms (75 bpm), 0.90 mV (4.5 mm)");
  assert_description (&caliper, 0.0, "800 ms (75 bpm), 0.90 mV");
  caliper.kind = HX_CALIPER_TIME;
  assert_description (&caliper, 10.0, "800 ms (75 bpm)");
  caliper.end_s = 1.9;
  caliper.marching = TRUE;
  assert_description (&caliper, 10.0, "100 ms, marching");
  caliper.kind = HX_CALIPER_AMPLITUDE;
  caliper.marching = FALSE;
  caliper.end_mv = -0.3;
  assert_description (&caliper, 10.0, "−0.50 mV (5.0 mm)");
}

static void
test_label (void)
{
  const HxCaliper caliper = {
    .lead = "II", .kind = HX_CALIPER_BOTH, .marching = TRUE, .start_s = 1.2, .end_s = 2.0, .end_mv = 0.9
  };
  g_autofree char *label = hx_caliper_label (&caliper, 10.0, FALSE);
  g_autofree char *brief = hx_caliper_label (&caliper, 10.0, TRUE);

  g_assert_cmpstr (label, ==, "800 ms (75 bpm)\n0.90 mV (9.0 mm)");
  g_assert_cmpstr (brief, ==, "800 ms\n0.90 mV");
}

static void
test_snap (void)
{
  static const double points_s[] = { 0.5, 0.6, 1.0 };

  g_assert_cmpfloat (hx_calipers_snap (0.56, points_s, 3, 0.05), ==, 0.6);
  g_assert_cmpfloat (hx_calipers_snap (0.54, points_s, 3, 0.05), ==, 0.5);
  g_assert_cmpfloat (hx_calipers_snap (0.2, points_s, 3, 0.05), ==, 0.2);
  g_assert_cmpfloat (hx_calipers_snap (0.46, points_s, 3, 0.05), ==, 0.5);
  g_assert_cmpfloat (hx_calipers_snap (1.04, points_s, 3, 0.05), ==, 1.0);
  g_assert_cmpfloat (hx_calipers_snap (1.06, points_s, 3, 0.05), ==, 1.06);
  g_assert_cmpfloat (hx_calipers_snap (1.0, NULL, 0, 0.05), ==, 1.0);

  g_assert_cmpfloat (hx_calipers_step (0.5, points_s, 3, 1), ==, 0.6);
  g_assert_cmpfloat (hx_calipers_step (0.55, points_s, 3, 1), ==, 0.6);
  g_assert_cmpfloat (hx_calipers_step (1.0, points_s, 3, 1), ==, 1.0);
  g_assert_cmpfloat (hx_calipers_step (1.0, points_s, 3, -1), ==, 0.6);
  g_assert_cmpfloat (hx_calipers_step (0.5, points_s, 3, -1), ==, 0.5);
  g_assert_cmpfloat (hx_calipers_step (0.3, points_s, 3, -1), ==, 0.3);
}

static void
test_march (void)
{
  HxCaliper caliper = { .kind = HX_CALIPER_BOTH, .marching = TRUE, .start_s = 3.0, .end_s = 2.0 };
  gint64 first, last;

  g_assert_true (hx_caliper_march (&caliper, 0.0, 10.0, 0.1, &first, &last));
  g_assert_cmpint (first, ==, -2);
  g_assert_cmpint (last, ==, 8);
  g_assert_true (hx_caliper_march (&caliper, 4.5, 6.5, 0.1, &first, &last));
  g_assert_cmpint (first, ==, 3);
  g_assert_cmpint (last, ==, 4);
  g_assert_false (hx_caliper_march (&caliper, 4.2, 4.8, 0.1, &first, &last));
  g_assert_false (hx_caliper_march (&caliper, 0.0, 10.0, 1.5, &first, &last));
  caliper.kind = HX_CALIPER_AMPLITUDE;
  g_assert_false (hx_caliper_march (&caliper, 0.0, 10.0, 0.1, &first, &last));
  caliper.kind = HX_CALIPER_TIME;
  caliper.marching = FALSE;
  g_assert_false (hx_caliper_march (&caliper, 0.0, 10.0, 0.1, &first, &last));
  caliper.marching = TRUE;
  caliper.end_s = caliper.start_s;
  g_assert_false (hx_caliper_march (&caliper, 0.0, 10.0, 0.0, &first, &last));
}

/* Nothing is lost on the way to the library and back. */
static void
test_json (void)
{
  g_autoptr (GArray) list = g_array_new (FALSE, TRUE, sizeof (HxCaliper));
  g_autoptr (GArray) read = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  HxCaliper caliper = {
    .lead = "aVR \"½\"", .kind = HX_CALIPER_AMPLITUDE, .start_s = 1.0 / 3.0, .end_mv = -0.1
  };

  g_assert_null (hx_calipers_to_json (list));
  g_array_append_val (list, caliper);
  caliper.kind = HX_CALIPER_BOTH;
  caliper.marching = TRUE;
  caliper.end_s = 86399.998;
  g_array_append_val (list, caliper);
  json = hx_calipers_to_json (list);
  read = hx_calipers_from_json (json, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const HxCaliper *one = &g_array_index (list, HxCaliper, i), *two = &g_array_index (read, HxCaliper, i);

      g_assert_cmpstr (one->lead, ==, two->lead);
      g_assert_cmpint (one->kind, ==, two->kind);
      g_assert_cmpint (one->marching, ==, two->marching);
      g_assert_cmpfloat (one->start_s, ==, two->start_s);
      g_assert_cmpfloat (one->end_s, ==, two->end_s);
      g_assert_cmpfloat (one->start_mv, ==, two->start_mv);
      g_assert_cmpfloat (one->end_mv, ==, two->end_mv);
    }
  g_array_unref (g_steal_pointer (&read));
  read = hx_calipers_from_json (NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read->len, ==, 0);
}

static void
test_damaged (void)
{
#define GOOD "\"start_s\":1,\"end_s\":2,\"start_mv\":0,\"end_mv\":0"
  static const char *const damaged[] = {
    "",
    "{",
    "[]",
    "{\"calipers\": 3}",
    "{\"calipers\": [null]}",
    "{\"calipers\": [{\"lead\":\"I\",\"kind\":\"weight\"," GOOD "}]}",
    "{\"calipers\": [{\"lead\":7,\"kind\":\"time\"," GOOD "}]}",
    "{\"calipers\": [{\"lead\":\"I\",\"kind\":[],\"marching\":{}," GOOD "}]}",
    "{\"calipers\": [{\"lead\":\"a name far longer than that of any lead\",\"kind\":\"time\"," GOOD "}]}",
    "{\"calipers\": "
    "[{\"lead\":\"I\",\"kind\":\"time\",\"start_s\":\"1\",\"end_s\":2,\"start_mv\":0,\"end_mv\":0}]}",
    "{\"calipers\": "
    "[{\"lead\":\"I\",\"kind\":\"time\",\"start_s\":1e300,\"end_s\":2,\"start_mv\":0,\"end_mv\":0}]}",
    "{\"calipers\": [{\"lead\":\"I\",\"kind\":\"time\",\"start_s\":1,\"end_s\":2}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (hx_calipers_from_json (damaged[i], &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_FORMAT);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/calipers/describe", test_describe);
  g_test_add_func ("/ui/calipers/label", test_label);
  g_test_add_func ("/ui/calipers/snap", test_snap);
  g_test_add_func ("/ui/calipers/march", test_march);
  g_test_add_func ("/ui/calipers/json", test_json);
  g_test_add_func ("/ui/calipers/damaged", test_damaged);
  return g_test_run ();
}
