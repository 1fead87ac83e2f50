/* hx-session-library.c: the library's records as a list
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-session-private.h"

#include "engine/library/hx-library-marks.h"
#include "engine/report/hx-review.h"

#include <glib/gi18n.h>

/* Records that enter the list at once, and how long one slice of work may keep the main loop. */
#define INSERT_AT_ONCE 400
#define SLICE_US 3000
#define ITEMS_BETWEEN_CLOCKS 64

/* What a job found in the library, then its way into the list. */
struct _HxListing
{
  char *folder;
  gboolean create;
  HxLibrary *library;
  GPtrArray *infos;     /* of HxRecordInfo */
  GHashTable *reviewed; /* keys */
  GPtrArray *models;    /* of HxModelInfo */
  guint next, end;      /* infos that are still to be inserted */
};

/* Statements on their way to the items of their records. */
typedef struct
{
  HxStatementBlock *block;
  gint64 *keys;
  guint n_records, next;
} Application;

static void
listing_free (gpointer data)
{
  HxListing *listing = data;
  g_free (listing->folder);
  g_clear_object (&listing->library);
  g_clear_pointer (&listing->infos, g_ptr_array_unref);
  g_clear_pointer (&listing->reviewed, g_hash_table_unref);
  g_clear_pointer (&listing->models, g_ptr_array_unref);
  g_free (listing);
}

static void
application_free (Application *application)
{
  hx_statement_block_unref (application->block);
  g_free (application->keys);
  g_free (application);
}

void
hx_session_library_init (HxSession *self)
{
  self->records = g_list_store_new (HX_TYPE_RECORD_ITEM);
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_key = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->opened = g_ptr_array_new_with_free_func (g_object_unref);
  self->last_file_key = -1;
  g_queue_init (&self->applications);
}

void
hx_session_library_clear (HxSession *self)
{
  g_clear_handle_id (&self->slice_source, g_source_remove);
  g_queue_clear_full (&self->applications, (GDestroyNotify)application_free);
  g_clear_pointer (&self->listing, listing_free);
  g_clear_object (&self->listing_job);
  g_clear_object (&self->library);
  g_clear_pointer (&self->by_key, g_hash_table_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->discarded, g_ptr_array_unref);
  g_clear_object (&self->records);
  g_clear_pointer (&self->opened, g_ptr_array_unref);
  g_clear_pointer (&self->folder, g_free);
}

/* --- the list ------------------------------------------------------------------ */

GListModel *
hx_session_get_records (HxSession *self)
{
  return G_LIST_MODEL (self->records);
}

HxRecordItem *
hx_session_find_record (HxSession *self, gint64 key)
{
  return g_hash_table_lookup (self->by_key, &key);
}

HxLibrary *
hx_session_get_library (HxSession *self)
{
  return self->library;
}

const char *
hx_session_get_library_folder (HxSession *self)
{
  return self->folder;
}

gboolean
hx_session_is_listing (HxSession *self)
{
  return self->listing || self->listing_job;
}

static void
remember (HxSession *self, HxRecordItem *item)
{
  g_hash_table_insert (self->by_key, (gpointer)hx_record_item_peek_key (item), item);
}

void
hx_session_insert_file (HxSession *self, HxRecordItem *item)
{
  remember (self, item);
  g_list_store_insert (self->records, self->n_files++, item);
  g_object_unref (item);
}

HxRecordItem *
hx_session_find_file (HxSession *self, HxRecording *recording)
{
  for (guint i = 0; i < self->n_files; i++)
    {
      g_autoptr (HxRecordItem) item = g_list_model_get_item (G_LIST_MODEL (self->records), i);
      if (hx_record_item_get_recording (item) == recording)
        return item;
    }
  return NULL;
}

/* Takes items @from .. @to of the library out of the list. */
static void
remove_items (HxSession *self, guint from, guint to)
{
  if (from == to)
    return;
  if (!self->discarded)
    self->discarded = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = from; i < to; i++)
    {
      HxRecordItem *item = g_ptr_array_index (self->items, i);
      g_hash_table_remove (self->by_key, hx_record_item_peek_key (item));
      g_ptr_array_add (self->discarded, g_object_ref (item));
    }
  g_ptr_array_remove_range (self->items, from, to - from);
  g_list_store_splice (self->records, self->n_files + from, to - from, NULL, 0);
}

