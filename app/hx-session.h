/* hx-session.h: what is selected, on every page
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-record-item.h"
#include "app/hx-record-loader.h"
#include "engine/jobs/hx-job.h"
#include "engine/library/hx-import.h"
#include "engine/models/hx-model.h"
#include "engine/run/hx-train.h"

G_BEGIN_DECLS

#define HX_TYPE_SESSION (hx_session_get_type ())
G_DECLARE_FINAL_TYPE (HxSession, hx_session, HX, SESSION, GObject)

/**
 * HxSession:
 *
 * The one shared selection: library, model, label, record, and the jobs. Pages show it and change
 * it; none keeps a selection of its own. Main thread only; everything slow is a job that it starts,
 * and results arrive as property changes.
 *
 * Properties (all notify, read through the getters):
 *   "library-folder"  string, NULL while none is open
 *   "model"           HxModel or NULL
 *   "label"           int, index in the model's labels, -1 without a model
 *   "record"          HxRecordItem or NULL
 *   "recording"       HxRecording of the record, NULL while it loads
 *   "statements-shown" boolean: FALSE while the model's statements on this record wait for consent
 *
 * Signals:
 *   "predictions-changed"  the model's statements on the library's records have changed
 *   "records-changed"      the list of records was read anew
 *   "models-changed"
 *   "failed" (title, detail)  a job failed; the window shows it: what happened, to which file, what can be
 * done "report" (title, failures)  work is done; @failures (nullable, element-type HxImportFailure) lists the
 * files it could not do "train-epoch" (const HxTrainEpoch *)  an epoch of the running training is done
 */
HxSession *hx_session_new (void);

/* Library. Opening makes it if it is not there. */
void hx_session_open_library (HxSession *self, const char *folder);
const char *hx_session_get_library_folder (HxSession *self);
/** GListStore of HxRecordItem: opened files first, then the library's. (transfer none) */
GListModel *hx_session_get_records (HxSession *self);
HxRecordItem *hx_session_find_record (HxSession *self, gint64 key);
/**
 * hx_session_set_wanted:
 * @record_key: -1 for none; @record_id, @model_hash, @label_code: (nullable)
 *
 * What to choose once it is there: from the command line, or from the last time. Before the library is
 * opened.
 */
void hx_session_set_wanted (HxSession *self, gint64 record_key, const char *record_id, const char *model_hash,
                            const char *label_code);
/** Whether the list is being read, or the first records are on their way. */
gboolean hx_session_is_listing (HxSession *self);
/** Whether everything that was asked for is there: no job, no read, no slice of work is left. */
gboolean hx_session_is_settled (HxSession *self);
/** For previews of list rows. (transfer none) */
HxRecordLoader *hx_session_get_loader (HxSession *self);
/** The library's main-thread connection, for short reads; NULL while none is open. */
HxLibrary *hx_session_get_library (HxSession *self);

/* Record. */
HxRecordItem *hx_session_get_record (HxSession *self);
void hx_session_set_record (HxSession *self, HxRecordItem *record);
HxRecording *hx_session_get_recording (HxSession *self);

/* Model and label. */
/** GListStore of HxModelItem-like GObjects is not needed: (element-type HxModelInfo), newest first. (transfer
 * none) */
GPtrArray *hx_session_get_models (HxSession *self);
HxModel *hx_session_get_model (HxSession *self);
/** Loads one of the library's models and predicts what it has not said yet, as a job. */
void hx_session_choose_model (HxSession *self, const char *hash);
/** A model file (nullable) that is added to a library without any model when it is opened. */
void hx_session_set_fallback_model (HxSession *self, const char *path);
/** Copies a model file into the library and chooses it. */
void hx_session_add_model_file (HxSession *self, const char *path);
void hx_session_remove_model (HxSession *self, const char *hash);
int hx_session_get_label (HxSession *self);
/** Nobody has chosen the label, nor has a record's statement: it is only there to begin with. */
gboolean hx_session_label_is_guess (HxSession *self);
void hx_session_set_label (HxSession *self, int label);

/** Whether label @label of the model was given to the record by its data set: 1, 0, or -1 if unknown. */
int hx_session_get_given (HxSession *self, HxRecordItem *record, int label);

/** Whether label @label is learned from statement @code of a data set, under the model's task. */
gboolean hx_session_code_gives_label (HxSession *self, const char *code, int label);

/* Consent: statements of a model that has seen only simulated ECGs, on a recorded one. */
gboolean hx_session_get_statements_shown (HxSession *self);
/** Shows them for the present record, after the person has read the notice. */
void hx_session_show_statements_anyway (HxSession *self);

/** The same for any record: lists leave out what waits for consent. */
gboolean hx_session_may_show_statements_of (HxSession *self, HxRecordItem *record);
/** Why the model says nothing of the present record ("… is shorter than a window …"), or NULL. */
const char *hx_session_get_statements_problem (HxSession *self);

/* Work. Each starts a job in hx_session_get_jobs() and returns it. (transfer none) */
HxJobQueue *hx_session_get_jobs (HxSession *self);
HxJob *hx_session_import (HxSession *self, const char *const *sources);
HxJob *hx_session_simulate (HxSession *self, guint n_records, guint64 seed);
/** The first start: simulates a library in @folder, adds the model in @model_path (nullable), then opens it.
 */
HxJob *hx_session_make_first_library (HxSession *self, const char *folder, guint n_records, guint64 seed,
                                      const char *model_path);
/** Opens files, and those in folders, for reading without importing them; the first becomes the record. One
 * that is open already, and has not changed since, is not listed again. */
HxJob *hx_session_open_files (HxSession *self, const char *const *paths);
/** Predicts all records of the library with the model. */
HxJob *hx_session_predict_all (HxSession *self);
/** Trains; at the end the model is in the library and chosen. @options' strings are copied. */
HxJob *hx_session_train (HxSession *self, const HxTrainOptions *options);
/** Whether a training with these options was cancelled and can be resumed. */
gboolean hx_session_has_checkpoint (HxSession *self, const HxTrainOptions *options);
HxJob *hx_session_get_training (HxSession *self); /* the running training, or NULL */
/** Numbers of the running or last training: GArray of HxTrainEpoch, (transfer none), never NULL */
GArray *hx_session_get_history (HxSession *self);

/** Cancels all work and waits for it. Nothing is started after it. */
void hx_session_shut_down (HxSession *self);

G_END_DECLS
