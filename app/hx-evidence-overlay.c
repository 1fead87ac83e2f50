/* hx-evidence-overlay.c: what the model saw in the record that is shown, for the chosen label
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-evidence-overlay.h"

#include "app/hx-evidence-words.h"
#include "engine/run/hx-explain-recording.h"

#include <glib/gi18n.h>

/* Overlays of the last records and labels are kept; one of ten seconds takes about 100 kB. */
#define MAX_KEPT 24

/* One record's answer for one label. */
typedef struct
{
  gint64 record_key;
  int label;
  HxTraceOverlay *overlay;
  char *text;
} Found;

/* The job's input. */
typedef struct
{
  HxModel *model;
  HxRecording *recording;
  gint64 record_key;
  int label;
} Question;

struct _HxEvidenceOverlay
{
  GObject parent_instance;
  HxSession *session; /* not owned: the session owns this */
  gboolean on;
  gboolean wanted; /* whenever it is possible, until there is an answer */
  Found *found;    /* one of the kept, while it is on and there */
  char *problem;   /* while it is on and has failed */
  GQueue kept;     /* of Found, newest first, all of the present model and library */
  HxJob *job;
  GSimpleAction *action;
};

G_DEFINE_FINAL_TYPE (HxEvidenceOverlay, hx_evidence_overlay, G_TYPE_OBJECT)

static guint changed_signal;

static void
found_free (gpointer data)
{
  Found *found = data;
  hx_trace_overlay_unref (found->overlay);
  g_free (found->text);
  g_free (found);
}

static void
question_free (gpointer data)
{
  Question *question = data;
  g_object_unref (question->model);
  g_object_unref (question->recording);
  g_free (question);
}

/* --- the job --------------------------------------------------------------------------------- */

static HxTraceOverlay *
make_overlay (HxModel *model, const HxAttribution *attribution, const float *smooth, const char *moments)
{
  const HxAttributionWindow *window = &attribution->windows[attribution->deciding];
  const gboolean maximum = attribution->aggregation == HX_AGGREGATE_MAXIMUM;
  const HxTraceOverlaySource source = {
    .rate_hz = attribution->rate_hz,
    .n_samples = attribution->n_samples,
    .n_leads = attribution->n_leads,
    .lead_names = hx_model_get_lead_names (model),
    .contributions = attribution->contributions,
    .smooth = smooth,
    .label = hx_model_get_label (model, attribution->label)->code,
    .moments = moments,
    .window_start_s = window->start_s,
    .window_s = attribution->window_s,
    /* Translators: of several stretches of a record, the one with the highest score for a label */
    .window_text = maximum ? _ ("this stretch decided") : _ ("highest of the stretches"),
  };
  return hx_trace_overlay_new (&source);
}

static gpointer
ask (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  const Question *question = user_data;
  g_autoptr (HxAttribution) attribution = hx_explain_recording (
      question->model, question->recording, (guint)question->label, 0, 0, progress, cancellable, error);
  g_autofree float *smooth = NULL;
  g_autofree char *moments = NULL;
  Found *found;
  if (!attribution)
    return NULL;
  smooth = hx_attribution_smooth (attribution, HX_EXPLAIN_SMOOTHING_S);
  moments = hx_evidence_words_moments (question->model, attribution, smooth);
  found = g_new0 (Found, 1);
  found->record_key = question->record_key;
  found->label = question->label;
  found->overlay = make_overlay (question->model, attribution, smooth, moments);
  found->text = hx_evidence_words_summary (question->model, attribution, moments);
  return found;
}

/* --- states ------------------------------------------------------------------------------------ */

static void
changed (HxEvidenceOverlay *self)
{
  if (self->action)
    {
      g_simple_action_set_enabled (self->action, hx_evidence_overlay_is_possible (self));
      g_simple_action_set_state (self->action, g_variant_new_boolean (self->on));
    }
  g_signal_emit (self, changed_signal, 0);
}

static void
abandon (HxEvidenceOverlay *self)
{
  if (!self->job)
    return;
  g_signal_handlers_disconnect_by_data (self->job, self);
  hx_job_cancel (self->job);
  g_clear_object (&self->job);
}

static void
turn_off (HxEvidenceOverlay *self)
{
  abandon (self);
  self->on = FALSE;
  self->found = NULL;
  g_clear_pointer (&self->problem, g_free);
  changed (self);
  if (self->wanted && hx_evidence_overlay_is_possible (self))
    hx_evidence_overlay_set_on (self, TRUE);
}

static void
forget_kept (HxEvidenceOverlay *self)
{
  self->found = NULL;
  g_queue_clear_full (&self->kept, found_free);
}

/* Another model or library: what is kept belongs to neither. */
static void
start_anew (HxEvidenceOverlay *self)
{
  forget_kept (self);
  turn_off (self);
}

static void
finished (HxJob *job, HxEvidenceOverlay *self)
{
  Found *found = hx_job_steal_result (job);
  const GError *error = hx_job_get_error (job);
  self->wanted = FALSE;
  if (!found && !error)
    {
      /* Somebody cancelled it in the list of jobs. */
      turn_off (self);
      return;
    }
  if (found)
    {
      g_queue_push_head (&self->kept, found);
      while (self->kept.length > MAX_KEPT)
        found_free (g_queue_pop_tail (&self->kept));
      self->found = found;
    }
  else
    self->problem = g_strdup_printf (_ ("This could not be computed: %s"), error->message);
  g_clear_object (&self->job);
  changed (self);
}

static Found *
find_kept (HxEvidenceOverlay *self, gint64 record_key, int label)
{
  for (GList *link = self->kept.head; link; link = link->next)
    {
      Found *found = link->data;
      if (found->record_key == record_key && found->label == label)
        return found;
    }
  return NULL;
}

