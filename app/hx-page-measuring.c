/* hx-page-measuring.c: measures what a page shows of a recording too long to be measured as a whole
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-page-measuring.h"

#include <math.h>
#include <string.h>

/* Beats at the edge of a stretch are found less well than those within. */
#define MARGIN_S 10.0
/* A page that is on its way is not measured. */
#define SETTLED_MS 250

struct _HxPageMeasuring
{
  GObject parent_instance;
  HxSession *session;
  HxTraceView *trace; /* whose life it shares */
  HxRecording *recording;
  HxJob *job;
  HxMeasurements *found;
  guint source;
  double from_s, to_s; /* what is or is being measured; NaN: nothing */
  double found_from_s;
};

static guint measured_signal;

G_DEFINE_FINAL_TYPE (HxPageMeasuring, hx_page_measuring, G_TYPE_OBJECT)

/* --- a stretch ---------------------------------------------------------------------------------------- */

static HxRecording *
cut (HxRecording *recording, double from_s, double to_s)
{
  double rate_hz = hx_recording_get_rate_hz (recording);
  gsize begin = (gsize)(from_s * rate_hz);
  gsize n = MIN ((gsize)(to_s * rate_hz), hx_recording_get_n_samples (recording)) - begin;
  guint n_leads = hx_recording_get_n_leads (recording);
  float *samples = g_new (float, n_leads *n);
  for (guint lead = 0; lead < n_leads; lead++)
    memcpy (samples + lead * n, hx_recording_get_lead_mv (recording, lead) + begin, n * sizeof (float));
  return hx_recording_new_like (recording, n, rate_hz, samples);
}

static gboolean
is_long (HxPageMeasuring *self)
{
  return hx_recording_get_duration_s (self->recording) > HX_PAGE_MEASURING_LONG_S;
}

/* What was found is of no use any more. Of a page that goes on from it, it is until more is known. */
static void
forget (HxPageMeasuring *self)
{
  gboolean any = self->found != NULL;
  hx_measuring_stop (&self->job, self);
  g_clear_pointer (&self->found, hx_measurements_free);
  self->from_s = self->to_s = NAN;
  if (any)
    g_signal_emit (self, measured_signal, 0);
}

/* A stretch that was not measured is not tried again before the page is turned. */
static void
measured (HxJob *job, gpointer user_data)
{
  HxPageMeasuring *self = user_data;
  g_clear_pointer (&self->found, hx_measurements_free);
  self->found = hx_job_steal_result (job);
  self->found_from_s = self->from_s;
  hx_measuring_stop (&self->job, self);
  g_signal_emit (self, measured_signal, 0);
}

static gboolean
begin (gpointer user_data)
{
  HxPageMeasuring *self = user_data;
  double start_s = hx_trace_view_get_start_s (self->trace),
         rate_hz = hx_recording_get_rate_hz (self->recording);
  g_autoptr (HxRecording) stretch = NULL;
  self->source = 0;
  hx_measuring_stop (&self->job, self);
  if (start_s >= self->to_s || start_s + hx_trace_view_get_page_s (self->trace) <= self->from_s)
    forget (self);
  /* On a sample, so that points lie where they would if the whole were measured. */
  self->from_s = floor (MAX (start_s - MARGIN_S, 0.0) * rate_hz) / rate_hz;
  self->to_s = MIN (start_s + hx_trace_view_get_page_s (self->trace) + MARGIN_S,
                    hx_recording_get_duration_s (self->recording));
  if ((self->to_s - self->from_s) * rate_hz < 1.0) /* another recording goes on longer */
    return G_SOURCE_REMOVE;
  stretch = cut (self->recording, self->from_s, self->to_s);
  self->job = hx_measuring_start (self->session, stretch, measured, self);
  return G_SOURCE_REMOVE;
}

static void
measure_whole (HxPageMeasuring *self)
{
  self->from_s = 0.0;
  self->to_s = hx_recording_get_duration_s (self->recording);
  self->job = hx_measuring_start (self->session, self->recording, measured, self);
}

static void
page_changed (HxPageMeasuring *self)
{
  double start_s = hx_trace_view_get_start_s (self->trace), page_s = hx_trace_view_get_page_s (self->trace);
  double end_s;
  if (!self->recording || !is_long (self))
    return;
  g_clear_handle_id (&self->source, g_source_remove);
  end_s = MIN (start_s + page_s, hx_recording_get_duration_s (self->recording));
  if (start_s >= self->from_s && end_s <= self->to_s)
    return;
  if (page_s > HX_PAGE_MEASURING_LONG_S)
    forget (self);
  else
    self->source = g_timeout_add (SETTLED_MS, begin, self);
}

void
hx_page_measuring_set_recording (HxPageMeasuring *self, HxRecording *recording)
{
  g_return_if_fail (HX_IS_PAGE_MEASURING (self));
  if (!g_set_object (&self->recording, recording))
    return;
  g_clear_handle_id (&self->source, g_source_remove);
  forget (self);
  if (recording && !is_long (self))
    measure_whole (self);
  page_changed (self);
}

const HxMeasurements *
hx_page_measuring_get (HxPageMeasuring *self, double *from_s)
{
  g_return_val_if_fail (HX_IS_PAGE_MEASURING (self), NULL);
  *from_s = self->found_from_s;
  return self->found;
}

/* --- the object --------------------------------------------------------------------------------------- */

static void
hx_page_measuring_dispose (GObject *object)
{
  HxPageMeasuring *self = HX_PAGE_MEASURING (object);
  g_clear_handle_id (&self->source, g_source_remove);
  hx_measuring_stop (&self->job, self);
  g_clear_pointer (&self->found, hx_measurements_free);
  g_clear_object (&self->recording);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_page_measuring_parent_class)->dispose (object);
}

static void
hx_page_measuring_class_init (HxPageMeasuringClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hx_page_measuring_dispose;
  measured_signal = g_signal_new ("measured", HX_TYPE_PAGE_MEASURING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
hx_page_measuring_init (HxPageMeasuring *self)
{
  self->from_s = self->to_s = NAN;
}

HxPageMeasuring *
hx_page_measuring_new (HxSession *session, HxTraceView *trace)
{
  HxPageMeasuring *self = g_object_new (HX_TYPE_PAGE_MEASURING, NULL);
  self->session = g_object_ref (session);
  self->trace = trace;
  g_signal_connect_object (trace, "notify::start-s", G_CALLBACK (page_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (trace, "notify::speed-mm-s", G_CALLBACK (page_changed), self, G_CONNECT_SWAPPED);
  return self;
}