/* The record to begin with: the one asked for, else the first that is not simply normal. */
static HxRecordItem *
choose_first_record (HxSession *self)
{
  static const char *const plain[] = { "NORM", "SR", NULL };
  HxRecordItem *first = self->items->len > 0 ? g_ptr_array_index (self->items, 0) : NULL;
  HxRecordItem *wanted = self->wanted_record >= 0 ? hx_session_find_record (self, self->wanted_record) : NULL;
  if (wanted)
    return wanted;
  for (guint i = 0; self->wanted_record_id && i < self->items->len; i++)
    if (g_strcmp0 (hx_record_item_get_title (g_ptr_array_index (self->items, i)), self->wanted_record_id)
        == 0)
      return g_ptr_array_index (self->items, i);
  for (guint i = 0; i < self->items->len; i++)
    {
      HxRecordItem *item = g_ptr_array_index (self->items, i);
      const char *const *codes = hx_record_item_get_codes (item);
      for (guint c = 0; codes[c]; c++)
        if (!g_strv_contains (plain, codes[c]))
          return item;
    }
  return first;
}

static void
listing_done (HxSession *self)
{
  g_clear_pointer (&self->listing, listing_free);
  if (!self->record)
    hx_session_set_record (self, choose_first_record (self));
  hx_session_emit_records_changed (self);
  hx_session_update_statements (self);
}

/* --- slices of work on the main loop ---------------------------------------------- */

static void
insert_slice (HxSession *self)
{
  HxListing *listing = self->listing;
  guint n = MIN (INSERT_AT_ONCE, listing->end - listing->next);
  g_autofree gpointer *additions = g_new (gpointer, n + 1);
  for (guint i = 0; i < n; i++)
    {
      HxRecordItem *item = hx_record_item_new (g_ptr_array_index (listing->infos, listing->next + i));
      hx_record_item_set_reviewed (item,
                                   g_hash_table_contains (listing->reviewed, hx_record_item_peek_key (item)));
      additions[i] = item;
      remember (self, item);
      g_ptr_array_insert (self->items, (int)(listing->next + i), item); /* the array's reference */
    }
  g_list_store_splice (self->records, self->n_files + listing->next, 0, additions, n);
  listing->next += n;
  if (listing->next == listing->end)
    listing_done (self);
}

static void
apply_slice (HxSession *self, gint64 until_us)
{
  Application *application = g_queue_peek_head (&self->applications);
  while (application->next < application->n_records)
    {
      HxRecordItem *item = hx_session_find_record (self, application->keys[application->next]);
      if (item)
        hx_record_item_set_statements (item, application->block, application->next);
      application->next++;
      if (application->next % ITEMS_BETWEEN_CLOCKS == 0 && g_get_monotonic_time () > until_us)
        return;
    }
  application_free (g_queue_pop_head (&self->applications));
  hx_session_guess_label (self);
  hx_session_emit_predictions_changed (self);
}

static gboolean
work_slice (gpointer user_data)
{
  HxSession *self = user_data;
  if (self->listing)
    insert_slice (self);
  else if (self->applications.length > 0)
    apply_slice (self, g_get_monotonic_time () + SLICE_US);
  else if (self->discarded)
    {
      g_ptr_array_set_size (self->discarded, (int)MAX ((gint)self->discarded->len - 2000, 0));
      if (self->discarded->len == 0)
        g_clear_pointer (&self->discarded, g_ptr_array_unref);
    }
  if (self->listing || self->applications.length > 0 || self->discarded)
    return G_SOURCE_CONTINUE;
  self->slice_source = 0;
  return G_SOURCE_REMOVE;
}

static void
want_slices (HxSession *self)
{
  if (self->slice_source == 0)
    self->slice_source = g_idle_add (work_slice, self);
}

void
hx_session_apply_statements (HxSession *self, HxStatementBlock *block, gint64 *keys, guint n_records)
{
  Application *application = g_new0 (Application, 1);
  application->block = hx_statement_block_ref (block);
  application->keys = keys;
  application->n_records = n_records;
  g_queue_push_tail (&self->applications, application);
  want_slices (self);
}

