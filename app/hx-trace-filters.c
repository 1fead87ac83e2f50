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
  HxTraceView *trace;
  GSettings *settings;
  HxRecording *recording; /* as it is */
  GPtrArray *others;      /* of HxRecording: compared with it, as they are */
  HxFilterChoice choice, shown;
  gboolean on;
  HxJob *job;
};

G_DEFINE_FINAL_TYPE (HxTraceFilters, hx_trace_filters, G_TYPE_OBJECT)

static guint changed_signal;

/* All that is shown, as it is: the recording, then those compared with it. (transfer full) */
static GPtrArray *
list_recordings (HxTraceFilters *self)
{
  GPtrArray *recordings = g_ptr_array_new_with_free_func (g_object_unref);
  if (self->recording)
    g_ptr_array_add (recordings, g_object_ref (self->recording));
  for (guint i = 0; i < self->others->len; i++)
    g_ptr_array_add (recordings, g_object_ref (g_ptr_array_index (self->others, i)));
  return recordings;
}

static void
show (HxTraceFilters *self, GPtrArray *recordings, HxFilterChoice shown)
{
  g_autofree char *name = hx_filter_describe (&shown);
  self->shown = shown;
  for (guint i = 0; i < recordings->len; i++)
    if (i == 0)
      hx_trace_view_replace_recording (self->trace, g_ptr_array_index (recordings, i));
    else
      hx_trace_view_replace_compared (self->trace, i - 1, g_ptr_array_index (recordings, i));
  hx_trace_view_set_filter_name (self->trace, name);
  g_signal_emit (self, changed_signal, 0);
}

/* --- filtering --------------------------------------------------------------------------- */

typedef struct
{
  GPtrArray *recordings; /* of HxRecording */
  HxFilterChoice choice;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;
  g_ptr_array_unref (request->recordings);
  g_free (request);
}

/* Each of @recordings filtered. Returns: (transfer full) (nullable): an array of as many */
static GPtrArray *
filter_all (GPtrArray *recordings, const HxFilterChoice *choice, HxProgress *progress,
            GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) filtered = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < recordings->len; i++)
    {
      HxProgress part =
          hx_progress_part (progress, (double)i / recordings->len, (double)(i + 1) / recordings->len);
      HxRecording *one =
          hx_filter_recording (g_ptr_array_index (recordings, i), choice, &part, cancellable, error);
      if (!one)
        return NULL;
      g_ptr_array_add (filtered, one);
    }
  return g_steal_pointer (&filtered);
}

static gpointer
filter (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  const Request *request = user_data;
  return filter_all (request->recordings, &request->choice, progress, cancellable, error);
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

/* One choice for all that is shown: what the lowest rate allows. */
static HxFilterChoice
wanted (HxTraceFilters *self)
{
  HxFilterChoice off = { 0 };
  return self->on && self->recording ? hx_filter_restrict (&self->choice, hx_trace_filters_get_rate_hz (self))
                                     : off;
}

static void
finished (HxJob *job, gpointer user_data)
{
  HxTraceFilters *self = user_data;
  g_autoptr (GPtrArray) filtered = hx_job_steal_result (job);
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
start_job (HxTraceFilters *self, GPtrArray *recordings)
{
  Request *request = g_new0 (Request, 1);
  request->recordings = g_ptr_array_ref (recordings);
  request->choice = wanted (self);
  self->job = hx_job_new (_ ("Filtering the trace"), filter, request, request_free,
                          (GDestroyNotify)g_ptr_array_unref);
  g_signal_connect (self->job, "finished", G_CALLBACK (finished), self);
  hx_job_queue_submit (hx_session_get_jobs (self->session), self->job, "filter");
}

/* --- what is shown ------------------------------------------------------------------------- */

static gboolean
are_short (GPtrArray *recordings)
{
  gsize n = 0;
  for (guint i = 0; i < recordings->len; i++)
    {
      HxRecording *recording = g_ptr_array_index (recordings, i);
      n += hx_recording_get_n_samples (recording) * hx_recording_get_n_leads (recording);
    }
  return n <= MAX_AT_ONCE;
}

static void
apply (HxTraceFilters *self)
{
  HxFilterChoice choice = wanted (self), off = { 0 };
  g_autoptr (GPtrArray) recordings = list_recordings (self);
  g_autoptr (GPtrArray) filtered = NULL;
  leave_job (self);
  if (!hx_filter_is_off (&choice) && are_short (recordings))
    filtered = filter_all (recordings, &choice, NULL, NULL, NULL);
  if (filtered)
    {
      show (self, filtered, choice);
      return;
    }
  show (self, recordings, off);
  if (!hx_filter_is_off (&choice))
    start_job (self, recordings);
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
  g_ptr_array_set_size (self->others, 0);
  hx_trace_view_set_recording (self->trace, recording); /* the first page, nothing measured */
  apply (self);
}

void
hx_trace_filters_set_comparison (HxTraceFilters *self, GPtrArray *recordings, const char *const *names,
                                 HxTraceComparison mode)
{
  g_ptr_array_set_size (self->others, 0);
  for (guint i = 0; recordings && i < recordings->len; i++)
    g_ptr_array_add (self->others, g_object_ref (g_ptr_array_index (recordings, i)));
  hx_trace_view_set_comparison (self->trace, self->others, names, mode);
  apply (self);
}

GPtrArray *
hx_trace_filters_get_compared (HxTraceFilters *self)
{
  return self->others;
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
  double lowest_hz = self->recording ? hx_recording_get_rate_hz (self->recording) : 0.0;
  for (guint i = 0; i < self->others->len; i++)
    lowest_hz = MIN (lowest_hz, hx_recording_get_rate_hz (g_ptr_array_index (self->others, i)));
  return lowest_hz;
}

static void
hx_trace_filters_dispose (GObject *object)
{
  HxTraceFilters *self = HX_TRACE_FILTERS (object);
  leave_job (self);
  g_clear_object (&self->recording);
  g_clear_pointer (&self->others, g_ptr_array_unref);
  g_clear_object (&self->trace);
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
  self->others = g_ptr_array_new_with_free_func (g_object_unref);
}

HxTraceFilters *
hx_trace_filters_new (HxSession *session, HxTraceView *trace, GSettings *settings)
{
  HxTraceFilters *self = g_object_new (HX_TYPE_TRACE_FILTERS, NULL);
  g_autofree char *text = g_settings_get_string (settings, "trace-filter");
  self->session = g_object_ref (session);
  self->trace = g_object_ref (trace);
  self->settings = g_object_ref (settings);
  /* Settings that another version wrote and this does not know stand for none. */
  hx_filter_parse (text, &self->choice, NULL);
  self->on = g_settings_get_boolean (settings, "trace-filter-on") && !hx_filter_is_off (&self->choice);
  return self;
}
