/* hx-library.c: a library's folder and connection
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-library-private.h"

#include "engine/base/hx-error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>

#define DEFAULT_TRAINING_RATE_HZ 100.0

G_DEFINE_FINAL_TYPE (HxLibrary, hx_library, G_TYPE_OBJECT)

static void
hx_library_finalize (GObject *object)
{
  HxLibrary *self = HX_LIBRARY (object);

  g_clear_pointer (&self->statements, g_hash_table_unref);
  g_clear_pointer (&self->reading, g_mapped_file_unref);
  g_clear_pointer (&self->database, hx_database_free);
  g_clear_pointer (&self->folder, g_free);
  G_OBJECT_CLASS (hx_library_parent_class)->finalize (object);
}

static void
hx_library_class_init (HxLibraryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hx_library_finalize;
}

static void
hx_library_init (HxLibrary *self)
{
}

char *
hx_library_get_path (HxLibrary *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

static gboolean
make_folders (const char *folder, GError **error)
{
  static const char *const names[] = { "signals", "models" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      if (g_mkdir_with_parents (path, 0777) < 0)
        {
          hx_error_set_errno (error, path, "cannot make the folder", errno);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
read_rate (HxLibrary *self, double *rate_hz, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      hx_database_prepare (self->database, "SELECT value FROM settings WHERE name = ?", error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  hx_database_bind_text (statement, 1, HX_SETTING_TRAINING_RATE);
  if (!hx_database_step (self->database, statement, &has_row, error))
    return FALSE;
  *rate_hz = has_row ? g_ascii_strtod ((const char *)sqlite3_column_text (statement, 0), NULL) : (double)NAN;
  return TRUE;
}

static gboolean
write_rate (HxLibrary *self, double rate_hz, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      hx_database_prepare (self->database, "INSERT OR IGNORE INTO settings VALUES (?, ?)", error);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (statement == NULL)
    return FALSE;
  hx_database_bind_text (statement, 1, HX_SETTING_TRAINING_RATE);
  hx_database_bind_text (statement, 2, g_ascii_dtostr (number, sizeof number, rate_hz));
  return hx_database_run (self->database, statement, error);
}

static gboolean
settle_rate (HxLibrary *self, gboolean create, double wanted_hz, GError **error)
{
  double rate_hz;

  if (!read_rate (self, &rate_hz, error))
    return FALSE;
  if (isnan (rate_hz) && create)
    {
      if (!write_rate (self, wanted_hz > 0.0 ? wanted_hz : DEFAULT_TRAINING_RATE_HZ, error)
          || !read_rate (self, &rate_hz, error))
        return FALSE;
    }
  if (!(rate_hz >= HX_RECORDING_MIN_RATE_HZ && rate_hz <= HX_RECORDING_MAX_RATE_HZ))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_FORMAT, "%s: the training rate is not between 1 and 100000 Hz",
                   self->folder);
      return FALSE;
    }
  if (wanted_hz > 0.0 && fabs (wanted_hz - rate_hz) > 1e-9)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_INCONSISTENT,
                   "%s: the library's training copies are at %g Hz, not %g Hz", self->folder, rate_hz,
                   wanted_hz);
      return FALSE;
    }
  self->training_rate_hz = rate_hz;
  return TRUE;
}

HxLibrary *
hx_library_open (const char *folder, gboolean create, double training_rate_hz, GError **error)
{
  g_autoptr (HxLibrary) self = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  if (training_rate_hz != 0.0
      && !(training_rate_hz >= HX_RECORDING_MIN_RATE_HZ && training_rate_hz <= HX_RECORDING_MAX_RATE_HZ))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "a training rate of %g Hz is not between 1 and 100000 Hz",
                   training_rate_hz);
      return NULL;
    }
  self = g_object_new (HX_TYPE_LIBRARY, NULL);
  self->folder = g_canonicalize_filename (folder, NULL);
  path = hx_library_get_path (self, "library.sqlite");
  if (!create && !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "%s: there is no library in this folder", folder);
      return NULL;
    }
  if (create && !make_folders (self->folder, error))
    return NULL;
  self->database = hx_database_open (path, create, error);
  if (self->database == NULL || !settle_rate (self, create, training_rate_hz, error))
    return NULL;
  return g_steal_pointer (&self);
}

const char *
hx_library_get_folder (HxLibrary *self)
{
  g_return_val_if_fail (HX_IS_LIBRARY (self), NULL);

  return self->folder;
}

double
hx_library_get_training_rate_hz (HxLibrary *self)
{
  g_return_val_if_fail (HX_IS_LIBRARY (self), 0.0);

  return self->training_rate_hz;
}

guint64
hx_library_get_generation (HxLibrary *self)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  guint64 others = 0;
  gboolean has_row;

  g_return_val_if_fail (HX_IS_LIBRARY (self), 0);

  /* data_version counts the commits of other connections, total_changes this one's. */
  statement = hx_database_prepare (self->database, "PRAGMA data_version", NULL);
  if (statement != NULL && hx_database_step (self->database, statement, &has_row, NULL) && has_row)
    others = (guint64)sqlite3_column_int64 (statement, 0);
  return others << 32 | (guint32)sqlite3_total_changes (self->database->connection);
}