/* --- reading the library ------------------------------------------------------------ */

static gpointer
list_library (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  const HxListing *asked = user_data;
  HxListing *listing = g_new0 (HxListing, 1);
  listing->folder = g_strdup (asked->folder);
  listing->library = hx_library_open (asked->folder, asked->create, 0, error);
  listing->infos = listing->library ? hx_library_list_records (listing->library, error) : NULL;
  listing->reviewed =
      listing->infos ? hx_library_list_marked (listing->library, HX_REVIEW_MARK, error) : NULL;
  listing->models = listing->reviewed ? hx_library_list_models (listing->library, error) : NULL;
  if (listing->models)
    return listing;
  listing_free (listing);
  return NULL;
}

static void
close_library (HxSession *self)
{
  g_clear_pointer (&self->listing, listing_free);
  g_queue_clear_full (&self->applications, (GDestroyNotify)application_free);
  if (self->record && hx_record_item_get_info (self->record))
    hx_session_set_record (self, NULL);
  hx_session_forget_model (self);
  remove_items (self, 0, self->items->len);
  g_clear_object (&self->library);
  hx_record_loader_set_folder (self->loader, NULL);
}

static gint64
key_at (HxSession *self, guint i)
{
  return hx_record_item_get_key (g_ptr_array_index (self->items, i));
}

static gint64
listed_key_at (const HxListing *listing, guint i)
{
  return ((HxRecordInfo *)g_ptr_array_index (listing->infos, i))->key;
}

/* Keeps what is in the list already, so that selection and statements stay; only what lies between
 * the common beginning and the common end is exchanged. */
static void
begin_listing (HxSession *self, HxListing *listing)
{
  guint n_old = self->items->len, n_new = listing->infos->len, head = 0, tail = 0;
  while (head < MIN (n_old, n_new) && key_at (self, head) == listed_key_at (listing, head))
    head++;
  while (tail < MIN (n_old, n_new) - head
         && key_at (self, n_old - 1 - tail) == listed_key_at (listing, n_new - 1 - tail))
    tail++;
  remove_items (self, head, n_old - tail);
  listing->next = head;
  listing->end = n_new - tail;
  g_clear_pointer (&self->listing, listing_free);
  self->listing = listing;
  want_slices (self);
  if (listing->next == listing->end)
    listing_done (self);
}

static void
listed (HxJob *job, HxSession *self)
{
  HxListing *listing = hx_job_steal_result (job);
  if (job != self->listing_job)
    {
      g_clear_pointer (&listing, listing_free);
      return;
    }
  g_clear_object (&self->listing_job);
  if (!hx_session_check_job (self, job, _ ("The library could not be opened")))
    {
      hx_session_emit_records_changed (self);
      return;
    }
  if (g_strcmp0 (self->folder, listing->folder) != 0)
    {
      close_library (self);
      g_free (self->folder);
      self->folder = g_strdup (listing->folder);
    }
  if (!self->library)
    {
      self->library = g_steal_pointer (&listing->library);
      hx_record_loader_set_folder (self->loader, self->folder);
      hx_session_notify (self, "library-folder");
    }
  g_clear_pointer (&self->models, g_ptr_array_unref);
  self->models = g_steal_pointer (&listing->models);
  hx_session_emit_models_changed (self);
  begin_listing (self, listing);
}

static void
list_folder (HxSession *self, const char *folder, gboolean create)
{
  HxListing *asked = g_new0 (HxListing, 1);
  HxJob *job;
  asked->folder = g_strdup (folder);
  asked->create = create;
  job = hx_job_new (_ ("Reading the library"), list_library, asked, listing_free, listing_free);
  g_set_object (&self->listing_job, job);
  hx_session_submit (self, job, "library", listed);
}

void
hx_session_open_library (HxSession *self, const char *folder)
{
  g_autofree char *path = g_canonicalize_filename (folder, NULL);
  list_folder (self, path, TRUE);
}

void
hx_session_relist (HxSession *self)
{
  if (self->folder)
    list_folder (self, self->folder, FALSE);
}
