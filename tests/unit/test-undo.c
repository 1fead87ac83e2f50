/* test-undo.c: what is done, undone and redone
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-undo.h"

typedef struct
{
  HxUndo *undo;
  char *name, *document;
  guint n_applied, n_changed;
} Fixture;

static void
on_apply (HxUndo *undo, const char *name, const char *document, Fixture *fixture)
{
  g_free (fixture->name);
  g_free (fixture->document);
  fixture->name = g_strdup (name);
  fixture->document = g_strdup (document);
  fixture->n_applied++;
}

static void
on_changed (HxUndo *undo, Fixture *fixture)
{
  fixture->n_changed++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->undo = hx_undo_new ();
  g_signal_connect (fixture->undo, "apply", G_CALLBACK (on_apply), fixture);
  g_signal_connect (fixture->undo, "changed", G_CALLBACK (on_changed), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->undo);
  g_free (fixture->name);
  g_free (fixture->document);
}

static void
assert_texts (Fixture *fixture, const char *undo, const char *redo)
{
  g_assert_cmpstr (hx_undo_get_undo_text (fixture->undo), ==, undo);
  g_assert_cmpstr (hx_undo_get_redo_text (fixture->undo), ==, redo);
}

static void
assert_applied (Fixture *fixture, const char *name, const char *document)
{
  g_assert_cmpstr (fixture->name, ==, name);
  g_assert_cmpstr (fixture->document, ==, document);
}

static void
test_steps (Fixture *fixture, gconstpointer data)
{
  assert_texts (fixture, NULL, NULL);
  g_assert_false (hx_undo_undo (fixture->undo));
  g_assert_false (hx_undo_redo (fixture->undo));
  hx_undo_push (fixture->undo, "calipers", "Add", NULL, "a", FALSE);
  hx_undo_push (fixture->undo, "corrections", "Move", "1", "2", FALSE);
  g_assert_cmpuint (fixture->n_changed, ==, 2);
  g_assert_cmpuint (fixture->n_applied, ==, 0);
  assert_texts (fixture, "Move", NULL);
  g_assert_true (hx_undo_undo (fixture->undo));
  assert_applied (fixture, "corrections", "1");
  assert_texts (fixture, "Add", "Move");
  g_assert_true (hx_undo_undo (fixture->undo));
  assert_applied (fixture, "calipers", NULL);
  assert_texts (fixture, NULL, "Add");
  g_assert_false (hx_undo_undo (fixture->undo));
  g_assert_true (hx_undo_redo (fixture->undo));
  assert_applied (fixture, "calipers", "a");
  /* Another step, and what was undone is gone. */
  hx_undo_push (fixture->undo, "calipers", "Delete", "a", NULL, FALSE);
  assert_texts (fixture, "Delete", NULL);
  g_assert_false (hx_undo_redo (fixture->undo));
  g_assert_true (hx_undo_undo (fixture->undo));
  assert_applied (fixture, "calipers", "a");
  assert_texts (fixture, "Add", "Delete");
}

static void
test_merge (Fixture *fixture, gconstpointer data)
{
  hx_undo_push (fixture->undo, "calipers", "Add", NULL, "a", FALSE);
  hx_undo_push (fixture->undo, "calipers", "Move", "a", "b", TRUE);
  hx_undo_push (fixture->undo, "calipers", "Move", "b", "c", TRUE);
  hx_undo_undo (fixture->undo);
  assert_applied (fixture, "calipers", "a");
  hx_undo_redo (fixture->undo);
  assert_applied (fixture, "calipers", "c");
  /* What was redone is closed. */
  hx_undo_push (fixture->undo, "calipers", "Move", "c", "d", TRUE);
  hx_undo_undo (fixture->undo);
  assert_applied (fixture, "calipers", "c");
  assert_texts (fixture, "Move", "Move");
  /* Not with FALSE, nor for another document. */
  hx_undo_push (fixture->undo, "calipers", "Move", "c", "e", FALSE);
  hx_undo_push (fixture->undo, "corrections", "Move", NULL, "x", TRUE);
  hx_undo_undo (fixture->undo);
  assert_applied (fixture, "corrections", NULL);
  hx_undo_undo (fixture->undo);
  assert_applied (fixture, "calipers", "c");
}

/* What comes later is a step of its own, though it would go on. */
static void
test_merge_late (Fixture *fixture, gconstpointer data)
{
  hx_undo_push (fixture->undo, "calipers", "Move", "a", "b", TRUE);
  hx_undo_push (fixture->undo, "calipers", "Move", "b", "c", TRUE);
  g_usleep (HX_UNDO_MERGE_MS * 1000 + 50000);
  hx_undo_push (fixture->undo, "calipers", "Move", "c", "d", TRUE);
  hx_undo_undo (fixture->undo);
  assert_applied (fixture, "calipers", "c");
  hx_undo_undo (fixture->undo);
  assert_applied (fixture, "calipers", "a");
}

/* There and back is no step, nor is one that changes nothing. */
static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  hx_undo_push (fixture->undo, "calipers", "Move", "a", "a", FALSE);
  assert_texts (fixture, NULL, NULL);
  hx_undo_push (fixture->undo, "calipers", "Add", NULL, "a", FALSE);
  hx_undo_push (fixture->undo, "calipers", "Move", "a", "b", FALSE);
  hx_undo_push (fixture->undo, "calipers", "Move", "b", "a", TRUE);
  assert_texts (fixture, "Add", NULL);
}

static void
test_limit (Fixture *fixture, gconstpointer data)
{
  guint n = 0;

  for (guint i = 0; i < HX_UNDO_MAX_STEPS + 5; i++)
    {
      g_autofree char *before = g_strdup_printf ("%u", i);
      g_autofree char *after = g_strdup_printf ("%u", i + 1);

      hx_undo_push (fixture->undo, "calipers", "Move", before, after, FALSE);
    }
  while (hx_undo_undo (fixture->undo))
    n++;
  g_assert_cmpuint (n, ==, HX_UNDO_MAX_STEPS);
  assert_applied (fixture, "calipers", "5");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/undo/steps", Fixture, NULL, set_up, test_steps, tear_down);
  g_test_add ("/undo/merge", Fixture, NULL, set_up, test_merge, tear_down);
  g_test_add ("/undo/merge-late", Fixture, NULL, set_up, test_merge_late, tear_down);
  g_test_add ("/undo/nothing", Fixture, NULL, set_up, test_nothing, tear_down);
  g_test_add ("/undo/limit", Fixture, NULL, set_up, test_limit, tear_down);
  return g_test_run ();
}
