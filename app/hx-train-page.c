/* hx-train-page.c: training a model on the library
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-train-page.h"

#include "app/hx-adaptive-pair.h"
#include "app/hx-empty-page.h"
#include "app/hx-train-form.h"
#include "app/hx-train-progress.h"
#include "app/hx-words.h"

#include <glib/gi18n.h>
#include <math.h>

struct _HxTrainPage
{
  AdwBin parent_instance;
  HxSession *session;
  HxJob *counting;         /* (nullable): the newest count on its way */
  HxLibraryCounts *counts; /* NULL while unknown */
  gboolean stale;          /* the library has changed since it was counted */
  char *failure;           /* why it could not be counted, or NULL */
  HxTrainForm *form;
  HxTrainProgress *progress;
  HxEmptyPage *empty;
  GtkWidget *stack, *actions, *resume, *start, *cancel, *evaluate;
  GtkLabel *problem;
};

G_DEFINE_FINAL_TYPE (HxTrainPage, hx_train_page, ADW_TYPE_BIN)

enum
{
  PROP_SESSION = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static gboolean
has_labels (const HxLibraryCounts *counts)
{
  for (guint i = 0; hx_tasks ()[i]; i++)
    if (counts->tasks[i].n_labels > 0)
      return TRUE;
  return FALSE;
}

static void
show_empty (HxTrainPage *self)
{
  const HxEmptyStep import = { _ ("_Import a Data Set"), "win.import", NULL };
  const HxEmptyStep simulate = { _ ("_Simulate Records"), "win.simulate", NULL };
  const char *title =
      self->counts && self->counts->n_records > 0 ? _ ("No Labels to Learn From") : _ ("No Records");
  hx_empty_page_set (
      self->empty, "document-edit-symbolic", title,
      _ ("A network learns from records that somebody has given statements. Import a labelled data set, "
         "such as PTB-XL, or simulate records, which know their own."),
      &import, &simulate);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "empty");
}

/* What can be done now, and what cannot and why. */
static void
update (HxTrainPage *self)
{
  HxTrainOptions options;
  const char *problem = self->failure ? self->failure : hx_train_form_get_problem (self->form);
  gboolean running = hx_session_get_training (self->session) != NULL, resumable;
  if (hx_session_get_library_folder (self->session) == NULL || (self->counts && !has_labels (self->counts)))
    {
      show_empty (self);
      return;
    }
  hx_train_form_get_options (self->form, &options);
  resumable = !running && hx_session_has_checkpoint (self->session, &options);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "page");
  gtk_widget_set_sensitive (GTK_WIDGET (self->form), !running);
  gtk_widget_set_visible (self->cancel, running);
  gtk_widget_set_visible (self->start, !running);
  gtk_widget_set_visible (self->resume, resumable);
  gtk_button_set_label (GTK_BUTTON (self->start), resumable ? _ ("_Start Over") : _ ("_Start Training"));
  if (resumable)
    gtk_widget_remove_css_class (self->start, "suggested-action");
  else
    gtk_widget_add_css_class (self->start, "suggested-action");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "train.start", !running && !problem);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "train.resume", resumable && !problem);
  if (problem && !running)
    gtk_label_set_text (self->problem, problem);
  else if (resumable)
    gtk_label_set_text (
        self->problem,
        _ ("A training of this network was cancelled. Its checkpoint is kept, and it can go on."));
  gtk_widget_set_visible (GTK_WIDGET (self->problem), !running && (problem || resumable));
}

/* --- counting the library ------------------------------------------------------ */

static gpointer
count (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  return hx_library_counts_new (user_data, progress, cancellable, error);
}

static void
abandon_counting (HxTrainPage *self)
{
  if (!self->counting)
    return;
  g_signal_handlers_disconnect_by_data (self->counting, self);
  hx_job_cancel (self->counting);
  g_clear_object (&self->counting);
}

