/* hx-statement-row.h: one statement in one glance
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"
#include "app/hx-statement-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_STATEMENT_ROW (hx_statement_row_get_type ())
G_DECLARE_FINAL_TYPE (HxStatementRow, hx_statement_row, HX, STATEMENT_ROW, GtkBox)

/**
 * HxStatementRow:
 *
 * Shows a HxStatementItem: name, score, the branches on a scale, the margin, marks, and its evidence
 * while expanded. Its buttons use the actions "statement.evidence" (i: label), "statement.show-window"
 * ((dd): start and duration in seconds), "statement.record" (x: key) and "statement.spaces" of a widget above
 * it.
 */
GtkWidget *hx_statement_row_new (HxSession *session);

/** For a list: made to be bound again and again; NULL for none. */
void hx_statement_row_bind (HxStatementRow *self, HxStatementItem *item);

G_END_DECLS
