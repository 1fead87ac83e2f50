/* hx-scatter-private.h: what the files of HxScatter share
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/hx-palette.h"
#include "ui/hx-plane.h"

G_BEGIN_DECLS

struct _HxScatter
{
  GtkWidget parent_instance;

  HxScatterPoint *points;
  guint n_points;
  guint n_with;
  guint32 current;
  int focused; /* index of the point that keys move to, -1 */
  int hovered; /* index of the point under the pointer, -1 */

  char *title, *with, *without;
  char *x_axis, *y_axis;
  char *empty_text;
  HxScatterTextFunc text_func;
  gpointer text_data;
  GDestroyNotify text_destroy;

  HxPlane plane;
  gboolean zoomed; /* the user has chosen what is seen */
  double fit_px_per_unit;
  double pointer_x, pointer_y;
  gboolean dragging;
  double drag_centre_x, drag_centre_y;

  GdkTexture *texture; /* all points; NULL when stale */
  int texture_scale;
  HxScheme texture_scheme;
};

/** The points have to be painted anew. */
void hx_scatter_invalidate (HxScatter *self);

/** Places the window on the plane for the widget's size, and fits it unless zoomed. */
void hx_scatter_place (HxScatter *self);

/** The index of @key, or -1. */
int hx_scatter_find (HxScatter *self, guint32 key);

/** What is said of point @index, or NULL. (transfer full) */
char *hx_scatter_point_text (HxScatter *self, int index);

void hx_scatter_update_label (HxScatter *self);
void hx_scatter_activate (HxScatter *self, int index);

/** hx-scatter-draw.c: the widget's snapshot(). */
void hx_scatter_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);

/** hx-scatter-input.c: pointer, wheel and keys. */
void hx_scatter_attach_input (HxScatter *self);

G_END_DECLS
