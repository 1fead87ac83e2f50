/* hx-session-models.c: the session's model, its label, and what it says of single records
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-session-private.h"

#include "app/hx-words.h"
#include "engine/run/hx-predict.h"

#include <glib/gi18n.h>
#include <math.h>

/* With no more unknown records than these, they are predicted one by one instead of whole folds. */
#define FEW_RECORDS 32

/* A model on its way: what is asked for, then what was found. */
typedef struct
{
  char *folder;
  char *path;
  char *name;        /* (nullable) */
  gboolean add;      /* copy it into the library first */
  HxModel *model;    /* the present one if only statements are wanted */
  GPtrArray *models; /* of HxModelInfo, after adding */
  HxPredictionTable *table;
  HxFolds missing_folds;
  GArray *few; /* of gint64, or NULL if there are more */
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;
  g_free (choice->folder);
  g_free (choice->path);
  g_free (choice->name);
  g_clear_object (&choice->model);
  g_clear_pointer (&choice->models, g_ptr_array_unref);
  g_clear_pointer (&choice->table, hx_prediction_table_free);
  g_clear_pointer (&choice->few, g_array_unref);
  g_free (choice);
}

void
hx_session_models_init (HxSession *self)
{
  self->label = -1;
  self->models = g_ptr_array_new_with_free_func ((GDestroyNotify)hx_model_info_unref);
  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify)hx_statement_block_unref);
  self->label_of_code = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->requests = g_hash_table_new_full (NULL, NULL, NULL, hx_session_request_free);
  self->problems = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
}

void
hx_session_models_clear (HxSession *self)
{
  g_clear_pointer (&self->requests, g_hash_table_unref);
  g_clear_pointer (&self->problems, g_hash_table_unref);
  g_clear_pointer (&self->label_of_code, g_hash_table_unref);
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  g_clear_pointer (&self->models, g_ptr_array_unref);
  g_clear_pointer (&self->threshold_logits, g_free);
  g_clear_object (&self->choosing);
  g_clear_object (&self->predicting);
  g_clear_object (&self->model);
}

GPtrArray *
hx_session_get_models (HxSession *self)
{
  return self->models;
}

HxModel *
hx_session_get_model (HxSession *self)
{
  return self->model;
}

/* --- choosing --------------------------------------------------------------------------- */

/* The present model says nothing any more. */
static void
retire (HxSession *self)
{
  for (guint i = 0; i < self->blocks->len; i++)
    hx_statement_block_retire (g_ptr_array_index (self->blocks, i));
  g_ptr_array_set_size (self->blocks, 0);
  g_hash_table_remove_all (self->requests);
  g_hash_table_remove_all (self->problems);
  g_hash_table_remove_all (self->label_of_code);
  if (self->predicting)
    hx_job_cancel (self->predicting);
  g_clear_object (&self->predicting);
  if (self->model && self->label >= 0 && !self->label_is_guess)
    {
      g_free (self->wanted_label);
      self->wanted_label = g_strdup (hx_model_get_label (self->model, (guint)self->label)->code);
    }
}

static void
set_model (HxSession *self, HxModel *model)
{
  if (self->model == model)
    return;
  retire (self);
  g_set_object (&self->model, model);
  g_clear_pointer (&self->threshold_logits, g_free);
  g_object_freeze_notify (G_OBJECT (self));
  if (model)
    {
      guint n = hx_model_get_n_labels (model);
      self->threshold_logits = g_new (float, n);
      for (guint l = 0; l < n; l++)
        {
          double threshold = hx_words_threshold (model, l);
          self->threshold_logits[l] = (float)(log (threshold) - log1p (-threshold));
        }
    }
  self->label = model ? hx_session_choose_first_label (self) : -1;
  hx_session_notify (self, "model");
  hx_session_notify (self, "label");
  hx_session_notify (self, "statements-shown");
  g_object_thaw_notify (G_OBJECT (self));
  hx_session_emit_predictions_changed (self);
  for (guint i = 0; i < self->n_files; i++)
    {
      g_autoptr (HxRecordItem) item = g_list_model_get_item (G_LIST_MODEL (self->records), i);
      hx_session_request_statements (self, item);
    }
  if (self->record)
    hx_session_request_statements (self, self->record);
}

