/* hx-train-rows.h: a row for each option of a training that has none of its own
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/run/hx-train-options.h"

#include <adwaita.h>

G_BEGIN_DECLS

/** HxTrainRows: made from hx_train_option_specs(); lives as long as the rows' expander. */
typedef struct _HxTrainRows HxTrainRows;

/** Adds the rows to @expander. @changed is called with @user_data whenever a value is another. */
HxTrainRows *hx_train_rows_new (AdwExpanderRow *expander, void (*changed) (gpointer), gpointer user_data);
void hx_train_rows_free (HxTrainRows *rows);

/** Reads the rows' values into @options, and the other way round. */
void hx_train_rows_get (HxTrainRows *rows, HxTrainOptions *options);
void hx_train_rows_set (HxTrainRows *rows, const HxTrainOptions *options);

G_END_DECLS
