/* run-library.h: a small simulated library, and short trainings on it
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/library/hx-import.h"
#include "engine/run/hx-train.h"

#include <glib/gstdio.h>
#include <string.h>

#define RUN_N_RECORDS 70

/** A folder of its own with a library in it; removed with run_place_clear(). */
typedef struct
{
  char *folder;
  HxLibrary *library;
  char *out;        /* where models go */
  char *checkpoint; /* of OUT */
} RunPlace;

static inline RunPlace
run_place_new (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HxImportReport) report = NULL;
  RunPlace place = { .folder = g_dir_make_tmp ("hx-run-XXXXXX", &error) };
  g_autofree char *library = NULL;

  g_assert_no_error (error);
  library = g_build_filename (place.folder, "library", NULL);
  place.out = g_build_filename (place.folder, "model.safetensors", NULL);
  place.checkpoint = g_strconcat (place.out, ".checkpoint", NULL);
  place.library = hx_library_open (library, TRUE, 0.0, &error);
  g_assert_no_error (error);
  hx_import_simulated (place.library, RUN_N_RECORDS, 3, 1.0, NULL, &report, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->n_added, ==, RUN_N_RECORDS);
  return place;
}

static inline void
run_remove_tree (const char *path)
{
  GDir *folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      run_remove_tree (inside);
    }
  g_clear_pointer (&folder, g_dir_close);
  g_remove (path);
}

static inline void
run_place_clear (RunPlace *place)
{
  g_clear_object (&place->library);
  run_remove_tree (place->folder);
  g_free (place->folder);
  g_free (place->out);
  g_free (place->checkpoint);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RunPlace, run_place_clear)

/** Three epochs of three batches, of short crops to be quick. */
static inline HxTrainOptions
run_short_training (void)
{
  HxTrainOptions options;

  hx_train_options_default (&options);
  options.epochs = 3;
  options.batch = 16;
  options.seed = 5;
  options.crop_s = 1.0;
  options.n_threads = 2;
  return options;
}

/** Trains, which must work. Returns: (transfer full) */
static inline HxTrainResult *
run_train (RunPlace *place, const HxTrainOptions *options, const char *out)
{
  g_autoptr (GError) error = NULL;
  HxTrainResult *result = hx_train (place->library, options, out, NULL, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  return result;
}

static inline GBytes *
run_read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *content;
  gsize n_bytes;

  g_file_get_contents (path, &content, &n_bytes, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (content, n_bytes);
}
