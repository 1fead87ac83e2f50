/* test-trace-marks.c: tests of what is kept with a record: calipers, corrections, undo and redo
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-jobs-button.h"
#include "app/hx-mark-store.h"
#include "app/hx-measure-bar.h"
#include "app/hx-measure-panel.h"
#include "app/hx-median-view.h"
#include "app/hx-read-page.h"
#include "app/hx-statements-panel.h"
#include "engine/hx-config.h"
#include "engine/library/hx-library-marks.h"
#include "tests/display/page-fixture.h"
#include "ui/hx-trace-view.h"

#define N_RECORDS 4
#define WIDTH 1300
#define HEIGHT 800
#define CALIPERS                                                                                             \
  "{\"calipers\":[{\"lead\":\"II\",\"kind\":\"both\",\"marching\":false,\"start_s\":1.0,\"end_s\":1.5,"      \
  "\"start_mv\":0.0,\"end_mv\":0.5}]}"

typedef struct
{
  PageFixture *fixture;
  GtkWidget *page;
  HxTraceView *trace;
} Marks;

static void
show_number (Marks *marks, guint number)
{
  HxSession *session = marks->fixture->session;
  g_autoptr (HxRecordItem) item = g_list_model_get_item (hx_session_get_records (session), number);
  hx_session_set_record (session, item);
  page_fixture_settle (marks->fixture);
  page_wait_until (hx_session_get_recording (session) != NULL
                   && hx_trace_view_get_recording (marks->trace) != NULL);
}

static void
marks_open (Marks *marks)
{
  marks->fixture = page_fixture_new (N_RECORDS);
  marks->page = hx_read_page_new (marks->fixture->session);
  page_fixture_show (marks->fixture, marks->page, WIDTH, HEIGHT);
  marks->trace = HX_TRACE_VIEW (hx_read_page_get_trace (HX_READ_PAGE (marks->page)));
  page_fixture_settle (marks->fixture);
  show_number (marks, 0);
}

/* As a person's edit arrives from the trace. */
static void
edit (Marks *marks, const char *json, const char *text)
{
  g_assert_true (hx_trace_view_load_calipers (marks->trace, json, NULL));
  g_signal_emit_by_name (marks->trace, "calipers-edited", text, FALSE);
}

static void
assert_calipers (Marks *marks, guint expected)
{
  g_autofree char *json = hx_trace_view_dup_calipers (marks->trace);
  g_auto (GStrv) parts = g_strsplit (json ? json : "", "\"lead\"", -1);
  g_assert_cmpuint (MAX (g_strv_length (parts), 1) - 1, ==, expected);
}

static const char *
get_tooltip (Marks *marks, const char *id)
{
  return gtk_widget_get_tooltip_text (page_find (marks->page, id));
}

/* Each record has its own, in the library, and its own steps to undo. */
static void
test_kept (void)
{
  Marks marks;
  gint64 key;
  g_autofree char *kept = NULL;
  marks_open (&marks);
  g_assert_false (gtk_widget_get_sensitive (page_find (marks.page, "undo_button")));
  edit (&marks, CALIPERS, "Add Caliper");
  g_assert_cmpstr (get_tooltip (&marks, "undo_button"), ==, "Undo: Add Caliper (Ctrl+Z)");
  page_fixture_settle (marks.fixture);
  key = hx_record_item_get_key (hx_session_get_record (marks.fixture->session));
  kept = hx_library_get_mark (hx_session_get_library (marks.fixture->session), key, HX_MARK_CALIPERS, NULL);
  g_assert_nonnull (kept);
  show_number (&marks, 1);
  assert_calipers (&marks, 0);
  g_assert_cmpstr (get_tooltip (&marks, "undo_button"), ==, "Undo (Ctrl+Z)");
  show_number (&marks, 0);
  assert_calipers (&marks, 1);
  g_assert_true (gtk_widget_get_sensitive (page_find (marks.page, "undo_button")));

  page_click (marks.page, "undo_button");
  assert_calipers (&marks, 0);
  g_assert_cmpstr (get_tooltip (&marks, "redo_button"), ==, "Redo: Add Caliper (Ctrl+Shift+Z)");
  page_fixture_settle (marks.fixture);
  g_assert_null (
      hx_library_get_mark (hx_session_get_library (marks.fixture->session), key, HX_MARK_CALIPERS, NULL));
  gtk_widget_activate_action (marks.page, "read.redo", NULL);
  assert_calipers (&marks, 1);
  page_fixture_free (marks.fixture);
}

