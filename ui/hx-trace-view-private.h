/* hx-trace-view-private.h: what the files of HxTraceView share
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/hx-calipers.h"
#include "ui/hx-trace-frames.h"
#include "ui/hx-trace-overlay.h"
#include "ui/hx-trace-view.h"

G_BEGIN_DECLS

/** Logical pixels: no trace view is narrower. */
#define HX_TRACE_VIEW_LEAST_PX 160

/** HxTraceGrip: what a drag holds of calipers. Bits: several legs at once. */
typedef enum
{
  HX_TRACE_GRIP_START_S = 1 << 0,
  HX_TRACE_GRIP_END_S = 1 << 1,
  HX_TRACE_GRIP_START_MV = 1 << 2,
  HX_TRACE_GRIP_END_MV = 1 << 3,
  HX_TRACE_GRIP_ALL = 15,
} HxTraceGrip;

/**
 * HxTraceCalipers:
 * @list: of HxCaliper
 * @selected: index, -1 for none
 * @going_on: index of the one whose moves by key are one step, -1 for none
 * @points_s: what legs snap to, ascending
 * @grip, @held: what is dragged, and as it was before; 0 while a new one may begin
 * @is_new: the drag has made it
 * @cell: index in the layout, where the drag began; -1 for none
 */
typedef struct
{
  GArray *list;
  int selected, going_on;
  double *points_s;
  gsize n_points;
  guint grip;
  HxCaliper held;
  gboolean is_new;
  int cell;
} HxTraceCalipers;

/**
 * HxTraceMarks: points of measurements that are shown
 * @list: of HxTracePoint
 * @selected: its id, -1 for none
 * @held: index of the one that is dragged, -1 for none
 * @from_s: where the drag began
 * @moving: it has moved the point
 */
typedef struct
{
  GArray *list;
  char *text;
  int selected, held;
  double from_s;
  gboolean moving;
} HxTraceMarks;

/**
 * HxTraceOther: a recording to compare with
 * @name: for the key at the foot
 * @lead_map: its lead, or -1, for every lead of the view's recording
 * @remarks: (nullable): one a lead of its own
 */
typedef struct
{
  HxRecording *recording;
  char *name;
  float *zeros_mv;
  int *lead_map;
  char **remarks;
  HxTracePyramid *pyramid;
} HxTraceOther;

/**
 * HxTraceMotion: a page on its way
 * @goal_s: where it comes to rest, while @to_goal
 * @speed_s: seconds of the recording a second, while it glides
 */
typedef struct
{
  guint tick;
  gboolean to_goal;
  double goal_s, speed_s;
  gint64 last_us;
} HxTraceMotion;

/**
 * HxTraceCursor: the place that is read out
 * @cell: index in the layout, -1 while there is none
 */
typedef struct
{
  int cell;
  double time_s;
} HxTraceCursor;

struct _HxTraceView
{
  GtkWidget parent_instance;

  HxRecording *recording;
  float *zeros_mv;
  HxTracePyramid *pyramid; /* NULL until a page needs it */
  HxTraceArrangement arrangement;
  HxTraceScale scale;
  double speed_mm_s, gain_mm_mv, chest_gain_mm_mv;
  double true_px_per_mm;
  int rhythm_strips;
  gboolean cabrera;
  char **leads; /* names of those that are shown; NULL for all */
  double start_s;
  char *filter_name;
  char *empty_text;
  gboolean grid, pulse, calipers_on;
  double highlight_start_s, highlight_duration_s;
  char *highlight_text;
  char **remarks; /* one a lead of the recording; NULL for none */
  int emphasis;
  HxTraceComparison comparison;
  char *name;        /* of the recording, in a comparison */
  GPtrArray *others; /* of HxTraceOther */
  int n_compared;    /* their number */

  HxTraceLayout layout;    /* through hx_trace_view_get_layout() */
  const char **lead_names; /* that the layout refers to; the recording's */
  gboolean layout_stale;
  HxTraceFrames *frames;
  GdkTexture *texture; /* the page without its text; NULL when stale */
  int texture_scale;
  HxScheme texture_scheme;

