/* hx-table-private.h: the parts of a table's making
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/run/hx-evaluate.h"
#include "engine/run/hx-table.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** A task of the table. Freed with hx_table_task_free(). */
typedef struct
{
  const char *task;    /* as it was asked for */
  char *name;          /* as it is shown and files are named */
  JsonObject *options; /* what must be the same for a result on disk to count */
  guint n_train;       /* records to train on */
} HxTableTask;

void hx_table_task_free (HxTableTask *task);

/** All tasks of @options, checked against the library; see hx_table_make(). (element-type HxTableTask) */
GPtrArray *hx_table_tasks_new (HxLibrary *library, const HxTableOptions *options, GCancellable *cancellable,
                               GError **error);

/* --- results on disk ---------------------------------------------------------------------- */

/** What runs/NAME.json says. A training whose model is written, but not yet measured, has no evaluation. */
typedef struct
{
  JsonObject *options;
  char *sha256;    /* of the model, or of all models of an ensemble */
  JsonObject *run; /* (nullable): what is said of the training */
  gboolean is_evaluated;
  double macro_auc, low, high;
  JsonObject *evaluation; /* (nullable) */
} HxTableResult;

void hx_table_result_free (HxTableResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxTableResult, hx_table_result_free)

/** A result of @task, without evaluation. @sha256 is taken. */
HxTableResult *hx_table_result_new (const HxTableTask *task, char *sha256);

/** NULL without @error if there is no such file. %HX_ERROR_INCONSISTENT if it was made with other options
 * than @task's. */
HxTableResult *hx_table_result_read (const char *path, const HxTableTask *task, GError **error);
gboolean hx_table_result_write (const HxTableResult *result, const char *path, GError **error);

/** Keeps what was measured. */
void hx_table_result_set_metrics (HxTableResult *result, const HxMetrics *metrics,
                                  const HxEvaluation *evaluation);

/* --- runs ----------------------------------------------------------------------------------- */

/** One training of the table. */
typedef struct
{
  const HxTableTask *task;
  const char *backbone;
  HxHead head;
  guint64 seed;
  HxTableRun *run;       /* its number in the table */
  char *path;            /* of its result */
  char *model;           /* of its model */
  HxTableResult *result; /* what is on disk, or NULL */
  gboolean is_asked;     /* to be trained, not only shown */
  double work;           /* in the units of hx_table_cost() */
} HxTableJob;

/** The making of a table. */
typedef struct
{
  HxLibrary *library;
  const HxTableOptions *options;
  const char *folder;
  HxTable *table;
  GPtrArray *tasks;       /* of HxTableTask */
  HxTableJob *jobs;       /* n_jobs: by task, backbone, head and seed */
  guint n_jobs, n_rows;   /* n_rows a task */
  HxTableRun **naive;     /* n_tasks x n_seeds */
  HxTableRun **ensembles; /* likewise */
  HxProgress *progress;
  double work_done, work_all; /* of the jobs that are asked for */
  GCancellable *cancellable;
} HxTableMaker;

/** The job of a task's row and seed, all by their places. */
HxTableJob *hx_table_job (const HxTableMaker *maker, guint task, guint row, guint seed);

/** (transfer full): FOLDER/KIND/STEM.SUFFIX of a run; @head "" for none. */
char *hx_table_path (const char *folder, const char *kind, const char *task, const char *backbone,
                     const char *head, guint64 seed, const char *suffix);

/** Copies what was measured, if anything was, into the table. */
void hx_table_run_take (HxTableRun *run, const HxTableResult *result);

/** Trains and measures what is missing of @job and keeps it. @title names it to people. */
gboolean hx_table_job_run (HxTableMaker *maker, HxTableJob *job, const char *title, GError **error);

/** The naive and the ensemble numbers of a task and seed, once all of its rows are measured. */
gboolean hx_table_run_ensemble (HxTableMaker *maker, guint task, guint seed, GError **error);

/* --- the rest ------------------------------------------------------------------------------- */

/** How much arithmetic a step of @backbone is for a record, in multiply-adds, with recurrent ones counted for
 * what they cost beyond that. For shares of the whole work. */
double hx_table_cost (const char *backbone, guint n_leads, gsize n_samples);

/** Writes table.csv and table.md. */
gboolean hx_table_write (const HxTable *table, const HxTableOptions *options, const char *folder,
                         GError **error);

G_END_DECLS