static gpointer
take_long (HxJob *job, gpointer user_data, HxProgress *progress, GCancellable *cancellable, GError **error)
{
  while (!g_cancellable_is_cancelled (cancellable))
    g_usleep (1000);
  return NULL;
}

/* What was marked right before the end is there the next time. */
static void
test_kept_at_the_end (void)
{
  Marks marks;
  gint64 key;
  g_autofree char *kept = NULL;
  g_autoptr (HxLibrary) library = NULL;
  g_autoptr (HxJob) slow = NULL;
  marks_open (&marks);
  key = hx_record_item_get_key (hx_session_get_record (marks.fixture->session));
  slow = hx_job_new ("In the way", take_long, NULL, NULL, NULL);
  hx_job_queue_submit (hx_session_get_jobs (marks.fixture->session), slow, "marks");
  edit (&marks, CALIPERS, "Add Caliper");
  hx_session_shut_down (marks.fixture->session);
  library = hx_library_open (marks.fixture->library, FALSE, 0.0, NULL);
  kept = hx_library_get_mark (library, key, HX_MARK_CALIPERS, NULL);
  g_assert_nonnull (kept);
  page_fixture_free (marks.fixture);
}

static GtkWidget *
find_panel (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
      if (HX_IS_MEASURE_PANEL (window))
        return window;
    }
  return NULL;
}

static AdwActionRow *
find_row (GtkWidget *root, const char *title)
{
  if (ADW_IS_ACTION_ROW (root) && gtk_widget_get_visible (root)
      && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), title) == 0)
    return ADW_ACTION_ROW (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child))
    {
      AdwActionRow *found = find_row (child, title);
      if (found)
        return found;
    }
  return NULL;
}

static double
get_ms (GtkWidget *panel, const char *title)
{
  AdwActionRow *row = find_row (panel, title);
  g_assert_nonnull (row);
  return g_ascii_strtod (adw_action_row_get_subtitle (row), NULL);
}

static void
assert_points (Marks *marks, const char *description)
{
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (marks->trace), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       description);
}

