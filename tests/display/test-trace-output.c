/* test-trace-output.c: the trace through its filters, on paper, in files and on the clipboard
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-compared-remarks.h"
#include "app/hx-page-dialog.h"
#include "app/hx-record-criteria.h"
#include "app/hx-review-dialog.h"
#include "app/hx-review-store.h"
#include "app/hx-trace-filter-button.h"
#include "app/hx-trace-output.h"
#include "engine/hx-config.h"
#include "engine/library/hx-library-marks.h"
#include "engine/report/hx-report-private.h"
#include "tests/display/app-fixture.h"
#include "tests/display/page-fixture.h"

#include <adwaita.h>
#include <math.h>

/* A session, a trace and its filters, with settings as they are at first. */
typedef struct
{
  HxSession *session;
  GSettings *settings;
  HxTraceView *trace;
  HxTraceFilters *filters;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->session = hx_session_new ();
  fixture->settings = g_settings_new (HX_APP_ID);
  g_settings_reset (fixture->settings, "trace-filter");
  g_settings_reset (fixture->settings, "trace-filter-on");
  g_settings_reset (fixture->settings, "report-paper");
  g_settings_reset (fixture->settings, "report-names");
  fixture->trace = g_object_ref_sink (HX_TRACE_VIEW (hx_trace_view_new ()));
  fixture->filters = hx_trace_filters_new (fixture->session, fixture->trace, fixture->settings);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  hx_session_shut_down (fixture->session);
  g_assert_finalize_object (fixture->filters);
  g_object_unref (fixture->trace);
  g_object_unref (fixture->settings);
  g_object_unref (fixture->session);
}

/* 12 leads of a slow wave with mains upon it. */
static HxRecording *
new_recording (double duration_s, double rate_hz)
{
  static const char *const names[] = { "I",  "II", "III", "aVR", "aVL", "aVF",
                                       "V1", "V2", "V3",  "V4",  "V5",  "V6" };
  gsize n = (gsize)(duration_s * rate_hz);
  float *samples = g_new (float, 12 * n);
  for (gsize i = 0; i < 12 * n; i++)
    {
      double t = (double)(i % n) / rate_hz;
      samples[i] = (float)(sin (2.0 * G_PI * 5.0 * t) + 0.3 * sin (2.0 * G_PI * 50.0 * t + 0.5));
    }
  return hx_recording_new (names, 12, n, rate_hz, samples);
}

static char *
words_on (HxTraceView *trace)
{
  char *words;
  g_object_get (trace, "filter-name", &words, NULL);
  return words;
}

static void
assert_words (HxTraceView *trace, const char *expected)
{
  g_autofree char *words = words_on (trace);
  g_assert_cmpstr (words, ==, expected);
}

/* Largest deviation from the slow wave alone. */
static double
mains_of (HxRecording *recording)
{
  const float *samples = hx_recording_get_lead_mv (recording, 3);
  double rate_hz = hx_recording_get_rate_hz (recording), largest = 0.0;
  for (gsize i = 0; i < hx_recording_get_n_samples (recording); i++)
    largest = MAX (largest, fabs ((double)samples[i] - sin (2.0 * G_PI * 5.0 * (double)i / rate_hz)));
  return largest;
}

static void
test_off_at_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HxRecording) recording = new_recording (10.0, 500.0);
  hx_trace_filters_set_recording (fixture->filters, recording);
  g_assert_true (hx_trace_view_get_recording (fixture->trace) == recording);
  assert_words (fixture->trace, NULL);
  hx_trace_filters_set_recording (fixture->filters, NULL);
  g_assert_null (hx_trace_view_get_recording (fixture->trace));
}

static void
test_on_and_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HxRecording) recording = new_recording (10.0, 500.0);
  HxFilterChoice choice = { .notch_hz = 50.0 };
  g_autoptr (HxTraceFilters) later = NULL;
  hx_trace_filters_set_recording (fixture->filters, recording);
  hx_trace_filters_set_choice (fixture->filters, &choice);
  g_assert_cmpfloat (mains_of (hx_trace_view_get_recording (fixture->trace)), <, 0.02);
  g_assert_cmpfloat (mains_of (recording), >, 0.29); /* the recording itself is as it was */
  assert_words (fixture->trace, "notch 50 Hz");
  hx_trace_filters_set_on (fixture->filters, FALSE);
  g_assert_true (hx_trace_view_get_recording (fixture->trace) == recording);
  assert_words (fixture->trace, NULL);
  hx_trace_filters_set_on (fixture->filters, TRUE);
  assert_words (fixture->trace, "notch 50 Hz");
  later = hx_trace_filters_new (fixture->session, fixture->trace, fixture->settings);
  g_assert_true (hx_trace_filters_get_on (later));
  g_assert_true (hx_filter_equal (hx_trace_filters_get_choice (later), &choice));
}

