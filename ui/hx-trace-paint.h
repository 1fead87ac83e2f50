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

G_BEGIN_DECLS

/**
 * HxTracePaint:
 * @layout: in logical pixels
 * @scale: device pixels a logical pixel
 * @recording: (nullable): NULL paints the paper alone
 * @zeros_mv: a value for each lead that its baseline stands for, from hx_trace_paint_zeros()
 * @emphasis: lead in full strength, the others dimmed; -1 for all alike
 * @highlight_start_s, @highlight_duration_s: a tinted stretch; 0 s for none
 */
typedef struct
{
  const HxTraceLayout *layout;
  int scale;
  HxRecording *recording;
  const float *zeros_mv;
  const HxPalette *palette;
  double speed_mm_s, gain_mm_mv;
  gboolean grid, pulse;
  int emphasis;
  double highlight_start_s, highlight_duration_s;
} HxTracePaint;

/** The median of each lead (of up to 1023 evenly spaced samples), 0 for one without samples. (transfer full)
 */
float *hx_trace_paint_zeros (HxRecording *recording);

/** Paints a page of paper_width x paper_height x scale device pixels. @raster is initialised by the call. */
void hx_trace_paint (HxRaster *raster, const HxTracePaint *paint);

G_END_DECLS
