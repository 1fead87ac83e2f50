/* shared-folder.h: where tests find real recordings
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * They lie outside the source tree: in HEXAXIAL_SHARED or, without that, in "shared" beside the tree.
 */
#pragma once

#include <glib.h>
#include <stdlib.h>

/* The folder of that name among the shared ones, or NULL after saying what is not checked. Returns: (transfer
 * full) */
static inline char *
test_find_shared (const char *name, const char *what)
{
  const char *given = g_getenv ("HEXAXIAL_SHARED");
  const char *root = g_getenv ("HEXAXIAL_SOURCE_ROOT");
  g_autofree char *beside = g_build_filename (root != NULL ? root : ".", "..", "shared", NULL);
  g_autofree char *folder = g_build_filename (given != NULL ? given : beside, name, NULL);

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return realpath (folder, NULL);
  g_print ("# ../shared is missing: %s: %s not checked on real data\n", folder, what);
  return NULL;
}
