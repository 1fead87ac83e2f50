/* wfdb-writer.h: WFDB records written for tests
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/records/hx-reader.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A new folder below the system's place for temporary files, by its real path. Returns: (transfer full) */
static inline char *
test_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("hexaxial-records-XXXXXX", &error);

  g_assert_no_error (error);
  return realpath (folder, NULL);
}

/* Removes @folder with all that is in it and frees its name. */
static inline void
test_folder_free (char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        test_folder_free (path);
      else
        {
          g_assert_cmpint (g_unlink (path), ==, 0);
          g_free (path);
        }
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (folder);
}

static inline void
test_write (const char *folder, const char *name, gconstpointer bytes, gsize n_bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  FILE *file;

  /* Some file systems flush what takes the place of an old file; a new one is quicker. */
  g_unlink (path);
  file = g_fopen (path, "wb");
  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (bytes, 1, n_bytes, file), ==, n_bytes);
  g_assert_cmpint (fclose (file), ==, 0);
}

static inline void
test_write_text (const char *folder, const char *name, const char *text)
{
  test_write (folder, name, text, strlen (text));
}

/* Signal file of format 16: low byte first. */
static inline GByteArray *
test_pack_16 (const int *samples, gsize n)
{
  GByteArray *bytes = g_byte_array_new ();

  for (gsize i = 0; i < n; i++)
    {
      guint8 pair[2] = { (guint8)samples[i], (guint8)(samples[i] >> 8) };

      g_byte_array_append (bytes, pair, 2);
    }
  return bytes;
}

/* Signal file of format 212: pairs of 12 bits in 3 bytes; half a pair at the end takes 2. */
static inline GByteArray *
test_pack_212 (const int *samples, gsize n)
{
  GByteArray *bytes = g_byte_array_new ();

  for (gsize i = 0; i < n; i += 2)
    {
      guint a = (guint)samples[i] & 0xfff;
      guint b = i + 1 < n ? (guint)samples[i + 1] & 0xfff : 0;
      guint8 triple[3] = { (guint8)a, (guint8)(a >> 8 | b >> 8 << 4), (guint8)b };

      g_byte_array_append (bytes, triple, i + 1 < n ? 3 : 2);
    }
  return bytes;
}

/* Writes rec.hea with @header and rec.dat with @data (transfer full) (nullable), and reads the record. */
static inline HxRecording *
test_read (const char *folder, const char *header, GByteArray *data, const HxReadOptions *options,
           GError **error)
{
  g_autofree char *path = g_build_filename (folder, "rec.hea", NULL);

  test_write_text (folder, "rec.hea", header);
  if (data != NULL)
    {
      test_write (folder, "rec.dat", data->data, data->len);
      g_byte_array_unref (data);
    }
  return hx_recording_open (path, options, error);
}

/* test_read() of something that must be read. */
static inline HxRecording *
test_read_good (const char *folder, const char *header, GByteArray *data)
{
  g_autoptr (GError) error = NULL;
  HxRecording *recording = test_read (folder, header, data, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (recording);
  return recording;
}

/* Whether one of the warnings contains @fragment. */
static inline gboolean
test_is_warned (HxRecording *recording, const char *fragment)
{
  for (const char *const *warning = hx_recording_get_warnings (recording); *warning != NULL; warning++)
    if (strstr (*warning, fragment) != NULL)
      return TRUE;
  return FALSE;
}

/* The samples of the lead that is there under this very name. */
static inline const float *
test_find_lead_mv (HxRecording *recording, const char *name)
{
  for (guint i = 0; i < hx_recording_get_n_leads (recording); i++)
    if (g_str_equal (hx_recording_get_lead_name (recording, i), name))
      return hx_recording_get_lead_mv (recording, i);
  g_error ("there is no lead %s", name);
}
