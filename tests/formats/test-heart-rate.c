/* test-heart-rate.c: heart rates against the rhythms that cardiologists gave PTB-XL's records
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/bench/heart-rate-score.h"
#include "tests/formats/shared-folder.h"

/* Of the records of each rhythm, how many have a rate that it has, give or take the tolerance. */
static const double least_share[HEART_RATE_N_RHYTHMS] = { 0.99, 0.95, 0.95, 0.95 };

static void
test_rhythms (void)
{
  g_autofree char *folder = test_find_shared ("data/ptbxl-500", "heart rates");
  HeartRateScore scores[HEART_RATE_N_RHYTHMS];

  if (!folder)
    return;
  heart_rate_score (folder, scores);
  for (guint i = 0; i < HEART_RATE_N_RHYTHMS; i++)
    {
      g_test_message ("%s: %u of %u inside, %u near", heart_rate_rhythm (i), scores[i].n_inside, scores[i].n,
                      scores[i].n_near);
      g_assert_cmpuint (scores[i].n, >, 0);
      g_assert_cmpuint (scores[i].rates_bpm->len, ==, scores[i].n);
      g_assert_cmpfloat (scores[i].n_near, >=, least_share[i] * scores[i].n);
    }
  heart_rate_clear (scores);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/heart-rate/rhythms", test_rhythms);
  return g_test_run ();
}
