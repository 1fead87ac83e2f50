/* hx-label-table-private.h: the parts of a label table's making
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/hx-task.h"

G_BEGIN_DECLS

/** The table of a CSV file: `record_id`, then one column a label, 0 or 1. */
HxLabelTable *hx_label_table_from_csv (const char *path, const HxTaskRecord *records, guint n_records,
                                       HxStatementLookup lookup, gpointer user_data, GError **error);

/** A table of zeros, with codes (taken over, NULL-terminated) and their descriptions. */
HxLabelTable *hx_label_table_allocate (guint n_records, char **codes, const HxTask *task,
                                       HxStatementLookup lookup, gpointer user_data);

G_END_DECLS
