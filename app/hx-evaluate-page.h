/* hx-evaluate-page.h: how well the model does on held-out folds
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-pages.h"

G_BEGIN_DECLS

#define HX_TYPE_EVALUATE_PAGE (hx_evaluate_page_get_type ())
G_DECLARE_FINAL_TYPE (HxEvaluatePage, hx_evaluate_page, HX, EVALUATE_PAGE, AdwBin)

/**
 * HxEvaluatePage: construct-only property "session". Actions "evaluate.start", "evaluate.cancel",
 * "evaluate.export", "evaluate.copy". Uses "win.models" and "win.page".
 */

G_END_DECLS
