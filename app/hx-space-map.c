/* hx-space-map.c: where the records lie in the chosen label's space
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-space-map.h"

#include "engine/base/hx-error.h"

#include <glib/gi18n.h>
#include <math.h>

/* Longest that one slice of collecting keeps the main loop. */
#define SLICE_US 3000
/* Predictions arrive in bursts; the map follows once they pause. */
#define SETTLE_MS 150
#define MAX_KEPT_VIEWS 8
#define SEED 0

/* The records' embeddings of one label while they are collected, then the job's input. */
typedef struct
{
  guint label;
  const HxProjection *projection;
  guint position;     /* next record to look at */
  guint n_withheld;   /* left out because they wait for consent */
  GArray *keys;       /* of gint64 */
  GArray *statements; /* of HxStatement */
  GArray *given;      /* of gint8 */
} Collection;

struct _HxSpaceMap
{
  GObject parent_instance;
  HxSession *session; /* not owned: the session owns the map */
  guint n_holds;
  gboolean stale;
  gboolean show_all; /* somebody asked for the recorded ones of a simulated-only model */
  guint n_withheld;
  const HxProjection *projection;
  HxSpaceState state;
  char *message;
  HxSpaceView *view;
  GQueue kept; /* of HxSpaceView, newest first, all of the present model and predictions */
  Collection *collection;
  guint slice_source, settle_source;
  HxJob *job;
};

G_DEFINE_FINAL_TYPE (HxSpaceMap, hx_space_map, G_TYPE_OBJECT)

static guint changed_signal;

static void
collection_free (gpointer data)
{
  Collection *collection = data;
  g_array_unref (collection->keys);
  g_array_unref (collection->statements);
  g_array_unref (collection->given);
  g_free (collection);
}

/* Stops whatever is under way; its result is not wanted any more. */
static void
abandon (HxSpaceMap *self)
{
  g_clear_handle_id (&self->slice_source, g_source_remove);
  g_clear_handle_id (&self->settle_source, g_source_remove);
  g_clear_pointer (&self->collection, collection_free);
  if (self->job)
    {
      g_signal_handlers_disconnect_by_data (self->job, self);
      hx_job_cancel (self->job);
      g_clear_object (&self->job);
    }
}

static void
forget_kept (HxSpaceMap *self)
{
  g_queue_clear_full (&self->kept, (GDestroyNotify)hx_space_view_unref);
}

static void
set_state (HxSpaceMap *self, HxSpaceState state, const char *message)
{
  self->state = state;
  g_free (self->message);
  self->message = g_strdup (message);
  g_signal_emit (self, changed_signal, 0);
}

static void
clear_view (HxSpaceMap *self)
{
  g_clear_pointer (&self->view, hx_space_view_unref);
}

static gpointer
project (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  Collection *collection = user_data;
  guint n = collection->keys->len;
  HxStatement *statements;
  GArray *points = hx_embed_points ((const gint64 *)(gpointer)collection->keys->data,
                                    (const HxStatement *)(gpointer)collection->statements->data, n, 1, 0,
                                    (const gint8 *)collection->given->data, collection->projection, SEED,
                                    progress, cancellable, error);
  if (!points)
    return NULL;
  if (points->len != n)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT, "%u of %u embeddings were projected", points->len,
                   n);
      g_array_unref (points);
      return NULL;
    }
  statements = g_memdup2 (collection->statements->data, n * sizeof (HxStatement));
  return hx_space_view_new (collection->label, collection->projection, points, statements);
}

static void
job_finished (HxJob *job, gpointer user_data)
{
  HxSpaceMap *self = user_data;
  HxSpaceView *view = hx_job_steal_result (job);
  const GError *error = hx_job_get_error (job);
  g_autofree char *message = error ? g_strdup (error->message) : NULL;
  g_clear_object (&self->job);
  clear_view (self);
  if (!view)
    {
      /* Somebody cancelled it in the list of jobs: the next change or hold asks again. */
      self->stale = TRUE;
      set_state (self, HX_SPACE_FAILED, message ? message : _ ("The projection was cancelled."));
      return;
    }
  self->view = view;
  g_queue_push_head (&self->kept, hx_space_view_ref (view));
  while (self->kept.length > MAX_KEPT_VIEWS)
    hx_space_view_unref (g_queue_pop_tail (&self->kept));
  set_state (self, HX_SPACE_READY, NULL);
}

