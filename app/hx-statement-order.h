/* hx-statement-order.h: which statement stands where
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"
#include "app/hx-statement-item.h"

G_BEGIN_DECLS

/**
 * hx_statement_order:
 * @statements: n_labels of @model
 * @search: casefolded text that a code or description must contain; "" for all
 *
 * Contents of the list, top first: those at or above their threshold, then the others, each by falling
 * score. Groups and their counts are set, everything else but label, code, description, threshold,
 * statement and window_s is as in a new content.
 *
 * Returns: (transfer full) (element-type HxStatementContent)
 */
GArray *hx_statement_order (HxModel *model, const HxStatement *statements, const char *search);

G_END_DECLS
