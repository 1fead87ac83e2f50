/* hx-record-loader.c: reads single records beside the main loop
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-record-loader.h"

#include "engine/base/hx-error.h"
#include "engine/library/hx-library.h"
#include "engine/run/hx-predict.h"

/* About 20 KB each at 500 Hz. */
#define MAX_KEPT_PREVIEWS 1024
#define PAGE_BYTES 4096

typedef enum
{
  LOAD_RECORDING,
  LOAD_STATEMENTS,
  LOAD_PREVIEW,
} LoadKind;

/* A folder and the thread's connection to it, opened when first needed. */
typedef struct
{
  char *folder;
  HxLibrary *library; /* only the loader's thread looks at it while there are requests */
} Source;

struct _HxLoad
{
  HxRecordLoader *loader; /* main thread only */
  LoadKind kind;
  guint64 serial;
  Source *source; /* (nullable) */
  gint64 key;
  HxModel *model;
  HxRecording *recording;
  HxLoadedFunc func;
  gpointer user_data;
  GCancellable *cancellable;
  gpointer result;
  GError *error;
};

struct _HxRecordLoader
{
  GThreadPool *pool;
  Source *source;
  guint64 serial;
  GHashTable *live;     /* set of HxLoad whose callback has not been called */
  GHashTable *previews; /* gint64 * to HxPreview */
  GQueue preview_keys;  /* of gint64 *, the oldest first; owned by the table */
};

static void
source_clear (gpointer data)
{
  Source *source = data;
  g_clear_object (&source->library);
  g_free (source->folder);
}

static void
source_unref (Source *source)
{
  g_atomic_rc_box_release_full (source, source_clear);
}

/* --- previews --------------------------------------------------------------- */

HxPreview *
hx_preview_ref (HxPreview *preview)
{
  return g_atomic_rc_box_acquire (preview);
}

static void
preview_clear (gpointer data)
{
  HxPreview *preview = data;
  g_clear_pointer (&preview->samples, g_bytes_unref);
}

void
hx_preview_unref (HxPreview *preview)
{
  g_atomic_rc_box_release_full (preview, preview_clear);
}

HxPreview *
hx_preview_new (HxRecording *recording)
{
  HxPreview *preview = g_atomic_rc_box_new0 (HxPreview);
  int lead = hx_recording_find_lead (recording, HX_LEAD_II);
  gsize n = hx_recording_get_n_samples (recording);
  preview->rate_hz = hx_recording_get_rate_hz (recording);
  preview->lead_name = hx_lead_name (HX_LEAD_II);
  if (lead < 0)
    return preview;
  n = MIN (n, (gsize)(HX_PREVIEW_S * preview->rate_hz));
  preview->samples = g_bytes_new (hx_recording_get_lead_mv (recording, (guint)lead), n * sizeof (float));
  return preview;
}

static void
keep_preview (HxRecordLoader *loader, gint64 key, HxPreview *preview)
{
  gint64 *kept = g_memdup2 (&key, sizeof key);
  if (g_hash_table_contains (loader->previews, &key))
    {
      g_free (kept);
      return;
    }
  g_hash_table_insert (loader->previews, kept, hx_preview_ref (preview));
  g_queue_push_tail (&loader->preview_keys, kept);
  if (loader->preview_keys.length > MAX_KEPT_PREVIEWS)
    g_hash_table_remove (loader->previews, g_queue_pop_head (&loader->preview_keys));
}

static void
forget_previews (HxRecordLoader *loader)
{
  g_queue_clear (&loader->preview_keys);
  g_hash_table_remove_all (loader->previews);
}

/* --- the thread ------------------------------------------------------------- */

/* Touches every page once, here, so that the main loop never waits for the disk. */
static void
bring_into_memory (HxRecording *recording)
{
  gsize step = PAGE_BYTES / sizeof (float);
  volatile float sink = 0.0f;
  for (guint lead = 0; lead < hx_recording_get_n_leads (recording); lead++)
    {
      const float *samples = hx_recording_get_lead_mv (recording, lead);
      for (gsize i = 0; i < hx_recording_get_n_samples (recording); i += step)
        sink = samples[i];
    }
  (void)sink;
}

static HxRecording *
read_recording (HxLoad *load)
{
  Source *source = load->source;
  if (!source)
    {
      g_set_error (&load->error, HX_ERROR, HX_ERROR_MISSING, "no library is open");
      return NULL;
    }
  if (!source->library)
    source->library = hx_library_open (source->folder, FALSE, 0, &load->error);
  return source->library ? hx_library_read_recording (source->library, load->key, &load->error) : NULL;
}

static void
work (HxLoad *load)
{
  g_autoptr (HxRecording) recording = NULL;
  if (load->kind == LOAD_STATEMENTS)
    {
      HxStatement *statements = g_new (HxStatement, hx_model_get_n_labels (load->model));
      if (hx_predict_recording (load->model, load->recording, statements, 1, load->cancellable, &load->error))
        load->result = statements;
      else
        g_free (statements);
      return;
    }
  recording = read_recording (load);
  if (!recording)
    return;
  if (load->kind == LOAD_PREVIEW)
    {
      load->result = hx_preview_new (recording);
      return;
    }
  bring_into_memory (recording);
  load->result = g_steal_pointer (&recording);
}

