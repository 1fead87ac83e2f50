/* hx-folds.h: sets of folds as people write them
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Bit f set: fold f is in, f = 1 .. 63; bit 0: records without a fold. */
typedef guint64 HxFolds;

#define HX_FOLDS_ALL G_MAXUINT64

/** Parses "1-8", "9,10", "1-3,7" or "all". %HX_ERROR_RANGE otherwise. */
gboolean hx_folds_parse (const char *text, HxFolds *folds, GError **error);
char *hx_folds_format (HxFolds folds); /* (transfer full): "1-8" */

static inline gboolean
hx_folds_contain (HxFolds folds, int fold)
{
  return fold >= 0 && fold < 64 && (folds >> fold & 1);
}

G_END_DECLS
