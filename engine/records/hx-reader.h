/* hx-reader.h: reading recordings from files
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-recording.h"

G_BEGIN_DECLS

/**
 * HxReadOptions:
 * @gain_adu_per_mv: if > 0, overrides the gain of every signal's header (known to be wrong)
 */
typedef struct
{
  double gain_adu_per_mv;
} HxReadOptions;

/**
 * HxReader:
 *
 * One file format. Each lives in a file of its own and is listed once, in this folder's
 * meson.build; menus, tests and fuzz targets read that list through hx_readers().
 */
typedef struct
{
  const char *name;            /* "wfdb" */
  const char *title;           /* for people, translatable: "WFDB record" */
  const char *const *suffixes; /* of the file that one opens: { ".hea", NULL } */
  const char *const
      *part_suffixes; /* of files that belong to it and are not opened themselves: { ".dat", NULL } */
  /* Whether @head, the first bytes of the file, may be of this format. */
  gboolean (*accepts) (const char *path, const guint8 *head, gsize n_head);
  HxRecording *(*read) (const char *path, const HxReadOptions *options, GError **error);
} HxReader;

/** All readers, NULL-terminated. Static. */
const HxReader *const *hx_readers (void);

/**
 * hx_recording_open:
 * @path: a file of any known format; for WFDB the header, its signal file, or the record's name without
 * suffix
 * @options: (nullable)
 *
 * Reads a recording. Blocking; may be called from any thread. An error names the file and, in text, the
 * line, the field and its value.
 *
 * Returns: (transfer full): the recording, or NULL with @error naming file and fault
 */
HxRecording *hx_recording_open (const char *path, const HxReadOptions *options, GError **error);

/**
 * hx_reader_find_files:
 * @folder: searched with its subfolders; symbolic links to folders and out of @folder are not
 *   followed, names that begin with a dot are left out
 *
 * Returns: (transfer full) (element-type filename): sorted paths of files that some reader opens
 */
GPtrArray *hx_reader_find_files (const char *folder, GCancellable *cancellable, GError **error);

G_END_DECLS
