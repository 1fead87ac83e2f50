/* test-training.c: tests of the pages that train and evaluate, and of the list of models
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-evaluation-table.h"
#include "app/hx-model-row.h"
#include "app/hx-models-dialog.h"
#include "app/hx-pages.h"
#include "app/hx-train-form.h"
#include "app/hx-train-progress.h"
#include "tests/display/page-fixture.h"

#include <math.h>
#include <string.h>

#define N_RECORDS 60

static const char *
page_of (GtkWidget *page)
{
  return gtk_stack_get_visible_child_name (GTK_STACK (page_find (page, "stack")));
}

static void
set_spin (GtkWidget *page, const char *id, double value)
{
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (page_find (page, id)), value);
}

static void
set_entry (GtkWidget *page, const char *id, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (page_find (page, id)), text);
}

/* --- the form --------------------------------------------------------------------- */

static void
assert_problem (HxTrainForm *form, const char *part)
{
  const char *problem = hx_train_form_get_problem (form);
  g_assert_nonnull (problem);
  if (!strstr (problem, part))
    g_error ("“%s” does not say “%s”", problem, part);
}

static void
test_form (void)
{
  HxTaskCount tasks[16] = { 0 };
  HxLibraryCounts counts = {
    .n_records = 500, .n_trainable = 490, .n_simulated = 20, .rate_hz = 100.0, .tasks = tasks
  };
  GtkWidget *widget = g_object_ref_sink (g_object_new (HX_TYPE_TRAIN_FORM, NULL));
  HxTrainForm *form = HX_TRAIN_FORM (widget);

  for (guint i = 0; hx_tasks ()[i]; i++)
    {
      gboolean form_task = strcmp (hx_tasks ()[i]->name, "form") == 0;
      tasks[i].n_labels = form_task ? 0 : 5;
      for (guint fold = 1; fold <= 10 && !form_task; fold++)
        tasks[i].in_fold[fold] = fold <= 8 ? 44 : 50;
    }
  assert_problem (form, "Counting");
  hx_train_form_set_counts (form, &counts);
  g_assert_null (hx_train_form_get_problem (form));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (page_find (widget, "library"))), ==,
                   "500 records, 20 of them simulated");

  set_spin (widget, "batch", 512);
  assert_problem (form,
                  "352 records are in the training folds; a batch of 512 needs more: choose at most 352.");
  set_spin (widget, "batch", 352);
  g_assert_null (hx_train_form_get_problem (form));
  set_spin (widget, "batch", 64);

  set_entry (widget, "train_folds", "1-9");
  assert_problem (form, "Folds 9 stand in both");
  set_entry (widget, "train_folds", "1-");
  assert_problem (form, "written like");
  g_assert_true (gtk_widget_has_css_class (page_find (widget, "train_folds"), "error"));
  set_entry (widget, "train_folds", "");
  assert_problem (form, "at least one fold");
  set_entry (widget, "train_folds", "40");
  assert_problem (form, "folds 1-10 do");
  set_entry (widget, "train_folds", "1-8");
  set_entry (widget, "validation_folds", "11");
  assert_problem (form, "leave them empty");
  set_entry (widget, "validation_folds", "");
  g_assert_null (hx_train_form_get_problem (form));

  g_object_unref (widget);
}

