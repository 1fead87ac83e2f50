/* hx-task-counts.h: how many records each task has in each fold
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/library/hx-library.h"
#include "engine/run/hx-folds.h"

G_BEGIN_DECLS

#define HX_N_FOLDS 64

/** One task of hx_tasks(), over the records that can be trained on. */
typedef struct
{
  guint n_labels;            /* 0 if no record has a label of the task */
  guint in_fold[HX_N_FOLDS]; /* records with a label of the task; fold 0: without a fold */
} HxTaskCount;

/** A library in numbers. Freed with hx_library_counts_free(). */
typedef struct
{
  guint n_records, n_trainable, n_simulated;
  double rate_hz;     /* of the training copies */
  HxTaskCount *tasks; /* in the order of hx_tasks() */
} HxLibraryCounts;

void hx_library_counts_free (HxLibraryCounts *counts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxLibraryCounts, hx_library_counts_free)

/** Counts the library in @folder, over a connection of its own. Blocking. */
HxLibraryCounts *hx_library_counts_new (const char *folder, HxProgress *progress, GCancellable *cancellable,
                                        GError **error);

/** Records of the task in any of @folds. */
guint hx_task_count_in (const HxTaskCount *count, HxFolds folds);

/** The folds that hold a record of the task. */
HxFolds hx_task_count_folds (const HxTaskCount *count);

G_END_DECLS
