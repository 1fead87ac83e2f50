/* hx-statement-evidence.h: why the model says what it says of one label
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"
#include "app/hx-statement-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_STATEMENT_EVIDENCE (hx_statement_evidence_get_type ())
G_DECLARE_FINAL_TYPE (HxStatementEvidence, hx_statement_evidence, HX, STATEMENT_EVIDENCE, GtkBox)

/**
 * HxStatementEvidence:
 *
 * Branches, gate, margin, the stretch that decided, and the nearest records in the label's space. For the
 * session's present record; the nearest appear when the session's map has the label.
 */
GtkWidget *hx_statement_evidence_new (HxSession *session);

void hx_statement_evidence_set (HxStatementEvidence *self, const HxStatementContent *content);

G_END_DECLS
