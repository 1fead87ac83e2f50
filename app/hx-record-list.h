/* hx-record-list.h: the list of records, with search, filters and order
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-pages.h"
#include "app/hx-record-view.h"

G_BEGIN_DECLS

#define HX_TYPE_RECORD_LIST (hx_record_list_get_type ())
G_DECLARE_FINAL_TYPE (HxRecordList, hx_record_list, HX, RECORD_LIST, GtkWidget)

/**
 * HxRecordList:
 *
 * Follows the session's record, and the other way round. Property "search-mode", boolean: whether the
 * search entry is open. Signal "opened": a row was clicked or activated: in a narrow window the
 * record's page is wanted.
 *
 * hx_record_list_new() is in hx-pages.h.
 */

/** Chooses the record @step rows further down, or up. */
void hx_record_list_step (HxRecordList *self, int step);

void hx_record_list_set_search_mode (HxRecordList *self, gboolean on);
gboolean hx_record_list_get_search_mode (HxRecordList *self);

void hx_record_list_open_filter (HxRecordList *self);

void hx_record_list_focus (HxRecordList *self);

HxRecordView *hx_record_list_get_view (HxRecordList *self);

/** The list itself, for controllers of the window. (transfer none) */
GtkWidget *hx_record_list_get_list (HxRecordList *self);

/** Where it is scrolled, for tests. (transfer none) */
GtkAdjustment *hx_record_list_get_adjustment (HxRecordList *self);

G_END_DECLS
