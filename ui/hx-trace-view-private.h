/* hx-trace-view-private.h: what the files of HxTraceView share
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/hx-trace-paint.h"
#include "ui/hx-trace-view.h"

G_BEGIN_DECLS

/**
 * HxTraceCalipers:
 * @cell: index in the layout, -1 while nothing is measured
 * @start_s, @end_s: in the recording's time
 * @start_mv, @end_mv: above the baseline
 */
typedef struct
{
  int cell;
  double start_s, end_s;
  double start_mv, end_mv;
} HxTraceCalipers;

struct _HxTraceView
{
  GtkWidget parent_instance;

  HxRecording *recording;
  float *zeros_mv;
  HxTraceArrangement arrangement;
  HxTraceScale scale;
  double speed_mm_s, gain_mm_mv;
  double start_s;
  char *filter_name;
  char *empty_text;
  gboolean grid, pulse, calipers_on;
  double highlight_start_s, highlight_duration_s;
  char *highlight_text;
  int emphasis;

  HxTraceLayout layout;    /* through hx_trace_view_get_layout() */
  const char **lead_names; /* that the layout refers to; the recording's */
  gboolean layout_stale;
  GdkTexture *texture; /* the page without its text; NULL when stale */
  int texture_width, texture_height, texture_scale;
  HxScheme texture_scheme;

  HxTraceCalipers calipers;
  GtkGesture *drag;
  GtkAdjustment *scrolling[2]; /* of the scrolled window around, while mapped */
};

/** The page is stale: paint it anew at the next frame. */
void hx_trace_view_invalidate (HxTraceView *self);

/** Where everything is, at the widget's present size. */
const HxTraceLayout *hx_trace_view_get_layout (HxTraceView *self);

/** Height of the line of text at the foot, in px. */
int hx_trace_view_get_footer_px (HxTraceView *self);

/** The part of the widget that a scrolled window around it lets be seen. */
graphene_rect_t hx_trace_view_get_visible (HxTraceView *self);

/* hx-trace-view-page.c: the widget's measure(), map() and unmap() */
void hx_trace_view_map (GtkWidget *widget);
void hx_trace_view_unmap (GtkWidget *widget);
void hx_trace_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                            int *natural, int *minimum_baseline, int *natural_baseline);

/* hx-trace-view-draw.c: the widget's snapshot() and query_tooltip() */
void hx_trace_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);
gboolean hx_trace_view_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                                      GtkTooltip *tooltip);

/* hx-trace-calipers.c */
void hx_trace_calipers_attach (HxTraceView *self);
void hx_trace_calipers_reset (HxTraceView *self);
gboolean hx_trace_calipers_key (HxTraceView *self, guint keyval, GdkModifierType state);
void hx_trace_calipers_snapshot (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette);
/** What is measured, "412 ms (146/min), 0.85 mV", or NULL. (transfer full) */
char *hx_trace_calipers_describe (HxTraceView *self);

/* hx-trace-view-input.c: keys, wheel and clicks */
void hx_trace_view_attach_input (HxTraceView *self);

/** Tells assistive technology what is shown. */
void hx_trace_view_update_label (HxTraceView *self);

G_END_DECLS