/* A number is shown where it was taken, moved, marked as such, kept, undone. */
static void
test_measurements (void)
{
  Marks marks;
  GtkWidget *panel;
  GtkSpinButton *spin;
  double qrs_ms, qtc_ms;
  g_autofree char *said = NULL;
  g_autofree char *corrected = NULL;
  marks_open (&marks);
  gtk_widget_activate_action (marks.page, "read.measurements", NULL);
  page_fixture_settle (marks.fixture);
  panel = find_panel ();
  g_assert_nonnull (panel);
  page_wait_until (find_row (panel, "QRS duration") && get_ms (panel, "QRS duration") > 0.0);
  qrs_ms = get_ms (panel, "QRS duration");
  qtc_ms = get_ms (panel, "QTc (Fridericia)");
  g_assert_cmpfloat (qtc_ms, >, 200.0);
  g_assert_null (find_row (panel, "QTc (Bazett)"));
  g_assert_cmpfloat (get_ms (panel, "RR intervals"), >, 300.0);
  g_assert_nonnull (find_row (panel, "V6"));
  g_assert_nonnull (page_find_type (panel, HX_TYPE_MEDIAN_VIEW));
  g_assert_null (find_row (panel, "QRS offset"));

  adw_action_row_activate (find_row (panel, "QRS duration"));
  said = g_strdup_printf ("QRS duration: %.0f ms", qrs_ms);
  assert_points (&marks, said);
  g_assert_nonnull (find_row (panel, "QRS onset"));
  spin = GTK_SPIN_BUTTON (page_find_type (GTK_WIDGET (find_row (panel, "QRS offset")), GTK_TYPE_SPIN_BUTTON));
  gtk_spin_button_set_value (spin, 10.0);
  corrected = g_strdup_printf ("QRS duration: %.0f ms, corrected", qrs_ms + 10.0);
  assert_points (&marks, corrected);
  g_assert_cmpstr (get_tooltip (&marks, "undo_button"), ==, "Undo: Move QRS offset (Ctrl+Z)");

  /* It comes back with the record. */
  show_number (&marks, 1);
  page_wait_until (get_ms (panel, "QRS duration") > 0.0);
  g_assert_null (strstr (adw_action_row_get_subtitle (find_row (panel, "QRS duration")), "corrected"));
  show_number (&marks, 0);
  page_wait_until (get_ms (panel, "QRS duration") > 0.0);
  g_assert_cmpfloat (get_ms (panel, "QRS duration"), ==, qrs_ms + 10.0);
  assert_points (&marks, corrected);
  page_click (marks.page, "undo_button");
  g_assert_cmpfloat (get_ms (panel, "QRS duration"), ==, qrs_ms);
  assert_points (&marks, said);
  g_assert_cmpfloat (gtk_spin_button_get_value (spin), ==, 0.0);

  /* The lines on the trace move them, too. */
  g_signal_emit_by_name (marks.trace, "point-moved", (int)HX_MARK_QRS_OFFSET, 0.010, FALSE);
  assert_points (&marks, corrected);
  gtk_window_close (GTK_WINDOW (panel));
  page_wait_until (find_panel () == NULL);
  assert_points (&marks, "");
  page_fixture_free (marks.fixture);
}

/* A key as the trace's own controller sees it. */
static void
press (Marks *marks, guint keyval, GdkModifierType state)
{
  GtkEventController *keys = NULL;
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (marks->trace));
  gboolean taken = FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !keys; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        keys = controller;
    }
  g_signal_emit_by_name (keys, "key-pressed", keyval, 0, state, &taken);
  g_assert_true (taken);
}

/* With calipers on, legs step from one detected point to the next. */
static void
test_snap (void)
{
  Marks marks;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  marks_open (&marks);
  hx_trace_view_set_calipers (marks.trace, TRUE);
  page_fixture_settle (marks.fixture);
  press (&marks, GDK_KEY_n, 0);
  before = hx_trace_view_dup_calipers (marks.trace);
  press (&marks, GDK_KEY_Right, GDK_CONTROL_MASK);
  after = hx_trace_view_dup_calipers (marks.trace);
  g_assert_cmpstr (before, !=, after);
  g_assert_cmpstr (get_tooltip (&marks, "undo_button"), ==, "Undo: Move Caliper (Ctrl+Z)");
  page_fixture_free (marks.fixture);
}

/* The button of the measure bar that assistive technology is told of as @spoken begins. */
static GtkToggleButton *
find_number (GtkWidget *bar, const char *spoken)
{
  GtkWidget *box = gtk_widget_get_parent (page_find_type (bar, GTK_TYPE_TOGGLE_BUTTON));
  for (GtkWidget *child = gtk_widget_get_first_child (box); child;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_TOGGLE_BUTTON (child) && gtk_widget_get_visible (child)
        && g_str_has_prefix (gtk_widget_get_tooltip_text (child), spoken))
      return GTK_TOGGLE_BUTTON (child);
  return NULL;
}