static void
test_form_options (void)
{
  HxTaskCount tasks[16] = { 0 };
  HxLibraryCounts counts = { .n_records = 10, .rate_hz = 100.0, .tasks = tasks };
  GtkWidget *widget = g_object_ref_sink (g_object_new (HX_TYPE_TRAIN_FORM, NULL));
  HxTrainForm *form = HX_TRAIN_FORM (widget);
  HxTrainOptions options;

  for (guint i = 0; hx_tasks ()[i]; i++)
    {
      tasks[i].n_labels = strcmp (hx_tasks ()[i]->name, "form") == 0 ? 0 : 5;
      tasks[i].in_fold[1] = tasks[i].in_fold[9] = 500;
    }
  hx_train_form_set_counts (form, &counts);
  set_spin (widget, "crop", 0.1);
  hx_train_form_get_options (form, &options);
  if (hx_backbone_min_samples (options.backbone) > 10)
    assert_problem (form, "needs crops of at least");
  set_spin (widget, "crop", 2.5);

  hx_train_form_get_options (form, &options);
  options.task = "form";
  options.backbone = hx_backbones ()[0];
  options.head = HX_HEAD_PLAIN;
  options.epochs = 7;
  options.seed = 12;
  options.validation_folds = 0;
  hx_train_form_set_options (form, &options);
  assert_problem (form, "No record of the library has a label of this kind");
  hx_train_form_get_options (form, &options);
  g_assert_cmpstr (options.task, ==, "form");
  g_assert_cmpint (options.head, ==, HX_HEAD_PLAIN);
  g_assert_cmpuint (options.epochs, ==, 7);
  g_assert_cmpuint (options.seed, ==, 12);
  g_assert_cmpuint (options.validation_folds, ==, 0);
  g_object_unref (widget);
}

/* Every option has a row that keeps its value, and what two of them cannot have together is a problem. */
static void
test_form_rows (void)
{
  HxTaskCount tasks[16] = { 0 };
  HxLibraryCounts counts = { .n_records = 10, .rate_hz = 100.0, .tasks = tasks };
  GtkWidget *widget = g_object_ref_sink (g_object_new (HX_TYPE_TRAIN_FORM, NULL));
  HxTrainForm *form = HX_TRAIN_FORM (widget);
  HxTrainOptions options, found;

  for (guint i = 0; hx_tasks ()[i]; i++)
    {
      tasks[i].n_labels = 5;
      tasks[i].in_fold[1] = tasks[i].in_fold[9] = 500;
    }
  hx_train_form_set_counts (form, &counts);
  hx_train_form_get_options (form, &options);
  for (const HxTrainOptionSpec *spec = hx_train_option_specs (); spec->name != NULL; spec++)
    if (!spec->only_with_start)
      hx_train_option_set (&options, spec,
                           spec->kind == HX_OPTION_CHOICE  ? 1.0
                           : spec->kind == HX_OPTION_COUNT ? MIN (spec->low + 3.0, spec->high)
                                                           : MIN (spec->low + 0.75, spec->high));
  hx_train_form_set_options (form, &options);
  hx_train_form_get_options (form, &found);
  for (const HxTrainOptionSpec *spec = hx_train_option_specs (); spec->name != NULL; spec++)
    g_assert_cmpfloat_with_epsilon (hx_train_option_get (&found, spec), hx_train_option_get (&options, spec),
                                    0.011);
  g_assert_null (hx_train_form_get_problem (form));
  options.head = HX_HEAD_PLAIN;
  hx_train_form_set_options (form, &options);
  assert_problem (form, "needs the decoupled head");
  g_object_unref (widget);
}

/* --- training ----------------------------------------------------------------------- */

/* A training that takes a moment: few records, short crops. */
static void
set_small (GtkWidget *page, guint epochs)
{
  HxTrainForm *form = HX_TRAIN_FORM (page_find_type (page, HX_TYPE_TRAIN_FORM));
  HxTrainOptions options;
  hx_train_form_get_options (form, &options);
  options.task = "superdiagnostic";
  options.backbone = "fcn_wang";
  options.head = HX_HEAD_LDM;
  options.epochs = epochs;
  options.batch = 16;
  options.crop_s = 0.5;
  options.train_folds = 0x1fe;
  options.validation_folds = 0x600;
  options.n_threads = 2;
  hx_train_form_set_options (form, &options);
}

