/* hx-evaluation-table.h: an evaluation, label by label
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/run/hx-evaluate.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HX_TYPE_EVALUATION_TABLE (hx_evaluation_table_get_type ())
G_DECLARE_FINAL_TYPE (HxEvaluationTable, hx_evaluation_table, HX, EVALUATION_TABLE, AdwBin)

/**
 * HxEvaluationTable:
 *
 * A row a label: name, code, positives, AUC with its interval, average precision, threshold, F1. A click on a
 * column's title sorts by it. For use in templates. Signal "label-activated" (const char *code).
 */

/** Shows @evaluation, which must outlive its being shown; NULL for none. */
void hx_evaluation_table_set (HxEvaluationTable *self, const HxEvaluation *evaluation);

/** Labels in the order of the rows, n of them. */
guint hx_evaluation_table_get_n_rows (HxEvaluationTable *self);
const HxLabelEvaluation *hx_evaluation_table_get_row (HxEvaluationTable *self, guint row);

/**
 * hx_evaluation_to_text:
 * @separator: ',' for CSV with quotes where needed, '\t' for the clipboard
 *
 * A line of titles, a line a label in model order, a line "macro" with the macro-AUC. Numbers in C
 * locale, empty where not computed. Returns: (transfer full)
 */
char *hx_evaluation_to_text (const HxEvaluation *evaluation, char separator);

G_END_DECLS
