/* hx-review.h: what a reader has decided on an ECG's statements
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** A library keeps a record's review as its mark of this name. */
#define HX_REVIEW_MARK "review"

typedef enum
{
  HX_REVIEW_UNDECIDED,
  HX_REVIEW_CONFIRMED,
  HX_REVIEW_REJECTED,
} HxReviewDecision;

/**
 * HxReview:
 *
 * A reader's name, a note, when it was, and a decision on any number of statements, by their codes. Used by
 * one thread at a time.
 */
typedef struct _HxReview HxReview;

HxReview *hx_review_new (void);
HxReview *hx_review_copy (const HxReview *self);
void hx_review_free (HxReview *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxReview, hx_review_free)

/** Whether nothing is decided and nothing is noted. A name alone is no review. */
gboolean hx_review_is_empty (const HxReview *self);

/* Strings are copied; NULL and "" stand for none, and getters return NULL for it. */
void hx_review_set_reader (HxReview *self, const char *name);
const char *hx_review_get_reader (const HxReview *self);
void hx_review_set_note (HxReview *self, const char *note);
const char *hx_review_get_note (const HxReview *self);
/** Local date and time, "2026-02-11 09:32". */
void hx_review_set_time (HxReview *self, const char *time);
const char *hx_review_get_time (const HxReview *self);

void hx_review_decide (HxReview *self, const char *code, HxReviewDecision decision);
HxReviewDecision hx_review_get_decision (const HxReview *self, const char *code);

/** Codes that are decided on, in alphabetical order. Returns: (transfer container): NULL-terminated; free
 * with g_free() before the review changes */
const char **hx_review_list_codes (const HxReview *self);

/**
 * hx_review_to_json:
 *
 * {"reader": "…", "time": "…", "note": "…", "decisions": {"IMI": "confirmed", "LVH": "rejected"}}; members
 * that are not there are left out.
 *
 * Returns: (transfer full)
 */
char *hx_review_to_json (const HxReview *self);

/** Fails with %HX_ERROR_FORMAT for what hx_review_to_json() does not write. Returns: (transfer full) */
HxReview *hx_review_from_json (const char *json, GError **error);

G_END_DECLS