static void
counted (HxJob *job, gpointer user_data)
{
  HxTrainPage *self = user_data;
  const GError *error = hx_job_get_error (job);
  g_clear_pointer (&self->counts, hx_library_counts_free);
  g_clear_pointer (&self->failure, g_free);
  self->counts = hx_job_steal_result (job);
  if (!self->counts)
    {
      self->failure = g_strdup (error ? error->message : _ ("The library’s labels were not counted."));
      self->stale = TRUE;
    }
  g_clear_object (&self->counting);
  hx_train_form_set_counts (self->form, self->counts);
  update (self);
}

static void
start_counting (HxTrainPage *self)
{
  const char *folder = hx_session_get_library_folder (self->session);
  abandon_counting (self);
  self->stale = FALSE;
  if (folder)
    {
      self->counting = hx_job_new (_ ("Counting labels"), count, g_strdup (folder), g_free,
                                   (GDestroyNotify)hx_library_counts_free);
      g_signal_connect (self->counting, "finished", G_CALLBACK (counted), self);
      hx_job_queue_submit (hx_session_get_jobs (self->session), self->counting, "explore");
    }
  update (self);
}

static void
library_changed (HxTrainPage *self)
{
  self->stale = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    start_counting (self);
}

/* Of another library nothing is known yet. */
static void
folder_changed (HxTrainPage *self)
{
  g_clear_pointer (&self->counts, hx_library_counts_free);
  hx_train_form_set_counts (self->form, NULL);
  library_changed (self);
}

/* --- the training -------------------------------------------------------------- */

static void
epoch_done (HxTrainPage *self, gpointer epoch)
{
  hx_train_progress_add (self->progress, epoch);
}

static char *
describe_result (HxTrainPage *self)
{
  GArray *history = hx_session_get_history (self->session);
  const HxTrainEpoch *last = history->len ? &g_array_index (history, HxTrainEpoch, history->len - 1) : NULL;
  g_autofree char *auc = last ? hx_words_number (last->validation_auc, 3) : NULL;
  if (!last || isnan (last->validation_auc))
    return g_strdup (_ ("The model is in the library and chosen."));
  return g_strdup_printf (_ ("Validation macro-AUC %s. The model is in the library and chosen."), auc);
}

static void
training_finished (HxTrainPage *self, HxJob *job)
{
  GArray *history = hx_session_get_history (self->session);
  guint n_done = history->len ? g_array_index (history, HxTrainEpoch, history->len - 1).epoch : 0;
  const GError *error = hx_job_get_error (job);
  g_autofree char *title = NULL, *detail = NULL;
  if (hx_job_get_state (job) == HX_JOB_DONE)
    {
      title = g_strdup (_ ("Training Is Done"));
      detail = describe_result (self);
    }
  else if (hx_job_get_state (job) == HX_JOB_CANCELLED)
    {
      title = n_done ? g_strdup_printf (_ ("Cancelled After Epoch %u"), n_done) : g_strdup (_ ("Cancelled"));
      detail = g_strdup (n_done ? _ ("The checkpoint of the last whole epoch is kept.")
                                : _ ("No epoch was done."));
    }
  else
    {
      title = g_strdup (_ ("The Training Failed"));
      detail = g_strdup (error ? error->message : "");
    }
  hx_train_progress_end (self->progress, title, detail);
  gtk_widget_set_visible (self->evaluate, hx_job_get_state (job) == HX_JOB_DONE);
  update (self);
}

