/* hx-record-marks.c: calipers, measurements and corrections of the record that is shown
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-record-marks.h"

#include "app/hx-mark-store.h"
#include "app/hx-measuring.h"
#include "app/hx-page-measuring.h"
#include "engine/library/hx-library-marks.h"

#include <glib/gi18n.h>
#include <math.h>

struct _HxRecordMarks
{
  GObject parent_instance;
  HxSession *session;
  HxTraceView *trace; /* whose life it shares */
  HxRecordItem *record;
  HxRecording *recording;
  HxJob *measuring;
  HxMeasurements *measured, *corrected;
  HxPageMeasuring *page;
  HxCorrections corrections;
  char *problem;
  int chosen;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_UNDO_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HxRecordMarks, hx_record_marks, G_TYPE_OBJECT)

/* --- on the trace --------------------------------------------------------------------------------- */

/* All that is known of the record, or of the page that is shown of a long one. */
static const HxMeasurements *
get_known (HxRecordMarks *self, double *from_s)
{
  *from_s = 0.0;
  return self->corrected ? self->corrected : hx_page_measuring_get (self->page, from_s);
}

static void
show_snap_points (HxRecordMarks *self)
{
  double from_s;
  const HxMeasurements *known = get_known (self, &from_s);
  g_autoptr (GArray) times = hx_measuring_list_times (known, from_s);
  hx_trace_view_set_snap_points (self->trace, (const double *)(gpointer)times->data, times->len);
}

static void
add_point (HxRecordMarks *self, GArray *points, guint beat, HxMark mark)
{
  HxTracePoint point = { .time_s =
                             hx_measurements_get_mark (self->corrected, beat, self->corrected->n_leads, mark),
                         .id = (int)mark,
                         .name = hx_mark_title (mark),
                         .corrected = self->corrections.shift_ms[mark] != 0.0 };
  if (isfinite (point.time_s))
    g_array_append_val (points, point);
}

/* Rate and rhythm are taken from R to R of all beats, the rest from those that are alike. */
static void
show_points (HxRecordMarks *self)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (HxTracePoint));
  g_autofree char *text = NULL;
  g_autofree char *value = NULL;
  HxMark from = HX_MARK_R, to = HX_MARK_R;
  gboolean spans;
  if (!self->corrected || self->chosen < 0)
    {
      hx_trace_view_set_points (self->trace, NULL, 0, NULL);
      return;
    }
  spans = hx_measure_span ((HxMeasure)self->chosen, &from, &to);
  for (guint beat = 0; beat < self->corrected->n_beats; beat++)
    if (self->corrected->usual[beat] || !spans)
      {
        add_point (self, points, beat, from);
        if (spans)
          add_point (self, points, beat, to);
      }
  value = hx_record_marks_describe (self, (HxMeasure)self->chosen);
  text = g_strdup_printf ("%s: %s", _ (hx_measure_info ((HxMeasure)self->chosen)->title), value);
  hx_trace_view_set_points (self->trace, (const HxTracePoint *)(gpointer)points->data, points->len, text);
}

/* What speaks against a lead stands beside its name. The next record may be on its way, and the trace empty.
 */
static void
show_remarks (HxRecordMarks *self)
{
  double from_s;
  const HxMeasurements *known = get_known (self, &from_s);
  gboolean shown = known && hx_trace_view_get_recording (self->trace);
  g_auto (GStrv) remarks = shown ? hx_measurements_dup_remarks (known) : NULL;
  hx_trace_view_set_remarks (self->trace, (const char *const *)remarks);
}

static void
page_measured (HxRecordMarks *self)
{
  show_snap_points (self);
  show_remarks (self);
}