/* What the rate does not allow is left out, and not spoken of; the choice stays for the next recording. */
static void
test_rate_too_low (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HxRecording) slow = new_recording (10.0, 105.0);
  g_autoptr (HxRecording) fast = new_recording (10.0, 500.0);
  HxFilterChoice choice = { .low_pass_hz = 40.0, .notch_hz = 50.0 };
  hx_trace_filters_set_choice (fixture->filters, &choice);
  hx_trace_filters_set_recording (fixture->filters, slow);
  assert_words (fixture->trace, "low pass 40 Hz");
  hx_trace_filters_set_recording (fixture->filters, fast);
  assert_words (fixture->trace, "low pass 40 Hz, notch 50 Hz");
}

/* All that is shown goes through the same filters, which the lowest rate allows; none of it for the next. */
static void
test_comparison (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HxRecording) recording = new_recording (4.0, 500.0);
  g_autoptr (HxRecording) other = new_recording (4.0, 250.0), slow = new_recording (4.0, 105.0);
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  const char *names[] = { "now", "before", "long ago", NULL };
  HxFilterChoice choice = { .low_pass_hz = 40.0, .notch_hz = 50.0 };
  hx_trace_filters_set_recording (fixture->filters, recording);
  hx_trace_filters_set_choice (fixture->filters, &choice);
  g_ptr_array_add (others, other);
  hx_trace_filters_set_comparison (fixture->filters, others, names, HX_TRACE_OVERLAID);
  assert_words (fixture->trace, "low pass 40 Hz, notch 50 Hz");
  g_assert_cmpfloat (mains_of (hx_trace_view_get_recording (fixture->trace)), <, 0.02);
  g_assert_cmpfloat (mains_of (hx_trace_view_get_compared (fixture->trace, 0)), <, 0.02);
  hx_trace_filters_set_on (fixture->filters, FALSE);
  g_assert_true (hx_trace_view_get_compared (fixture->trace, 0) == other);
  hx_trace_filters_set_on (fixture->filters, TRUE);

  g_ptr_array_add (others, slow);
  hx_trace_filters_set_comparison (fixture->filters, others, names, HX_TRACE_STACKED);
  assert_words (fixture->trace, "low pass 40 Hz");
  g_assert_cmpfloat (hx_trace_filters_get_rate_hz (fixture->filters), ==, 105.0);
  g_assert_true (hx_trace_view_get_compared (fixture->trace, 1) != slow);
  hx_trace_filters_set_comparison (fixture->filters, NULL, NULL, HX_TRACE_OVERLAID);
  assert_words (fixture->trace, "low pass 40 Hz, notch 50 Hz");
  g_assert_cmpuint (hx_trace_view_get_n_compared (fixture->trace), ==, 0);
}

/* What is wrong with the other recording's leads is told beside them, too, as it was recorded: the filter
 * takes the mains away. Another comparison begins anew. */
static void
test_compared_remarks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HxRecording) recording = new_recording (4.0, 500.0);
  g_autoptr (HxRecording) other = new_recording (8.0, 500.0), longer = new_recording (620.0, 100.0);
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  const char *names[] = { "now", "before", "long ago", NULL };
  HxFilterChoice choice = { .notch_hz = 50.0 };
  const char *const *remarks;
  hx_compared_remarks_attach (fixture->session, fixture->trace, fixture->filters);
  hx_trace_filters_set_recording (fixture->filters, recording);
  hx_trace_filters_set_choice (fixture->filters, &choice);
  g_ptr_array_add (others, other);
  g_ptr_array_add (others, longer);
  hx_trace_filters_set_comparison (fixture->filters, others, names, HX_TRACE_STACKED);
  page_wait_until (hx_trace_view_get_compared_remarks (fixture->trace, 0) != NULL);
  remarks = hx_trace_view_get_compared_remarks (fixture->trace, 0);
  g_assert_nonnull (strstr (remarks[HX_LEAD_V5], "mains"));
  page_wait_until (hx_trace_view_get_compared_remarks (fixture->trace, 1) != NULL);
  hx_trace_filters_set_comparison (fixture->filters, others, names, HX_TRACE_OVERLAID);
  g_assert_null (hx_trace_view_get_compared_remarks (fixture->trace, 0));
  page_wait_until (hx_trace_view_get_compared_remarks (fixture->trace, 0) != NULL);
  hx_trace_filters_set_comparison (fixture->filters, NULL, NULL, HX_TRACE_OVERLAID);
}

