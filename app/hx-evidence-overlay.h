/* hx-evidence-overlay.h: what the model saw in the record that is shown, for the chosen label
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"
#include "ui/hx-trace-overlay.h"

G_BEGIN_DECLS

#define HX_TYPE_EVIDENCE_OVERLAY (hx_evidence_overlay_get_type ())
G_DECLARE_FINAL_TYPE (HxEvidenceOverlay, hx_evidence_overlay, HX, EVIDENCE_OVERLAY, GObject)

/**
 * HxEvidenceOverlay:
 *
 * Off until it is turned on; then a job computes the contributions of the session's record to its label, or
 * they are remembered. Turning it off cancels the job. Another record, label or model turns it off.
 *
 * Signal "changed": anything that the getters tell. Main thread only.
 */

/** The session's own. (transfer none) */
HxEvidenceOverlay *hx_evidence_overlay_get (HxSession *session);

/** Adds the action "model-saw", a switch that is enabled while there is something to compute. */
void hx_evidence_overlay_add_action (HxEvidenceOverlay *self, GActionMap *group);

/** Whether there are a record that is read, and a statement on it that may be shown. */
gboolean hx_evidence_overlay_is_possible (HxEvidenceOverlay *self);
/** Does nothing while it is not possible. Turning it on again after a failure tries again. */
void hx_evidence_overlay_set_on (HxEvidenceOverlay *self, gboolean on);
/** Turns it on, as soon as that is possible. */
void hx_evidence_overlay_want (HxEvidenceOverlay *self);
gboolean hx_evidence_overlay_is_on (HxEvidenceOverlay *self);
gboolean hx_evidence_overlay_is_working (HxEvidenceOverlay *self);
/** What to draw; NULL unless it is on and there. (transfer none) */
HxTraceOverlay *hx_evidence_overlay_get_overlay (HxEvidenceOverlay *self);
/** What it found in words, or why it failed; NULL while there is nothing to say. */
const char *hx_evidence_overlay_get_text (HxEvidenceOverlay *self);
gboolean hx_evidence_overlay_has_failed (HxEvidenceOverlay *self);

G_END_DECLS
