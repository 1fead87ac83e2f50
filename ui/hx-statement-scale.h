/* hx-statement-scale.h: one statement's score and its two branches on a scale
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_STATEMENT_SCALE (hx_statement_scale_get_type ())
G_DECLARE_FINAL_TYPE (HxStatementScale, hx_statement_scale, HX, STATEMENT_SCALE, GtkWidget)

/**
 * HxStatementScale:
 *
 * A thin line from 0 to 1: a ring where the fused branch is, a diamond where the decoupled one
 * is, a filled mark at the merged answer, a tick at the threshold. What is NaN is not drawn.
 */
GtkWidget *hx_statement_scale_new (void);

/**
 * hx_statement_scale_set:
 * @score: in [0, 1]
 * @fused_logit, @decoupled_logit: of the branches; drawn at their sigmoid
 * @gate: weight of the fused branch
 * @threshold: in [0, 1]
 */
void hx_statement_scale_set (HxStatementScale *self, double score, double fused_logit, double decoupled_logit,
                             double gate, double threshold);

G_END_DECLS
