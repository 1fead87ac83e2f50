/* test-session.c: the shared selection: library, record, model, label, consent, jobs
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-record-view.h"
#include "app/hx-words.h"
#include "tests/display/app-fixture.h"

#include <math.h>

#define N_RECORDS 80

/* What the signals said, last and how often. */
typedef struct
{
  guint n_failed, n_reports, n_epochs, n_failures;
  char *title;
} Heard;

static void
on_failed (HxSession *session, const char *title, const char *detail, Heard *heard)
{
  heard->n_failed++;
  g_free (heard->title);
  heard->title = g_strdup (detail);
}

static void
on_report (HxSession *session, const char *title, GPtrArray *failures, Heard *heard)
{
  heard->n_reports++;
  heard->n_failures = failures ? failures->len : 0;
  g_free (heard->title);
  heard->title = g_strdup (title);
}

static void
on_epoch (HxSession *session, const HxTrainEpoch *epoch, Heard *heard)
{
  g_assert_cmpuint (epoch->epoch, ==, heard->n_epochs + 1);
  heard->n_epochs++;
}

static HxSession *
new_session (Heard *heard)
{
  HxSession *session = hx_session_new ();
  *heard = (Heard){ 0 };
  g_signal_connect (session, "failed", G_CALLBACK (on_failed), heard);
  g_signal_connect (session, "report", G_CALLBACK (on_report), heard);
  g_signal_connect (session, "train-epoch", G_CALLBACK (on_epoch), heard);
  return session;
}

static void
free_session (HxSession *session, Heard *heard)
{
  hx_session_shut_down (session);
  g_assert_finalize_object (session);
  g_free (heard->title);
}

static HxRecordItem *
nth (HxSession *session, guint n)
{
  HxRecordItem *item = g_list_model_get_item (hx_session_get_records (session), n);
  g_assert_nonnull (item);
  g_object_unref (item); /* the list keeps it */
  return item;
}

/* Trains in @session until a model is chosen and has looked at every record. */
static void
train (HxSession *session)
{
  HxTrainOptions options;
  app_fixture_train_options (&options);
  hx_session_train (session, &options);
  g_assert_nonnull (hx_session_get_training (session));
  app_fixture_settle (session, 240.0);
  g_assert_null (hx_session_get_training (session));
  g_assert_nonnull (hx_session_get_model (session));
}

/* --- library ------------------------------------------------------------------------------- */

static void
test_library (void)
{
  char *folder = app_fixture_folder ();
  Heard heard;
  HxSession *session = new_session (&heard);
  HxRecordItem *record, *first;
  g_assert_null (hx_session_get_library_folder (session));
  app_fixture_simulate (session, folder, N_RECORDS);
  g_assert_cmpuint (heard.n_failed, ==, 0);
  g_assert_cmpstr (hx_session_get_library_folder (session), ==, folder);
  record = hx_session_get_record (session);
  g_assert_nonnull (record);
  g_assert_nonnull (hx_session_get_recording (session));
  g_assert_true (hx_record_item_is_simulated (record));
  g_assert_true (hx_session_find_record (session, hx_record_item_get_key (record)) == record);
  /* The first record is one that has something to say. */
  g_assert_false (hx_record_item_has_code (record, "NORM"));

  /* More records: those that were there stay the same objects, and so does the selection. */
  first = nth (session, 0);
  hx_session_simulate (session, 20, 2);
  app_fixture_settle (session, 60.0);
  g_assert_cmpuint (g_list_model_get_n_items (hx_session_get_records (session)), ==, N_RECORDS + 20);
  g_assert_true (nth (session, 0) == first);
  g_assert_true (hx_session_get_record (session) == record);
  g_assert_cmpuint (heard.n_reports, ==, 1);
  g_assert_nonnull (strstr (heard.title, "20"));

  free_session (session, &heard);
  app_fixture_remove (folder);
}

static void
test_other_library (void)
{
  char *one = app_fixture_folder (), *other = app_fixture_folder ();
  Heard heard;
  HxSession *session = new_session (&heard);
  app_fixture_simulate (session, one, 12);
  hx_session_open_library (session, other);
  app_fixture_settle (session, 30.0);
  g_assert_cmpstr (hx_session_get_library_folder (session), ==, other);
  g_assert_cmpuint (g_list_model_get_n_items (hx_session_get_records (session)), ==, 0);
  g_assert_null (hx_session_get_record (session));
  g_assert_null (hx_session_get_recording (session));
  hx_session_open_library (session, one);
  app_fixture_settle (session, 30.0);
  g_assert_cmpuint (g_list_model_get_n_items (hx_session_get_records (session)), ==, 12);
  g_assert_cmpuint (heard.n_failed, ==, 0);

  /* A library that cannot be is said to be so, and the one that is open stays. */
  hx_session_open_library (session, "/dev/null/library");
  app_fixture_settle (session, 30.0);
  g_assert_cmpuint (heard.n_failed, ==, 1);
  g_assert_nonnull (strstr (heard.title, "/dev/null/library"));
  g_assert_cmpuint (g_list_model_get_n_items (hx_session_get_records (session)), ==, 12);
  free_session (session, &heard);
  app_fixture_remove (one);
  app_fixture_remove (other);
}