/* A long recording is shown as it is, and says so, until the job is done. */
static void
test_long (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HxRecording) recording = new_recording (120.0, 500.0);
  HxFilterChoice choice = { .notch_hz = 50.0 };
  hx_trace_filters_set_recording (fixture->filters, recording);
  hx_trace_filters_set_choice (fixture->filters, &choice);
  g_assert_true (hx_trace_view_get_recording (fixture->trace) == recording);
  assert_words (fixture->trace, NULL);
  app_fixture_settle (fixture->session, 20.0);
  g_assert_cmpfloat (mains_of (hx_trace_view_get_recording (fixture->trace)), <, 0.02);
  assert_words (fixture->trace, "notch 50 Hz");
}

static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HxRecording) recording = new_recording (3600.0, 500.0);
  HxFilterChoice choice = { .high_pass_hz = 0.5, .notch_hz = 50.0 };
  hx_trace_filters_set_recording (fixture->filters, recording);
  hx_trace_filters_set_choice (fixture->filters, &choice);
  hx_job_queue_cancel_all (hx_session_get_jobs (fixture->session));
  app_fixture_settle (fixture->session, 20.0);
  g_assert_true (hx_trace_view_get_recording (fixture->trace) == recording);
  assert_words (fixture->trace, NULL);
  g_assert_false (hx_trace_filters_get_on (fixture->filters));
}

/* --- the button -------------------------------------------------------------------------------- */

static GtkToggleButton *
find_toggle (GtkWidget *widget, const char *label)
{
  if (GTK_IS_TOGGLE_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return GTK_TOGGLE_BUTTON (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkToggleButton *found = find_toggle (child, label);
      if (found)
        return found;
    }
  return NULL;
}

static gboolean
has_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget)
      && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (has_label (child, text))
      return TRUE;
  return FALSE;
}

static void
test_button (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HxRecording) recording = new_recording (10.0, 200.0);
  GtkWidget *button = g_object_ref_sink (hx_trace_filter_button_new ());
  GtkToggleButton *low, *high;
  hx_trace_filters_set_recording (fixture->filters, recording);
  hx_trace_filter_button_set_filters (HX_TRACE_FILTER_BUTTON (button), fixture->filters);
  low = find_toggle (button, "40 Hz");
  high = find_toggle (button, "100 Hz");
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (low)));
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (high)));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (GTK_WIDGET (high)), "90 Hz"));
  g_assert_true (has_label (button,
                            "100 Hz, 150 Hz cannot be filtered: the recording has 200 samples per second, "
                            "and a filter must lie below 0.45 of that, 90 Hz."));
  assert_words (fixture->trace, NULL);
  g_assert_false (gtk_widget_has_css_class (gtk_widget_get_first_child (button), "accent"));
  gtk_toggle_button_set_active (find_toggle (button, "50 Hz"), TRUE);
  g_assert_true (gtk_widget_has_css_class (gtk_widget_get_first_child (button), "accent"));
  assert_words (fixture->trace, "0.5–40 Hz, notch 50 Hz"); /* with what the settings have at first */
  gtk_toggle_button_set_active (find_toggle (button, "0.67 Hz"), TRUE);
  assert_words (fixture->trace, "0.67–40 Hz, notch 50 Hz");
  gtk_toggle_button_set_active (find_toggle (button, "Remove"), TRUE);
  assert_words (fixture->trace, "0.67–40 Hz, notch 50 Hz, baseline removed");
  hx_trace_filters_set_on (fixture->filters, FALSE);
  g_assert_true (gtk_toggle_button_get_active (find_toggle (button, "0.67 Hz")));
  g_object_unref (button);
}

/* --- paper and clipboard --------------------------------------------------------------------------- */

