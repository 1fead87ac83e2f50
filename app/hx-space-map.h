/* hx-space-map.h: where the records lie in the chosen label's space
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-session.h"
#include "app/hx-space-view.h"

G_BEGIN_DECLS

typedef enum
{
  HX_SPACE_NO_MODEL,
  HX_SPACE_PLAIN_HEAD, /* the model has no label spaces */
  HX_SPACE_CONSENT,    /* the model has seen only simulated ECGs: recorded ones wait for consent */
  HX_SPACE_TOO_FEW,    /* fewer than HX_SPACE_MIN_POINTS records have an embedding */
  HX_SPACE_WORKING,
  HX_SPACE_READY,
  HX_SPACE_FAILED,
} HxSpaceState;

#define HX_SPACE_MIN_POINTS 3

#define HX_TYPE_SPACE_MAP (hx_space_map_get_type ())
G_DECLARE_FINAL_TYPE (HxSpaceMap, hx_space_map, HX, SPACE_MAP, GObject)

/**
 * HxSpaceMap:
 *
 * Follows the session's model and label while somebody holds it: collects the records' embeddings in
 * slices on the main loop, projects them in a job and keeps the last few labels. The newest
 * request wins. Signal "changed": state or view are others.
 */

/** The session's one map, for all its panels. (transfer none) */
HxSpaceMap *hx_space_map_get (HxSession *session);

/** Work is done only between a hold and its release: while a panel is on the screen. */
void hx_space_map_hold (HxSpaceMap *self);
void hx_space_map_release (HxSpaceMap *self);

HxSpaceState hx_space_map_get_state (HxSpaceMap *self);
/** Of the present label, NULL unless ready. (transfer none), until the next "changed" */
HxSpaceView *hx_space_map_get_view (HxSpaceMap *self);
/** Why it failed, or NULL. */
const char *hx_space_map_get_message (HxSpaceMap *self);

/** Records left out of the view because they wait for consent. */
guint hx_space_map_get_n_withheld (HxSpaceMap *self);
/** Whether @record's place may be shown: its statements may, or somebody has asked for all. */
gboolean hx_space_map_may_show (HxSpaceMap *self, HxRecordItem *record);
/** Shows recorded ECGs under a model that has seen only simulated ones, until another is chosen. */
void hx_space_map_show_anyway (HxSpaceMap *self);

/** After a failure. */
void hx_space_map_try_again (HxSpaceMap *self);

const HxProjection *hx_space_map_get_projection (HxSpaceMap *self);
void hx_space_map_set_projection (HxSpaceMap *self, const HxProjection *projection);

G_END_DECLS
