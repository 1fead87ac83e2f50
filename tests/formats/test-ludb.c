/* test-ludb.c: beats and waves against the cardiologists' marks of LUDB
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/bench/delineation-score.h"
#include "tests/formats/shared-folder.h"
#include "tests/unit/sanitized.h"

/* Of the even records; the odd ones tuned the constants. A little below what is reached. */
static const struct
{
  double sensitivity, predictivity, deviation_ms;
} floors[SCORE_N_BOUNDS] = {
  { 98.3, 97.8, 17.2 }, { 98.4, 97.8, 14.8 }, { 99.9, 99.2, 8.4 },
  { 99.9, 99.6, 9.9 },  { 99.5, 99.0, 23.4 }, { 99.5, 99.0, 19.8 },
};

static void
test_floors (void)
{
  g_autofree char *shared = test_find_shared ("data/ludb-200", "P, QRS and T");
  g_autofree char *folder = shared ? g_build_filename (shared, "data", NULL) : NULL;
  Score scores[SCORE_N_BOUNDS] = { 0 };
  const guint stride = SANITIZED ? 20 : 2; /* of so few, the floors would say nothing */

  if (!folder)
    return;
  for (guint record = 2; record <= 200; record += stride)
    score_record (folder, record, scores);
  for (guint bound = 0; bound < SCORE_N_BOUNDS; bound++)
    {
      g_test_message ("%s: %.2f %% found, %.2f %% right, %.1f +- %.1f ms", score_bound_name (bound),
                      score_sensitivity (&scores[bound]), score_predictivity (&scores[bound]),
                      score_mean_ms (&scores[bound]), score_deviation_ms (&scores[bound]));
      g_assert_cmpuint (scores[bound].n_matched + scores[bound].n_missed, >, 8000 * 2 / stride);
      if (SANITIZED)
        continue;
      g_assert_cmpfloat (score_sensitivity (&scores[bound]), >=, floors[bound].sensitivity);
      g_assert_cmpfloat (score_predictivity (&scores[bound]), >=, floors[bound].predictivity);
      g_assert_cmpfloat (score_deviation_ms (&scores[bound]), <=, floors[bound].deviation_ms);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ludb/floors", test_floors);
  return g_test_run ();
}
