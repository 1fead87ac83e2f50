/* hx-model-private.h: what a model is made of
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/hx-model.h"
#include "engine/models/hx-predictor.h"

G_BEGIN_DECLS

#define HX_MODEL_FORMAT "hexaxial-model"
#define HX_MODEL_FORMAT_VERSION 1

#define HX_MODEL_MAX_RATE_HZ 100000.0
#define HX_MODEL_MAX_WINDOW_SAMPLES 1000000
#define HX_MODEL_MAX_MV 1e6

struct _HxModel
{
  GObject parent_instance;

  HxNetwork *network;
  HxModelLabel *labels;
  char **lead_names;
  double rate_hz, mean_mv, sd_mv;
  guint window_samples, stride_samples;
  HxAggregation aggregation;
  char *origin, *task, *intended_use, *name, *hash;
  JsonObject *provenance;

  GMutex lock;
  GQueue idle_predictors; /* of HxPredictor, the last used first */
};

/** A predictor for @n_windows windows at a time, which nobody else uses until it is given back. */
HxPredictor *hx_model_take_predictor (HxModel *self, guint n_windows, guint n_threads, GError **error);
void hx_model_give_predictor (HxModel *self, HxPredictor *predictor); /* (transfer full) */
void hx_model_free_predictors (HxModel *self);

/** The names that files use. */
const char *hx_aggregation_name (HxAggregation aggregation);
gboolean hx_aggregation_from_name (const char *name, HxAggregation *aggregation);

void hx_model_set_intended_use (HxModel *self, const char *intended_use);
void hx_model_take_hash (HxModel *self, char *hash);

/** @value as a model file holds it, nine digits: a model predicts the same before it is saved and after. */
double hx_model_round (double value);

G_END_DECLS
