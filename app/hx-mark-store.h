/* hx-mark-store.h: what is kept with a record: calipers, corrections, reviews
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"
#include "app/hx-undo.h"

G_BEGIN_DECLS

/** The record's document @name, NULL if there is none or it cannot be read. Returns: (transfer full) */
char *hx_mark_store_read (HxSession *session, HxRecordItem *record, const char *name);

/**
 * hx_mark_store_write:
 * @json: (nullable): NULL takes the document away
 *
 * Keeps it with the record in the library, by a job; of an opened file, until the program ends. A job that
 * fails is one of the session's "failed". Reading it has the new one at once.
 */
void hx_mark_store_write (HxSession *session, HxRecordItem *record, const char *name, const char *json);

/** What can be undone at this record, until the program ends. (transfer none) */
HxUndo *hx_mark_store_get_undo (HxRecordItem *record);

/** Writes the document as a step that can be undone. @text, @merge: as for hx_undo_push() */
void hx_mark_store_change (HxSession *session, HxRecordItem *record, const char *name, const char *json,
                           const char *text, gboolean merge);

G_END_DECLS
