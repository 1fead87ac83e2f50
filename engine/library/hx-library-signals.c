/* hx-library-signals.c: the library's signals, mapped into memory
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-library-private.h"

#include "engine/base/hx-error.h"

#include <math.h>

/* The bytes offset .. offset + n of a mapped file are whole floats inside it. */
static gboolean
range_is_inside (GMappedFile *file, gint64 offset, guint64 n_floats)
{
  gsize n_bytes = file != NULL ? g_mapped_file_get_length (file) : 0;

  return offset >= 0 && offset % (gint64)sizeof (float) == 0 && (guint64)offset <= n_bytes
         && n_floats <= (n_bytes - (guint64)offset) / sizeof (float);
}

static gboolean
fail_damaged (const char *path, gint64 key, GError **error)
{
  g_set_error (error, HX_ERROR, HX_ERROR_FORMAT,
               "%s: the library is damaged: the signal of record %" G_GINT64_FORMAT " is not in it", path,
               key);
  return FALSE;
}

/* Maps the reading copies again if the record lies beyond what is mapped. */
static gboolean
ensure_reading (HxLibrary *self, gint64 key, gint64 offset, guint64 n_floats, GError **error)
{
  g_autofree char *path = hx_library_get_path (self, HX_READING_FILE);

  if (range_is_inside (self->reading, offset, n_floats))
    return TRUE;
  g_clear_pointer (&self->reading, g_mapped_file_unref);
  self->reading = g_mapped_file_new (path, FALSE, error);
  return self->reading != NULL
         && (range_is_inside (self->reading, offset, n_floats) || fail_damaged (path, key, error));
}

/* Damaged metadata do not keep the signal from being read. */
static void
add_warnings (HxLibrary *self, gint64 key, HxRecording *recording)
{
  g_autoptr (GHashTable) metadata = hx_library_get_metadata (self, key, NULL);
  const char *text = metadata != NULL ? g_hash_table_lookup (metadata, HX_METADATA_WARNINGS) : NULL;
  g_auto (GStrv) warnings = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (char **warning = warnings; *warning != NULL; warning++)
    hx_recording_add_warning (recording, *warning);
}

static HxRecording *
recording_from_row (HxLibrary *self, gint64 key, sqlite3_stmt *row, GError **error)
{
  const char *names = (const char *)sqlite3_column_text (row, 0);
  g_auto (GStrv) leads = g_strsplit (names != NULL ? names : "", "\n", -1);
  const guint n_leads = g_strv_length (leads);
  const gint64 n_samples = sqlite3_column_int64 (row, 2), offset = sqlite3_column_int64 (row, 3);
  g_autoptr (GBytes) all = NULL;
  g_autoptr (GBytes) samples = NULL;
  g_autoptr (GDateTime) recorded_at = NULL;
  const double rate_hz = sqlite3_column_double (row, 1);
  const char *time = (const char *)sqlite3_column_text (row, 8);
  const char *sex = (const char *)sqlite3_column_text (row, 9);
  HxRecording *recording;

  if (n_leads == 0 || n_leads > HX_RECORDING_MAX_LEADS || n_samples <= 0
      || (guint64)n_samples > HX_RECORDING_MAX_SAMPLES
      || !(rate_hz >= HX_RECORDING_MIN_RATE_HZ && rate_hz <= HX_RECORDING_MAX_RATE_HZ)
      || (sex != NULL && !g_str_equal (sex, "m") && !g_str_equal (sex, "f")))
    {
      fail_damaged (self->folder, key, error);
      return NULL;
    }
  if (!ensure_reading (self, key, offset, (guint64)n_samples * n_leads, error))
    return NULL;
  all = g_mapped_file_get_bytes (self->reading);
  samples = g_bytes_new_from_bytes (all, (gsize)offset, (gsize)n_samples * n_leads * sizeof (float));
  recording =
      hx_recording_new_from_bytes ((const char *const *)leads, n_leads, (gsize)n_samples, rate_hz, samples);
  hx_recording_set_id (recording, (const char *)sqlite3_column_text (row, 4));
  hx_recording_set_origin (recording, (const char *)sqlite3_column_text (row, 5));
  hx_recording_set_patient (recording, (const char *)sqlite3_column_text (row, 6), NULL,
                            hx_database_column_double (row, 7), sex);
  if (time != NULL)
    {
      /* A recording's start is a clock's reading, kept as if it were UTC. */
      g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

      recorded_at = g_date_time_new_from_iso8601 (time, zone);
      if (recorded_at != NULL)
        hx_recording_set_start_time (recording, recorded_at);
    }
  add_warnings (self, key, recording);
  return recording;
}

