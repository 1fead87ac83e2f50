/* hx-space-panel.h: the chosen label's space, with the record in it
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-pages.h"

G_BEGIN_DECLS

#define HX_TYPE_SPACE_PANEL (hx_space_panel_get_type ())
G_DECLARE_FINAL_TYPE (HxSpacePanel, hx_space_panel, HX, SPACE_PANEL, AdwBin)

/**
 * HxSpacePanel:
 *
 * Construct-only properties "session" and "large" (boolean): the large one lets choose the projection. A
 * click on a point chooses its record.
 */

G_END_DECLS