  HxTraceCalipers calipers;
  HxTraceMarks marks;
  HxTraceOverlay *overlay;     /* NULL: none is shown */
  int *overlay_map;            /* its lead, or -1, for every lead of the recording */
  int legend_px, legend_width; /* its height, at this width */
  HxTraceCursor cursor;
  HxTraceMotion motion;
  GtkAdjustment *time;                 /* the page within the recording, in seconds */
  gboolean time_is_ours;               /* the adjustment follows the page, not the other way round */
  double pan_start_s, zoom_speed_mm_s; /* when the gesture began */
  double pointer_x, pointer_y;
  GtkGesture *drag;            /* of the calipers */
  GtkGesture *mark_drag;       /* of points that are shown */
  GtkGesture *pan;             /* moves the page, while the calipers are off */
  GtkAdjustment *scrolling[2]; /* of the scrolled window around, while mapped */
};

/** The page is stale: paint it anew at the next frame. */
void hx_trace_view_invalidate (HxTraceView *self);

/** Something that is seen has changed; @resize if the page's size may have, too. Notifies of @property. */
void hx_trace_view_changed (HxTraceView *self, const char *property, gboolean resize);

/** Where everything is, at the widget's present size. */
const HxTraceLayout *hx_trace_view_get_layout (HxTraceView *self);

/** The latest second that a page may begin with; 0 if all is on one page. */
double hx_trace_view_get_max_start_s (HxTraceView *self);

/** Seconds of the recording, or of the longest of those compared. */
double hx_trace_view_get_duration_s (HxTraceView *self);

/** What a cell is drawn from: the recording, its @lead, -1 if it lacks that, and the lead's baseline; and
 * what the recording is called where several stand one above the other, else NULL. */
HxRecording *hx_trace_view_get_drawn (HxTraceView *self, const HxTraceCell *cell, int *lead, double *zero_mv);
const char *hx_trace_view_get_drawn_name (HxTraceView *self, const HxTraceCell *cell);

/** Height of the line of text at the foot, in px. */
int hx_trace_view_get_footer_px (HxTraceView *self);

/** The part of the widget that a scrolled window around it lets be seen. */
graphene_rect_t hx_trace_view_get_visible (HxTraceView *self);

/* hx-trace-view-properties.c */
void hx_trace_view_install_properties (GObjectClass *klass);

/* hx-trace-view-page.c: the widget's measure(), map() and unmap() */
void hx_trace_view_map (GtkWidget *widget);
void hx_trace_view_unmap (GtkWidget *widget);
void hx_trace_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                            int *natural, int *minimum_baseline, int *natural_baseline);
/** Tells the time adjustment what is shown. */
void hx_trace_view_update_time (HxTraceView *self);

/* hx-trace-view-draw.c: the widget's snapshot() and query_tooltip() */
void hx_trace_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);
gboolean hx_trace_view_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                                      GtkTooltip *tooltip);

/* hx-trace-view-text.c: what is written and said */
/** Tells assistive technology what is shown. */
void hx_trace_view_update_label (HxTraceView *self);
/** A time of the recording, "3.140 s", or of a long one as on a clock, "1:02:03.140". (transfer full) */
char *hx_trace_view_format_moment (HxTraceView *self, double seconds);
void hx_trace_view_draw_names (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette);
void hx_trace_view_draw_footer (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette);
/** The height that the key of a comparison needs above each page, 0 without one. */
int hx_trace_view_get_key_px (HxTraceView *self);
void hx_trace_view_draw_key (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette);

/* hx-trace-view-remarks.c */
/** What is to be known of the cell's lead, NULL if nothing. (transfer full) */
char *hx_trace_view_dup_remark (HxTraceView *self, const HxTraceCell *cell);
/** What stands beside the name of the cell's lead: which seconds a column of a short recording shows, and
 * what is seen or known of it; or NULL. (transfer full) */
char *hx_trace_view_describe_cell (HxTraceView *self, const HxTraceLayout *layout, const HxTraceCell *cell);
/** "V1, V2: clipped; II: noisy", or NULL: leads of which the same is to be known together. (transfer full) */
char *hx_trace_view_describe_remarks (HxTraceView *self);

