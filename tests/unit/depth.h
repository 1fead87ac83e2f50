/* depth.h: which backbones the tests need not run in full
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

/* More of the layers that their smaller siblings have: differences of their losses are mostly kinks. The
 * golden numbers have their gradients. */
static inline gboolean
is_deep (const char *backbone)
{
  static const char *const depths[] = { "34", "50", "101", "152" };

  for (guint i = 0; i < G_N_ELEMENTS (depths); i++)
    if (g_str_has_suffix (backbone, depths[i]))
      return TRUE;
  return FALSE;
}

/* Each of @tests for every backbone and head, as /PREFIX/BACKBONE/HEAD/NAME. */
