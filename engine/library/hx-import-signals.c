/* hx-import-signals.c: writes the signals of imported records, several at once, one after the other in the
 * files
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/library/hx-import-private.h"

#include <gcrypt.h>

#define SHA256_BYTES 32

gboolean
hx_import_signals_open (HxImportSignals *signals, HxLibrary *library, gint64 reading, gint64 training,
                        GError **error)
{
  /* It sets itself up here, before threads come. */
  gcry_check_version (NULL);
  g_mutex_init (&signals->lock);
  g_cond_init (&signals->turn);
  signals->training_rate_hz = library->training_rate_hz;
  return hx_pack_open (&signals->reading, library, HX_READING_FILE, reading, error)
         && hx_pack_open (&signals->training, library, HX_TRAINING_FILE, training, error);
}

gboolean
hx_import_signals_sync (HxImportSignals *signals, GError **error)
{
  return hx_pack_sync (&signals->reading, error) && hx_pack_sync (&signals->training, error);
}

void
hx_import_signals_close (HxImportSignals *signals, gboolean keep)
{
  hx_pack_close (&signals->reading, keep);
  hx_pack_close (&signals->training, keep);
  g_clear_error (&signals->fault);
  g_mutex_clear (&signals->lock);
  g_cond_clear (&signals->turn);
}

void
hx_import_signals_begin (HxImportSignals *signals)
{
  signals->next = 0;
  hx_pack_begin_sync (&signals->reading);
  hx_pack_begin_sync (&signals->training);
}

/* The copy that training reads: all twelve leads, at the library's rate. NULL if @item has not all of them,
 * or failed. */
static float *
make_training_copy (HxImportItem *item, double rate_hz)
{
  g_autoptr (HxRecording) resampled = NULL;
  g_autofree float *training = NULL;
  const char *names[HX_N_STANDARD_LEADS];

  for (guint lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    {
      names[lead] = hx_lead_name ((HxLead)lead);
      if (hx_recording_find_lead (item->recording, (HxLead)lead) < 0)
        return NULL;
    }
  resampled = hx_recording_resample (item->training_source != NULL ? item->training_source : item->recording,
                                     rate_hz, &item->failure);
  if (resampled == NULL)
    return NULL;
  training = g_new (float, hx_recording_get_n_samples (resampled) * HX_N_STANDARD_LEADS);
  if (!hx_recording_interleave (resampled, names, HX_N_STANDARD_LEADS, training, &item->failure))
    return NULL;
  item->n_training = hx_recording_get_n_samples (resampled);
  return g_steal_pointer (&training);
}

static char *
join_leads (HxRecording *recording)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < hx_recording_get_n_leads (recording); i++)
    {
      if (i > 0)
        g_string_append_c (names, '\n');
      g_string_append (names, hx_recording_get_lead_name (recording, i));
    }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* What the reader put right or computed is not to be forgotten once its file is out of sight. */
static void
keep_warnings (HxImportItem *item)
{
  const char *const *warnings = hx_recording_get_warnings (item->recording);
  g_autofree char *text = g_strjoinv ("\n", (char **)warnings);

  if (warnings[0] != NULL)
    json_object_set_string_member (item->metadata, HX_METADATA_WARNINGS, text);
}

/* The signals' part of the library's fingerprint, SHA-256 in hexadecimal: what training reads, or all there
 * is. */
static char *
hash_signals (const HxImportItem *item, const float *const *leads, guint n_leads, const float *training)
{
  gcry_buffer_t pieces[HX_RECORDING_MAX_LEADS] = { 0 };
  guchar digest[SHA256_BYTES];
  g_autoptr (GString) text = g_string_new (NULL);
  const guint n_pieces = training != NULL ? 1 : n_leads;

  for (guint i = 0; i < n_pieces; i++)
    {
      const gsize n = training != NULL ? item->n_training * HX_N_STANDARD_LEADS : item->n_samples;

      pieces[i].data = (void *)(training != NULL ? training : leads[i]);
      pieces[i].len = n * sizeof (float);
    }
  gcry_md_hash_buffers (GCRY_MD_SHA256, 0, digest, pieces, (int)n_pieces);
  for (guint i = 0; i < SHA256_BYTES; i++)
    g_string_append_printf (text, "%02x", digest[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Waits for the turn of record @index, in the order of which the places follow each other. FALSE: nothing is
 * to be written. */
static gboolean
reserve_in_turn (HxImportSignals *signals, guint index, HxImportItem *item, guint n_leads)
{
  gboolean wanted;

  g_mutex_lock (&signals->lock);
  while (signals->next != index)
    g_cond_wait (&signals->turn, &signals->lock);
  wanted = item->failure == NULL && signals->fault == NULL;
  if (wanted)
    {
      item->reading_offset = hx_pack_reserve (&signals->reading, item->n_samples * n_leads);
      item->training_offset = hx_pack_reserve (&signals->training, item->n_training * HX_N_STANDARD_LEADS);
    }
  signals->next++;
  g_cond_broadcast (&signals->turn);
  g_mutex_unlock (&signals->lock);
  return wanted;
}

static void
write_signals (HxImportSignals *signals, HxImportItem *item, const float *const *leads, guint n_leads,
               const float *training)
{
  g_autoptr (GError) fault = NULL;

  if (hx_pack_write (&signals->reading, item->reading_offset, leads, n_leads, item->n_samples, &fault)
      && (training == NULL
          || hx_pack_write (&signals->training, item->training_offset, &training, 1,
                            item->n_training * HX_N_STANDARD_LEADS, &fault)))
    {
      item->is_stored = TRUE;
      return;
    }
  g_mutex_lock (&signals->lock);
  if (signals->fault == NULL)
    signals->fault = g_steal_pointer (&fault);
  g_mutex_unlock (&signals->lock);
}

void
hx_import_signals_store (HxImportSignals *signals, guint index, HxImportItem *item)
{
  const float *leads[HX_RECORDING_MAX_LEADS];
  g_autofree float *training = NULL;
  guint n_leads = 0;

  if (item->failure == NULL)
    {
      training = make_training_copy (item, signals->training_rate_hz);
      n_leads = hx_recording_get_n_leads (item->recording);
      for (guint lead = 0; lead < n_leads; lead++)
        leads[lead] = hx_recording_get_lead_mv (item->recording, lead);
      item->lead_names = join_leads (item->recording);
      keep_warnings (item);
      item->rate_hz = hx_recording_get_rate_hz (item->recording);
      item->n_samples = hx_recording_get_n_samples (item->recording);
      item->hash = hash_signals (item, leads, n_leads, training);
    }
  if (reserve_in_turn (signals, index, item, n_leads))
    write_signals (signals, item, leads, n_leads, training);
  hx_import_item_forget_signals (item);
}
