/* hx-selfcheck.h: this engine against the method's reference numbers
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** What one golden file showed. Cleared with hx_selfcheck_result_clear(). */
typedef struct
{
  char *kind;   /* "model", "triplet", "one_cycle", "uniform" */
  double worst; /* the largest error relative to what is allowed; above 1 is a failure */
  char *worst_quantity;
  guint n_compared;      /* quantities */
  guint n_left_out;      /* quantities whose reference is itself too inexact in float32 */
  guint n_kinks;         /* of the compared: reproduced, but not in the fastest kernels' order of summation */
  GPtrArray *quantities; /* their names */
  GArray *errors;        /* of double, one a quantity: relative to what is allowed */
  gboolean ok;
} HxSelfcheckResult;

void hx_selfcheck_result_clear (HxSelfcheckResult *result);

/**
 * hx_selfcheck_file:
 *
 * Rebuilds a golden file's inputs and parameters from their names and runs the engine's own
 * network and trainer on them. docs/selfcheck.md has the format and the rule: a quantity passes
 * within max (base, 10 x the deviation of float32 arithmetic in the reference). Where a ReLU or a maximum
 * stands within a rounding error of its kink, one order of summation falls on one side and the next on the
 * other, and the gradients jump: a quantity that the fastest kernels miss passes if another set reproduces
 * it.
 *
 * Returns: FALSE if the file cannot be read or checked; a check that fails is TRUE with @result->ok FALSE
 */
gboolean hx_selfcheck_file (const char *path, HxSelfcheckResult *result, GCancellable *cancellable,
                            GError **error);

G_END_DECLS
