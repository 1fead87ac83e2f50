/* delineation-score.h: how well marks agree with those of cardiologists
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rules: every lead between its first and its last marked wave; onset and offset each for itself; marks
 * are matched one to one, the nearest pairs first, if they are within 150 ms.
 */
#pragma once

#include "engine/records/hx-measure.h"

G_BEGIN_DECLS

#define SCORE_TOLERANCE_MS 150.0
#define SCORE_LUDB_GAIN_ADU_PER_MV 1000.0

/** The boundaries that are scored, onset and offset of P, QRS and T. */
enum
{
  SCORE_N_BOUNDS = 6,
};

/** Score: of one boundary, over all leads of all records. */
typedef struct
{
  guint n_matched, n_missed, n_false;
  double sum_ms, squares_ms;
} Score;

double score_sensitivity (const Score *score); /* percent */
double score_predictivity (const Score *score);
double score_mean_ms (const Score *score);
double score_deviation_ms (const Score *score);
const char *score_bound_name (guint bound); /* "P onset" */

/**
 * score_record:
 * @folder: LUDB's "data"
 * @record: 1 .. 200
 *
 * Measures a record and adds what it gives to @scores. Fails the program if a file cannot be read.
 */
void score_record (const char *folder, guint record, Score scores[SCORE_N_BOUNDS]);

/** Prints the table, a line a boundary. */
void score_print (const Score scores[SCORE_N_BOUNDS]);

G_END_DECLS
