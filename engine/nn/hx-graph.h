/* hx-graph.h: a network's body as a graph of layers, and the memory of a batch that runs through it
 *
 * Copyright 2026 The Hexaxial authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/kernels/hx-kernels.h"
#include "engine/nn/hx-tensor.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Shapes: B records of a batch, T time steps, C channels; activations are (B, T, C), C contiguous. */

typedef struct _HxGraph HxGraph;
typedef struct _HxPlan HxPlan;
typedef struct _HxNode HxNode;

/** Neighbouring records of a batch. */
typedef struct
{
  guint first, n;
} HxRecords;

/**
 * HxLayer: one kind of layer as forward and backward pair. Records run through a layer by
 * themselves; where they must meet (batch statistics), the layer has a meeting point, which runs once all
 * records are there, on one thread and in record order. All functions but forward may be NULL.
 *
 * A few records keep the threads less busy than they could be, most of all where a layer wants them together.
 * Then the threads share such a layer instead: forward_team, for all records of the pass, once they are all
 * there.
 *
 * A backward function writes the gradient of the node's input or of its residual, or adds to it where
 * hx_plan_adds_gradient() says that a layer further on has written it already.
 */
typedef struct
{
  const char *name;
  gboolean together;        /* wants all records of a shard at once (recurrent layers) */
  gboolean reads_output;    /* backward reads the values of its output */
  gboolean forgets_input;   /* backward does not read the values of its input */
  gboolean defers_gradient; /* another node writes the gradient of the input (batch norm) */
  gsize (*length) (const HxNode *node,
                   gsize n_in); /* output steps; NULL: as many as input steps; 0: too short */
  guint64 (*multiply_adds) (const HxNode *node, gsize n_steps_out); /* of a record, forward; NULL: none */
  void (*plan) (const HxNode *node, HxPlan *plan);                  /* once: scratch memory */
  void (*prepare) (const HxNode *node, HxPlan *plan); /* before every pass: lays out the parameters */
  void (*forward) (const HxNode *node, HxPlan *plan, HxRecords records, guint worker);
  void (*forward_team) (const HxNode *node, HxPlan *plan); /* instead of forward, where plan->team */
  void (*forward_meet) (const HxNode *node, HxPlan *plan);
  void (*backward) (const HxNode *node, HxPlan *plan, HxRecords records, guint worker);
  void (*backward_meet) (const HxNode *node, HxPlan *plan);
  void (*finish) (const HxNode *node, HxPlan *plan); /* after the backward pass: parameter gradients */
} HxLayer;

#define HX_NO_BUFFER G_MAXUINT

/** Tensors of one layer and direction of an LSTM or GRU: (G H, n_in), (G H, H), (G H), (G H); G gates. */
typedef struct
{
  guint weight_input, weight_hidden, bias_input, bias_hidden;
} HxRecurrentTensors;

struct _HxNode
{
  const HxLayer *layer;
  guint index;
  guint input, output; /* buffers */
  guint residual;      /* buffer that is added before the ReLU of a batch norm, or HX_NO_BUFFER */
  gsize n_in, n_out;   /* channels */
  gsize first_out;     /* its first channel in the output, which other nodes may fill as well */
  gsize kernel, stride, padding;
  gboolean relu;
  gboolean reverse;             /* of a recurrent layer: from the last step to the first */
  guint weight;                 /* tensor of a convolution */
  HxNormTensors norm;           /* tensors of a batch norm */
  HxRecurrentTensors recurrent; /* tensors of a recurrent layer */
  guint partner;                /* the other node of a batch norm */
};

/** Where activations lie. */
typedef struct
{
  gsize n_channels;
  gsize padding;          /* zero steps before and after each record that some layer reads: of values */
  gsize gradient_padding; /* and of gradients */
} HxBufferShape;

