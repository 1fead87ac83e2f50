/* hx-table.h: every backbone, head and task for several seeds, in one table
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row is a backbone with a head, a column is a task, and a cell is the mean macro-AUC over seeds. Two more
 * rows are made of the models: the naive answer (the labels' shares of the training records) and the ensemble
 * (the mean of all rows' probabilities). docs/table.md describes the files.
 */
#pragma once

#include "engine/run/hx-train.h"

G_BEGIN_DECLS

/** What is trained and on what it is measured. Everything is borrowed. */
typedef struct
{
  const char *const *tasks;     /* names or CSV paths, NULL-terminated, no name twice */
  const char *const *backbones; /* NULL-terminated, none twice */
  const HxHead *heads;          /* n_heads, none twice */
  guint n_heads;
  const guint64 *seeds; /* n_seeds, none twice */
  guint n_seeds;
  const char *const *only; /* (nullable): rows to train, "TASK/BACKBONE/HEAD"; the others are shown if they
                              are there */
  HxTrainOptions training; /* of every run; its task, backbone, head, seed and resume are not looked at */
  HxFolds test_folds;
  guint n_bootstrap; /* resamples for a run's interval; 0 for none */
} HxTableOptions;

/** The six published backbones and all tasks by the PTB-XL rules, NULL-terminated. Static. */
const char *const *hx_table_published_backbones (void);
const char *const *hx_table_published_tasks (void);

/** One number of a cell. */
typedef struct
{
  char *task;     /* as it is shown: a CSV file's name without its folder */
  char *backbone; /* or %HX_TABLE_NAIVE, %HX_TABLE_ENSEMBLE */
  char *head;     /* "plain", "ldm"; "" for the two others */
  guint64 seed;
  gboolean is_done;
  double macro_auc, low, high; /* the interval NaN without resamples */
} HxTableRun;

#define HX_TABLE_NAIVE "naive"
#define HX_TABLE_ENSEMBLE "ensemble"

/** HxTable: what there is so far. Freed with hx_table_free(). */
typedef struct
{
  GPtrArray *tasks; /* of char *: columns */
  GPtrArray *runs;  /* of HxTableRun: the naive ones, then all rows, then the ensembles */
} HxTable;

void hx_table_free (HxTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxTable, hx_table_free)

/** Mean macro-AUC and its population standard deviation over the seeds that are done; NaN without one.
 * Returns: how many they are */
guint hx_table_cell (const HxTable *table, const char *task, const char *backbone, const char *head,
                     double *mean, double *sd);

/** Called on the calling thread after every run of a training, @n_done of @n_all. */
typedef void (*HxTableFunc) (const HxTableRun *run, guint n_done, guint n_all, gpointer user_data);

/**
 * hx_table_make:
 * @folder: made if it is not there; gets runs/, models/, table.csv and table.md
 * @func: (nullable)
 *
 * Trains and evaluates what is not in @folder yet. Every finished run is kept, a run that was cut short goes
 * on from its last epoch, and the numbers are the same bits as without a break. Blocking; cancelled within
 * 100 ms.
 *
 * Fails before anything is trained: with %HX_ERROR_RANGE, naming every task with fewer training records than
 * a batch and the batch that would do, every task whose test folds cannot be measured, and a backbone that
 * the crop is too short for; with %HX_ERROR_INCONSISTENT if @folder has a run of other options or other data,
 * which it names; with %G_IO_ERROR_BUSY if another program is at work in @folder.
 */
HxTable *hx_table_make (HxLibrary *library, const HxTableOptions *options, const char *folder,
                        HxProgress *progress, HxTableFunc func, gpointer user_data, GCancellable *cancellable,
                        GError **error);

G_END_DECLS