/* The usual numbers stand below the trace without being asked for, and are shown where they were taken. */
static void
test_bar (void)
{
  Marks marks;
  GtkWidget *bar;
  GtkToggleButton *qrs, *qt;
  marks_open (&marks);
  bar = page_find_type (marks.page, HX_TYPE_MEASURE_BAR);
  page_wait_until (find_number (bar, "QRS duration: ") != NULL);
  qrs = find_number (bar, "QRS duration: ");
  qt = find_number (bar, "QT interval: ");
  g_assert_nonnull (find_number (bar, "QTc (Fridericia): "));
  g_assert_null (find_number (bar, "QTc (Bazett): "));
  assert_points (&marks, "");
  gtk_toggle_button_set_active (qrs, TRUE);
  assert_points (&marks, gtk_widget_get_tooltip_text (GTK_WIDGET (qrs)));
  gtk_toggle_button_set_active (qt, TRUE);
  g_assert_false (gtk_toggle_button_get_active (qrs));
  assert_points (&marks, gtk_widget_get_tooltip_text (GTK_WIDGET (qt)));
  gtk_toggle_button_set_active (qt, FALSE);
  assert_points (&marks, "");

  /* What rests on a point that was moved has an asterisk, and says what that means. */
  g_assert_false (g_str_has_suffix (gtk_button_get_label (GTK_BUTTON (qrs)), "*"));
  g_signal_emit_by_name (marks.trace, "point-moved", HX_MARK_QRS_ONSET, 0.004, FALSE);
  page_wait_until (g_str_has_suffix (gtk_button_get_label (GTK_BUTTON (qrs)), " ms*"));
  g_assert_true (g_str_has_suffix (gtk_widget_get_tooltip_text (GTK_WIDGET (qrs)), ", corrected"));
  page_fixture_free (marks.fixture);
}

/* Tab walks from the trace to its numbers and then to the statements, and back the same way. */
static void
test_focus_order (void)
{
  Marks marks;
  GtkWidget *bar, *statements;
  GtkRoot *root;
  marks_open (&marks);
  bar = page_find_type (marks.page, HX_TYPE_MEASURE_BAR);
  statements = page_find_type (marks.page, HX_TYPE_STATEMENTS_PANEL);
  root = gtk_widget_get_root (marks.page);
  page_wait_until (find_number (bar, "QRS duration: ") != NULL);
  gtk_widget_grab_focus (GTK_WIDGET (marks.trace));
  gtk_widget_child_focus (GTK_WIDGET (root), GTK_DIR_TAB_FORWARD);
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (root), bar));
  while (gtk_widget_is_ancestor (gtk_root_get_focus (root), bar))
    g_assert_true (gtk_widget_child_focus (GTK_WIDGET (root), GTK_DIR_TAB_FORWARD));
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (root), statements));
  gtk_widget_child_focus (GTK_WIDGET (root), GTK_DIR_TAB_BACKWARD);
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (root), bar));
  page_fixture_free (marks.fixture);
}

/* Half a second has nothing to be measured: one reason stands there, and no number. */
static void
test_bar_without_numbers (void)
{
  Marks marks;
  GtkWidget *bar;
  marks_open (&marks);
  page_fixture_open_file (marks.fixture, "short", 12, 0.5);
  bar = page_find_type (marks.page, HX_TYPE_MEASURE_BAR);
  page_wait_until (page_says (bar, "Nothing can be measured: "));
  g_assert_null (find_number (bar, "QRS duration: "));
  page_fixture_free (marks.fixture);
}

static gboolean
snaps (Marks *marks)
{
  g_autofree char *before = hx_trace_view_dup_calipers (marks->trace);
  g_autofree char *after = NULL;
  press (marks, GDK_KEY_Right, GDK_CONTROL_MASK);
  after = hx_trace_view_dup_calipers (marks->trace);
  return g_strcmp0 (before, after) != 0;
}

/* A long recording is measured when asked for; what is wrong with its leads is told of the page that is
 * shown, and calipers snap, wherever that is. */
