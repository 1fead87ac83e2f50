/* hx-record-item.h: a record as the lists show it
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-statement-block.h"
#include "engine/library/hx-library.h"

G_BEGIN_DECLS

#define HX_TYPE_RECORD_ITEM (hx_record_item_get_type ())
G_DECLARE_FINAL_TYPE (HxRecordItem, hx_record_item, HX, RECORD_ITEM, GObject)

/**
 * HxRecordItem:
 *
 * A record of the library, or a file that was opened for reading and is in no library. Main
 * thread only. Emits notify::statements when what the session's model says of it changes, and
 * notify::reviewed.
 */
HxRecordItem *hx_record_item_new (HxRecordInfo *info); /* takes a reference */
/** @key: negative, unique in the session; takes a reference */
HxRecordItem *hx_record_item_new_for_file (HxRecording *recording, gint64 key);

/** Key in the library, or a negative number, unique in the session, for an opened file. */
gint64 hx_record_item_get_key (HxRecordItem *self);
/** Where the key is kept, as long as the item lives: for tables of items by key. */
const gint64 *hx_record_item_peek_key (HxRecordItem *self);
HxRecordInfo *hx_record_item_get_info (HxRecordItem *self); /* NULL for an opened file */
HxRecording *
hx_record_item_get_recording (HxRecordItem *self);            /* of an opened file; NULL for the library's */
const char *hx_record_item_get_title (HxRecordItem *self);    /* "00041" */
const char *hx_record_item_get_subtitle (HxRecordItem *self); /* "71 y · m · 14/02/86" in the locale's form */
const char *hx_record_item_get_search_text (HxRecordItem *self); /* casefolded id, codes, patient, report */
gboolean hx_record_item_is_simulated (HxRecordItem *self);

double hx_record_item_get_age_years (HxRecordItem *self);        /* NaN if unknown */
const char *hx_record_item_get_recorded_at (HxRecordItem *self); /* ISO 8601, NULL if unknown */
int hx_record_item_get_fold (HxRecordItem *self);                /* 0: none */
/** What the data set says of it: NULL-terminated, never NULL, empty for an opened file. */
const char *const *hx_record_item_get_codes (HxRecordItem *self);

/** Whether somebody has decided on the record's statements, or noted something. */
gboolean hx_record_item_is_reviewed (HxRecordItem *self);
void hx_record_item_set_reviewed (HxRecordItem *self, gboolean reviewed);

/** Whether the data set gave this record statement @code. */
gboolean hx_record_item_has_code (HxRecordItem *self, const char *code);

/** What the session's model says: n_labels statements, or NULL while unknown. (transfer none) */
const HxStatement *hx_record_item_get_statements (HxRecordItem *self, guint *n_labels);

/** For HxSession: the statements are row @row of @block (nullable), whose reference is kept. */
void hx_record_item_set_statements (HxRecordItem *self, HxStatementBlock *block, guint row);

/** TRUE where a statement that is found is denied by one of the branches: it rests on the other alone. */
gboolean hx_record_item_branches_disagree (HxRecordItem *self);

/** The largest difference of the branches' scores over all labels, in [0, 1]; 0 while nothing is known. */
double hx_record_item_get_doubt (HxRecordItem *self);

/**
 * hx_record_item_get_leading:
 * @labels: room for @max label indices, the highest score first
 *
 * The labels at or above their threshold; with none there, the one closest to it.
 *
 * Returns: how many; 0 while nothing is known
 */
guint hx_record_item_get_leading (HxRecordItem *self, guint *labels, guint max);

G_END_DECLS