static void
test_page (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HxRecording) recording = new_recording (10.0, 500.0);
  HxReport *report;
  GtkWidget *dialog;
  g_assert_null (hx_trace_output_new_report (fixture->session, fixture->trace, fixture->filters));
  hx_recording_set_id (recording, "00041");
  hx_trace_filters_set_recording (fixture->filters, recording);
  report = hx_trace_output_new_report (fixture->session, fixture->trace, fixture->filters);
  g_assert_nonnull (report);
  g_settings_set_string (fixture->settings, "report-paper", "letter");
  dialog = hx_page_dialog_new (NULL, report, fixture->settings, fixture->session, NULL);
  g_assert_cmpint (hx_report_get_size (report), ==, HX_REPORT_LETTER);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (dialog)), ==, "ECG 00041");
  gtk_window_present (GTK_WINDOW (dialog));
  app_fixture_run (200);
  g_assert_true (gtk_widget_get_mapped (dialog));
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_settings_set_boolean (fixture->settings, "report-names", FALSE);
  report = hx_trace_output_new_report (fixture->session, fixture->trace, fixture->filters);
  dialog = hx_page_dialog_new (NULL, report, fixture->settings, fixture->session, NULL);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (dialog)), ==, "ECG");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* The page of the session's record has measurements as soon as they are taken, and its model's statements. */
static void
test_page_measured (Fixture *fixture, gconstpointer data)
{
  char *folder = app_fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "library", NULL);
  HxReport *report;
  GtkWidget *dialog;
  app_fixture_simulate (fixture->session, path, 2);
  hx_trace_filters_set_recording (fixture->filters, hx_session_get_recording (fixture->session));
  report = hx_trace_output_new_report (fixture->session, fixture->trace, fixture->filters);
  dialog = hx_page_dialog_new (NULL, report, fixture->settings, fixture->session,
                               hx_session_get_record (fixture->session));
  g_assert_cmpuint (report->measurements->len, ==, 0);
  app_fixture_settle (fixture->session, 20.0);
  g_assert_cmpuint (report->measurements->len, >=, 12);
  gtk_window_destroy (GTK_WINDOW (dialog));
  hx_session_shut_down (fixture->session);
  app_fixture_remove (folder);
}

/* The page that goes to the printer is as large as the paper, and is the page of the PDF. */
static void
test_print (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HxRecording) recording = new_recording (10.0, 500.0);
  g_autofree char *folder = app_fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "printed.pdf", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GtkPrintOperation) operation = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *dialog;
  gsize length;
  hx_trace_filters_set_recording (fixture->filters, recording);
  dialog = hx_page_dialog_new (
      NULL, hx_trace_output_new_report (fixture->session, fixture->trace, fixture->filters),
      fixture->settings, fixture->session, NULL);
  operation = hx_page_dialog_new_operation (HX_PAGE_DIALOG (dialog));
  gtk_print_operation_set_export_filename (operation, path);
  g_assert_cmpint (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL, &error), ==,
                   GTK_PRINT_OPERATION_RESULT_APPLY);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &content, &length, &error));
  g_assert_cmpmem (content, 5, "%PDF-", 5);
  g_assert_cmpuint (length, >, 20000); /* twelve leads, not an empty page */
  gtk_window_destroy (GTK_WINDOW (dialog));
  app_fixture_remove (g_steal_pointer (&folder));
}

/* --- the review ------------------------------------------------------------------------------------ */

static HxReport *
new_reviewed_report (HxRecording *recording)
{
  static const HxReportStatement statements[] = {
    { .code = "IMI", .description = "infarction", .score = 0.9, .probability = NAN, .found = TRUE },
    { .code = "LVH", .description = "hypertrophy", .score = 0.6, .probability = NAN, .found = TRUE }
  };
  HxReport *report = hx_report_new (recording);
  hx_report_set_statements (report, statements, G_N_ELEMENTS (statements));
  return report;
}

static void
test_review (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HxRecording) recording = new_recording (10.0, 500.0);
  g_autoptr (HxReport) report = new_reviewed_report (recording);
  g_autoptr (HxReview) none = hx_review_new ();
  GtkWidget *dialog = hx_review_dialog_new (NULL, report, none);
  const HxReview *review = hx_review_dialog_get_review (HX_REVIEW_DIALOG (dialog));
  gtk_toggle_button_set_active (find_toggle (dialog, "Confirm"), TRUE);
  g_assert_cmpint (hx_review_get_decision (review, "IMI"), ==, HX_REVIEW_CONFIRMED);
  g_assert_nonnull (hx_review_get_time (review));
  gtk_toggle_button_set_active (find_toggle (dialog, "Reject"), TRUE);
  g_assert_false (gtk_toggle_button_get_active (find_toggle (dialog, "Confirm")));
  g_assert_cmpint (hx_review_get_decision (review, "IMI"), ==, HX_REVIEW_REJECTED);
  gtk_toggle_button_set_active (find_toggle (dialog, "Reject"), FALSE);
  g_assert_true (hx_review_is_empty (review));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* Which of the two records the list shows as reviewed. */
