/* hx-file.h: files that are written whole or not at all, and paths that stay in their folder
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HxFileWriter:
 *
 * Writes beside its goal under a temporary name; hx_file_writer_commit() syncs the data,
 * renames it over the goal and syncs the folder. Freed before that, it leaves no trace.
 * A file that was there is untouched until the rename; a folder, a device or a FIFO is refused. Used by one
 * thread at a time.
 */
typedef struct _HxFileWriter HxFileWriter;

HxFileWriter *hx_file_writer_new (const char *path, GError **error);
gboolean hx_file_writer_write (HxFileWriter *writer, gconstpointer data, gsize n_bytes, GError **error);
gboolean hx_file_writer_printf (HxFileWriter *writer, GError **error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
gboolean hx_file_writer_commit (HxFileWriter *writer, GError **error);
void hx_file_writer_free (HxFileWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HxFileWriter, hx_file_writer_free)

/** hx_file_writer_new(), write and commit in one call. */
gboolean hx_file_write_all (const char *path, gconstpointer data, gsize n_bytes, GError **error);

/**
 * hx_file_read_all:
 * @max_bytes: largest size that is accepted; more is %HX_ERROR_UNSAFE
 *
 * Reads a regular file; a folder, a device or a FIFO is refused.
 *
 * Returns: (transfer full): the content with a zero byte after it (not counted in @n_bytes)
 */
char *hx_file_read_all (const char *path, gsize max_bytes, gsize *n_bytes, GError **error);

/**
 * hx_file_resolve_inside:
 * @folder: an existing folder
 * @relative: path from an untrusted file
 *
 * The path of @relative below @folder. Absolute paths, "..", control characters and symbolic
 * links that lead out of @folder are %HX_ERROR_UNSAFE.
 *
 * Returns: (transfer full): an absolute path; the file itself may be missing
 */
char *hx_file_resolve_inside (const char *folder, const char *relative, GError **error);

G_END_DECLS