static void
test_wanted_record (void)
{
  char *folder = app_fixture_folder ();
  Heard heard;
  HxSession *session = new_session (&heard);
  g_autofree char *id = NULL;
  app_fixture_simulate (session, folder, 12);
  id = g_strdup (hx_record_item_get_title (nth (session, 7)));
  free_session (session, &heard);

  session = new_session (&heard);
  hx_session_set_wanted (session, -1, id, NULL, NULL);
  hx_session_open_library (session, folder);
  app_fixture_settle (session, 30.0);
  g_assert_cmpstr (hx_record_item_get_title (hx_session_get_record (session)), ==, id);
  free_session (session, &heard);
  app_fixture_remove (folder);
}

/* --- model, label, statements ----------------------------------------------------------------- */

static void
check_every_record_has_statements (HxSession *session)
{
  GListModel *records = hx_session_get_records (session);
  guint n_labels = hx_model_get_n_labels (hx_session_get_model (session)), n;
  for (guint i = 0; i < g_list_model_get_n_items (records); i++)
    {
      const HxStatement *statements = hx_record_item_get_statements (nth (session, i), &n);
      g_assert_nonnull (statements);
      g_assert_cmpuint (n, ==, n_labels);
      g_assert_true (statements[0].score >= 0.0f && statements[0].score <= 1.0f);
    }
}

static void
test_training (void)
{
  char *folder = app_fixture_folder ();
  g_autofree char *hash = NULL;
  Heard heard;
  HxSession *session = new_session (&heard);
  HxModel *model;
  HxRecordItem *record;
  app_fixture_simulate (session, folder, N_RECORDS);
  g_assert_cmpint (hx_session_get_label (session), ==, -1);
  train (session);
  model = hx_session_get_model (session);
  g_assert_cmpuint (heard.n_epochs, ==, 2);
  g_assert_cmpuint (hx_session_get_history (session)->len, ==, 2);
  g_assert_cmpuint (hx_session_get_models (session)->len, ==, 1);
  check_every_record_has_statements (session);
  g_assert_cmpint (hx_session_get_label (session), >=, 0);

  /* What the data set gave is what the record's codes say, label by label. */
  record = hx_session_get_record (session);
  for (guint l = 0; l < hx_model_get_n_labels (model); l++)
    g_assert_cmpint (hx_session_get_given (session, record, (int)l), ==,
                     hx_record_item_has_code (record, hx_model_get_label (model, l)->code));
  hash = g_strdup (hx_model_get_hash (model));
  free_session (session, &heard);

  /* Everything is there again at the next start, the model's statements without predicting anew. */
  session = new_session (&heard);
  hx_session_set_wanted (session, -1, NULL, hash, "SR");
  hx_session_open_library (session, folder);
  app_fixture_settle (session, 60.0);
  g_assert_cmpstr (hx_model_get_hash (hx_session_get_model (session)), ==, hash);
  g_assert_cmpstr (
      hx_model_get_label (hx_session_get_model (session), (guint)hx_session_get_label (session))->code, ==,
      "SR");
  check_every_record_has_statements (session);
  hx_session_remove_model (session, hash);
  app_fixture_settle (session, 60.0);
  g_assert_null (hx_session_get_model (session));
  g_assert_cmpint (hx_session_get_label (session), ==, -1);
  g_assert_null (hx_record_item_get_statements (nth (session, 3), NULL));
  g_assert_cmpuint (heard.n_failed, ==, 0);
  free_session (session, &heard);
  app_fixture_remove (folder);
}