static void
test_train (void)
{
  g_autoptr (PageFixture) fixture = page_fixture_new (N_RECORDS);
  GtkWidget *page = hx_train_page_new (fixture->session);

  page_fixture_show (fixture, page, 1000, 800);
  g_assert_cmpstr (page_of (page), ==, "page");
  g_assert_true (page_says (page, "60 records, all simulated"));
  g_assert_true (page_says (page, "No Training Yet"));
  set_spin (page, "batch", 500);
  g_assert_true (gtk_widget_get_visible (page_find (page, "problem")));
  g_assert_nonnull (strstr (page_text (page, "problem"), "a batch of 500 needs more"));
  g_assert_false (gtk_widget_is_sensitive (page_find (page, "start")));

  set_small (page, 2);
  g_assert_false (gtk_widget_get_visible (page_find (page, "problem")));
  page_click (page, "start");
  g_assert_nonnull (hx_session_get_training (fixture->session));
  g_assert_true (gtk_widget_get_visible (page_find (page, "cancel")));
  g_assert_false (gtk_widget_get_visible (page_find (page, "start")));
  g_assert_false (gtk_widget_is_sensitive (page_find (page, "form")));
  page_wait_until (page_says (page, "Training Is Done"));
  page_fixture_settle (fixture);
  g_assert_cmpuint (hx_session_get_history (fixture->session)->len, ==, 2);
  g_assert_true (page_says (page, "The model is in the library and chosen."));
  g_assert_cmpstr (page_text (page, "loss"), !=, "–");
  g_assert_true (gtk_widget_get_visible (page_find (page, "evaluate")));
  g_assert_true (gtk_widget_get_visible (page_find (page, "start")));
  g_assert_nonnull (hx_session_get_model (fixture->session));
  g_assert_cmpstr (hx_model_get_origin (hx_session_get_model (fixture->session)), ==, HX_ORIGIN_SIMULATED);
  g_assert_cmpstr (hx_model_get_name (hx_session_get_model (fixture->session)), ==,
                   "superdiagnostic-fcn_wang-ldm-0");
  g_assert_cmpuint (hx_session_get_models (fixture->session)->len, ==, 1);
}

static void
test_train_resume (void)
{
  g_autoptr (PageFixture) fixture = page_fixture_new (N_RECORDS);
  GtkWidget *page = hx_train_page_new (fixture->session);
  double first_s;

  page_fixture_show (fixture, page, 1000, 800);
  set_small (page, 4);
  g_assert_false (gtk_widget_get_visible (page_find (page, "resume")));
  page_click (page, "start");
  page_wait_until (hx_session_get_history (fixture->session)->len >= 1);
  page_click (page, "cancel");
  page_wait_until (page_says (page, "Cancelled After Epoch"));
  first_s = g_array_index (hx_session_get_history (fixture->session), HxTrainEpoch, 0).seconds;
  g_assert_true (gtk_widget_get_visible (page_find (page, "resume")));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (page_find (page, "start"))), ==, "_Start Over");
  g_assert_nonnull (strstr (page_text (page, "problem"), "can go on"));

  /* Another network has no checkpoint. */
  set_spin (page, "seed", 5);
  g_assert_false (gtk_widget_get_visible (page_find (page, "resume")));
  set_spin (page, "seed", 0);
  page_click (page, "resume");
  page_wait_until (page_says (page, "Training Is Done"));
  page_fixture_settle (fixture);
  /* The epochs done before are not done again: not even their wall time differs. */
  g_assert_cmpuint (hx_session_get_history (fixture->session)->len, ==, 4);
  g_assert_cmpfloat (g_array_index (hx_session_get_history (fixture->session), HxTrainEpoch, 0).seconds, ==,
                     first_s);
  g_assert_false (gtk_widget_get_visible (page_find (page, "resume")));
}

