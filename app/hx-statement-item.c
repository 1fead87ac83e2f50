/* hx-statement-item.c: a place in the list of statements
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-statement-item.h"

struct _HxStatementItem
{
  GObject parent_instance;
  HxStatementContent content;
};

G_DEFINE_FINAL_TYPE (HxStatementItem, hx_statement_item, G_TYPE_OBJECT)

static guint changed_signal;

static void
hx_statement_item_class_init (HxStatementItemClass *klass)
{
  changed_signal = g_signal_new ("changed", HX_TYPE_STATEMENT_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
hx_statement_item_init (HxStatementItem *self)
{
  self->content.label = -1;
  self->content.given = -1;
}

HxStatementItem *
hx_statement_item_new (void)
{
  return g_object_new (HX_TYPE_STATEMENT_ITEM, NULL);
}

const HxStatementContent *
hx_statement_item_get (HxStatementItem *self)
{
  g_return_val_if_fail (HX_IS_STATEMENT_ITEM (self), NULL);
  return &self->content;
}

void
hx_statement_item_set (HxStatementItem *self, const HxStatementContent *content)
{
  hx_statement_item_put (self, content);
  hx_statement_item_show (self);
}

void
hx_statement_item_put (HxStatementItem *self, const HxStatementContent *content)
{
  g_return_if_fail (HX_IS_STATEMENT_ITEM (self));
  self->content = *content;
}

void
hx_statement_item_show (HxStatementItem *self)
{
  g_return_if_fail (HX_IS_STATEMENT_ITEM (self));
  g_signal_emit (self, changed_signal, 0);
}
