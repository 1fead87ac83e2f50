/* fuzz-reader.c: any bytes through every reader of recordings
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input is the file that one opens and, after the first zero byte, the part that belongs to it, if
 * the format has parts: for WFDB the header and the signal file fuzz.dat. With libFuzzer:
 *
 *   CC=clang meson setup build-fuzz -Dapplication=false -Db_lundef=false \
 *     -Db_sanitize=address,undefined -Dc_args=-fsanitize=fuzzer-no-link
 *   ninja -C build-fuzz tests/fuzz/fuzz-reader
 *   TMPDIR=/dev/shm build-fuzz/tests/fuzz/fuzz-reader CORPUS tests/fuzz/seeds-reader
 *
 * With any other compiler the program reads the files that are named on its command line.
 */
#include "engine/records/hx-reader.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t n_bytes);

static char *
write_file (const char *folder, const char *suffix, const guint8 *data, gsize n_bytes)
{
  char *path = g_strconcat (folder, "/fuzz", suffix, NULL);
  FILE *file = g_fopen (path, "wb");

  if (file == NULL || fwrite (data, 1, n_bytes, file) != n_bytes || fclose (file) != 0)
    g_error ("cannot write %s", path);
  return path;
}

static void
check_recording (HxRecording *recording)
{
  gsize n_samples = hx_recording_get_n_samples (recording);

  g_assert_cmpuint (n_samples, >, 0);
  for (guint lead = 0; lead < hx_recording_get_n_leads (recording); lead++)
    {
      const float *lead_mv = hx_recording_get_lead_mv (recording, lead);

      g_assert_true (g_utf8_validate (hx_recording_get_lead_name (recording, lead), -1, NULL));
      for (gsize t = 0; t < n_samples; t++)
        g_assert_false (isinf (lead_mv[t]));
    }
}

static void
read_with (const HxReader *reader, const char *folder, const guint8 *data, gsize n_bytes)
{
  const guint8 *zero = reader->part_suffixes[0] != NULL ? memchr (data, '\0', n_bytes) : NULL;
  gsize n_opened = zero != NULL ? (gsize)(zero - data) : n_bytes;
  g_autofree char *opened = write_file (folder, reader->suffixes[0], data, n_opened);
  g_autofree char *part = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HxRecording) recording = NULL;

  if (zero != NULL)
    part = write_file (folder, reader->part_suffixes[0], zero + 1, n_bytes - n_opened - 1);
  recording = hx_recording_open (opened, NULL, &error);
  g_assert_true ((recording == NULL) == (error != NULL));
  if (recording != NULL)
    check_recording (recording);
  g_unlink (opened);
  if (part != NULL)
    g_unlink (part);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t n_bytes)
{
  g_autofree char *folder = g_strdup_printf ("%s/hexaxial-fuzz-%d", g_get_tmp_dir (), (int)getpid ());

  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_error ("cannot make %s", folder);
  for (const HxReader *const *reader = hx_readers (); *reader != NULL; reader++)
    read_with (*reader, folder, data, n_bytes);
  g_rmdir (folder);
  return 0;
}

#ifndef HX_LIBFUZZER
int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      g_autofree char *data = NULL;
      g_autoptr (GError) error = NULL;
      gsize n_bytes;

      if (!g_file_get_contents (argv[i], &data, &n_bytes, &error))
        g_error ("%s", error->message);
      LLVMFuzzerTestOneInput ((const guint8 *)data, n_bytes);
    }
  return argc > 1 ? 0 : 2;
}
#endif
