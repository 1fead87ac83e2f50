/* hx-json.h: JSON in model files: strict on the way in, the same bytes every time on the way out
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * hx_json_parse:
 * @text: untrusted, @n_bytes long
 *
 * Parses what RFC 8259 calls JSON and nothing else: valid UTF-8, at most 16 levels deep, no
 * member twice in one object. %HX_ERROR_FORMAT otherwise; the message names the byte, not the file.
 *
 * Returns: (transfer full)
 */
JsonNode *hx_json_parse (const char *text, gsize n_bytes, GError **error);

/** Appends @text as a JSON string, quotes included. */
void hx_json_append_string (GString *out, const char *text);

/** Appends a finite number with %.9g whatever the locale; null for anything else. */
void hx_json_append_number (GString *out, double value);

/** Appends @node without white space, members in their order, numbers as hx_json_append_number() writes them.
 */
void hx_json_append_node (GString *out, JsonNode *node);

G_END_DECLS
