/* hx-review-store.c: where a record's review is kept
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-review-store.h"

#include "engine/library/hx-library-marks.h"

#include <glib/gi18n.h>

/* The latest review of an item, as JSON: what a job is still writing is there already. */
#define LATEST "hx-review"

typedef struct
{
  char *folder;
  gint64 key;
  char *json; /* NULL: nothing is left of it */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;
  g_free (request->folder);
  g_free (request->json);
  g_free (request);
}

HxReview *
hx_review_store_read (HxSession *session, HxRecordItem *record)
{
  const char *latest = g_object_get_data (G_OBJECT (record), LATEST);
  HxLibrary *library = hx_session_get_library (session);
  gint64 key = hx_record_item_get_key (record);
  g_autofree char *kept = NULL;
  HxReview *review = NULL;
  if (!latest && library && key >= 0)
    kept = hx_library_get_mark (library, key, HX_REVIEW_MARK, NULL);
  if (latest || kept)
    review = hx_review_from_json (latest ? latest : kept, NULL);
  return review ? review : hx_review_new ();
}

static gpointer
write_mark (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  const Request *request = user_data;
  g_autoptr (HxLibrary) library = hx_library_open (request->folder, FALSE, 0.0, error);
  gboolean done =
      library
      && (request->json ? hx_library_set_mark (library, request->key, HX_REVIEW_MARK, request->json, error)
                        : hx_library_delete_mark (library, request->key, HX_REVIEW_MARK, error));
  return done ? user_data : NULL;
}

static void
written (HxJob *job, HxSession *session)
{
  const GError *error = hx_job_get_error (job);
  if (hx_job_get_state (job) == HX_JOB_FAILED)
    g_signal_emit_by_name (session, "failed", _ ("The review could not be kept"),
                           error ? error->message : "");
}

void
hx_review_store_write (HxSession *session, HxRecordItem *record, const HxReview *review)
{
  const char *folder = hx_session_get_library_folder (session);
  g_autofree char *json = hx_review_to_json (review);
  g_autoptr (HxJob) job = NULL;
  Request *request;
  g_object_set_data_full (G_OBJECT (record), LATEST, g_strdup (json), g_free);
  if (!folder || hx_record_item_get_key (record) < 0)
    return;
  request = g_new0 (Request, 1);
  request->folder = g_strdup (folder);
  request->key = hx_record_item_get_key (record);
  request->json = hx_review_is_empty (review) ? NULL : g_steal_pointer (&json);
  job = hx_job_new (_ ("Keeping the review"), write_mark, request, request_free, NULL);
  g_signal_connect_object (job, "finished", G_CALLBACK (written), session, 0);
  hx_job_queue_submit (hx_session_get_jobs (session), job, "marks");
}