static void
test_cancelled_training (void)
{
  char *folder = app_fixture_folder ();
  Heard heard;
  HxSession *session = new_session (&heard);
  HxTrainOptions options;
  HxJob *job;
  gint64 asked_us;
  app_fixture_simulate (session, folder, N_RECORDS);
  app_fixture_train_options (&options);
  options.epochs = 1000;
  job = g_object_ref (hx_session_train (session, &options));
  while (heard.n_epochs == 0)
    g_main_context_iteration (NULL, TRUE);
  asked_us = g_get_monotonic_time ();
  hx_job_cancel (job);
  while (hx_session_get_training (session))
    g_main_context_iteration (NULL, TRUE);
  g_test_message ("cancelled within %.0f ms", (double)(g_get_monotonic_time () - asked_us) / 1e3);
  g_assert_cmpint (hx_job_get_state (job), ==, HX_JOB_CANCELLED);
  g_object_unref (job);
  app_fixture_settle (session, 30.0);
  g_assert_null (hx_session_get_model (session));
  g_assert_cmpuint (heard.n_failed, ==, 0); /* somebody wanted it so */
  free_session (session, &heard);
  app_fixture_remove (folder);
}

/* --- opened files and consent --------------------------------------------------------------------- */

static void
test_files (void)
{
  char *folder = app_fixture_folder (), *library = app_fixture_folder ();
  g_autofree char *good = app_fixture_write_recording (folder, "good", 10.0);
  g_autofree char *short_one = app_fixture_write_recording (folder, "short", 1.0);
  g_autofree char *missing = g_build_filename (folder, "missing.hea", NULL);
  Heard heard;
  HxSession *session = new_session (&heard);
  HxRecordItem *file;
  g_autofree char *hash = NULL;
  app_fixture_simulate (session, library, N_RECORDS);
  train (session);

  heard.n_reports = 0;
  hx_session_open_files (session, (const char *const[]){ good, short_one, missing, NULL });
  app_fixture_settle (session, 60.0);
  g_assert_cmpuint (heard.n_reports, ==, 1);
  g_assert_cmpuint (heard.n_failures, ==, 1);
  file = nth (session, 0);
  g_assert_true (hx_session_get_record (session) == file);
  g_assert_cmpstr (hx_record_item_get_title (file), ==, "good");
  g_assert_cmpint (hx_record_item_get_key (file), <, 0);
  g_assert_null (hx_record_item_get_info (file));
  g_assert_true (hx_session_get_recording (session) == hx_record_item_get_recording (file));
  g_assert_nonnull (hx_record_item_get_statements (file, NULL));
  g_assert_cmpint (hx_session_get_given (session, file, 0), ==, -1);

  /* The model has seen only simulated ECGs, this one was recorded: it waits until asked for, and only here.
   */
  g_assert_false (hx_session_get_statements_shown (session));
  g_assert_false (hx_session_may_show_statements_of (session, file));
  hx_session_show_statements_anyway (session);
  g_assert_true (hx_session_get_statements_shown (session));
  hx_session_set_record (session, nth (session, 1));
  g_assert_false (hx_session_get_statements_shown (session));
  g_assert_null (hx_record_item_get_statements (nth (session, 1), NULL));
  g_assert_nonnull (hx_session_get_statements_problem (session)); /* shorter than a window, and says so */
  hx_session_set_record (session, nth (session, 5));
  g_assert_true (hx_session_get_statements_shown (session));
  hx_session_set_record (session, file);
  g_assert_true (hx_session_get_statements_shown (session));

  /* Opening it again shows the one that is there; what has changed meanwhile is another recording. */
  hx_session_set_record (session, nth (session, 1));
  hx_session_open_files (session, (const char *const[]){ good, NULL });
  app_fixture_settle (session, 60.0);
  g_assert_cmpuint (g_list_model_get_n_items (hx_session_get_records (session)), ==, N_RECORDS + 2);
  g_assert_true (hx_session_get_record (session) == file);
  g_free (app_fixture_write_recording (folder, "short", 1.5));
  hx_session_open_files (session, (const char *const[]){ short_one, NULL });
  app_fixture_settle (session, 60.0);
  g_assert_cmpuint (g_list_model_get_n_items (hx_session_get_records (session)), ==, N_RECORDS + 3);
  g_assert_true (hx_session_get_record (session) == nth (session, 2));

  /* Importing the folder keeps both in the library, as recorded ones. */
  hx_session_import (session, (const char *const[]){ folder, NULL });
  app_fixture_settle (session, 60.0);
  g_assert_cmpuint (g_list_model_get_n_items (hx_session_get_records (session)), ==, N_RECORDS + 3 + 2);
  hash = g_strdup (hx_model_get_hash (hx_session_get_model (session)));
  free_session (session, &heard);

  /* Where no statement may be seen, the label is a guess, which is not to be kept as if it were a choice. */
  session = new_session (&heard);
  hx_session_set_wanted (session, -1, NULL, hash, NULL);
  hx_session_open_files (session, (const char *const[]){ good, NULL });
  app_fixture_settle (session, 60.0);
  hx_session_open_library (session, library);
  app_fixture_settle (session, 60.0);
  g_assert_cmpint (hx_session_get_label (session), >=, 0);
  g_assert_true (hx_session_label_is_guess (session));
  hx_session_set_label (session, hx_session_get_label (session));
  g_assert_false (hx_session_label_is_guess (session));
  free_session (session, &heard);
  app_fixture_remove (folder);
  app_fixture_remove (library);
}

