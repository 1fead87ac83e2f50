/* test-model-saw.c: tests of what the model saw, along the trace and in words
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-evidence-overlay.h"
#include "app/hx-read-page.h"
#include "app/hx-statement-evidence.h"
#include "app/hx-statements-panel.h"
#include "tests/display/page-fixture.h"
#include "ui/hx-trace-view.h"

#define N_RECORDS 4
#define WIDTH 1300
#define HEIGHT 800

typedef struct
{
  PageFixture *fixture;
  GtkWidget *page, *panel;
  HxTraceView *trace;
  HxEvidenceOverlay *overlay;
} Seen;

static void
show_number (Seen *seen, guint number)
{
  HxSession *session = seen->fixture->session;
  g_autoptr (HxRecordItem) item = g_list_model_get_item (hx_session_get_records (session), number);
  hx_session_set_record (session, item);
  page_fixture_settle (seen->fixture);
  page_wait_until (hx_session_get_recording (session) != NULL
                   && hx_trace_view_get_recording (seen->trace) != NULL);
}

static void
seen_open (Seen *seen, HxHead head)
{
  seen->fixture = page_fixture_new (N_RECORDS);
  page_fixture_add_model (seen->fixture, head, 5, HX_ORIGIN_SIMULATED);
  seen->page = hx_read_page_new (seen->fixture->session);
  page_fixture_show (seen->fixture, seen->page, WIDTH, HEIGHT);
  seen->panel = page_find_type (seen->page, HX_TYPE_STATEMENTS_PANEL);
  seen->trace = HX_TRACE_VIEW (hx_read_page_get_trace (HX_READ_PAGE (seen->page)));
  seen->overlay = hx_evidence_overlay_get (seen->fixture->session);
  show_number (seen, 0);
  gtk_widget_activate_action (seen->panel, "statement.evidence", "i",
                              hx_session_get_label (seen->fixture->session));
  page_wait_until (page_find_type (seen->panel, HX_TYPE_STATEMENT_EVIDENCE) != NULL);
}

static gboolean
is_shown (Seen *seen)
{
  return hx_trace_view_get_overlay (seen->trace) != NULL;
}

static void
toggle (Seen *seen)
{
  g_assert_true (gtk_widget_activate_action (seen->page, "read.model-saw", NULL));
}

/* What was seen may be there before the view has a place; the page does not move below the window for it. */
static void
test_early (void)
{
  Seen seen;
  GtkWidget *early = g_object_ref_sink (hx_trace_view_new ());
  int minimum, with_legend;
  seen_open (&seen, HX_HEAD_LDM);
  toggle (&seen);
  page_wait_until (is_shown (&seen));
  hx_trace_view_set_recording (HX_TRACE_VIEW (early), hx_trace_view_get_recording (seen.trace));
  gtk_widget_measure (early, GTK_ORIENTATION_VERTICAL, -1, &minimum, NULL, NULL, NULL);
  hx_trace_view_set_overlay (HX_TRACE_VIEW (early), hx_trace_view_get_overlay (seen.trace));
  gtk_widget_measure (early, GTK_ORIENTATION_VERTICAL, -1, &with_legend, NULL, NULL, NULL);
  g_assert_cmpint (with_legend, >, minimum);
  g_assert_cmpint (with_legend, <, minimum + HEIGHT / 3);
  g_object_unref (early);
  page_fixture_free (seen.fixture);
}

static void
count_failure (HxSession *session, const char *title, const char *detail, guint *n)
{
  (*n)++;
}

/* Without a statement the key says why it does nothing. */
static void
test_nothing (void)
{
  g_autoptr (PageFixture) fixture = page_fixture_new (1);
  GtkWidget *page = hx_read_page_new (fixture->session);
  guint n = 0;
  page_fixture_show (fixture, page, WIDTH, HEIGHT);
  g_signal_connect (fixture->session, "failed", G_CALLBACK (count_failure), &n);
  g_assert_true (hx_read_page_handle_key (HX_READ_PAGE (page), GDK_KEY_w));
  g_assert_cmpuint (n, ==, 1);
  g_assert_null (hx_trace_view_get_overlay (HX_TRACE_VIEW (hx_read_page_get_trace (HX_READ_PAGE (page)))));
}

/* Turned on by the button, the trace has an overlay of the chosen statement, and the evidence says what it
 * found. Turned off, or with another record or statement, it is gone; what was computed is there at once. */