static void
submit (HxSpaceMap *self)
{
  Collection *collection = g_steal_pointer (&self->collection);
  self->n_withheld = collection->n_withheld;
  if (collection->keys->len < HX_SPACE_MIN_POINTS)
    {
      collection_free (collection);
      clear_view (self);
      set_state (self, self->n_withheld ? HX_SPACE_CONSENT : HX_SPACE_TOO_FEW, NULL);
      return;
    }
  self->job = hx_job_new (_ ("Projecting a label space"), project, collection, collection_free,
                          (GDestroyNotify)hx_space_view_unref);
  g_signal_connect (self->job, "finished", G_CALLBACK (job_finished), self);
  hx_job_queue_submit (hx_session_get_jobs (self->session), self->job, "explore");
}

static void
collect_record (HxSpaceMap *self, HxRecordItem *record)
{
  Collection *collection = self->collection;
  guint n_labels = 0;
  const HxStatement *statements = hx_record_item_get_statements (record, &n_labels);
  gint64 key = hx_record_item_get_key (record);
  gint8 given;
  if (!statements || collection->label >= n_labels || isnan (statements[collection->label].embedding[0]))
    return;
  if (!hx_space_map_may_show (self, record))
    {
      collection->n_withheld++;
      return;
    }
  given = (gint8)hx_session_get_given (self->session, record, (int)collection->label);
  g_array_append_val (collection->keys, key);
  g_array_append_val (collection->given, given);
  g_array_append_val (collection->statements, statements[collection->label]);
}

static gboolean
collect_slice (gpointer user_data)
{
  HxSpaceMap *self = user_data;
  GListModel *records = hx_session_get_records (self->session);
  gint64 end_us = g_get_monotonic_time () + SLICE_US;
  guint n = g_list_model_get_n_items (records);
  for (guint i = 1; self->collection->position < n; i++)
    {
      g_autoptr (HxRecordItem) record = g_list_model_get_item (records, self->collection->position++);
      collect_record (self, record);
      if (i % 16 == 0 && g_get_monotonic_time () > end_us)
        return G_SOURCE_CONTINUE;
    }
  self->slice_source = 0;
  submit (self);
  return G_SOURCE_REMOVE;
}

/* What stands in the way of a map, or HX_SPACE_WORKING if nothing does. */
static HxSpaceState
obstacle (HxSpaceMap *self)
{
  HxModel *model = hx_session_get_model (self->session);
  if (!model || hx_session_get_label (self->session) < 0)
    return HX_SPACE_NO_MODEL;
  if (hx_model_get_head (model) != HX_HEAD_LDM)
    return HX_SPACE_PLAIN_HEAD;
  return HX_SPACE_WORKING;
}

static HxSpaceView *
find_kept (HxSpaceMap *self, guint label)
{
  for (GList *link = self->kept.head; link; link = link->next)
    {
      HxSpaceView *view = link->data;
      if (view->label == label && view->projection == self->projection)
        return view;
    }
  return NULL;
}

static void
start (HxSpaceMap *self)
{
  HxSpaceState state = obstacle (self);
  guint label;
  HxSpaceView *kept;
  abandon (self);
  self->stale = FALSE;
  if (state != HX_SPACE_WORKING)
    {
      clear_view (self);
      set_state (self, state, NULL);
      return;
    }
  label = (guint)hx_session_get_label (self->session);
  kept = find_kept (self, label);
  if (kept)
    {
      clear_view (self);
      self->view = hx_space_view_ref (kept);
      set_state (self, HX_SPACE_READY, NULL);
      return;
    }
  self->collection = g_new0 (Collection, 1);
  self->collection->label = label;
  self->collection->projection = self->projection;
  self->collection->keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->collection->statements = g_array_new (FALSE, FALSE, sizeof (HxStatement));
  self->collection->given = g_array_new (FALSE, FALSE, sizeof (gint8));
  self->slice_source = g_idle_add (collect_slice, self);
  /* A view of this label that is only older stays on the screen until the new one is there. */
  if (!self->view || self->view->label != label || self->view->projection != self->projection)
    {
      clear_view (self);
      set_state (self, HX_SPACE_WORKING, NULL);
    }
}

static void
start_if_held (HxSpaceMap *self)
{
  self->stale = TRUE;
  if (self->n_holds > 0)
    start (self);
}

