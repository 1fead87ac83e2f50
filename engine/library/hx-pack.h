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
  gint64 length;    /* bytes now */
} HxPack;

#define HX_PACK_CLOSED ((HxPack){ .fd = -1 })

gboolean hx_pack_open (HxPack *pack, HxLibrary *library, const char *name, gint64 committed, GError **error);

/** Appends @n floats and says where they begin, in bytes. */
gboolean hx_pack_append (HxPack *pack, const float *values, gsize n, gint64 *offset, GError **error);
gboolean hx_pack_sync (HxPack *pack, GError **error);
void hx_pack_close (HxPack *pack, gboolean keep);

G_END_DECLS
