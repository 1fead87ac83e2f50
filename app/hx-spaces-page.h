/* hx-spaces-page.h: every label's space, large, with its doubtful records
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-pages.h"

G_BEGIN_DECLS

#define HX_TYPE_SPACES_PAGE (hx_spaces_page_get_type ())
G_DECLARE_FINAL_TYPE (HxSpacesPage, hx_spaces_page, HX, SPACES_PAGE, AdwBin)

/** HxSpacesPage: construct-only property "session". Uses "win.page" to read a record. */

G_END_DECLS