void
hx_session_forget_model (HxSession *self)
{
  g_clear_object (&self->choosing);
  set_model (self, NULL);
  g_ptr_array_set_size (self->models, 0);
}

static int
compare_keys (const void *a, const void *b)
{
  gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
  return (x > y) - (x < y);
}

/* Which records the model has not been asked about. */
static gboolean
find_missing (Choice *choice, HxLibrary *library, GError **error)
{
  g_autoptr (GPtrArray) infos = hx_library_list_records (library, error);
  if (!infos)
    return FALSE;
  choice->few = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < infos->len; i++)
    {
      HxRecordInfo *info = g_ptr_array_index (infos, i);
      if (choice->table->n_records > 0
          && bsearch (&info->key, choice->table->keys, choice->table->n_records, sizeof (gint64),
                      compare_keys))
        continue;
      choice->missing_folds |= (HxFolds)1 << CLAMP (info->fold, 0, 63);
      g_array_append_val (choice->few, info->key);
    }
  if (choice->few->len > FEW_RECORDS)
    g_clear_pointer (&choice->few, g_array_unref);
  return TRUE;
}

static gboolean
find_model (Choice *choice, HxLibrary *library, GError **error)
{
  g_autoptr (HxModelInfo) info = NULL;
  if (!choice->model)
    choice->model = hx_model_load (choice->path, error);
  if (!choice->model)
    return FALSE;
  if (choice->name)
    hx_model_set_name (choice->model, choice->name);
  if (!choice->add)
    return TRUE;
  info = hx_model_info_from_model (choice->model, NULL);
  return hx_library_add_model (library, info, choice->path, error);
}

static gpointer
choose (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  const Choice *asked = user_data;
  Choice *choice = g_new0 (Choice, 1);
  g_autoptr (HxLibrary) library = hx_library_open (asked->folder, FALSE, 0, error);
  choice->folder = g_strdup (asked->folder);
  choice->path = g_strdup (asked->path);
  choice->name = g_strdup (asked->name);
  choice->add = asked->add;
  choice->model = asked->model ? g_object_ref (asked->model) : NULL;
  if (library && find_model (choice, library, error))
    choice->models = hx_library_list_models (library, error);
  if (choice->models)
    choice->table = hx_library_get_predictions (library, hx_model_get_hash (choice->model), error);
  if (choice->table && find_missing (choice, library, error))
    return choice;
  choice_free (choice);
  return NULL;
}

static void
chosen (HxJob *job, HxSession *self)
{
  Choice *choice = hx_job_steal_result (job);
  if (job != self->choosing)
    {
      g_clear_pointer (&choice, choice_free);
      return;
    }
  g_clear_object (&self->choosing);
  if (!hx_session_check_job (self, job, _ ("The model could not be used"))
      || g_strcmp0 (choice->folder, self->folder) != 0)
    {
      g_clear_pointer (&choice, choice_free);
      return;
    }
  g_clear_pointer (&self->models, g_ptr_array_unref);
  self->models = g_steal_pointer (&choice->models);
  hx_session_emit_models_changed (self);
  set_model (self, choice->model);
  if (choice->table->n_records > 0 && choice->table->n_labels == hx_model_get_n_labels (self->model))
    hx_session_take_statements (self, g_steal_pointer (&choice->table->keys),
                                g_steal_pointer (&choice->table->statements), choice->table->n_records);
  if (choice->missing_folds)
    hx_session_predict (self, choice->missing_folds, choice->few);
  choice_free (choice);
}

