/* hx-record-marks.h: calipers, measurements and corrections of the record that is shown
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"
#include "engine/records/hx-corrections.h"
#include "ui/hx-trace-view.h"

G_BEGIN_DECLS

#define HX_TYPE_RECORD_MARKS (hx_record_marks_get_type ())
G_DECLARE_FINAL_TYPE (HxRecordMarks, hx_record_marks, HX, RECORD_MARKS, GObject)

/**
 * HxRecordMarks:
 *
 * Keeps what a person does on the trace with the session's record, puts it back on the trace when the record
 * is shown again, and undoes it. Measures the record when asked to, or when calipers need points to snap to;
 * of a long one, first the page that is shown: what calipers snap to there, and what is to be said of the
 * leads.
 *
 * Signals:
 *   "changed"       the measurements, corrections or the choice are others
 *   "undo-changed"  what can be undone or redone is another
 */
HxRecordMarks *hx_record_marks_new (HxSession *session, HxTraceView *trace);

/** Begins to measure the record, if that is not done; then "changed". */
void hx_record_marks_measure (HxRecordMarks *self);
gboolean hx_record_marks_is_measuring (HxRecordMarks *self);

/** Whether it is longer than %HX_PAGE_MEASURING_LONG_S, and only measured as a whole when asked for. */
gboolean hx_record_marks_is_long (HxRecordMarks *self);

/** With corrections; NULL while they are not known. (transfer none) */
const HxMeasurements *hx_record_marks_get_measurements (HxRecordMarks *self);
/** Why they cannot be known, NULL while there is no failure. */
const char *hx_record_marks_get_problem (HxRecordMarks *self);
HxRecording *hx_record_marks_get_recording (HxRecordMarks *self);
const HxCorrections *hx_record_marks_get_corrections (HxRecordMarks *self);

/** Shows on the trace where a number was measured; -1 for none. */
void hx_record_marks_choose (HxRecordMarks *self, int measure);
int hx_record_marks_get_chosen (HxRecordMarks *self);

/** Moves a mark to @shift_ms from where it was measured; a step that can be undone. */
void hx_record_marks_correct (HxRecordMarks *self, HxMark mark, double shift_ms, gboolean merge);
/** All points back to where they were measured. */
void hx_record_marks_reset (HxRecordMarks *self);

/** "164 ms", or NULL where there is no number. (transfer full) */
char *hx_record_marks_dup_number (HxRecordMarks *self, HxMeasure measure);
/** Whether the number rests on points that were moved. */
gboolean hx_record_marks_is_corrected (HxRecordMarks *self, HxMeasure measure);
/** "164 ms", "not measurable: …", with ", corrected" where it is. (transfer full) */
char *hx_record_marks_describe (HxRecordMarks *self, HxMeasure measure);

void hx_record_marks_undo (HxRecordMarks *self);
void hx_record_marks_redo (HxRecordMarks *self);
/** What would be undone or redone, NULL if nothing. */
const char *hx_record_marks_get_undo_text (HxRecordMarks *self);
const char *hx_record_marks_get_redo_text (HxRecordMarks *self);

G_END_DECLS