static void
test_train_empty (void)
{
  g_autoptr (PageFixture) fixture = page_fixture_new (0);
  GtkWidget *page = hx_train_page_new (fixture->session);

  page_fixture_show (fixture, page, 360, 720);
  page_wait_until (g_strcmp0 (page_of (page), "empty") == 0);
  g_assert_true (page_says (page, "No Records"));
  hx_session_simulate (fixture->session, 20, 1);
  page_wait_until (g_strcmp0 (page_of (page), "page") == 0 && page_says (page, "20 records, all simulated"));
}

/* --- evaluating ------------------------------------------------------------------------ */

static HxLabelEvaluation *
label_new (const char *code, const char *description, guint n_positives, double auc)
{
  HxLabelEvaluation *label = g_new0 (HxLabelEvaluation, 1);
  label->code = g_strdup (code);
  label->description = g_strdup (description);
  label->n_positives = n_positives;
  label->n_records = 50;
  label->auc = auc;
  label->auc_low = label->auc_high = NAN;
  label->average_precision = 0.5;
  label->threshold = 0.25;
  label->f1 = 0.75;
  return label;
}

static void
label_free (gpointer data)
{
  HxLabelEvaluation *label = data;
  g_free (label->code);
  g_free (label->description);
  g_free (label);
}

static void
test_evaluation_text (void)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (label_free);
  HxEvaluation evaluation = {
    .macro_auc = 0.75, .macro_auc_low = 0.5, .macro_auc_high = NAN, .labels = labels, .n_records = 50
  };
  g_autofree char *csv = NULL, *tabs = NULL;
  g_ptr_array_add (labels, label_new ("AMI", "infarction, \"anterior\"", 5, 0.875));
  g_ptr_array_add (labels, label_new ("LVH", "big\theart", 12, NAN));
  csv = hx_evaluation_to_text (&evaluation, ',');
  g_assert_cmpstr (csv, ==,
                   "code,description,positives,records,auc,auc_low,auc_high,average_precision,threshold,f1\n"
                   "AMI,\"infarction, \"\"anterior\"\"\",5,50,0.875,,,0.5,0.25,0.75\n"
                   "LVH,big\theart,12,50,,,,0.5,0.25,0.75\n"
                   "macro,,,50,0.75,0.5,,,,\n");
  tabs = hx_evaluation_to_text (&evaluation, '\t');
  g_assert_nonnull (strstr (tabs, "LVH\tbig heart\t12\t50"));
}

static void
test_evaluation_table (void)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (label_free);
  HxEvaluation evaluation = { .labels = labels };
  GtkWidget *widget = g_object_ref_sink (g_object_new (HX_TYPE_EVALUATION_TABLE, NULL));
  HxEvaluationTable *table = HX_EVALUATION_TABLE (widget);
  GtkColumnView *view = GTK_COLUMN_VIEW (page_find_type (widget, GTK_TYPE_COLUMN_VIEW));
  GListModel *columns = gtk_column_view_get_columns (view);
  g_autoptr (GtkColumnViewColumn) positives = g_list_model_get_item (columns, 2);
  g_autoptr (GtkColumnViewColumn) auc = g_list_model_get_item (columns, 3);

  g_ptr_array_add (labels, label_new ("B", "beta", 5, 0.875));
  g_ptr_array_add (labels, label_new ("A", "alpha", 12, NAN));
  g_ptr_array_add (labels, label_new ("C", "gamma", 9, 0.9));
  hx_evaluation_table_set (table, &evaluation);
  g_assert_cmpuint (hx_evaluation_table_get_n_rows (table), ==, 3);
  g_assert_cmpstr (hx_evaluation_table_get_row (table, 0)->code, ==, "B");
  gtk_column_view_sort_by_column (view, positives, GTK_SORT_DESCENDING);
  g_assert_cmpstr (hx_evaluation_table_get_row (table, 0)->code, ==, "A");
  gtk_column_view_sort_by_column (view, auc, GTK_SORT_ASCENDING);
  /* What was not computed comes first, wherever it was before. */
  for (guint i = 0; i < 3; i++)
    {
      gpointer first = labels->pdata[0];
      hx_evaluation_table_set (table, &evaluation);
      g_assert_cmpstr (hx_evaluation_table_get_row (table, 0)->code, ==, "A");
      g_assert_cmpstr (hx_evaluation_table_get_row (table, 1)->code, ==, "B");
      g_assert_cmpstr (hx_evaluation_table_get_row (table, 2)->code, ==, "C");
      labels->pdata[0] = labels->pdata[1];
      labels->pdata[1] = labels->pdata[2];
      labels->pdata[2] = first;
    }
  hx_evaluation_table_set (table, NULL);
  g_assert_cmpuint (hx_evaluation_table_get_n_rows (table), ==, 0);
  g_object_unref (widget);
}

