/* hx-error.c: the errors of the engine
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"

/* clang-format off */
G_DEFINE_QUARK (hx-error-quark, hx_error)
/* clang-format on */

void
hx_error_set_errno (GError **error, const char *path, const char *action, int saved_errno)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), "%s: %s: %s", path, action,
               g_strerror (saved_errno));
}
