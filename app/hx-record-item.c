/* hx-record-item.c: a record as the lists show it
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/hx-record-item.h"

#include <glib/gi18n.h>
#include <math.h>

struct _HxRecordItem
{
  GObject parent_instance;
  gint64 key;
  HxRecordInfo *info;
  HxRecording *recording;
  char *title;
  char *recorded_at;
  char *subtitle;    /* made when first asked for */
  char *search_text; /* likewise */
  gboolean reviewed;

  HxStatementBlock *block;
  guint row;
  /* From the statements, worked out when first asked for. */
  gboolean summarised, disagree;
  float doubt;
};

enum
{
  PROP_0,
  PROP_STATEMENTS,
  PROP_REVIEWED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (HxRecordItem, hx_record_item, G_TYPE_OBJECT)

static void
hx_record_item_finalize (GObject *object)
{
  HxRecordItem *self = HX_RECORD_ITEM (object);
  g_clear_pointer (&self->info, hx_record_info_unref);
  g_clear_object (&self->recording);
  g_clear_pointer (&self->block, hx_statement_block_unref);
  g_free (self->title);
  g_free (self->recorded_at);
  g_free (self->subtitle);
  g_free (self->search_text);
  G_OBJECT_CLASS (hx_record_item_parent_class)->finalize (object);
}

static void
hx_record_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HxRecordItem *self = HX_RECORD_ITEM (object);
  g_value_set_boolean (value, id == PROP_REVIEWED ? self->reviewed
                                                  : hx_record_item_get_statements (self, NULL) != NULL);
}

static void
hx_record_item_class_init (HxRecordItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->finalize = hx_record_item_finalize;
  object_class->get_property = hx_record_item_get_property;
  /* HxRecordItem:statements: whether the session's model has said something; notified at every change. */
  props[PROP_STATEMENTS] =
      g_param_spec_boolean ("statements", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_REVIEWED] =
      g_param_spec_boolean ("reviewed", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
hx_record_item_init (HxRecordItem *self)
{
}

HxRecordItem *
hx_record_item_new (HxRecordInfo *info)
{
  HxRecordItem *self = g_object_new (HX_TYPE_RECORD_ITEM, NULL);
  self->info = hx_record_info_ref (info);
  self->key = info->key;
  return self;
}

HxRecordItem *
hx_record_item_new_for_file (HxRecording *recording, gint64 key)
{
  HxRecordItem *self = g_object_new (HX_TYPE_RECORD_ITEM, NULL);
  GDateTime *start = hx_recording_get_start_time (recording);
  const char *id = hx_recording_get_id (recording);
  const char *source = hx_recording_get_source (recording);
  self->recording = g_object_ref (recording);
  self->key = key;
  self->recorded_at = start ? g_date_time_format (start, "%Y-%m-%dT%H:%M:%S") : NULL;
  if (id && *id)
    self->title = g_strdup (id);
  else
    self->title = source ? g_path_get_basename (source) : g_strdup (_ ("Recording"));
  return self;
}

gint64
hx_record_item_get_key (HxRecordItem *self)
{
  return self->key;
}

const gint64 *
hx_record_item_peek_key (HxRecordItem *self)
{
  return &self->key;
}

HxRecordInfo *
hx_record_item_get_info (HxRecordItem *self)
{
  return self->info;
}

HxRecording *
hx_record_item_get_recording (HxRecordItem *self)
{
  return self->recording;
}

const char *
hx_record_item_get_title (HxRecordItem *self)
{
  return self->info ? self->info->record_id : self->title;
}

gboolean
hx_record_item_is_reviewed (HxRecordItem *self)
{
  return self->reviewed;
}

void
hx_record_item_set_reviewed (HxRecordItem *self, gboolean reviewed)
{
  if (self->reviewed == reviewed)
    return;
  self->reviewed = reviewed;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REVIEWED]);
}

double
hx_record_item_get_age_years (HxRecordItem *self)
{
  return self->info ? self->info->age_years : hx_recording_get_age_years (self->recording);
}

static const char *
get_sex (HxRecordItem *self)
{
  const char *sex = self->info ? self->info->sex : hx_recording_get_sex (self->recording);
  if (g_strcmp0 (sex, "m") == 0)
    /* Translators: the sex of a patient, abbreviated: male */
    return C_ ("sex", "m");
  if (g_strcmp0 (sex, "f") == 0)
    /* Translators: the sex of a patient, abbreviated: female */
    return C_ ("sex", "f");
  return NULL;
}

const char *
hx_record_item_get_recorded_at (HxRecordItem *self)
{
  return self->info ? self->info->recorded_at : self->recorded_at;
}

int
hx_record_item_get_fold (HxRecordItem *self)
{
  return self->info ? self->info->fold : 0;
}

gboolean
hx_record_item_is_simulated (HxRecordItem *self)
{
  const char *origin = self->info ? self->info->origin : hx_recording_get_origin (self->recording);
  return g_strcmp0 (origin, HX_ORIGIN_SIMULATED) == 0;
}

const char *const *
hx_record_item_get_codes (HxRecordItem *self)
{
  static const char *const none[] = { NULL };
  return self->info ? (const char *const *)self->info->codes : none;
}