static void
free_result (HxLoad *load)
{
  if (!load->result)
    return;
  if (load->kind == LOAD_RECORDING)
    g_object_unref (load->result);
  else if (load->kind == LOAD_PREVIEW)
    hx_preview_unref (load->result);
  else
    g_free (load->result);
}

static void
load_free (HxLoad *load)
{
  free_result (load);
  g_clear_pointer (&load->source, source_unref);
  g_clear_object (&load->model);
  g_clear_object (&load->recording);
  g_clear_object (&load->cancellable);
  g_clear_error (&load->error);
  g_free (load);
}

static gboolean
deliver (gpointer data)
{
  HxLoad *load = data;
  if (load->loader)
    {
      HxRecordLoader *loader = load->loader;
      g_hash_table_remove (loader->live, load);
      if (load->kind == LOAD_PREVIEW && load->result && load->source == loader->source)
        keep_preview (loader, load->key, load->result);
      load->func (g_steal_pointer (&load->result), load->error, load->user_data);
    }
  load_free (load);
  return G_SOURCE_REMOVE;
}

static void
run (gpointer data, gpointer user_data)
{
  HxLoad *load = data;
  if (!g_cancellable_is_cancelled (load->cancellable))
    work (load);
  g_idle_add_full (load->kind == LOAD_PREVIEW ? G_PRIORITY_DEFAULT_IDLE : G_PRIORITY_DEFAULT, deliver, load,
                   NULL);
}

static int
compare_loads (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const HxLoad *x = a, *y = b;
  if (x->kind != y->kind)
    return x->kind < y->kind ? -1 : 1;
  if (x->serial == y->serial)
    return 0;
  return x->serial > y->serial ? -1 : 1;
}

/* --- requests --------------------------------------------------------------- */

HxRecordLoader *
hx_record_loader_new (void)
{
  HxRecordLoader *loader = g_new0 (HxRecordLoader, 1);
  loader->pool = g_thread_pool_new (run, NULL, 1, FALSE, NULL);
  g_thread_pool_set_sort_function (loader->pool, compare_loads, NULL);
  loader->live = g_hash_table_new (NULL, NULL);
  loader->previews =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)hx_preview_unref);
  g_queue_init (&loader->preview_keys);
  return loader;
}

void
hx_record_loader_free (HxRecordLoader *loader)
{
  GHashTableIter iter;
  gpointer load;
  g_hash_table_iter_init (&iter, loader->live);
  while (g_hash_table_iter_next (&iter, &load, NULL))
    {
      ((HxLoad *)load)->loader = NULL;
      g_cancellable_cancel (((HxLoad *)load)->cancellable);
    }
  g_thread_pool_free (loader->pool, FALSE, TRUE);
  g_clear_pointer (&loader->source, source_unref);
  forget_previews (loader);
  g_hash_table_unref (loader->previews);
  g_hash_table_unref (loader->live);
  g_free (loader);
}

void
hx_record_loader_set_folder (HxRecordLoader *loader, const char *folder)
{
  if (g_strcmp0 (folder, loader->source ? loader->source->folder : NULL) == 0)
    return;
  g_clear_pointer (&loader->source, source_unref);
  forget_previews (loader);
  if (!folder)
    return;
  loader->source = g_atomic_rc_box_new0 (Source);
  loader->source->folder = g_strdup (folder);
}

static HxLoad *
submit (HxRecordLoader *loader, LoadKind kind, gint64 key, HxModel *model, HxRecording *recording,
        HxLoadedFunc func, gpointer user_data)
{
  HxLoad *load = g_new0 (HxLoad, 1);
  load->loader = loader;
  load->kind = kind;
  load->serial = ++loader->serial;
  load->source = loader->source ? g_atomic_rc_box_acquire (loader->source) : NULL;
  load->key = key;
  load->model = model ? g_object_ref (model) : NULL;
  load->recording = recording ? g_object_ref (recording) : NULL;
  load->func = func;
  load->user_data = user_data;
  load->cancellable = g_cancellable_new ();
  g_hash_table_add (loader->live, load);
  g_thread_pool_push (loader->pool, load, NULL);
  return load;
}

HxLoad *
hx_record_loader_read (HxRecordLoader *loader, gint64 key, HxLoadedFunc func, gpointer user_data)
{
  return submit (loader, LOAD_RECORDING, key, NULL, NULL, func, user_data);
}

HxLoad *
hx_record_loader_predict (HxRecordLoader *loader, HxModel *model, HxRecording *recording, HxLoadedFunc func,
                          gpointer user_data)
{
  return submit (loader, LOAD_STATEMENTS, 0, model, recording, func, user_data);
}

HxPreview *
hx_record_loader_peek_preview (HxRecordLoader *loader, gint64 key)
{
  return g_hash_table_lookup (loader->previews, &key);
}

HxLoad *
hx_record_loader_preview (HxRecordLoader *loader, gint64 key, HxLoadedFunc func, gpointer user_data)
{
  return submit (loader, LOAD_PREVIEW, key, NULL, NULL, func, user_data);
}

void
hx_load_cancel (HxLoad *load)
{
  g_return_if_fail (load->loader != NULL);
  g_hash_table_remove (load->loader->live, load);
  load->loader = NULL;
  g_cancellable_cancel (load->cancellable);
}

gboolean
hx_record_loader_is_idle (HxRecordLoader *loader)
{
  return g_hash_table_size (loader->live) == 0;
}
