/* hx-train-page.h: training a model on the library
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-pages.h"

G_BEGIN_DECLS

#define HX_TYPE_TRAIN_PAGE (hx_train_page_get_type ())
G_DECLARE_FINAL_TYPE (HxTrainPage, hx_train_page, HX, TRAIN_PAGE, AdwBin)

/**
 * HxTrainPage: construct-only property "session". Actions "train.start", "train.resume", "train.cancel".
 * Uses "win.page", "win.import" and "win.simulate".
 */

G_END_DECLS
