/* hx-import-private.h: how every source brings its records in
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/library/hx-import.h"
#include "engine/library/hx-library-private.h"
#include "engine/library/hx-pack.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** A record on its way into the library. Strings NULL where unknown. Freed with hx_import_item_free(). */
typedef struct
{
  char *path; /* for people: the file that a failure is about */
  char *record_id;
  char *title;   /* what the data set is called */
  char *dataset; /* and how it is told from others */
  char *origin;
  int fold;
  char *patient_id, *sex, *recorded_at, *report;
  double age_years;     /* NaN if unknown */
  JsonObject *metadata; /* text by column */
  GPtrArray *codes;     /* of char * */
  GArray *likelihoods;  /* of float, percent */
  gpointer source;      /* what the read function needs, not owned */
  guint row;

  /* Filled by the read function. */
  HxRecording *recording;
  HxRecording *training_source; /* a copy at the training rate that the data set itself has; NULL: resample */
  GError *failure;              /* why the record cannot be imported */

  /* What is left of the signals once they are in the library's files. */
  gboolean is_stored;
  char *lead_names; /* one a line */
  double rate_hz;
  gsize n_samples, n_training; /* n_training: 0 if there is no training copy */
  gint64 reading_offset, training_offset;
  char *hash;
} HxImportItem;

HxImportItem *hx_import_item_new (const char *path, const char *dataset, const char *title,
                                  const char *record_id);
void hx_import_item_free (HxImportItem *item);
/** Drops what the read function filled. */
void hx_import_item_forget_signals (HxImportItem *item);
void hx_import_item_add_code (HxImportItem *item, const char *code, double likelihood);

/**
 * HxImportRead: reads @item's recording (or sets its failure), on any thread, several at once.
 */
typedef void (*HxImportRead) (HxImportItem *item, gpointer user_data);

/** Statements that a source explains. Strings are not owned. */
typedef struct
{
  const HxStatementInfo *statements;
  guint n_statements;
  gboolean authoritative; /* replaces explanations that are there */
} HxImportStatements;

/**
 * HxImportSignals: the library's two signal files while records are written to them, by several threads at
 * once and still in the order of the records.
 */
typedef struct
{
  HxPack reading, training;
  double training_rate_hz;
  GMutex lock;
  GCond turn;
  guint next;    /* the record whose turn it is to reserve its place */
  GError *fault; /* the first that could not be written */
} HxImportSignals;

/** Opens the two files; @reading, @training: the bytes of them that the library knows. */
gboolean hx_import_signals_open (HxImportSignals *signals, HxLibrary *library, gint64 reading,
                                 gint64 training, GError **error);

/** Record 0 is the next. Not while a thread writes. */
void hx_import_signals_begin (HxImportSignals *signals);

/**
 * hx_import_signals_store: writes @item's signals, the training copy too, and drops them from memory.
 * @index: the how-manieth record since hx_import_signals_begin(); every one has to come, also one that failed
 *
 * What cannot be converted is the item's failure; what cannot be written is the import's, @signals->fault.
 */
void hx_import_signals_store (HxImportSignals *signals, guint index, HxImportItem *item);
gboolean hx_import_signals_sync (HxImportSignals *signals, GError **error);
void hx_import_signals_close (HxImportSignals *signals, gboolean keep);

/**
 * hx_import_items:
 * @items: (element-type HxImportItem): all that the source has
 *
 * Reads what is not there yet, several at a time, and adds it, all in one transaction. Fails and leaves the
 * library as it was, or is cancelled and keeps whole records.
 */
gboolean hx_import_items (HxLibrary *library, GPtrArray *items, const HxImportStatements *statements,
                          HxImportRead read, gpointer user_data, HxProgress *progress, HxImportReport *report,
                          GCancellable *cancellable, GError **error);

HxImportReport *hx_import_report_new (void);
void hx_import_report_add_failure (HxImportReport *report, const char *path, const GError *fault);

/** The PTB-XL folder @folder. */
gboolean hx_import_ptbxl (HxLibrary *library, const char *folder, const HxReadOptions *options,
                          HxProgress *progress, HxImportReport *report, GCancellable *cancellable,
                          GError **error);

/**
 * hx_import_parse_codes:
 * @text: a Python dictionary of statement codes and likelihoods, "{'NORM': 100.0, 'SR': 0.0}"
 *
 * Adds them to @item. FALSE if @text is anything else; @item then has no code.
 */
gboolean hx_import_parse_codes (const char *text, HxImportItem *item);

G_END_DECLS
