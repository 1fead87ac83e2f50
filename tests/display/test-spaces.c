/* test-spaces.c: tests of the label spaces: map, panel and page
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-label-list.h"
#include "app/hx-pages.h"
#include "app/hx-space-map.h"
#include "engine/simulator/hx-simulator.h"
#include "tests/display/page-fixture.h"
#include "ui/hx-scatter.h"

#include <math.h>

#define N_RECORDS 60

static void
test_space_view (void)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (HxEmbeddedPoint));
  HxStatement *statements = g_new0 (HxStatement, 5);
  const float margins[] = { 0.5f, -0.2f, 0.3f, -0.6f, 0.9f };
  const gint8 labels[] = { 1, 1, 0, 1, -1 };
  const double angles[] = { 0.0, 0.1, 0.3, 3.0, -0.2 };
  HxSpaceView *view;
  guint rows[4];
  for (guint i = 0; i < 5; i++)
    {
      HxEmbeddedPoint point = { .key = 10 + i, .label = labels[i], .margin = margins[i] };
      g_array_append_val (points, point);
      statements[i].embedding[0] = (float)cos (angles[i]);
      statements[i].embedding[1] = (float)sin (angles[i]);
    }
  view = hx_space_view_new (3, hx_projection_find ("pca"), points, statements);
  g_assert_cmpuint (view->n_with, ==, 3);
  g_assert_cmpuint (view->n_without, ==, 1);
  g_assert_cmpuint (view->n_unknown, ==, 1);
  g_assert_cmpint (hx_space_view_find (view, 12), ==, 2);
  g_assert_cmpint (hx_space_view_find (view, 15), ==, -1);
  g_assert_cmpuint (hx_space_view_nearest (view, 0, 3, rows), ==, 3);
  g_assert_cmpuint (rows[0], ==, 1);
  g_assert_cmpuint (rows[1], ==, 4);
  g_assert_cmpuint (rows[2], ==, 2);
  g_assert_cmpuint (hx_space_view_nearest (view, 0, 9, (guint[9]){ 0 }), ==, 4);
  /* Wrong: with it but at −0.6, without it but at +0.3, with it but at −0.2. */
  g_assert_cmpuint (view->n_wrong, ==, 3);
  g_assert_cmpuint (view->wrong[0], ==, 3);
  g_assert_cmpuint (view->wrong[1], ==, 2);
  g_assert_cmpuint (view->wrong[2], ==, 1);
  hx_space_view_unref (view);
}

static void
test_space_map (void)
{
  g_autoptr (PageFixture) fixture = page_fixture_new (N_RECORDS);
  HxSpaceMap *map = hx_space_map_get (fixture->session);
  HxSpaceView *view;

  g_assert_true (hx_space_map_get (fixture->session) == map);
  page_fixture_add_model (fixture, HX_HEAD_LDM, 18, HX_ORIGIN_SIMULATED);
  hx_session_set_label (fixture->session, 10);
  hx_space_map_hold (map);
  /* The newest request wins, however many come. */
  for (int label = 0; label <= 4; label++)
    {
      hx_session_set_label (fixture->session, label);
      g_main_context_iteration (NULL, FALSE);
    }
  page_wait_until (hx_space_map_get_state (map) == HX_SPACE_READY);
  view = hx_space_map_get_view (map);
  g_assert_cmpuint (view->label, ==, 4);
  g_assert_cmpuint (view->n, ==, N_RECORDS);
  g_assert_cmpuint (view->n_with + view->n_without + view->n_unknown, ==, N_RECORDS);
  for (guint row = 0; row < view->n; row++)
    {
      HxRecordItem *record = hx_session_find_record (fixture->session, view->points[row].key);
      guint n_labels;
      const HxStatement *statements = hx_record_item_get_statements (record, &n_labels);
      g_assert_cmpint (view->points[row].label, ==, hx_session_get_given (fixture->session, record, 4));
      g_assert_cmpfloat (view->points[row].margin, ==, statements[4].margin);
    }
  /* What was seen before is there at once. */
  hx_session_set_label (fixture->session, 5);
  page_wait_until (hx_space_map_get_state (map) == HX_SPACE_READY);
  hx_session_set_label (fixture->session, 4);
  g_assert_true (hx_space_map_get_view (map) == view);
  hx_space_map_release (map);
}

