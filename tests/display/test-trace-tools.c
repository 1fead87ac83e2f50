/* test-trace-tools.c: tests of the trace's tools: menus, leads, the size of the screen, comparisons
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-compare-dialog.h"
#include "app/hx-leads-button.h"
#include "app/hx-read-header.h"
#include "app/hx-read-layout.h"
#include "app/hx-read-page.h"
#include "app/hx-screen-dialog.h"
#include "app/hx-screen-ruler.h"
#include "app/hx-screen.h"
#include "engine/hx-config.h"
#include "tests/display/page-fixture.h"

#define N_RECORDS 6
#define WIDTH 1300
#define HEIGHT 800

typedef struct
{
  PageFixture *fixture;
  GtkWidget *page;
  HxTraceView *trace;
  GSettings *settings;
} Tools;

static void
tools_open (Tools *tools)
{
  tools->fixture = page_fixture_new (N_RECORDS);
  tools->settings = g_settings_new (HX_APP_ID);
  tools->page = hx_read_page_new (tools->fixture->session);
  page_fixture_show (tools->fixture, tools->page, WIDTH, HEIGHT);
  tools->trace = HX_TRACE_VIEW (hx_read_page_get_trace (HX_READ_PAGE (tools->page)));
  page_fixture_settle (tools->fixture);
  page_wait_until (hx_trace_view_get_recording (tools->trace) != NULL);
}

static void
tools_close (Tools *tools)
{
  g_clear_object (&tools->settings);
  page_fixture_free (tools->fixture);
}

static void
test_actions (void)
{
  Tools tools;
  double page_s;
  tools_open (&tools);
  gtk_widget_activate_action (tools.page, "read.rhythm", "i", 3);
  g_assert_cmpint (hx_trace_view_get_rhythm_strips (tools.trace), ==, 3);
  g_assert_cmpint (g_settings_get_int (tools.settings, "trace-rhythm-strips"), ==, 3);
  gtk_widget_activate_action (tools.page, "read.cabrera", NULL);
  g_assert_true (hx_trace_view_get_cabrera (tools.trace));
  gtk_widget_activate_action (tools.page, "read.chest-gain", "d", 5.0);
  g_assert_cmpfloat (hx_trace_view_get_chest_gain_mm_mv (tools.trace), ==, 5.0);
  page_s = hx_trace_view_get_page_s (tools.trace);
  gtk_widget_activate_action (tools.page, "read.zoom-in", NULL);
  g_assert_cmpfloat (hx_trace_view_get_page_s (tools.trace), <, page_s * 0.8);
  gtk_widget_activate_action (tools.page, "read.zoom-out", NULL);
  g_assert_cmpfloat_with_epsilon (hx_trace_view_get_page_s (tools.trace), page_s, 1e-6);
  gtk_widget_activate_action (tools.page, "read.zoom-in", NULL);
  gtk_widget_activate_action (tools.page, "read.zoom-reset", NULL);
  g_assert_cmpfloat (hx_trace_view_get_speed_mm_s (tools.trace), ==, 25.0);
  g_settings_reset (tools.settings, "trace-rhythm-strips");
  g_settings_reset (tools.settings, "trace-cabrera");
  tools_close (&tools);
}

/* Ten seconds need no scroll bar, sixty do, and it moves the page. */
static void
test_scroll_bar (void)
{
  Tools tools;
  GtkWidget *bar;
  tools_open (&tools);
  bar = page_find (tools.page, "time_bar");
  g_assert_false (gtk_widget_get_visible (bar));
  page_fixture_open_file (tools.fixture, "long", 12, 60.0);
  page_fixture_settle (tools.fixture);
  page_wait_until (gtk_widget_get_visible (bar));
  gtk_adjustment_set_value (gtk_scrollbar_get_adjustment (GTK_SCROLLBAR (bar)), 21.0);
  g_assert_cmpfloat (hx_trace_view_get_start_s (tools.trace), ==, 21.0);
  tools_close (&tools);
}

/* The check box for lead @name in the open popover. */
static GtkCheckButton *
find_check (GtkWidget *root, const char *name)
{
  if (GTK_IS_CHECK_BUTTON (root)
      && g_strcmp0 (gtk_check_button_get_label (GTK_CHECK_BUTTON (root)), name) == 0)
    return GTK_CHECK_BUTTON (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkCheckButton *found = find_check (child, name);
      if (found)
        return found;
    }
  return NULL;
}