static void
assert_reviewed (HxSession *session, gint64 key, gboolean reviewed)
{
  HxRecordItem *item = hx_session_find_record (session, key);
  HxRecordCriteria criteria;
  hx_record_criteria_init (&criteria);
  g_assert_cmpint (hx_record_item_is_reviewed (item), ==, reviewed);
  criteria.review = HX_REVIEW_FILTER_REVIEWED;
  g_assert_cmpuint (hx_record_criteria_count (&criteria), ==, 1);
  g_assert_cmpint (hx_record_criteria_match (&criteria, session, item), ==, reviewed);
  criteria.review = HX_REVIEW_FILTER_OPEN;
  g_assert_cmpint (hx_record_criteria_match (&criteria, session, item), ==, !reviewed);
}

/* A review is there at once, and again when the library is opened anew; taken back, it is gone. */
static void
test_review_kept (Fixture *fixture, gconstpointer data)
{
  char *folder = app_fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "library", NULL);
  g_autoptr (HxReview) review = hx_review_new ();
  g_autoptr (HxReview) at_once = NULL, later = NULL;
  g_autoptr (HxLibrary) library = NULL;
  g_autoptr (HxSession) other = NULL;
  HxRecordItem *record;
  gint64 key;
  app_fixture_simulate (fixture->session, path, 2);
  record = hx_session_get_record (fixture->session);
  key = hx_record_item_get_key (record);
  hx_review_decide (review, "IMI", HX_REVIEW_CONFIRMED);
  hx_review_store_write (fixture->session, record, review);
  at_once = hx_review_store_read (fixture->session, record);
  g_assert_cmpint (hx_review_get_decision (at_once, "IMI"), ==, HX_REVIEW_CONFIRMED);
  app_fixture_settle (fixture->session, 10.0);
  assert_reviewed (fixture->session, key, TRUE);
  other = hx_session_new ();
  hx_session_open_library (other, path);
  app_fixture_settle (other, 10.0);
  assert_reviewed (other, key, TRUE);
  later = hx_review_store_read (other, hx_session_find_record (other, key));
  g_assert_cmpint (hx_review_get_decision (later, "IMI"), ==, HX_REVIEW_CONFIRMED);
  hx_session_shut_down (other);
  hx_review_decide (review, "IMI", HX_REVIEW_UNDECIDED);
  hx_review_store_write (fixture->session, record, review);
  assert_reviewed (fixture->session, key, FALSE);
  app_fixture_settle (fixture->session, 10.0);
  library = hx_library_open (path, FALSE, 0.0, NULL);
  g_assert_null (hx_library_get_mark (library, key, HX_REVIEW_MARK, NULL));
  g_clear_object (&library);
  hx_session_shut_down (fixture->session);
  app_fixture_remove (folder);
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HxRecording) recording = new_recording (10.0, 500.0);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->trace));
  GdkContentFormats *formats;
  g_assert_false (hx_trace_output_copy (fixture->trace, fixture->filters, NULL));
  hx_trace_filters_set_recording (fixture->filters, recording);
  g_assert_true (hx_trace_output_copy (fixture->trace, fixture->filters, NULL));
  formats = gdk_clipboard_get_formats (clipboard);
  g_assert_true (gdk_content_formats_contain_mime_type (formats, "image/png"));
  g_assert_true (gdk_content_formats_contain_mime_type (formats, "image/svg+xml"));
  g_assert_true (gdk_content_formats_contain_mime_type (formats, "text/csv"));
}

static void
add_test (const char *path, void (*func) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  add_test ("/trace-output/off-at-first", test_off_at_first);
  add_test ("/trace-output/on-and-kept", test_on_and_kept);
  add_test ("/trace-output/rate-too-low", test_rate_too_low);
  add_test ("/trace-output/comparison", test_comparison);
  add_test ("/trace-output/compared-remarks", test_compared_remarks);
  add_test ("/trace-output/long", test_long);
  add_test ("/trace-output/stopped", test_stopped);
  add_test ("/trace-output/button", test_button);
  add_test ("/trace-output/page", test_page);
  add_test ("/trace-output/page-measured", test_page_measured);
  add_test ("/trace-output/print", test_print);
  add_test ("/trace-output/review", test_review);
  add_test ("/trace-output/review-kept", test_review_kept);
  add_test ("/trace-output/copy", test_copy);
  return g_test_run ();
}
