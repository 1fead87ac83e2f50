/* hx-record-row.h: a record in the list
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_RECORD_ROW (hx_record_row_get_type ())
G_DECLARE_FINAL_TYPE (HxRecordRow, hx_record_row, HX, RECORD_ROW, GtkWidget)

/**
 * HxRecordRow:
 *
 * A strip of lead II, who and when, where it comes from, the leading statements, and a mark where the
 * branches disagree. A list view keeps some two hundred rows bound, of which a dozen are on
 * the screen; so every row has the same height whatever is in it, draws its own text, and
 * sleeps, empty, until the list wakes it because it has come near the screen. A click activates
 * "records.opened" of a widget above it.
 */
GtkWidget *hx_record_row_new (HxSession *session);

/** (nullable): also puts the row to sleep. */
void hx_record_row_bind (HxRecordRow *self, HxRecordItem *item);

/** Shows its record; cheap if it does already. */
void hx_record_row_wake (HxRecordRow *self);

/** Whether it has a record but does not show it. */
gboolean hx_record_row_is_asleep (HxRecordRow *self);

/** The model, the consent or something else that all rows show is another. */
void hx_record_row_refresh (HxRecordRow *self);

G_END_DECLS
