/* hx-measuring.h: measuring an ECG in the background
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"
#include "engine/records/hx-measure.h"

G_BEGIN_DECLS

typedef void (*HxMeasuredFunc) (HxJob *job, gpointer user_data);

/**
 * hx_measuring_start:
 * @finished: called once, on the main thread, unless hx_measuring_stop() comes first; the job's result is
 *   HxMeasurements, NULL with the job's error if it failed or was cancelled
 *
 * Returns: (transfer full)
 */
HxJob *hx_measuring_start (HxSession *session, HxRecording *recording, HxMeasuredFunc finished,
                           gpointer user_data);

/** Ends a measuring, and forgets it: NULL is left in its place. Nothing to do where nothing is measured. */
void hx_measuring_stop (HxJob **job, gpointer user_data);

/** Sorted times in seconds of all marks of all leads together, @offset_s added; none of NULL. (transfer full)
 */
GArray *hx_measuring_list_times (const HxMeasurements *measured, double offset_s);

G_END_DECLS
