/* hx-library.h: records, labels, folds, models and predictions on disk
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/hx-progress.h"
#include "engine/base/hx-statement.h"
#include "engine/records/hx-recording.h"
#include "engine/tasks/hx-task.h"

G_BEGIN_DECLS

#define HX_TYPE_LIBRARY (hx_library_get_type ())
G_DECLARE_FINAL_TYPE (HxLibrary, hx_library, HX, LIBRARY, GObject)

/**
 * HxLibrary:
 *
 * A folder with `library.sqlite` (WAL, foreign keys), signal files that can be mapped into
 * memory, and `models/`. An object is used by one thread at a time; open the folder again
 * for another thread or process: readers go on while one writes.
 */

/**
 * hx_library_open:
 * @create: make the folder and an empty library if there is none
 * @training_rate_hz: of a new library's training copies; 0 for the library's own, or 100 for a new one
 *
 * A library that an older version of the program made is upgraded. Fails with %HX_ERROR_MISSING (no library
 * there), %HX_ERROR_FORMAT (not a library, or a newer one), %HX_ERROR_INCONSISTENT (another training rate
 * than asked for, both named).
 */
HxLibrary *hx_library_open (const char *folder, gboolean create, double training_rate_hz, GError **error);

const char *hx_library_get_folder (HxLibrary *self);
double hx_library_get_training_rate_hz (HxLibrary *self);

/** A number that changes with every committed change, by whichever connection. */
guint64 hx_library_get_generation (HxLibrary *self);

/* --- records --------------------------------------------------------------- */

/** HxRecordInfo: all of a record but its signal. Reference counted, immutable. Strings NULL where unknown. */
typedef struct
{
  gint64 key;          /* in this library */
  char *dataset;       /* "ptb-xl", "simulator-1", or a folder's path */
  char *dataset_title; /* for people */
  char *record_id;     /* in its data set, "41" */
  char *origin;        /* HX_ORIGIN_RECORDED or HX_ORIGIN_SIMULATED */
  int fold;            /* 0: none */
  char *patient_id;
  double age_years;  /* NaN if unknown */
  char *sex;         /* "m", "f" or NULL */
  char *recorded_at; /* ISO 8601 without zone */
  char *report;      /* free text of the data set */
  double rate_hz;    /* of the reading copy */
  guint64 n_samples; /* of the reading copy */
  guint n_leads;
  gboolean trainable; /* has a training copy: all twelve standard leads */
  char **codes;       /* given statements, NULL-terminated, never NULL */
  float *likelihoods; /* one a code, percent, NaN if unknown */
} HxRecordInfo;

HxRecordInfo *hx_record_info_ref (HxRecordInfo *info);
void hx_record_info_unref (HxRecordInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxRecordInfo, hx_record_info_unref)

/** Returns: (transfer full) (element-type HxRecordInfo): all records, by data set, then id (numbers by value)
 */
GPtrArray *hx_library_list_records (HxLibrary *self, GError **error);
HxRecordInfo *hx_library_get_record (HxLibrary *self, gint64 key, GError **error);
/** Every column the data set's own table had, name to text; of files comments and source; and, if the reader
 * had any, its warnings, one a line, as HX_METADATA_WARNINGS. Returns: (transfer full) */
#define HX_METADATA_WARNINGS "warnings"
GHashTable *hx_library_get_metadata (HxLibrary *self, gint64 key, GError **error);

/** The record at its highest rate, mapped, not copied, with the warnings of its import. Returns: (transfer
 * full) */
HxRecording *hx_library_read_recording (HxLibrary *self, gint64 key, GError **error);

/* --- training copies --------------------------------------------------------- */

/**
 * HxSignals: the training copies, mapped read-only: for each trainable record n_samples x 12
 * float32 in mV, time before lead, standard order, at the training rate. Missing samples are NaN.
 * Reference counted; may be read from several threads and outlives its library object.
 */
typedef struct _HxSignals HxSignals;

HxSignals *hx_library_map_signals (HxLibrary *self, GError **error);
HxSignals *hx_signals_ref (HxSignals *signals);
void hx_signals_unref (HxSignals *signals);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxSignals, hx_signals_unref)

/** The copy of record @key and its length, or NULL if it has none. */
const float *hx_signals_get (HxSignals *signals, gint64 key, gsize *n_samples);

/* --- labels ------------------------------------------------------------------ */

/** What the library knows of statement @code; NULL if nothing. Valid until the library changes. */
const HxStatementInfo *hx_library_get_statement (HxLibrary *self, const char *code);

/** hx_label_table_new() over all records of the library, trainable or not. */
HxLabelTable *hx_library_get_label_table (HxLibrary *self, const char *task, GError **error);

/**
 * Fingerprint of records and labels: SHA-256 over the data sets' names, record ids, folds and statements
 * in order, and of the training signals. Equal imports of equal data give equal ones. Returns: (transfer
 * full)
 */
char *hx_library_get_fingerprint (HxLibrary *self, GError **error);

/* --- models and predictions -------------------------------------------------- */

/** HxModelInfo: a model that the library keeps. Reference counted, immutable. */
typedef struct
{
  char *hash; /* SHA-256 of the file */
  char *name;
  char *path; /* of the library's own copy */
  char *backbone, *head, *task, *origin;
  char **labels;      /* codes, NULL-terminated, in the model's order */
  char *added_at;     /* ISO 8601 with zone */
  char *history_json; /* training history with times, or NULL */
} HxModelInfo;

HxModelInfo *hx_model_info_ref (HxModelInfo *info);
void hx_model_info_unref (HxModelInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxModelInfo, hx_model_info_unref)

/**
 * hx_library_add_model:
 * @info: hash, name, backbone, head, task, origin, labels and history_json are read
 * @path: a model file; copied into the library
 *
 * Adding a model that is there changes its name and history only.
 */
gboolean hx_library_add_model (HxLibrary *self, const HxModelInfo *info, const char *path, GError **error);
GPtrArray *hx_library_list_models (HxLibrary *self,
                                   GError **error); /* (element-type HxModelInfo), newest first */
gboolean hx_library_remove_model (HxLibrary *self, const char *hash,
                                  GError **error); /* with its predictions and audit */

/**
 * hx_library_store_predictions:
 * @keys: n_records records; @statements: n_records x n_labels, in the model's label order
 *
 * All of them or none. Replaces what the model said of these records before.
 */
gboolean hx_library_store_predictions (HxLibrary *self, const char *model_hash, const gint64 *keys,
                                       guint n_records, const HxStatement *statements, guint n_labels,
                                       GError **error);

/** Statements of one record, n_labels of them. Returns: (transfer full) (nullable): NULL without @error if
 * not predicted */
HxStatement *hx_library_get_statements (HxLibrary *self, const char *model_hash, gint64 key, guint *n_labels,
                                        GError **error);

/** HxPredictionTable: everything a model has said. Rows are records. Freed with hx_prediction_table_free().
 */
typedef struct
{
  guint n_records, n_labels;
  gint64 *keys;            /* ascending */
  HxStatement *statements; /* n_records x n_labels */
} HxPredictionTable;

HxPredictionTable *hx_library_get_predictions (HxLibrary *self, const char *model_hash, GError **error);
void hx_prediction_table_free (HxPredictionTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxPredictionTable, hx_prediction_table_free)

G_END_DECLS