static void
test_flow (gconstpointer data)
{
  Seen seen;
  GtkWidget *evidence;
  int label;

  seen_open (&seen, GPOINTER_TO_INT (data));
  g_assert_false (is_shown (&seen));
  evidence = page_find_type (seen.panel, HX_TYPE_STATEMENT_EVIDENCE);
  g_assert_false (gtk_widget_get_visible (page_find (evidence, "seen")));

  toggle (&seen);
  g_assert_true (hx_evidence_overlay_is_working (seen.overlay));
  g_assert_true (gtk_widget_get_visible (page_find (evidence, "seeing")));
  page_wait_until (is_shown (&seen));
  g_assert_true (page_says (evidence, "The contributions add up to"));
  g_assert_true (page_says (evidence, " s decided."));
  g_assert_false (gtk_widget_get_visible (page_find (evidence, "seeing")));
  label = hx_session_get_label (seen.fixture->session);
  g_assert_cmpstr (hx_trace_overlay_get_label (hx_trace_view_get_overlay (seen.trace)), ==,
                   hx_model_get_label (hx_session_get_model (seen.fixture->session), (guint)label)->code);

  toggle (&seen);
  g_assert_false (is_shown (&seen));
  g_assert_false (gtk_widget_get_visible (page_find (evidence, "seen")));

  toggle (&seen); /* remembered: no job */
  g_assert_true (is_shown (&seen));
  g_assert_false (hx_evidence_overlay_is_working (seen.overlay));

  hx_session_set_label (seen.fixture->session, (label + 1) % 5);
  g_assert_false (is_shown (&seen));
  g_assert_true (hx_read_page_handle_key (HX_READ_PAGE (seen.page), GDK_KEY_w));
  page_wait_until (is_shown (&seen));

  show_number (&seen, 1);
  g_assert_false (is_shown (&seen));
  g_assert_false (hx_evidence_overlay_is_on (seen.overlay));
  page_fixture_free (seen.fixture);
}

/* Another record while it is being computed: the answer of the one before does not appear. */
static void
test_abandoned (void)
{
  Seen seen;

  seen_open (&seen, HX_HEAD_LDM);
  toggle (&seen);
  g_assert_true (hx_evidence_overlay_is_working (seen.overlay));
  show_number (&seen, 1);
  g_assert_false (hx_evidence_overlay_is_on (seen.overlay));
  g_assert_false (is_shown (&seen));
  page_fixture_free (seen.fixture);
}

/* Filters exchange the samples that are shown, not what the model saw in the record. */
static void
test_filtered (void)
{
  Seen seen;
  HxRecording *unfiltered;

  seen_open (&seen, HX_HEAD_LDM);
  toggle (&seen);
  page_wait_until (is_shown (&seen));
  unfiltered = hx_trace_view_get_recording (seen.trace);
  hx_read_page_handle_key (HX_READ_PAGE (seen.page), GDK_KEY_f);
  page_wait_until (hx_trace_view_get_recording (seen.trace) != unfiltered);
  g_assert_true (is_shown (&seen));
  page_fixture_free (seen.fixture);
}

/* A recording without the model's leads: the sentence says so, and nothing is drawn. */
static void
test_failure (void)
{
  Seen seen;

  seen_open (&seen, HX_HEAD_LDM);
  page_fixture_open_file (seen.fixture, "three", 3, 10.0);
  page_fixture_settle (seen.fixture);
  g_assert_false (hx_evidence_overlay_is_possible (seen.overlay)); /* a model of simulated ECGs alone */
  gtk_widget_activate_action (seen.panel, "statement.consent", NULL);
  page_fixture_settle (seen.fixture);
  g_assert_true (hx_evidence_overlay_is_possible (seen.overlay));
  hx_evidence_overlay_set_on (seen.overlay, TRUE);
  page_wait_until (!hx_evidence_overlay_is_working (seen.overlay));
  g_assert_true (hx_evidence_overlay_has_failed (seen.overlay));
  g_assert_nonnull (strstr (hx_evidence_overlay_get_text (seen.overlay), "could not be computed"));
  g_assert_false (is_shown (&seen));
  page_fixture_free (seen.fixture);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_data_func ("/app/model-saw/flow/ldm", GINT_TO_POINTER (HX_HEAD_LDM), test_flow);
  g_test_add_data_func ("/app/model-saw/flow/plain", GINT_TO_POINTER (HX_HEAD_PLAIN), test_flow);
  g_test_add_func ("/app/model-saw/early", test_early);
  g_test_add_func ("/app/model-saw/nothing", test_nothing);
  g_test_add_func ("/app/model-saw/abandoned", test_abandoned);
  g_test_add_func ("/app/model-saw/filtered", test_filtered);
  g_test_add_func ("/app/model-saw/failure", test_failure);
  return g_test_run ();
}
