/* hx-train-progress.h: how a training goes, epoch by epoch
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/jobs/hx-job.h"
#include "engine/run/hx-train.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HX_TYPE_TRAIN_PROGRESS (hx_train_progress_get_type ())
G_DECLARE_FINAL_TYPE (HxTrainProgress, hx_train_progress, HX, TRAIN_PROGRESS, AdwBin)

/** HxTrainProgress: curves of loss and AUC, the latest numbers, time left. */

/** Empties the curves for a training of @n_epochs; @job (nullable) is followed until it ends. */
void hx_train_progress_begin (HxTrainProgress *self, HxJob *job, guint n_epochs);

void hx_train_progress_add (HxTrainProgress *self, const HxTrainEpoch *epoch);

/** Says how it ended, in place of the progress. */
void hx_train_progress_end (HxTrainProgress *self, const char *title, const char *detail);

/** Buttons, below what is said and above the curves. */
void hx_train_progress_set_actions (HxTrainProgress *self, GtkWidget *actions);

const char *hx_train_progress_get_title (HxTrainProgress *self);

G_END_DECLS
