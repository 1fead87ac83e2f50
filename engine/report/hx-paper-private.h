/* hx-paper-private.h: the parts of a sheet's layout
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/report/hx-paper.h"

G_BEGIN_DECLS

/** Where in a row's height the baseline lies: R waves need more room than S waves. */
#define HX_PAPER_BASELINE 0.55

/** How long the calibration pulse lasts. */
#define HX_PAPER_PULSE_S 0.2

/** The lead of @other that goes with the cell's, or -1. */
int hx_paper_find_lead (const HxPaper *paper, const HxPaperCell *cell, HxRecording *other);

/** The median of a lead over the sheet, NaN if nothing is there. */
double hx_paper_median_mv (const HxPaper *paper, HxRecording *recording, guint lead);

/** Medians of all cells, and their baselines: rows at equal distances, the first and the last as far from the
 * edge as their waves reach. */
void hx_paper_place_rows (HxPaper *paper);

G_END_DECLS
