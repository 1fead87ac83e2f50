/* hx-statements-panel.h: what the model says of the record, label by label
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-pages.h"

G_BEGIN_DECLS

#define HX_TYPE_STATEMENTS_PANEL (hx_statements_panel_get_type ())
G_DECLARE_FINAL_TYPE (HxStatementsPanel, hx_statements_panel, HX, STATEMENTS_PANEL, AdwBin)

/**
 * HxStatementsPanel:
 *
 * Rows of HxStatementItem, the most likely statement first; those at or above their threshold stand
 * under “Found”. Selecting a row chooses the session's label, and the other way round.
 *
 * Signal "show-window" (double start_s, double duration_s): somebody wants to see, in the trace, the
 * stretch that decided a statement. The window connects it to the page that has the trace.
 *
 * Uses the window's actions "win.models" (choose a model) and "win.page" with a page's name.
 */

/** Chooses the row'th statement from the top (from 0); nothing if there are fewer. For the number keys. */
void hx_statements_panel_pick (HxStatementsPanel *self, guint row);

/** The list of the rows, which has the focus after one was chosen. (transfer none) */
GtkWidget *hx_statements_panel_get_list (HxStatementsPanel *self);

G_END_DECLS
