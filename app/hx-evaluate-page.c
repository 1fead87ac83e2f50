/* hx-evaluate-page.c: how well the model does on held-out folds
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-evaluate-page.h"

#include "app/hx-empty-page.h"
#include "app/hx-evaluation-table.h"
#include "app/hx-toast.h"
#include "app/hx-words.h"

#include <glib/gi18n.h>
#include <math.h>

#define N_BOOTSTRAP 100

/* What a job evaluates. */
typedef struct
{
  char *folder;
  HxModel *model;
  HxFolds folds;
  guint n_bootstrap;
} Request;

/* What came out of it, and of what. */
typedef struct
{
  HxEvaluation *evaluation;
  HxModel *model;
  char *library; /* the folder's name */
  HxFolds folds;
  guint n_simulated; /* records of the folds, of all below */
  guint n_in_folds;
} Result;

struct _HxEvaluatePage
{
  AdwBin parent_instance;
  HxSession *session;
  HxJob *job;     /* (nullable) */
  Result *result; /* (nullable): the one on show */
  char *failure;  /* of the last evaluation, or NULL */
  AdwToastOverlay *toasts;
  GtkWidget *stack, *result_box, *start, *cancel;
  HxEmptyPage *empty;
  AdwActionRow *model_row;
  GtkEditable *folds;
  GtkSwitch *bootstrap;
  GtkLabel *problem, *macro, *interval, *about, *left_out;
  GtkProgressBar *bar;
  HxEvaluationTable *table;
};

G_DEFINE_FINAL_TYPE (HxEvaluatePage, hx_evaluate_page, ADW_TYPE_BIN)

