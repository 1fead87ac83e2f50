/* hx-trace-filters.c: which filters the trace is drawn through
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-trace-filters.h"

#include <glib/gi18n.h>

/* Samples of all leads that are filtered within a frame: 10 s of 12 leads at 1000 Hz. */
#define MAX_AT_ONCE 120000

struct _HxTraceFilters
{
  GObject parent_instance;
  HxSession *session;
  HxTraceView *trace; /* outlives this */
  GSettings *settings;
  HxRecording *recording; /* as it is */
  HxFilterChoice choice, shown;
  gboolean on;
  HxJob *job;
};

G_DEFINE_FINAL_TYPE (HxTraceFilters, hx_trace_filters, G_TYPE_OBJECT)

static guint changed_signal;

static void
show (HxTraceFilters *self, HxRecording *recording, HxFilterChoice shown)
{
  g_autofree char *name = hx_filter_describe (&shown);
  self->shown = shown;
  if (recording)
    hx_trace_view_replace_recording (self->trace, recording);
  hx_trace_view_set_filter_name (self->trace, name);
  g_signal_emit (self, changed_signal, 0);
}

/* --- a long recording -------------------------------------------------------------------- */

typedef struct
{
  HxRecording *recording;
  HxFilterChoice choice;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;
  g_object_unref (request->recording);
  g_free (request);
}

static gpointer
filter (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  const Request *request = user_data;
  return hx_filter_recording (request->recording, &request->choice, progress, cancellable, error);
}

static void
leave_job (HxTraceFilters *self)
{
  if (!self->job)
    return;
  g_signal_handlers_disconnect_by_data (self->job, self);
  hx_job_cancel (self->job);
  g_clear_object (&self->job);
}

static HxFilterChoice
wanted (HxTraceFilters *self)
{
  HxFilterChoice off = { 0 };
  return self->on && self->recording
             ? hx_filter_restrict (&self->choice, hx_recording_get_rate_hz (self->recording))
             : off;
}

static void
finished (HxJob *job, gpointer user_data)
{
  HxTraceFilters *self = user_data;
  g_autoptr (HxRecording) filtered = hx_job_steal_result (job);
  const GError *error = hx_job_get_error (job);
  if (hx_job_get_state (job) == HX_JOB_FAILED)
    g_signal_emit_by_name (self->session, "failed", _ ("The trace could not be filtered"),
                           error ? error->message : "");
  leave_job (self);
  if (filtered)
    show (self, filtered, wanted (self));
  else
    hx_trace_filters_set_on (self, FALSE); /* stopped by hand, or failed: as the trace says */
}

static void
start_job (HxTraceFilters *self)
{
  Request *request = g_new0 (Request, 1);
  request->recording = g_object_ref (self->recording);
  request->choice = wanted (self);
  self->job = hx_job_new (_ ("Filtering the trace"), filter, request, request_free, g_object_unref);
  g_signal_connect (self->job, "finished", G_CALLBACK (finished), self);
  hx_job_queue_submit (hx_session_get_jobs (self->session), self->job, "filter");
}

/* --- what is shown ------------------------------------------------------------------------- */

static void
apply (HxTraceFilters *self)
{
  HxFilterChoice choice = wanted (self), off = { 0 };
  g_autoptr (HxRecording) filtered = NULL;
  leave_job (self);
  if (self->recording && !hx_filter_is_off (&choice)
      && hx_recording_get_n_samples (self->recording)
             <= MAX_AT_ONCE / MAX (hx_recording_get_n_leads (self->recording), 1))
    filtered = hx_filter_recording (self->recording, &choice, NULL, NULL, NULL);
  if (filtered)
    {
      show (self, filtered, choice);
      return;
    }
  show (self, self->recording, off);
  if (!hx_filter_is_off (&choice))
    start_job (self);
}

static void
save (HxTraceFilters *self)
{
  g_autofree char *text = hx_filter_format (&self->choice);
  g_settings_set_string (self->settings, "trace-filter", text);
  g_settings_set_boolean (self->settings, "trace-filter-on", self->on);
}

void
hx_trace_filters_set_recording (HxTraceFilters *self, HxRecording *recording)
{
  if (self->recording == recording)
    return;
  g_set_object (&self->recording, recording);
  hx_trace_view_set_recording (self->trace, recording); /* the first page, nothing measured */
  apply (self);
}

void
hx_trace_filters_set_choice (HxTraceFilters *self, const HxFilterChoice *choice)
{
  self->choice = *choice;
  self->on = !hx_filter_is_off (choice);
  save (self);
  apply (self);
}

const HxFilterChoice *
hx_trace_filters_get_choice (HxTraceFilters *self)
{
  return &self->choice;
}

void
hx_trace_filters_set_on (HxTraceFilters *self, gboolean on)
{
  on = on && !hx_filter_is_off (&self->choice);
  if (self->on == on)
    return;
  self->on = on;
  save (self);
  apply (self);
}

gboolean
hx_trace_filters_get_on (HxTraceFilters *self)
{
  return self->on;
}

HxFilterChoice
hx_trace_filters_get_shown (HxTraceFilters *self)
{
  return self->shown;
}

double
hx_trace_filters_get_rate_hz (HxTraceFilters *self)
{
  return self->recording ? hx_recording_get_rate_hz (self->recording) : 0.0;
}

static void
hx_trace_filters_dispose (GObject *object)
{
  HxTraceFilters *self = HX_TRACE_FILTERS (object);
  leave_job (self);
  g_clear_object (&self->recording);
  g_clear_object (&self->settings);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_trace_filters_parent_class)->dispose (object);
}

static void
hx_trace_filters_class_init (HxTraceFiltersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hx_trace_filters_dispose;
  changed_signal =
      g_signal_new ("changed", HX_TYPE_TRACE_FILTERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hx_trace_filters_init (HxTraceFilters *self)
{
}

HxTraceFilters *
hx_trace_filters_new (HxSession *session, HxTraceView *trace, GSettings *settings)
{
  HxTraceFilters *self = g_object_new (HX_TYPE_TRACE_FILTERS, NULL);
  g_autofree char *text = g_settings_get_string (settings, "trace-filter");
  self->session = g_object_ref (session);
  self->trace = trace;
  self->settings = g_object_ref (settings);
  /* Settings that another version wrote and this does not know stand for none. */
  hx_filter_parse (text, &self->choice, NULL);
  self->on = g_settings_get_boolean (settings, "trace-filter-on") && !hx_filter_is_off (&self->choice);
  return self;
}
