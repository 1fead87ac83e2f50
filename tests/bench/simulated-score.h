/* simulated-score.h: how well intervals agree with those that the simulator knows
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The truth of a strip is the median over the beats of its own rhythm: premature complexes are left out.
 */
#pragma once

#include "engine/records/hx-measure.h"
#include "engine/simulator/hx-simulator.h"

G_BEGIN_DECLS

/** PR, QRS and QT. */
enum
{
  SIMULATED_N_INTERVALS = HX_MEASURE_QT - HX_MEASURE_PR + 1,
};

/** How far an interval may be off: without noise, and with it. */
#define SIMULATED_LIMIT_CLEAN_MS 5.0
#define SIMULATED_LIMIT_NOISY_MS 10.0

/**
 * SimulatedScore: of one interval over some strips
 * @n: strips that have the interval
 * @n_near: of these, measured and within the limit
 * @n_left_out: of these, not measured, as the program says that it cannot
 * @n_invented: strips that do not have it, and have been given one
 * @largest_ms: the largest error of what was measured
 */
typedef struct
{
  guint n, n_near, n_left_out, n_invented;
  double largest_ms;
} SimulatedScore;

/** SimulatedGroup: strips that are counted together. */
typedef enum
{
  SIMULATED_SINUS,
  SIMULATED_FAST,
  SIMULATED_SLOW,
  SIMULATED_ARRHYTHMIA,
  SIMULATED_FIBRILLATION,
  SIMULATED_FLUTTER,
  SIMULATED_PACED,
  SIMULATED_PREMATURE, /* any of these with premature complexes */
  SIMULATED_N_GROUPS,
} SimulatedGroup;

/**
 * simulated_truth_ms:
 *
 * Returns: the true interval, or NaN if no beat has it
 */
double simulated_truth_ms (const HxSimRecord *record, HxMeasure interval);

SimulatedGroup simulated_group (guint32 labels);
const char *simulated_group_name (SimulatedGroup group);

/**
 * simulated_score_strip:
 * @seed: any number; one number gives one heart with any amount of noise
 * @labels: a combination that exists, or 0 to draw one
 * @verbose: whether to name every interval that is off
 *
 * Simulates ten seconds at 500 Hz, measures them and adds what that gives to the scores of the strip's group.
 */
void simulated_score_strip (guint64 seed, guint32 labels, double noise, gboolean verbose,
                            SimulatedScore scores[SIMULATED_N_GROUPS][SIMULATED_N_INTERVALS]);

/** Prints the table, a line a group, and one of all of them. */
void simulated_print (SimulatedScore scores[SIMULATED_N_GROUPS][SIMULATED_N_INTERVALS]);

G_END_DECLS
