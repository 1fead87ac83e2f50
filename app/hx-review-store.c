/* hx-review-store.c: where a record's review is kept
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-review-store.h"

#include "app/hx-mark-store.h"

#include <glib/gi18n.h>

HxReview *
hx_review_store_read (HxSession *session, HxRecordItem *record)
{
  g_autofree char *kept = hx_mark_store_read (session, record, HX_REVIEW_MARK);
  HxReview *review = kept ? hx_review_from_json (kept, NULL) : NULL;
  return review ? review : hx_review_new ();
}

void
hx_review_store_write (HxSession *session, HxRecordItem *record, const HxReview *review)
{
  g_autofree char *json = hx_review_is_empty (review) ? NULL : hx_review_to_json (review);
  hx_mark_store_change (session, record, HX_REVIEW_MARK, json, _ ("Change Review"), FALSE);
}
