/* hx-selfcheck-private.h: the parts of the check of golden files
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/hx-trainer.h"
#include "engine/run/hx-selfcheck.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

void hx_golden_compare (HxSelfcheckResult *result, const char *quantity, double error, double base,
                        double float32_error);

/** The @n numbers of a list, or NULL with an error that names file and member. (transfer full) */
double *hx_golden_numbers (JsonObject *object, const char *member, gsize n, const char *path, GError **error);

gboolean hx_golden_integer (JsonObject *object, const char *member, gint64 low, gint64 high, guint *value,
                            const char *path, GError **error);

gboolean hx_golden_check_model (JsonObject *root, const char *path, HxSelfcheckResult *result,
                                GCancellable *cancellable, GError **error);

G_END_DECLS
