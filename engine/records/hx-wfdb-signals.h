/* hx-wfdb-signals.h: the signal files of a WFDB record
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-wfdb-header.h"

G_BEGIN_DECLS

/**
 * HxWfdbStream: where one signal's samples go.
 * @adu_per_mv: unused without @out
 * @out: (nullable): n_frames x samples_per_frame values in millivolts, in the order of the file
 * @first_adu: set to the signal's first sample
 * @checksum: set to the sum of its samples, modulo 65536
 */
typedef struct
{
  double adu_per_mv;
  float *out;
  int first_adu;
  guint16 checksum;
} HxWfdbStream;

/** Whether signals of this format are read: 16 and 212 are. */
gboolean hx_wfdb_format_is_read (guint format);

/**
 * hx_wfdb_count_frames:
 * @path: of the header; signal files are looked for in its folder and nowhere else
 * @n_frames: set to the header's number or, if it gives none, to what the first file holds
 *
 * Compares every signal file's size with the header. Fails with %HX_ERROR_UNSAFE (a name that leaves the
 * folder; a file that is too short), %HX_ERROR_INCONSISTENT (a file that is too long; files that disagree),
 * %HX_ERROR_FORMAT (signals of one file that disagree about it, or are not listed one after the other).
 */
gboolean hx_wfdb_count_frames (HxWfdbHeader *header, const char *path, guint64 *n_frames, GError **error);

/**
 * hx_wfdb_decode:
 * @n_frames: from hx_wfdb_count_frames()
 * @streams: one a signal
 *
 * Decodes all signal files. A missing sample (-32768 in format 16, -2048 in 212) becomes NaN. Where the
 * header gives the number of samples and a checksum other than 0, which stands for none, the sum of all the
 * signal's samples must agree with it modulo 65536; if not, %HX_ERROR_INCONSISTENT.
 */
gboolean hx_wfdb_decode (const HxWfdbHeader *header, const char *path, guint64 n_frames,
                         HxWfdbStream *streams, GError **error);

G_END_DECLS
