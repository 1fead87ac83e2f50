/* hx-layer-recurrent-private.h: what the two directions of a recurrent layer share
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/nn/hx-layers.h"

G_BEGIN_DECLS

/* H units, U units of a slice (H, but for teams), G gates of a record and step, S of them sums, T steps. */

typedef struct
{
  gsize n_gates;  /* G: 4 or 3 */
  gsize n_summed; /* gates that are sums: 4 or 2; the others' hidden part is apart */
} HxRecurrentCell;

/* What leads to the units of one slice. Everything of one gate stands together: columns of gate 0, of gate 1,
 * ... */
typedef struct
{
  float *input;          /* (n_in, G U), packed */
  float *summed, *apart; /* (H, S U) and (H, (G - S) U), packed */
  float *bias;           /* G U: of the input side, with the hidden one where they are summed */
  float *bias_apart;     /* (G - S) U: of the hidden side */
} HxRecurrentSlice;

typedef struct
{
  HxRecurrentCell cell;
  gsize n_steps, n_places; /* n_places: records of the batch in training, of a group a worker otherwise */
  guint n_slices;
  HxRecurrentSlice *slices;
  float *input_back;               /* (G H, n_in), packed; NULL where no gradient is wanted */
  float *summed_back, *apart_back; /* (S H, H) and ((G - S) H, H), packed */
  float *gates;                    /* slices x places x T x G U; gradients of the same after backward */
  float *apart_values;             /* slices x places x T x (G - S) U */
  float *cells;                    /* slices x places x T x U: the LSTM's c */
  float *shard_gradients;          /* n_shards x ((n_in + H) G H + 2 G H) */
  guint *shard_records;
  float *worker_hidden; /* two of group x H a worker: gradients of h and of c, and one more for the next h */
  float *rows;          /* weights of a slice before they are packed */
} HxRecurrentScratch;

/* What one run over a shard's records, or over a slice of all of them, knows. */
typedef struct
{
  const HxNode *node;
  HxPlan *plan;
  HxRecurrentScratch *scratch;
  HxRecords records;
  guint worker;
  const HxRecurrentSlice *slice;
  gsize first_unit;
  gsize H, U, G, S, T;
  gsize out_stride;             /* floats from step to step of the output */
  gsize record_stride;          /* floats from record to record of the output */
  float *gates, *apart, *cells; /* of the first record */
} HxRecurrentRun;

/** A run over @records of @slice; the backward pass has one slice. */
HxRecurrentRun hx_recurrent_begin (const HxNode *node, HxPlan *plan, HxRecords records, guint worker,
                                   guint slice);

/* Step t of a record: its hidden state, and that of the step before it in time, NULL for the first. */
static inline float *
hx_recurrent_hidden (const HxRecurrentRun *run, guint record, gsize t)
{
  return hx_plan_value (run->plan, run->node->output, run->records.first + record, run->worker)
         + run->node->first_out + t * run->out_stride;
}

static inline gssize
hx_recurrent_step_before (const HxRecurrentRun *run, gsize t)
{
  if (run->node->reverse)
    return t + 1 < run->T ? (gssize)t + 1 : -1;
  return (gssize)t - 1;
}

/** Floats of a shard's gradients: input, hidden and both biases. */
static inline gsize
hx_recurrent_n_gradients (const HxNode *node, const HxRecurrentScratch *scratch)
{
  return (node->n_in + node->n_out + 2) * scratch->cell.n_gates * node->n_out;
}

void hx_recurrent_backward (const HxNode *node, HxPlan *plan, HxRecords records, guint worker);
void hx_recurrent_finish (const HxNode *node, HxPlan *plan);

G_END_DECLS
