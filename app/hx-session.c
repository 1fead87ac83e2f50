/* hx-session.c: what is selected, on every page
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-session-private.h"

#include <glib/gi18n.h>

enum
{
  PROP_0,
  PROP_LIBRARY_FOLDER,
  PROP_MODEL,
  PROP_LABEL,
  PROP_RECORD,
  PROP_RECORDING,
  PROP_STATEMENTS_SHOWN,
  N_PROPS
};

enum
{
  PREDICTIONS_CHANGED,
  RECORDS_CHANGED,
  MODELS_CHANGED,
  FAILED,
  REPORT,
  TRAIN_EPOCH,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HxSession, hx_session, G_TYPE_OBJECT)

static void
hx_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HxSession *self = HX_SESSION (object);
  switch (id)
    {
    case PROP_LIBRARY_FOLDER:
      g_value_set_string (value, self->folder);
      break;
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;
    case PROP_LABEL:
      g_value_set_int (value, self->label);
      break;
    case PROP_RECORD:
      g_value_set_object (value, self->record);
      break;
    case PROP_RECORDING:
      g_value_set_object (value, self->recording);
      break;
    case PROP_STATEMENTS_SHOWN:
      g_value_set_boolean (value, hx_session_get_statements_shown (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hx_session_dispose (GObject *object)
{
  HxSession *self = HX_SESSION (object);
  hx_session_shut_down (self);
  g_clear_pointer (&self->recording_load, hx_load_cancel);
  hx_session_models_clear (self);
  hx_session_library_clear (self);
  g_clear_object (&self->record);
  g_clear_object (&self->recording);
  g_clear_pointer (&self->loader, hx_record_loader_free);
  g_clear_object (&self->training);
  g_clear_object (&self->jobs);
  G_OBJECT_CLASS (hx_session_parent_class)->dispose (object);
}

static void
hx_session_finalize (GObject *object)
{
  HxSession *self = HX_SESSION (object);
  g_hash_table_unref (self->consents);
  g_array_unref (self->history);
  g_free (self->wanted_record_id);
  g_free (self->wanted_model);
  g_free (self->fallback_model);
  g_free (self->wanted_label);
  G_OBJECT_CLASS (hx_session_parent_class)->finalize (object);
}

static guint
new_signal (const char *name, guint n_params, GType first, GType second)
{
  return g_signal_new (name, HX_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, n_params,
                       first, second);
}

static void
hx_session_class_init (HxSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  object_class->get_property = hx_session_get_property;
  object_class->dispose = hx_session_dispose;
  object_class->finalize = hx_session_finalize;
  props[PROP_LIBRARY_FOLDER] = g_param_spec_string ("library-folder", NULL, NULL, NULL, flags);
  props[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, HX_TYPE_MODEL, flags);
  props[PROP_LABEL] = g_param_spec_int ("label", NULL, NULL, -1, G_MAXINT, -1, flags);
  props[PROP_RECORD] = g_param_spec_object ("record", NULL, NULL, HX_TYPE_RECORD_ITEM, flags);
  props[PROP_RECORDING] = g_param_spec_object ("recording", NULL, NULL, HX_TYPE_RECORDING, flags);
  props[PROP_STATEMENTS_SHOWN] = g_param_spec_boolean ("statements-shown", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[PREDICTIONS_CHANGED] = new_signal ("predictions-changed", 0, 0, 0);
  signals[RECORDS_CHANGED] = new_signal ("records-changed", 0, 0, 0);
  signals[MODELS_CHANGED] = new_signal ("models-changed", 0, 0, 0);
  signals[FAILED] = new_signal ("failed", 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[REPORT] = new_signal ("report", 2, G_TYPE_STRING, G_TYPE_PTR_ARRAY);
  signals[TRAIN_EPOCH] = new_signal ("train-epoch", 1, G_TYPE_POINTER, 0);
}

static void
hx_session_init (HxSession *self)
{
  self->jobs = hx_job_queue_new ();
  self->loader = hx_record_loader_new ();
  self->consents = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->history = g_array_new (FALSE, FALSE, sizeof (HxTrainEpoch));
  self->wanted_record = -1;
  hx_session_library_init (self);
  hx_session_models_init (self);
}

HxSession *
hx_session_new (void)
{
  return g_object_new (HX_TYPE_SESSION, NULL);
}

/* --- work and what it says ---------------------------------------------------- */

HxJobQueue *
hx_session_get_jobs (HxSession *self)
{
  return self->jobs;
}

HxRecordLoader *
hx_session_get_loader (HxSession *self)
{
  return self->loader;
}

HxJob *
hx_session_submit (HxSession *self, HxJob *job, const char *lane, HxSessionFinishedFunc finished)
{
  if (finished)
    g_signal_connect_object (job, "finished", G_CALLBACK (finished), self, 0);
  hx_job_queue_submit (self->jobs, job, lane);
  g_object_unref (job); /* the queue's now */
  return job;
}

