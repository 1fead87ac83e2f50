/* hx-model-row.h: a model of the library with its details
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/library/hx-library.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HX_TYPE_MODEL_ROW (hx_model_row_get_type ())
G_DECLARE_FINAL_TYPE (HxModelRow, hx_model_row, HX, MODEL_ROW, AdwExpanderRow)

/**
 * HxModelRow:
 *
 * Name, network and task; opened, everything else the library knows of it. A radio button uses the
 * action "models.choose", whose state is the chosen model's hash, and a button "models.remove" with the
 * hash; both belong to a widget above.
 */
GtkWidget *hx_model_row_new (HxModelInfo *info);

HxModelInfo *hx_model_row_get_info (HxModelRow *self);

/** Macro-AUC on the validation folds after the last epoch, from a training history; NaN if there is none. */
double hx_model_history_auc (const char *history_json);

G_END_DECLS
