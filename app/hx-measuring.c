/* hx-measuring.c: measuring an ECG in the background
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-measuring.h"

#include <glib/gi18n.h>

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
