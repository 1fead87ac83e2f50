/* hx-mark-tools.h: the actions and keys of calipers, measurements, undo and redo
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-record-marks.h"

G_BEGIN_DECLS

/**
 * hx_mark_tools_add:
 * @page: gets the keys Ctrl+Z, Ctrl+Shift+Z and Ctrl+Shift+M
 * @group: gets "undo", "redo" and "measurements"; it is the page's group "read"
 * @undo, @redo: buttons whose tooltips tell what they would do
 *
 * Returns: (transfer none): it lives as long as @trace
 */
HxRecordMarks *hx_mark_tools_add (GtkWidget *page, HxTraceView *trace, GActionMap *group, HxSession *session,
                                  GSettings *settings, GtkWidget *undo, GtkWidget *redo);

G_END_DECLS
