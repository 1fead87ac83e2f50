/* hx-record-view.h: the session's records, filtered and sorted
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-record-criteria.h"

G_BEGIN_DECLS

#define HX_TYPE_RECORD_VIEW (hx_record_view_get_type ())
G_DECLARE_FINAL_TYPE (HxRecordView, hx_record_view, HX, RECORD_VIEW, GObject)

/**
 * HxRecordView:
 *
 * A GListModel of HxRecordItem. Filters and sorts in slices on the main loop, then changes all at
 * once; looking an item up takes the same time wherever it is. It follows the session's records,
 * and, where the criteria need them, its predictions and label. Signal "settled": a change has found its way
 * into the list, whether or not that made it another one.
 *
 * Used in place of GtkFilterListModel and GtkSortListModel, which report every step of theirs as a change.
 */
HxRecordView *hx_record_view_new (HxSession *session);

/** To be changed in place, then hx_record_view_changed(). */
HxRecordCriteria *hx_record_view_get_criteria (HxRecordView *self);
void hx_record_view_changed (HxRecordView *self);

/** Where @item is in the list, or -1. */
int hx_record_view_find (HxRecordView *self, HxRecordItem *item);

/** Whether a change is still on its way into the list. */
gboolean hx_record_view_is_busy (HxRecordView *self);

G_END_DECLS
