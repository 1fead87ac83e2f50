/* hx-nearby-points.h: what calipers snap to in a recording too long to be measured as a whole
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-measuring.h"
#include "ui/hx-trace-view.h"

G_BEGIN_DECLS

#define HX_TYPE_NEARBY_POINTS (hx_nearby_points_get_type ())
G_DECLARE_FINAL_TYPE (HxNearbyPoints, hx_nearby_points, HX, NEARBY_POINTS, GObject)

/**
 * HxNearbyPoints:
 *
 * While calipers are on, measures the page that @trace shows and some seconds around it, and gives the trace
 * the points that were found; again when the page has been turned. Pages of more than a minute are left: a
 * pixel of theirs is longer than a wave. Shares the life of @trace. Main thread only.
 */
HxNearbyPoints *hx_nearby_points_new (HxSession *session, HxTraceView *trace);

/** @recording: (nullable): NULL while somebody else finds the points */
void hx_nearby_points_set_recording (HxNearbyPoints *self, HxRecording *recording);

/** Sorted times in seconds of all marks of all leads together, @offset_s added. (transfer full) */
GArray *hx_nearby_points_list (const HxMeasurements *measured, double offset_s);

G_END_DECLS
