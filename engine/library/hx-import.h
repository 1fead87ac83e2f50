/* hx-import.h: bringing records into a library
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/library/hx-library.h"
#include "engine/records/hx-reader.h"

G_BEGIN_DECLS

/** A record that could not be imported. */
typedef struct
{
  char *path;
  char *message; /* for people, names the file and the fault */
  GQuark domain; /* of the error; 0 where the failure is none of the engine's */
  int code;
} HxImportFailure;

/** What an import did. Freed with hx_import_report_free(). */
typedef struct
{
  guint n_found;
  guint n_added;
  guint n_present;     /* were there already; nothing was added for them */
  GPtrArray *failures; /* of HxImportFailure */
} HxImportReport;

void hx_import_report_free (HxImportReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxImportReport, hx_import_report_free)

/** TRUE if @folder looks like PTB-XL: has ptbxl_database.csv or scp_statements.csv. */
gboolean hx_import_is_ptbxl (const char *folder);

/**
 * hx_import:
 * @source: a PTB-XL folder, any folder (searched for recordings), or a file
 * @options: (nullable)
 *
 * A record is its data set (for files: the real path of their folder) and its id: what is there already is
 * left alone. A file's statements are the SNOMED CT codes of its comments "Dx: …", which the task "dx"
 * learns; its fold, 1 to 10, follows from its patient's id, or from its own where that is not known. A record
 * that cannot be read goes to the report's failures and the others are imported. A fault of the whole source
 * (no needed column, a broken quote, a folder that cannot be read, a full disk) fails and leaves the
 * library as it was; so does nothing found, with %HX_ERROR_MISSING, or a single file that cannot be read.
 * Cancelled: what was imported so far stays, whole records only, and the call fails with
 * %G_IO_ERROR_CANCELLED; @report is set then, too.
 *
 * Reads files on all processors. Blocking.
 */
gboolean hx_import (HxLibrary *library, const char *source, const HxReadOptions *options,
                    HxProgress *progress, HxImportReport **report, GCancellable *cancellable, GError **error);

/**
 * hx_import_simulated:
 * @n_records: of the data set "simulator-SEED"; those there already are left alone
 * @noise: 1 is a hospital's
 *
 * Record i depends on seed and i only. Folds 1-10 in turn. Statements are those of the simulator.
 */
gboolean hx_import_simulated (HxLibrary *library, guint n_records, guint64 seed, double noise,
                              HxProgress *progress, HxImportReport **report, GCancellable *cancellable,
                              GError **error);

G_END_DECLS
