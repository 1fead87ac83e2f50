/* hx-statement-block.c: what one model says of some records, shared by the items that show it
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-statement-block.h"

struct _HxStatementBlock
{
  guint n_references;
  guint n_records, n_labels;
  gboolean retired;
  HxStatement *statements;
  float *threshold_logits;
};

HxStatementBlock *
hx_statement_block_new (HxStatement *statements, guint n_records, guint n_labels,
                        const float *threshold_logits)
{
  HxStatementBlock *block = g_new0 (HxStatementBlock, 1);
  block->n_references = 1;
  block->n_records = n_records;
  block->n_labels = n_labels;
  block->statements = statements;
  block->threshold_logits = g_memdup2 (threshold_logits, n_labels * sizeof (float));
  return block;
}

HxStatementBlock *
hx_statement_block_ref (HxStatementBlock *block)
{
  block->n_references++;
  return block;
}

void
hx_statement_block_unref (HxStatementBlock *block)
{
  if (--block->n_references > 0)
    return;
  g_free (block->statements);
  g_free (block->threshold_logits);
  g_free (block);
}

void
hx_statement_block_retire (HxStatementBlock *block)
{
  block->retired = TRUE;
}

const HxStatement *
hx_statement_block_get (HxStatementBlock *block, guint row)
{
  g_return_val_if_fail (row < block->n_records, NULL);
  return block->retired ? NULL : block->statements + (gsize)row * block->n_labels;
}

guint
hx_statement_block_get_n_labels (HxStatementBlock *block)
{
  return block->n_labels;
}

const float *
hx_statement_block_get_threshold_logits (HxStatementBlock *block)
{
  return block->threshold_logits;
}
