/* hx-trace-overlay.h: what each moment of each lead contributed to a score, behind the traces
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

/** Contributions are told for this much time around a place. */
#define HX_TRACE_OVERLAY_NEAR_S 0.1

/**
 * HxTraceOverlaySource: what an overlay is made of; all of it is copied
 * @rate_hz: of the contributions, sample 0 being the recording's first
 * @contributions, @smooth: n_samples x n_leads, time before lead: to be told, and to be drawn
 * @label: code of the statement
 * @moments: (nullable): the strongest ones, for assistive technology: "V2 at 3.12 s, +0.45; …"
 * @window_start_s, @window_s: the stretch that decided, or was highest; 0 s for none
 * @window_text: (nullable): what it is: "decided here"
 */
typedef struct
{
  double rate_hz;
  gsize n_samples;
  guint n_leads;
  const char *const *lead_names;
  const float *contributions, *smooth;
  const char *label, *moments;
  double window_start_s, window_s;
  const char *window_text;
} HxTraceOverlaySource;

/**
 * HxTraceOverlay:
 *
 * Does not change, so any thread may read it. Only the stretch that has contributions is kept.
 *
 * Behind each lead: a band from the baseline up where the signal raised the score, down where it lowered it,
 * each in its colour and the stronger the more it did, the strongest of the recording in full colour.
 */
typedef struct _HxTraceOverlay HxTraceOverlay;

HxTraceOverlay *hx_trace_overlay_new (const HxTraceOverlaySource *source);
HxTraceOverlay *hx_trace_overlay_ref (HxTraceOverlay *self);
void hx_trace_overlay_unref (HxTraceOverlay *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxTraceOverlay, hx_trace_overlay_unref)

const char *hx_trace_overlay_get_label (const HxTraceOverlay *self);
const char *hx_trace_overlay_get_moments (const HxTraceOverlay *self);     /* (nullable) */
const char *hx_trace_overlay_get_window_text (const HxTraceOverlay *self); /* NULL: no window */
void hx_trace_overlay_get_window (const HxTraceOverlay *self, double *start_s, double *duration_s);

/** For every lead of @recording the overlay's lead of that name, or -1. (transfer full) */
int *hx_trace_overlay_map_leads (const HxTraceOverlay *self, HxRecording *recording);

/** The strongest of what is drawn between two times, -1 .. 1; between two samples what lies between them. */
float hx_trace_overlay_get_strength (const HxTraceOverlay *self, guint lead, double from_s, double to_s);

/** Sum of the contributions of @lead within %HX_TRACE_OVERLAY_NEAR_S, @time_s being in the middle. */
double hx_trace_overlay_get_contribution (const HxTraceOverlay *self, guint lead, double time_s);

/** What a band of @strength looks like on @ground: what is raised is positive. */
GdkRGBA hx_trace_overlay_blend (const HxPalette *palette, float strength, const GdkRGBA *ground);

/**
 * hx_trace_overlay_paint:
 * @lead_map: from hx_trace_overlay_map_leads()
 * @left, @right: columns of @raster that may be touched
 *
 * Paints the bands of the layout's first block on the paper, before its traces.
 */
void hx_trace_overlay_paint (const HxTraceOverlay *self, const int *lead_map, HxRaster *raster,
                             const HxTraceLayout *layout, int scale, const HxPalette *palette, int left,
                             int right);

G_END_DECLS