/* --- the filtered and sorted list -------------------------------------------------------------------- */

static void
wait_for_view (HxSession *session, HxRecordView *view)
{
  app_fixture_settle (session, 30.0);
  while (hx_record_view_is_busy (view))
    g_main_context_iteration (NULL, TRUE);
}

static void
change (HxSession *session, HxRecordView *view)
{
  hx_record_view_changed (view);
  wait_for_view (session, view);
}

static void
test_view (void)
{
  char *folder = app_fixture_folder ();
  Heard heard;
  HxSession *session = new_session (&heard);
  HxRecordView *view;
  HxRecordCriteria *criteria;
  GListModel *list;
  guint n_folds = 0, n_given = 0;
  float last = 2.0f;
  int label;
  app_fixture_simulate (session, folder, N_RECORDS);
  train (session);
  view = hx_record_view_new (session);
  list = G_LIST_MODEL (view);
  criteria = hx_record_view_get_criteria (view);
  wait_for_view (session, view);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, N_RECORDS);

  for (int fold = 1; fold <= 10; fold++)
    {
      criteria->fold = fold;
      change (session, view);
      n_folds += g_list_model_get_n_items (list);
      g_assert_cmpuint (g_list_model_get_n_items (list), <, N_RECORDS);
    }
  g_assert_cmpuint (n_folds, ==, N_RECORDS);
  criteria->fold = -1;

  criteria->given = g_strdup ("AFIB");
  change (session, view);
  for (guint i = 0; i < N_RECORDS; i++)
    n_given += hx_record_item_has_code (nth (session, i), "AFIB");
  g_assert_cmpuint (n_given, >, 0);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, n_given);
  g_clear_pointer (&criteria->given, g_free);

  hx_record_criteria_set_search (criteria, " afib  00001");
  change (session, view);
  g_assert_cmpuint (g_list_model_get_n_items (list), <=, 1);
  hx_record_criteria_set_search (criteria, hx_record_item_get_title (nth (session, 9)));
  change (session, view);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1);
  g_assert_cmpint (hx_record_view_find (view, nth (session, 9)), ==, 0);
  g_assert_cmpint (hx_record_view_find (view, nth (session, 8)), ==, -1);
  hx_record_criteria_set_search (criteria, "");

  criteria->order = HX_ORDER_SCORE;
  change (session, view);
  label = hx_session_get_label (session);
  for (guint i = 0; i < N_RECORDS; i++)
    {
      g_autoptr (HxRecordItem) item = g_list_model_get_item (list, i);
      float score = hx_record_item_get_statements (item, NULL)[label].score;
      g_assert_cmpfloat (score, <=, last);
      last = score;
    }
  /* Another label, another order, without being asked. */
  hx_session_set_label (session, label == 0 ? 1 : 0);
  wait_for_view (session, view);
  {
    g_autoptr (HxRecordItem) a = g_list_model_get_item (list, 0),
                             b = g_list_model_get_item (list, N_RECORDS - 1);
    label = hx_session_get_label (session);
    g_assert_cmpfloat (hx_record_item_get_statements (a, NULL)[label].score, >=,
                       hx_record_item_get_statements (b, NULL)[label].score);
  }

  criteria->agreement = HX_AGREEMENT_BRANCHES_DISAGREE;
  change (session, view);
  n_given = g_list_model_get_n_items (list);
  criteria->agreement = HX_AGREEMENT_BRANCHES_AGREE;
  change (session, view);
  g_assert_cmpuint (n_given + g_list_model_get_n_items (list), ==, N_RECORDS);
  criteria->agreement = HX_AGREEMENT_ANY;
  criteria->origin = HX_ORIGIN_FILTER_RECORDED;
  change (session, view);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 0);
  g_object_unref (view);
  free_session (session, &heard);
  app_fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/library", test_library);
  g_test_add_func ("/session/other-library", test_other_library);
  g_test_add_func ("/session/wanted-record", test_wanted_record);
  g_test_add_func ("/session/training", test_training);
  g_test_add_func ("/session/cancelled-training", test_cancelled_training);
  g_test_add_func ("/session/files", test_files);
  g_test_add_func ("/session/view", test_view);
  return g_test_run ();
}
