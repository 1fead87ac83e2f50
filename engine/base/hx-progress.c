/* hx-progress.c: how a blocking call says how far it is
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-progress.h"

#define REPORT_SPACING_US 50000

static double
scale_of (const HxProgress *progress)
{
  return progress->scale > 0.0 ? progress->scale : 1.0;
}

void
hx_progress_report (HxProgress *progress, double fraction, const char *message)
{
  gint64 now_us;

  if (progress == NULL || progress->report == NULL)
    return;

  now_us = g_get_monotonic_time ();
  if (fraction < 1.0 && progress->reported_us > 0 && now_us - progress->reported_us < REPORT_SPACING_US)
    return;
  progress->reported_us = now_us;
  if (fraction >= 0.0)
    fraction = progress->base + scale_of (progress) * MIN (fraction, 1.0);
  progress->report (fraction, message, progress->user_data);
}

HxProgress
hx_progress_part (const HxProgress *whole, double from, double to)
{
  HxProgress part = { 0 };

  if (whole == NULL)
    return part;
  part = *whole;
  part.base = whole->base + scale_of (whole) * from;
  part.scale = scale_of (whole) * (to - from);
  return part;
}
