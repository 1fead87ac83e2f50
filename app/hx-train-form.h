/* hx-train-form.h: what to train, and whether it can be
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-task-counts.h"
#include "engine/run/hx-train.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HX_TYPE_TRAIN_FORM (hx_train_form_get_type ())
G_DECLARE_FINAL_TYPE (HxTrainForm, hx_train_form, HX, TRAIN_FORM, AdwBin)

/** HxTrainForm: signal "changed": an option or its check is another. */

/** The library in numbers, which the checks need; NULL while unknown. Copied. */
void hx_train_form_set_counts (HxTrainForm *self, const HxLibraryCounts *counts);

/** Options as they stand; strings belong to the form, until the next change. */
void hx_train_form_get_options (HxTrainForm *self, HxTrainOptions *options);

/** Puts every option as in @options. */
void hx_train_form_set_options (HxTrainForm *self, const HxTrainOptions *options);

/** What keeps a training from starting, for people, or NULL; (transfer none), until the next change. */
const char *hx_train_form_get_problem (HxTrainForm *self);

G_END_DECLS