enum
{
  PROP_SESSION = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static void
request_free (gpointer data)
{
  Request *request = data;
  g_free (request->folder);
  g_object_unref (request->model);
  g_free (request);
}

static void
result_free (gpointer data)
{
  Result *result = data;
  g_clear_pointer (&result->evaluation, hx_evaluation_free);
  g_object_unref (result->model);
  g_free (result->library);
  g_free (result);
}

/* --- the job ------------------------------------------------------------------- */

static gpointer
evaluate (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  const Request *request = user_data;
  g_autoptr (HxLibrary) library = hx_library_open (request->folder, FALSE, 0, error);
  g_autoptr (GPtrArray) records = library ? hx_library_list_records (library, error) : NULL;
  g_autoptr (HxEvaluation) evaluation = NULL;
  Result *result;
  if (records)
    evaluation = hx_evaluate (request->model, library, NULL, request->folds, request->n_bootstrap, 0, 0,
                              progress, cancellable, error);
  if (!evaluation)
    return NULL;
  result = g_new0 (Result, 1);
  result->evaluation = g_steal_pointer (&evaluation);
  result->model = g_object_ref (request->model);
  result->library = g_path_get_basename (request->folder);
  result->folds = request->folds;
  for (guint i = 0; i < records->len; i++)
    {
      const HxRecordInfo *info = records->pdata[i];
      if (!hx_folds_contain (request->folds, info->fold))
        continue;
      result->n_in_folds++;
      result->n_simulated += g_strcmp0 (info->origin, HX_ORIGIN_SIMULATED) == 0;
    }
  return result;
}

/* --- showing a result ------------------------------------------------------------ */

static char *
describe_interval (const HxEvaluation *evaluation)
{
  g_autofree char *low = NULL, *high = NULL;
  if (isnan (evaluation->macro_auc_low))
    return g_strdup (_ ("macro-AUC"));
  low = hx_words_number (evaluation->macro_auc_low, 3);
  high = hx_words_number (evaluation->macro_auc_high, 3);
  return g_strdup_printf (_ ("macro-AUC, 90 %% interval %s to %s from %u resamples"), low, high,
                          evaluation->n_bootstrap);
}

static char *
describe_source (const Result *result)
{
  g_autofree char *folds = hx_folds_format (result->folds);
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, _ ("%s, trained on %s, was asked about %u records, folds %s of “%s”"),
                          hx_model_get_name (result->model),
                          hx_words_origin (hx_model_get_origin (result->model)),
                          result->evaluation->n_records, folds, result->library);
  if (result->n_simulated == result->n_in_folds)
    g_string_append (text, _ (", all simulated"));
  else if (result->n_simulated > 0)
    g_string_append_printf (text, _ (", %u of them simulated"), result->n_simulated);
  if (result->evaluation->n_left_out_records > 0)
    g_string_append_printf (text, _ ("; %u more have no usable signal"),
                            result->evaluation->n_left_out_records);
  g_string_append_c (text, '.');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
describe_left_out (const HxEvaluation *evaluation)
{
  g_autoptr (GString) text =
      g_string_new (_ ("Left out, because these folds have no record with the label or none "
                       "without it: "));
  for (guint i = 0; i < evaluation->left_out->len; i++)
    g_string_append_printf (text, "%s%s", i ? _ (", ") : "", (const char *)evaluation->left_out->pdata[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_result (HxEvaluatePage *self)
{
  const HxEvaluation *evaluation = self->result->evaluation;
  g_autofree char *macro = hx_words_number (evaluation->macro_auc, 3),
                  *interval = describe_interval (evaluation);
  g_autofree char *about = describe_source (self->result), *left_out = describe_left_out (evaluation);
  gtk_label_set_text (self->macro, macro);
  gtk_label_set_text (self->interval, interval);
  gtk_label_set_text (self->about, about);
  gtk_label_set_text (self->left_out, left_out);
  gtk_widget_set_visible (GTK_WIDGET (self->left_out), evaluation->left_out->len > 0);
  hx_evaluation_table_set (self->table, evaluation);
  gtk_widget_set_visible (self->result_box, TRUE);
}

/* --- states ---------------------------------------------------------------------- */

static void
show_model (HxEvaluatePage *self, HxModel *model)
{
  HxHead head = hx_model_get_head (model);
  g_autofree char *subtitle =
      g_strdup_printf (_ ("%s · %s head · %s · %u labels · trained on %s"), hx_model_get_backbone (model),
                       hx_words_head (hx_head_name (head)), hx_words_task (hx_model_get_task (model)),
                       hx_model_get_n_labels (model), hx_words_origin (hx_model_get_origin (model)));
  g_autofree char *title = g_markup_escape_text (hx_model_get_name (model), -1);
  g_autofree char *markup = g_markup_escape_text (subtitle, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->model_row), title);
  adw_action_row_set_subtitle (self->model_row, markup);
}

static char *
check_folds (HxEvaluatePage *self, HxFolds *folds)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->folds)));
  gboolean read = hx_folds_parse (text, folds, &error);
  if (read)
    gtk_widget_remove_css_class (GTK_WIDGET (self->folds), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->folds), "error");
  return read ? NULL : g_strdup_printf (_ ("Folds are written like 1-8 or 9,10: %s."), error->message);
}

static void
update (HxEvaluatePage *self)
{
  const HxEmptyStep choose = { _ ("_Choose a Model"), "win.models", NULL };
  const HxEmptyStep train = { _ ("_Train One"), "win.page", "train" };
  HxModel *model = hx_session_get_model (self->session);
  HxFolds folds;
  g_autofree char *problem = check_folds (self, &folds);
  if (!model)
    {
      hx_empty_page_set (
          self->empty, "view-list-ordered-symbolic", _ ("No Model to Evaluate"),
          _ ("An evaluation asks a model about records that it was not trained on, and compares."), &choose,
          &train);
      gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "empty");
      return;
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "page");
  show_model (self, model);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "evaluate.start", !self->job && !problem);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "evaluate.export", self->result != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "evaluate.copy", self->result != NULL);
  gtk_widget_set_visible (self->start, !self->job);
  gtk_widget_set_visible (self->cancel, self->job != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), self->job != NULL);
  gtk_label_set_text (self->problem, problem ? problem : self->failure ? self->failure : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), !self->job && (problem || self->failure));
}

