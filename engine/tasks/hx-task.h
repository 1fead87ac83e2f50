/* hx-task.h: which labels are learned
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** One diagnostic statement of a data set, a row of PTB-XL's scp_statements.csv. Strings "" where empty. */
typedef struct
{
  const char *code;
  const char *description;
  gboolean diagnostic;
  gboolean form;
  gboolean rhythm;
  const char *diagnostic_class;
  const char *diagnostic_subclass;
} HxStatementInfo;

/**
 * HxTask:
 *
 * A rule from a record's statements to the labels learned. One file each, listed once in
 * this folder's meson.build; the command line, the menus and the tests read hx_tasks().
 */
typedef struct
{
  const char *name;  /* "superdiagnostic" */
  const char *title; /* "Diagnostic superclasses", translatable */
  /* The label that statement @code gives, or NULL if it gives none in this task. @info is NULL
   * for a code that the data set does not explain. A statement counts whatever its likelihood. */
  const char *(*label_of) (const char *code, const HxStatementInfo *info);
  /* A label's name for people (transfer full), or NULL to use the statement's own description. */
  char *(*describe) (const char *label);
} HxTask;

/** All tasks, NULL-terminated: all, diagnostic, subdiagnostic, superdiagnostic, form, rhythm, dx. Static. */
const HxTask *const *hx_tasks (void);
const HxTask *hx_task_find (const char *name); /* NULL if there is none */

/**
 * HxLabelTable:
 *
 * Records against labels. Labels are those that at least one record has, in any fold, sorted by
 * code (bytewise); a record without a label of the task is not in it. Immutable once built.
 */
typedef struct
{
  guint n_records;
  guint n_labels;
  gint64 *records;     /* n_records library keys, in the order they were given */
  int *folds;          /* n_records; 0 where there is no fold */
  char **codes;        /* n_labels, NULL-terminated */
  char **descriptions; /* n_labels, NULL-terminated, never "" */
  guint8 *y;           /* n_records x n_labels, 0 or 1 */
  guint n_unknown;     /* rows of a CSV file whose record is not in the library; they are not in the table */
} HxLabelTable;

/** One record as the tasks see it. */
typedef struct
{
  gint64 key;
  const char *record_id;
  int fold;
  const char *const *codes; /* NULL-terminated statement codes */
} HxTaskRecord;

/** Finds a statement's explanation, NULL if there is none. */
typedef const HxStatementInfo *(*HxStatementLookup) (const char *code, gpointer user_data);

/**
 * hx_label_table_new:
 * @task: name of a task, or the path of a CSV file (`record_id`, then one column a label, 0 or 1)
 *
 * Fails with %HX_ERROR_MISSING if the task is unknown, no record has a label or a CSV file has none of
 * @records (single ones that are not there are counted: n_unknown), and names file, line and column for a
 * bad CSV cell, a record id that stands there twice and one that several of @records have. In a CSV file a
 * record may be without any label, and a label without any record.
 */
HxLabelTable *hx_label_table_new (const char *task, const HxTaskRecord *records, guint n_records,
                                  HxStatementLookup lookup, gpointer user_data, GError **error);
void hx_label_table_free (HxLabelTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxLabelTable, hx_label_table_free)

/** Column of label @code, or -1. */
int hx_label_table_find (const HxLabelTable *table, const char *code);

G_END_DECLS