gboolean
hx_record_item_has_code (HxRecordItem *self, const char *code)
{
  return g_strv_contains (hx_record_item_get_codes (self), code);
}

/* The day in the locale's form, or NULL. */
static char *
format_day (const char *iso8601)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) time = iso8601 ? g_date_time_new_from_iso8601 (iso8601, zone) : NULL;
  return time ? g_date_time_format (time, "%x") : NULL;
}

const char *
hx_record_item_get_subtitle (HxRecordItem *self)
{
  const char *parts[4] = { NULL };
  g_autofree char *age = NULL, *day = NULL;
  guint n = 0;
  double age_years = hx_record_item_get_age_years (self);
  if (self->subtitle)
    return self->subtitle;
  if (isfinite (age_years))
    /* Translators: age in years, abbreviated */
    parts[n++] = age = g_strdup_printf (_ ("%.0f y"), age_years);
  if (get_sex (self))
    parts[n++] = get_sex (self);
  day = format_day (hx_record_item_get_recorded_at (self));
  if (day)
    parts[n++] = day;
  self->subtitle = g_strjoinv (" · ", (char **)parts);
  return self->subtitle;
}

const char *
hx_record_item_get_search_text (HxRecordItem *self)
{
  g_autoptr (GString) text = NULL;
  const char *const *codes = hx_record_item_get_codes (self);
  if (self->search_text)
    return self->search_text;
  text = g_string_new (hx_record_item_get_title (self));
  for (guint i = 0; codes[i]; i++)
    g_string_append_printf (text, "\n%s", codes[i]);
  if (self->info)
    {
      g_string_append_printf (text, "\n%s\n%s", self->info->patient_id ? self->info->patient_id : "",
                              self->info->report ? self->info->report : "");
    }
  else
    {
      const char *patient = hx_recording_get_patient_id (self->recording);
      const char *name = hx_recording_get_patient_name (self->recording);
      const char *source = hx_recording_get_source (self->recording);
      g_string_append_printf (text, "\n%s\n%s\n%s", patient ? patient : "", name ? name : "",
                              source ? source : "");
    }
  self->search_text = g_utf8_casefold (text->str, -1);
  return self->search_text;
}

const HxStatement *
hx_record_item_get_statements (HxRecordItem *self, guint *n_labels)
{
  const HxStatement *statements = self->block ? hx_statement_block_get (self->block, self->row) : NULL;
  if (n_labels)
    *n_labels = statements ? hx_statement_block_get_n_labels (self->block) : 0;
  return statements;
}

void
hx_record_item_set_statements (HxRecordItem *self, HxStatementBlock *block, guint row)
{
  gboolean had = self->block != NULL;
  if (self->block == block && self->row == row)
    return;
  if (block)
    hx_statement_block_ref (block);
  g_clear_pointer (&self->block, hx_statement_block_unref);
  self->block = block;
  self->row = row;
  self->summarised = FALSE;
  if (had || block)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATEMENTS]);
}

static double
sigmoid (double logit)
{
  return 1.0 / (1.0 + exp (-logit));
}

/* One pass over the labels for everything that lists ask of all records. */
static void
summarise (HxRecordItem *self)
{
  guint n_labels;
  const HxStatement *statements = hx_record_item_get_statements (self, &n_labels);
  const float *thresholds;
  if (self->summarised)
    return;
  self->disagree = FALSE;
  self->doubt = 0.0f;
  if (!statements)
    return;
  thresholds = hx_statement_block_get_threshold_logits (self->block);
  for (guint l = 0; l < n_labels; l++)
    {
      const HxStatement *s = statements + l;
      if (isnan (s->fused) || isnan (s->decoupled))
        continue;
      self->disagree |=
          s->logit >= thresholds[l] && (s->fused < thresholds[l] || s->decoupled < thresholds[l]);
      self->doubt = fmaxf (self->doubt, (float)fabs (sigmoid (s->fused) - sigmoid (s->decoupled)));
    }
  self->summarised = TRUE;
}

gboolean
hx_record_item_branches_disagree (HxRecordItem *self)
{
  summarise (self);
  return hx_record_item_get_statements (self, NULL) && self->disagree;
}

double
hx_record_item_get_doubt (HxRecordItem *self)
{
  summarise (self);
  return hx_record_item_get_statements (self, NULL) ? self->doubt : 0.0;
}

guint
hx_record_item_get_leading (HxRecordItem *self, guint *labels, guint max)
{
  guint n_labels, n = 0, closest = 0;
  const HxStatement *statements = hx_record_item_get_statements (self, &n_labels);
  const float *thresholds;
  if (!statements || n_labels == 0 || max == 0)
    return 0;
  thresholds = hx_statement_block_get_threshold_logits (self->block);
  for (guint l = 0; l < n_labels; l++)
    {
      guint at;
      if (statements[l].logit - thresholds[l] > statements[closest].logit - thresholds[closest])
        closest = l;
      if (statements[l].logit < thresholds[l])
        continue;
      for (at = n; at > 0 && statements[labels[at - 1]].score < statements[l].score; at--)
        if (at < max)
          labels[at] = labels[at - 1];
      if (at < max)
        labels[at] = l;
      n = MIN (n + 1, max);
    }
  if (n == 0)
    labels[n++] = closest;
  return n;
}
