/* hx-layers.h: the kinds of layers that a graph can have
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/nn/hx-graph.h"

G_BEGIN_DECLS

#define HX_BATCH_NORM_EPSILON 1e-5

extern const HxLayer hx_layer_conv1d;
/* A batch norm is two nodes: statistics over all records, a meeting, then the map of each record. */
extern const HxLayer hx_layer_batch_statistics;
extern const HxLayer hx_layer_batch_norm;
extern const HxLayer hx_layer_max_pool;
extern const HxLayer hx_layer_mean_pool;
extern const HxLayer hx_layer_concat_pool;
extern const HxLayer hx_layer_last_pool;
extern const HxLayer hx_layer_lstm;
extern const HxLayer hx_layer_gru;

/** What both nodes of a batch norm share, as scratch of the statistics node. C channels, B records. */
typedef struct
{
  float *record_mean, *record_deviation;     /* B x C */
  float *record_sum_g, *record_sum_g_normal; /* B x C */
  float *mean, *inverse_sd, *scale, *shift;  /* C */
  float *mean_g, *mean_g_normal;             /* C */
  double *batch_mean, *batch_variance; /* C: of the last pass, for the running statistics (variance biased) */
  gsize n_values;                      /* records times steps of the last pass */
  float *memory;
} HxNormScratch;

G_END_DECLS
