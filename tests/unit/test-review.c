/* test-review.c: a reader's decisions on statements
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/report/hx-review.h"

static void
test_review (void)
{
  g_autoptr (HxReview) review = hx_review_new ();
  g_autoptr (HxReview) read = NULL;
  g_autofree char *json = NULL, *again = NULL;
  g_autofree const char **codes = NULL;
  g_assert_true (hx_review_is_empty (review));
  hx_review_set_reader (review, "A \"Reader\"");
  g_assert_true (hx_review_is_empty (review));
  hx_review_decide (review, "LVH", HX_REVIEW_REJECTED);
  hx_review_decide (review, "IMI", HX_REVIEW_CONFIRMED);
  hx_review_decide (review, "AMI", HX_REVIEW_CONFIRMED);
  hx_review_decide (review, "AMI", HX_REVIEW_UNDECIDED);
  hx_review_set_note (review, "");
  g_assert_null (hx_review_get_note (review));
  g_assert_false (hx_review_is_empty (review));
  json = hx_review_to_json (review);
  g_assert_cmpstr (json, ==,
                   "{\"reader\":\"A \\\"Reader\\\"\",\"decisions\":{\"IMI\":\"confirmed\",\"LVH\":"
                   "\"rejected\"}}");
  read = hx_review_from_json (json, NULL);
  again = hx_review_to_json (read);
  g_assert_cmpstr (again, ==, json);
  codes = hx_review_list_codes (read);
  g_assert_cmpstr (codes[0], ==, "IMI");
  g_assert_cmpstr (codes[1], ==, "LVH");
  g_assert_null (codes[2]);
}

static void
test_damaged (void)
{
  static const char *const bad[] = { "",
                                     "[]",
                                     "{",
                                     "{\"reader\":1}",
                                     "{\"decisions\":[]}",
                                     "{\"decisions\":{\"IMI\":\"maybe\"}}",
                                     "{\"decisions\":{\"IMI\":2}}",
                                     "{\"other\":\"x\"}" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (hx_review_from_json (bad[i], &error));
      g_assert_error (error, HX_ERROR, HX_ERROR_FORMAT);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/review/review", test_review);
  g_test_add_func ("/review/damaged", test_damaged);
  return g_test_run ();
}