static void
begin_choice (HxSession *self, const char *path, const char *name, gboolean add, HxModel *model)
{
  Choice *choice;
  HxJob *job;
  if (!self->folder)
    return;
  choice = g_new0 (Choice, 1);
  choice->folder = g_strdup (self->folder);
  choice->path = g_strdup (path);
  choice->name = g_strdup (name);
  choice->add = add;
  choice->model = model ? g_object_ref (model) : NULL;
  job = hx_job_new (_ ("Reading the model"), choose, choice, choice_free, choice_free);
  g_set_object (&self->choosing, job);
  hx_session_submit (self, job, "library", chosen);
}

static const HxModelInfo *
find_info (HxSession *self, const char *hash)
{
  for (guint i = 0; hash && i < self->models->len; i++)
    {
      const HxModelInfo *info = g_ptr_array_index (self->models, i);
      if (g_strcmp0 (info->hash, hash) == 0)
        return info;
    }
  return NULL;
}

void
hx_session_choose_model (HxSession *self, const char *hash)
{
  const HxModelInfo *info = find_info (self, hash);
  if (info)
    begin_choice (self, info->path, info->name, FALSE, NULL);
}

void
hx_session_choose_new_model (HxSession *self, const char *hash)
{
  g_autoptr (GPtrArray) models = self->library ? hx_library_list_models (self->library, NULL) : NULL;
  if (!models)
    return;
  g_ptr_array_unref (self->models);
  self->models = g_steal_pointer (&models);
  hx_session_emit_models_changed (self);
  hx_session_choose_model (self, hash);
}

void
hx_session_add_model_file (HxSession *self, const char *path)
{
  begin_choice (self, path, NULL, TRUE, NULL);
}

void
hx_session_set_fallback_model (HxSession *self, const char *path)
{
  g_free (self->fallback_model);
  self->fallback_model = g_strdup (path);
}

void
hx_session_update_statements (HxSession *self)
{
  const HxModelInfo *info = find_info (self, self->wanted_model);
  if (self->model)
    begin_choice (self, NULL, NULL, FALSE, self->model);
  else if (info || self->models->len > 0)
    {
      info = info ? info : g_ptr_array_index (self->models, 0);
      begin_choice (self, info->path, info->name, FALSE, NULL);
    }
  else if (self->fallback_model && self->items->len > 0)
    hx_session_add_model_file (self, self->fallback_model);
}

/* --- removing ------------------------------------------------------------------------------ */

typedef struct
{
  char *folder, *hash;
} Removal;

static void
removal_free (gpointer data)
{
  Removal *removal = data;
  g_free (removal->folder);
  g_free (removal->hash);
  g_free (removal);
}

static gpointer
remove_model (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  const Removal *removal = user_data;
  g_autoptr (HxLibrary) library = hx_library_open (removal->folder, FALSE, 0, error);
  if (!library || !hx_library_remove_model (library, removal->hash, error))
    return NULL;
  return hx_library_list_models (library, error);
}

static void
removed (HxJob *job, HxSession *self)
{
  GPtrArray *models = hx_job_steal_result (job);
  if (!hx_session_check_job (self, job, _ ("The model could not be removed")))
    return;
  g_ptr_array_unref (self->models);
  self->models = models;
  hx_session_emit_models_changed (self);
  if (self->model && !find_info (self, hx_model_get_hash (self->model)))
    {
      set_model (self, NULL);
      hx_session_update_statements (self);
    }
}

void
hx_session_remove_model (HxSession *self, const char *hash)
{
  Removal *removal;
  if (!self->folder)
    return;
  removal = g_new0 (Removal, 1);
  removal->folder = g_strdup (self->folder);
  removal->hash = g_strdup (hash);
  hx_session_submit (self,
                     hx_job_new (_ ("Removing a model"), remove_model, removal, removal_free,
                                 (GDestroyNotify)g_ptr_array_unref),
                     "library", removed);
}
