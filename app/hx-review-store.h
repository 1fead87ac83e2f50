/* hx-review-store.h: where a record's review is kept
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"
#include "engine/report/hx-review.h"

G_BEGIN_DECLS

/** The review of @record, empty if there is none or it cannot be read. Returns: (transfer full) */
HxReview *hx_review_store_read (HxSession *session, HxRecordItem *record);

/**
 * hx_review_store_write:
 *
 * Keeps @review with the record in the library, by a job; of an opened file, until the program ends. A job
 * that fails is one of the session's "failed".
 */
void hx_review_store_write (HxSession *session, HxRecordItem *record, const HxReview *review);

G_END_DECLS
