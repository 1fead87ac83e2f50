/* hx-trace-table.h: a stretch of trace as a table
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/report/hx-paper.h"

G_BEGIN_DECLS

/**
 * hx_trace_table_to_bytes:
 * @setup: what is to be seen; its recordings as they are drawn
 * @max_numbers: more fail with %HX_ERROR_RANGE
 *
 * CSV as %HX_TRACE_EXPORT_CSV describes it.
 *
 * Returns: (transfer full)
 */
GBytes *hx_trace_table_to_bytes (const HxPaperSetup *setup, gsize max_numbers, GError **error);

G_END_DECLS
