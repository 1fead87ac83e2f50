/* hx-train-options.c: what can be chosen for a training
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/run/hx-train-options.h"

#include "engine/base/hx-error.h"
#include "engine/kernels/hx-kernels.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define PEAK_RATE 1e-2
#define PEAK_RATE_RECURRENT 1e-3

static const char *const aggregations[] = { "maximum", "mean", NULL };
static const char *const stop_rules[] = { "never", "loss", "auc", "fmax", NULL };
static const char *const precisions[] = { "float32", "bfloat16", NULL };
static const char *const weightings[] = { "none", "margin", NULL };

#define FIELD(member) .offset = G_STRUCT_OFFSET (HxTrainOptions, member)

static const HxTrainOptionSpec specs[] = {
  { "epochs", "N", N_ ("Epochs"), N_ ("epochs (default: 50)"), HX_OPTION_COUNT, FIELD (epochs), 1.0,
    100000.0 },
  { "batch", "N", N_ ("Batch"), N_ ("records a step (default: 128)"), HX_OPTION_COUNT, FIELD (batch), 2.0,
    65536.0 },
  { "lr", "X", N_ ("Peak learning rate"),
    N_ ("peak learning rate; 0 for the backbone's own, 0.01, or 0.001 for LSTM and GRU (default: 0)"),
    HX_OPTION_NUMBER, FIELD (learning_rate), 0.0, 10.0 },
  { "decay", "X", N_ ("Weight decay"), N_ ("weight decay (default: 0.01)"), HX_OPTION_NUMBER,
    FIELD (weight_decay), 0.0, 1.0 },
  { "clip", "X", N_ ("Gradient clipping"),
    N_ ("largest norm of all gradients; 0 for none, -1 for the published 0.25 of a plain LSTM or GRU "
        "(default: -1)"),
    HX_OPTION_NUMBER, FIELD (clip_norm), -1.0, 1e6 },
  { "crop", "S", N_ ("Crop"), N_ ("seconds of signal that the network sees (default: 2.5)"), HX_OPTION_NUMBER,
    FIELD (crop_s), 0.01, 3600.0 },
  { "stride", "S", N_ ("Stride"),
    N_ ("seconds from window to window in prediction; 0 for half a crop (default: 0)"), HX_OPTION_NUMBER,
    FIELD (stride_s), 0.0, 3600.0 },
  { "aggregation", "HOW", N_ ("Aggregation"),
    N_ ("of the windows: maximum of the logits, or mean of the probabilities (default: maximum)"),
    HX_OPTION_CHOICE, FIELD (aggregation), .choices = aggregations },
  { "alpha", "X", N_ ("Cross-entropy (alpha)"), N_ ("weight of the cross-entropy (default: 1)"),
    HX_OPTION_NUMBER, FIELD (cross_entropy_weight), 0.0, 1000.0 },
  { "beta", "X", N_ ("Reverse cross-entropy (beta)"), N_ ("weight of the reverse cross-entropy (default: 0)"),
    HX_OPTION_NUMBER, FIELD (reverse_weight), 0.0, 1000.0 },
  { "gamma", "X", N_ ("Triplet loss (gamma)"), N_ ("weight of the triplet loss (default: 0.1)"),
    HX_OPTION_NUMBER, FIELD (triplet_weight), 0.0, 1000.0 },
  { "margin", "X", N_ ("Triplet margin"), N_ ("margin of the triplet loss (default: 2)"), HX_OPTION_NUMBER,
    FIELD (triplet_margin), 0.0, 4.0 },
  { "embedding-size", "N", N_ ("Embedding size"), N_ ("dimensions of a label's own space (default: 8)"),
    HX_OPTION_COUNT, FIELD (embedding_size), 1.0, HX_EMBEDDING_MAX },
  { "hidden-size", "N", N_ ("Hidden size"), N_ ("units of the fused branch (default: 128)"), HX_OPTION_COUNT,
    FIELD (hidden_size), 1.0, HX_HIDDEN_MAX },
  { "dropout", "P", N_ ("Dropout of features"),
    N_ ("dropout of the features before the head's first map (default: 0.25)"), HX_OPTION_NUMBER,
    FIELD (dropout_features), 0.0, 0.99 },
  { "dropout-hidden", "P", N_ ("Dropout of hidden units"),
    N_ ("dropout before the head's second map (default: 0.5)"), HX_OPTION_NUMBER, FIELD (dropout_hidden), 0.0,
    0.99 },
  { "stop", "RULE", N_ ("Early stopping"),
    N_ ("end early and keep the best epoch by validation loss, auc or fmax; never for all epochs (default: "
        "never)"),
    HX_OPTION_CHOICE, FIELD (stop), .choices = stop_rules },
  { "patience", "N", N_ ("Patience"), N_ ("epochs without an improvement before stopping (default: 10)"),
    HX_OPTION_COUNT, FIELD (patience), 1.0, 100000.0 },
  { "weighting", "HOW", N_ ("Weighting by margins"),
    N_ ("of records by their margin towards the given label: none or margin (default: none)"),
    HX_OPTION_CHOICE, FIELD (weighting), .choices = weightings },
  { "precision", "HOW", N_ ("Precision of products"),
    N_ ("of the numbers that are multiplied: float32, or bfloat16, which some processors do faster (default: "
        "float32)"),
    HX_OPTION_CHOICE, FIELD (precision), .choices = precisions },
  { "frozen-epochs", "N", N_ ("Frozen epochs"),
    N_ ("first epochs of a --start that train the new head alone (default: 5)"), HX_OPTION_COUNT,
    FIELD (frozen_epochs), 0.0, 100000.0, .only_with_start = TRUE },
  { "earliest-rate", "X", N_ ("First layer’s rate"),
    N_ ("first layer's share of the learning rate with a --start (default: 0.01)"), HX_OPTION_NUMBER,
    FIELD (earliest_rate), 0.0, 1.0, .only_with_start = TRUE },
  { NULL },
};

void
hx_train_options_default (HxTrainOptions *options)
{
  *options = (HxTrainOptions){
    .task = "superdiagnostic",
    .backbone = "fcn_wang",
    .head = HX_HEAD_LDM,
    .epochs = 50,
    .batch = 128,
    .weight_decay = 1e-2,
    .clip_norm = -1.0,
    .crop_s = 2.5,
    .aggregation = HX_AGGREGATE_MAXIMUM,
    .cross_entropy_weight = 1.0,
    .triplet_weight = 0.1,
    .triplet_margin = 2.0,
    .embedding_size = 8,
    .hidden_size = 128,
    .dropout_features = 0.25,
    .dropout_hidden = 0.5,
    .patience = 10,
    .frozen_epochs = 5,
    .earliest_rate = 0.01,
    .train_folds = 0x1FE,
    .validation_folds = 1 << 9,
  };
}

const HxTrainOptionSpec *
hx_train_option_specs (void)
{
  return specs;
}

double
hx_train_option_get (const HxTrainOptions *options, const HxTrainOptionSpec *spec)
{
  switch (spec->kind)
    {
    case HX_OPTION_COUNT:
      return G_STRUCT_MEMBER (guint, options, spec->offset);
    case HX_OPTION_CHOICE:
      return G_STRUCT_MEMBER (int, options, spec->offset);
    case HX_OPTION_NUMBER:
    default:
      return G_STRUCT_MEMBER (double, options, spec->offset);
    }
}

void
hx_train_option_set (HxTrainOptions *options, const HxTrainOptionSpec *spec, double value)
{
  switch (spec->kind)
    {
    case HX_OPTION_COUNT:
      G_STRUCT_MEMBER (guint, options, spec->offset) = (guint)value;
      break;
    case HX_OPTION_CHOICE:
      G_STRUCT_MEMBER (int, options, spec->offset) = (int)value;
      break;
    case HX_OPTION_NUMBER:
    default:
      G_STRUCT_MEMBER (double, options, spec->offset) = value;
      break;
    }
}

static gboolean
check_option (const HxTrainOptions *options, const HxTrainOptionSpec *spec, GError **error)
{
  const double value = hx_train_option_get (options, spec);

  if (spec->kind == HX_OPTION_CHOICE || (value >= spec->low && value <= spec->high))
    return TRUE;
  g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "the option “%s” is %g, not between %g and %g", spec->name,
               value, spec->low, spec->high);
  return FALSE;
}

gboolean
hx_train_options_check (const HxTrainOptions *options, GError **error)
{
  for (const HxTrainOptionSpec *spec = specs; spec->name != NULL; spec++)
    if (!check_option (options, spec, error))
      return FALSE;
  if (options->stop != HX_STOP_NEVER && options->validation_folds == 0)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE, "stopping early needs validation folds");
      return FALSE;
    }
  if (options->precision == HX_PRECISION_BFLOAT16 && hx_kernels_bfloat16 () == NULL)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                   "precision bfloat16: this processor has no products of bfloat16 (AVX512_BF16)");
      return FALSE;
    }
  if (options->weighting != HX_WEIGHTING_NONE && options->head != HX_HEAD_LDM)
    {
      g_set_error (error, HX_ERROR, HX_ERROR_RANGE,
                   "weighting by margins needs the decoupled head (ldm): a plain one has no label spaces");
      return FALSE;
    }
  return TRUE;
}

void
hx_train_options_describe (const HxTrainOptions *options, JsonObject *recipe)
{
  HxTrainOptions usual;

  hx_train_options_default (&usual);
  for (const HxTrainOptionSpec *spec = specs; spec->name != NULL; spec++)
    {
      const double value = hx_train_option_get (options, spec);
      g_autofree char *name = g_strdelimit (g_strdup (spec->name), "-", '_');

      if (spec->only_with_start ? options->start == NULL : value == hx_train_option_get (&usual, spec))
        continue;
      if (spec->kind == HX_OPTION_CHOICE)
        json_object_set_string_member (recipe, name, spec->choices[(int)value]);
      else if (spec->kind == HX_OPTION_COUNT)
        json_object_set_int_member (recipe, name, (gint64)value);
      else
        json_object_set_double_member (recipe, name, value);
    }
}

HxTrainerOptions
hx_train_options_for_trainer (const HxTrainOptions *options, const HxArchitecture *architecture,
                              guint window_samples)
{
  HxTrainerOptions trainer = hx_trainer_options_default (architecture);

  trainer.batch = options->batch;
  trainer.n_samples = window_samples;
  trainer.n_threads = options->n_threads;
  trainer.cross_entropy_weight = (float)options->cross_entropy_weight;
  trainer.reverse_weight = (float)options->reverse_weight;
  trainer.triplet_weight = (float)options->triplet_weight;
  trainer.triplet_margin = (float)options->triplet_margin;
  trainer.dropout[0] = (float)options->dropout_features;
  trainer.dropout[1] = (float)options->dropout_hidden;
  trainer.precision = options->precision;
  trainer.weight_decay = (float)options->weight_decay;
  if (options->clip_norm >= 0.0)
    trainer.clip_norm = (float)options->clip_norm;
  return trainer;
}

double
hx_train_options_peak_rate (const HxTrainOptions *options)
{
  if (options->learning_rate > 0.0)
    return options->learning_rate;
  return hx_backbone_is_recurrent (options->backbone) ? PEAK_RATE_RECURRENT : PEAK_RATE;
}