static void
job_changed (HxEvaluatePage *self)
{
  double fraction = hx_job_get_fraction (self->job);
  const char *message = hx_job_get_message (self->job);
  g_autofree char *left = hx_words_duration (hx_job_get_seconds_left (self->job));
  g_autofree char *text = NULL;
  if (*left)
    text = g_strdup_printf (_ ("about %s left"), left);
  gtk_progress_bar_set_fraction (self->bar, CLAMP (fraction, 0.0, 1.0));
  gtk_progress_bar_set_text (self->bar, text ? text : message ? message : _ ("Waiting"));
}

static void
leave_job (HxEvaluatePage *self)
{
  if (self->job)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_object (&self->job);
}

static void
finished (HxJob *job, gpointer user_data)
{
  HxEvaluatePage *self = user_data;
  const GError *error = hx_job_get_error (job);
  Result *result = hx_job_steal_result (job);
  g_clear_pointer (&self->failure, g_free);
  if (hx_job_get_state (job) == HX_JOB_FAILED)
    self->failure = g_strdup (error ? error->message : _ ("The evaluation failed."));
  if (result)
    {
      hx_evaluation_table_set (self->table, NULL);
      g_clear_pointer (&self->result, result_free);
      self->result = result;
      show_result (self);
    }
  leave_job (self);
  update (self);
}

/* --- actions ---------------------------------------------------------------------- */

static void
start_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HxEvaluatePage *self = HX_EVALUATE_PAGE (widget);
  const char *folder = hx_session_get_library_folder (self->session);
  HxFolds folds;
  g_autofree char *problem = check_folds (self, &folds);
  Request *request;
  if (self->job || problem || !folder)
    return;
  request = g_new0 (Request, 1);
  request->folder = g_strdup (folder);
  request->model = g_object_ref (hx_session_get_model (self->session));
  request->folds = folds;
  request->n_bootstrap = gtk_switch_get_active (self->bootstrap) ? N_BOOTSTRAP : 0;
  self->job = hx_job_new (_ ("Evaluating the model"), evaluate, request, request_free, result_free);
  g_signal_connect_swapped (self->job, "notify", G_CALLBACK (job_changed), self);
  g_signal_connect (self->job, "finished", G_CALLBACK (finished), self);
  hx_job_queue_submit (hx_session_get_jobs (self->session), self->job, "compute");
  job_changed (self);
  update (self);
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HxEvaluatePage *self = HX_EVALUATE_PAGE (widget);
  if (self->job)
    hx_job_cancel (self->job);
}

static void
show_toast (HxEvaluatePage *self, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);
  hx_toast_show (self->toasts, adw_toast_new (markup));
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HxEvaluatePage *self = HX_EVALUATE_PAGE (widget);
  g_autofree char *text = self->result ? hx_evaluation_to_text (self->result->evaluation, '\t') : NULL;
  if (!text)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  show_toast (self, _ ("The table is in the clipboard"));
}

static void
exported (GObject *object, GAsyncResult *async_result, gpointer user_data)
{
  g_autoptr (HxEvaluatePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (object)), *text = NULL;
  if (g_file_replace_contents_finish (G_FILE (object), async_result, NULL, &error))
    text = g_strdup_printf (_ ("Exported to %s"), name);
  else
    text = g_strdup_printf (_ ("%s could not be written: %s"), name, error->message);
  if (self->toasts)
    show_toast (self, text);
}

static void
export_chosen (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  HxEvaluatePage *self = user_data;
  if (response == GTK_RESPONSE_ACCEPT && self->result)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      char *text = hx_evaluation_to_text (self->result->evaluation, ',');
      g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));
      g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, exported,
                                           g_object_ref (self));
    }
  gtk_native_dialog_destroy (dialog);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HxEvaluatePage *self = HX_EVALUATE_PAGE (widget);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW));
  GtkFileChooserNative *dialog;
  g_autofree char *suggestion = NULL;
  if (!self->result)
    return;
  suggestion = g_strdup_printf ("%s.csv", hx_model_get_name (self->result->model));
  dialog = gtk_file_chooser_native_new (_ ("Export the Evaluation"), window, GTK_FILE_CHOOSER_ACTION_SAVE,
                                        _ ("_Export"), NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), suggestion);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (export_chosen), self, 0);
  /* The dialog keeps itself while it is shown; this reference is given up when it is destroyed. */
  g_signal_connect (dialog, "response", G_CALLBACK (g_object_unref), NULL);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* A row of the table: its label becomes the session's, if the model on show is the chosen one. */
