/* hx-compared-remarks.h: what is to be known of the leads of recordings that are compared
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-trace-filters.h"

G_BEGIN_DECLS

/** Measures what @trace compares its recording with, whenever that is chosen anew, and tells it what speaks
 * against which leads. Lives as long as @filters, which are the trace's. */
void hx_compared_remarks_attach (HxSession *session, HxTraceView *trace, HxTraceFilters *filters);

G_END_DECLS