struct _HxGraph
{
  HxTensorSet *tensors; /* not owned */
  const HxKernels *kernels;
  GPtrArray *nodes; /* of HxNode, in order of execution */
  GArray *buffers;  /* of HxBufferShape; 0 is the input */
};

HxGraph *hx_graph_new (HxTensorSet *tensors, gsize n_leads);
void hx_graph_free (HxGraph *graph);

/** A buffer of @n_channels that several nodes fill. */
guint hx_graph_add_buffer (HxGraph *graph, gsize n_channels);

/* Each of the others adds a layer behind buffer @input and returns its output's buffer. */

/** Convolution over time without bias, padding (kernel - 1) / 2, weight PREFIX.weight (n_out, n_in, kernel).
 */
guint hx_graph_add_conv1d (HxGraph *graph, guint input, const char *prefix, gsize n_out, gsize kernel,
                           gsize stride);
/** The same with stride 1 into channels @first_out ... of @output, a buffer of hx_graph_add_buffer(). */
void hx_graph_add_conv1d_part (HxGraph *graph, guint input, const char *prefix, gsize n_out, gsize kernel,
                               guint output, gsize first_out);
/** Batch norm over records and time, eps 1e-5, plus @residual (or HX_NO_BUFFER), followed by ReLU if @relu.
 */
guint hx_graph_add_batch_norm (HxGraph *graph, guint input, const char *prefix, guint residual,
                               gboolean relu);
/** Maximum over three steps, padding 1 (which never wins). */
guint hx_graph_add_max_pool (HxGraph *graph, guint input, gsize stride);
/** Mean over two steps, stride 2; the last step of an odd length alone. */
guint hx_graph_add_mean_pool (HxGraph *graph, guint input);
/** (T, C) to (1, 2C): maximum over time first, then mean. */
guint hx_graph_add_concat_pool (HxGraph *graph, guint input);
/** (T, C) to (1, 3C): mean and maximum over time, then the last step. */
guint hx_graph_add_last_pool (HxGraph *graph, guint input);

typedef enum
{
  HX_CELL_LSTM, /* Hochreiter and Schmidhuber, 1997, with a forget gate; gates in, forget, cell, out */
  HX_CELL_GRU,  /* Cho et al., 2014, PyTorch's form; gates reset, update, new */
} HxCell;

/** One layer of @n_hidden units, both directions if @bidirectional (outputs side by side), tensors
 * PREFIX.weight_ih_lLAYER and so on. */
guint hx_graph_add_recurrent (HxGraph *graph, guint input, HxCell cell, const char *prefix, guint layer,
                              gsize n_hidden, gboolean bidirectional);

/** Steps of each buffer for an input of @n_samples, one a buffer. FALSE if that is too short. */
gboolean hx_graph_lengths (const HxGraph *graph, gsize n_samples, gsize *n_steps);

/** Multiply-adds of convolutions, linear maps and recurrent products for one record. */
typedef struct
{
  guint64 forward;
  guint64 training; /* forward once, backward twice; but the input of the network needs no gradient */
} HxArithmetic;

/** FALSE if @n_samples is too short. */
gboolean hx_graph_count (const HxGraph *graph, gsize n_samples, HxArithmetic *arithmetic);

static inline const HxNode *
hx_graph_node (const HxGraph *graph, guint index)
{
  return g_ptr_array_index (graph->nodes, index);
}

static inline const HxBufferShape *
hx_graph_buffer (const HxGraph *graph, guint buffer)
{
  return &g_array_index (graph->buffers, HxBufferShape, buffer);
}

/* --- a plan --------------------------------------------------------------------------- */

/**
 * Where the rows of a buffer are. Memory that is needed between two meeting points only belongs to the
 * worker: records of one group after another use it.
 */
typedef struct
{
  float *memory; /* of row 0 of record 0; NULL: none is needed */
  gsize record_stride;
  gsize worker_stride; /* floats from worker to worker; 0: every record has a place of its own */
} HxRows;

/** A buffer of a plan. */
typedef struct
{
  gsize n_steps;
  HxRows values, gradients;
} HxBuffer;

