/* hx-session-private.h: the parts of the session among themselves
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/hx-record-loader.h"
#include "app/hx-session.h"

G_BEGIN_DECLS

typedef struct _HxListing HxListing;

struct _HxSession
{
  GObject parent_instance;
  HxJobQueue *jobs;
  HxRecordLoader *loader;
  gboolean shut_down;

  /* hx-session-library.c */
  char *folder;
  HxLibrary *library;
  GListStore *records;  /* of HxRecordItem: n_files opened files, then the library's */
  GPtrArray *items;     /* of HxRecordItem: the library's, in the list's order */
  GHashTable *by_key;   /* hx_record_item_peek_key() to HxRecordItem, of files and library; owns neither */
  GPtrArray *discarded; /* items of a library that was closed: freeing them takes longer than a frame */
  guint n_files;
  GPtrArray *opened;    /* of HxRecording: what was read from files, for the jobs that open more */
  gint64 last_file_key; /* counts down */
  HxListing *listing;   /* records on their way into the list, or NULL */
  HxJob *listing_job;   /* (nullable): the latest; the result of an earlier one is not wanted */
  GQueue applications;  /* of HxApplication: statements on their way to the items */
  guint slice_source;

  /* hx-session.c */
  HxRecordItem *record;
  HxRecording *recording;
  HxLoad *recording_load;
  GHashTable *consents; /* set of gint64 *: records whose simulated-only statements are shown */
  gint64 wanted_record;
  char *wanted_record_id;
  char *wanted_model;   /* hash to choose when a library has been opened */
  char *fallback_model; /* path */
  char *wanted_label;   /* code to choose with the next model */

  /* hx-session-models.c */
  GPtrArray *models; /* of HxModelInfo */
  HxModel *model;
  float *threshold_logits;
  int label;
  gboolean label_is_guess;   /* nobody has chosen it; the first statements of a record decide */
  GPtrArray *blocks;         /* live HxStatementBlock of the model */
  GHashTable *label_of_code; /* code of a data set to what it means to the model */
  GHashTable *requests;      /* HxRecordItem to a request under way */
  GHashTable *problems;      /* HxRecordItem to why it was not predicted */
  HxJob *choosing;           /* (nullable): the latest choice on its way; earlier ones are ignored */
  HxJob *predicting;         /* (nullable) */

  /* hx-session-train.c */
  HxJob *training;
  GArray *history; /* of HxTrainEpoch */
};

typedef void (*HxSessionFinishedFunc) (HxJob *job, HxSession *self);

/** Queues work, with @finished (nullable) called on the main loop while the session lives. (transfer none) */
HxJob *hx_session_submit (HxSession *self, HxJob *job, const char *lane, HxSessionFinishedFunc finished);

/** Emits "failed" for a job that failed, not for a cancelled one. Returns: TRUE if it did neither */
gboolean hx_session_check_job (HxSession *self, HxJob *job, const char *title);

void hx_session_report (HxSession *self, const char *title, GPtrArray *failures);
void hx_session_notify (HxSession *self, const char *property);
void hx_session_emit_predictions_changed (HxSession *self);
void hx_session_emit_records_changed (HxSession *self);
void hx_session_emit_models_changed (HxSession *self);
void hx_session_emit_train_epoch (HxSession *self, const HxTrainEpoch *epoch);

/* hx-session-library.c */

/** Reads the list anew: after an import. */
void hx_session_relist (HxSession *self);
/** Puts a file's item at the end of the opened files. (transfer full) */
void hx_session_insert_file (HxSession *self, HxRecordItem *item);
/** The item of a recording that was opened before, or NULL. */
HxRecordItem *hx_session_find_file (HxSession *self, HxRecording *recording);
/** Hands statements to the items, in slices. @keys: n_records of them, (transfer full); takes a reference of
 * @block */
void hx_session_apply_statements (HxSession *self, HxStatementBlock *block, gint64 *keys, guint n_records);
void hx_session_library_init (HxSession *self);
void hx_session_library_clear (HxSession *self);

/* hx-session-label.c */

/** The label to begin with: the wanted one, else a telling one. */
int hx_session_choose_first_label (HxSession *self);
void hx_session_request_free (gpointer request);

/* hx-session-models.c */
void hx_session_models_init (HxSession *self);
void hx_session_models_clear (HxSession *self);
void hx_session_forget_model (HxSession *self);
/** Chooses a model that was added to the library behind the session's back. */
void hx_session_choose_new_model (HxSession *self, const char *hash);
/** After the list was read: reads the model's statements of new records, or chooses a first model. */
void hx_session_update_statements (HxSession *self);
/** Asks the model about the records it has said nothing of. @n_missing of @folds, or those of @few
 * (nullable). */
HxJob *hx_session_predict (HxSession *self, HxFolds folds, GArray *few);
/** Takes statements of the present model over. @keys, @statements: (transfer full) */
void hx_session_take_statements (HxSession *self, gint64 *keys, HxStatement *statements, guint n_records);
/** Asks the model about one record that it has not said anything of. */
void hx_session_request_statements (HxSession *self, HxRecordItem *item);
/** The record's statements have arrived: a label that nobody chose may now be chosen better. */
void hx_session_guess_label (HxSession *self);

G_END_DECLS
