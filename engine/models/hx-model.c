/* hx-model.c: a trained model: a network with all that is needed to predict with it
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/hx-model.h"

#include "engine/models/hx-model-private.h"

#include <math.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (HxModel, hx_model, G_TYPE_OBJECT)

static const char *const aggregation_names[] = {
  [HX_AGGREGATE_MAXIMUM] = "maximum", [HX_AGGREGATE_MEAN] = "mean"
};

const char *
hx_aggregation_name (HxAggregation aggregation)
{
  return aggregation_names[aggregation];
}

gboolean
hx_aggregation_from_name (const char *name, HxAggregation *aggregation)
{
  for (guint i = 0; i < G_N_ELEMENTS (aggregation_names); i++)
    if (g_strcmp0 (name, aggregation_names[i]) == 0)
      {
        *aggregation = (HxAggregation)i;
        return TRUE;
      }
  return FALSE;
}

double
hx_model_round (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return isfinite (value) ? g_ascii_strtod (g_ascii_formatd (text, sizeof text, "%.9g", value), NULL) : NAN;
}

static void
hx_model_finalize (GObject *object)
{
  HxModel *self = HX_MODEL (object);

  for (guint i = 0; self->labels != NULL && i < hx_model_get_n_labels (self); i++)
    {
      g_free (self->labels[i].code);
      g_free (self->labels[i].description);
    }
  g_free (self->labels);
  hx_model_free_predictors (self);
  g_mutex_clear (&self->lock);
  g_clear_pointer (&self->network, hx_network_unref);
  g_strfreev (self->lead_names);
  g_free (self->origin);
  g_free (self->task);
  g_free (self->intended_use);
  g_free (self->name);
  g_free (self->hash);
  json_object_unref (self->provenance);
  G_OBJECT_CLASS (hx_model_parent_class)->finalize (object);
}

static void
hx_model_class_init (HxModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hx_model_finalize;
}

static void
hx_model_init (HxModel *self)
{
  g_mutex_init (&self->lock);
  g_queue_init (&self->idle_predictors);
  self->origin = g_strdup ("unknown");
  self->task = g_strdup ("");
  self->intended_use = g_strdup ("Research and education. Not for diagnosis.");
  self->name = g_strdup ("");
  self->provenance = json_object_new ();
}

static void
copy_numbers (HxModelLabel *to, const HxModelLabel *from)
{
  to->threshold = hx_model_round (from->threshold);
  to->temperature = hx_model_round (from->temperature);
  memcpy (to->centre_with, from->centre_with, sizeof to->centre_with);
  memcpy (to->centre_without, from->centre_without, sizeof to->centre_without);
}

HxModel *
hx_model_new (HxNetwork *network, const HxModelLabel *labels, const char *const *lead_names, double rate_hz,
              guint window_samples, guint stride_samples, double mean_mv, double sd_mv,
              HxAggregation aggregation)
{
  const HxArchitecture *architecture;
  HxModel *self;

  g_return_val_if_fail (network != NULL && labels != NULL && lead_names != NULL, NULL);
  g_return_val_if_fail (rate_hz > 0.0 && window_samples > 0 && stride_samples > 0 && sd_mv > 0.0, NULL);
  g_return_val_if_fail (aggregation < G_N_ELEMENTS (aggregation_names), NULL);

  architecture = hx_network_get_architecture (network);
  self = g_object_new (HX_TYPE_MODEL, NULL);
  self->network = hx_network_ref (network);
  self->labels = g_new0 (HxModelLabel, architecture->n_labels);
  for (guint i = 0; i < architecture->n_labels; i++)
    {
      self->labels[i].code = g_strdup (labels[i].code);
      self->labels[i].description =
          g_strdup (labels[i].description != NULL ? labels[i].description : labels[i].code);
      copy_numbers (&self->labels[i], &labels[i]);
    }
  self->lead_names = g_new0 (char *, architecture->n_leads + 1);
  for (guint i = 0; i < architecture->n_leads; i++)
    self->lead_names[i] = g_strdup (lead_names[i]);
  self->rate_hz = hx_model_round (rate_hz);
  self->window_samples = window_samples;
  self->stride_samples = stride_samples;
  self->mean_mv = hx_model_round (mean_mv);
  self->sd_mv = hx_model_round (sd_mv);
  self->aggregation = aggregation;
  return self;
}

HxNetwork *
hx_model_get_network (HxModel *self)
{
  return self->network;
}

const char *
hx_model_get_backbone (HxModel *self)
{
  return hx_network_get_architecture (self->network)->backbone;
}

HxHead
hx_model_get_head (HxModel *self)
{
  return hx_network_get_architecture (self->network)->head;
}

guint
hx_model_get_n_labels (HxModel *self)
{
  return hx_network_get_architecture (self->network)->n_labels;
}

const HxModelLabel *
hx_model_get_label (HxModel *self, guint index)
{
  g_return_val_if_fail (index < hx_model_get_n_labels (self), NULL);

  return &self->labels[index];
}

int
hx_model_find_label (HxModel *self, const char *code)
{
  for (guint i = 0; i < hx_model_get_n_labels (self); i++)
    if (g_strcmp0 (self->labels[i].code, code) == 0)
      return (int)i;
  return -1;
}

guint
hx_model_get_n_leads (HxModel *self)
{
  return hx_network_get_architecture (self->network)->n_leads;
}

const char *const *
hx_model_get_lead_names (HxModel *self)
{
  return (const char *const *)self->lead_names;
}

double
hx_model_get_rate_hz (HxModel *self)
{
  return self->rate_hz;
}

guint
hx_model_get_window_samples (HxModel *self)
{
  return self->window_samples;
}

guint
hx_model_get_stride_samples (HxModel *self)
{
  return self->stride_samples;
}

double
hx_model_get_mean_mv (HxModel *self)
{
  return self->mean_mv;
}

double
hx_model_get_sd_mv (HxModel *self)
{
  return self->sd_mv;
}

HxAggregation
hx_model_get_aggregation (HxModel *self)
{
  return self->aggregation;
}

void
hx_model_set_label_numbers (HxModel *self, guint index, const HxModelLabel *label)
{
  g_return_if_fail (index < hx_model_get_n_labels (self) && label != NULL);

  copy_numbers (&self->labels[index], label);
}

/* Copies before it frees: the new text may be the old one. */
static void
set_text (char **field, const char *text)
{
  char *copy = g_strdup (text != NULL ? text : "");

  g_free (*field);
  *field = copy;
}

