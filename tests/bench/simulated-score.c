/* simulated-score.c: how well intervals agree with those that the simulator knows
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/bench/simulated-score.h"

#include <math.h>
#include <stdlib.h>

#define MAX_BEATS 256

static const struct
{
  const char *name;
  guint32 labels; /* one of these */
} groups[SIMULATED_N_GROUPS] = {
  [SIMULATED_SINUS] = { "SR", 1u << HX_SIM_SR },
  [SIMULATED_FAST] = { "STACH", 1u << HX_SIM_STACH },
  [SIMULATED_SLOW] = { "SBRAD", 1u << HX_SIM_SBRAD },
  [SIMULATED_ARRHYTHMIA] = { "SARRH", 1u << HX_SIM_SARRH },
  [SIMULATED_FIBRILLATION] = { "AFIB", 1u << HX_SIM_AFIB },
  [SIMULATED_FLUTTER] = { "AFLT", 1u << HX_SIM_AFLT },
  [SIMULATED_PACED] = { "PACE", 1u << HX_SIM_PACE },
  [SIMULATED_PREMATURE] = { "any with PVC", 1u << HX_SIM_PVC },
};

SimulatedGroup
simulated_group (guint32 labels)
{
  SimulatedGroup group = SIMULATED_N_GROUPS - 1;

  /* From the last on: what has two is counted with the rarer one. */
  while (group > 0 && !(labels & groups[group].labels))
    group--;
  return group;
}

const char *
simulated_group_name (SimulatedGroup group)
{
  return groups[group].name;
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

double
simulated_truth_ms (const HxSimRecord *record, HxMeasure interval)
{
  double values[MAX_BEATS];
  guint n = 0;

  for (guint i = 0; i < record->beats->len && n < MAX_BEATS; i++)
    {
      const HxSimBeat *beat = &g_array_index (record->beats, HxSimBeat, i);
      double from_s = interval == HX_MEASURE_PR ? beat->p_onset_s : beat->qrs_onset_s;
      double to_s = interval == HX_MEASURE_PR    ? beat->qrs_onset_s
                    : interval == HX_MEASURE_QRS ? beat->qrs_offset_s
                                                 : beat->t_offset_s;

      if (!beat->premature && isfinite (to_s - from_s))
        values[n++] = 1000.0 * (to_s - from_s);
    }
  if (n == 0)
    return NAN;
  qsort (values, n, sizeof *values, compare_doubles);
  return n % 2 ? values[n / 2] : 0.5 * (values[n / 2] + values[n / 2 - 1]);
}

static char *
name_labels (guint32 labels)
{
  GString *names = g_string_new (NULL);

  for (guint label = 0; label < HX_SIM_N_LABELS; label++)
    if (labels & (1u << label))
      g_string_append_printf (names, "%s%s", names->len ? " " : "", hx_simulator_statements ()[label].code);
  return g_string_free (names, FALSE);
}

void
simulated_score_strip (guint64 seed, guint32 labels, double noise, gboolean verbose,
                       SimulatedScore scores[SIMULATED_N_GROUPS][SIMULATED_N_INTERVALS])
{
  const HxSimOptions options = { .rate_hz = 500.0, .duration_s = 10.0, .noise = noise };
  double limit_ms = noise > 0.0 ? SIMULATED_LIMIT_NOISY_MS : SIMULATED_LIMIT_CLEAN_MS;
  HxRandom random = hx_random_from_seed (seed);
  guint32 drawn = labels ? labels : hx_simulator_draw_labels (&random);
  g_autoptr (HxSimRecord) record = hx_simulate (drawn, &options, &random);
  g_autoptr (HxMeasurements) measured = hx_measure (record->recording, NULL, NULL, NULL);
  SimulatedScore *of_group = scores[simulated_group (drawn)];

  for (HxMeasure which = HX_MEASURE_PR; which <= HX_MEASURE_QT; which++)
    {
      SimulatedScore *score = &of_group[which - HX_MEASURE_PR];
      double truth_ms = simulated_truth_ms (record, which), found_ms = measured->values[which];
      double error_ms = fabs (found_ms - truth_ms);
      g_autofree char *names = NULL;

      if (isnan (truth_ms))
        {
          score->n_invented += isfinite (found_ms);
          if (!isfinite (found_ms))
            continue;
        }
      else
        {
          score->n++;
          score->n_near += error_ms <= limit_ms;
          score->n_left_out += isnan (found_ms);
          score->largest_ms = fmax (score->largest_ms, error_ms);
          if (error_ms <= limit_ms)
            continue;
        }
      if (!verbose)
        continue;
      names = name_labels (drawn);
      g_print ("  seed %" G_GUINT64_FORMAT " (%s): %s %.1f, truly %.1f\n", seed, names,
               hx_measure_info (which)->name, found_ms, truth_ms);
    }
}

static void
print_line (const char *name, const SimulatedScore scores[SIMULATED_N_INTERVALS])
{
  g_print ("%-13s", name);
  for (guint i = 0; i < SIMULATED_N_INTERVALS; i++)
    {
      g_autofree char *near = g_strdup_printf ("%u/%u", scores[i].n_near, scores[i].n);

      g_print (" %10s %5u %5.1f", near, scores[i].n_left_out, scores[i].largest_ms);
    }
  g_print (" %9u\n", scores[0].n_invented);
}

void
simulated_print (SimulatedScore scores[SIMULATED_N_GROUPS][SIMULATED_N_INTERVALS])
{
  SimulatedScore all[SIMULATED_N_INTERVALS] = { 0 };

  g_print ("%-13s %10s %5s %5s %10s %5s %5s %10s %5s %5s %9s\n", "", "PR", "none", "most", "QRS", "none",
           "most", "QT", "none", "most", "PR of AF");
  for (SimulatedGroup group = 0; group < SIMULATED_N_GROUPS; group++)
    {
      for (guint i = 0; i < SIMULATED_N_INTERVALS; i++)
        {
          all[i].n += scores[group][i].n;
          all[i].n_near += scores[group][i].n_near;
          all[i].n_left_out += scores[group][i].n_left_out;
          all[i].n_invented += scores[group][i].n_invented;
          all[i].largest_ms = MAX (all[i].largest_ms, scores[group][i].largest_ms);
        }
      print_line (groups[group].name, scores[group]);
    }
  print_line ("all", all);
}