static void
start (HxEvidenceOverlay *self)
{
  HxModel *model = hx_session_get_model (self->session);
  const int label = hx_session_get_label (self->session);
  g_autofree char *title = NULL;
  Question *question;
  self->found = find_kept (self, hx_record_item_get_key (hx_session_get_record (self->session)), label);
  if (self->found)
    return;
  question = g_new0 (Question, 1);
  question->model = g_object_ref (model);
  question->recording = g_object_ref (hx_session_get_recording (self->session));
  question->record_key = hx_record_item_get_key (hx_session_get_record (self->session));
  question->label = label;
  /* Translators: a job; %s is the code of a statement */
  title = g_strdup_printf (_ ("What the model saw for %s"), hx_model_get_label (model, (guint)label)->code);
  self->job = hx_job_new (title, ask, question, question_free, found_free);
  g_signal_connect (self->job, "finished", G_CALLBACK (finished), self);
  hx_job_queue_submit (hx_session_get_jobs (self->session), self->job, "explain");
}

gboolean
hx_evidence_overlay_is_possible (HxEvidenceOverlay *self)
{
  g_return_val_if_fail (HX_IS_EVIDENCE_OVERLAY (self), FALSE);
  return hx_session_get_model (self->session) && hx_session_get_label (self->session) >= 0
         && hx_session_get_record (self->session) && hx_session_get_recording (self->session)
         && hx_session_get_statements_shown (self->session);
}

void
hx_evidence_overlay_set_on (HxEvidenceOverlay *self, gboolean on)
{
  g_return_if_fail (HX_IS_EVIDENCE_OVERLAY (self));
  if (on && hx_evidence_overlay_is_possible (self) && (!self->on || self->problem))
    {
      g_clear_pointer (&self->problem, g_free);
      self->on = TRUE;
      start (self);
      changed (self);
    }
  else if (!on)
    {
      self->wanted = FALSE;
      if (self->on)
        turn_off (self);
    }
}

void
hx_evidence_overlay_want (HxEvidenceOverlay *self)
{
  g_return_if_fail (HX_IS_EVIDENCE_OVERLAY (self));
  self->wanted = TRUE;
  hx_evidence_overlay_set_on (self, TRUE);
}

gboolean
hx_evidence_overlay_is_on (HxEvidenceOverlay *self)
{
  g_return_val_if_fail (HX_IS_EVIDENCE_OVERLAY (self), FALSE);
  return self->on;
}

gboolean
hx_evidence_overlay_is_working (HxEvidenceOverlay *self)
{
  g_return_val_if_fail (HX_IS_EVIDENCE_OVERLAY (self), FALSE);
  return self->job != NULL;
}

HxTraceOverlay *
hx_evidence_overlay_get_overlay (HxEvidenceOverlay *self)
{
  g_return_val_if_fail (HX_IS_EVIDENCE_OVERLAY (self), NULL);
  return self->found ? self->found->overlay : NULL;
}

const char *
hx_evidence_overlay_get_text (HxEvidenceOverlay *self)
{
  g_return_val_if_fail (HX_IS_EVIDENCE_OVERLAY (self), NULL);
  return self->found ? self->found->text : self->problem;
}

gboolean
hx_evidence_overlay_has_failed (HxEvidenceOverlay *self)
{
  g_return_val_if_fail (HX_IS_EVIDENCE_OVERLAY (self), FALSE);
  return self->problem != NULL;
}

/* --- the object ------------------------------------------------------------------------------ */

static void
switched (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  hx_evidence_overlay_set_on (user_data, g_variant_get_boolean (state));
}

void
hx_evidence_overlay_add_action (HxEvidenceOverlay *self, GActionMap *group)
{
  g_return_if_fail (HX_IS_EVIDENCE_OVERLAY (self));
  if (!self->action)
    {
      self->action = g_simple_action_new_stateful ("model-saw", NULL, g_variant_new_boolean (self->on));
      g_signal_connect (self->action, "change-state", G_CALLBACK (switched), self);
    }
  g_action_map_add_action (group, G_ACTION (self->action));
  changed (self);
}

static void
hx_evidence_overlay_dispose (GObject *object)
{
  HxEvidenceOverlay *self = HX_EVIDENCE_OVERLAY (object);
  abandon (self);
  forget_kept (self);
  g_clear_pointer (&self->problem, g_free);
  if (self->action)
    g_signal_handlers_disconnect_by_data (self->action, self);
  g_clear_object (&self->action);
  G_OBJECT_CLASS (hx_evidence_overlay_parent_class)->dispose (object);
}

static void
hx_evidence_overlay_class_init (HxEvidenceOverlayClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hx_evidence_overlay_dispose;
  changed_signal = g_signal_new ("changed", HX_TYPE_EVIDENCE_OVERLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
hx_evidence_overlay_init (HxEvidenceOverlay *self)
{
  g_queue_init (&self->kept);
}

HxEvidenceOverlay *
hx_evidence_overlay_get (HxSession *session)
{
  static const char *const other_place[] = { "notify::record", "notify::recording", "notify::label" };
  HxEvidenceOverlay *self = g_object_get_data (G_OBJECT (session), "hx-evidence-overlay");
  if (self)
    return self;
  self = g_object_new (HX_TYPE_EVIDENCE_OVERLAY, NULL);
  self->session = session;
  for (guint i = 0; i < G_N_ELEMENTS (other_place); i++)
    g_signal_connect_object (session, other_place[i], G_CALLBACK (turn_off), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::statements-shown", G_CALLBACK (turn_off), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::model", G_CALLBACK (start_anew), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::library-folder", G_CALLBACK (start_anew), self,
                           G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (session), "hx-evidence-overlay", self, g_object_unref);
  return self;
}