HxRecording *
hx_library_read_recording (HxLibrary *self, gint64 key, GError **error)
{
  g_autoptr (sqlite3_stmt) row = NULL;
  gboolean has_row;

  g_return_val_if_fail (HX_IS_LIBRARY (self), NULL);

  row = hx_database_prepare (
      self->database,
      "SELECT lead_names, rate_hz, n_samples, reading_offset, record_id, origin, patient_id,"
      " age, recorded_at, sex FROM records WHERE id = ?",
      error);
  if (row == NULL)
    return NULL;
  sqlite3_bind_int64 (row, 1, key);
  if (!hx_database_step (self->database, row, &has_row, error))
    return NULL;
  if (!has_row)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "%s: there is no record %" G_GINT64_FORMAT,
                   self->folder, key);
      return NULL;
    }
  return recording_from_row (self, key, row, error);
}

/* --- training copies --------------------------------------------------------------------- */

typedef struct
{
  gint64 key;
  gsize offset; /* floats */
  gsize n_samples;
} Place;

struct _HxSignals
{
  GMappedFile *file;  /* NULL if there is no training copy at all */
  GHashTable *places; /* key to Place */
};

HxSignals *
hx_signals_ref (HxSignals *signals)
{
  return g_atomic_rc_box_acquire (signals);
}

static void
clear_signals (gpointer data)
{
  HxSignals *signals = data;

  g_clear_pointer (&signals->file, g_mapped_file_unref);
  g_clear_pointer (&signals->places, g_hash_table_unref);
}

void
hx_signals_unref (HxSignals *signals)
{
  if (signals != NULL)
    g_atomic_rc_box_release_full (signals, clear_signals);
}

static gboolean
read_places (HxLibrary *self, HxSignals *signals, const char *path, GError **error)
{
  g_autoptr (sqlite3_stmt) row = hx_database_prepare (
      self->database,
      "SELECT id, training_offset, training_samples FROM records WHERE training_offset IS NOT NULL", error);
  gboolean has_row;

  if (row == NULL)
    return FALSE;
  for (;;)
    {
      Place *place;
      gint64 offset, n_samples;

      if (!hx_database_step (self->database, row, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      offset = sqlite3_column_int64 (row, 1);
      n_samples = sqlite3_column_int64 (row, 2);
      if (signals->file == NULL)
        {
          signals->file = g_mapped_file_new (path, FALSE, error);
          if (signals->file == NULL)
            return FALSE;
        }
      if (n_samples < 0 || (guint64)n_samples > HX_RECORDING_MAX_SAMPLES
          || !range_is_inside (signals->file, offset, (guint64)n_samples * HX_N_STANDARD_LEADS))
        return fail_damaged (path, sqlite3_column_int64 (row, 0), error);
      place = g_new (Place, 1);
      *place = (Place){ sqlite3_column_int64 (row, 0), (gsize)offset / sizeof (float), (gsize)n_samples };
      g_hash_table_insert (signals->places, &place->key, place);
    }
}

HxSignals *
hx_library_map_signals (HxLibrary *self, GError **error)
{
  g_autoptr (HxSignals) signals = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (HX_IS_LIBRARY (self), NULL);

  path = hx_library_get_path (self, HX_TRAINING_FILE);
  signals = g_atomic_rc_box_new0 (HxSignals);
  signals->places = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  if (!read_places (self, signals, path, error))
    return NULL;
  return g_steal_pointer (&signals);
}

const float *
hx_signals_get (HxSignals *signals, gint64 key, gsize *n_samples)
{
  const Place *place;

  g_return_val_if_fail (signals != NULL, NULL);

  place = g_hash_table_lookup (signals->places, &key);
  if (n_samples != NULL)
    *n_samples = place != NULL ? place->n_samples : 0;
  return place != NULL
             ? (const float *)(const void *)g_mapped_file_get_contents (signals->file) + place->offset
             : NULL;
}
