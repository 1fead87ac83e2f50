/* hx-trace-paint.h: a page of traces into pixels
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-recording.h"
#include "ui/hx-palette.h"
#include "ui/hx-raster.h"
#include "ui/hx-trace-layout.h"
#include "ui/hx-trace-overlay.h"
#include "ui/hx-trace-pyramid.h"

G_BEGIN_DECLS

/**
 * HxTraceSource: one recording on the page
 * @zeros_mv: a value for each lead that its baseline stands for, from hx_trace_paint_zeros()
 * @pyramid: (nullable): for pages on which many samples share a pixel; without it every one is looked at
 * @lead_map: (nullable): the lead of this recording, or -1, for every lead of the first source
 */
typedef struct
{
  HxRecording *recording;
  const float *zeros_mv;
  HxTracePyramid *pyramid;
  const int *lead_map;
} HxTraceSource;

/**
 * HxTracePaint:
 * @layout: in logical pixels
 * @scale: device pixels a logical pixel
 * @sources: n_sources recordings; none paints the paper alone
 * @stacked: every block of the layout has its own source; else all share all cells, the first uppermost and
 *   in the trace's colour
 * @emphasis: lead in full strength, the others dimmed; -1 for all alike
 * @highlight_start_s, @highlight_duration_s: a tinted stretch; 0 s for none
 * @overlay: (nullable): contributions behind the first source's traces, with @overlay_map from
 *   hx_trace_overlay_map_leads() of its recording
 */
typedef struct
{
  const HxTraceLayout *layout;
  int scale;
  const HxTraceSource *sources;
  guint n_sources;
  gboolean stacked;
  const HxPalette *palette;
  gboolean grid, pulse;
  int emphasis;
  double highlight_start_s, highlight_duration_s;
  const HxTraceOverlay *overlay;
  const int *overlay_map;
} HxTracePaint;

/** The median of each lead (of up to 1023 evenly spaced samples), 0 for one without samples. (transfer full)
 */
float *hx_trace_paint_zeros (HxRecording *recording);

/** Whether a page of @layout shows so many samples a pixel that a pyramid is wanted. */
gboolean hx_trace_paint_needs_pyramid (const HxTraceLayout *layout, int scale, HxRecording *recording);

/** The colour of source @index where recordings share their cells. */
const GdkRGBA *hx_trace_paint_source_color (const HxPalette *palette, guint index);

/** Size of the page in device pixels. */
void hx_trace_paint_size (const HxTracePaint *paint, int *width, int *height);

/** Paints a page into @raster, which has the page's size; every pixel is set. */
void hx_trace_paint_into (HxRaster *raster, const HxTracePaint *paint);

/** Paints a page of paper_width x paper_height x scale device pixels. @raster is initialised by the call. */
void hx_trace_paint (HxRaster *raster, const HxTracePaint *paint);

G_END_DECLS
