/* measure-delineation.c: beats, waves and intervals against what is known of them
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * measure-delineation LUDB
 *   prints how well waves agree with the marks of LUDB's cardiologists: of the odd records, which tune, and
 * of the even ones measure-delineation --simulated [N [SEED]] prints how many intervals of N simulated strips
 * are near the truth measure-delineation --ptbxl FOLDER prints how many heart rates of PTB-XL's records agree
 * with their rhythm measure-delineation --long [HOURS] prints what the measuring of a long recording costs
 * LUDB --features FOLDER, --activations FOLDER and --n-features are for script/fit-delineation.
 */
#include "tests/bench/delineation-features.h"
#include "tests/bench/delineation-score.h"
#include "tests/bench/heart-rate-score.h"
#include "tests/bench/measure-long.h"
#include "tests/bench/simulated-score.h"

#include <stdlib.h>
#include <string.h>

enum
{
  N_RECORDS = 200,
  N_STRIPS = 1000,
  FIRST_SEED = 20000, /* none of those that anything was fitted to */
  HOURS = 24,
};

static void
print_ludb (const char *folder)
{
  for (guint first = 1; first <= 2; first++)
    {
      Score scores[SCORE_N_BOUNDS] = { 0 };

      for (guint record = first; record <= N_RECORDS; record += 2)
        score_record (folder, record, scores);
      g_print ("%s\n", first == 1 ? "Odd records, on which the constants were chosen" : "\nEven records");
      score_print (scores);
    }
}

static void
print_simulated (guint n_strips, guint64 first_seed, gboolean verbose)
{
  for (guint noise = 0; noise < 2; noise++)
    {
      SimulatedScore scores[SIMULATED_N_GROUPS][SIMULATED_N_INTERVALS] = { 0 };

      g_print ("%s\n",
               noise ? "\nWith noise: within 10 ms of the truth" : "Without noise: within 5 ms of the truth");
      for (guint i = 0; i < n_strips; i++)
        simulated_score_strip (first_seed + i, 0, noise, verbose, scores);
      simulated_print (scores);
    }
}

static void
print_heart_rates (const char *folder)
{
  HeartRateScore scores[HEART_RATE_N_RHYTHMS];

  heart_rate_score (folder, scores);
  heart_rate_print (scores);
  heart_rate_clear (scores);
}

int
main (int argc, char **argv)
{
  const char *what = argc > 1 ? argv[1] : "", *second = argc > 2 ? argv[2] : NULL;
  gboolean verbose = argc > 3 && strcmp (argv[argc - 1], "--verbose") == 0;
  int n_numbers = argc - 2 - (verbose ? 1 : 0);

  if (argc == 2 && strcmp (what, "--n-features") == 0)
    delineation_print_n_features ();
  else if (argc == 3 && strcmp (what, "--activations") == 0)
    delineation_write_activations (second);
  else if (n_numbers <= 2 && strcmp (what, "--simulated") == 0)
    print_simulated (second ? (guint)atoi (second) : N_STRIPS,
                     n_numbers == 2 ? g_ascii_strtoull (argv[3], NULL, 10) : FIRST_SEED, verbose);
  else if (argc == 3 && strcmp (what, "--ptbxl") == 0)
    print_heart_rates (second);
  else if (argc <= 3 && strcmp (what, "--long") == 0)
    measure_long (second ? g_ascii_strtod (second, NULL) : HOURS);
  else if (what[0] != '\0' && what[0] != '-'
           && (argc == 2 || (argc == 4 && strcmp (second, "--features") == 0)))
    {
      g_autofree char *folder = g_build_filename (what, "data", NULL);

      if (argc == 4)
        delineation_write_features (folder, argv[3]);
      else
        print_ludb (folder);
    }
  else
    {
      g_printerr (
          "usage: %s LUDB [--features FOLDER] | --simulated [N [SEED] [--verbose]] | --ptbxl FOLDER | --long "
          "[HOURS]\n",
          argv[0]);
      return 2;
    }
  return 0;
}
