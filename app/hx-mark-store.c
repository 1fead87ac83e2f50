/* hx-mark-store.c: what is kept with a record: calipers, corrections, reviews
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-mark-store.h"

#include "engine/library/hx-library-marks.h"
#include "engine/report/hx-review.h"

#include <glib/gi18n.h>

/* The latest documents of an item by name: what a job is still writing is there already. */
#define LATEST "hx-marks"
#define UNDO "hx-undo"
/* Stands for a document that was taken away. */
#define NONE ""

typedef struct
{
  char *folder, *name;
  gint64 key;
  char *json; /* NULL: nothing is left of it */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;
  g_free (request->folder);
  g_free (request->name);
  g_free (request->json);
  g_free (request);
}

static GHashTable *
get_latest (HxRecordItem *record)
{
  GHashTable *latest = g_object_get_data (G_OBJECT (record), LATEST);
  if (!latest)
    {
      latest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_object_set_data_full (G_OBJECT (record), LATEST, latest, (GDestroyNotify)g_hash_table_unref);
    }
  return latest;
}

char *
hx_mark_store_read (HxSession *session, HxRecordItem *record, const char *name)
{
  const char *latest = g_hash_table_lookup (get_latest (record), name);
  HxLibrary *library = hx_session_get_library (session);
  gint64 key = hx_record_item_get_key (record);
  if (latest)
    return *latest ? g_strdup (latest) : NULL;
  return library && key >= 0 ? hx_library_get_mark (library, key, name, NULL) : NULL;
}

static gpointer
write_mark (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  const Request *request = user_data;
  g_autoptr (HxLibrary) library = hx_library_open (request->folder, FALSE, 0.0, error);
  gboolean done =
      library
      && (request->json ? hx_library_set_mark (library, request->key, request->name, request->json, error)
                        : hx_library_delete_mark (library, request->key, request->name, error));
  return done ? user_data : NULL;
}

static void
written (HxJob *job, HxSession *session)
{
  const GError *error = hx_job_get_error (job);
  if (hx_job_get_state (job) == HX_JOB_FAILED)
    g_signal_emit_by_name (session, "failed", _ ("What was marked at the record could not be kept"),
                           error ? error->message : "");
}

void
hx_mark_store_write (HxSession *session, HxRecordItem *record, const char *name, const char *json)
{
  const char *folder = hx_session_get_library_folder (session);
  g_autoptr (HxJob) job = NULL;
  Request *request;
  g_hash_table_replace (get_latest (record), g_strdup (name), g_strdup (json ? json : NONE));
  if (g_str_equal (name, HX_REVIEW_MARK))
    hx_record_item_set_reviewed (record, json != NULL);
  if (!folder || hx_record_item_get_key (record) < 0)
    return;
  request = g_new0 (Request, 1);
  request->folder = g_strdup (folder);
  request->name = g_strdup (name);
  request->key = hx_record_item_get_key (record);
  request->json = g_strdup (json);
  job = hx_job_new (_ ("Keeping marks"), write_mark, request, request_free, NULL);
  hx_job_set_needed (job, TRUE); /* the program may end before its turn comes */
  g_signal_connect_object (job, "finished", G_CALLBACK (written), session, 0);
  hx_job_queue_submit (hx_session_get_jobs (session), job, "marks");
}

HxUndo *
hx_mark_store_get_undo (HxRecordItem *record)
{
  HxUndo *undo = g_object_get_data (G_OBJECT (record), UNDO);
  if (!undo)
    {
      undo = hx_undo_new ();
      g_object_set_data_full (G_OBJECT (record), UNDO, undo, g_object_unref);
    }
  return undo;
}

void
hx_mark_store_change (HxSession *session, HxRecordItem *record, const char *name, const char *json,
                      const char *text, gboolean merge)
{
  g_autofree char *before = hx_mark_store_read (session, record, name);
  if (g_strcmp0 (before, json) == 0)
    return;
  hx_mark_store_write (session, record, name, json);
  hx_undo_push (hx_mark_store_get_undo (record), name, text, before, json, merge);
}