static void
label_activated (HxEvaluatePage *self, const char *code)
{
  HxModel *model = hx_session_get_model (self->session);
  if (!self->result || model != self->result->model)
    return;
  hx_session_set_label (self->session, hx_model_find_label (model, code));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.page", "s", "spaces");
}

/* --- set-up ------------------------------------------------------------------------ */

static void
folds_changed (HxEvaluatePage *self)
{
  g_clear_pointer (&self->failure, g_free);
  update (self);
}

static void
hx_evaluate_page_constructed (GObject *object)
{
  HxEvaluatePage *self = HX_EVALUATE_PAGE (object);
  G_OBJECT_CLASS (hx_evaluate_page_parent_class)->constructed (object);
  g_signal_connect_object (self->session, "notify::model", G_CALLBACK (folds_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->folds, "changed", G_CALLBACK (folds_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "label-activated", G_CALLBACK (label_activated), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

static void
hx_evaluate_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HX_EVALUATE_PAGE (object)->session = g_value_dup_object (value);
}

static void
hx_evaluate_page_dispose (GObject *object)
{
  HxEvaluatePage *self = HX_EVALUATE_PAGE (object);
  if (self->job)
    hx_job_cancel (self->job);
  leave_job (self);
  /* Before the template lets go of it: the bin would do it a second time. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HX_TYPE_EVALUATE_PAGE);
  self->toasts = NULL;
  g_clear_pointer (&self->result, result_free);
  g_clear_pointer (&self->failure, g_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hx_evaluate_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HxEvaluatePage, toasts);
  gtk_widget_class_bind_template_child (widget_class, HxEvaluatePage, stack);
  gtk_widget_class_bind_template_child (widget_class, HxEvaluatePage, empty);
  gtk_widget_class_bind_template_child (widget_class, HxEvaluatePage, model_row);
  gtk_widget_class_bind_template_child (widget_class, HxEvaluatePage, folds);
  gtk_widget_class_bind_template_child (widget_class, HxEvaluatePage, bootstrap);
  gtk_widget_class_bind_template_child (widget_class, HxEvaluatePage, problem);
  gtk_widget_class_bind_template_child (widget_class, HxEvaluatePage, start);
  gtk_widget_class_bind_template_child (widget_class, HxEvaluatePage, cancel);
  gtk_widget_class_bind_template_child (widget_class, HxEvaluatePage, bar);
  gtk_widget_class_bind_template_child (widget_class, HxEvaluatePage, result_box);
  gtk_widget_class_bind_template_child (widget_class, HxEvaluatePage, macro);
  gtk_widget_class_bind_template_child (widget_class, HxEvaluatePage, interval);
  gtk_widget_class_bind_template_child (widget_class, HxEvaluatePage, about);
  gtk_widget_class_bind_template_child (widget_class, HxEvaluatePage, table);
  gtk_widget_class_bind_template_child (widget_class, HxEvaluatePage, left_out);
}

static void
hx_evaluate_page_class_init (HxEvaluatePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->constructed = hx_evaluate_page_constructed;
  object_class->set_property = hx_evaluate_page_set_property;
  object_class->dispose = hx_evaluate_page_dispose;
  props[PROP_SESSION] =
      g_param_spec_object ("session", NULL, NULL, HX_TYPE_SESSION,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_install_action (widget_class, "evaluate.start", NULL, start_action);
  gtk_widget_class_install_action (widget_class, "evaluate.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "evaluate.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "evaluate.copy", NULL, copy_action);
  g_type_ensure (HX_TYPE_EMPTY_PAGE);
  g_type_ensure (HX_TYPE_EVALUATION_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hexaxial/Hexaxial/hx-evaluate-page.ui");
  bind_children (widget_class);
}

static void
hx_evaluate_page_init (HxEvaluatePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
hx_evaluate_page_new (HxSession *session)
{
  return g_object_new (HX_TYPE_EVALUATE_PAGE, "session", session, NULL);
}