static void
update (HxRecordMarks *self)
{
  g_clear_pointer (&self->corrected, hx_measurements_free);
  if (self->measured)
    self->corrected = hx_corrections_apply (&self->corrections, self->measured, self->recording);
  hx_page_measuring_set_recording (
      self->page, self->measured || !hx_record_marks_is_long (self) ? NULL : self->recording);
  show_snap_points (self);
  show_points (self);
  show_remarks (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- measuring ------------------------------------------------------------------------------------ */

static void
measured (HxJob *job, gpointer user_data)
{
  HxRecordMarks *self = user_data;
  const GError *error = hx_job_get_error (job);
  self->measured = hx_job_steal_result (job);
  if (!self->measured)
    self->problem = g_strdup (error ? error->message : _ ("Measuring was cancelled"));
  hx_measuring_stop (&self->measuring, self);
  update (self);
}

void
hx_record_marks_measure (HxRecordMarks *self)
{
  g_return_if_fail (HX_IS_RECORD_MARKS (self));
  if (!self->recording || self->measured || self->measuring)
    return;
  g_clear_pointer (&self->problem, g_free);
  self->measuring = hx_measuring_start (self->session, self->recording, measured, self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
calipers_switched (HxRecordMarks *self)
{
  if (hx_trace_view_get_calipers (self->trace) && !hx_record_marks_is_long (self))
    hx_record_marks_measure (self);
}

/* --- what is kept --------------------------------------------------------------------------------- */

static void
load_calipers (HxRecordMarks *self)
{
  g_autofree char *json = hx_mark_store_read (self->session, self->record, HX_MARK_CALIPERS);
  g_autoptr (GError) error = NULL;
  if (!hx_trace_view_load_calipers (self->trace, json, &error))
    g_signal_emit_by_name (self->session, "failed", _ ("The record’s calipers cannot be read"),
                           error->message);
}

static void
load_corrections (HxRecordMarks *self)
{
  g_autofree char *json = hx_mark_store_read (self->session, self->record, HX_MARK_CORRECTIONS);
  g_autoptr (GError) error = NULL;
  if (!hx_corrections_from_json (&self->corrections, json, &error))
    g_signal_emit_by_name (self->session, "failed", _ ("The record’s corrections cannot be read"),
                           error->message);
}

static void
apply (HxRecordMarks *self, const char *name, const char *json)
{
  hx_mark_store_write (self->session, self->record, name, json);
  if (g_str_equal (name, HX_MARK_CALIPERS))
    load_calipers (self);
  else if (g_str_equal (name, HX_MARK_CORRECTIONS))
    {
      load_corrections (self);
      update (self);
    }
}

static void
undo_changed (HxRecordMarks *self)
{
  g_signal_emit (self, signals[SIGNAL_UNDO_CHANGED], 0);
}

static void
leave_record (HxRecordMarks *self)
{
  hx_measuring_stop (&self->measuring, self);
  if (self->record)
    g_signal_handlers_disconnect_by_data (hx_mark_store_get_undo (self->record), self);
  g_clear_object (&self->record);
  g_clear_object (&self->recording);
  g_clear_pointer (&self->measured, hx_measurements_free);
  g_clear_pointer (&self->problem, g_free);
  self->corrections = (HxCorrections){ { 0.0 } };
}

/* The trace shows the record, or it shows it filtered in another way. */
static void
show_record (HxRecordMarks *self)
{
  HxRecordItem *record = hx_session_get_record (self->session);
  HxRecording *recording = hx_session_get_recording (self->session);
  if (!record && self->record)
    {
      leave_record (self);
      update (self);
      undo_changed (self);
    }
  if (!record || !recording || !hx_trace_view_get_recording (self->trace))
    return;
  if (record != self->record || recording != self->recording)
    {
      HxUndo *undo = hx_mark_store_get_undo (record);
      leave_record (self);
      self->record = g_object_ref (record);
      self->recording = g_object_ref (recording);
      g_signal_connect_swapped (undo, "apply", G_CALLBACK (apply), self);
      g_signal_connect_swapped (undo, "changed", G_CALLBACK (undo_changed), self);
      load_corrections (self);
      update (self);
      undo_changed (self);
      if (!hx_record_marks_is_long (self) && (self->chosen >= 0 || hx_trace_view_get_calipers (self->trace)))
        hx_record_marks_measure (self);
    }
  load_calipers (self);
}

static void
calipers_edited (HxRecordMarks *self, const char *text, gboolean merge)
{
  g_autofree char *json = hx_trace_view_dup_calipers (self->trace);
  if (self->record)
    hx_mark_store_change (self->session, self->record, HX_MARK_CALIPERS, json, text, merge);
}

/* --- corrections ---------------------------------------------------------------------------------- */

static void
keep_corrections (HxRecordMarks *self, const char *text, gboolean merge)
{
  g_autofree char *json = hx_corrections_to_json (&self->corrections);
  hx_mark_store_change (self->session, self->record, HX_MARK_CORRECTIONS, json, text, merge);
  update (self);
}

void
hx_record_marks_correct (HxRecordMarks *self, HxMark mark, double shift_ms, gboolean merge)
{
  double before_ms;
  g_autofree char *text = NULL;
  g_return_if_fail (HX_IS_RECORD_MARKS (self));
  g_return_if_fail ((guint)mark < HX_N_MARKS);
  if (!self->measured || mark == HX_MARK_R)
    return;
  before_ms = self->corrections.shift_ms[mark];
  hx_corrections_move (&self->corrections, self->measured, mark, shift_ms);
  /* Translators: a step that can be undone; %s is a point, "QRS onset" */
  text = g_strdup_printf (_ ("Move %s"), hx_mark_title (mark));
  if (self->corrections.shift_ms[mark] != before_ms)
    keep_corrections (self, text, merge);
}

void
hx_record_marks_reset (HxRecordMarks *self)
{
  g_return_if_fail (HX_IS_RECORD_MARKS (self));
  if (!self->record || hx_corrections_is_empty (&self->corrections))
    return;
  self->corrections = (HxCorrections){ { 0.0 } };
  keep_corrections (self, _ ("Reset Corrections"), FALSE);
}

static void
point_moved (HxRecordMarks *self, int id, double shift_s, gboolean merge)
{
  hx_record_marks_correct (self, (HxMark)id, self->corrections.shift_ms[id] + 1000.0 * shift_s, merge);
}

/* --- for others ----------------------------------------------------------------------------------- */

const HxMeasurements *
hx_record_marks_get_measurements (HxRecordMarks *self)
{
  return self->corrected;
}

gboolean
hx_record_marks_is_measuring (HxRecordMarks *self)
{
  return self->measuring != NULL;
}

gboolean
hx_record_marks_is_long (HxRecordMarks *self)
{
  return self->recording && hx_recording_get_duration_s (self->recording) > HX_PAGE_MEASURING_LONG_S;
}

const char *
hx_record_marks_get_problem (HxRecordMarks *self)
{
  return self->problem;
}

HxRecording *
hx_record_marks_get_recording (HxRecordMarks *self)
{
  return self->recording;
}

const HxCorrections *
hx_record_marks_get_corrections (HxRecordMarks *self)
{
  return &self->corrections;
}

void
hx_record_marks_choose (HxRecordMarks *self, int measure)
{
  g_return_if_fail (HX_IS_RECORD_MARKS (self));
  g_return_if_fail (measure < HX_N_MEASURES);
  self->chosen = measure;
  show_points (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

int
hx_record_marks_get_chosen (HxRecordMarks *self)
{
  return self->chosen;
}

char *
hx_record_marks_dup_number (HxRecordMarks *self, HxMeasure measure)
{
  const HxMeasureInfo *info = hx_measure_info (measure);
  double value = self->corrected ? self->corrected->values[measure] : NAN;
  int decimals = measure == HX_MEASURE_SOKOLOW_LYON || measure == HX_MEASURE_CORNELL ? 2 : 0;
  if (!isfinite (value))
    return NULL;
  /* A hyphen is too short for a minus between figures. */
  return g_strdup_printf ("%s%.*f%s%s", value < (decimals ? -0.005 : -0.5) ? "−" : "", decimals, fabs (value),
                          g_str_equal (info->unit, "°") ? "" : " ", _ (info->unit));
}

gboolean
hx_record_marks_is_corrected (HxRecordMarks *self, HxMeasure measure)
{
  return hx_corrections_touch (&self->corrections, measure);
}

char *
hx_record_marks_describe (HxRecordMarks *self, HxMeasure measure)
{
  g_autofree char *number = hx_record_marks_dup_number (self, measure);
  if (!self->corrected)
    return g_strdup (self->problem ? self->problem : self->measuring ? _ ("Measuring…") : _ ("not measured"));
  if (!number)
    /* Translators: %s is the reason, "no T wave's end was found" */
    return g_strdup_printf (_ ("not measurable: %s"),
                            self->corrected->reasons[measure] ? self->corrected->reasons[measure] : "");
  if (hx_record_marks_is_corrected (self, measure))
    return g_strdup_printf (_ ("%s, corrected"), number);
  return g_steal_pointer (&number);
}

void
hx_record_marks_undo (HxRecordMarks *self)
{
  if (self->record)
    hx_undo_undo (hx_mark_store_get_undo (self->record));
}

void
hx_record_marks_redo (HxRecordMarks *self)
{
  if (self->record)
    hx_undo_redo (hx_mark_store_get_undo (self->record));
}

const char *
hx_record_marks_get_undo_text (HxRecordMarks *self)
{
  return self->record ? hx_undo_get_undo_text (hx_mark_store_get_undo (self->record)) : NULL;
}

const char *
hx_record_marks_get_redo_text (HxRecordMarks *self)
{
  return self->record ? hx_undo_get_redo_text (hx_mark_store_get_undo (self->record)) : NULL;
}

/* --- the object ----------------------------------------------------------------------------------- */

static void
hx_record_marks_dispose (GObject *object)
{
  HxRecordMarks *self = HX_RECORD_MARKS (object);
  leave_record (self);
  g_clear_pointer (&self->corrected, hx_measurements_free);
  g_clear_object (&self->page);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_record_marks_parent_class)->dispose (object);
}

static void
hx_record_marks_class_init (HxRecordMarksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hx_record_marks_dispose;
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", HX_TYPE_RECORD_MARKS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_UNDO_CHANGED] = g_signal_new ("undo-changed", HX_TYPE_RECORD_MARKS, G_SIGNAL_RUN_LAST, 0,
                                               NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hx_record_marks_init (HxRecordMarks *self)
{
  self->chosen = -1;
}

HxRecordMarks *
hx_record_marks_new (HxSession *session, HxTraceView *trace)
{
  HxRecordMarks *self = g_object_new (HX_TYPE_RECORD_MARKS, NULL);
  self->session = g_object_ref (session);
  self->trace = trace;
  self->page = hx_page_measuring_new (session, trace);
  g_signal_connect_object (self->page, "measured", G_CALLBACK (page_measured), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (trace, "notify::recording", G_CALLBACK (show_record), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (trace, "notify::calipers", G_CALLBACK (calipers_switched), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (trace, "calipers-edited", G_CALLBACK (calipers_edited), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (trace, "point-moved", G_CALLBACK (point_moved), self, G_CONNECT_SWAPPED);
  show_record (self);
  return self;
}
