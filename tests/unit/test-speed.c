/* test-speed.c: paper speeds in words
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-speed.h"

static void
test_units (void)
{
  static const struct
  {
    double speed_mm_s;
    const char *words;
  } cases[] = { { 100.0, "100 mm/s" },
                { 12.5, "12.5 mm/s" },
                { 1.0, "1 mm/s" },
                { 250.0 / 600.0, "25 mm/min" },
                { 250.0 / 14400.0, "1.04 mm/min" },
                { 250.0 / 86400.0, "10.4 mm/h" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = hx_speed_describe (cases[i].speed_mm_s);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/speed/units", test_units);
  return g_test_run ();
}
