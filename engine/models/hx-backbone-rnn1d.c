/* hx-backbone-rnn1d.c: two recurrent layers
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 9 (1997) 1735; Cho et al.,
 * "Learning phrase representations using RNN encoder-decoder", EMNLP 2014; as used by Strodthoff et al., IEEE
 * JBHI 25 (2021) 1519.
 */
#include "engine/models/hx-backbone.h"

#define N_HIDDEN 256
#define N_LAYERS 2

typedef struct
{
  HxCell cell;
  gboolean bidirectional;
} Shape;

static guint
build (HxGraph *graph, const HxBackbone *self)
{
  const Shape *shape = self->shape;
  guint x = 0;

  for (guint layer = 0; layer < N_LAYERS; layer++)
    x = hx_graph_add_recurrent (graph, x, shape->cell, "2", layer, N_HIDDEN, shape->bidirectional);
  return hx_graph_add_last_pool (graph, x);
}

static const Shape lstm = { HX_CELL_LSTM, FALSE }, lstm_bidir = { HX_CELL_LSTM, TRUE };
static const Shape gru = { HX_CELL_GRU, FALSE }, gru_bidir = { HX_CELL_GRU, TRUE };

#define RECURRENT(cell)                                                                                      \
  {                                                                                                          \
    .name = #cell, .recurrent = TRUE, .build = build, .shape = &cell, .head_prefix = "5", .head_first = 1    \
  }

extern const HxBackbone hx_backbones_rnn1d[];
const HxBackbone hx_backbones_rnn1d[] = {
  RECURRENT (lstm), RECURRENT (lstm_bidir), RECURRENT (gru), RECURRENT (gru_bidir), { NULL },
};
