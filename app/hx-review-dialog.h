/* hx-review-dialog.h: a reader's decisions on the statements of a page
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/report/hx-report.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HX_TYPE_REVIEW_DIALOG (hx_review_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HxReviewDialog, hx_review_dialog, HX, REVIEW_DIALOG, AdwWindow)

/**
 * hx_review_dialog_new:
 * @report: its statements are listed, in the page's order
 * @review: what is decided so far; copied
 *
 * A modal window. Signal "changed" follows every change; hx_review_dialog_get_review() then has it, with the
 * time of the change.
 */
GtkWidget *hx_review_dialog_new (GtkWindow *parent, HxReport *report, const HxReview *review);

/** (transfer none) */
const HxReview *hx_review_dialog_get_review (HxReviewDialog *self);

G_END_DECLS
