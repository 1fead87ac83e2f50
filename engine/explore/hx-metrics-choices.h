/* hx-metrics-choices.h: how good the statements are that thresholds choose
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Formulas and sources are in docs/metrics.md. A statement is made at and above a threshold.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** Largest value over thresholds, one threshold for all labels, and where it is. */
typedef struct
{
  double value;
  double threshold; /* the highest of equals */
} HxFmax;

/**
 * hx_fmax:
 * @y, @scores: n x n_labels
 *
 * Largest over all thresholds of the mean over records of F1, 2 TP / (2 TP + FP + FN), where a record
 * without a label and without a statement counts 0. NaN if no record has a label or a score is not finite.
 */
HxFmax hx_fmax (const guint8 *y, const double *scores, guint n, guint n_labels);

/**
 * hx_fmax_protein:
 *
 * The same in the form of protein function prediction (Radivojac et al., 2013): the harmonic mean of the mean
 * precision of the records with a statement and the mean recall of the records with a label.
 */
HxFmax hx_fmax_protein (const guint8 *y, const double *scores, guint n, guint n_labels);

typedef enum
{
  HX_BETA_F, /* (1 + beta^2) TP / ((1 + beta^2) TP + FP + beta^2 FN) */
  HX_BETA_G, /* TP / (TP + FP + beta FN) */
} HxBetaMeasure;

/** Weight of each record in a beta measure: one over its number of labels, 1 without a label. */
void hx_beta_weights (const guint8 *y, guint n, guint n_labels, double *weights);

/**
 * hx_beta_measure:
 * @y: n values @y_stride apart; @score: n @score_stride apart; @weights: n
 *
 * One label's measure at @threshold. NaN without a positive and a statement, or if a score is NaN.
 */
double hx_beta_measure (HxBetaMeasure measure, double beta, const guint8 *y, gsize y_stride,
                        const double *score, gsize score_stride, const double *weights, guint n,
                        double threshold);

/** The score that, as a threshold, gives the largest measure, the highest of equals. NaN without a positive,
 * or if a score is not finite. */
double hx_beta_best_threshold (HxBetaMeasure measure, double beta, const guint8 *y, gsize y_stride,
                               const double *score, gsize score_stride, const double *weights, guint n);

G_END_DECLS
