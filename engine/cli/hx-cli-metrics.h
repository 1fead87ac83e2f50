/* hx-cli-metrics.h: metrics as JSON and as tables
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/explore/hx-metrics-summary.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** [low, high], or null where they are not finite. */
void hx_cli_set_interval (JsonObject *object, const char *name, double low, double high);

/** Adds what belongs to all labels together. Thresholds become scores. */
void hx_cli_add_metrics (JsonObject *object, const HxMetrics *metrics, HxScale scale);

/** Adds one label's numbers. */
void hx_cli_add_label_metrics (JsonObject *object, const HxLabelMetrics *label, HxScale scale);

/** Adds “bootstrap” and “bootstrap_seed”. */
void hx_cli_add_bootstrap (JsonObject *object, guint n_resamples, guint64 seed);

/** @rows: of HxMetricsRow. (transfer full) */
JsonArray *hx_cli_rows_to_json (const GPtrArray *rows);

/** Prints what belongs to all labels together: a line a metric. */
void hx_cli_print_metrics (const HxMetrics *metrics, HxScale scale);

/** Prints a table of rows; nothing without one. */
void hx_cli_print_rows (const GPtrArray *rows);

/** Prints the heading of, and one line for, a label. @name is what people call it, "" if nobody does. */
void hx_cli_print_label_heading (void);
void hx_cli_print_label (const char *code, const char *name, const HxLabelMetrics *label, HxScale scale);

G_END_DECLS
