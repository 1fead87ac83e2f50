/* hx-doubtful-list.h: records that lie on the other side than their given label says
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-space-map.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HX_TYPE_DOUBTFUL_LIST (hx_doubtful_list_get_type ())
G_DECLARE_FINAL_TYPE (HxDoubtfulList, hx_doubtful_list, HX, DOUBTFUL_LIST, AdwBin)

/** Most rows that are listed; beyond these doubt is slight. */
#define HX_DOUBTFUL_MAX 200

/**
 * HxDoubtfulList:
 *
 * Records of the present view whose margin is on the wrong side of zero for their given label, the farthest
 * first. Selecting one chooses the record, activating it opens the page "read" by "win.page".
 */
GtkWidget *hx_doubtful_list_new (HxSession *session);

/** Lists those of @view; NULL for none. */
void hx_doubtful_list_set_view (HxDoubtfulList *self, const HxSpaceView *view);

G_END_DECLS
