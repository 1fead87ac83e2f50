/* app-fixture.c: a session with a small library of its own, for tests of the application
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests/display/app-fixture.h"

#include "app/hx-first-start.h"

#include <glib/gstdio.h>
#include <math.h>

#define RATE_HZ 500
#define N_LEADS 12

char *
app_fixture_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("hexaxial-app-XXXXXX", &error);
  g_assert_no_error (error);
  return folder;
}

void
app_fixture_remove (char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    {
      char *path = g_build_filename (folder, name, NULL);
      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        app_fixture_remove (path);
      else
        {
          g_assert_cmpint (g_unlink (path), ==, 0);
          g_free (path);
        }
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (folder);
}

static gboolean
set_flag (gpointer flag)
{
  *(gboolean *)flag = TRUE;
  return G_SOURCE_REMOVE;
}

void
app_fixture_run (guint ms)
{
  gboolean over = FALSE;
  g_timeout_add (ms, set_flag, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

void
app_fixture_settle (HxSession *session, double seconds)
{
  gint64 until_us = g_get_monotonic_time () + (gint64)(seconds * 1e6);
  guint n_quiet = 0;
  while (n_quiet < 3)
    {
      app_fixture_run (20);
      n_quiet = hx_session_is_settled (session) && !hx_session_is_listing (session) ? n_quiet + 1 : 0;
      if (g_get_monotonic_time () > until_us)
        g_error ("the session is not settled after %g s", seconds);
    }
}

void
app_fixture_simulate (HxSession *session, const char *folder, guint n_records)
{
  hx_session_make_first_library (session, folder, n_records, 1, NULL);
  app_fixture_settle (session, 120.0);
  g_assert_cmpuint (g_list_model_get_n_items (hx_session_get_records (session)), ==, n_records);
}

void
app_fixture_train_options (HxTrainOptions *options)
{
  hx_train_options_default (options);
  options->task = "all";
  options->backbone = "fcn_wang";
  options->head = HX_HEAD_LDM;
  options->epochs = 2;
  options->batch = 16;
}

char *
app_fixture_write_recording (const char *folder, const char *name, double seconds)
{
  static const char *const leads[N_LEADS] = { "I",  "II", "III", "aVR", "aVL", "aVF",
                                              "V1", "V2", "V3",  "V4",  "V5",  "V6" };
  guint n = (guint)(seconds * RATE_HZ);
  g_autofree gint16 *samples = g_new (gint16, (gsize)n * N_LEADS);
  g_autoptr (GString) header = g_string_new (NULL);
  g_autofree char *dat_name = g_strconcat (name, ".dat", NULL), *hea_name = g_strconcat (name, ".hea", NULL);
  g_autofree char *dat = g_build_filename (folder, dat_name, NULL);
  char *hea = g_build_filename (folder, hea_name, NULL);
  for (guint i = 0; i < n; i++)
    for (guint l = 0; l < N_LEADS; l++)
      {
        /* A narrow bump every 0.8 s, of another height in each lead. */
        double phase = fmod ((double)i / RATE_HZ, 0.8) - 0.4;
        samples[i * N_LEADS + l] = (gint16)lrint ((300.0 + 60.0 * l) * exp (-phase * phase / 2e-4));
      }
  g_string_append_printf (header, "%s %d %d %u\n", name, N_LEADS, RATE_HZ, n);
  for (guint l = 0; l < N_LEADS; l++)
    g_string_append_printf (header, "%s 16 1000/mV 16 0 %d 0 0 %s\n", dat_name, samples[l], leads[l]);
  g_assert_true (
      g_file_set_contents (dat, (const char *)samples, (gssize)((gsize)n * N_LEADS * sizeof (gint16)), NULL));
  g_assert_true (g_file_set_contents (hea, header->str, -1, NULL));
  return hea;
}
