/* hx-record-rows.h: the part of a long list of records that is on the screen
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_RECORD_ROWS (hx_record_rows_get_type ())
G_DECLARE_FINAL_TYPE (HxRecordRows, hx_record_rows, HX, RECORD_ROWS, GtkWidget)

/**
 * HxRecordRows:
 *
 * A GtkScrollable list of HxRecordRow, all of one height, one of them selected. There are only as many rows
 * as fit on the screen, bound anew while it is scrolled: a change of the whole list costs the same whether it
 * has ten records or twenty thousand. (GtkListView keeps two hundred rows, and to exchange them takes it
 * longer than a frame.)
 *
 * Arrow keys, Page Up, Page Down, Home, End and a click select. Signals: "chosen" (guint position), somebody
 * has selected a row; "opened", a row was clicked, or Enter pressed.
 */
GtkWidget *hx_record_rows_new (void);

/** @records: GListModel of HxRecordItem. Once. */
void hx_record_rows_set_records (HxRecordRows *self, HxSession *session, GListModel *records);

/** GTK_INVALID_LIST_POSITION for none. Setting it scrolls there and emits nothing. */
void hx_record_rows_set_selected (HxRecordRows *self, guint position);
guint hx_record_rows_get_selected (HxRecordRows *self);

/** Makes every row on the screen show its record anew: another model, another consent. */
void hx_record_rows_refresh (HxRecordRows *self);

G_END_DECLS
