/* hx-statement-order.c: which statement stands where
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-statement-order.h"

#include "app/hx-words.h"

#include <glib/gi18n.h>

static gboolean
is_found (const HxStatementContent *content)
{
  return content->statement.score >= content->threshold;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const HxStatementContent *left = a, *right = b;
  gboolean left_found = is_found (left), right_found = is_found (right);
  if (left_found != right_found)
    return left_found ? -1 : 1;
  if (left->statement.score != right->statement.score)
    return left->statement.score > right->statement.score ? -1 : 1;
  return left->label - right->label;
}

static gboolean
matches (const HxModelLabel *label, const char *search)
{
  g_autofree char *code = NULL, *description = NULL;
  if (!*search)
    return TRUE;
  code = g_utf8_casefold (label->code, -1);
  description = g_utf8_casefold (label->description, -1);
  return strstr (code, search) || strstr (description, search);
}

static void
set_groups (GArray *order)
{
  guint n_found = 0;
  while (n_found < order->len && is_found (&g_array_index (order, HxStatementContent, n_found)))
    n_found++;
  if (n_found > 0)
    {
      HxStatementContent *first = &g_array_index (order, HxStatementContent, 0);
      first->group = _ ("Found");
      first->group_count = n_found;
    }
  if (n_found < order->len)
    {
      HxStatementContent *first = &g_array_index (order, HxStatementContent, n_found);
      first->group = _ ("Not found");
      first->group_count = order->len - n_found;
    }
}

GArray *
hx_statement_order (HxModel *model, const HxStatement *statements, const char *search)
{
  GArray *order = g_array_new (FALSE, TRUE, sizeof (HxStatementContent));
  double window_s = hx_model_get_window_samples (model) / hx_model_get_rate_hz (model);
  for (guint i = 0; i < hx_model_get_n_labels (model); i++)
    {
      const HxModelLabel *label = hx_model_get_label (model, i);
      HxStatementContent content = {
        .label = (int)i,
        .code = label->code,
        .description = label->description,
        .threshold = hx_words_threshold (model, i),
        .statement = statements[i],
        .given = -1,
        .window_s = window_s,
      };
      if (matches (label, search))
        g_array_append_val (order, content);
    }
  g_array_sort (order, compare);
  set_groups (order);
  return order;
}
