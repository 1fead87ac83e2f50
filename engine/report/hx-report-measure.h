/* hx-report-measure.h: the measurements of a report
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-measure.h"
#include "engine/report/hx-report.h"

G_BEGIN_DECLS

/**
 * hx_report_set_measurements:
 * @recording: what was measured: names of the leads
 *
 * Replaces the measurements of @self: rate, intervals, each QTc with its formula, axes, voltages, and what
 * speaks against a lead. A number that could not be taken says why.
 */
void hx_report_set_measurements (HxReport *self, const HxMeasurements *measurements, HxRecording *recording);

G_END_DECLS
