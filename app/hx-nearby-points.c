/* hx-nearby-points.c: what calipers snap to in a recording too long to be measured as a whole
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-nearby-points.h"

#include <math.h>
#include <string.h>

#define MOST_PAGE_S 60.0
/* Beats at the edge of a stretch are found less well than those within. */
#define MARGIN_S 10.0
/* A page that is on its way is not measured. */
#define SETTLED_MS 250

struct _HxNearbyPoints
{
  GObject parent_instance;
  HxSession *session;
  HxTraceView *trace; /* whose life it shares */
  HxRecording *recording;
  HxJob *job;
  guint source;
  double from_s, to_s; /* what is or is being measured; NaN: nothing */
};

G_DEFINE_FINAL_TYPE (HxNearbyPoints, hx_nearby_points, G_TYPE_OBJECT)

static int
compare_times (gconstpointer a, gconstpointer b)
{
  double one = *(const double *)a, two = *(const double *)b;
  return (one > two) - (one < two);
}

GArray *
hx_nearby_points_list (const HxMeasurements *measured, double offset_s)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint beat = 0; measured && beat < measured->n_beats; beat++)
    for (HxMark mark = 0; mark < HX_N_MARKS; mark++)
      {
        double time_s = hx_measurements_get_mark (measured, beat, measured->n_leads, mark) + offset_s;
        if (isfinite (time_s))
          g_array_append_val (times, time_s);
      }
  g_array_sort (times, compare_times);
  return times;
}

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

static void
measured (HxJob *job, gpointer user_data)
{
  HxNearbyPoints *self = user_data;
  g_autoptr (HxMeasurements) found = hx_job_steal_result (job);
  g_autoptr (GArray) times = hx_nearby_points_list (found, self->from_s);
  hx_measuring_stop (&self->job, self);
  if (found)
    hx_trace_view_set_snap_points (self->trace, (const double *)(gpointer)times->data, times->len);
  else
    self->from_s = self->to_s = NAN;
}

static gboolean
begin (gpointer user_data)
{
  HxNearbyPoints *self = user_data;
  double start_s = hx_trace_view_get_start_s (self->trace),
         rate_hz = hx_recording_get_rate_hz (self->recording);
  g_autoptr (HxRecording) stretch = NULL;
  self->source = 0;
  hx_measuring_stop (&self->job, self);
  /* On a sample, so that points lie where they would if the whole were measured. */
  self->from_s = floor (MAX (start_s - MARGIN_S, 0.0) * rate_hz) / rate_hz;
  self->to_s = MIN (start_s + hx_trace_view_get_page_s (self->trace) + MARGIN_S,
                    hx_recording_get_duration_s (self->recording));
  stretch = cut (self->recording, self->from_s, self->to_s);
  self->job = hx_measuring_start (self->session, stretch, measured, self);
  return G_SOURCE_REMOVE;
}

static void
page_changed (HxNearbyPoints *self)
{
  double start_s = hx_trace_view_get_start_s (self->trace), page_s = hx_trace_view_get_page_s (self->trace);
  g_clear_handle_id (&self->source, g_source_remove);
  if (!self->recording || !hx_trace_view_get_calipers (self->trace) || page_s > MOST_PAGE_S
      || (start_s >= self->from_s && start_s + page_s <= self->to_s))
    return;
  self->source = g_timeout_add (SETTLED_MS, begin, self);
}

void
hx_nearby_points_set_recording (HxNearbyPoints *self, HxRecording *recording)
{
  g_return_if_fail (HX_IS_NEARBY_POINTS (self));
  if (!g_set_object (&self->recording, recording))
    return;
  hx_measuring_stop (&self->job, self);
  self->from_s = self->to_s = NAN;
  page_changed (self);
}

/* --- the object --------------------------------------------------------------------------------------- */

static void
hx_nearby_points_dispose (GObject *object)
{
  HxNearbyPoints *self = HX_NEARBY_POINTS (object);
  g_clear_handle_id (&self->source, g_source_remove);
  hx_measuring_stop (&self->job, self);
  g_clear_object (&self->recording);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_nearby_points_parent_class)->dispose (object);
}

static void
hx_nearby_points_class_init (HxNearbyPointsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hx_nearby_points_dispose;
}

static void
hx_nearby_points_init (HxNearbyPoints *self)
{
  self->from_s = self->to_s = NAN;
}

HxNearbyPoints *
hx_nearby_points_new (HxSession *session, HxTraceView *trace)
{
  HxNearbyPoints *self = g_object_new (HX_TYPE_NEARBY_POINTS, NULL);
  self->session = g_object_ref (session);
  self->trace = trace;
  g_signal_connect_object (trace, "notify::calipers", G_CALLBACK (page_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (trace, "notify::start-s", G_CALLBACK (page_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (trace, "notify::speed-mm-s", G_CALLBACK (page_changed), self, G_CONNECT_SWAPPED);
  return self;
}
