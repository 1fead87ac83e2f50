/* hx-recording-convert.c: a recording at another rate, or time before lead
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/hx-error.h"
#include "engine/records/hx-recording.h"
#include "engine/records/hx-resample.h"

#include <errno.h>
#include <string.h>

void
hx_recording_copy_description (HxRecording *from, HxRecording *to)
{
  hx_recording_set_id (to, hx_recording_get_id (from));
  hx_recording_set_source (to, hx_recording_get_source (from));
  hx_recording_set_format (to, hx_recording_get_format (from));
  hx_recording_set_origin (to, hx_recording_get_origin (from));
  hx_recording_set_patient (to, hx_recording_get_patient_id (from), hx_recording_get_patient_name (from),
                            hx_recording_get_age_years (from), hx_recording_get_sex (from));
  hx_recording_set_start_time (to, hx_recording_get_start_time (from));
  for (const char *const *comment = hx_recording_get_comments (from); *comment != NULL; comment++)
    hx_recording_add_comment (to, *comment);
  for (const char *const *warning = hx_recording_get_warnings (from); *warning != NULL; warning++)
    hx_recording_add_warning (to, *warning);
}

static gboolean
is_same_time (GDateTime *a, GDateTime *b)
{
  return a == NULL || b == NULL ? a == b : g_date_time_equal (a, b);
}

static gboolean
has_same_description (HxRecording *a, HxRecording *b)
{
  double age_years[2] = { hx_recording_get_age_years (a), hx_recording_get_age_years (b) };

  return g_strcmp0 (hx_recording_get_id (a), hx_recording_get_id (b)) == 0
         && g_strcmp0 (hx_recording_get_format (a), hx_recording_get_format (b)) == 0
         && g_strcmp0 (hx_recording_get_origin (a), hx_recording_get_origin (b)) == 0
         && g_strcmp0 (hx_recording_get_patient_id (a), hx_recording_get_patient_id (b)) == 0
         && g_strcmp0 (hx_recording_get_patient_name (a), hx_recording_get_patient_name (b)) == 0
         && g_strcmp0 (hx_recording_get_sex (a), hx_recording_get_sex (b)) == 0
         && memcmp (&age_years[0], &age_years[1], sizeof age_years[0]) == 0
         && is_same_time (hx_recording_get_start_time (a), hx_recording_get_start_time (b))
         && g_strv_equal (hx_recording_get_comments (a), hx_recording_get_comments (b))
         && g_strv_equal (hx_recording_get_warnings (a), hx_recording_get_warnings (b));
}

gboolean
hx_recording_is_same (HxRecording *a, HxRecording *b)
{
  const gsize n = hx_recording_get_n_samples (a);
  double rates_hz[2] = { hx_recording_get_rate_hz (a), hx_recording_get_rate_hz (b) };

  if (hx_recording_get_n_leads (a) != hx_recording_get_n_leads (b) || n != hx_recording_get_n_samples (b)
      || memcmp (&rates_hz[0], &rates_hz[1], sizeof rates_hz[0]) != 0 || !has_same_description (a, b))
    return FALSE;
  for (guint lead = 0; lead < hx_recording_get_n_leads (a); lead++)
    if (!g_str_equal (hx_recording_get_lead_name (a, lead), hx_recording_get_lead_name (b, lead))
        || memcmp (hx_recording_get_lead_mv (a, lead), hx_recording_get_lead_mv (b, lead), n * sizeof (float))
               != 0)
      return FALSE;
  return TRUE;
}

HxRecording *
hx_recording_new_like (HxRecording *self, gsize n_samples, double rate_hz, float *samples_mv)
{
  const char *names[HX_RECORDING_MAX_LEADS];
  HxRecording *copy;

  g_return_val_if_fail (HX_IS_RECORDING (self), NULL);

  for (guint i = 0; i < hx_recording_get_n_leads (self); i++)
    names[i] = hx_recording_get_lead_name (self, i);
  copy = hx_recording_new (names, hx_recording_get_n_leads (self), n_samples, rate_hz, samples_mv);
  hx_recording_copy_description (self, copy);
  return copy;
}

static const char *
name_for_errors (HxRecording *self)
{
  const char *source = hx_recording_get_source (self);
  const char *id = hx_recording_get_id (self);

  return source != NULL ? source : id != NULL ? id : "recording";
}

static float *
resample_leads (HxRecording *self, gsize n_samples, double rate_hz, GError **error)
{
  guint n_leads = hx_recording_get_n_leads (self);
  const float *leads_mv[HX_RECORDING_MAX_LEADS];
  float *samples_mv;

  if (n_samples > HX_RECORDING_MAX_SAMPLES)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                   "%s: %" G_GSIZE_FORMAT " samples at %g Hz are more than %" G_GSIZE_FORMAT,
                   name_for_errors (self), n_samples, rate_hz, HX_RECORDING_MAX_SAMPLES);
      return NULL;
    }
  samples_mv = g_try_malloc_n (n_samples, n_leads * sizeof (float));
  if (samples_mv == NULL)
    {
      hx_error_set_errno (error, name_for_errors (self), "cannot resample", ENOMEM);
      return NULL;
    }
  for (guint i = 0; i < n_leads; i++)
    leads_mv[i] = hx_recording_get_lead_mv (self, i);
  hx_resample (leads_mv, n_leads, hx_recording_get_n_samples (self), hx_recording_get_rate_hz (self),
               samples_mv, n_samples, rate_hz);
  return samples_mv;
}

HxRecording *
hx_recording_resample (HxRecording *self, double rate_hz, GError **error)
{
  float *samples_mv;
  gsize n_samples;

  g_return_val_if_fail (HX_IS_RECORDING (self), NULL);

  if (!(rate_hz >= HX_RECORDING_MIN_RATE_HZ && rate_hz <= HX_RECORDING_MAX_RATE_HZ))
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "%s: the rate wanted, %g Hz, is not between %g and %g Hz",
                   name_for_errors (self), rate_hz, HX_RECORDING_MIN_RATE_HZ, HX_RECORDING_MAX_RATE_HZ);
      return NULL;
    }
  if (rate_hz == hx_recording_get_rate_hz (self))
    return g_object_ref (self);
  n_samples =
      hx_resample_length (hx_recording_get_n_samples (self), hx_recording_get_rate_hz (self), rate_hz);
  samples_mv = resample_leads (self, n_samples, rate_hz, error);
  if (samples_mv == NULL)
    return NULL;
  return hx_recording_new_like (self, n_samples, rate_hz, samples_mv);
}

static const float *
find_lead_mv (HxRecording *self, const char *name)
{
  int lead = hx_recording_find_lead_named (self, name);

  return lead >= 0 ? hx_recording_get_lead_mv (self, (guint)lead) : NULL;
}

gboolean
hx_recording_interleave (HxRecording *self, const char *const *lead_names, guint n_leads, float *out,
                         GError **error)
{
  g_autoptr (GString) absent = g_string_new (NULL);
  g_autofree const float **leads_mv = NULL;
  gsize n_samples;

  g_return_val_if_fail (HX_IS_RECORDING (self), FALSE);
  g_return_val_if_fail (lead_names != NULL && n_leads > 0 && out != NULL, FALSE);

  leads_mv = g_new (const float *, n_leads);
  for (guint i = 0; i < n_leads; i++)
    {
      leads_mv[i] = find_lead_mv (self, lead_names[i]);
      if (leads_mv[i] == NULL)
        g_string_append_printf (absent, "%s%s", absent->len > 0 ? ", " : "", lead_names[i]);
    }
  if (absent->len > 0)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_MISSING, "%s: leads that are not there: %s",
                   name_for_errors (self), absent->str);
      return FALSE;
    }
  n_samples = hx_recording_get_n_samples (self);
  for (gsize t = 0; t < n_samples; t++)
    for (guint i = 0; i < n_leads; i++)
      *out++ = leads_mv[i][t];
  return TRUE;
}