static gboolean
settled (gpointer user_data)
{
  HxSpaceMap *self = user_data;
  self->settle_source = 0;
  start (self);
  return G_SOURCE_REMOVE;
}

static void
data_changed (HxSpaceMap *self)
{
  forget_kept (self);
  self->stale = TRUE;
  if (self->n_holds == 0)
    return;
  abandon (self);
  self->settle_source = g_timeout_add (SETTLE_MS, settled, self);
}

static void
model_changed (HxSpaceMap *self)
{
  self->show_all = FALSE;
  forget_kept (self);
  abandon (self);
  clear_view (self);
  start_if_held (self);
}

static void
hx_space_map_dispose (GObject *object)
{
  HxSpaceMap *self = HX_SPACE_MAP (object);
  abandon (self);
  forget_kept (self);
  clear_view (self);
  g_clear_pointer (&self->message, g_free);
  G_OBJECT_CLASS (hx_space_map_parent_class)->dispose (object);
}

static void
hx_space_map_class_init (HxSpaceMapClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hx_space_map_dispose;
  changed_signal =
      g_signal_new ("changed", HX_TYPE_SPACE_MAP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hx_space_map_init (HxSpaceMap *self)
{
  self->stale = TRUE;
  self->projection = hx_projection_find ("pca");
  g_queue_init (&self->kept);
}

HxSpaceMap *
hx_space_map_get (HxSession *session)
{
  HxSpaceMap *self = g_object_get_data (G_OBJECT (session), "hx-space-map");
  if (self)
    return self;
  self = g_object_new (HX_TYPE_SPACE_MAP, NULL);
  self->session = session;
  g_signal_connect_object (session, "notify::model", G_CALLBACK (model_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::label", G_CALLBACK (start_if_held), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "predictions-changed", G_CALLBACK (data_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "records-changed", G_CALLBACK (data_changed), self, G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (session), "hx-space-map", self, g_object_unref);
  return self;
}

void
hx_space_map_hold (HxSpaceMap *self)
{
  g_return_if_fail (HX_IS_SPACE_MAP (self));
  if (self->n_holds++ == 0 && self->stale)
    start (self);
}

void
hx_space_map_release (HxSpaceMap *self)
{
  g_return_if_fail (HX_IS_SPACE_MAP (self) && self->n_holds > 0);
  if (--self->n_holds > 0)
    return;
  if (self->job || self->collection || self->settle_source)
    self->stale = TRUE;
  abandon (self);
}

HxSpaceState
hx_space_map_get_state (HxSpaceMap *self)
{
  g_return_val_if_fail (HX_IS_SPACE_MAP (self), HX_SPACE_NO_MODEL);
  return self->state;
}

HxSpaceView *
hx_space_map_get_view (HxSpaceMap *self)
{
  g_return_val_if_fail (HX_IS_SPACE_MAP (self), NULL);
  return self->state == HX_SPACE_READY ? self->view : NULL;
}

const char *
hx_space_map_get_message (HxSpaceMap *self)
{
  g_return_val_if_fail (HX_IS_SPACE_MAP (self), NULL);
  return self->message;
}

guint
hx_space_map_get_n_withheld (HxSpaceMap *self)
{
  g_return_val_if_fail (HX_IS_SPACE_MAP (self), 0);
  return self->n_withheld;
}

gboolean
hx_space_map_may_show (HxSpaceMap *self, HxRecordItem *record)
{
  g_return_val_if_fail (HX_IS_SPACE_MAP (self), FALSE);
  return self->show_all || hx_session_may_show_statements_of (self->session, record);
}

void
hx_space_map_show_anyway (HxSpaceMap *self)
{
  g_return_if_fail (HX_IS_SPACE_MAP (self));
  self->show_all = TRUE;
  forget_kept (self);
  start_if_held (self);
}

void
hx_space_map_try_again (HxSpaceMap *self)
{
  g_return_if_fail (HX_IS_SPACE_MAP (self));
  start_if_held (self);
}

const HxProjection *
hx_space_map_get_projection (HxSpaceMap *self)
{
  g_return_val_if_fail (HX_IS_SPACE_MAP (self), NULL);
  return self->projection;
}

void
hx_space_map_set_projection (HxSpaceMap *self, const HxProjection *projection)
{
  g_return_if_fail (HX_IS_SPACE_MAP (self) && projection);
  if (self->projection == projection)
    return;
  self->projection = projection;
  start_if_held (self);
}
