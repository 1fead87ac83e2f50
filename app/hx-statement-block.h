/* hx-statement-block.h: what one model says of some records, shared by the items that show it
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/hx-statement.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * HxStatementBlock:
 *
 * Statements of n_records records and n_labels labels, record after record. Main thread only,
 * reference counted. When another model is chosen, the block is retired: from then on it says
 * nothing, so that thousands of items forget the old model at once.
 */
typedef struct _HxStatementBlock HxStatementBlock;

/**
 * hx_statement_block_new:
 * @statements: (transfer full): n_records x n_labels, from g_malloc()
 * @threshold_logits: n_labels values, copied: the logit from which on a label counts as found
 */
HxStatementBlock *hx_statement_block_new (HxStatement *statements, guint n_records, guint n_labels,
                                          const float *threshold_logits);
HxStatementBlock *hx_statement_block_ref (HxStatementBlock *block);
void hx_statement_block_unref (HxStatementBlock *block);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxStatementBlock, hx_statement_block_unref)

void hx_statement_block_retire (HxStatementBlock *block);

/** Statements of record @row, or NULL once retired. (transfer none) */
const HxStatement *hx_statement_block_get (HxStatementBlock *block, guint row);
guint hx_statement_block_get_n_labels (HxStatementBlock *block);
const float *hx_statement_block_get_threshold_logits (HxStatementBlock *block);

G_END_DECLS
