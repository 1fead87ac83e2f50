/* hx-corrections.h: measured points that a person has moved
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-measure.h"

G_BEGIN_DECLS

/** Farthest that a point can be moved. */
#define HX_CORRECTION_MAX_MS 300.0

/**
 * HxCorrections:
 * @shift_ms: how far each mark is moved, alike in all beats; 0 where it stays as it was measured
 */
typedef struct
{
  double shift_ms[HX_N_MARKS];
} HxCorrections;

/** The mark's name for files, "qrs_onset", and for people, translatable: "QRS onset". Static. */
const char *hx_mark_name (HxMark mark);
const char *hx_mark_title (HxMark mark);

/** Whether nothing is moved. */
gboolean hx_corrections_is_empty (const HxCorrections *self);

/**
 * hx_measure_span:
 *
 * The marks that @measure is taken between. Returns: FALSE if it is not taken between two
 */
gboolean hx_measure_span (HxMeasure measure, HxMark *from, HxMark *to);

/** Whether one of the points behind @measure is moved. */
gboolean hx_corrections_touch (const HxCorrections *self, HxMeasure measure);

/**
 * hx_corrections_move:
 * @measured: as measured, without corrections
 *
 * Moves @mark to @shift_ms from where it was measured, no farther than HX_CORRECTION_MAX_MS nor beyond the
 * marks before and after it in the median beat.
 */
void hx_corrections_move (HxCorrections *self, const HxMeasurements *measured, HxMark mark, double shift_ms);

/**
 * hx_corrections_apply:
 * @measured: as measured, without corrections
 * @recording: what was measured
 *
 * All numbers anew, from the marks of all leads together and of the median beat as moved; the leads' own
 * marks are moved alike. Returns: (transfer full)
 */
HxMeasurements *hx_corrections_apply (const HxCorrections *self, const HxMeasurements *measured,
                                      HxRecording *recording);

/** (transfer full): JSON; NULL if nothing is moved */
char *hx_corrections_to_json (const HxCorrections *self);

/** @json: (nullable). Fails with %HX_ERROR_FORMAT, and then @self is empty. */
gboolean hx_corrections_from_json (HxCorrections *self, const char *json, GError **error);

G_END_DECLS
