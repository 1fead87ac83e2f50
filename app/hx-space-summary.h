/* hx-space-summary.h: how well every label's space keeps its records apart
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"

G_BEGIN_DECLS

/** One label, over the library's records whose label is known and that have a margin. */
typedef struct
{
  guint n_with, n_without;
  guint n_right;     /* margin on the given label's side */
  double margin_sum; /* of margins towards the given label */
} HxLabelNumbers;

#define HX_TYPE_SPACE_SUMMARY (hx_space_summary_get_type ())
G_DECLARE_FINAL_TYPE (HxSpaceSummary, hx_space_summary, HX, SPACE_SUMMARY, GObject)

/**
 * HxSpaceSummary:
 *
 * Counts in slices on the main loop while it is held, anew when the session's model or predictions
 * change. Signal "changed": the numbers are others.
 */
HxSpaceSummary *hx_space_summary_new (HxSession *session);

void hx_space_summary_hold (HxSpaceSummary *self);
void hx_space_summary_release (HxSpaceSummary *self);

/** After records that were held back may be shown. */
void hx_space_summary_count_anew (HxSpaceSummary *self);

/** Numbers of every label of the model, or NULL while they are counted. (transfer none), until "changed" */
const HxLabelNumbers *hx_space_summary_get (HxSpaceSummary *self, guint *n_labels);

G_END_DECLS
