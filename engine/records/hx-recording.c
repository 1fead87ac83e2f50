/* hx-recording.c: one ECG recording
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/records/hx-recording.h"

#include <math.h>

struct _HxRecording
{
  GObject parent_instance;

  guint n_leads;
  gsize n_samples;
  double rate_hz;
  char **lead_names;
  const float **leads_mv; /* into samples */
  GBytes *samples;
  gint16 standard[HX_N_STANDARD_LEADS]; /* index of each standard lead, or -1 */

  char *id;
  char *source;
  char *format;
  char *origin;
  char *patient_id;
  char *patient_name;
  double age_years;
  char *sex;
  GDateTime *start_time;
  GPtrArray *comments; /* closed by NULL */
  GPtrArray *warnings; /* closed by NULL */
};

G_DEFINE_FINAL_TYPE (HxRecording, hx_recording, G_TYPE_OBJECT)

static void
hx_recording_finalize (GObject *object)
{
  HxRecording *self = HX_RECORDING (object);

  g_strfreev (self->lead_names);
  g_free (self->leads_mv);
  g_clear_pointer (&self->samples, g_bytes_unref);
  g_free (self->id);
  g_free (self->source);
  g_free (self->format);
  g_free (self->origin);
  g_free (self->patient_id);
  g_free (self->patient_name);
  g_free (self->sex);
  g_clear_pointer (&self->start_time, g_date_time_unref);
  g_ptr_array_unref (self->comments);
  g_ptr_array_unref (self->warnings);
  G_OBJECT_CLASS (hx_recording_parent_class)->finalize (object);
}

static void
hx_recording_class_init (HxRecordingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hx_recording_finalize;
}

static GPtrArray *
string_list_new (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (list, NULL);
  return list;
}

static void
string_list_add (GPtrArray *list, const char *text)
{
  g_ptr_array_insert (list, (int)list->len - 1, g_strdup (text));
}

static void
hx_recording_init (HxRecording *self)
{
  self->age_years = NAN;
  self->origin = g_strdup (HX_ORIGIN_RECORDED);
  self->comments = string_list_new ();
  self->warnings = string_list_new ();
}

static gboolean
name_is_used (HxRecording *self, guint n_named, const char *name)
{
  for (guint i = 0; i < n_named; i++)
    if (g_ascii_strcasecmp (self->lead_names[i], name) == 0)
      return TRUE;
  return FALSE;
}

/* Names lead @index; the ones before it have their names. */
static void
name_lead (HxRecording *self, guint index, const char *name)
{
  int standard = hx_lead_from_name (name);
  const char *spelled = standard >= 0 ? hx_lead_name ((HxLead)standard) : name;
  char *unique = g_strdup (spelled);

  for (guint n = 2; name_is_used (self, index, unique); n++)
    {
      g_free (unique);
      unique = g_strdup_printf ("%s (%u)", spelled, n);
    }
  self->lead_names[index] = unique;
  if (standard >= 0 && self->standard[standard] < 0)
    self->standard[standard] = (gint16)index;
}

/* Fills @order with the indices of @names: each standard lead's first appearance in standard order, then the
 * rest. */