static void
test_leads (void)
{
  Tools tools;
  GtkWidget *button;
  GtkMenuButton *menu;
  const char *const *leads;
  tools_open (&tools);
  button = page_find (tools.page, "leads_button");
  menu = GTK_MENU_BUTTON (gtk_widget_get_first_child (button));
  gtk_menu_button_popup (menu);
  page_wait_until (find_check (button, "V3") != NULL);
  gtk_check_button_set_active (find_check (button, "V3"), FALSE);
  leads = hx_trace_view_get_leads (tools.trace);
  g_assert_cmpuint (g_strv_length ((char **)leads), ==, 11);
  g_assert_false (g_strv_contains (leads, "V3"));
  g_assert_cmpstr (gtk_menu_button_get_label (menu), ==, "11 leads");

  /* The last one stays. */
  for (int lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    gtk_check_button_set_active (find_check (button, hx_lead_name ((HxLead)lead)), FALSE);
  leads = hx_trace_view_get_leads (tools.trace);
  g_assert_cmpuint (g_strv_length ((char **)leads), ==, 1);
  g_assert_cmpstr (leads[0], ==, "V6");
  g_assert_true (gtk_check_button_get_active (find_check (button, "V6")));
  g_assert_cmpstr (gtk_menu_button_get_label (menu), ==, "Lead V6");
  for (int lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    gtk_check_button_set_active (find_check (button, hx_lead_name ((HxLead)lead)), TRUE);
  g_assert_null (hx_trace_view_get_leads (tools.trace));
  gtk_menu_button_popdown (menu);
  tools_close (&tools);
}

/* What is measured for one screen is kept beside others', followed by the trace, and forgotten on demand. */
static void
test_screen (void)
{
  Tools tools;
  GdkMonitor *monitor;
  g_autofree char *key = NULL;
  tools_open (&tools);
  monitor = hx_screen_find_monitor (tools.page);
  g_assert_nonnull (monitor);
  key = hx_screen_get_key (monitor);
  g_assert_cmpfloat (hx_screen_get_px_per_mm (tools.settings, key), ==, 0.0);
  g_assert_cmpfloat (hx_trace_view_get_true_px_per_mm (tools.trace), ==, HX_TRACE_PX_PER_MM_TRUE);
  hx_screen_set_px_per_mm (tools.settings, "another", 2.5);
  hx_screen_set_px_per_mm (tools.settings, key, 5.25);
  page_wait_until (hx_trace_view_get_true_px_per_mm (tools.trace) == 5.25);
  g_assert_cmpfloat (hx_screen_get_px_per_mm (tools.settings, "another"), ==, 2.5);
  hx_screen_set_px_per_mm (tools.settings, key, 0.0);
  page_wait_until (hx_trace_view_get_true_px_per_mm (tools.trace) == HX_TRACE_PX_PER_MM_TRUE);
  g_assert_cmpfloat (hx_screen_get_px_per_mm (tools.settings, "another"), ==, 2.5);
  /* Settings are only text: what cannot be is not believed. */
  hx_screen_set_px_per_mm (tools.settings, key, 1e9);
  g_assert_cmpfloat (hx_screen_get_px_per_mm (tools.settings, key), ==, 0.0);
  g_settings_reset (tools.settings, "screen-sizes");
  tools_close (&tools);
}

static void
test_screen_dialog (void)
{
  Tools tools;
  GtkWidget *dialog, *ruler;
  GtkAdjustment *px_per_mm;
  int width, wider;
  tools_open (&tools);
  dialog = hx_screen_dialog_new (GTK_WINDOW (tools.fixture->window), tools.settings);
  gtk_window_present (GTK_WINDOW (dialog));
  page_wait_until (gtk_widget_get_mapped (dialog));
  ruler = page_find (dialog, "ruler");
  px_per_mm = gtk_range_get_adjustment (GTK_RANGE (page_find (dialog, "scale")));
  gtk_adjustment_set_value (px_per_mm, 4.0);
  gtk_widget_measure (ruler, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  gtk_adjustment_set_value (px_per_mm, 5.0);
  gtk_widget_measure (ruler, GTK_ORIENTATION_HORIZONTAL, -1, &wider, NULL, NULL, NULL);
  /* A card is 85.6 mm wide. */
  g_assert_cmpint (wider - width, >=, 85);
  g_assert_cmpint (wider - width, <=, 86);
  g_assert_true (page_says (dialog, "5.00 pixels a millimetre, 127 dots an inch"));
  page_click (dialog, "apply");
  page_wait_until (hx_trace_view_get_true_px_per_mm (tools.trace) == 5.0);
  g_settings_reset (tools.settings, "screen-sizes");
  tools_close (&tools);
}

static GtkWidget *
new_box (int width, int height)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_size_request (box, width, height);
  return box;
}

/* All tools are seen as long as a line has room for them, beside the title or below it. */
static void
test_header (void)
{
  GtkWidget *title = new_box (200, 20), *tools = adw_squeezer_new (), *header;
  GtkWidget *wide = new_box (400, 30), *window = gtk_window_new ();
  static const struct
  {
    int width, height;
    gboolean wide;
  } cases[] = {
    { 700, 30, TRUE }, { 612, 30, TRUE }, { 611, 50, TRUE }, { 400, 50, TRUE }, { 399, 30, FALSE }
  };

  adw_squeezer_set_homogeneous (ADW_SQUEEZER (tools), FALSE);
  adw_squeezer_set_transition_type (ADW_SQUEEZER (tools), ADW_SQUEEZER_TRANSITION_TYPE_NONE);
  adw_squeezer_add (ADW_SQUEEZER (tools), wide);
  adw_squeezer_add (ADW_SQUEEZER (tools), new_box (100, 30));
  header = g_object_new (HX_TYPE_READ_HEADER, "title", title, "tools", tools, NULL);
  gtk_widget_set_valign (header, GTK_ALIGN_START);
  gtk_window_set_child (GTK_WINDOW (window), header);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int height;
      gtk_widget_measure (header, GTK_ORIENTATION_VERTICAL, cases[i].width, &height, NULL, NULL, NULL);
      g_assert_cmpint (height, ==, cases[i].height);
      gtk_widget_size_allocate (header, &(GtkAllocation){ 0, 0, cases[i].width, height }, -1);
      g_assert_true ((adw_squeezer_get_visible_child (ADW_SQUEEZER (tools)) == wide) == cases[i].wide);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* In a low window the trace has its height, and the label space none. */
static void
test_layout (void)
{
  g_autoptr (GSettings) settings = g_settings_new (HX_APP_ID);
  GtkWidget *trace = new_box (200, 200), *statements = new_box (200, 150), *space = new_box (200, 270);
  GtkWidget *layout = hx_read_layout_new (trace, statements, space, settings), *window = gtk_window_new ();
  static const struct
  {
    int height;
    gboolean space;
  } cases[] = { { 900, TRUE }, { 620, TRUE }, { 520, FALSE } };
  gtk_window_set_child (GTK_WINDOW (window), layout);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gtk_widget_measure (layout, GTK_ORIENTATION_VERTICAL, 700, NULL, NULL, NULL, NULL);
      gtk_widget_size_allocate (layout, &(GtkAllocation){ 0, 0, 700, cases[i].height }, -1);
      g_assert_true (gtk_widget_get_child_visible (space) == cases[i].space);
      g_assert_cmpint (gtk_widget_get_height (trace), >=, cases[i].height / 2);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_compare (void)
{
  Tools tools;
  GtkWidget *dialog, *check;
  HxRecording *recording;
  tools_open (&tools);
  recording = hx_trace_view_get_recording (tools.trace);
  dialog = hx_compare_dialog_new (GTK_WINDOW (tools.fixture->window), tools.fixture->session,
                                  hx_read_page_get_filters (HX_READ_PAGE (tools.page)));
  gtk_window_present (GTK_WINDOW (dialog));
  page_wait_until (page_find_type (page_find (dialog, "list"), GTK_TYPE_CHECK_BUTTON) != NULL);
  page_fixture_settle (tools.fixture);
  /* Any but the one that is read. */
  g_assert_cmpuint (page_count_type (page_find (dialog, "list"), GTK_TYPE_CHECK_BUTTON), ==, N_RECORDS - 1);
  g_assert_false (gtk_widget_get_sensitive (page_find (dialog, "compare")));
  gtk_editable_set_text (GTK_EDITABLE (page_find (dialog, "search")), "nobody");
  page_wait_until (page_says (dialog, "No other record matches the search."));
  gtk_editable_set_text (GTK_EDITABLE (page_find (dialog, "search")), "");
  page_wait_until (page_says (dialog, "choose any")
                   && page_find_type (page_find (dialog, "list"), GTK_TYPE_CHECK_BUTTON) != NULL);
  page_fixture_settle (tools.fixture);
  check = page_find_type (page_find (dialog, "list"), GTK_TYPE_CHECK_BUTTON);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  g_assert_true (gtk_widget_get_sensitive (page_find (dialog, "compare")));
  page_click (dialog, "compare");
  page_wait_until (hx_trace_view_get_n_compared (tools.trace) == 1);
  g_assert_true (hx_trace_view_get_recording (tools.trace) == recording);
  gtk_widget_activate_action (tools.page, "read.compare-end", NULL);
  g_assert_cmpuint (hx_trace_view_get_n_compared (tools.trace), ==, 0);
  tools_close (&tools);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/trace-tools/actions", test_actions);
  g_test_add_func ("/trace-tools/scroll-bar", test_scroll_bar);
  g_test_add_func ("/trace-tools/leads", test_leads);
  g_test_add_func ("/trace-tools/screen", test_screen);
  g_test_add_func ("/trace-tools/screen-dialog", test_screen_dialog);
  g_test_add_func ("/trace-tools/header", test_header);
  g_test_add_func ("/trace-tools/layout", test_layout);
  g_test_add_func ("/trace-tools/compare", test_compare);
  return g_test_run ();
}
