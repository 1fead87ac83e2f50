/* hx-report.h: one page of paper about one ECG
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/report/hx-paper.h"
#include "engine/report/hx-review.h"

G_BEGIN_DECLS

typedef enum
{
  HX_REPORT_A4,
  HX_REPORT_LETTER,
} HxReportSize;

/**
 * HxReportStatement: one line
 * @code, @description: "IMI", "inferior myocardial infarction"
 * @score: in [0, 1]
 * @probability: NaN unless the model is calibrated; printed in place of the score
 * @found: whether it is above its threshold
 * @decision: a reader's; hx_report_set_review() sets it
 */
typedef struct
{
  const char *code, *description;
  double score, probability;
  gboolean found;
  HxReviewDecision decision;
} HxReportStatement;

/**
 * HxReport:
 *
 * What stands on the page. All strings are copied. A value that was not set is left out, or said to be
 * missing where a reader would look for it. Used by one thread at a time; drawing changes nothing.
 */
typedef struct _HxReport HxReport;

/** @recording: as it is to be drawn; a reference is kept */
HxReport *hx_report_new (HxRecording *recording);
void hx_report_free (HxReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxReport, hx_report_free)

void hx_report_set_size (HxReport *self, HxReportSize size);
HxReportSize hx_report_get_size (HxReport *self);
void hx_report_set_start_s (HxReport *self, double start_s);

/**
 * hx_report_set_anonymous:
 *
 * Leaves out the patient's name and number, the record's id and the time of the recording, on the page and in
 * the file, and says so; ages above 89 become "over 89". What a reader wrote is left out too.
 */
void hx_report_set_anonymous (HxReport *self, gboolean anonymous);

/** @text: hx_filter_describe() of what @recording went through, NULL for nothing */
void hx_report_set_filter_text (HxReport *self, const char *text);

/** @name: of the model; @origin: what it was trained on, HX_ORIGIN_SIMULATED or HX_ORIGIN_RECORDED; @hash:
 * (nullable) */
void hx_report_set_model (HxReport *self, const char *name, const char *origin, const char *hash);

/**
 * hx_report_set_statements:
 *
 * Printed: those found or decided on, the highest first; then, as far as there is room, the next ones as not
 * found. What there is no room for is counted.
 */
void hx_report_set_statements (HxReport *self, const HxReportStatement *statements, guint n);

/** The statements in the page's order; valid until they or the review are set again. */
guint hx_report_get_n_statements (HxReport *self);
const HxReportStatement *hx_report_get_statement (HxReport *self, guint index);

/** Why there are no statements: "No model was asked."; the file or the record that an error names first is
 * left out. */
void hx_report_set_statements_problem (HxReport *self, const char *text);

/**
 * hx_report_set_review:
 * @review: (nullable): copied
 *
 * After hx_report_set_statements(). A statement that was decided on and is none of the model's is added
 * without a score.
 */
void hx_report_set_review (HxReport *self, const HxReview *review);

/**
 * hx_report_add_measurement:
 * @name: "QTc (Fridericia)"
 * @value: "417 ms"; NULL if it could not be taken
 * @reason: (nullable): why it could not be taken, or what it is to be read with
 */
void hx_report_add_measurement (HxReport *self, const char *name, const char *value, const char *reason);

/** Why there are no measurements: "Measuring…"; NULL for a word that there are none */
void hx_report_set_measurements_problem (HxReport *self, const char *text);

/** What stands beside the name of each of the recording's leads, "" for nothing; copied. NULL: nowhere. */
void hx_report_set_lead_remarks (HxReport *self, const char *const *remarks);

/** Removes the measurements that were added, and the remarks. */
void hx_report_clear_measurements (HxReport *self);

/** The paper, in its usual orientation: landscape. */
void hx_report_get_size_mm (HxReport *self, double *width_mm, double *height_mm);

/** Draws the page. @cr: its unit is a millimetre, its origin the page's upper left corner. */
void hx_report_draw (HxReport *self, cairo_t *cr);

/** "ECG 00041", or "ECG" without names; for titles of windows, jobs and files. Returns: (transfer full) */
char *hx_report_get_title (HxReport *self);

/**
 * hx_report_to_pdf:
 *
 * The page as a PDF: lines and text, nothing rastered. Equal reports give equal bytes on one machine: the
 * date in the file is the recording's, or none.
 *
 * Returns: (transfer full)
 */
GBytes *hx_report_to_pdf (HxReport *self, GError **error);

/** hx_report_to_pdf() into a file that is written whole or not at all. */
gboolean hx_report_write_pdf (HxReport *self, const char *path, GError **error);

G_END_DECLS