static void
order_leads (const char *const *names, guint n_leads, guint *order)
{
  g_autofree gboolean *taken = g_new0 (gboolean, n_leads);
  guint n = 0;

  for (int lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    for (guint i = 0; i < n_leads; i++)
      if (hx_lead_from_name (names[i]) == lead)
        {
          order[n++] = i;
          taken[i] = TRUE;
          break;
        }
  for (guint i = 0; i < n_leads; i++)
    if (!taken[i])
      order[n++] = i;
}

/* Takes @samples over. */
static HxRecording *
recording_new (const char *const *lead_names, const guint *order, guint n_leads, gsize n_samples,
               double rate_hz, GBytes *samples)
{
  HxRecording *self = g_object_new (HX_TYPE_RECORDING, NULL);
  const float *first = g_bytes_get_data (samples, NULL);

  self->n_leads = n_leads;
  self->n_samples = n_samples;
  self->rate_hz = rate_hz;
  self->samples = samples;
  self->lead_names = g_new0 (char *, n_leads + 1);
  self->leads_mv = g_new (const float *, n_leads);
  for (int lead = 0; lead < HX_N_STANDARD_LEADS; lead++)
    self->standard[lead] = -1;
  for (guint i = 0; i < n_leads; i++)
    {
      guint from = order != NULL ? order[i] : i;

      self->leads_mv[i] = first + from * n_samples;
      name_lead (self, i, lead_names[from]);
    }
  return self;
}

static gboolean
shape_is_valid (guint n_leads, gsize n_samples, double rate_hz)
{
  return n_leads > 0 && n_leads <= HX_RECORDING_MAX_LEADS && n_samples > 0
         && n_samples <= HX_RECORDING_MAX_SAMPLES && rate_hz >= HX_RECORDING_MIN_RATE_HZ
         && rate_hz <= HX_RECORDING_MAX_RATE_HZ;
}

HxRecording *
hx_recording_new (const char *const *lead_names, guint n_leads, gsize n_samples, double rate_hz,
                  float *samples_mv)
{
  guint order[HX_RECORDING_MAX_LEADS];

  g_return_val_if_fail (lead_names != NULL && samples_mv != NULL, NULL);
  g_return_val_if_fail (shape_is_valid (n_leads, n_samples, rate_hz), NULL);

  order_leads (lead_names, n_leads, order);
  return recording_new (lead_names, order, n_leads, n_samples, rate_hz,
                        g_bytes_new_take (samples_mv, n_leads * n_samples * sizeof (float)));
}

HxRecording *
hx_recording_new_from_bytes (const char *const *lead_names, guint n_leads, gsize n_samples, double rate_hz,
                             GBytes *samples)
{
  g_return_val_if_fail (lead_names != NULL && samples != NULL, NULL);
  g_return_val_if_fail (shape_is_valid (n_leads, n_samples, rate_hz), NULL);
  g_return_val_if_fail (g_bytes_get_size (samples) == n_leads * n_samples * sizeof (float), NULL);
  g_return_val_if_fail ((gsize)g_bytes_get_data (samples, NULL) % sizeof (float) == 0, NULL);

  return recording_new (lead_names, NULL, n_leads, n_samples, rate_hz, g_bytes_ref (samples));
}

guint
hx_recording_get_n_leads (HxRecording *self)
{
  g_return_val_if_fail (HX_IS_RECORDING (self), 0);
  return self->n_leads;
}

gsize
hx_recording_get_n_samples (HxRecording *self)
{
  g_return_val_if_fail (HX_IS_RECORDING (self), 0);
  return self->n_samples;
}

double
hx_recording_get_rate_hz (HxRecording *self)
{
  g_return_val_if_fail (HX_IS_RECORDING (self), NAN);
  return self->rate_hz;
}

double
hx_recording_get_duration_s (HxRecording *self)
{
  g_return_val_if_fail (HX_IS_RECORDING (self), NAN);
  return (double)self->n_samples / self->rate_hz;
}

const char *
hx_recording_get_lead_name (HxRecording *self, guint index)
{
  g_return_val_if_fail (HX_IS_RECORDING (self) && index < self->n_leads, NULL);
  return self->lead_names[index];
}

int
hx_recording_find_lead (HxRecording *self, HxLead lead)
{
  g_return_val_if_fail (HX_IS_RECORDING (self), -1);
  g_return_val_if_fail ((guint)lead < HX_N_STANDARD_LEADS, -1);
  return self->standard[lead];
}

int
hx_recording_find_lead_named (HxRecording *self, const char *name)
{
  g_return_val_if_fail (HX_IS_RECORDING (self) && name != NULL, -1);
  for (guint i = 0; i < self->n_leads; i++)
    if (g_ascii_strcasecmp (self->lead_names[i], name) == 0)
      return (int)i;
  return -1;
}

const float *
hx_recording_get_lead_mv (HxRecording *self, guint index)
{
  g_return_val_if_fail (HX_IS_RECORDING (self) && index < self->n_leads, NULL);
  return self->leads_mv[index];
}

const char *
hx_recording_get_id (HxRecording *self)
{
  g_return_val_if_fail (HX_IS_RECORDING (self), NULL);
  return self->id;
}

const char *
hx_recording_get_source (HxRecording *self)
{
  g_return_val_if_fail (HX_IS_RECORDING (self), NULL);
  return self->source;
}

const char *
hx_recording_get_format (HxRecording *self)
{
  g_return_val_if_fail (HX_IS_RECORDING (self), NULL);
  return self->format;
}

const char *
hx_recording_get_origin (HxRecording *self)
{
  g_return_val_if_fail (HX_IS_RECORDING (self), NULL);
  return self->origin;
}

const char *
hx_recording_get_patient_id (HxRecording *self)
{
  g_return_val_if_fail (HX_IS_RECORDING (self), NULL);
  return self->patient_id;
}

const char *
hx_recording_get_patient_name (HxRecording *self)
{
  g_return_val_if_fail (HX_IS_RECORDING (self), NULL);
  return self->patient_name;
}

double
hx_recording_get_age_years (HxRecording *self)
{
  g_return_val_if_fail (HX_IS_RECORDING (self), NAN);
  return self->age_years;
}

const char *
hx_recording_get_sex (HxRecording *self)
{
  g_return_val_if_fail (HX_IS_RECORDING (self), NULL);
  return self->sex;
}

GDateTime *
hx_recording_get_start_time (HxRecording *self)
{
  g_return_val_if_fail (HX_IS_RECORDING (self), NULL);
  return self->start_time;
}

const char *const *
hx_recording_get_comments (HxRecording *self)
{
  g_return_val_if_fail (HX_IS_RECORDING (self), NULL);
  return (const char *const *)self->comments->pdata;
}

const char *const *
hx_recording_get_warnings (HxRecording *self)
{
  g_return_val_if_fail (HX_IS_RECORDING (self), NULL);
  return (const char *const *)self->warnings->pdata;
}

static void
replace_string (char **field, const char *value)
{
  char *copy = g_strdup (value);

  g_free (*field);
  *field = copy;
}

void
hx_recording_set_id (HxRecording *self, const char *id)
{
  g_return_if_fail (HX_IS_RECORDING (self));
  replace_string (&self->id, id);
}

void
hx_recording_set_source (HxRecording *self, const char *path)
{
  g_return_if_fail (HX_IS_RECORDING (self));
  replace_string (&self->source, path);
}

void
hx_recording_set_format (HxRecording *self, const char *format)
{
  g_return_if_fail (HX_IS_RECORDING (self));
  replace_string (&self->format, format);
}

void
hx_recording_set_origin (HxRecording *self, const char *origin)
{
  g_return_if_fail (HX_IS_RECORDING (self) && origin != NULL);
  replace_string (&self->origin, origin);
}

void
hx_recording_set_patient (HxRecording *self, const char *id, const char *name, double age_years,
                          const char *sex)
{
  g_return_if_fail (HX_IS_RECORDING (self));
  g_return_if_fail (sex == NULL || g_str_equal (sex, "m") || g_str_equal (sex, "f"));
  replace_string (&self->patient_id, id);
  replace_string (&self->patient_name, name);
  replace_string (&self->sex, sex);
  self->age_years = age_years;
}

void
hx_recording_set_start_time (HxRecording *self, GDateTime *start_time)
{
  g_return_if_fail (HX_IS_RECORDING (self));
  if (start_time != NULL)
    g_date_time_ref (start_time);
  g_clear_pointer (&self->start_time, g_date_time_unref);
  self->start_time = start_time;
}

void
hx_recording_add_comment (HxRecording *self, const char *comment)
{
  g_return_if_fail (HX_IS_RECORDING (self) && comment != NULL);
  string_list_add (self->comments, comment);
}

void
hx_recording_add_warning (HxRecording *self, const char *warning)
{
  g_return_if_fail (HX_IS_RECORDING (self) && warning != NULL);
  string_list_add (self->warnings, warning);
}
