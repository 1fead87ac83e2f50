/* page-fixture.h: a small library, models with made-up statements, and a window, for tests of the pages
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/** What a test works with. */
typedef struct
{
  char *folder;  /* of everything, removed at the end */
  char *library; /* the library's folder inside */
  HxSession *session;
  GtkWidget *window; /* NULL until page_fixture_show() */
} PageFixture;

/** A simulated library of @n_records, in a session. Folds 1-10 in turn. */
PageFixture *page_fixture_new (guint n_records);
void page_fixture_free (PageFixture *fixture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PageFixture, page_fixture_free)

/**
 * page_fixture_add_model:
 * @n_labels: the simulator's own statements first, then made-up ones
 *
 * An untrained network with @origin, put into the library together with made-up statements of every record
 * that mostly agree with what the data set gives, then chosen.
 */
void page_fixture_add_model (PageFixture *fixture, HxHead head, guint n_labels, const char *origin);

/** What page_fixture_add_model() makes the model say of record number @record, in the order of the library.
 */
HxStatement page_fixture_statement (HxHead head, guint record, guint label, gboolean given);

/** Writes a recorded ECG of @n_leads standard leads to a file and opens it in the session. */
void page_fixture_open_file (PageFixture *fixture, const char *name, guint n_leads, double duration_s);

/** Shows @widget in a window and waits until it is on the screen. */
void page_fixture_show (PageFixture *fixture, GtkWidget *widget, int width, int height);

/** Runs the main loop until no job, read or slice is left and the screen is drawn. */
void page_fixture_settle (PageFixture *fixture);

/** The widget with this id in its template, at or below @root. Fails the test if there is none. */
GtkWidget *page_find (GtkWidget *root, const char *id);
/** The first widget of @type at or below @root, or NULL. */
GtkWidget *page_find_type (GtkWidget *root, GType type);
/** How many of @type are at or below @root. */
guint page_count_type (GtkWidget *root, GType type);
/** Text of a GtkLabel found by page_find(). */
const char *page_text (GtkWidget *root, const char *id);
/** Clicks the button found by page_find(). */
void page_click (GtkWidget *root, const char *id);
/** Whether a GtkLabel at or below @root that is on the screen contains @text. */
gboolean page_says (GtkWidget *root, const char *text);

/** Runs the main loop until @condition; fails the test after a generous time. */
#define page_wait_until(condition)                                                                           \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gint64 page_end_us = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;                                      \
    while (!(condition))                                                                                     \
      {                                                                                                      \
        g_assert_cmpint (g_get_monotonic_time (), <, page_end_us);                                           \
        g_main_context_iteration (NULL, FALSE);                                                              \
        g_usleep (500);                                                                                      \
      }                                                                                                      \
  }                                                                                                          \
  G_STMT_END

G_END_DECLS