const char *
hx_model_get_origin (HxModel *self)
{
  return self->origin;
}

void
hx_model_set_origin (HxModel *self, const char *origin)
{
  set_text (&self->origin, origin);
}

const char *
hx_model_get_task (HxModel *self)
{
  return self->task;
}

void
hx_model_set_task (HxModel *self, const char *task)
{
  set_text (&self->task, task);
}

const char *
hx_model_get_intended_use (HxModel *self)
{
  return self->intended_use;
}

void
hx_model_set_intended_use (HxModel *self, const char *intended_use)
{
  set_text (&self->intended_use, intended_use);
}

JsonObject *
hx_model_get_provenance (HxModel *self)
{
  return self->provenance;
}

void
hx_model_set_provenance (HxModel *self, JsonObject *provenance)
{
  g_return_if_fail (provenance != NULL);

  json_object_ref (provenance);
  json_object_unref (self->provenance);
  self->provenance = provenance;
}

const char *
hx_model_get_name (HxModel *self)
{
  return self->name;
}

void
hx_model_set_name (HxModel *self, const char *name)
{
  set_text (&self->name, name);
}

const char *
hx_model_get_hash (HxModel *self)
{
  return self->hash;
}

void
hx_model_take_hash (HxModel *self, char *hash)
{
  g_free (self->hash);
  self->hash = hash;
}

guint
hx_model_get_n_embedding (HxModel *self)
{
  g_return_val_if_fail (HX_IS_MODEL (self), 0);

  return hx_network_get_architecture (self->network)->n_embedding;
}

guint
hx_model_get_n_hidden (HxModel *self)
{
  g_return_val_if_fail (HX_IS_MODEL (self), 0);

  return hx_network_get_architecture (self->network)->n_hidden;
}

/* (1 - cos (a, b)) / 2 of two unit vectors. */
static double
distance (const float *a, const float *b)
{
  double cosine = 0.0;

  for (guint d = 0; d < HX_EMBEDDING_MAX; d++)
    cosine += (double)a[d] * b[d];
  return (1.0 - cosine) / 2.0;
}

float
hx_model_margin (HxModel *self, guint label, const float *embedding)
{
  const HxModelLabel *of;

  g_return_val_if_fail (label < hx_model_get_n_labels (self) && embedding != NULL, NAN);

  of = &self->labels[label];
  /* A missing centre is all NaN, and so is the margin then. */
  return (float)(distance (embedding, of->centre_without) - distance (embedding, of->centre_with));
}