/* hx-trace-calipers.c: the list; -keys.c, -drag.c, -draw.c: what is done to it and seen of it */
void hx_trace_calipers_init (HxTraceView *self);
void hx_trace_calipers_clear (HxTraceView *self);
/** Takes all away and lets go; of another record there are others. */
void hx_trace_calipers_forget (HxTraceView *self);
void hx_trace_calipers_redraw (HxTraceView *self);
/** The selected one, or NULL. */
HxCaliper *hx_trace_calipers_get_selected (HxTraceView *self);
/** Whether @cell shows the lead of @caliper, in the view's own recording. */
gboolean hx_trace_calipers_is_in (HxTraceView *self, const HxCaliper *caliper, const HxTraceCell *cell);
/** Adds @caliper and selects it; the oldest gives way when there are too many. */
void hx_trace_calipers_add (HxTraceView *self, const HxCaliper *caliper);
/** Tells the application what was done. */
void hx_trace_calipers_edited (HxTraceView *self, const char *text, gboolean merge);
/** What is measured, "Calipers 1 of 2, lead II: 412 ms (146 bpm), 0.85 mV (8.5 mm)", or NULL. (transfer full)
 */
char *hx_trace_calipers_describe (HxTraceView *self);
gboolean hx_trace_calipers_key (HxTraceView *self, guint keyval, GdkModifierType state);
void hx_trace_calipers_attach (HxTraceView *self);
void hx_trace_calipers_snapshot (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette);
/** Where a voltage goes in a cell, and back; a lead may be drawn upside down. */
double hx_trace_calipers_y_at (const HxTraceLayout *layout, const HxTraceCell *cell, double mv);
double hx_trace_calipers_mv_at (const HxTraceLayout *layout, const HxTraceCell *cell, double y);
/** Text in a patch of colour, kept in sight. */
void hx_trace_draw_patch (HxTraceView *self, GtkSnapshot *snapshot, const char *text, double x, double y,
                          const GdkRGBA *ground, const GdkRGBA *ink);

/* hx-trace-marks.c */
void hx_trace_marks_init (HxTraceView *self);
void hx_trace_marks_clear (HxTraceView *self);
void hx_trace_marks_attach (HxTraceView *self);
gboolean hx_trace_marks_key (HxTraceView *self, guint keyval, GdkModifierType state);
void hx_trace_marks_snapshot (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette);
/** What is shown, "QRS duration 96 ms; QRS onset is chosen", or NULL. (transfer full) */
char *hx_trace_marks_describe (HxTraceView *self);

/* hx-trace-view-overlay.c */
void hx_trace_view_overlay_clear (HxTraceView *self);
/** The recording has been exchanged. */
void hx_trace_view_overlay_remap (HxTraceView *self);
/** Height of the legend above the foot, 0 without an overlay. */
int hx_trace_view_overlay_get_legend_px (HxTraceView *self);
void hx_trace_view_overlay_snapshot (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette);
/** The strongest moments, and what is at a place; NULL without an overlay. (transfer full) */
char *hx_trace_view_overlay_describe (HxTraceView *self);
char *hx_trace_view_overlay_describe_at (HxTraceView *self, const HxTraceCell *cell, double time_s);

/* hx-trace-view-cursor.c */
void hx_trace_cursor_reset (HxTraceView *self);
void hx_trace_cursor_place (HxTraceView *self, double x, double y);
gboolean hx_trace_cursor_key (HxTraceView *self, guint keyval, GdkModifierType state);
void hx_trace_cursor_snapshot (HxTraceView *self, GtkSnapshot *snapshot, const HxPalette *palette);
/** What is under the cursor, "Lead V2, 3.140 s, 0.42 mV", or NULL. (transfer full) */
char *hx_trace_cursor_describe (HxTraceView *self);

/* hx-trace-view-motion.c: the page moves smoothly where the desktop animates */
void hx_trace_motion_stop (HxTraceView *self);
void hx_trace_motion_go_to (HxTraceView *self, double start_s);
void hx_trace_motion_go_by (HxTraceView *self, double seconds);
void hx_trace_motion_glide (HxTraceView *self, double speed_s);

/* hx-trace-view-input.c: keys, wheel and clicks; hx-trace-view-gestures.c: touch and drags */
void hx_trace_view_attach_input (HxTraceView *self);
void hx_trace_view_attach_gestures (HxTraceView *self);

/* hx-trace-view-compare.c */
void hx_trace_view_map_others (HxTraceView *self);
/** What is painted, with pyramids where a page at @scale needs them. (transfer full): free with g_free() */
HxTraceSource *hx_trace_view_get_sources (HxTraceView *self, int scale, guint *n_sources);
/** How much of what pages need is prepared, 0 .. 1. */
double hx_trace_view_get_progress (HxTraceView *self);

G_END_DECLS
