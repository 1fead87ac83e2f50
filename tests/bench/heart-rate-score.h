/* heart-rate-score.h: whether heart rates agree with the rhythms that cardiologists gave PTB-XL's records
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** A rhythm says between which rates the heart beats; who read the strips counted with a ruler. */
#define HEART_RATE_TOLERANCE_BPM 5.0

enum
{
  HEART_RATE_N_RHYTHMS = 4, /* SR, STACH, SBRAD, SARRH */
};

/**
 * HeartRateScore: the records of one rhythm
 * @n: records
 * @n_inside: measured, and the rate is one that the rhythm has
 * @n_near: the same, give or take the tolerance
 * @rates_bpm: what was measured
 */
typedef struct
{
  guint n, n_inside, n_near;
  GArray *rates_bpm; /* of double */
} HeartRateScore;

/** "SBRAD" */
const char *heart_rate_rhythm (guint rhythm);

/**
 * heart_rate_score:
 * @folder: PTB-XL's, with ptbxl_database.csv and records500
 * @scores: to be cleared with heart_rate_clear()
 *
 * Measures all records with one of the rhythms. Fails the program if a file cannot be read.
 */
void heart_rate_score (const char *folder, HeartRateScore scores[HEART_RATE_N_RHYTHMS]);
void heart_rate_clear (HeartRateScore scores[HEART_RATE_N_RHYTHMS]);

/** Prints the table, a line a rhythm. */
void heart_rate_print (HeartRateScore scores[HEART_RATE_N_RHYTHMS]);

G_END_DECLS