static void
test_evaluate (void)
{
  g_autoptr (PageFixture) fixture = page_fixture_new (N_RECORDS);
  GtkWidget *page = hx_evaluate_page_new (fixture->session);
  HxEvaluationTable *table;
  double macro, sum = 0.0;
  guint n;

  page_fixture_show (fixture, page, 900, 800);
  g_assert_cmpstr (page_of (page), ==, "empty");
  page_fixture_add_model (fixture, HX_HEAD_LDM, 18, HX_ORIGIN_SIMULATED);
  page_fixture_settle (fixture);
  g_assert_cmpstr (page_of (page), ==, "page");
  g_assert_true (page_says (page, "decoupled head"));
  g_assert_true (page_says (page, "trained on simulated ECGs only"));

  set_entry (page, "folds", "ten");
  g_assert_true (gtk_widget_get_visible (page_find (page, "problem")));
  g_assert_false (gtk_widget_is_sensitive (page_find (page, "start")));
  set_entry (page, "folds", "9,10");
  g_assert_false (gtk_widget_get_visible (page_find (page, "result_box")));
  page_click (page, "start");
  g_assert_true (gtk_widget_get_visible (page_find (page, "bar")));
  page_wait_until (gtk_widget_get_visible (page_find (page, "result_box")));
  page_fixture_settle (fixture);
  table = HX_EVALUATION_TABLE (page_find (page, "table"));
  n = hx_evaluation_table_get_n_rows (table);
  g_assert_cmpuint (n, >, 0);
  for (guint i = 0; i < n; i++)
    sum += hx_evaluation_table_get_row (table, i)->auc;
  macro = g_ascii_strtod (page_text (page, "macro"), NULL);
  g_assert_cmpfloat_with_epsilon (macro, sum / n, 0.00051);
  g_assert_nonnull (strstr (page_text (page, "interval"), "90 % interval"));
  g_assert_nonnull (strstr (page_text (page, "about"), "folds 9,10"));
  g_assert_nonnull (strstr (page_text (page, "about"), "all simulated"));
  /* Labels are in the table or named as left out. */
  g_assert_cmpint (gtk_widget_get_visible (page_find (page, "left_out")), ==, n < 18);

  set_entry (page, "folds", "40");
  gtk_switch_set_active (GTK_SWITCH (page_find (page, "bootstrap")), FALSE);
  page_click (page, "start");
  page_wait_until (gtk_widget_get_visible (page_find (page, "problem")));
  g_assert_cmpuint (strlen (page_text (page, "problem")), >, 10);
  g_assert_true (gtk_widget_is_sensitive (page_find (page, "start")));
}

/* --- models ------------------------------------------------------------------------------ */

static guint
count_shown_rows (GtkWidget *dialog)
{
  guint n = 0;
  GtkWidget *row = gtk_widget_get_first_child (page_find (dialog, "list"));
  for (; row; row = gtk_widget_get_next_sibling (row))
    n += gtk_widget_get_visible (row);
  return n;
}