gboolean
hx_session_check_job (HxSession *self, HxJob *job, const char *title)
{
  const GError *error = hx_job_get_error (job);
  if (hx_job_get_state (job) == HX_JOB_DONE)
    return TRUE;
  if (hx_job_get_state (job) == HX_JOB_FAILED && !self->shut_down)
    g_signal_emit (self, signals[FAILED], 0, title, error ? error->message : "");
  return FALSE;
}

void
hx_session_report (HxSession *self, const char *title, GPtrArray *failures)
{
  g_signal_emit (self, signals[REPORT], 0, title, failures);
}

void
hx_session_notify (HxSession *self, const char *property)
{
  g_object_notify (G_OBJECT (self), property);
}

void
hx_session_emit_predictions_changed (HxSession *self)
{
  g_signal_emit (self, signals[PREDICTIONS_CHANGED], 0);
}

void
hx_session_emit_records_changed (HxSession *self)
{
  g_signal_emit (self, signals[RECORDS_CHANGED], 0);
}

void
hx_session_emit_models_changed (HxSession *self)
{
  g_signal_emit (self, signals[MODELS_CHANGED], 0);
}

void
hx_session_emit_train_epoch (HxSession *self, const HxTrainEpoch *epoch)
{
  g_signal_emit (self, signals[TRAIN_EPOCH], 0, epoch);
}

gboolean
hx_session_is_settled (HxSession *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->jobs)) == 0 && hx_record_loader_is_idle (self->loader)
         && self->slice_source == 0;
}

void
hx_session_shut_down (HxSession *self)
{
  if (self->shut_down)
    return;
  self->shut_down = TRUE;
  hx_job_queue_shutdown (self->jobs);
}

/* --- the record --------------------------------------------------------------- */

HxRecordItem *
hx_session_get_record (HxSession *self)
{
  return self->record;
}

HxRecording *
hx_session_get_recording (HxSession *self)
{
  return self->recording;
}

static void
set_recording (HxSession *self, HxRecording *recording)
{
  if (g_set_object (&self->recording, recording))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RECORDING]);
}

static void
recording_loaded (gpointer result, const GError *error, gpointer user_data)
{
  HxSession *self = user_data;
  g_autoptr (HxRecording) recording = result;
  self->recording_load = NULL;
  if (error)
    {
      g_autofree char *title =
          g_strdup_printf (_ ("Record %s could not be read"), hx_record_item_get_title (self->record));
      g_signal_emit (self, signals[FAILED], 0, title, error->message);
      return;
    }
  set_recording (self, recording);
  hx_session_request_statements (self, self->record);
}

void
hx_session_set_record (HxSession *self, HxRecordItem *record)
{
  gboolean shown = hx_session_get_statements_shown (self);
  if (record == self->record)
    return;
  g_clear_pointer (&self->recording_load, hx_load_cancel);
  g_set_object (&self->record, record);
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RECORD]);
  set_recording (self, record ? hx_record_item_get_recording (record) : NULL);
  if (hx_session_get_statements_shown (self) != shown)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATEMENTS_SHOWN]);
  if (record && !self->recording)
    self->recording_load =
        hx_record_loader_read (self->loader, hx_record_item_get_key (record), recording_loaded, self);
  else if (record)
    hx_session_request_statements (self, record);
  g_object_thaw_notify (G_OBJECT (self));
  hx_session_guess_label (self);
}

void
hx_session_set_wanted (HxSession *self, gint64 record_key, const char *record_id, const char *model_hash,
                       const char *label_code)
{
  self->wanted_record = record_key;
  g_free (self->wanted_record_id);
  self->wanted_record_id = g_strdup (record_id);
  g_free (self->wanted_model);
  self->wanted_model = g_strdup (model_hash);
  g_free (self->wanted_label);
  self->wanted_label = g_strdup (label_code);
}

/* --- consent ------------------------------------------------------------------ */

gboolean
hx_session_may_show_statements_of (HxSession *self, HxRecordItem *record)
{
  gint64 key;
  if (!self->model || g_strcmp0 (hx_model_get_origin (self->model), HX_ORIGIN_SIMULATED) != 0
      || hx_record_item_is_simulated (record))
    return TRUE;
  key = hx_record_item_get_key (record);
  return g_hash_table_contains (self->consents, &key);
}

gboolean
hx_session_get_statements_shown (HxSession *self)
{
  return !self->record || hx_session_may_show_statements_of (self, self->record);
}

void
hx_session_show_statements_anyway (HxSession *self)
{
  gint64 key;
  if (hx_session_get_statements_shown (self))
    return;
  key = hx_record_item_get_key (self->record);
  g_hash_table_add (self->consents, g_memdup2 (&key, sizeof key));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATEMENTS_SHOWN]);
  hx_session_emit_predictions_changed (self);
}