static void
test_spaces_page (void)
{
  g_autoptr (PageFixture) fixture = page_fixture_new (N_RECORDS);
  GtkWidget *page, *list, *doubtful;
  HxSpaceMap *map = hx_space_map_get (fixture->session);
  const HxSpaceView *view;
  g_autofree char *title = NULL;
  guint n = 0;

  page_fixture_add_model (fixture, HX_HEAD_LDM, 18, HX_ORIGIN_SIMULATED);
  hx_session_set_label (fixture->session, HX_SIM_IMI);
  page = hx_spaces_page_new (fixture->session);
  page_fixture_show (fixture, page, 1100, 760);
  page_wait_until (hx_space_map_get_state (map) == HX_SPACE_READY && page_says (page, "% right"));
  page_fixture_settle (fixture);
  view = hx_space_map_get_view (map);
  g_assert_true (gtk_widget_get_visible (page_find (page, "side")));
  title = g_strdup_printf ("On the wrong side: %u", view->n_wrong);
  g_assert_cmpstr (page_text (page, "doubtful_title"), ==, title);
  doubtful = page_find_type (page_find (page, "doubtful"), GTK_TYPE_LIST_VIEW);
  g_assert_cmpuint (
      g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (doubtful)))), ==,
      view->n_wrong);

  /* The list of doubtful records chooses the record. */
  gtk_single_selection_set_selected (
      GTK_SINGLE_SELECTION (gtk_list_view_get_model (GTK_LIST_VIEW (doubtful))), 0);
  g_assert_cmpint (hx_record_item_get_key (hx_session_get_record (fixture->session)), ==,
                   view->points[view->wrong[0]].key);
  g_assert_cmpuint (hx_scatter_get_current (HX_SCATTER (page_find (page, "scatter"))), ==, view->wrong[0]);

  /* The list of labels chooses the label, in any order. */
  list = page_find_type (page_find (page, "labels"), GTK_TYPE_LIST_VIEW);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (page_find (page, "order")), HX_LABEL_ORDER_DOUBTFUL);
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (gtk_list_view_get_model (GTK_LIST_VIEW (list))),
                                     0);
  n = (guint)hx_session_get_label (fixture->session);
  page_wait_until (hx_space_map_get_view (map) && hx_space_map_get_view (map)->label == n);
}

static void
test_spaces_withheld (void)
{
  g_autoptr (PageFixture) fixture = page_fixture_new (N_RECORDS);
  GtkWidget *space;
  HxSpaceMap *map = hx_space_map_get (fixture->session);

  page_fixture_add_model (fixture, HX_HEAD_LDM, 5, HX_ORIGIN_SIMULATED);
  page_fixture_open_file (fixture, "walk", 12, 10.0);
  space = hx_space_panel_new (fixture->session, TRUE);
  page_fixture_show (fixture, space, 700, 600);
  page_wait_until (hx_space_map_get_state (map) == HX_SPACE_READY);
  g_assert_cmpuint (hx_space_map_get_view (map)->n, ==, N_RECORDS);
  g_assert_cmpuint (hx_space_map_get_n_withheld (map), ==, 1);
  gtk_widget_activate_action (space, "space.consent", NULL);
  page_wait_until (hx_space_map_get_state (map) == HX_SPACE_READY
                   && hx_space_map_get_view (map)->n == N_RECORDS + 1);
  g_assert_cmpuint (hx_space_map_get_n_withheld (map), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/app/spaces/view", test_space_view);
  g_test_add_func ("/app/spaces/map", test_space_map);
  g_test_add_func ("/app/spaces/page", test_spaces_page);
  g_test_add_func ("/app/spaces/withheld", test_spaces_withheld);
  return g_test_run ();
}