static void
follow (HxTrainPage *self, HxJob *job, guint n_epochs)
{
  hx_train_progress_begin (self->progress, job, n_epochs);
  gtk_widget_set_visible (self->evaluate, FALSE);
  /* After the session's own handler: what it clears and chooses is in place then. */
  g_signal_connect_object (job, "finished", G_CALLBACK (training_finished), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  update (self);
}

static void
start_training (HxTrainPage *self, gboolean resume)
{
  HxTrainOptions options;
  HxJob *job;
  if (hx_session_get_training (self->session))
    return;
  hx_train_form_get_options (self->form, &options);
  options.resume = resume;
  job = hx_session_train (self->session, &options);
  if (job)
    follow (self, job, options.epochs);
}

static void
start_action (GtkWidget *widget, const char *name, GVariant *target)
{
  start_training (HX_TRAIN_PAGE (widget), FALSE);
}

static void
resume_action (GtkWidget *widget, const char *name, GVariant *target)
{
  start_training (HX_TRAIN_PAGE (widget), TRUE);
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HxJob *job = hx_session_get_training (HX_TRAIN_PAGE (widget)->session);
  if (job)
    hx_job_cancel (job);
}

/* A training that was started before this page was made. */
static void
follow_present (HxTrainPage *self)
{
  HxJob *job = hx_session_get_training (self->session);
  GArray *history = hx_session_get_history (self->session);
  if (!job)
    return;
  follow (self, job, history->len ? g_array_index (history, HxTrainEpoch, 0).n_epochs : 1);
  for (guint i = 0; i < history->len; i++)
    hx_train_progress_add (self->progress, &g_array_index (history, HxTrainEpoch, i));
}

/* --- set-up ------------------------------------------------------------------- */

static void
hx_train_page_map (GtkWidget *widget)
{
  HxTrainPage *self = HX_TRAIN_PAGE (widget);
  GTK_WIDGET_CLASS (hx_train_page_parent_class)->map (widget);
  if (self->stale)
    start_counting (self);
}

static void
hx_train_page_constructed (GObject *object)
{
  HxTrainPage *self = HX_TRAIN_PAGE (object);
  G_OBJECT_CLASS (hx_train_page_parent_class)->constructed (object);
  g_signal_connect_object (self->form, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "train-epoch", G_CALLBACK (epoch_done), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::library-folder", G_CALLBACK (folder_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "records-changed", G_CALLBACK (library_changed), self,
                           G_CONNECT_SWAPPED);
  hx_train_progress_set_actions (self->progress, self->actions);
  update (self);
  follow_present (self);
}

static void
hx_train_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HX_TRAIN_PAGE (object)->session = g_value_dup_object (value);
}

static void
hx_train_page_dispose (GObject *object)
{
  HxTrainPage *self = HX_TRAIN_PAGE (object);
  abandon_counting (self);
  /* Before the template lets go of it: the bin would do it a second time. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_TRAIN_PAGE);
  g_clear_pointer (&self->counts, hx_library_counts_free);
  g_clear_pointer (&self->failure, g_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_train_page_parent_class)->dispose (object);
}

static void
hx_train_page_class_init (HxTrainPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->constructed = hx_train_page_constructed;
  object_class->set_property = hx_train_page_set_property;
  object_class->dispose = hx_train_page_dispose;
  widget_class->map = hx_train_page_map;
  props[PROP_SESSION] =
      g_param_spec_object ("session", NULL, NULL, HX_TYPE_SESSION,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_install_action (widget_class, "train.start", NULL, start_action);
  gtk_widget_class_install_action (widget_class, "train.resume", NULL, resume_action);
  gtk_widget_class_install_action (widget_class, "train.cancel", NULL, cancel_action);
  g_type_ensure (HX_TYPE_ADAPTIVE_PAIR);
  g_type_ensure (HX_TYPE_EMPTY_PAGE);
  g_type_ensure (HX_TYPE_TRAIN_FORM);
  g_type_ensure (HX_TYPE_TRAIN_PROGRESS);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/hexaxial/Hexaxial/hx-train-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HxTrainPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HxTrainPage, empty);
  gtk_widget_class_bind_template_child (widget_class, HxTrainPage, form);
  gtk_widget_class_bind_template_child (widget_class, HxTrainPage, progress);
  gtk_widget_class_bind_template_child (widget_class, HxTrainPage, actions);
  gtk_widget_class_bind_template_child (widget_class, HxTrainPage, problem);
  gtk_widget_class_bind_template_child (widget_class, HxTrainPage, resume);
  gtk_widget_class_bind_template_child (widget_class, HxTrainPage, start);
  gtk_widget_class_bind_template_child (widget_class, HxTrainPage, cancel);
  gtk_widget_class_bind_template_child (widget_class, HxTrainPage, evaluate);
}

static void
hx_train_page_init (HxTrainPage *self)
{
  self->stale = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
hx_train_page_new (HxSession *session)
{
  return g_object_new (HX_TYPE_TRAIN_PAGE, "session", session, NULL);
}
