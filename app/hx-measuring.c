/* hx-measuring.c: measuring an ECG in the background
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-measuring.h"

#include <glib/gi18n.h>
#include <math.h>

static gpointer
measure (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  return hx_measure (user_data, progress, cancellable, error);
}

HxJob *
hx_measuring_start (HxSession *session, HxRecording *recording, HxMeasuredFunc finished, gpointer user_data)
{
  HxJob *job = hx_job_new (_ ("Measuring the ECG"), measure, g_object_ref (recording), g_object_unref,
                           (GDestroyNotify)hx_measurements_free);
  g_signal_connect (job, "finished", G_CALLBACK (finished), user_data);
  hx_job_queue_submit (hx_session_get_jobs (session), job, "measure");
  return job;
}

void
hx_measuring_stop (HxJob **job, gpointer user_data)
{
  if (!*job)
    return;
  g_signal_handlers_disconnect_by_data (*job, user_data);
  hx_job_cancel (*job);
  g_clear_object (job);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  double one = *(const double *)a, two = *(const double *)b;
  return (one > two) - (one < two);
}

GArray *
hx_measuring_list_times (const HxMeasurements *measured, double offset_s)
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
