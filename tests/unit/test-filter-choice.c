/* test-filter-choice.c: which filters a sampling rate allows, and their names
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/records/hx-filter.h"

#include <math.h>
#include <string.h>

static void
test_available (void)
{
  static const struct
  {
    HxFilterChoice choice;
    double rate_hz;
    gboolean available;
    const char *reason;
  } cases[] = {
    { { 0 }, 1.0, TRUE, NULL },
    { { .low_pass_hz = 40.0 }, 100.0, TRUE, NULL },
    { { .low_pass_hz = 45.0 }, 100.0, FALSE, "45 Hz" },
    { { .low_pass_hz = 44.999 }, 100.0, TRUE, NULL },
    { { .low_pass_hz = 100.0 }, 200.0, FALSE, "100 Hz" },
    { { .low_pass_hz = 150.0 }, 500.0, TRUE, NULL },
    { { .low_pass_hz = 150.0 }, 250.0, FALSE, "112.5 Hz" },
    { { .notch_hz = 50.0 }, 100.0, FALSE, "0.45" },
    { { .notch_hz = 60.0 }, 128.0, FALSE, "57.6 Hz" },
    { { .notch_hz = 50.0 }, 128.0, TRUE, NULL },
    { { .high_pass_hz = 0.67 }, 1.0, FALSE, "0.67 Hz" },
    { { .high_pass_hz = -1.0 }, 500.0, FALSE, "above 0" },
    { { .high_pass_hz = NAN }, 500.0, FALSE, "above 0" },
    { { .baseline = TRUE }, 14.0, FALSE, "15" },
    { { .baseline = TRUE }, 15.0, TRUE, NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *reason = NULL;
      HxFilterChoice left = hx_filter_restrict (&cases[i].choice, cases[i].rate_hz);
      g_assert_cmpint (hx_filter_is_available (&cases[i].choice, cases[i].rate_hz, &reason), ==,
                       cases[i].available);
      g_assert_true (cases[i].available ? reason == NULL : strstr (reason, cases[i].reason) != NULL);
      g_assert_true (hx_filter_is_available (&left, cases[i].rate_hz, NULL));
      g_assert_cmpint (hx_filter_equal (&left, &cases[i].choice), ==, cases[i].available);
    }
}

static void
test_words (void)
{
  HxFilterChoice all = { .high_pass_hz = 0.05, .low_pass_hz = 150.0, .notch_hz = 60.0, .baseline = TRUE };
  static const char *const bad[] = { "low-pass",           "low-pass=", "low-pass=-1",
                                     "low-pass=nan",       "notch=50x", "high-pass=1e999",
                                     "baseline,,notch=50", "Off",       "baseline=1" };
  HxFilterChoice read = { 0 }, off = { 0 };
  g_autofree char *text = hx_filter_format (&all);
  g_autofree char *none = hx_filter_format (&off);
  g_autofree char *described = hx_filter_describe (&all);
  g_assert_cmpstr (text, ==, "high-pass=0.05,low-pass=150,notch=60,baseline");
  g_assert_cmpstr (described, ==, "0.05–150 Hz, notch 60 Hz, baseline removed");
  g_assert_cmpstr (none, ==, "off");
  g_assert_null (hx_filter_describe (&off));
  g_assert_true (hx_filter_parse (text, &read, NULL));
  g_assert_true (hx_filter_equal (&read, &all));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_false (hx_filter_parse (bad[i], &read, &error));
      g_assert_true (error->domain == HX_ERROR);
      g_assert_true (hx_filter_equal (&read, &all));
    }
  g_assert_true (hx_filter_parse ("off", &read, NULL));
  g_assert_true (hx_filter_is_off (&read));
  g_assert_true (hx_filter_parse ("", &read, NULL));
  g_assert_true (hx_filter_is_off (&read));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/filter-choice/available", test_available);
  g_test_add_func ("/filter-choice/words", test_words);
  return g_test_run ();
}