typedef enum
{
  HX_PLAN_EVALUATE, /* forward, running statistics */
  HX_PLAN_EXPLAIN,  /* forward, running statistics, backward to the input alone */
  HX_PLAN_TRAIN,    /* forward, batch statistics, backward to the parameters */
} HxPlanMode;

struct _HxPlan
{
  const HxGraph *graph;
  const HxKernels *kernels;
  HxPlanMode mode;
  guint batch;     /* records that there is room for */
  guint n_records; /* records of the present pass */
  gsize n_samples;
  guint n_shards, n_threads, n_workers;
  gboolean team;      /* the threads share layers rather than records: layers with forward_team */
  guint group;        /* records that run through a layer one after another */
  guint *group_index; /* of each record: its place in its group */
  HxBuffer *buffers;
  guint *last_writer; /* of each buffer: the node that writes its gradient first, going backward */
  gpointer *scratch;  /* a node's own, one g_free() or scratch_free */
  GDestroyNotify *scratch_free;
  float **gradients; /* of each tensor of the graph, owned by the trainer; NULL unless training */
  float *memory;
  float *room; /* of every worker, for one layer and record at a time; see hx_plan_room() */
  gsize n_room;
  gsize n_bytes;
};

/**
 * hx_plan_new:
 * @kernels: which to use, mostly the graph's own
 * @gradients: for HX_PLAN_TRAIN, of each tensor
 * @n_threads: at least 1
 *
 * Fails with HX_ERROR_RANGE if @n_samples is too short for the network.
 */
HxPlan *hx_plan_new (const HxGraph *graph, const HxKernels *kernels, HxPlanMode mode, guint batch,
                     gsize n_samples, float **gradients, guint n_threads, GError **error);
void hx_plan_free (HxPlan *plan);

/** Lays out the present parameters for the kernels. */
void hx_plan_prepare (HxPlan *plan);

/** Runs the input buffer's first @n_records records through all layers. FALSE if cancelled. */
gboolean hx_plan_forward (HxPlan *plan, guint n_records, GCancellable *cancellable);

/** From the gradient of the last buffer to those of all parameters, or of the input. FALSE if cancelled. */
gboolean hx_plan_backward (HxPlan *plan, GCancellable *cancellable);

/** Shard of a record: fixed by the batch alone. */
guint hx_plan_shard_of (const HxPlan *plan, guint record);

/** While it is planned a layer says how many floats it needs to work on one record. */
static inline void
hx_plan_reserve_room (HxPlan *plan, gsize n)
{
  plan->n_room = MAX (plan->n_room, (n + 15) / 16 * 16);
}

/** The worker's room: what is there belongs to nobody when a layer's function returns. */
static inline float *
hx_plan_room (const HxPlan *plan, guint worker)
{
  return plan->room + worker * plan->n_room;
}

/** First row of a record. @worker counts only for memory that belongs to workers. */
static inline float *
hx_rows_of (const HxPlan *plan, const HxRows *rows, guint record, guint worker)
{
  return rows->worker_stride > 0
             ? rows->memory + worker * rows->worker_stride + plan->group_index[record] * rows->record_stride
             : rows->memory + record * rows->record_stride;
}

static inline float *
hx_plan_value (const HxPlan *plan, guint buffer, guint record, guint worker)
{
  return hx_rows_of (plan, &plan->buffers[buffer].values, record, worker);
}

static inline float *
hx_plan_gradient (const HxPlan *plan, guint buffer, guint record, guint worker)
{
  return hx_rows_of (plan, &plan->buffers[buffer].gradients, record, worker);
}

/** Whether the gradient of @buffer has been written when @node's backward comes to it. */
static inline gboolean
hx_plan_adds_gradient (const HxPlan *plan, const HxNode *node, guint buffer)
{
  return plan->last_writer[buffer] != node->index;
}

G_END_DECLS