static void
test_models (void)
{
  g_autoptr (PageFixture) fixture = page_fixture_new (12);
  GtkWidget *dialog;
  g_autofree char *first = NULL, *second = NULL;

  page_fixture_show (fixture, gtk_label_new ("behind"), 300, 300);
  dialog = hx_models_dialog_new (GTK_WINDOW (fixture->window), fixture->session);
  gtk_window_present (GTK_WINDOW (dialog));
  page_wait_until (gtk_widget_get_mapped (dialog));
  g_assert_true (page_says (dialog, "No Models"));

  page_fixture_add_model (fixture, HX_HEAD_LDM, 5, HX_ORIGIN_SIMULATED);
  first = g_strdup (hx_model_get_hash (hx_session_get_model (fixture->session)));
  page_fixture_add_model (fixture, HX_HEAD_PLAIN, 18, HX_ORIGIN_RECORDED);
  second = g_strdup (hx_model_get_hash (hx_session_get_model (fixture->session)));
  page_fixture_settle (fixture);
  g_assert_cmpuint (count_shown_rows (dialog), ==, 2);
  g_assert_true (page_says (dialog, "plain · 18 labels · recorded ECGs"));
  g_assert_true (page_says (dialog, "decoupled · 5 labels · simulated ECGs only"));

  gtk_widget_activate_action (dialog, "models.choose", "s", first);
  page_wait_until (g_strcmp0 (hx_model_get_hash (hx_session_get_model (fixture->session)), first) == 0);

  /* Removed and taken back: nothing has happened. */
  gtk_widget_activate_action (dialog, "models.remove", "s", second);
  g_assert_cmpuint (count_shown_rows (dialog), ==, 1);
  page_wait_until (page_says (dialog, "removed"));
  page_wait_until (page_find_type (page_find (dialog, "toasts"), g_type_from_name ("AdwToastWidget"))
                   != NULL);
  g_signal_emit_by_name (
      page_find_type (page_find_type (dialog, g_type_from_name ("AdwToastWidget")), GTK_TYPE_BUTTON),
      "clicked");
  page_wait_until (count_shown_rows (dialog) == 2);
  page_fixture_settle (fixture);
  g_assert_cmpuint (hx_session_get_models (fixture->session)->len, ==, 2);

  /* Removed, and nobody can take it back once the dialog is gone. */
  gtk_widget_activate_action (dialog, "models.remove", "s", second);
  gtk_window_destroy (GTK_WINDOW (dialog));
  page_wait_until (hx_session_get_models (fixture->session)->len == 1);
  page_fixture_settle (fixture);
  g_assert_cmpstr (((HxModelInfo *)hx_session_get_models (fixture->session)->pdata[0])->hash, ==, first);
}

static void
test_history (void)
{
  g_assert_cmpfloat (hx_model_history_auc ("[{\"validation_auc\": 0.5}, {\"validation_auc\": 0.875}]"), ==,
                     0.875);
  g_assert_true (isnan (hx_model_history_auc ("[{\"validation_auc\": null}]")));
  g_assert_true (isnan (hx_model_history_auc ("[]")));
  g_assert_true (isnan (hx_model_history_auc ("[3]")));
  g_assert_true (isnan (hx_model_history_auc ("{\"validation_auc\": 0.5}")));
  g_assert_true (isnan (hx_model_history_auc ("not JSON")));
  g_assert_true (isnan (hx_model_history_auc (NULL)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/app/train/form", test_form);
  g_test_add_func ("/app/train/form/options", test_form_options);
  g_test_add_func ("/app/train/form/rows", test_form_rows);
  g_test_add_func ("/app/train/page", test_train);
  g_test_add_func ("/app/train/resume", test_train_resume);
  g_test_add_func ("/app/train/empty", test_train_empty);
  g_test_add_func ("/app/evaluate/text", test_evaluation_text);
  g_test_add_func ("/app/evaluate/table", test_evaluation_table);
  g_test_add_func ("/app/evaluate/page", test_evaluate);
  g_test_add_func ("/app/models/dialog", test_models);
  g_test_add_func ("/app/models/history", test_history);
  return g_test_run ();
}
