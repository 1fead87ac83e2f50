/* hx-progress.h: how a blocking call says how far it is
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HxProgressFunc:
 * @fraction: share of the whole that is done, in [0, 1], or negative while unknown
 * @message: (nullable): what is being done, for people, translated; valid during the call only
 *
 * Called on the thread that does the work, at most some 20 times a second.
 */
typedef void (*HxProgressFunc) (double fraction, const char *message, gpointer user_data);

/**
 * HxProgress:
 *
 * Where a blocking call reports to; a NULL HxProgress, or one without @report,
 * is silent. A value on the caller's stack that outlives the call.
 */
typedef struct
{
  HxProgressFunc report;
  gpointer user_data;
  double base;        /* the part's place in the whole: reported = base + scale * fraction */
  double scale;       /* 0 stands for 1 */
  gint64 reported_us; /* monotonic time of the last report, so that reports are spaced */
} HxProgress;

/** Reports, spaced by 50 ms except for fraction 1. */
void hx_progress_report (HxProgress *progress, double fraction, const char *message);

/** A view on @whole for a part of it that spans @from to @to. */
HxProgress hx_progress_part (const HxProgress *whole, double from, double to);

G_END_DECLS