static void
test_long (void)
{
  Marks marks;
  GtkWidget *bar, *ask;
  marks_open (&marks);
  page_fixture_open_file (marks.fixture, "long", 12, 700.0);
  page_fixture_settle (marks.fixture);
  bar = page_find_type (marks.page, HX_TYPE_MEASURE_BAR);
  g_assert_true (page_says (bar, "Measure"));
  g_assert_null (find_number (bar, "Heart rate: "));
  page_wait_until (hx_trace_view_get_remarks (marks.trace) != NULL);
  hx_trace_view_set_calipers (marks.trace, TRUE);
  press (&marks, GDK_KEY_n, 0);
  page_wait_until (snaps (&marks));
  hx_trace_view_set_start_s (marks.trace, 600.0);
  press (&marks, GDK_KEY_n, 0);
  page_wait_until (snaps (&marks));
  g_assert_null (find_number (bar, "Heart rate: "));
  ask = gtk_widget_get_last_child (gtk_widget_get_parent (page_find_type (bar, GTK_TYPE_TOGGLE_BUTTON)));
  g_signal_emit_by_name (ask, "clicked");
  g_assert_true (page_says (bar, "Measuring…"));
  hx_job_queue_cancel_all (hx_session_get_jobs (marks.fixture->session));
  page_fixture_settle (marks.fixture);
  g_assert_true (page_says (bar, "Measure"));
  page_fixture_free (marks.fixture);
}

/* The ring in the header bar does not flicker for what takes a moment, and turns for what goes on. */
static void
test_ring (void)
{
  g_autoptr (PageFixture) fixture = page_fixture_new (1);
  HxJobQueue *jobs = hx_session_get_jobs (fixture->session);
  GtkWidget *button = hx_jobs_button_new ();
  GtkWidget *ring;
  g_autoptr (HxJob) slow = hx_job_new ("Slow", take_long, NULL, NULL, NULL);
  gboolean busy = TRUE;
  page_fixture_show (fixture, button, 100, 100);
  hx_jobs_button_set_jobs (HX_JOBS_BUTTON (button), jobs);
  ring = page_find (button, "ring");
  hx_job_queue_submit (jobs, slow, "slow");
  g_object_get (ring, "busy", &busy, NULL);
  g_assert_false (busy);
  page_wait_until ((g_object_get (ring, "busy", &busy, NULL), busy));
  hx_job_cancel (slow);
  page_fixture_settle (fixture);
  g_object_get (ring, "busy", &busy, NULL);
  g_assert_false (busy);
}

/* What was decided is a step like others. */
static void
test_review (void)
{
  Marks marks;
  HxRecordItem *record;
  g_autofree char *kept = NULL;
  marks_open (&marks);
  record = hx_session_get_record (marks.fixture->session);
  hx_mark_store_change (marks.fixture->session, record, "review", "{\"note\":\"a\"}", "Change Review", FALSE);
  g_assert_cmpstr (get_tooltip (&marks, "undo_button"), ==, "Undo: Change Review (Ctrl+Z)");
  page_click (marks.page, "undo_button");
  g_assert_null (hx_mark_store_read (marks.fixture->session, record, "review"));
  page_click (marks.page, "redo_button");
  kept = hx_mark_store_read (marks.fixture->session, record, "review");
  g_assert_cmpstr (kept, ==, "{\"note\":\"a\"}");
  page_fixture_free (marks.fixture);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/app/trace-marks/kept", test_kept);
  g_test_add_func ("/app/trace-marks/kept-at-the-end", test_kept_at_the_end);
  g_test_add_func ("/app/trace-marks/measurements", test_measurements);
  g_test_add_func ("/app/trace-marks/snap", test_snap);
  g_test_add_func ("/app/trace-marks/review", test_review);
  g_test_add_func ("/app/trace-marks/bar", test_bar);
  g_test_add_func ("/app/trace-marks/long", test_long);
  g_test_add_func ("/app/trace-marks/ring", test_ring);
  g_test_add_func ("/app/trace-marks/focus-order", test_focus_order);
  g_test_add_func ("/app/trace-marks/bar-without-numbers", test_bar_without_numbers);
  return g_test_run ();
}
