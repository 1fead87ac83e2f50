/* hx-train-options.h: what can be chosen for a training
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/hx-model.h"
#include "engine/models/hx-trainer.h"
#include "engine/run/hx-folds.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** When a training ends before its last epoch. The model is then the best epoch's. */
typedef enum
{
  HX_STOP_NEVER, /* the last epoch is the model */
  HX_STOP_LOSS,  /* no smaller validation loss */
  HX_STOP_AUC,   /* no larger validation macro-AUC */
  HX_STOP_FMAX,  /* no larger validation Fmax */
} HxStopRule;

/** How much a record counts for a label. */
typedef enum
{
  HX_WEIGHTING_NONE,   /* 1 */
  HX_WEIGHTING_MARGIN, /* less where its margin towards the given label stays small */
} HxWeighting;

/** Options of a training; hx_train_options_default() has the recipe's. Strings belong to the caller. */
typedef struct
{
  const char *task; /* name or CSV path */
  const char *backbone;
  HxHead head;
  guint epochs;         /* 50 */
  guint batch;          /* 128 */
  double learning_rate; /* peak; 0: the backbone's own, 1e-2 or 1e-3 */
  double weight_decay;  /* 1e-2 */
  double clip_norm;     /* global gradient norm at most this; 0: off; negative: as published, 0.25 for a plain
                           LSTM or GRU and off for the others */
  double crop_s;        /* 2.5 */
  double stride_s;      /* from window to window in prediction; 0: half a crop */
  HxAggregation aggregation;
  double cross_entropy_weight; /* alpha, 1 */
  double reverse_weight;       /* beta of the reverse cross-entropy, 0 */
  double triplet_weight;       /* gamma, 0.1 */
  double triplet_margin;       /* 2 */
  guint embedding_size;        /* dimensions of a label's space, 8 */
  guint hidden_size;           /* units of the fused branch, 128 */
  double dropout_features;     /* 0.25, before a head's first linear map */
  double dropout_hidden;       /* 0.5, before its second */
  HxStopRule stop;
  guint patience; /* epochs without an improvement before stopping, 10 */
  HxWeighting weighting;
  HxPrecision precision; /* of products in training, float32 */
  const char *start;     /* (nullable): model file whose backbone is the start; gets a new head */
  guint frozen_epochs;   /* of a start: the first ones train the new head alone, 5 */
  double earliest_rate; /* of a start: the first layer's share of the learning rate, growing to 1 at the head,
                           0.01 */
  guint64 seed;
  guint n_threads;          /* 0: all processors */
  HxFolds train_folds;      /* 1-8 */
  HxFolds validation_folds; /* 9; 0: no validation */
  gboolean resume;          /* go on from OUT.checkpoint if it is there */
} HxTrainOptions;

void hx_train_options_default (HxTrainOptions *options);

typedef enum
{
  HX_OPTION_COUNT,  /* guint */
  HX_OPTION_NUMBER, /* double */
  HX_OPTION_CHOICE, /* an enumeration, named by choices */
} HxTrainOptionKind;

/**
 * HxTrainOptionSpec: one option that has a value within bounds. The command line, the recipe in checkpoints
 * and model files, and the window's form are made from the table of all.
 */
typedef struct
{
  const char *name;  /* "triplet-weight": of the command line; with underscores in the recipe */
  const char *value; /* "G": what stands for it in the help */
  const char *title; /* translatable: of a row in the window */
  const char *help;  /* translatable: a line of the command's help */
  HxTrainOptionKind kind;
  gsize offset;
  double low, high;
  const char *const *choices; /* NULL-terminated */
  gboolean only_with_start;
} HxTrainOptionSpec;

/** All of them, ended by one without name. Static. */
const HxTrainOptionSpec *hx_train_option_specs (void);

double hx_train_option_get (const HxTrainOptions *options, const HxTrainOptionSpec *spec);
void hx_train_option_set (HxTrainOptions *options, const HxTrainOptionSpec *spec, double value);

/** Fails with %HX_ERROR_RANGE, naming the option and its bounds. */
gboolean hx_train_options_check (const HxTrainOptions *options, GError **error);

/** Adds what differs from the recipe's own value to @recipe. */
void hx_train_options_describe (const HxTrainOptions *options, JsonObject *recipe);

/** What the trainer needs of them for @architecture. */
HxTrainerOptions hx_train_options_for_trainer (const HxTrainOptions *options,
                                               const HxArchitecture *architecture, guint window_samples);

/** The peak rate that is trained with. */
double hx_train_options_peak_rate (const HxTrainOptions *options);

G_END_DECLS
