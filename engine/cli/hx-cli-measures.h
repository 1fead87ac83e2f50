/* hx-cli-measures.h: measurements as a table and as JSON
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-measure.h"

G_BEGIN_DECLS

/** Adds the header to @csv: a column a measure, with its unit in its name, and a QTc's formula. */
void hx_cli_add_measures_header (GString *csv);

/**
 * hx_cli_add_measures_row:
 *
 * Adds the measurements of the file @path to @csv. What could not be taken is empty; the last column says
 * why.
 */
void hx_cli_add_measures_row (GString *csv, const char *path, const HxMeasurements *measured);

/**
 * hx_cli_measures_to_json:
 *
 * What "measure --json" prints of one file, a line for each lead and beat: text, as a tree of so many marks
 * would take many times as much memory.
 *
 * Returns: (transfer full)
 */
GString *hx_cli_measures_to_json (const char *path, HxRecording *recording, const HxMeasurements *measured);

G_END_DECLS
