/* hx-record-loader.h: reads single records beside the main loop
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/hx-model.h"
#include "engine/records/hx-recording.h"

G_BEGIN_DECLS

/**
 * HxRecordLoader:
 *
 * One quiet thread with a connection of its own to the library, for what is too short to be a job
 * and too long for the main loop: a mapped signal may have to come from a disk first. Recordings
 * go before predictions, those before previews, and of previews the latest request goes first:
 * the rows on the screen before those scrolled past. All calls and callbacks: main thread.
 */
typedef struct _HxRecordLoader HxRecordLoader;

/** A request under way. Valid until its callback has been called or it was cancelled. */
typedef struct _HxLoad HxLoad;

/**
 * HxLoadedFunc:
 * @result: (transfer full) (nullable): what was asked for; NULL with @error
 */
typedef void (*HxLoadedFunc) (gpointer result, const GError *error, gpointer user_data);

HxRecordLoader *hx_record_loader_new (void);
/** Stops the thread; no callback comes after it. */
void hx_record_loader_free (HxRecordLoader *loader);

/** The library to read from (nullable). Requests under way go on with the one before. */
void hx_record_loader_set_folder (HxRecordLoader *loader, const char *folder);

/** Result: HxRecording, its samples in memory. */
HxLoad *hx_record_loader_read (HxRecordLoader *loader, gint64 key, HxLoadedFunc func, gpointer user_data);

/** Result: HxStatement array of the model's labels. */
HxLoad *hx_record_loader_predict (HxRecordLoader *loader, HxModel *model, HxRecording *recording,
                                  HxLoadedFunc func, gpointer user_data);

/** HxPreview: the first seconds of one lead. Immutable, freed by hx_preview_unref(). */
typedef struct
{
  GBytes *samples; /* float32 in mV; NULL if the record has no lead to show */
  double rate_hz;
  const char *lead_name; /* static */
} HxPreview;

#define HX_PREVIEW_S 10.0

HxPreview *hx_preview_ref (HxPreview *preview);
void hx_preview_unref (HxPreview *preview);

/** A preview of lead II of a recording in memory. */
HxPreview *hx_preview_new (HxRecording *recording);

/** The preview of a record that was read before, or NULL. (transfer none) */
HxPreview *hx_record_loader_peek_preview (HxRecordLoader *loader, gint64 key);
/** Result: HxPreview. */
HxLoad *hx_record_loader_preview (HxRecordLoader *loader, gint64 key, HxLoadedFunc func, gpointer user_data);

/** Asks the work to stop; its callback is not called. */
void hx_load_cancel (HxLoad *load);

/** Whether nothing is under way. */
gboolean hx_record_loader_is_idle (HxRecordLoader *loader);

G_END_DECLS
