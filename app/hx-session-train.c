/* hx-session-train.c: training, as a job
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-session-private.h"

#include "engine/base/hx-error.h"
#include "engine/run/hx-predict.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>

typedef struct
{
  char *folder;
  HxTrainOptions options;
  char *task, *backbone; /* what the options point at */
  HxJob *job;            /* not owned */
} Training;

/* What the window gets: the model's hash in the library. */
typedef struct
{
  char *folder, *hash;
} Trained;

static void
training_free (gpointer data)
{
  Training *training = data;
  g_free (training->folder);
  g_free (training->task);
  g_free (training->backbone);
  g_free (training);
}

static void
trained_free (gpointer data)
{
  Trained *trained = data;
  g_free (trained->folder);
  g_free (trained->hash);
  g_free (trained);
}

/* A stable name, so that a training that was cancelled finds its checkpoint again. */
static char *
output_path (const Training *training, GError **error)
{
  g_autofree char *task = g_path_get_basename (training->task);
  g_autofree char *name =
      g_strdup_printf ("%s-%s-%s-%" G_GUINT64_FORMAT ".safetensors", task, training->backbone,
                       hx_head_name (training->options.head), training->options.seed);
  g_autofree char *folder = g_build_filename (training->folder, "training", NULL);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      hx_error_set_errno (error, folder, "cannot make the folder", errno);
      return NULL;
    }
  return g_build_filename (folder, name, NULL);
}

static void
add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static char *
history_to_json (GArray *history)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  json_builder_begin_array (builder);
  for (guint i = 0; i < history->len; i++)
    {
      const HxTrainEpoch *epoch = &g_array_index (history, HxTrainEpoch, i);
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "epoch");
      json_builder_add_int_value (builder, epoch->epoch);
      add_number (builder, "loss", epoch->loss);
      add_number (builder, "bce", epoch->bce);
      add_number (builder, "triplet", epoch->triplet);
      add_number (builder, "learning_rate", epoch->learning_rate);
      add_number (builder, "validation_loss", epoch->validation_loss);
      add_number (builder, "validation_auc", epoch->validation_auc);
      add_number (builder, "seconds", epoch->seconds);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static void
epoch_done (const HxTrainEpoch *epoch, gpointer user_data)
{
  Training *training = user_data;
  hx_job_post_event (training->job, g_memdup2 (epoch, sizeof *epoch), g_free);
}

/* A model is called as its file was: the library keeps it under its hash. */
static void
name_after_file (HxModel *model, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  char *suffix = g_strrstr (name, ".safetensors");
  if (suffix)
    *suffix = '\0';
  hx_model_set_name (model, name);
}

static gpointer
train (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  Training *training = user_data;
  g_autofree char *out = output_path (training, error);
  g_autoptr (HxLibrary) library = out ? hx_library_open (training->folder, FALSE, 0, error) : NULL;
  g_autoptr (HxTrainResult) result = NULL;
  g_autoptr (HxModelInfo) info = NULL;
  g_autofree char *history = NULL;
  Trained *trained;
  training->job = job;
  if (library)
    result = hx_train (library, &training->options, out, progress, epoch_done, training, cancellable, error);
  if (!result)
    return NULL;
  name_after_file (result->model, out);
  history = history_to_json (result->history);
  info = hx_model_info_from_model (result->model, history);
  if (!hx_library_add_model (library, info, out, error))
    return NULL;
  g_unlink (out); /* the library has its own copy */
  trained = g_new0 (Trained, 1);
  trained->folder = g_strdup (training->folder);
  trained->hash = g_strdup (info->hash);
  return trained;
}

static void
epoch_arrived (HxJob *job, gpointer event, gpointer user_data)
{
  HxSession *self = user_data;
  const HxTrainEpoch *epoch = event;
  g_array_append_vals (self->history, epoch, 1);
  hx_session_emit_train_epoch (self, epoch);
}

static void
training_finished (HxJob *job, HxSession *self)
{
  Trained *trained = hx_job_steal_result (job);
  gboolean done = hx_session_check_job (self, job, _ ("The training failed"));
  g_clear_object (&self->training);
  if (done)
    hx_session_report (self, _ ("Training is done, the model is in the library"), NULL);
  if (done && g_strcmp0 (trained->folder, self->folder) == 0)
    hx_session_choose_new_model (self, trained->hash);
  g_clear_pointer (&trained, trained_free);
}

HxJob *
hx_session_train (HxSession *self, const HxTrainOptions *options)
{
  Training *training;
  HxJob *job;
  g_autofree char *title = NULL;
  g_return_val_if_fail (self->folder && !self->training, NULL);
  training = g_new0 (Training, 1);
  training->folder = g_strdup (self->folder);
  training->options = *options;
  training->options.task = training->task = g_strdup (options->task);
  training->options.backbone = training->backbone = g_strdup (options->backbone);
  g_array_set_size (self->history, 0);
  /* Translators: a network is being trained, "Training fcn_wang" */
  title = g_strdup_printf (_ ("Training %s"), options->backbone);
  job = hx_job_new (title, train, training, training_free, trained_free);
  hx_job_set_event_func (job, epoch_arrived, self, NULL);
  self->training = g_object_ref (job);
  return hx_session_submit (self, job, "compute", training_finished);
}

gboolean
hx_session_has_checkpoint (HxSession *self, const HxTrainOptions *options)
{
  Training training = { .folder = self->folder, .options = *options };
  g_autofree char *out = NULL, *checkpoint = NULL;
  if (!self->folder)
    return FALSE;
  training.task = (char *)options->task;
  training.backbone = (char *)options->backbone;
  out = output_path (&training, NULL);
  checkpoint = out ? g_strconcat (out, ".checkpoint", NULL) : NULL;
  return checkpoint && g_file_test (checkpoint, G_FILE_TEST_EXISTS);
}

HxJob *
hx_session_get_training (HxSession *self)
{
  return self->training;
}

GArray *
hx_session_get_history (HxSession *self)
{
  return self->history;
}
