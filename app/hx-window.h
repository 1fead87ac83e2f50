/* hx-window.h: the window of the application
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HX_TYPE_WINDOW (hx_window_get_type ())
G_DECLARE_FINAL_TYPE (HxWindow, hx_window, HX, WINDOW, AdwApplicationWindow)

/**
 * HxWindow:
 *
 * Record list, pages, jobs and messages around one session.
 *
 * Actions: "win.open", "win.open-folder", "win.import", "win.simulate", "win.open-library",
 * "win.library" (s: folder), "win.models", "win.page" (s), "win.show-list", "win.search", "win.filter",
 * "win.next-record", "win.previous-record", "win.predict-all".
 */
HxWindow *hx_window_new (GtkApplication *application, HxSession *session);

HxSession *hx_window_get_session (HxWindow *self);

/** Opens a library, or makes the first one: hx_first_start_open(). */
void hx_window_open_library (HxWindow *self, const char *folder);

/** "read", "spaces", "train" or "evaluate"; anything else is ignored. */
void hx_window_show_page (HxWindow *self, const char *name);

/** Opens or imports: hx_take_files(). */
void hx_window_take_files (HxWindow *self, GListModel *files);

/** Whether all that was asked for is on the screen. */
gboolean hx_window_is_settled (HxWindow *self);

/** The list of records, for tests. (transfer none) */
GtkWidget *hx_window_get_record_list (HxWindow *self);

G_END_DECLS
