/* hx-scatter.h: records as points in a plane, with and without a label
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HX_TYPE_SCATTER (hx_scatter_get_type ())
G_DECLARE_FINAL_TYPE (HxScatter, hx_scatter, HX, SCATTER, GtkWidget)

typedef enum
{
  HX_SCATTER_WITHOUT = 0, /* hollow */
  HX_SCATTER_WITH = 1,    /* filled */
} HxScatterKind;

/**
 * HxScatterPoint:
 * @key: names the point to its user; HX_SCATTER_NO_KEY is reserved
 */
typedef struct
{
  float x, y;
  guint8 kind;
  guint32 key;
} HxScatterPoint;

#define HX_SCATTER_NO_KEY G_MAXUINT32

/**
 * HxScatter:
 *
 * Wheel zooms where the pointer is, drag moves, double click or 0 shows all; arrow keys move the
 * focus to the nearest point in that direction, Enter or a click activates it. A square millimetre
 * of one axis is one of the other: distances are true.
 *
 * Signal "point-activated" (guint key).
 */
GtkWidget *hx_scatter_new (void);

/** @points are copied; those with a NaN coordinate are left out. Zoom stays if @n equals what was there. */
void hx_scatter_set_points (HxScatter *self, const HxScatterPoint *points, guint n);

/** Marks one point as the current record; HX_SCATTER_NO_KEY for none. */
void hx_scatter_set_current (HxScatter *self, guint32 key);
guint32 hx_scatter_get_current (HxScatter *self);

/** For the legend and assistive technology: ("MI", "with MI", "without MI"). */
void hx_scatter_set_names (HxScatter *self, const char *title, const char *with, const char *without);

/** Hints at the axes, "principal component 1"; NULL for none. */
void hx_scatter_set_axes (HxScatter *self, const char *x_axis, const char *y_axis);

/** What stands there while there are no points. */
void hx_scatter_set_empty_text (HxScatter *self, const char *text);

/**
 * HxScatterTextFunc:
 *
 * Returns: (transfer full) (nullable): the tooltip of a point, plain text
 */
typedef char *(*HxScatterTextFunc) (HxScatter *self, guint32 key, gpointer user_data);

void hx_scatter_set_text_func (HxScatter *self, HxScatterTextFunc func, gpointer user_data,
                               GDestroyNotify destroy);

/** Shows all points. */
void hx_scatter_reset_zoom (HxScatter *self);

G_END_DECLS
