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
 * branches disagree. Every row has the same height, whatever is in it. It draws its own text: a list that is
 * scrolled binds rows all the time, and four labels would take ten times as long.
 */
GtkWidget *hx_record_row_new (HxSession *session);

/** (nullable) */
void hx_record_row_bind (HxRecordRow *self, HxRecordItem *item);

/** Where it stands among @n records, from 0, and whether it is the selected one. */
void hx_record_row_set_place (HxRecordRow *self, guint position, guint n, gboolean selected);

/** The model, the consent or something else that all rows show is another. */
void hx_record_row_refresh (HxRecordRow *self);

G_END_DECLS
