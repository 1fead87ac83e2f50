/* hx-first-start.c: what there is before anybody has opened anything
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-first-start.h"

#include "engine/hx-config.h"

#define N_RECORDS 300
#define SEED 1

char *
hx_first_start_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "hexaxial", "library", NULL);
}

char *
hx_first_start_model_path (void)
{
  const char *folders[] = { g_getenv ("HEXAXIAL_DATA_DIR"), HX_DATADIR };
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path =
          folders[i] ? g_build_filename (folders[i], "models", "simulator.safetensors", NULL) : NULL;
      if (path && g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&path);
    }
  return NULL;
}

HxJob *
hx_first_start_open (HxSession *session, const char *folder)
{
  g_autofree char *own = hx_first_start_folder ();
  g_autofree char *database = g_build_filename (folder && *folder ? folder : own, "library.sqlite", NULL);
  g_autofree char *model_path = NULL;
  gboolean is_own = !folder || !*folder || g_strcmp0 (folder, own) == 0;
  if (!is_own || g_file_test (database, G_FILE_TEST_EXISTS))
    {
      hx_session_open_library (session, is_own ? own : folder);
      return NULL;
    }
  model_path = hx_first_start_model_path ();
  return hx_session_make_first_library (session, own, N_RECORDS, SEED, model_path);
}
