/* hx-library-marks.h: what a reader leaves at a record
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/library/hx-library.h"

G_BEGIN_DECLS

/* Names of marks. */
#define HX_MARK_CALIPERS "calipers"
#define HX_MARK_CORRECTIONS "corrections"

/** Longest document, in bytes. */
#define HX_MARK_MAX_BYTES ((gsize)4 << 20)

/**
 * hx_library_set_mark:
 * @key: of a record
 * @name: what the mark is, HX_MARK_CALIPERS for instance; not empty
 * @json: a JSON document, kept as it is written
 *
 * Replaces the record's mark of this name. Fails with %HX_ERROR_MISSING if there is no such record, with
 * %HX_ERROR_FORMAT if @json is no JSON, with %HX_ERROR_RANGE if it is longer than HX_MARK_MAX_BYTES.
 */
gboolean hx_library_set_mark (HxLibrary *self, gint64 key, const char *name, const char *json,
                              GError **error);

/** The document, NULL without @error if there is none. Returns: (transfer full) (nullable) */
char *hx_library_get_mark (HxLibrary *self, gint64 key, const char *name, GError **error);

/**
 * hx_library_list_marked:
 *
 * Returns: (transfer full): a set of the keys (gint64) of the records that have a mark of this name
 */
GHashTable *hx_library_list_marked (HxLibrary *self, const char *name, GError **error);

/** Takes the mark away; one that is not there is no failure. */
gboolean hx_library_delete_mark (HxLibrary *self, gint64 key, const char *name, GError **error);

G_END_DECLS
