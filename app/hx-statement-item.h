/* hx-statement-item.h: a place in the list of statements
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/hx-statement.h"

#include <glib-object.h>

G_BEGIN_DECLS

/** What stands in one place of the list. Strings belong to the model. */
typedef struct
{
  int label; /* index in the model's labels */
  const char *code;
  const char *description;
  double threshold;
  HxStatement statement;
  int given;         /* by the data set: 1, 0, or -1 if unknown */
  const char *group; /* heading above this row; NULL inside a group */
  guint group_count; /* rows of that group */
  gboolean expanded; /* its evidence is open */
  double window_s;   /* length of the model's window */
} HxStatementContent;

#define HX_TYPE_STATEMENT_ITEM (hx_statement_item_get_type ())
G_DECLARE_FINAL_TYPE (HxStatementItem, hx_statement_item, HX, STATEMENT_ITEM, GObject)

/**
 * HxStatementItem:
 *
 * The n-th place from the top. When another record is read, places stay and their content is
 * replaced: rows on the screen are refilled, none is made anew. Signal "changed".
 */
HxStatementItem *hx_statement_item_new (void);
const HxStatementContent *hx_statement_item_get (HxStatementItem *self);
/** Strings in @content must outlive the item or the next call. */
void hx_statement_item_set (HxStatementItem *self, const HxStatementContent *content);
/** The same, but rows learn of it only by hx_statement_item_show(). */
void hx_statement_item_put (HxStatementItem *self, const HxStatementContent *content);
void hx_statement_item_show (HxStatementItem *self);

G_END_DECLS
