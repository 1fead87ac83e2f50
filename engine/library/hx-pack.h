/* hx-pack.h: a signal file that only grows
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/library/hx-library.h"

G_BEGIN_DECLS

/**
 * HxPack: one of the library's signal files while an import holds the library's write lock. What lies beyond
 * @committed is known to no record; it is cut off when the pack is opened, and when it is closed without
 * keeping.
 */
typedef struct
{
  char *path;
  int fd;
  gint64 committed; /* bytes that the library knew at the beginning */
  gint64 begun;     /* bytes on their way to the disk */
  gint64 length;    /* bytes with what is reserved */
} HxPack;

#define HX_PACK_CLOSED ((HxPack){ .fd = -1 })

gboolean hx_pack_open (HxPack *pack, HxLibrary *library, const char *name, gint64 committed, GError **error);

/** The place at the end for @n floats, in bytes from the beginning. One thread at a time. */
gint64 hx_pack_reserve (HxPack *pack, gsize n);

/** Writes rows of @n floats, one after the other, to a reserved place; any thread, several at once. */
gboolean hx_pack_write (const HxPack *pack, gint64 offset, const float *const *rows, guint n_rows, gsize n,
                        GError **error);

/** Asks the system to begin carrying to the disk what was written, so that hx_pack_sync() waits less. */
void hx_pack_begin_sync (HxPack *pack);
gboolean hx_pack_sync (HxPack *pack, GError **error);
void hx_pack_close (HxPack *pack, gboolean keep);

G_END_DECLS
